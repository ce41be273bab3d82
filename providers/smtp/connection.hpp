// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "providers/smtp/dialogue.hpp"

#include <mapidefs.h>

#include <atomic>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace postroom::smtp {

struct Server {
  std::string host;
  ULONG port = 0;
  ULONG tls = 0;  // SMTP_TLS_…
  std::string user;
  std::string password;
  std::string ca_file;
};

// How a transfer ended, beside what the server said in the dialogue.
struct Transfer {
  enum class End {
    done,         // the server has the message
    refused,      // it said no to something; the dialogue says to what
    unreachable,  // no connection, or it broke: nothing is known to have been taken
    cancelled,
  };
  End end = End::done;
  std::string text;  // names host and port
  Dialogue dialogue;
};

// A connection to one server by libcurl, which keeps it open between messages and opens it again when the server has
// closed it. Not thread-safe but for abort().
class Connection {
 public:
  explicit Connection(Server server);
  ~Connection();
  Connection(const Connection&) = delete;
  Connection& operator=(const Connection&) = delete;

  // Sends one message, with the line ends of the wire. `cancelled` is asked while it goes.
  Transfer send(const std::string& sender, const std::vector<std::string>& recipients, const std::string& message,
                const std::function<bool()>& cancelled);

  // From any thread: a running send() ends soon.
  void abort() noexcept { aborted_.store(true, std::memory_order_release); }

  // Says QUIT and waits for the server's good-bye; when `hurry`, hangs up. No send() comes afterwards.
  void close(bool hurry) noexcept;

 private:
  struct Curl;
  std::string where() const;

  const Server server_;
  std::unique_ptr<Curl> curl_;  // made by the first send()
  std::atomic<bool> aborted_{false};
};

}  // namespace postroom::smtp
