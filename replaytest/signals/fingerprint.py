"""Fingerprints: which errors are the same one, in this run and the next.

An error's is made of its type, of its message without what differs from run to run, and
of its innermost frames without lines, columns, hosts and the hashes in file names: as
they were written, if a source map tells that. Without maps a bundler that renames
functions from build to build changes the fingerprints with them.
"""

from __future__ import annotations

import re
from hashlib import blake2b
from urllib.parse import urlsplit

from replaytest.model import Failure
from replaytest.signals.facts import ErrorSeen, Frame

FRAMES = 3
LENGTH = 300

_URL = re.compile(r"\b[a-z][a-z0-9+.-]*://[^\s\"'<>()]+", re.IGNORECASE)
_QUOTED = re.compile(r"\"[^\"\n]*\"|(?<!\w)'[^'\n]*'(?!\w)|`[^`\n]*`|“[^”\n]*”")
_UUID = re.compile(r"\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b", re.IGNORECASE)
_HEX = re.compile(r"\b(?=[0-9a-f]*\d)[0-9a-f]{8,}\b", re.IGNORECASE)
# Ids such as k3Jx09Qz: letters and digits mixed, longer than a word with a number.
_MIXED = re.compile(r"\b(?=\w*\d\w*[a-z])(?=\w*[a-z]\w*\d)\w{10,}\b", re.IGNORECASE)
_NUMBER = re.compile(r"(?<![a-z_])[-+]?\d[\d.,:_]*", re.IGNORECASE)
# app.3f2a9c1b.js and index-BxKz12ab.js are app.js and index.js.
_FILE_HASH = re.compile(r"[.\-_](?=[\w]*\d|[A-Za-z]*[A-Z])[\w]{6,}(?=\.)")
_WRAPPING = re.compile(r"^(?:async |new |get |set )+|^(?:Object|Module|exports)\.")


def fingerprint(error: ErrorSeen) -> str:
    """Return 16 hex digits that are equal for equal errors."""
    # Of a framework's frames there may be more in its next version.
    own = [each for each in error.frames if not each.ignored] or error.frames
    frames = [_frame(each) for each in own[:FRAMES]]
    return _digest([error.name, normal_message(error.message), *frames])


def failure_fingerprint(failure: Failure) -> str:
    """Return that of the failure of a test: its message's first line, no frames."""
    first = failure.message.strip().split("\n", 1)[0]
    return _digest(["failure", normal_message(first)])


def normal_message(message: str) -> str:
    """Return a message without what differs from one time to the next."""
    text = message.strip()[:LENGTH]
    text = _URL.sub(lambda found: path_of(found[0]), text)
    for pattern, instead in (
        (_QUOTED, "<text>"),
        # One word for all: a hash may be all digits.
        (_UUID, "<n>"),
        (_HEX, "<n>"),
        (_MIXED, "<n>"),
        (_NUMBER, "<n>"),
    ):
        text = pattern.sub(instead, text)
    return " ".join(text.split())


def path_of(url: str) -> str:
    """Return the path of a URL, "" for one that is none."""
    try:
        return urlsplit(url).path
    except ValueError:
        return ""


def _frame(frame: Frame) -> str:
    function = _WRAPPING.sub("", frame.function.strip())
    if function in ("<anonymous>", "anonymous", "(anonymous)"):
        function = ""
    path = path_of(frame.file) if "://" in frame.file else frame.file
    name = path.partition("?")[0].rsplit("/", 1)[-1]
    return f"{function} {_FILE_HASH.sub('', name)}"


def _digest(parts: list[str]) -> str:
    text = "\0".join(parts).encode("utf-8", "replace")
    return blake2b(text, digest_size=8).hexdigest()
