"""The sample site in a process of its own, as the applications of others are.

In the process that is measured it would wait for Python's lock whenever that works, and
what works more would be served later.
"""

from __future__ import annotations

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing.connection import Connection

from sample_site.serve import SampleSite


class Served:
    """A sample site elsewhere; `url`, `payment_url` and `reset` as it has them."""

    def __init__(self, pipe: Connection) -> None:
        self._pipe = pipe
        self.url, self.payment_url = pipe.recv()

    def reset(self) -> None:
        """Restore the seed."""
        self._pipe.send("reset")
        self._pipe.recv()


@contextmanager
def served() -> Iterator[Served]:
    """Serve the sample site for the block."""
    spawning = multiprocessing.get_context("spawn")
    ours, theirs = spawning.Pipe()
    process = spawning.Process(target=_serve, args=(theirs,), daemon=True)
    process.start()
    theirs.close()  # or nobody would notice that it could not start
    try:
        yield Served(ours)
    finally:
        ours.close()
        process.join()


def _serve(pipe: Connection) -> None:
    with SampleSite() as site:
        pipe.send((site.url, site.payment_url))
        try:
            while pipe.recv():
                site.reset()
                pipe.send(True)
        except EOFError:
            return  # nobody asks any more
