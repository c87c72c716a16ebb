from __future__ import annotations

import re

from replaytest.capture import script


def test_the_script_of_a_page_is_ascii():
    made = script.init_script({"level": 1, "word": "“"}, "nonce")
    assert re.fullmatch(r"[\x00-\x7f]*", made)
