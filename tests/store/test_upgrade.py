"""A database of the first schema, as a bench left it in the middle of its day, is packed on with.

`old/bench-0001.sql` was written by the version before the queue, picking and packing in full: 101 left in two
cartons, 102 one unit short, 103 is parked with one of three, 104 left, 105 is on hold, 106 is on the
bench with a question. A message of 101 is in doubt.
"""

import sqlite3
from contextlib import closing
from decimal import Decimal
from itertools import count
from pathlib import Path

import pytest
from floor import AT, Floor

from station.model.quantity import Mass
from station.packing.outcome import CartonKind, Rules
from station.packing.session import fold
from station.store import evidence, ledger, orders, outbox, sessions
from station.store.engine import Store
from station.store.prepare import prepare

OLD = Path(__file__).parent / "old" / "bench-0001.sql"
KEPT = ("label", "outbox", "print_job", "carton_line", "movement", "fact", "shipment", "scan", "lease")


@pytest.fixture
def database(tmp_path: Path) -> Path:
    path = tmp_path / "bench.db"
    with closing(sqlite3.connect(path)) as made:
        made.executescript(OLD.read_text(encoding="utf-8"))
    return path


@pytest.fixture
def floor(database: Path, fake_clock):
    store = Store(f"sqlite:///{database}")
    prepare(store, database.parent, AT)
    kinds = (CartonKind("M", Mass.of(Decimal(120), "g")),)
    yield Floor(store, fake_clock, Rules(weigh="required", kinds=kinds), numbers=count(5))
    store.close()


def said(floor: Floor, *texts: str) -> list[str]:
    return [floor.scan(text).say.code for text in texts]


def rows_of(database: Path) -> dict[str, list[dict[str, object]]]:
    with closing(sqlite3.connect(database)) as made:
        made.row_factory = sqlite3.Row
        return {name: [dict(row) for row in made.execute("select * from " + name)] for name in KEPT}  # noqa: S608


def weighs(floor: Floor, grams: float) -> None:
    for load in (0, grams):
        floor.clock.advance(1)
        floor.puts_on_scale(load)


def test_nothing_that_was_written_is_changed_by_the_upgrade(database: Path) -> None:
    before = rows_of(database)
    assert all(before.values())
    store = Store(f"sqlite:///{database}")
    prepare(store, database.parent, AT)
    store.close()
    after = rows_of(database)
    for name, rows in before.items():
        assert [{key: now[key] for key in was} for was, now in zip(rows, after[name], strict=True)] == rows


def test_every_old_fact_still_folds(floor: Floor) -> None:
    with floor.store.read() as connection:
        found = connection.exec_driver_sql("select id, order_id, outcome from session order by id").all()
        for key, order_id, outcome in found:
            stored = orders.load(connection, order_id)
            assert stored is not None
            fresh = floor.bench.seat.begin(connection, stored)
            session = fold(fresh.start, sessions.history(connection, key), fresh.tasks)
            assert session.outcome == (outcome or "")
        told = evidence.cartons_of(connection, "101")
    assert len(found) == 6
    assert len(told) == 2


def test_the_day_goes_on_where_it_stood(floor: Floor) -> None:
    assert (floor.state, floor.bench.view().instruction.code) == ("asking", "short.how_many")
    assert said(floor, "CMD-NO", "MUG") == ["question.left", "pack.order_complete"]
    weighs(floor, 960)
    assert floor.scan(floor.prints()).say.code == "ship.done"
    assert said(floor, "103", "CMD-2", "SPOON") == ["order.resumed", "number.set", "pack.order_complete"]
    weighs(floor, 240)
    assert floor.scan(floor.prints()).say.code == "ship.done"
    assert said(floor, "105", "CMD-YES", "TEA") == ["hold.operator", "order.resumed", "pack.order_complete"]
    assert said(floor, "CMD-UNDO", "102") == ["undo.unit", "pack.finish_or_park"]
    with floor.store.read() as connection:
        assert ledger.on_hand(connection, "main", "p-SPOON") == 10, "13 less the three that left"
        states = [row.state for row in outbox.listed(connection, ["in_doubt", "ready"])]
        numbers = connection.exec_driver_sql("select tracking from label where state = 'printed'").scalars()
        known = list(numbers)
    assert states.count("in_doubt") == 1
    assert len(set(known)) == len(known) == 6
