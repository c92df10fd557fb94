"""A folder of files keeps the contract."""

from collections.abc import Iterator

import pytest
from cart_contract import CartContract
from doubles.files import FilesDouble

from station.carts.contract import Cart
from station.carts.files.client import Files
from station.carts.files.settings import FolderSettings


class TestFiles(CartContract):
    double = FilesDouble

    @pytest.fixture
    def cart(self, shop: FilesDouble) -> Iterator[Cart]:  # type: ignore[override]
        """By the double's clock: what a file says of time is when it was written."""
        made = Files(FolderSettings.of(shop.settings()), now=shop.now)
        yield shop.front.around(made)
        made.close()
