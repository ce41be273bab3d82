#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compiles each header alone, in each language and with and without UNICODE; and idioms.c and each visible_HEADER.c.

    headers_test.py CC CXX INCLUDE_FOLDER GENERATED_FOLDER
"""

import concurrent.futures
import os
import pathlib
import subprocess
import sys

WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wshadow", "-Werror", "-fsyntax-only"]


def main():
    cc, cxx, include, generated = sys.argv[1:5]
    include, generated = pathlib.Path(include), pathlib.Path(generated)
    search = [f"-I{include}", f"-I{include / 'compat'}"]
    languages = [(cc, "c", "c11"), (cxx, "c++", "c++17"), (cxx, "c++", "c++20")]
    headers = sorted(include.glob("*.h")) + sorted((include / "compat").glob("*.h"))
    jobs = []
    for header in headers:
        for compiler, language, standard in languages:
            for define in ([], ["-DUNICODE", "-D_UNICODE"], ["-DCOBJMACROS", "-DINITGUID", "-DINITOID"]):
                # MAPI's headers find those of compat by themselves.
                folders = search if header.parent.name == "compat" or define else search[:1]
                command = [compiler, f"-std={standard}", "-x", language, *WARNINGS, *define, *folders, "-"]
                jobs.append((f"{header.name} as {standard} {' '.join(define)}", command,
                             f"#include <{header.name}>\n#include <{header.name}>\ntypedef int not_empty;\n"))
    idioms = str(pathlib.Path(__file__).parent / "idioms.c")
    for compiler, language, standard in languages:
        for define in ([], ["-DUNICODE", "-D_UNICODE"]):
            command = [compiler, f"-std={standard}", "-x", language, *WARNINGS, *define, *search, idioms]
            jobs.append((f"idioms.c as {standard} {' '.join(define)}", command, ""))
    for source in sorted(generated.glob("visible_*.c")):
        jobs.append((source.name, [cc, "-std=c11", "-x", "c", *WARNINGS, *search, str(source)], ""))

    def run(job):
        name, command, text = job
        return name, subprocess.run(command, input=text, capture_output=True, text=True, check=False)

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
        for name, result in pool.map(run, jobs):
            if result.returncode != 0:
                failed += 1
                print(f"{name}:\n{result.stderr}")
    print(f"{len(headers)} headers, {len(jobs)} compilations, {failed} failed")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
