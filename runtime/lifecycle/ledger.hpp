// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/lifecycle/stacks.hpp"

#include <postroom/host.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace postroom::lifecycle {

// An object that was alive when the ledger was asked.
struct LiveObject {
  std::string type;
  const void* object = nullptr;
  std::uint32_t references = 0;
  const void* obtained_by = nullptr;  // the client's return address, or null
  std::uint32_t logon = 0;            // 0: the runtime's own
  std::string library;                // the file whose code the object is made of
};

// Live objects of one kind, of one logon, that one place in the client obtained.
struct HeldObjects {
  const char* type = nullptr;  // a literal of the library that the type is compiled into
  std::uint32_t logon = 0;
  const void* obtained_by = nullptr;
  const Stack* stack = nullptr;  // null unless stacks are captured
  std::size_t count = 0;
  const void* object = nullptr;  // one of them
};

// Every live object of the runtime and of the kits in provider libraries (design 6): who is it, which logon is it of,
// who obtained it.
//
// Thread-safe; calls block on no provider. Entering and leaving cost a short lock on one of several shards.
class Ledger : public IPostroomLedger {
 public:
  // Of `logon`; 0 asks for the runtime's own.
  virtual std::vector<LiveObject> objects_of_logon(std::uint32_t logon) const = 0;
  // Made of the code of the library that `address` lies in: what A-40 asks before a library is closed.
  virtual std::vector<LiveObject> objects_in_library(const void* address) const = 0;
  virtual std::vector<LiveObject> all_objects() const = 0;
  // What is held of `logons`, in ascending order, by kind and by who obtained it: one pass over what lives, however
  // much it is.
  virtual std::vector<HeldObjects> held_of(std::span<const std::uint32_t> logons) const = 0;
  virtual std::size_t count() const noexcept = 0;
  // From now on the stack is kept of every object that is entered, at a cost of microseconds each.
  virtual void capture_stacks() noexcept = 0;

 protected:
  ~Ledger() = default;
};

// The process's ledger. It and its IPostroomLedger pointer are valid until the process exits, whatever is released.
Ledger& ledger() noexcept;

// In the child of a fork that came while MAPI was in use: from here on nothing is entered or removed, and no lock of
// the ledger is waited for, which a thread of the parent's may hold. For the fork handler.
void end_ledger_in_forked_child() noexcept;

// "IMAPIFolder of logon 3 (postroom_store), 2 references, obtained by program+0x1234". `provider` may be empty.
std::string describe(const LiveObject& object, const std::string& provider);

// "program+0x1234 (function+0x56)": the module, the offset in it, and the nearest exported name if there is one.
std::string describe_address(const void* address);

}  // namespace postroom::lifecycle
