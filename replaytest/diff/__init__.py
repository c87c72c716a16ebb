"""Two pages compared, so that people believe what it says.

    compare.py    the one way in: two mirrors → a Difference (model.py)
    normalise.py  a mirror as items (item.py), less its noise (noise.py, rules.py)
    match.py      which item is which (align.py, similar.py)
    edits.py      what makes one page of the other (references.py)
    fold.py       what is one change to people
    describe.py   elements by role and name; paths.py where they are
    words.py      told in words; outline.py, data.py (JSON), page.py (HTML)

Equal pages have no difference, and that of (b, a) is that of (a, b), turned round.
"""
