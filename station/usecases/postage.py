"""What a carrier is asked for, and what it was paid for that no carton carries."""

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date

from station.carriers.contract import Bought, Content, LabelWish
from station.model.order import Address
from station.model.problem import StationError
from station.model.quantity import Mass
from station.store import orders, paper, products, sessions
from station.store.engine import Transaction
from station.store.orders import Stored
from station.store.paper import Wanted


@dataclass(frozen=True, slots=True)
class Orphan:
    """A label that was paid for and is on no carton."""

    label: Bought
    order: str
    carton: int


def wish(connection: Transaction, wanted: Wanted, stored: Stored, ship_from: Address, day: date) -> LabelWish:
    """Everything a carrier may want to know of a carton; who asked before is not in it yet."""
    row = paper.carton_row(connection, wanted.carton)
    order = stored.order
    return LabelWish(
        carton=wanted.carton,
        order=order.number,
        store=order.store,
        ship_to=order.ship_to,
        ship_from=ship_from,
        method=order.method,
        number=row.number,
        gross=Mass(row.gross_mg) if row.gross_mg else None,
        day=day,
        method_code=order.method_code,
        kind=row.kind,
        contents=tuple(_contents(connection, wanted.carton, stored)),
        intent=intent(wanted, row.gross_mg, row.kind),
    )


def intent(wanted: Wanted, gross_mg: int | None, kind: str) -> str:
    """The same however often it is asked for; another one for another weight, address or content."""
    told = "\n".join((wanted.fingerprint, str(gross_mg), kind))
    return f"{wanted.carton}-{hashlib.sha256(told.encode()).hexdigest()[:10]}"


def _contents(connection: Transaction, carton: str, stored: Stored) -> Iterator[Content]:
    packed = paper.content(connection, carton)
    known = products.of_order(connection, stored.id)
    for line in stored.order.lines:
        if line.ref in packed:
            mg = known.get(line.ref, (None, "", ""))[0]
            mass = Mass(mg) if mg else None
            yield Content(line.sku, line.name, packed[line.ref], line.price, mass)


def check_unused(connection: Transaction, carton: str, tracking: str) -> None:
    """`carrier.number_used` when another carton has this number."""
    for uid, _, order_id, _ in sessions.tracking_known(connection, tracking):
        if uid != carton:
            other = orders.load(connection, order_id)
            number = other.order.number if other is not None else ""
            raise StationError("carrier.number_used", tracking=tracking, order=number)


def orphans(connection: Transaction, bought: Iterable[Bought]) -> list[Orphan]:
    """Of what a carrier sold, the labels for cartons of ours that carry another label, or none.

    `bought` is read before: what was bought since then is in use. A carton whose label is being made is left
    alone, and so is everything that is none of ours.
    """
    found = []
    for one in bought:
        uid = one.intent.rpartition("-")[0]
        known = paper.order_of_carton(connection, uid) if uid and not one.voided else None
        if known is None:
            continue
        labels = paper.labels_of(connection, uid)
        making = any(state == "wanted" for state, _ in labels)
        used = any(state in ("made", "printed") and number == one.tracking for state, number in labels)
        if not making and not used:
            found.append(Orphan(one, *known))
    return found
