"""A recording may say anything: it reads no file, asks no other host, breaks no run."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

import replaytest
from replaytest.errors import CaptureError, UsageError
from replaytest.run.address import Addresses
from replaytest.run.context import hosts_of, only_of, sane
from replaytest.run.hosts import Hosts
from replaytest.run.model import Options
from replaytest.run.session import redrive
from tests.mirror.events import START, event
from tests.redrive.acts import arrive, form, our, our_key, planned, settings, value
from tests.support.builders import write_recording
from tests.support.driven import driven
from tests.support.pages import Pages
from tests.support.traps import traps

PAGE = """<!doctype html><title>t</title><body><form><input name="a"><button></button>
</form><input type="file">"""
ELSEWHERE = [
    "file:///etc/passwd",
    "javascript:fetch('TRAP/script')",
    "chrome://version",
    "view-source:file:///etc/passwd",
    "data:text/html,<img src='TRAP/data'>",
    "blob:TRAP/1",
    "about:config",
    "ftp://127.0.0.1/",
    "TRAP/",
    "http://[",
    "\x00http://TRAP",
    "http://" + "x" * 3_000_000,
]


@pytest.fixture(scope="module")
def drive():
    with driven() as made:
        yield made


@pytest.fixture(scope="module")
def site():
    with Pages({"/": PAGE, "/a": PAGE}) as running:
        yield running


def runs(drive, site, *recordings, network="live"):
    """Re-drive invented recordings, each a list of events, all at once."""

    async def one(number, events):
        path = Path(f"{number}.replaytest").absolute()
        write_recording(path, events, started_at=START, end={"ended_at": START + 9000})
        asked = Options(base_url=site.url, folder=Path("runs"), network=network)
        try:
            return await redrive(replaytest.read(path), drive.browser, asked)
        except CaptureError as error:
            return error

    async def all_of_them():
        return await asyncio.gather(*(one(*each) for each in enumerate(recordings)))

    return drive.run(all_of_them())


def test_no_run_goes_where_a_recording_says(drive, site):
    with traps() as laid:
        trap = f"http://127.0.0.1:{laid.ports['127.0.0.1']}"
        there = [each.replace("TRAP", trap) for each in ELSEWHERE]
        home = form()
        home[0]["data"]["href"] = f"{site.url}/"
        told = [event(0, 0), *home, event(1, 5)]
        found = runs(
            drive,
            site,
            *([*told, *arrive(500, each)] for each in there[:4] + there[8:9]),
        )
        assert laid.sprung == []
    assert [run.verdict for run in found] == ["blocked"] * len(found)
    assert found[0].why == "a run goes to no such address: 'file:///etc/passwd'"
    assert found[-1].why.endswith("is not allowed (--allow)")


@pytest.mark.parametrize("url", ELSEWHERE, ids=lambda url: url[:20])
@pytest.mark.parametrize("hosts", [Hosts(("localhost:1",)), None])
def test_addresses_that_are_not_gone_to(url, hosts):
    addresses = Addresses(planned(), "http://localhost:1", hosts)
    live = addresses.live(url.replace("TRAP", "http://localhost:2"))
    refusal = addresses.refusal(live)
    assert len(refusal) < 200
    if hosts is not None or not live.startswith("http"):
        assert refusal
    assert addresses.refusal("http://localhost:1/x") == ""
    assert addresses.refusal("about:blank") == ""


def test_a_host_elsewhere_is_named_by_the_user_and_not_by_the_recording():
    def base_url(url):
        return Addresses(planned(*arrive(0, url))).base_url

    elsewhere = base_url("http://192.168.0.1/admin")
    with pytest.raises(UsageError, match=r"192\.168\.0\.1, which is not this machine"):
        hosts_of(elsewhere, Options())
    named = hosts_of(elsewhere, Options(base_url="http://192.168.0.1"))
    assert named.may_send("GET", "192.168.0.1:80")
    assert not named.may_send("POST", "192.168.0.1:80")
    assert hosts_of(elsewhere, Options(network="stub")) == Hosts()
    assert hosts_of(base_url("file:///x"), Options()).read == ()


def test_what_is_stored_for_other_hosts_is_not_restored():
    hosts = Hosts.of("http://localhost:1", ())
    cookies = [{"name": "a", "domain": d} for d in ("localhost", ".bank.example", "")]
    origins = [
        {"origin": origin, "localStorage": []}
        for origin in (
            "http://localhost:1",
            "http://localhost:2",
            "https://bank.example",
        )
    ]
    assert only_of(hosts, {"cookies": cookies, "origins": origins}) == {
        "cookies": cookies[:1],
        "origins": origins[:1],
    }


ABSURD = [
    {"viewport": {"width": 10**9, "height": 10**9}},
    {"viewport": {"width": -1, "height": "x"}},
    {"viewport": [1]},
    {"deviceScaleFactor": 1e9},
    {"deviceScaleFactor": True},
    {"locale": "x" * 100_000},
    {"locale": {"a": 1}},
    {"timezone": "Mars/Phobos"},
    {"timezone": "../../etc/passwd"},
    {"colorScheme": "plaid"},
    {"reducedMotion": "very"},
    {"touch": 7},
    {"userAgent": "Chrome/1\r\nX-Evil: 1"},
    {"userAgent": "Chrome/" + "x" * 100_000},
]


@pytest.mark.parametrize("absurd", ABSURD, ids=lambda each: f"{each!r:.40}")
def test_settings_that_no_browser_can_have_are_left_out_and_said(absurd):
    notes = []
    sound = {"locale": "de-AT", "touch": True, "viewport": {"width": 9, "height": 9}}
    assert sane({**sound, **absurd}, notes.append) == {
        name: value for name, value in sound.items() if name not in absurd
    }
    assert len(notes) == 1
    assert len(notes[0]) < 200


def test_hostile_settings_values_and_files_break_no_run(drive, site):
    home = form()
    home[0]["data"]["href"] = f"{site.url}/"
    start = [event(0, 0), *home, event(1, 5)]
    everything = {name: v for each in ABSURD for name, v in each.items()}
    files = [
        {"name": "../../../etc/passwd", "type": "x" * 10_000, "size": 10**15}
        for _ in range(50)
    ]
    found = runs(
        drive,
        site,
        [*start[:-1], settings(1, **everything), start[-1]],
        [*start, value(100, 10, "x" * 100_000)],
        [*start, our_key(100, 10, "o", "Control"), our_key(200, 10, "F12", "Meta")],
        [*start, our_key(100, 10, "\x00" * 1000, "Nothing")],
        [*start, our("files", 100, 43, files=files)],
        [*start, our("pointer", 100, 43, type="click", fx=1e300, fy="x")],
    )
    assert all(not isinstance(each, CaptureError) for each in found)
    assert "left out" in found[0].notes[0]
    assert {each.verdict for each in found} <= {"matched", "diverged", "blocked"}
