"""The mirror: a recorded page rebuilt from its events, at any moment, without a browser.

wire.py       the bytes of an event → typed values        repair.py  what is not valid
node.py       one node of the rebuilt page
mirror.py     the tree and the state beside it
apply.py      which event changes what                    mutation.py  the tree's changes
sheets.py     style sheets and rules                      style.py   inline styles
timeline.py   seeking in one tab of a recording           steps.py   what was done
"""
