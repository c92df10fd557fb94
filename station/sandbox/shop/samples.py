"""Fills a shop: the two dozen sample orders, or as many generated ones as a measurement needs."""

import json
import random
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from typing import Any

from station.sandbox.shop.shop import DELIVERY, LineSpec, OrderSpec, Shop

_APART = timedelta(minutes=4)  # the sample orders came in one after the other
_FIRST_NAMES = "Anna Jan Maria Piotr Zofia Lukas Emma Noah Mila Luca Elena Hugo Ines Oskar Freya Jonas"
_LAST_NAMES = "Nowak Weber Rossi Novak Dubois Larsen Silva Jansen Berg Moreau Costa Fischer Wrona Lind"
_TOWNS = (
    ("Poznań", "61-001", "PL"),
    ("Gdańsk", "80-831", "PL"),
    ("Leipzig", "04109", "DE"),
    ("Graz", "8010", "AT"),
    ("Lyon", "69001", "FR"),
    ("Gent", "9000", "BE"),
    ("Porto", "4000-123", "PT"),
    ("Malmö", "211 20", "SE"),
    ("Brno", "602 00", "CZ"),
    ("Bergen", "5003", "NO"),
)
_STREETS = ("Kwiatowa", "Lindenweg", "Rue du Four", "Mill Lane", "Storgata", "Via Roma")


def _read(name: str) -> Any:
    return json.loads((files("resources") / "sample_shop" / name).read_text(encoding="utf-8"))


def load(shop: Shop) -> dict[str, int]:
    """Products and orders of the sample shop; the id of every sample order by its name.

    The orders' own script (`during_packing` in orders.json) is left to who plays them: see `scripts`.
    """
    load_products(shop)
    rows = _read("orders.json")
    ages = reversed(range(len(rows)))
    return {row["sample"]: _place(shop, row, age * _APART) for row, age in zip(rows, ages, strict=True)}


def scripts() -> dict[str, list[dict[str, Any]]]:
    """What is meant to happen to a sample order while it is being packed: calls of `Shop`, by its name."""
    return {one["sample"]: one["during_packing"] for one in _read("orders.json") if "during_packing" in one}


def load_products(shop: Shop) -> None:
    """The products alone; nothing when the shop has them already."""
    if shop.has_product("MUG-BLUE"):
        return
    for row in _read("products.json"):
        variations = row.pop("variations", [])
        parent = _add(shop, row)
        for child in variations:
            _add(shop, child, parent)


def _add(shop: Shop, row: dict[str, Any], parent: int = 0) -> int:
    place = row.pop("bin", "")
    meta = [{"id": 1, "key": "_bin_location", "value": place}] if place else []
    return shop.add_product(row.pop("sku"), row.pop("name"), parent=parent, meta=meta, **row)


def _place(shop: Shop, sample: dict[str, Any], age: timedelta) -> int:
    names = {one.name: one.id for one in shop.products()}
    lines = [_line(line, names) for line in sample["lines"]]
    ref = shop.place_order(lines, placed_at=_as_gmt(shop.now() - age), **sample["order"])
    for refund in sample.get("refunds", ()):
        shop.refund(ref, refund["units"], reason=refund["reason"], restock=refund.get("restock", True))
    return ref


def _line(line: Any, names: dict[str, int]) -> Any:
    """A line of a product without a SKU names it."""
    return {**line, "product_id": names[line["product_name"]]} if "product_name" in line else line


def _as_gmt(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S")


def generate(
    number: int, seed: int, skus: list[str], until: datetime
) -> Iterator[tuple[list[LineSpec | str], OrderSpec]]:
    """Lines and the rest of `number` paid orders, one to six lines each, the last placed at `until`.

    The same for the same seed, SKUs and time.
    """
    dice = random.Random(seed)  # noqa: S311 a measurement needs the same orders again, not secrets
    first_names, last_names = _FIRST_NAMES.split(), _LAST_NAMES.split()
    for count in range(number):
        town, postcode, country = dice.choice(_TOWNS)
        first, last = dice.choice(first_names), dice.choice(last_names)
        lines: list[LineSpec | str] = [
            {"sku": sku, "quantity": dice.choice((1, 1, 1, 2, 2, 3))}
            for sku in dice.sample(skus, dice.choice((1, 1, 2, 2, 3, 3, 4, 6)))
        ]
        street = f"{dice.choice(_STREETS)} {dice.randint(1, 199)}"
        address = {
            "first_name": first,
            "last_name": last,
            "address_1": street,
            "city": town,
            "postcode": postcode,
            "country": country,
            "email": f"{first}.{last}@example.test".lower(),
            "phone": f"+00 000 {dice.randint(100000, 999999)}",
        }
        placed = until - timedelta(seconds=(number - count) * 7)
        yield (
            lines,
            {
                "ship_to": address,
                "status": "processing",
                "payment_method": "card",
                "shipping_lines": DELIVERY,
                "placed_at": _as_gmt(placed),
            },
        )


def fill(shop: Shop, number: int, seed: int = 1) -> list[int]:
    """Generated orders, of the sample products with enough on the shelf; their ids."""
    load_products(shop)
    skus = [one.sku for one in shop.products() if one.sku and one.type != "variable" and not one.virtual]
    for sku in skus:
        shop.change_stock(sku, number)
    until = shop.now()
    return [shop.place_order(lines, **spec) for lines, spec in generate(number, seed, skus, until)]
