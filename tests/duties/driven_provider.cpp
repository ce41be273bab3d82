// SPDX-License-Identifier: Apache-2.0
#include "tests/duties/driven_provider.hpp"

#include "tests/support/test_memory.hpp"

#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>

#include <gtest/gtest.h>
#include <mapitags.h>

#include <dlfcn.h>
#include <unistd.h>

#include <array>
#include <atomic>
#include <cstdlib>
#include <filesystem>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;
using kit::com_ptr;

// Opened once and kept, so that a logon that leaves something behind can be told from a library that is opened.
void* library(const std::string& name) {
  void* handle = dlopen((fs::path(std::getenv("POSTROOM_TEST_BUILD")) / "lib" / name).c_str(), RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) kit::fail(MAPI_E_NOT_FOUND, dlerror());
  return handle;
}

template <class Init, class Provider>
com_ptr<Provider> init(const Maker& maker, const char* function) {
  const kit::Allocators& memory = test_memory();
  kit::set_allocators(memory);
  com_ptr<Provider> provider;
  ULONG version = 0;
  kit::check(reinterpret_cast<Init*>(dlsym(library(maker.library), function))(
      nullptr, nullptr, memory.allocate, memory.allocate_more, memory.free, 0, CURRENT_SPI_VERSION, &version,
      provider.put()));
  return provider;
}

// The entry identifier of a store of the example provider.
std::array<BYTE, 24> example_store(BYTE number) {
  return {0, 0, 0, 0, 0x0b, 0x5a, 0x11, 0x00, 0x53, 0x50, 0x49, 0x4d, 0x53, 0, 0, 0, 0, 0, 0, number};
}

template <class... Visitors>
struct Overloaded : Visitors... {
  using Visitors::operator()...;
};

void open_parts_of_store(IMsgStore& store, std::vector<com_ptr<IUnknown>>& opened) {
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> entry;
  kit::check(store.GetReceiveFolder(nullptr, MAPI_UNICODE, &size, kit::out(entry), nullptr));
  com_ptr<IMAPIFolder> folder;
  ULONG type = 0;
  kit::check(store.OpenEntry(size, entry.get(), nullptr, MAPI_MODIFY, &type, folder.put_unknown()));
  com_ptr<IMAPITable> table;
  kit::check(folder->GetContentsTable(0, table.put()));
  com_ptr<IMessage> message;
  kit::check(folder->CreateMessage(nullptr, 0, message.put()));
  com_ptr<IMAPITable> recipients;
  kit::check(message->GetRecipientTable(0, recipients.put()));
  com_ptr<IAttach> attachment;
  ULONG number = 0;
  kit::check(message->CreateAttach(nullptr, 0, &number, attachment.put()));
  com_ptr<IStream> stream;
  kit::check(message->OpenProperty(PR_BODY_W, &IID_IStream, 0, MAPI_CREATE | MAPI_MODIFY, stream.put_unknown()));
  for (auto part : {folder.as<IUnknown>(), table.as<IUnknown>(), message.as<IUnknown>(), recipients.as<IUnknown>(),
                    attachment.as<IUnknown>(), stream.as<IUnknown>()}) {
    opened.push_back(std::move(part));
  }
}

void open_parts_of_book(IABLogon& logon, std::vector<com_ptr<IUnknown>>& opened) {
  com_ptr<IABContainer> root;
  ULONG type = 0;
  kit::check(logon.OpenEntry(0, nullptr, nullptr, 0, &type, root.put_unknown()));
  com_ptr<IMAPITable> table;
  kit::check(root->GetHierarchyTable(0, table.put()));
  opened.push_back(root.as<IUnknown>());
  opened.push_back(table.as<IUnknown>());
}

}  // namespace

ULONG DrivenLogon::release() {
  return std::visit([](auto& logon) { return logon.reset(); }, object);
}

DrivenProvider::DrivenProvider(const Maker& maker) : maker_(maker) {
  switch (maker.kind) {
    case ProviderKind::address_book:
      provider_ = init<ABPROVIDERINIT, IABProvider>(maker, "ABProviderInit");
      break;
    case ProviderKind::store:
      provider_ = init<MSPROVIDERINIT, IMSProvider>(maker, "MSProviderInit");
      break;
    case ProviderKind::transport:
      provider_ = init<XPPROVIDERINIT, IXPProvider>(maker, "XPProviderInit");
      break;
  }
}

DrivenLogon DrivenProvider::log_on(FakeSupport& support) {
  static std::atomic<int> count{0};
  const int number = ++count;
  std::string profile = maker_.name + std::to_string(getpid()) + "-" + std::to_string(number);
  support.section().properties().set(PR_PROFILE_NAME_W, profile);
  DrivenLogon made;
  const Overloaded log_on_to{
      [&](com_ptr<IABProvider>& provider) {
        com_ptr<IABLogon> logon;
        ULONG size = 0;
        LPBYTE security = nullptr;
        kit::mapi_ptr<MAPIERROR> error;
        kit::check(provider->Logon(&support, 0, nullptr, AB_NO_DIALOG, &size, &security, kit::out(error), logon.put()));
        made.object = std::move(logon);
      },
      [&](com_ptr<IMSProvider>& provider) {
        auto id = example_store(static_cast<BYTE>(number));
        const bool example = maker_.library.find("spi_example") != std::string::npos;
        com_ptr<IMSLogon> logon;
        kit::mapi_ptr<MAPIERROR> error;
        kit::check(provider->Logon(&support, 0, nullptr, example ? sizeof id : 0,
                                   example ? reinterpret_cast<LPENTRYID>(id.data()) : nullptr, MDB_WRITE, nullptr,
                                   nullptr, nullptr, kit::out(error), logon.put(), made.store.put()));
        made.object = std::move(logon);
      },
      [&](com_ptr<IXPProvider>& provider) {
        com_ptr<IXPLogon> logon;
        ULONG flags = LOGON_NO_DIALOG;
        kit::mapi_ptr<MAPIERROR> error;
        kit::check(provider->TransportLogon(&support, 0, reinterpret_cast<LPTSTR>(profile.data()), &flags,
                                            kit::out(error), logon.put()));
        made.object = std::move(logon);
      }};
  std::visit(log_on_to, provider_);
  support.runtime_releases();
  return made;
}

HRESULT DrivenProvider::log_off(const DrivenLogon& logon) {
  ULONG zero = 0;
  const Overloaded method{[](const com_ptr<IABLogon>& one) { return one->Logoff(0); },
                          [&](const com_ptr<IMSLogon>& one) { return one->Logoff(&zero); },
                          [](const com_ptr<IXPLogon>& one) { return one->TransportLogoff(0); }};
  return std::visit(method, logon.object);
}

HRESULT DrivenProvider::shut_down() {
  ULONG zero = 0;
  return std::visit([&](auto& provider) { return provider->Shutdown(&zero); }, provider_);
}

HRESULT DrivenProvider::open_status(const DrivenLogon& logon, com_ptr<IMAPIStatus>& status) {
  ULONG type = 0;
  const Overloaded method{
      [&](const com_ptr<IABLogon>& one) { return one->OpenStatusEntry(nullptr, 0, &type, status.put()); },
      [&](const com_ptr<IMSLogon>& one) { return one->OpenStatusEntry(nullptr, 0, &type, status.put_void()); },
      [&](const com_ptr<IXPLogon>& one) { return one->OpenStatusEntry(nullptr, 0, &type, status.put()); }};
  return std::visit(method, logon.object);
}

std::vector<com_ptr<IUnknown>> DrivenProvider::open_everything(const DrivenLogon& logon) {
  std::vector<com_ptr<IUnknown>> opened;
  com_ptr<IMAPIStatus> status;
  kit::check(open_status(logon, status));
  opened.push_back(status.as<IUnknown>());
  const bool example = maker_.library.find("spi_example") != std::string::npos;
  if (logon.store && !example) open_parts_of_store(*logon.store, opened);
  if (logon.store && example) {  // which has one folder
    com_ptr<IUnknown> folder;
    ULONG type = 0;
    kit::check(logon.store->OpenEntry(0, nullptr, nullptr, 0, &type, folder.put()));
    opened.push_back(std::move(folder));
  }
  const auto* book = std::get_if<com_ptr<IABLogon>>(&logon.object);
  if (book != nullptr && !example) open_parts_of_book(**book, opened);
  return opened;
}

HRESULT DrivenProvider::work(const DrivenLogon& logon) {
  ULONG type = 0;
  com_ptr<IUnknown> entry;
  const Overloaded method{
      [&](const com_ptr<IABLogon>& one) { return one->OpenEntry(0, nullptr, nullptr, 0, &type, entry.put()); },
      [&](const com_ptr<IMSLogon>& one) { return one->OpenEntry(0, nullptr, nullptr, 0, &type, entry.put()); },
      [&](const com_ptr<IXPLogon>& one) {
        ULONG flags = NOTIFY_BEGIN_OUTBOUND;
        const HRESULT begun = one->TransportNotify(&flags, nullptr);
        flags = NOTIFY_END_OUTBOUND;
        return FAILED(begun) ? begun : one->TransportNotify(&flags, nullptr);
      }};
  return std::visit(method, logon.object);
}

HRESULT DrivenProvider::ask(const DrivenLogon& logon) {
  ULONG same = 0;
  std::array<BYTE, 24> id = example_store(1);
  const auto entry = reinterpret_cast<LPENTRYID>(id.data());
  const auto size = static_cast<ULONG>(id.size());
  const Overloaded method{
      [&](const com_ptr<IABLogon>& one) { return one->CompareEntryIDs(size, entry, size, entry, 0, &same); },
      [&](const com_ptr<IMSLogon>& one) { return one->CompareEntryIDs(size, entry, size, entry, 0, &same); },
      [&](const com_ptr<IXPLogon>& one) {
        ULONG flags = NOTIFY_BEGIN_OUTBOUND;
        return one->TransportNotify(&flags, nullptr);
      }};
  return std::visit(method, logon.object);
}

bool is_dead(IUnknown& object) {
  com_ptr<IUnknown> identity;
  com_ptr<IMAPIProp> other;
  return object.QueryInterface(IID_IUnknown, identity.put_void()) == S_OK &&
         object.QueryInterface(IID_IMAPIProp, other.put_void()) == MAPI_E_INVALID_OBJECT;
}

}  // namespace postroom::test
