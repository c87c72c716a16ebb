"""Keys: what names one element of a page, best first. Source of the order: Playwright.

Its codegen tries test id, role and name, placeholder, label, alt, text, title and then
CSS (selectorGenerator.ts, 1.65); a label goes before a placeholder here, which is a
hint and changes as one.
"""

from __future__ import annotations

from collections.abc import Iterator

from replaytest.redrive.features import Features

Key = tuple[str, str, str]
"""Rule, and two texts that must both be the element's."""

_PRESSED = ("press", "tick")


def keys_of(features: Features) -> Iterator[Key]:
    """Yield the keys of an element, best first: only those that it has."""
    each = features
    if each.testid:
        yield "test id", each.testid, ""
    name = name_of(each)
    if each.role and name:
        yield "role and name", each.role, name
    if each.label:
        yield "label", each.group, each.label
    if each.placeholder:
        yield "placeholder", each.group, each.placeholder
    if each.alt or each.title:
        yield "alt or title", each.alt, each.title
    if each.id:
        yield "id", each.id, ""
    if each.text:
        yield "text", each.tag, each.text
    if each.name:
        yield "name", each.name, each.value
    if each.href:
        yield "address", each.group, each.href


def name_of(features: Features) -> str:
    """Return what a person would call an element, "" for nothing."""
    each = features
    if each.label:
        return each.label
    if each.group in ("type", "choose"):
        return each.placeholder or each.title
    return each.text or each.alt or each.title
