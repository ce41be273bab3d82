// SPDX-License-Identifier: Apache-2.0
#pragma once

namespace postroom::session {

// From now on profile administration reaches the entry functions of message services through provider libraries, with
// configuration support objects (B-44 … B-48). Called when MAPI is initialised; repeating it is harmless.
void serve_profile_administration() noexcept;

}  // namespace postroom::session
