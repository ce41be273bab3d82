// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "kit/transport/property_list.hpp"

#include <mapidefs.h>

#include <string>
#include <vector>

namespace postroom::spooler {

// A recipient to be reported, with the columns of its row and, from a transport, those of the report: PR_DELIVER_TIME
// makes it a delivery report, without it the recipient was not reached (D-39).
struct Reported {
  kit::transport::PropertyList* columns;  // borrowed
};

// Puts the reports on a message that was sent into its sender's store: one for the recipients that were not reached,
// with the original attached, and one for those that were (H-37, H-38). The store is told of each as of new mail.
//
// `store` is the spooler's own; called on the thread that has the message. Throws kit::Failure when a report cannot be
// written.
void report_recipients(IMsgStore& store, IMessage& original, const std::vector<Reported>& recipients);

// The same for a list as StatusRecips gets it; the caller keeps the list.
void report_recipients(IMsgStore& store, IMessage& original, const ADRLIST& recipients);

}  // namespace postroom::spooler
