"""multipart/form-data and its kin (RFC 2046, RFC 7578), without values and files."""

from __future__ import annotations

import re

from replaytest.mask.cover import Cover
from replaytest.mask.sensitive import SECRET

_BOUNDARY = re.compile(
    r"boundary\s*=\s*(?:\"([^\"\r\n]{1,70})\"|([^\s;,]{1,70}))", re.IGNORECASE
)
_PARAMETER = re.compile(r";\s*([\w*]{1,40})\s*=\s*(?:\"([^\"\r\n]*)\"|([^\s;]*))")
_TYPE = re.compile(r"[a-z]{1,20}/[a-z0-9.+-]{1,60}")
_MOST_PARTS = 2000


def mask_multipart(data: bytes | str, parameters: str, cover: Cover) -> str | None:
    """Return the parts by name, values masked, file names and contents dropped.

    What says nothing private stays as it was: the boundary, names, types. None if it
    has no parts.
    """
    body = data if isinstance(data, bytes) else data.encode("utf-8", "replace")
    found = _BOUNDARY.search(parameters)
    boundary = (found[1] or found[2]) if found else _first_line(body)
    pieces = body.split(b"--" + boundary.encode("utf-8", "replace")) if boundary else []
    if not 2 <= len(pieces) <= _MOST_PARTS:
        return None
    # What stands before the first boundary and behind the last is for nobody.
    parts = [_part(piece, cover) for piece in pieces[1:] if not piece.startswith(b"--")]
    # The boundary was made by a program, but nothing makes sure of it.
    line = "--" + cover.mask(boundary)
    return "".join(f"{line}\r\n{part}\r\n" for part in parts) + line + "--\r\n"


def mask_parts(data: bytes, parameters: str, cover: Cover) -> bytes:
    """Return a body of parts as it was, without the contents of those named secret."""
    found = _BOUNDARY.search(parameters)
    boundary = (found[1] or found[2]) if found else _first_line(data)
    if not boundary:
        return data
    line = b"--" + boundary.encode("utf-8", "replace")
    first, *pieces = data.split(line)
    return line.join([first, *(_without_secret(piece, cover) for piece in pieces)])


def _without_secret(piece: bytes, cover: Cover) -> bytes:
    head, blank, content = piece.partition(b"\r\n\r\n")
    said = {m[1].lower(): m[2] or m[3] or "" for m in _PARAMETER.finditer(_text(head))}
    if not content.strip(b"\r\n") or cover.kind(said.get("name", "")) != "secret":
        return piece
    return head + blank + SECRET.encode() + b"\r\n"


def _text(head: bytes) -> str:
    return head[:4000].decode("utf-8", "replace")


def _first_line(body: bytes) -> str:
    line = body[:200].lstrip().split(b"\n", 1)[0].strip()
    return line[2:72].decode("latin-1") if line.startswith(b"--") else ""


def _part(piece: bytes, cover: Cover) -> str:
    head, _, content = piece.lstrip(b"\r\n").partition(b"\r\n\r\n")
    headers = {}
    for line in head[:4000].decode("utf-8", "replace").split("\r\n"):
        name, _, value = line.partition(":")
        headers[name.strip().lower()] = value.strip()
    disposition = headers.get("content-disposition", "")
    said = {m[1].lower(): m[2] or m[3] or "" for m in _PARAMETER.finditer(disposition)}
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    name = said.get("name", "")
    is_file = "filename" in said or "filename*" in said
    shown = f'content-disposition: form-data; name="{_quoted(cover.name(name))}"'
    shown += '; filename=""' if is_file else ""
    if _TYPE.fullmatch(kind):
        shown += f"\r\ncontent-type: {kind}"
    value = "" if is_file else _value(content.removesuffix(b"\r\n"), name, cover)
    return f"{shown}\r\n\r\n{value}"


def _value(content: bytes, name: str, cover: Cover) -> str:
    return cover.value(content.decode("utf-8", "replace"), cover.kind(name))


def _quoted(text: str) -> str:
    return re.sub(r'["\\\r\n]', "-", text)
