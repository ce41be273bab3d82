// SPDX-License-Identifier: Apache-2.0
#include "providers/smtp/connection.hpp"

#include <postroom/failure.hpp>
#include <postroom/transport/profile.hpp>

#include <curl/curl.h>
#include <dlfcn.h>
#include <sys/socket.h>

#include <algorithm>
#include <cstring>
#include <mutex>

namespace postroom::smtp {
namespace {

constexpr long kConnectSeconds = 30;
constexpr long kStalledSeconds = 120;

// libcurl and what it uses keep global state for the life of the process: it is started once and stays mapped
// (design 4).
void start_curl() {
  static constinit std::once_flag once;
  std::call_once(once, [] {
    curl_global_init(CURL_GLOBAL_DEFAULT);
    Dl_info where{};
    if (dladdr(reinterpret_cast<const void*>(&curl_easy_init), &where) != 0 && where.dli_fname != nullptr) {
      static_cast<void>(dlopen(where.dli_fname, RTLD_NOW | RTLD_NOLOAD | RTLD_NODELETE));
    }
  });
}

// What the callbacks of one transfer share.
struct Exchange {
  const std::string& message;
  std::size_t read = 0;
  Dialogue dialogue;
  std::function<bool()> stop;
};

std::size_t read_message(char* buffer, std::size_t size, std::size_t count, void* data) {
  auto& exchange = *static_cast<Exchange*>(data);
  const std::size_t part = std::min(size * count, exchange.message.size() - exchange.read);
  // NOLINTNEXTLINE(bugprone-not-null-terminated-result): curl counts the bytes
  std::memcpy(buffer, exchange.message.data() + exchange.read, part);
  exchange.read += part;
  return part;
}

int listen(CURL*, curl_infotype type, char* bytes, std::size_t size, void* data) {
  auto& exchange = *static_cast<Exchange*>(data);
  try {
    if (type == CURLINFO_HEADER_OUT) exchange.dialogue.sent({bytes, size});
    if (type == CURLINFO_HEADER_IN) exchange.dialogue.received({bytes, size});
  } catch (...) {  // no memory: the reply is missing, and the recipient is taken for not served
    return 0;
  }
  return 0;
}

int progress(void* data, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<Exchange*>(data)->stop() ? 1 : 0;
}

struct ListFree {
  void operator()(curl_slist* list) const noexcept { curl_slist_free_all(list); }
};

template <class Value>
void set(CURL* curl, CURLoption option, Value value) {
  const CURLcode code = curl_easy_setopt(curl, option, value);
  if (code != CURLE_OK) kit::fail(MAPI_E_CALL_FAILED, std::string("libcurl: ") + curl_easy_strerror(code));
}

bool is_refusal(CURLcode code) {
  return code == CURLE_SEND_ERROR || code == CURLE_RECV_ERROR || code == CURLE_WEIRD_SERVER_REPLY ||
         code == CURLE_REMOTE_ACCESS_DENIED || code == CURLE_UPLOAD_FAILED || code == CURLE_QUOTE_ERROR;
}

}  // namespace

struct Connection::Curl {
  Curl() : handle(curl_easy_init()) {
    if (handle == nullptr) kit::fail(MAPI_E_NOT_ENOUGH_MEMORY, "libcurl cannot start");
  }
  ~Curl() { curl_easy_cleanup(handle); }  // says QUIT on a connection that is open
  Curl(const Curl&) = delete;
  Curl& operator=(const Curl&) = delete;

  CURL* const handle;
};

Connection::Connection(Server server) : server_(std::move(server)) {
  start_curl();
}

Connection::~Connection() = default;

std::string Connection::where() const {
  return server_.host + ":" + std::to_string(server_.port);
}

Transfer Connection::send(const std::string& sender, const std::vector<std::string>& recipients,
                          const std::string& message, const std::function<bool()>& cancelled) {
  if (!curl_) curl_ = std::make_unique<Curl>();
  CURL* curl = curl_->handle;
  curl_easy_reset(curl);  // options only: the connection stays

  std::unique_ptr<curl_slist, ListFree> envelope;
  for (const std::string& recipient : recipients) {
    curl_slist* longer = curl_slist_append(envelope.get(), ("<" + recipient + ">").c_str());
    if (longer == nullptr) kit::fail(MAPI_E_NOT_ENOUGH_MEMORY, "out of memory");
    static_cast<void>(envelope.release());
    envelope.reset(longer);
  }
  Exchange exchange{message, 0, {}, [&] { return aborted_.load(std::memory_order_acquire) || cancelled(); }};
  char error[CURL_ERROR_SIZE] = "";

  const std::string scheme = server_.tls == transport::SMTP_TLS_ALWAYS ? "smtps://" : "smtp://";
  const bool bare_ipv6 = server_.host.find(':') != std::string::npos && server_.host.front() != '[';
  const std::string host = bare_ipv6 ? "[" + server_.host + "]" : server_.host;
  set(curl, CURLOPT_URL, (scheme + host + ":" + std::to_string(server_.port)).c_str());
  set(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  set(curl, CURLOPT_PROXY, "");
  set(curl, CURLOPT_NOSIGNAL, 1L);
  set(curl, CURLOPT_ERRORBUFFER, error);
  set(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  set(curl, CURLOPT_LOW_SPEED_LIMIT, 1L);
  set(curl, CURLOPT_LOW_SPEED_TIME, kStalledSeconds);
  set(curl, CURLOPT_SERVER_RESPONSE_TIMEOUT, kStalledSeconds);
  if (server_.tls == transport::SMTP_TLS_OFFERED) set(curl, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_TRY));
  if (server_.tls == transport::SMTP_TLS_REQUIRED) set(curl, CURLOPT_USE_SSL, static_cast<long>(CURLUSESSL_ALL));
  if (!server_.ca_file.empty()) set(curl, CURLOPT_CAINFO, server_.ca_file.c_str());
  if (!server_.user.empty()) {
    set(curl, CURLOPT_USERNAME, server_.user.c_str());
    set(curl, CURLOPT_PASSWORD, server_.password.c_str());
  }
  set(curl, CURLOPT_MAIL_FROM, ("<" + sender + ">").c_str());
  set(curl, CURLOPT_MAIL_RCPT, envelope.get());
  set(curl, CURLOPT_MAIL_RCPT_ALLLOWFAILS, 1L);
  set(curl, CURLOPT_UPLOAD, 1L);
  set(curl, CURLOPT_READFUNCTION, &read_message);
  set(curl, CURLOPT_READDATA, &exchange);
  set(curl, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(message.size()));
  set(curl, CURLOPT_NOPROGRESS, 0L);
  set(curl, CURLOPT_XFERINFOFUNCTION, &progress);
  set(curl, CURLOPT_XFERINFODATA, &exchange);
  set(curl, CURLOPT_VERBOSE, 1L);  // to hear the dialogue; nothing is printed
  set(curl, CURLOPT_DEBUGFUNCTION, &listen);
  set(curl, CURLOPT_DEBUGDATA, &exchange);

  const CURLcode code = curl_easy_perform(curl);
  curl_easy_reset(curl);  // the callbacks' data ends here
  Transfer transfer;
  transfer.dialogue = std::move(exchange.dialogue);
  if (code == CURLE_OK) return transfer;
  const std::string why = error[0] != 0 ? error : curl_easy_strerror(code);
  transfer.text = where() + ": " + why;
  const Dialogue& said = transfer.dialogue;
  if (code == CURLE_ABORTED_BY_CALLBACK) {
    transfer.end = Transfer::End::cancelled;
  } else if (code == CURLE_LOGIN_DENIED || (is_refusal(code) && said.last().code >= 400)) {
    transfer.end = Transfer::End::refused;
    transfer.text = where() + ": " + std::to_string(said.last().code) + " " + said.last().text;
  } else {
    transfer.end = Transfer::End::unreachable;
  }
  return transfer;
}

void Connection::close(bool hurry) noexcept {
  if (!curl_) return;
  if (hurry) {
    curl_socket_t socket = CURL_SOCKET_BAD;
    if (curl_easy_getinfo(curl_->handle, CURLINFO_ACTIVESOCKET, &socket) == CURLE_OK && socket != CURL_SOCKET_BAD) {
      ::shutdown(socket, SHUT_RDWR);
    }
  }
  curl_.reset();
}

}  // namespace postroom::smtp
