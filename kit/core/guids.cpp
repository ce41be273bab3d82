// SPDX-License-Identifier: Apache-2.0
// The one place in a library where the identifiers of MAPI's interfaces are defined.
#include <initguid.h>

#include <edkguid.h>
#include <mapiaux.h>
#include <mapiguid.h>
#include <objbase.h>
