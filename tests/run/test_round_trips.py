"""What a step asks the browser for: a machine that is busy takes long for each."""

from __future__ import annotations

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
# Of Playwright's protocol: what a page is asked, and what is done to it.
ASKED = ("evaluateExpression", "evaluateExpressionHandle", "isVisible", "focus")


@pytest.fixture(scope="module")
def chromium():
    with driven() as made:
        yield made


@pytest.fixture
def sent(chromium, monkeypatch):
    """Count the messages to the browser by their method."""
    connection = chromium.browser._impl_obj._connection
    name = "send_message_to_server"
    if not hasattr(connection, name):
        pytest.skip("another Playwright: messages are not counted")
    found: Counter[str] = Counter()
    send = getattr(connection, name)

    def counted(owner, method, *more, **named):
        found[method] += 1
        return send(owner, method, *more, **named)

    monkeypatch.setattr(connection, name, counted)
    return found


def test_a_step_takes_three_round_trips(chromium, sent, tmp_path):
    async def main(url):
        context = await chromium.browser.new_context()
        folder = tmp_path / "recorded"
        async with replaytest.record(context, folder=folder, mask=0) as recording:
            tab = await context.new_page()
            await tab.goto(url)
            await tab.get_by_label("Boat").fill("Gull")
            await tab.get_by_role("button").click()
        await context.close()
        sent.clear()
        made = replaytest.read(recording.paths[0])
        options = Options(base_url=url, folder=tmp_path / "run", noise=Noise())
        return await redrive(made, chromium.browser, options)

    with Pages({"/": FORM}) as pages:
        run = chromium.run(main(pages.url + "/"))
    assert run.verdict == "matched", (run.at_step, run.why)
    assert sent["goto"] == sent["fill"] == sent["click"] == 1
    # Each: what has the page become, and where is the element. At the end once more
    # what it has become, and what is still to be recorded.
    told = {method: sent[method] for method in ASKED}
    assert told["evaluateExpressionHandle"] == 2
    # A page that is late is asked more than once.
    assert told["evaluateExpression"] <= 2 + 2 + 3, told
    assert told["isVisible"] == told["focus"] == 0
