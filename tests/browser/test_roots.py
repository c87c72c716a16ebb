"""Pages whose root element is another one, and what is changed in them afterwards."""

from __future__ import annotations

import pytest

import replaytest
from replaytest.store.read import read
from replaytest.timelines import timeline

CLONE = """() => {
  const root = document.documentElement;
  root.replaceWith(root.cloneNode(true));
}"""
NEW = """() => {
  const root = document.createElement("html");
  root.innerHTML = '<head></head><body><p id="told">old</p></body>';
  document.documentElement.remove();
  document.append(root);
}"""


@pytest.mark.parametrize("script", [CLONE, NEW])
def test_the_first_change_after_a_new_root_is_recorded(context, tmp_path, script):
    with replaytest.record(context, folder=tmp_path) as recording:
        page = context.new_page()
        page.set_content('<p id="told">old</p>')
        page.evaluate(script)
        page.wait_for_timeout(50)
        page.evaluate("document.getElementById('told').textContent = 'brand new'")
        page.wait_for_timeout(50)
    line = timeline(read(recording.paths[0]))
    mirror = line.seek_position(len(line))
    texts = [node.text for node in mirror.document.walk() if node.text]
    assert texts == ["brand new"]
