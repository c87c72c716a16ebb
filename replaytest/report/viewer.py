from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class ReplaySession:
    session: str
    label: str
    tabs: Any
    gaps: Any
    problems: Any
    events: Any


def write_replay(path, **kw):
    path.write_text("stub")
    return 4
