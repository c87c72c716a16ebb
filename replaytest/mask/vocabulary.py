"""The classes and attributes by which pages already say what is private.

From the documentation of each tool as of 2026. The browser matches these selectors.
"""

from __future__ import annotations

MASK = (
    "[data-replaytest-mask]",
    ".rr-mask",  # rrweb
    ".ph-mask, [data-ph-mask]",  # PostHog
    ".sentry-mask, [data-sentry-mask]",
    ".fs-mask, [data-fs-mask]",  # FullStory
    "[data-private]",  # LogRocket, and many house rules
    "[data-sensitive]",
    "[data-dd-privacy='mask'], .dd-privacy-mask",  # Datadog
    "[data-hj-suppress]",  # Hotjar
    "[data-clarity-mask]",  # Microsoft Clarity
)
BLOCK = (
    "[data-replaytest-block]",
    ".rr-block",
    ".ph-no-capture, [data-ph-no-capture]",
    ".sentry-block, [data-sentry-block]",
    ".fs-block, .fs-exclude, [data-fs-block], [data-fs-exclude]",
    "._lr-hide, [data-private='redact']",  # LogRocket
    "[data-dd-privacy='hidden'], .dd-privacy-hidden",
)
IGNORE = (
    "[data-replaytest-ignore]",
    ".rr-ignore",
    ".ph-ignore-input",
    ".sentry-ignore, [data-sentry-ignore]",
)
# Honoured only with `page_unmasks = true`: a page must not undo what a team decided.
UNMASK = (
    "[data-replaytest-unmask]",
    ".sentry-unmask, [data-sentry-unmask]",
    ".fs-unmask, [data-fs-unmask]",
    "[data-dd-privacy='allow'], .dd-privacy-allow",
    "[data-clarity-unmask]",
)
