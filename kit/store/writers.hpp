// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/mutex.hpp>
#include <postroom/store/object_id.hpp>

#include <memory>
#include <unordered_map>

namespace postroom::kit::store {

// Which messages of a logon are open for writing: DeleteMessages and its likes leave them alone (M-13). Thread-safe.
class Writers {
 public:
  // Open for writing as long as the token lives.
  class Token {
   public:
    Token(Writers& writers, const ObjectId& id) : writers_(writers), id_(id) {
      const Lock lock(writers_.mutex_);
      ++writers_.open_[id_];
    }
    ~Token() {
      const Lock lock(writers_.mutex_);
      if (const auto found = writers_.open_.find(id_); --found->second == 0) writers_.open_.erase(found);
    }
    Token(const Token&) = delete;
    Token& operator=(const Token&) = delete;

   private:
    Writers& writers_;
    const ObjectId id_;
  };

  bool has(const ObjectId& id) const {
    const Lock lock(mutex_);
    return open_.contains(id);
  }

 private:
  mutable Mutex mutex_;
  std::unordered_map<ObjectId, std::size_t, ObjectIdHash> open_ POSTROOM_GUARDED_BY(mutex_);
};

}  // namespace postroom::kit::store
