"""The mirror: a recorded page rebuilt from its events, at any moment, with no browser.

    wire.py      the types of events                      sources.py   those of changes
    decode.py    from an event's bytes to these types     repair.py    what is no rrweb
    node.py      one node of the page                     tree.py      where they are
    mirror.py    the page: tree, and the state beside it  apply.py     event → change
    mutation.py  changes of the tree                      style.py     inline styles
    sheets.py    style sheets, rule by rule               order.py     long lists
    timeline.py  one tab, at any moment                   steps.py     what was done
    changes.py   what an event changed

Reading it: html.py (inert.py, markup.py), text.py, query.py (selector.py, match.py,
pseudo.py), boxes.py, outline.py (aria.py, roles.py, names.py, states.py, …), all on
looks.py (rules.py, media.py, defaults.py, slots.py) and forms.py.
"""
