"""When an order has to be handed over: what the shop promised, and when the carrier comes.

A promise is made once: an order that missed its cut-off stays late and stands in front, it does not become
one of tomorrow's.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta, tzinfo

EVERY_DAY = frozenset(range(7))
# A carrier that comes less often than this is none.
_FAR = 35


@dataclass(frozen=True, slots=True)
class CutOff:
    """A carrier's last minute. `days` are weekdays, Monday 0. `method` is the shop's, `*` any.

    `within_days`: further days with a cut-off an order may wait (0: it leaves with the next one).
    """

    method: str
    at: time
    days: frozenset[int] = EVERY_DAY
    carrier: str = ""
    within_days: int = 0


@dataclass(frozen=True, slots=True)
class CutOffs:
    """All of a site. `carriers` says who carries a shipping method (`*` any other)."""

    rules: tuple[CutOff, ...] = ()
    zone: tzinfo = UTC
    carriers: Mapping[str, str] = field(default_factory=dict)

    def due(self, ready: datetime, ship_by: datetime | None, method: str, code: str = "") -> datetime | None:
        """The instant by which it is to be handed over; None where nobody promised anything.

        `ship_by` is the shop's own promise: then the carrier's last visit before it counts.
        """
        rules = self.for_method(method, code)
        if not rules:
            return ship_by
        if ship_by is not None:
            last = _last(rules, ready, ship_by, self.zone)
            return min(ship_by, last) if last is not None else ship_by
        return _first(rules, ready, self.zone)

    def for_method(self, method: str, code: str = "") -> tuple[CutOff, ...]:
        """Those of the method itself, else of its carrier, else of any: never mixed."""
        names = {name.casefold() for name in (method, code) if name}
        own = [rule for rule in self.rules if rule.method.casefold() in names]
        if own:
            return tuple(own)
        carrier = self.carrier_of(method, code).casefold()
        any_method = [rule for rule in self.rules if rule.method == "*"]
        theirs = [rule for rule in any_method if rule.carrier and rule.carrier.casefold() == carrier]
        return tuple(theirs or [rule for rule in any_method if not rule.carrier])

    def carrier_of(self, method: str, code: str = "") -> str:
        """Who carries a shipping method of the shop; empty where nobody said."""
        return self.carriers.get(method) or self.carriers.get(code) or self.carriers.get("*", "")

    def visits(self, now: datetime) -> dict[str, datetime]:
        """When each carrier comes next, by its name."""
        groups: dict[str, list[CutOff]] = {}
        for rule in self.rules:
            groups.setdefault(self.name_of(rule), []).append(rule)
        found = {name: _first([replace(rule, within_days=0) for rule in rules], now, self.zone)
                 for name, rules in groups.items()}  # fmt: skip
        return {name: at for name, at in found.items() if at is not None}

    def name_of(self, rule: CutOff) -> str:
        """Who comes: the carrier, as far as anybody said."""
        carrier = rule.carrier or self.carriers.get(rule.method) or self.carriers.get("*", "")
        return carrier or (rule.method if rule.method != "*" else "")

    def print(self) -> str:
        """Equal exactly when every due time is."""
        rules = [
            (one.method, one.at.isoformat(), sorted(one.days), one.carrier, one.within_days)
            for one in self.rules
        ]
        return repr((rules, str(self.zone), sorted(self.carriers.items())))


def _visits(rules: Sequence[CutOff], day: date, zone: tzinfo) -> list[datetime]:
    return sorted(
        datetime.combine(day, rule.at, zone).astimezone(UTC) for rule in rules if day.weekday() in rule.days
    )


def _first(rules: Sequence[CutOff], ready: datetime, zone: tzinfo) -> datetime | None:
    start = ready.astimezone(zone).date()
    wait = max(rule.within_days for rule in rules)
    for ahead in range(_FAR):
        visits = [at for at in _visits(rules, start + timedelta(days=ahead), zone) if at >= ready]
        if not visits:
            continue
        if not wait:
            return visits[0]
        wait -= 1
    return None


def _last(rules: Sequence[CutOff], ready: datetime, ship_by: datetime, zone: tzinfo) -> datetime | None:
    start = ship_by.astimezone(zone).date()
    for back in range(_FAR):
        visits = [at for at in _visits(rules, start - timedelta(days=back), zone) if at <= ship_by]
        if visits:
            return visits[-1] if visits[-1] >= ready else None
    return None
