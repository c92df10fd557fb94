"""The only crossing between threads."""

import threading
from collections.abc import Callable, Iterator

import pytest
from pytestqt.qtbot import QtBot

from station.bus import Bus
from station.model.problem import StationError
from ui.bridge import Bridge


class Taker:
    def __init__(self) -> None:
        self.answers: list[object] = []
        self.threads: list[threading.Thread] = []
        self.faults: list[Exception] = []

    def take(self, answer: object) -> None:
        self.answers.append(answer)
        self.threads.append(threading.current_thread())


@pytest.fixture
def bus() -> Bus:
    return Bus()


@pytest.fixture
def bridge(bus: Bus, qapp: object) -> Iterator[Bridge]:
    made = Bridge(bus)
    yield made
    made.close()


def test_events_reach_the_ui_thread(qtbot: QtBot, bus: Bus, bridge: Bridge) -> None:
    taker = Taker()
    bridge.happened.connect(taker.take)
    with qtbot.waitSignal(bridge.happened, timeout=30_000):
        threading.Thread(target=bus.publish, args=("weighed",)).start()
    assert taker.answers == ["weighed"]
    assert taker.threads == [threading.main_thread()]


def test_a_query_runs_elsewhere_and_answers_on_the_ui_thread(qtbot: QtBot, bridge: Bridge) -> None:
    taker = Taker()
    bridge.ask("one", threading.current_thread, taker.take)
    qtbot.waitUntil(lambda: bool(taker.answers), timeout=30_000)
    assert taker.answers[0] is not threading.main_thread()
    assert taker.threads == [threading.main_thread()]
    assert bridge.idle


def test_a_late_answer_is_dropped(qtbot: QtBot, bridge: Bridge) -> None:
    taker, gate = Taker(), threading.Event()

    def slow() -> str:
        gate.wait(2)
        return "old"

    bridge.ask("page", slow, taker.take)
    bridge.ask("page", lambda: "new", taker.take)
    gate.set()
    qtbot.waitUntil(lambda: bridge.idle, timeout=30_000)
    assert taker.answers == ["new"]


def test_a_query_that_fails_is_told_to_who_asked(
    qtbot: QtBot, bridge: Bridge, expect_log: Callable[[str], None]
) -> None:
    expect_log("a query of the window failed: page")
    taker = Taker()

    def broken() -> object:
        raise TimeoutError("store.busy")

    bridge.ask("page", broken, taker.take, taker.faults.append)
    qtbot.waitUntil(lambda: bool(taker.faults), timeout=30_000)
    assert str(taker.faults[0]) == "store.busy"
    assert taker.answers == []


def test_closing_ends_the_thread_and_drops_what_is_on_its_way(bus: Bus, qapp: object) -> None:
    bridge, taker = Bridge(bus), Taker()
    bridge.ask("page", lambda: 1, taker.take)
    bridge.close()
    bridge.close()
    bus.publish("nobody listens")
    assert not any(thread.name == "ui-queries" for thread in threading.enumerate())


def test_long_work_keeps_no_query_waiting(qtbot: QtBot, bridge: Bridge) -> None:
    taker, gate = Taker(), threading.Event()
    bridge.work("long", lambda stop: gate.wait(5), taker.take, taker.faults.append)
    bridge.ask("page", lambda: "quick", taker.take)
    qtbot.waitUntil(lambda: taker.answers == ["quick"], timeout=30_000)
    assert bridge.idle
    gate.set()
    qtbot.waitUntil(lambda: taker.answers == ["quick", True], timeout=30_000)
    assert taker.threads == [threading.main_thread()] * 2


def test_long_work_that_is_told_to_end_still_answers(qtbot: QtBot, bridge: Bridge) -> None:
    taker, gate = Taker(), threading.Event()

    def count(stop: Callable[[], bool]) -> int:
        rounds = 0
        while not stop():
            gate.wait(0.01)
            rounds += 1
        return rounds

    stop = bridge.work("long", count, taker.take, taker.faults.append)
    stop()
    qtbot.waitUntil(lambda: len(taker.answers) == 1, timeout=30_000)


def test_work_nobody_waits_for_any_more_is_dropped(qtbot: QtBot, bridge: Bridge) -> None:
    taker, gate = Taker(), threading.Event()
    bridge.work("long", lambda stop: gate.wait(5), taker.take, taker.faults.append)
    bridge.forget("long")
    gate.set()
    bridge.work("other", lambda stop: "new", taker.take, taker.faults.append)
    qtbot.waitUntil(lambda: taker.answers == ["new"], timeout=30_000)


def test_a_refusal_is_handed_over_and_is_no_fault_of_the_window(qtbot: QtBot, bridge: Bridge) -> None:
    taker = Taker()

    def refused(stop: Callable[[], bool]) -> object:
        raise StationError("cart.sign_in")

    bridge.work("long", refused, taker.take, taker.faults.append)
    qtbot.waitUntil(lambda: bool(taker.faults), timeout=30_000)
    assert isinstance(taker.faults[0], StationError)


def test_closing_tells_long_work_to_end(bus: Bus, qapp: object) -> None:
    bridge, gate = Bridge(bus), threading.Event()

    def until(stop: Callable[[], bool]) -> None:
        while not stop():
            gate.wait(0.01)

    bridge.work("long", until, Taker().take, Taker().faults.append)
    bridge.close()
    assert not any(thread.name == "ui-long" for thread in threading.enumerate())
