// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/session.hpp"

#include <postroom/failure.hpp>
#include <postroom/text.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/text.hpp"

#include <algorithm>
#include <utility>

namespace postroom::tool {
namespace {

EntryId default_store_id(IMAPISession* session) {
  kit::com_ptr<IMAPITable> table;
  check(session->GetMsgStoresTable(0, table.put()), session, "open the table of message stores");
  EntryId id;
  for_each_row(table.get(), {PR_ENTRYID, PR_DEFAULT_STORE}, [&](const Values& row) {
    if (row.flag(PR_DEFAULT_STORE) || id.empty()) id = row.binary(PR_ENTRYID);
    return !row.flag(PR_DEFAULT_STORE);
  });
  if (id.empty())
    kit::fail(MAPI_E_NOT_FOUND, _("the profile has no message store; add one with 'postroom service add'"));
  return id;
}

// What MAPI said, and what to do about it.
std::string why_not_logged_on(std::string words, const std::string& profile) {
  if (words.empty()) words = filled(_("cannot log on to the profile '%1'"), profile);
  if (words.ends_with('.')) words.pop_back();
  return filled(profile.empty() ? _("%1; name one with --profile, or create one with 'postroom profile create NAME "
                                    "--default'")
                                : _("%1; 'postroom profile list' shows those there are"),
                words);
}

}  // namespace

Mapi::Mapi(bool notifications_on_a_thread) {
  MAPIINIT_0 init{MAPI_INIT_VERSION, notifications_on_a_thread ? ULONG{MAPI_MULTITHREAD_NOTIFICATIONS} : 0};
  check_function(MAPIInitialize(&init), _("initialise MAPI"));
}

Mapi::~Mapi() {
  MAPIUninitialize();
}

Session::Session(const std::string& profile, Mail mail) {
  std::wstring name = kit::to_wide(profile);
  FLAGS flags = MAPI_EXTENDED | MAPI_NEW_SESSION | MAPI_UNICODE | (mail == Mail::none ? MAPI_NO_MAIL : 0);
  flags |= profile.empty() ? MAPI_USE_DEFAULT : MAPI_EXPLICIT_PROFILE;
  const HRESULT code =
      MAPILogonEx(0, profile.empty() ? nullptr : reinterpret_cast<LPTSTR>(name.data()), nullptr, flags, session_.put());
  if (code != MAPI_E_LOGON_FAILED) check_function(code, _("log on"));
  if (FAILED(code)) kit::fail(MAPI_E_NOT_FOUND, why_not_logged_on(words_for(code), profile));
  if (SignalWatch* signals = SignalWatch::present()) signals->remember(session_.get());
}

Session::~Session() {
  static_cast<void>(end());
}

// In the order that is a client's (J-10): its objects go, then Logoff, then the session's Release.
HRESULT Session::end() {
  if (!session_) return S_OK;
  if (OverrunWatch* overruns = OverrunWatch::present()) overruns->begin();
  SignalWatch* const signals = SignalWatch::present();
  if (signals != nullptr) signals->before_logoff();
  if (store_) {
    ULONG flags = LOGOFF_ORDERLY;  // a message in motion is finished, what is queued stays there (J-36)
    static_cast<void>(store_->StoreLogoff(&flags));
  }
  store_.reset();
  address_book_.reset();
  const HRESULT code = signals != nullptr ? signals->log_off(session_.get()) : session_->Logoff(0, 0, 0);
  aside_.clear();  // waits for them
  if (signals != nullptr) signals->forget(session_.get());
  session_.reset();
  return code;
}

IMsgStore* Session::store() {
  if (!store_) {
    EntryId id = default_store_id(session_.get());
    check(session_->OpenMsgStore(0, static_cast<ULONG>(id.size()), as_entry_id(id), nullptr,
                                 MDB_WRITE | MAPI_BEST_ACCESS | MDB_NO_DIALOG, store_.put()),
          session_.get(), "open the message store");
  }
  return store_.get();
}

IAddrBook* Session::address_book() {
  if (!address_book_) {
    const HRESULT code = session_->OpenAddressBook(0, nullptr, AB_NO_DIALOG, address_book_.put());
    check(code, session_.get(), "open the address book");
    if (code == MAPI_W_ERRORS_RETURNED) warn(words_for(code, session_.get()));  // O-12
  }
  return address_book_.get();
}

void Session::aside(std::function<void()> work) {
  aside_.push_back(std::async(std::launch::async, std::move(work)));
}

bool Session::aside_has_ended(std::chrono::milliseconds limit) {
  const auto until = std::chrono::steady_clock::now() + limit;
  return std::all_of(aside_.begin(), aside_.end(),
                     [&](const std::future<void>& one) { return one.wait_until(until) == std::future_status::ready; });
}

void Session::log_off() {
  kit::check(end(), _("the session did not log off"));
}

}  // namespace postroom::tool
