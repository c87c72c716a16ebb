"""A summary as text for a terminal, and as Markdown for a ticket."""

from __future__ import annotations

import re
from collections.abc import Iterator

from replaytest.summary.model import Problem, Related, Summary

_SPECIAL = re.compile(r"([\\`*_\[\]<>#|~])")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f]+")


def as_text(summary: Summary) -> str:
    """Return a summary as plain text, in which each thing has its line."""
    return "\n".join(_text(summary))


def as_markdown(summary: Summary) -> str:
    """Return a summary as Markdown, in which nothing a page said is markup."""
    return "\n".join(_markdown(summary))


def title(summary: Summary) -> str:
    """Return what a summary is of, and how it ended."""
    name = summary.test or f"session {summary.session[:8]}"
    attempt = f", attempt {summary.attempt}" if summary.attempt > 1 else ""
    return f"{name}{attempt}: {summary.outcome or 'no outcome'}"


def _facts(summary: Summary) -> Iterator[tuple[str, str]]:
    who = summary.who
    told = (who.person, who.browser, who.viewport, who.locale, who.timezone)
    yield "who", ", ".join(filter(None, told)) or "not known"
    context, counts = summary.context, summary.counts
    lasted = f"{context.duration_s:.1f} s ({context.active_s:.1f} s active)"
    keys = _number(context.key_presses, "key press", "es")
    clicks, tabs = _number(context.clicks, "click"), _number(counts.tabs, "tab")
    yield "what", f"{lasted}, {clicks}, {keys}, {tabs}"
    requests = _number(counts.requests, "request")
    seen = (
        f"{requests} ({counts.failed_requests} failed)",
        _number(counts.exceptions, "exception"),
        _number(counts.console_errors, "console error"),
        _number(counts.warnings, "warning"),
    )
    yield "seen", ", ".join(seen)
    severe, active = context.severity_score, context.activity_score
    yield "scores", f"severity {severe} of 100, activity {active:g}"
    for line in context.storage:
        yield "stored", _CONTROL.sub(" ", line)


def _number(count: int, what: str, plural: str = "s") -> str:
    return f"{count} {what}{'' if count == 1 else plural}"


Rows = list[tuple[float | None, str]]


def _sections(summary: Summary) -> Iterator[tuple[str, Rows]]:
    yield "failure", [(at.at, f"{at.phase}: {at.text}") for at in summary.failures]
    yield "problems", [(each.at, _problem(each)) for each in summary.problems]
    yield "pages", [(at.at, f"{at.url} ({at.seconds:.1f} s)") for at in summary.pages]
    several = len({step.tab for step in summary.steps}) > 1
    yield (
        "steps",
        [
            (step.at, f"tab {step.tab}: {step.text}" if several else step.text)
            for step in summary.steps
        ],
    )
    yield "notes", [(at.at, f"{at.name} {at.properties}") for at in summary.notes]
    yield (
        "observations",
        [
            (_since(summary, each.at), f"{each.scanner}: {each.text}")
            for each in summary.observations
        ],
    )
    yield "related", [(None, _related(each)) for each in summary.related]
    failed = [f"scanner {name}: {why}" for name, why in summary.failed_scanners.items()]
    yield "incomplete", [(None, each) for each in (*summary.incomplete, *failed)]


def _problem(problem: Problem) -> str:
    where = f"tab {problem.tab}, event {problem.event}, {problem.link}"
    return f"{problem.severity} {problem.kind}: {problem.text} ({where})"


def _related(other: Related) -> str:
    name = other.test or f"session {other.session[:8]}"
    return f"{name} ({other.outcome or 'no outcome'}): {other.text}"


def _since(summary: Summary, at: float | None) -> float | None:
    return None if at is None else (at - summary.started_at) / 1000


def _text(summary: Summary) -> Iterator[str]:
    yield title(summary)
    for name, fact in _facts(summary):
        yield f"  {name:<8}{fact}"
    for name, rows in _sections(summary):
        if rows:
            yield ""
            yield f"{name} ({len(rows)})"
        for at, text in rows:
            moment = f"{at:9.3f}" if at is not None else " " * 9
            yield f"{moment}  {_CONTROL.sub(' ', text)}"


def _markdown(summary: Summary) -> Iterator[str]:
    yield f"## {_escaped(title(summary))}"
    yield ""
    for name, fact in _facts(summary):
        yield f"- **{name}**: {_escaped(fact)}"
    for name, rows in _sections(summary):
        if rows:
            yield ""
            yield f"### {name.capitalize()} ({len(rows)})"
            yield ""
        for at, text in rows:
            moment = f"{at:.3f} s: " if at is not None else ""
            yield f"- {moment}{_escaped(text)}"


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", _CONTROL.sub(" ", text))
