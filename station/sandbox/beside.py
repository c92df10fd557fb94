"""What lies on the practice table while no order is packed: badges, cartons, bins, totes, goods."""

from collections.abc import Iterable, Sequence

from station.model.chores import CartonRow, ChoreView, GoodsRow
from station.model.picking import PickView, WaveRow
from station.model.view import ShipmentRow
from station.settings.schema import Operator

Item = tuple[str, str, str]  # what a scanner reads on it, its name, its picture
TOTES = 12  # stand beside the cart
LABELS = 12  # of cartons that left


def badges(operators: Iterable[Operator], signed_in: str) -> list[Item]:
    """Those of everybody but who is signed in."""
    return [(one.badge, one.name, "") for one in operators if one.name != signed_in]


def lists(waves: Iterable[WaveRow]) -> list[Item]:
    """Pick lists that wait for somebody to walk them."""
    return [
        (one.barcode, f"{one.barcode} · {wave.name}", "")
        for wave in waves
        for one in wave.picks
        if one.state in ("open", "parked")
    ]


def sent(shipments: Sequence[ShipmentRow]) -> list[Item]:
    """Labels of cartons that customers may send back."""
    return [(one.tracking, f"{one.order} · {one.carton}", "") for one in shipments if one.tracking]


def of_chore(chore: ChoreView, codes: dict[str, str], waiting: Sequence[CartonRow]) -> list[Item]:
    """`codes` by SKU; `waiting` are the cartons that are not on a van."""
    if chore.kind == "load":
        loaded = {one.tracking for one in chore.cartons if one.state != "pull"}
        labels = {one.tracking: f"{one.order} · {one.number}" for one in (*chore.cartons, *waiting)}
        return [(code, said, "") for code, said in labels.items() if code and code not in loaded]
    return [_goods(one, codes) for one in chore.goods if one.left]


def _goods(row: GoodsRow, codes: dict[str, str]) -> Item:
    return codes.get(row.sku, row.sku), row.name, row.picture


def of_walk(walk: PickView, codes: dict[str, str]) -> list[Item]:
    """The bin's label and the article the walk is at; totes where some are to be bound or filled."""
    bound = {one.code for one in walk.totes}
    if walk.step == "binding":
        return [(code, code, "") for code in _totes() if code not in bound]
    if walk.step == "putting":
        mine = dict.fromkeys([*([walk.tote] if walk.tote else []), *(one.code for one in walk.totes)])
        spare = next((code for code in _totes() if code not in bound), "")
        return [*((code, code, "") for code in (*mine, spare) if code), *_at(walk, codes)]
    label = [(f"BIN-{walk.stop.bin}", walk.stop.bin, "")] if walk.stop and walk.stop.bin else []
    return [*label, *_at(walk, codes)]


def _at(walk: PickView, codes: dict[str, str]) -> list[Item]:
    stop = walk.stop
    return [(codes.get(stop.sku, stop.sku), stop.name, stop.picture)] if stop is not None else []


def _totes() -> list[str]:
    return [f"TOTE-{number}" for number in range(1, TOTES + 1)]
