"""The page as HTML text that does nothing: to be looked at, parsed, or compared.

What is left out is told in inert.py, how text is escaped in markup.py. Scripts stay as
empty elements, so that selectors find the same siblings. No recursion, and time linear
in the page: frames deeper than `_FRAMES` are empty, because each level escapes all the
text within it once more.
"""

from __future__ import annotations

from collections.abc import Iterator

from replaytest.mirror import inert, markup
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.mirror.words import words
from replaytest.rrweb import NodeType

VOID = words(
    """area base basefont bgsound br col embed frame hr img input keygen link meta param
    source track wbr"""
)
_FRAMES = 12
# Their text ends at their end tag only, so what lies in them is not written out.
_EMPTIED = words("script noscript noembed noframes xmp")
# A second lock, for parsers that read our text in a way we did not think of.
_POLICY = (
    '<meta http-equiv="Content-Security-Policy" content="script-src \'none\';'
    " object-src 'none'; connect-src 'none'; worker-src 'none'; form-action 'none'\">"
)


def html(mirror: Mirror, node: Node | None = None, *, ids: bool = False) -> str:
    """Return the page, or the subtree of `node`, as inert HTML; "" before a page.

    A document gets a Content-Security-Policy that forbids scripts, and the standard
    doctype if it has none and is not recorded as in quirks mode. With `ids` each
    element has its node id as `data-node`.
    """
    start = mirror.document if node is None else node
    return "" if start is None else markup.encodable(_Writer(mirror, ids).write(start))


class _FrameEnd:
    """Stands on the stack where the innermost frame ends."""


class _Writer:
    def __init__(self, mirror: Mirror, ids: bool) -> None:
        self._mirror = mirror
        self._ids = ids
        self._out: list[str] = []
        self._outer: list[list[str]] = []

    def write(self, start: Node) -> str:
        stack: list[Node | str | _FrameEnd] = [start]
        while stack:
            item = stack.pop()
            if isinstance(item, str):
                self._out.append(item)
            elif isinstance(item, _FrameEnd):
                self._end_frame()
            elif item.kind == NodeType.ELEMENT:
                stack += reversed(list(self._element(item)))
            elif item.kind == NodeType.DOCUMENT:
                stack += reversed(list(_document(item)))
            elif item.kind == NodeType.DOCTYPE:
                self._out.append(markup.doctype(item))
            elif item.kind == NodeType.COMMENT:
                self._out.append(markup.comment(item.content))
            else:
                self._out.append(markup.escape_text(item.content))
        return "".join(self._out)

    def _element(self, node: Node) -> Iterator[Node | str | _FrameEnd]:
        """Write the start tag, and yield what is to be written after it, in order."""
        tag = inert.valid_tag(node)
        self._out.append(self._start_tag(node, tag))
        if tag == "iframe":
            yield from self._frame(node)
        elif tag not in VOID:
            if node.shadow is not None:
                yield '<template shadowrootmode="open">'
                yield from node.shadow
                yield from self._adopted(node)
                yield "</template>"
            yield from self._content(node, tag)
            yield f"</{tag}>"

    def _start_tag(self, node: Node, tag: str) -> str:
        found = inert.attributes(self._mirror, node, tag)
        if self._ids:
            found["data-node"] = str(node.id)
        told = "".join(
            f' {name}="{markup.escape_attribute(value)}"'
            for name, value in found.items()
        )
        return f'<iframe sandbox=""{told}' if tag == "iframe" else f"<{tag}{told}>"

    def _content(self, node: Node, tag: str) -> Iterator[Node | str]:
        if tag in _EMPTIED:
            return
        if tag == "style":
            yield markup.css_for_style(self._mirror.css(node), svg=bool(node.is_svg))
        elif tag == "textarea":
            # The parser drops one newline after the start tags of these.
            yield "\n" + markup.escape_text(self._mirror.value(node) or "")
        elif tag == "title":
            # A parser finds no comments or elements in here, whatever we write.
            yield markup.escape_text(node.text_content())
        elif tag == "html":
            yield from self._page(node)
        else:
            if tag in ("pre", "listing") and _begins_with_newline(node):
                yield "\n"
            yield from node.children

    def _page(self, node: Node) -> Iterator[Node | str]:
        """Yield what is in `html`: in its head the policy first, made sheets last."""
        head = next((each for each in node.children if each.tag == "head"), None)
        if head is None:
            yield f"<head>{_POLICY}</head>"
        for child in node.children:
            if child is not head:
                yield child
                continue
            yield self._start_tag(head, "head") + _POLICY
            yield from head.children
            yield from self._adopted(self._mirror.parent(node))
            yield "</head>"

    def _adopted(self, node: Node | None) -> Iterator[str]:
        sheets = [] if node is None else self._mirror.adopted_css(node)
        return (f"<style>{markup.css_for_style(sheet)}</style>" for sheet in sheets)

    def _frame(self, node: Node) -> Iterator[Node | str | _FrameEnd]:
        inside = next((n for n in node.children if n.kind == NodeType.DOCUMENT), None)
        if inside is None or len(self._outer) >= _FRAMES:
            yield "></iframe>"
            return
        self._outer.append(self._out)
        self._out = []
        yield inside
        yield _FrameEnd()

    def _end_frame(self) -> None:
        inside = markup.escape_attribute("".join(self._out))
        self._out = self._outer.pop()
        self._out.append(f' srcdoc="{inside}"></iframe>')


def _document(node: Node) -> Iterator[Node | str]:
    recorded = any(child.kind == NodeType.DOCTYPE for child in node.children)
    if not recorded and node.compat_mode != "BackCompat":
        yield "<!DOCTYPE html>"
    yield from node.children


def _begins_with_newline(node: Node) -> bool:
    first = node.children[0] if node.children else None
    return first is not None and first.content.startswith("\n")
