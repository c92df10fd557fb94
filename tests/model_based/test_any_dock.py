"""Any sequence beside the van: loads, pulls, put-backs, returns, undo and crashes in any order."""

from dataclasses import replace
from datetime import UTC, datetime

from floor import Floor, line, order
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import func, select, update

from station.model.order import OrderState
from station.packing.outcome import CartonKind, Rules
from station.store.engine import Store
from station.store.prepare import prepare
from station.store.schema import (
    back_fact,
    carton,
    carton_line,
    customer_return,
    load_carton,
    movement,
    orders,
    put_back,
    returned_unit,
)
from station.usecases import dock, load

SKUS = {"2001": ("TEA", "MUG"), "2002": ("TEA",), "2003": ("MUG", "MUG")}
COMMANDS = ("HANDOVER", "RETURN", "YES", "NO", "UNDO", "PARK", "SHORT", "NO-CODE", "1", "2", "3")
moves = st.one_of(
    st.sampled_from([f"CMD-{one}" for one in COMMANDS]),
    st.sampled_from(["TEA", "MUG", "BIN-A-1", *SKUS, "label:2001", "label:2002", "label:2003"]),
    st.sampled_from(["cancel:2001", "cancel:2002", "refund:2003", "answer", "away", "crash"]),
)


class StillClock:
    def __init__(self) -> None:
        self.passed = 0.0

    def now(self) -> datetime:
        return datetime.fromtimestamp(1_795_000_000 + self.passed, UTC)

    def monotonic(self) -> float:
        return self.passed

    def advance(self, seconds: float) -> None:
        self.passed += seconds


def the_order(number: str, **more: object):
    lines = [line(str(place), sku, 1) for place, sku in enumerate(SKUS[number], 1)]
    return order(number, *lines, **more)


def packed(floor: Floor) -> dict[str, str]:
    labels = {}
    for number, skus in SKUS.items():
        floor.arrives(the_order(number))
        for text in (number, *skus):
            floor.scan(text)
        labels[number] = floor.prints()
        assert floor.scan(labels[number]).ok
        floor.clock.advance(60)
    return labels


def moved(floor: Floor, labels: dict[str, str], what: str) -> None:
    kind, _, number = what.partition(":")
    if kind in ("cancel", "refund"):
        state = OrderState.CANCELLED if kind == "cancel" else OrderState.REFUNDED
        floor.arrives(replace(the_order(number), state=state))
    elif kind in ("answer", "away"):
        floor.clock.advance(1)
        floor.bench.work(lambda tx: told(floor, tx, kind == "answer"))
    elif kind == "crash":
        floor.start()
    else:
        said = floor.scan(labels.get(number, what))
        assert said.say.code != "station.mistake"
    floor.clock.advance(1)


def told(floor: Floor, tx, there: bool) -> None:
    for store, ref in load.wanted_reads(floor.bench.seat, tx):
        if there:
            read = int(floor.clock.now().timestamp() * 1_000_000)
            tx.execute(update(orders).where(orders.c.ref == ref).values(checked_at=read))
        dock.was_read(floor.bench, tx, store, ref, there)


def truths(floor: Floor, opening: dict[str, int]) -> None:
    with floor.store.read() as tx:
        packed_units = _sum(carton_line, carton_line.c.quantity).where(carton.c.state != "void")
        sent = dict(tx.execute(packed_units).all())
        query = select(returned_unit.c.sku, func.sum(returned_unit.c.quantity)).where(~returned_unit.c.undone)
        back = dict(tx.execute(query.group_by(returned_unit.c.sku)).all())
        assert all(units <= sent.get(sku, 0) for sku, units in back.items())
        states = dict(tx.execute(select(carton.c.uid, carton.c.state)).all())
        loaded = dict(tx.execute(select(load_carton.c.carton, load_carton.c.load)).all())
        assert all(states[uid] in ("confirmed", "handed_over") for uid in loaded)
        assert all(uid in loaded for uid, state in states.items() if state == "handed_over")
        pulled = set(tx.execute(select(put_back.c.carton)).scalars())
        assert all(states[uid] == "void" for uid in pulled)
        rows = tx.execute(select(put_back)).all()
        assert all(0 <= row.done + row.lost <= row.quantity for row in rows)
        counted = select(func.sum(back_fact.c.quantity)).where(~back_fact.c.undone)
        assert (tx.execute(counted).scalar_one() or 0) == sum(row.done + row.lost for row in rows)
        for sku, began in opening.items():
            assert _on_hand(tx, sku) == began - sent.get(sku, 0) + _here(tx, sku, rows)


def _sum(table, column):
    joined = table.join(carton, carton.c.uid == table.c.carton)
    return select(table.c.sku, func.sum(column)).select_from(joined).group_by(table.c.sku)


def _on_hand(tx, sku: str) -> int:
    query = select(func.coalesce(func.sum(movement.c.quantity), 0)).where(movement.c.sku == sku)
    return int(tx.execute(query).scalar_one())


def _here(tx, sku: str, rows) -> int:
    """Less what is still on the way to the shelf or lost; more what customers sent back as good."""
    away = sum(row.quantity - row.done for row in rows if row.sku == sku)
    good = (
        select(func.coalesce(func.sum(returned_unit.c.quantity), 0))
        .select_from(returned_unit.join(customer_return, customer_return.c.id == returned_unit.c.came))
        .where(
            returned_unit.c.sku == sku,
            returned_unit.c.condition == "restock",
            ~returned_unit.c.undone,
            customer_return.c.state == "closed",
        )
    )
    return int(tx.execute(good).scalar_one()) - away


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.lists(moves, min_size=5, max_size=30))
def test_units_add_up_and_nothing_leaves_twice(tmp_path_factory, sequence) -> None:
    folder = tmp_path_factory.mktemp("dock")
    clock, store = StillClock(), Store(f"sqlite:///{folder}/bench.db")
    prepare(store, folder / "backups", clock.now())
    floor = Floor(store, clock, Rules(weigh="off", kinds=(CartonKind("M"),)))
    try:
        labels = packed(floor)
        with store.read() as tx:
            left = dict(tx.execute(_sum(carton_line, carton_line.c.quantity)).all())
            opening = {sku: _on_hand(tx, sku) + left[sku] for sku in ("TEA", "MUG")}
        for what in sequence:
            moved(floor, labels, what)
            truths(floor, opening)
    finally:
        store.close()
