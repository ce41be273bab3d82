// SPDX-License-Identifier: Apache-2.0
#include "content/message/mail_message.hpp"

#include "tests/kit/kit_fixture.hpp"
#include "tests/mapiutil/plain_message.hpp"
#include "tests/mapiutil/reluctant_source.hpp"
#include "tests/support/failure_code.hpp"

#include <mapitags.h>

namespace postroom::content {
namespace {

class WriteMessage : public test::KitTest {
 protected:
  WriteMessage() {
    message_->attachment = kit::make_object<test::PlainAttachment>(attached_);
    mail_.subject = "Much to say";
    mail_.text = "caf\u00E9";
    mail_.attachments.push_back({.file_name = "data", .data = "any data"});
  }
  HRESULT write() {
    return test::code_of([this] { write_message(mail_, message_.get(), std::nullopt, false); });
  }

  const std::shared_ptr<test::ReluctantSource> said_ = std::make_shared<test::ReluctantSource>();
  const std::shared_ptr<test::ReluctantSource> attached_ = std::make_shared<test::ReluctantSource>();
  const kit::com_ptr<test::PlainMessage> message_ = kit::make_object<test::PlainMessage>(said_);
  Mail mail_;
};

TEST_F(WriteMessage, StreamsWhatTheStoreFindsTooLarge) {
  for (const HRESULT refusal : {MAPI_E_NOT_ENOUGH_MEMORY, MAPI_E_TOO_BIG}) {
    for (const auto& source : {said_, attached_}) {
      source->replace({});
      source->refused = {PR_BODY_W, PR_ATTACH_DATA_BIN};
      source->refusal = refusal;
    }
    ASSERT_EQ(write(), S_OK);
    EXPECT_EQ(said_->bag().text(PR_BODY_W), "caf\u00E9");
    EXPECT_EQ(said_->bag().text(PR_SUBJECT_W), "Much to say");
    EXPECT_EQ(attached_->bag().binary(PR_ATTACH_DATA_BIN), "any data");
  }
}

TEST_F(WriteMessage, FailsWhenTheStoreDoesNotTakeWhatTheMessageSays) {
  said_->refused = {PR_BODY_W};
  EXPECT_EQ(write(), MAPI_E_NO_ACCESS);
  said_->refusal = MAPI_E_TOO_BIG;
  said_->are_streams_refused = true;
  EXPECT_EQ(write(), MAPI_E_NO_SUPPORT);
  said_->refusal = MAPI_E_COMPUTED;
  EXPECT_EQ(write(), S_OK) << "the store makes it of something else";
  attached_->refused = {PR_ATTACH_DATA_BIN};
  EXPECT_EQ(write(), MAPI_E_NO_ACCESS);
}

TEST_F(WriteMessage, NeedsNoStoreThatTakesAllElse) {
  said_->refused = {PR_CONVERSATION_TOPIC_W, PR_PRIORITY};
  said_->are_streams_refused = true;
  for (const HRESULT refusal : {MAPI_E_NO_ACCESS, MAPI_E_TOO_BIG}) {
    said_->refusal = refusal;
    EXPECT_EQ(write(), S_OK);
  }
}

// What refuses a call for its size, and not the one value that is too large.
TEST_F(WriteMessage, StreamsTheLargestOfACallThatIsTooLarge) {
  class Narrow final : public kit::BagSource {
   public:
    Narrow() : BagSource({}, {.writable = true}) {}
    Refusals set_all(std::vector<kit::PropertyValue> values) override {
      std::size_t size = 0;
      for (const kit::PropertyValue& value : values) size += value.size();
      if (values.size() > 1 && size > 10000) kit::fail(MAPI_E_TOO_BIG);
      return BagSource::set_all(std::move(values));
    }
  };
  const auto source = std::make_shared<Narrow>();
  const auto message = kit::make_object<test::PlainMessage>(source);
  mail_.attachments.clear();
  mail_.text = std::string(20000, 'x');
  mail_.headers = std::string(20000, 'y');
  EXPECT_EQ(test::code_of([&] { write_message(mail_, message.get(), std::nullopt, false); }), S_OK);
  EXPECT_EQ(source->bag().text(PR_BODY_W), *mail_.text);
  EXPECT_EQ(source->bag().text(PR_TRANSPORT_MESSAGE_HEADERS_W), mail_.headers);
  EXPECT_EQ(source->bag().text(PR_SUBJECT_W), "Much to say");
}

}  // namespace
}  // namespace postroom::content
