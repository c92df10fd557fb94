"""Tests against real shops: only `make live` runs them."""

import os
from collections.abc import Iterator

import pytest

# They need npm, 200 MB and minutes: nobody meets them by accident.
LIVE = bool(os.environ.get("STATION_LIVE"))
collect_ignore_glob = [] if LIVE else ["test_*.py"]


@pytest.fixture(scope="session", autouse=True)
def real_vendure() -> Iterator[None]:
    """One server for all tests; every double sets it back to how it was."""
    from vendure_double import LiveVendure
    from vendure_server import Server

    LiveVendure.server = server = Server()
    try:
        yield
    finally:
        server.close()
