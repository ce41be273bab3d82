// SPDX-License-Identifier: Apache-2.0
#include "runtime/mapiutil/ipm_subtree.hpp"

#include "runtime/library/export.hpp"
#include "runtime/mapiutil/boundary.hpp"

#include <postroom/com_ptr.hpp>
#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>
#include <postroom/property_arrays.hpp>

#include <mapitags.h>
#include <mapiutil.h>

#include <array>
#include <span>
#include <string>

namespace postroom::mapiutil {
namespace {

using kit::com_ptr;
using kit::PropertyBag;

struct StandardFolder {
  ULONG tag;          // of the store's property with its entry identifier
  LONG valid;         // its bit in PR_VALID_FOLDER_MASK
  const char* title;  // of a new one
  bool in_subtree;    // below the IPM subtree, otherwise below the store's root
  bool always;        // otherwise only in a full tree
};

// The subtree comes before what lies in it.
constexpr std::array kStandardFolders{
    StandardFolder{PR_IPM_SUBTREE_ENTRYID, FOLDER_IPM_SUBTREE_VALID, "IPM Subtree", false, true},
    StandardFolder{PR_FINDER_ENTRYID, FOLDER_FINDER_VALID, "Search Root", false, true},
    StandardFolder{PR_IPM_WASTEBASKET_ENTRYID, FOLDER_IPM_WASTEBASKET_VALID, "Deleted Items", true, true},
    StandardFolder{kInboxEntry, FOLDER_IPM_INBOX_VALID, "Inbox", true, false},
    StandardFolder{PR_IPM_OUTBOX_ENTRYID, FOLDER_IPM_OUTBOX_VALID, "Outbox", true, false},
    StandardFolder{PR_IPM_SENTMAIL_ENTRYID, FOLDER_IPM_SENTMAIL_VALID, "Sent Items", true, false},
    StandardFolder{PR_VIEWS_ENTRYID, FOLDER_VIEWS_VALID, "Folder Views", false, false},
    StandardFolder{PR_COMMON_VIEWS_ENTRYID, FOLDER_COMMON_VIEWS_VALID, "Common Views", false, false},
};

LPTSTR as_text(const char* text) {
  return reinterpret_cast<LPTSTR>(const_cast<char*>(text));
}

class Validation {
 public:
  Validation(IMsgStore& store, ULONG flags) : store_(store), flags_(flags) {}

  PropertyBag run() {
    known_ = read_known();
    mask_ = known_.number(PR_VALID_FOLDER_MASK);
    for (const StandardFolder& each : kStandardFolders) {
      if (each.always || (flags_ & MAPI_FULL_IPM_TREE) != 0) validate(each);
    }
    if (!made_.empty()) tell_store();
    answer_.set(PR_VALID_FOLDER_MASK, mask_);
    return answer_;
  }

 private:
  PropertyBag read_known() {
    SizedSPropTagArray(kStandardFolders.size(), tags) = {kStandardFolders.size(), {}};
    ULONG next = 0;
    for (const StandardFolder& each : kStandardFolders) {
      tags.aulPropTag[next++] = each.tag == kInboxEntry ? PR_VALID_FOLDER_MASK : each.tag;
    }
    ULONG count = 0;
    kit::mapi_ptr<SPropValue> values;
    kit::check(store_.GetProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, &count, kit::out(values)));
    return PropertyBag::from(std::span(values.get(), count));
  }

  void validate(const StandardFolder& folder) {
    const std::string entry = folder.tag == kInboxEntry ? receive_folder() : std::string(known_.binary(folder.tag));
    if ((mask_ & folder.valid) != 0 && !entry.empty() && ((flags_ & MAPI_FORCE_CREATE) == 0 || open(entry))) {
      answer_.set(folder.tag, entry);
      return;
    }
    create(folder);
  }

  // Where interpersonal mail arrives (I-13); empty when no class of its own has been given a folder.
  std::string receive_folder() {
    ULONG size = 0;
    kit::mapi_ptr<ENTRYID> entry;
    kit::mapi_ptr<char> explicit_class;
    char* raw_class = nullptr;
    const HRESULT code = store_.GetReceiveFolder(as_text("IPM"), 0, &size, kit::out(entry),
                                                 reinterpret_cast<LPTSTR*>(static_cast<void*>(&raw_class)));
    explicit_class.reset(raw_class);
    if (FAILED(code) || !entry) return {};
    return {reinterpret_cast<const char*>(entry.get()), size};
  }

  com_ptr<IMAPIFolder> open(const std::string& entry) {
    ULONG type = 0;
    com_ptr<IUnknown> object;
    const HRESULT code = store_.OpenEntry(static_cast<ULONG>(entry.size()), entry_of(entry), &IID_IMAPIFolder,
                                          MAPI_BEST_ACCESS, &type, object.put());
    if (FAILED(code) || type != MAPI_FOLDER) return {};
    return object.as<IMAPIFolder>();
  }

  void create(const StandardFolder& folder) {
    const com_ptr<IMAPIFolder> parent =
        open(folder.in_subtree ? std::string(answer_.binary(PR_IPM_SUBTREE_ENTRYID)) : std::string());
    if (!parent) kit::fail(MAPI_E_NOT_FOUND, "the folder in which a standard folder belongs cannot be opened");
    com_ptr<IMAPIFolder> fresh;
    kit::check(
        parent->CreateFolder(FOLDER_GENERIC, as_text(folder.title), nullptr, nullptr, OPEN_IF_EXISTS, fresh.put()));
    SizedSPropTagArray(1, tag) = {1, {PR_ENTRYID}};
    ULONG count = 0;
    kit::mapi_ptr<SPropValue> values;
    kit::check(fresh->GetProps(reinterpret_cast<LPSPropTagArray>(&tag), 0, &count, kit::out(values)));
    const std::string entry(PropertyBag::from(std::span(values.get(), count)).binary(PR_ENTRYID));
    if (entry.empty()) kit::fail(MAPI_E_CALL_FAILED, "a new folder has no entry identifier");
    if (folder.tag == kInboxEntry) {
      receive_in(entry);
    } else {
      made_.set(folder.tag, entry);
    }
    answer_.set(folder.tag, entry);
    mask_ |= folder.valid;
    made_.set(PR_VALID_FOLDER_MASK, mask_);
  }

  // Interpersonal mail, reports, and mail of no class (I-14).
  void receive_in(const std::string& inbox) {
    for (const char* message_class : {"IPM", "REPORT", ""}) {
      kit::check(store_.SetReceiveFolder(as_text(message_class), 0, static_cast<ULONG>(inbox.size()), entry_of(inbox)));
    }
  }

  void tell_store() {
    const kit::mapi_ptr<SPropValue> values = kit::make_values(made_);
    kit::mapi_ptr<SPropProblemArray> problems;
    kit::check(store_.SetProps(static_cast<ULONG>(made_.size()), values.get(), kit::out(problems)));
    if (!problems) return;
    for (ULONG i = 0; i < problems->cProblem; ++i) {
      const SPropProblem& problem = problems->aProblem[i];
      if (problem.ulPropTag == PR_VALID_FOLDER_MASK) continue;  // most stores compute it
      kit::fail(problem.scode, "the store does not take the entry identifier of a standard folder");
    }
  }

  static LPENTRYID entry_of(const std::string& bytes) {
    return bytes.empty() ? nullptr : reinterpret_cast<LPENTRYID>(const_cast<char*>(bytes.data()));
  }

  IMsgStore& store_;
  const ULONG flags_;
  PropertyBag known_;
  PropertyBag answer_;
  PropertyBag made_;  // what the store is to be told
  LONG mask_ = 0;
};

}  // namespace

PropertyBag validate_ipm_subtree(IMsgStore& store, ULONG flags) {
  kit::require_flags(flags, MAPI_FORCE_CREATE | MAPI_FULL_IPM_TREE);
  return Validation(store, flags).run();
}

void complete_ipm_subtree(IMsgStore& store, Tree tree) {
  LONG wanted = 0;
  for (const StandardFolder& each : kStandardFolders) {
    if (each.always || tree == Tree::full) wanted |= each.valid;
  }
  SizedSPropTagArray(1, tag) = {1, {PR_VALID_FOLDER_MASK}};
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  kit::check(store.GetProps(reinterpret_cast<LPSPropTagArray>(&tag), 0, &count, kit::out(values)));
  if ((PropertyBag::from(std::span(values.get(), count)).number(PR_VALID_FOLDER_MASK) & wanted) == wanted) return;
  validate_ipm_subtree(store, tree == Tree::full ? MAPI_FULL_IPM_TREE : 0);
}

}  // namespace postroom::mapiutil

POSTROOM_EXPORT HRESULT STDAPICALLTYPE HrValidateIPMSubtree(LPMDB store, ULONG flags, ULONG* count,
                                                            LPSPropValue* values, LPMAPIERROR* error) {
  using namespace postroom;
  HRESULT code = mapiutil::boundary([&]() -> HRESULT {
    if (count != nullptr) *count = 0;
    if (values != nullptr) *values = nullptr;
    if (error != nullptr) *error = nullptr;
    kit::require(store != nullptr, "lpMDB is null");
    kit::require(values == nullptr || count != nullptr, "lpcValues is null");
    const kit::PropertyBag answer = mapiutil::validate_ipm_subtree(*store, flags);
    if (values != nullptr) {
      *values = kit::make_values(answer).release();
      *count = static_cast<ULONG>(answer.size());
    }
    return S_OK;
  });
  if (FAILED(code) && store != nullptr && error != nullptr) store->GetLastError(code, 0, error);
  return code;
}
