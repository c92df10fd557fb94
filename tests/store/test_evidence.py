"""What is known of a carton afterwards is what was in it when it left."""

from dataclasses import replace

import pypdfium2
import pytest
from floor import AT, Floor, line, order

from station.labels.evidence import packing_record
from station.labels.pdf import draw
from station.model.evidence import Happened, PackedUnits
from station.packing.goods import GoodsRule
from station.packing.outcome import Rules
from station.store import evidence as kept


@pytest.fixture
def floor(store, fake_clock) -> Floor:
    lots = GoodsRule(skus=("POT",), require=("lot",))
    return Floor(store, fake_clock, Rules(weigh="off"), goods=(lots,))


def scans(floor: Floor, *texts: str) -> None:
    for text in texts:
        floor.clock.advance(1)
        floor.scan(text)


def contents(floor: Floor, number: str) -> list[list[tuple]]:
    with floor.store.read() as connection:
        cartons = [kept.evidence(connection, uid) for uid in kept.cartons_of(connection, number)]
    return [
        [(one.sku, one.quantity, one.lot, one.instead_of) for one in carton.contents] for carton in cartons
    ]


def test_a_unit_that_was_moved_is_told_of_the_carton_it_left_in(floor) -> None:
    floor.arrives(order("1001", line("1", "TEA", 3), line("2", "POT", 2)))
    scans(
        floor, "1001", "TEA", "TEA", "POT", "L-1", "POT", "L-2", "CMD-MOVE", "TEA", "CMD-MOVE", "POT", "L-1"
    )
    scans(floor, "CMD-NEXT-CARTON")
    scans(floor, floor.prints(), "TEA", "TEA", "POT", "L-1")
    scans(floor, floor.prints())
    assert contents(floor, "1001") == [
        [("TEA", 1, "", ""), ("POT", 1, "L-2", "")],
        [("TEA", 2, "", ""), ("POT", 1, "L-1", "")],
    ]


def test_a_substitute_is_told_as_what_it_is(floor) -> None:
    floor.arrives(order("1001", line("1", "TEA", 2)), order("1002", line("1", "SPOON", 1)))
    scans(floor, "1001", "TEA", "CMD-SWAP", "TEA", "SPOON", "OP-SAM")
    scans(floor, floor.prints())
    assert contents(floor, "1001") == [[("TEA", 1, "", ""), ("SPOON", 1, "", "TEA")]]


def test_a_carton_is_found_by_what_stands_in_the_mail_about_it(floor) -> None:
    floor.arrives(
        order("#1001", line("1", "TEA", 1), ref="5"),
        order("7", line("1", "MUG", 1), ref="1001", placed_at=AT),
    )
    found = {}
    for number, item in (("#1001", "TEA"), ("7", "MUG")):
        scans(floor, number, item)
        tracking = floor.prints()
        scans(floor, tracking)
        with floor.store.read() as connection:
            (found[number],) = kept.cartons_of(connection, tracking.lower())
    with floor.store.read() as connection:
        for text, number in (("1001", "#1001"), ("#1001", "#1001"), ("5", "#1001"), ("7", "7")):
            assert kept.cartons_of(connection, text) == [found[number]]
        record = kept.evidence(connection, found["7"])
    assert draw(packing_record(record, local=lambda at: at)).startswith(b"%PDF")


def test_a_carton_of_many_lines_and_scans_is_told_on_one_page(floor) -> None:
    lines = tuple(PackedUnits(f"SKU-{n}.", f"Thing {n}.", 2, serial=f"S{n}.") for n in range(64))
    scans = tuple(
        Happened(AT, f"SKU-{n // 12}.", "pack.unit", n % 12 != 11, "Ana", "Bench 1") for n in range(200)
    )
    floor.arrives(order("1001", line("1", "TEA", 1)))
    floor.scan("1001")
    floor.scan("TEA")
    with floor.store.read() as connection:
        (uid,) = kept.cartons_of(connection, "1001")
        record = replace(kept.evidence(connection, uid), contents=lines, happened=scans)
    with pypdfium2.PdfDocument(draw(packing_record(record, local=lambda at: at))) as document:
        (said,) = [page.get_textpage().get_text_range() for page in document]
    assert all(f"SKU-{n}." in said and f"S{n}." in said for n in range(64)), (
        "a claim may be about any of them"
    )
    assert "SKU-15. (11)" in said and "× SKU-15." in said
