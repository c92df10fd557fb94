"""Sample lists: orders, cartons of a day, messages, options."""
# ruff: noqa: E501  sample sentences stand on one line

from station.model.view import DayTotals, OrderRow, PushRow, ShipmentRow
from ui.shots_states import grams, minutes, said

_METHODS = ("DPD Classic", "DHL Paket", "UPS Standard", "Own van")
_STATES = ("ready_for_fulfillment",) * 5 + (
    "packing",
    "on_hold",
    "partially_fulfilled",
    "fulfilled",
    "cancelled",
)
_TO = ("PL", "DE", "DE", "FR", "AT", "ES", "DE", "NL")
_PEOPLE = ("Ana Kovač", "Ben Müller", "Zoë Brandt")
_HOLDS = ("order.on_hold", "hold.payment", "hold.address", "hold.fraud", "hold.stock")


def _order(place: int) -> OrderRow:
    state = _STATES[(place * 7 + place // 9) % len(_STATES)] if place else "packing"
    state = "in_wave" if place in (5, 6) else state
    return OrderRow(
        key=place,
        store=("Main shop", "Pottery")[place % 3 == 2],
        ref=str(10482 + place),
        number=str(10482 + place),
        state=state,
        country=_TO[place % len(_TO)],
        lines=1 + place * 5 % 7,
        units=1 + place * 11 % 23,
        method=_METHODS[place * 3 % 4],
        placed_at=minutes(-25 - place * 17),
        hold=_HOLDS[place % len(_HOLDS)] if state == "on_hold" else "",
        hold_by="Ben Müller" if state == "on_hold" else "",
        hold_at=minutes(-95) if state == "on_hold" else None,
        rush=place in (1, 3, 9),
        tags=("gift", "b2b")[: 1 + place % 2] if place % 6 == 3 else (),
        doubts=("address.postal_form",)
        if place % 11 == 3
        else ("address.no_street",)
        if place % 17 == 6
        else (),
        ship_by=minutes(-6 + place * 13),
        bench=("Bench 2", "Bench 1")[place % 2] if state == "packing" else "",
    )


ORDERS = tuple(_order(place) for place in range(240))
_TOLD = ("ready", "done", "done", "done", "in_doubt", "done", "parked", "done")
SHIPMENTS = tuple(
    ShipmentRow(
        at=minutes(-3 - place * 6),
        store=("Main shop", "Pottery")[place % 3 == 1],
        order=str(10481 - place),
        ref=str(10481 - place),
        carton=1 + (place % 9 == 4),
        tracking=f"0015 5000 {4711 + place * 37:04} {1287 + place * 91:04}",
        carrier=_METHODS[place % 3].split()[0],
        operator=_PEOPLE[place % 3],
        bench="Bench 2",
        units=1 + place * 5 % 12,
        gross=grams(340 + place * 613 % 5200),
        pushed=_TOLD[place % len(_TOLD)],
    )
    for place in range(86)
)
TOTALS = DayTotals(
    shipped=81, cartons=86, units=412, open=31, on_hold=3, at_risk=2,
    by_hour=(0, 0, 0, 0, 0, 0, 0, 4, 11, 14, 9, 16, 6, 15, 11, 0, 0, 0, 0, 0, 0, 0, 0, 0), parked=1,
)  # fmt: skip
_WHY = "The shop changed order 10474 after it was packed. Take the carton off the truck, then try again."
PUSHES = (
    PushRow(1, "Main shop", "10474", "tracking", "parked", minutes(-52), minutes(-50), 1,
            said("ship.changed_after_pack", _WHY), "0015 5000 4970 1924"),
    PushRow(2, "Pottery", "2217", "tracking", "in_doubt", minutes(-11), minutes(1), 1,
            said("push.in_doubt", "Pottery did not answer. It is asked again before anything is sent."),
            "0015 5000 4859 1651"),
    PushRow(3, "Pottery", "", "stock", "ready", minutes(-4), minutes(3), 2,
            said("cart.busy", "Pottery asked us to wait."), "MUG-BLUE"),
    PushRow(4, "Main shop", "10481", "tracking", "ready", minutes(-0.3), minutes(0.2), 0, None, "0015 5000 4711 1287"),
    PushRow(5, "Main shop", "10480", "status", "sending", minutes(-1.5), minutes(0), 1, None, ""),
)  # fmt: skip
SETTINGS = (
    ("bench", "name", "Bench 2", "What people call this bench. Unique per database."),
    ("bench", "timezone", "Europe/Berlin", "Defines the day and every clock on the screen."),
    ("bench", "database", "sqlite:///station.db", "Where orders and facts are kept."),
    ("bench", "language", "en", "The language of the screen and of every sentence."),
    ("store Main shop", "cart", "woocommerce", "The kind of shop."),
    ("store Main shop", "url", "https://tea-and-clay.example", "The shop's address."),
    ("store Main shop", "poll_seconds", "60", "How often changed orders are asked for."),
    (
        "store Main shop",
        "notify_customer",
        "yes",
        "The shop mails the customer when a shipment is confirmed.",
    ),
    ("store Pottery", "cart", "shopify", "The kind of shop."),
    ("device", "scanner", "/dev/serial/by-id/usb-scanner", "The scanner's serial line."),
    (
        "device",
        "scale",
        "/dev/serial/by-id/usb-scale (mt-sics)",
        "The scale's serial line and language.",
    ),
    ("printer", "labels", "socket 192.0.2.10:9100, zpl", "Where shipping labels come out."),
    ("packing", "weigh", "required", "Whether a carton is weighed before its label."),
    ("packing", "scan_back", "yes", "The printed label is scanned on the carton it belongs to."),
    (
        "packing",
        "when_cart_unreachable",
        "pack",
        "What happens when the shop cannot be asked in time.",
    ),
    ("packing", "push_delay_seconds", "20", "How long a tracking message waits for second thoughts."),
    ("screen", "theme", "auto", "Light, dark, or high contrast; auto follows the machine."),
    ("screen", "text_percent", "100", "Size of all words, 100 to 200."),
    ("sound", "volume", "70", "Loudness of the sounds, 0 is silent."),
    ("privacy", "keep_days", "30", "Days after which names and addresses are deleted."),
)
