"""Summaries: a session in a few lines, worked out and never guessed.

    model.py     what a summary says          make.py      from a recording to it
    opening.py   a recording's facts          words.py     steps in plain words
    scores.py    activity and severity        scanners.py  observers, ours and others'
    cache.py     kept beside the recording    related.py   sessions with the same errors
    render.py    as text and Markdown

No model is asked. Whatever a summary says has the number of the event it was seen in.
"""
