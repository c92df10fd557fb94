"""One shop and one importer of the program for all crashes of a worker."""

from collections.abc import Iterator

import pytest
from benches import ShopProcess, Zygote
from packer import stock_up


@pytest.fixture(scope="session")
def zygote() -> Iterator[Zygote]:
    made = Zygote()
    yield made
    made.close()


@pytest.fixture(scope="module")
def shops() -> Iterator[dict[str, ShopProcess]]:
    """By target, started when first asked for."""
    made = _Shops()
    yield made
    for one in made.values():
        one.close()


class _Shops(dict[str, ShopProcess]):
    def __missing__(self, target: str) -> ShopProcess:
        self[target] = made = ShopProcess(target)
        stock_up(made)
        return made
