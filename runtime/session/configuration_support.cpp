// SPDX-License-Identifier: Apache-2.0
#include "runtime/session/support_core.hpp"

#include "runtime/lifecycle/ledger.hpp"

#include <postroom/failure.hpp>

namespace postroom::session {
namespace {

// The context of one call of a message service's entry function.
class ConfigurationCore final : public SupportCore, public std::enable_shared_from_this<ConfigurationCore> {
 public:
  ConfigurationCore(std::shared_ptr<profile::Profile> profile, const MAPIUID& own_section, std::string_view library)
      : SupportCore(kit::com_ptr<IPostroomLedger>::share(&lifecycle::ledger()), 0),
        profile_(std::move(profile)),
        own_section_(own_section),
        library_(library) {}

  Flavour flavour() const noexcept override { return Flavour::configuration; }
  std::string_view library() const noexcept override { return library_; }
  Logon* logon() noexcept override { return nullptr; }

  kit::com_ptr<IProfSect> open_section(const MAPIUID* uid, ULONG flags) override {
    return profile_->open_section(shared_from_this(), uid != nullptr ? *uid : own_section_, flags,
                                  profile::Opener::service);
  }

  kit::com_ptr<IMAPISupport> configuration_support() override {
    return lend(make_configuration_support(profile_, own_section_, library_));
  }

 private:
  const std::shared_ptr<profile::Profile> profile_;
  const MAPIUID own_section_;
  const std::string library_;
};

}  // namespace

void SupportCore::end_support() noexcept {
  gate().close();
  std::vector<std::weak_ptr<SupportCore>> lent;
  {
    const kit::Lock lock(lent_mutex_);
    lent.swap(lent_);
  }
  for (const auto& known : lent) {
    if (const auto core = known.lock()) core->end_support();
  }
}

kit::com_ptr<IMAPISupport> SupportCore::lend(ConfigurationSupport made) {
  const kit::Lock lock(lent_mutex_);
  std::erase_if(lent_, [](const auto& known) { return known.expired(); });
  lent_.push_back(made.core);
  return std::move(made.support);
}

ConfigurationSupport make_configuration_support(std::shared_ptr<profile::Profile> profile, const MAPIUID& own_section,
                                                std::string_view library) {
  auto core = std::make_shared<ConfigurationCore>(std::move(profile), own_section, library);
  return {core, make_support(core)};
}

}  // namespace postroom::session
