"""What really lies in a carton: a substitute and not what was ordered, parts and not the kit made here."""

from dataclasses import dataclass

from station.packing import kits
from station.packing.carton import Carton
from station.packing.session import Session, standing


@dataclass(frozen=True, slots=True)
class Inside:
    """Units of one article. `line` is empty where it is not the line's own article."""

    line: str
    sku: str
    product: str
    units: int


def inside(session: Session, carton: Carton) -> list[Inside]:
    """Every unit of a carton as it would be taken out of it."""
    made_here = kits.made(standing(session.history)).get(carton.uid, {})
    lines = {line.ref: line for line in session.start}
    found: list[Inside] = []
    for ref, quantity in carton.content:
        line = lines[ref]
        swaps = [mark for mark in carton.marks if mark.line == ref and mark.swapped]
        sets = min(quantity, made_here.get(ref, 0))
        own = quantity - sets - sum(mark.quantity for mark in swaps)
        found += [Inside(ref, line.sku, line.product, own)] if own > 0 else []
        found += [Inside("", mark.sku, mark.product, mark.quantity) for mark in swaps]
        found += [Inside("", part.sku, part.product, sets * part.quantity) for part in line.parts if sets]
    return found


def kit_in_hand(session: Session) -> list[Inside]:
    """Parts of a kit that was begun: they lie beside the carton."""
    line = session.line(session.kit_line)
    if line is None:
        return []
    refs = {part.sku: part.product for part in line.parts}
    return [Inside("", sku, refs.get(sku, ""), units) for sku, units in session.kit if units]


def surplus(session: Session, due: dict[str, int]) -> dict[str, int] | None:
    """Units per line that are in the open carton and not `due` any more.

    None where nobody can say which unit it would be: it is known apart (a lot, a serial number, a substitute,
    the parts of a kit), or it left in a carton that is closed.
    """
    carton = session.carton
    found: dict[str, int] = {}
    for line in session.lines:
        out = line.packed - due.get(line.ref, 0)
        if out <= 0:
            continue
        held = carton.holds(line.ref) if carton is not None else 0
        apart = carton is not None and any(mark.line == line.ref for mark in carton.marks)
        if out > held or line.parts or apart:
            return None
        found[line.ref] = out
    return found
