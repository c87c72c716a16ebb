"""Who a recording is of, said so that it can be found again and not read."""

from __future__ import annotations

from hashlib import sha256

IDENTIFY = "identify"


def pseudonym(person: str) -> str:
    """Return what a recording has in place of a person's name, id or address.

    Whoever knows the person can compute it, which is what deletion needs; whoever only
    has the recording can do no more than try names.
    """
    return "person-" + sha256(b"replaytest " + person.encode()).hexdigest()[:32]
