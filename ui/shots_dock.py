"""A van, put-backs and returns that play along: what the dock page may be asked to show."""
# ruff: noqa: E501  sample states stand on one line

from collections.abc import Callable, Sequence
from dataclasses import replace

from station.model.chores import BackRow, CartonRow, ChoreView, DockCounts, GoodsRow, ReturnRow
from station.model.problem import Problem
from station.model.view import BenchState, BenchView, Choice, ScanView
from ui.shots_states import minutes, picture


def _carton(
    order: str, tracking: str, state: str, code: str = "", number: int = 1, ago: float = -40, **params: object
) -> CartonRow:
    about = {"order": order, "carton": number, "carrier": "DPD", **params}
    say = Problem(code, about) if code else None
    return CartonRow(
        order + str(number), "main", order, f"9{order}", number, tracking, "DPD", state, say, minutes(ago)
    )


PULL = (
    _carton("10482", "01234567890128", "pull", "load.cancelled", ago=-55),
    _carton("10490", "01234567890135", "pull", "load.changed", 2, -35, what=Problem("what.address")),
    _carton("10477", "01234567890111", "pull", "load.held", ago=-190),
)
GOODS = (
    GoodsRow("SPOON", "Tea spoon, stainless", "A-02", 2, 2, picture("SPOON"), carton=1),
    GoodsRow("TEA-250", "Earl Grey 250 g", "A-04", 3, 1, picture("TEA-250"), carton=2, bench="Bench 3"),
    GoodsRow("MUG-BLUE", "Mug, blue, 0.3 l", "A-11", 1, 0, picture("MUG-BLUE"), tote="TOTE-1"),
    GoodsRow("POT-1L", "Teapot, cast iron, 1 l", "C-07", 1, 0, picture("POT-1L"), lost=1),
)
CAME = (
    GoodsRow("TEA-250", "Earl Grey 250 g", "A-04", 3, 2, picture("TEA-250"), restock=1, damaged=1),
    GoodsRow("MUG-BLUE", "Mug, blue, 0.3 l", "A-11", 1, 1, picture("MUG-BLUE")),
    GoodsRow("SPOON", "Tea spoon, stainless", "A-02", 4, 0, picture("SPOON"), before=2),
)
BACK = (
    BackRow(
        1,
        "main",
        "10482",
        "910482",
        "order.cancelled",
        4,
        minutes(-12),
        (),
        ("c1",),
        GOODS,
        ((1, ""), (2, "Bench 3")),
    ),
    BackRow(2, "main", "10466", "910466", "order.refunded", 1, minutes(-75), ("TOTE-4",), (), (GOODS[2],)),
)
RETURNS = (
    ReturnRow(
        7,
        "main",
        "10211",
        "910211",
        "RMA-2026-118",
        "closed",
        "told",
        "Bench 3",
        "Ana",
        minutes(-25),
        minutes(-22),
        2,
        1,
        0,
    ),
    ReturnRow(8, "main", "10305", "910305", "", "open", "", "Bench 3", "Ana", minutes(-3), None, 0, 0, 1),
)
INSIDE = (
    _carton("10501", "01234567890173", "reading", ago=-1),
    _carton("10499", "01234567890166", "ok", ago=-2),
    _carton("10496", "01234567890159", "ok", ago=-3),
    _carton("10490", "01234567890142", "ok", ago=-4),
    _carton("10488", "01234567890104", "unread", ago=-5),
)
MISSING = (
    _carton("10503", "01234567890180", "ok", ago=-30),
    _carton("10504", "01234567890197", "ok", number=2, ago=-25),
)
LOAD = ChoreView("load", "working", 12, carrier="DPD", done=5, due=7, cartons=INSIDE, missing=MISSING)
PUT_BACK = ChoreView(
    "put_back", "working", 1, "10482", "main", done=4, due=7, goods=GOODS, focus=1, reason="order.cancelled"
)
RETURN = ChoreView(
    "return", "working", 8, "10305", "main", reference="RMA-2026-121", done=3, due=6, goods=CAME, focus=-1
)


def _bench(
    chore: ChoreView,
    state: BenchState,
    code: str,
    last: ScanView | None = None,
    choices: Sequence[Choice] = (),
    **params: object,
) -> BenchView:
    recent = (last,) if last is not None else ()
    return BenchView(
        "Bench 3",
        state,
        Problem(code, params),
        operator="Ana",
        last=last,
        recent=recent,
        chore=chore,
        choices=tuple(choices),
    )


def _scan(text: str, ok: bool, code: str, **params: object) -> ScanView:
    return ScanView(text, ok, Problem(code, params), minutes(0))


_CARTON = {"order": "10501", "carton": 1, "carrier": "DPD"}
_WHO = (
    Choice("CMD-1", Problem("choice.shop_restocks", {"count": 3})),
    Choice("CMD-2", Problem("choice.tell_shop", {"count": 3})),
)
_HOW = tuple(
    Choice(f"CMD-{n}", Problem(f"choice.condition_{how}"))
    for n, how in enumerate(("restock", "damaged", "inspect"), 1)
)
_PULLED = (_carton("10496", "01234567890159", "pull", "load.cancelled"), *INSIDE)
WORKS = {
    "load": _bench(LOAD, BenchState.LOAD, "do.load.scan", _scan("01234567890173", True, "load.in", **_CARTON, count=5), count=2),
    "load_empty": _bench(replace(LOAD, carrier="", done=0, due=0, cartons=(), missing=()), BenchState.LOAD, "do.load.scan", _scan("CMD-HANDOVER", True, "load.opened"), count=0),
    "load_refused": _bench(LOAD, BenchState.LOAD, "do.load.scan", _scan("01234567890128", False, "load.cancelled", order="10482", carton=1, carrier="DPD"), count=2),
    "load_other": _bench(LOAD, BenchState.LOAD, "do.load.scan", _scan("1Z999AA10123456784", False, "load.other_carrier", order="10477", carton=1, carrier="UPS", wanted="DPD"), count=2),
    "load_pull": replace(_bench(replace(LOAD, cartons=_PULLED), BenchState.LOAD, "do.load.pull", order="10496", carton=1), problem=Problem("load.cancelled", {"order": "10496", "carton": 1, "carrier": "DPD"})),
    "load_missing": _bench(replace(LOAD, step="asking"), BenchState.LOAD, "load.missing", _scan("CMD-HANDOVER", False, "load.missing", count=2, cartons="10503, 10504/2"), (Choice("CMD-YES", Problem("choice.load_close", {"count": 5})), Choice("CMD-NO", Problem("choice.load_go_on", {"count": 2}))), count=2, cartons="10503, 10504/2"),
    "load_help": _bench(LOAD, BenchState.LOAD, "do.load.scan", _scan("CMD-HELP", True, "help.load"), count=2),
    "back": _bench(PUT_BACK, BenchState.PUT_BACK, "do.back.to_bin", _scan("TEA-250", True, "back.on_shelf", count=1, sku="TEA-250", bin="A-04", left=3), sku="TEA-250", bin="A-04", count=2),
    "back_wrong": _bench(replace(PUT_BACK, armed=2), BenchState.PUT_BACK, "do.back.to_bin", _scan("MUG-RED", False, "back.not_here", sku="MUG-RED", bin="A-12", expected="TEA-250"), sku="TEA-250", bin="A-04", count=2),
    "back_who": _bench(replace(PUT_BACK, step="asking", focus=-1), BenchState.PUT_BACK, "back.who_restocks", _scan("CMD-YES", False, "back.who_restocks", order="10482", count=3), _WHO, order="10482", count=3),
    "return": _bench(RETURN, BenchState.RETURN, "do.return.more", _scan("CMD-2", True, "return.damaged", sku="TEA-250", count=1, bin="A-04"), order="10305"),
    "return_how": _bench(replace(RETURN, step="asking", focus=1), BenchState.RETURN, "return.how_is_it", _scan("MUG-BLUE", False, "return.how_is_it", sku="MUG-BLUE", count=1), _HOW, sku="MUG-BLUE", count=1),
    "return_too_many": _bench(RETURN, BenchState.RETURN, "do.return.more", _scan("TEA-250", False, "return.all_of_it", sku="TEA-250", sent=3, count=0), order="10305"),
    "return_serial": _bench(replace(RETURN, focus=1), BenchState.RETURN, "return.which_serial", _scan("MUG-BLUE", False, "return.which_serial", sku="MUG-BLUE"), sku="MUG-BLUE"),
}  # fmt: skip
MOODS = ("dock", "dock_empty", "dock_broken")


class ScriptedDock:
    def __init__(self, fault: Callable[[], Exception | None]) -> None:
        self._fault = fault
        self.the_pull: Sequence[CartonRow] = PULL
        self.the_back: Sequence[BackRow] = BACK
        self.the_returns: Sequence[ReturnRow] = RETURNS

    def counts(self) -> DockCounts:
        fault = self._fault()
        if fault is not None:
            raise fault
        return DockCounts(14, 86, len(self.the_pull), sum(one.units for one in self.the_back), 3)

    def pull_rows(self) -> Sequence[CartonRow]:
        return self.the_pull

    def back_rows(self) -> Sequence[BackRow]:
        return self.the_back

    def return_rows(self, days: int = 30, store: str = "") -> Sequence[ReturnRow]:
        del days, store
        return self.the_returns

    def empty(self) -> None:
        self.the_pull = self.the_back = self.the_returns = ()
