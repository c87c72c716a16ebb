"""From a node of the live mirror to the element in the page."""

from __future__ import annotations

from typing import Any

from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.rrweb import NodeType

# Told without another round trip. What is no element, or not to be known, is not.
_IF_SHOWN = """node => {
    const box = node?.getBoundingClientRect?.();
    const seen = box?.width && box.height && node.checkVisibility;
    return seen && node.checkVisibility({ visibilityProperty: true }) ? node : null;
  }"""
# A frame of the same origin is recorded by the recorder of its parent.
_NODE = f"""([id, shown]) => {{
  const ifShown = {_IF_SHOWN};
  let top = window;
  try {{
    while (top !== top.parent && top.parent.document) top = top.parent;
  }} catch {{}}
  const node = top[Symbol.for("replaytest")]?.node(id) ?? null;
  return shown ? ifShown(node) : node;
}}"""
# A path of child numbers from the document down; "shadow" enters a shadow root.
_WALK = f"""([path, shown]) => {{
  const ifShown = {_IF_SHOWN};
  let node = document;
  for (const step of path) {{
    node = step === "shadow" ? node?.shadowRoot : node?.childNodes[step];
  }}
  return shown ? ifShown(node) : node ?? null;
}}"""


async def element_of(
    page: Any, mirror: Mirror, node_id: int, *, shown: bool = False
) -> Any | None:
    """Return the `ElementHandle` of a node, None if the page does not have it.

    With `shown` None too for one that nobody sees, or of which that is not known. The
    recorder of a page knows its nodes and those of frames of its origin; in frames of
    other origins the way down to the node is followed.
    """
    host, path = _host(mirror, node_id)
    if host is None:
        return await element_on(page, node_id, shown=shown)
    frame_element = await element_of(page, mirror, host.id)
    frame = await frame_element.content_frame() if frame_element else None
    if frame is None:
        return None
    # Asked in its own frame: Playwright clicks relative to that.
    found = await element_on(frame, node_id, shown=shown)
    return found or await _element(frame, _WALK, [path, shown])


def is_framed(mirror: Mirror, node_id: int) -> bool:
    """Say whether a node is in a frame of its page."""
    return _host(mirror, node_id)[0] is not None


async def element_on(where: Any, node_id: int, *, shown: bool = False) -> Any | None:
    """Return the element that a page or frame has for a node of its own document."""
    return await _element(where, _NODE, [node_id, shown])


async def _element(where: Any, script: str, argument: Any) -> Any | None:
    handle = await where.evaluate_handle(script, argument)
    found = handle.as_element()
    if found is None:
        await handle.dispose()
    return found


def _host(mirror: Mirror, node_id: int) -> tuple[Node | None, list[int | str]]:
    """Return the frame that a node is in, and the way to it in there."""
    node = mirror.get(node_id)
    document, path = (None, []) if node is None else _way(mirror, node)
    return (mirror.parent(document) if document is not None else None), path


def _way(mirror: Mirror, node: Node) -> tuple[Node | None, list[int | str]]:
    """Return the document that a node is in, and the way from it down to the node."""
    path: list[int | str] = []
    while node.kind != NodeType.DOCUMENT:
        parent = mirror.parent(node)
        if parent is None:
            return None, path
        if node in parent.children:
            path.append(parent.children.index(node))
        else:
            path += [(parent.shadow or []).index(node), "shadow"]
        node = parent
    path.reverse()
    return node, path
