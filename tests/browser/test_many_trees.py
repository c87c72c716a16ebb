"""Very many trees come at once, and something private in one of them."""

from __future__ import annotations

import pytest

import replaytest
from tests.support.pages import Pages

PAGE = "<!doctype html><title>t</title><main></main><div id=host></div>"
LINES = """(root) => {
  for (let n = 0; n < 300; n++) {
    const line = document.createElement("p");
    line.textContent = `line ${n}`;
    root.append(line);
  }
}"""
PRIVATE = "<b data-replaytest-mask>Hush Quietly</b><i data-replaytest-block>Shush</i>"
# What is private stands in the tree that is told last, or there is none of it.
INTO = {
    "nothing": "",
    "the page": f"main.firstChild.innerHTML = `{PRIVATE}`;",
    "a shadow tree of its own": f"""
      const inner = main.firstChild.attachShadow({{ mode: "open" }});
      inner.innerHTML = `{PRIVATE}`;""",
    "a shadow tree that was there": f"""
      lines(shadow);
      shadow.querySelector("p + p").innerHTML = `{PRIVATE}`;""",
}


@pytest.mark.parametrize("private", INTO.values(), ids=INTO)
def test_what_is_private_in_one_of_many_trees(context, private):
    with Pages({"/": PAGE}) as pages, replaytest.record(context, folder="r") as record:
        page = context.new_page()
        page.goto(pages.url)
        page.evaluate("host.attachShadow({ mode: 'open' }).innerHTML = '<p>here'")
        page.wait_for_timeout(50)
        page.evaluate(
            f"""() => {{
              const lines = {LINES};
              const main = document.querySelector("main");
              const shadow = document.querySelector("#host").shadowRoot;
              lines(main);
              {private}
            }}"""
        )
    recording = replaytest.read(record.paths[0])
    told = b"".join(recording.unpacked(line) or line for line in recording.lines())
    assert b"line 299" in told
    assert b"Quietly" not in told
    assert b"Shush" not in told
    assert (b"Xxxx Xxxxxxx" in told) == bool(private)
