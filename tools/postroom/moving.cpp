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
  std::size_t count = 0;
  bool stopped = false;
  {
    const auto writer = open_mail_writer(options.target, options.replace);
    if (!options.id.empty()) {
      const auto message = open_message(session, options.folder, options.id);
      writer->write(message_as_mime(message.get()), flags_of(message.get()));
      ++count;
    } else {
      const auto folder = open_folder(session, options.folder);
      const std::vector<MessageRow> rows = messages(folder.get(), 0);
      Progress progress(_("exporting"));
      for (auto row = rows.rbegin(); row != rows.rend() && !stopped; ++row) {  // oldest first
        kit::com_ptr<IMessage> message;
        ULONG type = 0;
        EntryId id = row->entry_id;
        check(folder->OpenEntry(static_cast<ULONG>(id.size()), as_entry_id(id), &IID_IMessage, 0, &type,
                                message.put_unknown()),
              folder.get(), "open a message");
        writer->write(message_as_mime(message.get()), flags_of(message.get()));
        progress.show(++count, rows.size());
        stopped = interrupted();
      }
    }
    writer->finish();
  }
  session.log_off();
  if (context.json && options.target != "-") {
    print({{"exported", count}});
  } else if (options.target != "-") {
    print_line(filled(_("exported %1"), count));
  }
  return stopped ? interruption_code() : kDone;
}

}  // namespace postroom::tool
