// SPDX-License-Identifier: Apache-2.0
//
// A transport of the tests' own, on MAPI's headers alone, for recipients of the type COURIER. It writes each message
// that it takes into a file, which is its server: what stands there was accepted, whatever becomes of the process.
//
// Everything it does is governed by files in the folder that POSTROOM_COURIER names, so that a test can govern it from
// another process as well:
//
//   accepted   "PROCESS SUBJECT", a line for each acceptance
//   calls      "SubmitMessage SUBJECT", "TransportNotify FLAGS", …, a line for each call
//   hold       while it is there, SubmitMessage waits, unless it is cancelled
//   deaf       while it is there, too, it waits without hearing that it is cancelled
//   slow       holds a number of milliseconds: how long SubmitMessage takes before and after the acceptance
//   defer      while it is there, EndMessage answers that the transport will ask for the message (END_DONT_RESEND)
//   fail       while it is there, SubmitMessage reports a critical error and fails
#include <mapicode.h>
#include <mapidefs.h>
#include <mapiguid.h>
#include <mapispi.h>
#include <mapitags.h>
#include <mapiutil.h>
#include <mapix.h>

#include <fcntl.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <thread>

namespace courier {
namespace {

LPFREEBUFFER free_buffer;

std::string path_of(const char* name) {
  const char* folder = std::getenv("POSTROOM_COURIER");
  return std::string(folder != nullptr ? folder : "/nonexistent") + "/" + name;
}

bool is_there(const char* name) {
  return access(path_of(name).c_str(), F_OK) == 0;
}

// One write, so that a line is there as a whole or not at all.
void append(const char* name, const std::string& line) {
  const int file = open(path_of(name).c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file < 0) return;
  const std::string text = line + "\n";
  if (write(file, text.data(), text.size()) != static_cast<ssize_t>(text.size())) std::abort();
  close(file);
}

void take_time() {
  std::FILE* file = std::fopen(path_of("slow").c_str(), "re");
  if (file == nullptr) return;
  int milliseconds = 0;
  if (std::fscanf(file, "%d", &milliseconds) == 1) {
    std::this_thread::sleep_for(std::chrono::milliseconds(milliseconds));
  }
  std::fclose(file);
}

std::string subject_of(IMessage& message) {
  SizedSPropTagArray(1, tags) = {1, {PR_SUBJECT_A}};
  ULONG count = 0;
  SPropValue* values = nullptr;
  if (FAILED(message.GetProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, &count, &values))) return {};
  std::string subject = values[0].ulPropTag == PR_SUBJECT_A ? values[0].Value.lpszA : "";
  free_buffer(values);
  return subject;
}

void free_rows(SRowSet* rows) {
  for (ULONG i = 0; i < rows->cRows; ++i) free_buffer(rows->aRow[i].lpProps);
  free_buffer(rows);
}

// Takes responsibility for every recipient that is this transport's to serve (H-25), and keeps that (H-27).
HRESULT take_responsibility(IMessage& message) {
  IMAPITable* table = nullptr;
  HRESULT code = message.GetRecipientTable(MAPI_UNICODE, &table);
  if (FAILED(code)) return code;
  SRowSet* rows = nullptr;
  code = table->QueryRows(1000, 0, &rows);
  table->Release();
  if (FAILED(code)) return code;
  for (ULONG i = 0; i < rows->cRows; ++i) {
    for (ULONG j = 0; j < rows->aRow[i].cValues; ++j) {
      SPropValue& value = rows->aRow[i].lpProps[j];
      if (value.ulPropTag == PR_RESPONSIBILITY) value.Value.b = TRUE;
    }
  }
  code = message.ModifyRecipients(MODRECIP_MODIFY, reinterpret_cast<LPADRLIST>(rows));
  free_rows(rows);
  return SUCCEEDED(code) ? message.SaveChanges(KEEP_OPEN_READWRITE) : code;
}

class CourierLogon final : public IXPLogon {
 public:
  explicit CourierLogon(IMAPISupport* support) : support_(support) { support->AddRef(); }

  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    *result = nullptr;
    if (!(iid == IID_IUnknown) && !(iid == IID_IXPLogon)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    AddRef();
    *result = this;
    return S_OK;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }

  STDMETHODIMP AddressTypes(ULONG* flags, ULONG* count, LPTSTR** types, ULONG* uid_count, LPMAPIUID** uids) override {
    return *flags = 0, *count = 1, *types = types_, *uid_count = 0, *uids = nullptr, S_OK;
  }
  STDMETHODIMP RegisterOptions(ULONG* flags, ULONG* count, LPOPTIONDATA* options) override {
    return *flags = 0, *count = 0, *options = nullptr, S_OK;
  }
  STDMETHODIMP TransportNotify(ULONG* flags, LPVOID*) override {
    char text[32];
    std::snprintf(text, sizeof text, "TransportNotify %#x", static_cast<unsigned>(*flags));
    append("calls", text);
    if ((*flags & NOTIFY_CANCEL_MESSAGE) != 0) cancelled_ = true;
    return S_OK;
  }
  STDMETHODIMP Idle(ULONG) override { return S_OK; }
  STDMETHODIMP TransportLogoff(ULONG) override {
    append("calls", "TransportLogoff");
    end();
    return S_OK;
  }
  STDMETHODIMP SubmitMessage(ULONG, LPMESSAGE message, ULONG_PTR* reference, ULONG_PTR*) override {
    // Read meanwhile by whoever cancels the message (H-29).
    std::atomic_ref(*reference).store(42, std::memory_order_release);
    cancelled_ = false;
    const std::string subject = subject_of(*message);
    append("calls", "SubmitMessage " + subject);
    if (is_there("fail")) {
      char text[] = "the courier has fallen ill";
      support_.load()->SpoolerNotify(NOTIFY_CRITICAL_ERROR, text);
      return MAPI_E_CALL_FAILED;
    }
    take_time();
    while (is_there("hold")) {
      if (!is_there("deaf") && (cancelled_ || support_.load()->SpoolerYield(0) == MAPI_W_CANCEL_MESSAGE)) {
        return MAPI_E_USER_CANCEL;
      }
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
    }
    if (is_there("defer")) return S_OK;
    append("accepted", std::to_string(getpid()) + " " + subject);
    take_time();
    return take_responsibility(*message);
  }
  STDMETHODIMP EndMessage(ULONG_PTR, ULONG* flags) override {
    append("calls", "EndMessage");
    *flags = is_there("defer") ? END_DONT_RESEND : 0;
    return S_OK;
  }
  STDMETHODIMP Poll(ULONG* incoming) override { return *incoming = 0, S_OK; }
  STDMETHODIMP StartMessage(ULONG, LPMESSAGE, ULONG_PTR*) override { return S_OK; }
  STDMETHODIMP OpenStatusEntry(LPCIID, ULONG, ULONG*, LPMAPISTATUS* entry) override {
    return *entry = nullptr, MAPI_E_NO_SUPPORT;
  }
  STDMETHODIMP ValidateState(ULONG_PTR, ULONG) override { return S_OK; }
  STDMETHODIMP FlushQueues(ULONG_PTR, ULONG, LPENTRYID, ULONG) override {
    append("calls", "FlushQueues");
    return S_OK;
  }

 private:
  void end() {
    if (IMAPISupport* support = support_.exchange(nullptr)) support->Release();  // last (J-63)
  }
  ~CourierLogon() { end(); }  // J-29

  std::atomic<ULONG> references_{1};
  std::atomic<IMAPISupport*> support_;
  std::atomic<bool> cancelled_{false};
  char type_[8] = "COURIER";
  LPTSTR types_[1] = {reinterpret_cast<LPTSTR>(type_)};
};

class CourierProvider final : public IXPProvider {
 public:
  STDMETHODIMP QueryInterface(REFIID iid, LPVOID* result) override {
    *result = nullptr;
    if (!(iid == IID_IUnknown) && !(iid == IID_IXPProvider)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
    AddRef();
    *result = this;
    return S_OK;
  }
  STDMETHODIMP_(ULONG) AddRef() override { return ++references_; }
  STDMETHODIMP_(ULONG) Release() override {
    const ULONG left = --references_;
    if (left == 0) delete this;
    return left;
  }
  STDMETHODIMP Shutdown(ULONG*) override {
    append("calls", "Shutdown");
    return S_OK;
  }
  STDMETHODIMP TransportLogon(LPMAPISUP support, ULONG_PTR, LPTSTR, ULONG* flags, LPMAPIERROR* error,
                              LPXPLOGON* logon) override {
    *flags = 0;
    *error = nullptr;
    *logon = nullptr;
    SPropValue row[3] = {};
    row[0].ulPropTag = PR_DISPLAY_NAME_A;
    row[0].Value.lpszA = const_cast<char*>("Courier");
    row[1].ulPropTag = PR_STATUS_CODE;
    row[1].Value.l = STATUS_AVAILABLE;
    row[2].ulPropTag = PR_RESOURCE_METHODS;
    const HRESULT code = support->ModifyStatusRow(3, row, 0);
    if (SUCCEEDED(code)) *logon = new CourierLogon(support);
    return code;
  }

 private:
  ~CourierProvider() = default;

  std::atomic<ULONG> references_{1};
};

}  // namespace
}  // namespace courier

STDAPI XPProviderInit(HINSTANCE, LPMALLOC, LPALLOCATEBUFFER, LPALLOCATEMORE, LPFREEBUFFER free_buffer, ULONG,
                      ULONG mapi_version, ULONG* provider_version, LPXPPROVIDER* provider) {
  *provider = nullptr;
  *provider_version = CURRENT_SPI_VERSION;
  if (mapi_version < PDK1_SPI_VERSION) return MAPI_E_VERSION;
  courier::free_buffer = free_buffer;
  *provider = new courier::CourierProvider;
  return S_OK;
}
