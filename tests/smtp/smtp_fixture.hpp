// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "providers/smtp/smtp_backend.hpp"
#include "tests/support/fake_message.hpp"
#include "tests/support/fake_support.hpp"
#include "tests/support/test_memory.hpp"

#include <postroom/property_arrays.hpp>
#include <postroom/transport/profile.hpp>
#include <postroom/transport/provider.hpp>

#include <mapitags.h>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace postroom::test {

// The SMTP transport on a support object that remembers, configured for a server on a loopback port.
class SmtpFixture : public testing::Test {
 protected:
  SmtpFixture() {
    kit::set_allocators(test_memory());
    ULONG version = 0;
    EXPECT_EQ(kit::provider::provider_init<kit::transport::Provider>(test_memory(), 0, CURRENT_SPI_VERSION, &version,
                                                                     provider.put(), &smtp::log_on),
              S_OK);
    support.on_status_recips = [this](LPMESSAGE, LPADRLIST list) {
      const kit::adrlist_ptr owned(list);
      for (const kit::PropertyBag& row : kit::bags_from(*list)) {
        reports.push_back(std::string(row.text(PR_EMAIL_ADDRESS_W)) + ": " + std::string(row.text(PR_REPORT_TEXT_W)));
      }
      return S_OK;
    };
  }

  void configure(unsigned short port, ULONG tls = transport::SMTP_TLS_NONE) {
    PropertyMap& section = support.section().properties();
    section.set(transport::PR_SMTP_HOST_W, std::string("127.0.0.1"));
    section.set(transport::PR_SMTP_PORT, static_cast<std::int64_t>(port));
    section.set(transport::PR_SMTP_TLS, static_cast<std::int64_t>(tls));
    section.set(transport::PR_SMTP_SENDER_W, std::string("alice@sender.example"));
    section.set(transport::PR_SMTP_SENDER_NAME_W, std::string("Alice"));
  }
  HRESULT log_on() {
    ULONG flags = LOGON_NO_DIALOG;
    char profile[] = "Alice";
    return provider->TransportLogon(&support, 0, reinterpret_cast<LPTSTR>(profile), &flags, nullptr, logon.put());
  }
  static std::shared_ptr<FakeMessageData> letter(const std::vector<std::string>& recipients,
                                                 const std::string& subject = "Hello",
                                                 const std::string& body = "How are you?\r\n") {
    const auto data = std::make_shared<FakeMessageData>();
    data->properties = {{PR_MESSAGE_CLASS_W, "IPM.Note"}, {PR_SUBJECT_W, subject}, {PR_BODY_W, body}};
    for (const std::string& recipient : recipients) data->add_recipient(recipient);
    return data;
  }
  HRESULT submit(const std::shared_ptr<FakeMessageData>& data) {
    const auto message = kit::make_object<FakeMessage>(data);
    ULONG_PTR reference = 0;
    seconds = 0;
    return logon->SubmitMessage(0, message.get(), &reference, &seconds);
  }
  std::string status_text() const { return support.rows().front().text(PR_STATUS_STRING_W); }

  FakeSupport support;
  kit::com_ptr<IXPProvider> provider;
  kit::com_ptr<IXPLogon> logon;
  std::vector<std::string> reports;
  ULONG_PTR seconds = 0;
};

}  // namespace postroom::test
