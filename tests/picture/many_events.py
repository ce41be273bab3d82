#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Writes a trace of five providers in the format of docs/trace.md, for the picture's tests and bench.

usage: many_events.py SOURCE_ROOT FILE EVENTS [--killed]

The file is of EVENTS events, of which it keeps the last 65,536. With --killed the process ends inside
a logoff, after a call was given up, one threw and an object leaked; without it the order of the logoffs breaks J-18. One
provider has a name made to break out of a page.
"""
import pathlib
import random
import re
import struct
import sys

CAPACITY = 65536
HOSTILE = "</script><script>x()</script>"
PROVIDERS = [(1, "IAB", "book"), (2, "IMS", "store"), (3, "IMS", HOSTILE), (4, "IXP", "smtp"), (5, "IXP", "maildir")]
LOGON = {"IAB": "IABProvider::Logon", "IMS": "IMSProvider::Logon", "IXP": "IXPProvider::TransportLogon"}
LOGOFF = {"IAB": "IABLogon::Logoff", "IMS": "IMSLogon::Logoff", "IXP": "IXPLogon::TransportLogoff"}
WORK = {"IAB": "IABLogon::OpenEntry", "IMS": "IMSLogon::OpenEntry", "IXP": "IXPLogon::Idle"}
FAILED = -2147467259  # MAPI_E_CALL_FAILED


class Trace:
    def __init__(self, root):
        text = (root / "include/postroom/trace_events.def").read_text(encoding="utf-8")
        self.names = re.findall(r"^POSTROOM_TRACE_EVENT\((\w+),", text, re.M)
        self.events = []
        self.time = 1_000_000
        self.random = random.Random(1)

    def event(self, name, who=(0, "", ""), logon=True, method="", detail="", hresult=0, session=1, thread=100, object_=0):
        self.time += self.random.randrange(300, 5000)
        number, _, provider = who
        self.events.append((self.time, thread, self.names.index(name), session, number if logon else 0, number, hresult,
                            object_, provider, method, detail))

    def call(self, method, who, logon=True, hresult=0, inside=lambda: None, took=0):
        self.event("call_begin", who, logon, method)
        inside()
        self.time += took
        self.event("call_end", who, logon, method, hresult=hresult)

    def state(self, machine, state, who=(0, "", ""), logon=True):
        self.event("state_changed", who, logon, machine, state)

    def begin(self):
        self.event("mapi_initialize", session=0)
        self.event("session_logon", detail="alice")
        self.state("session", "active")
        for who in PROVIDERS:
            self.event("library_loaded", (0, "", who[2]), detail="/lib/" + who[2], session=0, object_=who[0])
            self.state("provider", "initialised", who, False)
            self.state("logon", "logging-on", who)
            self.call(LOGON[who[1]], who, inside=lambda who=who: (self.event("uid_added", who, detail="5bd3a901"),
                                                                  self.event("row_added", who, detail=str(who[0]))))
            self.state("logon", "logged-on", who)
            if who[1] == "IXP":
                self.call("IXPLogon::AddressTypes", who)

    def work(self, count):
        while len(self.events) < count:
            who = self.random.choice(PROVIDERS)
            failed = FAILED if self.random.random() < 0.02 else 0
            self.call(WORK[who[1]], who, hresult=failed, took=self.random.randrange(1000, 90_000))

    def end(self, killed):
        self.event("session_logoff_begin")
        self.state("session", "logging-off")
        self.event("spooler_quiesced")
        for who in PROVIDERS:
            self.state("logon", "logging-off", who)
            if killed and who[0] == 3:
                self.event("call_begin", who, method=LOGOFF[who[1]], thread=101)
                self.event("call_abandoned", who, method=LOGOFF[who[1]], detail="after 5 s <b>in poll</b>")
                self.state("logon", "abandoned", who)
                continue
            if killed and who[0] == 4:
                self.event("leak", who, detail="2 IMessage, obtained by <i>main</i>")
                self.event("call_begin", who, method=LOGOFF[who[1]])
                self.event("call_threw", who, method=LOGOFF[who[1]], detail="bad_alloc & more")
                return
            if who[1] == "IMS":
                self.event("store_transports_released", who)
            self.call(LOGOFF[who[1]], who, took=20_000_000 if who[0] == 2 else 100_000,
                      inside=lambda who=who: (self.event("uid_removed", who, detail="5bd3a901"),
                                              self.event("row_removed", who, detail=str(who[0])),
                                              self.event("support_teardown", who, detail="by_session"),
                                              self.event("support_released", who)))
            self.state("logon", "logged-off", who)
            self.call(LOGOFF[who[1]].split("::")[0] + "::Release", who)
            self.state("logon", "released", who)
        for who in PROVIDERS:
            self.call(who[1] + "Provider::Shutdown", who, False, took=30_000)
            self.state("provider", "shut-down", who, False)
            self.call(who[1] + "Provider::Release", who, False)
            self.state("provider", "released", who, False)
        self.event("session_logoff_end")
        self.state("session", "dead")
        self.event("mapi_uninitialize_begin", session=0)
        for who in reversed(PROVIDERS):
            self.event("library_unloaded", (0, "", who[2]), detail="/lib/" + who[2], session=0, object_=who[0])
        self.event("mapi_uninitialize_end", session=0)

    def write(self, path):
        table, first = 4096, 16384
        rings = [(first, CAPACITY, len(self.events), 0), (first + CAPACITY * 256, 1, 0, 0)]
        header = struct.pack("=8s6IQQQII64s", b"PRTRACE1", 1, 0x01020304, 192, 256, 2, len(self.names), table,
                             1_780_000_000_000_000_000, 1_000_000, 4711, 0, b"many_events")
        data = bytearray(first + (CAPACITY + 1) * 256)
        data[:len(header)] = header
        for index, ring in enumerate(rings):
            struct.pack_into("=4Q", data, 128 + 32 * index, *ring)
        for index, name in enumerate(self.names):
            struct.pack_into("=32s", data, table + 32 * index, name.encode())
        for number, (time, thread, event, session, logon, provider, hresult, object_, *texts) in enumerate(self.events):
            name, method, detail = (text.encode() for text in texts)
            struct.pack_into("=QQIHHIIIiIIQ32s40s128s", data, first + number % CAPACITY * 256, 2 * number + 2, time, thread,
                             event, 0, session, logon, provider, hresult, 0, 0, object_, name, method, detail)
        path.write_bytes(data)


def tail(root, killed):
    trace = Trace(root)
    trace.end(killed)
    return len(trace.events)


def main():
    root, path, count, killed = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), int(sys.argv[3]), "--killed" in sys.argv
    trace = Trace(root)
    trace.begin()
    trace.work(count - tail(root, killed) - 1)
    while len(trace.events) + tail(root, killed) < count:
        trace.event("note", method="padding")
    trace.end(killed)
    trace.write(path)


main()
