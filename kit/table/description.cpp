// SPDX-License-Identifier: Apache-2.0
#include <kit/property/restriction_visit.hpp>
#include <kit/table/description.hpp>
#include <postroom/store/bag.hpp>

namespace postroom::kit {
namespace {

template <class... Number>
void add(std::string& to, Number... numbers) {
  for (const std::uint64_t number : {static_cast<std::uint64_t>(numbers)...}) to += bytes_of(number);
}
// Each bag is preceded by its size, so that what follows cannot be taken for a part of it.
void add_values(std::string& to, const PropertyBag& values) {
  const std::string block = store::pack(values).block();
  add(to, block.size());
  to += block;
}
void add_inner(std::string& to, const std::shared_ptr<const Restriction>& inner) {
  add(to, inner != nullptr);
  if (inner != nullptr) describe(*inner, to);
}
void add_parts(std::string& to, const std::vector<Restriction>& parts) {
  add(to, parts.size());
  for (const Restriction& part : parts) describe(part, to);
}

}  // namespace

void describe(const SortOrder& order, std::string& to) {
  add(to, order.keys().size(), order.categories(), order.expanded());
  for (const SortOrder::Key& key : order.keys()) add(to, canonical_tag(key.tag), key.order);
}

void describe(const Restriction& restriction, std::string& to) {
  using R = Restriction;
  add(to, restriction.node().index());
  std::visit(Overloaded{
                 [&](const R::And& node) { add_parts(to, node.parts); },
                 [&](const R::Or& node) { add_parts(to, node.parts); },
                 [&](const R::Not& node) { add_inner(to, node.inner); },
                 [&](const R::Content& node) {
                   add(to, node.fuzzy, node.tag);
                   add_values(to, {node.value});
                 },
                 [&](const R::Property& node) {
                   add(to, node.relation, node.tag);
                   add_values(to, {node.value});
                 },
                 [&](const R::Compare& node) { add(to, node.relation, node.left, node.right); },
                 [&](const R::Bitmask& node) { add(to, node.must_be_zero, node.tag, node.mask); },
                 [&](const R::Size& node) { add(to, node.relation, node.tag, node.bytes); },
                 [&](const R::Exist& node) { add(to, node.tag); },
                 [&](const R::Sub& node) {
                   add(to, node.sub_object);
                   add_inner(to, node.inner);
                 },
                 [&](const R::Comment& node) {
                   add_values(to, node.properties);
                   add_inner(to, node.inner);
                 },
             },
             restriction.node());
}

}  // namespace postroom::kit
