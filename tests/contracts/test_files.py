"""A folder of files keeps the contract."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import pytest
from cart_contract import CartContract
from doubles.files import FilesDouble

from station.carts.contract import Cart
from station.carts.files.client import Files
from station.carts.files.settings import FolderSettings
from station.net.http import Http


class TestFiles(CartContract):
    double = FilesDouble

    @pytest.fixture
    def another(self, shop: FilesDouble) -> Iterator[Callable[..., Cart]]:
        """By the double's clock: what a folder knows of time is when a file was written."""
        made: list[Files] = []

        def build(http: Http | None = None, **changes: Any) -> Cart:
            settings = FolderSettings.of(replace(shop.settings(), **changes))
            made.append(Files(settings, http, now=shop.now))
            return shop.front.around(made[-1])

        yield build
        for one in made:
            one.close()

    @pytest.fixture
    def cart(self, another: Callable[..., Cart]) -> Cart:  # type: ignore[override]
        return another()
