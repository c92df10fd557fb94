"""Why an order was put aside."""

from station.model.problem import StationError


class Unreadable(StationError):
    """An order nobody could pack from what it says."""
