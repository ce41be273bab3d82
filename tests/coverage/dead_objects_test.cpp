// SPDX-License-Identifier: Apache-2.0
// What a client still holds when everything has ended: every slot of every interface of Postroom's objects, by its
// index in the vtable. A dead object answers MAPI_E_INVALID_OBJECT and leaves the places for results alone;
// QueryInterface gives IUnknown and nothing else; and its memory goes once, with its last Release, which
// AddressSanitizer watches.
#include "tests/coverage/living_objects.hpp"
#include "tests/coverage/slot_call.hpp"

#include <postroom/failure.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace postroom::test {
namespace {

constexpr Slot kSlots[] = {
#include "slots.inc"
};

struct Held {
  std::string interface;
  Live live;
};

// Objects that a program makes for itself, of no session: they work until their last Release. A fast shutdown is the
// process's, and may be asked for while a session's Logoff takes long (J-91, J-92).
bool is_the_programs_own(const std::string& interface) {
  return interface == "IMAPIClientShutdown" || interface == "ITableData" || interface == "IPropData" ||
         interface == "IMAPIAdviseSink";
}

// Profile administration needs no session; it ends with the last MAPIUninitialize.
bool ends_with_mapi(const Held& held) {
  return held.interface == "IProfAdmin" || held.live.name == "profiles";
}

void expect_dead(const Held& held) {
  SCOPED_TRACE(held.interface + " of " + held.live.name);
  void** const methods = *static_cast<void***>(held.live.pointer);
  using Query = HRESULT(STDMETHODCALLTYPE*)(void*, REFIID, void**);
  using Count = ULONG(STDMETHODCALLTYPE*)(void*);
  const auto query = reinterpret_cast<Query>(methods[0]);
  void* identity = nullptr;
  EXPECT_EQ(query(held.live.pointer, IID_IUnknown, &identity), S_OK);  // J-74
  if (identity != nullptr) static_cast<IUnknown*>(identity)->Release();
  void* other = held.live.pointer;
  EXPECT_EQ(query(held.live.pointer, IID_IMAPIProp, &other), MAPI_E_INVALID_OBJECT);
  EXPECT_EQ(other, nullptr);
  const ULONG more = reinterpret_cast<Count>(methods[1])(held.live.pointer);
  EXPECT_EQ(reinterpret_cast<Count>(methods[2])(held.live.pointer), more - 1);
  for (const Slot& slot : kSlots) {
    if (held.interface != slot.interface || slot.call == nullptr) continue;
    SCOPED_TRACE(slot.method);
    for (const bool with_places : {true, false}) {
      const Answer answer = slot.call(held.live.pointer, with_places);
      EXPECT_EQ(kit::hresult_name(answer.code), "MAPI_E_INVALID_OBJECT") << "slot " << slot.slot;
      EXPECT_EQ(answer.given, 0) << "a dead object gave something";
    }
  }
}

class DeadObjects : public testing::Test {
 protected:
  DeadObjects() {
    std::set<std::string> interfaces;
    for (const Slot& slot : kSlots) interfaces.insert(slot.interface);
    for (const std::string& interface : interfaces) {
      if (!is_the_programs_own(interface) && interface != "IProfSect") hold(interface);
    }
    hold("IProfSect");  // last: nobody else may open a section that is held for writing (B-19)
    EXPECT_GT(held_.size(), 40U) << "folders, messages, attachments, streams, tables, status objects, …";
  }

  void hold(const std::string& interface) {
    for (Live& live : living_.make(interface)) held_.push_back({interface, std::move(live)});
  }

  LivingObjects living_;
  std::vector<Held> held_;
};

TEST_F(DeadObjects, AnswerInvalidObjectInEverySlotAfterLogoff) {  // J-5, J-11, J-73, J-74, J-79, scenario 11
  living_.log_off();
  for (const Held& held : held_) {
    if (held.live.end) held.live.end();
  }
  for (const Held& held : held_) {
    if (!ends_with_mapi(held)) expect_dead(held);
  }
}

TEST_F(DeadObjects, AnswerInvalidObjectInEverySlotAfterTheLastUninitialize) {  // J-71, J-79, scenario 24
  // Without Logoff: the last MAPIUninitialize logs off. What was opened without a session ends by itself.
  for (const Held& held : held_) {
    if (held.live.end && held.interface != "IMAPISession") held.live.end();
  }
  living_.uninitialise();
  for (const Held& held : held_) expect_dead(held);
}

}  // namespace
}  // namespace postroom::test
