"""What a connection test finds out about a shop, by reading only.

Sources: etc/webapi.xml of Magento_Sales, Magento_Catalog, Magento_Store, Magento_CatalogInventory and
Magento_InventoryApi (which resource opens which address).
"""

from collections.abc import Callable
from urllib.parse import urlsplit

from station.carts.contract import Probe, Refused, Right, SignInAgain, Unusable
from station.carts.magento.api import Api, criteria
from station.carts.magento.store import StoreView
from station.carts.reading import word_of
from station.carts.rest import Query, Reply
from station.carts.settings import StoreSettings
from station.model.problem import Problem

_CLOCKS_APART = 120.0  # seconds; a signature is refused from 600 on
_ONE: Query = criteria([], size=1)
_LOW: Query = (("scopeId", "0"), ("qty", "0"), ("pageSize", "1"))
# Resource, what it is for, and an address it opens for reading.
_READABLE: tuple[tuple[str, str, str, Query], ...] = (
    ("Magento_Sales::actions_view", "orders", "orders", _ONE),
    ("Magento_Sales::shipment", "tracking", "shipments", _ONE),
    ("Magento_Catalog::products", "products", "products", _ONE),
    ("Magento_Backend::store", "products", "store/storeConfigs", ()),
    ("Magento_CatalogInventory::cataloginventory", "stock", "stockItems/lowStock/", _LOW),
    ("Magento_InventoryApi::source", "stock", "inventory/sources", _ONE),
    ("Magento_InventoryApi::stock", "stock", "inventory/stocks", _ONE),
)
# Nothing tells of these but a write.
_UNTOLD = (
    ("Magento_Sales::ship", "tracking"),
    ("Magento_Sales::comment", "orders"),
    ("Magento_InventoryApi::stock_source_item_assign", "stock"),
)


def probe(api: Api, view: StoreView, settings: StoreSettings, now: Callable[[], float]) -> Probe:
    """Raises as a read does when nothing at all may be read; less than that is in its `rights`."""
    rights: list[Right] = []
    problems: list[Problem] = []
    asked_at, apart = now(), 0.0
    for resource, purpose, path, query in _READABLE:
        try:
            reply: Reply | None = api.read(path, query)
        except SignInAgain as error:
            if error.problem.code != "cart.resource_denied":
                raise
            rights.append(Right(resource, purpose, False))
            problems.append(error.problem)
        except (Refused, Unusable) as error:
            if error.problem.params.get("status") != 404:  # no such address: nothing to be allowed
                raise
        else:
            rights.append(Right(resource, purpose, True))
            apart = apart or (reply.at.timestamp() - asked_at if reply is not None and reply.at else 0.0)
    if not any(right.granted for right in rights) and problems:
        raise SignInAgain("cart.sign_in", **problems[0].params)
    if abs(apart) > _CLOCKS_APART:
        problems.append(Problem("cart.clock", {"seconds": round(apart)}))
    if not view.config() and not settings.weight_unit:
        problems.append(Problem("cart.weight_unit_assumed", {"unit": view.facts().unit}))
    rights += [Right(resource, purpose, None) for resource, purpose in _UNTOLD]
    return _probe(view, settings, tuple(problems), tuple(rights))


def _probe(
    view: StoreView, settings: StoreSettings, problems: tuple[Problem, ...], rights: tuple[Right, ...]
) -> Probe:
    config = view.config()
    source = view.ship_from()
    address = word_of(config.get("secure_base_url")) or settings.url
    said = (
        "Magento 2",
        word_of(config.get("base_currency_code")),
        settings.weight_unit or view.facts().unit,
        source,
    )
    return Probe(
        title=urlsplit(address).hostname or settings.name,
        version=", ".join(filter(None, said)),
        problems=problems,
        target=source,
        rights=rights,
    )
