"""The lines of an order: which row is packed, which is shipped, and what of it is open. Pure.

Sources: Magento_Sales Order/Item.php (what may be shipped: ordered - shipped - refunded - canceled) and
Order/ShipmentFactory.php (which row of a composite product is shipped); magento2 issues 9762, 14531.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from station.carts.currencies import money_of
from station.carts.reading import Json, number_of, part_of, ref_of, rows_of, shown, text_of, word_of
from station.carts.unreadable import Unreadable
from station.model.order import Line

_NONE = Decimal(0)
_NO_GOODS = ("virtual", "downloadable")
# The product's own `shipment_type`.
_SEPARATELY, _TOGETHER = "1", "0"


@dataclass(frozen=True, slots=True)
class Lines:
    """`left` and `shipped`: whether anything that travels is still to leave, or has left, by whomever.

    `unclear`: refunded units may or may not be among the shipped ones. `bundles_unclear`: nobody says
    whether a bundle leaves as one.
    """

    lines: tuple[Line, ...]
    left: bool
    shipped: bool
    refunded: bool
    unclear: bool
    bundles_unclear: bool


@dataclass(frozen=True, slots=True)
class _Units:
    ordered: Decimal
    cancelled: Decimal
    refunded: Decimal
    shipped: Decimal

    @property
    def unshipped(self) -> Decimal:
        return max(_NONE, self.ordered - self.cancelled - self.shipped)

    @property
    def left(self) -> Decimal:
        return max(_NONE, self.unshipped - self.refunded)

    @property
    def unclear(self) -> bool:
        some = _NONE < self.refunded < self.ordered - self.cancelled
        return some and self.shipped > 0 and self.unshipped > 0


def has_shipped(row: Json) -> bool:
    """Whether anything of the order has left."""
    return any((number_of(item.get("qty_shipped")) or _NONE) > 0 for item in rows_of(row.get("items")))


def bundles_of(row: Json) -> set[str]:
    """Ids of the bundle products of an order."""
    return {ref_of(one.get("product_id")) for one in rows_of(row.get("items")) if _kind(one) == "bundle"}


def lines_of(
    row: Json, ours: Mapping[str, Decimal], bundles: Mapping[str, str], *, currency: str, whole: bool
) -> Lines:
    """`ours`: units per item that left by our hand. `bundles`: shipment type by product.

    With `whole`, `Unreadable` (`order.fractional_quantity`) where what is open is not a whole number.
    """
    rows = list(rows_of(row.get("items")))
    known = {ref_of(one.get("item_id")): one for one in rows}
    made: list[Line] = []
    units: list[_Units] = []
    for one in rows:
        parent = known.get(ref_of(one.get("parent_item_id")), {})
        if _kind(parent) == "configurable":
            continue  # its parent is what was ordered, and what is shipped
        amount = _units(one)
        line = _line(one, parent, rows, bundles, currency)
        if whole and line.ships is not False and amount.left % 1:
            raise Unreadable("order.fractional_quantity", name=line.name, quantity=str(amount.left))
        made.append(_counted(line, amount, ours.get(line.ref, _NONE)))
        if line.ships is not False:
            units.append(amount)
    return Lines(
        tuple(made),
        left=any(one.left for one in units),
        shipped=any(one.shipped for one in units),
        refunded=any(one.refunded for one in units),
        unclear=any(one.unclear for one in units),
        bundles_unclear=any(_is_unclear(one, bundles) for one in rows),
    )


_TAKEN = ("canceled", "refunded", "shipped")


def _units(row: Json) -> _Units:
    ordered = number_of(row.get("qty_ordered"))
    if not ref_of(row.get("item_id")) or ordered is None or ordered < 0:
        raise Unreadable("order.unreadable", field="items")
    more = (max(_NONE, number_of(row.get(f"qty_{name}")) or _NONE) for name in _TAKEN)
    return _Units(ordered, *more)


def _line(row: Json, parent: Json, rows: Sequence[Json], bundles: Mapping[str, str], currency: str) -> Line:
    """A configurable product is packed as the one its customer chose."""
    ref, chosen, above = ref_of(row.get("item_id")), row, ""
    if _kind(row) == "configurable":
        chosen = next((one for one in rows if ref_of(one.get("parent_item_id")) == ref), row)
        above = ref_of(row.get("product_id")) if chosen is not row else ""
    return Line(
        ref=ref,
        sku=word_of(chosen.get("sku")) or word_of(row.get("sku")),
        name=text_of(chosen.get("name")) or text_of(row.get("name")),
        ordered=0,
        product=ref_of(chosen.get("product_id")),
        parent_product=above,
        options=_options(row),
        bundle=ref_of(parent.get("item_id")) if _kind(parent) == "bundle" else "",
        ships=_ships(row, parent, bundles),
        price=money_of(word_of(row.get("price")), currency),
    )


def _counted(line: Line, units: _Units, ours: Decimal) -> Line:
    """Whole units. What left by our hand is open here: the station knows of it itself."""
    cancelled, shipped = int(units.cancelled), int(units.shipped)
    refunded = int(min(units.refunded, units.unshipped))
    return replace(
        line,
        ordered=int(units.left) + cancelled + refunded + shipped,
        cancelled=cancelled,
        refunded=refunded,
        shipped=max(0, shipped - int(ours)),
    )


def _ships(row: Json, parent: Json, bundles: Mapping[str, str]) -> bool:
    """A bundle leaves as one, or its parts leave one by one: only one of the two kinds of row is shipped."""
    if _said(row, "is_virtual") or _said(row, "locked_do_ship") or _kind(row) in _NO_GOODS:
        return False
    if _kind(row) == "bundle":
        return _leaves(row, bundles) != _SEPARATELY
    return _kind(parent) != "bundle" or _leaves(parent, bundles) == _SEPARATELY


def _leaves(bundle: Json, bundles: Mapping[str, str]) -> str:
    """As it was when it was ordered, where the shop says so, else as its product is now."""
    ordered = word_of(part_of(bundle, "product_options").get("shipment_type"))
    return ordered or bundles.get(ref_of(bundle.get("product_id")), "")


def _is_unclear(row: Json, bundles: Mapping[str, str]) -> bool:
    return _kind(row) == "bundle" and _leaves(row, bundles) not in (_SEPARATELY, _TOGETHER)


def _kind(row: Json) -> str:
    return word_of(row.get("product_type"))


def _said(row: Json, name: str) -> bool:
    """A flag: true, 1 or "1"."""
    return row.get(name) is True or word_of(row.get(name)) == "1"


def _options(row: Json) -> tuple[tuple[str, str], ...]:
    """What the customer wrote or chose besides; the shop tells the numbers of options, not their names."""
    extension = part_of(part_of(row, "product_option"), "extension_attributes")
    return tuple(
        (word_of(one.get("option_id")), shown(one.get("option_value")))
        for one in rows_of(extension.get("custom_options"))
    )


def notes_of(row: Json) -> str:
    """The gift messages of an order and of its lines, each with the name of its line."""
    own = [_note(row)]
    own += [
        f"{text_of(one.get('name'))}\n{note}" for one in rows_of(row.get("items")) if (note := _note(one))
    ]
    return "\n\n".join(filter(None, own))


def _note(row: Json) -> str:
    """As it goes on the card: to whom, what, from whom."""
    message = part_of(part_of(row, "extension_attributes"), "gift_message")
    said = (text_of(message.get(name)) for name in ("recipient", "message", "sender"))
    return "\n".join(filter(None, said)) if text_of(message.get("message")) else ""
