"""Waves: which orders go on a walk together, and onto which pick lists."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from station.model.picking import WaveRule as Rule
from station.packing.bins import Floor


@dataclass(frozen=True, slots=True)
class Waiting:
    """An order that could be picked now; those to be handed over first come first in what a rule is given."""

    order: int
    store: str
    method: str
    method_code: str
    due: int
    lines: int
    tags: tuple[str, ...] = ()
    rush: bool = False


@dataclass(frozen=True, slots=True)
class Want:
    """One line of an order as it is picked, or a part of its kits, of which `each` are in one; `place` is its
    place on the list.
    """

    order: int
    line: str
    store: str
    sku: str
    product: str
    name: str
    bin: str
    quantity: int
    place: int = 0
    each: int = 0


@dataclass(frozen=True, slots=True)
class Planned:
    """One pick list: its lines in the order they are walked by."""

    zone: str
    wants: tuple[Want, ...]


def choose(waiting: Iterable[Waiting], rule: Rule) -> tuple[int, ...]:
    """The orders of the wave, the most urgent first."""
    fitting = [one for one in waiting if _fits(one, rule)]
    if rule.singles == "first":
        fitting.sort(key=lambda one: (not one.rush, one.lines > 1))  # keeps what is due first in front
    most = rule.orders or len(fitting)
    return tuple(one.order for one in fitting[:most])


def _fits(one: Waiting, rule: Rule) -> bool:
    if rule.store and one.store != rule.store:
        return False
    if rule.before and one.due > rule.before:
        return False
    if rule.singles == "only" and one.lines != 1:
        return False
    if rule.tags and not set(one.tags) & set(rule.tags):
        return False
    wanted = {method.casefold() for method in rule.methods}
    return not wanted or bool({one.method.casefold(), one.method_code.casefold()} & wanted)


def in_zone(wants: Iterable[Want], rule: Rule, floor: Floor) -> list[Want]:
    """What the rule sends somebody for: everything, or what lies in the one zone it names."""
    if rule.way != "zone" or not rule.zone:
        return list(wants)
    return [want for want in wants if floor.zone(want.bin).casefold() == rule.zone.casefold()]


def plan(chosen: Sequence[int], wants: Iterable[Want], rule: Rule, floor: Floor) -> tuple[Planned, ...]:
    """The pick lists of a wave. An order is whole on one list, except by zones, where each has its part."""
    by_order: dict[int, list[Want]] = {}
    for want in wants:
        by_order.setdefault(want.order, []).append(want)
    groups = [by_order[order] for order in chosen if order in by_order]
    if rule.way != "zone":
        return tuple(Planned("", _walk(load, floor)) for load in _loads(groups, rule))
    zones = sorted({floor.zone(want.bin) for group in groups for want in group})
    made = []
    for zone in zones:
        if rule.zone and zone.casefold() != rule.zone.casefold():
            continue
        parts = [[want for want in group if floor.zone(want.bin) == zone] for group in groups]
        made += [Planned(zone, _walk(load, floor)) for load in _loads([one for one in parts if one], rule)]
    return tuple(made)


def _loads(groups: Sequence[list[Want]], rule: Rule) -> list[list[Want]]:
    """As many orders on a list as its cart takes."""
    most = {"single": 1, "batch": len(groups)}.get(rule.way, rule.totes or len(groups))
    loads: list[list[Want]] = []
    count = 0
    for group in groups:
        full = bool(rule.lines and loads and len(loads[-1]) + len(group) > rule.lines)
        if not loads or count == most or full:
            loads.append([])
            count = 0
        loads[-1] += group
        count += 1
    return loads


def _walk(load: Sequence[Want], floor: Floor) -> tuple[Want, ...]:
    """By the bins' places; what has no bin is last, by its name. An article is one stop, whoever wants it."""
    path = floor.path(want.bin for want in load)

    def key(want: Want) -> tuple[int, str, str, str]:
        return path[want.bin], want.name.casefold() if not want.bin else "", want.sku, want.product

    return tuple(sorted(load, key=key))
