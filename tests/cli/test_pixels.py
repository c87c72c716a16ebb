"""`diff --pixels` in words, and what it does to the exit code."""

from __future__ import annotations

import argparse

import pytest

from replaytest.cli import pixels
from replaytest.diff.noise import Noise
from replaytest.errors import StoreNotWritable
from tests.mirror.events import element, mirror_of, page, text

PAGES = [
    mirror_of(page(element(20, "style", text(21, css)), element(22, "p", text(23, "Tea"))))
    for css in ("p { color: black }", "p { color: red }")
]  # fmt: skip


def options(*words):
    parser = argparse.ArgumentParser()
    pixels.add(parser)
    parser.set_defaults(form="words", output=None)
    return parser.parse_args(words)


def looked(told):
    return pixels.look(told, *PAGES, same_dom=True, noise=Noise())


def test_nothing_is_drawn_unless_it_is_asked(monkeypatch):
    monkeypatch.setattr("replaytest.pixels.look", None)
    assert not looked(options())


def test_it_says_what_looks_different_and_draws_it(capfdbinary, tmp_path):
    target = tmp_path / "both.png"
    assert looked(options("--picture", str(target)))
    out, err = capfdbinary.readouterr()
    first, second = out.decode().splitlines()
    assert first == "DOM equal but pixels differ, in 1 area:"
    assert "paragraph" in second
    assert target.read_bytes().startswith(b"\x89PNG")
    assert b"both.png" in err


def test_a_picture_that_cannot_be_written_is_told(tmp_path):
    with pytest.raises(StoreNotWritable, match="--picture"):
        looked(options("--picture", str(tmp_path)))
