"""How elements are shown, as far as reading needs it and without layout.

From the browser's own sheet, the recorded sheets and inline styles: `display`,
`visibility`, `white-space`, and the text of `::before` and `::after`. Known limits:
sheets that were not recorded, variables, `:hover` and the like, sizes, clipping,
colours and what is in front of what are not seen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from replaytest.mirror import defaults
from replaytest.mirror.match import Matcher
from replaytest.mirror.media import media_matches
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.rules import Rule, declaration, rules_of
from replaytest.mirror.slots import Slots
from replaytest.mirror.style import declarations
from replaytest.rrweb import NodeType

_DESKTOP = (1280.0, 720.0)
_FLEXIBLE = ("flex", "grid", "inline-flex", "inline-grid")
_BLOCK = {"inline": "block", "inline-block": "block", "inline-flex": "flex"}

Declared = dict[str, tuple[str, bool]]


@dataclass(frozen=True, slots=True)
class Look:
    """`display`, `visibility` and `white_space` as computed; `shown`: is there a box.

    `shown` is what `checkVisibility()` says: it knows `display` of all around, closed
    details and fallback content, and not `visibility`. Other than there, an element
    with `display: contents` is shown if it would be with a box. `in_row` is whether
    what is in it is laid out by flex or grid, where nothing is `inline`.
    """

    display: str
    visibility: str
    shown: bool
    white_space: str = "normal"
    in_row: bool = False


class Looks:
    """The looks of the elements of a page, at one moment."""

    def __init__(self, mirror: Mirror) -> None:
        self.mirror = mirror
        self.slots = Slots(mirror)
        self._looks: dict[int, Look] = {}
        self._scopes: dict[int, Node] = {}
        self._sheets: dict[int, _Sheet] = {}
        self._collect()

    def look(self, node: Node) -> Look:
        """Return the look of an element; that of a text is its parent's."""
        chain = []
        found: Node | None = node
        while found is not None and found.id not in self._looks:
            chain.append(found)
            found = self.slots.around(found)
        around = None if found is None else self._looks[found.id]
        outer = found
        for each in reversed(chain):
            around = self._looks[each.id] = self._look(each, outer, around)
            outer = each
        return self._looks[node.id]

    def is_visible(self, node: Node) -> bool:
        """Say whether an element has a box and is visible."""
        look = self.look(node)
        return look.shown and look.visibility == "visible"

    def scope(self, node: Node) -> Node | None:
        """Return the document or shadow host in whose tree a node is."""
        return self._scopes.get(node.id)

    def generated(self, node: Node, place: str) -> str:
        """Return the text that a sheet puts "before" or "after" what is in `node`."""
        declared = self._declared(node, place)
        content = declared.get("content", ("none", False))[0]
        display = declared.get("display", ("inline", False))[0]
        hidden = declared.get("visibility", ("", False))[0] == "hidden"
        if content in ("none", "normal") or display == "none" or hidden:
            return ""
        text = defaults.content_text(content, node.attributes)
        if not text:
            return ""
        block = display != "inline" or self.look(node).in_row
        return f" {text} " if block or _is_out_of_flow(declared) else text

    def _look(self, node: Node, outer: Node | None, around: Look | None) -> Look:
        if node.kind != NodeType.ELEMENT:
            # A frame begins anew, other than that it is not there if its iframe is not.
            shown = around is None or around.shown
            if node.kind == NodeType.DOCUMENT or around is None:
                return Look("block", "visible", shown)
            return around
        declared = self._declared(node, "")
        display = self._display(node, declared, around)
        inherited = around.visibility if around is not None else "visible"
        told = declared.get("visibility", ("inherit", False))[0]
        visibility = told if told in ("visible", "hidden", "collapse") else inherited
        shown = (around is None or around.shown) and display != "none"
        if shown and outer is not None:
            shown = defaults.shows_child(outer, node) and not self.slots.is_unslotted(
                node
            )
        white_space = _white_space(node, declared, around)
        around_in_row = around is not None and around.in_row
        in_row = around_in_row if display == "contents" else display in _FLEXIBLE
        return Look(display, visibility, shown, white_space, in_row)

    def _display(self, node: Node, declared: Declared, around: Look | None) -> str:
        told = declared.get("display", ("", False))[0].lower()
        if told == "inherit" and around is not None:
            told = around.display
        if not told or told in ("revert", "revert-layer") or "var(" in told:
            told = defaults.display(self.mirror, node)
        if told in ("initial", "unset"):
            told = "inline"
        in_row = around is not None and around.in_row
        return _BLOCK.get(told, told) if in_row or _is_out_of_flow(declared) else told

    def _declared(self, node: Node, pseudo: str) -> Declared:
        """Return what sheets and the style attribute declare, the winners only."""
        found: list[tuple[tuple[int, ...], Declared]] = []
        scope = self._scopes.get(node.id)
        if scope is not None and scope.id in self._sheets:
            found += self._sheets[scope.id].of(node, pseudo, 1)
        if node.shadow is not None and node.id in self._sheets:
            found += self._sheets[node.id].of(node, pseudo, 0)
        slot = self.slots.slot_of(node) if self._has_shadow_sheets else None
        if slot is not None:
            host = self.mirror.parent(node)
            if host is not None and host.id in self._sheets:
                found += self._sheets[host.id].of(node, pseudo, 0)
        found.sort(key=lambda each: each[0])
        style = "" if pseudo else node.attributes.get("style", "")
        inline = _of_attribute(style) if style else {}
        return _cascade([*(each for _, each in found), inline])

    def _collect(self) -> None:
        """Find the sheets of each document and shadow root, and who is in which."""
        self._has_shadow_sheets = False
        document = self.mirror.document
        texts: dict[int, list[str]] = {}
        stack = [] if document is None else [(document, document)]
        while stack:
            node, scope = stack.pop()
            if node.kind == NodeType.DOCUMENT:
                scope = node
            self._scopes[node.id] = scope
            if node.tag in ("style", "link"):
                css = self._css(node)
                if css:
                    texts.setdefault(scope.id, []).append(css)
            stack += [(child, scope) for child in reversed(node.children)]
            if node.shadow is not None:
                stack += [(child, node) for child in reversed(node.shadow)]
        for number in self.mirror.adopted:
            scope_of = self.mirror.get(number)
            if scope_of is not None:
                texts.setdefault(number, []).extend(self.mirror.adopted_css(scope_of))
        for number, css_texts in texts.items():
            self._add_sheet(number, css_texts)

    def _add_sheet(self, number: int, texts: list[str]) -> None:
        scope = self.mirror.get(number)
        if scope is None:
            return
        rules = [rule for css in texts for rule in rules_of(css, self._media)]
        if rules:
            self._sheets[number] = _Sheet(Matcher(self.mirror, scope=scope), rules)
            self._has_shadow_sheets |= scope.kind == NodeType.ELEMENT

    def _css(self, node: Node) -> str:
        media = node.attributes.get("media", "")
        if media and not self._media(media):
            return ""
        return self.mirror.css(node)

    def _media(self, query: str) -> bool:
        width, height = self.mirror.width, self.mirror.height
        size = (width, height) if width and height else _DESKTOP
        return media_matches(query, *size)


class _Sheet:
    """The rules of one scope, by what the element they are about must have."""

    def __init__(self, matcher: Matcher, rules: Iterable[Rule]) -> None:
        self._matcher = matcher
        self._by_key: dict[tuple[str, str], list[tuple[int, Rule]]] = {}
        for order, rule in enumerate(rules):
            self._by_key.setdefault(_key(rule), []).append((order, rule))

    def of(
        self, node: Node, pseudo: str, context: int
    ) -> Iterator[tuple[tuple[int, ...], Declared]]:
        """Yield what matching rules declare, with what they are to be sorted by."""
        attributes = node.attributes
        keys = [
            ("", pseudo),
            (node.tag, pseudo),
            ("#" + attributes.get("id", ""), pseudo),
        ]
        keys += [("." + each, pseudo) for each in attributes.get("class", "").split()]
        for key in dict.fromkeys(keys):
            for order, rule in self._by_key.get(key, ()):
                if self._matcher.matches(node, rule.selector):
                    rank = (context, rule.layer, *rule.selector.specificity, order)
                    yield rank, rule.declared


def _key(rule: Rule) -> tuple[str, str]:
    """Return what an element must have to match: an id, a class or a tag; and where."""
    found = ""
    for test in rule.selector.compounds[0][1]:
        if test.kind == "id":
            return "#" + test.name, rule.selector.pseudo_element
        if test.kind == "class":
            found = "." + test.name
        elif test.kind == "tag" and not found:
            found = test.name
    pseudo = rule.selector.pseudo_element
    return found, "" if pseudo == "slotted" else pseudo


def _cascade(layers: Iterable[Declared]) -> Declared:
    found: Declared = {}
    for declared in layers:
        for name, told in declared.items():
            if told[1] or not found.get(name, ("", False))[1]:
                found[name] = told
    return found


def _of_attribute(style: str) -> Declared:
    found: Declared = {}
    for name, value in declarations(style).items():
        told = declaration(f"{name}: {value}")
        if told is not None:
            found[told[0]] = told[1:]
    return found


def _white_space(node: Node, declared: Declared, around: Look | None) -> str:
    told = declared.get("white-space", ("", False))[0]
    if told and told != "inherit" and "var(" not in told:
        return told
    if node.tag in ("pre", "listing", "xmp", "textarea"):
        return "pre"
    return "normal" if around is None else around.white_space


def _is_out_of_flow(declared: Declared) -> bool:
    position = declared.get("position", ("", False))[0]
    floats = declared.get("float", ("none", False))[0]
    return position in ("absolute", "fixed") or floats in ("left", "right")
