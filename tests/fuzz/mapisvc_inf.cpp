// SPDX-License-Identifier: Apache-2.0
// Feeds the parser of mapisvc.inf with anything: it gives services or an InfError, and what it gives hangs together.
#include "runtime/profile/service_catalogue.hpp"

#include <cstdint>
#include <cstdlib>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace postroom::profile;
  ServiceCatalogue catalogue;
  try {
    catalogue.add(parse_inf({reinterpret_cast<const char*>(data), size}, "input"));
  } catch (const InfError&) {
    if (!catalogue.services().empty()) std::abort();  // nothing of a bad file is taken
    return 0;
  }
  for (const ServiceDefinition& service : catalogue.services()) {
    if (service.providers.empty()) std::abort();
    if (&catalogue.service(service.name) != &service) std::abort();
  }
  for (const std::string& name : catalogue.default_services()) catalogue.service(name);
  return 0;
}
