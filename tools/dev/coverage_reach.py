#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Counts, for each row of docs/coverage.csv and coverage_functions.csv, how often the test that it names got there.

    coverage_reach.py [-v] [-j JOBS] BUILD_FOLDER [NAME…]     NAME: only rows of this interface or function

Runs each named test alone under callgrind, which needs no other build, and looks for calls of the function, or of the
method in a class that has the interface, by the class heads of the sources, or in a template over such a class or the
interface. A method that the compiler put into its caller is not seen, so a row that is not reached is to be looked at. QueryInterface,
AddRef and Release are one template's for all objects, and are not counted.
Tests run about fifty times slower than otherwise: one that fails then is named, and what it reached counts.

Prints a line for each row that was not reached (-v: for each row) and the sums; exit code 1 if there is such a row.
"""

import argparse
import concurrent.futures
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile

ROOT = pathlib.Path(__file__).resolve().parents[2]
HEAD = re.compile(r"(?:class|struct)\s+(?:\[\[\w+\]\]\s*)?(\w+)\s*(?:final\s*)?:\s*((?:public|private|virtual)[^{;]*)\{")
DECLARED = re.compile(r"^DECLARE_MAPI_INTERFACE_\((\w+),\s*(\w+)\)", re.MULTILINE)
CALL = re.compile(r"^cfn=(?:\(\d+\)\s*)?(.*)\n(?:c\w+=.*\n)*calls=(\d+)", re.MULTILINE)
RUN = re.compile(r"^fn=(?:\(\d+\)\s*)?(.*)$", re.MULTILINE)


def read(path):
    with open(path, newline="", encoding="utf-8") as file:
        return list(csv.DictReader(file))


def parents():
    """class or interface -> the names in its list of bases, template arguments included, and of an interface its own"""
    result = {}
    for folder in ("include", "kit", "runtime", "providers", "content"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in (".hpp", ".cpp", ".h"):
                for name, bases in (HEAD if path.suffix != ".h" else DECLARED).findall(path.read_text(encoding="utf-8")):
                    result.setdefault(name, set()).update(re.findall(r"\w+", bases))
    for fact in read(ROOT / "tests/sdk/facts/interfaces.csv"):
        result.setdefault(fact["interface"], set())
    return result


def closure(name, bases, seen):
    for base in bases.get(name, ()):
        if base not in seen:
            seen.add(base)
            closure(base, bases, seen)
    return seen


def implementers(bases):
    """interface -> the names of it, of the interfaces derived from it, and of the classes that have one of them"""
    interfaces = {fact["interface"] for fact in read(ROOT / "tests/sdk/facts/interfaces.csv")}
    result = {interface: {interface} for interface in interfaces}
    for name in bases:
        for interface in closure(name, bases, set()) & interfaces:
            result[interface].add(name)
    return result


def rows(wanted):
    """(what, interface or None, method, test)"""
    result = []
    for row in read(ROOT / "docs/coverage.csv"):
        if row["state"] in ("done", "partly") and int(row["slot"]) > 2 and (not wanted or row["interface"] in wanted):
            result.append((f"{row['interface']}::{row['method']}", row["interface"], row["method"], test_of(row)))
    for row in read(ROOT / "docs/coverage_functions.csv"):
        if row["state"] in ("done", "partly") and (not wanted or row["function"] in wanted):
            result.append((row["function"], None, row["function"], test_of(row)))
    return result


def test_of(row):
    return re.match(r"\w+\.\w+", row["note"])[0]


def programs(build):
    """Suite.Name -> (command, environment, folder, filter) for each test of each program that ctest knows"""
    listed = subprocess.run(["ctest", "--show-only=json-v1"], cwd=build, check=True, capture_output=True, text=True)
    result = {}
    for test in json.loads(listed.stdout)["tests"]:
        properties = {p["name"]: p["value"] for p in test["properties"]}
        command = test.get("command", [])
        if len(command) != 1 or test["name"].startswith("checked.") or not os.access(command[0], os.X_OK):
            continue
        environment = os.environ | dict(v.split("=", 1) for v in properties.get("ENVIRONMENT", []))
        folder = properties.get("WORKING_DIRECTORY", build)
        names = subprocess.run([*command, "--gtest_list_tests"], capture_output=True, text=True, env=environment, cwd=folder)
        suite = ""
        for line in names.stdout.splitlines() if names.returncode == 0 else []:
            if not line.startswith(" "):
                suite = line.split()[0] if line.strip().endswith(".") or "#" in line else ""
            elif suite:
                name = line.split()[0]
                key = suite.rstrip(".").split("/")[-1] + "." + name.split("/")[0]
                result.setdefault(key, (command, environment, folder, suite + name))
    return result


def calls_of(program):
    """function -> how often it was called in the test; and whether the test passed"""
    command, environment, folder, name = program
    with tempfile.TemporaryDirectory() as work:
        run = subprocess.run(
            ["valgrind", "-q", "--tool=callgrind", "--trace-children=yes", f"--callgrind-out-file={work}/%p",
             "--compress-strings=no", "--compress-pos=no", *command, f"--gtest_filter={name}"],
            capture_output=True, env=environment | {"POSTROOM_HOME": f"{work}/home"}, cwd=folder, timeout=600)
        counts = {}
        for file in pathlib.Path(work).iterdir():
            if not file.is_file():
                continue
            text = file.read_text(encoding="utf-8", errors="replace")
            for function in RUN.findall(text):
                counts.setdefault(function, 0)
            for function, count in CALL.findall(text):
                counts[function] = counts.get(function, 0) + int(count)
    return counts, run.returncode == 0


def is_of_templates(program):
    """A test of the kit's templates stands for all objects that are made of them: any class will do."""
    return pathlib.Path(program[0][0]).name == "kit_test"


def reached(interface, method, counts, classes, templates):
    total = 0
    for function, count in counts.items():
        name = function.replace("(anonymous namespace)::", "").split("(", 1)[0]
        if interface is None:
            match = name == method
        elif templates:
            match = name.rpartition("::")[2] == method
        else:
            scope, separator, last = name.rpartition("::")
            match = bool(separator) and last == method and not classes[interface].isdisjoint(re.findall(r"\w+", scope))
        if match:
            total += max(count, 1)
    return total


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("build")
    parser.add_argument("names", nargs="*")
    parser.add_argument("-j", "--jobs", type=int, default=1)
    parser.add_argument("-v", "--verbose", action="store_true")
    arguments = parser.parse_args()
    classes = implementers(parents())
    wanted = rows(set(arguments.names))
    known = programs(arguments.build)
    tests = sorted({test for *_, test in wanted})
    counted = 0
    with concurrent.futures.ThreadPoolExecutor(arguments.jobs) as pool:
        running = {test: pool.submit(calls_of, known[test]) for test in tests if test in known}
        for test in tests:
            if test not in running:
                print(f"{test}: is in no program of this build")
                continue
            counts, passed = running[test].result()
            if not passed:
                print(f"{test}: fails under callgrind")
            for what, interface, method, _ in (row for row in wanted if row[3] == test):
                count = reached(interface, method, counts, classes, is_of_templates(known[test]))
                counted += count > 0
                if arguments.verbose or count == 0:
                    print(f"{what}: {test} gets there {count} times", flush=True)
    print(f"{len(wanted)} rows, {counted} reached by the test that they name, {len(tests)} tests")
    return 0 if counted == len(wanted) else 1


if __name__ == "__main__":
    sys.exit(main())
