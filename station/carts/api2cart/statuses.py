"""What an order's status means. Statuses are the cart's own, by id and by name, in its own spelling.

Sources: the status lists of Magento, WooCommerce, Shopify, BigCommerce, PrestaShop, OpenCart, Amazon, eBay,
Etsy, TikTok Shop, Walmart and bol, as their documentation or the api2cart-mock-api data set has them. A
status not listed here has no meaning until the store's `status_map` gives it one.
"""

from collections.abc import Mapping

from station.carts.reading import Json, shown, word_of
from station.model.order import OrderState

_WORDS = {
    OrderState.PENDING: """pending pending_payment payment_pending awaiting_payment unpaid not_paid incomplete
        failed payment_failed payment_error checkout_draft pending_availability invoice_unconfirmed expired
        awaiting_check_payment awaiting_bank_wire_payment payment_processing on_backorder_not_paid denied""",
    OrderState.READY: """processing processed paid unshipped ready_to_ship awaiting_shipment
        awaiting_fulfillment payment_accepted remote_payment_accepted processing_in_progress
        partially_refunded""",
    OrderState.PARTIAL: "partially_shipped partially_shipping partially_fulfilled",
    OrderState.ON_HOLD: """on_hold holded payment_review fraud manual_verification_required disputed
        unfulfillable on_backorder_paid""",
    OrderState.FULFILLED: """shipped complete completed delivered in_transit fulfilled
        awaiting_collection""",
    OrderState.CANCELLED: "canceled cancelled voided declined trash reversed chargeback",
    OrderState.REFUNDED: "refunded fully_refunded",
}


def _plain(said: str) -> str:
    return "".join(letter for letter in said.lower().removeprefix("wc-") if letter.isalnum())


_USUAL = {_plain(word): state for state, words in _WORDS.items() for word in words.split()}
# Where the cart behind means something else by a word than the others do.
_BEHIND: Mapping[str, Mapping[str, OrderState]] = {
    "magento": {"closed": OrderState.REFUNDED},
    "shopify": {"closed": OrderState.FULFILLED, "archived": OrderState.FULFILLED},
    "ebay": {"open": OrderState.PENDING},
    "walmart": {"created": OrderState.READY, "acknowledged": OrderState.READY},
    "bol": {"open": OrderState.READY},
}
_UNPAID = ("notpaid", "unpaid", "pending", "awaitingpayment", "failed", "expired", "voided")


def meaning(status: Json, extra: Json, behind: str, own: Mapping[str, OrderState]) -> OrderState | None:
    """`own`: the store's map, by `key_of` an id or name. `extra`: what else the cart tells."""
    said = [key_of(word_of(status.get("id"))), key_of(shown(status.get("name")))]
    found = next((own[one] for one in said if one in own), None)
    special = next((_BEHIND[name] for name in _BEHIND if behind.lower().startswith(name)), {})
    for one in said:
        found = found or special.get(one) or _USUAL.get(one)
    if found is None and "open" in said:  # marketplaces: placed; whether paid is told beside it
        paid = _plain(word_of(extra.get("financial_status")))
        found = (OrderState.PENDING if paid in _UNPAID else OrderState.READY) if paid else None
    if found is OrderState.READY and _sent_by_marketplace(extra):
        return OrderState.PAID
    return found


def key_of(status: str) -> str:
    return _plain(status)


def _sent_by_marketplace(extra: Json) -> bool:
    """Orders that leave from the marketplace's own warehouse are not ours to pack."""
    channel = _plain(word_of(extra.get("fulfillment_channel")))
    kind = word_of(extra.get("fulfillment_type")).upper()
    return channel in ("afn", "amazon") or (
        kind.startswith("FULFILLMENT_BY_") and kind != "FULFILLMENT_BY_SELLER"
    )
