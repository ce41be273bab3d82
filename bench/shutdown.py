# SPDX-License-Identifier: Apache-2.0
"""The shutdown bench: what bench_shutdown prints, beside its floors. measure.py calls measure()."""
import statistics

SIZES = (1_000, 10_000, 100_000, 1_000_000)
PAIRS = 30


def measure(build, work, environment, run, report):
    home = work / "shutdown"
    home.mkdir(mode=0o700)
    env = environment(build, home)
    run([build / "bin/postroom", "profile", "create", "bench", "--default"], env=env)
    program = build / "bench/bench_shutdown"
    objects(program, env, run, report)
    gate(program, env, run, report)
    session(program, env, run, report)
    for part in ("ledger", "trace", "checked"):
        without = dict(env, LD_LIBRARY_PATH=str(build / f"bench/without_{part}"))
        name = "checked mode, off" if part == "checked" else part
        overhead(program, name, env, without, run, "aim <= 3 %" if part != "checked" else "aim: nothing")
    overhead(program, "checked mode, on", dict(env, POSTROOM_CHECK="1"), env, run, "")


def objects(program, env, run, report):
    for count in SIZES:
        words = run([program, "objects", count], env=env).stdout.split()
        ended, released, floor = (float(word) for word in words[2:])
        report(f"logoff, {count:,} objects", "ns each", ended, floor, 3)
        report("  … their late Release", "ns each", released, floor, None)


def gate(program, env, run, report):
    times = {line.split()[1]: float(line.split()[2]) for line in run([program, "gate"], env=env).stdout.splitlines()}
    report("gate closed, 1,000,000", "ns", times["1000000"], times["1000"], 2)


def session(program, env, run, report):
    own, whole = (float(word) for word in run([program, "session", 200], env=env).stdout.split()[1:])
    report("logoff, three providers", "us", own, 1000.0, 1)
    print(f"  with what fsync took: {whole:.0f} us")


def overhead(program, part, with_it, without, run, aim):
    """Opening and releasing a message in the environment with the part and in the one without, in pairs that take turns."""
    ratios = []
    for pair in range(PAIRS):
        times = {}
        for name in ("with", "without") if pair % 2 else ("without", "with"):
            output = run([program, "message", 4000], env=without if name == "without" else with_it).stdout
            times[name] = float(output.split()[1])
        ratios.append(times["with"] / times["without"] - 1)
    mean = statistics.mean(ratios) * 100
    half = 2.045 * statistics.stdev(ratios) / PAIRS**0.5 * 100  # Student's t for 29 degrees of freedom
    bounds = f"{mean - half:.2f} … {mean + half:.2f}"
    print(f"{part + ', on a message':<30}{mean:>11.2f}% of {PAIRS} pairs, 95 % within {bounds}  {aim}", flush=True)
