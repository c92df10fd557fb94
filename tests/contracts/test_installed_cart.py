"""A cart that came as a package of somebody else is found by its entry point and keeps the same contract."""

import importlib
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from cart_contract import CartContract
from doubles.corner import CornerDouble


@pytest.fixture(autouse=True)
def installed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """The package is importable already (tests/fakes); what an installer adds is its `entry_points.txt`."""
    site: Path = tmp_path_factory.mktemp("site")
    about = site / "corner_shop-1.0.dist-info"
    about.mkdir()
    (about / "METADATA").write_text("Metadata-Version: 2.1\nName: corner-shop\nVersion: 1.0\n")
    (about / "entry_points.txt").write_text("[station.carts]\ncorner = corner_shop\n")
    sys.path.insert(0, str(site))
    importlib.invalidate_caches()
    yield
    sys.path.remove(str(site))


class TestInstalledCart(CartContract):
    double = CornerDouble
