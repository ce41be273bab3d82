// SPDX-License-Identifier: Apache-2.0
//
// What message services are in a profile, and their providers: the work behind IMsgServiceAdmin and IProviderAdmin.
//
// Thread-safe; keeps nothing but the profile. Entry functions are called with no lock held (B-41, B-44). Errors are
// kit::Failure. Contract B-13, B-27 … B-48.
#pragma once

#include "runtime/profile/profile.hpp"
#include "runtime/profile/service_catalogue.hpp"
#include "runtime/profile/service_events.hpp"

#include <span>

namespace postroom::profile {

struct SectionRow;
class Transaction;

class ServiceSetup {
 public:
  explicit ServiceSetup(std::shared_ptr<Profile> profile) : profile_(std::move(profile)) {}

  // Adds a service: its sections with what mapisvc.inf says, then its entry function with MSG_SERVICE_CREATE. When
  // that fails the sections go again and the error is the function's (B-27, B-29). `display_name` counts only when
  // mapisvc.inf has no PR_DISPLAY_NAME. Returns the service's section.
  MAPIUID create(const ServiceDefinition& definition, std::string_view display_name, const ServiceEvent& ui = {});
  // Several: the entry functions are called when all sections are there (B-4).
  void create_all(const ServiceCatalogue& catalogue, std::span<const std::string> names, const ServiceEvent& ui);

  void remove(const MAPIUID& service);  // B-30
  // With its secure properties, sealed anew when the target is in another file (B-33). MAPI_E_CORRUPT_DATA, and nothing
  // is written, when they cannot be opened here or sealed there.
  void copy_to(const MAPIUID& service, Profile& target);
  void configure(const MAPIUID& service, const ServiceEvent& event);  // B-32
  void set_transport_order(std::span<const MAPIUID> providers);       // B-35, B-36
  void set_primary_identity(const MAPIUID* service_or_provider);      // B-42

  // A provider's section with what mapisvc.inf says and then `properties`; its entry function is told unless
  // `from_entry` (B-40, B-41).
  MAPIUID create_provider(const MAPIUID& service, std::string_view name, const kit::PropertyBag& properties,
                          const ServiceEvent& ui, bool from_entry);
  void remove_provider(const MAPIUID& service, const MAPIUID& provider, bool from_entry);

 private:
  MAPIUID insert(const ServiceDefinition& definition, std::string_view display_name);
  void tell_created(const MAPIUID& service, const ServiceEvent& ui);
  SectionRow require(const MAPIUID& uid) const;
  ServiceEntry require_service(const MAPIUID& uid) const;
  void retire_service(const MAPIUID& service, bool at_once);
  void unseal_for(const Profile& target, std::vector<SectionRow>& rows) const;
  void seal_for(const Profile& target, Transaction& transaction, SectionRow& row) const;

  const std::shared_ptr<Profile> profile_;
};

}  // namespace postroom::profile
