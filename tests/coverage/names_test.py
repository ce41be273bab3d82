#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when docs/coverage.csv or docs/coverage_functions.csv names a test that is not there, or that does not speak of the
method or function.

    names_test.py SOURCE_FOLDER

The note of a row that is done or partly done begins with a test, Suite.Name. That test must exist, and the sources of
its folder (it and its fixtures) must name the method or
function; QueryInterface, AddRef and Release go by many names.
"""

import csv
import pathlib
import re
import sys

TEST = re.compile(r"^\s*TEST(?:_F|_P)?\((\w+),\s*(\w+)\)", re.MULTILINE)


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def methods(root):
    """What, the name that a test must speak of or nothing, and the row."""
    return [(f"{row['interface']}::{row['method']}", row["method"] if int(row["slot"]) > 2 else None, row)
            for row in read(root / "docs/coverage.csv") if row["slot"] != "*"]


def functions(root):
    return [(row["function"], row["function"], row) for row in read(root / "docs/coverage_functions.csv")]


def main():
    root = pathlib.Path(sys.argv[1])
    folders, words = {}, {}
    for path in sorted((root / "tests").glob("*/*")):
        if path.suffix not in (".cpp", ".hpp", ".py"):
            continue
        text = path.read_text(encoding="utf-8")
        words.setdefault(path.parent, set()).update(re.findall(r"\w+", text))
        for suite, name in TEST.findall(text):
            folders[f"{suite}.{name}"] = path.parent
    shared = words.get(root / "tests/support", set())
    wrong, counts = [], {}
    for what, name, row in methods(root) + functions(root):
        counts[row["state"]] = counts.get(row["state"], 0) + 1
        if row["state"] not in ("done", "partly"):
            continue
        test = re.match(r"\w+\.\w+", row["note"])
        if not test or test[0] not in folders:
            wrong.append(f"{what}: no test {test[0] if test else row['note']!r}")
        elif name and name not in words[folders[test[0]]] | shared:
            wrong.append(f"{what}: {folders[test[0]].relative_to(root)} of {test[0]} does not name it")
        elif row["state"] == "partly" and ";" not in row["note"]:
            wrong.append(f"{what}: is done partly, but what is missing?")
    print(", ".join(f"{count} {state}" for state, count in sorted(counts.items())))
    for line in wrong:
        print(line, file=sys.stderr)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
