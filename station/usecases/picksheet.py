"""A pick list on paper: what of it is still to be walked for, in the order of the walk."""

from datetime import date
from typing import TYPE_CHECKING

from station.model.problem import StationError
from station.packing.picking import Task, Walk
from station.store import picking
from station.store.engine import Transaction
from station.usecases import walks
from station.usecases.seat import Seat

if TYPE_CHECKING:
    from station.labels.picklist import PickLine, PickList


def draw(
    seat: Seat, connection: Transaction, pick_id: int, day: date, *, practice: bool, language: str
) -> bytes:
    """As PDF. Raises `StationError`: `pick.unknown`, and what drawing says."""
    from station.labels.pdf import draw as drawn
    from station.labels.picklist import pick_list
    from station.labels.template import PLAIN

    look = seat.policy.looks.get("pick_list", PLAIN)
    said = sheet(seat, connection, pick_id, day)
    return drawn(pick_list(said, practice=practice, language=language, template=look))


def sheet(seat: Seat, connection: Transaction, pick_id: int, day: date) -> "PickList":
    """What the list says."""
    from station.labels.picklist import PickList

    pick = picking.load(connection, pick_id)
    if pick is None:
        raise StationError("pick.unknown", text=f"PICK-{pick_id}")
    walk = walks.load(seat, connection, pick)
    stops: list[list[Task]] = []
    for task in walk.tasks:
        if task.left and stops and stops[-1][0].same_stop(task):
            stops[-1].append(task)
        elif task.left:
            stops.append([task])
    about = " · ".join(part for part in (pick.name, pick.zone) if part)
    lines = tuple(_line(walk, stop) for stop in stops)
    return PickList(str(pick.id), day, lines, about, pick.operator, walked=True)


def _line(walk: Walk, stop: list[Task]) -> "PickLine":
    from station.labels.picklist import PickLine, PickTo

    first = stop[0]
    to = tuple(PickTo(one.number, one.left, (walk.totes_of(one.order) or ("",))[-1]) for one in stop)
    return PickLine(first.bin, first.sku, first.name, sum(one.left for one in stop), to, first.options)
