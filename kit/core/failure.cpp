// SPDX-License-Identifier: Apache-2.0
#include <postroom/failure.hpp>

#include <cxxabi.h>

#include <array>
#include <cstdio>
#include <new>
#include <utility>

namespace postroom::kit {

void fail(HRESULT code, std::string what, std::string context) {
  throw Failure(code, std::move(what), std::move(context));
}

HRESULT check(HRESULT code, std::string_view what) {
  if (FAILED(code)) throw Failure(code, what.empty() ? hresult_name(code) : std::string(what));
  return code;
}

void require(bool condition, const char* what) {
  if (!condition) fail(MAPI_E_INVALID_PARAMETER, what);
}

void require_flags(ULONG flags, ULONG known) {
  if ((flags & ~known) == 0) return;
  std::array<char, 48> text{};
  std::snprintf(text.data(), text.size(), "unknown flags 0x%08X", flags & ~known);
  fail(MAPI_E_UNKNOWN_FLAGS, text.data());
}

// What unwinds a thread that ends has no object: UndefinedBehaviorSanitizer takes the reference to it for one to null.
__attribute__((no_sanitize("undefined"))) HRESULT current_failure(std::string& what) {
  try {
    throw;
  } catch (const Failure& failure) {
    what = failure.what();
    return failure.code();
  } catch (const std::bad_alloc&) {
    what = "out of memory";
    return MAPI_E_NOT_ENOUGH_MEMORY;
  } catch (const abi::__forced_unwind&) {
    throw;  // the thread is being cancelled; swallowing it would abort the process
  } catch (const std::exception& other) {
    what = other.what();
    return MAPI_E_CALL_FAILED;
  } catch (...) {
    what = "an exception of unknown type";
    return MAPI_E_CALL_FAILED;
  }
}

std::string hresult_name(HRESULT code) {
  struct Named {
    HRESULT code;
    const char* name;
  };
#define POSTROOM_CODE(name)           \
  Named {                             \
    static_cast<HRESULT>(name), #name \
  }
  static constexpr Named kNames[] = {
      POSTROOM_CODE(S_OK),
      POSTROOM_CODE(MAPI_E_CALL_FAILED),
      POSTROOM_CODE(MAPI_E_NOT_ENOUGH_MEMORY),
      POSTROOM_CODE(MAPI_E_INVALID_PARAMETER),
      POSTROOM_CODE(MAPI_E_INTERFACE_NOT_SUPPORTED),
      POSTROOM_CODE(MAPI_E_NO_ACCESS),
      POSTROOM_CODE(MAPI_E_NO_SUPPORT),
      POSTROOM_CODE(MAPI_E_BAD_CHARWIDTH),
      POSTROOM_CODE(MAPI_E_STRING_TOO_LONG),
      POSTROOM_CODE(MAPI_E_UNKNOWN_FLAGS),
      POSTROOM_CODE(MAPI_E_INVALID_ENTRYID),
      POSTROOM_CODE(MAPI_E_INVALID_OBJECT),
      POSTROOM_CODE(MAPI_E_OBJECT_CHANGED),
      POSTROOM_CODE(MAPI_E_OBJECT_DELETED),
      POSTROOM_CODE(MAPI_E_BUSY),
      POSTROOM_CODE(MAPI_E_NOT_ENOUGH_DISK),
      POSTROOM_CODE(MAPI_E_NOT_ENOUGH_RESOURCES),
      POSTROOM_CODE(MAPI_E_NOT_FOUND),
      POSTROOM_CODE(MAPI_E_VERSION),
      POSTROOM_CODE(MAPI_E_LOGON_FAILED),
      POSTROOM_CODE(MAPI_E_SESSION_LIMIT),
      POSTROOM_CODE(MAPI_E_USER_CANCEL),
      POSTROOM_CODE(MAPI_E_UNABLE_TO_ABORT),
      POSTROOM_CODE(MAPI_E_NETWORK_ERROR),
      POSTROOM_CODE(MAPI_E_DISK_ERROR),
      POSTROOM_CODE(MAPI_E_TOO_COMPLEX),
      POSTROOM_CODE(MAPI_E_BAD_COLUMN),
      POSTROOM_CODE(MAPI_E_EXTENDED_ERROR),
      POSTROOM_CODE(MAPI_E_COMPUTED),
      POSTROOM_CODE(MAPI_E_CORRUPT_DATA),
      POSTROOM_CODE(MAPI_E_UNCONFIGURED),
      POSTROOM_CODE(MAPI_E_FAILONEPROVIDER),
      POSTROOM_CODE(MAPI_E_END_OF_SESSION),
      POSTROOM_CODE(MAPI_E_UNKNOWN_ENTRYID),
      POSTROOM_CODE(MAPI_E_MISSING_REQUIRED_COLUMN),
      POSTROOM_CODE(MAPI_E_BAD_VALUE),
      POSTROOM_CODE(MAPI_E_INVALID_TYPE),
      POSTROOM_CODE(MAPI_E_TYPE_NO_SUPPORT),
      POSTROOM_CODE(MAPI_E_UNEXPECTED_TYPE),
      POSTROOM_CODE(MAPI_E_UNEXPECTED_ID),
      POSTROOM_CODE(MAPI_E_TOO_BIG),
      POSTROOM_CODE(MAPI_E_DECLINE_COPY),
      POSTROOM_CODE(MAPI_E_UNABLE_TO_COMPLETE),
      POSTROOM_CODE(MAPI_E_TIMEOUT),
      POSTROOM_CODE(MAPI_E_TABLE_EMPTY),
      POSTROOM_CODE(MAPI_E_TABLE_TOO_BIG),
      POSTROOM_CODE(MAPI_E_INVALID_BOOKMARK),
      POSTROOM_CODE(MAPI_E_WAIT),
      POSTROOM_CODE(MAPI_E_CANCEL),
      POSTROOM_CODE(MAPI_E_NOT_ME),
      POSTROOM_CODE(MAPI_E_CORRUPT_STORE),
      POSTROOM_CODE(MAPI_E_NOT_IN_QUEUE),
      POSTROOM_CODE(MAPI_E_NO_SUPPRESS),
      POSTROOM_CODE(MAPI_E_COLLISION),
      POSTROOM_CODE(MAPI_E_NOT_INITIALIZED),
      POSTROOM_CODE(MAPI_E_NON_STANDARD),
      POSTROOM_CODE(MAPI_E_NO_RECIPIENTS),
      POSTROOM_CODE(MAPI_E_SUBMITTED),
      POSTROOM_CODE(MAPI_E_HAS_FOLDERS),
      POSTROOM_CODE(MAPI_E_HAS_MESSAGES),
      POSTROOM_CODE(MAPI_E_FOLDER_CYCLE),
      POSTROOM_CODE(MAPI_E_AMBIGUOUS_RECIP),
      POSTROOM_CODE(MAPI_W_NO_SERVICE),
      POSTROOM_CODE(MAPI_W_ERRORS_RETURNED),
      POSTROOM_CODE(MAPI_W_POSITION_CHANGED),
      POSTROOM_CODE(MAPI_W_APPROX_COUNT),
      POSTROOM_CODE(MAPI_W_CANCEL_MESSAGE),
      POSTROOM_CODE(MAPI_W_PARTIAL_COMPLETION),
  };
#undef POSTROOM_CODE
  for (const Named& named : kNames) {
    if (named.code == code) return named.name;
  }
  std::array<char, 16> text{};
  std::snprintf(text.data(), text.size(), "0x%08X", static_cast<unsigned>(code));
  return text.data();
}

}  // namespace postroom::kit
