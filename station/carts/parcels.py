"""The steps that tell of a shipment: one a carton, each with a marker that stays the same."""

from station.carts.contract import Refused, Step
from station.model.shipment import Parcel, ShipConfirm, ShippedLine


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


def line_number(line: ShippedLine) -> int:
    """A line's id as the number some carts want. `Refused` where it is none: such a line is nobody's."""
    if not (line.line.isascii() and line.line.isdigit()):
        raise Refused("cart.refused", status=400, message=f"line {line.line}")
    return int(line.line)


def comparable_tracking(text: str) -> str:
    """Tracking numbers are equal without blanks and in capitals."""
    return "".join(text.split()).upper()
