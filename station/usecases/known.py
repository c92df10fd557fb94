"""What was learned before, put to the lines and carton types of the order that is opened."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from station.packing.learned import Known
from station.packing.lines import PackLine
from station.packing.lookalike import Alike
from station.packing.outcome import Rules
from station.store import confusions, weights
from station.store.engine import Transaction
from station.store.orders import Stored


def equipped(
    tx: Transaction, stored: Stored, lines: Sequence[PackLine], now: datetime
) -> tuple[PackLine, ...]:
    """The lines with their learned weights, and with what they were taken for before."""
    known = weights.of_order(tx, stored.id)
    alike = confusions.alike(tx, stored.order.store, [line.product for line in lines], now)
    if not known and not alike:
        return tuple(lines)
    return tuple(_equipped(line, known.get(line.ref), alike.get(line.product)) for line in lines)


def _equipped(line: PackLine, learned: Known | None, alike: Alike | None) -> PackLine:
    if learned is None and alike is None:
        return line  # copying five hundred of them is felt
    return replace(line, learned=learned, alike=alike)


def with_tares(tx: Transaction, rules: Rules) -> Rules:
    """The carton types as any bench has learned them."""
    learned = weights.of_cartons(tx)
    kinds = tuple(replace(one, learned=learned.get(one.name)) for one in rules.kinds)
    return rules if kinds == rules.kinds else replace(rules, kinds=kinds)
