"""The way along the bins: which comes after which, what its code says, and which zone it is in."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

_RUNS = re.compile(r"\d+|[^\W\d_]+")
_PARTS = re.compile(r"[-./_ ]")
_SEVERAL = re.compile(r"\s*[,;|]\s*")
OWN = "BIN-"

Part = tuple[int, int, str]


def natural(name: str) -> tuple[Part, ...]:
    """Numbers by their value, letters by the alphabet: A-02-3 comes before A-10-1."""
    return tuple(
        (0, int(run), "") if run.isdecimal() else (1, 0, run.casefold()) for run in _RUNS.findall(name)
    )


def aisle(name: str) -> str:
    """The aisle of a bin: what stands before the first dash, dot or blank, else its leading letters."""
    first = _PARTS.split(name.strip(), maxsplit=1)[0]
    if first != name.strip():
        return first
    found = _RUNS.match(first)
    return found[0] if found else first


def several(text: str) -> tuple[str, ...]:
    """The bins of a product whose shop names more than one, the first to be picked from in front."""
    return tuple(one for one in _SEVERAL.split(text.strip()) if one)


def bare(text: str) -> str:
    """A scanned bin without the prefix of our own bin labels, in the form two bins are compared in."""
    text = text.strip()
    head = text[: len(OWN)].upper()
    return (text[len(OWN) :] if head == OWN else text).casefold()


@dataclass(frozen=True, slots=True)
class Floor:
    """How people walk here. `aisles` come first, in this order; the others follow as they are named.

    `serpentine`: every other aisle is walked from its far end. `zones`: each with the beginnings of its bins;
    a bin of none of them is in the zone of its aisle.
    """

    aisles: Sequence[str] = ()
    serpentine: bool = False
    zones: Mapping[str, Sequence[str]] = field(default_factory=dict)

    def path(self, names: Iterable[str]) -> dict[str, int]:
        """Each bin's place on the walk through all of them; one without a name is the last."""
        by_aisle: dict[str, list[str]] = {}
        for name in set(names) - {""}:
            by_aisle.setdefault(aisle(name).casefold(), []).append(name)
        ranks = {one.casefold(): place for place, one in enumerate(self.aisles)}
        walked: list[str] = []
        for turn, one in enumerate(sorted(by_aisle, key=lambda at: (ranks.get(at, len(ranks)), natural(at)))):
            backwards = self.serpentine and turn % 2 == 1
            walked += sorted(by_aisle[one], key=lambda name: (natural(name), name), reverse=backwards)
        return {name: place for place, name in enumerate(walked)} | {"": len(walked)}

    def zone(self, name: str) -> str:
        """The zone of a bin; empty for no bin."""
        found = [
            (len(start), zone)
            for zone, starts in self.zones.items()
            for start in starts
            if name.casefold().startswith(start.casefold())
        ]
        return max(found)[1] if found else aisle(name)
