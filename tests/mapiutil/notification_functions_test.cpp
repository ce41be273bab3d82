// SPDX-License-Identifier: Apache-2.0
#include "initialised.hpp"

#include <postroom/postroom.h>
#include <postroom/com_ptr.hpp>

#include <string>
#include <thread>
#include <vector>

namespace postroom {
namespace {

using NotificationFunctions = test::Initialised;

struct Heard {
  std::vector<std::thread::id> threads;
};

LONG STDAPICALLTYPE hear(LPVOID context, ULONG count, LPNOTIFICATION) {
  auto* heard = static_cast<Heard*>(context);
  heard->threads.insert(heard->threads.end(), count, std::this_thread::get_id());
  return S_OK;
}

TEST_F(NotificationFunctions, CountAndCopyAgree) {
  BYTE id[] = {1, 2, 3};
  NOTIFICATION event{};
  event.ulEventType = fnevObjectCreated;
  event.info.obj.cbEntryID = 3;
  event.info.obj.lpEntryID = reinterpret_cast<ENTRYID*>(id);
  ULONG counted = 0;
  ASSERT_EQ(ScCountNotifications(1, &event, &counted), S_OK);
  std::vector<std::uint64_t> block(counted / 8 + 1);
  ULONG copied = 0;
  ASSERT_EQ(ScCopyNotifications(1, &event, block.data(), &copied), S_OK);
  EXPECT_EQ(copied, counted);
  auto* copy = reinterpret_cast<NOTIFICATION*>(block.data());
  ASSERT_EQ(ScRelocNotifications(1, copy, block.data(), nullptr, &copied), S_OK);
  EXPECT_EQ(copied, counted);
  event.ulEventType = 3;
  EXPECT_EQ(ScCountNotifications(1, &event, nullptr), MAPI_E_INVALID_PARAMETER);
}

TEST_F(NotificationFunctions, ACallbackIsASink) {  // K-24
  Heard heard;
  kit::com_ptr<IMAPIAdviseSink> sink;
  ASSERT_EQ(HrAllocAdviseSink(hear, &heard, sink.put()), S_OK);
  NOTIFICATION event{};
  event.ulEventType = fnevObjectCreated;
  EXPECT_EQ(sink->OnNotify(1, &event), 0U);
  EXPECT_EQ(heard.threads.size(), 1U);
  EXPECT_TRUE(sink.as<IUnknown>());
  kit::com_ptr<IMAPIAdviseSink> none;
  EXPECT_EQ(HrAllocAdviseSink(nullptr, &heard, none.put()), MAPI_E_INVALID_PARAMETER);
}

TEST_F(NotificationFunctions, AWrappedSinkRunsWhereItWasWrapped) {  // K-20, K-21
  Heard heard;
  kit::com_ptr<IMAPIAdviseSink> inner;
  ASSERT_EQ(HrAllocAdviseSink(hear, &heard, inner.put()), S_OK);
  kit::com_ptr<IMAPIAdviseSink> sink;
  ASSERT_EQ(HrThisThreadAdviseSink(inner.get(), sink.put()), S_OK);
  std::thread([&] {
    NOTIFICATION event{};
    event.ulEventType = fnevObjectCreated;
    sink->OnNotify(1, &event);
    EXPECT_EQ(HrDispatchNotifications(0), S_OK);
  }).join();
  EXPECT_TRUE(heard.threads.empty());
  EXPECT_EQ(HrDispatchNotifications(0), S_OK);
  EXPECT_EQ(heard.threads, std::vector{std::this_thread::get_id()});
}

TEST_F(NotificationFunctions, DispatchTakesNoFlags) {
  EXPECT_EQ(HrDispatchNotifications(1), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_GE(postroom_notification_fd(), 0);
}

TEST(BeforeInitialising, DispatchSaysSo) {  // K-21
  EXPECT_EQ(HrDispatchNotifications(0), MAPI_E_NOT_INITIALIZED);
  EXPECT_EQ(postroom_notification_fd(), -1);
}

}  // namespace
}  // namespace postroom
