#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Takes one step at a time out of the shutdown, and looks whether a test notices.

Each mutant of mutants.toml is the project's source with one step of the conductor, of the runtime's teardown or of a
provider base deleted or changed. A mutant is killed when a test of its part fails; every scenario's trace goes through
the contract checker, so a breach that no assertion looks at kills too. Survivors have to be explained in the list.

  mutants.py --check               does every mutant still apply, exactly once? Builds nothing.
  mutants.py                       builds and tests them all, in a copy of the source under --folder
  mutants.py --only 'conductor'    those whose file or meaning has this in it (a regular expression)

Exit 0 when each was killed or is explained, 1 when not, 2 when the list or the build is at fault.
Example: tests/mutants/mutants.py --only logon_core --folder build/mutants
"""
import argparse
import filecmp
import os
import re
import shutil
import signal
import subprocess
import sys
import time
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
LIST = Path(__file__).with_name("mutants.toml")
NOT_SOURCE = shutil.ignore_patterns("build", ".git", "node_modules", "__pycache__", "*.log")


ENVIRONMENT = dict(os.environ, GTEST_FAIL_FAST="1")  # one failure is enough
LONGEST_SECONDS = 240  # of a test, of which the longest takes a minute
DOES_NOT_COMPILE = object()


def stop(text):
    sys.exit(print(f"mutants: {text}", file=sys.stderr) or 2)


def faults_of(mutants):
    """What is wrong with the list, a line each."""
    for mutant in mutants:
        path = ROOT / mutant["file"]
        found = path.read_text().count(mutant["without"]) if path.is_file() else 0
        if found != 1:
            yield f"{mutant['file']}: {found} places have the text of \"{mutant['means']}\"; it has to be one"


def mutated(text, mutant):
    """The text of the mutant's file with the mutant in it, and its line."""
    at = text.index(mutant["without"])
    return text.replace(mutant["without"], mutant.get("instead", "")), text.count("\n", 0, at) + 1


def copy_if_changed(source, target):
    """What an interrupted run has left changed gets a new time, too, so that it is built again."""
    if not os.path.exists(target) or not filecmp.cmp(source, target, shallow=False):
        shutil.copy(source, target)


class Bench:
    """A copy of the source that mutants are built and tested in."""

    def __init__(self, folder):
        self.source = folder / "source"
        self.build = self.source / "build" / "release"
        shutil.copytree(ROOT, self.source, ignore=NOT_SOURCE, copy_function=copy_if_changed,
                        dirs_exist_ok=True)
        shared = ROOT.parent / "shared"
        if shared.exists() and not (folder / "shared").exists():
            (folder / "shared").symlink_to(shared)
        # A mutant changes one source, which is compiled alone.
        self.run(["cmake", "--preset", "release", "-DBUILD_TESTING=ON", "-DPOSTROOM_UNIT_TESTS=ON", "-DPOSTROOM_UNITY=OFF"],
                 must=True)

    def run(self, command, must=False):
        done = subprocess.run(command, cwd=self.source, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                              env=ENVIRONMENT)
        if must and done.returncode != 0:
            stop(f"{' '.join(command)} failed:\n{done.stdout[-4000:]}")
        return done

    def make(self, tests, must=False):
        jobs = str(os.cpu_count())
        return self.run(["cmake", "--build", "--preset", "release", "-j", jobs, "--target", *tests], must)

    def fails(self, test):
        """Also when it takes too long: a step that is missing may be one that somebody waits for."""
        command = ["ctest", "--preset", "release", "-R", f"^{test}$", "--no-tests=error"]
        running = subprocess.Popen(command, cwd=self.source, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                                   env=ENVIRONMENT, start_new_session=True)
        try:
            return running.wait(LONGEST_SECONDS) != 0
        except subprocess.TimeoutExpired:
            os.killpg(running.pid, signal.SIGKILL)  # the test, too
            running.wait()
            return True

    def killer_of(self, mutant, tests):
        path = self.source / mutant["file"]
        whole = path.read_text()
        try:
            path.write_text(mutated(whole, mutant)[0])
            for test in tests:  # each is linked only when those before it have noticed nothing
                built = self.make([test])
                if built.returncode != 0:
                    print(built.stdout[-4000:], flush=True)
                    return DOES_NOT_COMPILE
                if self.fails(test):
                    return test
            return None
        finally:
            path.write_text(whole)


def tests_of(mutant, suites):
    return next(suite["tests"] for suite in suites if mutant["file"].startswith(suite["files"]))


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--check", action="store_true", help="only see whether every mutant applies")
    parser.add_argument("--only", default="", help="a regular expression over file and meaning")
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "mutants", help="where to build")
    options = parser.parse_args()

    listed = tomllib.loads(LIST.read_text())
    faults = list(faults_of(listed["mutant"]))
    if faults:
        stop("\n".join(faults))
    chosen = [m for m in listed["mutant"] if re.search(options.only, f"{m['file']} {m['means']}")]
    print(f"{len(listed['mutant'])} mutants apply" + (f", {len(chosen)} chosen" if options.only else ""), flush=True)
    if options.check or not chosen:
        return 0 if chosen else stop(f"no mutant matches '{options.only}'")

    bench = Bench(options.folder.resolve())
    needed = sorted({test for mutant in chosen for test in tests_of(mutant, listed["suite"])})
    bench.make(needed, must=True)
    for test in needed:
        if bench.fails(test):
            stop(f"{test} fails without any mutant")

    began, killed, survive, wrong = time.monotonic(), 0, 0, []
    for number, mutant in enumerate(chosen, 1):
        killer = bench.killer_of(mutant, tests_of(mutant, listed["suite"]))
        explained = mutant.get("survives", "")
        killed += killer not in (None, DOES_NOT_COMPILE)
        survive += killer is None
        if killer is DOES_NOT_COMPILE:
            verdict = "DOES NOT COMPILE"
        elif killer:
            verdict = f"killed by {killer}" + (", though the list explains why it would survive" if explained else "")
        else:
            verdict = f"survives: {explained}" if explained else "SURVIVES"
        if killer is DOES_NOT_COMPILE or (killer is None) != bool(explained):
            wrong.append(mutant)
        line = mutated((bench.source / mutant["file"]).read_text(), mutant)[1]
        print(f"{number:3} {mutant['file']}:{line}: {mutant['means']}: {verdict}", flush=True)
    print(f"{killed} of {len(chosen)} mutants killed, {survive} survive, {len(chosen) - killed - survive} do not compile, "
          f"{len(wrong)} of all not as the list says; {time.monotonic() - began:.0f} s")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
