// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <postroom/property_bag.hpp>

#include <vector>

namespace postroom::spooler {

// Puts the reports on a message that was sent into its sender's store: one for the recipients that were not reached,
// with the original attached, and one for those that were (H-37, H-38). The store is told of each as of new mail.
//
// `recipients` are rows of the message with the columns of a report: PR_DELIVER_TIME makes it a delivery report,
// without it the recipient was not reached (D-39). `store` is the spooler's own; called on the thread that has the
// message. Throws kit::Failure when a report cannot be written.
void report_recipients(IMsgStore& store, IMessage& original, const std::vector<kit::PropertyBag>& recipients);

}  // namespace postroom::spooler
