// SPDX-License-Identifier: Apache-2.0
//
// What every command shares: how it was called, how it prints, and what its exit code means.
#pragma once

#include <nlohmann/json_fwd.hpp>

#include <cstddef>
#include <stdexcept>
#include <string>
#include <vector>

namespace postroom::tool {

// Exit codes, the same for every command and listed in `postroom --help`.
enum Exit : int {
  kDone = 0,
  kFailed = 1,         // something went wrong; the line on standard error says what
  kUsage = 2,          // the call itself is wrong
  kNotFound = 3,       // a named profile, folder, message or name is not there
  kAmbiguous = 4,      // a name or id means several
  kFaultsFound = 5,    // a check ran and found faults
  kEndedFast = 6,      // a second signal ended it by a fast shutdown (signals.hpp)
  kPartly = 7,         // some of the mail was refused, each by a line of its own; the rest is done
  kInterrupted = 130,  // SIGINT made it end in order before it was done
  kTerminated = 143,   // SIGTERM did
};

// The options that every command takes.
struct Context {
  std::string profile;  // empty: the default profile
  bool json = false;
};

// Prints a document as JSON with a newline.
void print(const nlohmann::json& document);
// Prints a line of text.
void print_line(const std::string& line);

// What a command throws when the call itself is wrong, which only it can see: kUsage.
class WrongCall : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

// Says what is wrong with the call itself, in the same way; the exit code is kUsage.
int report_wrong_call(const Context& context, const std::string& what);

// Writes out what print() and print_line() buffered, once at the end: what the command's exit code is then. Output that
// was lost is a failure, whatever the command did.
int finish_output(int code);

// Turns the exception being handled into its line on standard error (or {"error": …} with --json) and an exit code.
int report_failure(const Context& context);
// The same; with --json beside what the command has to say anyway.
int report_failure(const Context& context, const nlohmann::json& document);

// Says what went wrong in a command that goes on: its line on standard error, also with --json, whose document is of
// what went well.
void warn(const std::string& what);

// Shows how far a long command is: one line that moves on a terminal, nothing in a pipe.
class Progress {
 public:
  explicit Progress(std::string what);
  ~Progress();
  Progress(const Progress&) = delete;
  Progress& operator=(const Progress&) = delete;
  // `total` 0: unknown.
  void show(std::size_t done, std::size_t total);

 private:
  std::string what_;
  bool on_terminal_;
  std::size_t shown_ = 0;
};

// --- the commands; each returns its exit code or throws

struct ProfileOptions {
  std::string name;
  bool make_default = false;
  bool without_services = false;
};
int profile_list(const Context& context);
int profile_create(const Context& context, const ProfileOptions& options);
int profile_delete(const Context& context, const ProfileOptions& options);
int profile_default(const Context& context, const ProfileOptions& options);

struct ServiceOptions {
  std::string service;
  std::vector<std::string> settings;  // NAME=VALUE (service_settings.hpp)
};
int service_list(const Context& context);
int service_add(const Context& context, const ServiceOptions& options);
int service_configure(const Context& context, const ServiceOptions& options);
int service_remove(const Context& context, const ServiceOptions& options);

int store_list(const Context& context);

struct FolderOptions {
  std::string folder = "Inbox";
  std::size_t most = 20;
};
int list_messages(const Context& context, const FolderOptions& options);
int show_tree(const Context& context);

struct ShowOptions {
  std::string id;
  std::string folder;
  bool headers = false;
  bool properties = false;
};
int show_message(const Context& context, const ShowOptions& options);

struct ImportOptions {
  std::vector<std::string> sources;
  std::string folder = "Inbox";
};
int import_mail(const Context& context, const ImportOptions& options);

struct ExportOptions {
  std::string folder = "Inbox";
  std::string id;
  std::string target;    // a file (.eml, .mbox), a Maildir folder, or "-"
  bool replace = false;  // a file that is there
};
int export_mail(const Context& context, const ExportOptions& options);

int resolve_names(const Context& context, const std::vector<std::string>& names);

struct BookOptions {
  std::string name;
  std::string address;
};
int add_person(const Context& context, const BookOptions& options);

struct SendOptions {
  std::vector<std::string> to, cc, bcc;
  std::string subject;
  std::string body;      // text; "-" reads standard input
  std::string reply_to;  // id of the message that is answered
  std::vector<std::string> attachments;
  int wait_seconds = 30;  // for the queue to empty; 0: leave it to the next session
};
int send_mail(const Context& context, const SendOptions& options);

int receive_mail(const Context& context);

struct QueueOptions {
  bool flush = false;     // send what waits, instead of showing it
  int wait_seconds = 30;  // for the queue to empty
};
int show_queue(const Context& context, const QueueOptions& options);

int spool(const Context& context);

struct StatusOptions {
  bool session = false;  // log on and show the status table instead of the live processes
  bool watch = false;    // show the live processes again whenever something changed, until a signal
};
int show_status(const Context& context, const StatusOptions& options);

int check_store(const Context& context, const std::vector<std::string>& files);

struct TraceOptions {
  std::string file;
  bool events = false;   // every lifecycle event instead of the shutdowns …
  bool objects = false;  // … and every object event
};
int trace_show(const Context& context, const TraceOptions& options);
int trace_chrome(const Context& context, const TraceOptions& options);
int trace_html(const Context& context, const TraceOptions& options);
int trace_check(const Context& context, const TraceOptions& options);

struct LabOptions {
  std::string provider;               // a file lib*.so, or the name of an installed provider
  std::string type;                   // store, book, transport; empty: the only one that the library is
  std::vector<std::string> settings;  // PROPERTY=VALUE for the provider's section
  std::string service_entry;          // the service entry function; empty: ServiceEntry, if there is one
  std::string recipient;              // whom the lab writes to; empty: the profile's owner, or nobody
  std::vector<std::string> only;      // names of lifecycles; empty: all
  std::string junit;                  // a file to write
  std::string inside;                 // set in the process that runs one lifecycle: its name
};
int lab(const Context& context, const LabOptions& options);

struct TourOptions {
  std::vector<std::string> sources;
};
int tour(const Context& context, const TourOptions& options);

}  // namespace postroom::tool
