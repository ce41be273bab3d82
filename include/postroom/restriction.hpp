// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/mapi_ptr.hpp>
#include <postroom/property_bag.hpp>

#include <cstddef>
#include <functional>
#include <memory>
#include <span>
#include <variant>
#include <vector>

namespace postroom::kit {

class Restriction;

// A row, as restrictions and sort orders see it. Called on the thread that evaluates.
class RowReader {
 public:
  // The value that answers `tag`, good until the next call; null when the row has none.
  virtual const PropertyValue* find(ULONG tag) const = 0;

  // RES_SUBRESTRICTION: is `inner` true for one of the row's sub-objects, PR_MESSAGE_RECIPIENTS or
  // PR_MESSAGE_ATTACHMENTS? Unless overridden: throws Failure(MAPI_E_TOO_COMPLEX) (L-23).
  virtual bool any_sub_object(ULONG sub_object, const Restriction& inner) const;
  // A property restriction on PR_ANR: is this the entry that `name` means? Unless overridden, every word of `name`
  // begins a word of PR_DISPLAY_NAME, PR_ACCOUNT or PR_EMAIL_ADDRESS.
  virtual bool answers_to(std::string_view name) const;

 protected:
  ~RowReader() = default;
};

// A bag as a row.
class BagReader final : public RowReader {
 public:
  explicit BagReader(const PropertyBag& bag) noexcept : bag_(bag) {}
  const PropertyValue* find(ULONG tag) const override { return bag_.find(tag); }

 private:
  const PropertyBag& bag_;
};

// A restriction that owns all it says: the tree of an SRestriction, checked (L-20 … L-24).
//
// Immutable and cheap to copy; any thread may evaluate it. Text in it is UTF-8 under PT_UNICODE tags.
class Restriction {
 public:
  struct And {
    std::vector<Restriction> parts;  // none: true
  };
  struct Or {
    std::vector<Restriction> parts;  // none: false
  };
  struct Not {
    std::shared_ptr<const Restriction> inner;
  };
  struct Content {
    ULONG fuzzy;  // FL_…
    ULONG tag;
    PropertyValue value;
    std::string folded;  // the value's text as the comparison uses it
  };
  struct Property {
    ULONG relation;  // RELOP_LT … RELOP_NE
    ULONG tag;       // may have MV_FLAG while the value has not: one of the values must do
    PropertyValue value;
  };
  struct Compare {
    ULONG relation;
    ULONG left;
    ULONG right;
  };
  struct Bitmask {
    bool must_be_zero;  // BMR_EQZ
    ULONG tag;
    ULONG mask;
  };
  struct Size {
    ULONG relation;
    ULONG tag;
    ULONG bytes;
  };
  struct Exist {
    ULONG tag;
  };
  struct Sub {
    ULONG sub_object;
    std::shared_ptr<const Restriction> inner;
  };
  struct Comment {
    PropertyBag properties;
    std::shared_ptr<const Restriction> inner;  // null: true
  };
  using Node = std::variant<And, Or, Not, Content, Property, Compare, Bitmask, Size, Exist, Sub, Comment>;

  // Copies and checks. Throws Failure: MAPI_E_TOO_COMPLEX for what cannot be evaluated (RELOP_RE, types that do not
  // match, RES_COUNT, RES_ANNOTATION, beyond the limits below), MAPI_E_INVALID_PARAMETER for what makes no sense.
  //
  // `before_copy` is told of the values before each copy of some, and may throw: a few restrictions that share a value
  // describe more than can be copied.
  using BeforeCopy = std::function<void(std::span<const SPropValue>)>;
  static Restriction from(const SRestriction& restriction, const BeforeCopy& before_copy = {});
  static constexpr std::size_t kMaximumDepth = 128;
  static constexpr std::size_t kMaximumNodes = 32768;

  // For code that builds one: Restriction(Restriction::Exist{PR_ENTRYID}). Unchecked but for Content, whose `folded`
  // is filled in.
  explicit Restriction(Node node);
  static Restriction equals(PropertyValue value);  // RELOP_EQ on the value's own tag

  // Is it true for the row? A property that the row lacks makes every comparison false, RELOP_NE included (L-21).
  bool matches(const RowReader& row) const;
  bool matches(const PropertyBag& row) const { return matches(BagReader(row)); }

  // Throws Failure(MAPI_E_TOO_COMPLEX) when anything in it is about sub-objects: for a list whose rows know nothing of
  // them. So it is refused whatever rows there are, and not by the first row that it comes to.
  void refuse_sub_objects() const;

  // What `tags` it looks at, each once.
  std::vector<ULONG> columns() const;
  const Node& node() const noexcept { return *node_; }

  // In MAPI memory, one block with what is linked to it; the caller's (GetSearchCriteria). Text of `width`.
  mapi_ptr<SRestriction> to_mapi(ULONG width = PT_UNICODE) const;

 private:
  std::shared_ptr<const Node> node_;
};

}  // namespace postroom::kit
