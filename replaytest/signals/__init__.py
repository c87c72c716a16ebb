"""Signals: what went wrong in a session, found in its events alone.

    model.py     a signal                    thresholds.py every number, with its source
    facts.py     what a session holds        collect.py    from events to facts
    heard.py     custom and plugin events    payloads.py   what they say
    elements.py  an element, in words        watch.py      blank pages, insertions
    find.py      all finders                 fingerprint.py which errors are one

clicks.py, pointer.py, pages.py, forms.py, layout.py and errors.py have one function for
each signal, from a session to its signals. They open nothing and read no event: all of
them share what `collect` found in one pass.
"""
