#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Turns the facts into test sources.

    generate.py FACTS_FOLDER SKIPPED_CSV OUTPUT_FOLDER

writes facts.c and facts.cpp (all facts in one program each), link.inc (identifiers for the link test) and one
visible_HEADER.c for each header (what that header must declare when nothing else is included).

Every row of the facts is either tested or listed in SKIPPED_CSV (file,row,reason), where `row` is a name as row_names()
forms it, or a pattern (*, ?). A pattern that matches no untested row is an error, and so is an untested row that no
pattern matches.
"""

import csv
import fnmatch
import pathlib
import re
import sys

HEADERS = """windows.h mapi.h mapix.h mapiutil.h mapispi.h mapiform.h edkmdb.h emsabtag.h imessage.h mapiaux.h mapihook.h
mapioid.h mapival.h mspst.h tnef.h edkguid.h actmgmt.h imscapabilities.h mimeole.h mapiwin.h mapidbg.h mapinls.h
mapicanon.h""".split()

PT_STRING8, PT_UNICODE = 0x1E, 0x1F
UNIONS = {"_PV", "tagCY"}


class Facts:
    """The tables, and which of their rows have been tested."""

    def __init__(self, folder):
        self.tables = {}
        self.tested = {}
        for name in ("constants", "guids", "interfaces", "layouts", "functions", "properties"):
            with open(folder / f"{name}.csv", newline="", encoding="utf-8") as file:
                self.tables[name] = list(csv.DictReader(file))
            self.tested[name] = [False] * len(self.tables[name])

    def rows(self, name):
        """Yields each row of a table. The caller calls row["_mark"]() when it has written a check for it."""
        for index, row in enumerate(self.tables[name]):
            row["_mark"] = lambda i=index: self.tested[name].__setitem__(i, True)
            yield row


def row_names(table, row):
    """The names by which skipped.csv may call a row."""
    if table in ("constants", "guids"):
        return [row["name"]]
    if table == "interfaces":
        return [f"{row['interface']}.{row['method']}"]
    if table == "layouts":
        return [f"{row['struct']}.{row['field']}"]
    if table == "functions":
        return [row["function"]]
    return [row["canonical"]]


def parameters(text, language):
    result = []
    for parameter in filter(None, (p.strip() for p in text.split(";"))):
        if language == "c":
            parameter = re.sub(r"^const IID & ?", "REFIID ", parameter)
        match = re.match(r"(\w+) \(\*\)\((.*)\) (\w+)$", parameter)  # a pointer to a function
        if match:
            parameter = f"{match[1]} (*{match[3]})({match[2]})"
        result.append(parameter)
    return result


def unicode_value(name, value, values):
    """What NAME is where UNICODE is defined."""
    if name in ("PT_TSTRING", "PT_MV_TSTRING"):
        return value + 1
    if name == "fMapiUnicode":
        return values["MAPI_UNICODE"]
    if not name.startswith("PR_") or value & 0xEFFF != PT_STRING8 or name.endswith("_A"):
        return value
    wide = values.get(name + "_W")
    if wide is None and name.endswith("_T"):  # the text behind an address book link
        return value + 1
    return wide if wide is not None else value


def spelled(name):
    return ("union " if name in UNIONS else "struct ") + name


def write_constants(facts, out, canonical):
    values = {row["name"]: int(row["value"], 16) for row in facts.tables["constants"]}
    out("static const struct constant constants[] = {")
    for row in facts.rows("constants"):
        name, value = row["name"], int(row["value"], 16)
        wide = unicode_value(name, value, values)
        out(f'  {{"{name}", (uint32_t)(uintptr_t)({name}), 0x{value:08X}U, 0x{wide:08X}U}},')
        row["_mark"]()
    for name, value, wide in canonical:
        out(f'  {{"{name}", (uint32_t)(uintptr_t)({name}), 0x{value:08X}U, 0x{wide:08X}U}},')
    out("};\n")


def write_guids(facts, out):
    out("static const struct guid guids[] = {")
    for row in facts.rows("guids"):
        raw = bytes.fromhex(row["guid"].replace("-", ""))
        data = raw[3::-1] + raw[5:3:-1] + raw[7:5:-1] + raw[8:]
        literal = ", ".join(f"0x{b:02X}" for b in data)
        out(f'  {{"{row["name"]}", &{row["name"]}, {{{literal}}}}},')
        row["_mark"]()
    out("};\n")


def write_interfaces(facts, out, language):
    counts = {}
    for row in facts.tables["interfaces"]:
        counts[row["interface"]] = max(counts.get(row["interface"], 0), int(row["slot"]) + 1)
    signatures = []
    out("static const struct slot slots[] = {")
    for row in facts.rows("interfaces"):
        interface, method, slot = row["interface"], row["method"], row["slot"]
        actual = f"SLOT({interface}, {method})"
        out(f'  {{"{interface}::{method}", {actual}, {slot}}},')
        args = ", ".join(parameters(row["parameters"], language))
        if language == "c":
            args = f"{interface} * This" + (f", {args}" if args else "")
            pointer = f"{row['returns']} (*)({args})"
            signatures.append(f"SAME(__typeof__((({interface}Vtbl*)0)->{method}), {pointer});")
        else:
            pointer = f"{row['returns']} ({interface}::*)({args})"
            signatures.append(f"SAME(decltype(&{interface}::{method}), {pointer});")
        row["_mark"]()
    out("};\n")
    for line in signatures:
        out(line)
    for interface, count in counts.items():
        if language == "c":
            out(f"CHECK(sizeof({interface}Vtbl) == {count} * sizeof(void*));")
        out(f"CHECK(sizeof({interface}) == sizeof(void*));")


def write_layouts(facts, out, language):
    out("\nstatic const struct layout layouts[] = {")
    types, seen = [], set()
    for row in facts.rows("layouts"):
        struct, field, kind = row["struct"], row["field"], row["type"]
        name = spelled(struct)
        if struct not in seen:
            seen.add(struct)
            out(f'  {{"sizeof {struct}", sizeof({name}), {row["size"]}}},')
        out(f'  {{"{struct}.{field}", offsetof({name}, {field}), {row["offset"]}}},')
        if kind != "union":
            if language == "c":
                types.append(f"SAME(__typeof__((({name}*)0)->{field}), {kind});")
            else:
                types.append(f"SAME(decltype({struct}::{field}), {kind});")
        row["_mark"]()
    out("};\n")
    for line in types:
        out(line)


def write_functions(facts, out, language):
    out("")
    count = 0
    for row in facts.rows("functions"):
        name, returns = row["function"], row["returns"]
        count += 1
        row["_mark"]()
        if "callback" in row["parameters"]:
            out(f"DECLARED({name});")
            continue
        args = ", ".join(parameters(row["parameters"], language)) or "void"
        if re.fullmatch(r"MAPI[A-Z]+", returns):  # declared by means of a function type of that name
            out(f"SAME({'__typeof__' if language == 'c' else 'decltype'}({name}), {returns});")
            returns = "HRESULT" if returns in ("MAPIINITIALIZE", "MAPILOGONEX") else "ULONG"
        out(f"SAME({'__typeof__' if language == 'c' else 'decltype'}(&{name}), {returns} (*)({args}));")
    out(f"enum {{ function_count = {count} }};\n")


def canonical_constants(facts):
    """Checks the dictionary of properties against the headers' names; returns those that only mapicanon.h has."""
    values = {row["name"]: int(row["value"], 16) for row in facts.tables["constants"]}
    kinds = {"PT_SHORT": 2, "PT_LONG": 3, "PT_FLOAT": 4, "PT_DOUBLE": 5, "PT_CURRENCY": 6, "PT_APPTIME": 7,
             "PT_BOOLEAN": 0xB, "PT_OBJECT": 0xD, "PT_I8": 0x14, "PT_LONGLONG": 0x14, "PT_STRING8": 0x1E,
             "PT_UNICODE": 0x1F, "PT_TSTRING": 0x1E, "PT_SYSTIME": 0x40, "PT_CLSID": 0x48, "PT_GUID": 0x48,
             "PT_BINARY": 0x102}
    kinds |= {k.replace("PT_", "PT_MV_"): v | 0x1000 for k, v in kinds.items()}
    extra, done = [], set(values)
    for row in facts.rows("properties"):
        names = [n.strip() for n in row["mapi_names"].split(",") if n.strip()]
        if row["canonical"].startswith("PidLid"):
            names = [n for n in names if re.fullmatch(r"(dispid|LID_|PidLid)\w+", n)]
            if not re.fullmatch(r"0x[0-9A-Fa-f]{8}", row["long_id"]):
                continue
            for name in names:
                if name not in done:
                    done.add(name)
                    extra.append((name, int(row["long_id"], 16), int(row["long_id"], 16)))
            if names:
                row["_mark"]()
            continue
        names = [n for n in names if re.fullmatch(r"PR_\w+", n)]
        tag = re.fullmatch(r"(0x[0-9A-Fa-f]{4})([0-9A-Fa-f]{4})?", row["id"])
        if not names or not tag:
            continue
        number = int(tag[1], 16)
        known = [n for n in names if n in values]
        if known:
            if all(values[n] >> 16 == number for n in known):
                row["_mark"]()
            else:
                continue
        types = [int(tag[2], 16)] if tag[2] else [kinds.get(t.strip()) for t in row["type"].split(",")]
        if None in types:
            continue
        text = any(t & 0xEFFF in (PT_STRING8, PT_UNICODE) for t in types)
        for name in names:
            if name in done:
                continue
            multiple = types[0] & 0x1000
            if not text:
                narrow = wide = types[0]
            elif name.endswith("_A"):
                narrow = wide = multiple | PT_STRING8
            elif name.endswith("_W"):
                narrow = wide = multiple | PT_UNICODE
            elif len(set(types)) > 1 or row["type"].strip().endswith("TSTRING") or name + "_W" in names:
                narrow, wide = multiple | PT_STRING8, multiple | PT_UNICODE
            else:
                narrow = wide = types[0]
            done.add(name)
            extra.append((name, number << 16 | narrow, number << 16 | wide))
            row["_mark"]()
    return extra


C_MACROS = """#define CHECK(condition) _Static_assert(condition, #condition)
#define SAME(...) _Static_assert(__builtin_types_compatible_p(__VA_ARGS__), #__VA_ARGS__)
#define DECLARED(name) _Static_assert(sizeof(&name) == sizeof(void*), #name)
#define SLOT(interface, method) (offsetof(interface##Vtbl, method) / sizeof(void*))
"""
CXX_MACROS = """#include <type_traits>
#define CHECK(condition) static_assert(condition, #condition)
#define SAME(...) static_assert(std::is_same<__VA_ARGS__>::value, #__VA_ARGS__)
#define DECLARED(name) static_assert(sizeof(&name) == sizeof(void*), #name)

// The slot of a virtual function, read from a pointer to it as the Itanium C++ ABI lays it out.
template <class Function>
size_t slot_of(Function function) {
  uintptr_t parts[2] = {0, 0};
  static_assert(sizeof parts == sizeof function, "a pointer to a member is two words");
  memcpy(parts, &function, sizeof parts);
#ifdef __aarch64__
  return parts[1] == 1 ? parts[0] / sizeof(void*) : SIZE_MAX;
#else
  return parts[0] % sizeof(void*) == 1 && parts[1] == 0 ? (parts[0] - 1) / sizeof(void*) : SIZE_MAX;
#endif
}
#define SLOT(interface, method) slot_of(&interface::method)
"""
TABLES = """
struct constant {
  const char* name;
  uint32_t actual, narrow, wide;
};
struct guid {
  const char* name;
  const GUID* actual;
  unsigned char bytes[16];
};
struct slot {
  const char* name;
  size_t actual, expected;
};
struct layout {
  const char* name;
  size_t actual, expected;
};
"""
MAIN = """
#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

int main(void) {
  size_t wrong = 0, i;
  for (i = 0; i < COUNT(constants); i++) {
#ifdef UNICODE
    uint32_t expected = constants[i].wide;
#else
    uint32_t expected = constants[i].narrow;
#endif
    if (constants[i].actual != expected) {
      printf("%s is 0x%08X, not 0x%08X\\n", constants[i].name, constants[i].actual, expected);
      wrong++;
    }
  }
  for (i = 0; i < COUNT(guids); i++) {
    if (memcmp(guids[i].actual, guids[i].bytes, sizeof(GUID)) != 0) {
      printf("%s has other bytes\\n", guids[i].name);
      wrong++;
    }
  }
  for (i = 0; i < COUNT(slots); i++) {
    if (slots[i].actual != slots[i].expected) {
      printf("%s is in slot %zu, not %zu\\n", slots[i].name, slots[i].actual, slots[i].expected);
      wrong++;
    }
  }
  for (i = 0; i < COUNT(layouts); i++) {
    if (layouts[i].actual != layouts[i].expected) {
      printf("%s is %zu, not %zu\\n", layouts[i].name, layouts[i].actual, layouts[i].expected);
      wrong++;
    }
  }
  printf("%zu constants, %zu identifiers, %zu vtable slots, %zu sizes and offsets, %d functions: %zu wrong\\n",
         COUNT(constants), COUNT(guids), COUNT(slots), COUNT(layouts), (int)function_count, wrong);
  return wrong == 0 ? 0 : 1;
}
"""


def write_program(facts, path, language, canonical):
    lines = ["// Generated from the facts by tests/sdk/generate.py.", "#include <initguid.h>"]
    lines += [f"#include <{header}>" for header in HEADERS]
    lines += ["#include <stdio.h>", "#include <string.h>", C_MACROS if language == "c" else CXX_MACROS, TABLES]
    out = lines.append
    write_constants(facts, out, canonical)
    write_guids(facts, out)
    write_interfaces(facts, out, language)
    write_layouts(facts, out, language)
    write_functions(facts, out, language)
    out(MAIN)
    save(path, lines)


def write_visible(facts, folder):
    """One source for each header: what it must declare when nothing else is included."""
    headers = {}
    for row in facts.tables["constants"]:
        headers.setdefault(row["header"], []).append(f"  sum += (uintptr_t)({row['name']});")
    for row in facts.tables["guids"]:
        headers.setdefault(row["header"], []).append(f"  sum += (uintptr_t)&{row['name']};")
    for row in facts.tables["functions"]:
        header = row["headers"].split("|")[0]
        headers.setdefault(header, []).append(f"  sum += (uintptr_t)&{row['function']};")
    for header, lines in headers.items():
        save(folder / f"visible_{header[:-2]}.c",
             [f"#include <{header}>", "#include <stdint.h>", "uintptr_t visible(void);", "uintptr_t visible(void) {",
              "  uintptr_t sum = 0;", *lines, "  return sum;", "}"])


def write_link(facts, path):
    save(path, [f"X({row['name']})" for row in facts.tables["guids"]])


def save(path, lines):
    text = "\n".join(lines) + "\n"
    if not path.exists() or path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")


def account(facts, skipped_path):
    """Prints how many rows are tested and skipped; returns what is wrong with the accounting."""
    with open(skipped_path, newline="", encoding="utf-8") as file:
        skipped = list(csv.DictReader(file))
    wrong = []
    used = [0] * len(skipped)
    for table, rows in facts.tables.items():
        tested = sum(facts.tested[table])
        left_out = 0
        for row, done in zip(rows, facts.tested[table]):
            if done:
                continue
            for index, entry in enumerate(skipped):
                if entry["file"] == f"{table}.csv" and any(
                        fnmatch.fnmatchcase(name, entry["row"]) for name in row_names(table, row)):
                    used[index] += 1
                    left_out += 1
                    break
            else:
                wrong.append(f"{table}.csv: {row_names(table, row)[0]} is neither tested nor skipped")
        print(f"{table}.csv: {len(rows)} rows, {tested} tested, {left_out} skipped")
    for entry, count in zip(skipped, used):
        if not entry["reason"].strip():
            wrong.append(f"skipped.csv: {entry['row']} has no reason")
        if count == 0:
            wrong.append(f"skipped.csv: {entry['file']} {entry['row']} matches no untested row")
    return wrong


def main():
    folder, skipped, output = map(pathlib.Path, sys.argv[1:4])
    output.mkdir(parents=True, exist_ok=True)
    facts = Facts(folder)
    canonical = canonical_constants(facts)
    write_program(facts, output / "facts.c", "c", canonical)
    write_program(facts, output / "facts.cpp", "c++", canonical)
    write_visible(facts, output)
    write_link(facts, output / "link.inc")
    wrong = account(facts, skipped)
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
