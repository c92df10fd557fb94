"""Sample states of the bench. Nothing here is a rule: it is what a screen may be asked to show."""
# ruff: noqa: E501  sample sentences stand on one line

import datetime
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from station.model.order import Address
from station.model.problem import Problem
from station.model.quantity import Mass
from station.model.view import (
    BenchState,
    BenchView,
    CartonView,
    Choice,
    DeviceView,
    LineView,
    OfferView,
    ScanView,
    StoreView,
    WeightView,
)

S = BenchState
# In the middle of a day wherever it is looked at: minutes ago are no other date.
NOW = datetime.datetime.now(datetime.UTC).replace(hour=12, minute=20, second=0, microsecond=0)
PICTURES = Path(__file__).resolve().parents[1] / "resources" / "sample_shop" / "pictures"


def clock() -> Callable[[], datetime.datetime]:
    """Begins at `NOW` when it is asked for."""
    began = time.monotonic()
    return lambda: NOW + datetime.timedelta(seconds=time.monotonic() - began)


def minutes(count: float) -> datetime.datetime:
    return NOW + datetime.timedelta(minutes=count)


DRAWN = {
    "TEA-250": "assam",
    "MUG-BLUE": "mug-blue",
    "MUG-RED": "mug-red",
    "KIT-GIFT": "gift",
    "SPOON": "spoon",
    "POT-1L": "kettle",
    "GLAZE": "bowl-rice",
}


def picture(sku: str) -> str:
    name = DRAWN.get(sku) or DRAWN.get(sku.partition("-")[0], "")
    found = PICTURES / f"{name}.png"
    return str(found) if found.is_file() else ""


def said(code: str, text: str, **params: object) -> Problem:
    return Problem(code, {"text": text, **params})


def grams(value: float) -> Mass:
    return Mass(round(value * 1000))


def line(sku: str, name: str, due: int, packed: int, bin: str, **more: object) -> LineView:
    made = LineView(ref=sku, sku=sku, name=name, due=due, packed=packed, bin=bin, picture=picture(sku))
    return replace(made, **more)  # type: ignore[arg-type]


LINES = (
    line("TEA-250", "Earl Grey 250 g", 4, 2, "A-04"),
    line("MUG-BLUE", "Mug, blue, 0.3 l", 1, 1, "A-11", options=(("Engraving", "Zofia"),)),
    line("KIT-GIFT", "Gift set “Afternoon” (3 parts)", 3, 1, "B-02"),
    line("SPOON", "Tea spoon, stainless", 2, 0, "A-02"),
    line("POT-1L", "Teapot, cast iron, 1 l", 1, 0, "C-07", has_code=False),
)
ADDRESS = Address(
    name="Zofia Wójcik",
    street=("ul. Długa 7/3",),
    postal_code="31-146",
    city="Kraków",
    country="PL",
)
DEVICES = (
    DeviceView("scanner", "scanner", "open"),
    DeviceView("scale", "scale", "open"),
    DeviceView("printer", "labels", "open"),
)
STORES = (
    StoreView("Main shop", "woocommerce", "ok", open=23, last_success=minutes(-1)),
    StoreView("Pottery", "shopify", "ok", open=8, last_success=minutes(-2)),
)
AT_REST = WeightView(mass=grams(0), stable=True, expected=None)
HALF = WeightView(mass=grams(834), stable=True, expected=grams(1270), tolerance=grams(38))


def scan(text: str, ok: bool, code: str, words: str, **params: object) -> ScanView:
    return ScanView(text, ok, said(code, words, **params), NOW)


RECENT = (
    scan("4012345000016", True, "pack.unit", "TEA-250"),
    scan("4012345000023", True, "pack.line_complete", "MUG-BLUE"),
    scan("4012345000030", False, "pack.not_on_order", "MUG-RED"),
    scan("4012345000054", True, "pack.unit", "KIT-GIFT"),
)
OPEN = BenchView(
    bench="Bench 2",
    state=S.PACKING,
    instruction=said("pack.next", "Scan TEA-250, 2 more"),
    operator="Ana Kovač",
    store="Main shop",
    order="10482",
    ref="10482",
    ship_by=minutes(41),
    opened_at=minutes(-2),
    checked_at=minutes(-0.1),
    lines=LINES,
    current="TEA-250",
    cartons=(CartonView(1, "Box M", 4, "open"),),
    carton_kinds=("Box S", "Box M", "Box L"),
    last=scan("4012345000016", True, "pack.unit", "TEA-250, 2 of 4"),
    recent=RECENT,
    weight=HALF,
    ship_to=ADDRESS,
    method="DPD Classic",
    gift_note="For your new kitchen. Love, Marek",
)
PACKED = tuple(replace(one, packed=one.due) for one in LINES)
CLOSED = (CartonView(1, "Box M", 11, "sealed"),)
NEXT = OfferView("Main shop", "10483", "10483", lines=3, units=5, ship_by=minutes(41))
WEIGHING = replace(
    OPEN,
    state=S.WEIGHING,
    instruction=said("weigh.put", "Put the carton on the scale"),
    lines=PACKED,
    current="",
    cartons=CLOSED,
    last=scan("4012345000061", True, "pack.order_complete", "All 11 packed"),
    weight=WeightView(mass=grams(0), stable=True, expected=grams(3270), tolerance=grams(52)),
)


def weigh(instruction: str, weight: WeightView) -> BenchView:
    code = "weigh.put" if not weight.verdict else f"instruction.{weight.verdict}"
    return replace(WEIGHING, instruction=said(code, instruction), weight=weight, last=None)


def weight(mass: float, verdict: str = "", **more: object) -> WeightView:
    made = WeightView(grams(mass), True, expected=grams(3270), tolerance=grams(52), verdict=verdict)
    return replace(made, **more)  # type: ignore[arg-type]


LABELLING = replace(
    WEIGHING,
    state=S.LABELLING,
    instruction=said("label.coming", "Wait for the label"),
    cartons=(CartonView(1, "Box M", 11, "sealed", gross=grams(3281)),),
    weight=weight(3281, "weight.ok"),
    last=scan("", True, "weight.ok", "3.281 kg fits"),
)
SCAN_BACK = replace(
    LABELLING,
    state=S.SCAN_BACK,
    instruction=said("label.scan_back", "Scan the label you just stuck on"),
    cartons=(CartonView(1, "Box M", 11, "labelled", gross=grams(3281)),),
    tracking="0015 5000 1234 5678",
    last=None,
)
MANY = tuple(
    line(f"GLAZE-{number:03}", f"Glaze sample no. {number}", 150 if number == 41 else 1 + number % 3,
         37 if number == 41 else (1 + number % 3 if number < 41 else 0), f"D-{number:02}")
    for number in range(1, 121)
)  # fmt: skip


def choice(number: int, sku: str, words: str) -> Choice:
    return Choice(f"CMD-{number}", said("choice.product", words), picture=picture(sku), ref=sku)


STATES: dict[str, BenchView] = {
    "idle": BenchView(
        bench="Bench 2", state=S.IDLE, instruction=said("do.scan_offered", "Scan a slip, or YES for order 10483"),
        operator="Ana Kovač", offered=NEXT, weight=AT_REST,
    ),
    "idle_nothing": BenchView(
        bench="Bench 2", state=S.IDLE, instruction=said("idle.none", "Scan a slip when one comes"),
        operator="Ana Kovač", weight=AT_REST,
    ),
    "done": BenchView(
        bench="Bench 2", state=S.IDLE, instruction=said("do.scan_offered", "Scan a slip, or YES for order 10483"),
        operator="Ana Kovač", store="Main shop", order="10482", offered=NEXT, packed_seconds=92.0,
        cartons=(CartonView(1, "Box M", 11, "confirmed", grams(3281)),), tracking="0015 5000 1234 5678",
        last=scan("00155000", True, "ship.done", "10482 is done"), recent=RECENT, weight=AT_REST,
    ),
    "help": replace(OPEN, last=scan("CMD-HELP", True, "help.bench", "Help")),
    "answer_refused": replace(
        OPEN, state=S.ASKING, instruction=said("short.how_many", "How many SPOON are left on the shelf? Scan the number"),
        choices=(Choice("CMD-0", said("choice.count", "0 on the shelf")), Choice("CMD-1", said("choice.count", "1 on the shelf"))),
        last=scan("CMD-7", False, "scan.not_an_answer", "That number is not among the answers. Scan one that is shown."),
    ),
    "slip_refused": BenchView(
        bench="Bench 2", state=S.IDLE, instruction=said("do.scan_offered", "Scan a slip, or YES for order 10483"),
        operator="Ana Kovač", offered=NEXT, weight=AT_REST,
        last=scan("ORD-main-10490", False, "order.on_hold", "The shop put this order on hold.", order="10490"),
    ),
    "restarted_on_hold": replace(
        OPEN, state=S.HELD, last=None,
        instruction=said("do.held.changed", "Order 10482 has changed: scan YES to see it as it is now", what="@what.address"),
    ),
    "opening": replace(OPEN, instruction=said("order.opening", "Opening order 10482"), lines=(), last=None,
                       cartons=(), current="", weight=AT_REST, recent=()),
    "picking": OPEN,
    "line_complete": replace(
        OPEN, lines=(replace(LINES[0], packed=4), *LINES[1:]), current="KIT-GIFT",
        instruction=said("pack.next", "Scan KIT-GIFT, 2 more"),
        last=scan("4012345000016", True, "pack.line_complete", "TEA-250 complete, 4 of 4"),
    ),
    "wrong_item": replace(
        OPEN,
        lines=(LINES[0], replace(LINES[1], packed=0, options=()), *LINES[2:]),
        current="MUG-BLUE",
        last=scan("4012345000030", False, "pack.not_on_order",
                  "That is MUG-RED. This order needs MUG-BLUE. Put it back in bin A-04.",
                  sku="MUG-RED", name="Mug, red, 0.3 l", picture=picture("MUG-RED"), bin="A-04"),
    ),
    "over_scan": replace(
        OPEN, last=scan("4012345000023", False, "pack.too_many",
                        "One MUG-BLUE too many. This order has 1, and it is packed. Put it back in bin A-11."),
    ),
    "unknown_code": replace(
        OPEN, last=scan("9781234567897", False, "scan.unknown",
                        "No shop knows this code. Scan the product's own barcode, or its line on the slip."),
    ),
    "ambiguous": replace(
        OPEN, state=S.ASKING, instruction=said("scan.ambiguous", "Which one is in your hand? Scan its number"),
        choices=(choice(1, "MUG-BLUE", "MUG-BLUE, Mug blue, engraving “Zofia”"),
                 choice(2, "MUG-BLUE", "MUG-BLUE, Mug blue, engraving “Marek”"),
                 choice(3, "MUG-RED", "MUG-RED, Mug red, no engraving")),
        last=scan("4012345000023", True, "scan.ambiguous", "MUG-BLUE"),
    ),
    "weigh_waiting": WEIGHING,
    "weigh_moving": weigh("Keep your hands off the scale", weight(2914, stable=False)),
    "weigh_stable": replace(weigh("Take the label when it comes", weight(3281, "weight.ok")),
                            last=scan("", True, "weight.ok", "3.281 kg fits")),
    "weigh_light": weigh("Look for what is missing: 0.25 kg too light, about one TEA-250",
                         weight(3020, "weight.too_light")),
    "weigh_heavy": weigh("Take out what does not belong: 0.31 kg too heavy", weight(3580, "weight.too_heavy")),
    "weigh_blind": weigh("Count the spoons by hand, then a supervisor's badge", weight(3281, "weight.blind")),
    "weigh_not_checked": weigh("Go on with WEIGH: POT-1L has no weight in the shop",
                               weight(3281, "weight.not_checked", expected=None, tolerance=None)),
    "weigh_overload": weigh("Take the carton off, it is too much for this scale",
                            WeightView(None, False, fault="weight.overload", expected=grams(3270),
                                       tolerance=grams(52))),
    "scale_gone": weigh("Plug the scale in again",
                        weight(834, fault="scale.lost", stable=False, age=14.0)),
    "label_coming": LABELLING,
    "label_scan_back": SCAN_BACK,
    "label_failed": replace(
        LABELLING, instruction=said("label.retry", "Scan YES to try again, or PARK the order"), last=None,
        problem=said("carrier.refused", "DPD refused the address: postal code 31-146 is not in Poland."),
    ),
    "cancelled": replace(
        OPEN, state=S.HELD, current="", last=None,
        instruction=said("held.put_back", "Take the goods out and put them back, then scan YES"),
        problem=said("order.cancelled", "The customer cancelled order 10482 just now."),
    ),
    "address_changed": replace(
        SCAN_BACK, state=S.HELD,
        instruction=said("held.label_void", "Tear off the label and put the carton on the scale again"),
        problem=said("order.address_changed", "Order 10482 goes to another address now."),
        ship_to=replace(ADDRESS, street=("ul. Krótka 12",), city="Wrocław", postal_code="50-001"),
    ),
    "hold": replace(
        OPEN, state=S.HELD, current="", last=None,
        instruction=said("held.set_aside", "Set the carton aside with its slip, then scan YES"),
        problem=said("order.on_hold", "The shop put order 10482 on hold: payment is being checked."),
    ),
    "short_which": replace(
        OPEN, state=S.ASKING, instruction=said("short.which_line", "Which line is short? Scan its number"), last=None,
        choices=(choice(1, "TEA-250", "TEA-250, 2 of 4 packed"), choice(2, "KIT-GIFT", "KIT-GIFT, 1 of 3 packed"),
                 choice(3, "SPOON", "SPOON, 0 of 2 packed"), choice(4, "POT-1L", "POT-1L, 0 of 1 packed")),
    ),
    "short_left": replace(
        OPEN, state=S.ASKING, last=None,
        instruction=said("question.left", "How many SPOON are left in bin A-02?"),
        choices=tuple(Choice(f"CMD-{number}", said("choice.n", words)) for number, words in (
            (0, "Empty: none left"), (1, "1 left"), (2, "2 left"), (3, "3 left"), (4, "4 left"), (5, "5 or more"))),
    ),
    "shorted": replace(
        OPEN, lines=(*LINES[:3], replace(LINES[3], shorted=2), LINES[4]), current="TEA-250",
        last=scan("CMD-SHORT", True, "short.done", "SPOON: 2 short, they follow later"),
    ),
    "second_carton": replace(
        OPEN, cartons=(CartonView(1, "Box M", 6, "confirmed", grams(2210), "0015 5000 1234 5678"),
                       CartonView(2, "Box S", 1, "open")),
        instruction=said("pack.next", "Scan KIT-GIFT, 1 more"), current="KIT-GIFT",
        lines=(replace(LINES[0], packed=4), LINES[1], replace(LINES[2], packed=2), *LINES[3:]),
        last=scan("4012345000054", True, "pack.unit", "KIT-GIFT, 2 of 3"),
    ),
    "many_lines": replace(
        OPEN, lines=MANY, current="GLAZE-041", instruction=said("pack.next", "Scan GLAZE-041, 113 more, or a number"),
        last=scan("4012345041", True, "pack.unit", "GLAZE-041, 37 of 150"),
        cartons=(CartonView(1, "Box L", 80, "confirmed", grams(12400)), CartonView(2, "Box L", 37, "open")),
    ),
    "no_code": replace(OPEN, current="POT-1L", instruction=said("pack.next", "Scan the line of POT-1L on the slip"),
                       last=None),
    "unchecked": replace(OPEN, checked_at=minutes(-18)),
    "offline": OPEN,
    "printer_off": replace(LABELLING, instruction=said("label.paper", "Put a roll in the label printer"), last=None),
    "signed_out": OPEN,
    "stock_conflict": OPEN,
    "stopped": BenchView(
        bench="Bench 2", state=S.STOPPED, operator="Ana Kovač",
        instruction=said("stopped.fetch", "Fetch the supervisor"),
        problem=said("database.lost", "The database does not answer: /var/lib/station/station.db is gone."),
    ),
}  # fmt: skip
