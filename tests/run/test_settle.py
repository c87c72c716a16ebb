"""How long is waited for a page: as long as it takes, and no longer."""

from __future__ import annotations

import pytest

import replaytest.run.settle as settling
from replaytest.run.live import LiveTab
from replaytest.run.settle import Pace, settle

LOOK_S, QUIET_S = 0.2, 0.5


class Page:
    """A page that becomes others at some of the refreshes, on a clock of its own."""

    def __init__(
        self, *changes: bool, answer_s: float = 0.001, change_s: float = 0.0
    ) -> None:
        self.live = LiveTab()
        self.live.changed_at = self.now = 100.0
        self.waited: list[float] = []
        self.looks = 0
        self._changes = iter(changes)
        self._answer_s, self._change_s = answer_s, change_s

    def monotonic(self) -> float:
        return self.now

    async def refresh(self, wait_s: float) -> None:
        self.waited.append(wait_s)
        self.now += self._answer_s
        if next(self._changes, False):
            self.live.version += 1
            self.now += self._change_s
            self.live.changed_at = self.now
        else:
            self.now += wait_s

    def settled(self, equal_at: int) -> bool:
        def same() -> bool:
            self.looks += 1
            self.now += LOOK_S
            return self.live.version >= equal_at

        pace = Pace(took=0.0, since=self.now, quiet=QUIET_S)
        work = settle(same, self.live, self.refresh, lambda: False, pace)
        with pytest.raises(StopIteration) as done:
            work.send(None)
        return done.value.value


@pytest.fixture
def opened(monkeypatch):
    def make(*changes: bool, **more: float) -> Page:
        page = Page(*changes, **more)
        monkeypatch.setattr(settling, "time", page)
        return page

    return make


def test_a_page_that_is_as_it_was_is_not_waited_for(opened):
    page = opened(True)
    assert page.settled(1)
    assert page.waited == [0.0]


def test_a_page_that_becomes_as_it_was_is_looked_at_when_it_does(opened):
    page = opened(True, False, False, True)
    assert page.settled(2)
    assert len(page.waited) == 5  # the last to know that it was all
    assert sum(page.waited) < 0.06


def test_a_look_that_took_long_does_not_keep_from_one_at_a_page_at_rest(opened):
    page = opened(True, True)
    assert page.settled(2)
    assert page.now - 100 < 2 * LOOK_S + 0.05


def test_a_page_that_never_rests_is_not_looked_at_all_the_time(opened):
    page = opened(*[True] * 100_000)
    assert not page.settled(10**9)
    assert (page.looks - 1) * LOOK_S < (page.now - 100) / 3


def test_how_long_a_page_takes_that_changes_is_no_sign_of_a_slow_machine(opened):
    loads = opened(True, change_s=0.1)
    assert not loads.settled(9)
    slow = opened(True, answer_s=0.1)
    assert not slow.settled(9)
    assert loads.now - 100 < LOOK_S + QUIET_S + 0.3 < slow.now - 100 - 0.2
