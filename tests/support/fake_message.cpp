// SPDX-License-Identifier: Apache-2.0
#include "tests/support/fake_message.hpp"

#include "tests/support/fake_table.hpp"

#include <postroom/property_arrays.hpp>

#include <mapitags.h>

#include <algorithm>

namespace postroom::test {

void FakeMessageData::add_recipient(const std::string& address, ULONG type) {
  const std::string name = address.substr(0, address.find('@'));
  recipients.push_back({{PR_ROWID, static_cast<LONG>(recipients.size())},
                        {PR_RECIPIENT_TYPE, static_cast<LONG>(type)},
                        {PR_ADDRTYPE_W, "SMTP"},
                        {PR_EMAIL_ADDRESS_W, address},
                        {PR_DISPLAY_NAME_W, name},
                        {PR_RESPONSIBILITY, false}});
}

FakeMessage::FakeMessage(std::shared_ptr<FakeMessageData> data)
    : Object(std::make_shared<kit::Core>(nullptr, 0)),
      data_(std::move(data)),
      properties_(data_->properties),
      recipients_(data_->recipients) {}

STDMETHODIMP FakeMessage::SaveChanges(ULONG) {
  return call([&]() -> HRESULT {
    if (data_->on_save) {
      if (const HRESULT result = data_->on_save(); FAILED(result)) return result;
    }
    data_->properties = properties_;
    data_->recipients = recipients_;
    ++data_->saves;
    return S_OK;
  });
}

STDMETHODIMP FakeMessage::GetProps(LPSPropTagArray tags, ULONG flags, ULONG* count, LPSPropValue* values) {
  return call([&]() -> HRESULT {
    *values = nullptr;
    const std::vector<ULONG> asked = tags == nullptr ? properties_.tags() : kit::tags_from(tags);
    *count = static_cast<ULONG>(asked.size());
    *values = kit::make_row(properties_, asked, kit::text_type(flags)).release();
    return S_OK;
  });
}

STDMETHODIMP FakeMessage::GetPropList(ULONG, LPSPropTagArray* tags) {
  return call([&]() -> HRESULT {
    *tags = kit::make_tags(properties_.tags()).release();
    return S_OK;
  });
}

STDMETHODIMP FakeMessage::SetProps(ULONG count, LPSPropValue values, LPSPropProblemArray* problems) {
  return call([&]() -> HRESULT {
    if (problems != nullptr) *problems = nullptr;
    properties_.merge(kit::PropertyBag::from(std::span(values, count)));
    return S_OK;
  });
}

STDMETHODIMP FakeMessage::GetAttachmentTable(ULONG, LPMAPITABLE* table) {
  return call([&]() -> HRESULT {
    *table = kit::make_object<FakeTable>(std::vector<kit::PropertyBag>()).detach();
    return S_OK;
  });
}

STDMETHODIMP FakeMessage::GetRecipientTable(ULONG, LPMAPITABLE* table) {
  return call([&]() -> HRESULT {
    *table = kit::make_object<FakeTable>(recipients_).detach();
    return S_OK;
  });
}

STDMETHODIMP FakeMessage::ModifyRecipients(ULONG flags, LPADRLIST changes) {
  return call([&]() -> HRESULT {
    for (kit::PropertyBag& row : kit::bags_from(*changes)) {
      if (flags == MODRECIP_ADD) {
        row.set(PR_ROWID, static_cast<LONG>(recipients_.size()));
        recipients_.push_back(row);
        continue;
      }
      const auto same = std::find_if(recipients_.begin(), recipients_.end(), [&](const kit::PropertyBag& other) {
        return other.number(PR_ROWID, -1) == row.number(PR_ROWID, -2);
      });
      if (same == recipients_.end()) return MAPI_E_INVALID_PARAMETER;
      *same = row;
    }
    return S_OK;
  });
}

}  // namespace postroom::test
