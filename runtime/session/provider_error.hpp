// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/mapi_ptr.hpp>
#include <postroom/text.hpp>

#include <mapidefs.h>

#include <string>

namespace postroom::session {

// The MAPIERROR of a provider's logon method, received, read and freed (C-28).
class ProviderError {
 public:
  LPMAPIERROR* put() noexcept { return &raw_; }

  // What the provider said, with its component unless that is the kit's, which says nothing; empty when it said
  // nothing. May be asked once.
  std::string text() {
    const kit::mapi_ptr<MAPIERROR> error(std::exchange(raw_, nullptr));
    if (!error || error->lpszError == nullptr) return {};
    const std::string text = kit::from_lptstr(error->lpszError, 0);  // logon methods are called without MAPI_UNICODE
    const std::string component = kit::from_lptstr(error->lpszComponent, 0);
    return component.empty() || component == "Postroom" ? text : component + ": " + text;
  }

  ProviderError() = default;
  ProviderError(const ProviderError&) = delete;
  ProviderError& operator=(const ProviderError&) = delete;
  ~ProviderError() {
    if (raw_ != nullptr) kit::allocators().free(raw_);
  }

 private:
  LPMAPIERROR raw_ = nullptr;
};

}  // namespace postroom::session
