// SPDX-License-Identifier: Apache-2.0
#include <cstdlib>

namespace {

__attribute__((constructor)) void crash() {
  std::abort();
}

}  // namespace

extern "C" __attribute__((visibility("default"))) void MSProviderInit() {}
