"""Benches to pack at."""

from decimal import Decimal

import pytest
from floor import AT, Floor

from station.model.quantity import Mass
from station.packing.outcome import CartonKind, Rules
from station.store.engine import Store
from station.store.prepare import prepare


@pytest.fixture
def store(tmp_path):
    made = Store(f"sqlite:///{tmp_path}/bench.db")
    prepare(made, tmp_path, AT)
    yield made
    made.close()


@pytest.fixture
def floor(store, fake_clock) -> Floor:
    return Floor(store, fake_clock, Rules(weigh="off", kinds=(CartonKind("M", Mass.of(Decimal(120), "g")),)))


@pytest.fixture
def weighing_floor(store, fake_clock) -> Floor:
    return Floor(
        store, fake_clock, Rules(weigh="required", kinds=(CartonKind("M", Mass.of(Decimal(120), "g")),))
    )


@pytest.fixture
def sticking_floor(store, fake_clock) -> Floor:
    return Floor(store, fake_clock, Rules(weigh="off"), carrier="manual")
