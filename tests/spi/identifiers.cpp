// SPDX-License-Identifier: Apache-2.0
// Where this library's copies of MAPI's identifiers are defined.
#include <initguid.h>

#include <mapiguid.h>
#include <objbase.h>
