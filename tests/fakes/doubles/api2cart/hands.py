"""What tests of API2Cart's own ways take in hand."""

import json
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qsl

from doubles.api2cart import Api2CartDouble
from doubles.double import Sale
from station.carts import registry
from station.carts.contract import Cart


def connect(shop: Api2CartDouble, **more: Any) -> Cart:
    """A new connection, as after a restart. `options` are added to the usual ones."""
    usual = shop.settings()
    options = {**usual.options, **more.pop("options", {})}
    return registry.build("api2cart", replace(usual, options=options, **more), shop.secrets())


def asked(shop: Api2CartDouble, method: str) -> list[dict[str, str]]:
    """The queries a method was asked with."""
    targets = [one.request.target.partition("?") for one in shop.front.exchanges]
    return [dict(parse_qsl(query)) for path, _, query in targets if path == f"/v1.1/{method}.json"]


def body(shop: Api2CartDouble) -> dict[str, Any]:
    """What the last write said."""
    found: dict[str, Any] = json.loads(shop.front.writes()[-1].request.body)
    return found


def several(shop: Api2CartDouble, count: int) -> list[str]:
    refs = []
    for _ in range(count):
        refs.append(shop.sell(Sale()))
        shop.pass_time(2)
    return refs
