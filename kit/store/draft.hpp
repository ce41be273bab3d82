// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/store/content.hpp"

#include <postroom/mutex.hpp>
#include <postroom/prop_object.hpp>

#include <memory>

namespace postroom::kit::store {

class StoreCore;

// The working copy behind an open message or attachment: a client changes it, and nobody else sees anything of that
// before SaveChanges (M-6). MessageDraft and AttachmentDraft say what they are part of and how they are saved.
//
// Owned by shared_ptr from the shell and from the streams and drafts that were opened on it. Thread-safe; its mutex may
// be held while the backend is called, and while a draft that it is part of is told of a save, from the inside out:
// embedded message, attachment, message.
class Draft : public PropertySource {
 public:
  // A submitted message, or one whose store went: everything answers `code` from here on (H-2).
  void end(HRESULT code) noexcept;

  std::optional<PropertyValue> get(ULONG tag) override;
  std::vector<ULONG> list() override;
  bool writable() override;
  void set(PropertyValue value) override;
  void erase(ULONG tag) override;
  std::shared_ptr<StreamSource> stream(ULONG tag, bool writable, bool create) override;
  std::vector<std::uint16_t> ids_of(std::span<const PropertyName> names, bool create) override;
  std::vector<std::optional<PropertyName>> names_of(std::span<const std::uint16_t> ids) override;
  std::vector<std::uint16_t> named_ids() override;

  StoreCore& core() const noexcept { return *core_; }
  const std::shared_ptr<StoreCore>& shared_core() const noexcept { return core_; }

 protected:
  Draft(std::shared_ptr<StoreCore> core, bool writable);
  ~Draft() override;

  // The rest is called with the mutex held.
  virtual Content& content() POSTROOM_REQUIRES(mutex_) = 0;
  // A property that is computed, or PT_OBJECT.
  virtual std::optional<PropertyValue> computed(ULONG tag) POSTROOM_REQUIRES(mutex_) = 0;
  virtual std::vector<ULONG> computed_tags() POSTROOM_REQUIRES(mutex_) = 0;
  // Throws MAPI_E_COMPUTED and the like. True when it has done all that there is to do for the property.
  virtual bool before_set(const PropertyValue& value) POSTROOM_REQUIRES(mutex_) = 0;
  virtual void before_erase(ULONG tag) POSTROOM_REQUIRES(mutex_) = 0;
  virtual void touched() POSTROOM_REQUIRES(mutex_) {}

  void require_alive() const POSTROOM_REQUIRES(mutex_);
  void require_writable() const POSTROOM_REQUIRES(mutex_);

  mutable Mutex mutex_;
  bool writable_ POSTROOM_GUARDED_BY(mutex_);

 private:
  friend class DraftStream;
  HRESULT dead_ POSTROOM_GUARDED_BY(mutex_) = S_OK;
  const std::shared_ptr<StoreCore> core_;
};

}  // namespace postroom::kit::store
