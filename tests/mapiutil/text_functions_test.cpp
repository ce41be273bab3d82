// SPDX-License-Identifier: Apache-2.0
#include "initialised.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/mapi_ptr.hpp>

#include <cstring>

namespace postroom {
namespace {

TEST(Hexadecimal, GoesThereAndBack) {
  BYTE bytes[] = {0x0A, 0xFF, 0x00};
  char text[7];
  HexFromBin(bytes, 3, text);
  EXPECT_STREQ(text, "0AFF00");
  BYTE back[3] = {};
  EXPECT_TRUE(FBinFromHex(text, back));
  EXPECT_EQ(back[1], 0xFF);
  char lower[] = "ff";
  EXPECT_TRUE(FBinFromHex(lower, back));
  EXPECT_EQ(back[0], 0xFF);
}

TEST(Hexadecimal, RefusesWhatIsNone) {
  BYTE bytes[8];
  char odd[] = "0AF";
  char letters[] = "0G";
  EXPECT_FALSE(FBinFromHex(odd, bytes));
  EXPECT_FALSE(FBinFromHex(letters, bytes));
  char text[] = "010203";
  EXPECT_EQ(ScBinFromHexBounded(text, bytes, 3), S_OK);
  EXPECT_EQ(bytes[2], 3);
  EXPECT_EQ(ScBinFromHexBounded(letters, bytes, 8), MAPI_E_CALL_FAILED);
  bytes[2] = 0xEE;
  EXPECT_NE(ScBinFromHexBounded(text, bytes, 2), S_OK);
  EXPECT_EQ(bytes[2], 0xEE) << "nothing is written beyond what there is room for";
}

TEST(Hexadecimal, GoesThereAndBackInWideText) {
  BYTE bytes[] = {0x0A, 0xFF, 0x00};
  wchar_t text[7];
  HexFromBinW(bytes, 3, text);
  EXPECT_STREQ(text, L"0AFF00");
  BYTE back[3] = {};
  EXPECT_TRUE(FBinFromHexW(text, back));
  EXPECT_EQ(std::memcmp(back, bytes, 3), 0);
  wchar_t foreign[] = L"0\u0966";  // a digit, but no hexadecimal one
  EXPECT_FALSE(FBinFromHexW(foreign, back));
  wchar_t lower[] = L"0aff00";
  BYTE bounded[3] = {};
  EXPECT_EQ(ScBinFromHexBoundedW(lower, bounded, 3), S_OK);
  EXPECT_EQ(std::memcmp(bounded, bytes, 3), 0);
  EXPECT_NE(ScBinFromHexBoundedW(lower, bounded, 2), S_OK);
  EXPECT_EQ(ScBinFromHexBoundedW(foreign, bounded, 3), MAPI_E_CALL_FAILED);
}

using EntryIdentifierAsText = test::Initialised;

TEST_F(EntryIdentifierAsText, GoesThereAndBack) {  // HrSzFromEntryID, HrEntryIDFromSz
  BYTE bytes[] = {0, 0, 0, 0, 0xFE, 0x01, 0xAB};
  kit::mapi_ptr<char> text;
  ASSERT_EQ(HrSzFromEntryID(sizeof bytes, reinterpret_cast<LPENTRYID>(bytes), kit::out(text)), S_OK);
  EXPECT_STREQ(text.get(), "00000000FE01AB");
  ULONG size = 0;
  kit::mapi_ptr<ENTRYID> back;
  ASSERT_EQ(HrEntryIDFromSz(text.get(), &size, kit::out(back)), S_OK);
  ASSERT_EQ(size, sizeof bytes);
  EXPECT_EQ(std::memcmp(back.get(), bytes, size), 0);

  kit::mapi_ptr<wchar_t> wide;
  ASSERT_EQ(HrSzFromEntryIDW(sizeof bytes, reinterpret_cast<LPENTRYID>(bytes), kit::out(wide)), S_OK);
  EXPECT_STREQ(wide.get(), L"00000000FE01AB");
  ASSERT_EQ(HrEntryIDFromSzW(wide.get(), &size, kit::out(back)), S_OK);
  EXPECT_EQ(size, sizeof bytes);
}

TEST_F(EntryIdentifierAsText, RefusesWhatIsNone) {
  ULONG size = 7;
  kit::mapi_ptr<ENTRYID> id;
  for (const char* text : {"", "000000", "00000000F", "00000000FG", "0000 000FE"}) {
    size = 7;
    EXPECT_EQ(HrEntryIDFromSz(const_cast<char*>(text), &size, kit::out(id)), MAPI_E_INVALID_ENTRYID) << text;
    EXPECT_EQ(size, 0U);
    EXPECT_FALSE(id);
  }
  EXPECT_EQ(HrEntryIDFromSz(nullptr, &size, kit::out(id)), MAPI_E_INVALID_ENTRYID);
  char text[] = "00000000FE";
  EXPECT_EQ(HrEntryIDFromSz(text, nullptr, kit::out(id)), MAPI_E_INVALID_PARAMETER);
  kit::mapi_ptr<char> made;
  EXPECT_EQ(HrSzFromEntryID(3, reinterpret_cast<LPENTRYID>(text), kit::out(made)), MAPI_E_INVALID_ENTRYID);
  EXPECT_EQ(HrSzFromEntryID(8, nullptr, kit::out(made)), MAPI_E_INVALID_ENTRYID);
  EXPECT_FALSE(made);
}

// An object that is nothing but its count.
class Counted final : public IUnknown {
 public:
  HRESULT STDMETHODCALLTYPE QueryInterface(REFIID, void**) override { return MAPI_E_INTERFACE_NOT_SUPPORTED; }
  ULONG STDMETHODCALLTYPE AddRef() override { return ++references; }
  ULONG STDMETHODCALLTYPE Release() override { return --references; }

  ULONG references = 1;
};

TEST(ReferenceFunctions, AnswerWhatTheObjectAnswers) {
  Counted object;
  EXPECT_EQ(UlAddRef(&object), 2U);
  EXPECT_EQ(object.references, 2U);
  EXPECT_EQ(UlRelease(&object), 1U);
  EXPECT_EQ(object.references, 1U);
}

TEST(ReferenceFunctions, NullIsNoObject) {
  EXPECT_EQ(UlAddRef(nullptr), 0U);
  EXPECT_EQ(UlRelease(nullptr), 0U);
}

}  // namespace
}  // namespace postroom
