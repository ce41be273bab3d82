// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/book/backend.hpp>

#include <map>
#include <mutex>
#include <string>
#include <vector>

namespace postroom::test {

// An address book in memory, for tests of what stands above backends. Thread-safe. `failing` makes every call fail.
class MemoryBook final : public kit::book::BookBackend {
 public:
  // Adds a container; PR_DISPLAY_TYPE says whether it is local or global (G-7).
  kit::book::ObjectId add_container(const std::string& name, ULONG display_type, bool modifiable);
  void add_person(const kit::book::ObjectId& container, const std::string& name, const std::string& address);
  bool failing = false;

  std::vector<kit::book::Container> containers() override;
  std::optional<kit::book::Entry> find(const kit::book::ObjectId& id) override;
  void list(const kit::book::ObjectId& container, const std::function<bool(kit::book::Entry)>& take) override;
  std::vector<Match> resolve(const kit::book::ObjectId& container, std::string_view name, std::size_t limit) override;
  std::vector<kit::book::Member> members(const kit::book::ObjectId& list) override;
  void create(const kit::book::Entry& entry, std::span<const kit::book::Member> members) override;
  void change(const kit::book::ObjectId& id, const kit::PropertyBag& properties) override;
  void replace(const kit::book::Entry& entry, std::span<const kit::book::Member> members) override;
  std::size_t remove(std::span<const kit::book::ObjectId> entries) override;
  void set_members(const kit::book::ObjectId& list, std::span<const kit::book::Member> members) override;
  std::uint64_t version() override;
  void interrupt() noexcept override {}

 private:
  std::unique_lock<std::mutex> enter();

  std::mutex mutex_;
  std::uint64_t version_ = 0;
  std::vector<kit::book::Container> containers_;
  std::vector<kit::book::Entry> entries_;
  std::map<kit::book::ObjectId, std::vector<kit::book::Member>> members_;
};

}  // namespace postroom::test
