"""Every page's numbers, on both back ends."""

from datetime import timedelta

import pytest
from floor import AT, Floor, line, order

from station.model.order import OrderState
from station.model.problem import Problem
from station.packing.outcome import Rules
from station.store import orders, queries

DAY = (AT.replace(hour=0), AT.replace(hour=0) + timedelta(days=1))


@pytest.fixture
def floor(store, fake_clock) -> Floor:
    """101 shipped, 102 half packed, 103 short and waiting, 104 to be packed, 105 held, 106 odd, 107 over."""
    fake_clock.advance((AT - fake_clock.now()).total_seconds())
    made = Floor(store, fake_clock, Rules(weigh="off"))
    made.arrives(
        order("101", line("1", "TEA", 2), line("2", "MUG", 1)),
        order("102", line("1", "MUG", 2)),
        order("103", line("1", "SPOON", 2)),
        order("104", line("1", "TEA", 1), placed_at=AT - timedelta(days=2)),
        order("105", line("1", "TEA", 1), state=OrderState.ON_HOLD),
        order("106", line("1", "TEA", 1), warnings=("address.missing",)),
        order("107", line("1", "TEA", 1), state=OrderState.CANCELLED),
    )
    for text in ("101", "TEA", "TEA", "MUG"):
        made.scan(text)
    made.scan(made.prints())
    for text in ("103", "SPOON", "CMD-SHORT", "CMD-0"):
        made.scan(text)
    made.scan(made.prints())
    for text in ("102", "MUG"):
        made.scan(text)
    return made


@pytest.fixture
def look(floor):
    def looked(query, *args):
        with floor.store.read() as connection:
            return query(connection, *args)

    return looked


def numbers(rows) -> set[str]:
    return {row.number for row in rows}


@pytest.mark.parametrize(
    ("chosen", "wanted"),
    [
        ("open", {"104"}),
        ("packing", {"102"}),
        ("hold", {"103", "105"}),
        ("shipped", {"101", "103"}),
        ("problem", {"106"}),
        ("", {"101", "102", "103", "104", "105", "106", "107"}),
    ],
)
def test_the_list_of_orders_and_its_counts_agree(floor, look, chosen, wanted) -> None:
    assert numbers(look(queries.order_rows, "", chosen, 0, 50)) == wanted
    assert look(queries.order_counts, "")[chosen] == len(wanted)


@pytest.mark.parametrize("text", ["104", "#104", "9104", "ORD-main-9104"])
def test_an_order_is_found_by_any_of_its_names(floor, look, text) -> None:
    assert numbers(look(queries.order_rows, text, "", 0, 50)) == {"104"}
    assert look(queries.order_counts, text)[""] == 1


def test_orders_are_found_by_what_is_in_them_and_who_gets_them(floor, look) -> None:
    assert numbers(look(queries.order_rows, "SPOON", "", 0, 50)) == {"103"}
    assert numbers(look(queries.order_rows, "2000000000039", "", 0, 50)) == {"103"}
    assert numbers(look(queries.order_rows, "HV00000001", "", 0, 50)) == {"101"}
    assert len(look(queries.order_rows, "zofia", "", 0, 50)) == 7
    assert look(queries.order_rows, "nobody", "", 0, 50) == []
    assert len(look(queries.order_rows, "", "", 2, 3)) == 3


def test_an_unreadable_order_stands_first(floor, look) -> None:
    with floor.store.write() as tx:
        orders.put_aside(tx, "main", "9999", "999", Problem("order.unreadable", {}), AT)
    rows = look(queries.order_rows, "", "", 0, 50)
    assert (rows[0].number, rows[0].state, len(rows)) == ("999", "unreadable", 8)


def test_the_cartons_of_a_day_newest_first(floor, look) -> None:
    rows = look(queries.shipment_rows, *DAY, 0, 50)
    assert {(row.order, row.tracking, row.units, row.pushed) for row in rows} == {
        ("101", "HV00000001", 3, "ready"),
        ("103", "HV00000002", 1, "ready"),
    }
    assert look(queries.shipment_rows, DAY[1], DAY[1] + timedelta(days=1), 0, 50) == []


def test_the_truth_of_a_day(floor, look) -> None:
    day = look(queries.day_totals, *DAY, AT)
    assert (day.shipped, day.cartons, day.units) == (2, 2, 4)
    assert (day.open, day.on_hold, day.at_risk, day.parked) == (1, 2, 1, 0)
    assert sum(day.by_hour) == 2
    assert look(queries.day_totals, DAY[1], DAY[1] + timedelta(days=1), AT).cartons == 0


def test_the_push_queue(floor, look) -> None:
    rows = look(queries.push_rows, ("ready", "parked"))
    told = sorted((row.order, row.topic, row.about) for row in rows)
    assert told == [
        ("101", "status", ""),
        ("101", "tracking", "HV00000001"),
        ("103", "stock", "SPOON"),
        ("103", "tracking", "HV00000002"),
    ]
    assert look(queries.push_rows, ("parked",)) == []
    assert look(queries.waiting_counts, "main") == (0, 4)
