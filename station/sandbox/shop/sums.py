"""What an order costs. Cents throughout; prices are net, and one rate of tax stands for all.

The sample shop sells from Poland: 23 % to countries of the European Union, none beyond.
"""

from collections.abc import Callable, Iterable
from decimal import ROUND_HALF_UP, Decimal

from station.sandbox.shop.refusal import Doc

PERCENT = 23
RATE = 1
_MEMBERS = "AT BE BG CY CZ DE DK EE ES FI FR GR HR HU IE IT LT LU LV MT NL PL PT RO SE SI SK"
EU = frozenset(_MEMBERS.split())


def cents(amount: str) -> int:
    whole, _, part = amount.partition(".")
    if len(part) == 2 and (whole + part).isdigit():
        return int(whole + part)
    return int(Decimal(amount or "0").scaleb(2).quantize(Decimal(1), ROUND_HALF_UP))


def amount(minor: int) -> str:
    sign = "-" if minor < 0 else ""
    return f"{sign}{abs(minor) // 100}.{abs(minor) % 100:02d}"


def tax_of(net: int, country: str) -> int:
    """Half up, away from zero for what is given back."""
    if country not in EU:
        return 0
    exact = (abs(net) * PERCENT * 2 + 100) // 200
    return exact if net >= 0 else -exact


def price_line(line: Doc, net: int, country: str) -> None:
    """Fill in the totals of a line whose net total is `net` cents."""
    tax = amount(tax_of(net, country))
    line["subtotal"] = line["total"] = amount(net)
    line["subtotal_tax"] = line["total_tax"] = tax
    line["taxes"] = [{"id": RATE, "total": tax, "subtotal": tax}] if country in EU else []


def price_shipping(line: Doc, country: str) -> None:
    tax = amount(tax_of(cents(line["total"]), country))
    line["total_tax"] = tax
    line["taxes"] = [{"id": RATE, "total": tax, "subtotal": ""}] if country in EU else []


def total(doc: Doc, country: str, item_id: Callable[[], int]) -> None:
    """Fill in the order's own totals from its lines."""
    shipping = _sum(doc["shipping_lines"], "total")
    shipping_tax = _sum(doc["shipping_lines"], "total_tax")
    goods = _sum(doc["line_items"], "total") + _sum(doc["fee_lines"], "total")
    goods_tax = _sum(doc["line_items"], "total_tax") + _sum(doc["fee_lines"], "total_tax")
    doc["shipping_total"], doc["shipping_tax"] = amount(shipping), amount(shipping_tax)
    doc["cart_tax"], doc["total_tax"] = amount(goods_tax), amount(goods_tax + shipping_tax)
    doc["total"] = amount(goods + goods_tax + shipping + shipping_tax)
    if country in EU:
        doc["tax_lines"] = [tax_line(item_id(), goods_tax, shipping_tax)]


def tax_line(ref: int, goods: int, shipping: int) -> Doc:
    return {
        "id": ref,
        "rate_code": "PL-VAT-1",
        "rate_id": RATE,
        "label": "VAT",
        "compound": False,
        "tax_total": amount(goods),
        "shipping_tax_total": amount(shipping),
        "rate_percent": PERCENT,
        "meta_data": [],
    }


def _sum(lines: Iterable[Doc], key: str) -> int:
    return sum(cents(line[key]) for line in lines)
