// SPDX-License-Identifier: Apache-2.0
// Restrictions from and into MAPI's form of them.
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/restriction.hpp>

#include "kit/property/restriction_visit.hpp"

namespace postroom::kit {
namespace {

ULONG single(ULONG type) {
  return type & ~static_cast<ULONG>(MV_FLAG | MV_INSTANCE);
}

// May a value of this type be compared with constants of the other (L-21)? Multivalues with single constants, too.
bool comparable(ULONG column, ULONG constant) {
  const ULONG left = type_of(canonical_tag(column));
  const ULONG right = type_of(canonical_tag(constant));
  if (left == PT_UNSPECIFIED || left == PT_NULL || left == PT_OBJECT || left == PT_ERROR) return false;
  return left == right || (is_multivalue(left) && !is_multivalue(right) && single(left) == right);
}

bool is_relation(ULONG relation) {
  return relation <= RELOP_NE;
}

ULONG checked_relation(ULONG relation) {
  if (relation == RELOP_RE) too_complex("comparison by pattern is not supported");
  if (!is_relation(relation)) fail(MAPI_E_INVALID_PARAMETER, "a restriction has an unknown relation");
  return relation;
}

// Reads an SRestriction within the limits of depth and size.
class Reader {
 public:
  explicit Reader(const Restriction::BeforeCopy& before_copy) : before_copy_(before_copy) {}

  Restriction read(const SRestriction& source, std::size_t depth = 0) {
    if (depth >= Restriction::kMaximumDepth || ++nodes_ > Restriction::kMaximumNodes) {
      too_complex("the restriction is too large");
    }
    const auto& res = source.res;
    switch (source.rt) {
      case RES_AND:
        return Restriction(Restriction::And{list(res.resAnd.cRes, res.resAnd.lpRes, depth)});
      case RES_OR:
        return Restriction(Restriction::Or{list(res.resOr.cRes, res.resOr.lpRes, depth)});
      case RES_NOT:
        return Restriction(Restriction::Not{inner(res.resNot.lpRes, depth)});
      case RES_CONTENT:
        return Restriction(content(res.resContent));
      case RES_PROPERTY:
        return Restriction(property(res.resProperty));
      case RES_COMPAREPROPS: {
        const auto& compare = res.resCompareProps;
        if (!comparable(compare.ulPropTag1, compare.ulPropTag2) ||
            is_multivalue(compare.ulPropTag1) != is_multivalue(compare.ulPropTag2)) {
          too_complex("properties of different types cannot be compared");
        }
        return Restriction(
            Restriction::Compare{checked_relation(compare.relop), compare.ulPropTag1, compare.ulPropTag2});
      }
      case RES_BITMASK: {
        const auto& mask = res.resBitMask;
        if (type_of(mask.ulPropTag) != PT_LONG) too_complex("a bit mask needs a property of type PT_LONG");
        if (mask.relBMR > BMR_NEZ) fail(MAPI_E_INVALID_PARAMETER, "a bit mask has an unknown relation");
        return Restriction(Restriction::Bitmask{mask.relBMR == BMR_EQZ, mask.ulPropTag, mask.ulMask});
      }
      case RES_SIZE:
        return Restriction(
            Restriction::Size{checked_relation(res.resSize.relop), res.resSize.ulPropTag, res.resSize.cb});
      case RES_EXIST:
        return Restriction(Restriction::Exist{res.resExist.ulPropTag});
      case RES_SUBRESTRICTION:
        if (res.resSub.ulSubObject != PR_MESSAGE_RECIPIENTS && res.resSub.ulSubObject != PR_MESSAGE_ATTACHMENTS) {
          too_complex("a sub-object restriction is about recipients or attachments");
        }
        return Restriction(Restriction::Sub{res.resSub.ulSubObject, inner(res.resSub.lpRes, depth)});
      case RES_COMMENT: {
        const auto& comment = res.resComment;
        if (comment.cValues > kMaximumTags) too_complex("the restriction is too large");
        std::shared_ptr<const Restriction> about;
        if (comment.lpRes != nullptr) about = inner(comment.lpRes, depth);
        const std::span<const SPropValue> properties(comment.lpProp, comment.cValues);
        if (before_copy_) before_copy_(properties);
        return Restriction(Restriction::Comment{PropertyBag::from(properties), std::move(about)});
      }
      default:
        too_complex("a kind of restriction that is not supported");
    }
  }

 private:
  std::vector<Restriction> list(ULONG count, const SRestriction* parts, std::size_t depth) {
    if (count != 0 && parts == nullptr) fail(MAPI_E_INVALID_PARAMETER, "a restriction has no parts");
    if (count > Restriction::kMaximumNodes) too_complex("the restriction is too large");
    std::vector<Restriction> result;
    result.reserve(count);
    for (ULONG i = 0; i < count; ++i) result.push_back(read(parts[i], depth + 1));
    return result;
  }

  std::shared_ptr<const Restriction> inner(const SRestriction* part, std::size_t depth) {
    if (part == nullptr) fail(MAPI_E_INVALID_PARAMETER, "a restriction lacks the one inside it");
    return std::make_shared<const Restriction>(read(*part, depth + 1));
  }

  PropertyValue value(const SPropValue& source) const {
    if (before_copy_) before_copy_({&source, 1});
    return PropertyValue::from(source);
  }

  Restriction::Content content(const SContentRestriction& content) const {
    if (content.lpProp == nullptr) fail(MAPI_E_INVALID_PARAMETER, "a content restriction has no value");
    const ULONG type = single(type_of(canonical_tag(content.ulPropTag)));
    if (!comparable(content.ulPropTag, content.lpProp->ulPropTag) || (type != PT_UNICODE && type != PT_BINARY) ||
        is_multivalue(content.lpProp->ulPropTag)) {
      too_complex("a content restriction needs text or bytes of one type on both sides");
    }
    if ((content.ulFuzzyLevel & 0xFFFFU) > FL_PREFIX) {
      fail(MAPI_E_INVALID_PARAMETER, "a content restriction has an unknown level");
    }
    return {content.ulFuzzyLevel, content.ulPropTag, value(*content.lpProp), {}};
  }

  Restriction::Property property(const SPropertyRestriction& property) const {
    const ULONG relation = checked_relation(property.relop);
    if (property.lpProp == nullptr) fail(MAPI_E_INVALID_PARAMETER, "a property restriction has no value");
    if (!comparable(property.ulPropTag, property.lpProp->ulPropTag)) {
      too_complex("a property restriction needs the same type on both sides");  // L-21
    }
    return {relation, property.ulPropTag, value(*property.lpProp)};
  }

  const Restriction::BeforeCopy& before_copy_;
  std::size_t nodes_ = 0;
};

// Writes a Restriction into MAPI memory linked to one head.
class Writer {
 public:
  Writer(void* head, ULONG width) : head_(head), width_(width) {}

  void write(const Restriction& source, SRestriction& target) {
    target = {};
    auto& res = target.res;
    std::visit(Overloaded{
                   [&](const Restriction::And& node) {
                     target.rt = RES_AND;
                     res.resAnd = {static_cast<ULONG>(node.parts.size()), list(node.parts)};
                   },
                   [&](const Restriction::Or& node) {
                     target.rt = RES_OR;
                     res.resOr = {static_cast<ULONG>(node.parts.size()), list(node.parts)};
                   },
                   [&](const Restriction::Not& node) {
                     target.rt = RES_NOT;
                     res.resNot.lpRes = inner(node.inner.get());
                   },
                   [&](const Restriction::Content& node) {
                     target.rt = RES_CONTENT;
                     res.resContent = {node.fuzzy, tag(node.tag), value(node.value)};
                   },
                   [&](const Restriction::Property& node) {
                     target.rt = RES_PROPERTY;
                     res.resProperty = {node.relation, tag(node.tag), value(node.value)};
                   },
                   [&](const Restriction::Compare& node) {
                     target.rt = RES_COMPAREPROPS;
                     res.resCompareProps = {node.relation, tag(node.left), tag(node.right)};
                   },
                   [&](const Restriction::Bitmask& node) {
                     target.rt = RES_BITMASK;
                     res.resBitMask = {node.must_be_zero ? BMR_EQZ : BMR_NEZ, node.tag, node.mask};
                   },
                   [&](const Restriction::Size& node) {
                     target.rt = RES_SIZE;
                     res.resSize = {node.relation, tag(node.tag), node.bytes};
                   },
                   [&](const Restriction::Exist& node) {
                     target.rt = RES_EXIST;
                     res.resExist.ulPropTag = tag(node.tag);
                   },
                   [&](const Restriction::Sub& node) {
                     target.rt = RES_SUBRESTRICTION;
                     res.resSub = {node.sub_object, inner(node.inner.get())};
                   },
                   [&](const Restriction::Comment& node) {
                     target.rt = RES_COMMENT;
                     res.resComment = {static_cast<ULONG>(node.properties.size()), inner(node.inner.get()),
                                       values(node.properties.values())};
                   },
               },
               source.node());
  }

 private:
  template <class T>
  T* more(std::size_t count) {
    return static_cast<T*>(allocate_more(count * sizeof(T), head_));
  }
  ULONG tag(ULONG tag) const { return with_width(tag, width_); }
  LPSRestriction inner(const Restriction* part) {
    if (part == nullptr) return nullptr;
    auto* target = more<SRestriction>(1);
    write(*part, *target);
    return target;
  }
  LPSRestriction list(const std::vector<Restriction>& parts) {
    if (parts.empty()) return nullptr;
    auto* targets = more<SRestriction>(parts.size());
    for (std::size_t i = 0; i < parts.size(); ++i) write(parts[i], targets[i]);
    return targets;
  }
  LPSPropValue values(std::span<const PropertyValue> sources) {
    if (sources.empty()) return nullptr;
    auto* targets = more<SPropValue>(sources.size());
    for (std::size_t i = 0; i < sources.size(); ++i) sources[i].copy_to(targets[i], head_, width_);
    return targets;
  }
  LPSPropValue value(const PropertyValue& source) { return values({&source, 1}); }

  void* head_;
  ULONG width_;
};

}  // namespace

Restriction Restriction::from(const SRestriction& restriction, const BeforeCopy& before_copy) {
  return Reader(before_copy).read(restriction);
}

mapi_ptr<SRestriction> Restriction::to_mapi(ULONG width) const {
  auto result = make_mapi<SRestriction>();
  Writer(result.get(), width).write(*this, *result);
  return result;
}

}  // namespace postroom::kit
