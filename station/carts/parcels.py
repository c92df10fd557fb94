"""The steps that tell of a shipment: one a carton, each with a marker that stays the same."""

from station.carts.contract import Step
from station.model.shipment import Parcel, ShipConfirm


def steps(message: ShipConfirm, name: str, *, repeatable: bool) -> tuple[Step, ...]:
    """`name:1`, `name:2`, …: a write for every carton."""
    return tuple(Step(f"{name}:{n}", repeatable) for n in range(1, len(message.parcels) + 1))


def number(step: Step) -> int:
    """Which carton of the shipment, from 1."""
    return int(step.name.rpartition(":")[2])


def parcel(message: ShipConfirm, step: Step) -> Parcel:
    return message.parcels[number(step) - 1]


def mark(message: ShipConfirm, step: Step) -> str:
    """Our marker on what the step writes."""
    return f"{message.uid}:{number(step)}"


def comparable_tracking(text: str) -> str:
    """Tracking numbers are equal without blanks and in capitals."""
    return "".join(text.split()).upper()
