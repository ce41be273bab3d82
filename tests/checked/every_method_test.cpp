// SPDX-License-Identifier: Apache-2.0
//
// Each method of each proxy by its place in the vtable, as runtime/checked/methods.csv describes it: the provider's
// method of the same place is called with the same arguments, its own objects come to it unwrapped, and what it gives
// comes out as a proxy.
#include "proxy_fixture.hpp"

#include "runtime/checked/registry.hpp"

#include <gtest/gtest.h>

#include <cstdlib>
#include <fstream>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>

namespace postroom::test {
namespace {

struct Parameter {
  std::string type;
  std::string name;
  std::string annotation;

  bool is(const char* kind) const { return annotation == kind; }
  bool gives() const { return annotation.rfind("out", 0) == 0; }
  bool says_its_type() const { return annotation.find(" by ") != std::string::npos; }
  // What the test lets it give: where the caller names no interface, the object's type or the object itself says it.
  std::string interface_given() const {
    if (says_its_type()) return "IMessage";
    const std::string named = annotation.substr(annotation.rfind(' ') + 1);
    return named == "IUnknown" ? "IStream" : named;
  }
};
struct Method {
  std::string name;
  std::vector<Parameter> parameters;
};
struct Interface {
  std::string name;
  std::string base;
};

std::vector<std::string> split(const std::string& text, char separator) {
  std::vector<std::string> parts;
  std::stringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) {
    const auto first = part.find_first_not_of(' ');
    if (first != std::string::npos) parts.push_back(part.substr(first));
  }
  return parts;
}

Parameter parameter(const std::string& text) {
  Parameter result;
  std::string fact = text;
  if (const auto bracket = text.find(" ["); bracket != std::string::npos) {
    result.annotation = text.substr(bracket + 2, text.size() - bracket - 3);
    fact = text.substr(0, bracket);
  }
  const auto space = fact.rfind(' ');
  result.type = fact.substr(0, space);
  result.name = fact.substr(space + 1);
  return result;
}

std::vector<std::string> lines(const std::string& file) {
  std::ifstream stream(std::string(std::getenv("POSTROOM_TEST_SOURCE")) + "/runtime/checked/" + file);
  std::vector<std::string> result;
  for (std::string line; std::getline(stream, line);) result.push_back(line);
  if (result.size() < 2) throw std::runtime_error("cannot read " + file);
  result.erase(result.begin());  // the heading
  return result;
}

std::vector<Interface> interfaces() {
  std::vector<Interface> result;
  for (const std::string& line : lines("interfaces.csv")) {
    const auto cells = split(line, ',');
    result.push_back({cells[0], cells[1]});
  }
  return result;
}

// The methods of an interface from slot 3 on, inherited ones first.
std::vector<Method> methods_of(const std::string& interface) {
  std::vector<Method> result;
  for (const Interface& known : interfaces()) {
    if (known.name == interface && known.base != "IUnknown") result = methods_of(known.base);
  }
  for (const std::string& line : lines("methods.csv")) {
    const auto first = line.find(',');
    const auto second = line.find(',', first + 1);
    if (line.substr(0, first) != interface) continue;
    Method method;
    method.name = line.substr(first + 1, second - first - 1);
    for (const std::string& part : split(line.substr(second + 1), ';')) method.parameters.push_back(parameter(part));
    result.push_back(std::move(method));
  }
  return result;
}

const IID& iid_named(const std::string& interface) {
  static const std::map<std::string, const IID*> kOthers = {{"IUnknown", &IID_IUnknown}};
  const auto other = kOthers.find(interface);
  if (other != kOthers.end()) return *other->second;
  for (const checked::FaceType* type : checked::face_types()) {
    if (interface == type->name) return *type->iid;
  }
  throw std::runtime_error(interface + " has no proxies");
}

class EveryMethod : public CheckedProxy, public ::testing::WithParamInterface<std::string> {
 protected:
  IUnknown* watched(Thing& thing, const IID& iid) { return checked::watch(thing.reference(), iid, owner_); }

  // Calls the method through a proxy and says what came to the thing behind it. `own` goes to it wherever a client
  // hands an object in, `given` comes from it wherever one comes out.
  void exercise(const Method& method, std::size_t slot, IUnknown* proxy, Thing& thing) {
    SCOPED_TRACE(method.name);
    Thing own({&IID_IMessage});
    IUnknown* const own_proxy = watched(own, IID_IMessage);
    std::vector<std::unique_ptr<Thing>> given;
    std::array<IUnknown*, Thing::kArguments> places{};
    std::array<ULONG_PTR, Thing::kArguments> arguments{};
    ULONG object_type = MAPI_MESSAGE;
    thing.give_nothing();
    thing.slot = 0;
    ASSERT_LE(method.parameters.size(), Thing::kArguments);
    for (std::size_t i = 0; i < method.parameters.size(); ++i) {
      const Parameter& parameter = method.parameters[i];
      arguments[i] = 0x1000 + i;
      if (parameter.is("in")) {
        arguments[i] = reinterpret_cast<ULONG_PTR>(own_proxy);
      } else if (parameter.is("support") || parameter.type == "LPCIID") {
        arguments[i] = 0;  // no object, and the interface that the annotation names
      } else if (parameter.name == "lpulObjType") {
        arguments[i] = reinterpret_cast<ULONG_PTR>(&object_type);
      } else if (parameter.gives()) {
        arguments[i] = reinterpret_cast<ULONG_PTR>(&places[i]);
        std::vector<const IID*> iids;
        if (!parameter.says_its_type()) iids.push_back(&iid_named(parameter.interface_given()));
        given.push_back(std::make_unique<Thing>(std::move(iids)));
        thing.give(i, *given.back());
      }
    }

    EXPECT_EQ(call_slot(proxy, slot, arguments), S_OK);

    ASSERT_EQ(thing.slot, slot) << "another method was called";
    std::size_t next_given = 0;
    for (std::size_t i = 0; i < method.parameters.size(); ++i) {
      const Parameter& parameter = method.parameters[i];
      SCOPED_TRACE(parameter.name);
      if (parameter.is("in")) {
        EXPECT_EQ(thing.arguments[i], reinterpret_cast<ULONG_PTR>(own.pointer())) << "its own object came as a proxy";
      } else {
        EXPECT_EQ(static_cast<ULONG>(thing.arguments[i]), static_cast<ULONG>(arguments[i]));
      }
      if (!parameter.gives()) continue;
      Thing& object = *given[next_given++];
      checked::Face* const face = checked::registry().face_at(places[i]);
      ASSERT_NE(face, nullptr) << "it came out unwatched";
      EXPECT_STREQ(face->type().name, parameter.interface_given().c_str());
      EXPECT_EQ(face->object(), object.pointer());
      places[i]->Release();
      EXPECT_EQ(object.references(), 0U);
    }
    EXPECT_EQ(own.references(), 1U) << "what is lent for a call is given back";
    own_proxy->Release();
  }
};

TEST_P(EveryMethod, ForwardsToTheSameSlotUnwrapsItsOwnAndWrapsWhatComes) {
  const std::vector<Method> methods = methods_of(GetParam());
  ASSERT_FALSE(methods.empty());
  Thing thing({&iid_named(GetParam())});
  IUnknown* const proxy = watched(thing, iid_named(GetParam()));
  ASSERT_TRUE(checked::is_proxy(proxy));
  for (std::size_t i = 0; i < methods.size(); ++i) exercise(methods[i], i + 3, proxy, thing);
  EXPECT_EQ(thing.references(), 1U);
  EXPECT_EQ(proxy->Release(), 0U);
  EXPECT_EQ(thing.references(), 0U);
}

TEST_P(EveryMethod, PassesAFailureAndTouchesNoOutput) {
  const std::vector<Method> methods = methods_of(GetParam());
  Thing thing({&iid_named(GetParam())});
  thing.answer = MAPI_E_NOT_FOUND;
  IUnknown* const proxy = watched(thing, iid_named(GetParam()));
  for (std::size_t i = 0; i < methods.size(); ++i) {
    std::array<IUnknown*, Thing::kArguments> places{};
    places.fill(reinterpret_cast<IUnknown*>(0x10));  // what a failed method leaves there means nothing
    std::array<ULONG_PTR, Thing::kArguments> arguments{};
    for (std::size_t k = 0; k < methods[i].parameters.size(); ++k) {
      const Parameter& parameter = methods[i].parameters[k];
      if (parameter.gives()) arguments[k] = reinterpret_cast<ULONG_PTR>(&places[k]);
      if (parameter.type.find('&') != std::string::npos) arguments[k] = reinterpret_cast<ULONG_PTR>(&IID_IUnknown);
    }
    EXPECT_EQ(call_slot(proxy, i + 3, arguments), MAPI_E_NOT_FOUND) << methods[i].name;
    for (IUnknown* place : places) EXPECT_EQ(place, reinterpret_cast<IUnknown*>(0x10)) << methods[i].name;
  }
  proxy->Release();
}

std::vector<std::string> names() {
  std::vector<std::string> result;
  for (const Interface& known : interfaces()) result.push_back(known.name);
  return result;
}

INSTANTIATE_TEST_SUITE_P(Of, EveryMethod, ::testing::ValuesIn(names()),
                         [](const auto& interface) { return interface.param; });

}  // namespace
}  // namespace postroom::test
