// SPDX-License-Identifier: Apache-2.0
#include "runtime/profile/service_catalogue.hpp"

#include <postroom/failure.hpp>

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>

namespace postroom::profile {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kServices = "Services";
constexpr std::string_view kDefaultServices = "Default Services";

// What of a service's section is structure, not a property.
bool is_structure(std::string_view name) {
  constexpr std::array<std::string_view, 3> kNames = {"Providers", "Sections", "UID"};
  return std::ranges::any_of(kNames, [&](std::string_view known) { return same_name(known, name); });
}

class Reader {
 public:
  explicit Reader(const InfFile& file) : file_(file) {}

  ServiceDefinition service(const InfEntry& listed) const {
    const InfSection& section = required(listed.name, listed.line);
    ServiceDefinition service{listed.name, listed.value, properties(section), {}, {}};
    const InfEntry* providers = section.find("Providers");
    if (providers != nullptr) {
      for (const std::string& name : split_list(providers->value)) {
        service.providers.push_back({name, properties(required(name, providers->line))});
      }
    }
    if (service.providers.empty()) fail(section.line, "[" + section.name + "] names no provider (Providers=…)");
    if (const InfEntry* extras = section.find("Sections")) {
      for (const std::string& name : split_list(extras->value)) service.extras.push_back(extra(name, extras->line));
    }
    return service;
  }

 private:
  ExtraDefinition extra(const std::string& name, int line) const {
    const InfSection& section = required(name, line);
    const InfEntry* uid = section.find("UID");
    if (uid == nullptr) fail(section.line, "[" + section.name + "] has no UID=");
    const auto parsed = parse_uid(uid->value);
    if (!parsed) fail(uid->line, "a UID has 32 hexadecimal digits");
    return {*parsed, properties(section)};
  }

  kit::PropertyBag properties(const InfSection& section) const {
    kit::PropertyBag all;
    for (const InfEntry& entry : section.entries) {
      if (is_structure(entry.name)) continue;
      if (auto property = parse_property(entry, file_.file)) all.set(std::move(*property));
    }
    return all;
  }

  const InfSection& required(std::string_view name, int line) const {
    const InfSection* section = file_.find(name);
    if (section == nullptr) fail(line, "there is no section [" + std::string(name) + "]");
    return *section;
  }

  [[noreturn]] void fail(int line, const std::string& what) const { throw InfError(file_.file, line, what); }

  const InfFile& file_;
};

std::vector<fs::path> inf_files(const fs::path& folder) {
  std::vector<fs::path> files;
  std::error_code ignored;  // a folder that is not there has no files
  for (const auto& entry : fs::directory_iterator(folder, ignored)) {
    if (same_name(entry.path().extension().string(), ".inf")) files.push_back(entry.path());
  }
  std::ranges::sort(files);
  return files;
}

std::string contents(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  std::ostringstream text;
  text << stream.rdbuf();
  if (!stream) throw InfError(file.string(), 1, "cannot be read");
  return std::move(text).str();
}

}  // namespace

ServiceCatalogue ServiceCatalogue::load(std::span<const fs::path> folders) {
  ServiceCatalogue catalogue;
  for (const fs::path& folder : folders) {
    for (const fs::path& file : inf_files(folder)) {
      try {
        catalogue.add(parse_inf(contents(file), file.string()));
      } catch (const InfError& error) {
        catalogue.complaints_.emplace_back(error.what());
      }
    }
  }
  return catalogue;
}

void ServiceCatalogue::add(const InfFile& file) {
  const Reader reader(file);
  std::vector<ServiceDefinition> fresh;
  if (const InfSection* listed = file.find(kServices)) {
    for (const InfEntry& entry : listed->entries) fresh.push_back(reader.service(entry));
  }
  for (ServiceDefinition& service : fresh) {
    const bool known =
        std::ranges::any_of(services_, [&](const auto& other) { return same_name(other.name, service.name); });
    if (!known) services_.push_back(std::move(service));
  }
  if (const InfSection* defaults = file.find(kDefaultServices)) {
    for (const InfEntry& entry : defaults->entries) {
      const bool known = std::ranges::any_of(defaults_, [&](const auto& name) { return same_name(name, entry.name); });
      if (!known) defaults_.push_back(entry.name);
    }
  }
}

std::vector<std::string> ServiceCatalogue::default_services() const {
  std::vector<std::string> names;
  for (const std::string& name : defaults_) {
    const auto found = std::ranges::find_if(services_, [&](const auto& known) { return same_name(known.name, name); });
    if (found != services_.end()) names.push_back(found->name);
  }
  return names;
}

const ServiceDefinition& ServiceCatalogue::service(std::string_view name) const {
  for (const ServiceDefinition& service : services_) {
    if (same_name(service.name, name)) return service;
  }
  std::string what = "no message service is named " + std::string(name);
  for (const std::string& complaint : complaints_) what += "; " + complaint;
  kit::fail(MAPI_E_NOT_FOUND, what);
}

const ProviderDefinition* ServiceCatalogue::provider(std::string_view service, std::string_view name) const {
  const ProviderDefinition* any = nullptr;
  for (const ServiceDefinition& known : services_) {
    for (const ProviderDefinition& provider : known.providers) {
      if (!same_name(provider.name, name)) continue;
      if (same_name(known.name, service)) return &provider;
      if (any == nullptr) any = &provider;
    }
  }
  return any;
}

}  // namespace postroom::profile
