"""A recording as a test that a person could have written.

texts.py      what an element says, as Playwright compares it
query.py      one call of a locator: `get_by_role("button", name="Pay")`
look.py       which elements of the recorded page a locator finds
locators.py   the locator of an element, which finds it alone (names.py, anchors.py)
moments.py    the recorded pages before and after each step
claims.py     what is asserted of a page: in code, and whether it holds in the mirror
changed.py    what has changed, the most telling first (fresh.py)
deeds.py      a step as calls (masked.py: what has to be given in the environment)
chain.py      calls on calls, laid out as ruff does
write.py      all of it as a module
"""
