"""What the partner is told: a CSV file in `out` for every message, each told exactly once.

First the file stands ready in `.station/ready`, then `.station/told` says so, then it is moved to `out` by
one rename. A message that is told and no longer ready has gone out, whether the partner has taken it or not.
"""

import csv
import io
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from station.carts.contract import TryLater
from station.carts.files.place import Place, name_of, settle, write_through, write_whole

Memo = dict[str, Any]


class Telling:
    """`kind`: shipments, status or stock. `about`: the order or the SKU. `mark`: ours, always the same."""

    def __init__(self, place: Place) -> None:
        self._place = place
        self._told = place.own / "told"

    def told(self, kind: str, about: str, mark: str) -> bool:
        return self._is_out(self._memo(kind, about, mark))

    def tell(
        self, kind: str, about: str, mark: str, rows: Sequence[Mapping[str, object]], memo: Memo
    ) -> None:
        """Writes it, once. `rows` have the same columns. Raises `TryLater`: nothing is out."""
        path = self._memo(kind, about, mark)
        with self._place.trouble():
            if self._is_out(path):
                return
            ready, out = self._ready(path), self._place.out / f"{path.stem}.csv"
            out.parent.mkdir(exist_ok=True)
            write_through(ready, _table(rows))
            settle(ready.parent)
            write_whole(path, json.dumps(memo, ensure_ascii=False).encode())
            ready.replace(out)
            settle(out.parent)

    def memos(self, kind: str, about: str) -> list[Memo]:
        """What was told of an order or a product, in the order of telling."""
        folder = self._told / name_of(about)
        with self._place.trouble():
            if not folder.is_dir():
                return []
            paths = [one for one in folder.glob(f"{kind}-*.json") if self._is_out(one)]
            return sorted((_read(one) for one in paths), key=lambda memo: str(memo["at"]))

    def _memo(self, kind: str, about: str, mark: str) -> Path:
        return self._told / name_of(about) / f"{kind}-{name_of(mark)}.json"

    def _ready(self, memo: Path) -> Path:
        return self._place.own / "ready" / f"{memo.stem}.csv"

    def _is_out(self, memo: Path) -> bool:
        return memo.exists() and not self._ready(memo).exists()


def _read(path: Path) -> Memo:
    try:
        memo: Memo = json.loads(path.read_bytes())
    except ValueError as error:
        raise TryLater("files.state_unreadable", None, file=str(path)) from error
    return memo


def _table(rows: Sequence[Mapping[str, object]]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]))
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode()
