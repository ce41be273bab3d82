#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/rules.md: each rule of the contract about lifecycles, and the monitor that `postroom trace check` has for it.

    rules_doc.py          writes docs/rules.md
    rules_doc.py --check  writes nothing; fails when the page is stale, or a rule has neither a monitor nor a reason

The monitors are read from the catalogue, kit/trace/rules_of_*.cpp; docs/rules.toml says of every other rule why a trace
cannot show it, or which monitor judges it as well. A monitor without a test in tests/lifecycle is a fault, too.
"""

import pathlib
import re
import sys
import tomllib

from written_page import finish

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs/rules.toml"
SHUTDOWN = ROOT / "docs/shutdown.toml"
PAGE = ROOT / "docs/rules.md"
TITLES = {"A": "The library, memory, provider libraries", "C": "Session logon", "D": "The support object",
          "E": "The status table", "F": "Entry identifiers", "J": "Shutdown"}
LITERALS = r'((?:"(?:[^"\\]|\\.)*"\s*)+)'
ENTRY = re.compile(rf"\.number = {LITERALS},\s*\.meaning =\s*{LITERALS},\s*\.hint =\s*{LITERALS},\s*\.judge = (\w+)")


def text(literals):
    """The text of adjacent C++ string literals."""
    return "".join(re.findall(r'"((?:[^"\\]|\\.)*)"', literals)).replace('\\"', '"')


def monitors():
    """Each monitor of the catalogue: (number, meaning, hint, file)."""
    found = []
    for path in sorted((ROOT / "kit/trace").glob("rules_of_*.cpp")):
        source = path.read_text(encoding="utf-8")
        entries = ENTRY.findall(source)
        if len(entries) != source.count(".number ="):
            sys.exit(f"{path.name}: an entry of the catalogue is not written as literals")
        found += [(text(number), text(meaning), text(hint), path.name) for number, meaning, hint, _ in entries]
    return found


def every_rule(table):
    return [f"{section}-{n}" for section, count in table["sections"].items() for n in range(1, count + 1)]


def faults(table, rules, judged):
    wrong = []
    for rule in rules:
        entry = table["rules"].get(rule)
        if rule in judged and entry:
            wrong.append(f"{TABLE.name}: {rule} has a monitor; take it out")
        if rule not in judged and not entry:
            wrong.append(f"{rule} has neither a monitor nor a reason in {TABLE.name}")
    for rule, entry in table["rules"].items():
        if rule not in rules:
            wrong.append(f"{TABLE.name}: there is no rule {rule}")
        if ("reason" in entry) == ("by" in entry):
            wrong.append(f"{TABLE.name}: {rule} needs either a reason or the rule that it is judged by")
        if entry.get("reason", "memory") not in table["reasons"]:
            wrong.append(f"{TABLE.name}: {rule}: there is no reason '{entry['reason']}'")
        if "by" in entry and entry["by"] not in judged:
            wrong.append(f"{TABLE.name}: {rule}: {entry['by']} has no monitor")
        if not rule.startswith("J-") and "meaning" not in entry:
            wrong.append(f"{TABLE.name}: {rule} has no meaning")
    numbers = [number for number, *_ in monitors()]
    wrong += [f"{number} has more than one monitor" for number in judged if numbers.count(number) > 1]
    wrong += [f"the catalogue has {number}, which is no rule" for number in judged if number not in rules]
    tests = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "tests/lifecycle").glob("*check*_test.cpp"))
    wrong += [f"no test in tests/lifecycle breaks {number}" for number in judged if f'"{number}"' not in tests]
    return wrong


def cell(value):
    return value.replace("|", "\\|")


def anchor(rule):
    return f"[{rule}](#{rule.lower()})"


def page(table, shutdown, rules, judged):
    lines = ["# The rules that a trace is checked against", "",
             "Written by `tools/dev/rules_doc.py` from the catalogue in `kit/trace/rules_of_*.cpp` and from `rules.toml`;",
             "edit those.", "",
             "`postroom trace check FILE` runs a monitor for each promise of MAPI that can be seen from outside, over the",
             "trace of any program. This page lists the contract's rules about the library (A), logons (C), support objects",
             "(D), the status table (E), entry identifiers (F) and shutdown (J): first what to do about each that was found",
             "broken, then every rule with its monitor, or why a trace cannot show it.", "",
             "Where the contract allows several orders, so does the monitor: a store may tell the transports in StoreLogoff",
             "or in its last Release (J-44), and whatever keeps J-14, J-15 and J-17 breaks none of them. J-18 is the one",
             "order that Postroom promises beyond these, and holds the runtime to it, not a provider. When the oldest",
             "events were overwritten, what began before is not judged, and counted; when events are missing in between,",
             "nothing is.", "",
             f"{len(rules)} rules: {len(judged)} have a monitor, "
             f"{sum('by' in entry for entry in table['rules'].values())} are judged by another's, "
             f"{sum('reason' in entry for entry in table['rules'].values())} cannot be seen.", "", "## What to do", ""]
    for rule in rules:
        if rule in judged:
            meaning, hint, _ = judged[rule]
            lines += [f"### {rule}", "", f"{meaning[0].upper()}{meaning[1:]}.", "", hint, ""]
    for section, title in TITLES.items():
        lines += [f"## {section}. {title}", "", "| rule | what it says | how it is judged |", "|---|---|---|"]
        for rule in (rule for rule in rules if rule.startswith(f"{section}-")):
            if rule in judged:
                lines.append(f"| {anchor(rule)} | {cell(judged[rule][0])} | `{judged[rule][2]}` |")
                continue
            entry = table["rules"][rule]
            meaning = entry.get("meaning") or shutdown["rules"][rule]["meaning"]
            how = f"by {anchor(entry['by'])}" if "by" in entry else table["reasons"][entry["reason"]]
            lines.append(f"| {rule} | {cell(meaning)} | {cell(how)} |")
        lines.append("")
    return "\n".join(lines)


def main():
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    shutdown = tomllib.loads(SHUTDOWN.read_text(encoding="utf-8"))
    judged = {number: (meaning, hint, source) for number, meaning, hint, source in monitors()}
    rules = every_rule(table)
    wrong = faults(table, rules, judged)
    missing = [rule for rule in rules if rule not in judged and rule not in table["rules"]]
    return finish(PAGE, None if missing else page(table, shutdown, rules, judged), wrong, "rules_doc.py")


if __name__ == "__main__":
    sys.exit(main())
