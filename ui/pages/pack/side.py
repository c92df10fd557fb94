"""The right column: cartons of the shipment, and where it goes."""

import datetime

from station.model.view import BenchState, BenchView, CartonView
from ui.format import Format
from ui.pages.pack.screen import AddressCard, CartonCard
from ui.text import Text

OWN_BOX = "own_box"
MERGED = 3  # numbers on the button of MERGE
UNCHECKED = 120  # s: an order not re-read for this long is shown with the time of the last check


def show_cartons(view: BenchView, text: Text, form: Format) -> tuple[CartonCard, ...]:
    return tuple(_carton(one, text, form, view.suggestion) for one in view.cartons)


def _carton(carton: CartonView, text: Text, form: Format, better: str) -> CartonCard:
    state = text.word(f"carton.{carton.state}")
    parts = [text.count("units", carton.units)]
    if carton.gross is not None:
        parts.append(form.mass(carton.gross))
    title = text.word("carton.title", number=carton.number)
    if carton.kind:
        title += f" · {text.word('carton.own_box') if carton.kind == OWN_BOX else carton.kind}"
    if better and carton.state == "open":
        parts.append(text.word("carton.better", kind=better))
    icon = {"confirmed": "check", "labelled": "label", "sealed": "carton"}.get(carton.state, "carton")
    return CartonCard(title, text.listed(parts), state, carton.state == "open", icon)


def show_address(view: BenchView, text: Text, form: Format, now: datetime.datetime) -> AddressCard | None:
    address = view.ship_to
    if address is None:
        return None
    town = " ".join(part for part in (address.postal_code, address.city) if part)
    place = ", ".join(part for part in (town, address.region) if part)
    lines = [address.company, *address.street, text.listed([place, address.country])]
    chips: list[tuple[str, str, str]] = [("alert", goods, "warn") for goods in view.dangerous]
    if view.gift_note:
        chips.append(("gift", text.word("address.gift"), "accent"))
    if view.checked_at is not None and (now - view.checked_at).total_seconds() > UNCHECKED:
        chips.append(("clock", text.word("address.checked", when=form.ago(view.checked_at, now)), "warn"))
    chips += [("tag", tag, "soft") for tag in view.tags]
    others = len(view.same_place)
    near = text.count("orders.near", others, orders=", ".join(view.same_place)) if others else ""
    ours = [("person", note) for note in view.staff_notes]
    notes = [("truck", near), *ours, ("gift", view.gift_note), ("note", view.customer_note)]
    return AddressCard(
        address.name or address.company,
        tuple(one for one in lines if one and one != address.name),
        view.method,
        tuple(chips),
        tuple((icon, note) for icon, note in notes if note),
        _merge(view, text),
    )


def _merge(view: BenchView, text: Text) -> str:
    """Words of the button, as long as the bench would do it."""
    begun = any(one.packed or one.shorted for one in view.lines) or len(view.cartons) > 1
    if begun or not view.same_place or view.state is not BenchState.PACKING:
        return ""
    more = "" if len(view.same_place) <= MERGED else " …"
    return f"{text.word('command.merge')} {', '.join(view.same_place[:MERGED])}{more}"
