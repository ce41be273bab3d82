// SPDX-License-Identifier: Apache-2.0
#include "runtime/checked/face.hpp"
#include "runtime/checked/registry.hpp"

#include <edkguid.h>
#include <edkmdb.h>
#include <mapiguid.h>
#include <mapispi.h>
#include <objbase.h>

#include <cxxabi.h>

namespace postroom::checked {
namespace {

#include "runtime/checked/faces.inc"

// What an object may be behind one of the interfaces that others inherit from; the commonest first.
constexpr const FaceType* kNatural[] = {
    &kIMessage,  &kIMAPIFolder, &kIMsgStore, &kIAttach,        &kIMAPITable, &kIStream,  &kIABContainer, &kIDistList,
    &kIMailUser, &kIMAPIStatus, &kIProfSect, &kIMAPIContainer, &kIMAPIProp,  &kIMSLogon, &kIABLogon,     &kIXPLogon};

bool is_inherited_from(REFIID iid) noexcept {
  return iid == IID_IUnknown || iid == IID_IMAPIProp || iid == IID_IMAPIContainer || iid == IID_ISequentialStream;
}

// What lpulObjType says.
const FaceType* type_of(ULONG object_type) noexcept {
  switch (object_type) {
    case MAPI_STORE:
      return &kIMsgStore;
    case MAPI_FOLDER:
      return &kIMAPIFolder;
    case MAPI_MESSAGE:
      return &kIMessage;
    case MAPI_ATTACH:
      return &kIAttach;
    case MAPI_ABCONT:
      return &kIABContainer;
    case MAPI_MAILUSER:
      return &kIMailUser;
    case MAPI_DISTLIST:
      return &kIDistList;
    case MAPI_STATUS:
      return &kIMAPIStatus;
    case MAPI_PROFSECT:
      return &kIProfSect;
    default:
      return nullptr;
  }
}

}  // namespace

std::span<const FaceType* const> face_types() noexcept {
  return kFaceTypes;
}

const FaceType* face_type(REFIID iid) noexcept {
  for (const FaceType* type : kFaceTypes) {
    if (*type->iid == iid) return type;
  }
  return nullptr;
}

kit::com_ptr<IUnknown> interface_of(IUnknown* object, REFIID iid) {
  kit::com_ptr<IUnknown> result;
  try {
    if (SUCCEEDED(object->QueryInterface(iid, result.put_void()))) return result;
  } catch (const abi::__forced_unwind&) {
    static_cast<void>(result.detach());
    throw;
  } catch (...) {  // as good as no interface
  }
  static_cast<void>(result.detach());  // what a failed call leaves there means nothing
  return {};
}

bool suffices(const FaceType& type, const Arrived& how) noexcept {
  return !how.unnamed || !is_inherited_from(*type.iid);
}

const FaceType* natural_type(IUnknown* object, const Arrived& how) {
  const FaceType* const type = face_type(how.iid);
  if (!is_inherited_from(how.iid)) return type;
  const FaceType& least = type != nullptr ? *type : kIStream;  // ISequentialStream has no proxies of its own
  for (const FaceType* candidate : kNatural) {
    if (!candidate->is_or_derives_from(least) || !suffices(*candidate, how)) continue;
    // The same address has the same methods behind it; another one would be another face.
    if (interface_of(object, *candidate->iid).get() == object) return candidate;
  }
  // Who named no interface calls what he expects the object to have, and a face with fewer methods would be none.
  return how.unnamed ? type_of(how.object_type) : type;
}

}  // namespace postroom::checked
