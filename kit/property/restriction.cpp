// SPDX-License-Identifier: Apache-2.0
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/restriction.hpp>

#include <mapitags.h>

#include <algorithm>
#include <string_view>

namespace postroom::kit {
namespace {

template <class... F>
struct Overloaded : F... {
  using F::operator()...;
};
template <class... F>
Overloaded(F...) -> Overloaded<F...>;

[[noreturn]] void too_complex(const char* what) {
  fail(MAPI_E_TOO_COMPLEX, what);
}

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

bool holds(ULONG relation, int order) {
  switch (relation) {
    case RELOP_LT:
      return order < 0;
    case RELOP_LE:
      return order <= 0;
    case RELOP_GT:
      return order > 0;
    case RELOP_GE:
      return order >= 0;
    case RELOP_EQ:
      return order == 0;
    default:
      return order != 0;
  }
}

// FL_LOOSE asks for as much tolerance as there is.
bool ignores_case(ULONG fuzzy) {
  return (fuzzy & (FL_IGNORECASE | FL_LOOSE)) != 0;
}
bool ignores_marks(ULONG fuzzy) {
  return (fuzzy & (FL_IGNORENONSPACE | FL_LOOSE)) != 0;
}

std::string folded(ULONG fuzzy, const PropertyValue& value) {
  if (value.type() == PT_BINARY) return std::string(value.binary());
  return fold_text(value.text(), ignores_case(fuzzy), ignores_marks(fuzzy));
}

// Calls `test` for the value, or for each value of a multivalue until one answers true.
template <class Test>
bool any_value(const PropertyValue& value, Test test) {
  if (!is_multivalue(value.tag())) return test(value);
  for (std::size_t i = 0; i < value.count(); ++i) {
    if (test(value.element(i))) return true;
  }
  return false;
}

bool content_matches(const Restriction::Content& content, const PropertyValue& value) {
  if (value.type() != PT_UNICODE && value.type() != PT_BINARY) return false;
  const bool plain = value.type() == PT_BINARY || (content.fuzzy & 0xFFFF0000U) == 0;
  const std::string copy = plain ? std::string() : folded(content.fuzzy, value);
  const std::string_view text = !plain ? copy : value.type() == PT_BINARY ? value.binary() : value.text();
  switch (content.fuzzy & 0xFFFFU) {
    case FL_SUBSTRING:
      return text.find(content.folded) != std::string_view::npos;
    case FL_PREFIX:
      return text.starts_with(content.folded);
    default:
      return text == content.folded;
  }
}

bool is_word(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || (byte >= '0' && byte <= '9') || (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         c == '_' || c == '@' || c == '.' || c == '-' || c == '+';
}

std::vector<std::string_view> words(std::string_view text) {
  std::vector<std::string_view> result;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t begin = at;
    while (at < text.size() && is_word(text[at])) ++at;
    if (at > begin) {
      result.push_back(text.substr(begin, at - begin));
    } else {
      ++at;
    }
  }
  return result;
}

// Reads an SRestriction within the limits of depth and size.
class Reader {
 public:
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
        return Restriction(
            Restriction::Comment{PropertyBag::from(std::span(comment.lpProp, comment.cValues)), std::move(about)});
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

  static Restriction::Content content(const SContentRestriction& content) {
    if (content.lpProp == nullptr) fail(MAPI_E_INVALID_PARAMETER, "a content restriction has no value");
    const ULONG type = single(type_of(canonical_tag(content.ulPropTag)));
    if (!comparable(content.ulPropTag, content.lpProp->ulPropTag) || (type != PT_UNICODE && type != PT_BINARY) ||
        is_multivalue(content.lpProp->ulPropTag)) {
      too_complex("a content restriction needs text or bytes of one type on both sides");
    }
    if ((content.ulFuzzyLevel & 0xFFFFU) > FL_PREFIX) {
      fail(MAPI_E_INVALID_PARAMETER, "a content restriction has an unknown level");
    }
    return {content.ulFuzzyLevel, content.ulPropTag, PropertyValue::from(*content.lpProp), {}};
  }

  static Restriction::Property property(const SPropertyRestriction& property) {
    const ULONG relation = checked_relation(property.relop);
    if (property.lpProp == nullptr) fail(MAPI_E_INVALID_PARAMETER, "a property restriction has no value");
    if (!comparable(property.ulPropTag, property.lpProp->ulPropTag)) {
      too_complex("a property restriction needs the same type on both sides");  // L-21
    }
    return {relation, property.ulPropTag, PropertyValue::from(*property.lpProp)};
  }

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

void add_columns(const Restriction& restriction, std::vector<ULONG>& tags) {
  const auto add = [&](ULONG tag) {
    if (std::find(tags.begin(), tags.end(), tag) == tags.end()) tags.push_back(tag);
  };
  std::visit(Overloaded{
                 [&](const Restriction::And& node) {
                   for (const Restriction& part : node.parts) add_columns(part, tags);
                 },
                 [&](const Restriction::Or& node) {
                   for (const Restriction& part : node.parts) add_columns(part, tags);
                 },
                 [&](const Restriction::Not& node) { add_columns(*node.inner, tags); },
                 [&](const Restriction::Compare& node) {
                   add(node.left);
                   add(node.right);
                 },
                 [](const Restriction::Sub&) {},  // its columns are the sub-objects'
                 [&](const Restriction::Comment& node) {
                   if (node.inner != nullptr) add_columns(*node.inner, tags);
                 },
                 [&](const auto& node) { add(node.tag); },
             },
             restriction.node());
}

}  // namespace

bool RowReader::any_sub_object(ULONG, const Restriction&) const {
  too_complex("this table knows nothing of recipients and attachments");
}

bool RowReader::answers_to(std::string_view name) const {
  const std::string wanted = fold_text(name, true, true);
  const auto wanted_words = words(wanted);
  if (wanted_words.empty()) return false;
  std::string known;
  for (const ULONG tag : {PR_DISPLAY_NAME_W, PR_ACCOUNT_W, PR_EMAIL_ADDRESS_W}) {
    if (const PropertyValue* value = find(tag); value != nullptr) {
      known += ' ';
      known += fold_text(value->text(), true, true);
    }
  }
  const auto known_words = words(known);
  return std::all_of(wanted_words.begin(), wanted_words.end(), [&](std::string_view word) {
    return std::any_of(known_words.begin(), known_words.end(),
                       [&](std::string_view candidate) { return candidate.starts_with(word); });
  });
}

Restriction Restriction::from(const SRestriction& restriction) {
  return Reader().read(restriction);
}

Restriction::Restriction(Node node) {
  if (auto* content = std::get_if<Content>(&node)) content->folded = kit::folded(content->fuzzy, content->value);
  node_ = std::make_shared<const Node>(std::move(node));
}

Restriction Restriction::equals(PropertyValue value) {
  const ULONG tag = value.tag();
  return Restriction(Property{RELOP_EQ, tag, std::move(value)});
}

bool Restriction::matches(const RowReader& row) const {
  return std::visit(Overloaded{
                        [&](const And& node) {
                          return std::all_of(node.parts.begin(), node.parts.end(),
                                             [&](const auto& part) { return part.matches(row); });
                        },
                        [&](const Or& node) {
                          return std::any_of(node.parts.begin(), node.parts.end(),
                                             [&](const auto& part) { return part.matches(row); });
                        },
                        [&](const Not& node) { return !node.inner->matches(row); },
                        [&](const Content& node) {
                          const PropertyValue* value = row.find(node.tag);
                          return value != nullptr && any_value(*value, [&](const PropertyValue& one) {
                                   return content_matches(node, one);
                                 });
                        },
                        [&](const Property& node) {
                          if (id_of(node.tag) == id_of(PR_ANR_W) && node.value.type() == PT_UNICODE) {
                            return row.answers_to(node.value.text());
                          }
                          const PropertyValue* value = row.find(node.tag);
                          if (value == nullptr) return false;
                          if (is_multivalue(node.value.tag())) return holds(node.relation, compare(*value, node.value));
                          return any_value(*value, [&](const PropertyValue& one) {
                            return holds(node.relation, compare(one, node.value));
                          });
                        },
                        [&](const Compare& node) {
                          const PropertyValue* found = row.find(node.left);
                          if (found == nullptr) return false;
                          const PropertyValue left = *found;  // the pointer is good until the next find()
                          const PropertyValue* right = row.find(node.right);
                          return right != nullptr && holds(node.relation, compare(left, *right));
                        },
                        [&](const Bitmask& node) {
                          const PropertyValue* value = row.find(node.tag);
                          if (value == nullptr) return false;
                          return ((static_cast<ULONG>(value->number()) & node.mask) == 0) == node.must_be_zero;
                        },
                        [&](const Size& node) {
                          const PropertyValue* value = row.find(node.tag);
                          if (value == nullptr) return false;
                          const std::size_t size = value->size();
                          return holds(node.relation, size < node.bytes ? -1 : size > node.bytes ? 1 : 0);
                        },
                        [&](const Exist& node) { return row.find(node.tag) != nullptr; },
                        [&](const Sub& node) { return row.any_sub_object(node.sub_object, *node.inner); },
                        [&](const Comment& node) { return node.inner == nullptr || node.inner->matches(row); },
                    },
                    *node_);
}

std::vector<ULONG> Restriction::columns() const {
  std::vector<ULONG> tags;
  add_columns(*this, tags);
  return tags;
}

mapi_ptr<SRestriction> Restriction::to_mapi(ULONG width) const {
  auto result = make_mapi<SRestriction>();
  Writer(result.get(), width).write(*this, *result);
  return result;
}

}  // namespace postroom::kit
