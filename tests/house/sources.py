#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails on a source file without its licence line, with a name that says nothing, or with unfinished work.

usage: sources.py SOURCE_ROOT
"""
import pathlib
import re
import subprocess
import sys

SOURCE_SUFFIXES = {".h", ".hpp", ".c", ".cpp", ".py", ".sh", ".cmake", ".def"}
NAMES_THAT_SAY_NOTHING = re.compile(r"(^|_)(utils?|misc|common|helpers?|manager)$")
UNFINISHED = re.compile(r"\b(" + "TO" + r"DO|FIX" + r"ME|XX" + r"X)\b")
RAW_COUNTING = re.compile(r"(->|\.)(AddRef|Release)\(\)")
# Where references are counted by hand on purpose: the owner of a reference and the object that implements the count.
COUNTING_FILES = {"include/postroom/com_ptr.hpp", "include/postroom/object.hpp"}


def tracked(root):
    listing = subprocess.run(["git", "-C", str(root), "ls-files"], check=True, capture_output=True, text=True).stdout
    return [pathlib.Path(line) for line in listing.splitlines()]


def faults(root):
    for path in tracked(root):
        full = root / path
        if path.suffix not in SOURCE_SUFFIXES or not full.is_file():
            continue
        text = full.read_text(encoding="utf-8")
        if "SPDX-License-Identifier: Apache-2.0" not in "\n".join(text.splitlines()[:3]):
            yield f"{path}: no licence line"
        if NAMES_THAT_SAY_NOTHING.search(path.stem):
            yield f"{path}: a name that says nothing about what is inside"
        for number, line in enumerate(text.splitlines(), 1):
            if UNFINISHED.search(line):
                yield f"{path}:{number}: unfinished work"
            if (path.parts[0] in ("kit", "content", "providers", "tools", "runtime") or path.parts[:2] == ("include", "postroom")) \
                    and RAW_COUNTING.search(line) and str(path) not in COUNTING_FILES and "counted by hand:" not in line:
                yield f"{path}:{number}: a reference counted by hand (use com_ptr, or say why: `// counted by hand: …`)"


def main():
    root = pathlib.Path(sys.argv[1]).resolve()
    found = list(faults(root))
    for line in found:
        print(line)
    print(f"{len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
