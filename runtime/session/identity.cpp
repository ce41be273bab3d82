// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/identity.hpp"

#include <postroom/one_off.hpp>
#include <postroom/text.hpp>

#include <mapitags.h>

#include <cstring>

namespace postroom::session {
namespace {

std::string one_off_of(const std::string& name, const std::string& type, const std::string& address) {
  const std::vector<std::byte> id = kit::encode_one_off({.name = name, .type = type, .address = address});
  return {reinterpret_cast<const char*>(id.data()), id.size()};
}

template <class Char>
void* copy_text(std::basic_string_view<Char> text, void* head) {
  auto* copy = static_cast<Char*>(kit::allocate_more((text.size() + 1) * sizeof(Char), head));
  std::memcpy(copy, text.data(), text.size() * sizeof(Char));
  copy[text.size()] = 0;
  return copy;
}

}  // namespace

Identity find_identity(const std::vector<kit::SharedBag>& status_rows) {
  const kit::PropertyBag* found = nullptr;
  bool primary = false;
  for (const kit::SharedBag& row : status_rows) {
    const bool flagged = (row->number(PR_RESOURCE_FLAGS) & static_cast<int>(STATUS_PRIMARY_IDENTITY)) != 0;
    if ((flagged && !primary) || (found == nullptr && row->has(PR_IDENTITY_ENTRYID))) {
      found = row.get();
      primary = flagged;
    }
  }
  if (found == nullptr) return {one_off_of("Unknown", "NONE", "unknown"), false};
  if (const std::string_view id = found->binary(PR_IDENTITY_ENTRYID); !id.empty()) return {std::string(id), true};
  const std::string name(found->text(PR_IDENTITY_DISPLAY_W, found->text(PR_DISPLAY_NAME_W)));
  return {one_off_of(name, "NONE", name), true};
}

kit::mapi_ptr<LPTSTR> make_text_array(const std::vector<std::string>& texts, ULONG flags, ULONG& count) {
  auto array = kit::make_mapi<LPTSTR>(sizeof(LPTSTR) * std::max<std::size_t>(texts.size(), 1));
  for (std::size_t i = 0; i < texts.size(); ++i) {
    void* const text = (flags & MAPI_UNICODE) != 0 ? copy_text<wchar_t>(kit::to_wide(texts[i]), array.get())
                                                   : copy_text<char>(texts[i], array.get());
    array.get()[i] = static_cast<LPTSTR>(text);
  }
  count = static_cast<ULONG>(texts.size());
  return array;
}

}  // namespace postroom::session
