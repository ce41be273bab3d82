// SPDX-License-Identifier: Apache-2.0
#include "kit/transport/message_properties.hpp"
#include "kit/transport/transport_logon.hpp"

#include <postroom/failure.hpp>

#include <mapitags.h>

namespace postroom::kit::transport {
namespace {

// What every message that arrives has, when its own text did not say (I-9, N-22).
void complete(const TransportCore& core, IMessage& message) {
  const PropertyBag present =
      read_properties(message, {PR_MESSAGE_CLASS_W, PR_MESSAGE_DELIVERY_TIME, PR_CLIENT_SUBMIT_TIME});
  PropertyBag changes;
  const FILETIME now = filetime_of(now_ticks());
  if (present.text(PR_MESSAGE_CLASS_W).empty()) changes.set(PR_MESSAGE_CLASS_W, "IPM.Note");
  if (!present.has(PR_MESSAGE_DELIVERY_TIME)) changes.set(PR_MESSAGE_DELIVERY_TIME, now);
  if (!present.has(PR_CLIENT_SUBMIT_TIME)) changes.set(PR_CLIENT_SUBMIT_TIME, now);
  changes.merge(core.identity_as({PR_RECEIVED_BY_NAME_W, PR_RECEIVED_BY_ADDRTYPE_W, PR_RECEIVED_BY_EMAIL_ADDRESS_W,
                                  PR_RECEIVED_BY_ENTRYID, PR_RECEIVED_BY_SEARCH_KEY}));
  changes.merge(core.identity_as({PR_RCVD_REPRESENTING_NAME_W, PR_RCVD_REPRESENTING_ADDRTYPE_W,
                                  PR_RCVD_REPRESENTING_EMAIL_ADDRESS_W, PR_RCVD_REPRESENTING_ENTRYID,
                                  PR_RCVD_REPRESENTING_SEARCH_KEY}));
  set_properties(message, changes, "the message's arrival cannot be noted in it");
}

// Is it the message that is wrong, and not the moment?
bool damaged(HRESULT code) {
  return code == MAPI_E_CORRUPT_DATA || code == MAPI_E_INVALID_PARAMETER || code == MAPI_E_INVALID_TYPE ||
         code == MAPI_E_TOO_COMPLEX || code == MAPI_E_BAD_VALUE;
}

}  // namespace

HRESULT receive(TransportCore& core, IMessage& message, ULONG_PTR* reference) {
  TransportCore::Transit transit(core, false);
  __atomic_store_n(reference, transit.reference(), __ATOMIC_RELEASE);  // before the message is used (I-6)
  if (!core.receives()) return S_OK;
  const std::unique_ptr<Incoming> incoming = core.backend()->next();
  if (incoming == nullptr) return S_OK;  // nothing saved: no message (I-7)
  try {
    incoming->fill(message);
    complete(core, message);
  } catch (const Failure& failure) {
    if (!damaged(failure.code())) throw;
    core.note("incoming message set aside", failure.what());
    core.change_status(0, 0, std::string("a message was set aside: ") + failure.what());
    incoming->set_aside(failure.what());
    return S_OK;
  }
  if (transit.requested()) return MAPI_E_USER_CANCEL;  // the medium keeps the mail (I-11)
  check(message.SaveChanges(0), "the message cannot be saved");
  incoming->saved();  // from here on the store answers for it
  return S_OK;
}

}  // namespace postroom::kit::transport
