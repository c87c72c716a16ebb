"""What is chosen rather than typed: boxes that are ticked, options, files."""

from __future__ import annotations

from dataclasses import replace

from replaytest.mirror.forms import input_type
from replaytest.mirror.mirror import Mirror
from replaytest.mirror.node import Node
from replaytest.redrive.calls import Call
from replaytest.redrive.draft import Desk, Draft
from replaytest.redrive.fields import is_inside, label_of, looks_masked
from replaytest.redrive.model import File, Kind
from replaytest.redrive.pointer import CLICKS, Pointer
from replaytest.redrive.said import Said, real

_SAME_DEED_MS = 100
_OPENED_MS = 60_000
_PATH = "C:\\fakepath\\"


class Choosing:
    """Watches what is chosen in one tab."""

    def __init__(self, desk: Desk, pointer: Pointer) -> None:
        self.desk = desk
        self.pointer = pointer

    def tick(self, said: Said, mirror: Mirror, node: Node) -> None:
        """Take the state of a checkbox or a radio button."""
        desk = self.desk
        checked = said.more.get("isChecked") is True
        radio = input_type(node) == "radio"
        if radio and not checked:
            return  # of another in its group
        last = desk.lately(said, _SAME_DEED_MS, *CLICKS, "press")
        if last is None:
            if self._alone(said, node) and mirror.checked(node) != checked:
                why = "" if said.more.get("userTriggered") else "no click was recorded"
                draft = Draft.of(_ticked(checked), desk.tab, said, guess=why)
                desk.add(draft, said)
        elif self._is_of(last, said, mirror):
            last.reach(said)
            if last.kind != "press":
                last.kind = _ticked(checked)
                last.anchor = max(last.anchor, said.number)

    def _alone(self, said: Said, node: Node) -> bool:
        """Say whether it was ticked by hand, though nothing shows how."""
        told = said.more.get("userTriggered")
        return told is True or (told is None and self.desk.focus in (-1, node.id))

    def _is_of(self, last: Draft, said: Said, mirror: Mirror) -> bool:
        if said.more.get("userTriggered") is True:
            return True
        return self.pointer.forwarded == said.node or is_inside(
            mirror, last.node, said.node
        )

    def choose(self, said: Said, mirror: Mirror, node: Node) -> None:
        """Take the option of a select; how it was opened and walked is part of it."""
        desk = self.desk
        draft = Draft.of("select", desk.tab, said)
        label, place = label_of(node, said.text("text"))
        draft.values, draft.indexes = (label,), place
        draft.masked = looks_masked(label, desk.level)
        while last := self._step_of(said, mirror, node, by_key=draft.typed):
            draft.typed = draft.typed or last.kind == "press"
            draft.first, draft.at = last.first, last.at
            desk.take_back(last)
        desk.add(draft, said)

    def _step_of(
        self, said: Said, mirror: Mirror, node: Node, *, by_key: bool
    ) -> Draft | None:
        """Return the step before if it is but a part of choosing in this select."""
        last = self.desk.lately(said, _OPENED_MS, *CLICKS, "press", "select")
        if last is None or last.node < 0 or not is_inside(mirror, last.node, node.id):
            return None
        if last.kind == "press":
            return last if said.at - last.until <= _SAME_DEED_MS else None
        if last.kind == "select":
            return last if last.typed and by_key else None
        return last

    def named_files(self, said: Said) -> None:
        """Take rrweb's event of a file field, which names the first one."""
        name = said.text("text").removeprefix(_PATH)
        call = self.desk.calls.gave(said.at, said.node)
        if call is not None and said.more.get("userTriggered") is False:
            # Contents that a test made up itself are set by script.
            self._put(said, _of_call(call) or (File(name, "", 0),), exact=False)
        elif name or said.more.get("userTriggered") is True:
            self._put(said, (File(name, "", 0),) if name else (), exact=False)

    def files(self, said: Said) -> None:
        """Take our event of files that were chosen."""
        found = said.more.get("files")
        rows = found if isinstance(found, list) else []
        files = (_file(each) for each in rows if isinstance(each, dict))
        self._put(said, tuple(files), exact=True)

    def _put(self, said: Said, files: tuple[File, ...], *, exact: bool) -> None:
        desk = self.desk
        last = desk.lately(said, _SAME_DEED_MS, "files")
        if last is not None and last.node == said.node and not last.paired:
            last.reach(said)
            last.paired = True
            last.files = _named(
                *((files, last.files) if exact else (last.files, files))
            )
            if not exact:
                last.anchor = said.number
            return
        draft = Draft.of("files", desk.tab, said, files=files)
        click = desk.lately(said, _OPENED_MS, *CLICKS)
        if click is not None and _opens(desk.mirror(said), click.node, said.node):
            # To do it again would open the system's own window.
            desk.take_back(click)
            draft.first, draft.at = click.first, click.at
        desk.add(draft, said)


def _ticked(checked: bool) -> Kind:
    return "check" if checked else "uncheck"


def _file(told: dict[str, object]) -> File:
    name, kind = told.get("name"), told.get("type")
    return File(
        name if isinstance(name, str) else "",
        kind if isinstance(kind, str) else "",
        max(int(real(told.get("size")) or 0), 0),
    )


def _named(files: tuple[File, ...], others: tuple[File, ...]) -> tuple[File, ...]:
    """Return files with the names that only others of the same places have."""
    names = [each.name for each in others] + [""] * len(files)
    return tuple(
        replace(each, name=each.name or name)
        for each, name in zip(files, names, strict=False)
    )


def _of_call(call: Call) -> tuple[File, ...]:
    """Return the files that a call of Playwright's names."""
    told = call.args.get("payloads")
    names = told if isinstance(told, list) else []
    return tuple(File(name, "", 0) for name in names if isinstance(name, str))


def _opens(mirror: Mirror, clicked: int, field: int) -> bool:
    """Say whether a click is one on a file field, or on its label."""
    if is_inside(mirror, clicked, field):
        return True
    node = mirror.get(clicked)
    around = () if node is None else (node, *mirror.ancestors(node))
    label = next((each for each in around if each.tag == "label"), None)
    own = mirror.get(field)
    if label is None or own is None:
        return False
    named = label.attributes.get("for")
    by_name = bool(named) and named == own.attributes.get("id")
    return by_name or is_inside(mirror, field, label.id)
