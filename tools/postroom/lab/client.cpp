// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/lab/client.hpp"

#include <mapispi.h>
#include <mapitags.h>
#include <mapix.h>
#include <postroom/com_ptr.hpp>
#include <postroom/failure.hpp>
#include <postroom/trace_reader.hpp>

#include "tools/postroom/lab/leftovers.hpp"
#include "tools/postroom/lab/mail.hpp"
#include "tools/postroom/lab/observations.hpp"
#include "tools/postroom/lab/provider_use.hpp"
#include "tools/postroom/lab/sink.hpp"
#include "tools/postroom/lab/work_of_clients.hpp"
#include "tools/postroom/lab/workers.hpp"
#include "tools/postroom/properties.hpp"
#include "tools/postroom/text.hpp"

#include <unistd.h>

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <optional>
#include <utility>

namespace postroom::tool::providerlab {
namespace {

using kit::com_ptr;

constexpr ULONG kLogonFlags = MAPI_EXTENDED | MAPI_NEW_SESSION;

LPTSTR text(const char* utf8) {
  return reinterpret_cast<LPTSTR>(const_cast<char*>(utf8));
}

// Whether the runtime has called this method of one of the provider's objects; the process's own trace says it.
bool was_asked(const std::string& method) {
  const char* const file = std::getenv("POSTROOM_TRACE");
  const char* const provider = std::getenv("POSTROOM_LAB_PROVIDER");
  if (file == nullptr || provider == nullptr) return true;
  const trace::Trace trace = trace::read_file(file);
  return std::any_of(trace.entries.begin(), trace.entries.end(), [&](const trace::Entry& entry) {
    return entry.is(trace::Event::call_begin) && entry.name == provider && entry.method.ends_with("::" + method);
  });
}

class Client {
 public:
  Client(Type type, const std::string& lifecycle, const std::string& observations)
      : type_(type), forced_(is_forced(lifecycle)), seen_(observations) {}

  void run(const std::string& name);

 private:
  enum class Way { logoff, release, uninitialize };  // how a session ends after StoreLogoff
  struct Step {
    const char* name;
    void (Client::*run)();
  };
  static const Step kSteps[];

  void initialise() {
    MAPIINIT_0 parameters = {MAPI_INIT_VERSION, MAPI_MULTITHREAD_NOTIFICATIONS};
    kit::check(MAPIInitialize(&parameters), "MAPIInitialize failed");
  }
  // The lab's profile; a provider whose service cannot be added is a finding.
  bool make_profile(bool with_partner) {
    com_ptr<IProfAdmin> admin;
    kit::check(MAPIAdminProfiles(0, admin.put()), "the profiles cannot be administered");
    if (FAILED(admin->CreateProfile(text("lab"), nullptr, 0, 0))) return true;  // made by an earlier logon
    com_ptr<IMsgServiceAdmin> services;
    kit::check(admin->AdminServices(text("lab"), nullptr, 0, 0, services.put()), "the profile cannot be opened");
    const HRESULT code = services->CreateMsgService(text("LAB"), nullptr, 0, 0);
    if (FAILED(code) && !forced_) {
      seen_.broken(kNotLookedAt, "its message service cannot be added to a profile: " + kit::hresult_name(code));
    }
    if (with_partner) {
      kit::check(services->CreateMsgService(text("PARTNER"), nullptr, 0, 0), "the lab's own service cannot be added");
    }
    return SUCCEEDED(code);
  }
  void note_not_done(const std::string& why) {
    if (!forced_) seen_.not_done(why);
  }
  static std::string recipient() {
    const char* const given = std::getenv("POSTROOM_LAB_TO");
    return given == nullptr ? "" : given;
  }
  com_ptr<IMAPISession> log_on() {
    com_ptr<IMAPISession> session;
    kit::check(MAPILogonEx(0, text("lab"), nullptr, kLogonFlags, session.put()), "the session cannot log on");
    return session;
  }
  template <class Body>
  void once(const Body& body) {
    com_ptr<IMAPISession> session = log_on();
    Held held = uses_.use(*session);
    body(*session, held);
    held = {};
    session->Logoff(0, 0, 0);
  }
  // Of lifecycles that look at what is left after MAPI: nothing comes after them.
  void end() {
    MAPIUninitialize();
    ended_ = true;
  }

  void plain();
  void twice();
  void interleaved();
  void leak();
  void leak_child();
  void hold_over();
  void release_session();
  void uninitialize();
  void concurrently();
  void mail();
  void mail_in_motion();
  void move_mail(bool to_the_end);
  void look_at_traffic(IMAPISession& session);
  void fast_shutdown();
  template <Way way>
  void end_with_each_request();

  const Type type_;
  const bool forced_;
  Observations seen_;
  Sink& sink_ = *new Sink;  // never freed: a provider may hold it for as long as it likes
  bool ended_ = false;
  ProviderUse uses_{type_, forced_, seen_};
};

void Client::plain() {
  once([](IMAPISession&, Held&) {});
}

void Client::twice() {
  plain();
  plain();
  MAPIUninitialize();
  initialise();
  plain();
}

void Client::interleaved() {
  com_ptr<IMAPISession> first = log_on();
  Held held = uses_.use(*first);
  com_ptr<IMAPISession> second = log_on();
  Held others = uses_.use(*second);
  held = {};
  first->Logoff(0, 0, 0);
  others = {};
  second->Logoff(0, 0, 0);
}

void Client::leak_child() {
  once([&](IMAPISession& session, Held& held) {
    hold_of_each_kind(session, held, seen_);
    const com_ptr<IUnknown> status = std::exchange(held.status, {});  // nobody says when that of a store dies
    held.store.reset();
    must_be_dead("J-47", held, seen_);
    session.Logoff(0, 0, 0);  // while the folder is still held
  });
}

void Client::release_session() {
  com_ptr<IMAPISession> session = log_on();
  uses_.use(*session);
}

void Client::uninitialize() {
  com_ptr<IMAPISession> session = log_on();
  uses_.use(*session);  // objects of a provider without the kit do not outlive its library
  end();
}

void Client::mail() {
  move_mail(true);
}

void Client::mail_in_motion() {
  move_mail(false);
}

// Objects and a sink that nobody unadvised are held beyond the end.
void Client::leak() {
  com_ptr<IMAPISession> session = log_on();
  Held held = uses_.use(*session);
  hold_of_each_kind(*session, held, seen_);
  ULONG_PTR connection = 0;
  HRESULT advised = type_ == Type::transport ? S_OK : MAPI_E_NOT_FOUND;  // a book without containers
  if (held.store) advised = held.store->Advise(0, nullptr, fnevObjectModified | fnevNewMail, &sink_, &connection);
  if (held.book && !held.container_id.empty()) {
    std::string id = held.container_id;
    advised = held.book->Advise(static_cast<ULONG>(id.size()), reinterpret_cast<LPENTRYID>(id.data()),
                                fnevObjectModified, &sink_, &connection);
  }
  if (FAILED(advised)) note_not_done("no sink is looked at: Advise answers " + kit::hresult_name(advised));
  session->Logoff(0, 0, 0);
  sink_.session_ended();
  if (sink_.references() != 0) seen_.broken("J-83", "a client's sink is still held when Logoff has returned");
  must_be_dead("J-11", held, seen_);
}

// What a client still holds when its library may have been closed: a transport's status object that is alive then has
// to be the runtime's (J-64), and of anything else only what has its code in memory can be asked: whether other
// providers make their objects invalid is theirs to choose (J-72).
void Client::hold_over() {
  Held held;
  {
    com_ptr<IMAPISession> session = log_on();
    held = uses_.use(*session);
    hold_of_each_kind(*session, held, seen_);
    held.store.reset();
    session->Logoff(0, 0, 0);
  }
  end();
  if (type_ == Type::transport && !has_code(held.status.get())) {
    seen_.broken("J-64", "a status object that a client kept has its code in the closed library");
  }
  forget_without_code(held);
  must_be_dead("J-11", held, seen_);
}

// StoreLogoff with each request in a session of its own, and then not the store's Release but the end of the session.
template <Client::Way way>
void Client::end_with_each_request() {
  for (const Request& request : kRequests) {
    com_ptr<IMAPISession> session = log_on();
    Held held = uses_.use(*session);
    ULONG flags = request.flag;
    if (held.store) held.store->StoreLogoff(&flags);
    if (way == Way::logoff) session->Logoff(0, 0, 0);
    if (way == Way::uninitialize) MAPIUninitialize();
    session.reset();
    forget_without_code(held);
    held = {};
    if (way == Way::uninitialize) initialise();
  }
}

void Client::concurrently() {
  com_ptr<IMAPISession> session = log_on();
  if (type_ == Type::transport) choose_default_store(*session);
  Held held = uses_.use(*session);
  Workers workers;
  if (held.store) add_work_of_store(workers, *held.store, sink_);
  if (held.book) add_work_of_book(workers, *held.book, held);
  add_work_of_session(workers, *session);
  com_ptr<IMsgStore> outgoing;
  std::optional<Mail> mail;
  if (type_ == Type::transport && (outgoing = uses_.open_store(*session))) {
    try {
      add_work_of_transport(workers, *session, mail.emplace(*session, *outgoing, recipient()));
    } catch (const kit::Failure& failure) {
      note_not_done(std::string(failure.what()) + " (" + kit::hresult_name(failure.code()) + ")");
    }
  }
  workers.start();
  session->Logoff(0, 0, 0);
  workers.stop();
  workers.note_not_done(seen_);
}

// A transport says in its status row what it has been told to begin, each way (N-10).
void Client::look_at_traffic(IMAPISession& session) {
  const Traffic begun = traffic_begun();
  com_ptr<IMAPITable> status;
  kit::check(session.GetStatusTable(0, status.put()), "there is no status table");
  for_each_row(status.get(), {PR_RESOURCE_TYPE, PR_STATUS_CODE}, [&](const Values& row) {
    if (row.number(PR_RESOURCE_TYPE) != MAPI_TRANSPORT_PROVIDER) return true;
    const auto shown = static_cast<ULONG>(row.number(PR_STATUS_CODE));
    if (begun.outbound && (shown & STATUS_OUTBOUND_ENABLED) == 0) {
      seen_.broken("N-10", "the status row of a transport that was told to send lacks STATUS_OUTBOUND_ENABLED");
    }
    if (begun.inbound && (shown & STATUS_INBOUND_ENABLED) == 0) {
      seen_.broken("N-10", "the status row of a transport that was told to receive lacks STATUS_INBOUND_ENABLED");
    }
    return true;
  });
}

// Of a store its own, of a transport that of the lab's own store.
void Client::move_mail(bool to_the_end) {
  com_ptr<IMAPISession> session = log_on();
  choose_default_store(*session);
  {
    const com_ptr<IMsgStore> store = uses_.open_store(*session);
    if (!store) return;
    try {
      Mail mail(*session, *store, recipient());
      mail.submit();
      if (to_the_end) {
        mail.flush();
        if (type_ == Type::transport && !forced_) look_at_traffic(*session);
      } else {
        if (!mail.wait_until_submitted()) note_not_done("no transport was given the message");
        mail.submit();
      }
    } catch (const kit::Failure& failure) {
      note_not_done(std::string(failure.what()) + " (" + kit::hresult_name(failure.code()) + ")");
    }
  }
  session->Logoff(0, 0, 0);
}

void Client::fast_shutdown() {
  com_ptr<IMAPISession> session = log_on();
  Held held = uses_.use(*session);
  com_ptr<IMAPIClientShutdown> shutdown;
  kit::check(session->QueryInterface(IID_IMAPIClientShutdown, reinterpret_cast<void**>(shutdown.put())));
  shutdown->NotifyProcessShutdown();
  const HRESULT answer = shutdown->QueryFastShutdown();
  if (!was_asked("QueryFastShutdown")) note_not_done("the provider has no IMAPIProviderShutdown");
  if (FAILED(answer)) note_not_done("a fast shutdown is refused: " + kit::hresult_name(answer));
  if (SUCCEEDED(answer) && SUCCEEDED(shutdown->DoFastShutdown())) _exit(0);  // J-97
  shutdown.reset();
  held = {};
  session->Logoff(0, 0, 0);
}

const Client::Step Client::kSteps[] = {
    {"plain", &Client::plain},
    {"twice", &Client::twice},
    {"interleaved", &Client::interleaved},
    {"leaks", &Client::leak},
    {"leaked-child", &Client::leak_child},
    {"held-over", &Client::hold_over},
    {"session-release", &Client::release_session},
    {"uninitialize", &Client::uninitialize},
    {"fast-shutdown", &Client::fast_shutdown},
    {"threads", &Client::concurrently},
    {"mail", &Client::mail},
    {"mail-in-motion", &Client::mail_in_motion},
    {"requests-logoff", &Client::end_with_each_request<Way::logoff>},
    {"requests-release", &Client::end_with_each_request<Way::release>},
    {"requests-uninitialize", &Client::end_with_each_request<Way::uninitialize>},
};

void Client::run(const std::string& name) {
  initialise();
  const bool moves_mail =
      name.starts_with("mail") || (forced_ && type_ != Type::book) || (name == "threads" && type_ == Type::transport);
  if (!make_profile(moves_mail)) return MAPIUninitialize();
  const auto request = std::ranges::find(kRequests, name, &Request::lifecycle);
  const auto step = std::ranges::find(kSteps, name, &Step::name);
  if (forced_) {
    plain();
    if (moves_mail) mail();
  } else if (request != std::end(kRequests)) {
    once([&](IMAPISession&, Held& held) { uses_.log_off_store(request->flag, held); });
  } else if (step != std::end(kSteps)) {
    (this->*step->run)();
  }
  if (ended_) return;
  MAPIUninitialize();
  if (sink_.called_late()) seen_.broken("J-83", "a client's sink was called after the end of the session");
}

}  // namespace

std::vector<Lifecycle> lifecycles_of(Type type) {
  std::vector<Lifecycle> all = {
      {"plain", _("log on, use it, log off")},
      {"twice", _("two sessions one after the other, MAPIUninitialize, and a third")},
      {"interleaved", _("two sessions at once; the first one ends first")},
      {"leaks", _("log off while a client holds the objects it opened")},
      {"held-over", _("hold the objects beyond the last MAPIUninitialize")},
      {"session-release", _("release the session without Logoff")},
      {"uninitialize", _("MAPIUninitialize while a session is alive")},
      {"fast-shutdown", _("ask for a fast shutdown")},
      {"threads", _("log off while four threads are at work")},
  };
  if (type != Type::book) {
    all.push_back({"mail", _("send a message, flush the queues, and log off")});
    all.push_back({"mail-in-motion", _("log off while messages are on their way")});
  }
  if (type != Type::store) return all;
  all.push_back({"leaked-child", _("release the store while a client holds its folder")});
  for (const char* way : {"logoff", "release", "uninitialize"}) {
    all.push_back({std::string("requests-") + way,
                   filled(_("StoreLogoff with each request, then the end of the session (%1)"), way)});
  }
  for (const char* request : {"no-wait", "orderly", "purge", "abort", "quiet"}) {
    all.push_back({std::string("store-logoff-") + request, filled(_("StoreLogoff (%1), then Release"), request)});
  }
  return all;
}

bool is_forced(const std::string& lifecycle) {
  return lifecycle.starts_with("no-memory") || lifecycle.starts_with("support");
}

void run_inside(Type type, const std::string& name, const std::string& observations) {
  Client(type, name, observations).run(name);
}

}  // namespace postroom::tool::providerlab
