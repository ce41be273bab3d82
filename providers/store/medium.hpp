// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/store/backend.hpp>

namespace postroom::store {

// Message stores in SQLite files: what the store base builds the provider on. Thread-safe.
class SqliteMedium final : public kit::store::Medium {
 public:
  const MAPIUID& provider_uid() const noexcept override;
  std::string display_name() const override { return "Postroom message store"; }
  // The absolute path of the file.
  std::string place(IProfSect& section) override;
  std::shared_ptr<kit::store::StoreBackend> open(const std::string& place, kit::store::Access access,
                                                 kit::store::Absent absent) override;
};

}  // namespace postroom::store
