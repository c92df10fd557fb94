"""A whole day with a scanner and a scale: whatever is scanned is printed somewhere, nothing is typed."""

import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from doubles.packing_line import _new_database
from floor import AT, EANS, Floor, line, order

from station.labels.pdf import draw
from station.labels.readback import read
from station.labels.sheets import Code, command_groups, command_sheet
from station.model.barcode import Command, carton_barcode
from station.model.events import OrderShipped
from station.model.order import OrderState
from station.model.picking import WaveRule
from station.model.quantity import Mass
from station.packing.goods import GoodsRule
from station.packing.outcome import CartonKind, Rules
from station.store import paper
from station.store.engine import Store, micros
from station.usecases import labels, waves
from station.words import LANGUAGES
from ui.keyboard import KEYS, WITH_SHIFT
from ui.pages.pack.screen import ORDER

KINDS = (CartonKind("M", Mass(120_000)), CartonKind("Big one", Mass(300_000)))
GRAMS = {"TEA": 280, "MUG": 420, "SPOON": 40, "SET": 360, "POT": 900}
ORDERS = (
    order("101", line("1a", "TEA", 3), line("1b", "MUG", 1)),
    order("102", line("2a", "TEA", 8), line("2b", "MUG", 1)),
    order(
        "103",
        line("3a", "MUG", 1, options=(("Engraving", "For Zoë"),)),
        line("3b", "MUG", 1, options=(("Engraving", "For René"),)),
    ),
    order("104", line("4a", "POT", 1)),
    order("105", line("5a", "TEA", 1), line("5b", "SET", 1)),
    order("106", line("6a", "SPOON", 1)),
    order("107", line("7a", "TEA", 1), line("7b", "MUG", 1)),
    order("108", line("8a", "TEA", 1)),
)
# What lies on paper at a bench besides the command sheet: slips, badges, lines, totes, lists, labels, lots.
PAPERS = re.compile(r"ORD-main-9\d+|OP-(ANA|SAM)|LINE-\w+|TOTE-\d+|PICK-\d+|HV\d{8}|L7|S\d")


def on_the_sheet(language: str = "en") -> list[str]:
    cartons = [Code(one.name, carton_barcode(one.name)) for one in KINDS]
    return [code.barcode for group in command_groups(cartons, language=language) for code in group.codes]


class Day(Floor):
    """A floor where only what is printed can be scanned."""

    def scan(self, text: str) -> Any:
        printed = {*on_the_sheet(), *EANS, *EANS.values(), "SHARED", "CARD"}
        assert text in printed or PAPERS.fullmatch(text), f"{text} is printed nowhere"
        return super().scan(text)

    def says(self, *texts: str) -> list[str]:
        return [self.scan(text).say.code for text in texts]

    def weighs(self, *skus: str, tare: int = 120) -> None:
        self.puts_on_scale(0)
        self.puts_on_scale(tare + sum(GRAMS[sku] for sku in skus))
        assert self.state == "labelling", self.problems()

    def comes_out(self) -> int:
        """What waits for the printer is printed: how many sheets."""
        with self.store.read() as connection:
            jobs = paper.jobs(connection, self.name, ["waiting"])
        for job in jobs:

            def printed(tx: Any, one: Any = job) -> None:
                paper.set_job(tx, one.id, "printed")
                labels.printed(self.bench, tx, one, "out.pdf", False)

            self.bench.work(printed)
        return len(jobs)

    def reads_again(self) -> None:
        """Every shop has been asked once more."""
        with self.store.write() as tx:
            tx.exec_driver_sql("update orders set checked_at = ?", (micros(self.clock.now()),))

    def labels(self, code: str = "ship.done") -> str:
        tracking = self.prints()
        assert self.says(tracking) == [code]
        return tracking


@pytest.fixture
def day(tmp_path: Path, fake_clock: Any) -> Iterator[Day]:
    (tmp_path / "bench.db").write_bytes(_new_database())
    store = Store(f"sqlite:///{tmp_path}/bench.db")
    goods = (
        GoodsRule(skus=("SPOON",), require=("lot",)),
        GoodsRule(skus=("POT",), instruction="Wrap it."),
    )
    made = Day(store, fake_clock, Rules(kinds=KINDS), goods=goods)
    made.arrives(*ORDERS)
    yield made
    store.close()


def changes(day: Day, one: Any, **what: object) -> None:
    day.arrives(replace(one, changed_at=AT + timedelta(minutes=1), **what))


def test_a_day_needs_neither_mouse_nor_keyboard(day: Day) -> None:
    assert day.says("OP-ANA", "CMD-HELP") == ["operator.signed_in", "help.idle"]

    # A wrong item, one too many, undo; two cartons of two kinds; one unit short, with its count.
    assert day.says("ORD-main-9101", "POT", "TEA", "MUG", "MUG", "CMD-UNDO", "MUG", "CMD-NEXT-CARTON") == [
        "order.opened", "pack.not_on_order", "pack.unit", "pack.line_complete", "pack.too_many", "undo.unit",
        "pack.line_complete", "pack.carton_sealed",
    ]  # fmt: skip
    day.weighs("TEA", "MUG")
    first = day.labels("ship.carton_confirmed")
    assert day.says("CMD-SHORT", "CMD-1", "CARTON-BIG-ONE", "TEA") == [
        "short.how_many", "short.done", "carton.chosen", "pack.order_complete",
    ]  # fmt: skip
    day.weighs("TEA", tare=300)
    second = day.labels()
    assert [one.tracking for one in day.events if isinstance(one, OrderShipped)] == [(first, second)]

    # Quantity barcodes, parked and held and taken up again, weighed on demand, printed twice.
    assert day.says("ORD-main-9102", "CMD-6", "TEA", "CMD-PARK", "ORD-main-9102", "CMD-2", "TEA") == [
        "order.opened", "number.set", "pack.unit", "order.parked", "order.resumed", "number.set",
        "pack.line_complete",
    ]  # fmt: skip
    assert day.says("CMD-HOLD", "CMD-1", "ORD-main-9102", "CMD-YES", "MUG") == [
        "hold.why", "order.held", "hold.operator", "order.resumed", "pack.order_complete",
    ]  # fmt: skip
    day.puts_on_scale(400, stable=False)
    assert day.says("CMD-WEIGH") == ["weight.waiting"]
    day.weighs(*["TEA"] * 8, "MUG")
    third = day.prints()
    assert (day.says("CMD-REPRINT"), day.comes_out()) == (["reprint.queued"], 1)
    assert day.says(third, "ORD-main-9102", "CMD-REPRINT") == ["ship.done", "order.shipped", "reprint.queued"]
    assert day.comes_out() == 1

    # Two mugs that differ in their engraving; an instruction; a lot that is scanned apart.
    assert day.says("ORD-main-9103", "MUG", "CMD-2", "MUG") == [
        "order.opened", "scan.ambiguous", "pack.line_complete", "pack.order_complete",
    ]  # fmt: skip
    day.weighs("MUG", "MUG")
    fourth = day.labels()
    assert day.says("ORD-main-9104", "POT", "CMD-YES") == ["order.opened", "task.instruct", "task.done"]
    day.weighs("POT")
    fifth = day.labels()
    assert day.says("ORD-main-9106", "SPOON", "L7") == [
        "order.opened", "trace.lot_wanted", "pack.order_complete",
    ]  # fmt: skip
    day.puts_on_scale(0)
    day.puts_on_scale(120 + GRAMS["SPOON"])
    assert day.problems()[-1] == "weight.blind", "a spoon is lighter than what cartons differ by"
    assert day.says("OP-ANA", "OP-SAM") == ["operator.not_allowed", "weight.passed"]
    day.prints()
    assert day.says("CMD-VOID", "CMD-2", "OP-ANA", "OP-SAM", "CMD-NEXT-CARTON") == [
        "void.why", "permission.wanted", "operator.not_allowed", "void.done", "pack.carton_sealed",
    ]  # fmt: skip
    day.puts_on_scale(0)
    day.puts_on_scale(120 + GRAMS["SPOON"])
    assert day.says("OP-SAM") == ["weight.passed"]
    sixth = day.labels()

    # One that no scanner reads and a substitute, both on a supervisor's badge.
    assert day.says("ORD-main-9105", "CMD-NO-CODE", "CMD-1", "OP-SAM") == [
        "order.opened", "no_code.which_line", "permission.wanted", "pack.line_complete",
    ]  # fmt: skip
    assert day.says("CMD-SWAP", "SPOON", "OP-SAM") == [
        "swap.scan_item", "permission.wanted", "swap.done",
    ]  # fmt: skip
    day.weighs("TEA", "SPOON")
    seventh = day.labels()
    assert day.says("ORD-main-9101", "TEA") == ["order.opened", "pack.order_complete"], "no more short"
    day.weighs("TEA")
    eighth = day.labels()

    # A walk with two totes; one is packed, the order of the other is cancelled: its goods go back.
    made: list[int] = []
    day.bench.work(lambda tx: made.extend(waves.build(day.bench.seat, tx, WaveRule("cluster"))[1]))
    walk = (
        f"PICK-{made[0]}",
        "TOTE-1",
        "TOTE-2",
        "TEA",
        "TOTE-1",
        "TOTE-2",
        "MUG",
        "TOTE-1",
        "TEA",
        "TOTE-1",
    )
    assert day.says(*walk) == [
        "pick.opened", "pick.tote_bound", "pick.tote_bound", "pick.taken", "pick.wrong_tote", "pick.put",
        "pick.taken", "pick.put", "pick.taken", "pick.done",
    ]  # fmt: skip
    assert day.says("TOTE-1", "TEA", "MUG") == ["order.opened", "pack.line_complete", "pack.order_complete"]
    day.weighs("TEA", "MUG")
    ninth = day.labels()
    changes(day, ORDERS[-1], state=OrderState.CANCELLED)
    assert day.says("TOTE-2", "CMD-YES", "TOTE-2") == ["tote.put_back", "tote.emptied", "tote.empty"]

    # A carton whose order was cancelled after packing is unpacked; the others go on the van.
    changes(day, ORDERS[3], state=OrderState.CANCELLED)
    assert day.says(fifth, "TEA", "POT") == ["back.begun", "back.not_here", "back.done"]
    day.clock.advance(1)
    cartons = (first, second, third, fourth, sixth, seventh, eighth, ninth)
    assert day.says("CMD-HANDOVER", fifth, *cartons) == ["load.opened", "load.void", *["load.in"] * 8]
    assert day.says("CMD-HANDOVER") == ["load.reading"], "the shop is asked once more first"
    day.clock.advance(1)
    day.reads_again()
    assert day.says("CMD-HANDOVER") == ["load.closed"]
    assert day.state == "idle" and day.bench.view().offered is None


# -- what is on the sheet -------------------------------------------------------------------------


def test_every_command_and_carton_is_on_the_sheet_in_every_language() -> None:
    for language in LANGUAGES:
        printed = on_the_sheet(language)
        assert set(printed) == {*Command, "CARTON-M", "CARTON-BIG-ONE"}
        assert len(printed) == len(set(printed))


def test_every_button_and_key_of_the_window_is_a_command_of_the_sheet() -> None:
    keys = {*KEYS.values(), *WITH_SHIFT.values()}
    buttons = {f"CMD-{name}" for name in ORDER}
    assert keys | buttons <= set(on_the_sheet())
    assert {"CMD-YES", "CMD-NO", *keys} == buttons, "every button has its key"
    numbers = {one for one in Command if one.number is not None}
    assert set(Command) - numbers == buttons, "and nothing can be scanned that cannot be pressed"


def test_the_sheet_that_is_printed_can_be_read() -> None:
    groups = command_groups([Code(one.name, carton_barcode(one.name)) for one in KINDS])
    found = {one.text for one in read(draw(command_sheet(groups, bench="Bench 1")))}
    assert found == set(on_the_sheet())
