"""Use the canary site: scripts run, people type, and what was there is noted."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

from tests.privacy.drive import page_of
from tests.privacy.place import Place
from tests.privacy.site import POPUPS, CanarySite

BEGUN_MS = 700
# Everything a page is made of, as one text: what is in it is alive.
DUMP = """() => {
  const out = [], seen = new Set();
  const sheets = (list) => { for (const sheet of list) try { for (const rule of sheet.cssRules) out.push(rule.cssText); } catch {} };
  const walk = (node) => {
    if (!node?.nodeType || seen.has(node)) return;
    seen.add(node);
    out.push(node.nodeName, node.nodeValue ?? "");
    for (const { name, value } of node.attributes ?? []) out.push(`${name}=${value}`);
    if (node.childElementCount === 0) out.push(node.textContent);
    if (typeof node.value === "string") out.push(node.value);
    for (const { name } of node.files ?? []) out.push(name);
    for (const child of node.childNodes) walk(child);
    if (node.content) walk(node.content);
    walk(node.shadowRoot);
    sheets(node.styleSheets ?? []);
    sheets(node.adoptedStyleSheets ?? []);
    if (node.nodeType === 10) out.push(node.publicId);
    if (node.nodeType === 9) out.push(node.title, node.URL, ...(node.defaultView?.said ?? []));
    try { walk(node.contentDocument); } catch {}
  };
  walk(document);
  return out.join("\\n");
}"""


@dataclass
class Visit:
    """What was in the pages, and what went wrong while using them."""

    evidence: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


def visit(
    context: Any, site: CanarySite, places: Iterable[Place], *, popups: bool = True
) -> Visit:
    """Open every page, do everything in it, and leave the pages open."""
    done = Visit()
    context.set_default_timeout(20_000)  # a machine may be busy
    page = context.new_page()
    page.goto(site.main_url)
    documents = {"main": page}
    if popups:
        documents |= open_popups(page, site, places)
    page.wait_for_timeout(BEGUN_MS)
    for frame in page.frames[1:]:
        documents.setdefault(unquote(urlsplit(frame.url).path[1:]), frame)
    note(context, done)
    for name, document in documents.items():
        run_scripts(document, [p for p in places if p.page == name and p.later], done)
    note(context, done)
    use(documents, [place for place in places if place.act], done)
    page.wait_for_timeout(300)
    note(context, done)
    done.faults += [
        line
        for text in done.evidence
        for line in text.split("\n")
        if line.startswith("fault: ")
    ]
    return done


def open_popups(page: Any, site: CanarySite, places: Iterable[Place]) -> dict[str, Any]:
    opened = {}
    for name in POPUPS:
        with page.expect_popup() as popup:
            page.evaluate("url => { window.open(url) }", site.popup_url(name))
        popup.value.wait_for_load_state()
        opened[name] = popup.value
    with page.expect_popup() as popup:
        page.evaluate(
            "html => { const d = window.open('').document; d.open(); d.write(html); d.close(); }",
            site.document("blank popup"),
        )
    opened["blank popup"] = popup.value
    return opened


def run_scripts(document: Any, places: list[Place], done: Visit) -> None:
    """Run what the places do later, one after the other."""
    if not places:
        return
    page_of(document).bring_to_front()
    steps = ",".join(
        f"[{json.dumps(p.value)}, {json.dumps(p.id)}, async (M, ID, E) => {{{p.later}}}]"
        for p in places
    )
    faults = document.evaluate(
        f"""async () => {{
            const faults = [];
            for (const [M, ID, run] of [{steps}])
                try {{ await run(M, ID, document.getElementById(ID)); }} catch (error) {{ faults.push(`${{ID}} ${{error}}`); }}
            await soon(100);
            return faults;
        }}"""
    )
    names = {place.id: place.name for place in places}
    for fault in faults:
        ident, _, error = fault.partition(" ")
        done.faults.append(f"{names[ident]}: {error}")


def use(documents: dict[str, Any], places: list[Place], done: Visit) -> None:
    """Have a person do what the places say."""
    front = None
    for place in places:
        document = documents[place.page]
        # Firefox draws only the page in front, and only in that one can be clicked.
        if page_of(document) is not front:
            front = page_of(document)
            front.bring_to_front()
        try:
            place.act(document, place)  # type: ignore[misc]
        except Exception as error:
            done.faults.append(f"{place.name}: {str(error)[:300]}")


def note(context: Any, done: Visit) -> None:
    for page in context.pages:
        done.evidence.append(page.url)
        done.evidence.append(page.evaluate(DUMP))
        for frame in page.frames[1:]:
            try:
                inside = frame.frame_element().evaluate(
                    "e => Boolean(e.contentDocument)"
                )
                if not inside:
                    done.evidence.append(frame.evaluate(DUMP))
            except Exception as error:
                if "detached" not in str(error):
                    done.faults.append(f"a frame: {error}")
