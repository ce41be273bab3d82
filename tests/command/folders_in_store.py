#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares the messages of two folders of a store, property by property, in the store's file itself.

usage: folders_in_store.py STORE FOLDER COPIES EXPECTED

COPIES was imported from what FOLDER was exported to. Recipients, attachments and embedded messages count, with every
property but those that say when and as what an object was made. Reads the packed form of include/postroom/store/bag.hpp
with nothing of Postroom's. Fails when another number of messages than EXPECTED has no equal among the copies.
"""
import collections
import sqlite3
import struct
import sys

MESSAGE = 2
# Times of creation and change, search key, and the size, in which the search key counts.
MADE_ANEW = {0x3007, 0x3008, 0x300B, 0x0E08}
CHUNK_BITS = 24


def unpack(block):
    """tag -> bytes, or None for a value that lives apart."""
    if not block:
        return {}
    version, _, count = struct.unpack_from("<HHI", block)
    assert version == 1, version
    properties, start, values = {}, 0, 8 + 8 * count
    for number in range(count):
        tag, end = struct.unpack_from("<II", block, 8 + 8 * number)
        apart, end = end >> 31, end & 0x7FFFFFFF
        properties[tag] = None if apart else block[values + start:values + end]
        start = end
    assert values + start == len(block)
    return properties


class Store:
    def __init__(self, path):
        self.db = sqlite3.connect(f"file:{path}?mode=ro", uri=True)
        named = dict(self.db.execute("SELECT cast(text AS TEXT), id FROM name WHERE text IS NOT NULL"))
        self.digest = named["ImportDigest"]

    def value_apart(self, key, tag):
        content, size = self.db.execute(
            "SELECT c.key, c.size FROM stream s JOIN content c ON c.key = s.content WHERE s.object = ? AND s.tag = ?",
            (key, tag)).fetchone()
        chunks = self.db.execute("SELECT bytes FROM chunk WHERE key >> ? = ? ORDER BY key", (CHUNK_BITS, content))
        value = b"".join(row[0] for row in chunks)
        assert len(value) == size
        return value

    def properties(self, key, block):
        packed = unpack(block)
        apart = [row[0] for row in self.db.execute("SELECT tag FROM stream WHERE object = ?", (key,))]
        result = {tag: self.value_apart(key, tag) if value is None else value for tag, value in packed.items()}
        for tag in apart:
            result[tag] = self.value_apart(key, tag)
        return result

    def recipients(self, block):
        if not block:
            return []
        rows, at = [], 4
        for _ in range(struct.unpack_from("<I", block)[0]):
            row, size = struct.unpack_from("<II", block, at)
            rows.append((row, unpack(block[at + 8:at + 8 + size])))
            at += 8 + size
        return rows

    def children(self, key):
        return self.db.execute("SELECT o.key, o.type, b.properties, b.recipients FROM object o JOIN bag b ON b.key = o.key "
                               "WHERE o.parent = ? AND o.type IN (2, 3) ORDER BY o.list, o.arrival", (key,)).fetchall()

    def whole(self, key, block, recipients, below=()):
        """All that a message or attachment is: (place, tag or name) -> value."""
        parts = {}
        for tag, value in self.properties(key, block).items():
            if tag >> 16 not in MADE_ANEW and tag >> 16 != self.digest:
                parts[below, f"{tag:08x}"] = value
        for row, bag in self.recipients(recipients):
            for tag, value in bag.items():
                parts[below, f"recipient {row} {tag:08x}"] = value
        for number, child in enumerate(self.children(key)):
            parts.update(self.whole(child[0], child[2], child[3], below + (number,)))
        return parts

    def folder(self, name):
        key = self.db.execute("SELECT key FROM folder WHERE name = ?", (name.lower().encode(),)).fetchone()[0]
        return [self.whole(child[0], child[2], child[3]) for child in self.children(key) if child[1] == MESSAGE]


def canonical(message):
    return tuple(sorted(message.items()))


def closest(message, others):
    """What differs between a message and the one of `others` that it shares most with."""
    best = max(others, key=lambda other: sum(other.get(part) == value for part, value in message.items()), default={})
    return sorted({part[1] for part in message.keys() | best.keys() if message.get(part) != best.get(part)})


def main():
    path, name, other, expected = sys.argv[1:]
    store = Store(path)
    originals, copies = store.folder(name), store.folder(other)
    known = collections.Counter(map(canonical, copies))
    lost = [message for message in originals if canonical(message) not in known]
    met = set(map(canonical, originals))
    changed = [message for message in copies if canonical(message) not in met]
    for message in lost:
        print(f"{message.get(((), '0037001f'), b'').decode()!r}: {', '.join(closest(message, changed))}")
    print(f"{len(originals)} messages and {len(copies)} copies: {len(lost)} came back otherwise; {expected} were expected")
    return 0 if originals and len(lost) == int(expected) and len(changed) <= len(lost) else 1


if __name__ == "__main__":
    sys.exit(main())
