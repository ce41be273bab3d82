// SPDX-License-Identifier: Apache-2.0
//
// Tells a client how far an operation is, through the client's IMAPIProgress (D-42).
//
//   Progress progress(client, messages.size());
//   for (const Message& message : messages) {
//     copy(message, progress.part());  // who copies it tells of its parts in turn
//     progress.done();
//   }
#pragma once

#include <mapidefs.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>

namespace postroom::kit {

// One level of an operation, and its items. The level that the client called finds MAPI_TOP_LEVEL set, spreads its
// items over 0 … 1000 and tells how many of them are done. What works on one item gets the same object with the item's
// share as limits and without the flag, and tells values within them, without numbers. The value only rises, and 1000
// is told once, when all is done.
//
// A null object is nobody to tell, also where a dialog is asked for: there is no user interface, and what
// IMAPISupport::DoProgressDialog gives out shows nothing. Nor is one told that cannot say its flags and limits;
// what else it fails with does not stop the work, but for MAPI_E_USER_CANCEL, which is thrown, and ends the operation
// where it is. Only when the operation that the client called has done its last item it is too late for that.
//
// Used by one thread. The object is borrowed for the call.
// REQUIRES of every call: no lock, snapshot or transaction is held: a client's code runs in it, and may do anything.
class Progress {
 public:
  Progress(IMAPIProgress* client, std::size_t items);
  // What becomes of the lpProgress of a method: it is ignored unless `flags` has the method's flag `dialog`
  // (MESSAGE_DIALOG, FOLDER_DIALOG, MAPI_DIALOG, ATTACH_DIALOG).
  static IMAPIProgress* asked_for(IMAPIProgress* client, ULONG flags, ULONG dialog) noexcept {
    return (flags & dialog) != 0 ? client : nullptr;
  }

  bool is_watched() const noexcept { return client_ != nullptr; }
  // What the next item's work, or that of the next items together, is to be given: the client's object, with their
  // limits; null for nobody.
  IMAPIProgress* part(std::size_t items = 1);
  // So many more items are done.
  void done(std::size_t items = 1);

  // Calls `work` with as many of `all` at once as nobody would want to be told of one by one, and tells after each
  // time: all of them when nobody is told, a hundredth otherwise. For work that makes one transaction of what it gets.
  template <class Items, class Work>
  void in_steps(const Items& all, Work&& work) {
    const std::span rest(all);
    const std::size_t step = is_watched() ? std::max<std::size_t>(1, items_ / 100) : rest.size();
    for (std::size_t at = 0; at < rest.size(); at += step) {
      const auto some = rest.subspan(at, std::min(step, rest.size() - at));
      work(some);
      done(some.size());
    }
  }

 private:
  std::uint64_t value_at(std::size_t items) const noexcept;

  IMAPIProgress* client_;
  bool top_level_ = false;
  std::uint64_t lowest_ = 0;
  std::uint64_t highest_ = 0;
  const std::size_t items_;
  std::size_t done_ = 0;
};

}  // namespace postroom::kit
