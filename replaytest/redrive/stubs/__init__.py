"""What a recording answers in place of the network. Pure.

    exchange.py   a request and its answer as they were recorded; a request of now
    read.py       events → exchanges and conversations
    copies.py     bodies of files that were told of once
    bodies.py     bodies of requests, made comparable
    keys.py       when two requests are the same one: tiers, exact first
    answers.py    which answer is next
    reply.py      what a page is given for it
    origins.py    the recorded site's address and that of now
    sockets.py    WebSockets: who spoke when
    course.py     where in a conversation a page is
    alike.py      messages that are the same with another value
    miss.py       requests without an answer, and what came nearest

`replaytest/run/routes.py` is the live half.
"""
