"""A long style sheet is read in slices before the first look, and told as it is then."""

from __future__ import annotations

import pytest

import replaytest
from replaytest.rrweb import EventType
from tests.support.pages import Answer, Pages

COUNT = 20_000
RULES = "".join(f".a{n} {{ margin: {n}px; }}\n" for n in range(COUNT))
IMPORTS = "@import url(/short.css);\n"
# It changes something between the first slices, and notes when it has had a turn.
PAGE = """<!doctype html><title>t</title><link rel=stylesheet href=/long.css>
<script>
const turns = [];
const turn = () => {
  if (turns.push(Date.now()) < 50) setTimeout(turn, 0);
};
addEventListener('DOMContentLoaded', () => {
  turn();
  setTimeout(() => {
    const sheet = document.styleSheets[0];
    const rules = sheet.cssRules;
    CHANGE;
    window.now = [...rules].map((rule) => rule.styleSheet
      ? [...rule.styleSheet.cssRules].map((each) => each.cssText).join('') : rule.cssText);
  }, 0);
});
</script>"""
CHANGED = {
    "a rule that comes": "sheet.insertRule('b { top: 1px }', 1)",
    "a rule that goes": "sheet.deleteRule(1)",
    "what is declared": "rules[1].style.setProperty('margin', '77px')",
    "what is declared no more": "rules[1].style.removeProperty('margin')",
    "a rule of an imported sheet": "rules[0].styleSheet.insertRule('u { top: 2px }')",
}
OTHERWISE = {
    "nothing": "",
    "another sheet": "document.head.append(document.createElement('style'))",
}


@pytest.mark.parametrize("kind", [*CHANGED, *OTHERWISE])
def test_it_is_told_as_it_is_at_the_first_look(browser, kind, tmp_path):
    answers = {
        "/": PAGE.replace("CHANGE", (CHANGED | OTHERWISE)[kind]),
        "/long.css": Answer(IMPORTS + RULES, kind="text/css"),
        "/short.css": Answer("i { top: 3px; }", kind="text/css"),
    }
    with (
        Pages(answers) as pages,
        browser.new_context() as context,
        replaytest.record(context, folder=tmp_path) as recording,
    ):
        page = context.new_page()
        page.goto(pages.url)
        page.wait_for_function("window.now && turns.length === 50")
        expected, turns = page.evaluate("[window.now.join(''), turns]")
    found = replaytest.read(recording.paths[0])
    assert not found.problems
    (look,) = (e for _, e in found.events() if e["type"] == EventType.FULL_SNAPSHOT)
    assert css_of(look["data"]["node"]) == expected
    # A sheet that has changed is read anew, all in one.
    least = 2 if kind in CHANGED else 3
    assert sum(turn <= look["timestamp"] for turn in turns) >= least


def css_of(node):
    own = node.get("attributes", {}).get("_cssText", "")
    return own + "".join(map(css_of, node.get("childNodes", ())))
