// SPDX-License-Identifier: Apache-2.0
//
// A library whose constructor does not return while there is a file, as one on a file system that does not answer, and
// its destructor neither while there is another.
#include <unistd.h>

#include <cstdlib>

namespace {

void wait_for_the_file_to_go(const char* variable) {
  const char* const file = std::getenv(variable);
  while (file != nullptr && access(file, F_OK) == 0) usleep(1000);
}

__attribute__((constructor)) void come() {
  wait_for_the_file_to_go("POSTROOM_TEST_STUCK");
}

__attribute__((destructor)) void go() {
  wait_for_the_file_to_go("POSTROOM_TEST_STUCK_AT_ITS_END");
}

}  // namespace

extern "C" __attribute__((visibility("default"))) int spi_stuck() {
  return 0;
}
