"""MP4 and WebM, by an ffmpeg that is on this machine."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import IO
from uuid import uuid4

from replaytest.errors import StoreNotWritable, UsageError

# Text needs sharp edges: both are above the codecs' defaults.
CODECS = {
    ".mp4": "-c:v libx264 -preset veryfast -crf 20 -movflags +faststart -f mp4",
    ".webm": "-c:v libvpx-vp9 -crf 30 -b:v 0 -deadline realtime -cpu-used 5 "
    "-row-mt 1 -f webm",
}


def find_ffmpeg() -> str | None:
    """Return the ffmpeg on PATH, else that of the package imageio-ffmpeg, else None."""
    if found := shutil.which("ffmpeg"):
        return found
    try:
        from imageio_ffmpeg import get_ffmpeg_exe  # type: ignore[import-not-found]

        return str(get_ffmpeg_exe())
    except (ImportError, RuntimeError):
        return None


def need_ffmpeg(target: Path) -> str:
    """Return an ffmpeg to write `target` with. Raises `UsageError` if there is none."""
    found = find_ffmpeg()
    if found is None:
        raise UsageError(
            f"{target.suffix} needs ffmpeg, and there is none on PATH",
            where=f"-o {target}",
            fix="install ffmpeg, or: pip install imageio-ffmpeg; .gif and .webp do "
            "without",
        )
    return found


def command(ffmpeg: str, output: Path, *, fps: float, suffix: str) -> list[str]:
    """Return the command that makes a film of the JPEGs on its stdin."""
    return [
        *(ffmpeg, "-hide_banner", "-loglevel", "error", "-nostdin", "-y"),
        *("-f", "image2pipe", "-c:v", "mjpeg", "-framerate", f"{fps:g}"),
        *("-i", "pipe:0", "-an", "-pix_fmt", "yuv420p"),
        # JPEG's colours are of another range and matrix than players expect of films.
        *("-vf", "scale=out_range=tv:out_color_matrix=bt709"),
        *("-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709"),
        *CODECS[suffix].split(),
        # A name that begins with a dash would be an option.
        f"file:{output}",
    ]


def encode(
    pictures: Iterable[tuple[bytes, int]], target: Path, *, fps: float, ffmpeg: str
) -> int:
    """Write JPEGs, each for its number of frames, as `target`; return its bytes.

    Others see the film whole or not at all. Raises `StoreNotWritable`, `UsageError` if
    ffmpeg fails, and what making the pictures raises.
    """
    final = target.resolve()
    place = final.with_name(f".replaytest-{uuid4().hex[:8]}.tmp")
    words = command(ffmpeg, place, fps=fps, suffix=target.suffix.lower())
    try:
        place.touch()
        with tempfile.TemporaryFile() as said:
            _run(words, pictures, said)
        size = place.stat().st_size
        place.replace(final)
    except OSError as error:
        raise StoreNotWritable(
            f"the film could not be written: {error.strerror or error}",
            where=str(target),
            fix="choose another file with -o",
        ) from error
    finally:
        with suppress(OSError):
            place.unlink()
    return size


def _run(
    words: list[str], pictures: Iterable[tuple[bytes, int]], said: IO[bytes]
) -> None:
    # What it says goes to a file: a pipe that nobody reads would stop it.
    with subprocess.Popen(
        words, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=said
    ) as process:
        assert process.stdin is not None
        try:
            for picture, frames in pictures:
                for _ in range(frames):
                    process.stdin.write(picture)
            process.stdin.close()
        except BrokenPipeError:
            pass  # it has ended, and says below why
        except BaseException:
            process.kill()
            raise
        code = process.wait()
    if code != 0:
        said.seek(0)
        lines = said.read().decode("utf-8", "replace").strip().splitlines()
        raise UsageError(
            f"ffmpeg failed: {lines[-1] if lines else f'exit code {code}'}",
            where=words[0],
            fix="another ffmpeg, one with libx264 or libvpx; .gif and .webp do without",
        )
