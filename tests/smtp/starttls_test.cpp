// SPDX-License-Identifier: Apache-2.0
// STARTTLS and AUTH behind it, against a server with a certificate of its own (starttls_server.py).
#include "tests/smtp/smtp_fixture.hpp"

#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cstdlib>
#include <filesystem>

namespace postroom::test {
namespace {

namespace fs = std::filesystem;
using testing::Contains;
using testing::HasSubstr;
using testing::Not;
using testing::StartsWith;

class StartTls : public SmtpFixture {
 protected:
  void SetUp() override {
    const char* source = std::getenv("POSTROOM_TEST_SOURCE");
    if (source == nullptr) GTEST_SKIP() << "POSTROOM_TEST_SOURCE does not say where the sources are";
    if (std::system("openssl version >/dev/null 2>&1") != 0) GTEST_SKIP() << "openssl is not installed";
    std::string name = (fs::temp_directory_path() / "postroom-starttls-XXXXXX").string();
    ASSERT_NE(mkdtemp(name.data()), nullptr);
    folder = name;
    const std::string make_key =
        "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=127.0.0.1 -addext "
        "subjectAltName=IP:127.0.0.1 -keyout " +
        name + "/key.pem -out " + name + "/certificate.pem >/dev/null 2>&1";
    ASSERT_EQ(std::system(make_key.c_str()), 0);
    start(fs::path(source) / "tests/smtp/starttls_server.py");
  }
  void TearDown() override {
    if (process > 0) {
      close(to_server);
      waitpid(process, nullptr, 0);
      close(from_server);
    }
    if (!folder.empty()) fs::remove_all(folder);
  }

  void start(const fs::path& script) {
    std::array<int, 2> in{};
    std::array<int, 2> out{};
    ASSERT_EQ(pipe2(in.data(), O_CLOEXEC), 0);
    ASSERT_EQ(pipe2(out.data(), O_CLOEXEC), 0);
    process = fork();
    if (process == 0) {
      dup2(in[0], STDIN_FILENO);
      dup2(out[1], STDOUT_FILENO);
      execlp("python3", "python3", script.c_str(), (folder / "certificate.pem").c_str(), (folder / "key.pem").c_str(),
             static_cast<char*>(nullptr));
      _exit(127);
    }
    close(in[0]);
    close(out[1]);
    to_server = in[1];
    from_server = out[0];
    port = static_cast<unsigned short>(std::stoi("0" + line()));
    ASSERT_NE(port, 0);
  }

  std::string line() const {
    std::string text;
    for (char c = 0; read(from_server, &c, 1) == 1 && c != '\n';) text.push_back(c);
    return text;
  }
  // All that the server heard until QUIT.
  std::vector<std::string> heard() const {
    std::vector<std::string> lines;
    for (;;) {
      lines.push_back(line());
      if (lines.back().empty() || lines.back().ends_with("QUIT") || lines.back().starts_with("lost")) return lines;
    }
  }

  fs::path folder;
  pid_t process = -1;
  int to_server = -1;
  int from_server = -1;
  unsigned short port = 0;
};

TEST_F(StartTls, EncryptsBeforeThePasswordAndTheEnvelope) {
  configure(port, transport::SMTP_TLS_REQUIRED);
  PropertyMap& section = support.section().properties();
  section.set(transport::PR_SMTP_CA_FILE_W, (folder / "certificate.pem").string());
  section.set(transport::PR_SMTP_USER_W, std::string("alice"));
  section.set(transport::PR_SMTP_PASSWORD_W, std::string("secret"));
  ASSERT_EQ(log_on(), S_OK);
  const auto data = letter({"bob@test.example"});
  EXPECT_EQ(submit(data), S_OK) << status_text();
  EXPECT_TRUE(data->served(0));
  EXPECT_EQ(logon->TransportLogoff(0), S_OK);
  const std::vector<std::string> lines = heard();
  ASSERT_GT(lines.size(), 2U);
  EXPECT_THAT(lines[0], StartsWith("EHLO"));
  EXPECT_EQ(lines[1], "STARTTLS");
  for (std::size_t i = 2; i < lines.size(); ++i) EXPECT_THAT(lines[i], StartsWith("TLS "));
  EXPECT_THAT(lines, Contains("TLS AGFsaWNlAHNlY3JldA=="));  // \0alice\0secret
  EXPECT_THAT(lines, Contains(StartsWith("TLS MAIL FROM:<alice@sender.example>")));
  EXPECT_EQ(lines.back(), "TLS QUIT");
}

TEST_F(StartTls, TrustsNobodyWhomNobodyVouchesFor) {
  configure(port, transport::SMTP_TLS_REQUIRED);
  support.section().properties().set(transport::PR_SMTP_USER_W, std::string("alice"));
  support.section().properties().set(transport::PR_SMTP_PASSWORD_W, std::string("secret"));
  ASSERT_EQ(log_on(), S_OK);
  const auto data = letter({"bob@test.example"});
  EXPECT_EQ(submit(data), MAPI_E_NETWORK_ERROR);
  EXPECT_FALSE(data->served(0));
  EXPECT_THAT(status_text(), HasSubstr("certificate"));
  EXPECT_THAT(heard(), Not(Contains(HasSubstr("AUTH"))));
}

}  // namespace
}  // namespace postroom::test
