// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/failure.hpp>

#include <cstddef>
#include <utility>

namespace postroom::kit {

// Several objects at once (M-14): all are tried, each by itself, and only what nobody can help stops the rest. Counts
// what was done and what was not.
class Batch {
 public:
  // Runs one item. A failure is counted, unless it is one that the next item would have too.
  template <class Work>
  void attempt(Work&& work) {
    try {
      std::forward<Work>(work)();
      ++done_;
    } catch (const Failure& failure) {
      if (is_final(failure.code())) throw;
      skip(failure.code());
    }
  }
  void skip(HRESULT code) noexcept {
    ++skipped_;
    if (first_ == S_OK) first_ = code;
  }
  std::size_t skipped() const noexcept { return skipped_; }

  // S_OK; MAPI_W_PARTIAL_COMPLETION; or, when nothing at all was done, the first failure.
  HRESULT result() const noexcept {
    if (skipped_ == 0) return S_OK;
    return done_ == 0 ? first_ : MAPI_W_PARTIAL_COMPLETION;
  }

 private:
  static bool is_final(HRESULT code) noexcept;

  std::size_t done_ = 0;
  std::size_t skipped_ = 0;
  HRESULT first_ = S_OK;
};

// A warning that something was left out is no success to who copies a whole.
void check_all(HRESULT code);

}  // namespace postroom::kit
