"""What a connection test finds out about a shop, without changing anything."""

from collections.abc import Callable

from station.carts.contract import InDoubt, Probe, Refused, SignInAgain, TryLater, Unusable
from station.carts.reading import Json, part_of, ref_of, word_of
from station.carts.woocommerce.api import WC, Api
from station.carts.woocommerce.shelf import Shelf
from station.carts.woocommerce.targets import Targets
from station.model.problem import Problem

_CLOCKS_APART = 120.0  # seconds; signatures over plain http are refused from 15 minutes on
_WANTED = "environment.version,environment.wp_version,settings.currency"


def probe(api: Api, shelf: Shelf, targets: Targets, now: Callable[[], float]) -> Probe:
    """Raises as a read does; what a bench can live with is a problem of the answer."""
    index = api.index()
    asked_at = now()
    orders = api.read(f"{WC}orders", (("per_page", "1"), ("_fields", "id,version,currency")))
    newest: Json = next(iter(orders.rows), {})
    problems: list[Problem] = []
    if orders.at is not None and abs(orders.at.timestamp() - asked_at) > _CLOCKS_APART:
        problems.append(Problem("cart.clock", {"seconds": round(orders.at.timestamp() - asked_at)}))
    problems += _permission(api)
    status = _status(api)
    unit = shelf.asked_unit()
    if not unit:
        problems.append(Problem("cart.weight_unit_assumed", {"unit": shelf.weight_unit()}))
    environment = part_of(status, "environment")
    version = word_of(environment.get("version")) or word_of(newest.get("version"))
    wordpress = word_of(environment.get("wp_version"))
    currency = word_of(part_of(status, "settings").get("currency")) or word_of(newest.get("currency"))
    said = (
        f"WooCommerce {version}".strip(),
        wordpress and f"WordPress {wordpress}",
        currency,
        shelf.weight_unit(),
    )
    return Probe(
        title=index.title,
        version=", ".join(filter(None, said)),
        problems=tuple(problems),
        target=targets.of(ref_of(newest.get("id")) or "0").name,
    )


def _permission(api: Api) -> list[Problem]:
    """Whether the key may write: an order that cannot exist is written to. The key is judged first."""
    try:
        api.write("PUT", f"{WC}orders/0", {})
    except SignInAgain as error:
        return [error.problem]
    except (Refused, TryLater, InDoubt):
        return []
    return []


def _status(api: Api) -> Json:
    """Versions and currency; empty for a key that may not see them."""
    try:
        return api.read(f"{WC}system_status", (("_fields", _WANTED),)).row
    except (SignInAgain, Refused, Unusable, TryLater):
        return {}
