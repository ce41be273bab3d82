#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""The provider lab names the rule that each faulty provider breaks, and finds nothing in providers that break none.

usage: lab.py BUILD MAIL_SERVER
"""
import concurrent.futures
import contextlib
import functools
import json
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import xml.etree.ElementTree

STORE_ID = "PR_ENTRYID=000000000b5a110053504d530000000000000001" + "00000000"
TYPES = ("store", "book", "transport")

# fault -> the rule that it breaks
OF_EVERY_TYPE = {
    "support-kept": "J-24",
    "support-twice": "J-24",
    "support-used-late": "J-24",
    "support-released-twice": "J-24",
    "thread-goes-on": "J-24",
    "support-dropped": "C-20",
    "foreign-method": "D-3",
    "logoff-throws": "J-114",
    "logoff-fails": "J-23",
    "logoff-crashes": "J-114",
    "logoff-sleeps": "J-114",
    "shutdown-throws": "J-114",
    "shutdown-fails": "J-23",
    "shutdown-crashes": "J-114",
    "shutdown-sleeps": "J-114",
    "shutdown-initialises": "J-112",
    "logon-throws": "J-114",
    "logon-crashes": "J-114",
    "failed-logon-gives-object": "A-27",
    "status-survives": "J-11",
    "status-holds-logon": "J-27",
    "validate-refused": "E-10",
    "provider-shared": "A-39",
    "logon-fails": "-",
    "support-used-after-failure": "J-24",
    "entry-initialises": "A-11",
}
OF_STORES_AND_BOOKS = {
    "uid-missing": "F-1",
    "uid-late": "D-7",
    "ids-foreign": "F-1",
}
OF_BOOKS = {"container-survives": "J-11"}
OF_BOOKS_AND_TRANSPORTS = {"logon-without-object": "C-21"}
OF_STORES = {
    "logon-without-object": "C-30",
    "logon-waits": "C-37",
    "foreign-notice": "D-36",
    "row-late": "C-48",
    "reopening-registers": "C-31",
    "spooler-shares-logon": "C-33",
    "transports-forgotten": "J-45",
    "transports-twice": "J-46",
    "transports-other-flag": "J-35",
    "complete-and-alive": "J-47",
    "finishes-for-clients": "H-20",
    "sink-kept": "J-83",
    "sink-called-late": "J-83",
    "sink-released-late": "J-83",
    "child-holds-store": "J-48",
    "folder-survives": "J-11",
    "store-survives": "J-11",
    "table-survives": "J-11",
    "message-survives": "J-11",
    "failure-sets-output": "A-27",
    "success-without-object": "A-26",
    "foreign-id-opened": "O-25",
    "query-leaves-output": "A-31",
    "identity-changes": "A-31",
}
OF_TRANSPORTS = {
    "status-not-invalid": "J-64",
    "foreign-notice": "D-37",
    "uid-by-support": "F-24",
    "row-missing": "E-2",
    "types-change": "J-62",
    "old-types-change": "J-62",
    "uids-change": "J-62",
    "inbound-not-shown": "N-10",
    "traffic-not-shown": "N-10",
    "submit-sleeps": "H-29",
    "submit-sleeps-holding": "H-29",
    "sent-message-leaked": "H-28",
    "sent-message-kept": "H-28",
    "arriving-message-kept": "I-6",
    "arriving-message-held": "I-6",
    "arriving-message-leaked": "I-6",
}
# Those that show in one lifecycle only.
ALONE = {
    "status-not-invalid": "held-over",
    "row-missing": "mail",
    "types-change": "mail",
    "old-types-change": "mail",
    "inbound-not-shown": "mail",
    "uids-change": "mail",
    "traffic-not-shown": "mail",
    "submit-sleeps": "mail-in-motion",
    "submit-sleeps-holding": "mail-in-motion",
    "sent-message-leaked": "mail",
    "sent-message-kept": "mail",
    "arriving-message-kept": "mail",
    "arriving-message-held": "mail",
    "arriving-message-leaked": "mail",
}
# What follows from a fault, and is rightly named beside the rule that it breaks.
ALSO = {
    "store support-kept": {"J-48"},  # its last Release is not the end then
    "store support-twice": {"J-48"},
    "store support-dropped": {"-", "J-45", "J-54"},  # it has nothing to tell the transports with
    "logoff-throws": {"J-23", "J-24", "J-11"},  # an exception is a failed call, and nothing has ended
    "shutdown-throws": {"J-23"},
    "logon-throws": {"-"},
    "failed-logon-gives-object": {"-"},
    "support-used-after-failure": {"-", "J-112"},  # which is done in Shutdown
    "status-survives": {"J-27"},  # it keeps the logon
    "status-holds-logon": {"J-11"},
    "store logon-without-object": {"-"},
    # Two logons end the same objects, in whichever order, or wait for each other.
    "spooler-shares-logon": {"J-24", "J-27", "J-35", "J-45", "J-46", "J-54", "J-114"},
    "transports-forgotten": {"J-54"},
    "child-holds-store": {"J-47"},
    "folder-survives": {"J-47"},
    "table-survives": {"J-47"},
    "message-survives": {"J-47"},
    "success-without-object": {"O-25", "J-47"},  # it succeeds where it must refuse
    "uid-by-support": {"D-3"},  # a transport's support object lacks the method
    "submit-sleeps": {"J-114"},  # when nobody waits for it any more
    "submit-sleeps-holding": {"J-114"},
    "store shutdown-is-for-all": {"-"},
    "store logons-of-all": {"J-54"},
    "support-used-after-refusal": {"J-112"},  # which is done in Shutdown
}
# Those that show in other lifecycles as well.
ELSEWHERE = [("store", "transports-other-flag", "J-35", f"requests-{way}") for way in ("logoff", "release", "uninitialize")]
# A provider cannot tell by which of these ways its session ends (J-6, J-71).
ELSEWHERE += [(kind, "logoff-fails", "J-23", way) for kind in TYPES for way in ("session-release", "uninitialize")]
# Those that only one lifecycle finds, a forced one or not, and the types that have it.
ONE_LIFECYCLE = [
    ("shutdown-is-for-all", {"store": "C-30", "book": "C-21", "transport": "C-21"}, "twice"),
    # The spooler's transports are logged on once, however many sessions it serves.
    ("logons-of-all", {"store": "J-45", "book": "C-20"}, "interleaved"),
    ("one-thread-only", {"store": "J-114", "book": "J-114"}, "threads"),
    ("validate-crashes", {"transport": "J-114"}, "threads"),
    ("fast-shutdown-throws", {"store": "J-114", "book": "J-114", "transport": "J-114"}, "fast-shutdown"),
    ("refusal-crashes", {"store": "J-114", "book": "J-114", "transport": "J-114"}, "support-OpenProfileSection"),
    ("refusal-crashes", {"store": "J-114", "book": "J-114", "transport": "J-114"}, "support-ModifyStatusRow"),
    ("refusal-crashes", {"store": "J-114", "book": "J-114"}, "support-SetProviderUID"),
    ("refusal-crashes", {"store": "J-114"}, "support-StoreLogoffTransports"),
    ("spoolers-refusal-crashes", {"store": "J-114"}, "support-SetProviderUID-2"),
    ("support-used-after-refusal", {"store": "J-24", "book": "J-24"}, "support-SetProviderUID"),
    ("memory-unchecked", {"store": "J-114", "book": "J-114"}, "no-memory-1"),
    ("memory-unchecked", {"store": "J-114", "transport": "J-114"}, "no-memory-beside-1"),
    ("memory-unchecked", {"store": "J-114", "book": "J-114", "transport": "J-114"}, "no-memory"),
    ("refusal-sets-output", {"store": "A-27"}, "no-memory"),
    ("refusal-without-object", {"store": "A-26"}, "no-memory-2"),
]
REQUESTS = ("no-wait", "orderly", "purge", "abort", "quiet")
ONE_LIFECYCLE += [(f"alive-after-{request}", {"store": "J-47"}, f"store-logoff-{request}") for request in REQUESTS]
# Of a store these say it as well: they have sessions that come one after the other.
AS_WELL = {"shutdown-is-for-all": {"requests-logoff", "requests-release"}}
# The methods of the support object that these providers call, each of which the lab makes fail.
REFUSED = {
    "store": {"OpenProfileSection", "SetProviderUID", "ModifyStatusRow", "Subscribe", "Unsubscribe", "Notify",
              "WrapStoreEntryID", "ModifyProfile", "ExpandRecips", "DoSentMail", "StoreLogoffTransports",
              "GetMemAllocRoutines"},
    "book": {"OpenProfileSection", "SetProviderUID", "ModifyStatusRow", "GetMemAllocRoutines"},
    "maildir": {"OpenProfileSection", "ModifyStatusRow", "SpoolerNotify", "SpoolerYield", "CreateOneOff",
                "GetMemAllocRoutines"},
}
LIFECYCLES = ["entry", "plain", "leaks", "leaked-child", "store-logoff-purge"]


def faults():
    for kinds, table in ((TYPES, OF_EVERY_TYPE), (("store", "book"), OF_STORES_AND_BOOKS),
                         (("book", "transport"), OF_BOOKS_AND_TRANSPORTS), (("store",), OF_STORES), (("book",), OF_BOOKS),
                         (("transport",), OF_TRANSPORTS)):
        for kind in kinds:
            for fault, rule in table.items():
                yield kind, fault, rule


def faults_of_one_lifecycle():
    for fault, rules, lifecycle in ONE_LIFECYCLE:
        for kind, rule in rules.items():
            yield kind, fault, rule, lifecycle


def is_forced(lifecycle):
    """Whether something is made to fail in it."""
    return lifecycle.startswith(("support", "no-memory"))


def lab(build, library, arguments, fault=None):
    environment = dict(os.environ, LC_ALL="C.UTF-8")
    environment.pop("POSTROOM_TEST_FAULT", None)
    if fault:
        environment["POSTROOM_TEST_FAULT"] = fault
    done = subprocess.run([f"{build}/bin/postroom", "--json", "lab", os.path.join(build, "lib", library), *arguments],
                          env=environment, stdout=subprocess.PIPE, timeout=200, check=False)
    report = json.loads(done.stdout or "{}")  # a wrong call prints nothing there
    if "lifecycles" not in report:
        return done.returncode, None, report
    return done.returncode, {finding["rule"] for one in report["lifecycles"] for finding in one["findings"]}, report


def of_type(kind):
    return ["--type", kind] + (["--set", STORE_ID] if kind == "store" else [])


ONLY = [word for name in LIFECYCLES for word in ("--only", name)]


def monitored_rules(root):
    """What docs/rules.md says of each rule that has a monitor: the number -> the meaning and what to do."""
    page = (root / "docs/rules.md").read_text(encoding="utf-8").split("## What to do")[1].split("\n## ")[0]
    found = re.findall(r"^### (\S+)\n\n(.*)\n\n(.*)\n", page, re.M)
    return {number: (meaning.lower().rstrip("."), hint.lower()) for number, meaning, hint in found}


def mistold(report, monitored):
    """The findings that say of a rule something else than the checker does, or nothing."""
    for one in report["lifecycles"]:
        for finding in one["findings"]:
            told = (finding["meaning"].lower(), finding["hint"].lower())
            if "" in told or told != monitored.get(finding["rule"], told):
                yield finding["rule"]


def fault_is_named(build, monitored, kind, fault, rule, lifecycle=None):
    lifecycle = lifecycle or ALONE.get(fault)
    only = ["--only", lifecycle] if lifecycle else ONLY
    code, rules, report = lab(build, "postroom-test/libspi_faulty.so", of_type(kind) + only, fault)
    also = ALSO.get(fault, set()) | ALSO.get(f"{kind} {fault}", set())
    if code != 5 or not rules or rule not in rules or rules - also - {rule}:
        told = [f"{one['name']}: {finding['rule']} {finding['what']}"
                for one in report.get("lifecycles", []) for finding in one["findings"]]
        return f"{kind} {fault}: expected {rule}, found {code} {rules}\n    " + "\n    ".join(told)
    wrong = sorted(set(mistold(report, monitored)))
    return f"{kind} {fault}: not in the words of docs/rules.md: {wrong}" if wrong else None


def nothing_is_found(build, library, arguments, fault=None, refused=None):
    """A provider is without a finding; `refused`: the methods of the support object that it asks for."""
    code, _, report = lab(build, library, arguments, fault)
    if code == 0:
        return all_is_done(report, refused) if refused else None
    found = [f"{one['name']}: {finding['rule']} {finding['what']}"
             for one in report.get("lifecycles", []) for finding in one["findings"]]
    return f"{library} {arguments}: {code} {found or report}"


@functools.lru_cache
def unforced(build):
    """The lifecycles of all types in which nothing is made to fail, as the lab itself lists them."""
    _, _, report = lab(build, "postroom-test/libspi_example.so", of_type("store") + ["--only", "none"])
    names = report["error"].split("there are: ")[1].split(", ")
    return [name for name in names if not is_forced(name)]


def only_there(build, kind, fault, lifecycle):
    """The fault that one lifecycle finds is found by none of the others that make nothing fail."""
    others = [name for name in unforced(build) if name != lifecycle and name not in AS_WELL.get(fault, set())]
    loud = nothing_is_found(build, "postroom-test/libspi_faulty.so",
                            of_type(kind) + [word for name in others for word in ("--only", name)], fault)
    return f"{fault} shows elsewhere: {loud}" if loud else None


def all_is_done(report, methods):
    """What the lab makes fail is asked for: these methods of the support object, and memory. Its threads do all."""
    met = {one["name"].removeprefix("support-") for one in report["lifecycles"]
           if re.fullmatch(r"support-[A-Za-z]+", one["name"]) and not one["not_done"]}
    refused = int(re.match(r"(\d+) allocations", report["lifecycles"][-1]["what"])[1])
    runs = sum(one["name"].startswith("no-memory-") for one in report["lifecycles"])
    undone = [one["not_done"] for one in report["lifecycles"] if one["name"] == "threads"]
    if met == methods and runs == refused > 0 and undone == [[]]:
        return None
    return f"{report['provider']}: of the support object {met} failed, and {refused} of {runs} allocations; undone: {undone}"


@contextlib.contextmanager
def mail_server(program):
    """The port of an SMTP server; None where there can be none."""
    with subprocess.Popen([program], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as server:
        port = server.stdout.readline().strip()
        yield port or None
        server.stdin.close()
        if server.wait(timeout=30) not in (0, 3):
            raise RuntimeError(f"the mail server ended with {server.returncode}")


def port_of_nobody():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def smtp_settings(port):
    """Of the SMTP transport: the server, its port, no TLS, and the sender."""
    return [word for setting in ("6610001F=127.0.0.1", f"66110003={port}", "66120003=0", "6613001F=alice@sender.example")
            for word in ("--set", setting)]


def mail_is_moved(build, library, arguments, arrives):
    """The lifecycle `mail` of a provider: nothing is found, and each message that it submits is finished."""
    code, _, report = lab(build, library, [*arguments, "--only", "mail"])
    what = report["lifecycles"][0]["what"] if "lifecycles" in report else report
    expected = f"(messages offered: 1, finished: 1, arrived: {arrives})"
    return None if code == 0 and expected in what else f"{library} {arguments}: {code} {what}, not {expected}"


def outputs_are_complete(build):
    """Exit codes, and the report as JUnit XML."""
    with tempfile.TemporaryDirectory() as folder:
        junit = f"{folder}/junit.xml"
        lab(build, "postroom-test/libspi_faulty.so",
            of_type("book") + ["--only", "plain", "--junit", junit], "logoff-fails")
        suite = xml.etree.ElementTree.parse(junit).getroot()
        named = {failure.get("type") for failure in suite.iterfind("testcase/failure")}
        if suite.get("failures") != "1" or "J-23" not in named:
            return f"JUnit: {xml.etree.ElementTree.tostring(suite)}"
        lab(build, "postroom-test/libspi_faulty.so", of_type("store") + ["--only", "leaks", "--junit", junit])
        said = xml.etree.ElementTree.parse(junit).getroot().find("testcase/system-out")
        if said is None or "MAPI_E_NO_SUPPORT" not in said.text:
            return "JUnit: the report does not say that no sink was looked at"
        _, _, report = lab(build, "postroom/libpostroom_book.so", ["--only", "leaks"])
        if not any("Advise answers MAPI_E_NO_SUPPORT" in text for text in report["lifecycles"][0]["not_done"]):
            return f"no sink was given to an address book: {report['lifecycles'][0]['not_done']}"
        long_named = f"{folder}/libof_a_provider_with_a_name_beyond_thirty_two_letters.so"
        shutil.copy(f"{build}/lib/postroom-test/libspi_faulty.so", long_named)
        loud = nothing_is_found(build, long_named, of_type("transport") + ["--only", "no-memory"], "allocators-compared")
        if loud:
            return loud
        code, _, report = lab(build, "postroom-test/libspi_faulty.so", of_type("book") + ["--only", "plain"],
                              "notes-in-thousands")
        if code or not any("events are lost" in text and "J-24" in text for text in report["lifecycles"][0]["not_done"]):
            return f"events were lost, and the report does not say so: {report['lifecycles']}"
        _, _, report = lab(build, "postroom-test/libspi_faulty.so", of_type("book") + ["--only", "no-memory"], "logon-fails")
        if not any("nothing was refused" in text for text in report["lifecycles"][-1]["not_done"]):
            return f"nothing can be refused, and the report does not say so: {report['lifecycles']}"
        for name, said in (("no-memory-1", []), ("no-memory-99", ["allocation 99 is not asked for"]),
                           ("support-Notify-2", ["IMAPISupport::Notify is not called"])):
            _, _, report = lab(build, "postroom/libpostroom_book.so", ["--only", name])
            if [one["not_done"] for one in report["lifecycles"]] != [said]:
                return f"{name} alone: {report}"
        code, rules, _ = lab(build, "postroom-test/libspi_crashing.so", ["--junit", junit])
        failed = xml.etree.ElementTree.parse(junit).getroot().find("testcase/failure")
        if code != 5 or rules != {"J-114"} or failed is None:
            return f"a crash while the library is loaded: {code} {rules} {failed}"
        _, _, report = lab(build, "postroom-test/libspi_faulty.so", of_type("book") + ["--only", "fast-shutdown"])
        if report["lifecycles"][0]["not_done"] != ["the provider has no IMAPIProviderShutdown"]:
            return f"a fast shutdown that no provider takes part in: {report['lifecycles']}"
        _, _, report = lab(build, "postroom/libpostroom_smtp.so", ["--only", "plain", "--service-entry", "Nothing"])
        if "cannot be added to a profile: MAPI_E_NOT_INITIALIZED" not in (said := str(report["lifecycles"][0]["findings"])):
            return f"a service entry function that is not there: {said}"
    for library, arguments, expected in (("postroom-test/libnone.so", [], 3),
                                         ("postroom/libpostroom_book.so", ["--set", "foo=bar"], 2),
                                         ("postroom/libpostroom_book.so", ["--set", "6600001E"], 2),
                                         ("postroom/libpostroom_book.so", ["--only", "no-memory-0"], 3),
                                         ("postroom/libpostroom_book.so", ["--only", "no-memory-1a"], 3),
                                         ("postroom/libpostroom_book.so", ["--only", "support-Notify-x"], 3),
                                         ("postroom/libpostroom_book.so", ["--only", "plain", "--only", "none"], 3),
                                         ("postroom-test/libspi_faulty.so", [], 4),
                                         ("postroom-test/libspi_nothing.so", [], 1)):
        code, _, _ = lab(build, library, arguments)
        if code != expected:
            return f"{library}: exit code {code}, expected {expected}"
    return None


def document_is_true(build, root):
    """docs/writing-a-provider.md shows a report as it is printed, and lists each rule that the lab itself looks at."""
    page = (root / "docs/writing-a-provider.md").read_text(encoding="utf-8")
    shown = page.split("## Reading a report")[1].split("```")[1].strip()
    done = subprocess.run([f"{build}/bin/postroom", "lab", f"{build}/lib/postroom-test/libspi_faulty.so",
                           *of_type("store"), "--only", "leaks"],
                          env=dict(os.environ, POSTROOM_TEST_FAULT="folder-survives", LC_ALL="C.UTF-8"),
                          stdout=subprocess.PIPE, text=True, check=False)
    if shown not in done.stdout:
        return f"the report of the document is not what is printed:\n{done.stdout}"
    cited = re.compile(r'(?:broken|add|finding_of|must_be_dead)\(\s*"([A-Z]-\d+)"')
    known = {rule for file in (root / "tools/postroom/lab").glob("*.?pp")
             for rule in cited.findall(file.read_text(encoding="utf-8"))}
    duties = page.split("| rule | duty |")[1].split("\n\n")[0]
    listed = set(re.findall(r"[A-Z]-\d+", "".join(line.split("|")[1] for line in duties.splitlines() if "|" in line)))
    return None if known == listed else f"the document's duties differ from the lab's: {sorted(known ^ listed)}"


def ends_when_interrupted(build):
    """Ctrl-C ends the lab and what it runs, and leaves no folder behind."""
    with tempfile.TemporaryDirectory() as folder:
        started = subprocess.Popen([f"{build}/bin/postroom", "lab", f"{build}/lib/postroom-test/libspi_faulty.so",
                                    *of_type("book"), "--only", "plain"],
                                   env=dict(os.environ, TMPDIR=folder, POSTROOM_TEST_FAULT="logon-sleeps"),
                                   stdout=subprocess.DEVNULL)
        for _ in range(1000):
            if any(pathlib.Path(folder).glob("postroom-lab-*/1/trace")):
                break
            time.sleep(0.01)
        running = [path.parent.name for path in pathlib.Path("/proc").glob("[0-9]*/environ") if of_folder(path, folder)]
        started.send_signal(signal.SIGINT)
        code = started.wait(timeout=20)
        left = os.listdir(folder)
        left += [number for number in running if of_folder(pathlib.Path("/proc", number, "environ"), folder)]
        if code == 130 and len(running) > 1 and not left:
            return None
        return f"interrupted: exit code {code}, left {left} of {running}"


def of_folder(environ, folder):
    """Whether the process lives in this folder."""
    try:
        return folder.encode() in environ.read_bytes()
    except OSError:
        return False


def main():
    build, server = sys.argv[1:]
    with mail_server(server) as port:
        return judge(build, port)


def judge(build, port):
    smtp = "postroom/libpostroom_smtp.so"
    silent = smtp_settings(port_of_nobody())
    clean = [(f"postroom/libpostroom_{name}.so", [], None, refused) for name, refused in REFUSED.items()]
    clean += [("postroom-test/libspi_example.so", of_type(kind)) for kind in TYPES]
    clean += [(smtp, silent + ["--only", "plain", "--only", "mail", "--only", "mail-in-motion"])]
    if port:
        clean += [(smtp, smtp_settings(port) + ["--to", "bob@test.example"])]
    moved = [("postroom/libpostroom_store.so", [], 1), ("postroom/libpostroom_maildir.so", [], 1),
             ("postroom-test/libspi_example.so", of_type("transport"), 0)]
    moved += [(smtp, smtp_settings(port) + ["--to", "bob@test.example"], 0)] if port else []
    # Without a status row a store or an address book breaks nothing, nor a transport whose traffic never begins (E-2).
    clean += [("postroom-test/libspi_faulty.so", of_type(kind) + ONLY, "row-missing") for kind in TYPES]
    # Only a transport has to make its status object invalid (J-64), others may (J-72).
    clean += [("postroom-test/libspi_faulty.so", of_type(kind) + ["--only", "held-over"], "status-not-invalid")
              for kind in ("store", "book")]
    # What Release answers is for diagnosis only.
    clean += [("postroom-test/libspi_faulty.so", of_type("store") + ONLY, "release-miscounts")]
    # What a store loses of the spooler's logon says nothing of how a transport treats messages (H-28, I-6).
    clean += [("postroom-test/libspi_faulty.so", of_type("store") + ["--only", "plain", "--only", "mail"],
               "spoolers-object-kept")]
    root = pathlib.Path(__file__).parents[2]
    monitored = monitored_rules(root)
    # Most of the time is spent in waits and starts of processes: more of them than cores.
    with concurrent.futures.ThreadPoolExecutor(6) as pool:
        named = [pool.submit(fault_is_named, build, monitored, *one)
                 for one in [*faults(), *ELSEWHERE, *faults_of_one_lifecycle()]]
        alone = [pool.submit(only_there, build, *one)
                 for one in {(kind, fault, None if is_forced(lifecycle) else lifecycle)
                             for kind, fault, _, lifecycle in faults_of_one_lifecycle()}]
        quiet = [pool.submit(nothing_is_found, build, *one) for one in clean]
        flowing = [pool.submit(mail_is_moved, build, *one) for one in moved]
        missed = [one.result() for one in named if one.result()]
        loud = [one.result() for one in quiet if one.result()]
    wrong = [text for text in [outputs_are_complete(build), ends_when_interrupted(build),
                              document_is_true(build, root)] if text]
    wrong += [one.result() for one in [*flowing, *alone] if one.result()]
    for line in missed + loud + wrong:
        print(line)
    distinct = len({fault for _, fault, _ in faults()} | {fault for fault, _, _ in ONE_LIFECYCLE})
    print(f"{len(named) - len(missed)} of {len(named)} faults were named, {distinct} different ones; "
          f"{len(quiet) - len(loud)} of {len(quiet)} providers without a fault were found so")
    return 1 if missed or loud or wrong else 0


if __name__ == "__main__":
    sys.exit(main())
