// SPDX-License-Identifier: Apache-2.0
#include "kit/store/whole_copy.hpp"

#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>

#include <mapitags.h>

namespace postroom::kit::store {
namespace {

// A property that may not be written is the destination's own (M-41), but no subobject is, no body, and nothing that
// has a name.
bool is_loss(const SPropProblem& problem) noexcept {
  if (problem.scode == MAPI_E_COMPUTED) return PROP_TYPE(problem.ulPropTag) == PT_OBJECT;
  if (problem.scode != MAPI_E_NO_ACCESS || PROP_TYPE(problem.ulPropTag) == PT_OBJECT) return true;
  const ULONG id = PROP_ID(problem.ulPropTag);
  return id >= 0x8000 || id == PROP_ID(PR_BODY) || id == PROP_ID(PR_RTF_COMPRESSED) || id == PROP_ID(PR_HTML);
}

}  // namespace

void copy_whole(IMAPIProp& source, REFIID iid, IMAPIProp& destination, IMAPIProgress* progress, ULONG excluded) {
  SizedSPropTagArray(1, tags) = {1, {excluded}};
  mapi_ptr<SPropProblemArray> problems;
  check(source.CopyTo(0, nullptr, excluded == 0 ? nullptr : reinterpret_cast<LPSPropTagArray>(&tags), 0, progress, &iid,
                      &destination, 0, out(problems)));
  for (ULONG i = 0; problems && i < problems->cProblem; ++i) {
    const SPropProblem& problem = problems->aProblem[i];
    if (is_loss(problem)) fail(problem.scode, "a property could not be copied, and the copy is not whole without it");
  }
}

}  // namespace postroom::kit::store
