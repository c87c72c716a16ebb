"""An element is known by the same on the recorded page and on the live one."""

from __future__ import annotations

from replaytest.mirror.decode import event_of
from replaytest.mirror.mirror import Mirror
from replaytest.run.labels import label_at
from replaytest.run.passing import Kinds, Lives
from tests.mirror.events import add, element, mutation, page

BODY = 4


def classed(at, names, node):
    return mutation(at, attributes=[{"id": node, "attributes": {"class": names}}])


class Seen:
    """A page whose body has no class as it comes; events are numbered from 0."""

    def __init__(self, *events):
        self.mirror, self.lives = Mirror(), Lives(Kinds())
        self.count = 0
        self.see(*page(), *events)

    def see(self, *events):
        for each in (event_of(e, self.mirror.skipped) for e in events):
            self.lives.see(each, self.count)
            self.mirror.apply_decoded(each)
            self.count += 1

    def label(self, node):
        return label_at(self.mirror.get(node), self.mirror)


def gone(node):
    return mutation(900, removes=[{"parentId": BODY, "id": node}])


def test_without_classes_it_is_known_by_what_it_is_in_and_that_can_have_changed():
    seen = Seen(
        mutation(100, adds=[add(element(20, "div", role="menu"))]),
        classed(200, "desktop light", BODY),
    )
    label = seen.label(20)
    assert label == "div menu in body desktop light"
    number = seen.count
    seen.see(gone(20))
    assert seen.lives.labels.left(label, 0) == [number]
    assert not seen.lives.labels.left(label, number + 1)


def test_it_leaves_as_what_it_came_as_and_as_what_it_is():
    seen = Seen(mutation(100, adds=[add(element(20, "div", **{"class": "menu"}))]))
    came = seen.label(20)
    seen.see(classed(200, "menu shut", 20))
    assert seen.label(20) != came
    seen.see(gone(20))
    for label in (came, "div menu shut"):
        assert seen.lives.labels.leaves(label, 0, seen.count)
    assert seen.lives.labels.comes(came, 0, seen.count)


def test_another_page_has_other_elements():
    seen = Seen(mutation(100, adds=[add(element(20, "div", **{"class": "menu"}))]))
    seen.see(*page(), gone(20))
    assert not seen.lives.labels.leaves("div menu", 0, seen.count)


def test_a_movement_that_it_is_in_says_nothing_of_it():
    moving = "menu fade-enter-active fade-enter-to"
    seen = Seen(
        mutation(100, adds=[add(element(20, "div", **{"class": moving}))]),
        mutation(150, adds=[add(element(21, "div", role="option"), 20)]),
    )
    assert seen.label(20) == "div menu"
    assert seen.label(21) == "div option in div menu"
    number = seen.count
    seen.see(mutation(200, removes=[{"parentId": 20, "id": 21}]))
    assert seen.lives.labels.left("div option in div menu", 0) == [number]
