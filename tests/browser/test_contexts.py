"""Every way in which a context comes to life is recorded, with no test edited.

All but one are seen in one run of several files.
"""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.once import Ran, run_once
from tests.support.pages import Pages
from tests.support.suites import CONFTEST, SYNC, recordings, texts_of

CHILD = "<p>a child of another origin</p><input id=inside>"
TABLE = {
    "/": "<title>top</title><h1>Hello</h1><script>var secret = 1</script>",
    "/second": "<h1>Second</h1>",
    "/popup": "<h1>Popup</h1>",
    "/shadow": "<x-box></x-box><script>customElements.define('x-box', class extends"
    " HTMLElement { connectedCallback() { const root = this.attachShadow({mode: 'open'});"
    " root.innerHTML = '<em>in the shadow</em>';"
    " setTimeout(() => root.firstChild.textContent = 'changed in the shadow', 20) } })"
    "</script>",
    "/frames": "<h1>Frames</h1><iframe src=/second></iframe>"
    "<iframe srcdoc='<p>from srcdoc</p>'></iframe><iframe id=other></iframe>"
    "<script>document.querySelector('#other').src ="
    " location.href.replace('127.0.0.1', 'localhost').replace('/frames', '/child')"
    "</script>",
    "/child": CHILD,
}

WAYS = {
    "page fixture": """
def test_it(page, url):
    page.goto(url)
""",
    "new_context fixture": """
def test_it(new_context, url):
    new_context().new_page().goto(url)
""",
    "overridden fixtures": """
import pytest

@pytest.fixture
def context(browser):
    context = browser.new_context(viewport={"width": 400, "height": 300})
    yield context
    context.close()

@pytest.fixture
def page(context, url):
    page = context.new_page()
    page.goto(url)
    return page

def test_it(page):
    assert page.title() == "top"
""",
    "navigation in a fixture": """
import pytest

@pytest.fixture(autouse=True)
def _start(page, url): page.goto(url)

def test_it(page): assert page.title() == "top"
""",
    "browser.new_context": """
def test_it(browser, url):
    context = browser.new_context()
    context.new_page().goto(url)
    context.close()
""",
    "browser.new_page, closed": """
def test_it(browser, url):
    page = browser.new_page()
    page.goto(url)
    page.close()
""",
    "persistent context": """
def test_it(browser_type, browser_type_launch_args, tmp_path, url):
    context = browser_type.launch_persistent_context(tmp_path, **browser_type_launch_args)
    context.pages[0].goto(url)
    context.close()
""",
    "own browser, only browser.close": """
def test_it(browser_type, browser_type_launch_args, url):
    browser = browser_type.launch(**browser_type_launch_args)
    browser.new_page().goto(url)
    browser.close()
""",
    "connect_over_cdp": """
import socket

def test_it(browser_type, browser_type_launch_args, url):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = dict(browser_type_launch_args)
    arguments["args"] = [*arguments.get("args", ()), f"--remote-debugging-port={port}"]
    server = browser_type.launch(**arguments)
    browser = browser_type.connect_over_cdp(f"http://127.0.0.1:{port}")
    context = browser.contexts[0] if browser.contexts else browser.new_context()
    context.new_page().goto(url)
    browser.close()
    server.close()
""",
    "set_content": """
def test_it(page):
    page.set_content("<h1>Hello</h1>")
""",
    "browser.new_page, left open": """
def test_it(browser, url):
    browser.new_page().goto(url)
""",
}
MORE = {
    "test_back": """
def test_it(page, url):
    page.goto(url)
    page.goto(url + "/second")
    page.go_back()
    page.reload()
""",
    "test_frames": """
def test_it(page, url):
    page.goto(url + "/frames")
    page.frame_locator("#other").locator("#inside").fill("Planted")
    page.goto(url + "/shadow")
    page.get_by_text("changed in the shadow").wait_for()
""",
    "test_popups": """
def test_it(page, url):
    page.goto(url)
    for opening in ("window.open('/popup')", "window.open('/popup', '', 'noopener')",
                    "window.open().document.write('<h1>Written</h1>')"):
        with page.expect_popup() as popup:
            page.evaluate(f"void {opening}")
        popup.value.wait_for_load_state()
        popup.value.wait_for_timeout(50)
""",
    "test_shared": """
import pytest

@pytest.fixture(scope="module")
def shared(browser, url):
    page = browser.new_page()
    page.goto(url + "/frames")
    yield page
    page.close()

def test_one(shared): shared.frame_locator("#other").locator("#inside").fill("a")
def test_two(shared): shared.frame_locator("#other").locator("#inside").fill("b")
""",
}
FILE_OF = {way: f"test_way_{n:02}" for n, way in enumerate(WAYS)}
FILES = {
    **MORE,
    **{FILE_OF[way]: source for way, source in WAYS.items()},
    # As the last of the ways, it leaves open what it opened.
    "test_two_contexts": """
def test_it(browser, url):
    for _ in range(2):
        browser.new_context().new_page().goto(url)
""",
}
URL = """
import os

@pytest.fixture(scope="session")
def url(): return os.environ["SITE_URL"]
"""


@pytest.fixture(scope="module")
def site() -> Iterator[Pages]:
    with Pages(TABLE) as pages:
        yield pages


@pytest.fixture(scope="module")
def ran(tmp_path_factory, site) -> Ran:
    arguments = (tmp_path_factory, "contexts", FILES, "--record-sessions")
    return run_once(*arguments, conftest=URL, SITE_URL=site.url)


def test_no_test_fails_and_nothing_is_warned_of(ran):
    assert ran.code == 0, ran.output
    assert "replaytest warning" not in ran.output


@pytest.mark.parametrize("way", WAYS)
def test_context_is_recorded(ran, way):
    assert ran.outcomes(FILE_OF[way]) == {"PASSED": 1}
    found = ran.recordings(FILE_OF[way])
    assert len(found) == 1
    assert "Hello" in texts_of(found[0])
    assert found[0].finished
    assert not found[0].gaps
    assert not found[0].problems


def test_context_of_a_remote_server_is_recorded(pytester, site, monkeypatch, tmp_path):
    executable = Path(sys.executable)
    options = "import json; from replaytest.browser.launch import launch_options as o; "
    arguments = subprocess.check_output(
        [executable, "-c", options + "print(json.dumps(o()))"], text=True
    )
    config = tmp_path / "launch.json"
    config.write_text(
        json.dumps(
            {
                "executablePath" if key == "executable_path" else key: value
                for key, value in json.loads(arguments).items()
            }
            | {"headless": True}
        )
    )
    server = subprocess.Popen(
        [
            executable,
            *("-m", "playwright", "launch-server", "--browser", "chromium"),
            *("--config", str(config)),
        ],
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert server.stdout
        address = server.stdout.readline().strip()
        monkeypatch.setenv("SITE_URL", site.url)
        pytester.makeconftest(CONFTEST + URL)
        pytester.makepyfile(
            test_it=f"""
def test_it(browser_type, url):
    browser = browser_type.connect({address!r})
    browser.new_page().goto(url)
    browser.close()
"""
        )
        result = pytester.runpytest_subprocess(*SYNC, "--record-sessions")
        assert "replaytest warning" not in result.stdout.str()
        result.assert_outcomes(passed=1)
    finally:
        # The server proper is a child of what was started here.
        os.killpg(server.pid, signal.SIGTERM)
        server.wait()
        server.stdout.close()
    found = recordings(pytester.path / ".replaytest")
    assert "Hello" in texts_of(found[0])


def test_popups_of_all_kinds_are_tabs_of_their_session(ran):
    [recording] = ran.recordings("test_popups")
    assert [tab.opener for tab in recording.tabs] == [None, 1, 1, 1]
    by_tab = dict.fromkeys(range(1, 5), "")
    for tab, event in recording.events():
        by_tab[tab] += str(event)
    assert "Popup" in by_tab[2]
    assert "Popup" in by_tab[3]
    assert "Written" in by_tab[4]


def test_frames_and_shadow_roots_are_in_their_tabs_stream(ran):
    [recording] = ran.recordings("test_frames")
    said = texts_of(recording)
    for text in ("Second", "from srcdoc", "a child of another origin", "in the shadow"):
        assert text in said
    assert "changed in the shadow" in said
    assert "Planted" not in said
    assert "Xxxxxxx" in said


def test_frames_of_another_origin_are_in_each_part(ran):
    found = ran.recordings("test_shared")
    assert len(found) == 2
    for recording in found:
        assert "a child of another origin" in texts_of(recording)


def test_back_and_reload_are_recorded(ran):
    [recording] = ran.recordings("test_back")
    pages = [
        event["data"]["href"] for _, event in recording.events() if event["type"] == 4
    ]
    assert [page.rpartition("/")[2] for page in pages] == ["", "second", "", ""]


def test_two_contexts_of_a_test_are_two_recordings_in_one_folder(ran):
    found = ran.recordings("test_two_contexts")
    assert sorted(recording.path.name for recording in found) == [
        "session-2.replaytest",
        "session.replaytest",
    ]
    assert len({recording.path.parent for recording in found}) == 1
