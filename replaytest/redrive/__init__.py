"""Doing again, on another build, what a recording says was done.

    plain.py       what a masked or generated text is worth
    kinds.py       what is used how
    surroundings.py, features.py   what is known of one element
    weights.py     what that weighs, and when it is believed
    similarity.py  how alike two elements are
    keys.py        what names one
    evidence.py    what a recording knows of a step's target
    glance.py      which elements are looked at closely
    locate.py      the target's counterpart, or why there is none

Locating is a pure function of two mirrors, the recorded one and that of the live page.
"""
