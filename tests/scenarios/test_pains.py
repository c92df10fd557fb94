"""What users of other benches complain of, replayed here: one test for each row of the field's list of pains.

The list counts public complaints about packing software; the numbers in the docstrings are its rows.
"""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pypdfium2
import pytest
from doubles.double import MUG, TEA, Sale
from doubles.easypost import EasyPostDouble
from doubles.packing_line import PackingLine, _new_database
from doubles.woocommerce import WooCommerceDouble
from floor import AT, EANS, Floor, line, order

from station.bus import Bus
from station.carriers.contract import ShippingSettings
from station.carriers.easypost import EasyPost
from station.carts import registry
from station.devices.scanners.reader import ScanReader
from station.model.events import LabelPrinted, OrderShipped, ScanJudged
from station.model.order import Address, OrderState
from station.model.picking import WaveRule
from station.model.product import Product
from station.model.quantity import Mass
from station.packing.goods import GoodsRule
from station.packing.outcome import CartonKind, Rules
from station.sandbox.shop.wire import Response
from station.store import orders, outbox, paper, products
from station.store.engine import Store
from station.store.writer import Writer
from station.sync.spool import Spool
from station.usecases import documents, labels, postage, waves
from station.usecases.bench import Bench
from station.usecases.seat import Policy
from station.words import Words
from ui.sound import cue
from ui.wedge import Burst, Step

KINDS = (CartonKind("M", Mass(120_000)),)
LATER = AT + timedelta(minutes=1)
SAY = Words("en").say
TEA_GS1 = f"01{EANS['TEA'].zfill(14)}"


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    (tmp_path / "bench.db").write_bytes(_new_database())
    made = Store(f"sqlite:///{tmp_path}/bench.db")
    yield made
    made.close()


@pytest.fixture
def floor(store: Store, fake_clock: Any) -> Floor:
    return Floor(store, fake_clock, Rules(weigh="off", kinds=KINDS))


@pytest.fixture
def weighing(store: Store, fake_clock: Any) -> Floor:
    return Floor(store, fake_clock, Rules(kinds=KINDS))


@pytest.fixture
def shop() -> Iterator[WooCommerceDouble]:
    made = WooCommerceDouble()
    yield made
    made.close()


@pytest.fixture
def joined(shop: WooCommerceDouble, tmp_path: Path, fake_clock: Any) -> Iterator[PackingLine]:
    """A bench before a shop that answers over HTTP."""
    cart = registry.build(shop.cart, shop.settings(), shop.secrets())
    made = PackingLine(tmp_path, cart, fake_clock)
    yield made
    made.close()
    cart.close()


def codes(floor: Floor, *texts: str) -> list[str]:
    return [floor.scan(text).say.code for text in texts]


def packed(floor: Floor) -> int:
    return sum(one.packed for one in floor.bench.seat.here.session.lines)


def by_rules(floor: Floor, *rules: GoodsRule) -> None:
    floor.bench.seat.policy = replace(floor.bench.seat.policy, goods=rules)


def ship(floor: Floor, number: str, *skus: str) -> str:
    codes(floor, number, *skus)
    tracking = floor.prints()
    assert floor.scan(tracking).ok
    return tracking


def neighbour(floor: Floor, name: str = "Bench 2") -> Bench:
    made = Bench(floor.store, Bus(), floor.clock, Policy(name, floor.rules, ("main",)))
    made.load()
    made.announce()
    return made


def words_on(pdf: bytes) -> str:
    with pypdfium2.PdfDocument(pdf) as document:
        return " ".join(page.get_textpage().get_text_range() for page in document)


@pytest.mark.parametrize("state", [OrderState.CANCELLED, OrderState.REFUNDED])
def test_a_cancelled_or_refunded_order_is_not_packed_on(floor: Floor, state: OrderState) -> None:
    """Row 1: cancelled, refunded or edited orders still get packed."""
    one = order("101", line("1", "TEA", 2))
    floor.arrives(one)
    codes(floor, "101", "TEA")
    floor.arrives(replace(one, state=state, changed_at=LATER))
    assert (floor.state, floor.problems()) == ("held", [f"order.{state.value}"])
    assert codes(floor, "TEA", "CMD-NEXT-CARTON", "CMD-YES") == [
        f"order.{state.value}", f"order.{state.value}", "held.put_back",
    ]  # fmt: skip
    assert (floor.state, floor.bench.view().chore.due) == ("put_back", 1), "its goods are led back at once"
    codes(floor, "TEA", "CMD-1")
    assert codes(floor, "101") == [f"order.{state.value}"], "nor is it opened again"
    assert floor.bench.view().offered is None


def test_an_order_edited_under_the_packers_hands_is_packed_as_it_is_now(floor: Floor) -> None:
    """Row 1, the edit."""
    one = order("101", line("1", "TEA", 2))
    floor.arrives(one)
    codes(floor, "101", "TEA")
    floor.arrives(replace(one, lines=(replace(one.lines[0], ordered=3),), changed_at=LATER))
    assert codes(floor, "TEA", "CMD-YES", "TEA") == ["order.changed", "held.goes_on", "pack.unit"]
    assert floor.scan("TEA").say.code == "pack.order_complete"


def test_a_scan_goes_to_the_bench_whole_and_in_order_wherever_the_focus_is() -> None:
    """Row 2: scan goes to the wrong place, digits arrive reversed.

    A serial scanner knows no focus; of one that types, the keys are held back before any widget
    (tests/ui/test_keyboard.py shows it with a field and a button that have the focus).
    """
    keys: Burst[str] = Burst()
    steps = {keys.key(digit, 1000.0 + 8 * place, digit) for place, digit in enumerate(EANS["TEA"])}
    assert steps == {Step.HOLD}, "no widget has seen any of them"
    assert (keys.end(1104.0), keys.take()[0]) == (Step.SCAN, EANS["TEA"])


def test_one_label_is_printed_again_made_anew_and_void_and_no_other(floor: Floor) -> None:
    """Row 3: cannot reprint, re-buy or void one label."""
    floor.arrives(order("101", line("1", "TEA", 2)))
    codes(floor, "OP-SAM", "101", "TEA", "CMD-NEXT-CARTON")
    first = floor.prints()
    codes(floor, first, "TEA")
    second = floor.prints()
    assert codes(floor, "CMD-REPRINT") == ["reprint.queued"]
    assert codes(floor, "CMD-VOID", "CMD-2", "CMD-NEXT-CARTON") == [
        "void.why", "void.done", "pack.carton_sealed",
    ]  # fmt: skip
    third = floor.prints()
    assert codes(floor, second, third) == ["label.not_this", "ship.done"]
    (told,) = [one.tracking for one in floor.events if isinstance(one, OrderShipped)]
    assert told == (first, third)
    assert codes(floor, "101", "CMD-2") == ["order.shipped", "reprint.queued"]


def test_two_cartons_have_two_labels_and_a_scan_too_many_makes_none(floor: Floor, store: Store) -> None:
    """Row 4: duplicate or wrong labels, the second twice, the first never; a double click ships twice."""
    floor.arrives(order("101", line("1", "TEA", 2)))
    codes(floor, "101", "TEA", "CMD-NEXT-CARTON", "CMD-NEXT-CARTON", "TEA", "CMD-NEXT-CARTON")
    first = floor.prints()
    codes(floor, first, first, "TEA", "TEA", "CMD-NEXT-CARTON")
    second = floor.prints()
    codes(floor, second, second)
    printed = [(one.carton, one.tracking) for one in floor.events if isinstance(one, LabelPrinted)]
    assert printed == [(1, first), (2, second)]
    assert len([one for one in floor.events if isinstance(one, OrderShipped)]) == 1
    with store.read() as connection:
        assert [one.topic for one in outbox.listed(connection, ["ready"])] == ["tracking", "status"]


def test_a_label_that_was_paid_for_is_found_again_after_the_answer_was_lost(floor: Floor) -> None:
    """Row 5: label bought but the system lost it."""
    floor.arrives(order("101", line("1", "TEA", 1)))
    codes(floor, "101", "TEA")
    double = EasyPostDouble()
    carrier = EasyPost(
        ShippingSettings(
            "easypost", url=double.url, api_key=double.key, rate_rule="cheapest", sizes={"M": (300, 200, 150)}
        )
    )
    ship_from = Address(
        name="We", street=("Harbour 1",), city="Gdańsk", postal_code="80-001", country="PL", phone="+48 1"
    )

    def buy() -> str:
        with floor.store.write() as tx:
            (wanted,) = paper.wanted_labels(tx, "Bench 1")
            before, since = paper.intend(tx, wanted)
            stored = orders.load(tx, wanted.order_id)
            assert stored is not None
            wish = postage.wish(tx, wanted, stored, ship_from, AT.date())
        return carrier.label(replace(wish, asked_before=before, since=since)).tracking

    try:
        double.front.lose_answer(match="/buy")
        paid = buy()
        floor.start()  # and the process dies before it has written the number down
        assert floor.state == "labelling", "the wish outlives the process"
        assert [one["tracking_code"] for one in double.paid()] == [paid] == [buy()]
        assert len(double.charges) == 1
    finally:
        carrier.close()
        double.close()


def test_a_code_of_two_things_is_asked_about_with_a_number_for_each(floor: Floor, store: Store) -> None:
    """Row 6: ambiguous barcode silently picks the first product."""
    floor.arrives(order("101", line("1", "TEA", 1), line("2", "MUG", 1)))
    with store.write() as tx:
        products.save(
            tx, [Product("main", f"p-{sku}", sku, sku, ("2000000000992",)) for sku in ("TEA", "MUG")], AT
        )
    floor.scan("101")
    asked = floor.scan("2000000000992")
    assert (asked.ok, asked.state, packed(floor)) == (False, "asking", 0)
    assert [one.scan for one in asked.choices] == ["CMD-1", "CMD-2"]
    floor.scan("CMD-2")
    assert {one.sku: one.packed for one in floor.bench.seat.here.session.lines} == {"TEA": 0, "MUG": 1}


def test_part_of_an_order_and_every_number_of_it_reach_the_shop(
    shop: WooCommerceDouble, joined: PackingLine
) -> None:
    """Row 7: partial fulfilment and several tracking numbers do not reach the cart."""
    ref = shop.sell(Sale(lines=((TEA.sku, 3), (MUG.sku, 1))))
    joined.pull.once()
    floor = joined.floor
    for text in (f"ORD-main-{ref}", TEA.sku, "CMD-NEXT-CARTON"):
        assert joined.scan(text).ok
    first = floor.prints()
    for text in (first, TEA.sku):
        assert joined.scan(text).ok
    codes(floor, "CMD-SHORT", f"LINE-{_line_of(joined, MUG.sku)}", "CMD-0", "CMD-SHORT", "CMD-0")
    second = floor.prints()
    assert joined.scan(second).ok
    joined.deliver()
    assert {one.tracking: dict(one.units) for one in shop.left(ref)} == {
        first: {TEA.sku: 1}, second: {TEA.sku: 1},
    }  # fmt: skip
    assert not shop.completed(ref), "a mug and a tea are owed"


def _line_of(joined: PackingLine, sku: str) -> str:
    return next(one.ref for one in joined.floor.bench.seat.here.session.lines if one.sku == sku)


def test_a_label_of_the_old_address_is_never_stuck_on(floor: Floor) -> None:
    """Row 8: address changed, old label printed."""
    one = order("101", line("1", "TEA", 1))
    floor.arrives(one)
    codes(floor, "101", "TEA")
    old = floor.prints()
    floor.arrives(replace(one, ship_to=replace(one.ship_to, street=("ul. Krótka 1",)), changed_at=LATER))
    assert codes(floor, old) == ["order.changed"]
    assert "what" in floor.bench.view().instruction.params
    floor.scan("CMD-YES")
    new = floor.prints()
    assert new != old
    assert codes(floor, old, new) == ["label.not_this", "ship.done"]


def test_a_serial_number_or_an_expired_lot_is_not_packed_twice_or_at_all(floor: Floor) -> None:
    """Row 9: lot and serial mix-ups at pack."""
    floor.arrives(order("101", line("1", "TEA", 2)), order("102", line("1", "TEA", 1)))
    by_rules(floor, GoodsRule(skus=("TEA",), require=("serial", "lot")))
    first, second = (f"{TEA_GS1}21{serial}\x1d10L1" for serial in ("S1", "S2"))
    assert codes(floor, "101", first, first, f"{TEA_GS1}17250101\x1d", second) == [
        "order.opened", "pack.unit", "trace.serial_packed", "trace.expired", "pack.order_complete",
    ]  # fmt: skip
    floor.scan(floor.prints())
    assert codes(floor, "102", second) == ["order.opened", "trace.serial_left"]


def test_a_case_counts_what_is_in_it(floor: Floor, store: Store) -> None:
    """Row 10: carton or pack barcode not understood."""
    floor.arrives(order("101", line("1", "TEA", 8)))
    case = Product("main", "p-TEA", "TEA", "Tea", (EANS["TEA"],), cases=(("12000000000012", 6),))
    with store.write() as tx:
        products.save(tx, [case], AT)
    assert codes(floor, "101", "12000000000012", "12000000000012") == [
        "order.opened", "pack.unit", "pack.case_too_large",
    ]  # fmt: skip
    assert packed(floor) == 6


def test_a_kit_names_its_parts_on_slip_and_screen(floor: Floor, store: Store) -> None:
    """Row 11: kits missing from slip, pick list or rejection."""
    floor.arrives(order("101", line("1", "SET", 1)), order("900", line("1", "TEA", 1), line("2", "SPOON", 1)))
    by_rules(floor, GoodsRule(skus=("SET",), kit={"TEA": 1, "SPOON": 2}))
    with store.read() as connection:
        (key,) = orders.by_text(connection, "101", ("main",))
        slip = documents.packing_slip(
            floor.bench.seat, connection, key, AT.date(), practice=False, language="en"
        )
    assert "1 × TEA · 2 × SPOON" in words_on(slip)
    floor.scan("101")
    assert dict(floor.bench.view().lines[0].parts) == {"TEA": 1, "SPOON": 2}
    assert codes(floor, "TEA", "CMD-NEXT-CARTON", "SPOON", "SPOON") == [
        "kit.part", "kit.finish_first", "kit.part", "pack.order_complete",
    ]  # fmt: skip


@pytest.mark.parametrize("scanned", ["012345678905", "0012345678905", "00012345678905"])
def test_leading_zeros_of_a_number_mean_nothing(floor: Floor, store: Store, scanned: str) -> None:
    """Row 12: EAN / UPC leading zero mismatch."""
    floor.arrives(order("101", line("1", "TEA", 1)))
    with store.write() as tx:
        products.save(tx, [Product("main", "p-TEA", "TEA", "Tea", ("0012345678905",))], AT)
    assert codes(floor, "101", scanned) == ["order.opened", "pack.order_complete"]


def test_sixty_scans_in_one_breath_are_sixty_units(floor: Floor) -> None:
    """Row 13: fast scans dropped, one scan needs two tries."""
    floor.arrives(order("101", line("1", "TEA", 30), line("2", "MUG", 30)))
    floor.scan("101")
    wire = "".join(f"{EANS[sku]}\r\n" for _ in range(30) for sku in ("TEA", "MUG"))
    heard = ScanReader("scanner").hear(wire.encode(), 1.0)
    for scan in heard:
        floor.bench.scan(scan.text, refused="scan.bounce" if scan.bounce else "")
    judged = [one for one in floor.events if isinstance(one, ScanJudged)]
    assert len(judged) == 61 and all(one.ok for one in judged)
    assert floor.state == "labelling"


def test_an_order_is_at_one_bench_and_a_take_over_is_written_down(floor: Floor) -> None:
    """Row 14: two people on one order."""
    floor.arrives(order("101", line("1", "TEA", 2)))
    codes(floor, "101", "TEA")
    other = neighbour(floor)
    other.scan("101")
    assert (other.seat.current, other.seat.recent[-1].say.code) == (None, "order.on_other_bench")
    assert other.view().offered is None
    for text in ("CMD-NO", "OP-SAM", "101", "CMD-YES"):
        other.scan(text)
    assert (other.seat.left, other.seat.here.session.history[-1].fact.by) == (1, "Sam")
    late = floor.scan("TEA")
    assert (late.ok, late.state, other.seat.left) == (False, "idle", 1)


def test_a_printer_that_hangs_keeps_no_other_waiting(floor: Floor, store: Store, tmp_path: Path) -> None:
    """Row 15: slow printing because of the driver path; one open cover blocks all others."""
    import queue
    import threading

    from station.printing.contract import PDF, PrinterSettings, SentEvidence

    sent: queue.Queue[str] = queue.Queue()
    free = threading.Event()

    class Printer:
        takes = (PDF,)

        def __init__(self, name: str, prints: str, slow: bool) -> None:
            self.settings, self._slow = PrinterSettings(name, "socket", name, (prints,)), slow

        def send(self, job_id: str, document: bytes, media_type: str, title: str) -> SentEvidence:
            if self._slow:
                sent.put("hangs")
                assert free.wait(20)
            sent.put(title)
            return SentEvidence(self.settings.name, job_id, len(document), "test")

        def has(self, job_id: str) -> bool | None:
            return None

        def look(self) -> None:
            return None

        def stop(self) -> None: ...

        def close(self) -> None: ...

    writer = Writer(store)
    writer.start()
    stuck, good = Printer("a4", "packing_slip", True), Printer("labels", "pick_list", False)
    spool = Spool(store, writer, floor.bench, [stuck, good], Bus())  # type: ignore[list-item]
    spool.start()
    file = tmp_path / "one.pdf"
    file.write_bytes(b"%PDF-1.4 x")
    try:
        for document in ("packing_slip", "pick_list"):
            with store.write() as tx:
                paper.add_job(tx, document, "Bench 1", document, str(file), document, AT, state="waiting")
            spool.wake()
            assert sent.get(timeout=10) == ("hangs" if document == "packing_slip" else document)
    finally:
        free.set()
        spool.close()
        writer.close()


def test_no_weight_is_old_moving_or_of_the_carton_before(weighing: Floor) -> None:
    """Row 16: scale reading wrong, stale or lost; the same weight twice reads as zero."""
    floor = weighing
    floor.arrives(order("101", line("1", "TEA", 1)), order("102", line("1", "TEA", 1)))
    floor.puts_on_scale(400)
    floor.clock.advance(2)
    codes(floor, "101", "TEA")
    assert floor.state == "weighing", "nothing was heard of the scale since"
    for grams, stable, state in ((0, True, "weighing"), (400, False, "weighing"), (400, True, "labelling")):
        floor.puts_on_scale(grams, stable)
        assert floor.state == state
    floor.scan(floor.prints())
    codes(floor, "102", "TEA")
    floor.puts_on_scale(400)
    assert floor.state == "weighing", "it is still the first carton"
    floor.bench.weight_lost("scale.lost")
    assert floor.bench.view().weight.fault == "scale.lost"
    floor.puts_on_scale(0)
    floor.puts_on_scale(400)
    assert floor.state == "labelling", "the same weight again, of another carton, counts"


def test_a_count_is_sent_as_a_difference_and_a_sale_meanwhile_is_not_lost(
    shop: WooCommerceDouble, joined: PackingLine
) -> None:
    """Row 17: stock push races, last write wins."""
    joined.pull.once()
    counted = shop.stock(MUG.sku) - 2
    joined.count(MUG.sku, shop.product(MUG.sku)[0], counted)
    shop.sell(Sale(lines=((MUG.sku, 1),)))
    joined.deliver()
    assert shop.stock(MUG.sku) == counted - 1, "sold after the count"
    assert not joined.waiting()


def test_undo_takes_back_unit_number_short_and_seal_in_their_order(weighing: Floor, store: Store) -> None:
    """Row 18: no undo, or one that does not really undo."""
    floor = weighing
    floor.arrives(order("101", line("1", "TEA", 4), line("2", "MUG", 1)))
    codes(floor, "101", "TEA", "CMD-2", "TEA", "CMD-SHORT", "CMD-1", "CMD-0", "MUG")
    assert floor.state == "weighing"
    undone = [floor.scan("CMD-UNDO") for _ in range(5)]
    assert [(one.say.code, one.left) for one in undone] == [
        ("undo.unit", 2), ("undo.done", 2), ("undo.unit", 4), ("undo.unit", 5), ("undo.nothing", 5),
    ]  # fmt: skip
    with store.read() as connection:
        assert {one.state for one in outbox.listed(connection, ["ready", "cancelled"])} == {"cancelled"}
        moved = connection.exec_driver_sql("select count(*) from movement where kind = 'ship'").scalar()
    assert moved == 0


def test_a_late_label_of_another_order_is_dropped_and_another_customers_label_refused(floor: Floor) -> None:
    """Row 19: right contents, another customer's label."""
    one, two = order("101", line("1", "TEA", 1)), order("102", line("1", "TEA", 1))
    floor.arrives(one, two)
    gone = ship(floor, "102", "TEA")
    codes(floor, "101", "TEA")
    with floor.store.read() as connection:
        (late,) = paper.wanted_labels(connection, "Bench 1")
    floor.arrives(replace(one, ship_to=replace(one.ship_to, name="Somebody else"), changed_at=LATER))
    floor.scan("CMD-YES")
    fresh = {"tracking": "LATE1", "scan_back": '["LATE1"]', "checked": True}
    took: list[bool] = []
    floor.bench.work(lambda tx: took.append(labels.made(floor.bench, tx, late, fresh, "label")))
    assert took == [False], "it was drawn for the old address"
    right = floor.prints()
    assert codes(floor, "LATE1", gone, right) == ["label.not_this", "label.other_carton", "ship.done"]


def test_a_weight_that_does_not_fit_buys_no_label(weighing: Floor) -> None:
    """Row 20: wrong package weight, wrong postage, surcharge."""
    floor = weighing
    floor.arrives(order("101", line("1", "TEA", 1), line("2", "MUG", 1)))
    codes(floor, "101", "TEA", "MUG")
    floor.puts_on_scale(0)
    floor.puts_on_scale(120 + 280)
    assert (floor.state, floor.problems()) == ("weighing", ["weight.too_light"])
    assert SAY(floor.bench.view().problem).endswith("one MUG may be missing")
    with floor.store.read() as connection:
        assert paper.wanted_labels(connection, "Bench 1") == []
    floor.puts_on_scale(120 + 280 + 420)
    assert floor.state == "labelling"


def test_without_the_internet_nothing_scanned_is_lost_and_it_is_told_once_it_is_back(
    shop: WooCommerceDouble, joined: PackingLine, may_log: Any
) -> None:
    """Row 21: network gone, scans lost or synced only after another scan."""
    ref = shop.sell(Sale())
    joined.pull.once()
    shop.front.instead(Response(503, b""), times=40)
    floor = joined.floor
    for text in (f"ORD-main-{ref}", TEA.sku, TEA.sku, MUG.sku):
        assert joined.scan(text).ok
    tracking = floor.prints()
    assert joined.scan(tracking).ok
    joined.clock.advance(30)
    joined.push.once()
    assert joined.waiting() == ["tracking", "status"], "it did not get out"
    shop.front.clear()
    joined.deliver()
    assert [one.tracking for one in shop.left(ref)] == [tracking]
    assert not joined.parked()


def test_what_is_wrong_is_heard_and_seen_at_the_scan_itself(floor: Floor) -> None:
    """Row 22: errors found at save, not at scan; errors not audible."""
    floor.arrives(order("101", line("1", "TEA", 1), line("2", "MUG", 2)), order("900", line("1", "POT", 1)))
    heard = [cue(floor.scan(text)) for text in ("101", "POT", "4711", "TEA", "TEA", "CMD-SHORT")]
    assert heard == ["ok", "wrong", "wrong", "line", "too_many", "question"]


def test_a_hundred_equal_units_take_four_scans(floor: Floor) -> None:
    """Row 23: do not make me scan 100."""
    floor.arrives(order("101", line("1", "TEA", 100)))
    assert codes(floor, "101", "CMD-50", "TEA", "CMD-50", "TEA")[-1] == "pack.order_complete"


def test_the_rest_of_an_order_leaves_with_a_second_shipment(
    shop: WooCommerceDouble, joined: PackingLine
) -> None:
    """Row 24: second shipment of an order is a dead end."""
    ref = shop.sell(Sale(lines=((TEA.sku, 2),)))
    joined.pull.once()
    floor = joined.floor
    codes(floor, f"ORD-main-{ref}", TEA.sku, "CMD-SHORT", "CMD-0")
    first = floor.prints()
    assert joined.scan(first).ok
    joined.deliver()
    assert not shop.completed(ref)
    opened = joined.scan(f"ORD-main-{ref}")
    assert (opened.say.code, opened.left) == ("order.opened", 1)
    codes(floor, TEA.sku)
    second = floor.prints()
    assert joined.scan(second).ok
    joined.deliver()
    assert {one.tracking for one in shop.left(ref)} == {first, second}
    assert shop.completed(ref)


@pytest.mark.parametrize("way", ["101", "ORD-main-9101", "#101"])
def test_an_order_is_opened_by_slip_or_number(floor: Floor, way: str) -> None:
    """Row 25: no quick way to open the right packing job; undocumented order barcode."""
    floor.arrives(order("101", line("1", "TEA", 1)))
    assert (floor.scan(way).say.code, floor.state) == ("order.opened", "packing")


def test_an_order_is_opened_by_next_by_tote_and_by_its_goods(floor: Floor) -> None:
    """Row 25, where there is no slip in the hand."""
    floor.arrives(order("101", line("1", "TEA", 1)), order("102", line("1", "MUG", 1), line("2", "TEA", 1)))
    assert codes(floor, "CMD-YES", "CMD-PARK") == ["order.opened", "order.parked"]
    made: list[int] = []
    rule = WaveRule("batch", singles="only")
    floor.bench.work(lambda tx: made.extend(waves.build(floor.bench.seat, tx, rule)[1]))
    assert codes(floor, f"PICK-{made[0]}", "TEA") == ["pick.opened", "pick.done"]
    assert floor.scan("TEA").state == "labelling", "the mug is of an order with several lines"
