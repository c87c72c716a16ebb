"""Which attributes an element has in text that shall do nothing but be looked at.

A recording is untrusted input. What runs, navigates, submits, plays or asks the network
on its own is left out; pictures and sheets that were not recorded keep their addresses.
Sources: the attributes table of the HTML standard, and its list of event handlers.
"""

from __future__ import annotations

import re

from replaytest.mirror.forms import input_type, is_chosen
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.words import words

# Browsers ignore these characters in the scheme of a URL: `java\tscript:`.
_IGNORED = re.compile(r"[\x00-\x20\x7f-\xa0\u200b\ufeff]+")
_RUNS = re.compile(
    r"(?:javascript|vbscript|livescript):|data:(?!image/)", re.IGNORECASE
)
_NAME = re.compile(r"[^\s\x00-\x1f\"'<>/=\x7f-\x9f]+\Z")
_TAG = re.compile(r"[a-zA-Z][^\s\x00-\x1f\"'<>/=\x7f-\x9f]*\Z")
_IMAGE = re.compile(r"data:image/(?:png|jpe?g|gif|webp|avif|bmp)[;,]", re.IGNORECASE)
_SIZE = re.compile(r"(\d{1,7}(?:\.\d{1,20})?)(?:px)?\Z")

_DROPPED = words(
    """srcdoc autoplay autofocus ping action formaction method formmethod nonce
    integrity crossorigin http-equiv manifest sandbox allow allowfullscreen csp
    fetchpriority attributionsrc shadowrootmode shadowroot shadowrootdelegatesfocus
    shadowrootclonable shadowrootserializable shadowrootreferencetarget _csstext"""
)
# Attributes that hold an address, or what an SVG animation sets one to.
_ADDRESSES = words(
    """href src xlink:href poster data background cite longdesc codebase classid archive
    profile usemap icon srcset imagesrcset to from by values lowsrc dynsrc"""
)
_LOADERS = words("script iframe frame object embed applet portal fencedframe")
_LOADED = words("src data href xlink:href code type async defer language archive")
_FIELDS = words("input textarea select")
_INLINE = words("a b code em i label small span strong")


def valid_tag(node: Node) -> str:
    """Return the tag as it may stand in HTML; `div` for what is no name, as rrweb does.

    `plaintext` cannot be closed, so it is the `pre` that it looks like. A recorded
    `link` is the `style` and a recorded `canvas` the `img` that shows the same.
    """
    tag = node.tag
    if not _TAG.match(tag):
        return "div"
    if tag == "link" and "_cssText" in node.attributes:
        return "style"
    if tag == "canvas" and image_data(node) is not None:
        return "img"
    # Parsers do not mind the case of a tag, and neither may what we know of it.
    lower = tag.lower()
    return "pre" if lower == "plaintext" else lower


def attributes(mirror: Mirror, node: Node, tag: str) -> dict[str, str]:
    """Return what an element has in its start tag, the state of forms included."""
    found = {
        name: value
        for name, value in node.attributes.items()
        if _is_kept(name.lower(), value, tag) and _NAME.match(name)
    }
    if tag == "input":
        found |= _input_state(mirror, node)
    elif tag == "option" and is_chosen(mirror, node):
        found["selected"] = ""
    elif tag == "dialog" and "rr_open_mode" in node.attributes:
        found["open"] = ""
    elif tag == "meta" and "charset" in found:
        found["charset"] = "utf-8"  # what our text is, whatever the page was
    elif tag == "link" and not _loads_on_purpose(node):
        found.pop("href", None)
    _add_picture(node, tag, found)
    return found


def image_data(node: Node) -> str | None:
    """Return the recorded picture of an `img` or `canvas` as a data URL, if any."""
    found = node.attributes.get("rr_dataURL", "")
    return found if _IMAGE.match(found) else None


def blocked_size(node: Node) -> tuple[float, float] | None:
    """Return the size, in CSS px, of an element that was blocked, None for others."""
    width = length(node.attributes.get("rr_width"))
    height = length(node.attributes.get("rr_height"))
    return None if width is None or height is None else (width, height)


def length(text: str | None) -> float | None:
    """Return a plain length in CSS px (`12`, `12.5px`), None for anything else."""
    found = _SIZE.match((text or "").strip())
    return float(found[1]) if found else None


def _is_kept(name: str, value: str, tag: str) -> bool:
    if name.startswith(("on", "rr_")) or name in _DROPPED:
        return False
    if tag in _LOADERS and name in _LOADED:
        return False
    if name in ("value", "checked") and tag in _FIELDS:
        return False
    if name == "selected" and tag == "option":
        return False
    if name == "imagesrcset" and tag == "link":
        return False
    return name not in _ADDRESSES or not _RUNS.search(_IGNORED.sub("", value))


def _input_state(mirror: Mirror, node: Node) -> dict[str, str]:
    kind = input_type(node)
    if kind == "file":
        return {}  # no attribute sets the value of these
    found = {}
    box = kind in ("checkbox", "radio")
    value = node.attributes.get("value") if box else mirror.value(node)
    if value is not None:
        found["value"] = value
    if box and mirror.checked(node):
        found["checked"] = ""
    return found


def _add_picture(node: Node, tag: str, found: dict[str, str]) -> None:
    data = image_data(node) if tag == "img" else None
    if data is not None:
        found["src"] = data
        found.pop("srcset", None)
    size = blocked_size(node)
    if size is not None:
        inline = "display: inline-block; " if tag in _INLINE else ""
        found["style"] = f"{inline}width: {size[0]:g}px; height: {size[1]:g}px;"


def _loads_on_purpose(link: Node) -> bool:
    """Say whether a `link` is a sheet or an icon, and no hint to the network."""
    rel = link.attributes.get("rel", "").lower().split()
    return "stylesheet" in rel or "icon" in rel
