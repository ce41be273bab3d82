// SPDX-License-Identifier: Apache-2.0
#include "kit/store/memory_backend.hpp"
#include "tests/store/test_medium.hpp"

#include <mapitags.h>

namespace postroom::test {
namespace {

class InMemory final : public TestMedium {
 public:
  std::shared_ptr<kit::store::Medium> medium() override { return medium_; }
  void choose(FakeProfileSection& section, const std::string& name) override {
    section.properties().set(PR_DISPLAY_NAME_W, name);
  }
  void copy(const std::string& original, const std::string& copy) override { medium_->copy(original, copy); }
  void lose(const std::string& name) override { medium_->lose(name); }
  bool has(const std::string& name) override { return medium_->has(name); }

 private:
  const std::shared_ptr<kit::store::MemoryMedium> medium_ = std::make_shared<kit::store::MemoryMedium>();
};

}  // namespace

std::unique_ptr<TestMedium> make_test_medium() {
  return std::make_unique<InMemory>();
}

}  // namespace postroom::test
