// SPDX-License-Identifier: Apache-2.0
#include "runtime/mapiutil/rtf_sync.hpp"

#include "content/message/object_properties.hpp"
#include "content/rtf/compressed_rtf.hpp"
#include "content/rtf/rtf_text.hpp"
#include "content/rtf/significant_text.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/stream.hpp>

#include <mapitags.h>
#include <mapiutil.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <utility>

namespace postroom::mapiutil {
namespace {

constexpr auto kComparedBy =
    std::to_array<ULONG>({PR_RTF_IN_SYNC, PR_RTF_SYNC_BODY_CRC, PR_RTF_SYNC_BODY_COUNT, PR_RTF_SYNC_BODY_TAG_W,
                          PR_RTF_SYNC_PREFIX_COUNT, PR_RTF_SYNC_TRAILING_COUNT});

std::optional<std::string> body_of(IMessage* message) {
  const ULONG tags[] = {PR_BODY_W};
  const kit::PropertyBag bag = content::properties_of(message, tags);
  const kit::PropertyValue* body = bag.find(PR_BODY_W);
  return body == nullptr ? std::nullopt : std::optional(std::string(body->text()));
}

std::optional<std::string> rtf_of(IMessage* message) {
  try {
    const std::string bytes = content::stream_of(message, PR_RTF_COMPRESSED, content::kLargestCompressedRtf);
    return bytes.empty() ? std::nullopt : std::optional(content::decompress_rtf(bytes));
  } catch (const kit::Failure& failure) {
    if (failure.code() == MAPI_E_NOT_FOUND) return std::nullopt;
    throw;
  }
}

void write_rtf(IMessage* message, const std::string& rtf) {
  kit::com_ptr<IStream> stream;
  kit::check(message->OpenProperty(PR_RTF_COMPRESSED, &IID_IStream, 0, MAPI_CREATE | MAPI_MODIFY, stream.put_unknown()),
             "cannot write the RTF of the message");
  kit::write_all(stream.get(), content::compress_rtf(rtf));
  kit::check(stream->Commit(STGC_DEFAULT), "cannot write the RTF of the message");
}

// A store that computes a property keeps it right by itself.
void write(IMessage* message, const kit::PropertyBag& bag) {
  for (const SPropProblem& problem : content::set_properties(message, bag)) {
    if (problem.scode != MAPI_E_COMPUTED) kit::fail(problem.scode, "cannot write the text of the message");
  }
}

// The two texts as they are, and as they are to be.
struct Texts {
  std::optional<std::string> body;
  std::optional<std::string> rtf;

  friend bool operator==(const Texts&, const Texts&) = default;
};

void follow_rtf(Texts& texts) {
  texts.body = content::read_rtf(*texts.rtf).text;
}

void follow_body(Texts& texts) {
  texts.rtf = content::rtf_of_text(*texts.body);
}

void reconcile(Texts& texts, ULONG changed) {
  if (changed == RTF_SYNC_RTF_CHANGED) return follow_rtf(texts);
  const std::string shown = content::read_rtf(*texts.rtf).text;
  if (content::significant_text(shown).characters == content::significant_text(*texts.body).characters) return;
  if (std::string with = content::rtf_with_additions(*texts.rtf, *texts.body); !with.empty()) {
    texts.rtf = std::move(with);
  } else if ((changed & RTF_SYNC_RTF_CHANGED) != 0) {
    follow_rtf(texts);
  } else {
    follow_body(texts);
  }
}

// False when the two cannot be synchronised, because there is only one and its fellow was deleted, or none.
bool bring_together(Texts& texts, ULONG changed) {
  if (texts.rtf && texts.body) {
    reconcile(texts, changed);
  } else if (texts.rtf) {
    follow_rtf(texts);
  } else if (texts.body && (changed & RTF_SYNC_BODY_CHANGED) != 0) {
    follow_body(texts);
  } else {
    return false;
  }
  return true;
}

kit::PropertyBag comparison_of(const std::string& body) {
  const content::SignificantText text = content::significant_text(body);
  return {{PR_RTF_IN_SYNC, true},
          {PR_RTF_SYNC_BODY_CRC, text.checksum()},
          {PR_RTF_SYNC_BODY_COUNT, text.count},
          {PR_RTF_SYNC_BODY_TAG_W, text.tag()},
          {PR_RTF_SYNC_PREFIX_COUNT, text.ignorable_before},
          {PR_RTF_SYNC_TRAILING_COUNT, text.passed_after}};
}

bool write_changes(IMessage* message, const Texts& before, const Texts& after) {
  kit::PropertyBag bag = comparison_of(*after.body);
  const kit::PropertyBag had = content::properties_of(message, kComparedBy);
  for (const ULONG tag : kComparedBy) {
    const kit::PropertyValue* old = had.find(tag);
    if (old != nullptr && *old == *bag.find(tag)) bag.erase(tag);
  }
  if (before.body != after.body) bag.set(PR_BODY_W, *after.body);
  if (before.rtf != after.rtf) write_rtf(message, *after.rtf);
  write(message, bag);
  return !bag.empty() || before.rtf != after.rtf;
}

// No value of PR_RTF_IN_SYNC says that the two cannot be synchronised.
bool end_synchronisation(IMessage* message) {
  if (content::properties_of(message, kComparedBy).empty()) return false;
  const auto tags = kit::make_tags(kComparedBy);
  kit::check(message->DeleteProps(tags.get(), nullptr), "cannot delete PR_RTF_IN_SYNC");
  return true;
}

}  // namespace

bool synchronise_rtf(IMessage* message, ULONG changed) {
  if (changed == 0) return false;
  const Texts before{body_of(message), rtf_of(message)};
  Texts after = before;
  return bring_together(after, changed) ? write_changes(message, before, after) : end_synchronisation(message);
}

}  // namespace postroom::mapiutil
