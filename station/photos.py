"""Pictures of cartons as they were closed: files named by their carton, gone with its customer."""

import os
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path


def keep(folder: Path, carton: str, picture: bytes, at: datetime) -> Path:
    """A JPEG, whole on disk before its name is there. OSError when there is no room."""
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{carton}-{at:%Y%m%dT%H%M%S%f}.jpg"
    part = target.with_suffix(".part")
    with part.open("wb") as handle:
        handle.write(picture)
        handle.flush()
        os.fsync(handle.fileno())
    part.replace(target)
    return target


def of(folder: Path, carton: str) -> tuple[Path, ...]:
    """The pictures of a carton, the oldest first."""
    return tuple(sorted(folder.glob(f"{carton}-*.jpg")))


def forget(folder: Path, cartons: Iterable[str]) -> int:
    """How many pictures were deleted: an address may be on them."""
    files = [file for carton in cartons for file in of(folder, carton)]
    for file in files:
        file.unlink(missing_ok=True)
    return len(files)
