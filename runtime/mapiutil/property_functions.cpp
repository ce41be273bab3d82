// SPDX-License-Identifier: Apache-2.0
//
// MAPI's C functions on single properties and on arrays of property values.
#include "runtime/library/export.hpp"
#include "runtime/mapiutil/boundary.hpp"
#include "runtime/mapiutil/flat_copy.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/property.hpp>

#include <mapiutil.h>

#include <algorithm>
#include <cstring>
#include <cwchar>
#include <numeric>

namespace {

using namespace postroom;
using kit::require;
using mapiutil::boundary;

// PT_UNSPECIFIED in a search means any type.
bool is_match(ULONG tag, ULONG wanted) {
  return PROP_TYPE(wanted) == PT_UNSPECIFIED ? PROP_ID(tag) == PROP_ID(wanted) : tag == wanted;
}

std::span<SPropValue> checked(int count, LPSPropValue values) {
  require(count >= 0 && (count == 0 || values != nullptr), "no property values where there should be some");
  return {values, static_cast<std::size_t>(count)};
}

// What ScCountProps refuses beside values that cannot be walked.
void validate(std::span<const SPropValue> values) {
  for (const SPropValue& value : values) {
    const ULONG id = PROP_ID(value.ulPropTag);
    require(id != PROP_ID_NULL && id != PROP_ID_INVALID, "a property has an identifier that is none");
    const bool is_multiple = (PROP_TYPE(value.ulPropTag) & MV_FLAG) != 0;
    require(!is_multiple || value.Value.MVl.cValues != 0, "a multivalued property has no value");
  }
}

// With its end; a text that is a null pointer has nothing, not even that.
ULONG text_size(LPCSTR text) {
  return text == nullptr ? 0 : static_cast<ULONG>(std::strlen(text) + 1);
}
ULONG text_size(LPCWSTR text) {
  return text == nullptr ? 0 : static_cast<ULONG>((std::wcslen(text) + 1) * sizeof(WCHAR));
}

template <class Text>
ULONG texts_size(ULONG count, const Text* texts) {
  if (texts == nullptr) return 0;
  return std::accumulate(texts, texts + count, ULONG{0}, [](ULONG sum, Text text) { return sum + text_size(text); });
}

ULONG single_size(const SPropValue& value) {
  switch (PROP_TYPE(value.ulPropTag)) {
    case PT_I2:
      return sizeof(value.Value.i);
    case PT_BOOLEAN:
      return sizeof(value.Value.b);
    case PT_LONG:
    case PT_R4:
    case PT_ERROR:
      return sizeof(LONG);
    case PT_DOUBLE:
    case PT_CURRENCY:
    case PT_APPTIME:
    case PT_I8:
    case PT_SYSTIME:
      return sizeof(LONGLONG);
    case PT_CLSID:
      return sizeof(GUID);
    case PT_BINARY:
      return value.Value.bin.cb;
    case PT_STRING8:
      return text_size(value.Value.lpszA);
    case PT_UNICODE:
      return text_size(value.Value.lpszW);
    default:
      return 0;
  }
}

// The values themselves, without the array that points to them.
ULONG multiple_size(const SPropValue& value) {
  const auto& of = value.Value;
  ULONG size = 0;
  switch (PROP_TYPE(value.ulPropTag)) {
    case PT_MV_BINARY:
      for (ULONG i = 0; of.MVbin.lpbin != nullptr && i < of.MVbin.cValues; ++i) size += of.MVbin.lpbin[i].cb;
      return size;
    case PT_MV_STRING8:
      return texts_size(of.MVszA.cValues, of.MVszA.lppszA);
    case PT_MV_UNICODE:
      return texts_size(of.MVszW.cValues, of.MVszW.lppszW);
    default: {
      SPropValue one{};
      one.ulPropTag = value.ulPropTag & ~static_cast<ULONG>(MV_FLAG);
      return of.MVl.cValues * single_size(one);
    }
  }
}

bool outlived(const SPropProblemArray* problems) {
  return problems != nullptr && problems->cProblem != 0;
}

}  // namespace

POSTROOM_EXPORT LPSPropValue PpropFindProp(LPSPropValue values, ULONG count, ULONG tag) {
  if (values == nullptr) return nullptr;
  const auto found =
      std::find_if(values, values + count, [tag](const SPropValue& value) { return is_match(value.ulPropTag, tag); });
  return found == values + count ? nullptr : found;
}

POSTROOM_EXPORT LPSPropValue LpValFindProp(ULONG tag, ULONG count, LPSPropValue values) {
  return PpropFindProp(values, count, tag);
}

POSTROOM_EXPORT BOOL FPropExists(LPMAPIPROP object, ULONG tag) {
  BOOL exists = FALSE;
  boundary([&]() -> HRESULT {
    require(object != nullptr, "lpMapiProp is null");
    const bool wide = (PROP_TYPE(tag) & ~static_cast<ULONG>(MV_FLAG)) == PT_UNICODE;
    kit::mapi_ptr<SPropTagArray> tags;
    HRESULT code = object->GetPropList(wide ? MAPI_UNICODE : 0, kit::out(tags));
    if (code == MAPI_E_BAD_CHARWIDTH) code = object->GetPropList(0, kit::out(tags));
    kit::check(code);
    const ULONG* const begin = tags->aulPropTag;
    exists = std::any_of(begin, begin + tags->cValues, [tag](ULONG one) { return is_match(one, tag); });
    return S_OK;
  });
  return exists;
}

POSTROOM_EXPORT HRESULT HrGetOneProp(LPMAPIPROP object, ULONG tag, LPSPropValue* value) {
  return boundary([&]() -> HRESULT {
    require(value != nullptr, "lppProp is null");
    *value = nullptr;
    require(object != nullptr, "lpMapiProp is null");
    SizedSPropTagArray(1, tags) = {1, {tag}};
    kit::mapi_ptr<SPropValue> found;
    ULONG count = 0;
    const HRESULT code = object->GetProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, &count, kit::out(found));
    if (FAILED(code)) return code;
    if (!found || count != 1) return MAPI_E_NOT_FOUND;
    if (PROP_TYPE(found->ulPropTag) == PT_ERROR && PROP_TYPE(tag) != PT_ERROR) return found->Value.err;
    *value = found.release();
    return S_OK;  // never a warning
  });
}

POSTROOM_EXPORT HRESULT HrSetOneProp(LPMAPIPROP object, LPSPropValue value) {
  return boundary([&]() -> HRESULT {
    require(object != nullptr && value != nullptr, "lpMapiProp or lpProp is null");
    kit::mapi_ptr<SPropProblemArray> problems;
    const HRESULT code = object->SetProps(1, value, kit::out(problems));
    if (FAILED(code)) return code;
    return outlived(problems.get()) ? problems->aProblem[0].scode : S_OK;
  });
}

POSTROOM_EXPORT ULONG UlPropSize(LPSPropValue value) {
  if (value == nullptr) return 0;
  return (PROP_TYPE(value->ulPropTag) & MV_FLAG) != 0 ? multiple_size(*value) : single_size(*value);
}

POSTROOM_EXPORT SCODE PropCopyMore(LPSPropValue target, LPSPropValue source, ALLOCATEMORE* allocate_more, LPVOID head) {
  return boundary([&]() -> HRESULT {
    require(target != nullptr && source != nullptr, "a property value is null");
    SPropValue copy = *source;
    try {
      mapiutil::deepen(copy, allocate_more, head);
    } catch (const kit::Failure& failure) {
      if (failure.code() != MAPI_E_INVALID_PARAMETER || allocate_more == nullptr) throw;
      return MAPI_E_NO_SUPPORT;  // what the page says of unknown types
    }
    *target = copy;
    return S_OK;
  });
}

POSTROOM_EXPORT SCODE ScCountProps(int count, LPSPropValue values, ULONG* size) {
  return boundary([&]() -> HRESULT {
    const auto properties = checked(count, values);
    validate(properties);
    mapiutil::store_size(size, mapiutil::flat_size(std::span<const SPropValue>(properties)));
    return S_OK;
  });
}

POSTROOM_EXPORT SCODE ScCopyProps(int count, LPSPropValue values, LPVOID target, ULONG* size) {
  return boundary([&]() -> HRESULT {
    const std::span<const SPropValue> properties = checked(count, values);
    require(target != nullptr, "lpvDst is null");
    const std::size_t needed = mapiutil::flat_size(properties);
    mapiutil::flat_copy(properties, target);
    mapiutil::store_size(size, needed);
    return S_OK;
  });
}

POSTROOM_EXPORT SCODE ScRelocProps(int count, LPSPropValue values, LPVOID old_base, LPVOID new_base, ULONG* size) {
  return boundary([&]() -> HRESULT {
    mapiutil::store_size(size, mapiutil::relocate(checked(count, values), old_base, new_base));
    return S_OK;
  });
}

POSTROOM_EXPORT SCODE ScDupPropset(int count, LPSPropValue values, LPALLOCATEBUFFER allocate, LPSPropValue* copies) {
  return boundary([&]() -> HRESULT {
    require(copies != nullptr, "lppPropArray is null");
    *copies = nullptr;
    require(allocate != nullptr, "lpAllocateBuffer is null");
    const std::span<const SPropValue> properties = checked(count, values);
    ULONG size = 0;
    mapiutil::store_size(&size, mapiutil::flat_size(properties));
    void* block = nullptr;
    kit::check(allocate(size, &block), "out of memory");
    *copies = mapiutil::flat_copy(properties, block);
    return S_OK;
  });
}

POSTROOM_EXPORT LONG LPropCompareProp(LPSPropValue a, LPSPropValue b) {
  LONG order = 0;
  // Values that cannot be compared are in the order of their types.
  const HRESULT code = boundary([&]() -> HRESULT {
    order = kit::compare(kit::PropertyValue::from(*a), kit::PropertyValue::from(*b));
    return S_OK;
  });
  if (FAILED(code)) {
    order = static_cast<LONG>(PROP_TYPE(a->ulPropTag)) - static_cast<LONG>(PROP_TYPE(b->ulPropTag));
  }
  return order;
}
