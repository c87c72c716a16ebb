"""What every page of ours is: one HTML file in which only our own script runs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path

from replaytest.errors import BundleMissing, StoreNotWritable
from replaytest.report import encode

STATIC = Path(__file__).parents[1] / "static"


def bundle(name: str) -> tuple[str, str]:
    """Return the JavaScript and CSS of a page. Raises `BundleMissing`."""
    try:
        code = (STATIC / f"{name}.js").read_text("utf-8")
        css = (STATIC / f"{name}.css").read_text("utf-8")
    except FileNotFoundError as error:
        raise BundleMissing(
            f"the JavaScript of the {name} is not in this installation",
            where=str(error.filename),
            fix="reinstall replaytest, or in a checkout run "
            "`python replaytest/web/build_hook.py`",
        ) from error
    # Outer white space is kept by no editor and would change the policy's hash.
    return encode.code_for_script(code.strip()), encode.css_for_style(css.strip())


def head(title: str, code: str, css: str, allowed: Iterable[str] = ()) -> str:
    """Return a page up to its body. It runs `code` only and loads what is `allowed`."""
    policy = "; ".join(
        (
            "default-src 'none'",
            f"script-src {encode.csp_hash(code)}",
            "style-src 'unsafe-inline'",
            *allowed,
            "base-uri 'none'",
            "form-action 'none'",
        )
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="{policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="referrer" content="no-referrer">
<title>{encode.text_for_html(title)}</title>
<style>{css}</style>
</head>
<body>
"""


def write(path: Path, pieces: Iterable[bytes]) -> int:
    """Write a file, replacing what is there; return its bytes.

    It appears complete under its name or not at all. Raises `StoreNotWritable`.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        number, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name[:40]}.")
        try:
            with os.fdopen(number, "wb") as file:
                for piece in pieces:
                    file.write(piece)
                written = file.tell()
            # mkstemp's files are for their owner only; a page is made to be passed on.
            Path(name).chmod(0o666 & ~_umask())
            Path(name).replace(path)
        finally:
            with suppress(OSError):
                Path(name).unlink()
    except OSError as error:
        raise StoreNotWritable(
            f"the page could not be written: {error.strerror or error}",
            where=str(path),
            fix="choose a folder that can be written and has room",
        ) from error
    return written


def write_if_other(path: Path, content: bytes) -> bool:
    """Write a file unless it is like that already; return whether it was written.

    Raises `StoreNotWritable`.
    """
    if _is_there(path, content):
        return False
    write(path, [content])
    return True


def _is_there(path: Path, content: bytes) -> bool:
    try:
        return path.stat().st_size == len(content) and path.read_bytes() == content
    except OSError:
        return False


def _umask() -> int:
    # It can only be read by setting it.
    mask = os.umask(0o022)
    os.umask(mask)
    return mask
