"""What a Shopify shop knows: orders, what is to be shipped of them, shipments, and stock by location."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from doubles.double import Ware


@dataclass
class Variant:
    id: int
    ware: Ware
    item: int
    tracked: bool = True
    levels: dict[int, dict[str, int]] = field(default_factory=dict)
    title: str = "Default Title"
    weight: tuple[str, float] | None = None
    picture: str = ""
    meta: dict[str, str] = field(default_factory=dict)


@dataclass
class OrderLine:
    id: int
    variant: Variant | None
    sku: str
    name: str
    quantity: int
    current: int
    ships: bool = True
    attributes: list[tuple[str, str]] = field(default_factory=list)
    bundle: str = ""


@dataclass
class ToShipLine:
    id: int
    line: OrderLine
    total: int
    remaining: int


@dataclass
class ToShip:
    """A fulfillment order."""

    id: int
    location: int
    lines: list[ToShipLine]
    updated: datetime
    status: str = "OPEN"
    request: str = "UNSUBMITTED"
    method: str = "SHIPPING"
    holds: list[str] = field(default_factory=list)
    service: bool = False

    @property
    def left(self) -> int:
        return sum(one.remaining for one in self.lines)

    @property
    def actions(self) -> list[str]:
        if self.status == "ON_HOLD":
            return ["RELEASE_HOLD", "HOLD", "MOVE"]
        if self.status == "SCHEDULED":
            return ["MARK_AS_OPEN"]
        if self.status not in ("OPEN", "IN_PROGRESS"):
            return []
        return ["REQUEST_FULFILLMENT", "MOVE"] if self.service else ["CREATE_FULFILLMENT", "MOVE", "HOLD"]


@dataclass
class Shipment:
    """A fulfillment. `told`: whether the customer was, None for one made by hand in the shop's pages."""

    id: int
    units: dict[int, int]
    created: datetime
    company: str = ""
    number: str = ""
    url: str = ""
    told: bool | None = None
    status: str = "SUCCESS"


@dataclass
class Sold:
    """An order."""

    id: int
    created: datetime
    updated: datetime
    lines: list[OrderLine]
    to_ship: list[ToShip]
    currency: str
    note: str
    address: dict[str, str] | None
    shipments: list[Shipment] = field(default_factory=list)
    financial: str = "PAID"
    cancelled: datetime | None = None
    test: bool = False
    shown: str = ""  # one of the older names of a fulfillment status

    @property
    def status(self) -> str:
        alive = [one for one in self.to_ship if one.status not in ("CLOSED", "CANCELLED") and one.left]
        states = {one.status for one in alive}
        shipped = any(one.status == "SUCCESS" for one in self.shipments)
        if self.shown:
            return self.shown
        if not any(line.ships for line in self.lines):
            return "FULFILLMENT_NOT_REQUIRED"
        if any(one.request == "REJECTED" for one in alive):
            return "REQUEST_DECLINED"
        if not alive:
            return "FULFILLED" if shipped else "UNFULFILLED"
        if states in ({"ON_HOLD"}, {"SCHEDULED"}):
            return states.pop()
        if shipped:
            return "PARTIALLY_FULFILLED"
        return "IN_PROGRESS" if states == {"IN_PROGRESS"} else "UNFULFILLED"


@dataclass
class Truth:
    """`ids` gives a new number for whatever needs one."""

    now: Callable[[], datetime]
    orders: dict[int, Sold] = field(default_factory=dict)
    variants: dict[str, Variant] = field(default_factory=dict)
    locations: dict[int, str] = field(default_factory=dict)
    last_id: int = 450_789_469

    def new_id(self) -> int:
        self.last_id += 7
        return self.last_id

    def touch(self, order: Sold) -> None:
        order.updated = self.now()

    def move(self, line: OrderLine, location: int, **by: int) -> None:
        """Changes of a line's stock by state: available, committed, on_hand."""
        if line.variant is not None:
            level = line.variant.levels[location]
            for state, units in by.items():
                level[state] += units

    def take_back(self, order: Sold, line: OrderLine, units: int) -> None:
        """Units that have not left are no longer wanted."""
        line.current -= units
        for one in order.to_ship:
            for row in one.lines:
                if row.line is line and units:
                    taken = min(units, row.remaining)
                    row.remaining -= taken
                    units -= taken
                    self.move(line, one.location, available=taken, committed=-taken)
            self.close_if_done(one)

    def close_if_done(self, one: ToShip) -> None:
        if not one.left and one.status != "CLOSED":
            one.status, one.updated = "CLOSED", self.now()

    def ship(self, order: Sold, units: Mapping[int, Mapping[int, int]], shipment: Shipment) -> None:
        """Units by id of a fulfillment order's line, by the fulfillment order's id."""
        for one in order.to_ship:
            for row in one.lines:
                taken = units.get(one.id, {}).get(row.id, 0)
                if taken:
                    row.remaining -= taken
                    shipment.units[row.line.id] = shipment.units.get(row.line.id, 0) + taken
                    self.move(row.line, one.location, committed=-taken, on_hand=-taken)
                    one.updated = self.now()
            self.close_if_done(one)
        order.shipments.append(shipment)
        order.shown = ""
        self.touch(order)
