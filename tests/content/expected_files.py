#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Compares what Postroom reads from the corpus with the expected files that lie beside it.

usage: expected_files.py MIME_OUTLINE CORPUS_EML [-v]

Two other readers have written down what they read: stalwart as NAME.json, mime4j as NAME_decoded.xml with the content
of each part in a file of its own. Compared are, for a message and each message in it: the subject, the addresses (of
stalwart, which has them decoded), the text or bytes of every part, and the names of parts. Text is compared without
regard to white space; a part that is empty or white space is none, as for Postroom.

A file that differs fails the test unless REASONS excuses the figure in which it differs; so does an excuse that is not
needed any more. Exit 77 (skipped) when the corpus is not there.
"""
import email
import email.header
import email.policy
import json
import pathlib
import re
import subprocess
import sys
import xml.etree.ElementTree

FIGURES = ("subject", "addresses", "parts", "names")
KINDS = ("from", "to", "cc", "bcc")

STALWART = "stalwart/resources/eml/"
MIME4J = "james-mime4j/core/src/test/resources/"
# (why it is right, or known; the figure; the files that differ in it)
REASONS = [
    ("uuencoded parts are decoded; the other reader leaves them as they are", "parts",
     [STALWART + f for f in ("legacy/017.eml", "legacy/026.eml", "legacy/048.eml")]),
    ("what lies where no boundary matches is kept as text; the other reader drops it", "parts",
     [STALWART + f for f in ("malformed/001.eml", "malformed/007.eml", "malformed/019.eml")] +
     [MIME4J + f for f in ("mimetools-testmsgs/badbound.msg", "testmsgs/missing-boundary.msg",
                           "testmsgs/missing-inner-boundary.msg", "testmsgs/missing-inner-start-boundary.msg",
                           "testmsgs/multipartnopart.msg")]),
    ("a boundary within text, where RFC 2046 has none, divides nothing; all of it is kept as text", "parts",
     [STALWART + "malformed/004.eml", STALWART + "thirdparty/005.eml"]),
    ("GMime takes a boundary with more on its line for text, which is kept; RFC 2046 would have it accepted", "parts",
     [MIME4J + "testmsgs/ending-boundaries.msg"]),
    ("boundaries longer than the 70 characters of RFC 2046 are not recognised; all of it is kept as text", "parts",
     [STALWART + "malformed/016.eml", MIME4J + "testmsgs/very-very-long-boundary.msg"]),
    ("a Content-Type without a semicolon has no boundary; all of it is kept as text", "parts",
     [STALWART + "malformed/017.eml"]),
    ("an outer boundary ends an inner multipart (RFC 2046 5.1.2); the other reader reads on", "parts",
     [STALWART + f for f in ("malformed/009.eml", "malformed/011.eml", "malformed/012.eml", "thirdparty/015.eml")]),
    ("the same: a message behind it is one of its own", "names", [STALWART + "thirdparty/015.eml"]),
    ("what is no base64 is passed over by the decoder; the other reader gives it back undecoded", "parts",
     [STALWART + "rfc/000.eml", STALWART + "thirdparty/002.eml"]),
    ("LF behind CRLF lines: GMime takes the line end before a boundary for CRLF, and one character with it", "parts",
     [STALWART + "thirdparty/001.eml"]),
    ("a bare word is a local address; the other reader takes it for a name", "addresses",
     [STALWART + "rfc/001.eml", STALWART + "rfc/004.eml"]),
    ("a backslash in a quoted string quotes (RFC 5322 3.2.1), and the encoded words in it are decoded", "names",
     [MIME4J + "mimetools-testmsgs/multi-2evil.msg"]),
    ("of two Content-Type fields the last one says text; the other reader takes the first", "parts",
     [MIME4J + "mimetools-testmsgs/multi-bad.msg"]),
    ("a line of blanks ends the header of a message, and the text behind it is kept; the other reader drops it", "parts",
     [MIME4J + "mimetools-testmsgs/hdr-fakeout.msg", MIME4J + "testmsgs/basic-plain-with-bad-header-separator.msg"]),
    ("a line of a message's header that is no field is passed over by GMime; the other reader takes it for text", "parts",
     [MIME4J + "testmsgs/malformedHeaderStartsBody-nocrlfcrlf.msg"]),
    ("what does not begin with a header field is no message", "refused",
     [MIME4J + f for f in ("testmsgs/malformedHeader-noheader.msg", "testmsgs/malformedHeaderStartsBody-noheader.msg")]),
]


def excuses():
    """file -> {figure: reason}"""
    result = {}
    for reason, figure, files in REASONS:
        for file in files:
            result.setdefault(file, {})[figure] = reason
    return result


def folded(text):
    return " ".join(text.replace("\x00", "").replace("\ufeff", "").split())


def matches(ours, theirs):
    """Is it the same text, where the other reader has a replacement character for what it could not decode?"""
    return re.fullmatch(re.escape(theirs).replace("\ufffd", ".{1,2}"), ours, re.DOTALL) is not None


def tight(text):
    """Without white space: readers differ in what remains of folding."""
    return folded(text).replace(" ", "")


def decoded(data, charset):
    charset = (charset or "").lower().strip("'\"")
    if charset in ("iso-8859-1", "latin1", "us-ascii"):
        charset = "utf-8" if charset == "us-ascii" else "windows-1252"
    for name in (charset, "utf-8", "windows-1252"):
        try:
            return data.decode(name)
        except (LookupError, UnicodeDecodeError):
            pass
    return data.decode("latin-1")


class Reading:
    """What a reader made of one message: comparable whoever it was."""

    def __init__(self, subject, addresses, parts, names):
        self.figures = {"subject": tight(subject), "addresses": addresses, "parts": parts, "names": sorted(names)}

    def differences(self, other):
        return [f for f in FIGURES if not self.same(self.figures[f], other.figures[f])]  # self is Postroom's

    @staticmethod
    def same(ours, theirs):
        if theirs is None or ours == theirs:
            return True
        return "\ufffd" in str(theirs) and matches(str(ours), str(theirs))


def by_content(data):
    """A part that is not said to be text is text when it is ASCII: its line ends may differ."""
    return ("text", tight(data.decode())) if data.isascii() else ("bytes", data)


def gathered(parts):
    return sorted((p for p in parts if p[1].strip()), key=repr)


# --- Postroom

def is_text(mime_type):
    return mime_type.startswith("text/") or mime_type.startswith("message/")


def ours(mail):
    parts = [("text", tight(mail["text"]))]
    parts.append(("text", tight(decoded(bytes.fromhex(mail["html_data"]), mail["html_charset"]))))
    names = [tight(a["name"]) for a in mail["attachments"] if a["name"]]
    for each in mail["attachments"]:
        if each["message"]:
            inner = ours(each["message"])
            parts.append(("text", inner.figures["subject"]))
            parts.extend(inner.figures["parts"])
            names.extend(inner.figures["names"])
        else:
            parts.append(("any", bytes.fromhex(each["data"]), each["charset"]))
    addresses = {kind: [[tight(n), tight(a)] for n, a in mail["mailboxes"][kind]] for kind in KINDS}
    return Reading(mail["subject"], addresses, parts, names)


def settled(our_parts, their_parts):
    """Our attachments as text where theirs are text: what a part is for may be seen differently, its content not."""
    theirs = list(their_parts)
    result = []
    for part in our_parts:
        if part[0] != "any":
            result.append(part)
            continue
        as_text = ("text", tight(decoded(part[1], part[2])))
        as_bytes = ("bytes", part[1])
        result.append(as_bytes if as_bytes in theirs else as_text)
    return gathered(result)


# --- stalwart

def header(part, name):
    values = [h["value"] for h in part["headers"] if h["name"] == name]
    return values[-1] if values else None


def stalwart_names(part):
    for name, attribute in (("content_disposition", "filename"), ("content_type", "name")):
        value = header(part, name)
        for each in (value["ContentType"]["attributes"] or []) if isinstance(value, dict) else []:
            if each["name"].lower() == attribute and each["value"]:
                return [tight(each["value"])]
    return []


def stalwart_addresses(part, name):
    result = []
    for each in [h["value"] for h in part["headers"] if h["name"] == name]:
        address = each.get("Address", {}) if isinstance(each, dict) else {}
        lists = [address["List"]] if "List" in address else [g["addresses"] for g in address.get("Group", [])]
        result += [[tight(a["name"] or ""), tight(a["address"] or "")] for list_ in lists for a in list_]
    return result


def stalwart(document):
    root = document["parts"][0]
    subject = header(root, "subject")
    parts, names = [], []
    for part in document["parts"]:
        kind, body = next(iter(part["body"].items()))
        if kind == "Multipart":
            continue
        names += stalwart_names(part)
        if kind == "Message":
            inner = stalwart(body)
            parts.append(("text", inner.figures["subject"]))
            parts.extend(inner.figures["parts"])
            names.extend(inner.figures["names"])
        else:
            parts.append(("text", tight(body)) if isinstance(body, str) else by_content(bytes(body)))
    addresses = {kind: stalwart_addresses(root, kind) for kind in KINDS}
    addresses["from"] = addresses["from"][:1]
    return Reading((subject or {}).get("Text", "") if isinstance(subject, dict) else "", addresses, gathered(parts), names)


# --- mime4j

def fields(element):
    text = "\n".join(re.sub(r"^([\w-]+)[ \t]+:", r"\1:", (f.text or "").strip("\n")) for f in element.findall("header/field"))
    text = re.sub(r"\n[ \t]*(?=\n)", "", text)  # an empty line in folding
    return email.message_from_string(text + "\n\n", policy=email.policy.compat32)


def words(raw):
    """A field's value with its encoded words decoded, or as it is when they cannot be."""
    try:
        return str(email.header.make_header(email.header.decode_header(raw)))
    except (UnicodeError, LookupError, ValueError, email.errors.HeaderParseError):
        return raw


def mime4j_body(element, folder, parts, names):
    """The parts of a <message> or <body-part>."""
    head = fields(element)
    if head.get_filename() and element.find("multipart") is None:
        names.append(tight(words(head.get_filename())))
    for each in element:
        if each.tag == "multipart":
            for part in each.findall("body-part"):
                mime4j_body(part, folder, parts, names)
        elif each.tag == "message":
            inner = mime4j(each, folder)
            parts.append(("text", inner.figures["subject"]))
            parts.extend(inner.figures["parts"])
            names.extend(inner.figures["names"])
        elif each.tag in ("text-body", "binary-body"):
            data = (folder / each.get("name")).read_bytes()
            if each.tag == "text-body":
                parts.append(("text", tight(decoded(data, head.get_content_charset()))))
            else:
                parts.append(by_content(data))


def mime4j(element, folder):
    parts, names = [], []
    mime4j_body(element, folder, parts, names)
    return Reading(words(fields(element).get("Subject", "") or ""), None, gathered(parts), names)


# --- the comparison

def cases(corpus):
    for file in sorted((corpus / "stalwart").rglob("*.eml")):
        if file.with_suffix(".json").exists():
            yield file, stalwart(json.loads(file.with_suffix(".json").read_text(encoding="utf-8")))
    for file in sorted((corpus / "james-mime4j").rglob("*.msg")):
        expected = file.with_name(file.stem + "_decoded.xml")
        if expected.exists():
            root = xml.etree.ElementTree.fromstring(expected.read_text(encoding="utf-8", errors="replace"))
            yield file, mime4j(root, file.parent)


def only(these, those):
    """What of `these` is not in `those`, for people."""
    if isinstance(these, dict):
        return {kind: only(these[kind], those[kind]) for kind in these if these[kind] != those[kind]}
    return str([each for each in these if each not in those] if isinstance(these, list) else these)[:400]


def main():
    outline, corpus = sys.argv[1], pathlib.Path(sys.argv[2])
    if not (corpus / "stalwart").exists() or not (corpus / "james-mime4j").exists():
        print(f"no expected files at {corpus}: nothing is compared")
        return 77
    found = list(cases(corpus))
    lines = subprocess.run([outline, *(str(f) for f, _ in found)], check=True, capture_output=True, text=True).stdout
    faults = 0
    agree = dict.fromkeys(FIGURES, 0)
    excused = excuses()
    agreed_upon = 0
    for (file, theirs), line in zip(found, lines.splitlines(), strict=True):
        name = str(file.relative_to(corpus))
        reading = json.loads(line)
        if "mail" in reading:
            mine = ours(reading["mail"])
            mine.figures["parts"] = settled(mine.figures["parts"], theirs.figures["parts"])
            different = mine.differences(theirs)
        else:
            mine, different = None, ["refused"]
        for figure in FIGURES:
            agree[figure] += figure not in different and mine is not None
        allowed = excused.pop(name, {})
        agreed_upon += len(set(different) & set(allowed))
        for figure in sorted(set(different) ^ set(allowed)):
            faults += 1
            if figure not in different:
                print(f"{name}: {figure}: does not differ any more ({allowed[figure]})")
                continue
            print(f"{name}: {figure}")
            if mine is not None and "-v" in sys.argv:
                print(f"  only ours: {only(mine.figures[figure], theirs.figures[figure])}")
                print(f"  only theirs: {only(theirs.figures[figure], mine.figures[figure])}")
    for figure in FIGURES:
        print(f"{figure}: {agree[figure]} of {len(found)} agree")
    for name in excused:
        print(f"{name}: excused, and not there")
    print(f"{agreed_upon} differences are excused, {faults} are not")
    return 1 if faults or excused else 0


if __name__ == "__main__":
    sys.exit(main())
