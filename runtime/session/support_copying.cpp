// SPDX-License-Identifier: Apache-2.0
//
// Copying for stores that do not copy by themselves, or not to each other (D-22 … D-24). What a provider hands over is
// used as it is, on its own thread.
#include "runtime/session/session_core.hpp"
#include "runtime/session/support.hpp"

#include "kit/copying/generic_copy.hpp"

#include <postroom/failure.hpp>
#include <postroom/progress.hpp>

#include <mapix.h>

namespace postroom::session {
namespace {

// An object of the provider's, by the interface that it was given as.
template <class I>
kit::com_ptr<I> given(LPCIID iid, LPVOID pointer, const char* what) {
  kit::require(pointer != nullptr, what);
  const auto object = kit::com_ptr<IUnknown>::share(static_cast<IUnknown*>(pointer));
  kit::com_ptr<IUnknown> named;
  if (iid != nullptr && FAILED(object->QueryInterface(*iid, named.put_void()))) {
    kit::fail(MAPI_E_INTERFACE_NOT_SUPPORTED,
              std::string("the object does not have the interface it is given as: ") + what);
  }
  auto wanted = object.as<I>();
  if (!wanted) kit::fail(MAPI_E_INTERFACE_NOT_SUPPORTED, std::string("the object cannot be copied: ") + what);
  return wanted;
}

// D-24: one who was told not to come back here, and passes on what it was told.
bool is_declined(ULONG flags) noexcept {
  return (flags & MAPI_DECLINE_OK) != 0;
}

constexpr ULONG kObjectFlags = MAPI_MOVE | MAPI_NOREPLACE | MAPI_DIALOG | MAPI_DECLINE_OK;

// As the providers compare them, whose entry identifiers may be more than one for an object.
kit::SameEntry same_in(std::shared_ptr<SessionCore> session) {
  return [session = std::move(session)](std::string_view one, std::string_view other) {
    if (one == other) return true;
    try {
      return session->compare_entries(std::as_bytes(std::span(one)), std::as_bytes(std::span(other)), 0) != FALSE;
    } catch (const kit::Failure&) {  // of different providers, or of none
      return false;
    }
  };
}

}  // namespace

STDMETHODIMP Support::CopyMessages(LPCIID source_iid, LPVOID source, LPENTRYLIST messages, LPCIID target_iid,
                                   LPVOID target, ULONG_PTR, LPMAPIPROGRESS progress, ULONG flags) {
  return call([&]() -> HRESULT {
    require_method("CopyMessages");
    kit::require(messages != nullptr, "lpMsgList is null");
    kit::require_flags(flags, MESSAGE_MOVE | MESSAGE_DIALOG | MAPI_DECLINE_OK);
    if (is_declined(flags)) return MAPI_E_DECLINE_COPY;
    const auto from = given<IMAPIFolder>(source_iid, source, "lpSrcFolder");
    const auto to = given<IMAPIFolder>(target_iid, target, "lpDestFolder");
    return kit::generic_copy_messages(*from, *messages, *to, kit::Progress::asked_for(progress, flags, MESSAGE_DIALOG),
                                      (flags & MESSAGE_MOVE) != 0);
  });
}

STDMETHODIMP Support::CopyFolder(LPCIID source_iid, LPVOID source, ULONG size, LPENTRYID entry, LPCIID target_iid,
                                 LPVOID target, LPTSTR name, ULONG_PTR, LPMAPIPROGRESS progress, ULONG flags) {
  return call([&]() -> HRESULT {
    require_method("CopyFolder");
    kit::require_flags(flags, FOLDER_MOVE | FOLDER_DIALOG | COPY_SUBFOLDERS | MAPI_UNICODE | MAPI_DECLINE_OK);
    if (is_declined(flags)) return MAPI_E_DECLINE_COPY;
    kit::require(size > 0 && entry != nullptr, "the entry identifier is null");
    const auto from = given<IMAPIFolder>(source_iid, source, "lpSrcFolder");
    const auto to = given<IMAPIFolder>(target_iid, target, "lpDestFolder");
    return kit::generic_copy_folder(*from, {reinterpret_cast<const char*>(entry), size}, *to, name,
                                    kit::Progress::asked_for(progress, flags, FOLDER_DIALOG), flags,
                                    same_in(session()));
  });
}

STDMETHODIMP Support::DoCopyTo(LPCIID source_iid, LPVOID source, ULONG exclude_count, LPCIID exclude,
                               LPSPropTagArray exclude_tags, ULONG_PTR, LPMAPIPROGRESS progress, LPCIID target_iid,
                               LPVOID target, ULONG flags, LPSPropProblemArray* problems) {
  return call([&]() -> HRESULT {
    if (problems != nullptr) *problems = nullptr;
    require_method("DoCopyTo");
    kit::require_flags(flags, kObjectFlags);
    if (is_declined(flags)) return MAPI_E_DECLINE_COPY;
    kit::require(source_iid != nullptr, "lpSrcInterface is null");
    kit::require(exclude_count == 0 || exclude != nullptr, "rgiidExclude is null");
    const auto from = given<IMAPIProp>(source_iid, source, "lpSrcObj");
    return kit::generic_copy_to(*from, {exclude, exclude_count}, exclude_tags,
                                kit::Progress::asked_for(progress, flags, MAPI_DIALOG), target_iid, target, flags,
                                problems, same_in(session()));
  });
}

STDMETHODIMP Support::DoCopyProps(LPCIID source_iid, LPVOID source, LPSPropTagArray tags, ULONG_PTR,
                                  LPMAPIPROGRESS progress, LPCIID target_iid, LPVOID target, ULONG flags,
                                  LPSPropProblemArray* problems) {
  return call([&]() -> HRESULT {
    if (problems != nullptr) *problems = nullptr;
    require_method("DoCopyProps");
    kit::require_flags(flags, kObjectFlags);
    if (is_declined(flags)) return MAPI_E_DECLINE_COPY;
    const auto from = given<IMAPIProp>(source_iid, source, "lpSrcObj");
    return kit::generic_copy_props(*from, tags, kit::Progress::asked_for(progress, flags, MAPI_DIALOG), target_iid,
                                   target, flags, problems, same_in(session()));
  });
}

}  // namespace postroom::session
