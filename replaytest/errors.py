"""Every error replaytest raises on purpose.

A message has three parts: what is wrong, where it was seen, and what to do next.
The `code` is stable. Blame is the class: `UsageError` is the caller's,
`RecordingError` the data's, `CaptureError` the page's or the browser's,
`InternalError` ours.
"""

from __future__ import annotations


class ReplaytestError(Exception):
    """Base class: catch this to catch everything below and nothing else."""

    code = "RT000"

    def __init__(self, problem: str, *, where: str = "", fix: str = "") -> None:
        super().__init__(problem)
        self.problem = problem
        self.where = where
        self.fix = fix

    def __str__(self) -> str:
        head = f"{self.problem} ({self.where})" if self.where else self.problem
        tail = f"\nhint: {self.fix}" if self.fix else ""
        return f"[{self.code}] {head}{tail}"

    def __reduce__(self) -> tuple[object, ...]:
        # Keyword-only arguments do not survive the default reduction, and errors
        # cross process borders under pytest-xdist.
        return _rebuild, (type(self), self.problem, self.where, self.fix)


def _rebuild(
    kind: type[ReplaytestError], problem: str, where: str, fix: str
) -> ReplaytestError:
    return kind(problem, where=where, fix=fix)


class UsageError(ReplaytestError):
    """An option, an argument or a rule asks for something that cannot be."""

    code = "RT001"


class RecordingError(ReplaytestError):
    """A recording, or the store it should go to or come from, cannot be used."""

    code = "RT100"


class RecordingDamaged(RecordingError):
    """The bytes are not what the writer wrote, and nothing before them can be read."""

    code = "RT101"


class RecordingTooNew(RecordingError):
    """The file was written by a later replaytest than this one."""

    code = "RT102"


class RecordingNotFound(RecordingError):
    """No recording has this path, test id or session id."""

    code = "RT103"


class StoreNotWritable(RecordingError):
    """The store refused a write: read-only, full, or not a folder."""

    code = "RT104"


class KeyMissing(RecordingError):
    """The recording is encrypted, and its key is not where it was looked for."""

    code = "RT105"


class NotARecording(RecordingError):
    """The file is something else: no rrweb events were found in it."""

    code = "RT106"


class LimitExceeded(RecordingError):
    """A file is larger, deeper or denser than what is read of files from elsewhere."""

    code = "RT107"


class CaptureError(ReplaytestError):
    """A page, a context or a browser would not be recorded."""

    code = "RT200"


class BrowserNotFound(CaptureError):
    """Neither Playwright's own browser nor a system Chromium could be found."""

    code = "RT201"


class ApplicationNotThere(CaptureError):
    """Nobody answers where the application should be."""

    code = "RT202"


class InternalError(ReplaytestError):
    """replaytest itself is incomplete or wrong."""

    code = "RT900"


class BundleMissing(InternalError):
    """The recorder or the viewer was not built into this installation."""

    code = "RT901"
