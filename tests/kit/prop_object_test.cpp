// SPDX-License-Identifier: Apache-2.0
#include "tests/kit/kit_fixture.hpp"

#include <postroom/prop_object.hpp>
#include <postroom/property_names.hpp>

#include <mapitags.h>

#include <gmock/gmock.h>

using namespace postroom;
using namespace postroom::kit;
using ::testing::ElementsAre;

namespace {

class Section final : public PropObject<Section, IProfSect> {
 public:
  static constexpr const char* kTypeName = "IProfSect";
  Section(std::shared_ptr<Core> core, std::shared_ptr<PropertySource> source)
      : PropObject(std::move(core), std::move(source)) {}
};

// Answers the same about any name, without any.
class Nameless final : public PropObject<Nameless, IProfSect> {
 public:
  static constexpr const char* kTypeName = "IProfSect";
  Nameless(std::shared_ptr<Core> core, HRESULT answer)
      : PropObject(std::move(core), std::make_shared<BagSource>(PropertyBag())), answer_(answer) {}
  STDMETHODIMP GetIDsFromNames(ULONG, LPMAPINAMEID*, ULONG, LPSPropTagArray* tags) override {
    *tags = nullptr;
    return answer_;
  }
  STDMETHODIMP GetNamesFromIDs(LPSPropTagArray*, LPGUID, ULONG, ULONG* count, LPMAPINAMEID** names) override {
    *count = 1;
    *names = nullptr;
    return answer_;
  }

 private:
  const HRESULT answer_;
};

const GUID kSet = {0x12345678, 1, 2, {3, 4, 5, 6, 7, 8, 9, 10}};

// A source with named properties and one value that is too big for GetProps.
class NamedSource final : public BagSource {
 public:
  explicit NamedSource(PropertyBag bag, std::uint16_t first) : BagSource(std::move(bag), rules()), next_(first) {}

  std::optional<PropertyValue> get(ULONG tag) override {
    auto value = BagSource::get(tag);
    if (value && value->size() > 4096 && !streaming_) fail(MAPI_E_NOT_ENOUGH_MEMORY, "too big");
    return value;
  }
  std::shared_ptr<StreamSource> stream(ULONG tag, bool writable, bool create) override {
    streaming_ = true;
    auto result = BagSource::stream(tag, writable, create);
    streaming_ = false;
    return result;
  }
  void set(PropertyValue value) override {
    if (value.id() < 0x8000) return BagSource::set(std::move(value));
    PropertyBag all = bag();
    all.set(std::move(value));
    replace(std::move(all));
  }
  std::vector<std::uint16_t> ids_of(std::span<const PropertyName> names, bool create) override {
    asked_for_names.emplace_back(names.size(), create);
    std::vector<std::uint16_t> ids;
    for (const PropertyName& name : names) {
      std::uint16_t id = 0;
      for (const auto& [known, known_name] : names_) {
        if (known_name == name) id = known;
      }
      if (id == 0 && create) names_[id = next_++] = name;
      ids.push_back(id);
    }
    return ids;
  }
  std::vector<std::optional<PropertyName>> names_of(std::span<const std::uint16_t> ids) override {
    std::vector<std::optional<PropertyName>> names;
    for (const std::uint16_t id : ids) {
      names.push_back(names_.contains(id) ? std::optional(names_[id]) : std::nullopt);
    }
    return names;
  }
  std::vector<std::uint16_t> named_ids() override {
    std::vector<std::uint16_t> ids;
    for (const auto& [id, name] : names_) ids.push_back(id);
    return ids;
  }

  std::vector<std::pair<std::size_t, bool>> asked_for_names;  // how many at once, and whether to be made

 private:
  static Rules rules() {
    Rules rules;
    rules.writable = true;
    return rules;
  }
  std::map<std::uint16_t, PropertyName> names_;
  std::uint16_t next_;
  bool streaming_ = false;
};

class PropObjectTest : public test::KitTest {
 protected:
  com_ptr<IMAPIProp> object(PropertyBag bag, bool writable = true) {
    BagSource::Rules rules;
    rules.writable = writable;
    rules.read_only = {PR_ENTRYID};
    rules.computed[PR_OBJECT_TYPE] = [] { return PropertyValue(PR_OBJECT_TYPE, MAPI_PROFSECT); };
    rules.on_save = [this](const PropertyBag& all, ULONG flags) { saved_.emplace_back(all.size(), flags); };
    rules.on_change = [this](const PropertyBag&) { ++changes_; };
    source_ = std::make_shared<BagSource>(std::move(bag), rules);
    return make_object<Section>(core_, source_);
  }
  HRESULT get(IMAPIProp* object, std::vector<ULONG> tags, ULONG flags = 0) {
    LPSPropValue values = nullptr;
    const HRESULT result = object->GetProps(make_tags(tags).get(), flags, &count_, &values);
    values_.reset(values);
    return result;
  }
  HRESULT set(IMAPIProp* object, const PropertyValue& value) {
    return object->SetProps(1, make_values(std::span(&value, 1)).get(), out(problems_));
  }
  void TearDown() override {
    values_.reset();
    problems_.reset();
  }

  std::shared_ptr<BagSource> source_;
  std::vector<std::pair<std::size_t, ULONG>> saved_;
  int changes_ = 0;
  ULONG count_ = 0;
  mapi_ptr<SPropValue> values_;
  mapi_ptr<SPropProblemArray> problems_;
};

TEST_F(PropObjectTest, AnswersInTheOrderAndTypesAsked) {  // M-37
  const auto it = object({{PR_DISPLAY_NAME_W, "é"}, {PR_ROWID, 4}});
  EXPECT_EQ(get(it.get(), {PR_ROWID, PR_DISPLAY_NAME_A, PR_DISPLAY_NAME_W, PR_OBJECT_TYPE,
                           with_type(PR_DISPLAY_NAME_W, PT_UNSPECIFIED)}),
            S_OK);
  ASSERT_EQ(count_, 5U);
  EXPECT_EQ(values_.get()[0].Value.l, 4);
  EXPECT_STREQ(values_.get()[1].Value.lpszA, "é");
  EXPECT_STREQ(values_.get()[2].Value.lpszW, L"é");
  EXPECT_EQ(values_.get()[3].Value.ul, MAPI_PROFSECT);
  EXPECT_EQ(values_.get()[4].ulPropTag, PR_DISPLAY_NAME_A) << "a type left open is 8-bit without MAPI_UNICODE";
  EXPECT_EQ(get(it.get(), {with_type(PR_DISPLAY_NAME_W, PT_UNSPECIFIED)}, MAPI_UNICODE), S_OK);
  EXPECT_EQ(values_->ulPropTag, PR_DISPLAY_NAME_W);
}

TEST_F(PropObjectTest, AnswersErrorsForWhatIsAbsentOrOfAnotherType) {  // M-37, O-14
  const auto it = object({{PR_ROWID, 4}});
  EXPECT_EQ(get(it.get(), {PR_SUBJECT_W, with_type(PR_ROWID, PT_UNICODE), PR_ROWID}), MAPI_W_ERRORS_RETURNED);
  EXPECT_EQ(values_.get()[0].ulPropTag, error_tag(PR_SUBJECT_W));
  EXPECT_EQ(values_.get()[0].Value.err, MAPI_E_NOT_FOUND);
  EXPECT_EQ(values_.get()[1].ulPropTag, error_tag(PR_ROWID)) << "never the value unconverted";
  EXPECT_EQ(values_.get()[1].Value.err, MAPI_E_UNEXPECTED_TYPE);
  EXPECT_EQ(values_.get()[2].ulPropTag, PR_ROWID);
}

TEST_F(PropObjectTest, ChecksTheArgumentsOfGetProps) {
  const auto it = object({});
  LPSPropValue values = reinterpret_cast<LPSPropValue>(this);
  EXPECT_EQ(it->GetProps(make_tags({}).get(), 0, &count_, &values), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(values, nullptr);
  EXPECT_EQ(it->GetProps(nullptr, 1, &count_, &values), MAPI_E_UNKNOWN_FLAGS);
  const auto empty = make_object<Section>(core_, std::make_shared<BagSource>(PropertyBag()));
  count_ = 7;
  EXPECT_EQ(empty->GetProps(nullptr, 0, &count_, &values), S_OK);
  EXPECT_EQ(count_, 0U);
  EXPECT_EQ(values, nullptr);
}

TEST_F(PropObjectTest, ListsAllItsProperties) {
  const auto it = object({{PR_DISPLAY_NAME_W, "x"}, {PR_ROWID, 4}});
  mapi_ptr<SPropTagArray> tags;
  EXPECT_EQ(it->GetPropList(0, out(tags)), S_OK);
  EXPECT_THAT(tags_from(tags.get()), ::testing::UnorderedElementsAre(PR_DISPLAY_NAME_A, PR_ROWID, PR_OBJECT_TYPE));
  LPSPropValue values = nullptr;
  EXPECT_EQ(it->GetProps(nullptr, MAPI_UNICODE, &count_, &values), S_OK);
  values_.reset(values);
  EXPECT_EQ(count_, 3U);
}

TEST_F(PropObjectTest, SetsPropertiesAndReportsProblemsOneByOne) {  // M-38, M-42
  const auto it = object({});
  const PropertyValue given[] = {PropertyValue(PR_DISPLAY_NAME_W, "new"),
                                 PropertyValue(PR_ENTRYID, "mine"),
                                 PropertyValue(),
                                 PropertyValue::of_error(PR_SUBJECT_W, MAPI_E_NOT_FOUND),
                                 PropertyValue(PR_OBJECT_TYPE, 1),
                                 PropertyValue(PROP_TAG(PT_LONG, 0x8001), 1)};
  EXPECT_EQ(it->SetProps(6, make_values(given).get(), out(problems_)), S_OK);
  ASSERT_TRUE(problems_);
  ASSERT_EQ(problems_->cProblem, 3U);
  EXPECT_EQ(problems_->aProblem[0].ulIndex, 1U);
  EXPECT_EQ(problems_->aProblem[0].scode, MAPI_E_COMPUTED);
  EXPECT_EQ(problems_->aProblem[1].ulIndex, 4U);
  EXPECT_EQ(problems_->aProblem[2].scode, MAPI_E_UNEXPECTED_ID);  // M-46
  EXPECT_EQ(source_->bag().size(), 1U);
  EXPECT_EQ(changes_, 1);
  EXPECT_EQ(set(it.get(), {PR_DISPLAY_NAME_A, "8-bit"}), S_OK);
  EXPECT_FALSE(problems_);
  EXPECT_EQ(source_->bag().text(PR_DISPLAY_NAME_W), "8-bit");
}

TEST_F(PropObjectTest, RefusesTheWholeCallForObjectsAndEmptyMultivalues) {  // M-38
  const auto it = object({});
  SPropValue values[2] = {};
  values[0].ulPropTag = PR_ROWID;
  values[1].ulPropTag = PR_CONTAINER_CONTENTS;
  EXPECT_EQ(it->SetProps(2, values, nullptr), MAPI_E_INVALID_PARAMETER);
  values[1].ulPropTag = PROP_TAG(PT_MV_LONG, 0x6600);
  EXPECT_EQ(it->SetProps(2, values, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(it->SetProps(0, values, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_TRUE(source_->bag().empty());
}

TEST_F(PropObjectTest, ReadOnlyObjectsStayAsTheyAre) {  // M-39
  const auto it = object({{PR_ROWID, 4}}, false);
  EXPECT_EQ(set(it.get(), {PR_ROWID, 5}), MAPI_E_NO_ACCESS);
  EXPECT_EQ(it->DeleteProps(make_tags(std::vector<ULONG>{PR_ROWID}).get(), nullptr), MAPI_E_NO_ACCESS);
  com_ptr<IStream> stream;
  EXPECT_EQ(it->OpenProperty(PR_COMMENT_W, &IID_IStream, 0, MAPI_CREATE | MAPI_MODIFY, stream.put_unknown()),
            MAPI_E_NO_ACCESS);
  EXPECT_EQ(source_->bag().number(PR_ROWID), 4);
}

TEST_F(PropObjectTest, DeletesByIdWhateverTheType) {  // M-39
  const auto it = object({{PR_ROWID, 4}, {PR_DISPLAY_NAME_W, "x"}});
  const std::vector<ULONG> tags = {with_type(PR_ROWID, PT_BINARY), PR_SUBJECT_W, PR_OBJECT_TYPE};
  EXPECT_EQ(it->DeleteProps(make_tags(tags).get(), out(problems_)), S_OK);
  ASSERT_TRUE(problems_);
  EXPECT_EQ(problems_->cProblem, 2U);
  EXPECT_EQ(problems_->aProblem[0].scode, MAPI_E_NOT_FOUND);
  EXPECT_EQ(problems_->aProblem[1].scode, MAPI_E_COMPUTED);
  EXPECT_EQ(source_->bag().size(), 1U);
}

TEST_F(PropObjectTest, SavesWithTheFlagsGiven) {  // M-24
  const auto it = object({});
  EXPECT_EQ(it->SaveChanges(KEEP_OPEN_READWRITE), S_OK);
  EXPECT_EQ(it->SaveChanges(0x100), MAPI_E_UNKNOWN_FLAGS);
  EXPECT_THAT(saved_, ElementsAre(std::pair<std::size_t, ULONG>(0, KEEP_OPEN_READWRITE)));
}

TEST_F(PropObjectTest, OpensTextAsAStreamOfTheWidthAsked) {  // M-40
  const auto it = object({{PR_COMMENT_W, "żółw"}});
  com_ptr<IStream> stream;
  EXPECT_EQ(it->OpenProperty(PR_COMMENT_A, &IID_IStream, 0, 0, stream.put_unknown()), S_OK);
  EXPECT_EQ(read_all(stream.get()), "żółw");
  EXPECT_EQ(it->OpenProperty(PR_COMMENT_W, &IID_IStream, 0, MAPI_MODIFY, stream.put_unknown()), S_OK);
  EXPECT_EQ(read_all(stream.get()).size(), 4 * sizeof(wchar_t));
  const std::wstring more = L"ß!";
  write_all(stream.get(), {reinterpret_cast<const char*>(more.data()), more.size() * sizeof(wchar_t)});
  EXPECT_EQ(stream->Commit(0), S_OK);
  EXPECT_EQ(source_->bag().text(PR_COMMENT_W), "żółwß!");
  EXPECT_EQ(changes_, 1);
}

TEST_F(PropObjectTest, CreatesAndDiscardsAndRefusesStreams) {  // M-40
  const auto it = object({{PR_COMMENT_W, "old"}, {PR_ROWID, 1}});
  com_ptr<IStream> stream;
  EXPECT_EQ(it->OpenProperty(PR_BODY_W, &IID_IStream, 0, 0, stream.put_unknown()), MAPI_E_NOT_FOUND);
  EXPECT_EQ(it->OpenProperty(with_type(PR_COMMENT_W, PT_UNSPECIFIED), &IID_IStream, 0, 0, stream.put_unknown()),
            MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(it->OpenProperty(PR_COMMENT_W, nullptr, 0, 0, stream.put_unknown()), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(it->OpenProperty(PR_ROWID, &IID_IStream, 0, 0, stream.put_unknown()), MAPI_E_INTERFACE_NOT_SUPPORTED);
  EXPECT_FALSE(stream);
  EXPECT_EQ(it->OpenProperty(PR_COMMENT_A, &IID_IStream, 0, MAPI_CREATE, stream.put_unknown()), S_OK);
  EXPECT_EQ(source_->bag().text(PR_COMMENT_W), "");
  write_all(stream.get(), "new");
  stream.reset();
  EXPECT_EQ(source_->bag().text(PR_COMMENT_W), "new");
}

TEST_F(PropObjectTest, CopiesAllButWhatIsExcluded) {  // M-41
  const auto from = object({{PR_DISPLAY_NAME_W, "x"}, {PR_ROWID, 4}, {PR_COMMENT_W, "c"}, {PR_ENTRYID, "e"}});
  const auto to = object({{PR_COMMENT_W, "kept"}});
  const auto without_row_id = make_tags(std::vector<ULONG>{PR_ROWID});
  EXPECT_EQ(from->CopyTo(0, nullptr, without_row_id.get(), 0, nullptr, &IID_IMAPIProp, to.get(), MAPI_NOREPLACE,
                         out(problems_)),
            S_OK);
  EXPECT_EQ(source_->bag(), (PropertyBag{{PR_DISPLAY_NAME_W, "x"}, {PR_COMMENT_W, "kept"}}));
  ASSERT_TRUE(problems_);
  std::map<ULONG, SCODE> problems;
  for (const SPropProblem& one : std::span(problems_->aProblem, problems_->cProblem))
    problems[one.ulPropTag] = one.scode;
  const std::map<ULONG, SCODE> expected = {{PR_COMMENT_W, MAPI_E_COLLISION},  // the destination has them
                                           {PR_OBJECT_TYPE, MAPI_E_COLLISION},
                                           {PR_ENTRYID, MAPI_E_COMPUTED}};  // it is its own
  EXPECT_EQ(problems, expected);
}

TEST_F(PropObjectTest, LooksForTheNamesOfWhatItMayNotReplace) {  // M-41, M-44
  const auto here = std::make_shared<NamedSource>(PropertyBag(), 0x8000);
  const auto there = std::make_shared<NamedSource>(PropertyBag(), 0x8001);
  const std::vector<PropertyName> names = {{kSet, "Colour", 0}, {kSet, "Size", 0}, {kSet, "Shape", 0}};
  for (const std::uint16_t id : here->ids_of(names, true)) here->set(PropertyValue(PROP_TAG(PT_LONG, id), 1));
  const ULONG size_there = PROP_TAG(PT_LONG, there->ids_of(std::span(names).subspan(1, 1), true)[0]);
  there->set(PropertyValue(size_there, 2));
  const auto from = make_object<Section>(core_, here);
  const auto to = make_object<Section>(core_, there);
  ASSERT_EQ(from->CopyTo(0, nullptr, nullptr, 0, nullptr, &IID_IMAPIProp, to.get(), MAPI_NOREPLACE, out(problems_)),
            S_OK);
  ASSERT_TRUE(problems_);
  ASSERT_EQ(problems_->cProblem, 1U);
  EXPECT_EQ(problems_->aProblem[0].ulPropTag, PROP_TAG(PT_LONG, 0x8001)) << "the size";
  EXPECT_EQ(problems_->aProblem[0].scode, MAPI_E_COLLISION);
  EXPECT_EQ(there->bag().size(), 3U);
  EXPECT_EQ(there->bag().number(size_there), 2);
}

TEST_F(PropObjectTest, ChecksWhatItCopiesTo) {  // M-41
  const auto from = object({{PR_ROWID, 4}});
  const auto to = object({});
  const auto copy = [&](LPCIID iid, void* destination, ULONG exclude_count = 0, LPCIID exclude = nullptr) {
    return from->CopyTo(exclude_count, exclude, nullptr, 0, nullptr, iid, destination, 0, nullptr);
  };
  EXPECT_EQ(copy(nullptr, to.get()), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(copy(&IID_IMAPIProp, nullptr), MAPI_E_INVALID_PARAMETER);
  EXPECT_EQ(copy(&IID_IMAPIProp, from.get()), MAPI_E_NO_ACCESS);
  EXPECT_EQ(copy(&IID_IMessage, to.get()), MAPI_E_INTERFACE_NOT_SUPPORTED);
  EXPECT_EQ(copy(&IID_IMAPIProp, to.get(), 1, &IID_IMAPIProp), MAPI_E_INTERFACE_NOT_SUPPORTED);
  EXPECT_EQ(from->CopyTo(0, nullptr, make_tags({}).get(), 0, nullptr, &IID_IMAPIProp, to.get(), 0, nullptr),
            MAPI_E_INVALID_PARAMETER);
  EXPECT_TRUE(source_->bag().empty());
}

TEST_F(PropObjectTest, CopiesNamedAndSelectedPropertiesAndMovesThem) {  // M-44
  const auto here = std::make_shared<NamedSource>(PropertyBag{{PR_ROWID, 1}, {PR_COMMENT_W, "c"}}, 0x8000);
  const auto there = std::make_shared<NamedSource>(PropertyBag(), 0x9000);
  const PropertyName name{kSet, "Colour", 0};
  const std::uint16_t id = here->ids_of(std::span(&name, 1), true)[0];
  here->set(PropertyValue(PROP_TAG(PT_UNICODE, id), "red"));
  here->set(PropertyValue(PR_BODY_W, std::string(100000, 'b')));
  const auto from = make_object<Section>(core_, here);
  const auto to = make_object<Section>(core_, there);
  const std::vector<ULONG> tags = {PROP_TAG(PT_UNSPECIFIED, id), PR_BODY_A, PR_SUBJECT_W, PR_ROWID};
  EXPECT_EQ(from->CopyProps(make_tags(tags).get(), 0, nullptr, &IID_IMAPIProp, to.get(), MAPI_MOVE, out(problems_)),
            S_OK);
  ASSERT_TRUE(problems_);
  ASSERT_EQ(problems_->cProblem, 1U);
  EXPECT_EQ(problems_->aProblem[0].ulIndex, 2U);
  EXPECT_EQ(problems_->aProblem[0].scode, MAPI_E_NOT_FOUND);
  EXPECT_EQ(there->bag().text(PROP_TAG(PT_UNICODE, 0x9000)), "red") << "found by its name";
  EXPECT_EQ(there->bag().text(PR_BODY_W).size(), 100000U) << "big values are streamed";
  EXPECT_EQ(there->bag().number(PR_ROWID), 1);
  EXPECT_EQ(here->bag(), (PropertyBag{{PR_COMMENT_W, "c"}}));
}

TEST_F(PropObjectTest, NamesAndIdsKeepTheirOrder) {  // M-44
  const auto it = make_object<Section>(core_, std::make_shared<NamedSource>(PropertyBag(), 0x8000));
  GUID set = kSet;
  GUID ps_mapi = PS_MAPI;
  wchar_t colour[] = L"Größe";
  MAPINAMEID text{&set, MNID_STRING, {}};
  text.Kind.lpwstrName = colour;
  MAPINAMEID number{&set, MNID_ID, {}};
  number.Kind.lID = 7;
  MAPINAMEID standard{&ps_mapi, MNID_ID, {}};
  standard.Kind.lID = 0x37;
  LPMAPINAMEID names[] = {&number, &standard, &text};
  mapi_ptr<SPropTagArray> tags;
  EXPECT_EQ(it->GetIDsFromNames(3, names, 0, out(tags)), MAPI_W_ERRORS_RETURNED);
  EXPECT_THAT(tags_from(tags.get()),
              ElementsAre(PROP_TAG(PT_ERROR, 0), PROP_TAG(PT_UNSPECIFIED, 0x37), PROP_TAG(PT_ERROR, 0)));
  EXPECT_EQ(it->GetIDsFromNames(3, names, MAPI_CREATE, out(tags)), S_OK);
  EXPECT_THAT(tags_from(tags.get()), ElementsAre(PROP_TAG(PT_UNSPECIFIED, 0x8000), PROP_TAG(PT_UNSPECIFIED, 0x37),
                                                 PROP_TAG(PT_UNSPECIFIED, 0x8001)));
  auto asked = make_tags(std::vector<ULONG>{PROP_TAG(PT_NULL, 0x8001), PROP_TAG(PT_NULL, 0x8ABC)});
  LPSPropTagArray list = asked.get();
  ULONG count = 0;
  mapi_ptr<LPMAPINAMEID> found;
  EXPECT_EQ(it->GetNamesFromIDs(&list, nullptr, 0, &count, out(found)), MAPI_W_ERRORS_RETURNED);
  ASSERT_EQ(count, 2U);
  EXPECT_STREQ(found.get()[0]->Kind.lpwstrName, L"Größe");
  EXPECT_EQ(found.get()[1], nullptr);
  list = nullptr;
  EXPECT_EQ(it->GetNamesFromIDs(&list, &set, MAPI_NO_STRINGS, &count, out(found)), S_OK);
  const mapi_ptr<SPropTagArray> all(list);
  ASSERT_EQ(count, 1U);
  EXPECT_EQ(found.get()[0]->Kind.lID, 7);
  LPSPropTagArray none = nullptr;
  EXPECT_EQ(it->GetNamesFromIDs(&none, nullptr, MAPI_NO_STRINGS | MAPI_NO_IDS, &count, out(found)), S_OK);
  EXPECT_EQ(count, 0U);
}

TEST_F(PropObjectTest, HasNoNamesUnlessItsSourceHas) {  // M-46
  const auto it = object({});
  mapi_ptr<SPropTagArray> tags;
  EXPECT_EQ(it->GetIDsFromNames(0, nullptr, 0, out(tags)), MAPI_E_NO_SUPPORT);
  EXPECT_FALSE(tags);
}

TEST_F(PropObjectTest, TellsWhatWentWrong) {  // O-8
  const auto it = object({{PR_ROWID, 4}}, false);
  EXPECT_EQ(set(it.get(), {PR_ROWID, 5}), MAPI_E_NO_ACCESS);
  mapi_ptr<MAPIERROR> error;
  EXPECT_EQ(it->GetLastError(MAPI_E_NO_ACCESS, 0, out(error)), S_OK);
  ASSERT_TRUE(error);
  EXPECT_STREQ(reinterpret_cast<const char*>(error->lpszError), "the object is read-only");
}

// A store has few ids for names, and one that is made stays.
TEST_F(PropObjectTest, IdsOfNamesAreMadeForThoseThatHaveNone) {
  const auto source = std::make_shared<NamedSource>(PropertyBag(), std::uint16_t{0x8100});
  const auto section = make_object<Section>(core_, source);
  const PropertyName known{kSet, "known", 0};
  const PropertyName fresh{kSet, std::nullopt, 7};
  EXPECT_THAT(ids_in(section.get(), std::span(&known, 1)), ElementsAre(0x8100));
  source->asked_for_names.clear();
  EXPECT_THAT(ids_in(section.get(), std::span(&known, 1)), ElementsAre(0x8100));
  EXPECT_THAT(source->asked_for_names, ElementsAre(std::pair(1U, false)));
  source->asked_for_names.clear();
  const std::vector<PropertyName> both = {fresh, known};
  EXPECT_THAT(ids_in(section.get(), both), ElementsAre(0x8101, 0x8100));
  EXPECT_THAT(source->asked_for_names, ElementsAre(std::pair(2U, false), std::pair(1U, true)));
}

TEST_F(PropObjectTest, IdsAndNamesMayBeNoneAtAll) {
  const PropertyName name{kSet, "any", 0};
  const std::uint16_t id = 0x8100;
  for (const HRESULT answer : {S_OK, MAPI_E_NOT_FOUND}) {
    EXPECT_THAT(ids_in(make_object<Nameless>(core_, answer).get(), std::span(&name, 1)), ElementsAre(0));
  }
  EXPECT_THAT(names_in(make_object<Nameless>(core_, S_OK).get(), std::span(&id, 1)), ElementsAre(std::nullopt));
}

}  // namespace
