// SPDX-License-Identifier: Apache-2.0
//
// What a profile section's properties are: the ones stored, the secure ones that are stored sealed, and those that
// the profile itself knows.
#pragma once

#include "runtime/profile/profile_store.hpp"
#include "runtime/profile/section_locks.hpp"
#include "runtime/profile/section_rows.hpp"

#include <postroom/prop_object.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace postroom::profile {

class SectionSource final : public kit::PropertySource {
 public:
  struct Access {
    bool write = false;
    Opener opener = Opener::client;
    UseId use = 0;
  };
  // Takes the section's lock, or throws MAPI_E_NO_ACCESS (B-19); gives it back at its end.
  SectionSource(std::shared_ptr<Profile> profile, const SectionRow& row, Access access);
  ~SectionSource() override;

  std::optional<kit::PropertyValue> get(ULONG tag) override;
  std::vector<ULONG> list() override;
  bool writable() override { return access_.write; }
  std::unique_ptr<kit::PropertyReader> reader() override;
  void set(kit::PropertyValue value) override;
  void erase(ULONG tag) override;
  Refusals set_all(std::vector<kit::PropertyValue> values) override;
  Refusals erase_all(std::span<const ULONG> tags) override;

 private:
  class Reader;
  class Draft;
  // What `change` makes of the section goes to the database, unless it is the same as before.
  void rewrite(const std::function<void(Draft&)>& change);
  bool computes(ULONG tag) const noexcept;
  kit::PropertyBag computed(Transaction& transaction) const;
  SectionRow row(Transaction& transaction) const;
  kit::PropertyBag secrets(const SectionRow& row) const;
  void seal(Transaction& transaction, SectionRow& row, const kit::PropertyBag& secrets) const;
  void require_changeable(ULONG tag) const;

  const std::shared_ptr<Profile> profile_;
  const MAPIUID uid_;
  const SectionKind kind_;
  const MAPIUID service_;
  const Access access_;
  const SectionLocks::Ticket ticket_;
};

}  // namespace postroom::profile
