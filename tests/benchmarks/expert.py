"""An expert who packs three-line orders in practice mode: how long, and every wait on the program.

The hands are a model (`HANDS`, seconds; they are added, not slept, so the program has less time than it would
have); the waits are real: bytes on the scanner's line until the verdict, until the screen that goes with it,
the first weight at rest until it is taken, the weight taken until the label is on paper.
"""

import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from figures import Figure, spread
from pace import until

from station.model.events import BenchChanged, CartonWeighed, LabelPrinted, OrdersPulled, ScanJudged
from station.model.view import BenchState
from station.sandbox.practice import Practice

# A hand that reaches, aims and pulls the trigger; a carton closed and put on the scale; a label stuck on.
HANDS = {"scan": 1.0, "carton": 1.5, "label": 1.0}
MOST, PATIENCE, BOUNCE = 12.0, 20.0, 0.32
LONG = 0.1
GRAMS = {"MUG-BLUE": 360.0, "BOWL-RICE": 290.0, "TEA-ASSAM-250": 265.0}
UNITS = {"MUG-BLUE": 1, "BOWL-RICE": 2, "TEA-ASSAM-250": 1}
TARE = 120.0


@dataclass
class Waits:
    """What the program was waited for, in seconds, by what for."""

    took: dict[str, list[float]] = field(default_factory=dict)
    long: list[str] = field(default_factory=list)

    def note(self, what: str, seconds: float, about: str = "") -> float:
        self.took.setdefault(what, []).append(seconds)
        if seconds > LONG and what != "label":
            self.long.append(f"{what} {about} {seconds * 1000:.0f} ms")
        return seconds


class Hiccups:
    """How long this machine lets a sleeper oversleep, whatever else it does: part of every wait."""

    def __init__(self) -> None:
        self.longest = 0.0
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, name="hiccups")
        self._thread.start()

    def _run(self) -> None:
        while not self._stop.is_set():
            start = time.perf_counter()
            self._stop.wait(0.005)
            self.longest = max(self.longest, time.perf_counter() - start - 0.005)

    def close(self) -> None:
        self._stop.set()
        self._thread.join(5)


class Expert:
    """Eyes on the bus with a stopwatch, a scanner and a scale."""

    def __init__(self, practice: Practice) -> None:
        self._practice = practice
        self._come = threading.Condition()
        self._seen: list[tuple[float, object]] = []
        self._leave = practice.app.bus.subscribe(self._see)
        self._scanned: dict[str, float] = {}
        self.waits = Waits()
        self.orders: list[float] = []

    def _see(self, event: object) -> None:
        with self._come:
            self._seen.append((time.perf_counter(), event))
            self._come.notify_all()

    def close(self) -> None:
        self._leave()

    def mark(self) -> int:
        with self._come:
            return len(self._seen)

    def until(self, mark: int, fits: Callable[[object], bool], wanted: str) -> tuple[float, object]:
        """When the first fitting event since `mark` came, and the event."""
        with self._come:
            found = self._come.wait_for(
                lambda: next((one for one in self._seen[mark:] if fits(one[1])), None), PATIENCE
            )
        if found is None:
            raise TimeoutError(f"no {wanted}; last: {self._seen[-3:]}")
        return found

    def scan(self, text: str, what: str = "verdict") -> tuple[ScanJudged, float]:
        """The verdict, and the seconds its screen took from the last byte."""
        until(self._scanned.get(text, float("-inf")) + BOUNCE)  # twice the same code at once is a bounce
        mark, start = self.mark(), time.perf_counter()
        self._practice.scanner.scan(text)
        at, judged = self.until(
            mark, lambda one: isinstance(one, ScanJudged) and one.scan == text, f"verdict on {text}"
        )
        self.waits.note(what, at - start, text)
        shown, _ = self.until(mark, lambda one: isinstance(one, BenchChanged), f"screen after {text}")
        self.waits.note("screen", shown - start, text)
        self._scanned[text] = time.perf_counter()
        assert isinstance(judged, ScanJudged)
        if not judged.ok:
            raise AssertionError(f"{text}: {judged.say.code}")
        return judged, max(at, shown) - start

    def weigh(self, grams: float) -> float:
        mark = self.mark()
        self._practice.scale.set_grams(grams)  # at rest at once: what is left is asking and deciding
        start = time.perf_counter()
        at, _ = self.until(
            mark, lambda one: isinstance(one, CartonWeighed) and one.accepted, f"weight taken of {grams}"
        )
        return self.waits.note("weight", at - start)

    def label(self, mark: int) -> tuple[str, float]:
        start, _ = self.until(
            mark, lambda one: isinstance(one, CartonWeighed) and one.accepted, "weight taken"
        )
        at, label = self.until(mark, lambda one: isinstance(one, LabelPrinted), "label")
        self.until(
            mark,
            lambda one: isinstance(one, BenchChanged) and one.view.state is BenchState.SCAN_BACK,
            "label to scan",
        )
        assert isinstance(label, LabelPrinted)
        return label.scan_back[0], self.waits.note("label", max(0.0, at - start))

    def pack(self, slip: str) -> None:
        """One order; the seconds of it are those of the hands and those of the program."""
        seconds = 0.0
        _, took = self.scan(slip, "opening")
        seconds += HANDS["scan"] + took
        units = [*UNITS, *(sku for sku, count in UNITS.items() for _ in range(count - 1))]
        mark = self.mark()
        for one in units:
            _, took = self.scan(one)
            seconds += HANDS["scan"] + took
        gross = TARE + sum(GRAMS[sku] * count for sku, count in UNITS.items())
        seconds += HANDS["carton"] + self.weigh(gross)
        code, took = self.label(mark)
        self._practice.scale.put(0, readings=1)
        seconds += HANDS["label"] + took
        _, took = self.scan(code)
        seconds += HANDS["scan"] + took
        self.orders.append(seconds)


def measure(quick: bool) -> list[Figure]:
    count = 12 if quick else 40
    with Practice(push_delay=0) as practice:
        refs = [
            practice.shop.place_order([{"sku": sku, "quantity": units} for sku, units in UNITS.items()])
            for _ in range(count)
        ]
        pulled = threading.Event()
        practice.app.bus.subscribe(lambda one: pulled.set() if isinstance(one, OrdersPulled) else None)
        practice.app.start()
        if not pulled.wait(60):
            raise TimeoutError("no orders came")
        expert, own = Expert(practice), Hiccups()
        for ref in refs:
            expert.pack(f"ORD-practice-{ref}")
        own.close()
        expert.close()
        return _told(expert, own.longest)


def _told(expert: Expert, own: float) -> list[Figure]:
    waits = expert.waits
    for one in waits.long:
        sys.stderr.write(f"  waited: {one}\n")
    worst = max(expert.orders)
    median, p99 = spread(expert.orders)
    hands = HANDS["scan"] * 6 + HANDS["carton"] + HANDS["label"]
    against = f"hands alone {hands:g} s"
    figures = [
        Figure(
            "expert, order of three lines (four units)", median, p99, "s", f"<= {MOST:g}", against,
            round(median / hands, 3), worst <= MOST,
        )
    ]  # fmt: skip
    limit = LONG + own
    told = f"this machine's own longest pause {own * 1000:.0f} ms"
    for what, took in sorted(waits.took.items()):
        median, p99 = spread(took, 1000)
        ok = None if what == "label" else max(took) <= limit
        aim = "told apart" if what == "label" else f"all <= {limit * 1000:.0f} ms"
        figures.append(Figure(f"expert waits: {what} ({len(took)})", median, p99, "ms", aim, told, None, ok))
    over = sum(one > LONG for one in waits.took.get("label", ()))
    late = [one for what, took in waits.took.items() if what != "label" for one in took if one > limit]
    about = f"{len(waits.long)} over 100 ms, {over} labels over 100 ms; {told}"
    figures.append(
        Figure("expert waits > 100 ms and that pause", len(late), None, "", "0", about, None, not late)
    )
    return figures
