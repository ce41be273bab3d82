// SPDX-License-Identifier: Apache-2.0
#include "runtime/library/lab_faults.hpp"

#include "runtime/library/memory.hpp"
#include "runtime/lifecycle/trace.hpp"

#include <postroom/failure.hpp>

#include <unistd.h>
#include <atomic>
#include <cstdlib>
#include <string>

namespace postroom::library {
namespace {

unsigned long number_of(const char* variable) noexcept {
  const char* const text = ::secure_getenv(variable);
  return text == nullptr ? 0 : std::strtoul(text, nullptr, 10);
}

// Which block is refused, of those that one side asks for: the threads of a process are not in step, so that a number
// over all of them would be another block in each run.
struct Refusal {
  unsigned long number;  // from 1; 0: none
  bool beside;           // of the other threads, not of the process's first one, the client's
};

const Refusal& refusal() noexcept {
  static const unsigned long of_client = number_of("POSTROOM_LAB_FAIL_ALLOCATION");
  static const Refusal asked{of_client != 0 ? of_client : number_of("POSTROOM_LAB_FAIL_ALLOCATION_BESIDE"),
                             of_client == 0};
  return asked;
}

// The library of the provider that the lab looks at.
std::string_view looked_at() noexcept {
  static const char* const provider = ::secure_getenv("POSTROOM_LAB_PROVIDER");
  return provider == nullptr ? std::string_view() : provider;
}

bool is_refused() noexcept {
  static constinit std::atomic<unsigned long> asked{0};
  const bool beside = ::gettid() != ::getpid();
  if (beside != refusal().beside || ++asked != refusal().number) return false;
  trace::record(trace::Event::note, {}, {.method = "lab", .detail = "an allocation was refused"});
  return true;
}

SCODE STDMETHODCALLTYPE allocate(ULONG size, LPVOID* block) {
  if (!is_refused()) return allocator_triple().allocate(size, block);
  if (block != nullptr) *block = nullptr;
  return MAPI_E_NOT_ENOUGH_MEMORY;
}

SCODE STDMETHODCALLTYPE allocate_more(ULONG size, LPVOID head, LPVOID* block) {
  if (!is_refused()) return allocator_triple().allocate_more(size, head, block);
  if (block != nullptr) *block = nullptr;
  return MAPI_E_NOT_ENOUGH_MEMORY;
}

}  // namespace

bool lab_watches() noexcept {
  static const char* const watching = ::secure_getenv("POSTROOM_LAB_WATCH");
  return watching != nullptr && std::string_view(watching) == "1";
}

kit::Allocators provider_allocator_triple(std::string_view library) noexcept {
  if (refusal().number == 0 || library != looked_at()) return allocator_triple();
  return {allocate, allocate_more, allocator_triple().free};
}

void fail_support_when_asked(std::string_view method, std::string_view library) {
  static const char* const failing = ::secure_getenv("POSTROOM_LAB_FAIL_SUPPORT");
  static const unsigned long only = number_of("POSTROOM_LAB_FAIL_SUPPORT_CALL");
  static constinit std::atomic<unsigned long> asked{0};
  if (failing == nullptr || library != looked_at()) return;
  if (std::string_view(failing) == "?")
    return trace::record(trace::Event::note, {}, {.method = "lab", .detail = method});
  if (method != failing || (++asked != only && only != 0)) return;
  trace::record(trace::Event::note, {}, {.method = "lab", .detail = "a support method fails"});
  kit::fail(MAPI_E_NOT_ENOUGH_MEMORY, "IMAPISupport::" + std::string(method) + " fails because the lab asks for it.");
}

}  // namespace postroom::library
