"""Which printer gets a job: the first that would take it now, and no job twice."""

import queue
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from floor import Floor

from station.bus import Bus
from station.model.events import DeviceChanged, ProblemFound
from station.model.problem import Problem
from station.packing.outcome import Rules
from station.printing.contract import (
    PDF,
    ZPL,
    Condition,
    PrinterOff,
    PrinterRefuses,
    PrinterSettings,
    PrintInDoubt,
    SentEvidence,
)
from station.store import paper
from station.store.engine import Store
from station.store.prepare import prepare
from station.store.writer import Writer
from station.sync import lanes
from station.sync.spool import Spool

PATIENCE = 10.0


@dataclass
class Desk:
    """A printer that does as it is told. `trouble` is raised instead of printing."""

    settings: PrinterSettings
    sent: "queue.Queue[tuple[str, str]]"
    trouble: Exception | None = None
    condition: Condition | None = None
    looks: int = 0
    changed: threading.Condition = field(default_factory=threading.Condition)
    takes: tuple[str, ...] = (ZPL, PDF)

    def send(self, job_id: str, document: bytes, media_type: str, title: str) -> SentEvidence:
        if self.trouble is not None:
            raise self.trouble
        self.sent.put((self.settings.name, job_id))
        return SentEvidence(self.settings.name, job_id, len(document), "desk")

    def has(self, job_id: str) -> bool | None:
        return None

    def look(self) -> Condition | None:
        with self.changed:
            self.looks += 1
            self.changed.notify_all()
        return self.condition

    def stop(self) -> None: ...

    def close(self) -> None: ...


@dataclass
class Room:
    """A spool with two printers for slips, `left` first."""

    floor: Any
    writer: Writer
    clock: Any
    folder: Path
    sent: "queue.Queue[tuple[str, str]]" = field(default_factory=queue.Queue)
    spool: Spool | None = None
    seen: list[object] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.left, self.right = (
            Desk(PrinterSettings(name, "socket", name, ("pick_list", "packing_slip"), place=place), self.sent)
            for name, place in (("left", ""), ("right", "beside bench 3"))
        )

    def open(self) -> None:
        bus = Bus()
        bus.subscribe(self.seen.append)
        self.spool = Spool(self.floor.store, self.writer, self.floor.bench, [self.left, self.right], bus)
        self.spool.start()

    def job(self, name: str, document: str = "pick_list", state: str = "waiting", printer: str = "") -> None:
        file = self.folder / f"{name}.pdf"
        file.write_bytes(b"%PDF-1.4 x")
        at = datetime(2026, 3, 2, 8, tzinfo=UTC)
        with self.floor.store.write() as tx:
            paper.add_job(tx, name, "Bench 1", document, str(file), name, at, state=state)
            if printer:
                paper.set_job(tx, name, state, printer=printer)
        if self.spool is not None:
            self.spool.wake()

    def next(self) -> tuple[str, str]:
        return self.sent.get(timeout=PATIENCE)

    def load(self, name: str) -> Any:
        with self.floor.store.read() as connection:
            return paper.job(connection, name)

    def wait_for(self, name: str, *states: str) -> Any:
        self.until(lambda: self.load(name).state in states)
        return self.load(name)

    def problem(self, code: str) -> Problem:
        def found() -> list[Problem]:
            events = [event for event in self.floor.events if isinstance(event, ProblemFound)]
            return [event.say for event in events if event.say.code == code]

        self.until(lambda: bool(found()))
        return found()[0]

    def until(self, holds: Callable[[], bool]) -> None:
        """Asked again and again: these are other threads' doings."""
        pause, end = threading.Event(), time.monotonic() + PATIENCE
        while not holds():
            assert time.monotonic() < end, "it never came"
            pause.wait(0.005)


@pytest.fixture
def room(tmp_path: Path, fake_clock: Any) -> Iterator[Room]:
    store = Store(f"sqlite:///{tmp_path}/bench.db")
    prepare(store, tmp_path / "backups", fake_clock.now())
    writer = Writer(store)
    writer.start()
    made = Room(Floor(store, fake_clock, Rules(weigh="off")), writer, fake_clock, tmp_path)
    yield made
    if made.spool is not None:
        made.spool.close()
    writer.close()
    store.close()


def test_the_first_printer_that_can_prints(room: Room) -> None:
    room.open()
    room.job("a")
    assert room.next() == ("left", "a")
    assert room.wait_for("a", "printed").printer == "left"


def test_a_printer_that_is_off_hands_over_before_anything_was_sent(room: Room, may_log: Any) -> None:
    may_log("left: printer.unreachable")
    room.left.trouble = PrinterOff("printer.unreachable", printer="left", target="x")
    room.open()
    room.job("a")
    assert room.next() == ("right", "a")
    room.wait_for("a", "printed")
    told = room.problem("print.elsewhere")
    assert told.params == {"title": "a", "printer": "right (beside bench 3)", "instead_of": "left"}


def test_what_is_in_doubt_goes_nowhere_else(room: Room) -> None:
    room.left.trouble = PrintInDoubt("printer.in_doubt", printer="left", job="a")
    room.open()
    room.job("a")
    room.wait_for("a", "in_doubt")
    room.job("b")
    room.wait_for("b", "in_doubt")
    assert room.sent.empty()


def test_a_printer_that_says_it_cannot_print_is_not_given_a_job(room: Room, may_log: Any) -> None:
    may_log("left: printer.paper_out")
    out = Problem("printer.paper_out", {"printer": "left"})
    room.left.condition = Condition("stopped", (out,))
    room.open()
    room.until(lambda: room.spool.views()[0].state == "stopped")
    room.job("a")
    assert room.next() == ("right", "a")


def test_a_printer_that_is_back_takes_new_jobs_again(
    room: Room, may_log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_log("left: printer.head_open")
    monkeypatch.setattr(lanes, "TROUBLED", 0.02)
    room.left.condition = Condition("stopped", (Problem("printer.head_open", {"printer": "left"}),))
    room.open()
    room.until(lambda: room.spool.views()[0].state == "stopped")
    room.job("a")
    assert room.next() == ("right", "a")

    room.left.condition = Condition()
    room.until(lambda: room.spool.views()[0].state == "open")
    room.job("b")

    assert room.next() == ("left", "b")


def test_with_nobody_to_print_it_a_job_waits_and_says_why_once(room: Room, may_log: Any) -> None:
    may_log("printer.")
    for desk in (room.left, room.right):
        desk.condition = Condition("stopped", (Problem("printer.paused", {"printer": desk.settings.name}),))
    room.open()
    room.until(lambda: {one.state for one in room.spool.views()} == {"stopped"})
    room.job("a")
    room.until(lambda: room.load("a").problem is not None)
    assert room.load("a").state == "waiting"
    assert room.load("a").problem.code == "printer.paused"
    assert room.sent.empty()


def test_a_document_one_printer_refuses_goes_to_the_next_and_fails_only_when_all_do(room: Room) -> None:
    refusal = PrinterRefuses("label.pdf_size", printer="left")
    room.left.trouble = refusal
    room.open()
    room.job("a")
    assert room.next() == ("right", "a")
    room.wait_for("a", "printed")
    room.right.trouble = refusal
    room.job("b")
    assert room.wait_for("b", "failed").problem.code == "label.pdf_size"


def test_a_printer_that_never_said_how_it_is_may_be_silent(room: Room, may_log: Any) -> None:
    may_log("left: printer.not_ready")
    silent = Problem("printer.not_ready", {"printer": "left"})
    room.left.condition = Condition("silent", (silent,), answered=False)
    room.open()
    room.until(lambda: room.spool.views()[0].state == "silent")
    room.job("a")
    assert room.next() == ("left", "a")


def test_a_printer_that_fell_silent_is_passed_over(
    room: Room, may_log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_log("left: printer.not_ready")
    monkeypatch.setattr(lanes, "IDLE", 0.02)
    room.left.condition = Condition()
    room.open()
    room.until(lambda: room.left.looks > 0)
    room.left.condition = Condition("silent", (Problem("printer.not_ready", {"printer": "left"}),), False)
    room.until(lambda: room.spool.views()[0].state == "silent")
    room.job("a")
    assert room.next() == ("right", "a")


def test_a_cancelled_job_is_not_printed(room: Room, may_log: Any) -> None:
    may_log("printer.")
    for desk in (room.left, room.right):
        desk.condition = Condition("stopped", (Problem("printer.paused", {"printer": desk.settings.name}),))
    room.open()
    room.until(lambda: {one.state for one in room.spool.views()} == {"stopped"})
    room.job("a")
    assert room.spool.cancel("a")
    assert room.load("a").state == "cancelled"
    assert not room.spool.cancel("a"), "once"
    assert room.sent.empty()


def test_a_document_nobody_prints_is_said_unless_nobody_asked_for_it(room: Room) -> None:
    room.open()
    room.job("a", "manifest")
    assert room.wait_for("a", "failed").problem.code == "printer.none_for_kind"
    room.problem("printer.none_for_kind")


def test_after_a_crash_a_job_that_was_being_sent_is_in_doubt_and_not_sent_again(room: Room) -> None:
    room.job("a", state="sending", printer="left")
    room.open()
    room.wait_for("a", "in_doubt")
    assert room.sent.empty()


def test_a_job_whose_sheet_is_gone_says_so(room: Room) -> None:
    room.job("a", state="wanted")
    (room.folder / "a.pdf").unlink()
    with room.floor.store.write() as tx:
        paper.set_job(tx, "a", "waiting")
    room.open()
    assert room.wait_for("a", "failed").problem.code == "print.file_gone"


def test_a_change_of_a_printer_is_told_once(
    room: Room, may_log: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    may_log("left: printer.paused")
    monkeypatch.setattr(lanes, "TROUBLED", 0.01)
    room.left.condition = Condition("stopped", (Problem("printer.paused", {"printer": "left"}),))
    room.open()
    room.until(lambda: room.left.looks >= 5)
    told = [event.device for event in room.seen if isinstance(event, DeviceChanged)]
    assert [(one.kind, one.name, one.state) for one in told] == [("printer", "left", "stopped")]


def test_a_test_page_goes_to_the_printer_that_is_tried_and_can_be_cancelled(room, expect_log) -> None:
    expect_log("printer.paused")
    room.open()
    file = room.folder / "test.pdf"
    file.write_bytes(b"%PDF-1.4 x")
    room.spool.page("right", "tried", str(file), "test")
    assert room.next() == ("right", "tried")
    room.wait_for("tried", "printed")
    room.right.condition = Condition("stopped", (Problem("printer.paused", {"printer": "right"}),))
    room.until(lambda: room.spool.views()[1].state == "stopped")
    room.spool.page("right", "waits", str(file), "test")
    room.until(lambda: room.spool.queued("right") == (("waits", "test"),))
    assert room.spool.queued("left") == ()
    assert room.spool.cancel("waits")
    room.spool.wake()
    room.until(lambda: room.spool.queued("right") == ())
    assert room.sent.empty()
