// SPDX-License-Identifier: Apache-2.0
#include "initialised.hpp"
#include "plain_message.hpp"

#include "runtime/mapiutil/block.hpp"
#include "tests/support/failure_code.hpp"

#include <postroom/property_arrays.hpp>
#include <postroom/restriction.hpp>

#include <edkmdb.h>
#include <mapitags.h>

#include <algorithm>
#include <string>
#include <vector>

namespace postroom {
namespace {

// An object whose named properties begin at an id of its own.
class Names final : public kit::BagSource {
 public:
  explicit Names(std::uint16_t first) : BagSource({}, {.writable = true}), first_(first) {}
  std::vector<std::uint16_t> ids_of(std::span<const kit::PropertyName> names, bool) override {
    std::vector<std::uint16_t> ids;
    for (const kit::PropertyName& name : names) {
      auto found = std::find(names_.begin(), names_.end(), name);
      if (found == names_.end()) found = names_.insert(names_.end(), name);
      ids.push_back(static_cast<std::uint16_t>(first_ + (found - names_.begin())));
    }
    return ids;
  }
  std::vector<std::optional<kit::PropertyName>> names_of(std::span<const std::uint16_t> ids) override {
    std::vector<std::optional<kit::PropertyName>> names;
    for (const std::uint16_t id : ids) {
      const std::size_t place = static_cast<std::size_t>(id) - first_;
      names.push_back(place < names_.size() ? std::optional(names_[place]) : std::nullopt);
    }
    return names;
  }

 private:
  const std::uint16_t first_;
  std::vector<kit::PropertyName> names_;
};

class RuleFunctions : public test::Initialised {
 protected:
  void SetUp() override {
    Initialised::SetUp();
    auto names = std::make_shared<Names>(0x8100);
    const kit::PropertyName color{PS_PUBLIC_STRINGS, "color", 0};
    named_ = PROP_TAG(PT_UNICODE, names->ids_of({&color, 1}, true)[0]);
    here_ = kit::make_object<test::PlainMessage>(std::move(names));
    there_ = kit::make_object<test::PlainMessage>(std::make_shared<Names>(0x9200));
  }
  void TearDown() override {
    here_.reset();
    there_.reset();
    Initialised::TearDown();
  }

  std::string serialised(const kit::Restriction& restriction) {
    kit::mapi_ptr<BYTE> bytes;
    ULONG size = 0;
    EXPECT_EQ(HrSerializeSRestriction(here_.get(), restriction.to_mapi().get(), kit::out(bytes), &size), S_OK);
    return {reinterpret_cast<const char*>(bytes.get()), size};
  }
  static BYTE* bytes_of(std::string& text) { return reinterpret_cast<BYTE*>(text.data()); }

  ULONG named_ = 0;
  kit::com_ptr<IMAPIProp> here_;
  kit::com_ptr<IMAPIProp> there_;
};

TEST_F(RuleFunctions, CarryAConditionToAnotherObject) {
  std::string bytes = serialised(kit::Restriction(
      kit::Restriction::And{{kit::Restriction::equals({named_, "red"}),
                             kit::Restriction(kit::Restriction::Content{
                                 FL_PREFIX | FL_IGNORECASE, PR_SUBJECT_W, {PR_SUBJECT_W, "re:"}, {}})}}));
  kit::mapi_ptr<SRestriction> restriction;
  ASSERT_EQ(
      HrDeserializeSRestriction(there_.get(), bytes_of(bytes), static_cast<ULONG>(bytes.size()), kit::out(restriction)),
      S_OK);
  const kit::PropertyBag row{{PROP_TAG(PT_UNICODE, 0x9200), "red"}, {PR_SUBJECT_W, "Re: rules"}};
  EXPECT_TRUE(kit::Restriction::from(*restriction).matches(row));
  EXPECT_FALSE(kit::Restriction::from(*restriction).matches({{PR_SUBJECT_W, "Re: rules"}}));
}

TEST_F(RuleFunctions, NeedTheObjectForNamedPropertiesOnly) {
  const auto named = kit::Restriction(kit::Restriction::Exist{named_}).to_mapi();
  const auto plain = kit::Restriction(kit::Restriction::Exist{PR_SUBJECT_W}).to_mapi();
  kit::mapi_ptr<BYTE> bytes;
  ULONG size = 99;
  EXPECT_EQ(HrSerializeSRestriction(nullptr, named.get(), kit::out(bytes), &size), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(bytes, nullptr);
  EXPECT_EQ(size, 0U);
  ASSERT_EQ(HrSerializeSRestriction(nullptr, plain.get(), kit::out(bytes), &size), S_OK);
  kit::mapi_ptr<SRestriction> again;
  EXPECT_EQ(HrDeserializeSRestriction(nullptr, bytes.get(), size, kit::out(again)), S_OK);
  std::string with_name = serialised(kit::Restriction(kit::Restriction::Exist{named_}));
  EXPECT_EQ(
      HrDeserializeSRestriction(nullptr, bytes_of(with_name), static_cast<ULONG>(with_name.size()), kit::out(again)),
      MAPI_E_INVALID_PARAMETER);
}

TEST_F(RuleFunctions, CarryActionsToAnotherObject) {
  char store[] = "store";
  char folder[] = "folder";
  char red[] = "red";
  kit::RowSetBuilder recipients(1);
  recipients.add(kit::PropertyBag{{PR_DISPLAY_NAME_W, "Ann"}, {PR_EMAIL_ADDRESS_W, "ann@example.org"}});
  const kit::adrlist_ptr list = std::move(recipients).finish_addresses();
  ACTION given[4] = {};
  given[0].acttype = OP_MOVE;
  given[0].actMoveCopy = {5, reinterpret_cast<LPENTRYID>(store), 6, reinterpret_cast<LPENTRYID>(folder)};
  given[1].acttype = OP_FORWARD;
  given[1].ulActionFlavor = 1;
  given[1].lpadrlist = list.get();
  given[2].acttype = OP_TAG;
  given[2].propTag.ulPropTag = kit::with_width(named_, PT_STRING8);
  given[2].propTag.Value.lpszA = red;
  given[3].acttype = OP_MARK_AS_READ;
  ACTIONS actions{1, 4, given};

  kit::mapi_ptr<BYTE> bytes;
  ULONG size = 0;
  ASSERT_EQ(HrSerializeActions(here_.get(), &actions, kit::out(bytes), &size), S_OK);
  kit::mapi_ptr<ACTIONS> again;
  ASSERT_EQ(HrDeserializeActions(there_.get(), bytes.get(), size, kit::out(again)), S_OK);
  ASSERT_EQ(again->cActions, 4U);
  const auto& move = again->lpAction[0].actMoveCopy;
  EXPECT_EQ(kit::entry_id(move.cbFldEntryId, move.lpFldEntryId), "folder");
  EXPECT_EQ(again->lpAction[1].ulActionFlavor, 1U);
  EXPECT_EQ(kit::bags_from(*again->lpAction[1].lpadrlist).at(0).text(PR_DISPLAY_NAME_W), "Ann");
  EXPECT_EQ(again->lpAction[2].propTag.ulPropTag, PROP_TAG(PT_UNICODE, 0x9200));
  EXPECT_STREQ(again->lpAction[2].propTag.Value.lpszW, L"red");
  EXPECT_EQ(again->lpAction[3].acttype, OP_MARK_AS_READ);
}

TEST_F(RuleFunctions, RefuseWhatIsNoRule) {
  std::string bytes = "no rule";
  const auto size = static_cast<ULONG>(bytes.size());
  kit::mapi_ptr<SRestriction> restriction;
  kit::mapi_ptr<ACTIONS> actions;
  EXPECT_EQ(HrDeserializeSRestriction(here_.get(), bytes_of(bytes), size, kit::out(restriction)), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(HrDeserializeActions(here_.get(), bytes_of(bytes), size, kit::out(actions)), MAPI_E_CORRUPT_DATA);
  EXPECT_EQ(HrDeserializeSRestriction(here_.get(), nullptr, 0, kit::out(restriction)), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(HrDeserializeSRestriction(here_.get(), bytes_of(bytes), size, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(HrDeserializeActions(here_.get(), bytes_of(bytes), size, nullptr), MAPI_E_INVALID_PARAMETER);

  kit::mapi_ptr<BYTE> out;
  ULONG written = 0;
  EXPECT_EQ(HrSerializeSRestriction(here_.get(), nullptr, kit::out(out), &written), MAPI_E_INVALID_PARAMETER);
  ACTION nothing{};
  ACTIONS unknown{1, 1, &nothing};
  EXPECT_EQ(HrSerializeActions(here_.get(), &unknown, kit::out(out), &written), MAPI_E_INVALID_PARAMETER);
  unknown.ulVersion = 2;
  EXPECT_EQ(HrSerializeActions(here_.get(), &unknown, kit::out(out), &written), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(HrSerializeActions(here_.get(), nullptr, kit::out(out), &written), MAPI_E_INVALID_PARAMETER);
}

// As little as this describes as much as no block of memory can hold.
TEST_F(RuleFunctions, RefuseActionsThatAreTooLargeAsBytes) {
  std::string data(200000, 'x');
  ACTION deferred{};
  deferred.acttype = OP_DEFER_ACTION;
  deferred.actDeferAction = {static_cast<ULONG>(data.size()), bytes_of(data)};
  std::vector<ACTION> all(32768, deferred);
  ACTIONS actions{1, static_cast<UINT>(all.size()), all.data()};
  kit::mapi_ptr<BYTE> bytes;
  ULONG size = 0;
  EXPECT_EQ(HrSerializeActions(here_.get(), &actions, kit::out(bytes), &size), MAPI_E_TOO_BIG);
  EXPECT_EQ(bytes, nullptr);
  actions.cActions = 32769;
  EXPECT_EQ(HrSerializeActions(here_.get(), &actions, kit::out(bytes), &size), MAPI_E_TOO_COMPLEX);
}

// What makes no sense comes last, where it is met only by who has copied all that stands before it.
TEST_F(RuleFunctions, CopyNoMoreOfWhatIsSharedThanCanBeWritten) {
  std::string data(200000, 'x');
  SPropValue shared{};
  shared.ulPropTag = PR_ENTRYID;
  shared.Value.bin = {static_cast<ULONG>(data.size()), bytes_of(data)};
  SPropValue broken = shared;
  broken.Value.bin.lpb = nullptr;
  constexpr ULONG kMany = 500;  // beyond kLargestRule

  std::vector<std::byte> space(CbNewADRLIST(kMany));
  auto* list = reinterpret_cast<LPADRLIST>(space.data());
  list->cEntries = kMany;
  std::fill_n(list->aEntries, kMany, ADRENTRY{0, 1, &shared});
  list->aEntries[kMany - 1].rgPropVals = &broken;
  ACTION forward{};
  forward.acttype = OP_FORWARD;
  forward.lpadrlist = list;
  ACTIONS actions{1, 1, &forward};
  kit::mapi_ptr<BYTE> bytes;
  ULONG size = 0;
  EXPECT_EQ(HrSerializeActions(here_.get(), &actions, kit::out(bytes), &size), MAPI_E_TOO_BIG);
  list->aEntries[0].rgPropVals = &broken;
  EXPECT_EQ(HrSerializeActions(here_.get(), &actions, kit::out(bytes), &size), MAPI_E_INVALID_PARAMETER);

  SRestriction equal{};
  equal.rt = RES_PROPERTY;
  equal.res.resProperty = {RELOP_EQ, PR_ENTRYID, &shared};
  SRestriction about{};
  about.rt = RES_COMMENT;
  about.res.resComment = {1, nullptr, &shared};
  for (const SRestriction& one : {equal, about}) {
    std::vector<SRestriction> parts(kMany, one);
    parts.back().rt = RES_COUNT;
    SRestriction any{};
    any.rt = RES_OR;
    any.res.resOr = {kMany, parts.data()};
    EXPECT_EQ(HrSerializeSRestriction(here_.get(), &any, kit::out(bytes), &size), MAPI_E_TOO_BIG);
    any.res.resOr.cRes = 2;
    EXPECT_EQ(HrSerializeSRestriction(here_.get(), &any, kit::out(bytes), &size), S_OK);
  }
}

TEST_F(RuleFunctions, AllocateNoMoreThanMapiCan) {
  constexpr std::size_t kMost = 0x7FFFFFFF;
  EXPECT_EQ(test::code_of([] { mapiutil::make_block<BYTE>(kMost + 1); }), MAPI_E_NOT_ENOUGH_MEMORY);
  EXPECT_EQ(test::code_of([] { mapiutil::make_block<BYTE>((std::size_t{1} << 32U) + 1); }), MAPI_E_NOT_ENOUGH_MEMORY);
}

TEST(RuleFunctionsBeforeInitialisation, SaySo) {
  std::string bytes = "\x00\x00";
  LPSRestriction restriction = nullptr;
  EXPECT_EQ(HrDeserializeSRestriction(nullptr, reinterpret_cast<BYTE*>(bytes.data()), 2, &restriction),
            MAPI_E_NOT_INITIALIZED);
}

}  // namespace
}  // namespace postroom
