"""Whether the live page has only gone on as the recorded one soon did."""

from __future__ import annotations

from replaytest.diff.model import Change
from replaytest.mirror.mirror import Mirror
from replaytest.run.labels import label_at
from replaytest.run.live import LiveTab
from replaytest.run.near import outward
from replaytest.run.passing import TEXT, Lives

_Span = tuple[int, int]


def is_ahead(
    change: Change, recorded: Mirror, lives: Lives, soon: _Span, live: LiveTab
) -> bool:
    """Say whether both pages changed there, the live one first.

    The recorded one did in its events `soon`, the live one since both were last equal:
    a page that is ahead at one step can still be at the next. Of a page that has come
    since then nobody saw how it became what it is.
    """
    before = recorded.get(change.node_before or 0)
    after = live.mirror.get(change.node_after or 0)
    lately = max(live.lives.since, live.lives.begun), live.seen + 1
    is_new = live.lives.begun >= live.lives.since
    known, seen = lives.labels, live.lives.labels
    if change.kind == "delete" and before is not None:
        # It may go alone on one page, and with all that is around it on the other.
        around = outward(before, recorded)
        return any(lives.goes(each.id, *soon) for each in around) and (
            is_new or any(seen.leaves(label_at(n, recorded), *lately) for n in around)
        )
    if change.kind == "insert" and after is not None:
        labels = [label_at(each, live.mirror) for each in outward(after, live.mirror)]
        return any(
            (is_new or seen.comes(label, *lately)) and known.comes(label, *soon)
            for label in labels
        )
    if before is None or after is None:
        return False
    if change.kind == "text":
        became = lives.had(before.id, TEXT, after.text, soon[0])
        changed = is_new or live.lives.changes(after.id, TEXT, *lately)
        return became and changed and lives.changes(before.id, TEXT, *soon)
    if change.name and lives.changes(before.id, change.name, *soon):
        value = after.attributes.get(change.name)
        became = is_new and lives.had(before.id, change.name, value, soon[0])
        return became or live.lives.changes(after.id, change.name, *lately)
    # Both put another element in its place.
    goes = any(lives.goes(each.id, *soon) for each in outward(before, recorded))
    put = (live.lives.put(n.id, lately[0]) for n in outward(after, live.mirror))
    return bool(change.name) and goes and any(put)
