"""Addresses of pages, as a test says them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from replaytest.codegen.chain import Argument, Chain, expect, pattern
from replaytest.codegen.names import has_mask
from replaytest.diff.noise import CLOSE, OPEN, Noise
from replaytest.redrive.stubs.origins import written_origin

_SIGNS = re.compile(r"[.^$*+?{}\[\]\\|()]")
_NOISE = re.compile(f"{OPEN}[^{CLOSE}]*{CLOSE}")
_NUMBER = re.compile(r"(?<=/)\d{2,}(?=/|$)")
# In the globs of `wait_for_url` these are no letters.
_GLOB = re.compile(r"[*?{}\[\]\\]")
_noise = Noise()


@dataclass(frozen=True, slots=True)
class Address:
    """Where a step has led to.

    `waits`: more is done there, so that the page has to be loaded, not only on its way.
    """

    url: str
    waits: bool

    def code(self, page: str) -> Chain:
        """Return the assertion as code."""
        wanted = spelled(self.url)
        if not self.waits:
            return expect(Chain(page)).call("to_have_url", wanted)
        if isinstance(wanted, str) and _GLOB.search(wanted):
            wanted = pattern(_escaped(wanted) + "$")
        return Chain(page).call("wait_for_url", wanted)


def relative(url: str, origin: str) -> str:
    """Return an address without the origin that is the test's base URL."""
    if origin and written_origin(url) == origin:
        return url[len(origin) :] or "/"
    return url


def spelled(url: str) -> Argument:
    """Return an address as text, or as a pattern where parts of it vary or are masked.

    Ids and numbers in the path are what varies: another run has others.
    """
    path, mark, rest = url.partition("?")
    if rest and any(has_mask(part) for part in re.split(r"[=&#]", rest)):
        return pattern(_escaped(path) + r"(\?|$)")
    less, _ = _noise.applied("url", path)
    parts = [_escaped(part) for part in _NOISE.split(less)]
    source = _NUMBER.sub(r"\\d+", r"[^/]+".join(parts))
    if source == _escaped(path):
        return url
    return pattern(source + (_escaped(mark + rest) if rest else "") + "$")


def _escaped(text: str) -> str:
    return _SIGNS.sub(lambda found: "\\" + found[0], text)
