"""An address, a label and a slip to change one thing about."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from station.labels.shipping import ShippingLabel
from station.labels.slip import PackingSlip, SlipLine
from station.model.order import Address
from station.model.quantity import Mass

SENDER = Address("Own Warehouse", "", ("Industriestraße 12",), "Hamburg", "", "20095", "DE")
RECIPIENT = Address(
    "Maria Schönborn", "Atelier Nordlicht", ("Torstraße 140",), "Berlin", "", "10119", "DE",
    phone="+49 30 555", email="maria@example.org",
)  # fmt: skip


@pytest.fixture
def a_label() -> Callable[..., ShippingLabel]:
    base = ShippingLabel(
        carrier="Own van", method="Standard", ship_to=RECIPIENT, ship_from=SENDER, order="1001",
        store="main", carton=2, tracking="340123450000000017", day=date(2026, 3, 2),
        sscc="340123450000000017", gross=Mass(1_240_000),
    )  # fmt: skip

    def make(**changes: Any) -> ShippingLabel:
        return replace(base, **changes)

    return make


@pytest.fixture
def a_slip() -> Callable[..., PackingSlip]:
    lines = (
        SlipLine("TEE-M", "Cotton shirt", 3, (("Colour", "Blue"), ("Size", "M"))),
        SlipLine("CARD", "Greeting card", 1, barcode="LINE-77"),
    )
    base = PackingSlip("main", "1001", "ORD-main-1001", date(2026, 3, 2), RECIPIENT, lines)

    def make(**changes: Any) -> PackingSlip:
        return replace(base, **changes)

    return make
