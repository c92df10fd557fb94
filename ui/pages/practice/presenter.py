"""What lies on the practice table now."""

from collections.abc import Sequence
from dataclasses import dataclass

from station.model.view import BenchState, BenchView

S = BenchState
# What a thing without a picture is drawn as, by the head of its code.
ICONS = {"OP": "person", "BIN": "bin", "ORD": "orders", "PICK": "orders"}


@dataclass(frozen=True, slots=True)
class Tile:
    scan: str
    title: str
    about: str
    picture: str

    @property
    def icon(self) -> str:
        return ICONS.get(self.scan.partition("-")[0], "pack")


@dataclass(frozen=True, slots=True)
class Table:
    """`step` names what to reach for: slip, items, pan or label."""

    step: str
    slips: tuple[Tile, ...]
    items: tuple[Tile, ...]
    label: str
    can_weigh: bool


Found = tuple[Sequence[tuple[str, str, str]], Sequence[tuple[str, str, str]], tuple[str, str] | None]


def table(view: BenchView, found: Found) -> Table:
    """`found` are the slips, the items and the label the practice bench has."""
    orders, items, label = found
    slips = tuple(Tile(code, number, title, "") for code, number, title in orders)
    if view.state is S.IDLE:  # the badges
        slips = (*(Tile(code, name, code, "") for code, name, _ in items), *slips)
    steps = {S.IDLE: "slip", S.WEIGHING: "pan", S.SCAN_BACK: "label", S.LABELLING: "label"}
    return Table(
        step=steps.get(view.state, "items"),
        slips=slips,
        items=tuple(Tile(code, name, "", picture) for code, name, picture in items),
        label=label[0] if label is not None else "",
        can_weigh=bool(view.lines) and view.state is not S.IDLE,
    )
