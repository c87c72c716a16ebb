"""Where maps are looked for, and where never."""

from __future__ import annotations

import base64
import gzip
import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from replaytest.capture import map_files
from replaytest.capture.map_files import MapFiles, Script, link_in
from tests.support.pages import Answer, Pages


def map_named(source, **more):
    told = {"version": 3, "sources": [source], "mappings": "AAAA"} | more
    return json.dumps(told).encode()


MAP = map_named("a.ts")
AWAY = "https://shop.test/static/app.js"
CALLED = b"pay()\n//# sourceMappingURL="


def source(found):
    return found and found.find(1, 1).source


@pytest.fixture
def site():
    answers = {
        "/app.js.map": Answer(MAP),
        "/away": Answer("", status=302, headers={"Location": "/app.js.map"}),
        "/large": Answer(MAP + b" " * 3000),
        "/packed": Answer(gzip.compress(MAP)),
        "/slow": Answer(MAP, after_s=5),
    }
    with Pages(answers) as pages:
        yield pages


@pytest.fixture
def dist(tmp_path):
    """Return a function that puts maps into a folder, by path → the source in it."""

    def put(files):
        for name, text in files.items():
            path = tmp_path / "dist" / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(text if isinstance(text, bytes) else map_named(text))
        return MapFiles((str(tmp_path / "dist"),))

    return put


@pytest.mark.parametrize(
    ("text", "link"),
    [
        (b"x\n//# sourceMappingURL=app.js.map", "app.js.map"),
        (b"x\n//@ sourceMappingURL=app.js.map\n\n", "app.js.map"),
        (b"x /*# sourceMappingURL=app.js.map */", "app.js.map"),
        (b"x\n//# sourceMappingURL=a\n//# debugId=1234", "a"),
        (b"//# sourceMappingURL=old\n//# sourceMappingURL=new", "new"),
        (b"x", ""),
        (b"say('sourceMappingURL=a.map')", ""),
        (b"//# sourceMappingURL=a.map\n" + b"x" * 300, ""),
        (None, ""),
    ],
)
def test_the_comment_at_the_end_of_a_script_says_where_its_map_is(text, link):
    assert link_in(Script("http://localhost/app.js", text)) == link


def test_a_header_says_it_too():
    script = Script("http://localhost/app.js", b"x", {"sourcemap": "a.map"})
    assert link_in(script) == "a.map"


@pytest.mark.parametrize(
    "link",
    [
        b"data:application/json;base64," + base64.b64encode(MAP),
        b"data:application/json;charset=utf-8;base64," + base64.b64encode(MAP),
        b"data:application/json," + MAP.replace(b'"', b"%22").replace(b" ", b""),
    ],
)
def test_a_map_in_the_script_is_read_wherever_that_is_from(link):
    assert source(MapFiles().of(Script(AWAY, CALLED + link))) == "a.ts"


def test_a_map_on_this_machine_is_fetched(site):
    script = Script(site.url + "/app.js", CALLED + b"app.js.map")
    assert source(MapFiles().of(script)) == "a.ts"
    assert site.asked == ["/app.js.map"]


def test_where_the_script_is_not_known_its_map_is_beside_it(site):
    assert source(MapFiles().of(Script(site.url + "/app.js"))) == "a.ts"
    assert MapFiles().of(Script(site.url + "/app.js", b"x")) is None


def test_nothing_is_fetched_from_another_origin(site):
    there = f"{site.other_url}/app.js.map".encode()
    for places in ((), ("fetch",)):
        files = MapFiles(places)
        assert files.of(Script(site.url + "/app.js", CALLED + there)) is None
    assert site.asked == []


@pytest.mark.parametrize(
    ("url", "places", "fetched"),
    [
        ("http://localhost:8000/app.js", (), True),
        ("https://shop.localhost/app.js", (), True),
        ("http://127.0.0.2/app.js", (), True),
        ("http://[::1]:80/app.js", (), True),
        ("http://10.0.0.1/app.js", (), False),
        ("https://shop.test/app.js", (), False),
        ("https://localhost.shop.test/app.js", (), False),
        ("https://localhost@shop.test/app.js", (), False),
        ("file:///etc/app.js", (), False),
        ("file://localhost/etc/app.js", ("fetch",), False),
        ("ftp://localhost/app.js", ("fetch",), False),
        ("https://shop.test/app.js", ("fetch",), True),
    ],
)
def test_only_from_this_machine_unless_the_user_says_fetch(
    monkeypatch, url, places, fetched
):
    asked = []
    monkeypatch.setattr(map_files, "_fetched", lambda at: asked.append(at) or MAP)
    MapFiles(places).of(Script(url, CALLED + b"app.js.map"))
    assert asked == ([url + ".map"] if fetched else [])


@pytest.mark.parametrize("path", ["/away", "/large", "/packed", "/slow", "/gone"])
def test_what_is_elsewhere_large_late_or_no_map_is_none(monkeypatch, site, path):
    monkeypatch.setattr(map_files, "MOST_BYTES", 2000)
    monkeypatch.setattr(map_files, "FETCH_S", 0.2)
    began = time.monotonic()
    script = Script(site.url + "/app.js", CALLED + path.encode())
    assert MapFiles().of(script) is None
    assert time.monotonic() - began < 2
    assert site.asked == [path]


@pytest.mark.parametrize(
    ("files", "url", "found"),
    [
        ({"app.js.map": "here"}, AWAY, "here"),
        ({"a/app.js.map": "a", "static/app.js.map": "static"}, AWAY, "static"),
        ({"x/static/app.js.map": "x", "static.map": "no"}, AWAY, "x"),
        (
            {"app.js.map": "top", "js/app.js.map": "js"},
            "http://x.test/dist/app.js",
            "top",
        ),
        # Which one it is nobody knows.
        ({"a/app.js.map": "a", "b/app.js.map": "b"}, AWAY, None),
        ({"other.js.map": "other"}, AWAY, None),
        ({"node_modules/static/app.js.map": "theirs"}, AWAY, None),
        ({"app.js.map": b"no map"}, AWAY, None),
        ({"my app.js.map": "here"}, "https://shop.test/my%20app.js?v=2", "here"),
    ],
)
def test_in_folders_the_path_most_like_the_scripts_wins(dist, files, url, found):
    assert source(dist(files).of(Script(url))) == found


def test_a_map_of_another_build_is_none(dist):
    files = dist({"app.js.map": map_named("a.ts", debugId="aaaaaaaa-1111")})
    for build, found in (("AAAAAAAA-1111", "a.ts"), ("bbbbbbbb-1111", None)):
        text = f"pay()\n//# debugId={build}\n".encode()
        assert source(files.of(Script(AWAY, text))) == found


def test_folders_have_a_limit(dist, monkeypatch):
    monkeypatch.setattr(map_files, "MOST_FILES", 2)
    files = dist({f"{number}.js.map": "a" for number in range(5)})
    assert (
        sum(files.of(Script(f"http://x.test/{n}.js")) is not None for n in range(5))
        == 2
    )


def test_a_folder_that_is_none_and_a_file_that_cannot_be_read_are_none(tmp_path, dist):
    assert MapFiles((str(tmp_path / "none"),)).of(Script(AWAY)) is None
    files = dist({"app.js.map": "a"})
    (tmp_path / "dist/app.js.map").unlink()
    (tmp_path / "dist/app.js.map").symlink_to(tmp_path / "gone")
    assert files.of(Script(AWAY)) is None


@given(st.text("abcd:/?#@%[]. \x00", max_size=30), st.binary(max_size=60))
def test_whatever_a_script_says_nothing_is_raised(url, text):
    MapFiles().of(Script(url, CALLED + text))
    MapFiles().of(Script("http://shop.test/" + url, b"data:" + text))
