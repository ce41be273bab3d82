// SPDX-License-Identifier: Apache-2.0
#include "content/mime/gmime_ptr.hpp"

#include <dlfcn.h>
#include <pthread.h>

namespace postroom::content {
namespace {

constinit pthread_once_t once = PTHREAD_ONCE_INIT;

void start() {
  for (const char* library : {"libgmime-3.0.so.0", "libgobject-2.0.so.0", "libgio-2.0.so.0", "libglib-2.0.so.0"}) {
    // A pin is never undone, so the handle is not kept; a library that is linked statically has nothing to pin.
    static_cast<void>(dlopen(library, RTLD_LAZY | RTLD_NOLOAD | RTLD_NODELETE));
  }
  g_mime_init();
}

}  // namespace

void use_gmime() {
  pthread_once(&once, start);
}

}  // namespace postroom::content
