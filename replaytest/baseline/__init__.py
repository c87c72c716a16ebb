"""A page's DOM beside the test that looks at it: written once, compared from then on.

    files.py    where a baseline lies, and how it comes onto the disk
    write.py    a mirror as text: an element a line, less its noise
    parse.py    that text as a mirror again, to be given to `diff.compare`
    live.py     the mirror of a page that is open now, masked as recordings are
    check.py    the page compared until it is equal, or time is up

Knows Playwright only as `browser` and `capture` do, and pytest not at all.
"""
