"""A search that cannot find is worth nothing: every way of hiding a marker is found."""

from __future__ import annotations

import base64
import gzip
import html
import io
import json
import zipfile
from collections.abc import Callable
from urllib.parse import quote

import pytest
import zstandard

from replaytest.report import encode
from tests.privacy.harvest import Harvest
from tests.privacy.place import VALUES, Place

PLACE = Place("somewhere", 1)
OTHER = Place("elsewhere", 1)
M = PLACE.marker
LINE = f'[1,{{"type":3,"data":{{"text":"here is {M} and more"}}}}]\n'


def zipped(text: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a/b.json", text)
    return out.getvalue()


def based(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def escaped(text: str) -> str:
    return "".join(f"\\u{ord(character):04x}" for character in text)


ENCODINGS: dict[str, Callable[[], bytes | str]] = {
    "plain": lambda: LINE,
    "lower case": lambda: LINE.lower(),
    "upper case": lambda: LINE.upper(),
    "utf-16": lambda: LINE.encode("utf-16-le"),
    "zstd": lambda: zstandard.compress(LINE.encode()),
    "two frames of zstd": lambda: (
        zstandard.compress(b"none") + zstandard.compress(LINE.encode())
    ),
    "gzip": lambda: gzip.compress(LINE.encode()),
    "zip": lambda: zipped(LINE),
    "zstd in zip": lambda: gzip.compress(zstandard.compress(LINE.encode())),
    "json escapes": lambda: json.dumps({"a": escaped(M)}).replace("\\\\", "\\"),
    "json in json in json": lambda: json.dumps(json.dumps(json.dumps(escaped(M)))),
    "url": lambda: "".join(f"%{ord(character):02X}" for character in M),
    "url twice": lambda: quote("".join(f"%{ord(c):02x}" for c in M)),
    "html numbers": lambda: "".join(f"&#{ord(character)};" for character in M),
    "html hex": lambda: "".join(f"&#x{ord(character):x};" for character in M),
    "html twice": lambda: html.escape("".join(f"&#{ord(c)};" for c in M)),
    "base64": lambda: based(M),
    "base64, second alignment": lambda: based(f"a{M}bc"),
    "base64, third alignment": lambda: based(f"ab{M}c"),
    "base64 inside a longer word": lambda: f"path/{based(M)}",
    "base64 for addresses": lambda: (
        base64.urlsafe_b64encode(f"??>{M}".encode()).decode().rstrip("=")
    ),
    "base64 in base64": lambda: based(f"x{based('ab' + M)}"),
    "hex": lambda: M.encode().hex(),
    "hex at an odd place": lambda: f"f{M.encode().hex().upper()}",
    "keys": lambda: "".join(json.dumps({"key": c, "at": 1}) for c in M),
    "codes of keys": lambda: "".join(
        json.dumps({"code": f"{'Digit' if c.isdigit() else 'Key'}{c.upper()}"})
        for c in M
    ),
    "pieces of text": lambda: json.dumps([{"textContent": c} for c in (M[:5], M[5:])]),
    "events of a replay": lambda: b"".join(
        [
            b'<script type="text/plain" class="events">',
            *encode.base64_of([zstandard.compress(LINE.encode() * 9)]),
            b"</script>",
        ]
    ),
    "about of a replay": lambda: encode.json_for_script({"title": f"<{M}>"}),
}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_finds_a_marker_that_is_hidden_as(encoding):
    hidden = ENCODINGS[encoding]()
    data = hidden.encode() if isinstance(hidden, str) else hidden
    assert Harvest([PLACE, OTHER]).bytes(data).names == {"somewhere"}


@pytest.mark.parametrize("encoding", ENCODINGS)
def test_finds_it_in_a_file_of_the_store(encoding, tmp_path):
    hidden = ENCODINGS[encoding]()
    data = hidden.encode() if isinstance(hidden, str) else hidden
    path = tmp_path / "blobs" / "ab" / "file"
    path.parent.mkdir(parents=True)
    path.write_bytes(zstandard.compress(data))
    assert Harvest([PLACE]).folder(tmp_path).found == {"somewhere": str(path)}


def test_finds_it_in_the_name_of_a_file(tmp_path):
    (tmp_path / f"test-{M.lower()}").mkdir()
    assert Harvest([PLACE]).folder(tmp_path).names == {"somewhere"}


def test_finds_it_in_a_torn_file():
    data = zstandard.ZstdCompressor().compressobj()
    torn = data.compress(LINE.encode()) + data.flush(zstandard.COMPRESSOBJ_FLUSH_BLOCK)
    assert Harvest([PLACE]).bytes(torn + b"\x01").names == {"somewhere"}


@pytest.mark.parametrize("kind", VALUES)
def test_finds_values_of_each_kind(kind):
    place = Place(f"a place with {kind}", 1, kind=kind)
    assert Harvest([place]).text(f"x {place.value} y").names == {place.name}
    assert Harvest([place]).text(based(f"x{place.value}")).names == {place.name}


def test_finds_nothing_in_masked_text():
    masked = "Xx0xxxxxxxxxxx00 ******** 0000 0000 0000 0000"
    assert Harvest([PLACE, Place("c", 1, kind="card")]).text(masked).names == set()
