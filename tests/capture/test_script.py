from __future__ import annotations

import re

import pytest

from replaytest.capture import script


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("/[`«“]/", r"/[`\u00ab\u201c]/"),
        ("'\U0001d4b3'", r"'\ud835\udcb3'"),
        ("a = 'b'", "a = 'b'"),
    ],
)
def test_letters_beyond_ascii_are_escaped(source, expected):
    assert script._ascii(source) == expected


def test_the_script_of_a_page_is_ascii():
    made = script.init_script({"level": 1, "word": "“"}, "nonce")
    assert re.fullmatch(r"[\x00-\x7f]*", made)
