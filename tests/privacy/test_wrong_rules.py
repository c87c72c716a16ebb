"""No rule can make the recorder throw: the page goes on, and what is covered stays so.

What cannot be followed is followed at level 2, where every text is masked.
"""

from __future__ import annotations

import warnings
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

import replaytest
from replaytest.api import ReplaytestWarning
from replaytest.errors import UsageError
from replaytest.mask.rules import Rules
from tests.privacy.harvest import Harvest
from tests.privacy.places import PLACES
from tests.privacy.site import CanarySite
from tests.privacy.visit import visit

# Some of each table will do: that all are covered is shown elsewhere.
SOME = tuple(
    place
    for place in PLACES
    if place.page in ("main", "frame", "foreign")
    and not place.act
    and not place.kind.startswith("known")
    and "team" not in place.html + place.later
)[::6]
FEW = SOME[::2]

INVALID = {
    "a selector of nothing but colons": Rules(mask=(":::",)),
    "an open bracket": Rules(mask=("[",)),
    "a selector cut off": Rules(block=("div >",)),
    "a pseudo-class that no browser knows": Rules(ignore=(":nonsense(a)",)),
    "an unmask that is none": Rules(unmask=("*", "..a")),
    "a rule in place of a selector": Rules(mask=("a{} b",)),
    "markup in place of a selector": Rules(mask=("</script><script>alert(1)",)),
    "a quote": Rules(mask=("'",), block=('"',)),
    "a null character": Rules(mask=("\0", "a\0b[")),
    "half a surrogate pair": Rules(mask=("\ud83d[",)),
    "one wrong among many": Rules(mask=(*(f".a{n}" for n in range(500)), "!!")),
}
ABSURD = {
    "ten thousand selectors": Rules(mask=tuple(f".a{n}" for n in range(10_000))),
    "a very long selector": Rules(mask=("a " * 20_000 + "a",)),
    "selectors within selectors": Rules(mask=(":not(" * 200 + "a" + ")" * 200,)),
    "attributes that are none": Rules(attributes=("*", " ", "__proto__", "[", "")),
    "attributes kept that are none": Rules(keep_attributes=("constructor", "ⅷ")),
    "globs of nothing but stars": Rules(block_urls=("*" * 200 + "nowhere",)),
    "globs with signs": Rules(block_urls=("(", "[a-", "\\", "?{")),
    "a page that is ignored as a whole": Rules(ignore=("html",)),
}
SCRIPTS_THAT_GIVE_NONE = {
    "is no JavaScript": "this is no JavaScript (",
    "throws": "(() => { throw new Error('wrong') })()",
    "gives a number": "42",
    "gives nothing": "undefined",
    "is empty": "",
    "ends what is around it": "1); throw 2; (1",
}
SCRIPTS_THAT_MASK_WRONGLY = {
    "throws when it is called": "() => { throw new Error('wrong') }",
    "returns a number": "() => 42",
    "returns nothing": "() => {}",
    "returns an object that throws": "() => ({ toString() { throw 1 } })",
    "returns a promise": "async (text) => text",
    "is a class": "class {}",
    "throws something odd": "() => { throw null }",
    "needs the element": "(text, element) => element.nowhere.to.be.found",
    "recurses": "function again(text) { return again(text) }",
}


COUNTER = """() => {
  document.body.innerHTML = "<button>0</button>";
  document.querySelector("button").onclick = (event) => { event.target.textContent++ };
}"""


@pytest.fixture(scope="module")
def site() -> Iterator[CanarySite]:
    with CanarySite(FEW, frames=("frame", "foreign")) as running:
        yield running


@pytest.fixture(scope="module")
def whole_site() -> Iterator[CanarySite]:
    with CanarySite(SOME) as running:
        yield running


def leaks(
    browser: Any,
    site: CanarySite,
    rules: Rules,
    store: Path,
    level: int,
    *,
    popups: bool = False,
) -> set:
    """Record a visit; the page must not notice. Return what leaks of `level`."""
    context = browser.new_context()
    errors: list[str] = []
    context.on("weberror", lambda error: errors.append(str(error.error)))
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", ReplaytestWarning)
        with replaytest.record(context, folder=store / "it", mask=rules) as recording:
            done = visit(context, site, site.places, popups=popups)
            page = context.pages[0]
            page.evaluate(COUNTER)
            page.bring_to_front()
            page.click("button")
            assert page.inner_text("button") == "1"
    context.close()
    assert done.faults == []
    # The place "message of an error" throws on purpose.
    assert [error for error in errors if "Qz7k" not in error] == []
    assert recording.paths, "nothing was recorded"
    covered = {place.name for place in site.places if place.is_covered_at(level)}
    return Harvest(site.places).folder(store).names & covered


def script(text: str, tmp_path: Path) -> Rules:
    path = tmp_path / "mask.js"
    path.write_text(text)
    return Rules(script=str(path))


@pytest.mark.parametrize("what", INVALID)
def test_selector_that_no_browser_knows_masks_every_text(browser, site, tmp_path, what):
    assert leaks(browser, site, INVALID[what], tmp_path, level=2) == set()


@pytest.mark.parametrize("what", ABSURD)
def test_absurd_rules_are_followed(browser, site, tmp_path, what):
    assert leaks(browser, site, ABSURD[what], tmp_path, level=1) == set()


@pytest.mark.parametrize("what", SCRIPTS_THAT_GIVE_NONE)
def test_script_that_gives_no_function_masks_every_text(browser, site, tmp_path, what):
    rules = script(SCRIPTS_THAT_GIVE_NONE[what], tmp_path)
    assert leaks(browser, site, rules, tmp_path / "store", level=2) == set()


@pytest.mark.parametrize(
    ("text", "rules", "level"),
    [
        ("this is no JavaScript (", Rules(mask=("'",), block=('"',)), 2),
        ("() => { throw null }", Rules(ignore=("html",), attributes=("*", "[")), 1),
    ],
    ids=["that give none", "that are absurd"],
)
def test_wrong_rules_hold_in_every_frame_and_popup(
    browser, whole_site, tmp_path, text, rules, level
):
    """Two visits of all; the others keep to few documents, which takes a third."""
    rules = replace(rules, script=script(text, tmp_path).script)
    store = tmp_path / "store"
    assert leaks(browser, whole_site, rules, store, level, popups=True) == set()


def test_script_that_is_missing_masks_every_text(browser, site, tmp_path):
    rules = Rules(script=str(tmp_path / "nowhere.js"))
    assert leaks(browser, site, rules, tmp_path / "store", level=2) == set()


@pytest.mark.parametrize("level", [1, 2])
@pytest.mark.parametrize("what", SCRIPTS_THAT_MASK_WRONGLY)
def test_script_that_masks_wrongly_is_done_without(
    browser, site, tmp_path, what, level
):
    rules = script(SCRIPTS_THAT_MASK_WRONGLY[what], tmp_path).at_level(level)
    assert leaks(browser, site, rules, tmp_path / "store", level=level) == set()


@pytest.mark.parametrize(
    "table",
    [
        {"level": 7},
        {"level": "high"},
        {"mask": 3},
        {"mask": ["a{}"]},
        {"masks": ["a"]},
        {"tokens": "odd"},
        {"patterns": {"a": "("}},
        {"patterns": {"a": ""}},
        {"patterns": ["a"]},
        {"file_names": "yes"},
        {"script": 1},
        {"function": "no.such.module:function"},
    ],
    ids=str,
)
def test_wrong_table_is_refused_before_anything_is_recorded(page, table):
    with pytest.raises(UsageError):
        replaytest.record(page.context, mask=table)
