"""Which carts there are, and how one is built: our own folders, and what others installed.

A cart is a module with `MANIFEST` and `build(settings, secrets, http)`. Others plug in by the entry-point
group `station.carts`; one of ours is not replaced by a stranger of the same name.
"""

import importlib
import logging
import pkgutil
from collections.abc import Mapping
from importlib.metadata import entry_points
from typing import Protocol, cast

import station.carts
from station.carts.contract import Cart, CredentialField, Manifest
from station.carts.settings import StoreSettings, check_options
from station.model.problem import StationError
from station.net.http import Http

log = logging.getLogger(__name__)

GROUP = "station.carts"


class CartModule(Protocol):
    MANIFEST: Manifest

    def build(self, settings: StoreSettings, secrets: Mapping[str, str], http: Http | None) -> Cart: ...


def manifests() -> tuple[Manifest, ...]:
    """Every cart that can be used, by name."""
    modules = _modules()
    return tuple(modules[name].MANIFEST for name in sorted(modules))


def build(cart: str, settings: StoreSettings, secrets: Mapping[str, str], http: Http | None = None) -> Cart:
    """One store of `cart`. Nothing is asked of it yet.

    `secrets` by the names of the manifest's credential fields: one of its ways in has to be complete.
    Raises `StationError`: `cart.unknown`, `cart.credential_missing`, or what the cart says about its options.
    """
    modules = _modules()
    if cart not in modules:
        raise StationError("cart.unknown", cart=cart, known=", ".join(sorted(modules)))
    module = modules[cart]
    missing = _missing(module.MANIFEST, secrets)
    if missing is not None:
        raise StationError("cart.credential_missing", store=settings.name, field=missing.label)
    check_options(settings, module.MANIFEST)
    return module.build(settings, secrets, http)


def _missing(manifest: Manifest, secrets: Mapping[str, str]) -> CredentialField | None:
    """The first field missing of the way in that is nearest to complete; None when one is complete."""
    ways = [
        [field for field in way.fields if not secrets.get(field.name, "").strip()]
        for way in manifest.sign_ins
    ]
    nearest = min(ways, key=len, default=[])
    return nearest[0] if nearest else None


def _modules() -> dict[str, CartModule]:
    found: dict[str, CartModule] = {}
    for entry in entry_points(group=GROUP):
        try:
            module = cast(CartModule, entry.load())
            found[module.MANIFEST.cart] = module
        except Exception:  # a stranger's code: whatever it does, the other carts stay usable
            log.exception("the cart %s from %s does not load", entry.name, entry.value)
    for _, name, is_package in pkgutil.iter_modules(station.carts.__path__):
        if is_package:
            own = cast(CartModule, importlib.import_module(f"{station.carts.__name__}.{name}"))
            found[own.MANIFEST.cart] = own
    return found
