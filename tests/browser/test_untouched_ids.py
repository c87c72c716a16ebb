"""Events name nodes that the recording has: those made in the same turn as well."""

from __future__ import annotations

import pytest

import replaytest
from tests.support.pages import Pages

HOME = "<!doctype html><title>t</title><input id=first value=a>"
MUTATION, INTERACTION, INPUT = 0, 2, 5
FOCUS, BLUR = 5, 6
# As React does: the value first, then the document.
DETACHED = """async () => {
  const made = document.createElement('input');
  made.value = 'early';
  const never = document.createElement('select');
  never.append(new Option('x'));
  never.selectedIndex = 0;
  await new Promise((done) => setTimeout(done, 20));
  document.body.append(made);
  await new Promise((done) => setTimeout(done, 20));
  made.value = 'early';
  await new Promise((done) => setTimeout(done, 20));
  made.value = 'late';
  await new Promise((done) => setTimeout(done, 20));
}"""
MADE_AND_FOCUSED = """async () => {
  document.getElementById('first').focus();
  await new Promise((done) => setTimeout(done, 20));
  const [one, two] = ['one', 'two'].map((id) => Object.assign(document.createElement('input'), { id }));
  document.body.append(one, two);
  one.focus();
  two.focus();
  await new Promise((done) => setTimeout(done, 20));
}"""


@pytest.fixture(scope="module")
def site():
    with Pages({"/": HOME}) as pages:
        yield pages


@pytest.fixture
def record(context, site, tmp_path):
    """Evaluate a script on a page; return its incremental snapshots."""

    def run(script):
        with replaytest.record(context, folder=tmp_path, mask=0) as recording:
            page = context.new_page()
            page.goto(site.url)
            page.evaluate(script)
        found = replaytest.read(recording.paths[0])
        assert not found.problems
        return [event["data"] for _, event in found.events() if event["type"] == 3]

    return run


def test_input_of_what_is_not_there_is_left_out(record):
    inputs = [each for each in record(DETACHED) if each["source"] == INPUT]
    assert [each["text"] for each in inputs] == ["early", "late"]
    assert all(each["id"] > 0 for each in inputs)


def test_what_is_focused_as_it_is_made_has_an_id(record):
    told = record(MADE_AND_FOCUSED)
    moves = [each for each in told if each["source"] == INTERACTION]
    added = next(each for each in told if each["source"] == MUTATION)
    first = moves[0]["id"]
    one, two = (
        next(add for add in added["adds"] if add["node"]["attributes"]["id"] == name)
        for name in ("one", "two")
    )
    assert [(each["type"], each["id"]) for each in moves] == [
        (FOCUS, first),
        (BLUR, first),
        (FOCUS, one["node"]["id"]),
        (BLUR, one["node"]["id"]),
        (FOCUS, two["node"]["id"]),
    ]
    assert told.index(added) < told.index(moves[2])
