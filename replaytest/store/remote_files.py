"""Files at a URL: what a store needs of any fsspec file system.

Names are relative to the URL, with slashes. Every back end has errors of its own;
here they become ours, one line each. Credentials are the back end's own business
(environment, profiles). fsspec and what it needs are imported when a URL is opened.
"""

from __future__ import annotations

import contextlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar

from replaytest.errors import (
    RecordingError,
    RecordingNotFound,
    ReplaytestError,
    StoreNotWritable,
    UsageError,
)

T = TypeVar("T")

AT_ONCE = 32
# The protocols of buckets, and what has to be installed for each.
_PACKAGES = {
    "s3": "'replaytest[s3]'",
    "s3a": "'replaytest[s3]'",
    "gs": "'replaytest[remote]' gcsfs",
    "gcs": "'replaytest[remote]' gcsfs",
    "az": "'replaytest[remote]' adlfs",
    "abfs": "'replaytest[remote]' adlfs",
}
# What fsspec's back ends call the time of the last change.
_TIMES = ("LastModified", "mtime", "last_modified", "updated", "created")
_TAGS = ("ETag", "etag", "md5Hash", "checksum")


@dataclass(frozen=True, slots=True)
class Stat:
    """What a listing says of a file.

    `modified` is ms since 1970, None where the back end does not tell. `tag` is
    another text whenever the file has been written again.
    """

    size: int
    modified: int | None
    tag: str


class RemoteFiles:
    """The files below `url`. `shown` is the URL without a password."""

    def __init__(self, url: str) -> None:
        """Raises `UsageError` when no installed package speaks this protocol."""
        self.url = url.rstrip("/")
        self.shown = without_password(self.url)
        fsspec = _fsspec(self.url)
        try:
            # Another process writes there too: a listing that is remembered is wrong.
            self._fs, root = fsspec.core.url_to_fs(
                self.url,
                skip_instance_cache=True,
                use_listings_cache=False,
                **_options(self.url),
            )
        except ImportError as error:
            raise _missing(self.url, error) from error
        except Exception as error:
            raise UsageError(
                f"this URL cannot be used: {reason(error)}",
                where=self.shown,
                fix="give a URL such as s3://bucket/folder",
            ) from error
        self._root = str(root).rstrip("/")

    def list(self, folder: str) -> dict[str, Stat]:
        """Return the files anywhere below `folder`, none if there is no such folder.

        Raises `RecordingNotFound`, also when the bucket is missing or out of reach.
        """
        with self._told("cannot be listed", RecordingNotFound):
            found = self._fs.find(self._path(folder), detail=True)
        start = len(self._root) + 1
        return {str(path)[start:]: _stat(told) for path, told in found.items()}

    def stat(self, name: str) -> Stat | None:
        """Return what is known of a file, None if there is none or nobody tells us.

        Raises `RecordingError` when the network fails.
        """
        with self._told("cannot be looked at", StoreNotWritable):
            try:
                return _stat(self._fs.info(self._path(name)))
            # Who may only write is refused the look, and S3 then answers 403 for
            # what is not there as well.
            except (FileNotFoundError, PermissionError):
                return None

    def read(self, name: str) -> bytes | None:
        """Return the bytes of a file, None if there is none.

        Raises `RecordingError` when it cannot be read.
        """
        with self._told(f"{name} cannot be fetched", RecordingError):
            try:
                data: bytes = self._fs.cat_file(self._path(name))
            except FileNotFoundError:
                return None
        return data

    def write(self, name: str, data: bytes) -> None:
        """Write a whole file. Raises `StoreNotWritable`."""
        path = self._path(name)
        with self._told("cannot be written to", StoreNotWritable):
            try:
                self._fs.pipe_file(path, data)
            except FileNotFoundError:
                # In a bucket there are no folders, and s3fs would make the bucket.
                if _protocol(self.url) in _PACKAGES:
                    raise
                self._fs.makedirs(path.rpartition("/")[0], exist_ok=True)
                self._fs.pipe_file(path, data)

    def remove(self, name: str) -> None:
        """Remove a file that may be gone already. Raises `StoreNotWritable`."""
        with self._told(f"{name} cannot be removed", StoreNotWritable):
            try:
                self._fs.rm_file(self._path(name))
            except FileNotFoundError:
                return

    def close(self) -> None:
        """Let go of connections, which complain when they are collected open."""
        # Only s3fs has any; it does the same when it is collected, if it gets to it.
        creator = getattr(self._fs, "_s3creator", None)
        if creator is not None:
            with contextlib.suppress(Exception):
                self._fs.close_session(self._fs.loop, creator)

    def _path(self, name: str) -> str:
        return f"{self._root}/{name}"

    @contextmanager
    def _told(self, problem: str, kind: type[RecordingError]) -> Iterator[None]:
        try:
            yield
        except ReplaytestError:
            raise
        # Whatever a back end raises for a network, a bucket or a password.
        except Exception as error:
            raise kind(
                f"{problem}: {reason(error)}", where=self.shown, fix=_fix(error)
            ) from error


def check(url: str) -> None:
    """Raise `UsageError` unless what is installed speaks the protocol of `url`."""
    fsspec = _fsspec(url)
    try:
        fsspec.get_filesystem_class(_protocol(url))
    except ImportError as error:
        raise _missing(url, error) from error
    except ValueError as error:
        raise UsageError(
            f"nothing here knows {_protocol(url)}://",
            where=without_password(url),
            fix="use s3://, gs://, or another protocol of fsspec's",
        ) from error


def without_password(url: str) -> str:
    """Return `url` as it may be shown."""
    return re.sub(r"//[^/@]*@", "//", url)


def all_at_once(do: Callable[[str], T], names: Iterable[str]) -> list[T]:
    """Return `do` of each name, several at a time. Raises what the first one did."""
    with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="replaytest-remote") as pool:
        futures = [pool.submit(do, name) for name in names]
        try:
            return [future.result() for future in futures]
        except BaseException:
            # One refusal is told; a thousand more need not be waited for.
            pool.shutdown(wait=False, cancel_futures=True)
            raise


def reason(error: BaseException) -> str:
    """Return in a few words what a back end meant."""
    text = " ".join(str(error).split())[:200] or type(error).__name__
    if isinstance(error, PermissionError):
        return f"no permission ({text})"
    if isinstance(error, FileNotFoundError):
        return f"there is no such bucket or folder ({text})"
    if type(error).__name__ in ("NoCredentialsError", "PartialCredentialsError"):
        return "no credentials were found"
    return text


def _fix(error: BaseException) -> str:
    if isinstance(error, PermissionError) or "Credentials" in type(error).__name__:
        return "check the credentials, for S3 AWS_PROFILE or AWS_ACCESS_KEY_ID"
    if isinstance(error, FileNotFoundError):
        return "check the name; buckets are not made by replaytest"
    return "check the URL and the network; for other S3s set AWS_ENDPOINT_URL"


def _stat(told: Mapping[str, Any]) -> Stat:
    size = int(told.get("size") or 0)
    modified = next((_ms(told[name]) for name in _TIMES if told.get(name)), None)
    tag = next((str(told[name]) for name in _TAGS if told.get(name)), "")
    return Stat(size, modified, tag or f"{size} {modified}")


def _ms(value: Any) -> int | None:
    if isinstance(value, int | float):
        return int(value * 1000)
    if isinstance(value, str):
        try:
            value = datetime.fromisoformat(value)
        except ValueError:
            return None
    if isinstance(value, datetime):
        aware = value if value.tzinfo else value.replace(tzinfo=UTC)
        return int(aware.timestamp() * 1000)
    return None


def _options(url: str) -> dict[str, Any]:
    if _protocol(url) not in ("s3", "s3a"):
        return {}
    config: dict[str, Any] = {"max_pool_connections": AT_ONCE}
    # s3fs tries 5 times, and botocore 5 times each: 13 s for a server that is not
    # there, where one of them alone is done in 2.
    if "AWS_MAX_ATTEMPTS" not in os.environ:
        config["retries"] = {"total_max_attempts": 1}
    # With more than 1 it asks for the size of every file before it gets it.
    return {"max_concurrency": 1, "config_kwargs": config}


def _protocol(url: str) -> str:
    return url.partition("://")[0]


def _fsspec(url: str) -> Any:
    if not url.partition("://")[2]:
        raise UsageError(
            "the URL names no bucket",
            where=url,
            fix="give a URL such as s3://bucket/folder",
        )
    try:
        import fsspec  # type: ignore[import-untyped, unused-ignore]
        import fsspec.core  # type: ignore[import-untyped, unused-ignore]
    except ImportError as error:
        raise _missing(url, error) from error
    return fsspec


def _missing(url: str, error: ImportError) -> UsageError:
    packages = _PACKAGES.get(_protocol(url), "'replaytest[remote]'")
    return UsageError(
        f"a package for {_protocol(url)}:// is not installed: {reason(error)}",
        where=without_password(url),
        fix=f"pip install {packages}",
    )
