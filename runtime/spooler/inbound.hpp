// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "runtime/spooler/host.hpp"

#include <atomic>
#include <memory>
#include <string>

namespace postroom::spooler {

// What one StartMessage brought.
struct Arrival {
  enum class What { nothing, message, failure };
  What what = What::nothing;
  HRESULT result = S_OK;  // of a failure
  std::string detail;     // the message's identifier, or the failure's text
};

// Who waits for a message that arrives, and may give it up at any time (J-114).
class Awaiting {
 public:
  virtual bool given_up() const noexcept = 0;
  // Gives a reference back, or keeps it for ever: when it has been given up. Whoever gives up sees to it that a release
  // that has begun is over before he goes on.
  virtual void let_go(std::shared_ptr<void> what) noexcept = 0;

 protected:
  ~Awaiting() = default;
};

// Takes the next message of a transport into a store: CreateMessage in the default receive folder, StartMessage, and
// once the transport has saved it, to the folder of its class and NotifyNewMail (I-4, I-5, I-17).
//
// Runs on the transport's thread. `reference` is what StartMessage's message is known by, for a cancel from another
// thread (H-29). Whether `who` has given up is asked before each call on the store: then nothing more is called there,
// nor on anything of the store's, which may have ended meanwhile, and what is open stays so for ever (J-114). Throws
// nothing but what unwinds a thread that a provider ends.
Arrival receive_message(TransportLink& transport, const kit::com_ptr<IMsgStore>& store,
                        std::atomic<ULONG_PTR>& reference, Awaiting& who);

// Tells the store of a message that is in it: IMsgStore::NotifyNewMail (I-17). Failures do not matter. Throws
// nothing but what unwinds a thread that a provider ends.
void notify_new_mail(IMsgStore& store, IMessage& message);

// The store's receive folder for a class, open for changes. Throws kit::Failure.
kit::com_ptr<IMAPIFolder> open_receive_folder(IMsgStore& store, const std::string& message_class);

}  // namespace postroom::spooler
