"""Vendure keeps the contract."""

from collections.abc import Iterator

import pytest
from cart_contract import CartContract
from doubles.vendure import VendureDouble, VendureWithOwnFields


class TestVendure(CartContract):
    double = VendureDouble


class TestVendureWithOwnFields(CartContract):
    damages = (6, 2)
    double = VendureWithOwnFields

    @pytest.fixture
    def shop(self) -> Iterator[VendureWithOwnFields]:
        """The official schema knows nothing of a shop's own fields: it is no measure here."""
        made = VendureWithOwnFields()
        yield made
        made.close()
