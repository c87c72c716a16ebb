"""The package map, as a test. Read MAY_IMPORT top to bottom: it is the data flow."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import replaytest

ROOT = Path(replaytest.__file__).parent
WORDS = "errors files model rrweb tags trees"

# module or folder: what it may import of replaytest | and of third parties.
MAY_IMPORT = {
    "errors": "|",
    "files": "|",
    "rrweb": "|",
    "model": "|",
    "tags": "|",
    "trees": "rrweb |",
    "pyproject": "errors |",
    "mask": "errors pyproject | orjson",
    "config": "errors mask.rules pyproject |",
    "browser": "errors | playwright",
    "capture": f"{WORDS} browser.calls | orjson",
    "store": f"{WORDS} | cryptography fsspec msgspec orjson zstandard slugify",
    "mirror": f"{WORDS} store.lines | msgspec orjson tinycss2",
    "against": f"{WORDS} diff mirror signals store |",
    "diff": f"{WORDS} mirror pyproject store.blobs | PIL orjson",
    "divergence": f"{WORDS} diff mirror signals store summary.opening |",
    "redrive": f"{WORDS} mask.sensitive mask.shape mirror |",
    "codegen": f"{WORDS} diff mirror redrive |",
    "report": f"{WORDS} | orjson zstandard",
    "run": f"{WORDS} browser capture config context diff mask mirror recorder "
    "recording redrive replay signals store importers summary.opening timelines against "
    "report |",
    "recording": f"{WORDS} capture store |",
    "context": f"{WORDS} browser capture mask recording |",
    "span": f"{WORDS} browser capture.calls mask recording |",
    "recorder": f"{WORDS} browser capture context mask store recording span |",
    "timelines": f"{WORDS} mirror redrive store |",
    "replay": f"{WORDS} store mirror against report signals summary.opening |",
    "site": f"{WORDS} replay report search store.entry | orjson slugify",
    "audit": f"{WORDS} mask store | orjson zstandard",
    "api": f"{WORDS} config browser mask recorder store |",
    "pixels": f"{WORDS} browser.stills diff mirror |",
    "baseline": f"{WORDS} browser capture diff mask mirror |",
    "plugin": f"{WORDS} audit baseline config diff.noise mask "
    "recorder recording redrive replay run importers store summary | pytest",
    "cli": f"{WORDS} audit codegen config browser.launch diff divergence redrive run "
    "exporters importers mask mirror pixels recording replay search site store report "
    "signals summary timelines | rich",
    "web": "| hatchling",
    "__main__": "cli |",
    "signals": f"{WORDS} mirror pyproject store.lines | msgspec",
    "summary": f"{WORDS} mask.person mirror signals store | msgspec",
    "search": f"{WORDS} mask.person mirror signals store summary | "
    "duckdb msgspec orjson slugify",
    "importers": f"{WORDS} store report.encode | cramjam httpx orjson zstandard",
    "exporters": f"{WORDS} browser mask mirror report signals store | "
    "PIL duckdb msgspec orjson",
    "__init__": f"{WORDS} api diff.compare run.api run.routes store timelines |",
}
WATCHED = {
    "playwright",
    "pytest",
    "msgspec",
    "orjson",
    "tinycss2",
    "zstandard",
    "slugify",
    "rich",
    "hatchling",
    "cryptography",
    "PIL",
    "cramjam",
    "duckdb",
    "fsspec",
    "httpx",
}


def imports(path: Path) -> Iterator[str]:
    """Yield every module named by an import in `path`, also inside functions."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: write absolute imports"
            assert node.module is not None
            if node.module == "replaytest":
                yield from (f"replaytest.{alias.name}" for alias in node.names)
            else:
                yield node.module


@pytest.mark.parametrize(
    "path",
    sorted(path for path in ROOT.rglob("*.py") if "node_modules" not in path.parts),
    ids=lambda path: str(path.relative_to(ROOT)),
)
def test_imports_point_upstream(path):
    stage = path.relative_to(ROOT).parts[0].removesuffix(".py")
    inside, _, outside = MAY_IMPORT[stage].partition("|")
    for name in imports(path):
        top, _, rest = name.partition(".")
        if top == "replaytest":
            allowed = [stage, *inside.split()]
            assert any(f"{rest}.".startswith(f"{each}.") for each in allowed), name
        elif top in WATCHED:
            assert top in outside.split(), f"{stage} imports {name}"


# The modules of `browser` that touch its private names.
KNOWING = ("installed.py", "instrument.py", "observe.py")


def test_nothing_but_these_knows_playwrights_insides():
    for path in ROOT.rglob("*.py"):
        if path.name not in KNOWING and "node_modules" not in path.parts:
            text = path.read_text("utf-8")
            assert "_impl_obj" not in text, path
            assert "playwright._impl" not in text, path


def test_modules_can_be_read_in_one_sitting():
    long = {
        str(path.relative_to(ROOT)): lines
        for path in ROOT.rglob("*.py")
        if "node_modules" not in path.parts
        and (lines := path.read_text("utf-8").count("\n")) > 340
    }
    assert long == {}
