// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/object.hpp>
#include <postroom/property_bag.hpp>

#include <mapitags.h>

#include <functional>
#include <memory>
#include <vector>

namespace postroom::test {

// What of a message survives when its objects are released.
struct FakeMessageData {
  kit::PropertyBag properties;
  std::vector<kit::PropertyBag> recipients;  // each has a PR_ROWID
  unsigned saves = 0;
  std::function<HRESULT()> on_save;  // a failure of SaveChanges

  // A recipient of type SMTP who still waits.
  void add_recipient(const std::string& address, ULONG type = MAPI_TO);
  bool served(std::size_t index) const { return recipients.at(index).boolean(PR_RESPONSIBILITY); }
};

// A message in memory: properties and recipients, which change in the data with SaveChanges only. There are
// no attachments. Not thread-safe.
class FakeMessage final : public kit::Object<FakeMessage, IMessage> {
 public:
  static constexpr const char* kTypeName = "IMessage";
  explicit FakeMessage(std::shared_ptr<FakeMessageData> data);

  STDMETHODIMP GetLastError(HRESULT, ULONG, LPMAPIERROR*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SaveChanges(ULONG flags) override;
  STDMETHODIMP GetProps(LPSPropTagArray tags, ULONG flags, ULONG* count, LPSPropValue* values) override;
  STDMETHODIMP GetPropList(ULONG flags, LPSPropTagArray* tags) override;
  STDMETHODIMP OpenProperty(ULONG, LPCIID, ULONG, ULONG, LPUNKNOWN*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetProps(ULONG count, LPSPropValue values, LPSPropProblemArray* problems) override;
  STDMETHODIMP DeleteProps(LPSPropTagArray, LPSPropProblemArray*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CopyTo(ULONG, LPCIID, LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,
                      LPSPropProblemArray*) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP CopyProps(LPSPropTagArray, ULONG_PTR, LPMAPIPROGRESS, LPCIID, LPVOID, ULONG,
                         LPSPropProblemArray*) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP GetNamesFromIDs(LPSPropTagArray*, LPGUID, ULONG, ULONG*, LPMAPINAMEID**) override {
    return MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP GetIDsFromNames(ULONG, LPMAPINAMEID*, ULONG, LPSPropTagArray*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetAttachmentTable(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP OpenAttach(ULONG, LPCIID, ULONG, LPATTACH*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CreateAttach(LPCIID, ULONG, ULONG*, LPATTACH*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP DeleteAttach(ULONG, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetRecipientTable(ULONG flags, LPMAPITABLE* table) override;
  STDMETHODIMP ModifyRecipients(ULONG flags, LPADRLIST changes) override;
  STDMETHODIMP SubmitMessage(ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetReadFlag(ULONG) override { return MAPI_E_NO_SUPPORT; }

 private:
  const std::shared_ptr<FakeMessageData> data_;
  kit::PropertyBag properties_;
  std::vector<kit::PropertyBag> recipients_;
};

}  // namespace postroom::test
