// SPDX-License-Identifier: Apache-2.0
//
// The message services that are installed: what the mapisvc.inf drop-ins of all folders say together (B-49 … B-51).
//
// Every *.inf of a folder is read, by name; where two describe a service of the same name, the first wins. A service's
// provider and extra sections are those of its own file. A file that cannot be read takes none of the others with it:
// it is a complaint, which also explains why a service is missing.
#pragma once

#include "runtime/profile/inf_properties.hpp"

#include <postroom/property_bag.hpp>

#include <filesystem>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace postroom::profile {

struct ProviderDefinition {
  std::string name;
  kit::PropertyBag properties;
};

struct ExtraDefinition {
  MAPIUID uid{};
  kit::PropertyBag properties;
};

struct ServiceDefinition {
  std::string name;          // PR_SERVICE_NAME: the section, as [Services] spells it
  std::string display_name;  // from [Services]; PR_DISPLAY_NAME in `properties` goes before it
  kit::PropertyBag properties;
  std::vector<ProviderDefinition> providers;
  std::vector<ExtraDefinition> extras;
};

class ServiceCatalogue {
 public:
  static ServiceCatalogue load(std::span<const std::filesystem::path> folders);

  // Adds what one file describes; InfError when anything in it is wrong, and then nothing of it is added.
  void add(const InfFile& file);

  const std::vector<ServiceDefinition>& services() const noexcept { return services_; }
  // Names of services, in the order in which they are to be added (B-4). Each exists.
  std::vector<std::string> default_services() const;
  const std::vector<std::string>& complaints() const noexcept { return complaints_; }

  // MAPI_E_NOT_FOUND, saying which files could not be read (B-27).
  const ServiceDefinition& service(std::string_view name) const;
  // A provider section of any service, that of `service` first; null when there is none (B-40).
  const ProviderDefinition* provider(std::string_view service, std::string_view name) const;

 private:
  std::vector<ServiceDefinition> services_;
  std::vector<std::string> defaults_;
  std::vector<std::string> complaints_;
};

}  // namespace postroom::profile
