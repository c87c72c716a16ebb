"""The mirror's page in the shape that `dom_tree.js` gives a live one."""

from __future__ import annotations

import re
from typing import Any

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.rrweb import NodeType

# As in dom_tree.js, which has the reasons.
_OPAQUE = {"script", "noscript", "style", "link", "meta", "template", "base"}
_SKIPPED = re.compile(
    r"(on.*|rr_.*|value|checked|selected|nonce|integrity|crossorigin|src|srcset|srcdoc"
    r"|sandbox|allow|action|formaction|method|target|ping|autocomplete|autofocus"
    r"|data-rr-is-password|href|xlink:href|_csstext|loading|rel)",
    re.IGNORECASE,
)
_OURS = re.compile(r"rrweb-|:hover")
_STYLES = """texts => {
    const element = document.createElement("p");
    return texts.map((text) => (element.style.cssText = text, element.style.cssText));
}"""


def mirror_tree(mirror: Mirror, page: Any) -> Any:
    """Return the mirror's document; `page` reads declarations as browsers do."""
    if mirror.document is None:
        return None
    found = _children(mirror.document.children)
    styled = list(_styled(found))
    told = page.evaluate(_STYLES, [place[1] for place in styled])
    for place, text in zip(styled, told, strict=True):
        place[1] = text
    for element in _elements(found):
        element["attributes"] = [
            each
            for each in element["attributes"]
            if each[1] or each[0] not in ("class", "style")
        ]
    return found


def _tree(node: Node) -> Any:
    if node.kind == NodeType.TEXT:
        return node.content
    if node.kind != NodeType.ELEMENT or node.tag in _OPAQUE:
        return None
    made: dict[str, Any] = {"name": node.tag, "attributes": _attributes(node)}
    if node.tag == "iframe":
        inner = [child for child in node.children if child.kind == NodeType.DOCUMENT]
        made["document"] = _children(inner[0].children) if inner else None
    elif node.tag != "textarea":
        made["children"] = _children(node.children)
    if node.shadow is not None:
        made["shadow"] = _children(node.shadow)
    return made


def _children(nodes: list[Node]) -> list[Any]:
    """Return what is to be seen of some nodes, texts side by side as one."""
    found: list[Any] = []
    for node in nodes:
        made = _tree(node)
        if isinstance(made, str) and found and isinstance(found[-1], str):
            found[-1] += made
        elif made is not None:
            found.append(made)
    return [each for each in found if each != ""]


def _attributes(node: Node) -> list[list[str]]:
    found = []
    for name, value in sorted(node.attributes.items()):
        if _SKIPPED.fullmatch(name):
            continue
        if name == "class":
            names = [each for each in value.split() if not _OURS.match(each)]
            found.append([name, " ".join(sorted(names))])
        else:
            found.append([name, value])
    return found


def _elements(tree: list[Any]) -> list[dict[str, Any]]:
    stack, found = list(tree), []
    while stack:
        made = stack.pop()
        if isinstance(made, dict):
            found.append(made)
            for part in ("children", "document", "shadow"):
                stack += made.get(part) or ()
    return found


def _styled(tree: list[Any]) -> list[list[str]]:
    attributes = [each for made in _elements(tree) for each in made["attributes"]]
    return [each for each in attributes if each[0] == "style"]


def lowered(tree: Any) -> Any:
    """Return a live tree with tags as rrweb records them."""
    if isinstance(tree, list):
        return [lowered(each) for each in tree]
    if isinstance(tree, dict):
        made = {key: lowered(value) for key, value in tree.items() if key != "name"}
        made["attributes"] = [list(each) for each in tree["attributes"]]
        return made | {"name": tree["name"].lower()}
    return tree
