"""Rules per SKU, tag, country or order value: what goods need while they are packed. Pure matching."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from fnmatch import fnmatchcase

from station.model.order import Order

Kit = tuple[tuple[str, int], ...]  # what one of it is put together from: (SKU, how many)
NO_KITS: Mapping[str, Kit] = {}


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
    """What the rules say of one order. `dangerous`: the goods' own words, shown while packing. `parts`: what
    they say of the parts of kits, by SKU.
    """

    lines: Mapping[str, LineNeeds]
    wishes: tuple[Wish, ...] = ()
    barred: Barred | None = None
    dangerous: tuple[str, ...] = ()
    parts: Mapping[str, LineNeeds] = field(default_factory=dict)

    @property
    def skus(self) -> frozenset[str]:
        """SKUs of parts and inserts, which are not on the order themselves."""
        parts = {sku for one in self.lines.values() for sku, _ in one.kit}
        return frozenset(parts | {one.insert for one in self.wishes if one.insert})


def needs_of(order: Order, rules: Sequence[GoodsRule], kits: Mapping[str, Kit] = NO_KITS) -> Needs:
    """What all rules that fit say together; of two that contradict, the later one holds. `kits`: by line what
    one of it is put together from, whatever the rules say of it now.
    """
    around = [rule for rule in rules if _fits_around(order, rule)]
    fitting = [rule for rule in around if _names_goods(order, rule)]
    if not fitting and not kits:
        return Needs({})
    lines = {
        line.ref: _line_needs([rule for rule in fitting if _names(rule, line.sku)], kits.get(line.ref))
        for line in order.lines
        if line.ships is not False
    }
    wishes = tuple(wish for number, rule in enumerate(fitting) for wish in _wishes(order, rule, number))
    skus = {sku for one in lines.values() for sku, _ in one.kit}
    parts = {sku: _line_needs([rule for rule in around if _names(rule, sku)], ()) for sku in skus}
    return Needs(lines, wishes, _barred(order, fitting), _dangerous(order, fitting), parts)


def _names_goods(order: Order, rule: GoodsRule) -> bool:
    return not rule.skus or any(_names(rule, line.sku) for line in order.lines if line.ships is not False)


def _fits_around(order: Order, rule: GoodsRule) -> bool:
    """Whether everything but the goods fits."""
    if rule.stores and order.store not in rule.stores:
        return False
    if rule.countries and order.ship_to.country not in rule.countries:
        return False
    if rule.tags and not any(_like(tag, rule.tags) for tag in order.tags):
        return False
    return rule.over is None or (order.total is not None and order.total.amount >= rule.over)


def _like(text: str, patterns: Sequence[str]) -> bool:
    return any(fnmatchcase(text.casefold(), pattern.casefold()) for pattern in patterns)


def _names(rule: GoodsRule, sku: str) -> bool:
    """Whether the rule is about these goods; one without SKUs is about the order."""
    return bool(rule.skus) and bool(sku) and _like(sku, rule.skus)


def _line_needs(rules: Sequence[GoodsRule], as_opened: Kit | None) -> LineNeeds:
    wanted = {what for rule in rules for what in rule.require}
    kit = as_opened
    if kit is None:
        kit = next((tuple(rule.kit.items()) for rule in reversed(rules) if rule.kit), ())
    size = next((rule.size for rule in reversed(rules) if rule.size), ())
    return LineNeeds(
        tuple(what for what in ("lot", "expiry", "serial") if what in wanted),
        kit,
        tuple(pair for rule in rules for pair in rule.case_codes.items()),
        any(rule.own_box for rule in rules),
        size,
    )


def _wishes(order: Order, rule: GoodsRule, number: int) -> list[Wish]:
    refs = tuple(line.ref for line in order.lines if line.ships is not False and _names(rule, line.sku))
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
        line = next((line for line in order.lines if line.due and _names(rule, line.sku)), None)
        if line is not None:
            return Barred(line.sku, rule.dangerous, order.method or order.method_code)
    return None


def _dangerous(order: Order, rules: Sequence[GoodsRule]) -> tuple[str, ...]:
    named = [
        rule.dangerous
        for rule in rules
        if rule.dangerous and any(line.due and _names(rule, line.sku) for line in order.lines)
    ]
    return tuple(dict.fromkeys(named))
