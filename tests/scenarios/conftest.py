"""Benches to pack at."""

from decimal import Decimal

import pytest
from floor import Floor
from pg import BOTH, store_on

from station.model.quantity import Mass
from station.packing.outcome import CartonKind, Rules


@pytest.fixture(params=BOTH)
def store(request, tmp_path):
    """Every story is told on both back ends."""
    with store_on(request.param, tmp_path) as made:
        yield made


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
