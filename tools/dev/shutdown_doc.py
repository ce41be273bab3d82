#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes docs/shutdown.md: each promise of MAPI's shutdown, and the tests that hold Postroom to it.

    shutdown_doc.py            writes docs/shutdown.md, and takes "missing" off the rules that have a test by now
    shutdown_doc.py --missing  lists the rules that still lack a test
    shutdown_doc.py --check    writes nothing; fails when the page is stale, or a rule has neither a test nor a reason

docs/shutdown.toml is kept by hand: what each rule says, Microsoft's two pages sentence by sentence, the scenarios.
The tests are found by what they cite, in a comment

    * on the line of TEST(…), in the comment above or below that line, or beside an EXPECT or ASSERT inside the test:
      "J-45", a range "J-12 … J-17", "scenario 7"; a name such as Scenario07_… cites its scenario;
    * of a shell script under tests/command, which is one test.

Of tests/lifecycle, picture_test.cpp, rule_check_test.cpp, rule_fairness_test.cpp and trace_check_test.cpp do not count:
they test the checker of the rules and what shows it.
"""

import pathlib
import re
import sys
import tomllib

from written_page import finish

ROOT = pathlib.Path(__file__).resolve().parents[2]
TABLE = ROOT / "docs/shutdown.toml"
PAGE = ROOT / "docs/shutdown.md"
RULES = [f"J-{n}" for n in range(1, 115)]
SCENARIOS = [str(n) for n in range(1, 30)]
NOT_COUNTED = {"tests/lifecycle/picture_test.cpp", "tests/lifecycle/rule_check_test.cpp",
               "tests/lifecycle/rule_fairness_test.cpp", "tests/lifecycle/trace_check_test.cpp"}

TEST = re.compile(r"^(?:TYPED_)?TEST(?:_F|_P)?\(\s*(\w+),\s*(\w+)\)")
BEGIN = re.compile(r"^(?:TYPED_)?TEST(?:_F|_P)?\(")
RANGE = re.compile(r"J-(\d+)(?:\s*(?:…|\.\.+|–|to)\s*J-(\d+))?")
SCENARIO = re.compile(r"[Ss]cenarios?[ _]?0*(\d+)")
MOST_PER_SENTENCE = 3
MOST_LINES_OF_A_HEAD = 4


class Test:
    """One test and what it cites."""

    def __init__(self, name, path):
        self.name, self.path = name, path
        self.rules, self.scenarios = set(), set()

    def cite(self, text):
        for first, last in RANGE.findall(text):
            self.rules.update(f"J-{n}" for n in range(int(first), int(last or first) + 1))
        self.scenarios.update(SCENARIO.findall(text))

    def link(self):
        return f"[{self.name}](../{self.path})"


def comment_of(line):
    return line.partition("//")[2]


def comments_above(lines, at):
    """The block of whole-line comments that ends just above lines[at]."""
    first = at
    while first > 0 and lines[first - 1].startswith("//"):
        first -= 1
    return lines[first:at]


def tests_of(path):
    """The tests of one C++ source."""
    name = path.relative_to(ROOT).as_posix()
    if name in NOT_COUNTED:
        return
    lines = path.read_text(encoding="utf-8").splitlines()
    test, in_head = None, False
    for at, line in enumerate(lines):
        if BEGIN.match(line):
            found = TEST.match(" ".join(part.strip() for part in lines[at:at + MOST_LINES_OF_A_HEAD]))
            test, in_head = Test(f"{found[1]}.{found[2]}", name), True
            test.cite(found[2])
            test.cite("\n".join(comments_above(lines, at)))
        elif line == "}" and test:
            yield test
            test = None
        if not test:
            continue
        in_head = in_head and (BEGIN.match(line) or lines[at - 1].endswith((",", "(")) or line.lstrip().startswith("//"))
        if in_head or "EXPECT_" in line or "ASSERT_" in line:
            test.cite(comment_of(line))


def script(path):
    """The test that one shell script is."""
    test = Test(f"command.{path.stem}", path.relative_to(ROOT).as_posix())
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.lstrip().startswith("#"):
            test.cite(line)
    return test


def all_tests():
    tests = [test for path in sorted((ROOT / "tests").glob("*/*.cpp")) for test in tests_of(path)]
    tests += [script(path) for path in sorted((ROOT / "tests/command").glob("*.sh"))]
    return sorted((test for test in tests if test.rules or test.scenarios), key=lambda test: (test.name, test.path))


def citing(tests, rule):
    return [test for test in tests if rule in test.rules]


def faults(table, tests):
    """What is wrong with the hand-kept table, in the light of the tests."""
    wrong = []
    for rule in RULES:
        entry = table["rules"].get(rule)
        if not entry or not entry.get("meaning"):
            wrong.append(f"{TABLE.name}: {rule} has no meaning")
            continue
        tested = bool(citing(tests, rule))
        if tested and (entry.get("missing") or entry.get("reason")):
            wrong.append(f"{TABLE.name}: {rule} has a test; run tools/dev/shutdown_doc.py and take its reason away")
        if not tested and not entry.get("missing") and not entry.get("reason"):
            wrong.append(f"no test cites {rule}, and {TABLE.name} gives no reason: {entry['meaning']}")
    wrong += [f"{TABLE.name}: there is no rule {rule}" for rule in table["rules"] if rule not in RULES]
    for sentence in table["sentences"]:
        wrong += [f"{TABLE.name}: '{sentence['says']}': there is no rule {rule}" for rule in sentence["rules"]
                  if rule not in RULES]
    for test in tests:
        wrong += [f"{test.path}: {test.name} cites {rule}, which is no rule" for rule in sorted(test.rules - set(RULES))]
    named = {test.name for test in tests}
    for sentence in table["sentences"]:
        wrong += [f"{TABLE.name}: '{sentence['says']}': no test is called {name}, or it cites no rule"
                  for name in sentence.get("tests", []) if name not in named]
    for number in SCENARIOS:
        acted = any(number in test.scenarios for test in tests)
        if acted == (number in table.get("missing_scenarios", [])):
            wrong.append(f"scenario {number} " + ("has a test: run tools/dev/shutdown_doc.py" if acted else "has no test"))
    if list(table["scenarios"]) != SCENARIOS:
        wrong.append(f"{TABLE.name}: the scenarios are not 1 … {SCENARIOS[-1]}")
    return wrong


def cell(text):
    return text.replace("|", "\\|")


def anchor(rule):
    return f"[{rule}](#{rule.lower()})"


def closest(tests, rules):
    """The tests that speak most of these rules and least of others."""
    wanted = set(rules)
    some = [test for test in tests if test.rules & wanted]
    some.sort(key=lambda test: (-len(test.rules & wanted) / len(test.rules), test.name, test.path))
    return some


def evidence(table, tests, sentence):
    rules = sentence["rules"]
    found = closest(tests, rules)
    if chosen := sentence.get("tests"):
        return ", ".join(test.link() for test in tests if test.name in chosen)
    if not found:
        return ", ".join(sorted({without(table["rules"][rule]) for rule in rules}))
    more = f" and {len(found) - MOST_PER_SENTENCE} more" if len(found) > MOST_PER_SENTENCE else ""
    return ", ".join(test.link() for test in found[:MOST_PER_SENTENCE]) + more


def without(entry):
    return entry.get("reason") or "*no test yet*"


def head():
    return ["# Shutdown, rule by rule", "",
            "Written by `tools/dev/shutdown_doc.py` from `shutdown.toml` and from what the tests cite; edit those.", "",
            "Shutdown is what Postroom exists for. MAPI's promises about it are numbered J-1 … J-114 here, in the traces",
            "(`postroom trace check`) and in the code. This page says which test holds Postroom to each promise: first for",
            "each sentence of Microsoft's two pages about it, then for each rule, then for the acceptance scenarios. How to",
            "read the shutdown of your own program is in [trace.md](trace.md#reading-a-shutdown).", ""]


def pages(table, tests):
    lines = ["## Microsoft's pages, sentence by sentence", "", "In our words, and in the order of the pages."]
    shown = None
    for sentence in table["sentences"]:
        if sentence["page"] != shown:
            shown = sentence["page"]
            lines += ["", f"### {shown}", "", "| it says | rules | tests |", "|---|---|---|"]
        rules = " ".join(anchor(rule) for rule in sentence["rules"])
        lines.append(f"| {cell(sentence['says'])} | {rules} | {evidence(table, tests, sentence)} |")
    return lines + [""]


def rule_by_rule(table, tests):
    lines = ["## The rules", ""]
    for rule in RULES:
        entry = table["rules"][rule]
        lines += [f"### {rule}", "", entry["meaning"], ""]
        found = citing(tests, rule)
        lines += [f"* {test.link()}" for test in found] or [f"No test: {without(entry)}"]
        lines.append("")
    return lines


def scenario_by_scenario(table, tests):
    lines = ["## The scenarios", "", "| | what happens | tests |", "|--:|---|---|"]
    for number, story in table["scenarios"].items():
        found = [test.link() for test in tests if number in test.scenarios]
        lines.append(f"| {number} | {cell(story)} | {', '.join(found) or '*no test yet*'} |")
    return lines


def page(table, tests):
    tested = sum(bool(citing(tests, rule)) for rule in RULES)
    reasoned = sum("reason" in table["rules"][rule] for rule in RULES)
    acted = sum(any(number in test.scenarios for test in tests) for number in SCENARIOS)
    total = (f"{tested} of {len(RULES)} rules have tests, {reasoned} a reason why none can exist; {acted} of "
             f"{len(SCENARIOS)} scenarios are acted out. {sum(bool(t.rules) for t in tests)} tests cite a rule.")
    return "\n".join(head() + [total, ""] + pages(table, tests) + rule_by_rule(table, tests)
                     + scenario_by_scenario(table, tests)) + "\n"


def shrink_missing(table, tests):
    """Takes the rules and scenarios that have a test by now off the missing ones, in the file as in `table`."""
    text = TABLE.read_text(encoding="utf-8")
    for rule in RULES:
        if citing(tests, rule) and table["rules"][rule].pop("missing", None):
            text = re.sub(rf"(\[rules\.{rule}\]\nmeaning = [^\n]*\n)missing = true\n", r"\1", text)
    missing = [n for n in table.get("missing_scenarios", []) if not any(n in test.scenarios for test in tests)]
    table["missing_scenarios"] = missing
    listed = ", ".join(f'"{number}"' for number in missing)
    text = re.sub(r"^missing_scenarios = .*$", f"missing_scenarios = [{listed}]", text, flags=re.MULTILINE)
    TABLE.write_text(text, encoding="utf-8")


def main():
    table = tomllib.loads(TABLE.read_text(encoding="utf-8"))
    tests = all_tests()
    if sys.argv[1:] == ["--missing"]:
        for rule in RULES:
            if not citing(tests, rule) and "reason" not in table["rules"][rule]:
                print(f"{rule:6} {table['rules'][rule]['meaning']}")
        for number, story in table["scenarios"].items():
            if not any(number in test.scenarios for test in tests):
                print(f"scenario {number}: {story}")
        return 0
    if sys.argv[1:] != ["--check"]:
        shrink_missing(table, tests)
    wrong = faults(table, tests)
    return finish(PAGE, page(table, tests), wrong, "shutdown_doc.py")


if __name__ == "__main__":
    sys.exit(main())
