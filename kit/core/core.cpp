// SPDX-License-Identifier: Apache-2.0
#include <postroom/core.hpp>

#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/text.hpp>

#include <cstring>

namespace postroom::kit {
namespace {

std::uintptr_t this_thread() noexcept {
  return reinterpret_cast<std::uintptr_t>(__builtin_thread_pointer());
}

template <class Char>
LPTSTR copy_more(std::basic_string_view<Char> text, void* head) {
  auto* copy = static_cast<Char*>(allocate_more((text.size() + 1) * sizeof(Char), head));
  std::memcpy(copy, text.data(), text.size() * sizeof(Char));
  copy[text.size()] = 0;
  return reinterpret_cast<LPTSTR>(copy);
}

}  // namespace

Core::Core(com_ptr<IPostroomLedger> ledger, ULONG logon) noexcept : ledger_(std::move(ledger)), logon_(logon) {}

Core::~Core() = default;

HRESULT Core::refusal() const noexcept {
  return gate_.in_forked_child() ? MAPI_E_NOT_INITIALIZED : MAPI_E_INVALID_OBJECT;
}

void Core::note_failure(const void* object, HRESULT code, const char* what) noexcept {
  // A forked child is answered this, and without words: the lock may be held by a thread that it does not have.
  if (code == MAPI_E_NOT_INITIALIZED && *what == '\0') return;
  try {
    std::string text(what);
    const Lock lock(failures_mutex_);
    for (NotedFailure& noted : failures_) {
      if (noted.object == object && noted.thread == this_thread()) {
        noted.code = code;
        noted.text = std::move(text);
        return;
      }
    }
    failures_[next_failure_] = {object, this_thread(), code, std::move(text)};
    next_failure_ = (next_failure_ + 1) % failures_.size();
  } catch (...) {  // no memory for the text: GetLastError then answers null, as it may (O-9)
  }
}

HRESULT Core::last_error(const void* object, HRESULT code, ULONG flags, LPMAPIERROR* error) {
  require(error != nullptr, "lppMAPIError is null");
  *error = nullptr;
  require_flags(flags, MAPI_UNICODE);
  std::string text;
  {
    const Lock lock(failures_mutex_);
    for (const NotedFailure& noted : failures_) {
      if (noted.object == object && noted.thread == this_thread() && noted.code == code) text = noted.text;
    }
  }
  if (text.empty()) return S_OK;
  auto result = make_mapi<MAPIERROR>();
  result->ulVersion = MAPI_ERROR_VERSION;
  result->ulLowLevelError = static_cast<ULONG>(code);
  if ((flags & MAPI_UNICODE) != 0) {
    result->lpszError = copy_more<wchar_t>(to_wide(text), result.get());
    result->lpszComponent = copy_more<wchar_t>(L"Postroom", result.get());
  } else {
    result->lpszError = copy_more<char>(text, result.get());
    result->lpszComponent = copy_more<char>("Postroom", result.get());
  }
  *error = result.release();
  return S_OK;
}

com_ptr<IPostroomLedger> open_ledger(IMAPISupport* support, ULONG& logon) {
  logon = 0;
  com_ptr<IPostroomHost> host;
  if (support == nullptr || FAILED(support->QueryInterface(IID_IPostroomHost, host.put_void()))) return {};
  com_ptr<IPostroomLedger> ledger;
  if (FAILED(host->GetLogonNumber(&logon)) || FAILED(host->OpenLedger(ledger.put()))) return {};
  return ledger;
}

}  // namespace postroom::kit
