"""Servers that nobody is to talk to, on all addresses of this machine."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress

_ADDRESSES = {
    "127.0.0.1": socket.AF_INET,
    "127.0.0.2": socket.AF_INET,
    "0.0.0.0": socket.AF_INET,
    "::1": socket.AF_INET6,
}


class Traps:
    """`ports` by address; `sprung` is what came in, of TCP and of UDP."""

    def __init__(self) -> None:
        self.ports: dict[str, int] = {}
        self.sprung: list[str] = []

    def add(self, stack: ExitStack, address: str, family: int) -> None:
        trap = stack.enter_context(socket.socket(family, socket.SOCK_STREAM))
        trap.bind((address, 0))
        trap.listen()
        self.ports[address] = trap.getsockname()[1]
        self._watch(stack, trap, lambda: self._accepted(trap, address))

    def add_udp(self, stack: ExitStack) -> None:
        trap = stack.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        trap.bind(("127.0.0.1", 0))
        self.ports["udp"] = trap.getsockname()[1]
        self._watch(stack, trap, lambda: f"udp {trap.recvfrom(500)[0][:20]!r}")

    def _accepted(self, trap: socket.socket, address: str) -> str:
        with trap.accept()[0] as came:
            came.settimeout(0.5)
            with suppress(OSError):
                return f"{address} {came.recv(200).splitlines()[0]!r}"
            return f"{address} silence"

    def _watch(self, stack: ExitStack, trap: socket.socket, meet) -> None:
        trap.settimeout(0.1)
        over = threading.Event()

        def watch() -> None:
            while not over.is_set():
                with suppress(TimeoutError):
                    self.sprung.append(meet())

        thread = threading.Thread(target=watch)
        thread.start()
        stack.callback(lambda: (over.set(), thread.join()))


@contextmanager
def traps() -> Iterator[Traps]:
    """Lay traps. Addresses that this machine does not have are left out."""
    laid = Traps()
    with ExitStack() as stack:
        for address, family in _ADDRESSES.items():
            with suppress(OSError):
                laid.add(stack, address, family)
        laid.add_udp(stack)
        yield laid
