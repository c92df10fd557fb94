"""A folder between the station and whatever makes the labels: one request per carton out, one answer in.

`out/ID.json` (or `ID.csv`, one header row and one row) says what is wanted; it is whole once it has that
name. The answer is two files in `in`: the label `ID.pdf` or `ID.png`, and `ID.json` with `tracking` and, if
known, `carrier` and `tracking_url`; or `ID.txt` with nothing but the tracking number. ID names the carton as
it is now: one that changed is asked for again under another ID. Answers stay where they are.
"""

import csv
import io
import json
import os
import time
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from station.carriers.contract import (
    CarrierError,
    CarrierLabel,
    LabelWish,
    NotYet,
    ShippingSettings,
    TryLater,
    check_tracking_template,
    tracking_link,
)
from station.carriers.folder import request

_LARGEST = 8 * 1024 * 1024
_LEAST = 6
_LOOK_AGAIN = 0.5
_LOOK_LATE = 2.0
_LOOK_LATER = 15.0


class FolderCarrier:
    """Used numbers are for the caller to refuse. Nothing is waited for here: `TryLater` is quiet until
    `answer_seconds` after this station first asked, then it says so, and an answer is taken all the same.
    """

    way: Literal["buys"] = "buys"

    def __init__(self, settings: ShippingSettings, monotonic: Callable[[], float] = time.monotonic) -> None:
        """Raises `carrier.incomplete` without a folder, `carrier.tracking_url_unusable`."""
        if not settings.folder:
            raise CarrierError("carrier.incomplete", carrier="file", missing=("folder",))
        if settings.tracking_url:
            check_tracking_template(settings.tracking_url)
        self.name = settings.carrier_name or "file"
        self._settings = settings
        self._out = Path(settings.folder) / "out"
        self._in = Path(settings.folder) / "in"
        self._monotonic = monotonic
        self._asked: dict[str, float] = {}

    def label(self, wish: LabelWish) -> CarrierLabel:
        """Raises `TryLater`; `carrier.folder_unreadable`, `carrier.not_a_tracking` for a wrong answer."""
        try:
            self._ask(wish)
            answer = self._answer(wish.intent)
        except OSError as trouble:
            raise TryLater(
                "carrier.folder_unusable",
                _LOOK_LATER,
                folder=self._settings.folder,
                reason=trouble.strerror or type(trouble).__name__,
            ) from trouble
        if answer is None:
            raise self._not_yet(wish.intent)
        return answer

    def close(self) -> None:
        """Nothing is held open."""

    def _ask(self, wish: LabelWish) -> None:
        """Once, and after a restart once more if nothing of it is there: its reader may take it away."""
        kind = self._settings.folder_format
        target = self._out / f"{wish.intent}.{kind}"
        if wish.intent in self._asked:
            return
        if wish.asked_before and (target.exists() or self._label_of(wish.intent) is not None):
            self._asked[wish.intent] = self._monotonic()
            return
        self._out.mkdir(parents=True, exist_ok=True)
        self._in.mkdir(parents=True, exist_ok=True)
        said = request.of(wish, self._settings)
        part = self._out / f".{wish.intent}.part"
        with part.open("w", encoding="utf-8", newline="") as handle:
            handle.write(_as_csv(said) if kind == "csv" else json.dumps(said, ensure_ascii=False, indent=1))
            handle.flush()
            os.fsync(handle.fileno())
        part.replace(target)
        self._asked[wish.intent] = self._monotonic()

    def _not_yet(self, intent: str) -> TryLater:
        told: dict[str, object] = {"folder": str(self._in), "file": intent}
        if self._monotonic() - self._asked[intent] < self._settings.answer_seconds:
            return NotYet("carrier.folder_silent", _LOOK_AGAIN, **told)
        return TryLater("carrier.folder_silent", _LOOK_LATE, **told)

    def _answer(self, intent: str) -> CarrierLabel | None:
        """None until both files are whole."""
        label, said = self._label_of(intent), self._said(intent)
        if label is None or said is None:
            return None
        document, media_type = label
        tracking = said.get("tracking", "").strip()
        if len(tracking) < _LEAST or not (tracking.isascii() and tracking.isprintable()):
            raise CarrierError("carrier.not_a_tracking", text=tracking[:64])
        ours = self._settings.tracking_url
        return CarrierLabel(
            tracking=tracking,
            carrier=said.get("carrier", "") or self.name,
            tracking_url=tracking_link(ours, tracking) if ours else said.get("tracking_url", ""),
            document=document,
            media_type=media_type,
            scan_back=(),
        )

    def _label_of(self, intent: str) -> tuple[bytes, str] | None:
        for ending, kind, first, last in (
            ("pdf", "application/pdf", b"%PDF-", b"%%EOF"),
            ("png", "image/png", b"\x89PNG\r\n\x1a\n", b"IEND"),
        ):
            path = self._in / f"{intent}.{ending}"
            if not path.is_file() or path.stat().st_size > _LARGEST:
                continue
            content = path.read_bytes()
            if content.startswith(first) and last in content[-1024:]:
                return content, kind
        return None

    def _said(self, intent: str) -> dict[str, str] | None:
        """What is told of the label. A file that is half written is read again later."""
        path = self._in / f"{intent}.txt"
        if path.is_file():
            lines = path.read_text(encoding="utf-8-sig", errors="replace").splitlines()
            return {"tracking": lines[0]} if lines and lines[0].strip() else None
        path = self._in / f"{intent}.json"
        if not path.is_file():
            return None
        try:
            found = json.loads(path.read_text(encoding="utf-8-sig"))
        except ValueError:
            return None
        if not isinstance(found, dict):
            raise CarrierError("carrier.folder_unreadable", file=str(path))
        return {str(name): str(value) for name, value in found.items() if value is not None}


def _as_csv(said: dict[str, object]) -> str:
    """One row; what is a list or a table is JSON inside its field."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(said)
    writer.writerow(
        json.dumps(value, ensure_ascii=False) if isinstance(value, list | dict) else value
        for value in said.values()
    )
    return out.getvalue()
