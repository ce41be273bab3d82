// SPDX-License-Identifier: Apache-2.0
#include "runtime/mapiutil/flat_copy.hpp"

#include <postroom/failure.hpp>

#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <cwchar>
#include <limits>

namespace postroom::mapiutil {
namespace {

constexpr std::size_t kAlignment = 8;

constexpr std::size_t padded(std::size_t bytes) noexcept {
  return (bytes + kAlignment - 1) & ~(kAlignment - 1);
}

// A step is what the walk does at each pointer member. reach() answers where the member's data can be read now;
// place() gives the member its new value and answers where the data can be read after that.

class Count {
 public:
  template <class T>
  T* reach(T* member) const noexcept {
    return member;
  }
  template <class T>
  T* place(T*& member, std::size_t bytes) noexcept {
    total_ += padded(bytes);
    return member;
  }
  std::size_t total() const noexcept { return total_; }

 private:
  std::size_t total_ = 0;
};

class Copy {
 public:
  explicit Copy(std::byte* cursor) noexcept : cursor_(cursor) {}
  template <class T>
  T* reach(T* member) const noexcept {
    return member;
  }
  template <class T>
  T* place(T*& member, std::size_t bytes) noexcept {
    std::memcpy(cursor_, member, bytes);
    member = reinterpret_cast<T*>(cursor_);
    cursor_ += padded(bytes);
    return member;
  }

 private:
  std::byte* cursor_;
};

class Allocate {
 public:
  Allocate(LPALLOCATEMORE allocate_more, void* head) noexcept : allocate_more_(allocate_more), head_(head) {}
  template <class T>
  T* reach(T* member) const noexcept {
    return member;
  }
  template <class T>
  T* place(T*& member, std::size_t bytes) {
    kit::require(allocate_more_ != nullptr, "there is no function to allocate with");
    kit::require(bytes <= std::numeric_limits<LONG>::max(), "a value is too long");
    void* block = nullptr;
    kit::check(allocate_more_(static_cast<ULONG>(bytes), head_, &block), "out of memory");
    std::memcpy(block, member, bytes);
    member = static_cast<T*>(block);
    return member;
  }

 private:
  LPALLOCATEMORE allocate_more_;
  void* head_;
};

class Move {
 public:
  // The structures lie at the base that they are nearer to.
  Move(const void* structures, const void* old_base, const void* new_base) noexcept
      : delta_(address(new_base) - address(old_base)),
        at_new_(distance(structures, new_base) < distance(structures, old_base)) {}
  template <class T>
  T* reach(T* member) const noexcept {
    return at_new_ ? moved(member) : member;
  }
  template <class T>
  T* place(T*& member, std::size_t bytes) noexcept {
    T* const readable = reach(member);
    total_ += padded(bytes);
    member = moved(member);
    return readable;
  }
  std::size_t total() const noexcept { return total_; }

 private:
  static std::uintptr_t address(const void* pointer) noexcept { return reinterpret_cast<std::uintptr_t>(pointer); }
  static std::uintptr_t distance(const void* a, const void* b) noexcept {
    return address(a) < address(b) ? address(b) - address(a) : address(a) - address(b);
  }
  template <class T>
  T* moved(T* member) const noexcept {
    return reinterpret_cast<T*>(address(member) + delta_);
  }

  std::uintptr_t delta_;  // modulo the address space
  bool at_new_;
  std::size_t total_ = 0;
};

[[noreturn]] void invalid(const char* what) {
  kit::fail(MAPI_E_INVALID_PARAMETER, what);
}

// `count` things of T behind `member`; none need no pointer.
template <class Step, class T>
T* walk_array(Step& step, T*& member, std::size_t count) {
  if (count == 0) return nullptr;
  if (member == nullptr) invalid("a value has a null pointer");
  return step.place(member, count * sizeof(T));
}

template <class Step>
void walk_bytes(Step& step, BYTE*& member, std::size_t count) {
  walk_array(step, member, count);
}

template <class Step, class Pointer>
void walk_opaque(Step& step, Pointer& member, std::size_t bytes) {
  if (bytes == 0 || member == nullptr) return;
  auto* raw = reinterpret_cast<BYTE*>(member);
  walk_bytes(step, raw, bytes);
  member = reinterpret_cast<Pointer>(raw);
}

template <class Step>
void walk_text(Step& step, LPSTR& member) {
  if (member == nullptr) invalid("a text is a null pointer");
  step.place(member, std::strlen(step.reach(member)) + 1);
}

template <class Step>
void walk_text(Step& step, LPWSTR& member) {
  if (member == nullptr) invalid("a text is a null pointer");
  step.place(member, (std::wcslen(step.reach(member)) + 1) * sizeof(WCHAR));
}

template <class Step>
void walk_text(Step& step, LPTSTR& member, ULONG flags) {
  if (member == nullptr) return;
  if ((flags & MAPI_UNICODE) != 0) {
    auto* wide = reinterpret_cast<LPWSTR>(member);
    walk_text(step, wide);
    member = reinterpret_cast<LPTSTR>(wide);
  } else {
    auto* narrow = reinterpret_cast<LPSTR>(member);
    walk_text(step, narrow);
    member = reinterpret_cast<LPTSTR>(narrow);
  }
}

template <class Step>
void walk(Step& step, SPropValue& value) {
  auto& of = value.Value;
  switch (PROP_TYPE(value.ulPropTag)) {
    case PT_UNSPECIFIED:
    case PT_NULL:
    case PT_I2:
    case PT_LONG:
    case PT_R4:
    case PT_DOUBLE:
    case PT_CURRENCY:
    case PT_APPTIME:
    case PT_ERROR:
    case PT_BOOLEAN:
    case PT_OBJECT:
    case PT_I8:
    case PT_SYSTIME:
      return;
    case PT_STRING8:
      return walk_text(step, of.lpszA);
    case PT_UNICODE:
      return walk_text(step, of.lpszW);
    case PT_BINARY:
      return walk_bytes(step, of.bin.lpb, of.bin.cb);
    case PT_CLSID:
      walk_array(step, of.lpguid, 1);
      return;
    case PT_MV_I2:
      walk_array(step, of.MVi.lpi, of.MVi.cValues);
      return;
    case PT_MV_LONG:
      walk_array(step, of.MVl.lpl, of.MVl.cValues);
      return;
    case PT_MV_R4:
      walk_array(step, of.MVflt.lpflt, of.MVflt.cValues);
      return;
    case PT_MV_DOUBLE:
      walk_array(step, of.MVdbl.lpdbl, of.MVdbl.cValues);
      return;
    case PT_MV_CURRENCY:
      walk_array(step, of.MVcur.lpcur, of.MVcur.cValues);
      return;
    case PT_MV_APPTIME:
      walk_array(step, of.MVat.lpat, of.MVat.cValues);
      return;
    case PT_MV_SYSTIME:
      walk_array(step, of.MVft.lpft, of.MVft.cValues);
      return;
    case PT_MV_I8:
      walk_array(step, of.MVli.lpli, of.MVli.cValues);
      return;
    case PT_MV_CLSID:
      walk_array(step, of.MVguid.lpguid, of.MVguid.cValues);
      return;
    case PT_MV_BINARY: {
      SBinary* const values = walk_array(step, of.MVbin.lpbin, of.MVbin.cValues);
      for (ULONG i = 0; i < of.MVbin.cValues; ++i) walk_bytes(step, values[i].lpb, values[i].cb);
      return;
    }
    case PT_MV_STRING8: {
      LPSTR* const values = walk_array(step, of.MVszA.lppszA, of.MVszA.cValues);
      for (ULONG i = 0; i < of.MVszA.cValues; ++i) walk_text(step, values[i]);
      return;
    }
    case PT_MV_UNICODE: {
      LPWSTR* const values = walk_array(step, of.MVszW.lppszW, of.MVszW.cValues);
      for (ULONG i = 0; i < of.MVszW.cValues; ++i) walk_text(step, values[i]);
      return;
    }
    default:
      invalid("a property has an unknown type");
  }
}

template <class Step>
void walk_values(Step& step, LPSPropValue& member, ULONG count) {
  SPropValue* const values = walk_array(step, member, count);
  for (ULONG i = 0; i < count; ++i) walk(step, values[i]);
}

template <class Step>
void walk(Step& step, ERROR_NOTIFICATION& error) {
  walk_opaque(step, error.lpEntryID, error.cbEntryID);
  if (error.lpMAPIError == nullptr) return;
  MAPIERROR* const details = step.place(error.lpMAPIError, sizeof(MAPIERROR));
  walk_text(step, details->lpszError, error.ulFlags);
  walk_text(step, details->lpszComponent, error.ulFlags);
}

template <class Step>
void walk(Step& step, NEWMAIL_NOTIFICATION& mail) {
  walk_opaque(step, mail.lpEntryID, mail.cbEntryID);
  walk_opaque(step, mail.lpParentID, mail.cbParentID);
  walk_text(step, mail.lpszMessageClass, mail.ulFlags);
}

template <class Step>
void walk(Step& step, OBJECT_NOTIFICATION& object) {
  walk_opaque(step, object.lpEntryID, object.cbEntryID);
  walk_opaque(step, object.lpParentID, object.cbParentID);
  walk_opaque(step, object.lpOldID, object.cbOldID);
  walk_opaque(step, object.lpOldParentID, object.cbOldParentID);
  if (object.lpPropTagArray == nullptr) return;
  const ULONG count = step.reach(object.lpPropTagArray)->cValues;
  step.place(object.lpPropTagArray, CbNewSPropTagArray(count));
}

template <class Step>
void walk(Step& step, TABLE_NOTIFICATION& table) {
  walk(step, table.propIndex);
  walk(step, table.propPrior);
  walk_values(step, table.row.lpProps, table.row.cValues);
}

template <class Step>
void walk(Step& step, STATUS_OBJECT_NOTIFICATION& status) {
  walk_opaque(step, status.lpEntryID, status.cbEntryID);
  walk_values(step, status.lpPropVals, status.cValues);
}

template <class Step>
void walk(Step& step, NOTIFICATION& notification) {
  switch (notification.ulEventType) {
    case fnevCriticalError:
      return walk(step, notification.info.err);
    case fnevNewMail:
      return walk(step, notification.info.newmail);
    case fnevObjectCreated:
    case fnevObjectDeleted:
    case fnevObjectModified:
    case fnevObjectMoved:
    case fnevObjectCopied:
    case fnevSearchComplete:
      return walk(step, notification.info.obj);
    case fnevTableModified:
      return walk(step, notification.info.tab);
    case fnevExtended:
      return walk_opaque(step, notification.info.ext.pbEventParameters, notification.info.ext.cb);
    case fnevStatusObjectModified:
      return walk(step, notification.info.statobj);
    default:
      invalid("a notification has an unknown event type");
  }
}

template <class T>
std::size_t size_of(std::span<const T> structures) {
  Count count;
  // Counting writes nothing: the walk has one form for all steps.
  for (const T& one : structures) walk(count, const_cast<T&>(one));
  return padded(structures.size_bytes()) + count.total();
}

template <class T>
T* copy_of(std::span<const T> structures, void* block) {
  auto* const copies = static_cast<T*>(block);
  if (!structures.empty()) std::memcpy(static_cast<void*>(copies), structures.data(), structures.size_bytes());
  Copy copy(static_cast<std::byte*>(block) + padded(structures.size_bytes()));
  for (std::size_t i = 0; i < structures.size(); ++i) walk(copy, copies[i]);
  return copies;
}

template <class T>
std::size_t move_of(std::span<T> structures, const void* old_base, const void* new_base) {
  Move move(structures.data(), old_base, new_base);
  for (T& one : structures) walk(move, one);
  return padded(structures.size_bytes()) + move.total();
}

}  // namespace

void store_size(ULONG* target, std::size_t size) {
  kit::require(size <= std::numeric_limits<LONG>::max(), "the structures are too long for one block");
  if (target != nullptr) *target = static_cast<ULONG>(size);
}

std::size_t flat_size(std::span<const SPropValue> values) {
  return size_of(values);
}
std::size_t flat_size(std::span<const NOTIFICATION> notifications) {
  return size_of(notifications);
}

std::size_t data_size(const SPropValue& value) {
  return size_of(std::span(&value, 1)) - padded(sizeof(SPropValue));
}

SPropValue* flat_copy(std::span<const SPropValue> values, void* block) {
  return copy_of(values, block);
}
NOTIFICATION* flat_copy(std::span<const NOTIFICATION> notifications, void* block) {
  return copy_of(notifications, block);
}

std::size_t relocate(std::span<SPropValue> values, const void* old_base, const void* new_base) {
  return move_of(values, old_base, new_base);
}
std::size_t relocate(std::span<NOTIFICATION> notifications, const void* old_base, const void* new_base) {
  return move_of(notifications, old_base, new_base);
}

void deepen(SPropValue& value, LPALLOCATEMORE allocate_more, void* head) {
  Allocate step(allocate_more, head);
  walk(step, value);
}

}  // namespace postroom::mapiutil
