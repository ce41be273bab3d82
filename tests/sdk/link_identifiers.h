/* SPDX-License-Identifier: Apache-2.0 */
/* One translation unit's view of every identifier. Included by each part of the link test, in its own language. */
#include <actmgmt.h>
#include <edkguid.h>
#include <imscapabilities.h>
#include <mapi.h>
#include <mapiaux.h>
#include <mapiform.h>
#include <mapiguid.h>
#include <mapihook.h>
#include <mapispi.h>
#include <mapiutil.h>
#include <mapix.h>
#include <mimeole.h>
#include <tnef.h>

#ifdef __cplusplus
extern "C" {
#endif
const GUID* const* LINK_PART(void);
const GUID* const* LINK_PART(void) {
  static const GUID* const identifiers[] = {
#define X(name) &name,
#include "link.inc"
#undef X
      &IID_IUnknown, &IID_IStream, 0};
  return identifiers;
}
#ifdef __cplusplus
}
#endif
