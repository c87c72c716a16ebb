"""Which fields are taken for secret ones: not those whose random id looks like a word."""

from __future__ import annotations

import pytest

import replaytest


@pytest.mark.parametrize(
    ("named", "secret"),
    [
        ('id="f_12ab34cc-9f00"', False),
        ('id="cc-number"', True),
        ('name="billing_cc-exp"', True),
        ('autocomplete="section-a cc-csc"', True),
    ],
)
def test_fields_of_cards_are_told_by_words(browser, tmp_path, named, secret):
    context = browser.new_context()
    with replaytest.record(context, folder=tmp_path, mask=0) as recording:
        page = context.new_page()
        page.set_content(f"<input {named}>")
        page.locator("input").fill("57")
        page.wait_for_timeout(50)
    context.close()
    (path,) = recording.paths
    said = [
        event["data"]["text"]
        for _, event in replaytest.read(path).events()
        if event["type"] == 3 and event["data"]["source"] == 5
    ]
    assert said == ["********" if secret else "57"]
