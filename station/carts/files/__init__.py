"""A folder a partner drops orders into, as CSV or XML; shipments and stock changes go back as CSV."""

from collections.abc import Mapping

from station.carts.contract import Cart
from station.carts.files.manifest import MANIFEST
from station.carts.settings import StoreSettings
from station.net.http import Http

__all__ = ["MANIFEST", "build"]


def build(settings: StoreSettings, secrets: Mapping[str, str], http: Http | None = None) -> Cart:  # noqa: ARG001 - a folder has no key
    """One folder. Raises `StationError` `settings.bad_option`. `http` only fetches pictures."""
    from station.carts.files.client import Files
    from station.carts.files.settings import FolderSettings

    return Files(FolderSettings.of(settings), http)
