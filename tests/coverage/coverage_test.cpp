// SPDX-License-Identifier: Apache-2.0
// Every slot of every interface, called by its index in the vtable of a living object. What docs/coverage.csv calls
// unsupported answers MAPI_E_NO_SUPPORT with its results null; what it calls done or partly done answers something else
// on at least one object of the interface. No slot minds null arguments, and none says that it succeeded without
// having a place to put its result.
#include "tests/coverage/living_objects.hpp"
#include "tests/coverage/slot_call.hpp"

#include <postroom/failure.hpp>

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace postroom::test {
namespace {

constexpr Slot kSlots[] = {
#include "slots.inc"
};

std::vector<std::string> interfaces() {
  std::vector<std::string> names;
  for (const Slot& slot : kSlots) {
    if (std::ranges::find(names, slot.interface) == names.end()) names.emplace_back(slot.interface);
  }
  return names;
}

// Whether a slot that is offered says MAPI_E_NO_SUPPORT to who asks for nothing, as documented.
bool needs_arguments(const Slot& slot) {
  const std::string name = std::string(slot.interface) + "::" + slot.method;
  return name == "IDistList::CreateEntry";  // without a member: nothing new is made inside a list
}

// After it the process has no MAPI any more: tests/session/fast_shutdown_test.cpp calls it in a process of its own.
bool ends_mapi(const Slot& slot) {
  return std::string(slot.interface) + "::" + slot.method == "IMAPIClientShutdown::DoFastShutdown";
}

// Which call is running is in a file, so that it is known when it does not come back.
void note(const std::string& line) {
  static std::FILE* file =
      std::fopen((std::string(std::getenv("POSTROOM_TEST_BUILD")) + "/coverage_calls.txt").c_str(), "w");
  if (file == nullptr) return;
  std::fputs(line.c_str(), file);
  std::fflush(file);
}

struct Counts {
  int states[4] = {};
  int calls = 0;
};

void print(const std::string& name, const Counts& counts) {
  int slots = 0;
  for (const int count : counts.states) slots += count;
  std::printf("%-22s %3d slots: %3d done, %3d partly, %3d unsupported, %d planned; called %d times\n", name.c_str(),
              slots, counts.states[0], counts.states[1], counts.states[2], counts.states[3], counts.calls);
}

Counts total;

class Total : public testing::Environment {
 public:
  void TearDown() override { print("all", total); }
};
[[maybe_unused]] testing::Environment* const printer = testing::AddGlobalTestEnvironment(new Total);

class EverySlot : public testing::TestWithParam<std::string> {
 protected:
  void call_identity(const Slot& slot);
  void call(const Slot& slot);

  // Calls a slot of every object of the interface, with or without places for results.
  template <class Look>
  void call_each(const Slot& slot, bool with_places, Look&& look) {
    for (const Live& live : living_objects().make(slot.interface)) {
      const std::string where = std::string(slot.interface) + "::" + slot.method + " of " + live.name;
      SCOPED_TRACE(where + (with_places ? ", with places for results" : ", without places for results"));
      note(where + (with_places ? "" : " without places"));
      const Answer answer = slot.call(live.pointer, with_places);
      note(answer.is_hresult ? " " + kit::hresult_name(answer.code) + "\n" : " " + std::to_string(answer.code) + "\n");
      ++counts_.calls;
      look(answer);
    }
  }

  Counts counts_;
};

// Slots 0 to 2.
void EverySlot::call_identity(const Slot& slot) {
  for (const Live& live : living_objects().make(slot.interface)) {
    SCOPED_TRACE(live.name);
    void** const methods = *static_cast<void***>(live.pointer);
    void* identity = nullptr;
    void* stranger = live.pointer;
    using Query = HRESULT(STDMETHODCALLTYPE*)(void*, REFIID, void**);
    using Count = ULONG(STDMETHODCALLTYPE*)(void*);
    const auto query = reinterpret_cast<Query>(methods[0]);
    ASSERT_EQ(query(live.pointer, IID_IUnknown, &identity), S_OK);
    static_cast<IUnknown*>(identity)->Release();
    constexpr IID kNobodys = {0x0B5A1100, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};
    EXPECT_EQ(query(live.pointer, kNobodys, &stranger), MAPI_E_INTERFACE_NOT_SUPPORTED);
    EXPECT_EQ(stranger, nullptr);
    const ULONG more = reinterpret_cast<Count>(methods[1])(live.pointer);
    const ULONG less = reinterpret_cast<Count>(methods[2])(live.pointer);
    EXPECT_EQ(more, less + 1);
    ++counts_.calls;
  }
}

void EverySlot::call(const Slot& slot) {
  bool supported = false;
  std::vector<bool> gives;  // for each object: whether the method has a result for who asks for nothing
  call_each(slot, true, [&](const Answer& answer) {
    gives.push_back(answer.objects > 0);
    supported = supported || !answer.is_hresult || answer.code != MAPI_E_NO_SUPPORT;
    if (slot.state == State::unsupported) {
      EXPECT_EQ(kit::hresult_name(answer.code), "MAPI_E_NO_SUPPORT");
      EXPECT_EQ(answer.null, answer.results) << "results that are not null";
    } else if (FAILED(answer.code)) {
      EXPECT_EQ(answer.given, 0) << "a method that failed left a result (A-27)";
    } else if (answer.is_hresult) {
      EXPECT_EQ(answer.untouched, 0) << "a method that succeeded left its result unset";
    }
  });
  if (slot.state != State::unsupported && !needs_arguments(slot)) {
    EXPECT_TRUE(supported) << slot.interface << "::" << slot.method << " is said to be offered";
  }
  std::size_t object = 0;
  call_each(slot, false, [&](const Answer& answer) {
    if (slot.state == State::unsupported) {
      EXPECT_TRUE(FAILED(answer.code)) << kit::hresult_name(answer.code);  // no place for a result: that may come first
    } else if (gives[object++]) {
      EXPECT_TRUE(FAILED(answer.code)) << "a method succeeded though there was no place for its result";
    }
  });
}

TEST_P(EverySlot, IsAsTheCoverageSays) {
  ASSERT_FALSE(living_objects().make(GetParam()).empty()) << "there is no object of " << GetParam();
  for (const Slot& slot : kSlots) {
    if (GetParam() != slot.interface) continue;
    ++counts_.states[static_cast<int>(slot.state)];
    EXPECT_NE(slot.state, State::planned) << slot.method;
    if (slot.call == nullptr) {
      call_identity(slot);
    } else if (!ends_mapi(slot)) {
      call(slot);
    }
  }
  print(GetParam(), counts_);
  for (int i = 0; i < 4; ++i) total.states[i] += counts_.states[i];
  total.calls += counts_.calls;
}

INSTANTIATE_TEST_SUITE_P(Coverage, EverySlot, testing::ValuesIn(interfaces()),
                         [](const auto& name) { return name.param; });

}  // namespace
}  // namespace postroom::test
