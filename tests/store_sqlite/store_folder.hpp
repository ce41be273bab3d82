// SPDX-License-Identifier: Apache-2.0
//
// What the tests of the SQLite backend share: a folder of their own, and short ways to say what a message is.
#pragma once

#include <postroom/property_bag.hpp>
#include <postroom/store/backend.hpp>

#include <memory>
#include <string>
#include <vector>

namespace postroom::store::testing {

// A folder that goes with its owner, and the stores in it.
class StoreFolder {
 public:
  StoreFolder();
  ~StoreFolder();
  StoreFolder(const StoreFolder&) = delete;
  StoreFolder& operator=(const StoreFolder&) = delete;

  std::string file(const std::string& name) const { return path_ + "/" + name; }
  std::shared_ptr<kit::store::StoreBackend> open(const std::string& name = "store",
                                                 kit::store::Access access = kit::store::Access::read_write,
                                                 kit::store::Absent absent = kit::store::Absent::made) const;

 private:
  std::string path_;
};

// Creates a folder, or a message, in a transaction of its own; its id.
kit::store::ObjectId add_folder(kit::store::StoreBackend& store, const kit::store::ObjectId& parent,
                                const std::string& name);
kit::store::ObjectId add_message(kit::store::StoreBackend& store, const kit::store::ObjectId& folder,
                                 const kit::PropertyBag& properties, std::uint32_t flags = 0);

// Runs SQL on the file, as nobody should, to damage it.
void run_sql(const std::string& file, const std::string& sql);

// The code of the Failure that `action` throws; S_OK when it throws none. Its text goes to `text`.
template <class Action>
HRESULT failure_of(Action action, std::string* text = nullptr);

}  // namespace postroom::store::testing

#include <postroom/failure.hpp>

template <class Action>
HRESULT postroom::store::testing::failure_of(Action action, std::string* text) {
  try {
    action();
    return S_OK;
  } catch (const kit::Failure& failure) {
    if (text != nullptr) *text = failure.what();
    return failure.code();
  }
}
