// SPDX-License-Identifier: Apache-2.0
#include "tests/coverage/living_objects.hpp"
#include "tests/support/tchar_text.hpp"

#include <postroom/allocators.hpp>
#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/property_arrays.hpp>

#include <gtest/gtest.h>
#include <mapiaux.h>
#include <mapitags.h>
#include <mapiutil.h>

#include <dlfcn.h>

#include <chrono>
#include <cstdlib>
#include <fstream>
#include <thread>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;
using kit::com_ptr;
using kit::PropertyBag;

template <class I>
Live live(std::string name, com_ptr<I> object, std::shared_ptr<void> also = {}) {
  if (!object) ADD_FAILURE() << "there is no " << name;
  I* const pointer = object.get();
  return {std::move(name),
          pointer,
          std::make_shared<std::pair<std::shared_ptr<void>, com_ptr<I>>>(std::move(also), std::move(object)),
          {}};
}

std::vector<PropertyBag> rows_of(IMAPITable& table, std::vector<ULONG> columns) {
  kit::check(table.SetColumns(kit::make_tags(columns).get(), 0));
  SRowSet* raw = nullptr;
  kit::check(table.QueryRows(100, 0, &raw));
  const kit::rows_ptr rows(raw);
  return kit::bags_from(*rows);
}

std::string binary_of(IMAPIProp& object, ULONG tag) {
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  kit::check(object.GetProps(kit::make_tags(std::vector<ULONG>{tag}).get(), 0, &count, kit::out(values)));
  return std::string(PropertyBag::from(std::span(values.get(), count)).binary(tag));
}

void set_text(IMAPIProp& object, ULONG tag, const char* value) {
  kit::check(object.SetProps(1, kit::make_values(PropertyBag{{tag, value}}).get(), nullptr));
}

template <class I, class Open>
com_ptr<I> opened(Open&& open) {
  com_ptr<I> object;
  kit::check(open(object));
  return object;
}

com_ptr<IMAPITable> table(const std::function<HRESULT(LPMAPITABLE*)>& open) {
  return opened<IMAPITable>([&](auto& table) { return open(table.put()); });
}

LONG STDAPICALLTYPE hear(LPVOID, ULONG, LPNOTIFICATION) {
  return 0;
}

// A message service of the example provider, which hands its support objects out.
constexpr const char* kExampleService = R"([Services]
EXAMPLE=Example
[EXAMPLE]
PR_DISPLAY_NAME=Example
Providers=EXAMPLE_AB, EXAMPLE_MS, EXAMPLE_XP
[EXAMPLE_AB]
PR_PROVIDER_DLL_NAME=spi_example
PR_RESOURCE_TYPE=MAPI_AB_PROVIDER
PR_DISPLAY_NAME=Example address book
PR_PROVIDER_DISPLAY=Example
PR_RESOURCE_FLAGS=0
[EXAMPLE_MS]
PR_PROVIDER_DLL_NAME=spi_example
PR_RESOURCE_TYPE=MAPI_STORE_PROVIDER
PR_DISPLAY_NAME=Example store
PR_PROVIDER_DISPLAY=Example
PR_RESOURCE_FLAGS=0
PR_ENTRYID=000000000b5a11005350494d530000000000000000000000
[EXAMPLE_XP]
PR_PROVIDER_DLL_NAME=spi_example
PR_RESOURCE_TYPE=MAPI_TRANSPORT_PROVIDER
PR_DISPLAY_NAME=Example transport
PR_PROVIDER_DISPLAY=Example
PR_RESOURCE_FLAGS=0
)";

}  // namespace

LivingObjects& living_objects() {
  static LivingObjects* objects = nullptr;
  if (objects == nullptr) {
    class End : public testing::Environment {
     public:
      void TearDown() override { delete std::exchange(objects, nullptr); }
    };
    objects = new LivingObjects;
    testing::AddGlobalTestEnvironment(new End);
  }
  return *objects;
}

LivingObjects::LivingObjects() {
  make_home();
  kit::check(MAPIInitialize(nullptr));
  initialised_ = true;
  kit::set_allocators({MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer});
  make_profile();
  open_session();
  find_supports();
  add_makers();
  add_provider_makers();
}

LivingObjects::~LivingObjects() {
  makers_.clear();
  personal_.reset();
  book_.reset();
  inbox_.reset();
  example_store_.reset();
  store_.reset();
  log_off();
  session_.reset();
  if (example_library_ != nullptr) dlclose(example_library_);
  uninitialise();
  fs::remove_all(home_);
}

void LivingObjects::log_off() {
  session_->Logoff(0, 0, 0);
}

void LivingObjects::uninitialise() {
  if (std::exchange(initialised_, false)) MAPIUninitialize();
}

std::vector<Live> LivingObjects::make(const std::string& interface) {
  const auto maker = makers_.find(interface);
  return maker == makers_.end() ? Objects() : maker->second();
}

void LivingObjects::make_home() {
  std::string name = (fs::temp_directory_path() / "postroom-coverage-XXXXXX").string();
  home_ = mkdtemp(name.data());
  fs::create_directories(home_ / "inf");
  setenv("POSTROOM_HOME", home_.c_str(), 1);
  setenv("POSTROOM_INF_PATH", (home_ / "inf").c_str(), 1);
  std::ofstream(home_ / "inf" / "example.inf") << kExampleService;
}

void LivingObjects::make_profile() {
  com_ptr<IProfAdmin> admin;
  kit::check(MAPIAdminProfiles(0, admin.put()));
  kit::check(admin->CreateProfile(text("coverage"), nullptr, 0, MAPI_DEFAULT_SERVICES));
  com_ptr<IMsgServiceAdmin> services;
  kit::check(admin->AdminServices(text("coverage"), nullptr, 0, 0, services.put()));
  kit::check(services->CreateMsgService(text("EXAMPLE"), nullptr, 0, 0));
}

com_ptr<IMAPISession> LivingObjects::log_on(ULONG flags) {
  return opened<IMAPISession>([&](auto& session) {
    return MAPILogonEx(0, text("coverage"), nullptr, MAPI_EXTENDED | MAPI_NEW_SESSION | flags, session.put());
  });
}

com_ptr<IMsgStore> LivingObjects::open_store(const std::string& provider) {
  const auto stores = table([&](auto** table) { return session_->GetMsgStoresTable(MAPI_UNICODE, table); });
  for (const PropertyBag& row : rows_of(*stores, {PR_ENTRYID, PR_DISPLAY_NAME_W})) {
    if ((row.text(PR_DISPLAY_NAME_W) == "Example store") != (provider == "example")) continue;
    const auto entry = kit::make_entry_id(row.binary(PR_ENTRYID));
    return opened<IMsgStore>([&](auto& store) {
      return session_->OpenMsgStore(0, static_cast<ULONG>(row.binary(PR_ENTRYID).size()), entry.get(), nullptr,
                                    MDB_NO_DIALOG | MDB_WRITE, store.put());
    });
  }
  return {};
}

com_ptr<IUnknown> LivingObjects::open_entry(std::string entry, ULONG flags) {
  return opened<IUnknown>([&](auto& object) {
    ULONG type = 0;
    return session_->OpenEntry(static_cast<ULONG>(entry.size()), reinterpret_cast<LPENTRYID>(entry.data()), nullptr,
                               flags, &type, object.put());
  });
}

void LivingObjects::open_session() {
  session_ = log_on(0);
  store_ = open_store("store");
  example_store_ = open_store("example");
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> entry;
  kit::check(store_->GetReceiveFolder(nullptr, 0, &size, kit::out(entry), nullptr));
  inbox_ = open_entry(std::string(kit::entry_id(size, entry.get()))).as<IMAPIFolder>();

  kit::check(session_->OpenAddressBook(0, nullptr, AB_NO_DIALOG, book_.put()));
  kit::check(book_->GetPAB(&size, kit::out(entry)));
  personal_ = open_entry(std::string(kit::entry_id(size, entry.get()))).as<IABContainer>();
  com_ptr<IMAPIProp> person;
  kit::check(personal_->CreateEntry(0, nullptr, 0, person.put()));
  set_text(*person, PR_DISPLAY_NAME_W, "Ann");
  set_text(*person, PR_EMAIL_ADDRESS_W, "ann@example.org");
  kit::check(person->SaveChanges(KEEP_OPEN_READONLY));
  person_ = binary_of(*person, PR_ENTRYID);
  list_ = new_list();
}

std::string LivingObjects::new_list() {
  std::string list_template = binary_of(*personal_, PR_DEF_CREATE_DL);
  com_ptr<IMAPIProp> list;
  kit::check(personal_->CreateEntry(static_cast<ULONG>(list_template.size()),
                                    reinterpret_cast<LPENTRYID>(list_template.data()), 0, list.put()));
  set_text(*list, PR_DISPLAY_NAME_W, "Everybody");
  kit::check(list->SaveChanges(KEEP_OPEN_READONLY));
  return binary_of(*list, PR_ENTRYID);
}

com_ptr<IMessage> LivingObjects::new_message() {
  auto message = opened<IMessage>([&](auto& made) { return inbox_->CreateMessage(nullptr, 0, made.put()); });
  set_text(*message, PR_SUBJECT_W, "Coverage");
  set_text(*message, PR_BODY_W, "Every slot");
  return message;
}

com_ptr<IProfSect> LivingObjects::section() {
  com_ptr<IMsgServiceAdmin> admin;
  kit::check(session_->AdminServices(0, admin.put()));
  const auto services = table([&](auto** table) { return admin->GetMsgServiceTable(MAPI_UNICODE, table); });
  MAPIUID uid;
  std::memcpy(&uid, rows_of(*services, {PR_SERVICE_UID}).at(0).binary(PR_SERVICE_UID).data(), sizeof uid);
  return opened<IProfSect>(
      [&](auto& section) { return admin->OpenProfileSection(&uid, nullptr, MAPI_MODIFY, section.put()); });
}

void LivingObjects::add_makers() {
  makers_["IMAPISession"] = [this] {
    Live session = live("session", log_on(MAPI_NO_MAIL));
    session.end = [pointer = session.pointer] { static_cast<IMAPISession*>(pointer)->Logoff(0, 0, 0); };
    return Objects{std::move(session)};
  };
  makers_["IMAPIClientShutdown"] = [this] {
    return Objects{live("session", log_on(MAPI_NO_MAIL).as<IMAPIClientShutdown>())};
  };
  makers_["IAddrBook"] = [this] { return Objects{live("address book", book_)}; };
  makers_["IABContainer"] = [this] {
    return Objects{live("personal address book", personal_),
                   live("root", opened<IUnknown>([&](auto& root) {
                                  ULONG type = 0;
                                  return book_->OpenEntry(0, nullptr, nullptr, 0, &type, root.put());
                                }).template as<IABContainer>())};
  };
  makers_["IMailUser"] = [this] { return Objects{live("person", open_entry(person_).as<IMailUser>())}; };
  makers_["IDistList"] = [this] { return Objects{live("list", open_entry(list_).as<IDistList>())}; };
  makers_["IMAPIFolder"] = [this] { return Objects{live("inbox", inbox_)}; };
  makers_["IMAPIContainer"] = [this] {
    return Objects{live("inbox", inbox_.as<IMAPIContainer>()), live("address book", personal_.as<IMAPIContainer>())};
  };
  makers_["IMessage"] = [this] { return Objects{live("new message", new_message())}; };
  makers_["IMAPIProp"] = [this] {
    return Objects{live("message", new_message().as<IMAPIProp>()), live("store", store_.as<IMAPIProp>())};
  };
  makers_["IAttach"] = [this] {
    const auto message = new_message();
    com_ptr<IAttach> attachment;
    ULONG number = 0;
    kit::check(message->CreateAttach(nullptr, 0, &number, attachment.put()));
    return Objects{live("attachment", attachment, std::make_shared<com_ptr<IMessage>>(message))};
  };
  makers_["IMAPITable"] = [this] { return tables(); };
  makers_["IMAPIStatus"] = [this] { return status_objects(); };
  makers_["IMAPISupport"] = [this] { return supports(); };
  makers_["IMAPIProgress"] = [this] {
    return Objects{live("progress", opened<IMAPIProgress>([&](auto& progress) {
                          return supports_[1]->DoProgressDialog(0, MAPI_TOP_LEVEL, progress.put());
                        }))};
  };
  makers_["IStream"] = [this] {
    return Objects{live("body", opened<IStream>([&](auto& body) {
                          return new_message()->OpenProperty(PR_BODY_W, &IID_IStream, 0, MAPI_CREATE | MAPI_MODIFY,
                                                             body.put_unknown());
                        }))};
  };
  makers_["IProfAdmin"] = [] {
    return Objects{live("profiles", opened<IProfAdmin>([](auto& admin) { return MAPIAdminProfiles(0, admin.put()); }))};
  };
  makers_["IProfSect"] = [this] { return Objects{live("service's section", section())}; };
  const auto services = [this] {
    return opened<IMsgServiceAdmin>([&](auto& admin) { return session_->AdminServices(0, admin.put()); });
  };
  makers_["IMsgServiceAdmin"] = [services] { return Objects{live("services", services())}; };
  makers_["IMsgServiceAdmin2"] = [services] { return Objects{live("services", services().as<IMsgServiceAdmin2>())}; };
  makers_["IProviderAdmin"] = [this, services] {
    const auto admin = services();
    std::string uid = binary_of(*section(), PR_SERVICE_UID);
    return Objects{live("providers", opened<IProviderAdmin>([&](auto& providers) {
                          return admin->AdminProviders(reinterpret_cast<LPMAPIUID>(uid.data()), 0, providers.put());
                        }))};
  };
  makers_["ITableData"] = [] {
    SizedSPropTagArray(1, columns) = {1, {PR_ROWID}};
    return Objects{live("table data", opened<ITableData>([&](auto& data) {
                          return CreateTable(nullptr, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer, nullptr,
                                             TBLTYPE_DYNAMIC, PR_ROWID, reinterpret_cast<LPSPropTagArray>(&columns),
                                             data.put());
                        }))};
  };
  makers_["IPropData"] = [] {
    return Objects{live("property data", opened<IPropData>([](auto& data) {
                          return CreateIProp(&IID_IMAPIPropData, MAPIAllocateBuffer, MAPIAllocateMore, MAPIFreeBuffer,
                                             nullptr, data.put());
                        }))};
  };
  makers_["IMAPIAdviseSink"] = [] {
    const auto sink = opened<IMAPIAdviseSink>([](auto& made) { return HrAllocAdviseSink(hear, nullptr, made.put()); });
    return Objects{live("callback's sink", sink), live("this thread's sink", opened<IMAPIAdviseSink>([&](auto& made) {
                                                         return HrThisThreadAdviseSink(sink.get(), made.put());
                                                       }))};
  };
}

std::vector<Live> LivingObjects::tables() {
  const auto message = new_message();
  const auto keep = std::make_shared<com_ptr<IMessage>>(message);
  com_ptr<IMsgServiceAdmin> services;
  kit::check(session_->AdminServices(0, services.put()));
  com_ptr<IProfAdmin> profiles;
  kit::check(MAPIAdminProfiles(0, profiles.put()));
  using Out = LPMAPITABLE*;
  return {
      live("contents", table([&](Out out) { return inbox_->GetContentsTable(0, out); })),
      live("hierarchy", table([&](Out out) { return inbox_->GetHierarchyTable(0, out); })),
      live("recipients", table([&](Out out) { return message->GetRecipientTable(0, out); }), keep),
      live("attachments", table([&](Out out) { return message->GetAttachmentTable(0, out); }), keep),
      live("receive folders", table([&](Out out) { return store_->GetReceiveFolderTable(0, out); })),
      live("stores", table([&](Out out) { return session_->GetMsgStoresTable(0, out); })),
      live("status", table([&](Out out) { return session_->GetStatusTable(0, out); })),
      live("address book", table([&](Out out) { return personal_->GetContentsTable(0, out); })),
      live("services", table([&](Out out) { return services->GetMsgServiceTable(0, out); })),
      live("providers", table([&](Out out) { return services->GetProviderTable(0, out); })),
      live("profiles", table([&](Out out) { return profiles->GetProfileTable(0, out); })),
  };
}

std::vector<Live> LivingObjects::status_objects() {
  Objects objects;
  const auto status = table([&](auto** table) { return session_->GetStatusTable(MAPI_UNICODE, table); });
  for (const PropertyBag& row : rows_of(*status, {PR_ENTRYID, PR_DISPLAY_NAME_W})) {
    if (row.text(PR_DISPLAY_NAME_W).starts_with("Example")) continue;  // not ours
    objects.push_back(live("status of " + std::string(row.text(PR_DISPLAY_NAME_W)),
                           open_entry(std::string(row.binary(PR_ENTRYID)), 0).as<IMAPIStatus>()));
  }
  return objects;
}

// The support objects of the example's logons in this session, borrowed: they live as long as the session.
void LivingObjects::find_supports() {
  const fs::path library = fs::path(std::getenv("POSTROOM_TEST_BUILD")) / "lib/postroom-test/libspi_example.so";
  example_library_ = dlopen(library.c_str(), RTLD_NOW | RTLD_LOCAL | RTLD_NOLOAD);
  if (example_library_ == nullptr) kit::fail(MAPI_E_NOT_FOUND, "the example provider is not loaded");
  const auto support_of = reinterpret_cast<IMAPISupport* (*)(int)>(dlsym(example_library_, "spi_example_support"));
  for (int kind = 0; kind < 3; ++kind) {
    // The spooler starts transports on threads of their own.
    for (int i = 0; support_of(kind) == nullptr && i < 500; ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    supports_[kind] = support_of(kind);
    if (supports_[kind] == nullptr) kit::fail(MAPI_E_NOT_FOUND, "a logon of the example has no support object");
  }
}

// One of each flavour (D-3), and the one that they get for configuration.
std::vector<Live> LivingObjects::supports() {
  constexpr const char* kNames[] = {"support of the address book", "support of the store", "support of the transport"};
  Objects objects;
  for (int kind = 0; kind < 3; ++kind) {
    objects.push_back(live(kNames[kind], com_ptr<IMAPISupport>::share(supports_[kind])));
  }
  objects.push_back(live("support for configuration", opened<IMAPISupport>([&](auto& support) {
                           return supports_[0]->GetSvcConfigSupportObj(0, support.put());
                         })));
  return objects;
}

}  // namespace postroom::test
