// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/new_mail.hpp"

#include <postroom/mutex.hpp>
#include <postroom/object.hpp>

#include <utility>

namespace postroom::tool {

// Keeps what is announced. MAPI may call it on any thread, and as long as it holds a reference (J-81).
class NewMailSink final : public kit::Object<NewMailSink, IMAPIAdviseSink> {
 public:
  static constexpr const char* kTypeName = "IMAPIAdviseSink";
  explicit NewMailSink(std::shared_ptr<kit::Core> core) : Object(std::move(core)) {}

  ULONG STDMETHODCALLTYPE OnNotify(ULONG count, LPNOTIFICATION notifications) override {
    const kit::Lock lock(mutex_);
    for (ULONG i = 0; i < count; ++i) {
      if (notifications[i].ulEventType != fnevNewMail) continue;
      const NEWMAIL_NOTIFICATION& mail = notifications[i].info.newmail;
      announced_.emplace_back(reinterpret_cast<const char*>(mail.lpEntryID), mail.cbEntryID);
    }
    return S_OK;
  }

  std::vector<EntryId> take() {
    const kit::Lock lock(mutex_);
    return std::exchange(announced_, {});
  }

 private:
  kit::Mutex mutex_;
  std::vector<EntryId> announced_ POSTROOM_GUARDED_BY(mutex_);
};

NewMail::NewMail(Session& session)
    : store_(kit::com_ptr<IMsgStore>::share(session.store())),
      sink_(kit::make_object<NewMailSink>(std::make_shared<kit::Core>(nullptr, 0))) {
  check(store_->Advise(0, nullptr, fnevNewMail, sink_.get(), &connection_), store_.get(), "listen for new mail");
}

NewMail::~NewMail() {
  if (connection_ != 0) store_->Unadvise(connection_);
}

std::vector<EntryId> NewMail::take() {
  return sink_->take();
}

void NewMail::stop() {
  const ULONG_PTR connection = std::exchange(connection_, 0);
  if (connection != 0) check(store_->Unadvise(connection), store_.get(), "stop listening");
  store_.reset();
}

}  // namespace postroom::tool
