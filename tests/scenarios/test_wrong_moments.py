"""Any barcode at any moment: a sentence comes back, and never a mistake of ours."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from floor import AT, EANS, Floor, line, order

from station.model.barcode import Command
from station.model.events import ScanJudged
from station.model.order import OrderState
from station.model.picking import WaveRule
from station.model.problem import Problem
from station.model.quantity import Mass
from station.model.view import BenchState
from station.packing.goods import GoodsRule
from station.packing.outcome import CartonKind, Rules
from station.store.engine import Store
from station.store.prepare import prepare
from station.usecases import waves
from station.words import LANGUAGES, Words

RULES = Rules(weigh="optional", kinds=(CartonKind("M", Mass(120_000)),))
GOODS = (
    GoodsRule(skus=("MUG",), instruction="Wrap it."),
    GoodsRule(skus=("SPOON",), require=("serial", "expiry")),
    GoodsRule(skus=("SET",), kit={"TEA": 1, "SPOON": 1}),
)
EVERYTHING = (
    order("101", line("1", "TEA", 3), line("2", "MUG", 1)),
    order("102", line("1", "SPOON", 2)),
    order("103", line("1", "SET", 1)),
    order(
        "104",
        line("1", "TEA", 1, options=(("Engraving", "A"),)),
        line("2", "TEA", 1, options=(("Engraving", "B"),)),
    ),
    order("105", line("1", "POT", 2)),
)
TEA_GS1 = f"01{EANS['TEA'].zfill(14)}"


def scans(*texts: str) -> Callable[[Floor], None]:
    def work(floor: Floor) -> None:
        for text in texts:
            floor.scan(text)

    return work


def held(change: dict[str, object]) -> Callable[[Floor], None]:
    def work(floor: Floor) -> None:
        floor.scan("101")
        floor.scan("TEA")
        floor.arrives(replace(EVERYTHING[0], changed_at=AT + timedelta(minutes=1), **change))

    return work


def weighing(floor: Floor) -> None:
    seat = floor.bench.seat
    seat.policy = replace(seat.policy, rules=replace(seat.policy.rules, weigh="required"))
    scans("105", "POT", "POT")(floor)


def labelled(floor: Floor) -> None:
    scans("105", "POT", "POT")(floor)
    floor.prints()


def confirmed_one(floor: Floor) -> None:
    scans("105", "POT", "CMD-NEXT-CARTON")(floor)
    floor.scan(floor.prints())


def void_asked(floor: Floor) -> None:
    labelled(floor)
    floor.scan("CMD-VOID")


def shipped_asked(floor: Floor) -> None:
    labelled(floor)
    floor.scan("HV00000001")
    floor.scan("105")


def unpacking(floor: Floor) -> None:
    labelled(floor)
    floor.scan("HV00000001")
    floor.arrives(replace(EVERYTHING[4], state=OrderState.CANCELLED, changed_at=AT + timedelta(minutes=1)))
    floor.scan("HV00000001")


def loading(floor: Floor) -> None:
    labelled(floor)
    scans("HV00000001", "CMD-HANDOVER", "HV00000001")(floor)


def came_back(floor: Floor) -> None:
    labelled(floor)
    scans("HV00000001", "CMD-RETURN", "105")(floor)


def picking(floor: Floor) -> None:
    made: list[int] = []
    floor.bench.work(lambda tx: made.extend(waves.build(floor.bench.seat, tx, WaveRule("cluster"))[1]))
    floor.scan(f"PICK-{made[0]}")
    floor.scan("TOTE-1")


def lost(floor: Floor) -> None:
    floor.bench.seat.stopped = Problem("database.lost")


# Every state there is, and every question a packer can be asked in it.
MOMENTS: dict[str, tuple[BenchState, Callable[[Floor], None]]] = {
    "nothing open": (BenchState.IDLE, scans()),
    "which label to reopen": (BenchState.ASKING, scans("CMD-REOPEN")),
    "shipped, print again": (BenchState.ASKING, shipped_asked),
    "just opened": (BenchState.PACKING, scans("101")),
    "some in": (BenchState.PACKING, scans("101", "TEA")),
    "a number set": (BenchState.PACKING, scans("101", "CMD-2")),
    "a kit begun": (BenchState.PACKING, scans("103", "TEA")),
    "second carton": (BenchState.PACKING, confirmed_one),
    "which of two": (BenchState.ASKING, scans("104", "TEA")),
    "short of which": (BenchState.ASKING, scans("101", "CMD-SHORT")),
    "how many are there": (BenchState.ASKING, scans("101", "CMD-SHORT", "CMD-1")),
    "serial wanted": (BenchState.ASKING, scans("102", "SPOON")),
    "expiry wanted": (BenchState.ASKING, scans("102", "SPOON", "S1")),
    "instruction": (BenchState.ASKING, scans("101", "MUG")),
    "what to move": (BenchState.ASKING, scans("101", "TEA", "CMD-MOVE")),
    "which has no code": (BenchState.ASKING, scans("101", "CMD-NO-CODE")),
    "may I": (BenchState.ASKING, scans("101", "CMD-NO-CODE", "CMD-1")),
    "instead of which": (BenchState.ASKING, scans("101", "CMD-SWAP")),
    "what instead": (BenchState.ASKING, scans("101", "CMD-SWAP", "LINE-1")),
    "weigh": (BenchState.WEIGHING, weighing),
    "label on its way": (BenchState.LABELLING, scans("105", "POT", "POT")),
    "label to scan": (BenchState.SCAN_BACK, labelled),
    "why is it void": (BenchState.ASKING, void_asked),
    "cancelled": (BenchState.HELD, held({"state": OrderState.CANCELLED})),
    "on hold": (BenchState.HELD, held({"state": OrderState.ON_HOLD})),
    "why held": (BenchState.ASKING, scans("101", "CMD-HOLD")),
    "picking": (BenchState.PICKING, picking),
    "the van is loaded": (BenchState.LOAD, loading),
    "goods go back": (BenchState.PUT_BACK, unpacking),
    "a return is looked at": (BenchState.RETURN, came_back),
    "database lost": (BenchState.STOPPED, lost),
}
BAD = {
    "blank": "   ",
    "4 kB": "A1b2" * 1024,
    "binary": "".join(map(chr, range(0x1B, 0x20))) + "\x7f\x80\xff\ufffd\U0001f4a9",
    "nul": "A\x00B",
    "markup": "{sku} <b>%s</b> '; drop table fact; --",
    "lone surrogate": "\udc80\udcff",
    "group separators": "\x1d\x1d\x1d",
    "command nobody made": "CMD-BOOM",
    "small command": "cmd-undo",
    "huge number": "CMD-99999999999999999999",
    "typed nothing": "QTY-0",
    "typed much": "QTY-99999",
    "badge of nobody": "OP-NOBODY",
    "badge of the packer": "OP-ANA",
    "slip of nobody": "ORD-main-0",
    "slip of another order": "ORD-main-9105",
    "half a slip": "ORD-",
    "line of nobody": "LINE-99",
    "carton of no kind": "CARTON-XXXL",
    "tote": "TOTE-9",
    "bin": "BIN-A-01",
    "no list": "PICK-999999999999999",
    "not in the order": EANS["SPOON"],
    "tracking number of nobody": "HV99999999",
    "expired": f"{TEA_GS1}17250101",
    "day that is none": f"{TEA_GS1}17259999",
    "torn element string": f"{TEA_GS1}10",
    "check digit wrong": EANS["TEA"][:-1] + "9",
    "symbology before nothing": "]C1",
}
SAY = {language: Words(language) for language in LANGUAGES}
_SAID: dict[tuple[str, ...], list[str]] = {}


class _Clock:
    """Time stands still."""

    def now(self) -> datetime:
        return AT

    def monotonic(self) -> float:
        return 0.0


class Moments:
    """A bench that is put back to its first minute, as often as a moment is spoiled."""

    def __init__(self, folder: Path) -> None:
        self._path = folder / "bench.db"
        self.store = Store(f"sqlite:///{self._path}")
        prepare(self.store, folder, datetime.now(UTC))
        self._start().arrives(*EVERYTHING)
        self._first = sqlite3.connect(":memory:")
        with closing(sqlite3.connect(self._path)) as now:
            now.backup(self._first)
        self.way: Callable[[Floor], None] = scans()
        self.floor: Floor | None = None
        self._was: object = None

    def _start(self) -> Floor:
        return Floor(self.store, _Clock(), RULES, goods=GOODS)

    def begin(self, way: Callable[[Floor], None]) -> None:
        self.way, self.floor = way, None

    def at(self) -> Floor:
        """The moment; from the beginning if the last scan has moved it."""
        if self.floor is None or self._print(self.floor) != self._was:
            with closing(sqlite3.connect(self._path)) as now:
                self._first.backup(now)
            self.floor = self._start()
            self.way(self.floor)
            self._was = self._print(self.floor)
        return self.floor

    @staticmethod
    def _print(floor: Floor) -> object:
        seat = floor.bench.seat
        history = seat.current.session.history if seat.current else ()
        walk = seat.walking.walk.history if seat.walking else ()
        chore = seat.chore.view if seat.chore else None
        return seat.state, len(history), len(walk), seat.question, seat.operator, seat.stopped, chore

    def close(self) -> None:
        self._first.close()
        self.store.close()


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Moments]:
    made = Moments(tmp_path_factory.mktemp("moments"))
    yield made
    made.close()


@pytest.fixture(params=MOMENTS)
def moments(request: pytest.FixtureRequest, bench: Moments) -> Moments:
    state, way = MOMENTS[request.param]
    bench.begin(way)
    assert bench.at().bench.seat.state is state
    return bench


def complaints(floor: Floor, text: str) -> list[str]:
    """What is wrong with the answer to a scan."""
    seen = len(floor.events)
    floor.bench.scan(text)
    verdicts = [one for one in floor.events[seen:] if isinstance(one, ScanJudged)]
    if len(verdicts) != 1:
        return [f"{text!r}: {len(verdicts)} verdicts"]
    (judged,) = verdicts
    wrong = [f"{text!r}: {judged.say.code}"] if judged.say.code == "station.mistake" else []
    for problem in (judged.say, floor.bench.view().instruction, *(one.say for one in judged.choices)):
        wrong += [f"{text!r}: {said}" for said in unsaid(problem.code, *problem.params.items())]
    if judged.state != floor.bench.seat.state.value:
        wrong.append(f"{text!r}: told {judged.state}, is {floor.bench.seat.state}")
    return wrong


def unsaid(code: str, *params: tuple[str, object]) -> list[str]:
    """The languages that have no whole sentence for it."""
    shape = (code, *sorted(name for name, _ in params))
    if shape not in _SAID:
        problem = Problem(code, dict(params))
        _SAID[shape] = [
            f"{language} says {said!r}"
            for language, words in SAY.items()
            if not (said := words.say(problem)) or f"({code})" in said
        ]
    return _SAID[shape]


def test_every_state_is_among_the_moments() -> None:
    assert {state for state, _ in MOMENTS.values()} == set(BenchState)


def test_every_command_has_its_answer_at_every_moment(moments: Moments) -> None:
    assert not [it for command in Command for it in complaints(moments.at(), command.value)]


def test_every_bad_code_has_its_answer_at_every_moment(moments: Moments) -> None:
    assert not [it for text in BAD.values() for it in complaints(moments.at(), text)]
