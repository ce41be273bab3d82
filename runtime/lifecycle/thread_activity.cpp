// SPDX-License-Identifier: Apache-2.0
#include "runtime/lifecycle/thread_activity.hpp"

#include "runtime/lifecycle/code_address.hpp"
#include "runtime/lifecycle/ledger.hpp"
#include "runtime/lifecycle/symbols.hpp"

#include <postroom/mutex.hpp>

#include <execinfo.h>
#include <signal.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cerrno>
#include <chrono>
#include <fstream>
#include <optional>
#include <sstream>
#include <thread>
#include <utility>

namespace postroom::lifecycle {
namespace {

constexpr std::size_t kFrames = 32;
constexpr int kHandlerFrames = 2;  // the handler's own and the kernel's trampoline
constexpr std::size_t kText = 96;  // a record of the trace has no room for more

// One question and its answer, for one after the other. Never freed, nor used again when a thread has taken it and not
// answered: it may do so long after nobody waits any more.
struct Question {
  Question* const spoilt;               // the one before, of which that is so
  std::atomic<std::uint32_t> asked{0};  // the thread that is asked; the handler of any other does nothing
  std::atomic<bool> answered{false};
  std::array<void*, kFrames> frames{};
  int count = 0;
};

constinit std::atomic<Question*> current{nullptr};

Question& new_question() {
  auto* const made = new Question{current.load(std::memory_order_relaxed)};
  current.store(made, std::memory_order_release);
  return *made;
}

kit::Mutex& turn() noexcept {
  static auto* const mutex = new kit::Mutex;  // one question at a time; never destroyed
  return *mutex;
}

void answer(int) {
  const int error = errno;
  Question& asked = *current.load(std::memory_order_acquire);
  std::uint32_t me = static_cast<std::uint32_t>(gettid());
  if (asked.asked.compare_exchange_strong(me, 0)) {
    asked.count = backtrace(asked.frames.data(), kFrames);
    asked.answered.store(true, std::memory_order_release);
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

// Looks now and then: who answers is in a signal handler, and can tell nobody.
bool wait_for_answer(const Question& asked, std::chrono::milliseconds patience) {
  const auto until = std::chrono::steady_clock::now() + patience;
  while (!asked.answered.load(std::memory_order_acquire)) {
    if (std::chrono::steady_clock::now() > until) return false;
    std::this_thread::sleep_for(std::chrono::microseconds(100));
  }
  return true;
}

// The innermost frame of each module that it has come through: how it got from a provider into the C library's wait,
// say. The function's name gives way to the offset where there is no room for it.
std::string text_of(const Question& asked) {
  std::string text;
  Symbols symbols;
  const void* last = nullptr;
  for (int i = kHandlerFrames; i < asked.count; ++i) {
    const void* const address = asked.frames[static_cast<std::size_t>(i)];
    const auto module = module_of(address);
    if (module && std::exchange(last, module->base) == module->base) continue;
    std::string frame = symbols.describe(address);
    const auto fits = [&] { return text.size() + frame.size() <= kText; };
    if (frame.size() > kText / 2 || (!text.empty() && !fits())) frame = describe_address(address);
    if (!text.empty() && !fits()) break;
    text += (text.empty() ? "" : " < ") + frame;
  }
  return text;
}

std::string ask(std::uint32_t thread, std::chrono::milliseconds patience) {
  const kit::Lock lock(turn());
  const std::optional<int> signal = unused_signal();
  if (!signal) return {};
  Question* const last = current.load(std::memory_order_relaxed);
  Question& asked = last == nullptr ? new_question() : *last;
  asked.answered = false;
  struct sigaction ours {};
  struct sigaction before {};
  ours.sa_handler = answer;
  ours.sa_flags = SA_RESTART;
  sigemptyset(&ours.sa_mask);
  if (sigaction(*signal, &ours, &before) != 0) return {};
  asked.asked.store(thread);
  bool answered = syscall(SYS_tgkill, getpid(), thread, *signal) == 0 && wait_for_answer(asked, patience);
  // Whoever takes the question back first decides: the handler may be at work just now.
  const bool taken = !answered && asked.asked.exchange(0) == 0;
  if (taken) answered = wait_for_answer(asked, patience);
  if (taken && !answered) new_question();
  // A signal that is still pending would end the process by default: then it is ignored for good.
  struct sigaction ignored {};
  ignored.sa_handler = SIG_IGN;
  sigaction(*signal, answered ? &before : &ignored, nullptr);
  return answered ? text_of(asked) : std::string();
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

void prepare_to_ask() noexcept {
  static const int loaded = [] {
    void* first[1];
    return ::backtrace(first, 1);
  }();
  static_cast<void>(loaded);
}

std::string what_thread_does(std::uint32_t thread, std::chrono::milliseconds patience) {
  std::string text = ask(thread, patience);
  return text.empty() ? from_kernel(thread) : text;
}

}  // namespace postroom::lifecycle
