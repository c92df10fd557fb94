"""The lines of an order, and what of each has been refunded or has left without us. Pure."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from station.carts.reading import (
    Json,
    meta_of,
    number_of,
    ref_of,
    rows_of,
    shown,
    text_of,
    word_of,
)
from station.carts.unreadable import Unreadable
from station.model.order import Line
from station.model.quantity import Money

MARKER = "_station_uid"
_NONE = Decimal(0)
# A child knows its container by the container's key, by its line id in newer versions of the plug-ins, or
# (WPC Product Bundles) by the product of the container it follows.
_CHILD_META = (
    ("_bundled_by", "_bundle_cart_key"),
    ("_bundled_by", "_yith_bundle_cart_key"),
    ("_composite_parent", "_composite_cart_key"),
    ("_mnm_container", "_mnm_cart_key"),
)
_CHILD_FIELDS = ("bundled_by", "composite_parent", "mnm_child_of")
_FOLLOWS = "_woosb_parent_id"
_SHIPS_ALONE = ("_bundled_item_needs_shipping", "_composite_item_needs_shipping", "_mnm_item_needs_shipping")


@dataclass(frozen=True, slots=True)
class Taken:
    """Units per line id. `lost`: a refund of units nobody can tell the line of."""

    refunded: Mapping[str, Decimal] = field(default_factory=dict)
    shipped: Mapping[str, Decimal] = field(default_factory=dict)
    lost: bool = False
    amount_only: bool = False


@dataclass(frozen=True, slots=True)
class Amount:
    ordered: int
    refunded: int = 0
    shipped: int = 0


@dataclass(frozen=True, slots=True)
class Amounts:
    """Whole units per line id. `unclear`: refunded units may or may not be among the shipped ones."""

    by_line: Mapping[str, Amount]
    unclear: bool


def taken_of(row: Json, refunds: Sequence[Json], fulfillments: Sequence[Json]) -> Taken:
    """What refunds and fulfillments that are not ours took from the lines."""
    refunded: dict[str, Decimal] = {}
    lost = amount_only = False
    for refund in refunds:
        units = [
            (line, abs(number_of(line.get("quantity")) or _NONE))
            for line in rows_of(refund.get("line_items"))
        ]
        amount_only = amount_only or not any(count for _, count in units)
        for line, count in units:
            ref = _refunded_line(row, line)
            lost = lost or (count > 0 and not ref)
            refunded[ref] = refunded.get(ref, _NONE) + count
    shipped: dict[str, Decimal] = {}
    for fulfillment in fulfillments:
        for item in _shipped_items(fulfillment):
            ref = ref_of(item.get("item_id"))
            shipped[ref] = shipped.get(ref, _NONE) + (number_of(item.get("qty")) or _NONE)
    return Taken(refunded, shipped, lost, amount_only)


def _refunded_line(row: Json, line: Json) -> str:
    """The order line a refund line is about; without a name of it, the only line of that product."""
    named = ref_of(meta_of(line).get("_refunded_item_id"))
    if named:
        return named
    about = (ref_of(line.get("product_id")), ref_of(line.get("variation_id")))
    same = [
        ref_of(one.get("id"))
        for one in rows_of(row.get("line_items"))
        if (ref_of(one.get("product_id")), ref_of(one.get("variation_id"))) == about
    ]
    return same[0] if len(same) == 1 and about[0] else ""


def _shipped_items(fulfillment: Json) -> list[Json]:
    """What a fulfillment took out of the building; none for a draft, a deleted one and one of ours."""
    meta = meta_of(fulfillment)
    done = fulfillment.get("is_fulfilled") is True or fulfillment.get("status") == "fulfilled"
    if not done or fulfillment.get("date_deleted") or MARKER in meta:
        return []
    items = meta.get("_items")
    if isinstance(items, str):
        try:
            items = json.loads(items)
        except ValueError:
            raise Unreadable("order.unreadable", field="_items") from None
    return list(rows_of(items))


def amounts_of(row: Json, taken: Taken, *, whole: bool) -> Amounts:
    """Whole units of every line. With `whole`, `Unreadable` (`order.fractional_quantity`) where what is
    open is not a whole number; else fractions are dropped, for nothing of the order will be packed.
    """
    amounts: dict[str, Amount] = {}
    unclear = taken.lost
    for line in rows_of(row.get("line_items")):
        ref, ordered = ref_of(line.get("id")), number_of(line.get("quantity"))
        if not ref or ordered is None or ordered < 0:
            raise Unreadable("order.unreadable", field="line_items")
        refunded = min(ordered, taken.refunded.get(ref, _NONE))
        shipped = min(ordered, taken.shipped.get(ref, _NONE))
        left = max(_NONE, ordered - refunded - shipped)
        if whole and left % 1:
            raise Unreadable("order.fractional_quantity", name=shown(line.get("name")), quantity=str(left))
        unclear = unclear or bool(refunded and shipped and left)
        amounts[ref] = _whole(ordered, refunded, shipped, left)
    return Amounts(amounts, unclear)


def _whole(ordered: Decimal, refunded: Decimal, shipped: Decimal, left: Decimal) -> Amount:
    if not (ordered % 1 or refunded % 1 or shipped % 1):
        return Amount(int(ordered), int(refunded), int(shipped))
    # 1.5 ordered, 0.5 of it refunded: one to pack. What is open counts, the rest is told in whole units.
    gone = int(shipped)
    back = int(refunded)
    return Amount(int(left) + gone + back, back, gone)


def lines_of(row: Json, amounts: Amounts, currency: str) -> tuple[Line, ...]:
    """`currency` empty: lines have no price."""
    rows = list(rows_of(row.get("line_items")))
    parents = _containers(rows)
    ships = _ships(rows, parents)
    return tuple(_line(line, amounts, parents, ships, currency) for line in rows)


def _line(
    line: Json,
    amounts: Amounts,
    parents: Mapping[str, str],
    ships: Mapping[str, bool],
    currency: str,
) -> Line:
    ref = ref_of(line.get("id"))
    amount = amounts.by_line[ref]
    product, variation = ref_of(line.get("product_id")), ref_of(line.get("variation_id"))
    code = word_of(line.get("global_unique_id"))
    return Line(
        ref=ref,
        sku=word_of(line.get("sku")),
        name=text_of(line.get("name")),
        ordered=amount.ordered,
        product=(variation or product) if product else "",
        parent_product=product if variation else "",
        refunded=amount.refunded,
        shipped=amount.shipped,
        options=_options(line),
        codes=(code,) if code else (),
        bundle=parents.get(ref, ""),
        ships=ships.get(ref),
        price=_price(line, currency),
    )


def _price(line: Json, currency: str) -> Money | None:
    price = number_of(line.get("price"))
    return Money.parse(str(price), currency) if price is not None and currency else None


def _options(line: Json) -> tuple[tuple[str, str], ...]:
    """What the customer chose, as the shop shows it. Keys with an underscore are the shop's own."""
    options = []
    for entry in rows_of(line.get("meta_data")):
        key = word_of(entry.get("key"))
        if key and not key.startswith("_"):
            value = entry.get("display_value", entry.get("value"))
            options.append((shown(entry.get("display_key")) or key, shown(value)))
    return tuple(options)


def _containers(rows: Sequence[Json]) -> dict[str, str]:
    """Line id of the container by line id of the child."""
    keys = {}
    known = {ref_of(line.get("id")): (line, meta_of(line)) for line in rows}
    for ref, (_, meta) in known.items():
        for _, key in _CHILD_META:
            if said := text_of(meta.get(key)):
                keys[key, said] = ref
    parents = {}
    latest: dict[str, str] = {}
    for ref, (line, meta) in known.items():
        followed = ref_of(meta.get(_FOLLOWS))
        named = [ref_of(line.get(name)) for name in _CHILD_FIELDS]
        named += [keys.get((key, word_of(meta.get(by))), "") for by, key in _CHILD_META]
        if followed:
            named.append(latest.get(followed, ""))
        else:
            latest[ref_of(line.get("product_id"))] = ref
        parent = next((one for one in named if one in known and one != ref), "")
        if parent:
            parents[ref] = parent
    return parents


def _ships(rows: Sequence[Json], parents: Mapping[str, str]) -> dict[str, bool]:
    """False for a container whose children travel by themselves, and for children that travel in theirs.

    Where some do and some do not, the product of the container knows.
    """
    alone: dict[str, list[bool]] = {}
    ships: dict[str, bool] = {}
    for line in rows:
        ref = ref_of(line.get("id"))
        if ref not in parents:
            continue
        meta = meta_of(line)
        travels = not any(word_of(meta.get(key)) == "no" for key in _SHIPS_ALONE)
        alone.setdefault(parents[ref], []).append(travels)
        if not travels:
            ships[ref] = False
    return ships | {parent: False for parent, children in alone.items() if all(children)}
