"""Waves: built by a rule, shown with how far they are, printed, cancelled."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import NamedTuple

from station.model.picking import WAYS, LeftOut, WaveChoices, WaveRow, WaveRule
from station.model.problem import StationError
from station.packing import pickfacts as f
from station.packing.waves import Waiting, Want, choose, in_zone, plan
from station.store import leases, paper, picked, picking, totes, waves
from station.store.engine import Transaction
from station.store.picking import Pick
from station.usecases import walks
from station.usecases.pickgoods import left_out, with_parts
from station.usecases.seat import Seat

_SHOWN = timedelta(hours=16)
_SLICE = 200  # orders looked at together


class WaveError(StationError):
    """A wave that cannot be made or is not there; the code says which."""


class Built(NamedTuple):
    """A wave with its pick lists, and why orders that the rule names are not on them."""

    wave: int
    lists: list[int]
    left_out: tuple[LeftOut, ...] = ()


def build(seat: Seat, tx: Transaction, rule: WaveRule, name: str = "") -> Built:
    """Of a kit that is put together at the bench the parts are fetched. The rule's number of orders counts
    those that somebody can be sent for.

    Raises `WaveError`: `wave.way_unknown`, `wave.nothing_fits`, `wave.all_left_out`.
    """
    if rule.way not in WAYS:
        raise WaveError("wave.way_unknown", way=rule.way, known=", ".join(WAYS))
    waves.lock(tx)
    chosen, wants, left = _pickable(seat, tx, rule)
    lists = plan(chosen, wants, rule, seat.policy.picking.floor)
    if not lists and left:
        first = left[0].why
        raise WaveError("wave.all_left_out", count=len(left), reason=f"@{first.code}", **first.params)
    if not lists:
        raise WaveError("wave.nothing_fits")
    bench, now = seat.policy.bench, seat.clock.now()
    called = name or f"{now.astimezone(seat.zone):%H:%M}"
    return Built(*waves.create(tx, called, rule, lists, bench, seat.who, now), tuple(left))


def _waiting(seat: Seat, tx: Transaction, rule: WaveRule) -> list[Waiting]:
    """What waits, for the carriers the rule names."""
    found = waves.waiting(tx)
    wanted = {name.casefold() for name in rule.carriers}
    carrier_of = seat.policy.cut_offs.carrier_of
    return [
        one for one in found if not wanted or carrier_of(one.method, one.method_code).casefold() in wanted
    ]


def _pickable(seat: Seat, tx: Transaction, rule: WaveRule) -> tuple[list[int], list[Want], list[LeftOut]]:
    """(orders, what they want, who is left out): the most urgent ones, as many as the rule asks for."""
    fitting = choose(_waiting(seat, tx, rule), replace(rule, orders=0))
    most = rule.orders or len(fitting)
    slice_ = max(most, _SLICE)
    chosen: list[int] = []
    wants: list[Want] = []
    left: list[LeftOut] = []
    for start in range(0, len(fitting), slice_):
        if len(chosen) == most:
            break
        some = fitting[start : start + slice_]
        there = in_zone(with_parts(seat, tx, waves.wants(tx, some)), rule, seat.policy.picking.floor)
        barred = left_out(seat, tx, there)
        asked = {want.order for want in there}
        for order in some:
            if len(chosen) == most:
                break
            if order in barred:
                left.append(LeftOut(*barred[order]))
            elif order in asked:
                chosen.append(order)
        wants += there
    return chosen, wants, left


def listed(seat: Seat, tx: Transaction) -> list[WaveRow]:
    """Waves that are not over, and those that were until lately."""
    return waves.wave_rows(tx, seat.clock.now() - _SHOWN)


def one(tx: Transaction, wave_id: int, seat: Seat) -> WaveRow:
    """Raises `WaveError`: `wave.unknown`."""
    found = waves.wave_rows(tx, seat.clock.now(), wave_id)
    if not found:
        raise WaveError("wave.unknown", wave=wave_id)
    return found[0]


def choices(seat: Seat, tx: Transaction) -> WaveChoices:
    """What a rule can name now."""
    waiting = waves.waiting(tx)
    floor = seat.policy.picking.floor
    carrier_of = seat.policy.cut_offs.carrier_of
    return WaveChoices(
        stores=tuple(sorted({one.store for one in waiting})),
        methods=tuple(sorted({one.method or one.method_code for one in waiting} - {""})),
        carriers=tuple(sorted({carrier_of(one.method, one.method_code) for one in waiting} - {""})),
        tags=tuple(sorted({tag for one in waiting for tag in one.tags})),
        zones=tuple(sorted({floor.zone(name) for name in waves.open_bins(tx)} - {""})),
        waiting=len(waiting),
        singles=sum(one.lines == 1 for one in waiting),
    )


def cancel(seat: Seat, tx: Transaction, wave_id: int) -> None:
    """Lists that are not done end, their orders go back to the queue, and what was picked goes to the shelf.

    Orders that are picked whole stay what they are: their goods wait to be packed. Raises `WaveError`.
    """
    state = waves.state_of(tx, wave_id)
    if state is None:
        raise WaveError("wave.unknown", wave=wave_id)
    if state == "cancelled":
        return
    lists = [pick for pick in picking.of_wave(tx, wave_id) if pick.state in ("open", "picking", "parked")]
    loose = _not_whole(tx, lists)
    for pick in lists:
        _end(seat, tx, pick, loose)
    for order in loose:
        picked.let_go(tx, order)
    waves.close(tx, wave_id, "cancelled", seat.clock.now())


def _not_whole(tx: Transaction, lists: Sequence[Pick]) -> list[int]:
    found: dict[int, None] = {}
    for pick in lists:
        for task in picking.tasks(tx, pick.id):
            if any(one.left for one in picked.lists_of(tx, task.order)):
                found[task.order] = None
    return list(found)


def _end(seat: Seat, tx: Transaction, pick: Pick, loose: Sequence[int]) -> None:
    """Whoever has the list in hand finds it gone at the next scan."""
    name = walks.lease(pick.id)
    token = leases.take_over(tx, name, seat.policy.bench)
    walk = walks.load(seat, tx, pick)
    now = seat.clock.now()
    for task in walk.tasks:
        if task.order in loose and task.picked:
            tote = walks.tote_of(walk, task)
            totes.goes_back(tx, pick.id, task, task.picked, "wave.cancelled", tote, now)
    before: tuple[f.PickFact, ...] = () if walk.history else (f.Begun(),)
    walk = walks.keep(seat, tx, pick, walk, before)
    facts: list[f.PickFact] = []
    if walk.step is f.Step.ASKING:
        facts.append(f.Answered(""))
    if walk.hand is not None:
        facts.append(f.HandEmptied())
    walks.keep(seat, tx, pick, walk, [*facts, f.Closed("cancelled")])
    leases.release(tx, name, token)


def want_lists(seat: Seat, tx: Transaction, new_id: str, pick_id: int) -> None:
    """A pick list on paper, where a printer takes them: it is drawn off the scan path."""
    now = seat.clock.now()
    paper.add_job(tx, new_id, seat.policy.bench, "pick_list", "", f"pick-{pick_id}", now, state="wanted")
