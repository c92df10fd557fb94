"""Element strings on the goods, told with scans."""

import pytest
from floor import EANS, line, order

TEA = f"010{EANS['TEA']}"
MUG = f"010{EANS['MUG']}"


@pytest.mark.parametrize(
    "text",
    [
        f"{TEA}1727013110ABC123\x1d2112345",
        f"\x1d{TEA}10A",
        f"(01)0{EANS['TEA']}(10)A",
        f"{TEA}10AB21X",
        f"{TEA}10A|219",
    ],
)
def test_an_element_string_counts_as_the_product_on_the_order(floor, text: str) -> None:
    floor.arrives(order("101", line("1", "TEA", 2)))
    floor.scan("101")
    assert (floor.scan(text).say.code, floor.bench.seat.left) == ("pack.unit", 1)
    assert (floor.scan("CMD-UNDO").say.code, floor.bench.seat.left) == ("undo.unit", 2)


def test_lot_expiry_and_serial_are_kept_with_the_unit_and_there_after_a_restart(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 2)))
    floor.scan("101")
    floor.scan(f"{TEA}1727013110ABC123\x1d2112345")
    floor.start()
    assert floor.bench.seat.left == 1
    history = floor.bench.seat.here.session.history
    assert [
        (one.fact.lot, one.fact.expiry, one.fact.serial) for one in history if hasattr(one.fact, "lot")
    ] == [("ABC123", "270131", "12345")]


def test_a_count_in_the_code_is_still_one_unit(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 24)))
    floor.scan("101")
    floor.scan(f"{TEA}3012")
    assert floor.bench.seat.left == 23


def test_an_element_string_of_something_else_is_named(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1)), order("102", line("1", "MUG", 1)))
    assert floor.scan(f"{MUG}10A").say.code == "scan.no_order_for"
    floor.scan("101")
    wrong = floor.scan(f"{MUG}10A")
    assert (wrong.say.code, wrong.say.params["sku"]) == ("pack.not_on_order", "MUG")


def test_a_string_without_its_separators_is_said_and_not_guessed(floor) -> None:
    floor.arrives(order("101", line("1", "TEA", 1)))
    floor.scan("101")
    assert floor.scan(f"10A{TEA}").say.code == "scan.gs1_torn"
    assert floor.bench.seat.left == 1
