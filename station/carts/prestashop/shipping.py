"""Telling a shop what left: tracking numbers, then the state of a shipped order.

Every order has a row in `order_carriers` with one number; further cartons get rows of their own. The shop's
own pages show one row a carrier (Order::getShipping groups by it), the webservice shows all. A changed row
mails the number to the customer when asked to, a new one never does.
Sources: recorded exchanges of PrestaShop 8.2.1 (a number does not move date_upd; the same state twice makes
two rows; an unknown state is an empty 500); PrestaShop developer documentation (`sendemail=1`).
"""

from station.carts.contract import Refused, Shipped, Step
from station.carts.parcels import comparable_tracking, parcel
from station.carts.prestashop.api import Api
from station.carts.prestashop.mapping import flag, name_of
from station.carts.prestashop.tables import Tables
from station.carts.reading import Json, ref_of, text_of, word_of
from station.carts.settings import StoreSettings
from station.model.shipment import CompleteOrder, ShipConfirm

# Sent twice, the state is twice in the history and the customer has two mails.
COMPLETE = Step("state", repeatable=False)
_MAIL = (("sendemail", "1"),)
_MOST_STATES = 100_000


class Shipping:
    """Methods raise as a read or a write does."""

    def __init__(self, api: Api, tables: Tables, settings: StoreSettings) -> None:
        self._api = api
        self._tables = tables
        self._settings = settings
        self._usual = str(settings.number("shipped_state", 4, 1, _MOST_STATES))

    def steps(self, message: ShipConfirm) -> tuple[Step, ...]:
        """A carton without a number has nothing to say here; cartons of one number say it once. A number
        that is there already is not written again, so that a repeat does no harm.
        """
        first: dict[str, int] = {}
        for n, carton in enumerate(message.parcels, 1):
            if carton.tracking.strip():
                first.setdefault(comparable_tracking(carton.tracking), n)
        return tuple(Step(f"tracking:{n}", repeatable=True) for n in first.values())

    def has_number(self, message: ShipConfirm, step: Step) -> bool:
        return _has(self._rows(message.ref), parcel(message, step).tracking)

    def tell_number(self, message: ShipConfirm, step: Step) -> None:
        carton = parcel(message, step)
        rows = self._rows(message.ref)
        if _has(rows, carton.tracking):
            return
        fields = {"tracking_number": carton.tracking.strip()}
        free = next((row for row in rows if not word_of(row.get("tracking_number"))), None)
        carrier = self._carrier(carton.carrier)
        if free is not None:
            if carrier and carrier != ref_of(free.get("id_carrier")):
                fields["id_carrier"] = carrier
            mail = _MAIL if message.notify_customer else ()
            self._api.change("order_carriers", "order_carrier", ref_of(free.get("id")), fields, mail)
            return
        chosen = rows[0] if rows else self._order(message.ref)
        about = {"id_order": message.ref, "id_carrier": carrier or ref_of(chosen.get("id_carrier"))}
        invoice = ref_of(chosen.get("id_order_invoice"))
        if invoice:
            about["id_order_invoice"] = invoice
        self._api.add("order_carriers", "order_carrier", about | fields)

    def shipments(self, ref: str) -> tuple[Shipped, ...]:
        found = []
        for row in self._rows(ref):
            number = word_of(row.get("tracking_number"))
            carrier = self._tables.row("carriers", ref_of(row.get("id_carrier")))
            if number:
                found.append(Shipped(ref_of(row.get("id")), (number,), text_of(carrier.get("name")), ()))
        return tuple(found)

    def is_complete(self, message: CompleteOrder) -> bool:
        """In the state of a shipped order, or in another that means as much."""
        state = ref_of(self._order(message.ref).get("current_state"))
        return state == self._shipped_state() or flag(self._tables.row("order_states", state), "shipped")

    def complete(self, message: CompleteOrder) -> None:
        state = self.check_state()
        mail = _MAIL if self._settings.notify_customer and self._settings.flag("status_mail", True) else ()
        fields = {"id_order": message.ref, "id_order_state": state}
        self._api.add("order_histories", "order_history", fields, mail)

    def check_state(self) -> str:
        """The id of the state of a shipped order. Raises `Refused` (`cart.state_unknown`)."""
        state = self._shipped_state()
        if not state:
            raise Refused("cart.state_unknown", state=self._wanted_state())
        return state

    def _shipped_state(self) -> str:
        """Given by id or name; empty when the shop has none such."""
        wanted = self._wanted_state()
        states = self._tables.all("order_states")
        if wanted in states:
            return wanted
        return next((ref for ref, row in states.items() if name_of(row.get("name")) == wanted), "")

    def _wanted_state(self) -> str:
        return self._settings.completed_status.strip() or self._usual

    def _carrier(self, ours: str) -> str:
        """The shop's carrier of our name for it, newest first; empty: the one the customer chose stays."""
        wanted = self._settings.carrier(ours, {}, ours).strip().casefold()
        carriers = self._tables.all("carriers")
        for ref, row in reversed(tuple(carriers.items())):
            names = (text_of(row.get("name")).casefold(), ref_of(row.get("id_reference")), ref)
            if wanted and wanted in names and not flag(row, "deleted"):
                return ref
        return ""

    def _rows(self, ref: str) -> tuple[Json, ...]:
        return self._api.named("order_carriers", "id_order", (ref,))

    def _order(self, ref: str) -> Json:
        rows = self._api.named("orders", "id", (ref,), display="[id,id_carrier,current_state]")
        if not rows:
            raise Refused("cart.order_gone", status=404)
        return rows[0]


def _has(rows: tuple[Json, ...], tracking: str) -> bool:
    wanted = comparable_tracking(tracking)
    return any(comparable_tracking(word_of(row.get("tracking_number"))) == wanted for row in rows)
