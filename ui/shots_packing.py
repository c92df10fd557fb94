"""Sample states of packing in full: numbers, kits, lots, instructions, permissions, own boxes."""

# ruff: noqa: E501  sample states stand on one line

from dataclasses import replace

from station.model.problem import Problem
from station.model.view import BenchState, CartonView, Choice, KitPartView, KitView, ScanView
from ui.shots_states import NOW, OPEN, SCAN_BACK, line, picture
from ui.shots_states import STATES as PLAIN

S = BenchState


def judged(text: str, ok: bool, code: str, **params: object) -> ScanView:
    return ScanView(text, ok, Problem(code, params), NOW)


def asks(code: str, **params: object) -> Problem:
    return Problem(code, params)


TEA = {"sku": "TEA-250", "name": "Earl Grey 250 g"}
NEEDY = (
    line("TEA-250", "Earl Grey 250 g", 24, 12, "A-04", wants=("lot", "expiry"), cases=(12,)),
    line(
        "KIT-GIFT",
        "Gift set “Afternoon”",
        3,
        1,
        "B-02",
        parts=(("TEA-250", 2), ("SPOON", 1), ("MUG-BLUE", 1)),
    ),
    line("POT-1L", "Teapot, cast iron, 1 l", 1, 0, "C-07", own_box=True, wants=("serial",)),
    line("SPOON", "Tea spoon, stainless", 2, 2, "A-02"),
)
FULL = replace(
    OPEN,
    lines=NEEDY,
    instruction=asks("do.scan_item", count=12, **TEA),
    last=judged("19520000000018", True, "pack.unit", packed=12, due=24, count=12, units=12, **TEA),
    dangerous=("lithium battery",),
    suggestion="Box L",
)
KIT = KitView(
    "KIT-GIFT",
    "KIT-GIFT",
    2,
    3,
    (
        KitPartView("TEA-250", "Earl Grey 250 g", 2, 2, picture("TEA-250")),
        KitPartView("SPOON", "Tea spoon", 0, 1, picture("SPOON")),
        KitPartView("MUG-BLUE", "Mug, blue", 0, 1, picture("MUG-BLUE")),
    ),
)
ASKING = replace(FULL, state=S.ASKING, last=None)
STATES = {
    **PLAIN,
    "full_lines": FULL,
    "full_number": replace(
        FULL, armed=6, instruction=asks("do.scan_many", count=6, **TEA),
        last=judged("CMD-6", True, "number.set", count=6),
    ),
    "full_too_many": replace(
        FULL, last=judged("4012345000016", False, "pack.more_than_due", count=24, left=12, **TEA)
    ),
    "full_case_too_large": replace(
        FULL, last=judged("19520000000018", False, "pack.case_too_large", count=24, left=12, case=24, **TEA)
    ),
    "full_kit": replace(
        FULL, kit=KIT, current="KIT-GIFT",
        instruction=asks("do.scan_part", sku="SPOON", name="Tea spoon", count=1, kit="KIT-GIFT"),
        last=judged("4012345000016", True, "kit.part", part="TEA-250", sku="KIT-GIFT", count=2, name="Tea"),
    ),
    "full_kit_first": replace(
        FULL, kit=KIT, current="KIT-GIFT",
        instruction=asks("do.scan_part", sku="SPOON", name="Tea spoon", count=1, kit="KIT-GIFT"),
        last=judged("POT-1L", False, "kit.finish_first", sku="KIT-GIFT", part="SPOON", count=1),
    ),
    "full_lot": replace(ASKING, instruction=asks("trace.lot_wanted", **TEA)),
    "full_expiry": replace(ASKING, instruction=asks("trace.expiry_wanted", **TEA)),
    "full_expired": replace(
        FULL, last=judged("01…17260301", False, "trace.expired", day="2026-03-01", **TEA)
    ),
    "full_earlier": replace(
        FULL, last=judged("01…17280301", True, "trace.earlier_known", packed=13, due=24, earlier="2026-05-01", **TEA)
    ),
    "full_instruct": replace(
        ASKING, instruction=asks("task.instruct", note="Wrap every mug in two sheets of paper.", sku=""),
        choices=(Choice("CMD-YES", asks("choice.instruct"), picture("MUG-BLUE")),),
    ),
    "full_insert": replace(
        ASKING, instruction=asks("task.insert", note="Card for new customers", sku="CARD-VIP"),
        choices=(Choice("CMD-YES", asks("choice.insert", sku="CARD-VIP")),),
    ),
    "full_permission": replace(ASKING, instruction=asks("permission.wanted", action="Unit without a scan")),
    "full_move": replace(ASKING, instruction=asks("move.scan_item")),
    "full_moved": replace(
        FULL, instruction=asks("do.scan_item", count=13, **TEA),
        last=judged("4012345000016", True, "move.done", carton=1, **TEA),
    ),
    "full_swap": replace(ASKING, instruction=asks("swap.scan_item", **TEA)),
    "full_own_box": replace(
        FULL, current="POT-1L", suggestion="",
        instruction=asks("do.scan_item", sku="POT-1L", name="Teapot", count=1),
        last=judged("POT-1L", False, "own_box.close_first", sku="POT-1L", name="Teapot"),
        cartons=(CartonView(1, "own_box", 1, "confirmed"), CartonView(2, "Box M", 12, "open")),
    ),
    "full_void": replace(
        SCAN_BACK, state=S.ASKING, last=None, instruction=asks("void.why", carton=1),
        choices=tuple(
            Choice(f"CMD-{n}", asks(f"void.reason_{why}"))
            for n, why in enumerate(("contents", "damaged", "carton", "service", "other"), 1)
        ),
    ),
    "full_voided": replace(
        FULL, instruction=asks("do.next_carton"), current="",
        last=judged("CMD-1", True, "void.done", carton=1),
    ),
    "full_reopen": replace(
        PLAIN["idle_nothing"], state=S.ASKING, instruction=asks("reopen.scan_label"),
        choices=(Choice("CMD-NO", asks("choice.leave_it")),),
    ),
    "full_hold_why": replace(
        ASKING, instruction=asks("hold.why", order="10482"),
        choices=(
            *(
                Choice(f"CMD-{n}", asks(f"choice.hold.{why}"))
                for n, why in enumerate(("operator", "stock", "address", "payment", "fraud"), 1)
            ),
            Choice("CMD-NO", asks("choice.leave", order="10482")),
        ),
    ),
    "full_take_out": replace(
        FULL, state=S.HELD, current="", last=None,
        instruction=asks("do.held.take_out", order="10482", goods="1 × TEA-250, 2 × SPOON"),
        problem=asks("order.changed", order="10482", what="@what.lines"),
    ),
    "full_held_here": replace(
        FULL, state=S.HELD, current="", last=None, instruction=asks("do.held.held", order="10482"),
        problem=asks("hold.fraud", order="10482", by="Sam"),
    ),
    "full_rush": replace(
        PLAIN["idle_nothing"], state=S.ASKING, instruction=asks("rush.scan_slip"),
        choices=(Choice("CMD-NO", asks("choice.leave_it")),),
    ),
}  # fmt: skip
