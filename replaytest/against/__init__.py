"""The last pass against a failure: the first thing that differs between two attempts.

    passed.py    which attempt the last pass is    normal.py    what varies anyway
    course.py    a reading of one attempt          align.py     which calls are alike
    heard.py     requests and errors that differ   pages.py     what the pages showed
    views.py     the pages at one call, and the    history.py   a tab at any moment
                 while around it                   real.py      what is not of timing
    words.py     calls in a sentence               model.py     what all this is about
    compare.py   all of it, in order               data.py      pages as JSON

What differs between two pages `diff` says. Two passing attempts have no difference:
what a test would not notice, such as how long something took, is none. Where a doubt is
left it is in favour of "the same".
"""
