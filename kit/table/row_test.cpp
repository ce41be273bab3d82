// SPDX-License-Identifier: Apache-2.0
#include <kit/table/row_test.hpp>

#include <kit/property/content_match.hpp>
#include <kit/property/restriction_visit.hpp>

#include <mapitags.h>

#include <algorithm>
#include <type_traits>
#include <utility>

namespace postroom::kit {
namespace {

constexpr std::size_t kMaximumShapes = 64;  // that a test is kept ready for

}  // namespace

// A step of the test. What it points to is in the restriction, which the test has.
struct RowTest::Step {
  // By what they cost.
  enum class Kind : std::uint8_t { never, always, number, unsigned_number, mask, size, bytes, text, content, general };
  enum class Join : std::uint8_t { none, all, any, none_of };

  Kind kind = Kind::never;
  Join join = Join::none;  // else `parts` are asked, and not `kind`
  std::vector<Step> parts{};
  RowShape::Column column{};
  ULONG relation = 0;
  std::int64_t number = 0;                        // or the mask, or a size
  const Restriction::Content* content = nullptr;  // of `content`
  const PropertyValue* value = nullptr;           // of `bytes` and `text`
  const Restriction* general = nullptr;           // for what is left to Restriction::matches()

  static Step of(Kind kind) {
    Step step;
    step.kind = kind;
    return step;
  }
  static Step general_of(const Restriction& restriction) {
    Step step = of(Kind::general);
    step.general = &restriction;
    return step;
  }
  // Can it throw for what a row holds? Then it is asked in its turn, and not when that costs least. Of the other kinds
  // those that look at text throw for want of memory only, whenever they are asked.
  bool may_throw() const {
    if (join == Join::none) return kind == Kind::general;
    return std::ranges::any_of(parts, &Step::may_throw);
  }
  int cost() const {
    if (join == Join::none) return static_cast<int>(kind);
    int sum = 0;
    for (const Step& part : parts) sum += part.cost();
    return sum;
  }
};

// Makes the steps for rows of one shape.
class RowTest::Builder {
 public:
  explicit Builder(const RowShape& shape) : shape_(shape) {}

  Step build(const Restriction& restriction) const {
    return std::visit(Overloaded{
                          [&](const Restriction::And& node) { return joined(Step::Join::all, node.parts); },
                          [&](const Restriction::Or& node) { return joined(Step::Join::any, node.parts); },
                          [&](const Restriction::Not& node) {
                            Step step;
                            step.join = Step::Join::none_of;
                            step.parts.push_back(build(*node.inner));
                            return step;
                          },
                          [&](const Restriction::Comment& node) {
                            return node.inner == nullptr ? Step::of(Step::Kind::always) : build(*node.inner);
                          },
                          [&](const Restriction::Exist& node) {
                            return Step::of(shape_.find(node.tag) != nullptr ? Step::Kind::always : Step::Kind::never);
                          },
                          [&](const Restriction::Content& node) { return content(node, restriction); },
                          [&](const Restriction::Property& node) { return property(node, restriction); },
                          [&](const Restriction::Bitmask& node) { return mask(node, restriction); },
                          [&](const Restriction::Size& node) { return size(node, restriction); },
                          [&](const auto&) { return Step::general_of(restriction); },
                      },
                      restriction.node());
  }

 private:
  Step joined(Step::Join join, const std::vector<Restriction>& parts) const {
    Step step;
    step.join = join;
    for (const Restriction& part : parts) step.parts.push_back(build(part));
    if (!step.may_throw()) std::ranges::stable_sort(step.parts, {}, &Step::cost);
    return step;
  }

  // The step for a comparison of `tag`: one that is never true when rows of the shape lack it.
  Step on(ULONG tag, Step::Kind kind) const {
    const RowShape::Column* column = shape_.find(tag);
    if (column == nullptr) return Step::of(Step::Kind::never);
    Step step = Step::of(kind);
    step.column = *column;
    return step;
  }

  Step content(const Restriction::Content& node, const Restriction& restriction) const {
    Step step = on(node.tag, Step::Kind::content);
    if (step.kind == Step::Kind::never) return step;
    if (is_multivalue(step.column.tag)) return Step::general_of(restriction);
    step.content = &node;
    return step;
  }

  Step property(const Restriction::Property& node, const Restriction& restriction) const {
    if (id_of(node.tag) == id_of(PR_ANR_W)) return Step::general_of(restriction);
    Step step = on(node.tag, Step::Kind::number);
    if (step.kind == Step::Kind::never) return step;
    if (type_of(step.column.tag) != node.value.type()) return Step::general_of(restriction);
    step.relation = node.relation;
    switch (node.value.type()) {
      case PT_BOOLEAN:
        step.number = node.value.boolean() ? 1 : 0;
        return step;
      case PT_I2:
      case PT_LONG:
      case PT_I8:
      case PT_CURRENCY:
        step.number = node.value.number64();
        return step;
      case PT_SYSTIME:
        step.kind = Step::Kind::unsigned_number;
        step.number = static_cast<std::int64_t>(node.value.ticks());
        return step;
      case PT_BINARY:
        step.kind = Step::Kind::bytes;
        step.value = &node.value;
        return step;
      case PT_UNICODE:
        step.kind = Step::Kind::text;
        step.value = &node.value;
        return step;
      default:
        return Step::general_of(restriction);
    }
  }

  Step mask(const Restriction::Bitmask& node, const Restriction& restriction) const {
    Step step = on(node.tag, Step::Kind::mask);
    if (step.kind == Step::Kind::never) return step;
    if (type_of(step.column.tag) != PT_LONG) return Step::general_of(restriction);
    step.number = node.mask;
    step.relation = node.must_be_zero ? RELOP_EQ : RELOP_NE;
    return step;
  }

  Step size(const Restriction::Size& node, const Restriction& restriction) const {
    Step step = on(node.tag, Step::Kind::size);
    if (step.kind == Step::Kind::never) return step;
    const ULONG type = type_of(step.column.tag);
    if (type != PT_UNICODE && type != PT_BINARY) return Step::general_of(restriction);
    step.relation = node.relation;
    step.number = node.bytes;
    return step;
  }

  const RowShape& shape_;
};

namespace {

template <class T>
int order_of_numbers(T a, T b) {
  return static_cast<int>(b < a) - static_cast<int>(a < b);
}

std::int64_t integer(const PackedRow& row, const RowShape::Column& column) {
  switch (column.width) {
    case sizeof(std::int16_t):
      return row.number<std::int16_t>(column);
    case sizeof(std::int32_t):
      return row.number<std::int32_t>(column);
    default:
      return row.number<std::int64_t>(column);
  }
}

}  // namespace

bool RowTest::holds(const Step& step, const PackedRow& row) {
  const auto part_holds = [&](const Step& part) { return holds(part, row); };
  switch (step.join) {
    case Step::Join::all:
      return std::ranges::all_of(step.parts, part_holds);
    case Step::Join::any:
      return std::ranges::any_of(step.parts, part_holds);
    case Step::Join::none_of:
      return std::ranges::none_of(step.parts, part_holds);
    case Step::Join::none:
      break;
  }
  switch (step.kind) {
    case Step::Kind::never:
      return false;
    case Step::Kind::always:
      return true;
    case Step::Kind::number:
      return kit::holds(step.relation, order_of_numbers(integer(row, step.column), step.number));
    case Step::Kind::unsigned_number:
      return kit::holds(step.relation, order_of_numbers(row.number<std::uint64_t>(step.column),
                                                        static_cast<std::uint64_t>(step.number)));
    case Step::Kind::mask:
      return kit::holds(step.relation, (row.number<ULONG>(step.column) & static_cast<ULONG>(step.number)) == 0 ? 0 : 1);
    case Step::Kind::size:
      return kit::holds(step.relation,
                        order_of_numbers(static_cast<std::int64_t>(row.data(step.column).size()), step.number));
    case Step::Kind::bytes:
      return kit::holds(step.relation, row.data(step.column).compare(step.value->binary()));
    case Step::Kind::text:
      return kit::holds(step.relation, text_order(row.data(step.column), step.value->text()));
    case Step::Kind::content:
      return content_matches(*step.content, type_of(step.column.tag), row.data(step.column));
    default:
      return step.general->matches(PackedReader(row));
  }
}

RowTest::RowTest(const Restriction* restriction) {
  if (restriction != nullptr) restriction_ = *restriction;
}

const RowTest::Step& RowTest::steps_for(const RowShape& shape) {
  if (!ready_.empty() && ready_.front().shape.get() == &shape) return *ready_.front().root;
  const auto at = std::ranges::find(ready_, &shape, [](const Ready& one) { return one.shape.get(); });
  if (at != ready_.end()) {
    std::swap(*at, ready_.front());
  } else {
    if (ready_.size() == kMaximumShapes) ready_.pop_back();
    ready_.insert(ready_.begin(),
                  {shape.shared_from_this(), std::make_shared<const Step>(Builder(shape).build(*restriction_))});
  }
  return *ready_.front().root;
}

bool RowTest::matches(const PackedRow& row) {
  return !restriction_ || holds(steps_for(*row.shape), row);
}

}  // namespace postroom::kit
