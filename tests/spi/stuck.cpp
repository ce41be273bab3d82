// SPDX-License-Identifier: Apache-2.0
//
// A library whose constructor does not return while there is a file, as one on a file system that does not answer.
#include <unistd.h>

#include <cstdlib>

namespace {

__attribute__((constructor)) void wait_for_the_file_to_go() {
  const char* const file = std::getenv("POSTROOM_TEST_STUCK");
  while (file != nullptr && access(file, F_OK) == 0) usleep(1000);
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int spi_stuck() {
  return 0;
}
