// SPDX-License-Identifier: Apache-2.0
//
// HrSerializeSRestriction, HrDeserializeSRestriction, HrSerializeActions, HrDeserializeActions: conditions and actions
// of rules as the bytes of PR_EXTENDED_RULE_MSG_CONDITION and PR_EXTENDED_RULE_MSG_ACTIONS. Text comes out as Unicode.
// What is returned is one block, freed with MAPIFreeBuffer; that includes the recipients of an action.
#include "content/rule/rules.hpp"
#include "runtime/library/export.hpp"
#include "runtime/mapiutil/block.hpp"
#include "runtime/mapiutil/boundary.hpp"
#include "runtime/mapiutil/rule_structures.hpp"

#include <postroom/property_names.hpp>

#include <cstring>
#include <span>

namespace {

using namespace postroom;
using kit::require;
using mapiutil::boundary;
using mapiutil::require_initialised;

content::NamesOfIds names_of(IMAPIProp* object) {
  return [object](std::span<const std::uint16_t> ids) {
    require(object != nullptr, "pprop is null, and the rule has named properties");
    return kit::names_in(object, ids);
  };
}

content::IdsOfNames ids_of(IMAPIProp* object) {
  return [object](std::span<const kit::PropertyName> names) {
    require(object != nullptr, "pprop is null, and the rule has named properties");
    return kit::ids_in(object, names);
  };
}

void give(const std::string& bytes, BYTE** target, ULONG* size) {
  auto block = mapiutil::make_block<BYTE>(bytes.size());
  std::memcpy(block.get(), bytes.data(), bytes.size());
  *size = static_cast<ULONG>(bytes.size());
  *target = block.release();
}

std::string_view given(const BYTE* bytes, ULONG size) {
  return {reinterpret_cast<const char*>(bytes), size};
}

}  // namespace

POSTROOM_EXPORT HRESULT HrSerializeSRestriction(IMAPIProp* object, LPSRestriction restriction, BYTE** bytes,
                                                ULONG* size) {
  return boundary([&]() -> HRESULT {
    require(bytes != nullptr && size != nullptr, "an out parameter is null");
    *bytes = nullptr;
    *size = 0;
    require(restriction != nullptr, "prest is null");
    require_initialised();
    give(mapiutil::pack_condition(*restriction, names_of(object)), bytes, size);
    return S_OK;
  });
}

POSTROOM_EXPORT HRESULT HrDeserializeSRestriction(IMAPIProp* object, BYTE* bytes, ULONG size,
                                                  LPSRestriction* restriction) {
  return boundary([&]() -> HRESULT {
    require(restriction != nullptr, "pprest is null");
    *restriction = nullptr;
    require(bytes != nullptr, "pbRest is null");
    require_initialised();
    *restriction = content::unpack_condition(given(bytes, size), ids_of(object)).to_mapi(PT_UNICODE).release();
    return S_OK;
  });
}

POSTROOM_EXPORT HRESULT HrSerializeActions(IMAPIProp* object, ACTIONS* actions, BYTE** bytes, ULONG* size) {
  return boundary([&]() -> HRESULT {
    require(bytes != nullptr && size != nullptr, "an out parameter is null");
    *bytes = nullptr;
    *size = 0;
    require(actions != nullptr, "pActions is null");
    require_initialised();
    give(mapiutil::pack_actions(*actions, names_of(object)), bytes, size);
    return S_OK;
  });
}

POSTROOM_EXPORT HRESULT HrDeserializeActions(IMAPIProp* object, BYTE* bytes, ULONG size, ACTIONS** actions) {
  return boundary([&]() -> HRESULT {
    require(actions != nullptr, "ppActions is null");
    *actions = nullptr;
    require(bytes != nullptr, "pbActions is null");
    require_initialised();
    *actions = mapiutil::make_actions(content::unpack_actions(given(bytes, size), ids_of(object))).release();
    return S_OK;
  });
}
