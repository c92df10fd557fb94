"""The lines of an order as they are packed, and what has to be confirmed for it: rules and store together."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from station.model.barcode import comparable
from station.model.order import Line
from station.model.quantity import Mass
from station.packing.goods import LineNeeds, Needs
from station.packing.lines import PackLine, Part
from station.packing.tasks import Task
from station.store import named, orders, products
from station.store.engine import Transaction
from station.store.orders import Stored

_NONE = LineNeeds()


def lines_of(connection: Transaction, stored: Stored, needs: Needs) -> tuple[PackLine, ...]:
    """Everything a scan may be compared with is here afterwards."""
    codes, elsewhere = orders.line_codes(connection, stored.id)
    known = products.of_order(connection, stored.id)
    other = named.by_sku(connection, stored.order.store, needs.skus)
    elsewhere |= {code for one in other.values() for code in one.codes}
    cases = named.case_contents(connection, stored.id, elsewhere)
    made = []
    for line in stored.order.lines:
        if line.ships is False:
            continue
        mg, picture, bin_ = known.get(line.ref, (None, "", ""))
        wanted = needs.lines.get(line.ref, _NONE)
        called = {comparable(code) for code in (*line.codes, line.sku) if code}
        called.update(codes.get(line.ref, ()))
        own = _cases(called, cases, wanted)
        made.append(
            PackLine(
                ref=line.ref,
                sku=line.sku,
                name=line.name,
                due=max(0, line.due - stored.shipped_here.get(line.ref, 0)),
                product=line.product,
                options=line.options,
                codes=frozenset(called.union(own)),
                mass=Mass(mg) if mg else None,
                bin=bin_,
                picture=picture,
                wants=wanted.require,
                cases=tuple(sorted(own.items())),
                parts=_parts(wanted, other, needs.parts, cases),
                bundle=_bundle(line, stored),
                own_box=wanted.own_box,
                size=wanted.size,
            )
        )
    return tuple(made)


def _cases(called: Collection[str], cases: Mapping[str, int], wanted: LineNeeds) -> dict[str, int]:
    """Codes of this line that stand for several units; what the settings say comes first."""
    own = {code: cases[code] for code in called if code in cases}
    return own | {comparable(code): count for code, count in wanted.cases}


def _parts(
    wanted: LineNeeds,
    other: Mapping[str, named.Named],
    about: Mapping[str, LineNeeds],
    cases: Mapping[str, int],
) -> tuple[Part, ...]:
    """A part that no store knows is still called by its SKU."""
    made = []
    for sku, quantity in wanted.kit:
        one, needs = other.get(sku), about.get(sku, _NONE)
        codes = {comparable(sku), *(one.codes if one else ())}
        own = _cases(codes, cases, needs)
        part = Part(sku, sku, quantity, frozenset(codes.union(own)), wants=needs.require)
        part = replace(part, cases=tuple(sorted(own.items())))
        if one is not None:
            mass = Mass(one.mass_mg) if one.mass_mg else None
            part = replace(part, name=one.name, product=one.ref, mass=mass, bin=one.bin, picture=one.picture)
        made.append(part)
    return tuple(made)


def _bundle(line: Line, stored: Stored) -> str:
    """What the set is called that the line belongs to: its parent's name where it is one of the lines."""
    if not line.bundle:
        return ""
    parent = next((one for one in stored.order.lines if one.ref == line.bundle), None)
    return (parent.sku or parent.name) if parent is not None else line.bundle


def tasks_of(connection: Transaction, stored: Stored, needs: Needs) -> tuple[Task, ...]:
    """Instructions and inserts of the order, in the order of the rules."""
    other = named.by_sku(connection, stored.order.store, needs.skus)
    made = []
    for wish in needs.wishes:
        found = other.get(wish.insert)
        codes = (
            frozenset({comparable(wish.insert), *(found.codes if found else ())})
            if wish.insert
            else frozenset()
        )
        name = found.name if found else wish.text
        picture = found.picture if found else ""
        made.append(Task(wish.key, name, wish.per_carton, frozenset(wish.lines), wish.insert, codes, picture))
    return tuple(made)
