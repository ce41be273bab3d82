// SPDX-License-Identifier: Apache-2.0
// The integrated address book over several providers: whose containers are searched, in which order, and what one
// that fails does to the others (G-1, G-5 … G-8, G-11, J-33).
#include "runtime/addressbook/address_book.hpp"
#include "tests/support/fake_support.hpp"
#include "tests/support/memory_book.hpp"
#include "tests/support/test_memory.hpp"

#include <postroom/book/provider.hpp>
#include <postroom/property_arrays.hpp>
#include <postroom/text.hpp>

#include <mapitags.h>

#include <gtest/gtest.h>

#include <cstring>
#include <functional>
#include <map>

namespace postroom::test {
namespace {

// A provider at work: the kit's, over a book in memory.
struct Directory {
  explicit Directory(unsigned char number) {
    uid.ab[0] = number;
    auto made = std::make_unique<MemoryBook>();
    book = made.get();
    kit::book::Definition definition;
    definition.uid = uid;
    definition.provider_display = "Directory";
    definition.open = [held = std::make_shared<std::unique_ptr<MemoryBook>>(std::move(made))](const kit::PropertyBag&) {
      return std::move(*held);
    };
    provider = kit::make_object<kit::book::BookProvider>(std::move(definition));
    EXPECT_EQ(provider->Logon(&support, 0, nullptr, 0, nullptr, nullptr, nullptr, logon.put()), S_OK);
    support.runtime_releases();
  }
  ~Directory() { logon->Logoff(0); }

  FakeSupport support;
  MAPIUID uid{};
  MemoryBook* book = nullptr;
  kit::com_ptr<IABProvider> provider;
  kit::com_ptr<IABLogon> logon;
};

class BookOf final : public addressbook::BookLogon {
 public:
  explicit BookOf(kit::com_ptr<IABLogon> logon) : logon_(std::move(logon)) {}
  bool is(const BookLogon& other) const noexcept override { return logon_ == static_cast<const BookOf&>(other).logon_; }

 private:
  HRESULT run(const char*, const std::function<HRESULT(IABLogon&)>& body) override { return body(*logon_); }
  HRESULT run_on(const void*, const char*, const std::function<HRESULT()>& body) override { return body(); }

  const kit::com_ptr<IABLogon> logon_;
};

class FakeHost final : public addressbook::Host {
 public:
  std::shared_ptr<kit::Core> core() override { return core_; }
  bool belongs_to(const kit::Core& core) const noexcept override { return core_.get() == &core; }
  std::vector<addressbook::BookLogonPtr> logons() override {
    std::vector<addressbook::BookLogonPtr> result;
    for (const Directory* one : directories) result.push_back(std::make_shared<BookOf>(one->logon));
    return result;
  }
  addressbook::BookLogonPtr route(std::span<const std::byte> entry) override {
    for (const Directory* one : directories) {
      if (entry.size() >= 20 && std::memcmp(entry.data() + 4, &one->uid, sizeof one->uid) == 0) {
        return std::make_shared<BookOf>(one->logon);
      }
    }
    return nullptr;
  }
  std::optional<std::string> setting(std::string_view name) override {
    const auto found = settings.find(name);
    return found == settings.end() ? std::nullopt : std::optional(found->second);
  }
  void set_setting(std::string_view name, std::optional<std::string_view> value) override {
    settings.erase(std::string(name));
    if (value) settings.emplace(name, *value);
  }
  ULONG_PTR advise(ULONG, IMAPIAdviseSink*) override { return 1; }
  void unadvise(ULONG_PTR) override {}

  std::vector<Directory*> directories;
  std::map<std::string, std::string, std::less<>> settings;

 private:
  std::shared_ptr<kit::Core> core_ = std::make_shared<kit::Core>(nullptr, 0);
};

class SeveralProviders : public testing::Test {
 protected:
  SeveralProviders() {
    kit::set_allocators(test_memory());
    one_ = std::make_unique<Directory>(static_cast<unsigned char>(1));
    two_ = std::make_unique<Directory>(static_cast<unsigned char>(2));
    host_->directories = {one_.get(), two_.get()};
    book_ = std::make_shared<addressbook::AddressBook>(host_);
    object_ = book_->open();
  }

  std::vector<std::string> search_path() {
    SRowSet* raw = nullptr;
    EXPECT_EQ(object_->GetSearchPath(MAPI_UNICODE, &raw), S_OK);
    const kit::rows_ptr rows(raw);
    std::vector<std::string> names;
    for (const kit::PropertyBag& row : kit::bags_from(*rows)) names.emplace_back(row.text(PR_DISPLAY_NAME_W));
    return names;
  }
  std::string name_of(HRESULT (STDMETHODCALLTYPE IAddrBook::*which)(ULONG*, LPENTRYID*)) {
    ULONG size = 0;
    kit::mapi_ptr<ENTRYID> entry;
    EXPECT_EQ(((*object_).*which)(&size, kit::out(entry)), S_OK);
    if (size == 0) return "";
    kit::com_ptr<IABContainer> container;
    ULONG type = 0;
    EXPECT_EQ(object_->OpenEntry(size, entry.get(), nullptr, 0, &type, container.put_unknown()), S_OK);
    ULONG count = 0;
    kit::mapi_ptr<SPropValue> values;
    EXPECT_EQ(container->GetProps(nullptr, MAPI_UNICODE, &count, kit::out(values)), S_OK);
    for (ULONG i = 0; i < count; ++i) {
      if (values.get()[i].ulPropTag == PR_DISPLAY_NAME_W) return kit::to_utf8(values.get()[i].Value.lpszW);
    }
    return "?";
  }
  HRESULT resolve(const std::vector<std::string>& names) {
    kit::RowSetBuilder list(names.size());
    for (const std::string& name : names) list.add(kit::PropertyBag{{PR_DISPLAY_NAME_W, name}});
    names_ = std::move(list).finish_addresses();
    return object_->ResolveName(0, MAPI_UNICODE, nullptr, names_.get());
  }
  std::string address(std::size_t i) {
    return std::string(kit::PropertyBag::from(names_->aEntries[i]).text(PR_EMAIL_ADDRESS_W));
  }

  std::shared_ptr<FakeHost> host_ = std::make_shared<FakeHost>();
  std::unique_ptr<Directory> one_;
  std::unique_ptr<Directory> two_;
  std::shared_ptr<addressbook::AddressBook> book_;
  kit::com_ptr<IAddrBook> object_;
  kit::adrlist_ptr names_;
};

TEST_F(SeveralProviders, WithoutContainersHaveNoDefaults) {  // G-5
  EXPECT_EQ(name_of(&IAddrBook::GetPAB), "");
  EXPECT_EQ(name_of(&IAddrBook::GetDefaultDir), "");
  EXPECT_TRUE(search_path().empty());
}

TEST_F(SeveralProviders, AreSearchedWritableFirstThenGlobal) {  // G-7
  one_->book->add_container("Local", DT_LOCAL, false);
  one_->book->add_container("Everybody", DT_GLOBAL, false);
  two_->book->add_container("Mine", DT_MODIFIABLE, true);
  two_->book->add_container("Elsewhere", DT_GLOBAL, false);
  EXPECT_EQ(search_path(), (std::vector<std::string>{"Mine", "Everybody", "Elsewhere"}));
  EXPECT_EQ(name_of(&IAddrBook::GetPAB), "Mine");          // G-5
  EXPECT_EQ(name_of(&IAddrBook::GetDefaultDir), "Local");  // G-6
}

TEST_F(SeveralProviders, AreSearchedByTheDefaultDirectoryWhenNoneIsGlobal) {  // G-7
  one_->book->add_container("Local", DT_LOCAL, false);
  two_->book->add_container("Mine", DT_MODIFIABLE, true);
  EXPECT_EQ(search_path(), (std::vector<std::string>{"Mine", "Local"}));
}

TEST_F(SeveralProviders, LeaveANameToTheFirstThatKnowsIt) {  // G-11, G-12
  const auto mine = one_->book->add_container("Mine", DT_MODIFIABLE, true);
  const auto everybody = two_->book->add_container("Everybody", DT_GLOBAL, false);
  one_->book->add_person(mine, "Bob One", "one@example.org");
  two_->book->add_person(everybody, "Bob Two", "two@example.org");
  two_->book->add_person(everybody, "Carol", "carol@example.org");
  EXPECT_EQ(resolve({"bob", "carol"}), S_OK);
  EXPECT_EQ(address(0), "one@example.org");
  EXPECT_EQ(address(1), "carol@example.org");
  one_->book->add_person(mine, "Bob Three", "three@example.org");
  EXPECT_EQ(resolve({"bob", "carol"}), MAPI_E_AMBIGUOUS_RECIP);  // the second does not decide what is ambiguous
  EXPECT_EQ(address(0), "");
  EXPECT_EQ(address(1), "carol@example.org");
}

TEST_F(SeveralProviders, DoNotHideOneAnotherWhenOneFails) {
  one_->book->add_container("Unreachable", DT_GLOBAL, false);
  const auto mine = two_->book->add_container("Mine", DT_MODIFIABLE, true);
  two_->book->add_person(mine, "Bob", "bob@example.org");
  one_->book->failing = true;
  EXPECT_EQ(search_path(), std::vector<std::string>{"Mine"});
  EXPECT_EQ(resolve({"bob"}), S_OK);
  one_->book->failing = false;
}

TEST_F(SeveralProviders, KeepADefaultThatIsGoneFromHidingTheOthers) {  // G-5, G-8: what is stored is validated
  one_->book->add_container("Mine", DT_MODIFIABLE, true);
  host_->settings["address-book.personal"] = "00000000ff";
  host_->settings["address-book.search-path"] = "00000000ff";
  EXPECT_EQ(name_of(&IAddrBook::GetPAB), "Mine");
  EXPECT_TRUE(search_path().empty());
}

TEST_F(SeveralProviders, AreNotHeldByTheAddressBook) {  // J-33, G-29
  one_->book->add_container("Mine", DT_MODIFIABLE, true);
  EXPECT_EQ(search_path().size(), 1U);
  static_cast<void>(book_->one_off_table(0));
  book_->release_provider_objects();
  one_->logon->Logoff(0);
  EXPECT_TRUE(one_->support.released());
  EXPECT_EQ(one_->logon->AddRef(), 2U);  // the test's own reference was the only one
  EXPECT_EQ(one_->logon->Release(), 1U);
}

}  // namespace
}  // namespace postroom::test
