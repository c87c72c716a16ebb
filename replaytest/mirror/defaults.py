"""What browsers do with elements before any sheet of the page.

Measured in Chromium 156 by asking `getComputedStyle` and `checkVisibility` of an
element of each tag; the tests ask again.
"""

from __future__ import annotations

from collections.abc import Mapping

from replaytest.mirror.forms import takes_several
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

_DISPLAYS = {
    "block": """address article aside blockquote body center dd details dialog dir div
        dl dt fieldset figcaption figure footer form frame frameset h1 h2 h3 h4 h5 h6
        header hgroup hr html legend listing main menu nav ol optgroup option p
        plaintext pre search section ul xmp""",
    "none": """area base basefont datalist head link meta noembed noframes param rp
        script style template title""",
    "inline-block": "button input marquee meter progress select textarea",
    "list-item": "li",
    "contents": "slot",
    "ruby": "ruby",
    "table": "table",
    "table-caption": "caption",
    "table-column": "col",
    "table-column-group": "colgroup",
    "table-row-group": "tbody",
    "table-cell": "td th",
    "table-footer-group": "tfoot",
    "table-header-group": "thead",
    "table-row": "tr",
}
_BY_TAG = {tag: told for told, tags in _DISPLAYS.items() for tag in words(tags)}
_BY_ITS_STATE = words("dialog audio input summary rt")
# Their children are for browsers that do not know the element, or are no boxes.
_WITHOUT_CONTENT = words(
    "canvas video audio meter progress iframe frame datalist img input textarea"
)
_NO_BOX = words("embed noscript")
_NO_BOX_IN_SVG = words("title desc style script metadata tspan")


def display(mirror: Mirror, node: Node) -> str:
    """Return the `display` that an element has if no sheet says any."""
    if node.is_svg and node.tag != "svg":
        return "block" if node.tag in ("text", "foreignobject") else "inline"
    attributes = node.attributes
    hidden = attributes.get("hidden")
    if hidden is not None and hidden.lower() != "until-found":
        return "none"
    if node.tag in _BY_ITS_STATE or "popover" in attributes:
        return _by_state(mirror, node)
    return _BY_TAG.get(node.tag, "inline")


def _by_state(mirror: Mirror, node: Node) -> str:
    attributes = node.attributes
    if node.tag == "dialog" and not {"open", "rr_open_mode"} & attributes.keys():
        return "none"
    # Recordings do not say which popovers are open.
    if "popover" in attributes or (
        node.tag == "audio" and "controls" not in attributes
    ):
        return "none"
    if node.tag == "input" and attributes.get("type", "").lower() == "hidden":
        return "none"
    parent = mirror.parent(node)
    within = "" if parent is None else parent.tag
    if node.tag == "summary":
        return "list-item" if within == "details" else "block"
    if node.tag == "rt":
        return "ruby-text" if within == "ruby" else "inline"
    return _BY_TAG.get(node.tag, "inline")


def shows_child(parent: Node, child: Node) -> bool:
    """Say whether a box of `parent` has one of `child` in it."""
    if child.tag in _NO_BOX or _has_no_box_in_svg(parent, child):
        return False
    if parent.tag == "iframe" and child.kind == NodeType.DOCUMENT:
        return True
    if _has_content_of_its_own(parent):
        return False
    if parent.attributes.get("hidden", "").lower() == "until-found":
        return False
    closed = parent.tag == "details" and "open" not in parent.attributes
    return not closed or child is first_summary(parent)


def first_summary(details: Node) -> Node | None:
    """Return the summary that a details element shows when closed."""
    return next((child for child in details.children if child.tag == "summary"), None)


def content_text(content: str, attributes: Mapping[str, str]) -> str:
    """Return the text of a `content` value: strings and `attr()`, "" with all else.

    After a slash stands what is to be read aloud instead.
    """
    import tinycss2

    tokens = [
        token
        for token in tinycss2.parse_component_value_list(content, skip_comments=True)
        if token.type != "whitespace"
    ]
    slash = next((n for n, t in enumerate(tokens) if t.serialize() == "/"), -1)
    tokens = tokens[slash + 1 :]
    parts = []
    for token in tokens:
        if token.type == "string":
            parts.append(token.value)
        elif token.type == "function" and token.lower_name == "attr":
            name = "".join(each.serialize() for each in token.arguments).strip()
            parts.append(attributes.get(name, ""))
        else:
            return ""
    return "".join(parts)


def _has_content_of_its_own(parent: Node) -> bool:
    """Say whether an element shows something else than its children."""
    if parent.tag == "select":
        return not takes_several(parent)
    if parent.tag == "object":
        return "data" in parent.attributes
    return parent.tag in _WITHOUT_CONTENT and not parent.is_svg


def _has_no_box_in_svg(parent: Node, child: Node) -> bool:
    if not child.is_svg or child.tag not in _NO_BOX_IN_SVG:
        return False
    return child.tag != "tspan" or parent.tag not in ("text", "tspan", "textpath", "a")
