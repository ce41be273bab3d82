// SPDX-License-Identifier: Apache-2.0
//
// postroom resolve and person.
#include <nlohmann/json.hpp>
#include <postroom/failure.hpp>
#include <postroom/property_arrays.hpp>

#include "tools/postroom/command.hpp"
#include "tools/postroom/names.hpp"
#include "tools/postroom/session.hpp"
#include "tools/postroom/text.hpp"

namespace postroom::tool {
namespace {

const char* meaning(Resolution resolution) {
  switch (resolution) {
    case Resolution::resolved:
      return "resolved";
    case Resolution::ambiguous:
      return "ambiguous";
    default:
      return "not found";
  }
}

std::string as_line(const ResolvedName& name) {
  switch (name.resolution) {
    case Resolution::resolved:
      return filled(_("%1: %2 <%3>"), name.asked, name.display, name.address);
    case Resolution::ambiguous:
      return filled(_("%1: ambiguous, several people are called that"), name.asked);
    default:
      return filled(_("%1: not found"), name.asked);
  }
}

int exit_code(const std::vector<ResolvedName>& names) {
  int code = kDone;
  for (const ResolvedName& name : names) {
    if (name.resolution == Resolution::ambiguous) return kAmbiguous;
    if (name.resolution == Resolution::unresolved) code = kNotFound;
  }
  return code;
}

}  // namespace

int resolve_names(const Context& context, const std::vector<std::string>& names) {
  const Mapi mapi;
  Session session(context.profile);
  const std::vector<ResolvedName> resolved = resolve(session.address_book(), names).names;
  session.log_off();
  nlohmann::json document = nlohmann::json::array();
  for (const ResolvedName& name : resolved) {
    if (context.json) {
      document.push_back({{"asked", name.asked},
                          {"result", meaning(name.resolution)},
                          {"name", name.display},
                          {"address", name.address}});
    } else {
      print_line(printable(as_line(name)));
    }
  }
  if (context.json) print(document);
  return exit_code(resolved);
}

int add_person(const Context& context, const BookOptions& options) {
  if (options.name.find_first_not_of(' ') == std::string::npos) throw WrongCall(_("a person needs a name"));
  if (const std::size_t at = options.address.find('@'); at == 0 || at == std::string::npos ||
                                                        at + 1 == options.address.size() ||
                                                        options.address.find(' ') != std::string::npos)
    throw WrongCall(filled(_("'%1' is no mail address: write it as name@example.org"), options.address));
  const Mapi mapi;
  Session session(context.profile);
  add_to_address_book(session.address_book(), options.name, options.address);
  session.log_off();
  if (context.json) print({{"added", options.name}, {"address", options.address}});
  return kDone;
}

}  // namespace postroom::tool
