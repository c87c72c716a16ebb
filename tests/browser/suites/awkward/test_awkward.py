"""What a user's suite may look like on awkward pages. Run with recording and without,
by test_outcomes.py: every test passes both times."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect


@pytest.fixture
def page(page):
    """A suite's own `page`: an overridden fixture, and `goto` wrapped as suites do."""
    plain = page.goto

    def goto(url, **options):
        options.setdefault("wait_until", "load")
        return plain(url, **options)

    page.goto = goto
    return page


def test_console_messages_are_the_pages_own(page, told):
    page.goto("/plain")
    page.get_by_role("button").click()
    expect(page.get_by_role("heading")).to_have_text("Gone")
    assert told == []


def test_nothing_is_left_in_the_global_scope(page, context):
    page.goto("/plain")
    names = page.evaluate("Object.keys(window)")
    assert [name for name in names if re.search("rrweb|recorder|replay", name)] == []
    assert page.evaluate("sessionStorage.length + localStorage.length") == 0


def test_strict_csp(page, told):
    page.goto("/strict-csp")
    expect(page.get_by_text("no script may run")).to_be_visible()
    # Firefox asks for an icon, and says that the policy forbids it.
    assert [text for text in told if "favicon.ico" not in text] == []


def test_trusted_types(page, told):
    page.goto("/trusted-types")
    expect(page).to_have_title("refused 1")
    assert len(told) <= 1  # Chromium reports the refusal that the page provokes


def test_sandboxed_frames(page, told):
    page.goto("/sandboxed")
    frames = [page.frame_locator("#none"), page.frame_locator("#some")]
    expect(frames[0].locator("p")).to_have_text("no scripts")
    expect(frames[1].locator("p")).to_have_text("ran in null")
    page.wait_for_timeout(300)
    assert told == []


def test_no_frame_comes_and_goes(page):
    seen = []
    page.on("frameattached", lambda frame: seen.append(frame.url))
    page.goto("/watching")
    page.wait_for_timeout(300)
    assert seen == []
    assert set(page.evaluate("added")) <= {"#text", "BODY", "HEAD", "DIV", "SCRIPT"}
    assert page.evaluate("window.length") == 0


def test_javascript_off(browser, base_url):
    context = browser.new_context(java_script_enabled=False, base_url=base_url)
    page = context.new_page()
    page.goto("/plain")
    expect(page.get_by_role("heading")).to_have_text("Plain")
    context.close()


def test_offline(page, context):
    page.goto("/plain")
    context.set_offline(True)
    with pytest.raises(Exception, match="ERR_INTERNET_DISCONNECTED|OFFLINE|Offline"):
        page.goto("/text")
    context.set_offline(False)
    page.goto("/plain")
    expect(page.get_by_role("heading")).to_have_text("Plain")


def test_service_worker(page):
    page.goto("/worker")
    expect(page).to_have_title("ready")
    page.reload()
    answer = page.evaluate("fetch('/from-worker').then(r => r.text())")
    assert answer == "answered by the worker"


def test_fake_clock(page):
    page.clock.install(time=0)
    page.goto("/plain")
    page.evaluate("setTimeout(() => document.title = 'later', 60_000)")
    page.clock.run_for(59_000)
    assert page.title() == "plain"
    page.clock.run_for(2_000)
    assert page.title() == "later"
    assert page.evaluate("Date.now()") < 200_000


def test_fixed_clock(page):
    page.clock.set_fixed_time("2024-02-02T10:00:00")
    page.goto("/plain")
    page.get_by_role("button").click()
    assert page.evaluate("new Date().getFullYear()") == 2024


def test_to_json_on_prototypes(page, told):
    page.goto("/to-json")
    expect(page.locator("p")).to_have_text('"an array"')
    assert page.evaluate("typeof Array.prototype.toJSON") == "function"
    assert told == []


def test_patched_prototypes(page, told):
    page.goto("/patched")
    expect(page.locator("li")).to_have_count(1)
    assert page.evaluate("observersMade()") == 0
    assert told == []


def test_zone(page, told):
    page.goto("/zone")
    expect(page.locator("p")).to_have_text("in the zone")
    assert page.evaluate("window.length") == 0
    assert told == []


def test_page_without_root_element(page, told):
    page.goto("/no-root")
    expect(page.get_by_text("back")).to_be_visible()
    assert told == []


def test_write_storm(page, told):
    page.goto("/write-storm")
    expect(page.locator("#n")).to_have_text("60")
    assert told == []


def test_huge_page(page):
    page.goto("/huge")
    expect(page.locator("li")).to_have_count(25000)
    page.evaluate(
        "document.querySelectorAll('li:nth-child(2n)').forEach(e => e.remove())"
    )
    expect(page.locator("li")).to_have_count(12500)


def test_page_that_throws_in_every_handler(page, told):
    page.goto("/throws")
    page.locator("input").fill("text")
    page.locator("h1").click()
    page.wait_for_timeout(50)
    texts = sorted({text for text in told if text.startswith("error: ")})
    assert "error: click" in texts
    assert [text for text in texts if "mutation" in text] == []
    page.goto("/plain")


def test_messages_are_the_pages_own(page, site):
    page.goto("/messages?child=" + site.other_url + "/child")
    page.frame_locator("iframe").locator("input").fill("typed")
    page.wait_for_timeout(300)
    assert page.evaluate("heard") == ["hello", "hello"]


def test_slow_script(page):
    page.goto("/slow-script", wait_until="commit")
    expect(page.get_by_text("shown early")).to_be_visible()
    expect(page).to_have_title("loaded")


@pytest.mark.parametrize("path", ["/xml", "/svg", "/text"])
def test_documents_that_are_no_html(page, path):
    assert page.goto(path).ok


def test_no_content(page, browser_name):
    page.goto("/plain")
    with pytest.raises(Exception, match="ERR_ABORTED|NS_BINDING_ABORTED|aborted"):
        page.goto("/empty")


def test_download_leaves_the_page_alive(page):
    page.goto("/leave")
    with page.expect_download() as download:
        page.get_by_role("link").click()
    assert download.value.suggested_filename == "table.csv"
    expect(page.locator("p")).not_to_have_text("0")


def test_page_closed_inside_a_handler(page, context):
    page.goto("/plain")
    page.on("console", lambda message: page.close())
    page.evaluate("setTimeout(() => console.log('close me'))")
    page.wait_for_event("close")
    assert page.is_closed()


def test_dialog_while_closing(page):
    page.goto("/plain")
    page.evaluate("setTimeout(() => confirm('sure?'))")
    page.wait_for_timeout(50)
    page.close()


def test_before_unload_dialog(page):
    page.goto("/plain")
    page.get_by_role("button").click()
    page.evaluate("void (onbeforeunload = event => event.preventDefault())")
    page.once("dialog", lambda dialog: dialog.accept())
    page.goto("/text")
    assert page.url.endswith("/text")


def test_endless_loop_can_be_closed(page):
    page.goto("/plain")
    page.evaluate("setTimeout(() => { for (;;); }, 10)")
    page.wait_for_timeout(100)
    page.close()


def test_own_binding_and_init_script(context):
    calls = []
    context.expose_function("note", lambda text: calls.append(text))
    context.add_init_script("note('init')")
    page = context.new_page()
    page.goto("/plain")
    page.evaluate("note('page')")
    assert calls[-1] == "page"
    assert "init" in calls


def test_new_page_of_the_browser(browser, base_url):
    page = browser.new_page(base_url=base_url)
    page.goto("/plain")
    page.get_by_role("button").click()
    page.close()


def test_popup_kinds(page, context):
    page.goto("/plain")
    with page.expect_popup() as same:
        page.evaluate("void window.open('/text')")
    same.value.wait_for_load_state()
    assert same.value.text_content("body") == "just text"
    with page.expect_popup() as blank:
        page.evaluate("window.open().document.write('<b>written</b>')")
    assert blank.value.text_content("b") == "written"
    with page.expect_popup() as apart:
        page.evaluate("void window.open('/plain', '_blank', 'noopener')")
    apart.value.get_by_role("button").click()
    assert len(context.pages) == 4
