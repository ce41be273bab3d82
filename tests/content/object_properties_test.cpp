// SPDX-License-Identifier: Apache-2.0
#include "content/message/object_properties.hpp"

#include "tests/kit/kit_fixture.hpp"
#include "tests/mapiutil/plain_message.hpp"
#include "tests/mapiutil/reluctant_source.hpp"
#include "tests/support/failure_code.hpp"

#include <mapitags.h>

namespace postroom::content {
namespace {

class ObjectProperties : public test::KitTest {
 protected:
  kit::PropertyBag read() {
    const ULONG tags[] = {PR_SUBJECT_W, PR_BODY_W, PR_HTML};
    return properties_of(message_.get(), tags);
  }

  const std::shared_ptr<test::ReluctantSource> source_ = std::make_shared<test::ReluctantSource>();
  const kit::com_ptr<test::PlainMessage> message_ = kit::make_object<test::PlainMessage>(source_);
};

TEST_F(ObjectProperties, AreThoseThatTheObjectHasAsTheTypesAskedFor) {
  source_->replace({{PR_BODY_W, "text"}, {kit::with_type(PR_HTML, PT_UNICODE), "<p>"}});
  EXPECT_EQ(read(), kit::PropertyBag({{PR_BODY_W, "text"}}));
}

TEST_F(ObjectProperties, AreNotWithoutOneThatCannotBeRead) {
  source_->replace({{PR_SUBJECT_W, "any"}, {PR_BODY_W, "text"}});
  source_->kept_back = {PR_BODY_W};
  EXPECT_EQ(test::code_of([this] { read(); }), MAPI_E_NO_ACCESS);
}

}  // namespace
}  // namespace postroom::content
