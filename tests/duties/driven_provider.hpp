// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tests/support/fake_support.hpp"

#include <postroom/com_ptr.hpp>

#include <mapispi.h>

#include <string>
#include <variant>
#include <vector>

namespace postroom::test {

enum class ProviderKind { address_book, store, transport };

// A provider that a test drives: which library, and which kind.
struct Maker {
  std::string name;     // "KitStore"
  std::string library;  // "postroom/libpostroom_store.so"
  ProviderKind kind;
};

// A logon object of any kind; of a store with the store that came with it.
struct DrivenLogon {
  std::variant<kit::com_ptr<IABLogon>, kit::com_ptr<IMSLogon>, kit::com_ptr<IXPLogon>> object;
  kit::com_ptr<IMsgStore> store;

  // The runtime's Release; how many references are left.
  ULONG release();
};

// One provider object, driven as a runtime drives it and with the same calls whatever its kind.
class DrivenProvider {
 public:
  explicit DrivenProvider(const Maker& maker);

  // Logs on; the support object is the provider's alone afterwards (D-9). Every call is a logon to another medium.
  DrivenLogon log_on(FakeSupport& support);
  // The logoff method with zero (J-28).
  static HRESULT log_off(const DrivenLogon& logon);
  HRESULT shut_down();  // with a pointer to zero
  // The runtime's Release of the provider object.
  void release() { provider_ = {}; }

  static HRESULT open_status(const DrivenLogon& logon, kit::com_ptr<IMAPIStatus>& status);
  // An object of every type that the logon has to give away, sub-objects and the status object included.
  std::vector<kit::com_ptr<IUnknown>> open_everything(const DrivenLogon& logon);
  // Does something that reaches the medium or the support object.
  static HRESULT work(const DrivenLogon& logon);
  // Asks the logon something, opening nothing.
  static HRESULT ask(const DrivenLogon& logon);

 private:
  const Maker maker_;
  std::variant<kit::com_ptr<IABProvider>, kit::com_ptr<IMSProvider>, kit::com_ptr<IXPProvider>> provider_;
};

// Answers a dead object to everything but IUnknown (J-73, J-74).
bool is_dead(IUnknown& object);

}  // namespace postroom::test
