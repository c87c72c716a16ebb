"""Names of the events that are not rrweb's own: plugins', PostHog's, and ours.

A plugin event (type 6) says its name in `plugin`, a custom one (type 5) in `tag`. Who
writes them and who reads them take the names from here.
"""

from __future__ import annotations

CONSOLE = "rrweb/console@1"
NETWORK = "rrweb/network@1"
POSTHOG_NETWORK = "posthog/network@1"

ACTION = "replaytest/action@1"
ANNOTATION = "replaytest/annotation@1"
ATTACHMENTS = "replaytest/attachments@1"
CALL = "replaytest/call@1"
DIALOG = "replaytest/dialog@1"
DOWNLOAD = "replaytest/download@1"
ERROR = "replaytest/error@1"
OUTPUT = "replaytest/output@1"
PHASE = "replaytest/phase@1"
SETTINGS = "replaytest/settings@1"
SOCKET = "replaytest/websocket@1"
SOURCE = "replaytest/source@1"
STEP = "replaytest/step@1"
STREAM = "replaytest/stream@1"
STORAGE = "replaytest/storage@1"
VITALS = "replaytest/vitals@1"

# https://github.com/PostHog/posthog, performance-event-utils.ts: what the numbers in
# `posthog/network@1` stand for.
POSTHOG_NUMBERS: dict[str, str] = {
    "0": "entryType",
    "1": "timeOrigin",
    "2": "name",
    "3": "startTime",
    "4": "redirectStart",
    "5": "redirectEnd",
    "6": "workerStart",
    "7": "fetchStart",
    "8": "domainLookupStart",
    "9": "domainLookupEnd",
    "10": "connectStart",
    "11": "secureConnectionStart",
    "12": "connectEnd",
    "13": "requestStart",
    "14": "responseStart",
    "15": "responseEnd",
    "16": "decodedBodySize",
    "17": "encodedBodySize",
    "18": "initiatorType",
    "19": "nextHopProtocol",
    "21": "responseStatus",
    "22": "transferSize",
    "39": "duration",
    "40": "timestamp",
}
