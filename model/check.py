#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Checks the model of the shutdown protocol with spin: every configuration to its last state, that README.md says how many
there are, and that each error which can be built in is found. Exit 0 when that is so, 1 when not, 2 when spin is not there.

Example: model/check.py
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
COMPILE = ["cc", "-O1", "-w", "-DSAFETY", "-DCOLLAPSE", "-DVECTORSZ=1024", "-o", "pan", "pan.c"]
DEPTH, TABLE = "-m20000", "-w21"

# The configurations: "scene" in shutdown.pml, where each says what is in it.
SCENES = {
    1: "both sessions log off at once, one of them by two threads; its sink is being told something",
    2: "both sessions log off at once, and the store that both have open is released",
    3: "StoreLogoff and the last Release of a store of which a message is being sent",
    4: "a client's store provider hangs, also in a call that a client makes",
    5: "the transports' provider hangs, also with a message",
    6: "the spooler's store provider hangs; another releases its support object late, or never",
    7: "a store is still being opened, a provider is inside another one; the spooler's store keeps its support object",
    8: "a store and its logon are one object, in use, and its last Release races the Logoff",
    9: "a client's store provider hangs, also in the last Release of a store",
}

# seed -> (property, what is wrong, scene that finds it, what is found)
ENDS = "invalid end state"
SEEDS = {
    1: ("no call on an object after its release", "a call does not hold the object that it is made on", 8, "inside"),
    2: ("each step once", "the claim of J-50 is no compare-and-swap", 2, r"torn_down|logoff_called|release_called"),
    3: ("Shutdown after the last logon", "a logon that is half done is not waited for", 7, r"logon_state\[l\]"),
    4: ("unload last", "MAPIUninitialize does not wait for sessions", 1, r"provider_state\[p\]"),
    5: ("one effective StoreLogoffTransports", "the store is not marked: each call is the first", 2, "transports_released"),
    9: ("one effective StoreLogoffTransports", "the session's end does not take the transports off", 1, "transports_released"),
    6: ("Logoff terminates", "a deadline does not end a wait", 4, ENDS),
    8: ("Logoff terminates", "a call that overran is made again", 4, "turns"),
    7: ("no call on an object after its release", "the sink is released while it is being told", 1, "sink_gone"),
    10: ("no logoff while another provider is inside", "the session does not wait for a call that is inside", 7, "inside"),
}


def run(folder, scene, seed):
    """(error or None, states, megabytes) of one configuration."""
    here = pathlib.Path(folder) / f"{scene}.{seed}"
    here.mkdir()
    environment = dict(os.environ, MODEL_SCENE=str(scene), MODEL_SEED=str(seed))
    # Of an error that is built in, what it leads to first is not asked for: whoever is stuck because of it does not count.
    only_claims = [] if not seed or SEEDS[seed][3] == ENDS else ["-E"]
    done = subprocess.run([f"{folder}/pan", DEPTH, TABLE, "-n", *only_claims], cwd=here, env=environment, text=True, check=False,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=300)
    error = re.search(r"^pan:1: (.*) \(at depth", done.stdout, re.M)
    states = re.search(r"^\s*(\d+) states, stored", done.stdout, re.M)
    memory = re.search(r"^\s*([\d.]+)\s+total actual memory usage", done.stdout, re.M)
    if not states or (not error and ("Search not completed" in done.stdout or "errors: 0" not in done.stdout
                                     or "too small" in done.stdout)):
        raise RuntimeError(f"scene {scene}, seed {seed}: the search did not end:\n{done.stdout}")
    return error and error[1], int(states[1]), float(memory[1]) if memory else 0


def promised_states():
    """What README.md says of each configuration, and of all: {scene or None: states}. Nothing of another spin, which may
    count otherwise."""
    text = (HERE / "README.md").read_text(encoding="utf-8")
    version = subprocess.run(["spin", "-V"], check=True, stdout=subprocess.PIPE, text=True).stdout
    if f"spin {version.split()[2]};" not in " ".join(text.split()):
        return {}
    promised = {int(scene): states for scene, states in re.findall(r"^\| (\d+) \| .* \| ([\d,]+) \|$", text, re.M)}
    promised[None] = re.search(r"^([\d,]+) in all", text, re.M)[1]
    return promised


def main():
    argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter).parse_args()
    if shutil.which("spin") is None:
        print("check: there is no spin; Debian has it in the package spin", file=sys.stderr)
        return 2
    faults = 0
    with tempfile.TemporaryDirectory() as folder, concurrent.futures.ThreadPoolExecutor(2) as pool:
        subprocess.run(["spin", "-a", str(HERE / "shutdown.pml")], cwd=folder, check=True, stdout=subprocess.DEVNULL)
        subprocess.run(COMPILE, cwd=folder, check=True)
        seeds = {seed: pool.submit(run, folder, of[2], seed) for seed, of in SEEDS.items()}
        scenes = {scene: pool.submit(run, folder, scene, 0) for scene in SCENES}
        total, promised = 0, promised_states()
        for scene, running in scenes.items():
            error, states, megabytes = running.result()
            total += states
            faults += error is not None
            print(f"{scene}  {states:>9,} states  {megabytes:>5.0f} MB  {'FAULT: ' + error if error else 'all hold'}  {SCENES[scene]}")
            if promised and promised.get(scene) != f"{states:,}":
                faults += 1
                print(f"FAULT: README.md says {promised.get(scene)} states of configuration {scene}")
        print(f"   {total:>9,} states in all")
        if promised and promised[None] != f"{total:,}":
            faults += 1
            print(f"FAULT: README.md says {promised[None]} in all")
        for seed, running in seeds.items():
            of, wrong, scene, wanted = SEEDS[seed]
            error, states, _ = running.result()
            found = error is not None and re.search(wanted, error)
            faults += not found
            print(f"error {seed} in {scene}: {'found' if found else 'FAULT: not found'} after {states:,} states: {of}: {wrong}"
                  f" ({error})")
    print(f"{faults} faults")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
