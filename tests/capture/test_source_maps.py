"""The decoder of source maps: what it reads, and what it refuses."""

from __future__ import annotations

import json
import random
import shutil
import subprocess
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

import replaytest
from replaytest.capture import source_maps
from replaytest.capture.source_maps import BadMap, Original, SourceMap

BUNDLE = Path(__file__).with_name("bundle")
LIBRARY = Path(replaytest.__file__).parent / "web/node_modules/source-map-js"
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
SOURCES, NAMES = ["a.ts", "b.ts", "c.ts"], ["one", "two"]
# A library that keeps segments in any order, and looks many places up in many maps.
ORACLE = """
const {SourceMapConsumer} = require(process.argv[1]);
const asked = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(asked.map(({map, places}) => {
  const known = new SourceMapConsumer(map);
  return places.map(([line, column]) => {
    const {source, line: l, column: c, name} = known.originalPositionFor({line, column: column - 1});
    return source === null ? null : [source, l, c + 1, name || ''];
  });
})));
"""


def vlq(number):
    rest, text = (abs(number) << 1) | (number < 0), ""
    while True:
        digit, rest = rest & 31, rest >> 5
        text += DIGITS[digit | (32 if rest else 0)]
        if not rest:
            return text


def mappings_of(lines):
    """Write lines of segments: (column,) or (column, source, line, column[, name])."""
    before, written = [0, 0, 0, 0, 0], []
    for segments in lines:
        before[0], texts = 0, []
        for segment in segments:
            texts.append("".join(vlq(n - before[i]) for i, n in enumerate(segment)))
            before[: len(segment)] = segment
        written.append(",".join(texts))
    return ";".join(written)


def map_of(lines, **more):
    told = {
        "version": 3,
        "sources": SOURCES,
        "names": NAMES,
        "mappings": mappings_of(lines),
    }
    return told | more


def read(told):
    return SourceMap.parse(json.dumps(told).encode())


def place(found):
    return found and (found.source, found.line, found.column, found.name)


numbers = st.integers(0, 100_000)
segments = st.one_of(
    st.tuples(numbers),
    st.tuples(numbers, st.integers(0, 2), numbers, numbers),
    st.tuples(numbers, st.integers(0, 2), numbers, numbers, st.integers(0, 1)),
)
lines_of_segments = st.lists(
    st.lists(segments, max_size=5, unique_by=lambda each: each[0]), max_size=6
)


@given(lines_of_segments)
def test_what_was_written_is_read_in_whatever_order(lines):
    known = read(map_of(lines))
    for number, line in enumerate(lines, 1):
        for segment in line:
            found = known.find(number, segment[0] + 1)
            if len(segment) == 1:
                assert found is None
                continue
            name = NAMES[segment[4]] if len(segment) == 5 else ""
            told = SOURCES[segment[1]], segment[2] + 1, segment[3] + 1, name
            assert place(found) == told
            assert known.name_at(number, segment[0] + 1) == name
        if line:
            assert known.find(number, min(each[0] for each in line)) is None
    assert known.find(len(lines) + 1, 1) is None


def test_a_map_that_esbuild_has_made():
    known = SourceMap.parse((BUNDLE / "cart.min.js.map").read_bytes())
    column = (BUNDLE / "cart.min.js").read_text("utf-8").index("function i(") + 10
    assert known.find(1, column) == Original("cart.ts", 9, 10, "discountOf")
    assert known.name_at(1, column) == "discountOf"
    # What stands behind it belongs to it, but is not its name.
    assert known.find(1, column + 1) == known.find(1, column)
    assert known.name_at(1, column + 1) == ""


@pytest.mark.skipif(
    not (LIBRARY.exists() and shutil.which("node")), reason="no node, or no modules"
)
def test_it_reads_maps_as_the_library_of_source_maps_does():
    draw = random.Random(7)

    def line():
        columns = draw.sample(range(60), draw.randrange(6))
        few = draw.randrange
        return [
            (c, few(3), few(90), few(90), few(2))[: draw.choice((1, 4, 5))]
            for c in columns
        ]

    asked = []
    for _ in range(60):
        told = map_of([line() for _ in range(draw.randrange(1, 5))], sourceRoot="src")
        if draw.random() < 0.5:
            offsets = [(0, draw.randrange(30)), (draw.randrange(1, 5), 3), (9, 0)]
            told = {
                "version": 3,
                "sections": [
                    {
                        "offset": {"line": down, "column": right},
                        "map": map_of([line() for _ in range(2)]),
                    }
                    for down, right in offsets
                ],
            }
        places = [(draw.randrange(1, 14), draw.randrange(1, 70)) for _ in range(40)]
        asked.append({"map": told, "places": places})
    answered = subprocess.run(
        ["node", "-e", ORACLE, str(LIBRARY)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        check=True,
        timeout=60,
    )
    for each, expected in zip(asked, json.loads(answered.stdout), strict=True):
        known = read(each["map"])
        found = [place(known.find(*at)) for at in each["places"]]
        assert found == [tuple(at) if at else None for at in expected], each["map"]


def test_sources_have_their_root_and_frameworks_are_ignored():
    told = map_of(
        [[(0, 0, 0, 0), (5, 1, 0, 0)]],
        sources=["a.ts", "webpack://app/b.js"],
        sourceRoot="src/",
        x_google_ignoreList=[1],
    )
    known = read(told)
    assert known.find(1, 1) == Original("src/a.ts", 1, 1)
    assert known.find(1, 6) == Original("webpack://app/b.js", 1, 1, ignored=True)


def test_the_line_that_keeps_a_map_from_being_run_is_skipped():
    data = b")]}'\n" + json.dumps(map_of([[(0, 0, 0, 0)]])).encode()
    assert SourceMap.parse(data).find(1, 1)


@pytest.mark.parametrize(
    "told",
    [
        [],
        {},
        {"mappings": 5},
        {"mappings": "A!"},
        {"mappings": "é"},
        {"mappings": "g"},
        {"mappings": "AA"},
        {"mappings": "AAAAAA"},
        {"mappings": "+" * 30 + "A"},
        {"mappings": ",".join(["+////D"] * 40)},
        {"sections": [{"offset": {"line": "1", "column": 0}, "map": {"mappings": ""}}]},
        {"sections": [{"offset": {"line": 0, "column": 0}, "map": {"sections": []}}]},
    ],
)
def test_these_are_no_maps(told):
    with pytest.raises(BadMap):
        read(told)


@pytest.mark.parametrize(
    "told",
    [
        {"mappings": "AAAA"},
        {"mappings": "AAAA", "sources": [None]},
        {"mappings": "ADAA", "sources": ["a"]},
        {"mappings": "AADA", "sources": ["a"]},
        {"mappings": "", "sources": "a"},
        {"sections": [5, {}, {"offset": 5, "map": {}}, {"url": "x"}]},
    ],
)
def test_these_say_nothing_of_a_place(told):
    assert read(told).find(1, 1) is None


def test_a_name_that_is_none_leaves_the_place():
    told = {"mappings": "AAAAC", "sources": ["a"], "names": [5, {}]}
    assert read(told).find(1, 1) == Original("a", 1, 1)


def test_a_map_of_too_many_segments_is_not_decoded(monkeypatch):
    monkeypatch.setattr(source_maps, "MOST_SEGMENTS", 3)
    read({"mappings": "A,C,C;A"})
    with pytest.raises(BadMap):
        read({"mappings": "A,C,C;A,C"})


junk = st.recursive(
    st.none() | st.integers() | st.text("ACDgz+/,;!é", max_size=20) | st.floats(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                [
                    "mappings",
                    "sources",
                    "names",
                    "sections",
                    "offset",
                    "map",
                    "line",
                    "column",
                    "sourceRoot",
                    "ignoreList",
                    "debugId",
                ]
            ),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@given(junk | st.fixed_dictionaries({"mappings": st.text("ACDgz+/,;", max_size=60)}))
@example(
    {"sections": [{"offset": {"line": -1, "column": 10**40}, "map": {"mappings": "A"}}]}
)
@example({"mappings": "AAAA", "sources": ["x"], "ignoreList": [[]]})
def test_whatever_a_map_says_nothing_else_is_raised(told):
    try:
        known = read(told)
    except BadMap:
        return
    for line, column in ((1, 1), (0, 0), (-5, 10**9), (2, 40)):
        known.find(line, column)
        known.name_at(line, column)


@given(st.binary(max_size=60))
def test_bytes_that_are_no_json_are_no_map(data):
    with pytest.raises(BadMap):
        SourceMap.parse(b"\x00" + data)
