"""The servers, in a process of their own, so that their CPU time is nobody's.

Nor do they wait for Python's lock while something is measured. Lines of JSON on stdin
and stdout: `{"open": NAME}` is answered with `{"url": …}`, and `"payment_url"` for the
sample site; `{"reset": NAME}` with `{}`. It ends when its stdin does.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

ROOT = Path(__file__).parents[3]
SAMPLE = "sample"


class Sites:
    """The other process, seen from here; `pid` is its own."""

    def __enter__(self) -> Self:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.benchmarks.recording.serve"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        self.pid = self._process.pid
        self._opened: dict[str, dict[str, str]] = {}
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        self._process.wait(timeout=20)
        self._process.stdout.close()

    def url(self, name: str) -> str:
        """Return the address of a site, as it was at the beginning."""
        found = self.addresses(name)["url"]
        self._ask({"reset": name})
        return found

    def addresses(self, name: str) -> dict[str, str]:
        """Return all addresses of a site, as it is."""
        if name not in self._opened:
            self._opened[name] = self._ask({"open": name})
        return self._opened[name]

    def _ask(self, question: dict[str, str]) -> dict[str, Any]:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(question) + "\n")
        self._process.stdin.flush()
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        return answer


def main() -> None:
    from sample_site.serve import SampleSite
    from tests.outside.apps import App, serve

    opened: dict[str, App | SampleSite | None] = {}
    with ExitStack() as stack:
        for line in sys.stdin:
            asked = json.loads(line)
            answer = {}
            if name := asked.get("open"):
                if name == "ours":
                    opened[name], answer = None, {"url": _own_pages(stack)}
                elif name == SAMPLE:
                    site = opened[name] = stack.enter_context(SampleSite())
                    answer = {"url": site.url, "payment_url": site.payment_url}
                else:
                    app = opened[name] = stack.enter_context(serve(name))
                    answer = {"url": app.url}
            elif running := opened[asked["reset"]]:
                running.reset()
            print(json.dumps(answer), flush=True)


def _own_pages(stack: ExitStack) -> str:
    from tests.benchmarks.recording.pages import table_of_pages
    from tests.support.pages import Pages

    # The other origin has a host of its own as well: its frame is in another process.
    far = stack.enter_context(Pages(table_of_pages("")))
    return stack.enter_context(Pages(table_of_pages(far.other_url))).url


if __name__ == "__main__":
    main()
