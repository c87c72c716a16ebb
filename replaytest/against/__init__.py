"""The last pass against a failure: the first thing that differs between two attempts.

    passed.py    which attempt the last pass is    normal.py    what varies anyway
    course.py    a reading of one attempt          align.py     which calls are alike
    heard.py     requests and errors that differ   pages.py     what the pages showed
    lines.py     a page as lines                   compare.py   all of it, in order
    words.py     calls and values in a sentence    model.py     what all this is about

Two passing attempts have no difference: what a test would not notice, such as how long
something took, is none. Where a doubt is left it is in favour of "the same".
"""
