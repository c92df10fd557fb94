"""Waves as a screen and the command line ask for them: built, listed, printed, cancelled."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from station.bus import Bus
from station.model.events import BenchChanged, ListsChanged
from station.model.picking import WaveChoices, WaveRow, WaveRule
from station.store.engine import Store, Transaction
from station.store.writer import Turn, Writer
from station.usecases import waves
from station.usecases.bench import Bench

T = TypeVar("T")
UNFINISHED = ("open", "picking", "parked")


class Waves:
    """Reading is for every thread; what changes something returns when it is stored. Raises `WaveError`."""

    def __init__(self, store: Store, writer: Writer, bench: Bench, bus: Bus) -> None:
        self._store, self._writer, self._bench, self._bus = store, writer, bench, bus

    def rows(self) -> list[WaveRow]:
        """Waves that are not over, and those that were until lately; the newest first."""
        with self._store.read() as connection:
            return waves.listed(self._bench.seat, connection)

    def row(self, wave: int) -> WaveRow:
        with self._store.read() as connection:
            return waves.one(connection, wave, self._bench.seat)

    def choices(self) -> WaveChoices:
        with self._store.read() as connection:
            return waves.choices(self._bench.seat, connection)

    def build(self, rule: WaveRule, name: str = "", *, printed: bool = False) -> WaveRow:
        """A wave by this rule; `printed`: its lists on paper too."""
        seat = self._bench.seat

        def job(tx: Transaction) -> WaveRow:
            made = waves.build(seat, tx, rule, name)
            for one in made.lists if printed else ():
                waves.want_lists(seat, tx, self._bench.new_id(), one)
            return replace(waves.one(tx, made.wave, seat), left_out=made.left_out)

        return self._change(job)

    def cancel(self, wave: int) -> None:
        self._change(lambda tx: waves.cancel(self._bench.seat, tx, wave))

    def print_lists(self, wave: int) -> int:
        """How many lists go to the printer: those nobody has finished."""
        seat = self._bench.seat

        def job(tx: Transaction) -> int:
            open_ones = [one for one in waves.one(tx, wave, seat).picks if one.state in UNFINISHED]
            for one in open_ones:
                waves.want_lists(seat, tx, self._bench.new_id(), one.id)
            return len(open_ones)

        return self._change(job)

    def _change(self, job: Callable[[Transaction], T]) -> T:
        def work() -> T:
            with self._store.write() as tx:
                made = job(tx)
            self._bus.publish(BenchChanged(self._bench.view()))
            self._bus.publish(ListsChanged(frozenset({"pick", "orders", "day"})))
            return made

        return self._writer.call(Turn.PERSON, work)
