// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/fake_profile_section.hpp"

#include <postroom/store/backend.hpp>

#include <memory>
#include <string>

namespace postroom::test {

// Where the stores of a test are. The tests of the base are one set of sources and run over each medium.
class TestMedium {
 public:
  virtual ~TestMedium() = default;
  virtual std::shared_ptr<kit::store::Medium> medium() = 0;
  // Makes `section` that of the store `name`.
  virtual void choose(FakeProfileSection& section, const std::string& name) = 0;
  // Makes the store `copy` a copied twin of the store `original`.
  virtual void copy(const std::string& original, const std::string& copy) = 0;
  // Loses the store, which nobody has open.
  virtual void lose(const std::string& name) = 0;
  virtual bool has(const std::string& name) = 0;
};

// Linked in: memory_medium.cpp or sqlite_medium.cpp.
std::unique_ptr<TestMedium> make_test_medium();

}  // namespace postroom::test
