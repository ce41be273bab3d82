// SPDX-License-Identifier: Apache-2.0
#include "example.hpp"

#include <pthread.h>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <new>
#include <stdexcept>
#include <thread>

namespace example {
namespace {

constinit std::atomic<IMAPISupport*> supports[3];
constinit std::atomic<ULONG> hanging_places{0};
constinit std::atomic<int> hanging_calls{0};
constinit std::atomic<bool> ends_threads{false};

}  // namespace

Allocators allocators;

void note_support(Kind kind, IMAPISupport* support) {
  supports[static_cast<int>(kind)] = support;
}

bool holds(ULONG place) {
  return (hanging_places & place) != 0;
}

void pass(ULONG place) {
  if (!holds(place)) return;
  ++hanging_calls;
  if (ends_threads) pthread_exit(nullptr);
  while (holds(place)) std::this_thread::sleep_for(std::chrono::milliseconds(1));
  --hanging_calls;
}

HRESULT begin_init(const Allocators& triple, ULONG mapi_version, ULONG* provider_version) {
  static constinit std::once_flag stored;  // entry functions may run on several threads; all bring the same triple
  std::call_once(stored, [&] { allocators = triple; });
  misuse_mapi("entry-initialises");
  *provider_version = CURRENT_SPI_VERSION;
  return mapi_version < PDK1_SPI_VERSION ? MAPI_E_VERSION : S_OK;
}

ULONG read_faults(IMAPISupport* support) {
  IProfSect* section = nullptr;
  const HRESULT code = support->OpenProfileSection(nullptr, 0, &section);
  trust(code);
  if (FAILED(code)) return 0;
  SizedSPropTagArray(1, tags) = {1, {kFaultsTag}};
  ULONG count = 0;
  SPropValue* values = nullptr;
  ULONG faults = 0;
  if (SUCCEEDED(section->GetProps(reinterpret_cast<LPSPropTagArray>(&tags), 0, &count, &values)) && count == 1) {
    if (values[0].ulPropTag == kFaultsTag) faults = static_cast<ULONG>(values[0].Value.l);
    allocators.free(values);
  }
  section->Release();
  return faults;
}

HRESULT add_status_row(IMAPISupport* support, const char* name) {
  if (faulty("row-missing")) return S_OK;
  SPropValue columns[3] = {};
  columns[0].ulPropTag = PR_DISPLAY_NAME_A;
  columns[0].Value.lpszA = const_cast<char*>(name);
  columns[1].ulPropTag = PR_STATUS_CODE;
  columns[1].Value.l = STATUS_AVAILABLE;
  columns[2].ulPropTag = PR_RESOURCE_METHODS;
  columns[2].Value.l = STATUS_VALIDATE_STATE;
  const HRESULT code = support->ModifyStatusRow(3, columns, 0);
  trust(code);
  return code;
}

STDMETHODIMP FastShutdown::DoFastShutdown() {
  misbehave("fast-shutdown");
  if ((faults_ & kFastThrows) != 0) throw std::runtime_error("a provider throws in fast shutdown");
  return (faults_ & kFastFails) != 0 ? MAPI_E_DISK_ERROR : S_OK;
}

void trace_leak(const char* logon, const char* what, ULONG references) {
  const char* debug = std::getenv("POSTROOM_DEBUG");
  if (debug == nullptr || std::strcmp(debug, "1") != 0) return;
  std::fprintf(stderr, "spi_example: %s ends while a client holds its %s, %u references\n", logon, what,
               static_cast<unsigned>(references));
}

StatusObject* StatusObject::make(IUnknown* logon) {
  void* block = nullptr;
  const bool given = allocators.allocate(sizeof(StatusObject), &block) == S_OK;
  trust_memory(block);
  return given ? new (block) StatusObject(logon) : nullptr;
}

void StatusHolder::end(const char* logon, SupportHolder& support) {
  StatusObject* status = nullptr;
  {
    const std::lock_guard lock(mutex_);
    std::swap(status, status_);
  }
  if (status == nullptr) return;
  if (faulty("status-holds-logon")) return;
  if (faulty("status-survives")) {
    status->Release();
    return;
  }
  status->forget_logon();
  const ULONG left = status->Release();
  if (left == 0 || faulty("status-not-invalid")) return;
  trace_leak(logon, "status object", left);
  if (IMAPISupport* with = support.hold()) {
    with->MakeInvalid(0, static_cast<IMAPIStatus*>(status), left, kStatusMethods);
    with->Release();
  }
}

void StatusObject::forget_logon() {
  if (IUnknown* logon = logon_.exchange(nullptr)) logon->Release();
}

STDMETHODIMP StatusObject::QueryInterface(REFIID iid, LPVOID* result) {
  *result = nullptr;
  if (!(iid == IID_IUnknown)) {
    if (dead()) return MAPI_E_INVALID_OBJECT;
    if (!(iid == IID_IMAPIProp) && !(iid == IID_IMAPIStatus)) return MAPI_E_INTERFACE_NOT_SUPPORTED;
  }
  AddRef();
  *result = this;
  return S_OK;
}

STDMETHODIMP_(ULONG) StatusObject::Release() {
  const ULONG left = --references_;
  if (left == 0) {
    forget_logon();
    allocators.free(this);
  }
  return left;
}

}  // namespace example

extern "C" __attribute__((visibility("default"))) IMAPISupport* spi_example_support(int kind) {
  return example::supports[kind];
}

extern "C" __attribute__((visibility("default"))) void spi_example_hang(ULONG places) {
  example::hanging_places = places;
}

extern "C" __attribute__((visibility("default"))) int spi_example_hanging() {
  return example::hanging_calls;
}

extern "C" __attribute__((visibility("default"))) void spi_example_end_threads() {
  example::ends_threads = true;
}
