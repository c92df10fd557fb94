"""Units that came back: who puts them back for sale, and the correction where the shop does not."""

from collections.abc import Mapping
from datetime import timedelta

from station.store import counted, outbox, products
from station.store.engine import Transaction
from station.usecases.seat import Seat

BY_ITSELF = frozenset({"cancel"})  # what nearly every cart does: a cancelled order gives its units back
IF_ASKED = frozenset({"refund"})  # and what is chosen there: whoever makes a refund ticks it, or does not


WHY = {"order.cancelled": "cancel", "order.gone": "cancel", "order.refunded": "refund"}


def who(seat: Seat, store: str, why: str) -> str:
    """Who puts units back for sale: shop | told | none | asking. `why`: cancel | refund | other."""
    if why == "other":
        return "none"
    if seat.policy.stock.get(store) == "none":
        return "none"
    if why in seat.policy.restocks.get(store, BY_ITSELF):
        return "shop"
    if why not in seat.policy.may_restock.get(store, IF_ASKED):
        return "told"
    return {"shop": "shop", "station": "told"}.get(seat.policy.returned_stock, "asking")


def on_the_way(seat: Seat, tx: Transaction, store: str, product: str) -> int:
    """Units that wait to be put back while the shop counts them: no shelf has them, but they are there."""
    some = counted.coming_back(tx, store, product)
    return sum(units for reason, units in some if who(seat, store, WHY.get(reason, "other")) == "shop")


def tell(
    seat: Seat,
    tx: Transaction,
    store: str,
    units: Mapping[tuple[str, str], int],
    key: str,
    order_id: int,
    *,
    if_managed: bool = False,
) -> None:
    """Queue signed corrections per (SKU, product). The movement behind them is written already.

    `if_managed`: where the shop keeps no stock of the product there is nothing to correct, and nobody to ask.
    """
    if seat.policy.stock.get(store) == "none":
        return
    now = seat.clock.now()
    due = now + timedelta(seconds=seat.policy.push_delay)
    for (sku, product), count in sorted(units.items()):
        if not count or not product:
            continue
        parent, stock_ref = products.parent_of(tx, store, product)
        body: dict[str, object] = {
            "sku": sku, "product": product, "parent": parent, "stock_ref": stock_ref, "plus": count,
        }  # fmt: skip
        if if_managed:
            body["if_managed"] = True
        stream = f"stock:{store}:{stock_ref}:"
        outbox.add(
            tx, store, stream, "stock", f"plus:{key}:{product}", body, seat.policy.bench, due, now, order_id
        )
