"""What a day tells a supervisor, to be shown and listed."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from station.clock import Clock
from station.model.day import DayTimes, NextCutOff, ShadowDay, WeightDoubt
from station.store import shadow, times
from station.store.engine import Store
from station.usecases import day as told
from station.usecases.bench import Bench


class Daybook:
    """Reading only; every thread may ask."""

    def __init__(self, store: Store, bench: Bench, clock: Clock, zone: ZoneInfo) -> None:
        self._store, self._bench, self._clock, self._zone = store, bench, clock, zone

    def times(self, day: date, bench: str = "", operator: str = "") -> DayTimes:
        """Where the time of the day's cartons went; of one bench or person, or of all."""
        with self._store.read() as connection:
            found = times.of_day(connection, *self._bounds(day))
        return told.times(found, bench, operator)

    def cut_offs(self) -> Sequence[NextCutOff]:
        """Who comes next, and how much has to be packed until then."""
        with self._store.read() as connection:
            return told.next_cut_offs(connection, self._bench.seat.policy.cut_offs, self._clock.now())

    def weight_doubts(self) -> Sequence[WeightDoubt]:
        """Where the shop's weight and the cartons that left contradict each other."""
        with self._store.read() as connection:
            return told.weight_doubts(connection)

    def shadow(self, day: date) -> ShadowDay:
        """What a bench that only watched would have stopped."""
        with self._store.read() as connection:
            return shadow.of_day(connection, *self._bounds(day))

    def _bounds(self, day: date) -> tuple[datetime, datetime]:
        start = datetime.combine(day, time(), self._zone)
        return start, datetime.combine(day + timedelta(days=1), time(), self._zone)
