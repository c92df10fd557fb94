"""What a connection test finds out about a store, without changing anything.

No question gives a token's scopes: each is found out by what it opens. A write is tried on what cannot
exist, order 0 and a list of nothing; scopes are judged before anything else.
"""

from collections.abc import Callable

from station.carts.bigcommerce.api import Api
from station.carts.bigcommerce.shelf import Shelf
from station.carts.contract import CartError, Probe, Refused, Right, SignInAgain
from station.carts.reading import part_of, text_of, word_of
from station.model.problem import Problem

_FEW = (("limit", "1"),)


def probe(api: Api, shelf: Shelf) -> Probe:
    """Raises as a read does; what a bench can live with is a problem of the answer."""
    store = api.read("v2/store").row
    policy: list[str] = []

    def settings() -> None:
        found = part_of(api.read("v3/settings/inventory").row, "data")
        policy.append(word_of(found.get("update_stock_behavior")))

    empty: dict[str, object] = {"items": []}
    rights = (
        _right("Orders: read-only", "orders", lambda: api.read("v2/orders", _FEW)),
        _right("Orders: modify", "tracking", lambda: api.write("POST", "v2/orders/0/shipments", {})),
        _right("Products: read-only", "products", lambda: api.read("v3/catalog/products", _FEW)),
        _right(
            "Store Inventory: modify",
            "stock",
            lambda: api.write("POST", "v3/inventory/adjustments/relative", empty),
        ),
        _right("Store Locations: read-only", "locations", lambda: api.read("v3/inventory/locations", _FEW)),
        _right("Information & Settings: read-only", "stock", settings),
    )
    unit = shelf.asked_unit()
    problems = [
        Problem("cart.scope_missing", {"message": one.name}) for one in rights if one.granted is False
    ]
    if not unit:
        problems.append(Problem("cart.weight_unit_assumed", {"unit": shelf.weight_unit()}))
    if "order_completed_or_shipped" in policy:
        problems.append(Problem("stock.taken_at_shipment"))
    said = (
        "API v2 and v3",
        text_of(store.get("plan_name")),
        word_of(store.get("currency")),
        shelf.weight_unit(),
    )
    return Probe(
        title=text_of(store.get("name")),
        version=", ".join(filter(None, said)),
        problems=tuple(problems),
        rights=rights,
    )


def _right(name: str, purpose: str, attempt: Callable[[], object]) -> Right:
    """A store that is down, or asks for a pause, has not said no."""
    try:
        attempt()
    except SignInAgain as error:
        if error.problem.code != "cart.scope_missing":
            raise
        return Right(name, purpose, False)
    except Refused:
        return Right(name, purpose, True)
    except CartError:
        return Right(name, purpose, None)
    return Right(name, purpose, True)
