"""`serve`: the site over a store, as it is now, from memory."""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from replaytest.cli.find import add_dir
from replaytest.cli.output import put_json, say
from replaytest.cli.serving import LocalHandler, LocalServer
from replaytest.errors import ReplaytestError, UsageError

if TYPE_CHECKING:
    from replaytest.site.live import LiveSite

WATCH_S, PING_S = 2.0, 15.0


def add(verbs: Any) -> None:
    """Describe the verb."""
    verb = verbs.add_parser(
        "serve",
        help="serve the site over the store, as it grows",
        description="Serve the site over the store on 127.0.0.1, under an address that "
        "nobody can guess, until Ctrl-C. It shows new recordings by itself; replay "
        "pages are made when they are asked for and nothing is written, so encrypted "
        "recordings are among them.",
        epilog="example: replaytest serve --open",
        allow_abbrev=False,
    )
    verb.add_argument(
        "--port", type=_port, default=0, metavar="N", help="default: one that is free"
    )
    verb.add_argument("--open", action="store_true", help="open it in the browser")
    verb.add_argument("--json", action="store_true", help="a JSON object on stdout")
    add_dir(verb)
    verb.set_defaults(run=run)


def run(options: argparse.Namespace) -> int:
    """Serve until Ctrl-C."""
    from replaytest.cli.reporting import title_of
    from replaytest.cli.searching import brought_up_to_date, root_of
    from replaytest.site.live import LiveSite

    root = root_of(options)
    brought_up_to_date(root)
    site = LiveSite(root, title_of(root))
    site.data()  # what is wrong with the store is said now
    end = threading.Event()
    serve_site(
        site,
        port=options.port,
        ready=partial(_ready, options),
        watched=lambda: _look(root, site),
        end=end,
    )
    return 0


def _ready(options: argparse.Namespace, address: str) -> None:
    from replaytest.cli.showing import open_address

    if options.json:
        put_json({"url": address})
    else:
        print(address)
    sys.stdout.flush()
    if options.open:
        open_address(address)
    say("served until Ctrl-C")


def _look(root: Path, site: LiveSite) -> bool:
    """Bring the index up to date, and say whether the site has become another."""
    from replaytest.search.index import update
    from replaytest.signals.thresholds import Thresholds

    update(root, limits=Thresholds.load(Path.cwd()), processes=1)
    return site.has_changed()


def serve_site(
    site: LiveSite,
    *,
    port: int,
    ready: Callable[[str], None],
    watched: Callable[[], bool],
    end: threading.Event,
) -> None:
    """Serve until `end` or Ctrl-C; tell pages when `watched` says that it changed.

    `ready` is called with the address. Raises `UsageError` for a port that is taken.
    """
    news = _News(watched)
    try:
        server = LocalServer(partial(_SiteHandler, site, news), port)
    except OSError as error:
        raise UsageError(
            f"port {port} of 127.0.0.1 cannot be used: {error.strerror or error}",
            where="--port",
            fix="choose another one, or 0 for any that is free",
        ) from error
    threading.Thread(target=news.watch, daemon=True).start()
    try:
        server.run(lambda: ready(server.address), end)
    finally:
        news.end()


class _News:
    """Counts the changes of a store, for pages that wait for the next one."""

    def __init__(self, watched: Callable[[], bool]) -> None:
        self._watched = watched
        self._changed = threading.Condition()
        self._ended = threading.Event()
        self._listeners = 0
        self.count = 0

    @property
    def ended(self) -> bool:
        return self._ended.is_set()

    def watch(self) -> None:
        """Look again and again, while somebody listens."""
        while not self._ended.wait(WATCH_S):
            if not self._listeners:
                continue
            try:
                if self._watched():
                    with self._changed:
                        self.count += 1
                        self._changed.notify_all()
            except (ReplaytestError, OSError) as error:
                say(f"not brought up to date: {error}")

    def wait(self, since: int) -> int:
        """Return the count when it is not `since` any more, or after a while."""
        with self._changed:
            self._listeners += 1
            try:
                self._changed.wait_for(
                    lambda: self.ended or self.count != since, PING_S
                )
            finally:
                self._listeners -= 1
            return self.count

    def end(self) -> None:
        """Let everybody go."""
        self._ended.set()
        with self._changed:
            self._changed.notify_all()


class _SiteHandler(LocalHandler):
    def __init__(self, site: LiveSite, news: _News, *more: Any) -> None:
        self._site, self._news = site, news
        super().__init__(*more)

    def answer(self, name: str) -> None:
        """Send a page of the site; no name ever becomes a path."""
        try:
            if name == "":
                self.send(self._site.page())
            elif name == "data.json":
                self.send(self._site.data(), "application/json")
            elif name == "events":
                self._tell()
            else:
                page = self._site.replay(name)
                self.refuse() if page is None else self.send(page)
        except ReplaytestError as error:
            say(str(error))
            self.send_error(500, error.problem.encode("ascii", "replace").decode())

    def _tell(self) -> None:
        """Send an event for each change, and something now and then between."""
        self.begin("text/event-stream")
        known = self._news.count
        # A browser that was away says what it knew.
        last = self.headers.get("Last-Event-ID", "") or str(known)
        is_new = last != str(known)
        while not self._news.ended:
            told = "event: changed\ndata:\n" if is_new else ": still\n"
            self.wfile.write(f"id: {known}\n{told}\n".encode())
            self.wfile.flush()
            count = self._news.wait(known)
            is_new, known = count != known, count


def _port(text: str) -> int:
    if not (text.isascii() and text.isdecimal() and int(text[:6]) < 65536):
        raise argparse.ArgumentTypeError(f"{text!r} is no port from 0 to 65535")
    return int(text)
