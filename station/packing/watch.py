"""The open carton on the scale, step by step: does what is scanned go in, and is what goes in scanned?

The carton is followed from the moment it stands on the pan and weighs what it should. From then on the pan
must rise by what is scanned, in any order: first the scan or first the unit, one by one or several at once.
A difference is told only after it has rested on the pan for `PATIENCE` seconds of readings. Nothing is said
while nothing can be known: carton not on the pan, lifted, moving, a unit without weight, units lighter than
four divisions, a hand on the pan. Until the first unit was seen going in, up to 60 g are filling, whatever of
the order may weigh as much. Masses are milligrams, times seconds on the monotonic clock.
"""

import itertools
import math
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, fields, replace

from station.model.quantity import Mass
from station.packing.learned import Known
from station.packing.pan import LEAST, Item, Load, Notice, Step, Waiting, Way, best_named, variance, ways_of
from station.packing.weight import Reading

PATIENCE = 4.0
_FOLLOW = 0.3  # how fast a resting weight follows the readings
_SETTLE = 0.3  # s at rest before a weight is believed
_LONGEST = 1.0  # s: a longer pause between two readings is no time of rest
_FILLING = 60_000  # mg of paper or a leaflet that nobody scans
_FILLED = 1.0  # s until it is taken for filling
_GRAIN = Mass(500)  # finer than that no packing bench stands still
_ENTERED_WRONG = 2.0  # times: so far off it is at times
_MOST_WAYS = 400
_MARKS = 12


@dataclass(slots=True)
class StepWatch:
    """Belongs to one thread; `see` is told every reading together with what the scans say."""

    notice: Notice | None = None
    marks: deque[Step] = field(default_factory=lambda: deque(maxlen=_MARKS))
    _carton: str = ""
    _counted: dict[str, int] = field(default_factory=dict)
    _anchor: float | None = None  # what the pan shows while everything is explained
    _tried: float | None = None  # this weight on the pan was not the carton: it is not asked again
    _waiting: dict[str, Waiting] = field(default_factory=dict)
    _unknown: bool = False  # something without a weight was scanned
    _extras: int = 0
    _dust: float = 0.0
    _paper: float = 0.0  # mg taken for filling: it may have been units of the order
    _loose: float = 0.0  # what filling may have weighed more than it showed
    _aloft: bool = False
    _followed: bool = False  # a unit was seen going in
    _level: float | None = None  # the pan at rest
    _since: float = 0.0
    _last: float = 0.0
    _odd: float = 0.0

    @property
    def follows(self) -> bool:
        """Whether the carton stands on the pan and is being followed."""
        return self._anchor is not None and not self._aloft

    def forget(self) -> None:
        """No carton is open any more."""
        fresh = StepWatch()
        for one in fields(self):
            setattr(self, one.name, getattr(fresh, one.name))

    def lost(self) -> None:
        """No reading now."""
        self._level = None

    def accept(self) -> None:
        """A person says it is all right as it is."""
        self.notice = None
        if self._level is not None and self._anchor is not None:
            self._anchor_at(self._level)

    def see(self, reading: Reading, load: Load) -> bool:
        """True when there is something else to say than before."""
        before = self.notice
        reading = replace(reading, division=max(reading.division, _GRAIN))
        if load.carton != self._carton:
            self.forget()
            self._carton = load.carton
        self._count(load, reading.division.mg)
        rested = self._rest(reading)
        if rested is not None and self._level is not None:
            if self._anchor is None:
                self._find(self._level, load, reading.division.mg)
            else:
                self._compare(self._level, rested, load, reading)
        return self.notice != before

    # -- what was scanned since -----------------------------------------------------------------------

    def _count(self, load: Load, division: int) -> None:
        self._unknown = self._unknown or load.extras > self._extras
        self._extras = load.extras
        for item in load.items:
            new = item.inside - self._counted.get(item.ref, 0)
            if not new:
                continue
            self._counted[item.ref] = item.inside
            self._odd = 0.0
            if item.unit is None:
                self._unknown = True
            elif item.unit.mg < LEAST * division:
                self._dust += abs(new) * item.unit.mg
                if self._anchor is not None:
                    self._anchor += new * item.unit.mg
            else:
                self._wait_for(item, item.unit, new)

    def _wait_for(self, item: Item, unit: Known, new: int) -> None:
        waiting = self._waiting.setdefault(item.ref, Waiting(item.called, unit))
        if not waiting.count:
            waiting.rested = 0.0
        waiting.count += new
        if not waiting.count:
            del self._waiting[item.ref]

    # -- the pan at rest ------------------------------------------------------------------------------

    def _rest(self, reading: Reading) -> float | None:
        """Seconds the pan has rested since the last reading; None while it does not."""
        since, self._last = reading.at - self._last, reading.at
        mg = reading.mass.mg
        if not reading.stable:
            self._level = None
            return None
        if self._level is None or abs(mg - self._level) > 2 * reading.division.mg:
            self._level, self._since, self._odd = mg, reading.at, 0.0
            return None
        self._level += _FOLLOW * (mg - self._level)
        if reading.at - self._since < _SETTLE:
            return None
        return min(max(0.0, since), _LONGEST)

    def _find(self, level: float, load: Load, division: int) -> None:
        """Is this the carton, with what was scanned into it? Else nothing can be said of it."""
        if self._tried is not None and abs(level - self._tried) <= 5 * division:
            return
        self._tried = level
        known = [(one.unit, one.inside) for one in load.items if one.inside]
        if load.tare is None or any(unit is None for unit, _ in known):
            return
        units = [(unit, inside) for unit, inside in known if unit is not None]
        total = load.tare.mg + sum(unit.mg * inside for unit, inside in units)
        slack = max(2 * division, 3 * math.sqrt(load.tare.of(1) + sum(variance(*one) for one in units)))
        heavy = [one.unit.mg for one in load.items if one.unit and one.unit.mg >= LEAST * division]
        if heavy and slack > min(heavy) / 2:
            return
        above = _FILLING if not units and min(heavy, default=0) > _FILLING + slack else 0
        if -slack <= level - total <= slack + above:
            self._anchor_at(level)
        elif len(self._waiting) == 1:
            (last,) = self._waiting.values()
            if last.count > 0 and abs(level - total + last.unit.mg * last.count) <= slack:
                self._anchor, self._aloft = level, False

    def _anchor_at(self, level: float) -> None:
        self._anchor, self._aloft = level, False
        self._waiting.clear()
        self._unknown, self._dust = False, 0.0

    # -- does it fit ----------------------------------------------------------------------------------

    def _compare(self, level: float, rested: float, load: Load, reading: Reading) -> None:
        division = reading.division.mg
        rise = level - (self._anchor or 0.0)
        if load.tare is not None and level < load.tare.mg / 2:
            self._aloft, self._odd = True, 0.0
            return
        if self._unknown:
            self._take_as_it_is(level, rise, rested, division)
            return
        ways = list(itertools.islice(ways_of(self._waiting, self._dust, division), _MOST_WAYS))
        fitting = [way for way in ways if abs(rise - way.mg) <= way.slack]
        if fitting:
            self._fits(
                min(fitting, key=lambda way: abs(rise - way.mg) / way.slack), level, rested, reading.at
            )
        elif rise > 0:
            self._odd += rested
            self._does_not_fit(ways, rise, load, reading)
        elif rise >= -_FILLING and not self._aloft:
            self._odd += rested
            if self._odd >= _FILLED:  # some filling came out, or the scale crept
                self._anchor, self._odd = level, 0.0

    def _fits(self, way: Way, level: float, rested: float, at: float) -> None:
        self._aloft = False
        self._odd = 0.0
        if way.went:
            self.marks.append(Step(at, level - (self._anchor or 0.0), "ok"))
            self._settle(way, level)
        elif not self._waiting:
            self._anchor = level
            self._dust = 0.0
        if not self._waiting:
            self.notice = None
            return
        if self.notice is not None and self.notice.kind in ("extra", "other"):
            self.notice = None
        self._run_out(rested, at)

    def _settle(self, way: Way, level: float) -> None:
        self._anchor, self._followed, self._dust = level, True, 0.0
        for ref, n in way.went.items():
            waiting = self._waiting[ref]
            waiting.count -= n
            waiting.rested = 0.0
            if not waiting.count:
                del self._waiting[ref]

    def _run_out(self, rested: float, at: float) -> None:
        """Whatever still waits has waited so much longer."""
        for waiting in self._waiting.values():
            waiting.rested += rested
        late = [one for one in self._waiting.values() if one.rested >= PATIENCE]
        if any(one.count > 0 and one.unit.mg <= self._paper + self._loose for one in late):
            self._was_paper(late)
            return
        if not late:
            told = self.notice.called if self.notice is not None else ""
            if all(one.called != told for one in self._waiting.values()):
                self.notice = None
            return
        if not self._followed and sum(abs(one.count) for one in self._waiting.values()) > 1:
            self._give_up()  # nothing ever goes in: it is filled somewhere else
            return
        first = max(late, key=lambda one: one.rested)
        self._say(Notice("missing" if first.count > 0 else "left_in", first.called, first.unit.mg), 0.0, at)

    def _was_paper(self, late: Sequence[Waiting]) -> None:
        """What waits went in before, and was taken for filling; or not: nobody can know."""
        for one in late:
            self._paper -= one.count * one.unit.mg
        self._paper = max(0.0, self._paper)
        self._waiting = {ref: one for ref, one in self._waiting.items() if one not in late}

    def _give_up(self) -> None:
        level = self._level
        self.notice, self._anchor = None, None
        self._waiting.clear()
        self._tried = level

    def _take_as_it_is(self, level: float, rise: float, rested: float, division: int) -> None:
        self._odd += rested
        if abs(rise) > 2 * division and self._odd >= _FILLED or self._odd >= PATIENCE:
            self._anchor_at(level)
            self.notice = None

    def _does_not_fit(self, ways: Sequence[Way], rise: float, load: Load, reading: Reading) -> None:
        """More went in than was scanned, or something else."""
        found, way = best_named(ways, load.items, rise, reading.division.mg)
        if self._aloft and way is None:
            return  # it came back with something else, or is not this carton
        least = max((one for one in ways if one.mg < rise), key=lambda one: one.mg)
        if rise - least.mg <= _FILLING and (way is None or not self._followed):
            if self._odd >= _FILLED:
                self._paper += rise - least.mg
                self._loose = 0.1 * self._paper + 2 * reading.division.mg
                self._absorb(least, rise, reading.at, "filling")
            return
        if way is not None and not (way.went and self._was_never_weighed(rise)):
            if self._odd >= PATIENCE:
                self._odd_one(way, found, rise, reading.at)
            return
        if self._odd >= PATIENCE and self._was_never_weighed(rise):
            self._absorb(max(ways, key=lambda one: one.size), rise, reading.at, "ok")
        elif self._odd >= PATIENCE:
            self._odd_one(least, "", rise, reading.at)

    def _absorb(self, way: Way, rise: float, at: float, kind: str) -> None:
        self.marks.append(Step(at, rise, kind))
        self._settle(way, rise + (self._anchor or 0.0))
        if self.notice is not None and self.notice.kind in ("extra", "other"):
            self.notice = None

    def _was_never_weighed(self, rise: float) -> bool:
        """What waits has only its entered weight, and that may be so far off."""
        said = sum(one.count * one.unit.mg for one in self._waiting.values())
        entered = any(not one.unit.count for one in self._waiting.values())
        return entered and said / _ENTERED_WRONG <= rise <= said * _ENTERED_WRONG

    def _odd_one(self, way: Way, found: str, rise: float, at: float) -> None:
        left = [one for ref, one in self._waiting.items() if one.count > way.went.get(ref, 0)]
        mg = rise - way.mg
        if left and not (len(left) == 1 and left[0].called == found):
            self._say(Notice("other", left[0].called, mg, found), rise, at)
        else:
            self._say(Notice("extra", "", mg, found), rise, at)

    def _say(self, notice: Notice, mg: float, at: float) -> None:
        if self.notice is not None and (self.notice.kind, self.notice.called) == (notice.kind, notice.called):
            return
        self.notice = notice
        self.marks.append(Step(at, mg or notice.mg, notice.kind))
