// SPDX-License-Identifier: Apache-2.0
//
// MAPI's C functions that compare property values and names. What they mean is what a restriction means (L-20).
#include "runtime/library/export.hpp"
#include "runtime/mapiutil/boundary.hpp"

#include <postroom/property_bag.hpp>
#include <postroom/restriction.hpp>

#include <mapiutil.h>

#include <cstring>
#include <cwchar>

namespace {

using namespace postroom;

// The values come from anywhere, and their identifiers mean nothing here; some would in a restriction (PR_ANR).
constexpr ULONG kAnyId = 0x6800;

SPropValue anonymous(const SPropValue& value) {
  SPropValue result = value;
  result.ulPropTag = PROP_TAG(PROP_TYPE(value.ulPropTag), kAnyId);
  return result;
}

// False, too, for a restriction or a value that makes no sense: these functions have no other answer.
BOOL satisfies(const SPropValue& value, const SRestriction& restriction) {
  BOOL result = FALSE;
  mapiutil::boundary([&]() -> HRESULT {
    const kit::PropertyBag row{kit::PropertyValue::from(value)};
    result = kit::Restriction::from(restriction).matches(row);
    return S_OK;
  });
  return result;
}

bool is_string(ULONG type) {
  return type == PT_STRING8 || type == PT_UNICODE;
}

}  // namespace

POSTROOM_EXPORT BOOL FPropCompareProp(LPSPropValue left, ULONG relation, LPSPropValue right) {
  if (left == nullptr || right == nullptr) return FALSE;
  if (PROP_TYPE(left->ulPropTag) != PROP_TYPE(right->ulPropTag)) return FALSE;
  SPropValue operand = anonymous(*right);
  SRestriction restriction{};
  restriction.rt = RES_PROPERTY;
  restriction.res.resProperty = {relation, operand.ulPropTag, &operand};
  return satisfies(anonymous(*left), restriction);
}

POSTROOM_EXPORT BOOL FPropContainsProp(LPSPropValue text, LPSPropValue sought, ULONG fuzzy_level) {
  if (text == nullptr || sought == nullptr) return FALSE;
  const ULONG type = PROP_TYPE(text->ulPropTag);
  if (type != PROP_TYPE(sought->ulPropTag) || (!is_string(type) && type != PT_BINARY)) return FALSE;
  SPropValue operand = anonymous(*sought);
  if ((fuzzy_level & 0xFFFFU) > FL_PREFIX) fuzzy_level = FL_FULLSTRING;  // what its page says of a level that is none
  SRestriction restriction{};
  restriction.rt = RES_CONTENT;
  restriction.res.resContent = {fuzzy_level, operand.ulPropTag, &operand};
  return satisfies(anonymous(*text), restriction);
}

POSTROOM_EXPORT BOOL FEqualNames(LPMAPINAMEID a, LPMAPINAMEID b) {
  if (a == nullptr || b == nullptr || a->lpguid == nullptr || b->lpguid == nullptr) return FALSE;
  if (a->ulKind != b->ulKind || std::memcmp(a->lpguid, b->lpguid, sizeof(GUID)) != 0) return FALSE;
  if (a->ulKind != MNID_STRING) return a->Kind.lID == b->Kind.lID;
  return a->Kind.lpwstrName != nullptr && b->Kind.lpwstrName != nullptr &&
         std::wcscmp(a->Kind.lpwstrName, b->Kind.lpwstrName) == 0;
}

// Copies pointers, not what they point to, as its page says. An instance that the property has not becomes an error.
POSTROOM_EXPORT void GetInstance(LPSPropValue multiple, LPSPropValue single, ULONG instance) {
  if (multiple == nullptr || single == nullptr) return;
  const SPropValue source = *multiple;  // both may be one
  const auto& of = source.Value;
  const ULONG type = PROP_TYPE(source.ulPropTag) & ~static_cast<ULONG>(MV_INSTANCE);
  single->ulPropTag = PROP_TAG(PT_ERROR, PROP_ID(source.ulPropTag));
  single->Value.err = MAPI_E_INVALID_PARAMETER;
  if ((type & MV_FLAG) == 0 || instance >= of.MVl.cValues) return;
  auto& value = single->Value;
  switch (type) {
    case PT_MV_I2:
      value.i = of.MVi.lpi[instance];
      break;
    case PT_MV_LONG:
      value.l = of.MVl.lpl[instance];
      break;
    case PT_MV_R4:
      value.flt = of.MVflt.lpflt[instance];
      break;
    case PT_MV_DOUBLE:
      value.dbl = of.MVdbl.lpdbl[instance];
      break;
    case PT_MV_APPTIME:
      value.at = of.MVat.lpat[instance];
      break;
    case PT_MV_CURRENCY:
      value.cur = of.MVcur.lpcur[instance];
      break;
    case PT_MV_I8:
      value.li = of.MVli.lpli[instance];
      break;
    case PT_MV_SYSTIME:
      value.ft = of.MVft.lpft[instance];
      break;
    case PT_MV_STRING8:
      value.lpszA = of.MVszA.lppszA[instance];
      break;
    case PT_MV_UNICODE:
      value.lpszW = of.MVszW.lppszW[instance];
      break;
    case PT_MV_BINARY:
      value.bin = of.MVbin.lpbin[instance];
      break;
    case PT_MV_CLSID:
      value.lpguid = &of.MVguid.lpguid[instance];
      break;
    default:
      return;
  }
  single->ulPropTag = PROP_TAG(type & ~static_cast<ULONG>(MV_FLAG), PROP_ID(source.ulPropTag));
}
