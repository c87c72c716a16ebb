"""The pytest plugin's entry: options, the marker, the public fixture.

Light on purpose: with recording off nothing else of replaytest is imported, and
Playwright is not touched.
"""

from __future__ import annotations

import os
from collections.abc import Awaitable
from typing import TYPE_CHECKING, Any

import pytest

from replaytest.config import ATTACH, DEFAULT_DIR, KEEP, Options, resolve
from replaytest.errors import UsageError

if TYPE_CHECKING:
    from replaytest.plugin.recording import RecordingPlugin

pytest_plugins = ["replaytest.plugin.redrive"]
NAME = "replaytest-recording"

OPTIONS = {
    "record_sessions": "record every Playwright page of every test",
    "record_sessions_keep": (
        "which recordings stay: recent (default: the last 3 passed ones of each test, "
        "failed ones for 30 days), failed, or all"
    ),
    "record_sessions_dir": (
        "folder of the recordings, relative to the rootdir, or a URL such as "
        f"s3://bucket/folder to which they are copied (default: {DEFAULT_DIR})"
    ),
    "record_sessions_level": (
        "what is masked: 0 secrets only, with bodies and storage, to be done again; 1 "
        "fields (default), 2 fields and every text, 3 sections blocked, 4 nothing "
        "recorded; more rules in [tool.replaytest.mask]"
    ),
    "record_sessions_sample": (
        "share of the passed tests whose recordings stay, from 0 to 1 (default: 1)"
    ),
    "record_sessions_seed": (
        "number from which pages draw their random values, so that a re-drive can draw "
        "the same ones (default: pages draw as ever)"
    ),
    "record_sessions_strict": "fail the run when a secret is found in a recording",
    "record_sessions_encrypt": (
        "encrypt recordings, each with a key of its own kept outside the store"
    ),
    "record_sessions_attach": (
        "whose rules attachments in JUnit XML follow: gitlab, jenkins, azure, or auto "
        "(default: the CI that runs this; no attachment tags outside of one); off "
        "attaches replays to no report at all"
    ),
    "mask_secret": (
        "name of an environment variable whose value is masked wherever it stands; "
        "may be repeated"
    ),
}
CHOICES = {"record_sessions_keep": KEEP, "record_sessions_attach": ATTACH}
FLAGS = {"record_sessions", "record_sessions_strict", "record_sessions_encrypt"}
UPDATE, UPDATES = "--update-snapshots", "replaytest_update_snapshots"
METAVARS = {
    "record_sessions_dir": "DIR",
    "record_sessions_level": "LEVEL",
    "record_sessions_sample": "SHARE",
    "record_sessions_seed": "N",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("replaytest", "session recording")
    for name, text in OPTIONS.items():
        parser.addini(name, text, default="")
        flag = "--" + name.replace("_", "-")
        # Plain flags: with an optional value, `pytest --record-sessions tests/` would
        # take `tests/` for the value.
        if name in FLAGS:
            group.addoption(flag, dest=name, action="store_true", help=text)
        elif name in CHOICES:
            group.addoption(flag, dest=name, choices=CHOICES[name], help=text)
        elif name == "mask_secret":
            group.addoption(flag, dest=name, action="append", metavar="NAME", help=text)
        else:
            group.addoption(flag, dest=name, metavar=METAVARS[name], help=text)


@pytest.hookimpl(trylast=True)
def pytest_load_initial_conftests(parser: pytest.Parser) -> None:
    # Last, for suites and other plugins have a flag of this name too: it is theirs
    # then, and means the same to us.
    if UPDATE in parser.parse_known_and_unknown_args([UPDATE])[1]:
        parser.getgroup("replaytest").addoption(
            UPDATE,
            dest=UPDATES,
            action="store_true",
            help="renew the baselines of session_recording.assert_dom that differ",
        )


def pytest_configure(config: pytest.Config) -> None:
    config.addinivalue_line(
        "markers",
        "record_session(enabled=True, *, level=None, sample=None): "
        "record_session(False) leaves this test out of --record-sessions, level and "
        "sample are as --record-sessions-level and --record-sessions-sample.",
    )
    try:
        options = _options(config)
        if not options.enabled or config.option.collectonly or config.option.help:
            return
        from replaytest.plugin.recording import RecordingPlugin

        plugin = RecordingPlugin(config, options)
    except UsageError as error:
        raise pytest.UsageError(str(error)) from error
    config.pluginmanager.register(plugin, NAME)


class SessionRecording:
    """The recording of the test that runs; does nothing where none is made."""

    def __init__(
        self, plugin: RecordingPlugin | None, request: pytest.FixtureRequest
    ) -> None:
        self._plugin = plugin
        self._request = request
        self._recorder = plugin.recorder if plugin else None

    @property
    def active(self) -> bool:
        """Whether this test is being recorded."""
        return self._recorder is not None and self._recorder.is_recording

    def annotate(self, name: str, **properties: Any) -> None:
        """Note something at this moment; the replay shows it on its timeline."""
        if self._recorder:
            self._recorder.annotate(name, properties)

    def comment(self, text: str, *, at: float | None = None) -> None:
        """Say something about this moment, or about `at`, as `time.time()` told it."""
        if self._recorder:
            moment = None if at is None else at * 1000
            self._recorder.annotate("comment", {"text": text}, moment)

    def tag(self, *names: str) -> None:
        """Give the recording names by which `replaytest ls --where` finds it."""
        if self._recorder:
            self._recorder.annotate("tag", {"names": list(names)})

    def identify(self, person: str, **properties: Any) -> None:
        """Say who this is a recording of; `replaytest rm --person` finds it by that.

        A pseudonym of `person` is stored; `properties` (`plan="pro"`) as they are.
        """
        if self._recorder:
            from replaytest.mask.person import IDENTIFY, pseudonym

            told = {"person": pseudonym(person), **properties}
            self._recorder.annotate(IDENTIFY, told)

    def mask(self, value: str) -> None:
        """Mask `value` from now on, wherever it stands: a secret made by the test."""
        if self._recorder:
            self._recorder.secrets.add(value)

    def pause(self) -> None:
        """Leave out what happens until `resume`; the replay shows a gap."""
        if self._recorder:
            self._recorder.pause()

    def resume(self) -> None:
        """Go on recording after `pause`."""
        if self._recorder:
            self._recorder.resume()

    def assert_dom(
        self, page: Any, name: str, *, timeout: float = 5_000
    ) -> Awaitable[None]:
        """Fail unless the page's DOM is as in its baseline, retried for `timeout` ms.

        Await it with Playwright's async API. The baseline is a text beside the test,
        `__snapshots__/<file>/<test>/<name>.html`, masked as recordings are; it is
        written by the first run, which fails, and renewed by --update-snapshots.
        What differs between any two runs is left out, see [tool.replaytest.diff]. It
        works without --record-sessions too.

        Raises:
            AssertionError: what differs, in words; or that there was no baseline.
            UsageError: this is no page, or the name is empty.
            CaptureError: the page cannot be read.
        """
        __tracebackhide__ = True
        from replaytest.plugin import snapshots

        config = self._request.config
        return snapshots.assert_dom(
            self._request,
            self._plugin,
            lambda: _options(config),
            page,
            name,
            timeout=timeout,
            update=snapshots.is_update(config, UPDATES),
        )


@pytest.fixture
def session_recording(request: pytest.FixtureRequest) -> SessionRecording:
    """The recording of this test: `annotate`, `comment`, `tag`, `identify`, `mask`…"""
    return SessionRecording(request.config.pluginmanager.get_plugin(NAME), request)


def _options(config: pytest.Config) -> Options:
    return resolve(
        command_line={name: config.getoption(name) for name in OPTIONS},
        environ=os.environ,
        ini=config.getini,
        root=config.rootpath,
    )
