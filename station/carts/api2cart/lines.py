"""The lines of an order, and what of each has been refunded or has left without us. Pure.

Source: OpenAPI of 2026-08-16, `Order_Item`, `Order_Refund`, `Order_Status_Refund`, `Shipment`. What Etsy,
Walmart and bol tell of a line besides stands in its `additional_fields`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from station.carts.api2cart.api import many, one
from station.carts.currencies import money_of
from station.carts.reading import Json, number_of, ref_of, rows_of, shown, text_of, word_of
from station.carts.unreadable import Unreadable
from station.model.order import Line

_NONE = Decimal(0)


@dataclass(frozen=True, slots=True)
class Taken:
    """Units per line. `lost`: some nobody can tell the line of. `all_left`: a shipment that names none."""

    refunded: Mapping[str, Decimal]
    shipped: Mapping[str, Decimal]
    lost: bool
    all_left: bool
    amount_only: bool


def numbers_of(shipment: Json) -> tuple[str, ...]:
    numbers = (word_of(entry.get("tracking_number")) for entry in many(shipment.get("tracking_numbers")))
    return tuple(filter(None, numbers))


def has_left(shipment: Json) -> bool:
    return word_of(shipment.get("is_shipped")).lower() != "false" and shipment.get("is_shipped") is not False


def taken_of(row: Json, shipments: Iterable[Json], ours: Callable[[str], bool] | None) -> Taken:
    """Shipments take no marker: `ours` tells whether the station sent what has a tracking number."""
    refunds = many(row.get("refunds")) or _refund_of(one(row, "status"))
    back = [list(_units(row, many(refund.get("items")), "qty")) for refund in refunds]
    theirs = [
        many(shipment.get("items"))
        for shipment in shipments
        if has_left(shipment) and not (ours and any(map(ours, numbers_of(shipment))))
    ]
    gone = [unit for items in theirs for unit in _units(row, items, "quantity")]
    returned = [unit for units in back for unit in units]
    return Taken(
        refunded=_sums(returned),
        shipped=_sums(gone),
        lost=any(not ref and count for ref, count in (*returned, *gone)),
        all_left=any(not items for items in theirs),
        amount_only=any(not any(count for _, count in units) for units in back),
    )


def _refund_of(status: Json) -> list[Json]:
    """Older answers have one refund, in the status."""
    refund = one(status, "refund_info")
    return [{**refund, "items": refund.get("refunded_items")}] if refund else []


def _units(row: Json, items: Sequence[Json], field: str) -> Iterator[tuple[str, Decimal]]:
    for item in items:
        yield _line_of(row, item), abs(number_of(item.get(field)) or _NONE)


def _line_of(row: Json, item: Json) -> str:
    """The line an item is about; where it names none of them, the only line of that product."""
    rows = _rows(row)
    named = ref_of(item.get("order_product_id"))
    if named in {ref_of(line.get("order_product_id")) for line in rows}:
        return named
    about = (ref_of(item.get("product_id")), ref_of(item.get("variant_id")))
    same = [
        ref_of(line.get("order_product_id"))
        for line in rows
        if (ref_of(line.get("product_id")), ref_of(line.get("variant_id"))) == about
    ]
    return same[0] if len(same) == 1 and about[0] else ""


def _rows(row: Json) -> list[Json]:
    """Every line, bundles that are listed apart too."""
    rows = many(row.get("order_products"))
    known = {ref_of(line.get("order_product_id")) for line in rows}
    return rows + [
        one for one in many(row.get("bundles")) if ref_of(one.get("order_product_id")) not in known
    ]


def _sums(units: Iterable[tuple[str, Decimal]]) -> dict[str, Decimal]:
    found: dict[str, Decimal] = {}
    for ref, count in units:
        found[ref] = found.get(ref, _NONE) + count
    return found


def lines_of(row: Json, taken: Taken, currency: str, *, whole: bool) -> tuple[tuple[Line, ...], bool]:
    """The lines, and whether it is unclear what of one is due: refunded units may be among the shipped.

    With `whole`, `Unreadable` (`order.fractional_quantity`) where what is open is not a whole number.
    """
    rows = _rows(row)
    parents = {ref_of(line.get("parent_order_product_id")) for line in rows} - {""}
    shares = {ref_of(line.get("order_product_id")): _share(line, taken.shipped) for line in rows}
    lines, unclear = [], taken.lost
    for line in rows:
        ref, ordered = ref_of(line.get("order_product_id")), number_of(line.get("quantity"))
        if not ref or ordered is None or ordered < 0:
            raise Unreadable("order.unreadable", field="order_products")
        cancelled = _cancelled(line, ordered)
        wanted = ordered - cancelled
        back = min(wanted, taken.refunded.get(ref, _NONE))
        in_bundle = wanted * shares.get(ref_of(line.get("parent_order_product_id")), _NONE)
        gone = wanted - back
        if not taken.all_left:
            gone = min(wanted, max(taken.shipped.get(ref, _NONE), in_bundle))
        left = max(_NONE, wanted - back - gone)
        packed = ref not in parents and not is_elsewhere(line)
        if whole and packed and left % 1:
            raise Unreadable(
                "order.fractional_quantity", name=shown(line.get("name")), quantity=f"{left.normalize():f}"
            )
        unclear = unclear or bool(back and gone and left)
        amounts = (int(cancelled), int(back), int(gone), int(left))
        lines.append(_line(line, amounts, currency, None if packed else False))
    return tuple(lines), unclear


def is_elsewhere(line: Json) -> bool:
    """Nothing to pack: a download, or what bol sends from its own warehouse (FBB)."""
    extra = one(line, "additional_fields")
    digital = extra.get("is_digital") is True or word_of(extra.get("is_digital")).lower() in ("1", "true")
    return digital or word_of(extra.get("fulfilment_method")).upper() == "FBB"


def is_cancelled(line: Json) -> bool:
    ordered = number_of(line.get("quantity")) or _NONE
    return 0 < ordered == _cancelled(line, ordered)


def _cancelled(line: Json, ordered: Decimal) -> Decimal:
    """A count, or a status of the line's own: it is all of it then."""
    extra = one(line, "additional_fields")
    if word_of(extra.get("Status")).lower() in ("cancelled", "canceled"):
        return ordered
    return min(ordered, max(_NONE, number_of(extra.get("quantity_cancelled")) or _NONE))


def _share(line: Json, shipped: Mapping[str, Decimal]) -> Decimal:
    """How much of a line has left. Of a bundle: of all that is in it, for some carts ship it as one."""
    ordered = number_of(line.get("quantity"))
    gone = shipped.get(ref_of(line.get("order_product_id")), _NONE)
    return min(Decimal(1), gone / ordered) if ordered else _NONE


def _line(line: Json, amounts: tuple[int, int, int, int], currency: str, ships: bool | None) -> Line:
    product, variant = ref_of(line.get("product_id")), ref_of(line.get("variant_id"))
    variant = "" if variant == product else variant
    code = word_of(line.get("barcode"))
    cancelled, refunded, shipped, _ = amounts
    return Line(
        ref=ref_of(line.get("order_product_id")),
        sku=word_of(line.get("model")),
        name=text_of(line.get("name")),
        ordered=sum(amounts),
        product=variant or product,
        parent_product=product if variant else "",
        cancelled=cancelled,
        refunded=refunded,
        shipped=shipped,
        options=tuple(
            (shown(one.get("name")), shown(one.get("value")))
            for one in rows_of(line.get("options"))
            if shown(one.get("name"))
        ),
        codes=(code,) if code else (),
        bundle=ref_of(line.get("parent_order_product_id")),
        ships=ships,
        price=money_of(word_of(line.get("price")), currency),
    )
