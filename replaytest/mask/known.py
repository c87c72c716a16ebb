"""The secrets whose values are known, in every form in which they may be written."""

from __future__ import annotations

import re
import threading

from replaytest.mask.forms import Form, forms_of

SHORTEST = 4


class Known:
    """Values that must not be stored. `add` may be called while another thread reads.

    forms: the longest first. numbers: of those that are one, as JSON has it. problems:
    sentences on values that were refused.
    """

    def __init__(self) -> None:
        """Begin without any."""
        self.problems: list[str] = []
        self._lock = threading.Lock()
        # Replaced as a whole and never changed: a reader keeps what it began with.
        self.forms: tuple[Form, ...] = ()
        self.numbers: frozenset[bytes] = frozenset()

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the values."""
        return tuple(dict.fromkeys(form.name for form in self.forms))

    def add(self, value: str, name: str) -> None:
        """Know `value` from now on; one too short is refused, in `problems`."""
        value = value.strip()
        with self._lock:
            if len(value) < SHORTEST:
                self.problems.append(
                    f"secret {name} is not masked: it has {len(value)} characters, and "
                    f"fewer than {SHORTEST} would be found in ordinary text everywhere"
                )
            elif set(value) != {"*"} and all(f.value != value for f in self.forms):
                found = (*self.forms, *forms_of(name, value))
                # The longest first: it is what hides a shorter one within it.
                self.forms = tuple(sorted(found, key=lambda form: -len(form.value)))
                if re.fullmatch(r"\d+(\.\d+)?", value, re.ASCII):
                    self.numbers |= {value.encode()}
