"""A store on either back end, and orders to put into it."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from pg import BOTH, store_on

from station.model.order import Order
from station.packing.fingerprint import fingerprint
from station.store import intake
from station.store.engine import Store
from station.store.incoming import Incoming


@pytest.fixture(params=BOTH)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_on(request.param, tmp_path) as made:
        yield made


@pytest.fixture
def save(store: Store) -> Callable[..., list[int]]:
    """`save(order, …, at=…)`: the ids of what was new or changed."""

    def saved(*orders: Order, at: Any) -> list[int]:
        incoming = [Incoming(one, fingerprint(one), one.ref.encode()) for one in orders]
        with store.write() as tx:
            kept = intake.save(store, tx, incoming, at)
        return [*kept.added, *kept.changed]

    return saved
