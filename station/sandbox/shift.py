"""A whole shift of the robot: every slip on the table, and what it came to once the shop was told."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass

from station.model.barcode import Command
from station.model.events import (
    BenchReady,
    DeviceChanged,
    LabelPrinted,
    MessageParked,
    OrderShipped,
    OrdersPulled,
    ProblemFound,
)
from station.model.view import BenchState
from station.sandbox.eyes import Eyes, Stuck
from station.sandbox.hand import PATIENCE
from station.sandbox.mistakes import Mistakes
from station.sandbox.practice import PACKER, Practice
from station.sandbox.robot import Packed, Robot

log = logging.getLogger(__name__)

FIRST_PULL = 120.0
TELLING = 60.0
# Trouble that belongs to a day: it is packed around.
_EXPECTED = ("weight.blind", "order.cancelled", "order.changed", "order.on_hold", "order.released")


@dataclass(frozen=True, slots=True)
class Result:
    """What a shift came to. `orders` are the slips taken; `held` those of them that did not leave.

    `tracking_at_cart` and `stock_differences` are the shop's answers.
    """

    orders: int
    shipped: int
    held: int
    cartons: int
    labels: int
    tracking_at_cart: int
    wrong_scans_made: int
    wrong_scans_caught: int
    stock_differences: int
    problems: tuple[str, ...]
    seconds: float

    @property
    def well(self) -> bool:
        """Every mistake was caught, the shop's stock is right, and it knows every carton."""
        return (
            self.orders > 0
            and self.wrong_scans_caught == self.wrong_scans_made
            and not self.stock_differences
            and self.tracking_at_cart == self.cartons
            and not self.problems
        )


class Shift:
    """`told` gets every order once it is off the bench. Begin before the bench is started."""

    def __init__(
        self, practice: Practice, stop: threading.Event, told: Callable[[Packed], None] = lambda _: None
    ) -> None:
        self._practice = practice
        self._told = told
        self._eyes = Eyes(practice.app.bus, stop)
        self._mistakes = Mistakes()
        self._problems: list[str] = []
        self._robot = Robot(practice, self._eyes, self._mistakes, self._problems.append)
        self.orders: list[Packed] = []

    def work(self, most: int = 0) -> Result:
        """Pack every slip, or the first `most`, until the shop was told of all of it.

        `CalledOff` when the program is to end. What gets stuck is a problem, and the next slip is taken.
        """
        clock = self._practice.app.clock
        began = clock.monotonic()
        try:
            self._await(BenchReady, PATIENCE, "the bench")
            self._await(OrdersPulled, FIRST_PULL, "the orders of the shop")
            self._robot.scan(PACKER)
            self._pack(most)
            self._await_pushes()
        except Stuck as stuck:
            self._stuck(stuck)
        return self._result(clock.monotonic() - began)

    def _await(self, kind: type, seconds: float, wanted: str) -> None:
        self._eyes.wait_for(0, lambda event: isinstance(event, kind), seconds, wanted)

    def _pack(self, most: int) -> None:
        slips = [(code, number) for code, number, _ in self._practice.app.practice_orders()][: most or None]
        self._mistakes.orders = len(slips)
        refs = [code.rpartition("-")[2] for code, _ in slips]
        for place, (code, number) in enumerate(slips):
            self._one(code, Packed(number, refs[place]), refs[place + 1 :])
            if self._eyes.view.state is not BenchState.IDLE:
                raise Stuck("a free bench")

    def _one(self, code: str, now: Packed, later: list[str]) -> None:
        mark = self._eyes.mark
        try:
            self._robot.pack(code, now, later)
        except Stuck as stuck:
            self._stuck(stuck)
            self._robot.scan(Command.PARK)
        for event in self._eyes.since(mark):
            if isinstance(event, OrderShipped):
                now.shipped, now.tracking = True, event.tracking
        self.orders.append(now)
        self._told(now)

    def _stuck(self, stuck: Stuck) -> None:
        log.warning("the practice packer waits for %s", stuck.problem.params["wanted"])
        self._problems.append(stuck.problem.code)

    def _await_pushes(self) -> None:
        app = self._practice.app
        self._eyes.until(
            lambda: all(one.state == "parked" for one in app.pushes()), TELLING, "the shop to be told"
        )

    def _result(self, seconds: float) -> Result:
        reckoning = self._practice.reckoning
        cartons = [(one.ref, tracking) for one in self.orders for tracking in one.tracking]
        shipped = sum(one.shipped for one in self.orders)
        return Result(
            orders=len(self.orders),
            shipped=shipped,
            held=len(self.orders) - shipped,
            cartons=len(cartons),
            labels=len(self.labels),
            tracking_at_cart=reckoning.tracking_at_cart(cartons),
            wrong_scans_made=self._mistakes.made,
            wrong_scans_caught=self._mistakes.caught,
            stock_differences=len(reckoning.differences()),
            problems=tuple(dict.fromkeys([*self._problems, *self._trouble()])),
            seconds=round(seconds, 1),
        )

    def _trouble(self) -> list[str]:
        """Codes of what the bench complained of by itself, but for what belongs to a day."""
        found = []
        for event in self._eyes.since(0):
            if isinstance(event, MessageParked | ProblemFound):
                found.append(event.say.code)
            elif isinstance(event, DeviceChanged) and event.device.problem is not None:
                found.append(event.device.problem.code)
        return [code for code in found if code not in _EXPECTED]

    @property
    def labels(self) -> list[LabelPrinted]:
        """Every label that came out."""
        return [event for event in self._eyes.since(0) if isinstance(event, LabelPrinted)]
