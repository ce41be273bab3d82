#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes the table of slots that the coverage test calls.

    generate.py INTERFACES.csv COVERAGE.csv OUTPUT.inc

The signatures come from the facts, the states from docs/coverage.csv. Each line is one entry of a table of
postroom::test::Slot (slot_call.hpp has the letters for the roles of parameters).
"""

import csv
import pathlib
import re
import sys

# Parameters whose role their type does not tell.
ROLES = {
    ("*", "lpulFlags"): "x",
    ("*", "lpulUIParam"): "x",
    ("*", "lppvData"): "x",
    ("*", "rgulAccess"): "i",
    ("*", "lpfCallerRelease"): "i",
    ("Address", "lppAdrList"): "x",
    ("GetNamesFromIDs", "lppPropTags"): "x",
    ("GetIDsFromNames", "lppPropNames"): "i",
    ("HrGetPropAccess", "lppPropTagArray"): "x",
    ("AddressTypes", "lpppAdrTypeArray"): "b",
    ("AddressTypes", "lpppUIDArray"): "b",
    ("RegisterOptions", "lppOptions"): "b",
    ("OpenStatusEntry", "lppEntry"): "u",
    ("Logon", "lppMAPIError"): "e",
    ("SpoolerLogon", "lppMAPIError"): "e",
    ("TransportLogon", "lppMAPIError"): "e",
}


def split(parameter):
    """The type and the name of a parameter, which need not have one."""
    match = re.fullmatch(r"(.*[\w*&]\W+)(\w+)", parameter)
    return (match[1].strip(), match[2]) if match else (parameter, "")


def role(method, kind, name):
    known = ROLES.get((method, name)) or ROLES.get(("*", name))
    if known:
        return known
    if not kind.endswith("*") or kind.startswith("const") or kind in ("void *", "IStream *", "MAPIUID *", "STATSTG *"):
        return "i"
    return "o"


def entry(fact, state):
    interface, slot, method = fact["interface"], int(fact["slot"]), fact["method"]
    if slot < 3:
        return f'{{"{interface}", {slot}, "{method}", State::{state}, nullptr}},'
    kinds, roles = [], ""
    for parameter in filter(None, (p.strip() for p in fact["parameters"].split(";"))):
        kind, name = split(parameter)
        kinds.append(kind)
        roles += role(method, kind, name)
    types = ", ".join([fact["returns"], *kinds])
    return f'{{"{interface}", {slot}, "{method}", State::{state}, &call_slot<{slot}, Roles("{roles}"), {types}>}},'


def main():
    facts_path, coverage_path, output = map(pathlib.Path, sys.argv[1:4])
    with open(coverage_path, newline="", encoding="utf-8") as file:
        states = {(r["interface"], r["slot"]): r["state"] for r in csv.DictReader(file) if r["slot"] != "*"}
    with open(facts_path, newline="", encoding="utf-8") as file:
        lines = [entry(fact, states[fact["interface"], fact["slot"]])
                 for fact in csv.DictReader(file) if (fact["interface"], fact["slot"]) in states]
    text = "// Generated from the facts by tests/coverage/generate.py.\n" + "\n".join(lines) + "\n"
    if not output.exists() or output.read_text(encoding="utf-8") != text:
        output.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
