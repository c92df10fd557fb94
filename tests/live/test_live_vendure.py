"""A real Vendure keeps the contract, whatever the small one was told of it."""

from collections.abc import Iterator

import pytest
from cart_contract import CartContract
from vendure_double import LiveVendure, LiveVendureByKey


class TestLiveVendure(CartContract):
    double = LiveVendure


class TestLiveVendureByKey(CartContract):
    double = LiveVendureByKey

    @pytest.fixture
    def shop(self) -> Iterator[LiveVendureByKey]:
        """The official schema knows nothing of a shop's own fields: it is no measure here."""
        made = LiveVendureByKey()
        yield made
        made.close()
