"""Recording without pytest: `with record(context): ...`, and `async with`."""

from __future__ import annotations

import warnings
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from replaytest.browser import instrument
from replaytest.config import DEFAULT_DIR, place, source_maps
from replaytest.errors import UsageError
from replaytest.mask.rules import Rules
from replaytest.recorder import Recorder
from replaytest.store.folder import Store


class ReplaytestWarning(UserWarning):
    """Something was not recorded; the code under record went on."""


def record(
    target: Any,
    *,
    folder: str | Path | None = None,
    mask: Rules | Mapping[str, Any] | int | None = None,
    seed: int | None = None,
) -> Recording:
    """Record a Playwright `BrowserContext`, or every context of a `Browser`.

    A context manager for both APIs: `with record(context) as recording:`, or `async
    with`. Recordings go to `folder`, else to a new folder under
    `.replaytest/sessions/`; `recording.paths` names them when the block is left, also
    by an exception. Pages that are open already are recorded from where they are.

    `mask` is a level, a table as in `[tool.replaytest.mask]`, or `Rules`; by default
    the rules of pyproject.toml in the working directory. With a `seed`, from 0 on,
    pages draw the same random values each time, here and where it is re-driven.

    Raises:
        UsageError: `target` is neither, a rule is wrong, `folder` is a URL, or `with`
            is used where `async with` belongs.
        StoreNotWritable: the folder cannot be made.
    """
    return Recording(target, folder=folder, rules=_rules(mask), seed=seed)


class Recording:
    """What `record` gives; `paths` are the files written, known after the block."""

    def __init__(
        self,
        target: Any,
        *,
        folder: str | Path | None,
        rules: Rules,
        seed: int | None = None,
    ) -> None:
        self.paths: list[Path] = []
        self._folder = _local(folder) if folder else None
        kind, self._inner = instrument.implementation(target)
        self._recorder = Recorder(
            Store.create(self._folder.parent if self._folder else Path(DEFAULT_DIR)),
            on_problem=_warn,
            rules=rules,
            source_maps=source_maps(Path.cwd()),
            accepts=self._is_mine,
            seed=seed,
        )
        self._contexts = [self._inner] if kind == "context" else self._inner.contexts

    def annotate(self, name: str, **properties: Any) -> None:
        """Note something at this moment; the replay shows it."""
        self._recorder.annotate(name, properties)

    def __enter__(self) -> Self:
        if not instrument.is_sync(self._inner):
            raise UsageError(
                "this is an object of Playwright's async API",
                where="replaytest.record",
                fix="use `async with record(...)`",
            )
        instrument.run(self._inner, self._begin)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.paths = instrument.run(self._inner, self._recorder.release) or []
        self._recorder.stop()

    async def __aenter__(self) -> Self:
        await self._begin()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.paths = await self._recorder.release()
        self._recorder.stop()

    async def _begin(self) -> None:
        self._recorder.start()
        self._recorder.begin(None, self._folder)
        for context in list(self._contexts):
            await self._recorder.opened(context)

    def _is_mine(self, context: Any) -> bool:
        return self._inner in (context, context.browser)


def _local(folder: str | Path) -> Path:
    path, url = place(str(folder))
    if url:
        raise UsageError(
            "a block is recorded to this disk",
            where=f"replaytest.record: folder={url!r}",
            fix="give a folder; URLs are for pytest --record-sessions-dir",
        )
    return path


def _rules(mask: Rules | Mapping[str, Any] | int | None) -> Rules:
    if isinstance(mask, Rules):
        return mask
    if isinstance(mask, int):
        return Rules.load(Path.cwd()).at_level(mask)
    if mask is None:
        return Rules.load(Path.cwd())
    return Rules.parse(mask, where="replaytest.record: mask")


def _warn(problem: str) -> None:
    warnings.warn(problem, ReplaytestWarning, stacklevel=2)
