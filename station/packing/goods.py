"""Rules per SKU, tag, country or order value: what goods need while they are packed. Pure matching."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase

from station.model.order import Line, Order

EXPONENTS = {
    "JPY": 0,
    "KRW": 0,
    "VND": 0,
    "CLP": 0,
    "ISK": 0,
    "BHD": 3,
    "KWD": 3,
    "OMR": 3,
    "JOD": 3,
    "TND": 3,
}


@dataclass(frozen=True, slots=True)
class GoodsRule:
    """One rule of the settings. Empty conditions hold for everything; all that are there must hold.

    `skus` and `tags` may hold `*`. `over` is the least value of the order in its own currency.
    """

    skus: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    countries: tuple[str, ...] = ()
    stores: tuple[str, ...] = ()
    over: Decimal | None = None
    require: tuple[str, ...] = ()
    instruction: str = ""
    insert: str = ""
    per_carton: bool = False
    kit: Mapping[str, int] = field(default_factory=dict)
    case_codes: Mapping[str, int] = field(default_factory=dict)
    own_box: bool = False
    size: tuple[int, ...] = ()
    dangerous: str = ""
    not_with: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class LineNeeds:
    """What the rules say of one line."""

    require: tuple[str, ...] = ()
    kit: tuple[tuple[str, int], ...] = ()
    cases: tuple[tuple[str, int], ...] = ()
    own_box: bool = False
    size: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Wish:
    """An instruction or an insert, for these lines; for the whole order where `lines` is empty."""

    key: str
    text: str
    insert: str
    per_carton: bool
    lines: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Barred:
    """Goods that may not go with the order's method."""

    sku: str
    goods: str
    method: str


@dataclass(frozen=True, slots=True)
class Needs:
    """What the rules say of one order. `dangerous`: the goods' own words, shown while packing."""

    lines: Mapping[str, LineNeeds]
    wishes: tuple[Wish, ...] = ()
    barred: Barred | None = None
    dangerous: tuple[str, ...] = ()

    @property
    def skus(self) -> frozenset[str]:
        """SKUs of parts and inserts, which are not on the order themselves."""
        parts = {sku for one in self.lines.values() for sku, _ in one.kit}
        return frozenset(parts | {one.insert for one in self.wishes if one.insert})


def needs_of(order: Order, rules: Sequence[GoodsRule]) -> Needs:
    """What all rules that fit say together; of two that contradict, the later one holds."""
    fitting = [rule for rule in rules if _fits_order(order, rule)]
    if not fitting:
        return Needs({})
    lines = {
        line.ref: _line_needs([rule for rule in fitting if _names(rule, line)])
        for line in order.lines
        if line.ships is not False
    }
    wishes = tuple(wish for number, rule in enumerate(fitting) for wish in _wishes(order, rule, number))
    return Needs(lines, wishes, _barred(order, fitting), _dangerous(order, fitting))


def _fits_order(order: Order, rule: GoodsRule) -> bool:
    if rule.stores and order.store not in rule.stores:
        return False
    if rule.countries and order.ship_to.country not in rule.countries:
        return False
    if rule.tags and not any(_like(tag, rule.tags) for tag in order.tags):
        return False
    if rule.over is not None and (order.total is None or _value(order) < rule.over):
        return False
    return not rule.skus or any(_names(rule, line) for line in order.lines if line.ships is not False)


def _value(order: Order) -> Decimal:
    if order.total is None:
        return Decimal(0)
    return Decimal(order.total.minor).scaleb(-EXPONENTS.get(order.total.currency, 2))


def _like(text: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(text.casefold(), pattern.casefold()) for pattern in patterns)


def _names(rule: GoodsRule, line: Line) -> bool:
    """Whether the rule is about this line's goods; one without SKUs is about the order."""
    return bool(rule.skus) and bool(line.sku) and _like(line.sku, rule.skus)


def _line_needs(rules: Sequence[GoodsRule]) -> LineNeeds:
    wanted = {what for rule in rules for what in rule.require}
    kit: Mapping[str, int] = next((rule.kit for rule in reversed(rules) if rule.kit), {})
    size = next((rule.size for rule in reversed(rules) if rule.size), ())
    return LineNeeds(
        tuple(what for what in ("lot", "expiry", "serial") if what in wanted),
        tuple(kit.items()),
        tuple(pair for rule in rules for pair in rule.case_codes.items()),
        any(rule.own_box for rule in rules),
        size,
    )


def _wishes(order: Order, rule: GoodsRule, number: int) -> list[Wish]:
    refs = tuple(line.ref for line in order.lines if line.ships is not False and _names(rule, line))
    made = []
    if rule.instruction:
        made.append(
            Wish(f"{number}:instruct:{rule.instruction}", rule.instruction, "", rule.per_carton, refs)
        )
    if rule.insert:
        # An insert goes in at the end, whatever it is there for.
        made.append(Wish(f"{number}:insert:{rule.insert}", rule.insert, rule.insert, rule.per_carton, ()))
    return made


def _barred(order: Order, rules: Sequence[GoodsRule]) -> Barred | None:
    for rule in rules:
        if (
            not rule.not_with
            or not _like(order.method, rule.not_with)
            and not _like(order.method_code, rule.not_with)
        ):
            continue
        line = next((line for line in order.lines if line.due and _names(rule, line)), None)
        if line is not None:
            return Barred(line.sku, rule.dangerous, order.method or order.method_code)
    return None


def _dangerous(order: Order, rules: Sequence[GoodsRule]) -> tuple[str, ...]:
    named = [
        rule.dangerous
        for rule in rules
        if rule.dangerous and any(line.due and _names(rule, line) for line in order.lines)
    ]
    return tuple(dict.fromkeys(named))
