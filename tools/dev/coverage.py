#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/coverage.md: which methods of MAPI's interfaces, and which of its C functions, Postroom implements.

    coverage.py            writes docs/coverage.md from docs/coverage.csv and docs/coverage_functions.csv
    coverage.py --check    writes nothing; fails when the file is stale or a slot is not accounted for

docs/coverage.csv is kept by hand: interface,slot,method,state,note. The state is one of

    done         works as documented; the note names a test
    partly       works, except for what the note says
    unsupported  answers MAPI_E_NO_SUPPORT (or what the note says), and will
    planned      not written yet

A row whose slot is * speaks for a whole interface that Postroom does not implement. Every slot of every interface in
tests/sdk/facts/interfaces.csv needs a row of one kind or the other.

docs/coverage_functions.csv is kept by hand likewise: function,state,note. Every C function that libpostroom.so exports needs a
row that is done or partly done and names a test; those of MAPI that it does not export are planned. That the tests are
there is tests/coverage/names_test.py's to see.
"""

import csv
import pathlib
import re
import sys

from written_page import finish

ROOT = pathlib.Path(__file__).resolve().parents[2]
FACTS = ROOT / "tests/sdk/facts/interfaces.csv"
FUNCTIONS = ROOT / "tests/sdk/facts/functions.csv"
EXPORTS = ROOT / "runtime/postroom.exports"
TABLE = ROOT / "docs/coverage.csv"
FUNCTION_TABLE = ROOT / "docs/coverage_functions.csv"
PAGE = ROOT / "docs/coverage.md"
STATES = ("done", "partly", "unsupported", "planned")
NEEDS_NOTE = ("done", "partly", "unsupported")


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def compare(facts, rows):
    """Returns what is wrong with the hand-kept table."""
    wrong = []
    slots = {(f["interface"], f["slot"]): f["method"] for f in facts}
    interfaces = {f["interface"] for f in facts}
    seen, whole = {}, set()
    for number, row in enumerate(rows, start=2):
        where = f"{TABLE.name}:{number}: {row['interface']} {row['method'] or row['slot']}"
        if row["state"] not in STATES:
            wrong.append(f"{where}: the state is {row['state']!r}")
        if row["state"] in NEEDS_NOTE and not row["note"].strip():
            wrong.append(f"{where}: {row['state']} needs a note")
        if row["slot"] == "*":
            if row["interface"] not in interfaces:
                wrong.append(f"{where}: no such interface")
            whole.add(row["interface"])
            continue
        key = row["interface"], row["slot"]
        if slots.get(key) != row["method"]:
            wrong.append(f"{where}: slot {row['slot']} is {slots.get(key)}")
        if key in seen:
            wrong.append(f"{where}: is listed twice")
        seen[key] = row
    for (interface, slot), method in slots.items():
        if interface in whole and (interface, slot) in seen:
            wrong.append(f"{interface}: is listed as a whole and by method")
        if interface not in whole and (interface, slot) not in seen:
            wrong.append(f"{interface}::{method} (slot {slot}) is not in {TABLE.name}")
    return wrong


# Why a function is not there yet, by the header that declares it.
AWAITING = {"mapi.h": "Simple MAPI", "tnef.h": "TNEF", "mapiform.h": "forms",
            "imessage.h": "messages in structured storage"}
# Declared among others that are there.
AWAITING_ALONE = {"HrIStorageFromStream": "messages in structured storage"}


def exported_functions():
    return set(re.findall(r"^\s+(\w+);", EXPORTS.read_text(encoding="utf-8"), re.MULTILINE))


def compare_functions(rows):
    """Returns what is wrong with the hand-kept table of functions."""
    wrong = []
    exported, listed = exported_functions(), [row["function"] for row in rows]
    for number, row in enumerate(rows, start=2):
        where = f"{FUNCTION_TABLE.name}:{number}: {row['function']}"
        if row["state"] not in ("done", "partly"):
            wrong.append(f"{where}: the state is {row['state']!r}")
        if not re.match(r"\w+\.\w+", row["note"]):
            wrong.append(f"{where}: names no test")
        if row["function"] not in exported:
            wrong.append(f"{where}: is not exported")
        if listed.count(row["function"]) > 1:
            wrong.append(f"{where}: is listed twice")
    known = {fact["function"] for fact in read(FUNCTIONS)}
    wrong += [f"{name} is neither documented nor a documented function's for wide text" for name in sorted(exported - known)
              if name.removesuffix("W") not in known]
    wrong += [f"{name} is exported and not in {FUNCTION_TABLE.name}" for name in sorted(exported - set(listed))]
    return wrong


def functions(rows, facts):
    exported = exported_functions()
    callable_ = [f for f in facts if not f["parameters"].startswith("callback type")]
    missing = [f for f in callable_ if f["function"] not in exported]
    documented = {f["function"] for f in callable_}
    states = [row["state"] for row in rows if row["function"] in documented]
    lines = ["", "## C functions", "",
             f"{len(callable_)} functions: {states.count('done')} done, {states.count('partly')} partly, "
             f"{len(missing)} planned; {len(rows) - len(states)} more are the same for wide text.", "",
             "| function | state | test or reason |", "|---|---|---|"]
    lines += [f"| {row['function']} | {row['state']} | {row['note'].replace('|', chr(92) + '|')} |" for row in rows]
    lines += ["", "| planned | header | with |", "|---|---|---|"]
    for fact in missing:
        header = fact["headers"].split("|")[0]
        awaited = AWAITING_ALONE.get(fact["function"]) or AWAITING[header]
        lines.append(f"| {fact['function']} | {header} | {awaited} |")
    return lines


def page(rows, function_rows, facts):
    interfaces = {}
    for row in rows:
        interfaces.setdefault(row["interface"], []).append(row)
    implemented = {name: group for name, group in interfaces.items() if group[0]["slot"] != "*"}
    methods = [row for group in implemented.values() for row in group]
    lines = ["# Coverage of MAPI", "",
             "Written by `tools/dev/coverage.py` from `coverage.csv` and `coverage_functions.csv`; edit those.", "",
             "Every slot is called by its index in the vtable of living objects, counted per slot: `EverySlot` in",
             "`tests/coverage` fails when one that is done or partly done was not reached or answers MAPI_E_NO_SUPPORT",
             "on every object, and when one that is unsupported answers anything else. The test that a row names is the",
             "one that shows what the slot does; of a method that a template of the kit gives to all objects it is the",
             "template's own. A test checks that it is there and that the sources of its folder speak of the method, and",
             "`tools/dev/coverage_reach.py` counts, in some minutes, how often it gets to the slot.", ""]
    totals = ", ".join(f"{sum(r['state'] == s for r in methods)} {s}" for s in STATES)
    lines += [f"{len(implemented)} interfaces with {len(methods)} methods: {totals}.", ""]
    lines += ["| interface | methods | " + " | ".join(STATES) + " |", "|---|" + "--:|" * (len(STATES) + 1)]
    for name, group in implemented.items():
        counts = [str(sum(r["state"] == s for r in group) or "") for s in STATES]
        lines.append(f"| [{name}](#{name.lower()}) | {len(group)} | " + " | ".join(counts) + " |")
    lines += ["", "## Interfaces that Postroom does not implement", "", "| interface | why |", "|---|---|"]
    lines += [f"| {name} | {group[0]['note']} |" for name, group in interfaces.items() if name not in implemented]
    for name, group in implemented.items():
        lines += ["", f"## {name}", "", "| slot | method | state | test or reason |", "|--:|---|---|---|"]
        for row in sorted(group, key=lambda r: int(r["slot"])):
            note = row["note"].replace("|", "\\|")
            lines.append(f"| {row['slot']} | {row['method']} | {row['state']} | {note} |")
    lines += functions(function_rows, facts)
    return "\n".join(lines) + "\n"


def main():
    rows = read(TABLE)
    function_rows = read(FUNCTION_TABLE)
    wrong = compare(read(FACTS), rows) + compare_functions(function_rows)
    return finish(PAGE, page(rows, function_rows, read(FUNCTIONS)), wrong, "coverage.py")


if __name__ == "__main__":
    sys.exit(main())
