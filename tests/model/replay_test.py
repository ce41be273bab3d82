#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Recorded runs are runs of the model of the shutdown protocol, and runs that somebody tampered with are not.

usage: replay_test.py BUILD SOURCE
"""
import concurrent.futures
import os
import pathlib
import random
import re
import subprocess
import sys
import tempfile

BUILD, SOURCE = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
sys.path.insert(0, str(SOURCE / "model"))
import replay  # noqa: E402: found by the line above

SEED = int(os.environ.get("POSTROOM_MODEL_SEED", random.randrange(1 << 30)))
POSTROOM = str(BUILD / "bin/postroom")

# Programs whose shutdowns are recorded: the built-in providers, the example on the bare SPI, one that hangs, races.
RUNS = {
    "tour": [POSTROOM, "tour", str(SOURCE / "samples")],
    "hammer": [str(BUILD / "tests/hammer_test")],
    "example": [str(BUILD / "tests/session_shutdown_test")],
    # Without the store that breaks a rule of its own.
    "mail": [str(BUILD / "tests/session_store_with_mail_test"), "--gtest_filter=-*IsLeftAloneByTheSpooler*"],
    # Without what the model has no steps for: somebody else than a logoff gives a logon or a provider up, a sink holds up
    # who logs off, a provider ends its client's thread, or a session is undone that could not begin.
    "hanging": [str(BUILD / "tests/session_hanging_test"),
                "--gtest_filter=-*GivenUp*:*GivenItUp*:*ASink*:*MayEndTheThread*:SessionThatCannotBegin.*"],
}

faults = 0


def fault(text):
    global faults
    faults += 1
    print("FAULT: " + text)


def record(name, command, work):
    """The trace of a run, as a file of JSON lines."""
    home = work / name
    home.mkdir()
    environment = dict(os.environ, LC_ALL="C.UTF-8", POSTROOM_HOME=str(home), POSTROOM_TRACE=str(work / f"{name}.trace"),
                       POSTROOM_PROVIDER_PATH=f"{BUILD}/lib/postroom:{BUILD}/lib/postroom-test",
                       POSTROOM_INF_PATH=str(SOURCE / "runtime/profile/mapisvc.d"), POSTROOM_TEST_BUILD=str(BUILD),
                       POSTROOM_TEST_SOURCE=str(SOURCE), POSTROOM_HAMMER_ROUNDS="2", POSTROOM_HAMMER_SEED=str(SEED))
    done = subprocess.run(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False,
                          timeout=200)
    if done.returncode != 0:
        fault(f"{name}: the run itself failed:\n{done.stdout[-2000:]}")
    lines = subprocess.run([POSTROOM, "--json", "trace", "show", "--events", str(work / f"{name}.trace")],
                           stdout=subprocess.PIPE, text=True, check=True).stdout
    path = work / f"{name}.json"
    path.write_text(lines, encoding="utf-8")
    return path


def accepts(model, name, path):
    pieces, steps, complaints, reasons = replay.judge(model, replay.read(path))
    for complaint in complaints:
        fault(f"{name}: the model does not take {complaint}")
    for reason in reasons:
        fault(f"{name}: a piece is not judged: {reason}")
    if steps < 100:
        fault(f"{name}: only {steps} steps were recorded")
    print(f"{name}: {pieces} pieces, {steps} steps, {len(complaints)} refused, {len(reasons)} not judged")


# What happens once to a thing, and without which the next does not: what the tampering takes, doubles and moves. (That a
# support object is gone is nobody's to wait for in the model, and not among it.)
ONCE = {
    "session_logoff_begin", "session_logging_off", "session_dead", "logon_logging_on", "logon_logged_on", "logon_logging_off",
    "logoff_begin", "logoff_end", "logon_logged_off", "logon_release_begin", "logon_release_end", "logon_released",
    "store_transports_released", "provider_made", "provider_initialised", "shutdown_begin", "shutdown_end",
    "provider_shut_down", "provider_release_begin", "provider_release_end", "provider_released", "library_unloaded",
    "spooler_quiesced", "spooler_stopped",
}


def tampered(steps, chance):
    """(what, steps): a step taken away, one taken twice, or one that changes places with a later one of the same thing."""
    places = [place for place, (name, _) in enumerate(steps) if name in ONCE]
    place = chance.choice(places[:-1])
    name = steps[place][0]
    kind = chance.choice(("without", "twice", "late"))
    if kind == "without":
        return f"without {name}", steps[:place] + steps[place + 1:]
    if kind == "twice":
        return f"{name} twice", steps[:place + 1] + steps[place:]
    of = SORT[name]
    later = next((other for other in range(place + 1, len(steps))
                  if steps[other][1] == steps[place][1] and steps[other][0] in ONCE and SORT[steps[other][0]] == of), None)
    if later is None:
        return f"without {name}", steps[:place] + steps[place + 1:]
    swapped = list(steps)
    swapped[place], swapped[later] = steps[later], steps[place]
    return f"{name} and {steps[later][0]} the other way round", swapped


SORT = {name: replay.STEPS[name] // 10 if replay.STEPS[name] < 10 or replay.STEPS[name] >= 50 else 1 for name in ONCE}


def refuses(model, name, path, rounds):
    """Each tampered run is refused; which steps are touched is random, and the seed is printed."""
    chance = random.Random(SEED)
    pieces = [piece for piece, _ in replay.pieces_of(replay.Trace(replay.read(path))) if piece]
    piece = max(pieces, key=lambda one: len(one.steps))
    for _ in range(rounds):
        honest = piece.steps
        what, piece.steps = tampered(honest, chance)
        if model.refuses(piece) is None:
            fault(f"{name}, seed {SEED}: the model takes a run {what}")
        piece.steps = honest
    print(f"{name}: {rounds} tampered runs, seed {SEED}")


def knows_every_event():
    """A trace with an event that nobody has thought of would not be judged at all."""
    listed = (SOURCE / "include/postroom/trace_events.def").read_text(encoding="utf-8")
    for name in re.findall(r"^POSTROOM_TRACE_EVENT\((\w+), lifecycle,", listed, re.M):
        try:
            replay.step_of({"event": name, "method": "", "detail": ""})
        except replay.NotJudged as why:
            fault(str(why))


def main():
    knows_every_event()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        model = replay.Model(folder)
        with concurrent.futures.ThreadPoolExecutor(2) as pool:
            recorded = dict(zip(RUNS, pool.map(lambda name: record(name, RUNS[name], work), RUNS)))
        for name, path in recorded.items():
            accepts(model, name, path)
        refuses(model, "tour", recorded["tour"], int(os.environ.get("POSTROOM_MODEL_ROUNDS", "60")))
    print(f"{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
