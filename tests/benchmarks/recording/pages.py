"""The pages of our own workloads, made here and the same each time."""

from __future__ import annotations

import random
import struct
import zlib
from collections.abc import Iterator

from tests.support.pages import Answer

FORMS = 6
IMAGES = 200
CSS_BYTES = 1_000_000
STORM_FRAMES = 300
_COLORS = [
    "red",
    "yellow",
    "blue",
    "green",
    "pink",
    "brown",
    "purple",
    "white",
    "black",
    "orange",
]
_THINGS = [
    "table",
    "chair",
    "house",
    "bbq",
    "desk",
    "car",
    "pony",
    "cookie",
    "sandwich",
    "burger",
    "pizza",
    "mouse",
]


def table_of_pages(other: str) -> dict[str, str | Answer]:
    """Return path → answer. `other` is the address of an origin of its own."""
    return {
        "/blank": _page("Blank", "<p>Nothing to see.</p>"),
        **{f"/form/{number}": _form(number) for number in range(1, FORMS + 1)},
        "/form/7": _page("Done", "<h1>Done</h1>"),
        "/table": _page("Table", _TABLE),
        "/storm": _page("Storm", _STORM.replace("FRAMES", str(STORM_FRAMES))),
        "/typing": _typing(),
        "/styled": _styled(),
        "/styles.css": Answer(_css(), kind="text/css"),
        **dict(_images()),
        "/frames": _frames(other),
        "/frame": _page("Frame", _FRAME),
    }


def _page(title: str, body: str, head: str = "") -> str:
    return f"<!doctype html><title>{title}</title>{head}<body>{body}"


def _form(number: int) -> str:
    fields = "".join(
        f"""<p><label>Field {at}<input name=f{at} placeholder="Field {at}"></label>
        <label><input type=checkbox name=c{at}>Box {at}</label>
        <select name=s{at} aria-label="Choice {at}">
        {"".join(f"<option>Option {each}</option>" for each in range(8))}</select></p>"""
        for at in range(20)
    )
    menu = "".join(f"<li><a href=/form/{at}>Step {at}</a></li>" for at in range(1, 7))
    return _page(
        f"Step {number}",
        f"""<nav><ul>{menu}</ul></nav><h1>Step {number}</h1><output></output>
        <form action=/form/{number + 1}>{fields}<button>Next</button></form>
        <script>
        const out = document.querySelector("output");
        document.querySelector("form").addEventListener("input", (event) => {{
          event.target.closest("p").className = "touched";
          out.textContent = document.querySelectorAll(".touched").length + " touched";
        }});
        </script>""",
    )


# The operations and the markup of js-framework-benchmark (keyed, no framework).
_TABLE = f"""<style>table {{ width: 100%; border-collapse: collapse }}
td {{ border-top: 1px solid #ddd; padding: 8px }} .danger {{ background: #f2dede }}</style>
<div class=container><div class=jumbotron><div id=buttons></div></div>
<table class="table table-hover table-striped test-data"><tbody></tbody></table></div>
<script>
const colors = {_COLORS}, things = {_THINGS};
const body = document.querySelector("tbody"), template = document.createElement("tr");
template.innerHTML = `<td class="col-md-1"></td><td class="col-md-4"><a></a></td>
<td class="col-md-1"><a><span class="glyphicon glyphicon-remove"></span></a></td>
<td class="col-md-6"></td>`;
let next = 1;
const size = Number(new URLSearchParams(location.search).get("rows"));
const row = () => {{
  const made = template.cloneNode(true), id = next++;
  made.children[0].textContent = id;
  made.children[1].firstChild.textContent =
    colors[id % 10] + " " + things[id % 12] + " " + (id * 7919) % 1000;
  return made;
}};
const add = (count) => {{ for (let i = 0; i < count; i++) body.append(row()); }};
const operations = {{
  create: () => add(size),
  replace: () => {{ body.textContent = ""; add(size); }},
  update: () => {{
    for (let i = 0; i < body.children.length; i += 10)
      body.children[i].children[1].firstChild.firstChild.data += " !!!";
  }},
  select: () => {{ body.children[1].className = "danger"; }},
  swap: () => {{
    const [a, b, c] = [1, 2, body.children.length - 2].map((i) => body.children[i]);
    body.insertBefore(c, b); body.insertBefore(a, body.children[body.children.length - 1]);
  }},
  remove: () => body.children[4].remove(),
  append: () => add(1000),
  clear: () => {{ body.textContent = ""; }},
}};
for (const [name, run] of Object.entries(operations)) {{
  const button = document.createElement("button");
  button.textContent = name;
  button.onclick = () => {{
    run();
    requestAnimationFrame(() => setTimeout(() => {{ document.title = name; }}));
  }};
  document.getElementById("buttons").append(button);
}}
</script>"""

# 200 changes a frame: texts, attributes, classes, nodes that come, go and move.
_STORM = """<style>main { height: 300px; overflow: hidden; contain: strict } .hot { color: red }</style><main></main><script>
const main = document.querySelector("main");
for (let i = 0; i < 500; i++) main.append(Object.assign(document.createElement("p"), { textContent: i }));
let frame = 0;
function step() {
  for (let i = 0; i < 40; i++) {
    const at = (frame * 37 + i * 11) % 500, each = main.children[at];
    each.firstChild.data = "frame " + frame + " item " + at;
    each.setAttribute("data-at", frame);
    each.classList.toggle("hot");
    each.style.opacity = (frame % 10) / 10;
    if (i % 4 === 0) main.append(each);
    else if (i % 4 === 1) {
      const made = document.createElement("p");
      made.textContent = "new " + frame;
      each.replaceWith(made);
    } else each.title = "seen " + frame;
  }
  if (++frame < FRAMES) requestAnimationFrame(step);
  else document.title = "over";
}
requestAnimationFrame(step);
</script>"""


def _typing() -> str:
    rows = "".join(
        f"<li tabindex=0>Item {at} of a long list, with {at % 17} notes</li>"
        for at in range(1500)
    )
    return _page(
        "Typing",
        f"""<style>ul {{ height: 300px; overflow: auto }} li:hover {{ background: #eee }}
        canvas, textarea, [contenteditable] {{ display: block; width: 600px }}</style>
        <label>Note<textarea rows=8></textarea></label><p id=count></p><ul></ul>
        <div contenteditable role=textbox aria-label=Story>x</div><ul>{rows}</ul>
        <div style="height: 6000px">A long way down</div><script>
        document.querySelector("textarea").oninput = (event) => {{
          document.getElementById("count").textContent = event.target.value.length + " characters";
        }};</script>""",
    )


def _styled() -> str:
    images = "".join(
        f"<figure class=c{at}><img src=/image/{at}.png width=64 height=64 alt='Image {at}'>"
        f"<figcaption>Image {at}</figcaption></figure>"
        for at in range(IMAGES)
    )
    return _page(
        "Styled",
        f"""<button>Next theme</button><main>{images}</main><script>
        let theme = 0;
        document.querySelector("button").onclick = () => {{
          document.body.className = "theme-" + ++theme;
        }};</script>""",
        "<link rel=stylesheet href=/styles.css>",
    )


def _css() -> str:
    made, size, at = [], 0, 0
    while size < CSS_BYTES:
        rule = (
            f".theme-{at % 20} .c{at} > img:hover, .card-{at}::after "
            f"{{ margin: {at % 9}px {at % 7}px; color: #{at * 7919 % 0xFFFFFF:06x}; "
            f"transform: translate({at % 13}px, 0) rotate({at % 360}deg); }}\n"
        )
        made.append(rule)
        size += len(rule)
        at += 1
    return "".join(made)


def _images() -> Iterator[tuple[str, Answer]]:
    for at in range(IMAGES):
        noise = random.Random(at)
        rows = b"".join(b"\0" + noise.randbytes(32 * 3) for _ in range(32))
        yield f"/image/{at}.png", Answer(_png(32, 32, rows), kind="image/png")


def _png(width: int, height: int, rows: bytes) -> bytes:
    """Return an RGB picture; `rows` have their filter byte in front of them."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checked = kind + data
        return (
            struct.pack(">I", len(data))
            + checked
            + struct.pack(">I", zlib.crc32(checked))
        )

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    data = zlib.compress(rows)
    parts = chunk(b"IHDR", head) + chunk(b"IDAT", data) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + parts


_FRAME = """<h1>Inside</h1><label>Name<input></label><button>More</button><ul></ul><script>
document.querySelector("button").onclick = () => {
  for (let i = 0; i < 50; i++)
    document.querySelector("ul").append(Object.assign(document.createElement("li"), { textContent: "Line " + i }));
};
</script>"""


def _frames(other: str) -> str:
    return _page(
        "Frames",
        f"""<iframe name=near src=/frame></iframe><iframe name=next src=/frame></iframe>
        <iframe name=far src="{other}/frame"></iframe><main></main><script>
        customElements.define("x-card", class extends HTMLElement {{
          connectedCallback() {{
            const root = this.attachShadow({{ mode: "open" }}), depth = Number(this.dataset.depth);
            root.innerHTML = `<style>b {{ color: teal }}</style><b>Card</b><button>Count</button><i>0</i>
              <slot></slot>` + (depth ? `<x-card data-depth=${{depth - 1}}></x-card>` : "");
            root.querySelector("button").onclick = () => {{
              const count = root.querySelector("i");
              count.textContent = Number(count.textContent) + 1;
              root.append(document.createElement("hr"));
            }};
          }}
        }});
        for (let i = 0; i < 40; i++)
          document.querySelector("main").insertAdjacentHTML("beforeend",
            `<x-card id=card-${{i}} data-depth=3>Card ${{i}}</x-card>`);
        </script>""",
    )
