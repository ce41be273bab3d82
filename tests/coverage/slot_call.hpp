// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/allocators.hpp>
#include <postroom/mapi_ptr.hpp>

#include <mapispi.h>
#include <mapiutil.h>
#include <mapix.h>

#include <cstddef>
#include <cstring>
#include <tuple>
#include <type_traits>
#include <utility>

// Calls a method of a MAPI interface as a vtable has it: by its index, with the signature from the facts and arguments
// that ask for nothing. tests/coverage/generate.py writes one such call for every slot.
namespace postroom::test {

enum class State : std::uint8_t { done, partly, unsupported, planned };

// What a slot answered, and what it left in the places for its results.
struct Answer {
  bool is_hresult = true;
  HRESULT code = 0;
  int results = 0;    // places that were given for results
  int null = 0;       // of these: null or zero now
  int untouched = 0;  // … still holding the poison that was there before the call
  int given = 0;      // … holding anything else
  int objects = 0;    // … of these, pointers
};

// One letter for each parameter: i is what the method reads (null or zero is given), o a place for a result (poisoned),
// b the same for what stays the callee's, u the same for an interface behind a void pointer, e the same for the words
// of an error, which a method that fails may give (C-28), x what is read and written (a place that holds null or zero).
struct Roles {
  char letters[16] = {};
  consteval Roles(const char* text) {  // NOLINT(google-explicit-constructor)
    for (std::size_t i = 0; text[i] != '\0'; ++i) letters[i] = text[i];
  }
};

struct Slot {
  const char* interface;
  std::size_t slot;
  const char* method;
  State state;
  // Null for QueryInterface, AddRef and Release, which have a test of their own.
  Answer (*call)(void* object, bool with_places);
};

constexpr unsigned char kPoison = 0x5A;

template <class T>
concept ComObject = requires(T& object) {
  object.Release();
};

// Gives back what a method that asked for nothing gave nevertheless: an empty table, a list of properties.
template <class T>
void dispose(T* result, char role) {
  if (role == 'b') return;
  if constexpr (std::is_void_v<T>) {
    if (role == 'u') static_cast<IUnknown*>(result)->Release();
  } else if constexpr (ComObject<T>) {
    result->Release();
  } else if constexpr (std::is_same_v<T, SRowSet> || std::is_same_v<T, ADRLIST>) {
    kit::RowsFree()(result);
  } else if constexpr (!std::is_function_v<T>) {
    kit::allocators().free(result);
  }
}

template <class P>
class Argument {
 public:
  Argument(char role, bool with_places) : role_(role), place_(with_places && role != 'i') {
    if constexpr (kMayBePlace) std::memset(static_cast<void*>(&held_), role == 'x' ? 0 : kPoison, sizeof held_);
  }

  P value() {
    if constexpr (kMayBePlace) {
      if (place_) return &held_;
    }
    return P{};
  }

  void look(Answer& answer) {
    if constexpr (kMayBePlace) {
      if (!place_) return;
      if (role_ == 'x') {
        if constexpr (std::is_pointer_v<Held>) {
          if (held_ != nullptr) dispose(held_, role_);  // null went in, so it is the method's
        }
        return;
      }
      if (role_ == 'e') {
        if constexpr (std::is_pointer_v<Held>) {
          if (held_ != nullptr && !poisoned()) dispose(held_, role_);
        }
        return;
      }
      ++answer.results;
      Held zero;
      std::memset(static_cast<void*>(&zero), 0, sizeof zero);
      if (poisoned()) {
        ++answer.untouched;
      } else if (std::memcmp(&held_, &zero, sizeof held_) == 0) {
        ++answer.null;
      } else {
        ++answer.given;
        if constexpr (std::is_pointer_v<Held>) {
          ++answer.objects;
          dispose(held_, role_);
        }
      }
    }
  }

 private:
  using Pointee = std::remove_pointer_t<P>;
  // A place is a pointer to something that can be held here: another pointer, a number, a large number.
  static constexpr bool kMayBePlace =
      std::is_pointer_v<P> && !std::is_const_v<Pointee> &&
      (std::is_pointer_v<Pointee> || std::is_arithmetic_v<Pointee> || std::is_same_v<Pointee, ULARGE_INTEGER>);
  using Held = std::conditional_t<kMayBePlace, Pointee, char>;

  bool poisoned() const {
    Held poison;
    std::memset(static_cast<void*>(&poison), kPoison, sizeof poison);
    return std::memcmp(&held_, &poison, sizeof held_) == 0;
  }

  const char role_;
  const bool place_;
  Held held_ = {};
};

template <std::size_t Index, Roles R, class Result, class... Parameters>
Answer call_slot(void* object, bool with_places) {
  return [&]<std::size_t... I>(std::index_sequence<I...>) {
    std::tuple<Argument<Parameters>...> arguments{Argument<Parameters>(R.letters[I], with_places)...};
    using Method = Result(STDMETHODCALLTYPE*)(void*, Parameters...);
    const auto method = reinterpret_cast<Method>((*static_cast<void***>(object))[Index]);
    Answer answer;
    answer.is_hresult = std::is_same_v<Result, HRESULT>;
    answer.code = static_cast<HRESULT>(method(object, std::get<I>(arguments).value()...));
    (std::get<I>(arguments).look(answer), ...);
    return answer;
  }
  (std::index_sequence_for<Parameters...>());
}

}  // namespace postroom::test
