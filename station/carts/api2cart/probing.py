"""What a connection test finds out about a store, without changing anything."""

from collections.abc import Mapping

from station.carts.api2cart.api import Api
from station.carts.api2cart.statuses import key_of, meaning
from station.carts.api2cart.store import Facts, Store, statuses
from station.carts.contract import Probe, Refused, Right
from station.carts.reading import Json, shown, word_of
from station.carts.settings import StoreSettings
from station.model.order import OrderState
from station.model.problem import Problem

_NEEDED = {
    "order.list.json": "orders",
    "order.info.json": "orders",
    "order.shipment.add.json": "tracking",
    "order.shipment.list.json": "tracking",
    "product.info.json": "products",
    "product.list.json": "products",
    "product.child_item.list.json": "products",
    "product.child_item.info.json": "products",
    "product.update.json": "stock",
    "product.variant.update.json": "stock",
}


def probe(api: Api, store: Store, settings: StoreSettings, own: Mapping[str, OrderState]) -> Probe:
    """Raises as a read does; what a bench can live with is a problem of the answer."""
    facts = store.facts(anew=True)
    needed = {**_NEEDED, **({"order.update.json": "orders"} if settings.completed_status else {})}
    problems = [
        Problem("cart.method_missing", {"method": method.removesuffix(".json")})
        for method in needed
        if not facts.can(method)
    ]
    if facts.unknown_zone:
        problems.append(Problem("cart.zone_unknown", {"zone": facts.unknown_zone}))
    problems += _places(facts, settings) + _statuses(_listed(api), facts, settings, own)
    rights = tuple(
        Right(method.removesuffix(".json"), purpose, facts.can(method) if facts.methods else None)
        for method, purpose in needed.items()
    )
    return Probe(facts.title, facts.version, tuple(problems), facts.behind, rights)


def _listed(api: Api) -> tuple[Json, ...]:
    try:
        return statuses(api)
    except Refused:  # some carts behind have no list of them
        return ()


def _places(facts: Facts, settings: StoreSettings) -> list[Problem]:
    found = []
    for option, known in (
        ("location", {place.ref: place.name for place in facts.places}),
        ("store_id", dict(facts.shops)),
    ):
        chosen = settings.text(option)
        if chosen and chosen not in known:
            about = {"option": option, "value": chosen, "known": ", ".join(filter(None, known))}
            found.append(Problem("cart.choice_unknown", about))
    return found


def _statuses(
    rows: tuple[Json, ...], facts: Facts, settings: StoreSettings, own: Mapping[str, OrderState]
) -> list[Problem]:
    """Statuses without a meaning, and a final one the shop does not have."""
    said = [shown(row.get("name")) or word_of(row.get("id")) for row in rows]
    lost = [
        name
        for row, name in zip(rows, said, strict=True)
        if meaning(row, {"is_paid": True, "financial_status": "paid"}, facts.behind, own) is None
    ]
    problems = [Problem("cart.status_unmapped", {"statuses": ", ".join(lost)})] if lost else []
    final = key_of(settings.completed_status)
    known = {key_of(word_of(row.get("id"))) for row in rows} | {key_of(name) for name in said}
    if final and rows and final not in known:
        about = {"option": "completed_status", "value": settings.completed_status, "known": ", ".join(said)}
        problems.append(Problem("cart.choice_unknown", about))
    return problems
