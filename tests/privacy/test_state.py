"""Zero leaks in what pages store, and in what they tell their analytics.

As in test_canaries.py: a marker stands in each place, and all that is left is searched.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

import replaytest
from replaytest.mask.rules import Rules
from replaytest.replay import write_replay_of
from tests.privacy.harvest import Harvest
from tests.privacy.place import Place, marker
from tests.support.pages import Answer, Pages

LEVELS = (1, 2, 3)
LIBRARIES = ("posthog", "sentry", "dataLayer")
# Name, the level from which it is covered (None: never), the script that plants it.
SCRIPTS: tuple[tuple[str, int | None, str], ...] = (
    ("stored text", 1, "localStorage.a = M"),
    ("stored text of the tab", 1, "sessionStorage.b = M"),
    ("stored token", 1, "localStorage.token = M"),
    ("stored value of JSON", 1, "localStorage.c = S({d: [{e: M}]})"),
    ("stored JSON in JSON", 1, "localStorage.f = S({g: S({h: M})})"),
    (
        "stored JSON that is deep",
        1,
        "localStorage.i = '['.repeat(60) + S(M) + ']'.repeat(60)",
    ),
    ("stored broken JSON", 1, "localStorage.j = '{' + M"),
    ("stored key that is an address", 1, "localStorage[M + '@x.test'] = 1"),
    ("stored key of several words", 1, "sessionStorage['of ' + M] = 1"),
    ("stored key of JSON, an address", 1, "localStorage.k = S({[M + '@x.test']: 1})"),
    ("stored key with a number", 1, "localStorage[M + '-4242'] = 1"),
    ("stored long text", 1, "localStorage.l = M.repeat(900)"),
    ("stored theme that is none", 1, "localStorage.theme = M"),
    ("stored password under a kept key", 1, "localStorage.password = M"),
    ("stored below a secret name", 1, "localStorage.m = S({auth: {step: M}})"),
    ("stored under a kept key", 3, "localStorage.step = M"),
    ("stored key", 3, "localStorage[M] = 1"),
    ("database called an address", 1, "indexedDB.open(M + '@x.test')"),
    ("value of a cookie", 1, "document.cookie = 'n=' + M"),
    ("path of a cookie", 1, "document.cookie = 'o=1; path=/state/' + M"),
    ("name of a cookie, an address", 1, "document.cookie = M + '@x=1'"),
    ("name of a cookie", 3, "document.cookie = M + '=1'"),
    ("property of a call", 2, "posthog.capture('p', {q: M})"),
    ("address in a property", 1, "posthog.capture('p', {r: M + '@x.test'})"),
    ("password of a call", 1, "posthog.capture('p', {password: M})"),
    ("inner token of a call", 1, "posthog.capture('p', {s: {access_token: M}})"),
    ("name of a person", 1, "posthog.capture('p', {firstName: M})"),
    ("key of a property, an address", 1, "posthog.capture('p', {[M + '@x.test']: 1})"),
    ("key of several words", 2, "posthog.capture('p', {['of ' + M]: 1})"),
    ("name of an event, an address", 1, "posthog.capture(M + '@x.test')"),
    ("name of an event", None, "posthog.capture(M)"),
    ("value of a data layer", 2, "dataLayer.push({event: 't', u: M})"),
    ("e-mail of a data layer", 1, "dataLayer.push({event: 't', user_email: M})"),
    ("what is no event", 1, "dataLayer.push({v: M})"),
    ("value that an error quotes", 1, "Sentry.captureException(Error(`no '${M}'`))"),
    ("password in an error", 1, "Sentry.captureException(Error('password: ' + M))"),
    ("message of an error", 2, "Sentry.captureException(Error('no ' + M))"),
    ("token in a message", 1, "Sentry.captureMessage('token=' + M)"),
    ("password of a note", 1, "replaytest.annotate('w', {password: M})"),
    ("address in a note", 1, "replaytest.annotate('w', {x: M + '@x.test'})"),
    ("value of a note", 2, "replaytest.annotate('w', {y: M})"),
)
HTTP_ONLY = Place("value of a cookie that no script sees", 1)
PLACES = (*(Place(name, level) for name, level, _ in SCRIPTS), HTTP_ONLY)
HEAD = """
  const S = JSON.stringify;
  window.posthog = {capture() {}};
  window.Sentry = {captureException() {}, captureMessage() {}};
  window.dataLayer = [];
"""


def page() -> str:
    planted = [
        f"try {{ const M = {json.dumps(marker(name))}; {script} }} catch {{}}"
        for name, _, script in SCRIPTS
    ]
    script = "\n".join([HEAD, *planted])
    return f"<!doctype html><script>{script}</script><h1>Hello"


@pytest.fixture(scope="module")
def site() -> Iterator[Pages]:
    cookie = f"sid={marker(HTTP_ONLY.name)}; HttpOnly; Path=/"
    answers = {
        "/state/page": Answer(page(), headers={"Set-Cookie": cookie}),
        "/state/next": Answer("<!doctype html><h1>Next"),
    }
    with Pages(answers) as pages:
        yield pages


def leaked(browser, site, folder: Path, **rules) -> set[str]:
    """Record a visit of two pages; return the places whose markers are left."""
    context = browser.new_context()
    asked = Rules(record_analytics=LIBRARIES, keep_keys=("step", "password"), **rules)
    with replaytest.record(context, folder=folder / "it", mask=asked) as recording:
        tab = context.new_page()
        for name in ("page", "next", "next"):
            tab.goto(f"{site.url}/state/{name}")
        tab.evaluate("localStorage.setItem('changed', localStorage.getItem('a'))")
    context.close()
    write_replay_of(recording.paths, folder / "replay.html")
    return Harvest(PLACES).folder(folder).names


@pytest.fixture(scope="module")
def left(browser, site, tmp_path_factory) -> dict[int, set[str]]:
    """What is left at each level."""
    return {
        level: leaked(browser, site, tmp_path_factory.mktemp("left"), level=level)
        for level in LEVELS
    }


@pytest.mark.parametrize("level", LEVELS)
def test_no_covered_place_is_left(left, level):
    covered = {place.name for place in PLACES if place.is_covered_at(level)}
    assert left[level] & covered == set()


@pytest.mark.parametrize("level", LEVELS)
def test_what_is_not_covered_is_what_the_table_says(left, level):
    """The positive control: a marker that is found nowhere proves nothing."""
    shown = {place.name for place in PLACES if not place.is_covered_at(level)}
    assert shown - left[level] == set()


def test_tokens_say_no_more_than_shapes(browser, site, tmp_path):
    covered = {place.name for place in PLACES if place.is_covered_at(1)}
    assert leaked(browser, site, tmp_path, tokens="same") & covered == set()
