// SPDX-License-Identifier: Apache-2.0
//
// What a transport's medium has to be able to do: an SMTP server, a folder of Maildirs, a modem. Everything else that
// MAPI asks of a transport provider is done once, in kit/transport (design 3).
#pragma once

#include <mapidefs.h>
#include <mapispi.h>

#include <chrono>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace postroom::kit::transport {

// Tells a running transfer that it should end. Thread-safe.
class Cancellation {
 public:
  virtual ~Cancellation() = default;
  // Ask now and then while transferring, at least five times a second (H-33); it also lets the spooler breathe
  // (SpoolerYield, D-38). Call it on the thread that the transfer came on.
  virtual bool requested() noexcept = 0;
};

// A recipient whom this transport is asked to serve. Texts are UTF-8.
struct Recipient {
  ULONG type = MAPI_TO;  // MAPI_TO, MAPI_CC, MAPI_BCC; MAPI_P1 set for a copy that is resent (H-30)
  std::string address_type;
  std::string address;
  std::string display_name;
};

// What became of one recipient.
struct Outcome {
  enum class Fate {
    not_mine,   // left untouched: the next transport gets the chance (H-23)
    delivered,  // the medium has taken responsibility
    failed,     // for good: the sender gets a report with `text` (H-31)
    deferred,   // not now: the spooler offers the recipient again after `retry_after`
  };
  Fate fate = Fate::not_mine;
  std::string text{};                   // for the sender: what the other side said, naming it
  std::chrono::seconds retry_after{0};  // 0: the spooler decides
};

// A message on its way out.
struct Outgoing {
  IMessage& message;                         // borrowed; release what is opened from it before send() returns (H-28)
  const std::vector<Recipient>& recipients;  // never empty
  std::string sender_address;                // the envelope's, from Backend::identity or the message
  Cancellation& cancel;
};

// A message that has arrived and waits in the medium.
class Incoming {
 public:
  virtual ~Incoming() = default;
  // Fills the message. The base adds what every arriving message needs (I-9) and saves it.
  virtual void fill(IMessage& message) = 0;
  // The message is safe in the store: the medium may forget it. Only now (I-7, I-11).
  virtual void saved() = 0;
  // The message cannot be read, for the reason in `text`: it is put where a person finds it, and never offered again.
  virtual void set_aside(const std::string& text) = 0;
};

// Who the owner of this logon is, for the sender's columns and the status row (E-20). Empty address: nobody.
struct Identity {
  std::string display_name;
  std::string address_type;
  std::string address;
};

// One logon on the medium. The base calls it on the transport's thread, one call at a time, but for interrupt() and
// the callback of watch(). Every call but the noexcept ones may throw kit::Failure.
class Backend {
 public:
  virtual ~Backend() = default;

  // The address types it serves, the same for its whole life (N-4 … N-6). Empty: every type (N-5).
  virtual std::vector<std::string> address_types() const = 0;
  virtual Identity identity() const = 0;
  // The name for the status table.
  virtual std::string display_name() const = 0;

  // Does the medium serve this recipient at all? The type is one of address_types() already.
  virtual bool serves(const Recipient& recipient) const = 0;

  // Sends to all these recipients and returns an outcome for each, in their order. Throws when nothing was sent:
  // MAPI_E_NETWORK_ERROR and MAPI_E_BUSY mean later, MAPI_E_USER_CANCEL that cancel asked for it.
  virtual std::vector<Outcome> send(const Outgoing& outgoing) = 0;

  // Whether mail can arrive here; when not, the next four are never called.
  virtual bool receives() const { return false; }
  virtual bool has_mail() { return false; }
  // The oldest message that waits, or null.
  virtual std::unique_ptr<Incoming> next() { return nullptr; }
  // Calls `arrived`, on a thread of its own, whenever mail may have come, until unwatch() or interrupt(). Once at most
  // between the two.
  virtual void watch(std::function<void()> arrived) { static_cast<void>(arrived); }
  virtual void unwatch() noexcept {}

  // Makes a call that is inside return soon and ends the watching. From any thread, at any time.
  virtual void interrupt() noexcept = 0;
  // Ends the connection in the way the medium prescribes; when `hurry`, without waiting for the other side (J-56).
  // No other call comes afterwards.
  virtual void disconnect(bool hurry) noexcept = 0;
};

}  // namespace postroom::kit::transport
