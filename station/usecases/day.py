"""What a supervisor asks of a day: where the time went, which van is next, whose weight is in doubt."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from statistics import median

from station.model.day import CauseTime, DayTimes, NextCutOff, WeightDoubt
from station.model.quantity import Mass
from station.packing.due import CutOffs
from station.packing.learned import CONTRADICTION, Known, contradicts, entered
from station.packing.spent import Cause
from station.store import queue, weights
from station.store.engine import Transaction
from station.store.times import CartonSpent

_SECOND = 1_000_000
_DIVISION = 1_000  # mg: nobody knows any more which scale it was


def times(cartons: Sequence[CartonSpent], bench: str = "", operator: str = "") -> DayTimes:
    """Those of one bench or person, or of all."""
    mine = [one for one in cartons if bench in ("", one.bench) and operator in ("", one.operator)]
    whole = [sum(one.spent.values()) for one in mine]
    together = sum(whole)
    return DayTimes(
        cartons=len(mine),
        seconds=together / _SECOND,
        median=median(whole) / _SECOND if whole else 0.0,
        causes=tuple(_cause(cause, mine, together) for cause in Cause),
        benches=tuple(sorted({one.bench for one in cartons})),
        operators=tuple(sorted({one.operator for one in cartons if one.operator})),
    )


def _cause(cause: Cause, cartons: Sequence[CartonSpent], together: int) -> CauseTime:
    each = [one.spent[cause] for one in cartons]
    total = sum(each)
    middle = median(each) / _SECOND if each else 0.0
    return CauseTime(cause.value, total / _SECOND, middle, total / together if together else 0.0)


def next_cut_offs(tx: Transaction, cut_offs: CutOffs, now: datetime) -> list[NextCutOff]:
    """The nearest first."""
    visits = cut_offs.visits(now)
    open_, late = Counter[str](), Counter[str]()
    for one in queue.promised_by_method(tx):
        rules = cut_offs.for_method(one.method, one.code)
        name = cut_offs.name_of(rules[0]) if rules else ""
        if rules and name in visits and one.due <= visits[name]:
            open_[name] += one.orders
            late[name] += one.orders if one.due < now else 0
    found = [NextCutOff(name, at, open_[name], late[name]) for name, at in visits.items()]
    return sorted(found, key=lambda one: (one.at, one.name))


def weight_doubts(tx: Transaction) -> list[WeightDoubt]:
    """Shop and cartons contradict each other: the farthest apart first."""
    found = []
    for one in weights.listed(tx, apart=CONTRADICTION):
        if one.said_mg is None:
            continue
        learned = Known(one.mean_mg, one.spread_mg, 0.0, one.cartons)
        if contradicts(entered(Mass(one.said_mg)), learned, _DIVISION):
            found.append(WeightDoubt(one.store, one.sku, one.name, one.said_mg, one.mean_mg, one.cartons))
    return sorted(found, key=lambda one: -abs(one.said_mg - one.learned_mg) / one.learned_mg)
