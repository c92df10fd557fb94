"""Why an order was put aside."""

from collections.abc import Iterator
from contextlib import contextmanager

from station.carts.contract import Refused
from station.model.problem import StationError


class Unreadable(StationError):
    """An order nobody could pack from what it says."""


@contextmanager
def one_order() -> Iterator[None]:
    """Something is asked about one order alone: what cannot be read of it is `Refused` with the reason."""
    try:
        yield
    except Unreadable as error:
        raise Refused(error.problem.code, **error.problem.params) from error
