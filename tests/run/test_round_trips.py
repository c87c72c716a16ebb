"""What a step asks the browser for: a machine that is busy takes long for each."""

from __future__ import annotations

import asyncio
from collections import Counter

import pytest

import replaytest
from replaytest.diff.noise import Noise
from replaytest.run.model import Options
from replaytest.run.session import redrive
from tests.support.driven import driven
from tests.support.pages import Pages

FORM = """<!doctype html><meta charset=utf-8><title>Berth</title>
<label>Boat <input name=boat></label><button>Book</button><p id=said>nothing</p>
<script>
document.querySelector("button").onclick = () => {
  said.textContent = document.querySelector("input").value;
};
</script>"""
# Two documents with equal numbers: the first is left some time after the click.
SOON = """<!doctype html><meta charset=utf-8><title>Gate</title><button>Open</button>
<script>
document.querySelector("button").onclick = () => setTimeout(() => {
  location.href = "/hall";
}, 300);
</script>"""
HALL = """<!doctype html><meta charset=utf-8><title>Hall</title><button>Close</button>
<script>
document.querySelector("button").onclick = (event) => {
  event.target.textContent = "Closed";
};
</script>"""
# Of Playwright's protocol: what a page is asked, and what is done to it.
ASKED = ("evaluateExpression", "evaluateExpressionHandle", "isVisible", "focus")


@pytest.fixture(scope="module")
def chromium():
    with driven() as made:
        yield made


@pytest.fixture
def messages(chromium, monkeypatch):
    """List the messages to the browser by their method: "> fill", and when answered."""
    connection = chromium.browser._impl_obj._connection
    name = "send_message_to_server"
    if not hasattr(connection, name):
        pytest.skip("another Playwright: messages are not counted")
    found: list[str] = []
    send = getattr(connection, name)

    def listed(owner, method, *more, **named):
        found.append(f"> {method}")
        answer = send(owner, method, *more, **named)
        if asyncio.isfuture(answer):
            answer.add_done_callback(lambda _: found.append(f"< {method}"))
        return answer

    monkeypatch.setattr(connection, name, listed)
    return found


@pytest.fixture
def again(chromium, messages, tmp_path):
    """Do `work` in a tab at the first of some pages, and again: that is what was sent."""

    async def main(url, work, mask):
        context = await chromium.browser.new_context()
        folder = tmp_path / "recorded"
        async with replaytest.record(context, folder=folder, mask=mask) as recording:
            tab = await context.new_page()
            await tab.goto(url)
            await work(tab)
        await context.close()
        messages.clear()
        made = replaytest.read(recording.paths[0])
        options = Options(base_url=url, folder=tmp_path / "run", noise=Noise())
        return await redrive(made, chromium.browser, options)

    def done(served, work, mask=None):
        with Pages(served) as pages:
            run = chromium.run(main(pages.url + "/", work, mask))
        assert run.verdict == "matched", (run.at_step, run.why)

    return done


@pytest.fixture
def sent(again, messages):
    """Book a boat and do it again; count the messages by their method."""

    async def work(tab):
        await tab.get_by_label("Boat").fill("Gull")
        await tab.get_by_role("button").click()

    again({"/": FORM}, work, mask=0)
    return Counter(each[2:] for each in messages if each.startswith(">"))


def test_a_step_takes_three_round_trips(sent):
    assert sent["goto"] == sent["fill"] == sent["click"] == 1
    # Each: what has the page become, and where is the element. At the end once more
    # what it has become, and what is still to be recorded.
    told = {method: sent[method] for method in ASKED}
    assert told["evaluateExpressionHandle"] == 2
    # A page that is late is asked more than once.
    assert told["evaluateExpression"] <= 2 + 2 + 3, told
    assert told["isVisible"] == told["focus"] == 0
    # Of pages that had no stream nobody waits for one, and bodies are kept here.
    assert sent["newCDPSession"] == 0
    assert sent["body"] > 0


@pytest.mark.usefixtures("sent")
def test_an_element_is_asked_for_before_it_is_known_that_the_page_is_as_it_was(
    messages,
):
    if "< fill" not in messages:
        pytest.skip("another Playwright: its answers are not seen")
    between = messages[messages.index("< fill") : messages.index("> click")]
    asked = ["> evaluateExpression", "> evaluateExpressionHandle"]
    assert [each for each in between if "evaluate" in each][:3] == [
        *(*asked, "< evaluateExpression")
    ]


def test_what_was_guessed_of_a_page_is_nothing_once_it_is_another(again, messages):
    async def work(tab):
        await tab.get_by_role("button", name="Open").click()
        await tab.get_by_role("button", name="Close").click()

    again({"/": SOON, "/hall": HALL}, work)
    assert messages.count("> click") == 2
