#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes runtime/checked/faces.inc: the proxies of checked mode, one class template for each interface.

    checked_faces.py            writes runtime/checked/faces.inc
    checked_faces.py --check    writes nothing; fails when the file is stale or an annotation is missing or wrong

runtime/checked/interfaces.csv says which interfaces have proxies (interface,base,identifier,called_by), and
runtime/checked/methods.csv has their methods in the order of the vtable, inherited ones left out: the rows of
tests/sdk/facts/interfaces.csv with an annotation in brackets behind every parameter that is, or may be, an interface
pointer:

    [in]                        an object goes to the provider: its own it gets back unwrapped
    [out INTERFACE]             an object comes back, with this interface
    [out PARAMETER else IFACE]  … with the interface that the parameter identifies, or when that is null with this one
    [… by PARAMETER]            … which then says of what type the object is (MAPI_FOLDER …)
    [support]                   the support object of the logon that begins here; it is passed as it is
    [passed]                    an object that is called back, not handed out again: it is passed as it is
    [unwatched]                 an object comes back whose interface has no proxies
    [data]                      a pointer to something else

What the build compiles is the written file, so that building needs no Python; the test checked.faces keeps it fresh.
"""

import csv
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
FACTS = ROOT / "tests/sdk/facts/interfaces.csv"
INTERFACES = ROOT / "runtime/checked/interfaces.csv"
METHODS = ROOT / "runtime/checked/methods.csv"
OUTPUT = ROOT / "runtime/checked/faces.inc"

# Types that are interface pointers, or untyped and so may be one.
SUSPICIOUS = re.compile(
    r"^(I[A-Z]\w+ ?\*+|I[A-Z]\w+ \*\*|(const )?void ?\*+|LP(VOID|UNKNOWN|MAPI(TABLE|PROP|STATUS|SUP|PROGRESS|ADVISESINK|FOLDER"
    r"|CONTAINER|CONTROL|SESSION)|MESSAGE|ATTACH|MDB|ABCONT|MAILUSER|DISTLIST|PROFSECT|ADRBOOK|TABLEDATA|PROPDATA"
    r"|STREAM|STORAGE|[AMX][BSP]LOGON|[AMX][BSP]PROVIDER)( \*)*)$")


class Failure(Exception):
    pass


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


class Parameter:
    def __init__(self, text, where):
        match = re.match(r"(.*?)\s*(\w+)(?:\s*\[(.*)\])?$", text)
        self.type, self.name, self.annotation = match[1].strip(), match[2], match[3]
        self.fact = f"{match[1].strip()} {match[2]}"
        if self.annotation is None and SUSPICIOUS.match(self.type):
            raise Failure(f"{where}: {self.fact} may be an object and has no annotation")
        if self.annotation is not None and not SUSPICIOUS.match(self.type):
            raise Failure(f"{where}: {self.fact} is no object, but annotated [{self.annotation}]")

    def argument(self, identifiers, names, where):
        """What is handed to the provider."""
        if self.annotation in (None, "passed", "unwatched", "data"):
            return self.name
        if self.annotation in ("in", "support"):
            return f"call.{'lend' if self.annotation == 'in' else 'begin_logon'}({self.name})"
        match = re.match(r"out (?:(\w+) else )?(\w+)(?: by (\w+))?$", self.annotation)
        if not match or match[2] not in identifiers or not {match[1], match[3]} <= names | {None}:
            raise Failure(f"{where}: [{self.annotation}] is no annotation that this program knows")
        return f"call.out({self.name}, {match[1] or 'nullptr'}, {identifiers[match[2]]}{', ' + match[3] if match[3] else ''})"


def parameters(text, where):
    return [Parameter(part.strip(), where) for part in text.split(";") if part.strip()]


def method(row, identifiers):
    where = f"{METHODS.name}: {row['interface']}::{row['method']}"
    parsed = parameters(row["parameters"], where)
    names = {parameter.name for parameter in parsed}
    declared = ", ".join(parameter.fact for parameter in parsed)
    arguments = ", ".join(parameter.argument(identifiers, names, where) for parameter in parsed)
    captured = "[&]" if parsed else "[]"
    call = "Call& call" if "call." in arguments else "Call&"
    return (f"  HRESULT STDMETHODCALLTYPE {row['method']}({declared}) override {{\n"
            f"    return this->watch(\"{row['method']}\", {captured}(I* raw, {call}) {{\n"
            f"      return raw->{row['method']}({arguments});\n"
            f"    }});\n"
            f"  }}\n")


def compare(facts, interfaces, methods):
    """Raises when the annotated rows are not the facts."""
    slots = {}
    for fact in facts:
        slots.setdefault(fact["interface"], []).append(fact)
    for interface in interfaces:
        name, base = interface["interface"], interface["base"]
        inherited = 3 if base == "IUnknown" else len(slots[base])
        own = [row for row in methods if row["interface"] == name]
        expected = slots[name][inherited:]
        if [row["method"] for row in own] != [fact["method"] for fact in expected]:
            raise Failure(f"{METHODS.name}: the methods of {name} are not those of the facts, in their order")
        for row, fact in zip(own, expected):
            where = f"{METHODS.name}: {name}::{row['method']}"
            if fact["returns"] != "HRESULT":
                raise Failure(f"{where} returns no HRESULT")
            ours = [parameter.fact for parameter in parameters(row["parameters"], where)]
            theirs = [re.sub(r"\s*(\w+)$", r" \1", part.strip()) for part in fact["parameters"].split(";") if part.strip()]
            if ours != theirs:
                raise Failure(f"{where}: the parameters are not those of the facts: {theirs}")


def generate():
    facts, interfaces, methods = read(FACTS), read(INTERFACES), read(METHODS)
    compare(facts, interfaces, methods)
    identifiers = {"IUnknown": "IID_IUnknown"}
    identifiers.update((row["interface"], row["identifier"]) for row in interfaces)
    out = ["// SPDX-License-Identifier: Apache-2.0",
           "// Written by tools/dev/checked_faces.py from methods.csv and interfaces.csv. Do not edit.", ""]
    for interface in interfaces:
        name, base = interface["interface"], interface["base"]
        parent = "UnknownFace" if base == "IUnknown" else f"{base}Face"
        out.append(f"template <class I>\nclass {name}Face : public {parent}<I> {{\n public:\n"
                   f"  using {parent}<I>::{parent};\n")
        out += [method(row, identifiers) for row in methods if row["interface"] == name]
        out.append("};\n")
    out.append("constexpr FaceType kIUnknown{&IID_IUnknown, \"IUnknown\", nullptr, CalledBy::client, "
               "&make<UnknownFace<IUnknown>>};")
    for interface in interfaces:
        name = interface["interface"]
        out.append(f"constexpr FaceType k{name}{{&{interface['identifier']}, \"{name}\", &k{interface['base']}, "
                   f"CalledBy::{interface['called_by']}, &make<{name}Face<{name}>>}};")
    names = ["kIUnknown"] + [f"k{interface['interface']}" for interface in interfaces]
    out.append("\nconstexpr const FaceType* kFaceTypes[] = {" + ", ".join(f"&{name}" for name in names) + "};")
    return "\n".join(out) + "\n"


def main():
    try:
        text = generate()
    except Failure as failure:
        sys.exit(str(failure))
    if sys.argv[1:] == ["--check"]:
        if not OUTPUT.exists() or OUTPUT.read_text(encoding="utf-8") != text:
            sys.exit(f"{OUTPUT.relative_to(ROOT)} is stale: run tools/dev/checked_faces.py")
        return
    OUTPUT.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
