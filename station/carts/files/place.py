"""Where things are in the folder, and writing there so that nobody ever sees half a file."""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from hashlib import blake2b
from pathlib import Path
from typing import IO

from station.carts.contract import TryLater

_UNSAFE = re.compile(r"[^A-Za-z0-9_-]+")


class Place:
    """One partner's folder. Nothing is made until something is written."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.own = folder / ".station"
        self.done = folder / "done"
        self.failed = folder / "failed"
        self.out = folder / "out"

    @contextmanager
    def trouble(self) -> Iterator[None]:
        """Raises `TryLater` `files.folder_trouble` for what the file system refuses."""
        try:
            yield
        except OSError as error:
            raise TryLater(
                "files.folder_trouble", None, folder=str(self.folder), reason=error.strerror or ""
            ) from error

    @contextmanager
    def alone(self, wait: Callable[[], bool] = lambda: False) -> Iterator[bool]:
        """Whether no other process takes files in now, until this one is through. `wait` is asked whether to
        try again.
        """
        self.own.mkdir(parents=True, exist_ok=True)
        with (self.own / "lock").open("a+b") as handle:
            mine = _lock(handle)
            while not mine and wait():
                mine = _lock(handle)
            yield mine  # closing the file gives it free


def _lock(handle: IO[bytes]) -> bool:
    try:
        if os.name == "nt":
            import msvcrt

            handle.seek(0)
            msvcrt.locking(handle.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        else:
            import fcntl

            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def write_whole(path: Path, content: bytes) -> None:
    """On the disk and under its name, or not there at all."""
    part = path.with_name(f".{path.name}.part")
    write_through(part, content)
    part.replace(path)
    settle(path.parent)


def write_through(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())


def settle(folder: Path) -> None:
    """Names are on the disk too. Windows has no such call."""
    if os.name == "nt":
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def name_of(text: str) -> str:
    """A file name for any text: readable, and no two texts have the same, on no file system."""
    readable = _UNSAFE.sub("-", text).strip("-")[:60]
    return f"{readable}-{blake2b(text.encode(), digest_size=5).hexdigest()}"
