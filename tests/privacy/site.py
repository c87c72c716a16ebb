"""The pages in which the places are, on two origins of one server.

`/main/…` holds most of them and the frames; popups are opened by `visit.py`.
"""

from __future__ import annotations

import json
from collections.abc import Iterable

from tests.privacy.place import Place
from tests.support.pages import Answer, Pages

HELPERS = """<script>
  window.said = [];
  window.soon = (ms = 50) => new Promise((done) => setTimeout(done, ms));
  window.place = (M, ID, run) => { try { run(M, ID, document.getElementById(ID)); } catch (error) { said.push(`fault: ${ID} ${error}`); } };
  // What is there for a moment only was there all the same.
  new MutationObserver((records) => {
    for (const { type, target, attributeName, addedNodes } of records)
      if (type === "attributes") said.push(target.getAttribute(attributeName));
      else if (type === "characterData") said.push(target.data);
      else for (const node of addedNodes) if (document.readyState === "complete") said.push(node.textContent);
  }).observe(document, { attributes: true, characterData: true, childList: true, subtree: true });
  let typed = ""; // in a frame, as the page around it hears it where Firefox is driven
  addEventListener("keydown", ({ key, target }) => target.localName === "iframe" && said.push((typed += key)));
  { // What is drawn leaves no trace by which a test could see that it was.
    const fill = CanvasRenderingContext2D.prototype.fillText;
    CanvasRenderingContext2D.prototype.fillText = function (text, ...at) { said.push(text); return fill.call(this, text, ...at); };
  }
</script>"""
STYLE = "<style>input, textarea, select, [contenteditable], [tabindex] { min-width: 3em } [contenteditable], [tabindex] { min-height: 1em; display: block }</style>"
# Frames of the main page: name → what holds it.
FRAMES = {
    "frame": '<iframe name="frame" src="{here}/frame"></iframe>',
    "foreign": '<iframe src="{other}/foreign"></iframe>',
    "sandboxed": '<iframe sandbox="allow-scripts" src="{here}/sandboxed"></iframe>',
    "no scripts": '<iframe sandbox="allow-same-origin" src="{here}/no scripts"></iframe>',
    "design mode": '<iframe src="{here}/design mode"></iframe>',
    "plain": '<iframe src="{here}/plain"></iframe>',
    "second document": '<iframe src="{here}/first document"></iframe>',
    "masked frame": '<div class="rr-mask"><iframe src="{here}/masked frame"></iframe></div>',
    "masked foreign": '<div class="rr-mask"><iframe src="{other}/masked foreign"></iframe></div>',
    "blocked foreign": '<div class="rr-block"><iframe src="{other}/blocked foreign"></iframe></div>',
    "written frame": '<iframe id="written"></iframe>',
}
INSIDE = {
    "frame": '<iframe src="{here}/nested"></iframe>',
    "foreign": '<iframe src="{other}/in foreign"></iframe>',
}
POPUPS = ("popup", "foreign popup", "pushed")
WRITE = "<script>{const d = document.getElementById('written').contentDocument; d.open(); d.write(%s); d.close()}</script>"


class CanarySite(Pages):
    """Serves all documents in which `places` are; the main page holds `frames`."""

    def __init__(
        self, places: Iterable[Place], frames: Iterable[str] = tuple(FRAMES)
    ) -> None:
        self.places = tuple(places)
        self._frames = tuple(frames)
        table: dict[str, str | Answer] = {
            "/empty": "<!doctype html><title>empty</title>",
            "/said": "<!doctype html><script>document.write(location.search)</script>",
            "/first document": "<!doctype html><script>setTimeout(() => location.replace('/second document'), 50)</script>",
        }
        super().__init__(table)
        for place in self.places:
            if "/sheet/" in place.head:
                css = f"#sheet::after {{ content: '{place.value}' }}"
                table[f"/sheet/{place.id}.css"] = Answer(css, kind="text/css")
        for name in ({*FRAMES, *POPUPS, "nested", "in foreign"}) - {"written frame"}:
            table[f"/{name}"] = self.document(name)
        table[f"/main/{self._value('path')}"] = self.main()
        # A browser asks for what it has percent-encoded.
        for path in list(table):
            table[path.replace(" ", "%20")] = table[path]

    @property
    def main_url(self) -> str:
        """The address of the main page, with everything that an address can hold."""
        names = ("q", "token", "password", "code", "key", "session", "email", "sig")
        query = "&".join(f"{name}={self._value(name)}" for name in names)
        fragment = (
            f"view={self._value('#view')}&access_token={self._value('#access_token')}"
        )
        return f"{self.url}/main/{self._value('path')}?{self._value('')}&{query}#{fragment}"

    def popup_url(self, name: str) -> str:
        if name != "popup":
            return f"{self.other_url if 'foreign' in name else self.url}/{name}"
        query = f"q={self._value('popup?q')}&token={self._value('popup?token')}"
        return f"{self.url}/popup?{query}#{self._value('popup#fragment')}"

    def main(self) -> str:
        frames = "\n".join(self._here(FRAMES[name]) for name in self._frames)
        if "written frame" not in self._frames:
            return self.document("main", frames)
        written = json.dumps(self.document("written frame")).replace("<", "\\x3c")
        return self.document("main", frames + WRITE % written)

    def document(self, name: str, more: str = "") -> str:
        places = [place for place in self.places if place.page == name]
        fill = [(place, self.url, self.other_url) for place in places]
        head = "\n".join(p.fill(p.head, *urls) for p, *urls in fill if p.head)
        body = "\n".join(
            f"<div>{p.fill(p.html, *urls)}</div>" for p, *urls in fill if p.html
        )
        inside = self._here(INSIDE.get(name, ""))
        setup = "\n".join(
            f"<script>place({_js(p.value)}, {_js(p.id)}, (M, ID, E) => {{{p.setup}}})</script>"
            for p in places
            if p.setup
        )
        return f"<!doctype html><html><head><title>{name}</title>{HELPERS}{STYLE}{head}</head><body>\n{body}\n{inside}{more}\n{setup}</body></html>"

    def _here(self, html: str) -> str:
        return html.replace("{here}", self.url).replace("{other}", self.other_url)

    def _value(self, page: str) -> str:
        return next((p.value for p in self.places if p.page == page), "none")


def _js(value: str) -> str:
    return json.dumps(value).replace("<", "\\x3c")
