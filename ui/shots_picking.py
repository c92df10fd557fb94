"""Waves and walks that play along: what the pick page may be asked to show."""
# ruff: noqa: E501  sample states stand on one line

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from station.model.picking import (
    LeftOut,
    PickRow,
    PickView,
    StopView,
    ToteView,
    WaveChoices,
    WaveRow,
    WaveRule,
)
from station.model.problem import Problem, StationError
from station.model.view import BenchState, BenchView, Choice, ScanView
from ui.shots_states import minutes, picture

if TYPE_CHECKING:
    from ui.pages.pick.page import PickPage

WAVES = (
    WaveRow(3, "Express noon", "cluster", "open", minutes(-12), 24, 3, 61, 34, 1, (
        PickRow(7, "cluster", "", "picking", "Bench 3", "Ana", 12, 33, 31, 1),
        PickRow(8, "cluster", "", "parked", "Bench 2", "Tomek", 12, 28, 3, 0),
    )),
    WaveRow(4, "Singles", "batch", "open", minutes(-4), 180, 0, 180, 0, 0, (PickRow(9, "batch", "", "open", "", "", 180, 180, 0, 0),)),
    WaveRow(2, "08:15", "zone", "done", minutes(-170), 40, 38, 96, 95, 1, (
        PickRow(5, "cluster", "cold", "done", "Bench 3", "Ana", 11, 20, 20, 0),
        PickRow(6, "cluster", "dry", "done", "Bench 2", "Tomek", 37, 76, 75, 1),
    )),
)  # fmt: skip
CHOICES = WaveChoices(
    ("Main shop", "Pottery"), ("DHL Paket", "DPD Classic", "Own van", "UPS Standard"), ("b2b", "gift"),
    ("cold", "dry"), 214, 180, ("DHL", "DPD", "Own van", "UPS"),
)  # fmt: skip


def _stop(
    bin_: str, sku: str, name: str, left: int, asked: int, tote: str = "", order: str = "", **more: object
) -> StopView:
    made = StopView(bin_, sku, name, left, asked, picture(sku), (), tote, order)
    return replace(made, **more)  # type: ignore[arg-type]


STOPS = (
    _stop("A-02", "SPOON", "Tea spoon, stainless", 0, 2, "TOTE-1", "10482"),
    _stop("A-04", "TEA-250", "Earl Grey 250 g", 3, 4, "TOTE-3", "10501"),
    _stop("A-11", "MUG-BLUE", "Mug, blue, 0.3 l", 1, 1, "TOTE-1", "10482", options=(("Engraving", "Zofia"),)),
    _stop("B-02", "KIT-GIFT", "Gift set “Afternoon” (3 parts)", 1, 2, "TOTE-2", "10490", short=1),
    _stop("C-07", "POT-1L", "Teapot, cast iron, 1 l", 1, 1, "TOTE-2", "10490"),
    _stop("", "GLAZE", "Glaze bowl", 1, 1, "TOTE-3", "10501"),
)
TOTES = (
    ToteView("TOTE-1", "10482", 2, 3),
    ToteView("TOTE-2", "10490", 0, 3),
    ToteView("TOTE-3", "10501", 1, 5),
)
WALK = PickView(
    7, "Express noon", "cluster", "", "walking", 3, 1, 11, 3, STOPS[1], 0, 0, "TOTE-3", (), STOPS, TOTES
)


def _bench(pick: PickView, code: str, last: ScanView | None = None, **params: object) -> BenchView:
    recent = (last,) if last is not None else ()
    return BenchView(
        "Bench 3",
        BenchState.PICKING,
        Problem(code, params),
        operator="Ana",
        last=last,
        recent=recent,
        pick=pick,
    )


def _scan(text: str, ok: bool, code: str, **params: object) -> ScanView:
    return ScanView(text, ok, Problem(code, params), minutes(0))


_BATCH = tuple(replace(one, tote="", order="", left=one.left * 3, asked=one.asked * 3) for one in STOPS)
WALKS = {
    "bind": _bench(
        replace(WALK, step="binding", unbound=("10490", "10501"), picked=0, short=0, totes=(ToteView("TOTE-1", "10482", 0, 3),)),
        "do.pick.tote", _scan("TOTE-1", True, "pick.tote_bound", tote="TOTE-1", order="10482"), order="10490", count=2,
    ),
    "take": _bench(WALK, "do.pick.take_at", _scan("TOTE-1", True, "pick.put", count=2, sku="SPOON", tote="TOTE-1"), bin="A-04", count=3, sku="TEA-250"),
    "put": _bench(replace(WALK, step="putting", hand=3), "do.pick.put", _scan("TEA-250", True, "pick.taken", count=3, sku="TEA-250", tote="TOTE-3"), count=3, sku="TEA-250", tote="TOTE-3"),
    "wrong_tote": _bench(replace(WALK, step="putting", hand=3), "do.pick.put", _scan("TOTE-1", False, "pick.wrong_tote", tote="TOTE-1", sku="TEA-250", expected="TOTE-3"), count=3, sku="TEA-250", tote="TOTE-3"),
    "wrong_item": _bench(WALK, "do.pick.take_at", _scan("MUG-RED", False, "pick.not_on_list", sku="MUG-RED", expected="TEA-250", bin="A-12"), bin="A-04", count=3, sku="TEA-250"),
    "batch": _bench(replace(WALK, way="batch", wave="Singles", tote="", totes=(), stops=_BATCH, stop=_BATCH[1], count=5, asked=33, orders=30), "do.pick.take_at", _scan("CMD-5", True, "pick.count", count=5), bin="A-04", count=9, sku="TEA-250"),
    "short": replace(
        _bench(replace(WALK, step="asking"), "pick.why", _scan("CMD-SHORT", False, "pick.why", sku="TEA-250", bin="A-04"), sku="TEA-250", bin="A-04"),
        choices=tuple(Choice(f"CMD-{n}", Problem(f"choice.why_{one}")) for n, one in enumerate(("empty", "damaged", "not_found"), 1)),
    ),
    "next": replace(
        _bench(replace(WALK, step="asking"), "pick.what_next", _scan("CMD-1", False, "pick.what_next", count=3, sku="TEA-250"), count=3, sku="TEA-250"),
        choices=(Choice("CMD-1", Problem("choice.other_bin", {"bin": "D-14"})), Choice("CMD-2", Problem("choice.then_backorder")), Choice("CMD-3", Problem("choice.then_hold"))),
    ),
    "gone": replace(
        _bench(WALK, "do.pick.take_at", None, bin="A-04", count=3, sku="TEA-250"),
        problem=Problem("pick.goes_back", {"order": "10482", "count": 2, "sku": "SPOON", "bin": "A-02"}),
    ),
}  # fmt: skip
MOODS = ("waves", "waves_empty", "waves_broken", "waves_new", "waves_refused", "waves_left_out")


class ScriptedWaves:
    """`told` is what was asked of it, in order."""

    def __init__(self, fault: Callable[[], Exception | None]) -> None:
        self._fault = fault
        self.the_rows: Sequence[WaveRow] = WAVES
        self.told: list[tuple[object, ...]] = []

    def rows(self) -> Sequence[WaveRow]:
        fault = self._fault()
        if fault is not None:
            raise fault
        return self.the_rows

    def choices(self) -> WaveChoices:
        return CHOICES

    def build(self, rule: WaveRule, name: str = "", *, printed: bool = False) -> WaveRow:
        self.told.append(("build", rule, name, printed))
        if rule.zone == "cold":
            raise StationError("wave.nothing_fits")
        return replace(WAVES[0], left_out=LEFT_OUT) if rule.singles == "first" else WAVES[0]

    def cancel(self, wave: int) -> None:
        self.told.append(("cancel", wave))

    def print_lists(self, wave: int) -> int:
        self.told.append(("print", wave))
        return 2


LEFT_OUT = tuple(
    LeftOut(
        number,
        Problem(
            "goods.not_with",
            {"order": number, "sku": "LAMP-01", "goods": "lithium battery", "method": "Air Mail"},
        ),
    )
    for number in ("#1031", "#1034")
)


def play(page: "PickPage", mood: str, settle: Callable[[], None]) -> None:
    """Bring the page into the mood."""
    if mood in ("waves_new", "waves_refused", "waves_left_out"):
        page.open_form()
        settle()
    if mood == "waves_refused":
        page.form.choose("way", "zone")
        page.form.choose("zone", "cold")
        page.form.done.emit(False)
        settle()
    if mood == "waves_left_out":
        page.form.choose("singles", "first")
        page.form.done.emit(False)
        settle()
