// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/fake_message.hpp"
#include "tests/support/fake_support.hpp"
#include "tests/support/test_memory.hpp"
#include "tests/transport/fake_backend.hpp"

#include <postroom/property_arrays.hpp>
#include <postroom/transport/provider.hpp>

#include <gtest/gtest.h>

namespace postroom::test {

// A transport over the fake medium, logged on with a support object that remembers.
class TransportFixture : public testing::Test {
 protected:
  TransportFixture() {
    kit::set_allocators(test_memory());
    fake_medium() = &medium;
    ULONG version = 0;
    EXPECT_EQ(kit::provider::provider_init<kit::transport::Provider>(test_memory(), 0, CURRENT_SPI_VERSION, &version,
                                                                     provider.put(), &log_on_to_fake_medium),
              S_OK);
  }

  void log_on() {
    ULONG flags = LOGON_NO_DIALOG | LOGON_NO_INBOUND | LOGON_NO_OUTBOUND;
    char profile[] = "Alice";
    ASSERT_EQ(provider->TransportLogon(&support, 0, reinterpret_cast<LPTSTR>(profile), &flags, nullptr, logon.put()),
              S_OK);
    logon_flags = flags;
    support.runtime_releases();
  }

  HRESULT notify(ULONG flags, LPVOID data = nullptr) { return logon->TransportNotify(&flags, &data); }

  // Offers a message; answers SubmitMessage's result.
  HRESULT submit(const std::shared_ptr<FakeMessageData>& data) {
    kit::com_ptr<FakeMessage> message = kit::make_object<FakeMessage>(data);
    reference = 0;
    seconds = 0;
    return logon->SubmitMessage(0, message.get(), &reference, &seconds);
  }

  FakeMedium medium;
  FakeLedger ledger;
  FakeSupport support{&ledger};
  kit::com_ptr<IXPProvider> provider;
  kit::com_ptr<IXPLogon> logon;
  ULONG logon_flags = 0;
  ULONG_PTR reference = 0;
  ULONG_PTR seconds = 0;
};

}  // namespace postroom::test
