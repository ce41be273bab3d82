// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/postroom/lab/client.hpp"
#include "tools/postroom/lab/held.hpp"
#include "tools/postroom/lab/observations.hpp"

#include <functional>

namespace postroom::tool::providerlab {

// What the lab's client asks of a provider, whatever the lifecycle, and what it notes about the answers.
class ProviderUse {
 public:
  // `forced`: something is made to fail, so that failures are no findings. `seen` outlives this object.
  ProviderUse(Type type, bool forced, Observations& seen) : type_(type), forced_(forced), seen_(seen) {}

  // Opens what a client of this type of provider opens first.
  Held use(IMAPISession& session);
  // The profile's first store; null when it cannot be had.
  kit::com_ptr<IMsgStore> open_store(IMAPISession& session);
  // What is asked of every address book in turn: whose name this is, and what its recipient needs.
  static HRESULT resolve_names(IAddrBook& book);
  // StoreLogoff and Release, with the store's only reference, so that the answer is about this client alone (J-44).
  void log_off_store(ULONG request, Held& held);

 private:
  void use_store(IMAPISession& session, Held& held);
  void use_book(IMAPISession& session, Held& held);
  void use_status(IMAPISession& session, Held& held);
  template <class Interface>
  void check_identity(Interface& object, const char* what);
  void check_failure_outputs(IMsgStore& store);
  void check_identifier(IMAPISession& session, IUnknown* object, const char* what);
  void check_spoolers_methods(IMsgStore& store);
  void exercise(IMsgStore& store, Held& held);
  // Of these the outputs are looked at.
  kit::com_ptr<IUnknown> open_entry(IMsgStore& store, ULONG size, LPENTRYID id, ULONG flags = 0);
  void read_properties(IMAPIProp& object, const char* method);
  void read_table(const char* method, const std::function<HRESULT(IMAPITable**)>& open);

  const Type type_;
  const bool forced_;
  Observations& seen_;
};

}  // namespace postroom::tool::providerlab
