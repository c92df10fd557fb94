"""What a connection test finds out, without changing anything: every role is tried by what it opens."""

from collections.abc import Iterator, Sequence

from station.carts.amazon.api import Api
from station.carts.amazon.listings import Listings
from station.carts.amazon.manifest import ADDRESS_ROLE, LISTINGS_ROLE, ORDERS_ROLE
from station.carts.contract import Probe, Right, SignInAgain, TryLater
from station.carts.reading import Json, part_of, rows_of, word_of
from station.carts.rest import Query
from station.carts.settings import StoreSettings
from station.model.problem import Problem

_SELLER = "sellers/v1/marketplaceParticipations"
_VERSION = "Orders 2026-01-01, Listings 2021-08-01"


def probe(api: Api, listings: Listings, orders: str, query: Query, settings: StoreSettings) -> Probe:
    """Raises as a read does. Whether shipments may be told cannot be tried without telling one."""
    api.sign_in()
    rights = tuple(_rights(api, listings, orders, query))
    lacking = dict.fromkeys(right.name for right in rights if right.granted is False)
    shops = _shops(api)
    problems = [Problem("cart.role_missing", {"role": role}) for role in lacking]
    problems += [
        Problem("cart.marketplace_unknown", {"marketplace": one})
        for one in settings.words("marketplace_ids")
        if shops and one not in shops
    ]
    names = dict.fromkeys(shops[one] for one in settings.words("marketplace_ids") if one in shops)
    return Probe(", ".join(names) or "Amazon", _VERSION, tuple(problems), rights=rights)


def _rights(api: Api, listings: Listings, orders: str, query: Query) -> Iterator[Right]:
    try:
        rows = list(rows_of(api.read("searchOrders", orders, query).row.get("orders")))
    except SignInAgain:
        yield Right(ORDERS_ROLE, "orders", granted=False)
    else:
        yield Right(ORDERS_ROLE, "orders", granted=True)
        yield Right(ADDRESS_ROLE, "orders", _shows_addresses(rows))
    yield Right(ORDERS_ROLE, "tracking", None)
    try:
        readable = listings.may_be_read()
    except SignInAgain:
        readable = False
    yield Right(LISTINGS_ROLE, "products", readable)
    yield Right(LISTINGS_ROLE, "stock", readable)


def _shows_addresses(rows: Sequence[Json]) -> bool | None:
    """Only an order that is to be sent now surely has one."""
    ready = [row for row in rows if part_of(row, "fulfillment").get("fulfillmentStatus") == "UNSHIPPED"]
    return bool(part_of(part_of(ready[0], "recipient"), "deliveryAddress")) if ready else None


def _shops(api: Api) -> dict[str, str]:
    """The account's marketplaces and what it is called there; empty for an app that may not see them."""
    try:
        said = api.read("getMarketplaceParticipations", _SELLER).row
    except (SignInAgain, TryLater):
        return {}
    rows = [
        row for row in rows_of(said.get("payload")) if part_of(row, "participation").get("isParticipating")
    ]
    return {word_of(part_of(row, "marketplace").get("id")): word_of(row.get("storeName")) for row in rows}
