// SPDX-License-Identifier: Apache-2.0
// A program of C11, C++17 and C++20 objects, with and without UNICODE, some of which define the identifiers. All must
// see the same object under each name, and its bytes must be the same wherever they are read.
#include <mapix.h>
#include <stdio.h>

#define PARTS(X) X(c11_plain) X(c11_unicode) X(cxx17_plain) X(cxx17_unicode) X(cxx20_plain) X(cxx20_unicode)

#define DECLARE(part) extern "C" const GUID* const* part(void);
PARTS(DECLARE)
#undef DECLARE

int main() {
#define CALL(part) part(),
  const GUID* const* const parts[] = {PARTS(CALL)};
#undef CALL
  size_t count = 0;
  size_t wrong = 0;
  for (; parts[0][count] != nullptr; ++count) {
    for (auto* part : parts) {
      if (part[count] != parts[0][count] || *part[count] != *parts[0][count]) {
        ++wrong;
      }
    }
  }
  printf("%zu identifiers in %zu parts, %zu wrong\n", count, sizeof parts / sizeof parts[0], wrong);
  return wrong == 0 && count > 160 ? 0 : 1;
}
