// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "tools/postroom/lab/client.hpp"
#include "tools/postroom/lab/held.hpp"
#include "tools/postroom/lab/mail.hpp"
#include "tools/postroom/lab/sink.hpp"
#include "tools/postroom/lab/workers.hpp"

namespace postroom::tool::providerlab {

// What clients do with a store: its folder, its tables, a new message, a sink. With an address book: its containers,
// and its part in names and recipients. What is passed outlives the workers.
void add_work_of_store(Workers& workers, IMsgStore& store, Sink& sink);
void add_work_of_book(Workers& workers, IAddrBook& book, const Held& held);
// With transports, which clients never call themselves: mail, and what the spooler's status object has them do. Their
// own status objects belong to one thread (E-13).
void add_work_of_transport(Workers& workers, IMAPISession& session, Mail& mail);
// Whatever the provider.
void add_work_of_session(Workers& workers, IMAPISession& session);

}  // namespace postroom::tool::providerlab
