#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Runs one fuzzer from its seeds, the same way every time.

usage: run.py FUZZER SEEDS… --runs N

First every seed is read as it is, then N inputs made from them with a fixed seed of the random numbers. What the fuzzer
learns is thrown away, or the next run would be another; an input that fails is kept beside the fuzzer, to be
committed as a seed when it is mended.
"""
import pathlib
import subprocess
import sys
import tempfile


def main():
    fuzzer, *seeds, _, runs = sys.argv[1:]
    seeds = [folder for folder in seeds if pathlib.Path(folder).is_dir()]
    if not any(any(pathlib.Path(folder).iterdir()) for folder in seeds):
        print("run.py: no seeds", file=sys.stderr)
        return 2
    failures = pathlib.Path(fuzzer).parent / "failures"
    failures.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory() as learnt:
        command = [fuzzer, f"-artifact_prefix={failures}/{pathlib.Path(fuzzer).name}-", "-seed=1", f"-runs={runs}",
                   "-max_len=65536", "-timeout=20", "-rss_limit_mb=2048", "-verbosity=0", "-print_final_stats=1", learnt,
                   *seeds]
        return 1 if subprocess.run(command).returncode != 0 else 0


if __name__ == "__main__":
    sys.exit(main())
