// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/profile/profile.hpp"

#include <postroom/core.hpp>

#include <mapispi.h>

#include <memory>
#include <vector>

namespace postroom::session {

class Logon;
struct ConfigurationSupport;

// The four flavours of support object (D-1).
enum class Flavour { address_book, store, transport, configuration };

// On whose behalf a logon works: a client's, or the spooler's own (C-33).
enum class Role { client, spooler };

// What stands behind a support object: the context of one logon, or of one call of a message service's entry function.
// Thread-safe.
class SupportCore : public kit::Core {
 public:
  using kit::Core::Core;

  // Closes the gate, and with it those of the configuration support objects that were lent.
  void end_support() noexcept;

  virtual Flavour flavour() const noexcept = 0;
  // The provider library that the support object is for, by the name that a profile has for it; never cut.
  virtual std::string_view library() const noexcept = 0;
  // The logon; null for a configuration support object.
  virtual Logon* logon() noexcept = 0;
  // Null `uid`: the provider's own section (D-10). Throws kit::Failure.
  virtual kit::com_ptr<IProfSect> open_section(const MAPIUID* uid, ULONG flags) = 0;
  // For the provider's own call of its service's entry function (D-13).
  virtual kit::com_ptr<IMAPISupport> configuration_support() = 0;
  // The provider's last reference on the support object went.
  virtual void support_released() noexcept {}
  // … and then its memory, too: nothing of the runtime's is left in that Release but the way back to the provider.
  virtual void support_gone() noexcept {}

 protected:
  // Gives a configuration support object away that ends when this core's support ends (D-13).
  kit::com_ptr<IMAPISupport> lend(ConfigurationSupport made);

 private:
  kit::Mutex lent_mutex_;
  std::vector<std::weak_ptr<SupportCore>> lent_ POSTROOM_GUARDED_BY(lent_mutex_);
};

// The first reference on a new support object over `core`; the flavour decides which methods it has (D-2, D-3).
kit::com_ptr<IMAPISupport> make_support(std::shared_ptr<SupportCore> core);

// Whether anybody but the caller holds the support object: a provider that keeps it makes its logon live (C-20). The
// count is the runtime's own, so it can be trusted.
bool kept_by_provider(IMAPISupport& support) noexcept;

// A configuration support object for one call of a service's entry function (D-1, B-44). `own_section` is what a null
// identifier opens; `library` is the one that is called. It ends with the call: whoever made it calls end_support(), so
// that a provider that keeps it gets MAPI_E_INVALID_OBJECT.
struct ConfigurationSupport {
  std::shared_ptr<SupportCore> core;
  kit::com_ptr<IMAPISupport> support;
};
ConfigurationSupport make_configuration_support(std::shared_ptr<profile::Profile> profile, const MAPIUID& own_section,
                                                std::string_view library);

}  // namespace postroom::session
