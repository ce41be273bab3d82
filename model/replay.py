#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Says whether recorded runs are runs of the model of the shutdown protocol.

A trace is cut where no session lives; each piece becomes the steps of steps.h, and the verifier that spin makes of
shutdown.pml with REPLAY looks for a run of the model that takes exactly those. Answers 0 when every piece is one, 1 when
the model refuses a step, 2 when a file cannot be read or spin is not there, and 3 when nothing is refused but something
cannot be judged.

Example: postroom --json trace show --events FILE >run.json && model/replay.py run.json
"""
import argparse
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile

HERE = pathlib.Path(__file__).resolve().parent
NONE = 255
CRITICAL_ERROR = 0x10000000  # NOTIFY_CRITICAL_ERROR
KINDS = {"IAB": 0, "IMS": 1, "IXP": 2}
LIMITS = {"sessions": 10, "logons": 30, "providers": 24, "libraries": 32}  # as in shutdown.pml
LOADED, KEPT, UNLOADED = 1, 2, 3

# What a trace says besides, and the model does not.
BESIDE = {
    "mapi_initialize", "leak", "subscribe", "unsubscribe", "sink_released", "spooler_started", "spooler_notify",
    "message_claimed", "message_finished", "message_deferred", "message_delivered", "message_offered", "message_answered",
    "note", "support_refused", "support_called_late", "uninitialize_ignored", "call_threw", "object_entered", "object_left",
    "notify", "on_notify", "memory_misused", "memory_leaked", "object_breach", "address_types_compared", "message_kept",
    "message_called_late",
}
OF_LOGONS = {
    "logon_answered", "one_identity", "uid_added", "uid_removed", "row_added", "row_removed", "support_released",
    "support_outlived", "store_transports_released",
}
OF_SESSIONS = {"session_logon", "session_logoff_begin", "session_logoff_end"}
LOGON_METHODS = {"IABProvider::Logon", "IMSProvider::Logon", "IMSProvider::SpoolerLogon", "IXPProvider::TransportLogon"}
CALLS_OF_LOGONS = {
    "IABLogon::Logoff": "logoff", "IMSLogon::Logoff": "logoff", "IXPLogon::TransportLogoff": "logoff",
    "IABLogon::Release": "logon_release", "IMSLogon::Release": "logon_release", "IXPLogon::Release": "logon_release",
    "IMsgStore::StoreLogoff": "store_logoff", "IMsgStore::Release": "store_release",
}


class NotJudged(Exception):
    """The trace, or this piece of it, is not one that the model can be asked about."""


def step_numbers():
    text = (HERE / "steps.h").read_text(encoding="utf-8")
    return {name: int(number) for name, number in re.findall(r"^#define (\w+) (\d+)$", text, re.M)}


LINKER = ("dlopen", "dlclose")
STEPS = step_numbers()


def call_step(event):
    """What a call is for, by its method and whom it is made on."""
    method = event.get("method", "")
    if not event.get("provider"):
        return "entry" if method.endswith("ProviderInit") else None  # a service's entry function makes no provider
    if event.get("logon"):
        return "logon" if method in LOGON_METHODS else CALLS_OF_LOGONS.get(method, "use")
    if method.endswith("Provider::Shutdown"):
        return "shutdown"
    return "provider_release" if method.endswith("Provider::Release") else "provider_use"


def entity(event):
    """(sort, number) of whom the event is about; the spooler's events are given their session by Trace."""
    name = event["event"]
    if name in OF_SESSIONS or (name == "state_changed" and event["method"] == "session"):
        return "session", event["session"]
    if name.startswith("library_"):
        return "library", event["object"]
    if name in ("call_begin", "call_end", "call_abandoned") and not event.get("provider"):
        return "library", event.get("name", "")
    if event.get("logon") and name != "provider_made":
        return "logon", event["logon"]
    if event.get("provider"):
        return "provider", event["provider"]
    return "process", 0


def step_of(event):
    """The name of the step, or None for an event that the model knows nothing of."""
    name = event["event"]
    if name in BESIDE or (name == "session_logon" and not event.get("session")):  # it failed
        return None
    if name in ("call_begin", "call_end"):
        step = call_step(event)
        return step and step + name[4:]
    if name == "state_changed":
        return (event["method"] + "_" + event["detail"]).replace("-", "_")
    if name == "support_teardown":
        return name + "_" + event["detail"]
    if name == "store_logoff_transports":
        if event.get("detail"):
            return name + "_by_session"
        return name + ("_complete" if int(event.get("answer", "0"), 0) & 0x10000 else "_refused")
    if name == "call_abandoned" and not event.get("provider"):
        # None: a sink of the client's, an idle routine, or a library in its constructors or destructors.
        return "entry_abandoned" if event.get("name") and event.get("method") not in LINKER else None
    if name == "call_abandoned":
        return name if event.get("logon") else "provider_call_abandoned"
    if name in ("mapi_uninitialize_begin", "mapi_uninitialize_end"):
        return name if int(event.get("answer", "0"), 0) == 0 else None
    if name in STEPS:
        return name
    raise NotJudged(f"the model has no step for the event {name}")


class Trace:
    """The events of a trace that are steps, with whom each is about."""

    def __init__(self, events):
        if events and events[0]["event"] != "mapi_initialize":
            raise NotJudged("the beginning of the trace was overwritten")
        # Whose transport was released for a critical error while the session went on (J-67): a life that the model lacks.
        self.critical = {event["session"] for event in events
                         if event["event"] == "spooler_notify" and int(event.get("request", "0"), 0) & CRITICAL_ERROR}
        self.events = [event for event in events if step_of(event)]
        self.spoolers = self.find_spoolers(events)
        self.label()

    def find_spoolers(self, events):
        """client session -> the spooler's session. The first client of a profile starts it, on its own thread."""
        spoolers, made_on, of_profile = {}, {}, {}
        for event in events:
            if step_of(event) != "session_logon":
                continue
            flags, profile, thread = int(event.get("request", "0"), 0), event.get("detail", ""), event["thread"]
            if flags == 0x20 and made_on.get(thread, (0, ""))[1] == profile:  # MAPI_EXTENDED alone: the spooler's
                spoolers[made_on.pop(thread)[0]] = event["session"]
                of_profile[profile] = event["session"]
                continue
            made_on.pop(thread, None)
            if flags & 0x8000:  # MAPI_NO_MAIL
                continue
            made_on[thread] = (event["session"], profile)
            spoolers[event["session"]] = of_profile.get(profile)
        return spoolers

    def label(self):
        """Gives the spooler's own events, which name no session, the session of the spooler they are of."""
        conductor, of_client = {}, self.spoolers
        for event in self.events:
            name, thread = event["event"], event["thread"]
            if name == "session_logoff_begin" and event["session"] in of_client:
                conductor[thread] = event["session"]
            if name == "spooler_stopped":
                event["session"] = of_client.get(conductor.get(thread))
        # The desk says that the mail is quiet for the one that then logs off: whose spooler logs off next on that desk.
        for index, event in enumerate(self.events):
            if event["event"] == "spooler_quiesced":
                event["session"] = self.spooler_after(index)

    def spooler_after(self, index):
        """Of the spoolers whose session has not begun to log off, the first that does and has not been said quiet."""
        said = {event["session"] for event in self.events[:index] if event["event"] == "spooler_quiesced"}
        for event in self.events[index:]:
            if event["event"] == "session_logoff_begin" and event["session"] in set(self.spoolers.values()) - said - {None}:
                return event["session"]
        raise NotJudged("the trace ends while the mail comes to rest")

    def thing(self, event):
        if event["event"] in ("spooler_quiesced", "spooler_stopped"):
            return "session", event["session"]
        return entity(event)

    def pieces(self):
        """The runs of events between which no session lives and that share no logon, provider object or session."""
        last = {}
        for index, event in enumerate(self.events):
            thing = self.thing(event)
            if thing[0] not in ("process", "library"):
                last[thing] = index
        piece, alive, reach = [], set(), -1
        for index, event in enumerate(self.events):
            name = event["event"]
            if piece and not alive and reach < index and (
                    name == "session_logon" or piece[-1]["event"] == "mapi_uninitialize_end"):
                yield piece
                piece = []
            piece.append(event)
            reach = max(reach, last.get(self.thing(event), -1))
            if name == "session_logon":
                alive.add(event["session"])
            if name == "session_logoff_end":
                alive.discard(event["session"])
        if piece:
            yield piece


class Piece:
    """A piece of a trace as a run of the model: who there is, and the steps."""

    def __init__(self, trace, events, libraries):
        self.trace, self.events = trace, events
        self.libraries = [dict(library) for library in libraries if library["state"] in (LOADED, KEPT)]
        self.find()
        self.steps = [self.step(event) for event in events]

    def find(self):
        self.sessions, self.logons, self.providers, self.hangs = {}, {}, {}, 0
        for event in self.events:
            name = event["event"]
            if name == "session_logon":
                self.sessions[event["session"]] = {}
            elif name == "library_loaded":
                self.libraries.append({"object": event["object"], "name": event["name"], "state": 0})
            elif name == "state_changed" and event["method"] == "provider" and event["detail"] == "initialised":
                if "session" not in event:
                    raise NotJudged("a provider object of no session, as a test may make one")
                self.providers.setdefault(event["provider"], {"session": event["session"], "name": event["name"], "hangs": 0})
            elif name == "provider_made":
                self.providers.setdefault(event["provider"], {"session": event["session"], "name": event["name"], "hangs": 0})
                self.providers[event["provider"]]["kind"] = "AMX".index(event["method"][0])
            elif name == "state_changed" and event["method"] == "logon" and event["detail"] == "logging-on":
                self.logons[event["logon"]] = {"session": event["session"], "provider": event["provider"], "one": 0, "on": 0}
            if event.get("logon") in self.logons:
                logon = self.logons[event["logon"]]
                logon["one"] |= name == "one_identity"
                logon["on"] |= name == "state_changed" and event["detail"] == "logged-on"
            if name == "call_abandoned":
                self.hangs = 1
            if name == "call_abandoned" and event.get("provider") in self.providers:
                self.providers[event["provider"]]["hangs"] = 1
        self.index = {}
        for sort, things in (("session", self.sessions), ("logon", self.logons), ("provider", self.providers)):
            self.index.update({(sort, number): place for place, number in enumerate(things)})
        for place, library in enumerate(self.libraries):
            self.index["library", library["object"]] = self.index["library", library["name"]] = place
        if self.trace.critical & set(self.sessions):
            raise NotJudged("a transport ended by itself, for a critical error (J-67)")
        for what in LIMITS:
            if len(getattr(self, what)) > LIMITS[what]:
                raise NotJudged(f"{len(getattr(self, what))} {what} at once; the model takes {LIMITS[what]}")

    def step(self, event):
        thing = self.trace.thing(event)
        name = step_of(event)
        if thing[0] == "process":
            return name, 0
        if thing not in self.index:
            raise NotJudged(f"{event['event']} of {thing[0]} {thing[1]}, of which the trace has no beginning")
        return name, self.index[thing]

    def text(self):
        rows = [[len(self.sessions), len(self.logons), len(self.providers), len(self.libraries), self.hangs]]
        spoolers = set(self.trace.spoolers.values())
        for number in self.sessions:
            spooler = self.trace.spoolers.get(number)
            rows.append([self.index.get(("session", spooler), NONE), int(number in spoolers)])
        for logon in self.logons.values():
            rows.append([self.index["session", logon["session"]], self.index["provider", logon["provider"]],
                         self.providers[logon["provider"]]["kind"], int(logon["one"]), int(logon["on"])])
        for provider in self.providers.values():
            rows.append([self.index["session", provider["session"]], provider["kind"],
                         self.index["library", provider["name"]], provider["hangs"]])
        rows += [[library["state"]] for library in self.libraries]
        rows.append([len(self.steps)])
        rows += [[STEPS[name], thing] for name, thing in self.steps]
        return "\n".join(" ".join(map(str, row)) for row in rows) + "\n"


def libraries_after(libraries, events):
    """What became of the libraries in a piece of the trace, whether or not it can be judged."""
    states = {library["object"]: dict(library) for library in libraries if library["state"] in (LOADED, KEPT)}
    for event in events:
        state = {"library_unloaded": UNLOADED, "library_kept": KEPT, "library_loaded": LOADED}.get(event["event"])
        if state == LOADED:
            states[event["object"]] = {"object": event["object"], "name": event["name"], "state": LOADED}
        elif state and event["object"] in states:
            states[event["object"]]["state"] = state
    return list(states.values())


def pieces_of(trace):
    """Each piece of the trace, or why it cannot be judged."""
    libraries = []
    for events in trace.pieces():
        try:
            piece = Piece(trace, events, libraries)
        except NotJudged as reason:
            yield None, str(reason)
        else:
            yield piece, None
        libraries = libraries_after(libraries, events)


class Model:
    """The verifier of the model, made once."""

    def __init__(self, folder):
        self.verifier = pathlib.Path(folder) / "pan"
        subprocess.run(["spin", "-a", "-DREPLAY", str(HERE / "shutdown.pml")], cwd=folder, check=True,
                       stdout=subprocess.DEVNULL)
        subprocess.run(["cc", "-O1", "-w", "-DSAFETY", "-DNOREDUCE", "-DCOLLAPSE", "-DVECTORSZ=4096", f"-I{HERE}",
                        "-o", "pan", "pan.c"], cwd=folder, check=True)

    def refuses(self, piece):
        """None when the piece is a run of the model; else the number of the step that it does not take."""
        done = subprocess.run([str(self.verifier), "-m20000", "-w17", "-n", "-E"], input=piece.text(), text=True, check=False,
                              stdout=subprocess.PIPE, timeout=100, cwd=self.verifier.parent)
        verdict = re.search(r"^(ACCEPTED|REFUSED) (\d+)$", done.stdout, re.M)
        if not verdict or "Search not completed" in done.stdout or "depth too small" in done.stdout:
            raise RuntimeError("the verifier did not say: " + done.stdout)
        return None if verdict[1] == "ACCEPTED" else int(verdict[2])


def stop(text):
    print(f"replay: {text}", file=sys.stderr)
    sys.exit(2)


def describe(event):
    return " ".join(f"{key} {event[key]}" for key in ("event", "method", "detail", "session", "logon", "provider", "name", "thread")
                    if event.get(key))


def read(path):
    try:
        events = [json.loads(line) for line in pathlib.Path(path).read_text(encoding="utf-8").splitlines()]
    except OSError as error:
        stop(f"{path}: {error.strerror}")
    except ValueError:
        stop(f"{path} is not what `postroom --json trace show --events` prints")
    lost = [event for event in events if "lost" in event]
    if lost:
        raise NotJudged("events were lost")
    return events


def judge(model, events):
    """(pieces, steps, complaints, reasons): how many pieces the trace has and of how many steps, what the model says of each piece
    that it refuses, and why pieces could not be judged."""
    pieces, steps, complaints, reasons = 0, 0, [], []
    for piece, reason in pieces_of(Trace(events)):
        pieces += 1
        if piece is None:
            reasons.append(reason)
            continue
        steps += len(piece.steps)
        refused = model.refuses(piece)
        if refused is not None:
            complaints.append(f"step {refused + 1} of {len(piece.steps)}, {piece.steps[refused][0]}: {describe(piece.events[refused])}")
    return pieces, steps, complaints, reasons


def report(model, path):
    try:
        pieces, steps, complaints, reasons = judge(model, read(path))
    except NotJudged as reason:
        print(f"{path}: not judged: {reason}")
        return 3
    for complaint in complaints:
        print(f"{path}: REFUSED: the model does not take {complaint}")
    for reason in reasons:
        print(f"{path}: a piece is not judged: {reason}")
    print(f"{path}: {pieces} pieces, {steps} steps, {len(complaints)} refused, {len(reasons)} not judged")
    return 1 if complaints else 3 if reasons else 0


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("file", nargs="+", help="what `postroom --json trace show --events` printed")
    files = parser.parse_args().file
    if shutil.which("spin") is None:
        stop("there is no spin; Debian has it in the package spin")
    with tempfile.TemporaryDirectory() as folder:
        model = Model(folder)
        codes = {report(model, path) for path in files}
    return 1 if 1 in codes else max(codes, default=0)


if __name__ == "__main__":
    sys.exit(main())
