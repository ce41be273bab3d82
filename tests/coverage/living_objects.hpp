// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/com_ptr.hpp>

#include <mapispi.h>
#include <mapix.h>

#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace postroom::test {

// One object of an interface: its interface pointer, and what keeps it alive.
struct Live {
  std::string name;
  void* pointer = nullptr;
  std::shared_ptr<void> keep;
  std::function<void()> end;  // ends what the object belongs to; empty when the session's logoff does
};

// Real objects of every interface that Postroom implements: most through a session with the store, the address book and
// the transport of the build, those of the service provider interface through the provider libraries with a support
// object that remembers, and the support object itself from a provider that hands its own out.
//
// One at a time, on one thread, in a home of its own. The destructor logs off and uninitialises.
class LivingObjects {
 public:
  LivingObjects();
  ~LivingObjects();

  // The session's Logoff, and the last MAPIUninitialize, before the destructor would make them.
  void log_off();
  void uninitialise();

  // Fresh objects of one interface, of every kind that there is. Empty when nobody implements it.
  std::vector<Live> make(const std::string& interface);

  // The first of the fresh objects of an interface.
  template <class I>
  kit::com_ptr<I> first(const std::string& interface, std::size_t index = 0) {
    return kit::com_ptr<I>::share(static_cast<I*>(make(interface).at(index).pointer));
  }

  IMAPISession& session() const noexcept { return *session_; }

 private:
  using Objects = std::vector<Live>;

  void make_home();
  void make_profile();
  void open_session();
  void find_supports();
  void add_makers();
  void add_provider_makers();

  kit::com_ptr<IMAPISession> log_on(ULONG flags);
  kit::com_ptr<IMsgStore> open_store(const std::string& provider);
  kit::com_ptr<IUnknown> open_entry(std::string entry, ULONG flags = MAPI_BEST_ACCESS);
  kit::com_ptr<IMessage> new_message();
  kit::com_ptr<IProfSect> section();
  std::string new_list();
  Objects tables();
  Objects status_objects();
  Objects supports();

  std::filesystem::path home_;
  bool initialised_ = false;
  std::map<std::string, std::function<Objects()>> makers_;
  kit::com_ptr<IMAPISession> session_;
  kit::com_ptr<IMsgStore> store_;
  kit::com_ptr<IMsgStore> example_store_;
  kit::com_ptr<IMAPIFolder> inbox_;
  kit::com_ptr<IAddrBook> book_;
  kit::com_ptr<IABContainer> personal_;
  std::string person_;
  std::string list_;
  void* example_library_ = nullptr;
  IMAPISupport* supports_[3] = {};
};

// Those of this program: made at the first call, gone when all tests have run.
LivingObjects& living_objects();

}  // namespace postroom::test
