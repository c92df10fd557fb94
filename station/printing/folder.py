"""A folder as a printer: every job becomes a file, whole or not at all.

The file appears under its name only once its bytes are on the disk, so that a reader of the folder, and
the station after a crash, may trust what is there.
"""

import errno
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from station.printing.contract import (
    PDF,
    ZPL,
    Condition,
    PrinterOff,
    PrinterSettings,
    SentEvidence,
    in_doubt,
)
from station.printing.media import PNG, Raster, for_printer, taken

_SUFFIXES = {PDF: ".pdf", PNG: ".png", ZPL: ".zpl"}
_FULL = frozenset({errno.ENOSPC, errno.EDQUOT})
_PLAIN = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")


class FolderPrinter:
    """Writes `<printer name>-<job id>.pdf` into the folder its target names, made when missing.

    `.zpl` when its language is zpl; then a PDF goes through `raster`.
    """

    def __init__(self, settings: PrinterSettings, raster: Raster | None = None) -> None:
        self.settings = settings
        self._raster = raster
        self._folder = Path(settings.target)
        self._stem = re.sub(r"[^A-Za-z0-9._-]+", "-", settings.name).strip("-.") or "printer"

    @property
    def takes(self) -> tuple[str, ...]:
        return taken(self.settings, self._raster)

    def send(self, job_id: str, document: bytes, media_type: str, title: str) -> SentEvidence:  # noqa: ARG002
        """A job that is there already is not written again: its evidence is the answer."""
        document, kind = for_printer(self.settings, document, media_type, self._raster)
        final = self._folder / (self._name(job_id) + _SUFFIXES[kind])
        with self._named_trouble():
            if not final.exists():
                self._folder.mkdir(parents=True, exist_ok=True)
                part = self._folder / f".{self._name(job_id)}.part"
                _write(part, document)
                part.replace(final)
        self._settle(final, job_id)
        return SentEvidence(self.settings.name, job_id, len(document), str(final))

    def has(self, job_id: str) -> bool:
        return any((self._folder / (self._name(job_id) + suffix)).exists() for suffix in _SUFFIXES.values())

    def look(self) -> Condition | None:
        """A folder shows how it is when it is written to."""
        return None

    def stop(self) -> None:
        """Nothing here waits."""

    def close(self) -> None:
        """Nothing is held between two jobs."""

    def _name(self, job_id: str) -> str:
        if not _PLAIN.fullmatch(job_id):
            raise ValueError("a job id is letters, digits, dots, dashes and underscores")
        return f"{self._stem}-{job_id}"

    @contextmanager
    def _named_trouble(self) -> Iterator[None]:
        try:
            yield
        except OSError as trouble:
            code = "printer.disk_full" if trouble.errno in _FULL else "printer.folder_unwritable"
            raise PrinterOff(
                code, printer=self.settings.name, folder=str(self._folder), reason=trouble.strerror or ""
            ) from trouble

    def _settle(self, final: Path, job_id: str) -> None:
        """The name itself on the disk; Windows has no way to ask for that, and needs none."""
        if os.name == "nt":
            return
        try:
            handle = os.open(final.parent, os.O_RDONLY)
            try:
                os.fsync(handle)
            finally:
                os.close(handle)
        except OSError as trouble:
            raise in_doubt(self.settings, job_id) from trouble


def _write(part: Path, document: bytes) -> None:
    try:
        with part.open("wb", buffering=0) as file:
            rest = memoryview(document)
            while rest:
                rest = rest[file.write(rest) :]
            os.fsync(file.fileno())
    except OSError:
        with suppress(OSError):
            part.unlink()
        raise
