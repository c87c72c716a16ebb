"""A long style sheet leaves a browser once, and stands in each recording that shows it."""

from __future__ import annotations

import pytest

import replaytest
from replaytest.capture.sheets import Sheets
from tests.support.pages import Answer, Pages

RULES = "".join(
    f".a{n}::before {{ content: '“{n}”'; margin: {n}px }}\n" for n in range(3000)
)
HTML = "<!doctype html><link rel=stylesheet href=/long.css>{}<p class=a1>one"


@pytest.fixture
def sent(monkeypatch):
    """The sizes of all batches, as they leave the page."""
    sizes = []
    opened = Sheets.opened

    def noted(self, batch, nonce):
        sizes.append(len(batch))
        return opened(self, batch, nonce)

    monkeypatch.setattr(Sheets, "opened", noted)
    return sizes


@pytest.fixture
def site():
    answers = {"/long.css": Answer(RULES, kind="text/css")}
    answers["/changed"] = HTML.format(
        "<script>document.styleSheets[0].deleteRule(0)</script>"
    )
    with Pages({f"/{n}": HTML.format("") for n in range(3)} | answers) as pages:
        yield pages.url.rstrip("/")


def sheets_in(told):
    """Yield what an event, or a part of one, has of style sheets."""
    if isinstance(told, dict):
        if "_cssText" in told:
            yield told["_cssText"]
        told = list(told.values())
    for each in told if isinstance(told, list) else ():
        yield from sheets_in(each)


def visit(browser, site, folder, names):
    with (
        browser.new_context() as context,
        replaytest.record(context, folder=folder) as recording,
    ):
        page = context.new_page()
        for name in names:
            page.goto(f"{site}/{name}")
            page.wait_for_timeout(400)
    (path,) = recording.paths
    return [
        css for _, event in replaytest.read(path).events() for css in sheets_in(event)
    ]


def test_it_is_sent_once_and_is_in_all_that_is_recorded(browser, site, sent, tmp_path):
    first = visit(browser, site, tmp_path / "first", [0, 1])
    assert len([size for size in sent if size > 100_000]) == 1
    sent.clear()
    second = visit(browser, site, tmp_path / "second", [2])
    assert max(sent) < 20_000
    assert len(first) == 2
    assert len({*first, *second}) == 1
    assert first[0].count("::before") == 3000


def test_one_that_a_script_has_changed_is_another(browser, site, tmp_path):
    (whole,) = visit(browser, site, tmp_path / "first", [0])
    (changed,) = visit(browser, site, tmp_path / "second", ["changed"])
    assert whole.endswith(changed)
    assert changed.count("::before") == 2999
