// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/prop_object.hpp>

#include <memory>
#include <utility>

namespace postroom::test {

class PlainAttachment final : public kit::PropObject<PlainAttachment, IAttach> {
 public:
  static constexpr const char* kTypeName = "IAttach";
  explicit PlainAttachment(std::shared_ptr<kit::PropertySource> source)
      : PropObject(std::make_shared<kit::Core>(nullptr, 0), std::move(source)) {}
};

// A message in memory that has properties only: no recipients, no attachments but the one that a test gives, nowhere to
// be sent.
class PlainMessage final : public kit::PropObject<PlainMessage, IMessage> {
 public:
  static constexpr const char* kTypeName = "IMessage";
  explicit PlainMessage(std::shared_ptr<kit::PropertySource> source)
      : PropObject(std::make_shared<kit::Core>(nullptr, 0), std::move(source)) {}

  // How a property was opened to be changed.
  ULONG options = 0;
  kit::com_ptr<IAttach> attachment;  // the one that CreateAttach makes
  STDMETHODIMP OpenProperty(ULONG tag, LPCIID iid, ULONG interface_options, ULONG flags, LPUNKNOWN* object) override {
    if ((flags & MAPI_MODIFY) != 0) options = interface_options;
    return PropObject::OpenProperty(tag, iid, interface_options, flags, object);
  }

  STDMETHODIMP GetAttachmentTable(ULONG, LPMAPITABLE*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP OpenAttach(ULONG, LPCIID, ULONG, LPATTACH*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP CreateAttach(LPCIID, ULONG, ULONG*, LPATTACH* created) override {
    *created = kit::com_ptr<IAttach>(attachment).detach();
    return attachment ? S_OK : MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP DeleteAttach(ULONG, ULONG_PTR, LPMAPIPROGRESS, ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP GetRecipientTable(ULONG, LPMAPITABLE*) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP ModifyRecipients(ULONG, LPADRLIST) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SubmitMessage(ULONG) override { return MAPI_E_NO_SUPPORT; }
  STDMETHODIMP SetReadFlag(ULONG) override { return MAPI_E_NO_SUPPORT; }
};

}  // namespace postroom::test
