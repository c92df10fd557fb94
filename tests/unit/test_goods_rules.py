"""What the rules of the settings say of an order, and which carton is suggested for it."""

from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal

import pytest

from station.model.barcode import carton_barcode, comparable, typed_count
from station.model.order import Address, Line, Order, OrderState
from station.model.quantity import Mass, Money
from station.packing import facts as f
from station.packing.goods import GoodsRule, needs_of
from station.packing.lines import PackLine
from station.packing.outcome import CartonKind, Here, Rules
from station.packing.pack import open_session, scan_unit, undo
from station.packing.scan import resolve_at_bench
from station.packing.session import begin, extend, fold
from station.packing.sizes import suggest

AT = datetime(2026, 11, 20, tzinfo=UTC)
ORDER = Order(
    "main",
    "1",
    "101",
    OrderState.READY,
    ("", "", ""),
    AT,
    AT,
    (Line("1", "TEA-250", "Tea", 2), Line("2", "MUG", "Mug", 1)),
    Address(country="DE"),
    total=Money(9990, "EUR"),
    method="Express Air",
    tags=("VIP customer",),
)


@pytest.mark.parametrize(
    ("rule", "fits"),
    [
        (GoodsRule(instruction="x"), True),
        (GoodsRule(skus=("tea-*",), instruction="x"), True),
        (GoodsRule(skus=("POT",), instruction="x"), False),
        (GoodsRule(tags=("vip*",), instruction="x"), True),
        (GoodsRule(tags=("b2b",), instruction="x"), False),
        (GoodsRule(countries=("DE", "AT"), instruction="x"), True),
        (GoodsRule(countries=("FR",), instruction="x"), False),
        (GoodsRule(stores=("other",), instruction="x"), False),
        (GoodsRule(over=Decimal("99.90"), instruction="x"), True),
        (GoodsRule(over=Decimal("99.91"), instruction="x"), False),
        (GoodsRule(skus=("MUG",), countries=("FR",), instruction="x"), False),
    ],
)
def test_a_rule_holds_where_all_its_conditions_do(rule: GoodsRule, fits: bool) -> None:
    assert bool(needs_of(ORDER, [rule]).wishes) is fits


def test_a_yen_has_no_hundredths() -> None:
    yen = replace(ORDER, total=Money(9990, "JPY"))
    assert needs_of(yen, [GoodsRule(over=Decimal(9000), insert="CARD")]).wishes


def test_what_several_rules_want_of_one_line_adds_up() -> None:
    rules = [
        GoodsRule(skus=("TEA*",), require=("expiry",), case_codes={"C6": 6}),
        GoodsRule(skus=("TEA-250",), require=("lot",), kit={"A": 1}),
        GoodsRule(skus=("TEA-250",), kit={"B": 2}, own_box=True),
    ]
    needs = needs_of(ORDER, rules).lines["1"]
    assert (needs.require, needs.kit, needs.own_box) == (("lot", "expiry"), (("B", 2),), True)
    assert needs.cases == (("C6", 6),)


def test_goods_that_may_not_fly_are_named_with_their_method() -> None:
    rule = GoodsRule(skus=("MUG",), dangerous="battery", not_with=("*air*",))
    needs = needs_of(ORDER, [rule])
    assert needs.barred is not None
    assert (needs.barred.sku, needs.barred.method, needs.dangerous) == ("MUG", "Express Air", ("battery",))
    assert needs_of(replace(ORDER, method="Post"), [rule]).barred is None


def test_a_carton_type_is_called_by_a_barcode_that_can_be_printed() -> None:
    assert [carton_barcode(name) for name in ("M", "Box L", "größer", "箱")] == [
        "CARTON-M", "CARTON-BOX-L", "CARTON-GR-SSER", "",
    ]  # fmt: skip
    assert (typed_count("QTY-36"), typed_count("qty-4"), typed_count("QTY-"), typed_count("36")) == (
        36, 4, None, None,
    )  # fmt: skip


def ids():
    yield from (f"c{n}" for n in range(1000))


def a_session(lines: list[PackLine]):
    names = ids()
    return open_session(begin(lines), 1, "f", Rules(weigh="off"), lambda: next(names), 1)


def test_the_smallest_carton_that_takes_everything_is_suggested() -> None:
    kinds = (
        CartonKind("L", inner=(400, 300, 300)),
        CartonKind("S", inner=(200, 150, 100)),
        CartonKind("Flat", inner=(500, 500, 20)),
        CartonKind("Weak", inner=(300, 200, 200), most=Mass(100_000)),
    )
    pot = PackLine("1", "POT", "Pot", 1, size=(150, 100, 90), mass=Mass(500_000))
    for due, wanted in ((1, "S"), (3, "L"), (99, "")):
        session = a_session([replace(pot, due=due)])
        assert suggest(kinds, session, session.on_bench) == wanted
    unknown = a_session([replace(pot, size=())])
    assert suggest(kinds, unknown, unknown.on_bench) == ""


def test_undo_on_an_order_of_hundreds_of_lines_is_what_folding_everything_gives() -> None:
    lines = [
        PackLine(str(n), f"S{n}", f"N{n}", 2, codes=frozenset({comparable(f"S{n}")})) for n in range(300)
    ]
    session = a_session(lines)
    for n in range(300):
        meaning = resolve_at_bench(f"S{n}", session)
        session = extend(session, scan_unit(session, meaning.lines, f"S{n}", Here()).facts)
    for back in range(40):
        session = extend(session, undo(session).facts)
        assert sum(one.packed for one in session.lines) == 299 - back
    assert fold(session.start, session.history) == session
    assert any(isinstance(one.fact, f.Undone) for one in session.history)
