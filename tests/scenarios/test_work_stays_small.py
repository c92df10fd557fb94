"""What a scan costs does not grow with the order, the load or the day: counted, not timed."""

from contextlib import contextmanager

import pytest
from floor import Floor, line, order
from pg import store_on
from sqlalchemy import event, select, text

from station.model.events import BenchChanged
from station.model.picking import WaveRule
from station.model.queue_filter import parse
from station.store import queries, queue
from station.store.schema import metadata
from station.usecases import waves
from station.usecases.rehearsal import rehearse

SKUS = ("TEA", "MUG", "SPOON", "SET", "POT")


@pytest.fixture
def store(request, tmp_path):
    """SQLite, but for the stories that are told on both back ends."""
    with store_on(getattr(request, "param", "sqlite"), tmp_path) as made:
        yield made


@contextmanager
def counted(store):
    """The statements that are sent meanwhile."""
    sent = []

    def hear(_connection, _cursor, statement, *_):
        sent.append(statement)

    event.listen(store.engine, "before_cursor_execute", hear)
    try:
        yield sent
    finally:
        event.remove(store.engine, "before_cursor_execute", hear)


def long_order(number: str, lines: int):
    return order(number, *(line(str(n), SKUS[n % len(SKUS)], 2) for n in range(lines)))


def sent_by(floor: Floor, *texts: str) -> list[int]:
    """How many statements each scan took."""
    counts = []
    for one in texts:
        with counted(floor.store) as sent:
            assert floor.scan(one).ok, one
        counts.append(len(sent))
    return counts


def test_a_long_order_asks_the_database_no_more_often_than_a_short_one(floor) -> None:
    floor.arrives(long_order("101", 5), long_order("102", 80))
    scans = ("TEA", "MUG", "CMD-UNDO", "CMD-PARK")
    short = sent_by(floor, "101", *scans, "101", "CMD-PARK")
    long = sent_by(floor, "102", *scans, "102", "CMD-PARK")
    assert all(more <= few for more, few in zip(long, short, strict=True)), (long, short)
    assert max(long[1:4]) <= 12  # a unit, another, one taken back


def test_a_scan_shows_one_line_anew_and_leaves_the_others_as_they_were(floor) -> None:
    floor.arrives(long_order("101", 40))
    floor.scan("101")
    before = floor.bench.view().lines
    floor.scan("TEA")
    after = [one for one in floor.events if isinstance(one, BenchChanged)][-1].view.lines
    other = [now.ref for was, now in zip(before, after, strict=True) if was is not now]
    assert (len(after), other) == (40, ["0"])
    assert after[0].packed == 1
    floor.scan("CMD-UNDO")
    assert floor.bench.view().lines == before


def test_a_scan_beside_the_van_unpacks_one_carton_however_many_are_in(floor) -> None:
    labels = []
    for number in range(6):
        floor.arrives(order(f"10{number}", line("1", "TEA", 1)))
        for one in (f"10{number}", "TEA"):
            assert floor.scan(one).ok
        labels.append(floor.prints())
        assert floor.scan(labels[-1]).ok
        floor.clock.advance(60)
    floor.scan("CMD-HANDOVER")
    floor.scan(labels[0])
    counts = sent_by(floor, *labels[1:4])
    assert len(set(counts)) == 1
    was = {row.uid: row for row in floor.bench.seat.chore.view.cartons}
    assert sent_by(floor, labels[4]) == counts[:1]
    now = {row.uid: row for row in floor.bench.seat.chore.view.cartons}
    assert len(now) == len(was) + 1 and all(now[uid] is row for uid, row in was.items())


def test_a_scan_on_a_walk_shows_one_stop_anew_and_leaves_the_others_as_they_were(floor) -> None:
    floor.arrives(*(order(f"10{n}", line("1", sku, 2)) for n, sku in enumerate(SKUS)))
    lists: list[int] = []
    floor.bench.work(lambda tx: lists.extend(waves.build(floor.bench.seat, tx, WaveRule("batch"))[1]))
    assert floor.scan(f"PICK-{lists[0]}").ok
    before = floor.bench.view().pick.stops
    floor.scan("TEA")
    after = floor.bench.view().pick.stops
    other = [now.sku for was, now in zip(before, after, strict=True) if was is not now]
    assert (len(after), other) == (len(SKUS), ["TEA"])
    floor.scan("CMD-UNDO")
    assert floor.bench.view().pick.stops == before


def everything(store) -> dict[str, list[tuple[object, ...]]]:
    with store.read() as connection:
        return {
            one.name: sorted(map(tuple, connection.execute(select(one))), key=repr)
            for one in metadata.sorted_tables
        }


@pytest.mark.parametrize("store", ["sqlite", pytest.param("postgresql", marks=pytest.mark.pg)], indirect=True)
def test_a_rehearsal_leaves_nothing_and_is_heard_by_nobody(floor) -> None:
    assert rehearse(floor.store, floor.clock, floor.bench.seat.policy) is False  # there is no order yet
    floor.arrives(order("101", line("1", "TEA", 2), line("2", "MUG", 1)))
    before, heard = everything(floor.store), len(floor.events)
    with counted(floor.store) as sent:
        assert rehearse(floor.store, floor.clock, floor.bench.seat.policy) is True
    assert any(one.startswith("INSERT INTO fact") for one in sent)
    assert (everything(floor.store), len(floor.events)) == (before, heard)
    assert (floor.scan("101").say.code, floor.scan("TEA").say.code) == ("order.opened", "pack.unit")


def test_an_order_in_doubt_and_a_code_of_a_case_are_found_where_there_are_few(floor) -> None:
    """An index of its own: none of 20,000 orders is looked at that nobody doubts."""
    asked = parse("doubt")
    with floor.store.read() as connection:
        looks = queue.first_look().where(queue.condition(asked, queries._no_days(asked)))
        query = looks.compile(dialect=connection.dialect, compile_kwargs={"literal_binds": True})
        plan = [row[3] for row in connection.execute(text(f"EXPLAIN QUERY PLAN {query}"))]
        with counted(floor.store) as sent:
            assert queries.order_rows(connection, "", asked, 0, 50) == []
        listed = connection.exec_driver_sql("EXPLAIN QUERY PLAN " + _plain(sent[0])).all()
    assert plan == ["SCAN orders USING INDEX ix_orders_doubted"]
    assert listed[0][3] == "SCAN orders USING INDEX ix_orders_doubted"


def _plain(statement: str) -> str:
    """The values do not matter to what is looked at."""
    return statement.replace("?", "0")
