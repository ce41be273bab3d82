# SPDX-License-Identifier: Apache-2.0
"""Runs built benches beside their floors: measure.py BUILD-FOLDER [NAME]... (bench/run, which calls it, says the names)."""
import json
import os
import shutil
import signal
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import picture as picture_bench
import shutdown as shutdown_bench

ROOT = Path(__file__).resolve().parent.parent
CORPUS = ROOT.parent / "shared/corpus/eml/spam-assassin"
ROUNDS = 3  # subject and floor take turns; the medians count
SIGNALS = 9
RTF_AIMS = {"decompress": 1230, "compress": 100}  # MB/s on the reference machine: docs/performance.md
results = []


def report(name, unit, measured, floor, aim):
    """One line of the table; `aim` is the ratio wanted, or None."""
    ratio = measured / floor
    results.append({"name": name, "unit": unit, "measured": measured, "floor": floor, "ratio": ratio, "aim": aim})
    wanted = f"<= {aim:g}" if aim is not None else ""
    print(f"{name:<26}{measured:>12.2f}{floor:>12.2f} {unit:<10}{ratio:>8.2f}  {wanted}", flush=True)


def environment(build, home):
    return dict(os.environ, POSTROOM_HOME=str(home), POSTROOM_PROVIDER_PATH=str(build / "lib/postroom"),
                POSTROOM_INF_PATH=str(ROOT / "runtime/profile/mapisvc.d"))


def run(command, **options):
    return subprocess.run([str(word) for word in command], check=True, stdout=subprocess.PIPE, text=True, **options)


def timed(command, **options):
    start = time.perf_counter()
    run(command, **options)
    return time.perf_counter() - start


def gate(build, _):
    output = run([build / "bench/bench_gate", "--benchmark_format=json"], stderr=subprocess.DEVNULL).stdout
    times = {each["name"]: each["real_time"] for each in json.loads(output)["benchmarks"]}
    for threads in (1, 8):
        report(f"gate, {threads} thread{'s'[:threads > 1]}", "ns", times[f"enter_and_leave/threads:{threads}"],
               times[f"shared_counter/threads:{threads}"], None)


def session(build, work):
    home = work / "session"
    home.mkdir(mode=0o700)
    with_home = environment(build, home)
    run([build / "bin/postroom", "profile", "create", "bench", "--default"], env=with_home)
    for line in run([build / "bench/bench_session_cycle", build / "lib/postroom"], env=with_home).stdout.splitlines():
        name, measured, floor = line.split()
        report(name.replace("_", " "), "us", float(measured), float(floor), 2)


def end_by_signal(command, ready, **options):
    """Milliseconds from SIGTERM to the end of a process that has gone idle."""
    with subprocess.Popen([str(word) for word in command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True,
                          **options) as process:
        if ready:
            process.stdout.readline()
        time.sleep(0.3)
        start = time.perf_counter()
        process.send_signal(signal.SIGTERM)
        process.wait()
        return 1e3 * (time.perf_counter() - start)


def by_signal(build, work):
    """An idle `postroom spool`, beside a process that has nothing to end."""
    home = work / "signal"
    home.mkdir(mode=0o700)
    with_home = environment(build, home)
    run([build / "bin/postroom", "profile", "create", "bench", "--default"], env=with_home)
    measured, floor = [], []
    for _ in range(SIGNALS):
        measured.append(end_by_signal([build / "bin/postroom", "spool"], True, env=with_home))
        floor.append(end_by_signal(["sleep", "60"], False))
    report("SIGTERM to exit, idle", "ms", statistics.median(measured), statistics.median(floor), None)
    print(f"  aimed at: at most 50 ms; the longest of {SIGNALS} took {max(measured):.1f} ms")


def messages(work):
    if CORPUS.is_dir():
        return sorted(path for path in CORPUS.rglob("*") if path.is_file())
    print("import: the corpus is not here; the samples, repeated and each made different, instead")
    folder = work / "corpus"
    folder.mkdir()
    made = []
    for sample in sorted((ROOT / "samples").glob("*.eml")):
        for number in range(100):
            made.append(folder / f"{sample.stem}-{number}.eml")
            made[-1].write_bytes(b"X-Number: %d\n" % number + sample.read_bytes())
    return made


def maildir_of(files, folder):
    for name in ("cur", "new", "tmp"):
        (folder / name).mkdir(parents=True)
    for number, file in enumerate(files):
        shutil.copyfile(file, folder / "cur" / f"{number}.bench:2,S")
    return folder


def mail_import(build, work):
    files = messages(work)
    maildir = maildir_of(files, work / "mail")
    copies = sorted((maildir / "cur").iterdir())
    measured, floor = [], []
    for number in range(ROUNDS):
        home = work / f"import-{number}"
        home.mkdir(mode=0o700)
        with_home = environment(build, home)
        run([build / "bin/postroom", "profile", "create", "bench", "--default"], env=with_home)
        floor.append(timed([build / "bench/bench_import_floor", work / f"floor-{number}.sqlite", *copies]))
        # Exit 1 says that some mail was refused, which a corpus of spam has: the time is still that of all of it.
        start = time.perf_counter()
        done = subprocess.run([build / "bin/postroom", "import", maildir], env=with_home, stdout=subprocess.DEVNULL,
                              stderr=subprocess.DEVNULL, check=False)
        measured.append(time.perf_counter() - start)
        if done.returncode not in (0, 1):
            sys.exit(f"bench: postroom import ended with {done.returncode}")
    each = 1e6 / len(files)
    least = statistics.median(floor) * each
    took = statistics.median(measured) * each
    report("import, a message", "us", took, least, 4)
    print(f"  that is {1e6 / took:.0f} messages a second, of {len(files)}")
    beside(work, maildir, each, least)


def beside(work, maildir, each, least):
    """Other programs' indexing of the same Maildir, when they are installed."""
    if shutil.which("mu"):
        home = work / "mu"
        run(["mu", "init", f"--muhome={home}", f"--maildir={maildir}"], stderr=subprocess.DEVNULL)
        report("  mu index", "us", timed(["mu", "index", f"--muhome={home}", "--quiet"]) * each, least, None)
    else:
        print("  mu index: not installed (apt-get install maildir-utils)")
    if shutil.which("notmuch"):
        config = work / "notmuch.config"
        config.write_text(f"[database]\npath={maildir}\n[new]\ntags=\n")
        with_config = dict(os.environ, NOTMUCH_CONFIG=str(config))
        took = timed(["notmuch", "new", "--quiet"], env=with_config, stderr=subprocess.DEVNULL)
        report("  notmuch new", "us", took * each, least, None)
    else:
        print("  notmuch new: not installed (apt-get install notmuch)")


def shutdown(build, work):
    shutdown_bench.measure(build, work, environment, run, report)


def picture(build, work):
    picture_bench.measure(ROOT, build, work, run, report)


def rtf(build, _):
    """Compressed RTF; a row is the time for a megabyte, beside memcpy's."""
    corpus = ROOT.parent / "shared/corpus/rtf/rtf-to-html"
    sources = {"generated": []}
    if corpus.is_dir():
        sources["corpus"] = sorted(corpus.rglob("*.rtf"))
    for source, files in sources.items():
        lines = dict(line.split(" ", 1) for line in run([build / "bench/bench_rtf", *files]).stdout.splitlines())
        for name in ("decompress", "compress"):
            measured, floor = (float(word) for word in lines[name].split())
            report(f"{name} RTF, {source}", "us/MB", 1e6 / measured, 1e6 / floor, None)
            print(f"  that is {measured:.0f} MB/s, aimed at: at least {RTF_AIMS[name]}; memcpy: {floor:.0f} MB/s, "
                  f"{floor / measured:.1f} times as much")
        print(f"  compressed to {lines['size']} % of its size")
        if "hostile" in lines:
            hostile, usual = (float(word) for word in lines["hostile"].split())
            report("compress hostile : generated", "us/MB", 1e6 / hostile, 1e6 / usual, 2)


def memory(build, work):
    """Blocks of MAPI memory beside malloc's of the same sizes."""
    home = work / "memory"
    home.mkdir(mode=0o700)
    for line in run([build / "bench/bench_memory"], env=environment(build, home)).stdout.splitlines():
        how, measured, floor = line.split()
        name = "freed elsewhere" if how == "far" else f"{how} thread{'s'[:how != '1']}"
        report(f"1 + 8, {name}", "ns", float(measured), float(floor), None if how == "far" else 1)


def tables(build, work):
    """A table of a million rows; the floor is a vector of structs with the same data."""
    home = work / "tables"
    home.mkdir(mode=0o700)
    names = {"memory": ("table, memory of a row", "bytes", 1.5), "load": ("table, load : copying structs", "ms", 2),
             "load_with_index": ("table, load : with an index", "ms", 2),
             "load_of_bags": ("table, load of bags : with an index", "ms", None),
             "read_categories": ("table, a category a row : few", "ms", None),
             "sort_by_text": ("table, sort by text", "ms", 2), "sort_by_time": ("table, sort by time", "ms", 2),
             "restrict": ("table, restrict", "ms", 2), "read_by_50": ("table, read by 50 rows", "ms", 2),
             "read_at_once": ("table, read at once", "ms", 2),
             "query_all_rows": ("HrQueryAllRows : QueryRows", "ms", 1.5)}
    changes = {}
    for line in run([build / "bench/bench_memory_table"], env=environment(build, home)).stdout.splitlines():
        key, first, second = line.split()
        if key in names:
            name, unit, aim = names[key]
            report(name, unit, float(first), float(second), aim)
        else:
            changes[key] = float(first), float(second)
    for key, (added, removed) in changes.items():
        print(f"  {key.replace('_', ' ')}: {added:.1f} us to add a row, {removed:.1f} us to remove one")
    print("  aimed at: at most 20 us under one view of a million rows")
    fewer, more = changes["change_ten_thousand_100"][0], changes["change_hundred_thousand_100"][0]
    report("table, 100 views : 10", "us", more, changes["change_hundred_thousand_10"][0], 10)
    report("table, rows x 10, 100 views", "us", more, fewer, None)


def main():
    build = Path(sys.argv[1]).resolve()
    known = {"gate": gate, "session": session, "import": mail_import, "signal": by_signal, "shutdown": shutdown,
             "picture": picture, "rtf": rtf, "memory": memory, "tables": tables}
    print(f"{'':<26}{'measured':>12}{'floor':>12} {'':<10}{'ratio':>8}  aim")
    with tempfile.TemporaryDirectory(prefix="bench-", dir=build) as work:
        for name in sys.argv[2:] or known:
            known[name](build, Path(work))
    (build / "results.json").write_text(json.dumps(results, indent=2) + "\n")


main()
