// SPDX-License-Identifier: Apache-2.0
#include "tests/smtp/mail_server.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <thread>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;

constexpr const char* kServer = "/usr/sbin/smtpd";

template <class Condition>
bool wait_for(Condition condition) {
  for (int i = 0; i < 400; ++i) {
    if (condition()) return true;
    std::this_thread::sleep_for(50ms);
  }
  return false;
}

sockaddr_in loopback(unsigned short port) {
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  return address;
}

bool answers(unsigned short port) {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  const sockaddr_in address = loopback(port);
  const bool connected = connect(probe, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
  close(probe);
  return connected;
}

std::string whole(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

}  // namespace

unsigned short free_port() {
  const int probe = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address = loopback(0);
  socklen_t size = sizeof address;
  if (bind(probe, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
      getsockname(probe, reinterpret_cast<sockaddr*>(&address), &size) != 0) {
    throw std::runtime_error("no port is free");
  }
  close(probe);
  return ntohs(address.sin_port);
}

std::string MailServer::obstacle() {
  if (!fs::exists(kServer)) return "OpenSMTPD is not installed";
  if (geteuid() != 0) return "OpenSMTPD needs root to change to its own users";
  if (std::system("unshare -m true 2>/dev/null") != 0) return "mount namespaces are not allowed here";
  return {};
}

void MailServer::configure() const {
  for (const char* part : {"spool", "run", "mail"}) fs::create_directory(folder_ / part);
  for (const fs::path& open : {folder_, folder_ / "spool", folder_ / "run"}) chmod(open.c_str(), 0755);
  chmod((folder_ / "mail").c_str(), 0777);  // deliveries are made by the server's own user
  std::ofstream(folder_ / "smtpd.conf")
      << "listen on 127.0.0.1 port " << port_ << " hostname mail.test\n"
      << "table recipients { \"bob@test.example\", \"carol@test.example\" }\n"
      << "table owners { \"bob@test.example\" = \"opensmtpq\", \"carol@test.example\" = \"opensmtpq\" }\n"
      << "action \"deliver\" maildir \"" << (folder_ / "mail").string() << "/%{rcpt.user}\" virtual <owners>\n"
      << "match from any for rcpt-to <recipients> action \"deliver\"\n";
  std::ofstream(folder_ / "start.sh") << "set -e\n"
                                      << "mount --bind " << (folder_ / "spool").string() << " /var/spool\n"
                                      << "mount --bind " << (folder_ / "run").string() << " /run\n"
                                      << "exec " << kServer << " -d -T smtp -f " << (folder_ / "smtpd.conf").string()
                                      << "\n";
}

MailServer::MailServer() : port_(free_port()) {
  std::string name = (fs::temp_directory_path() / "postroom-smtpd-XXXXXX").string();
  if (mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder could be made");
  folder_ = name;
  configure();
  process_ = fork();
  if (process_ == 0) {
    prctl(PR_SET_PDEATHSIG, SIGTERM);  // a test that is killed leaves no server behind
    const int output = open((folder_ / "log").c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    dup2(output, STDOUT_FILENO);
    dup2(output, STDERR_FILENO);
    execlp("unshare", "unshare", "-m", "sh", (folder_ / "start.sh").c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  if (!wait_for([this] { return answers(port_); })) throw std::runtime_error("OpenSMTPD does not start: " + log());
}

MailServer::~MailServer() {
  if (process_ > 0) {
    kill(process_, SIGTERM);
    int status = 0;
    if (!wait_for([&] { return waitpid(process_, &status, WNOHANG) != 0; })) {
      kill(process_, SIGKILL);
      waitpid(process_, &status, 0);
    }
  }
  std::error_code ignored;
  fs::remove_all(folder_, ignored);
}

std::string MailServer::log() const {
  return whole(folder_ / "log");
}

bool MailServer::wait_for_log(const std::string& text, int times) const {
  return wait_for([&] {
    const std::string all = log();
    int found = 0;
    for (std::size_t at = all.find(text); at != std::string::npos; at = all.find(text, at + 1)) ++found;
    return found >= times;
  });
}

std::vector<std::string> MailServer::mail_of(const std::string& user, std::size_t count) const {
  const fs::path arrivals = folder_ / "mail" / user / "new";
  const auto names = [&] {
    std::vector<fs::path> paths;
    std::error_code none;
    for (const auto& entry : fs::directory_iterator(arrivals, none)) paths.push_back(entry.path());
    std::sort(paths.begin(), paths.end());
    return paths;
  };
  static_cast<void>(wait_for([&] { return names().size() >= count; }));
  std::vector<std::string> messages;
  for (const fs::path& path : names()) messages.push_back(whole(path));
  return messages;
}

}  // namespace postroom::test
