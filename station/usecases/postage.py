"""What a carrier is asked for, and what it was paid for that no carton carries."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date

from station.carriers.contract import Bought, Content, LabelWish
from station.model.order import Address
from station.model.problem import StationError
from station.model.quantity import Mass
from station.store import ahead, orders, paper, products, sessions
from station.store.ahead import Ahead
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
    content = paper.content(connection, wanted.carton)
    return replace(
        _of_order(connection, stored, content, ship_from, day),
        carton=wanted.carton,
        number=row.number,
        gross=Mass(row.gross_mg) if row.gross_mg else None,
        kind=row.kind,
        intent=intent(wanted, row.gross_mg, row.kind, ahead.times_void(connection, wanted.carton)),
    )


def wish_ahead(
    connection: Transaction, there: Ahead, stored: Stored, ship_from: Address, day: date
) -> LabelWish:
    """The same of a carton as it will be once it is full."""
    plan = there.plan
    return replace(
        _of_order(connection, stored, plan.content, ship_from, day),
        carton=plan.carton,
        number=plan.number,
        gross=Mass(plan.gross) if plan.gross is not None else None,
        kind=plan.kind,
        intent=there.intent,
        since=there.at,
    )


def wish_open(connection: Transaction, stored: Stored, ship_from: Address, day: date) -> LabelWish:
    """Everything of an order that is still to be sent, in no carton yet."""
    due = {line.ref: line.due for line in stored.order.lines if line.ships is not False and line.due}
    return _of_order(connection, stored, due, ship_from, day)


def _of_order(
    connection: Transaction, stored: Stored, content: Mapping[str, int], ship_from: Address, day: date
) -> LabelWish:
    order = stored.order
    return LabelWish(
        carton="",
        order=order.number,
        store=order.store,
        ship_to=order.ship_to,
        ship_from=ship_from,
        method=order.method,
        number=0,
        gross=None,
        day=day,
        method_code=order.method_code,
        contents=tuple(_contents(connection, content, stored)),
    )


def intent(wanted: Wanted, gross_mg: int | None, kind: str, void: int = 0) -> str:
    """The same however often it is asked for; another one for another weight, address or content, and after
    a label that was made void by hand, which the carton had `void` times.
    """
    told = "\n".join((wanted.fingerprint, str(gross_mg), kind, *([str(void)] if void else ())))
    return f"{wanted.carton}-{hashlib.sha256(told.encode()).hexdigest()[:10]}"


def give_back(connection: Transaction, carton: str) -> None:
    """The label of a carton is void and was paid for: the labels' thread gives it back, before it buys
    another one for this carton.
    """
    there = paper.latest_label(connection, carton)
    if there is None:
        return
    row = paper.carton_row(connection, carton)
    wanted = Wanted(there.id, carton, row.order_id, there.fingerprint, there.number, there.state)
    meant = intent(wanted, row.gross_mg, row.kind, ahead.times_void(connection, carton))
    since = paper.first_asked(connection, carton)
    ahead.make_void(connection, row.order_id, row.session, carton, row.number, meant, there.tracking, since)


def is_abroad(wish: LabelWish) -> bool:
    """Whether papers for another country may come with the label."""
    return bool(wish.ship_to.country) and wish.ship_to.country != wish.ship_from.country


def _contents(connection: Transaction, packed: Mapping[str, int], stored: Stored) -> Iterator[Content]:
    known = products.of_order(connection, stored.id)
    for line in stored.order.lines:
        if line.ref in packed:
            mg = known.get(line.ref, (None, "", ""))[0]
            mass = Mass(mg) if mg else None
            yield Content(line.sku, line.name, packed[line.ref], line.price, mass)


def check_unused(connection: Transaction, carton: str, tracking: str) -> None:
    """`carrier.number_used` when another carton has this number; one that is still to be scanned is none."""
    for uid, _, order_id, _ in sessions.tracking_known(connection, tracking) if tracking else ():
        if uid != carton:
            other = orders.load(connection, order_id)
            number = other.order.number if other is not None else ""
            raise StationError("carrier.number_used", tracking=tracking, order=number)


def orphans(connection: Transaction, bought: Iterable[Bought]) -> list[Orphan]:
    """Of what a carrier sold, the labels for cartons of ours that carry another label, or none.

    `bought` is read before: what was bought since then is in use. A carton whose label is being made is left
    alone, and so is one that was bought ahead and may still be used, and everything that is none of ours.
    """
    found = []
    sold = [one for one in bought if not one.voided]
    early = ahead.by_intent(connection, (one.intent for one in sold))
    for one in sold:
        uid = one.intent.rpartition("-")[0]
        told = early.get(one.intent)
        if told is not None and told.state != "used":
            found += [] if told.in_use else [Orphan(one, told.order, told.carton)]
            continue
        known = paper.order_of_carton(connection, uid) if uid else None
        if known is None:
            continue
        labels = paper.labels_of(connection, uid)
        making = any(state == "wanted" for state, _ in labels)
        used = any(state in ("made", "printed") and number == one.tracking for state, number in labels)
        if not making and not used:
            found.append(Orphan(one, *known))
    return found
