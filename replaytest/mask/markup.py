"""HTML and XML: the tags stay, the texts and the values of attributes go.

HTML loses all of them at every level: rules speak in selectors, and there is no page
here to ask; what a page shows is recorded from the page itself. XML that an application
answers with loses at level 1 what stands in elements with a private name.

A tokenizer and no parser: what is no tag is text.
"""

from __future__ import annotations

import re

from replaytest.mask.cover import Cover, Said
from replaytest.mask.sensitive import is_name

_NAME = r"[A-Za-z_][\w:.-]*+"
_TOKEN = re.compile(
    r"(?P<hidden><!--.*?(?:-->|\Z)|<\?.*?(?:\?>|\Z)|<!(?!\[CDATA\[)[^>]*+(?:>|\Z))"
    r"|<!\[CDATA\[(?P<cdata>.*?)(?:\]\]>|\Z)"
    rf"|</(?P<end>{_NAME})\s*+>"
    rf"|<(?P<start>{_NAME})(?P<rest>(?:[^<>\"']|\"[^\"]*+\"|'[^']*+')*+)>"
    r"|(?P<text>[^<]++|<)",
    re.DOTALL | re.ASCII,
)
_ATTRIBUTE = re.compile(
    r"(?P<name>[^\s=\"'<>/]++)(?:(?P<equals>\s*+=\s*+)"
    r"(?:\"(?P<double>[^\"]*+)\"|'(?P<single>[^']*+)'|(?P<bare>[^\s\"'>]++)))?"
    r"|(?P<slash>/)|(?P<space>\s++)|(?P<junk>.)",
    re.DOTALL,
)
# Raw text and what can be it (HTML standard, 13.1.2.1).
_RAW = re.compile(r"<(script|style|textarea|title|xmp|noscript|noembed|noframes)\b")
_DECLARED = re.compile(
    r"<!doctype html\s*>|<\?xml version=[\"'][\d.]+[\"']", re.IGNORECASE
)
_MARKUP = re.compile(
    r"\s*(?:<!doctype\b|<\?xml\b|<html\b|<!--|<[a-z][\w:-]*[\s/>])", re.IGNORECASE
)
_NAMESPACE = re.compile(r"https?://[\w./#-]+", re.ASCII)
_DEEPEST = 200
# Only of ASCII: some capitals have small forms of two characters.
_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


def is_markup(text: str) -> bool:
    """Say whether a text begins as HTML or XML does."""
    return _MARKUP.match(text[:1000]) is not None


def mask_markup(text: str, cover: Cover, *, kind: str, entered: bool) -> str:
    """Return HTML or XML with texts and attribute values masked, comments dropped."""
    everything = entered or cover.covers or cover.bodies == "masked"
    as_xml = "xml" in kind and "xhtml" not in kind and "svg" not in kind
    xml = as_xml and "<html" not in text[:1000].lower()
    masker = _Masker(cover, everything or not xml)
    return cover.hide(masker.text(text if xml else _without_raw(text)))


def _without_raw(text: str) -> str:
    """Return HTML whose scripts, fields and the like are empty: < is no tag there."""
    pieces, done, lower = [], 0, text.translate(_SMALL)
    for found in _RAW.finditer(lower):
        if found.start() < done:
            continue
        begin = lower.find(">", found.end()) + 1
        if not begin:
            break
        end = lower.find(f"</{found[1]}", begin)
        pieces.append(text[done:begin])
        done = len(text) if end < 0 else end
    return "".join([*pieces, text[done:]])


class _Masker:
    def __init__(self, cover: Cover, everything: bool) -> None:
        self._cover = cover
        self._everything = everything
        self._open: list[tuple[str, Said]] = []

    def text(self, text: str) -> str:
        return "".join(map(self._token, _TOKEN.finditer(text)))

    def _token(self, match: re.Match[str]) -> str:
        if match["hidden"] is not None:
            found = _DECLARED.match(match[0])
            return (
                "" if not found else match[0] if match[0][1] == "!" else found[0] + "?>"
            )
        if match["cdata"] is not None:
            return f"<![CDATA[{self._value(match['cdata'], self._kind())}]]>"
        if match["end"] is not None:
            self._close(match["end"])
            return f"</{self._tag(match['end'])}>"
        if match["start"] is not None:
            return self._start(match["start"], match["rest"])
        text = "&lt;" if match[0] == "<" else match[0]
        return self._value(text, self._kind()) if text.strip() else text

    def _start(self, name: str, rest: str) -> str:
        inherited = self._kind()
        own = self._cover.kind(name.rpartition(":")[2])
        kind = inherited if inherited == "secret" or not own else own
        if not rest.endswith("/") and len(self._open) < _DEEPEST:
            self._open.append((name, kind))
        attributes = "".join(
            self._attribute(each, kind) for each in _ATTRIBUTE.finditer(rest)
        )
        return f"<{self._tag(name)}{attributes}>"

    def _attribute(self, match: re.Match[str], inherited: Said) -> str:
        name = match["name"]
        if name is None:
            return match[0] if match["slash"] or match["space"] else ""
        shown = name if is_name(name.replace("-", "_")) else self._cover.mask(name)
        if match["equals"] is None:
            return shown
        value = match["double"] or match["single"] or match["bare"] or ""
        if name.startswith("xmlns") and _NAMESPACE.fullmatch(value):
            return f'{shown}="{value}"'
        own = self._cover.kind(name.rpartition(":")[2])
        masked = self._value(value, own or inherited)
        return shown + '="' + masked.replace('"', "'").replace("<", "-") + '"'

    def _kind(self) -> Said:
        return self._open[-1][1] if self._open else ""

    def _close(self, name: str) -> None:
        # HTML leaves elements open; those are closed with what they stand in.
        for at in range(len(self._open) - 1, max(-1, len(self._open) - 20), -1):
            if self._open[at][0] == name:
                del self._open[at:]
                return

    def _tag(self, name: str) -> str:
        return name if is_name(name.replace("-", "_")) else self._cover.mask(name)

    def _value(self, text: str, kind: Said) -> str:
        if self._everything or kind in ("secret", "private"):
            # Entities are no words: letters of their names would be left of them.
            return self._cover.value(text, kind)
        return self._cover.hide(text)
