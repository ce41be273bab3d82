// SPDX-License-Identifier: Apache-2.0
#include "runtime/checked/face.hpp"
#include "runtime/checked/registry.hpp"

#include <edkguid.h>
#include <edkmdb.h>
#include <mapiguid.h>
#include <mapispi.h>
#include <objbase.h>

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

const FaceType* natural_type(IUnknown* object, REFIID asked) noexcept {
  const FaceType* const type = face_type(asked);
  if (!is_inherited_from(asked)) return type;
  const FaceType& least = type != nullptr ? *type : kIStream;  // ISequentialStream has no proxies of its own
  for (const FaceType* candidate : kNatural) {
    if (!candidate->is_or_derives_from(least)) continue;
    kit::com_ptr<IUnknown> same;
    // The same address has the same methods behind it; another one would be another face.
    if (SUCCEEDED(object->QueryInterface(*candidate->iid, same.put_void())) && same.get() == object) return candidate;
  }
  return type;
}

}  // namespace postroom::checked
