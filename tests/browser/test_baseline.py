"""A page that is open now, compared with its baseline."""

from __future__ import annotations

from dataclasses import replace

import pytest

import replaytest
from replaytest.baseline.check import Asked
from replaytest.baseline.check import checked as checked_inner
from replaytest.baseline.files import load
from replaytest.baseline.live import inner_page
from replaytest.baseline.parse import parsed, reading
from replaytest.browser import instrument
from replaytest.diff.noise import Noise
from replaytest.errors import CaptureError, RecordingDamaged, UsageError
from replaytest.mask.rules import Rules
from replaytest.mask.secrets import Secrets
from tests.support.pages import Answer, Pages

CART = "<head><title>t</title><body><main><h1>Cart</h1><button disabled>Pay</button></main>"


@pytest.fixture
def asked(tmp_path):
    def made(**options):
        paths = (tmp_path / "cart.html", tmp_path / "actual.html")
        return Asked("cart", *paths, **{"timeout": 300} | options)

    return made


def checked(page, asked):
    return checked_inner(inner_page(page), asked)


def test_a_missing_baseline_is_written_and_then_compared_with(page, asked):
    page.set_content(CART)
    assert checked(page, asked()).verdict == "missing"
    assert checked(page, asked()).verdict == "equal"
    page.set_content(CART.replace("disabled", ""))
    outcome = checked(page, asked())
    assert outcome.fails
    assert '  button "Pay": enabled  (in main)' in outcome.message
    assert "<button>Pay</button>" in asked().actual.read_text("utf-8")


def test_a_page_may_become_equal_within_the_timeout(page, asked):
    page.set_content(CART)
    checked(page, asked(update=True))
    page.set_content("<p>Loading")
    page.evaluate(
        "html => { setTimeout(() => document.documentElement.innerHTML = html, 400) }",
        CART,
    )
    assert checked(page, asked(timeout=3000)).verdict == "equal"


def test_a_page_may_navigate_while_it_is_waited_for(page, asked):
    answers = {"/": Answer(CART), "/first": Answer("<p>Wait")}
    with Pages(answers) as site:
        page.goto(site.url)
        assert checked(page, asked(update=True)).verdict == "written"
        page.goto(site.url + "/first")
        page.evaluate("() => { setTimeout(() => location.assign('/'), 300) }")
        assert checked(page, asked(timeout=3000)).verdict == "equal"


def test_only_what_differs_is_renewed(page, asked):
    path = asked().path
    page.set_content(CART)
    assert checked(page, asked(update=True)).verdict == "written"
    stored = path.read_text("utf-8")
    path.write_text(stored.replace("\n", "\n\n"), "utf-8")
    assert checked(page, asked(update=True)).verdict == "equal"
    assert path.read_text("utf-8") == stored.replace("\n", "\n\n")
    path.write_text("something else", "utf-8")
    with pytest.raises(RecordingDamaged, match="line 1"):
        checked(page, asked())
    assert checked(page, asked(update=True)).verdict == "renewed"
    assert path.read_text("utf-8") == stored


def test_it_is_masked_as_recordings_are(page, asked):
    page.set_content("<input value=jane.doe><p>Tea</p><b>topsecret</b>")
    secrets = Secrets()
    secrets.add("topsecret")
    checked(page, asked(update=True, rules=Rules(mask=("p",)), secrets=secrets))
    told = asked().path.read_text("utf-8")
    assert 'value="xxxx.xxx"' in told
    assert "<p>Xxx</p>" in told
    assert "topsecret" not in told


def test_a_baseline_is_never_in_clear(page, asked, tmp_path):
    page.set_content("<input value=jane.doe>")
    rules = replace(Rules(), level=0)
    checked(page, asked(update=True, rules=rules))
    assert 'value="xxxx.xxx"' in asked().path.read_text("utf-8")
    with (
        replaytest.record(page.context, folder=tmp_path / "r", mask=rules),
        pytest.raises(UsageError, match="level 0"),
    ):
        checked(page, asked())


def test_frames_and_shadow_roots_are_in_it(page, asked):
    page.set_content("<div id=host></div><iframe srcdoc='<p>Inside'></iframe>")
    page.evaluate("host.attachShadow({mode: 'open'}).innerHTML = '<i>Shade</i>'")
    checked(page, asked(update=True, timeout=2000))
    told = asked().path.read_text("utf-8")
    assert "<#document>" in told
    assert "<p>Inside</p>" in told
    assert "<#shadow>" in told
    assert "<i>Shade</i>" in told
    assert checked(page, asked(timeout=2000)).verdict == "equal"
    page.frames[1].evaluate("document.querySelector('p').textContent = 'Other'")
    assert checked(page, asked()).verdict == "different"


def test_nothing_is_left_behind_in_a_page_that_nobody_records(page, asked):
    page.set_content(CART)
    checked(page, asked(update=True))
    feed, _ = instrument.kept(inner_page(page).context, "feed", list)
    assert feed.accepts == []
    assert feed.rules == {}


def test_a_block_may_be_recorded_before_within_and_after(page, asked):
    page.set_content(CART)
    with replaytest.record(page.context) as first:
        checked(page, asked(update=True))
        page.get_by_text("Cart").click()
    assert checked(page, asked()).verdict == "equal"
    with replaytest.record(page.context) as second:
        page.get_by_text("Cart").click()
        assert checked(page, asked()).verdict == "equal"
    for recording in (first, second):
        [path] = recording.paths
        events = [event for _, event in replaytest.read(path).events()]
        assert any("'type': 'click'" in str(event["data"]) for event in events)


def test_a_page_that_tells_nothing_is_named(page, asked):
    page.set_content(CART)
    rules = Rules(block_urls=("about:blank",))
    with pytest.raises(CaptureError, match="no DOM to compare"):
        checked(page, asked(rules=rules))


def test_a_page_that_hangs_is_waited_for_no_longer_than_asked(page, asked):
    page.set_content(CART)
    checked(page, asked(update=True))
    page.evaluate(
        "() => { setTimeout(() => { for (const t = Date.now(); Date.now() - t < 1500;); }) }"
    )
    assert checked(page, asked(timeout=4000)).verdict == "equal"


def test_a_baseline_is_a_page_to_compare_with(page, asked):
    page.set_content(CART)
    checked(page, asked(update=True))
    text = load(asked().path)
    assert text is not None
    pages = [parsed(text, Noise(), where="cart.html") for _ in range(2)]
    assert not replaytest.compare(*pages, noise=reading(Noise()))
