// SPDX-License-Identifier: Apache-2.0
// CopyTo and CopyProps for any object: through the destination's own IMAPIProp, so that it may be anybody's (M-41).
#include <postroom/progress.hpp>
#include <postroom/prop_object.hpp>
#include <postroom/property_names.hpp>
#include <postroom/text.hpp>

#include "kit/property/named_range.hpp"

#include <mapitags.h>

#include <algorithm>
#include <map>

namespace postroom::kit {
namespace {

constexpr ULONG kFlags = MAPI_MOVE | MAPI_NOREPLACE | MAPI_DECLINE_OK | MAPI_DIALOG;

void copy_stream(StreamSource& from, ULONG tag, IMAPIProp* to) {
  com_ptr<IStream> stream;
  check(to->OpenProperty(tag, &IID_IStream, STGM_WRITE, MAPI_CREATE | MAPI_MODIFY, stream.put_unknown()));
  if (type_of(tag) == PT_UNICODE) {
    std::string text(from.size(), '\0');
    text.resize(from.read(0, text));
    const std::wstring wide = to_wide(text);
    write_all(stream.get(), {reinterpret_cast<const char*>(wide.data()), wide.size() * sizeof(wchar_t)});
  } else {
    std::string chunk(65536, '\0');
    for (std::uint64_t at = 0;;) {
      const std::size_t got = from.read(at, chunk);
      if (got == 0) break;
      write_all(stream.get(), std::string_view(chunk).substr(0, got));
      at += got;
    }
  }
  check(stream->Commit(STGC_DEFAULT));
}

// Is the object itself one of those that are not to be used? Then its parts, which only that interface reaches, stay
// behind, and what any IMAPIProp takes is copied.
bool offers_any(IUnknown& object, std::span<const IID> interfaces) {
  return std::ranges::any_of(interfaces, [&](const IID& iid) {
    com_ptr<IUnknown> offered;
    return SUCCEEDED(object.QueryInterface(iid, offered.put_void()));
  });
}

com_ptr<IMAPIProp> opened(IUnknown* self, LPCIID iid, LPVOID destination, ULONG flags) {
  require(iid != nullptr, "the destination's interface identifier is null");
  require(destination != nullptr, "the destination is null");
  require_flags(flags, kFlags);
  auto* object = static_cast<IUnknown*>(destination);
  com_ptr<IUnknown> interface_asked;
  if (FAILED(object->QueryInterface(*iid, interface_asked.put_void()))) {
    fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "the destination lacks the interface it was given as");
  }
  const auto identity = interface_asked.as<IUnknown>();
  if (identity.get() == self) fail(MAPI_E_NO_ACCESS, "source and destination are the same object");
  auto properties = interface_asked.as<IMAPIProp>();
  if (!properties) fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "the destination has no properties");
  return properties;
}

// Is the part a list that a copy adds to, so that nothing is replaced?
bool is_added(ULONG tag) {
  return tag == PR_MESSAGE_RECIPIENTS || tag == PR_MESSAGE_ATTACHMENTS || tag == PR_CONTAINER_CONTENTS ||
         tag == PR_FOLDER_ASSOCIATED_CONTENTS || tag == PR_CONTAINER_HIERARCHY;
}

}  // namespace

// One copy on its way.
class PropMethods::Copy {
 public:
  Copy(PropMethods& from, com_ptr<IMAPIProp> to, IMAPIProgress* client, ULONG flags)
      : from_(from), to_(std::move(to)), client_(Progress::asked_for(client, flags, MAPI_DIALOG)), flags_(flags) {}

  // `index` is what a problem with it is reported under.
  void add(ULONG tag, ULONG index) { wanted_.push_back({tag, tag, index}); }
  void exclude(std::span<const IID> interfaces) { exclude_ = interfaces; }

  HRESULT run(LPSPropProblemArray* problems) {
    rename_named();
    if ((flags_ & MAPI_NOREPLACE) != 0) leave_what_is_there();
    // Each of the object's parts is an item to be told of, and all of its values are one.
    const auto parts = std::ranges::count_if(wanted_, is_part);
    Progress progress(client_, static_cast<std::size_t>(parts) + 1);
    std::vector<Item> values;
    std::vector<PropertyValue> batch;
    for (const Item& item : wanted_) {
      if (is_part(item)) {
        attempt(item, [&] {
          if (from_.hooks_.copy_object(item.tag, to_.get(), exclude_, progress.part(), flags_)) done_.push_back(item);
        });
        progress.done();
        continue;
      }
      attempt(item, [&] {
        std::optional<PropertyValue> value = small_value(item.tag);
        if (value) {
          if (value->count() == 0) return;
          batch.push_back(value->renamed(item.target));
          values.push_back(item);
        } else {
          copy_stream(*from_.source_->stream(item.tag, false, false), with_type(item.target, type_of(item.tag)),
                      to_.get());
          done_.push_back(item);
        }
      });
    }
    set(batch, values);
    if ((flags_ & MAPI_MOVE) != 0) remove_moved();
    progress.done();
    problems_.give(problems);
    return S_OK;
  }

 private:
  struct Item {
    ULONG tag;
    ULONG target;  // its tag in the destination
    ULONG index;
  };
  static bool is_part(const Item& item) noexcept { return type_of(item.tag) == PT_OBJECT; }

  template <class Work>
  void attempt(const Item& item, Work work) {
    try {
      work();
    } catch (const Failure& failure) {
      if (failure.code() == MAPI_E_USER_CANCEL) throw;
      problems_.add(item.index, item.tag, failure.code());
    }
  }

  // The value, or nothing when it is one of those that must be streamed.
  std::optional<PropertyValue> small_value(ULONG tag) {
    try {
      std::optional<PropertyValue> value = from_.source_->get(tag);
      if (!value) fail(MAPI_E_NOT_FOUND, "there is no such property");
      if (!answers(value->tag(), tag)) fail(MAPI_E_UNEXPECTED_TYPE, "the property is of another type");
      return value;
    } catch (const Failure& failure) {
      const ULONG type = type_of(canonical_tag(tag));
      if (failure.code() != MAPI_E_NOT_ENOUGH_MEMORY || (type != PT_UNICODE && type != PT_BINARY)) throw;
      return std::nullopt;
    }
  }

  // What the destination has stays as it is, and its problem says so: the pages of CopyTo and CopyProps would have the
  // rest copied, and those of DoCopyTo and DoCopyProps name the code (D-23).
  void leave_what_is_there() {
    mapi_ptr<SPropTagArray> there;
    check(to_->GetPropList(MAPI_UNICODE, out(there)), "the destination's properties could not be listed");
    std::erase_if(wanted_, [&](const Item& item) {
      if (is_added(item.tag) || !lists(there.get(), item.target)) return false;
      problems_.add(item.index, item.tag, MAPI_E_COLLISION);
      return true;
    });
  }

  // Named properties have other ids elsewhere: they are found again by their names (M-44).
  void rename_named() {
    std::vector<std::uint16_t> ids;
    for (const Item& item : wanted_) {
      if (id_of(item.tag) >= kFirstNamedId) ids.push_back(static_cast<std::uint16_t>(id_of(item.tag)));
    }
    if (ids.empty()) return;
    std::map<std::uint16_t, ULONG> targets;
    SCODE failed = S_OK;
    try {
      targets = targets_of(ids);
    } catch (const Failure& failure) {
      failed = failure.code();
    }
    std::vector<Item> kept;
    for (Item item : wanted_) {
      if (id_of(item.tag) >= kFirstNamedId) {
        const auto at = targets.find(static_cast<std::uint16_t>(id_of(item.tag)));
        if (at == targets.end()) {
          problems_.add(item.index, item.tag, failed == S_OK ? MAPI_E_UNEXPECTED_ID : failed);
          continue;
        }
        item.target = PROP_TAG(type_of(item.tag), at->second);
      }
      kept.push_back(item);
    }
    wanted_ = std::move(kept);
  }

  // The destination's id of each of the source's ids; those without a name are left out.
  std::map<std::uint16_t, ULONG> targets_of(const std::vector<std::uint16_t>& ids) {
    const std::vector<std::optional<PropertyName>> names = from_.source_->names_of(ids);
    std::vector<PropertyName> known;
    std::vector<std::uint16_t> named;
    for (std::size_t i = 0; i < names.size(); ++i) {
      if (!names[i]) continue;
      known.push_back(*names[i]);
      named.push_back(ids[i]);
    }
    std::map<std::uint16_t, ULONG> targets;
    const std::vector<std::uint16_t> there = ids_in(to_.get(), known);
    for (std::size_t i = 0; i < named.size(); ++i) {
      if (there[i] != 0) targets[named[i]] = there[i];
    }
    return targets;
  }

  void set(const std::vector<PropertyValue>& batch, const std::vector<Item>& items) {
    if (batch.empty()) return;
    const auto values = make_values(batch);
    mapi_ptr<SPropProblemArray> refused;
    check(to_->SetProps(static_cast<ULONG>(batch.size()), values.get(), out(refused)),
          "the destination takes no properties");
    std::vector<bool> bad(batch.size());
    for (ULONG i = 0; refused != nullptr && i < refused->cProblem; ++i) {
      const SPropProblem& problem = refused->aProblem[i];
      if (problem.ulIndex >= items.size()) continue;
      bad[problem.ulIndex] = true;
      problems_.add(items[problem.ulIndex].index, items[problem.ulIndex].tag, problem.scode);
    }
    for (std::size_t i = 0; i < items.size(); ++i) {
      if (!bad[i]) done_.push_back(items[i]);
    }
  }

  void remove_moved() {
    bool any = false;
    for (const Item& item : done_) {
      attempt(item, [&] {
        from_.source_->erase(item.tag);
        any = true;
      });
    }
    if (any) from_.source_->changed();
  }

  PropMethods& from_;
  const com_ptr<IMAPIProp> to_;
  IMAPIProgress* const client_;
  const ULONG flags_;
  std::span<const IID> exclude_;
  std::vector<Item> wanted_;
  std::vector<Item> done_;
  Problems problems_;
};

HRESULT PropMethods::copy_to(IUnknown* self, ULONG exclude_count, LPCIID exclude, const SPropTagArray* exclude_tags,
                             LPMAPIPROGRESS progress, LPCIID iid, LPVOID destination, ULONG flags,
                             LPSPropProblemArray* problems) {
  if (problems != nullptr) *problems = nullptr;
  require(exclude_count == 0 || exclude != nullptr, "the excluded interfaces are null");
  require(exclude_tags == nullptr || exclude_tags->cValues != 0, "the list of excluded properties is empty");
  com_ptr<IMAPIProp> to = opened(self, iid, destination, flags);
  const std::span interfaces(exclude, exclude_count);
  for (const IID& excluded : interfaces) {
    // Every interface of an object with properties derives from these.
    if (excluded == IID_IUnknown || excluded == IID_IMAPIProp) {
      fail(MAPI_E_INTERFACE_NOT_SUPPORTED, "all interfaces are excluded");
    }
  }
  if ((flags & MAPI_MOVE) != 0 && !source_->writable()) fail(MAPI_E_NO_ACCESS, "the object is read-only");
  const bool with_parts = !offers_any(*self, interfaces);
  Copy copy(*this, std::move(to), progress, flags);
  copy.exclude(interfaces);
  for (const ULONG tag : source_->list()) {
    if (!lists(exclude_tags, tag) && (with_parts || type_of(tag) != PT_OBJECT)) copy.add(tag, 0);
  }
  return copy.run(problems);
}

HRESULT PropMethods::copy_props(IUnknown* self, const SPropTagArray* tags, LPMAPIPROGRESS progress, LPCIID iid,
                                LPVOID destination, ULONG flags, LPSPropProblemArray* problems) {
  if (problems != nullptr) *problems = nullptr;
  require(tags != nullptr && tags->cValues != 0, "there are no properties to copy");
  com_ptr<IMAPIProp> to = opened(self, iid, destination, flags);
  if ((flags & MAPI_MOVE) != 0 && !source_->writable()) fail(MAPI_E_NO_ACCESS, "the object is read-only");
  const std::vector<ULONG> there = source_->list();
  const std::vector<ULONG> asked = tags_from(tags);
  Copy copy(*this, std::move(to), progress, flags);
  for (std::size_t i = 0; i < asked.size(); ++i) {
    require(id_of(asked[i]) != PROP_ID_NULL, "PR_NULL cannot be copied");
    // A type that was left open is the property's own.
    const auto at = std::find_if(there.begin(), there.end(), [&](ULONG tag) { return answers(tag, asked[i]); });
    copy.add(at == there.end() ? asked[i] : *at, static_cast<ULONG>(i));
  }
  return copy.run(problems);
}

}  // namespace postroom::kit
