// SPDX-License-Identifier: Apache-2.0
#include "providers/store/medium.hpp"
#include "tests/store/test_medium.hpp"

#include <postroom/store/profile.hpp>

#include <cstdlib>
#include <filesystem>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;

// Each in a folder of its own, which goes with it.
class InSqlite final : public TestMedium {
 public:
  InSqlite() {
    std::string name = (fs::temp_directory_path() / "store-test-XXXXXX").string();
    if (mkdtemp(name.data()) == nullptr) std::abort();
    folder_ = name;
  }
  ~InSqlite() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }

  std::shared_ptr<kit::store::Medium> medium() override { return medium_; }
  void choose(FakeProfileSection& section, const std::string& name) override {
    section.properties().set(store::PR_STORE_PATH_W, path(name));
  }
  void copy(const std::string& original, const std::string& copy) override {
    for (const char* part : {"", "-wal"}) {
      if (fs::exists(path(original) + part)) fs::copy_file(path(original) + part, path(copy) + part);
    }
  }
  void lose(const std::string& name) override {
    for (const char* part : {"", "-wal", "-shm"}) fs::remove(path(name) + part);
  }
  bool has(const std::string& name) override { return fs::exists(path(name)); }

 private:
  std::string path(const std::string& name) const { return (folder_ / (name + ".sqlite")).string(); }

  fs::path folder_;
  const std::shared_ptr<store::SqliteMedium> medium_ = std::make_shared<store::SqliteMedium>();
};

}  // namespace

std::unique_ptr<TestMedium> make_test_medium() {
  return std::make_unique<InSqlite>();
}

}  // namespace postroom::test
