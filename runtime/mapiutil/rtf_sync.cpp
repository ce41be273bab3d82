// SPDX-License-Identifier: Apache-2.0
#include "runtime/mapiutil/rtf_sync.hpp"

#include "content/message/object_properties.hpp"
#include "content/rtf/compressed_rtf.hpp"
#include "content/rtf/rtf_text.hpp"
#include "content/rtf/significant_text.hpp"

#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>
#include <mapiutil.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace postroom::mapiutil {
namespace {

constexpr auto kComparedBy =
    std::to_array<ULONG>({PR_RTF_IN_SYNC, PR_RTF_SYNC_BODY_CRC, PR_RTF_SYNC_BODY_COUNT, PR_RTF_SYNC_BODY_TAG_W,
                          PR_RTF_SYNC_PREFIX_COUNT, PR_RTF_SYNC_TRAILING_COUNT});

// In UTF-8 bytes; as PR_BODY_W it must fit into a block of memory.
constexpr std::size_t kLargestBody = std::numeric_limits<LONG>::max() / sizeof(wchar_t) - 1;

std::optional<std::string> body_of(IMessage* message) {
  const ULONG tags[] = {PR_BODY_W};
  const kit::PropertyBag bag = content::properties_of(message, tags);
  const kit::PropertyValue* body = bag.find(PR_BODY_W);
  return body == nullptr ? std::nullopt : std::optional(std::string(body->text()));
}

// Empty RTF is as good as none.
std::optional<std::string> rtf_of(IMessage* message) {
  try {
    const std::string bytes = content::stream_of(message, PR_RTF_COMPRESSED, content::kLargestCompressedRtf);
    std::string rtf = bytes.empty() ? std::string() : content::decompress_rtf(bytes);
    return rtf.empty() ? std::nullopt : std::optional(std::move(rtf));
  } catch (const kit::Failure& failure) {
    if (failure.code() == MAPI_E_NOT_FOUND) return std::nullopt;
    throw;
  }
}

void write_rtf(IMessage* message, const std::string& rtf) {
  content::write_stream(message, PR_RTF_COMPRESSED, content::compress_rtf(rtf));
}

// A store that computes a property keeps it right by itself; what the texts are compared by is of use to those who read
// it, but the texts are in sync without it.
bool may_be_refused(const SPropProblem& problem) {
  const bool is_needed = problem.ulPropTag == PR_RTF_IN_SYNC || kit::id_of(problem.ulPropTag) == kit::id_of(PR_BODY_W);
  return problem.scode == MAPI_E_COMPUTED || !is_needed;
}

void require_refusable(std::span<const SPropProblem> problems, const char* what) {
  for (const SPropProblem& problem : problems) {
    if (!may_be_refused(problem)) kit::fail(problem.scode, what);
  }
}

// False when there is nothing, or the store took none of it.
bool write(IMessage* message, const kit::PropertyBag& bag) {
  const std::vector<SPropProblem> problems = content::set_properties(message, bag);
  require_refusable(problems, "cannot write the text of the message");
  return problems.size() < bag.size();
}

// The two texts, and which of them have to be written.
struct Texts {
  std::optional<std::string> body;
  std::optional<std::string> rtf;
  bool is_new_body = false;
  bool is_new_rtf = false;
};

std::string shown_by(const std::string& rtf) {
  return content::read_rtf(rtf, kLargestBody).text;
}

void follow_rtf(Texts& texts) {
  std::string shown = shown_by(*texts.rtf);
  texts.is_new_body = texts.body != shown;
  texts.body = std::move(shown);
}

void set_rtf(Texts& texts, std::string rtf) {
  texts.is_new_rtf = true;
  texts.rtf = std::move(rtf);
}

void follow_body(Texts& texts) {
  set_rtf(texts, content::rtf_of_text(*texts.body));
}

// RTF is damaged, or more than is read.
bool is_unreadable(HRESULT code) noexcept {
  return code == MAPI_E_CORRUPT_DATA || code == MAPI_E_TOO_COMPLEX || code == MAPI_E_TOO_BIG;
}

// What `read` answers. RTF that cannot be read is none to a caller who says that only the text has changed.
template <class Read>
std::optional<std::string> readable(ULONG changed, const std::optional<std::string>& body, const Read& read) {
  try {
    return read();
  } catch (const kit::Failure& failure) {
    const bool is_replaced = body && changed == RTF_SYNC_BODY_CHANGED;
    if (!is_replaced || !is_unreadable(failure.code())) throw;
    return std::nullopt;
  }
}

Texts texts_of(IMessage* message, ULONG changed) {
  Texts texts;
  texts.body = body_of(message);
  texts.rtf = readable(changed, texts.body, [&] { return rtf_of(message); });
  return texts;
}

void reconcile(Texts& texts, ULONG changed) {
  if (changed == RTF_SYNC_RTF_CHANGED) return follow_rtf(texts);
  const auto shown = readable(changed, texts.body, [&] { return std::optional(shown_by(*texts.rtf)); });
  if (!shown) return follow_body(texts);
  if (content::significant_text(*shown).characters == content::significant_text(*texts.body).characters) return;
  if (std::string with = content::rtf_with_additions(*texts.rtf, *texts.body); !with.empty()) {
    set_rtf(texts, std::move(with));
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

// The RTF comes last: a store may make the text of it.
bool write_changes(IMessage* message, const Texts& texts) {
  kit::PropertyBag bag = comparison_of(*texts.body);
  const kit::PropertyBag had = content::properties_of(message, kComparedBy);
  for (const ULONG tag : kComparedBy) {
    const kit::PropertyValue* old = had.find(tag);
    if (old != nullptr && *old == *bag.find(tag)) bag.erase(tag);
  }
  const bool is_body_taken = texts.is_new_body && write(message, {{PR_BODY_W, *texts.body}});
  const bool is_any_taken = write(message, bag);
  if (texts.is_new_rtf) write_rtf(message, *texts.rtf);
  return is_body_taken || is_any_taken || texts.is_new_rtf;
}

// False when there was nothing to delete. No value of PR_RTF_IN_SYNC says that the two cannot be synchronised.
bool end_synchronisation(IMessage* message) {
  constexpr const char* kFailure = "cannot delete PR_RTF_IN_SYNC";
  const std::vector<ULONG> had = content::properties_of(message, kComparedBy).tags();
  if (had.empty()) return false;
  kit::mapi_ptr<SPropProblemArray> found;
  kit::check(message->DeleteProps(kit::make_tags(had).get(), kit::out(found)), kFailure);
  if (!found) return true;
  const std::span problems(found->aProblem, found->cProblem);
  require_refusable(problems, kFailure);
  return problems.size() < had.size();
}

}  // namespace

bool synchronise_rtf(IMessage* message, ULONG changed) {
  if (changed == 0) return false;
  Texts texts = texts_of(message, changed);
  return bring_together(texts, changed) ? write_changes(message, texts) : end_synchronisation(message);
}

}  // namespace postroom::mapiutil
