// SPDX-License-Identifier: Apache-2.0
#include "kit/copying/whole_copy.hpp"

#include "kit/copying/generic_copy.hpp"

#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/mutex.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>
#include <mapix.h>

#include <utility>

namespace postroom::kit {
namespace {

// A property that may not be written is the destination's own (M-41), but no subobject is, no body, and nothing that
// has a name.
bool is_loss(const SPropProblem& problem) noexcept {
  if (problem.scode == MAPI_E_COMPUTED) return PROP_TYPE(problem.ulPropTag) == PT_OBJECT;
  if (problem.scode != MAPI_E_NO_ACCESS || PROP_TYPE(problem.ulPropTag) == PT_OBJECT) return true;
  const ULONG id = PROP_ID(problem.ulPropTag);
  return id >= 0x8000 || id == PROP_ID(PR_BODY) || id == PROP_ID(PR_RTF_COMPRESSED) || id == PROP_ID(PR_HTML);
}

// How deep this thread is in messages that are embedded in one another: one that says it holds itself has no end, and
// what copies an inner one is called through interfaces that have no word for it. Those who are in one stand in a list,
// since a library of ours has no thread-local variable.
class Nesting {
 public:
  Nesting() {
    constexpr int kDeepest = 64;  // the stack's share of a level is some kilobytes
    const Lock lock(mutex_);
    int depth = 0;
    for (const Nesting* one = first_; one != nullptr; one = one->next_) depth += one->thread_ == thread_ ? 1 : 0;
    if (depth == kDeepest) fail(MAPI_E_TOO_COMPLEX, "messages are nested too deep to be copied");
    next_ = std::exchange(first_, this);
  }
  ~Nesting() {
    const Lock lock(mutex_);
    Nesting** place = &first_;
    while (*place != this) place = &(*place)->next_;
    *place = next_;
  }
  Nesting(const Nesting&) = delete;
  Nesting& operator=(const Nesting&) = delete;

 private:
  static inline constinit Mutex mutex_;
  static inline constinit Nesting* first_ POSTROOM_GUARDED_BY(mutex_) = nullptr;

  const void* const thread_ = __builtin_thread_pointer();
  Nesting* next_ = nullptr;
};

}  // namespace

void copy_whole(IMAPIProp& source, REFIID iid, IMAPIProp& destination, IMAPIProgress* progress,
                const std::vector<ULONG>& excluded) {
  const auto tags = make_tags(excluded);
  LPSPropTagArray exclude = excluded.empty() ? nullptr : tags.get();
  const ULONG flags = progress != nullptr ? MAPI_DIALOG : 0;
  mapi_ptr<SPropProblemArray> problems;
  HRESULT code =
      source.CopyTo(0, nullptr, exclude, 0, progress, &iid, &destination, flags | MAPI_DECLINE_OK, out(problems));
  if (code == MAPI_E_DECLINE_COPY || code == MAPI_E_NO_SUPPORT) {
    code = generic_copy_to(source, {}, exclude, progress, &iid, &destination, flags, out(problems));
  }
  check(code);
  for (ULONG i = 0; problems && i < problems->cProblem; ++i) {
    const SPropProblem& problem = problems->aProblem[i];
    if (is_loss(problem)) fail(problem.scode, "a property could not be copied, and the copy is not whole without it");
  }
}

void copy_message(IMessage& source, IMAPIFolder& destination, ULONG kind, IMAPIProgress* progress) {
  com_ptr<IMessage> copy;
  check(destination.CreateMessage(&IID_IMessage, kind, copy.put()));
  copy_whole(source, IID_IMessage, *copy, progress);
  check(copy->SaveChanges(0));
}

void copy_attachments(const std::vector<ULONG>& numbers, const std::function<com_ptr<IAttach>(ULONG)>& open,
                      IMessage& target, IMAPIProgress* progress) {
  Progress attachments(progress, numbers.size());
  for (const ULONG number : numbers) {
    const com_ptr<IAttach> source = open(number);
    com_ptr<IAttach> copy;
    ULONG copy_number = 0;
    check(target.CreateAttach(nullptr, 0, &copy_number, copy.put()));
    copy_whole(*source, IID_IAttachment, *copy, attachments.part(), {PR_ATTACH_NUM});
    check(copy->SaveChanges(0));
    attachments.done();
  }
}

void copy_embedded(IMessage& source, IMAPIProp& target, IMAPIProgress* progress) {
  const Nesting level;
  com_ptr<IMessage> copy;
  check(target.OpenProperty(PR_ATTACH_DATA_OBJ, &IID_IMessage, 0, MAPI_CREATE | MAPI_MODIFY, copy.put_unknown()));
  copy_whole(source, IID_IMessage, *copy, progress);
  check(copy->SaveChanges(0));
}

}  // namespace postroom::kit
