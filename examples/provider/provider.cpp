// SPDX-License-Identifier: Apache-2.0
// A whole transport provider: it "prints" mail for recipients of the address type PRINT to a text file. The kit's base
// does the rest: IXPProvider, IXPLogon, the status object, and every duty of shutdown.
#include <mapitags.h>
#include <postroom/provider/service_entry.hpp>
#include <postroom/transport/provider.hpp>

#include <fstream>

using namespace postroom::kit;

static constexpr ULONG kPaper = PROP_TAG(PT_UNICODE, 0x6600);  // the text file, a setting of the service

class Printer final : public transport::Backend {
 public:
  explicit Printer(std::string path) : path_(std::move(path)) {}

  std::vector<std::string> address_types() const override { return {"PRINT"}; }
  transport::Identity identity() const override { return {}; }
  std::string display_name() const override { return "Printer"; }
  bool serves(const transport::Recipient&) const override { return true; }

  std::vector<transport::Outcome> send(const transport::Outgoing& outgoing) override {
    std::ofstream paper(path_, std::ios::app);
    for (const transport::Recipient& recipient : outgoing.recipients)
      paper << "a message for " << recipient.address << '\n';
    if (!paper) fail(MAPI_E_DISK_ERROR, "cannot print to '" + path_ + "'");
    return std::vector<transport::Outcome>(outgoing.recipients.size(), {transport::Outcome::Fate::delivered});
  }

  void interrupt() noexcept override {}
  void disconnect(bool) noexcept override {}

 private:
  const std::string path_;
};

static std::shared_ptr<transport::Backend> log_on(const transport::Settings& settings, ULONG) {
  return std::make_shared<Printer>(settings.text(kPaper, "/tmp/printed.txt"));
}

extern "C" MAPI_VISIBLE HRESULT STDAPICALLTYPE XPProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER allocate,
                                                              LPALLOCATEMORE more, LPFREEBUFFER free, ULONG flags,
                                                              ULONG mapi_version, ULONG* version,
                                                              LPXPPROVIDER* result) {
  return provider::provider_init<transport::Provider>({allocate, more, free}, flags, mapi_version, version, result,
                                                      &log_on);
}

extern "C" MAPI_VISIBLE HRESULT STDAPICALLTYPE ServiceEntry(HINSTANCE, LPMALLOC, LPMAPISUP support, ULONG_PTR,
                                                            ULONG flags, ULONG context, ULONG count,
                                                            LPSPropValue properties, LPPROVIDERADMIN admin,
                                                            LPMAPIERROR* error) {
  return provider::service_entry({support, flags, context, {properties, count}, admin, error},
                                 {.settings = {&kPaper, 1}});
}
