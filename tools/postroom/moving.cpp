// SPDX-License-Identifier: Apache-2.0
//
// postroom import and export.
#include <postroom/postroom.h>
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/importer.hpp"
#include "tools/postroom/mail_source.hpp"
#include "tools/postroom/mail_writer.hpp"
#include "tools/postroom/text.hpp"

#include <cstdio>

namespace postroom::tool {
namespace {

constexpr std::size_t kMegabyte = 1000000;

std::string summary(const ImportCounts& counts) {
  return filled(_("imported %1, already there %2, refused %3"), counts.imported, counts.known, counts.refused.size());
}

void report_refused(const Context& context, const ImportCounts& counts) {
  if (context.json) return;  // they are in the document
  for (const std::string& line : counts.refused) std::fprintf(stderr, "postroom: %s\n", printable(line).c_str());
}

nlohmann::json document_of(const ImportCounts& counts) {
  return {{"imported", counts.imported},
          {"already_there", counts.known},
          {"refused", counts.refused},
          {"interrupted", counts.interrupted}};
}

void report(const Context& context, const ImportCounts& counts) {
  if (context.json) {
    print(document_of(counts));
    return;
  }
  report_refused(context, counts);
  print_line(summary(counts));
  if (counts.interrupted) print_line(_("interrupted: call it again to import the rest"));
}

// Imports all sources until a signal comes.
void import_all(Importer& importer, const std::vector<std::string>& sources) {
  std::size_t before = 0;
  Progress progress(_("importing, MB"));
  for (const std::string& source : sources) {
    const std::size_t total = size_of_source(source);
    importer.import(
        source, [&](std::size_t read) { progress.show((before + read) / kMegabyte, (before + total) / kMegabyte); });
    before += total;
    if (importer.counts().interrupted) break;
  }
}

// The same; what ends the import says what came in before it.
void import_into(Session& session, const Context& context, const ImportOptions& options, ImportCounts& counts) {
  Importer importer(open_folder(session, options.folder, true));
  try {
    import_all(importer, options.sources);
    counts = importer.counts();
  } catch (const kit::Failure& failure) {
    counts = importer.counts();
    report_refused(context, counts);
    kit::fail(failure.code(), filled(_("%1; before that: %2"), failure.what(), summary(counts)));
  }
}

struct ExportCounts {
  std::size_t exported = 0;  // what the target holds of it
  bool interrupted = false;
};

void export_one(IMAPIFolder* folder, EntryId id, MailWriter& writer) {
  kit::com_ptr<IMessage> message;
  ULONG type = 0;
  check(
      folder->OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), &IID_IMessage, 0, &type, message.put_unknown()),
      folder, "open a message");
  writer.write(message_as_mime(message.get()), flags_of(message.get()));
}

// All messages of a folder, oldest first, until a signal comes.
ExportCounts export_folder(IMAPIFolder* folder, MailWriter& writer) {
  const std::vector<MessageRow> rows = messages(folder, 0);
  ExportCounts counts;
  Progress progress(_("exporting"));
  for (auto row = rows.rbegin(); row != rows.rend(); ++row) {
    if (interrupted()) {
      counts.interrupted = true;
      break;
    }
    export_one(folder, row->entry_id, writer);
    progress.show(++counts.exported, rows.size());
  }
  return counts;
}

// A file takes its name, or another's place, only when all is in it.
ExportCounts export_from(Session& session, const ExportOptions& options) {
  const auto writer = open_mail_writer(options.target, options.replace);
  ExportCounts counts;
  if (options.id.empty()) {
    counts = export_folder(open_folder(session, options.folder).get(), *writer);
  } else {
    const auto message = open_message(session, options.folder, options.id);
    writer->write(message_as_mime(message.get()), flags_of(message.get()));
    counts.exported = 1;
  }
  if (!counts.interrupted) {
    writer->finish();
  } else if (!writer->keeps_each()) {
    counts.exported = 0;
  }
  return counts;
}

void report(const Context& context, const ExportOptions& options, const ExportCounts& counts) {
  if (options.target == "-") {
    if (counts.interrupted) warn(_("interrupted: a part of the messages is missing"));
  } else if (context.json) {
    print({{"exported", counts.exported}, {"interrupted", counts.interrupted}});
  } else if (counts.interrupted && counts.exported == 0) {
    print_line(filled(_("interrupted: nothing was exported, and '%1' is as it was"), printable(options.target)));
  } else {
    print_line(filled(_("exported %1"), counts.exported));
    if (counts.interrupted) print_line(_("interrupted: the other messages are missing"));
  }
}

int import_in_session(const Context& context, const ImportOptions& options, ImportCounts& counts) {
  const Mapi mapi;
  Session session(context.profile);
  import_into(session, context, options, counts);
  session.log_off();
  report(context, counts);
  if (counts.interrupted) return interruption_code();
  if (counts.refused.empty()) return kDone;
  return counts.imported + counts.known == 0 ? kFailed : kPartly;
}

}  // namespace

int import_mail(const Context& context, const ImportOptions& options) {
  ImportCounts counts;
  try {
    return import_in_session(context, options, counts);
  } catch (...) {
    if (!context.json) throw;
    return report_failure(context, document_of(counts));  // what came in is in the document, as it is without a failure
  }
}

int export_mail(const Context& context, const ExportOptions& options) {
  const Mapi mapi;
  Session session(context.profile);
  const ExportCounts counts = export_from(session, options);
  session.log_off();
  report(context, options, counts);
  return counts.interrupted ? interruption_code() : kDone;
}

}  // namespace postroom::tool
