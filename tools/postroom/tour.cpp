// SPDX-License-Identifier: Apache-2.0
//
// postroom tour: the main job in one go. Two profiles, real mail, an address book, a message from one to the other, and
// the shutdown as it happened, checked.
#include <mapiaux.h>
#include <postroom/failure.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/compose.hpp"
#include "tools/postroom/data_home.hpp"
#include "tools/postroom/importer.hpp"
#include "tools/postroom/message_view.hpp"
#include "tools/postroom/names.hpp"
#include "tools/postroom/new_mail.hpp"
#include "tools/postroom/status_view.hpp"
#include "tools/postroom/text.hpp"

#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace postroom::tool {
namespace {

constexpr std::chrono::seconds kPatience{30};

void heading(const std::string& text) {
  print_line("\n== " + text);
}

void make_profile(IProfAdmin* admin, std::string name) {
  const HRESULT code = admin->CreateProfile(reinterpret_cast<LPTSTR>(name.data()), nullptr, 0, MAPI_DEFAULT_SERVICES);
  if (code == MAPI_E_NO_ACCESS) return;  // from an earlier run (B-4)
  check(code, admin, "create the profile '" + name + "'");
}

void make_profiles() {
  kit::com_ptr<IProfAdmin> admin;
  check_function(MAPIAdminProfiles(0, admin.put()), _("open the profiles"));
  make_profile(admin.get(), "alice");
  make_profile(admin.get(), "bob");
  print_line(_("alice and bob, each with a store, an address book and local delivery"));
}

void fill_address_book(Session& session) {
  const auto add = [&](const char* name, const char* address) {
    try {
      add_to_address_book(session.address_book(), name, address);
    } catch (const kit::Failure& failure) {
      if (failure.code() != MAPI_E_COLLISION) throw;  // from an earlier run
    }
  };
  add("Bob Moreau", "bob@postroom.local");
  add("Bob Kessler", "bob.kessler@postroom.local");
}

// Whether all of it came in.
bool import_all(Session& session, const std::vector<std::string>& sources) {
  Importer importer(open_folder(session, "Inbox", true));
  Progress progress(_("importing"));
  for (const std::string& source : sources) {
    importer.import(source, [&](std::size_t) { progress.show(importer.counts().imported, 0); });
  }
  const ImportCounts& counts = importer.counts();
  print_line(
      filled(_("imported %1, already there %2, refused %3"), counts.imported, counts.known, counts.refused.size()));
  for (const std::string& line : counts.refused) print_line("  " + printable(line));
  if (counts.imported + counts.known == 0) kit::fail(MAPI_E_NOT_FOUND, _("there was no mail to import"));
  return counts.refused.empty();
}

void show_folders(Session& session) {
  for (const FolderRow& row : folders(session)) {
    print_line(column(std::string(static_cast<std::size_t>(row.depth) * 2, ' ') + row.name, 32) + " " +
               std::to_string(row.messages));
  }
  print_line("");
  for (const MessageRow& row : messages(open_folder(session, "Inbox").get(), 6)) {
    print_line(column(local_time(row.received), 16) + "  " + column(row.from, 24) + "  " + printable(row.subject));
  }
}

void show_names(Session& session) {
  for (const ResolvedName& name : resolve(session.address_book(), {"Bob", "Bob Moreau"}).names) {
    print_line(name.resolution == Resolution::resolved
                   ? filled(_("%1: %2 <%3>"), name.asked, name.display, name.address)
               : name.resolution == Resolution::ambiguous
                   ? filled(_("%1: ambiguous (MAPI_E_AMBIGUOUS_RECIP); nobody is chosen"), name.asked)
                   : filled(_("%1: not found"), name.asked));
    const bool expected =
        name.asked == "Bob" ? name.resolution == Resolution::ambiguous : name.resolution == Resolution::resolved;
    if (!expected) kit::fail(MAPI_E_CALL_FAILED, filled(_("the address book answered wrongly for '%1'"), name.asked));
  }
}

// A small file to attach, in the home of the tour.
std::string attachment() {
  const std::string path = (data_home() / "tour.txt").string();
  std::ofstream(path) << "Attached by the tour.\n";
  return path;
}

// The subject of the answer.
std::string answer_newest(Session& alice) {
  const std::vector<MessageRow> newest = messages(open_folder(alice, "Inbox").get(), 1);
  if (newest.empty()) kit::fail(MAPI_E_NOT_FOUND, _("the Inbox is empty"));
  kit::com_ptr<IMessage> original = open_message(alice, "Inbox", newest.front().id);
  Letter letter{{"Bob Moreau"}, {}, {}, "", "Dear Bob,\n\nwhat do you make of this?\n\nAlice\n", {attachment()}};
  const Thread thread = answer(original.get(), letter);
  original.reset();
  submit(alice, letter, thread);
  print_line(filled(_("submitted '%1' to Bob Moreau"), printable(letter.subject)));
  if (!flush(alice, kPatience)) kit::fail(MAPI_E_TIMEOUT, _("the message is still in the queue"));
  print_line(_("sent: the queue is empty"));
  return letter.subject;
}

EntryId wait_for_mail(NewMail& arrivals) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (std::chrono::steady_clock::now() < deadline) {
    HrDispatchNotifications(0);
    if (const std::vector<EntryId> arrived = arrivals.take(); !arrived.empty()) return arrived.back();
    wait_interrupted(std::chrono::milliseconds(10));
    stop_when_interrupted();
  }
  kit::fail(MAPI_E_TIMEOUT, _("no new mail was announced to Bob"));
}

void show_arrived(Session& bob, EntryId id, const std::string& subject) {
  kit::com_ptr<IMessage> message;
  ULONG type = 0;
  check(bob->OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), &IID_IMessage, 0, &type, message.put_unknown()),
        bob.get(), "open the new message");
  for (const std::string& line : message_lines(message.get(), false)) print_line("  " + line);
  if (const std::string arrived = get_properties(message.get(), {PR_SUBJECT_W}).text(PR_SUBJECT_W); arrived != subject)
    kit::fail(MAPI_E_CORRUPT_DATA, filled(_("'%1' was sent, and '%2' arrived"), subject, arrived));
  if (attachments(message.get()).empty()) kit::fail(MAPI_E_CORRUPT_DATA, _("the attachment did not arrive"));
}

void show_status_table(Session& session) {
  for (const StatusRow& row : status_rows(session.get())) {
    print_line(column(kind_of(row), 14) + " " + column(row.name, 28) + " " + state_of(row));
  }
}

// Whether all mail came in; what else goes wrong is thrown.
bool main_job(const TourOptions& options) {
  const Mapi mapi;
  heading(_("Profiles"));
  make_profiles();
  Session alice("alice", Mail::moved);
  Session bob("bob", Mail::moved);
  heading(_("Alice imports mail"));
  const bool whole = import_all(alice, options.sources);
  heading(_("Alice's folders and newest messages"));
  show_folders(alice);
  heading(_("Who is Bob?"));
  fill_address_book(alice);
  show_names(alice);
  heading(_("Alice answers"));
  NewMail arrivals(bob);
  const std::string subject = answer_newest(alice);
  heading(_("Bob is told of new mail (fnevNewMail)"));
  show_arrived(bob, wait_for_mail(arrivals), subject);
  arrivals.stop();
  heading(_("Alice's status table"));
  show_status_table(alice);
  bob.log_off();
  alice.log_off();
  return whole;
}

}  // namespace

int tour(const Context& context, const TourOptions& options) {
  // It makes profiles and sends mail, and so is none of the user's own data's.
  if (const char* home = std::getenv("POSTROOM_HOME"); home == nullptr || *home == 0)
    throw WrongCall(_("the tour needs a folder of its own: set POSTROOM_HOME to one that is empty or not there"));
  if (context.json) throw WrongCall(_("the tour is for reading and has no JSON"));
  const int done = main_job(options) ? kDone : kPartly;
  const char* file = std::getenv("POSTROOM_TRACE");
  if (file == nullptr) {
    print_line(_("\nset POSTROOM_TRACE=FILE to see the shutdown, call by call"));
    return done;
  }
  heading(_("The shutdown, as it happened"));
  const TraceOptions trace{file};
  trace_show(context, trace);
  heading(_("Checked against MAPI's rules"));
  const int judged = trace_check(context, trace);
  return judged == kDone ? done : judged;
}

}  // namespace postroom::tool
