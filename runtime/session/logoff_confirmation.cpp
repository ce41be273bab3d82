// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/logoff_confirmation.hpp"

#include "runtime/library/export.hpp"

#include <postroom/postroom.h>
#include <postroom/mutex.hpp>

namespace postroom::session {
namespace {

struct Question {
  postroom_logoff_confirmation ask = nullptr;
  void* context = nullptr;
};

struct Host {
  kit::Mutex mutex;
  Question question POSTROOM_GUARDED_BY(mutex);
};

Host& host() noexcept {
  static auto* const instance = new Host;  // never destroyed
  return *instance;
}

}  // namespace

bool logoff_is_confirmed(ULONG_PTR ui_param) {
  Question question;
  {
    const kit::Lock lock(host().mutex);
    question = host().question;
  }
  return question.ask == nullptr || question.ask(question.context, ui_param) != FALSE;
}

}  // namespace postroom::session

POSTROOM_EXPORT void postroom_set_logoff_confirmation(postroom_logoff_confirmation ask, void* context) {
  auto& host = postroom::session::host();
  const postroom::kit::Lock lock(host.mutex);
  host.question = {ask, context};
}
