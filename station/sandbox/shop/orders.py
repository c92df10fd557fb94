"""What happens to orders: placed, paid, changed, refunded, noted, thrown away."""

import hashlib
from collections.abc import Iterable, Mapping, Sequence

from station.sandbox.shop import sums
from station.sandbox.shop.objects import Objects, Order, Product
from station.sandbox.shop.refusal import Doc
from station.sandbox.shop.shelf import Shelf
from station.sandbox.shop.site import Site, status_title

_ADDRESS = (
    "first_name",
    "last_name",
    "company",
    "address_1",
    "address_2",
    "city",
    "state",
    "postcode",
    "country",
)
PAYMENTS = {
    "bacs": "Direct bank transfer",
    "cod": "Cash on delivery",
    "card": "Card",
    "": "",
}


def address(given: Mapping[str, str], *, email: bool) -> Doc:
    """Every key WooCommerce shows, empty where nothing was given; billing has an e-mail too."""
    keys = (*_ADDRESS, "email", "phone") if email else (*_ADDRESS, "phone")
    return {key: given.get(key, "") for key in keys}


class Orders:
    """Changes to orders, each with its consequences: stock, notes, dates. The caller holds the lock."""

    def __init__(self, objects: Objects, site: Site, shelf: Shelf) -> None:
        self._objects = objects
        self._site = site
        self._shelf = shelf

    def place(self, spec: Mapping[str, object]) -> Order:
        """A new order. `spec`: see `Shop.place_order`; status `pending` unless it says otherwise."""
        given: Doc = dict(spec)
        placed = given.get("placed_at") or self._site.now()
        ship_to = address(given.get("ship_to") or {}, email=False)
        country = ship_to["country"] or (given.get("billing") or {}).get("country", "")
        ref = self._objects.number("post", 101)
        doc = self._blank(ref, given, placed)
        doc["billing"] = address(given.get("billing") or given.get("ship_to") or {}, email=True)
        doc["shipping"] = ship_to
        doc["meta_data"] = self._metas(given.get("meta", {}).items())
        doc["line_items"] = [self._line(line, country) for line in given.get("lines", ())]
        doc["shipping_lines"] = [self._shipping(line, country) for line in given.get("shipping_lines", ())]
        sums.total(doc, country, self._item)
        order = Order(doc)
        self._enter(order, given.get("status", "pending"), placed)
        self._objects.keep_order(order)
        return order

    def set_status(self, order: Order, status: str) -> None:
        """Enter a status, even the one it has; `date_modified` moves in any case."""
        now = self._site.now()
        order.doc["date_modified_gmt"] = now
        if status != order.status:
            self._enter(order, status, now)
            if status == "refunded":
                self._refund_the_rest(order)
        self._objects.keep_order(order)

    def put_meta(self, order: Order, entries: Sequence[Doc]) -> None:
        self.merge_meta(order.doc["meta_data"], entries)
        self.touch(order)

    def merge_meta(self, held: list[Doc], entries: Sequence[Doc]) -> None:
        """The same key, or the same id, is updated in place; the value None deletes; else it is added."""
        for entry in entries:
            ref, key = entry.get("id") or 0, entry.get("key")
            found = next((one for one in held if (one["id"] == ref if ref else one["key"] == key)), None)
            if entry.get("value") is None:
                if found is not None:
                    held.remove(found)
            elif found is not None:
                found.update({"key": key or found["key"], "value": entry["value"]})
            elif key:
                held.extend(self._metas([(key, entry["value"])]))

    def add_note(self, order: Order, text: str, *, to_customer: bool, author: str = "WooCommerce") -> Doc:
        """A note never moves `date_modified`."""
        note = self._note(order, text, self._site.now(), to_customer=to_customer, author=author)
        self._objects.keep_order(order)
        return note

    def refund(
        self, order: Order, units: Mapping[int, int], minor: int, reason: str, *, restock: bool
    ) -> Doc:
        """Give back `minor` cents and `units` per line id; the line's own quantity never changes."""
        lines = [self._refund_line(order, ref, count) for ref, count in units.items() if count]
        tax = sum(sums.cents(line["total_tax"]) for line in lines)
        whole = sums.cents(order.doc["total"]) - self.refunded(order) <= minor
        doc: Doc = {
            "id": self._objects.number("post"),
            "date_created_gmt": self._site.now(),
            "amount": sums.amount(minor),
            "reason": reason,
            "meta_data": self._metas([("_refund_type", "full" if whole else "partial")]),
            "line_items": lines,
            "tax_lines": [sums.tax_line(self._item(), tax, 0)] if tax else [],
        }
        order.refunds.append(doc)
        for line in order.doc["line_items"]:
            if restock and line["id"] in units:
                self._shelf.restock(line, units[line["id"]])
        if whole and order.status != "refunded":
            self._enter(order, "refunded", self._site.now())
        self.touch(order)
        return doc

    def refunded(self, order: Order) -> int:
        """Cents given back so far."""
        return sum(sums.cents(one["amount"]) for one in order.refunds)

    def worth(self, order: Order, units: Mapping[int, int]) -> int:
        """What `units` per line id cost, tax included, in cents."""
        rows = (self._refund_line(order, ref, count, number=0) for ref, count in units.items())
        return -sum(sums.cents(row["total"]) + sums.cents(row["total_tax"]) for row in rows)

    def change_quantity(self, order: Order, line: Doc, quantity: int) -> None:
        """An edit in the shop: the order's totals and the stock follow."""
        before = line["quantity"]
        net = round(sums.cents(line["total"]) / before * quantity) if before else 0
        line["quantity"] = quantity
        country = order.doc["shipping"]["country"] or order.doc["billing"]["country"]
        sums.price_line(line, net, country)
        self._shelf.line_changed(line, before)
        sums.total(order.doc, country, self._item)
        self.touch(order)

    def trash(self, order: Order) -> None:
        """To the bin: readable by id, in no default list. Stock stays where it is."""
        stamp = str(int(self._site.clock.now().timestamp()))
        order.doc["meta_data"] += self._metas(
            [("_wp_trash_meta_status", f"wc-{order.status}"), ("_wp_trash_meta_time", stamp)]
        )
        order.doc["status"] = "trash"
        self.touch(order)

    def touch(self, order: Order) -> None:
        order.doc["date_modified_gmt"] = self._site.now()
        self._objects.keep_order(order)

    def _enter(self, order: Order, status: str, when: str) -> None:
        doc, before = order.doc, order.status
        doc["status"] = status
        if note := self._shelf.follow(order, status):
            self._note(order, note, when)
        if before != status:
            told = f"Order status changed from {status_title(before)} to {status_title(status)}."
            self._note(order, told, when)
        # Cash on delivery counts as paid only when the order is completed.
        paid_at = "completed" if doc["payment_method"] == "cod" else "processing"
        if status in (paid_at, "completed") and doc["date_paid_gmt"] is None:
            doc["date_paid_gmt"] = when
        if status == "completed":
            doc["date_completed_gmt"] = when

    def _refund_the_rest(self, order: Order) -> None:
        rest = sums.cents(order.doc["total"]) - self.refunded(order)
        if rest > 0:
            self.refund(order, {}, rest, "Order fully refunded.", restock=False)

    def _refund_line(self, order: Order, ref: int, units: int, number: int | None = None) -> Doc:
        line = next(one for one in order.doc["line_items"] if one["id"] == ref)
        country = order.doc["shipping"]["country"] or order.doc["billing"]["country"]
        doc = {
            **line,
            "id": self._item() if number is None else number,
            "quantity": -units,
            "meta_data": self._metas([("_refunded_item_id", str(ref))]) if number is None else [],
        }
        sums.price_line(doc, -round(sums.cents(line["total"]) / line["quantity"] * units), country)
        return doc

    def _note(
        self, order: Order, text: str, when: str, *, to_customer: bool = False, author: str = "WooCommerce"
    ) -> Doc:
        note: Doc = {
            "id": self._objects.number("note"),
            "author": author,
            "date_created_gmt": when,
            "note": text,
            "customer_note": to_customer,
        }
        order.notes.append(note)
        return note

    def _blank(self, ref: int, given: Doc, placed: str) -> Doc:
        payment = given.get("payment_method", "bacs")
        key = hashlib.blake2b(f"{ref}".encode(), digest_size=8).hexdigest()[:13]
        zeros = ("discount_total", "discount_tax", "shipping_total", "shipping_tax")
        return {
            "id": ref,
            "parent_id": 0,
            "status": "pending",
            "currency": given.get("currency") or self._site.currency,
            "version": self._site.version,
            "prices_include_tax": False,
            "date_created_gmt": placed,
            "date_modified_gmt": placed,
            **dict.fromkeys((*zeros, "cart_tax", "total", "total_tax"), "0.00"),
            "customer_id": given.get("customer_id", 0),
            "order_key": f"wc_order_{key}",
            "billing": {},
            "shipping": {},
            "payment_method": payment,
            "payment_method_title": given.get("payment_method_title") or PAYMENTS.get(payment, payment),
            "transaction_id": given.get("transaction_id", ""),
            "customer_ip_address": "127.0.0.1",
            "customer_user_agent": "",
            "created_via": given.get("created_via", "checkout"),
            "customer_note": given.get("customer_note", ""),
            "date_completed_gmt": None,
            "date_paid_gmt": None,
            "cart_hash": "",
            "number": given.get("number") or str(ref),
            **{key: [] for key in ("meta_data", "line_items", "tax_lines", "shipping_lines")},
            **{key: [] for key in ("fee_lines", "coupon_lines")},
        }

    def _line(self, given: Doc, country: str) -> Doc:
        wanted = given.get("variation_id") or given.get("product_id") or given["sku"]
        product = self._objects.product(wanted)
        options = {key.lower(): value for key, value in product.options.items()}
        line: Doc = {
            "id": self._item(),
            "name": self._line_name(product),
            "product_id": product.parent or product.id,
            "variation_id": product.id if product.parent else 0,
            "quantity": given.get("quantity", 1),
            "tax_class": "",
            **dict.fromkeys(("subtotal", "subtotal_tax", "total", "total_tax"), "0.00"),
            "taxes": [],
            "meta_data": self._metas((options | given.get("options", {})).items()),
        }
        product.sales += line["quantity"]
        sums.price_line(line, sums.cents(given.get("price") or product.price) * line["quantity"], country)
        return line

    def _line_name(self, product: Product) -> str:
        parent = self._objects.products.get(product.parent) if product.parent else None
        return f"{parent.name} - {product.name}" if parent else product.name

    def _shipping(self, given: Doc, country: str) -> Doc:
        line: Doc = {
            "id": self._item(),
            "method_title": given.get("method_title", "Courier"),
            "method_id": given.get("method_id", "flat_rate"),
            "instance_id": str(given.get("instance_id", "1")),
            "total": given.get("total", "0.00"),
            "total_tax": "0.00",
            "taxes": [],
            "tax_status": "taxable",
            "meta_data": [],
        }
        sums.price_shipping(line, country)
        return line

    def _item(self) -> int:
        return self._objects.number("item")

    def _metas(self, pairs: Iterable[tuple[str, object]]) -> list[Doc]:
        return [{"id": self._objects.number("meta"), "key": key, "value": value} for key, value in pairs]
