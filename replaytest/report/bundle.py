"""The viewer as built from web/: its script and its style, ready to stand in HTML."""

from __future__ import annotations

import base64
import hashlib
from dataclasses import dataclass
from importlib.resources import files

from replaytest.errors import BundleMissing


@dataclass(frozen=True, slots=True)
class Bundle:
    """What goes between <script> and </script>, and <style> and </style>."""

    script: str
    style: str

    @property
    def script_hash(self) -> str:
        """The source expression by which a content security policy lets it run."""
        digest = hashlib.sha256(self.script.encode()).digest()
        return f"'sha256-{base64.b64encode(digest).decode()}'"


def viewer_bundle() -> Bundle:
    """Read the viewer from the installed package.

    Raises:
        BundleMissing: it was not built into this installation.
    """
    script, style = _read("viewer.js"), _read("viewer.css")
    # In a script element only these two sequences have a meaning to HTML, and in
    # JavaScript they occur in strings and regular expressions only.
    script = script.replace("</script", "<\\/script").replace("<!--", "<\\!--")
    return Bundle(script.strip(), style.replace("</", "<\\/").strip())


def _read(name: str) -> str:
    file = files("replaytest") / "static" / name
    try:
        # Newlines as they are: HTML makes \n of \r\n, and then the hash would not fit.
        return file.read_bytes().decode("utf-8").replace("\r\n", "\n")
    except OSError as error:
        raise BundleMissing(
            f"the viewer was not built: no {name}",
            where=str(file),
            fix="pip install --force-reinstall replaytest; in a checkout: make build",
        ) from error
