"""Exchanges of the doubles against the carts' official documents, where those are at hand."""

import gzip
import json
import re
from collections.abc import Callable, Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

from doubles.front import Exchange
from doubles.openapi import Spec, document

SPECS = Path(__file__).parents[4] / "shared" / "specs"
ABSENT = "the carts' official documents are not at hand (../shared/specs)"

Check = Callable[[Exchange], Iterator[str]]
# What the documents themselves say elsewhere, or leave to a document that is not among them.
_GAPS = {
    # The direction is told of in the parameter's description; an empty list of v2 is 204; products are in
    # the catalog's own document.
    "bigcommerce": re.compile(
        r"/v2/orders: the parameter sort cannot be \w+:(asc|desc)$"
        r"|/v2/orders(/\d+/products)?: status 204 |/v3/catalog/products: none of the documents"
    ),
    # Of this write it has the troubles only, the tutorial has the answer; the number of a shop without
    # sources and the sign-in to the cloud are in no document here. Values of a message come by name, too.
    "magento": re.compile(
        r"POST \S+/inventory/source-items: answer \(whole\): \[\] "
        r"|(PUT \S+/stockItems/\d+|POST /ims/token/v3): none of the documents"
        r"|: answer parameters: \{'resources': "
    ),
}


def complaints(cart: str, exchanges: Sequence[Exchange]) -> list[str]:
    """What is wrong with each, once; nothing for a cart without official documents."""
    check = _check(cart)
    found: dict[str, None] = {}
    for one in exchanges:
        if check is not None and one.own:
            for said in check(one):
                found[f"{one.request.method} {one.request.path}: {said}"] = None
    gap = _GAPS.get(cart)
    return [one for one in found if gap is None or not gap.search(one)]


def covered(cart: str) -> bool:
    return _check(cart) is not None


@cache
def _check(cart: str) -> Check | None:
    makers: dict[str, Callable[[], Check]] = {
        "shopify": _shopify,
        "vendure": _vendure,
        "magento": lambda: _by_specs(
            [("magento2/admin-schema-2.4.9.trimmed.json", r"((/index\.php)?/rest/\w+|/tenant-\w+)")]
        ),
        "bigcommerce": lambda: _by_specs(
            [
                (f"bigcommerce/{name}", r"(/stores/\w+)?/v2")
                for name in ("orders.v2.oas2.yml", "store_information.v2.yml")
            ]
            + [
                (f"bigcommerce/{name}.v3.yml", r"(/stores/\w+)?/v3")
                for name in (
                    "inventory",
                    "locations",
                    "orders",
                    "product-variants_catalog",
                    "settings",
                    "channels",
                )
            ]
        ),
        "amazon": lambda: _by_specs(
            [
                (f"amazon/{name}.json", "")
                for name in (
                    "orders_2026-01-01",
                    "ordersV0",
                    "listingsItems_2021-08-01",
                    "sellers",
                    "tokens_2021-03-01",
                )
            ]
        ),
        "api2cart": lambda: _by_specs(
            [
                ("api2cart/openapi_2026-08-16.trimmed.json", "(/v1.1)?"),
                ("api2cart/openapi_2026-06-30.json", "(/v1.1)?"),
            ]
        ),
    }
    return makers[cart]() if SPECS.is_dir() and cart in makers else None


def _by_specs(files: list[tuple[str, str]]) -> Check:
    specs = [Spec(document(SPECS / name), prefix) for name, prefix in files]

    def check(exchange: Exchange) -> Iterator[str]:
        spec = next((one for one in specs if one.knows(exchange)), None)
        if spec is not None:
            yield from spec.complaints(exchange)
        elif exchange.response is not None and exchange.response.status < 400:
            yield "none of the documents has this operation"

    return check


def _shopify() -> Check:
    from graphql import build_client_schema

    with gzip.open(SPECS / "shopify" / "admin_2026-10.introspection.json.gz") as file:
        told: Any = json.load(file)
    return _by_schema(build_client_schema(told.get("data", told), assume_valid=True), "/graphql.json")


def _vendure() -> Check:
    from graphql import build_client_schema

    text = (SPECS / "vendure" / "schema-admin_3.5.4.introspection.json").read_text(encoding="utf-8")
    told: Any = json.loads(text)
    return _by_schema(build_client_schema(told.get("data", told), assume_valid=True), "/admin-api")


def _by_schema(made: Any, ending: str) -> Check:
    from doubles.graphql_schema import Schema

    schema = Schema(made)
    return lambda exchange: (
        schema.complaints(exchange) if exchange.request.path.endswith(ending) else iter(())
    )
