// SPDX-License-Identifier: Apache-2.0
#include "tools/postroom/lab/held.hpp"

#include <mapitags.h>
#include <postroom/failure.hpp>
#include <postroom/mapi_ptr.hpp>

#include <dlfcn.h>
#include <sys/mman.h>
#include <unistd.h>

#include <cstdint>
#include <utility>

namespace postroom::tool::providerlab {

using kit::com_ptr;

std::vector<Row> rows_of(IMAPITable& table, ULONG number_tag) {
  SizedSPropTagArray(2, columns) = {2, {PR_ENTRYID, number_tag}};
  kit::check(table.SetColumns(reinterpret_cast<LPSPropTagArray>(&columns), 0));
  SRowSet* raw = nullptr;
  kit::check(table.QueryRows(100, 0, &raw));
  const kit::rows_ptr rows(raw);
  std::vector<Row> found;
  for (ULONG i = 0; i < rows->cRows; ++i) {
    const SPropValue* values = rows->aRow[i].lpProps;
    if (values[0].ulPropTag != PR_ENTRYID) continue;
    Row row{std::string(reinterpret_cast<const char*>(values[0].Value.bin.lpb), values[0].Value.bin.cb), 0};
    if (values[1].ulPropTag == number_tag) row.number = static_cast<ULONG>(values[1].Value.l);
    found.push_back(std::move(row));
  }
  return found;
}

std::string identifier_of(IUnknown* object) {
  const auto properties = com_ptr<IUnknown>::share(object).as<IMAPIProp>();
  if (!properties) return {};
  SizedSPropTagArray(1, wanted) = {1, {PR_ENTRYID}};
  ULONG count = 0;
  kit::mapi_ptr<SPropValue> values;
  const HRESULT code = properties->GetProps(reinterpret_cast<LPSPropTagArray>(&wanted), 0, &count, kit::out(values));
  if (FAILED(code) || count != 1 || values->ulPropTag != PR_ENTRYID) return {};
  const SBinary& id = values->Value.bin;
  return {reinterpret_cast<const char*>(id.lpb), id.cb};
}

bool has_code(IUnknown* object) {
  if (object == nullptr) return true;
  auto* const methods = *reinterpret_cast<void***>(object);
  const auto page = static_cast<std::uintptr_t>(sysconf(_SC_PAGESIZE));
  unsigned char in_memory = 0;
  if (mincore(reinterpret_cast<void*>(reinterpret_cast<std::uintptr_t>(methods) / page * page), page, &in_memory) !=
      0) {
    return false;
  }
  Dl_info found{};
  return dladdr(methods[0], &found) != 0;
}

void forget_without_code(Held& held) {
  if (!has_code(held.store.get())) static_cast<void>(held.store.detach());
  for (com_ptr<IUnknown>* object : {&held.folder, &held.container, &held.status}) {
    if (!has_code(object->get())) static_cast<void>(object->detach());
  }
  for (Kept& kept : held.others) {
    if (!has_code(kept.object.get())) static_cast<void>(kept.object.detach());
  }
}

}  // namespace postroom::tool::providerlab
