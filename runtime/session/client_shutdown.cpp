// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/client_shutdown.hpp"

#include "runtime/library/library.hpp"
#include "runtime/lifecycle/provider_call.hpp"
#include "runtime/session/session.hpp"
#include "runtime/session/spooler_session.hpp"

#include <postroom/failure.hpp>

#include <algorithm>
#include <utility>

namespace postroom::session {
namespace {

using lifecycle::FastProvider;
using lifecycle::FastStep;

using Method = HRESULT (STDMETHODCALLTYPE IMAPIProviderShutdown::*)();

Method method_of(FastStep step) noexcept {
  switch (step) {
    case FastStep::query:
      return &IMAPIProviderShutdown::QueryFastShutdown;
    case FastStep::notify:
      return &IMAPIProviderShutdown::NotifyProcessShutdown;
    default:
      return &IMAPIProviderShutdown::DoFastShutdown;
  }
}

// What the trace calls them: whose method it is tells more than that it is one of IMAPIProviderShutdown.
struct Names {
  const char* query_interface;
  const char* steps[3];
};
constexpr Names kNames[] = {
    {"IABProvider::QueryInterface",
     {"IABProvider::QueryFastShutdown", "IABProvider::NotifyProcessShutdown", "IABProvider::DoFastShutdown"}},
    {"IMSProvider::QueryInterface",
     {"IMSProvider::QueryFastShutdown", "IMSProvider::NotifyProcessShutdown", "IMSProvider::DoFastShutdown"}},
    {"IXPProvider::QueryInterface",
     {"IXPProvider::QueryFastShutdown", "IXPProvider::NotifyProcessShutdown", "IXPProvider::DoFastShutdown"}},
};

// A provider object that is at work for a session.
class Party final : public FastProvider {
 public:
  explicit Party(std::shared_ptr<ProviderObject> provider) noexcept : provider_(std::move(provider)) {}
  Kind kind() const noexcept override { return provider_->kind(); }
  std::optional<HRESULT> take(FastStep step) noexcept override { return call(*provider_, step); }

  static std::optional<HRESULT> call(const ProviderObject& provider, FastStep step) noexcept {
    const Names& names = kNames[static_cast<std::size_t>(provider.kind())];
    if (provider.abandoned()) return MAPI_E_FAILONEPROVIDER;  // what it has not saved, nobody knows
    kit::com_ptr<IUnknown> object = provider.held();
    if (!object) return S_OK;  // it has been shut down meanwhile: there is nothing to save
    kit::com_ptr<IMAPIProviderShutdown> shutdown;
    const HRESULT known = lifecycle::provider_call(provider.subject(), names.query_interface, object.get(), [&] {
      return object->QueryInterface(IID_IMAPIProviderShutdown, shutdown.put_void());
    });
    if (FAILED(known) || !shutdown) return std::nullopt;
    const Method method = method_of(step);
    const char* const name = names.steps[static_cast<std::size_t>(step)];
    return lifecycle::provider_call(provider.subject(), name, shutdown.get(), [&] {
      const HRESULT answer = (shutdown.get()->*method)();
      shutdown.reset();
      object.reset();
      return answer;
    });
  }

 private:
  const std::shared_ptr<ProviderObject> provider_;
};

// A transport provider, which is called on its own thread only (J-114).
class TransportParty final : public FastProvider {
 public:
  TransportParty(std::shared_ptr<ProviderObject> provider, std::shared_ptr<SpoolerSession> spooler, ULONG logon)
      : provider_(std::move(provider)), spooler_(std::move(spooler)), logon_(logon) {}
  Kind kind() const noexcept override { return Kind::transport; }

  std::optional<HRESULT> take(FastStep step) noexcept override {
    try {
      const auto answer = std::make_shared<std::optional<HRESULT>>();  // the thread may have it longer than we wait
      const HRESULT code = spooler_->control().on_transport_thread(logon_, [answer, provider = provider_, step] {
        *answer = Party::call(*provider, step);
        return answer->value_or(S_OK);
      });
      if (code == MAPI_E_TIMEOUT) return code;
      if (code == MAPI_E_NOT_FOUND && !*answer) return S_OK;  // it has been logged off meanwhile
      return *answer;
    } catch (...) {
      return MAPI_E_NOT_ENOUGH_MEMORY;
    }
  }

 private:
  const std::shared_ptr<ProviderObject> provider_;
  const std::shared_ptr<SpoolerSession> spooler_;
  const ULONG logon_;
};

// The provider objects that are at work in the session; a transport is, once it is logged on.
std::vector<std::shared_ptr<FastProvider>> parties_of(SessionCore& session, SpoolerSession* spooler) {
  std::vector<std::shared_ptr<FastProvider>> parties;
  const auto transports = session.logons(Kind::transport);
  for (const auto& provider : session.starts().providers()) {
    if (provider->kind() != Kind::transport) {
      parties.push_back(std::make_shared<Party>(provider));
      continue;
    }
    const auto logon = std::find_if(transports.begin(), transports.end(),
                                    [&](const auto& known) { return &known->provider() == provider.get(); });
    if (spooler == nullptr || logon == transports.end()) continue;
    parties.push_back(std::make_shared<TransportParty>(provider, spooler->shared_from_this(), (*logon)->number()));
  }
  return parties;
}

}  // namespace

// The spooler's providers are asked with the first of the sessions that it serves, so that the transports come first.
// A session that is being logged off still has those who have not had their turn: its logoff may be what takes too
// long.
void SessionCore::take(lifecycle::FastShutdownRound& round) {
  if (!active() && !departing()) return;
  auto parties = parties_of(*this, nullptr);
  SpoolerSession* const spooler = mail_->spooler_session();
  if (spooler != nullptr && spooler->serves_first(*this)) {
    const auto of_spooler = parties_of(spooler->core(), spooler);
    parties.insert(parties.end(), of_spooler.begin(), of_spooler.end());
  }
  round.take(parties);
}

HRESULT fast_shutdown(FastStep step) {
  library::Library& library = library::Library::instance();
  const profile::Settings settings = profile::read_settings();
  lifecycle::BoundedCalls calls(
      lifecycle::Allowance({settings.call_budget, settings.session_budget}, lifecycle::Clock::of_process()));
  lifecycle::FastShutdownRound round(step, settings.fast_shutdown, calls);
  const bool ends_here = step == FastStep::perform && settings.fast_shutdown != profile::FastShutdown::never;
  if (ends_here && !Mail::hold(calls.allowance().end.half())) round.fail(MAPI_E_TIMEOUT);
  for (const auto& session : library.sessions()) session->take(round);
  const HRESULT answer = round.answer();
  trace::record(trace::Event::note, {},
                {.method = "fast shutdown", .detail = lifecycle::client_method(step), .hresult = answer});
  if (ends_here) {
    if (FAILED(answer)) {
      Mail::let_go();
    } else {
      library.end_without_logoff();
    }
  }
  return answer;
}

// ---- IMAPIClientShutdown

// Not behind the client's gate: it speaks for the process, and another thread may want it while a Logoff takes long.
HRESULT Session::take(FastStep step) noexcept {
  if (client_->gate().closed() && !session_->departing()) return MAPI_E_INVALID_OBJECT;  // J-5
  try {
    library::Library::instance().require_initialised();
    return fast_shutdown(step);
  } catch (...) {
    std::string what;
    return kit::current_failure(what);
  }
}

STDMETHODIMP Session::QueryFastShutdown() {
  return take(FastStep::query);
}

STDMETHODIMP Session::NotifyProcessShutdown() {
  return take(FastStep::notify);
}

STDMETHODIMP Session::DoFastShutdown() {
  return take(FastStep::perform);
}

}  // namespace postroom::session
