"""A queue that plays along: sample orders in full, and what people do to them."""

from collections.abc import Callable, Mapping, Sequence

from station.model.problem import StationError
from station.model.queue_filter import parse
from station.model.view import ActView, LineView, OrderRow, WholeOrder
from ui.shots_states import ADDRESS, LINES, minutes

CHOICES = {
    "store": ("Main shop", "Pottery"),
    "method": ("DPD Classic", "DHL Paket", "UPS Standard", "Own van"),
    "country": ("DE", "PL", "AT", "ES", "FR", "NL"),
    "tag": ("gift", "b2b"),
}
KINDS = {
    "open": ("ready_for_fulfillment", "partially_fulfilled", "backorder", "in_wave"),
    "hold": ("on_hold",),
    "packing": ("packing",),
    "shipped": ("fulfilled",),
    "problem": ("cancelled", "refunded"),
}


class ScriptedQueue:
    """`told` is what was asked of it, in order; `refuse` is raised by the next act."""

    def __init__(self, rows: Callable[[], Sequence[OrderRow]], fault: Callable[[], Exception | None]) -> None:
        self._rows, self._fault = rows, fault
        self.saved: dict[str, str] = {"Small DE": "open country=DE single", "Late express": "open due=late"}
        self.told: list[tuple[object, ...]] = []
        self.refuse: StationError | None = None

    def _chosen(self, search: str, filter: str) -> list[OrderRow]:  # noqa: A002
        fault = self._fault()
        if fault is not None:
            raise fault
        asked = parse(self.saved.get(filter, filter))
        chosen = [row for row in self._rows() if not asked.kind or row.state in KINDS[asked.kind]]
        chosen = [row for row in chosen if not asked.country or row.country in asked.country]
        chosen = [row for row in chosen if not asked.rush or row.rush]
        return [row for row in chosen if search.lower() in f"{row.number} {row.ref}".lower()]

    def rows(self, search: str, filter: str, offset: int, limit: int) -> list[OrderRow]:  # noqa: A002
        return self._chosen(search, filter)[offset : offset + limit]

    def counts(self, search: str, filter: str = "") -> dict[str, int]:  # noqa: A002
        asked = parse(filter)
        rest = str(asked).removeprefix(asked.kind)
        return {name: len(self._chosen(search, f"{name} {rest}")) for name in ("", *KINDS)}

    def due_counts(self) -> dict[str, int]:
        return {"late": 2, "today": 31, "tomorrow": 12, "later": 4, "none": 0}

    def filters(self) -> dict[str, str]:
        return dict(self.saved)

    def choices(self) -> dict[str, Sequence[str]]:
        return dict(CHOICES)

    def detail(self, key: int) -> WholeOrder:
        row = next((one for one in self._rows() if one.key == key), None)
        lines: tuple[LineView, ...] = LINES[: 2 + key % 4]
        if row is None:
            return WholeOrder(lines=lines, address=ADDRESS)
        held = row.hold.startswith("hold.")
        return WholeOrder(
            lines=lines,
            address=ADDRESS,
            doubts=row.doubts,
            tags=row.tags,
            customer_note="Bitte beim Nachbarn abgeben." if key % 5 == 3 else "",
            staff_note="Sends a thank-you card with every order." if row.tags else "",
            acts=(ActView("rush", "", "Ana Kovač", minutes(-12)),) if row.rush else (),
            same_place=(str(int(row.number) + 7), str(int(row.number) + 9)) if key % 5 == 3 else (),
            hold=row.hold if held else "",
            hold_by=row.hold_by,
            hold_at=row.hold_at,
            may_release=held,
            rush=row.rush,
            bench=row.bench,
        )

    def _tell(self, *what: object) -> None:
        self.told.append(what)
        if self.refuse is not None:
            raise self.refuse

    def rush(self, key: int, on: bool = True) -> None:
        self._tell("rush", key, on)

    def hold(self, key: int, reason: str, note: str = "") -> None:
        self._tell("hold", key, reason, note)

    def release(self, key: int, note: str = "") -> None:
        self._tell("release", key, note)

    def note(self, key: int, text: str) -> None:
        self._tell("note", key, text)

    def split(self, key: int, later: Mapping[str, int]) -> None:
        self._tell("split", key, dict(later))

    def save_filter(self, name: str, text: str) -> None:
        self._tell("save", name, text)
        self.saved[name] = text

    def drop_filter(self, name: str) -> None:
        self._tell("drop", name)
        self.saved.pop(name, None)
