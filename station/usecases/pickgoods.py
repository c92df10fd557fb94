"""What the rules about goods mean for a walk: of kits the parts are fetched, cases are many units, and goods
that may not go with their order's method stay where they are.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from station.model.barcode import comparable
from station.model.problem import Problem
from station.packing.bins import several
from station.packing.goods import GoodsRule, Kit, Needs
from station.packing.picking import Task
from station.packing.waves import Want
from station.store import named, orders
from station.store.engine import Transaction
from station.usecases.seat import Seat


def about(rules: Sequence[GoodsRule], store: str, sku: str) -> list[GoodsRule]:
    """The rules that name this SKU, whatever else they ask of its order."""
    return [
        rule
        for rule in rules
        if (not rule.stores or store in rule.stores)
        and any(fnmatchcase(sku.casefold(), pattern.casefold()) for pattern in rule.skus)
    ]


def with_parts(seat: Seat, tx: Transaction, wants: Sequence[Want]) -> list[Want]:
    """Of a kit that is put together at the bench no bin has any: its parts are fetched instead."""
    makes = [rule for rule in seat.policy.goods if rule.kit]
    if not any(about(makes, want.store, want.sku) for want in wants):
        return list(wants)
    needs: dict[int, Needs] = {}
    found: list[tuple[Want, Kit]] = []
    for want in wants:
        rules = about(makes, want.store, want.sku)
        found.append((want, _kit(seat, tx, want, rules, needs) if rules else ()))
    known = _products(tx, found)
    return [one for want, kit in found for one in (_parts(want, kit, known) if kit else [want])]


def _kit(seat: Seat, tx: Transaction, want: Want, rules: Sequence[GoodsRule], needs: dict[int, Needs]) -> Kit:
    """What one of the line is put together from. The order itself is asked only by a rule that asks of it."""
    if not any(rule.tags or rule.countries or rule.over is not None for rule in rules):
        return tuple(rules[-1].kit.items())
    if want.order not in needs:
        stored = orders.load(tx, want.order)
        needs[want.order] = seat.needs_of(stored) if stored is not None else Needs({})
    line = needs[want.order].lines.get(want.line)
    return line.kit if line is not None else ()


def _products(tx: Transaction, found: Iterable[tuple[Want, Kit]]) -> Mapping[tuple[str, str], named.Named]:
    skus: dict[str, set[str]] = {}
    for want, kit in found:
        skus.setdefault(want.store, set()).update(sku for sku, _ in kit)
    return {
        (store, sku): one
        for store, some in skus.items()
        for sku, one in named.by_sku(tx, store, some).items()
    }


def _parts(want: Want, kit: Kit, known: Mapping[tuple[str, str], named.Named]) -> list[Want]:
    """A part that the store does not know has no bin, and is called by its SKU."""
    made = []
    for sku, each in kit:
        part = replace(want, sku=sku, name=sku, product="", bin="", quantity=want.quantity * each, each=each)
        one = known.get((want.store, sku))
        if one is not None:
            part = replace(part, product=one.ref, name=one.name, bin=next(iter(several(one.bin)), ""))
        made.append(part)
    return made


def left_out(seat: Seat, tx: Transaction, wants: Iterable[Want]) -> dict[int, tuple[str, Problem]]:
    """(number, why) of orders that no bench would open: nobody walks for them."""
    bars = [rule for rule in seat.policy.goods if rule.not_with]
    some = {want.order for want in wants if bars and about(bars, want.store, want.sku)}
    found = {}
    for order in sorted(some):
        stored = orders.load(tx, order)
        barred = seat.needs_of(stored).barred if stored is not None else None
        if stored is None or barred is None:
            continue
        about_it = {"order": stored.order.number, "sku": barred.sku, "goods": barred.goods}
        found[order] = stored.order.number, Problem("goods.not_with", {**about_it, "method": barred.method})
    return found


def with_cases(rules: Sequence[GoodsRule], tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    """A case's code from the settings stands for its content on the walk too."""
    named = [rule for rule in rules if rule.case_codes]
    return tuple(_with_cases(named, task) for task in tasks) if named else tasks


def _with_cases(rules: Sequence[GoodsRule], task: Task) -> Task:
    cases = dict(task.cases)
    for rule in about(rules, task.store, task.sku):
        cases |= {comparable(code): units for code, units in rule.case_codes.items()}
    return replace(task, cases=tuple(sorted(cases.items())), codes=task.codes - cases.keys())
