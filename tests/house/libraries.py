#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Reads the built shared libraries (docs/architecture.md, "Shared libraries").

usage: libraries.py LIBPOSTROOM EXPORTS PROVIDER…

Fails on a unique symbol (it would pin a library in memory), on an export that the version script does not name, on a
thread-local variable, on a provider that needs libpostroom or exports more than its entry functions, and on a
libpostroom that could be unloaded.
"""
import fnmatch
import pathlib
import re
import subprocess
import sys

ENTRY_FUNCTIONS = {"MSProviderInit", "ABProviderInit", "XPProviderInit", "ServiceEntry"}


def read(*arguments):
    return subprocess.run(arguments, check=True, capture_output=True, text=True).stdout


def dynamic_symbols(path):
    """(type, binding, name) of each symbol that the library defines for others."""
    for line in read("readelf", "--dyn-syms", "--wide", str(path)).splitlines():
        fields = line.split()
        if len(fields) >= 8 and fields[0].rstrip(":").isdigit() and fields[6] != "UND":
            name = fields[7].split("@")[0]
            if fields[6] != "ABS" and name:
                yield fields[3], fields[4], name


def needed(path):
    return re.findall(r"\(NEEDED\).*\[(.+)\]", read("readelf", "--dynamic", "--wide", str(path)))


def named_in(script):
    text = re.sub(r"/\*.*?\*/|#[^\n]*", "", script.read_text(), flags=re.S)
    block = re.search(r"global:(.*?)local:", text, flags=re.S)
    return {word.strip() for word in block[1].split(";") if word.strip()}


def faults(path, allowed):
    sanitized = any("asan" in name or "tsan" in name for name in needed(path))
    for kind, binding, name in dynamic_symbols(path):
        if kind == "UNIQUE" or binding == "UNIQUE":
            yield f"{path.name}: {name} is a unique symbol"
        if kind == "TLS":
            yield f"{path.name}: {name} is thread-local"
        if not any(fnmatch.fnmatchcase(name, pattern) for pattern in allowed) and not (sanitized and name.startswith(("__asan", "__odr_asan", "__tsan", "__ubsan"))):
            yield f"{path.name}: exports {name}, which is not on its list"
    if not sanitized and re.search(r"\bTLS\b", read("readelf", "--segments", "--wide", str(path))):
        yield f"{path.name}: has thread-local storage"


def main():
    libpostroom, exports, *providers = map(pathlib.Path, sys.argv[1:])
    found = list(faults(libpostroom, named_in(exports)))
    if "NODELETE" not in read("readelf", "--dynamic", "--wide", str(libpostroom)):
        found.append(f"{libpostroom.name}: is not linked with -z nodelete")
    missing = {name for name in named_in(exports) if "*" not in name} - {name for _, _, name in dynamic_symbols(libpostroom)}
    found += [f"{libpostroom.name}: does not export {name}, which is on its list" for name in sorted(missing)]
    for provider in providers:
        found += faults(provider, ENTRY_FUNCTIONS)
        found += [f"{provider.name}: needs {name}" for name in needed(provider) if name.startswith("libpostroom")]
    for line in found:
        print(line)
    print(f"{1 + len(providers)} libraries read, {len(found)} faults")
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
