#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what Postroom reads from mail with what Python's email package reads from it.

usage: independent_reader.py MIME_OUTLINE FOLDER…

For each file: the number of leaf parts and their types, the size of every decoded attachment, the text of the body,
addresses and subject. The two readers differ on broken mail by design; the share of files that agree is printed and
must stay above the bar of each figure. Exit 77 (skipped) when none of the corpus folders exists.
"""
import email
import email.policy
import email.utils
import json
import pathlib
import subprocess
import sys

BARS = {"parts": 0.985, "sizes": 0.98, "text": 0.98, "subject": 0.99, "to": 0.98}


def leaves(message):
    """Leaf parts in order; a message/rfc822 is one leaf."""
    if message.get_content_type() == "message/rfc822" or not message.is_multipart():
        return [message]
    if message.get_content_maintype() == "message":
        return [message]
    return [leaf for part in message.get_payload() for leaf in leaves(part)]


def text_of(part):
    payload = part.get_payload(decode=True) or b""
    charset = (part.get_content_charset() or "us-ascii").lower()
    if charset in ("iso-8859-1", "latin1"):
        charset = "windows-1252"
    for name in (charset, "utf-8", "windows-1252"):
        try:
            return payload.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass
    return payload.decode("latin-1")


def folded(text):
    return " ".join(text.replace("\x00", "").split())


def subject_of(message):
    return folded(str(email.header.make_header(email.header.decode_header(message.get("Subject", "") or "")))).replace(" ", "")


def ours(mail):
    """Our leaf count, sizes of attachments, text."""
    bodies = (1 if mail["text"] else 0) + (1 if mail["html"] else 0)
    return bodies + len(mail["attachments"])


def judge(path, line):
    message = email.message_from_bytes(strip_mbox(path.read_bytes()), policy=email.policy.compat32)
    parts = [part for part in leaves(message) if part.get_content_type() == "message/rfc822" or (part.get_payload(decode=True) or b"").strip()]
    mail = line["mail"]
    by_value = [a for a in mail["attachments"] if not a["message"] and a["size"] > 0 and not a["type"].startswith(("text/", "message/"))]
    theirs = [len(p.get_payload(decode=True) or b"") for p in parts if not p.get_content_type().startswith(("text/", "message/"))]
    first = next((p for p in parts if p.get_content_type() == "text/plain" and not p.get_filename()), None)
    verdict = {"parts": abs(ours(mail) - len(parts)) == 0}
    verdict["sizes"] = sorted(a["size"] for a in by_value) == sorted(theirs)
    verdict["text"] = first is None or folded(text_of(first)) == folded(mail["text"])
    try:
        verdict["subject"] = subject_of(message) == folded(mail["subject"]).replace(" ", "")
    except (UnicodeError, LookupError, email.errors.HeaderParseError):
        verdict["subject"] = True
    theirs_to = [a for _, a in email.utils.getaddresses([str(h) for h in message.get_all("To", [])]) if a]
    verdict["to"] = len(theirs_to) == len(mail["to"]) or not all("@" in a for a in theirs_to)
    return verdict


def strip_mbox(data):
    return data.split(b"\n", 1)[1] if data.startswith(b"From ") else data


def main():
    outline, *folders = [a for a in sys.argv[1:] if a != "-v"]
    files = [p for f in folders if pathlib.Path(f).exists() for p in sorted(pathlib.Path(f).rglob("*.eml"))]
    if len(folders) > 1 and not pathlib.Path(folders[-1]).exists():
        print(f"no corpus at {folders[-1]}: only the samples are compared")
    if not files:
        return 77
    agree = dict.fromkeys(BARS, 0)
    read = 0
    for start in range(0, len(files), 200):
        chunk = files[start:start + 200]
        lines = subprocess.run([outline, *map(str, chunk)], check=True, capture_output=True, text=True).stdout.splitlines()
        for path, text in zip(chunk, lines):
            line = json.loads(text)
            if "mail" not in line:
                continue
            read += 1
            for figure, same in judge(path, line).items():
                agree[figure] += same
                if not same and "-v" in sys.argv:
                    print(f"{path}: {figure}")
    failed = False
    for figure, bar in BARS.items():
        share = agree[figure] / max(read, 1)
        print(f"{figure}: {agree[figure]} of {read} agree ({share:.2%}; bar {bar:.1%})")
        failed |= share < bar
    return 1 if failed or read < 30 else 0


if __name__ == "__main__":
    sys.exit(main())
