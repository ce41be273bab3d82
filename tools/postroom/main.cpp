// SPDX-License-Identifier: Apache-2.0
#include <mapix.h>
#include <CLI/CLI.hpp>
#include <postroom/allocators.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/text.hpp"

#include <signal.h>

#include <algorithm>
#include <clocale>
#include <functional>
#include <string_view>

namespace {

using namespace postroom::tool;

// Everything that can be called, and what was called.
struct Call {
  Context context;
  std::function<int()> run;
  ProfileOptions profile;
  ServiceOptions service;
  FolderOptions folder;
  ShowOptions show;
  ImportOptions import_;
  ExportOptions export_;
  std::vector<std::string> names;
  BookOptions book;
  SendOptions send;
  QueueOptions queue;
  StatusOptions status;
  std::vector<std::string> files;
  TraceOptions trace;
  TourOptions tour;
  LabOptions lab;
};

CLI::App* add(CLI::App& parent, const char* name, const char* description, const char* example) {
  CLI::App* command = parent.add_subcommand(name, description);
  command->footer(std::string(_("Example: ")) + example);
  return command;
}

std::string not_negative(const std::string& number) {
  return number.starts_with('-') ? filled(_("'%1' is less than 0"), number) : std::string();
}

void add_profile(CLI::App& app, Call& call) {
  CLI::App* profile =
      add(app, "profile", _("Profiles: which services a session has"), "postroom profile create alice --default");
  profile->require_subcommand(1);
  add(*profile, "list", _("List the profiles"), "postroom profile list")->callback([&] {
    call.run = [&] { return profile_list(call.context); };
  });
  CLI::App* create =
      add(*profile, "create", _("Create a profile with the default services"), "postroom profile create alice");
  create->add_option("NAME", call.profile.name, _("Its name"))->required();
  create->add_flag("--default", call.profile.make_default, _("Make it the default profile"));
  create->add_flag("--empty", call.profile.without_services, _("Without any service"));
  create->callback([&] { call.run = [&] { return profile_create(call.context, call.profile); }; });
  CLI::App* remove =
      add(*profile, "delete", _("Delete a profile; the stores it names stay"), "postroom profile delete alice");
  remove->add_option("NAME", call.profile.name, _("Its name"))->required();
  remove->callback([&] { call.run = [&] { return profile_delete(call.context, call.profile); }; });
  CLI::App* chosen = add(*profile, "default", _("Choose the default profile"), "postroom profile default alice");
  chosen->add_option("NAME", call.profile.name, _("Its name"))->required();
  chosen->callback([&] { call.run = [&] { return profile_default(call.context, call.profile); }; });
}

void add_service(CLI::App& app, Call& call) {
  CLI::App* service = add(app, "service", _("Message services of a profile"),
                          "postroom service add POSTROOM_SMTP -p alice host=mail.example.org sender=alice@example.org");
  service->require_subcommand(1);
  const char* service_help = _("Its name, or the first characters of the id that 'postroom service list' prints");
  const char* setting_help =
      _("NAME=VALUE: host, port, tls, sender, name, user, password or ca_file of POSTROOM_SMTP; root, domain or "
        "mailbox of POSTROOM_MAILDIR; path of POSTROOM_STORE and POSTROOM_BOOK; for other services a property tag of "
        "8 hex digits. Without a value it is taken back");
  add(*service, "list", _("List the services"), "postroom service list -p alice")->callback([&] {
    call.run = [&] { return service_list(call.context); };
  });
  CLI::App* create = add(*service, "add", _("Add a service"),
                         "postroom service add POSTROOM_SMTP -p alice host=mail.example.org sender=alice@example.org");
  create->add_option("SERVICE", call.service.service, _("Its name in mapisvc.inf"))->required();
  create->add_option("SETTING", call.service.settings, setting_help);
  create->callback([&] { call.run = [&] { return service_add(call.context, call.service); }; });
  CLI::App* configure = add(*service, "configure", _("Change settings of a service"),
                            "postroom service configure POSTROOM_SMTP -p alice port=465 tls=3");
  configure->add_option("SERVICE", call.service.service, service_help)->required();
  configure->add_option("SETTING", call.service.settings, setting_help)->required();
  configure->callback([&] { call.run = [&] { return service_configure(call.context, call.service); }; });
  CLI::App* remove =
      add(*service, "remove", _("Remove a service; its data stays"), "postroom service remove POSTROOM_SMTP -p alice");
  remove->add_option("SERVICE", call.service.service, service_help)->required();
  remove->callback([&] { call.run = [&] { return service_remove(call.context, call.service); }; });
  CLI::App* store = add(app, "store", _("Message stores of a profile"), "postroom store list -p alice");
  store->require_subcommand(1);
  add(*store, "list", _("List the stores"), "postroom store list")->callback([&] {
    call.run = [&] { return store_list(call.context); };
  });
}

void add_reading(CLI::App& app, Call& call) {
  CLI::App* ls = add(app, "ls", _("List the newest messages of a folder"), "postroom ls Inbox -n 5");
  ls->add_option("FOLDER", call.folder.folder, _("Path below the mail folders"))->capture_default_str();
  ls->add_option("-n,--most", call.folder.most, _("How many; 0 for all"))->capture_default_str()->check(not_negative);
  ls->callback([&] { call.run = [&] { return list_messages(call.context, call.folder); }; });
  add(app, "tree", _("Show the folders with their counts"), "postroom tree")->callback([&] {
    call.run = [&] { return show_tree(call.context); };
  });
  CLI::App* show = add(app, "show", _("Show a message"), "postroom show 3f2a91c0");
  show->add_option("ID", call.show.id, _("The first characters of the id that 'postroom ls' prints"))->required();
  show->add_option("-f,--folder", call.show.folder, _("Only look in this folder"));
  show->add_flag("--headers", call.show.headers, _("With the transport headers"));
  show->add_flag("--properties", call.show.properties, _("All properties instead of the text"));
  show->callback([&] { call.run = [&] { return show_message(call.context, call.show); }; });
}

void add_moving(CLI::App& app, Call& call) {
  CLI::App* take =
      add(app, "import", _("Import .eml files, mboxes and Maildirs"), "postroom import ~/mail.mbox -f Archive");
  take->add_option("SOURCE", call.import_.sources, _("Files or folders"))->required();
  take->add_option("-f,--folder", call.import_.folder, _("Where to; created when missing"))->capture_default_str();
  take->callback([&] { call.run = [&] { return import_mail(call.context, call.import_); }; });
  CLI::App* save = add(app, "export", _("Export a message or a folder"), "postroom export -f Inbox inbox.mbox");
  save->add_option("TARGET", call.export_.target,
                   _("A file (.eml or .mbox), a Maildir folder, or - for standard output"))
      ->required();
  save->add_option("-f,--folder", call.export_.folder, _("The folder"))->capture_default_str();
  save->add_option("-i,--id", call.export_.id, _("Only this message"));
  save->add_flag("--force", call.export_.replace, _("Replace a file that is there"));
  save->callback([&] { call.run = [&] { return export_mail(call.context, call.export_); }; });
}

void add_mail(CLI::App& app, Call& call) {
  CLI::App* send = add(app, "send", _("Send a message"), "postroom send --to Bob --subject Hello --body 'See you.'");
  send->add_option("--to", call.send.to, _("A name of the address book, an address, or Name[SMTP:address]"));
  send->add_option("--cc", call.send.cc, _("The same, for a copy"));
  send->add_option("--bcc", call.send.bcc, _("The same, unseen by the others"));
  send->add_option("-s,--subject", call.send.subject, _("The subject"));
  send->add_option("-b,--body", call.send.body, _("The text; - reads it from standard input"));
  send->add_option("-a,--attach", call.send.attachments, _("A file to attach"))->check(CLI::ExistingFile);
  send->add_option("-r,--reply", call.send.reply_to, _("The id of the message that this answers"));
  send->add_option("--wait", call.send.wait_seconds, _("Seconds to wait until it is sent; 0 leaves it in the queue"))
      ->capture_default_str()
      ->check(not_negative);
  send->callback([&] { call.run = [&] { return send_mail(call.context, call.send); }; });
  add(app, "receive", _("Take in what waits at the transports"), "postroom receive")->callback([&] {
    call.run = [&] { return receive_mail(call.context); };
  });
  CLI::App* queue = add(app, "queue", _("Show the outgoing queue, or send what waits in it"), "postroom queue --flush");
  queue->add_flag("--flush", call.queue.flush, _("Send what waits instead of showing it"));
  queue->add_option("--wait", call.queue.wait_seconds, _("Seconds to wait until it is sent"))
      ->capture_default_str()
      ->check(not_negative);
  queue->callback([&] { call.run = [&] { return show_queue(call.context, call.queue); }; });
  add(app, "spool", _("Stay logged on and move mail until SIGTERM or Ctrl-C"), "postroom spool -p alice")
      ->callback([&] { call.run = [&] { return spool(call.context); }; });
}

void add_book(CLI::App& app, Call& call) {
  CLI::App* resolve = add(app, "resolve", _("Look names up in the address book"), "postroom resolve Bob");
  resolve->add_option("NAME", call.names, _("Names"))->required();
  resolve->callback([&] { call.run = [&] { return resolve_names(call.context, call.names); }; });
  CLI::App* person =
      add(app, "person", _("Add a person to the address book"), "postroom person 'Bob Moreau' bob@postroom.local");
  person->add_option("NAME", call.book.name, _("The name to show"))->required();
  person->add_option("ADDRESS", call.book.address, _("The mail address"))->required();
  person->callback([&] { call.run = [&] { return add_person(call.context, call.book); }; });
}

void add_looking(CLI::App& app, Call& call) {
  CLI::App* status =
      add(app, "status", _("Show every live process that uses MAPI, also one that hangs"), "postroom status");
  CLI::Option* session =
      status->add_flag("--session", call.status.session, _("Log on and show the status table of that session"));
  status->add_flag("-w,--watch", call.status.watch, _("Go on showing it as it changes, until Ctrl-C"))
      ->excludes(session);
  status->callback([&] { call.run = [&] { return show_status(call.context, call.status); }; });
  CLI::App* check = add(app, "check", _("Check store files; changes nothing"), "postroom check -p alice");
  check->add_option("FILE", call.files, _("Store files; without any, those of the profile"));
  check->callback([&] { call.run = [&] { return check_store(call.context, call.files); }; });
  CLI::App* trace = add(app, "trace", _("Read what POSTROOM_TRACE recorded"), "postroom trace check run.trace");
  trace->require_subcommand(1);
  CLI::App* show =
      add(*trace, "show", _("Print the shutdowns in a trace, call by call"), "postroom trace show run.trace");
  show->add_option("FILE", call.trace.file, _("The trace"))->required();
  show->add_flag("--events", call.trace.events, _("Every lifecycle event instead"));
  show->add_flag("--objects", call.trace.objects, _("Every event, objects and notifications too"));
  show->callback([&] { call.run = [&] { return trace_show(call.context, call.trace); }; });
  CLI::App* judge = add(*trace, "check", _("Check a trace against MAPI's rules"), "postroom trace check run.trace");
  judge->add_option("FILE", call.trace.file, _("The trace"))->required();
  judge->callback([&] { call.run = [&] { return trace_check(call.context, call.trace); }; });
  CLI::App* chrome = add(*trace, "chrome", _("Write a trace for Chrome's and Perfetto's viewers (ui.perfetto.dev)"),
                         "postroom trace chrome run.trace > run.json");
  chrome->add_option("FILE", call.trace.file, _("The trace"))->required();
  chrome->callback([&] { call.run = [&] { return trace_chrome(call.context, call.trace); }; });
  CLI::App* html = add(*trace, "html", _("Write a trace as a page for any browser: a lane for each logon, to scale"),
                       "postroom trace html run.trace > shutdown.html");
  html->add_option("FILE", call.trace.file, _("The trace"))->required();
  html->callback([&] { call.run = [&] { return trace_html(call.context, call.trace); }; });
  CLI::App* tour =
      add(app, "tour", _("The main job in one go, in POSTROOM_HOME: two profiles, real mail, an orderly end"),
          "postroom tour samples");
  tour->add_option("MAIL", call.tour.sources, _("Mail to import: .eml, mbox or Maildir"))->required();
  tour->callback([&] { call.run = [&] { return postroom::tool::tour(call.context, call.tour); }; });
}

// What is not of this form, mapisvc.inf leaves out without a word.
std::string not_a_setting(const std::string& setting) {
  const std::size_t equals = setting.find('=');
  const std::string name = setting.substr(0, equals);
  const bool is_tag = name.size() == 8 && name.find_first_not_of("0123456789abcdefABCDEF") == std::string::npos;
  if (equals != std::string::npos && (is_tag || (name.starts_with("PR_") && name.size() > 3))) return {};
  return filled(_("'%1' is not PROPERTY=VALUE, with PR_… or eight hexadecimal digits for the property"), setting);
}

void add_lab(CLI::App& app, Call& call) {
  CLI::App* lab = add(app, "lab", _("Run a provider library through every lifecycle and name each rule it breaks"),
                      "postroom lab ./libmy_store.so --set 6600001E=/tmp/data");
  lab->add_option("PROVIDER", call.lab.provider, _("A file lib*.so, or the name of an installed provider"))->required();
  lab->add_option("--type", call.lab.type, _("Which provider of the library: store, book or transport"))
      ->check(CLI::IsMember({"store", "book", "transport"}));
  lab->add_option("--set", call.lab.settings, _("PROPERTY=VALUE for its profile section, as in mapisvc.inf"))
      ->allow_extra_args(false)
      ->check(not_a_setting);
  lab->add_option("--service-entry", call.lab.service_entry,
                  _("The library's service entry function, when it is not called ServiceEntry"));
  lab->add_option("--to", call.lab.recipient, _("An address for the lab's own messages, for a transport's sake"));
  lab->add_option("--only", call.lab.only, _("Only this lifecycle; may be repeated"))->allow_extra_args(false);
  lab->add_option("--junit", call.lab.junit, _("Also write the report as JUnit XML to this file"));
  lab->add_option("--inside", call.lab.inside)->group("");  // the lab's own call of itself
  lab->callback([&] { call.run = [&] { return postroom::tool::lab(call.context, call.lab); }; });
}

// The command that was being called, with its parents: "postroom profile create".
std::string called(const CLI::App& app) {
  std::string name = app.get_name();
  for (const CLI::App* at = &app; !at->get_subcommands().empty();) {
    at = at->get_subcommands().front();
    name += " " + at->get_name();
  }
  return name;
}

// What is wrong with the call, in one line.
std::string wrong_call(const CLI::App& app, const CLI::ParseError& error) {
  const std::vector<std::string> extra = app.remaining();
  if (extra.empty() || !app.get_subcommands().empty())
    return filled(_("%1; '%2 --help' shows how it is called"), error.what(), called(app));
  return filled(extra.front().starts_with('-') ? _("there is no option '%1'; 'postroom --help' lists them")
                                               : _("there is no command '%1'; 'postroom --help' lists them"),
                extra.front());
}

}  // namespace

int main(int argc, char** argv) {
  std::setlocale(LC_ALL, "");
  bindtextdomain("postroom", POSTROOM_LOCALEDIR);
  textdomain("postroom");
  signal(SIGXFSZ, SIG_IGN);  // a file that grew too large is an error that is said, EFBIG
  postroom::kit::set_allocators({MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer});

  Call call;
  CLI::App app(_("Postroom: MAPI on Linux. Reads, moves and checks mail through the session of a profile."),
               "postroom");
  app.footer(
      _("Exit codes: 0 done, 1 failed, 2 wrong call, 3 not found, 4 ambiguous, 5 faults found, 6 ended by a "
        "fast shutdown, 7 some mail refused, 130 or 143 ended in order by SIGINT or SIGTERM.\n"
        "Example: postroom profile create alice --default && postroom import ~/mail.mbox && postroom ls"));
  app.set_version_flag("--version", "postroom " POSTROOM_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("-p,--profile", call.context.profile, _("The profile; without it, the default profile"));
  app.add_flag("--json", call.context.json, _("Print JSON for programs"));
  add_profile(app, call);
  add_service(app, call);
  add_reading(app, call);
  add_moving(app, call);
  add_mail(app, call);
  add_book(app, call);
  add_looking(app, call);
  add_lab(app, call);
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    if (error.get_exit_code() == 0) return finish_output(app.exit(error));  // --help and --version
    // Options of a call that is wrong were not taken yet.
    call.context.json = std::find(argv + 1, argv + argc, std::string_view("--json")) != argv + argc;
    return finish_output(report_wrong_call(call.context, wrong_call(app, error)));
  }
  try {
    return finish_output(call.run());
  } catch (...) {
    return finish_output(report_failure(call.context));
  }
}
