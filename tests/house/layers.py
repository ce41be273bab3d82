#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Fails when an include runs upward or sideways (docs/architecture.md, "The house").

usage: layers.py SOURCE_ROOT

Every file of the project belongs to a layer by its folder; a layer may include itself and the layers listed for it.
Folders of runtime/ are one layer; each provider is a layer of its own.
"""
import pathlib
import re
import sys

# layer -> what it may include beside itself
MAY_INCLUDE = {
    "sdk": set(),
    "kit-headers": {"sdk"},
    "kit": {"sdk", "kit-headers"},
    "content": {"sdk", "kit-headers", "kit"},
    "runtime": {"sdk", "kit-headers", "kit", "content"},
    "provider": {"sdk", "kit-headers", "kit", "content"},
    "tool": {"sdk", "kit-headers", "kit"},
}
LAYER_FOLDERS = ("include", "kit", "content", "runtime", "providers", "tools")
SOURCE_SUFFIXES = {".h", ".hpp", ".c", ".cpp", ".def", ".inc"}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"])([^>"]+)[>"]')


def layer_of(path):
    """The layer of a path relative to the root, or None for what has no layer (tests, benches)."""
    parts = path.parts
    if parts[0] == "include":
        return "sdk" if parts[1] == "mapi" else "kit-headers"
    if parts[0] == "providers":
        return "provider:" + parts[1]
    if parts[0] == "tools":
        return "tool"
    if parts[0] in ("kit", "content", "runtime"):
        return parts[0]
    return None


def resolve(root, source, quote, name):
    """The project's file that an include names, relative to the root, or None when it is not ours."""
    candidates = [root / name, root / "include" / name, root / "include/mapi" / name, root / "include/mapi/compat" / name]
    if quote == '"':
        candidates.insert(0, source.parent / name)
    for candidate in candidates:
        candidate = candidate.resolve()
        if candidate.is_file() and candidate.is_relative_to(root):
            return candidate.relative_to(root)
    return None


def sources(root):
    """The files of the layers, and of no other folder: tests make and remove their homes in build/ meanwhile."""
    for top in LAYER_FOLDERS:
        yield from sorted(file for file in (root / top).rglob("*") if file.suffix in SOURCE_SUFFIXES)


def violations(root):
    for source in sources(root):
        relative = source.relative_to(root)
        own = layer_of(relative)
        if own is None:
            continue
        allowed = MAY_INCLUDE[own.split(":")[0]]
        for number, line in enumerate(source.read_text(encoding="utf-8").splitlines(), 1):
            match = INCLUDE.match(line)
            if not match:
                continue
            target = resolve(root, source, match[1], match[2])
            if target is None:
                if re.match(r"(kit|content|runtime|providers|tools|postroom)/", match[2]):
                    yield f"{relative}:{number}: includes {match[2]}, which does not exist"
                continue
            layer = layer_of(target)
            if layer != own and layer not in allowed:
                yield f"{relative}:{number}: {own} includes {target} of {layer or 'no layer'}"


def self_test():
    """The rule can fail: an upward and a sideways include are both found."""
    import tempfile

    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder).resolve()
        for name, text in {
            "runtime/session/session.hpp": "",
            "providers/store/row.hpp": "",
            "kit/up.cpp": '#include "runtime/session/session.hpp"\n',
            "providers/book/sideways.cpp": '#include "providers/store/row.hpp"\n',
        }.items():
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text)
        found = list(violations(root))
        assert len(found) == 2, found


def main():
    self_test()
    root = pathlib.Path(sys.argv[1]).resolve()
    found = list(violations(root))
    for line in found:
        print(line)
    print(f"{len(found)} includes run the wrong way")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
