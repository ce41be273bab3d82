// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/thread_activity.hpp"

#include "runtime/lifecycle/code_address.hpp"
#include "runtime/lifecycle/ledger.hpp"

#include <postroom/mutex.hpp>

#include <execinfo.h>
#include <semaphore.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <ctime>
#include <fstream>
#include <optional>
#include <sstream>

namespace postroom::lifecycle {
namespace {

constexpr std::size_t kFrames = 32;
constexpr int kHandlerFrames = 2;  // the handler's own and the kernel's trampoline
constexpr std::size_t kText = 96;  // a record of the trace has no room for more

// One question and its answer. Never freed: a thread may take the signal long after nobody waits any more.
struct Question {
  kit::Mutex turn;
  sem_t answered;
  std::atomic<std::uint32_t> asked{0};  // the thread that is asked; the handler of any other does nothing
  std::array<void*, kFrames> frames{};
  int count = 0;
};

Question& question() noexcept {
  static auto* const instance = [] {
    auto* made = new Question;
    sem_init(&made->answered, 0, 0);
    void* first[1];
    static_cast<void>(backtrace(first, 1));  // loads what it needs: in a handler it could not
    return made;
  }();
  return *instance;
}

void answer(int) {
  const int error = errno;
  Question& asked = question();
  std::uint32_t me = static_cast<std::uint32_t>(gettid());
  if (asked.asked.compare_exchange_strong(me, 0)) {
    asked.count = backtrace(asked.frames.data(), kFrames);
    sem_post(&asked.answered);
  }
  errno = error;
}

std::optional<int> unused_signal() {
  for (int signal = SIGRTMAX; signal >= SIGRTMIN; --signal) {
    struct sigaction action {};
    if (sigaction(signal, nullptr, &action) == 0 && (action.sa_flags & SA_SIGINFO) == 0 &&
        action.sa_handler == SIG_DFL) {
      return signal;
    }
  }
  return std::nullopt;
}

timespec after(std::chrono::milliseconds patience) {
  timespec now{};
  clock_gettime(CLOCK_REALTIME, &now);
  const auto until = std::chrono::nanoseconds(now.tv_nsec) + patience;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(until);
  return {now.tv_sec + seconds.count(), (until - seconds).count()};
}

bool wait_for_answer(Question& asked, std::chrono::milliseconds patience) {
  const timespec until = after(patience);
  while (sem_timedwait(&asked.answered, &until) != 0) {
    if (errno == EINTR) continue;
    // Whoever takes the question back first decides: the handler may be at work just now.
    return asked.asked.exchange(0) == 0 && sem_wait(&asked.answered) == 0;
  }
  return true;
}

std::string text_of(const Question& asked) {
  std::string text;
  for (int i = kHandlerFrames; i < asked.count; ++i) {
    const std::string frame = describe_address(asked.frames[static_cast<std::size_t>(i)]);
    if (!text.empty() && text.size() + frame.size() > kText) break;
    text += (text.empty() ? "" : " < ") + frame;
  }
  return text;
}

std::string ask(std::uint32_t thread, std::chrono::milliseconds patience) {
  if (LinkerAtWork::any()) return {};  // whom backtrace() asks, too
  Question& asked = question();
  const kit::Lock lock(asked.turn);
  const std::optional<int> signal = unused_signal();
  if (!signal) return {};
  struct sigaction ours {};
  struct sigaction before {};
  ours.sa_handler = answer;
  ours.sa_flags = SA_RESTART;
  sigemptyset(&ours.sa_mask);
  if (sigaction(*signal, &ours, &before) != 0) return {};
  asked.asked.store(thread);
  std::string text;
  if (syscall(SYS_tgkill, getpid(), thread, *signal) == 0 && wait_for_answer(asked, patience)) text = text_of(asked);
  const bool unanswered = text.empty();
  asked.asked.store(0);
  // A signal that is still pending would end the process by default: then it is ignored for good.
  struct sigaction ignored {};
  ignored.sa_handler = SIG_IGN;
  sigaction(*signal, unanswered ? &ignored : &before, nullptr);
  return text;
}

std::string first_line(const std::string& path) {
  std::ifstream file(path);
  std::string line;
  std::getline(file, line);
  return line;
}

// What the kernel knows: where the thread sleeps, and its state.
std::string from_kernel(std::uint32_t thread) {
  const std::string folder = "/proc/self/task/" + std::to_string(thread) + "/";
  std::string text;
  if (const std::string channel = first_line(folder + "wchan"); !channel.empty() && channel != "0") {
    text = "in the kernel at " + channel;
  }
  std::ifstream status(folder + "status");
  for (std::string line; std::getline(status, line);) {
    if (line.rfind("State:", 0) != 0) continue;
    text += (text.empty() ? "state" : ", state") + line.substr(6);
    break;
  }
  return text.empty() ? "its thread has ended" : text;
}

}  // namespace

std::string what_thread_does(std::uint32_t thread, std::chrono::milliseconds patience) {
  std::string text = ask(thread, patience);
  return text.empty() ? from_kernel(thread) : text;
}

}  // namespace postroom::lifecycle
