"""What PrestaShop is and can do."""

from station.carts.contract import CredentialField, Manifest, OptionField, SignIn

_KEY = CredentialField(
    "key",
    "Webservice key",
    where="Advanced Parameters > Webservice > Add new webservice key: Generate, tick the permissions, Save.",
)

# What each resource is read for, and which methods it needs besides GET. Where several are named with a
# stroke, one of them is enough: PATCH is there from PrestaShop 8 on.
NEEDED: tuple[tuple[str, str, tuple[str, ...]], ...] = (
    ("orders", "orders", ("GET",)),
    ("order_details", "orders", ("GET",)),
    ("order_states", "orders", ("GET",)),
    ("addresses", "orders", ("GET",)),
    ("customers", "orders", ("GET",)),
    ("messages", "orders", ("GET",)),
    ("customizations", "orders", ("GET",)),
    ("countries", "orders", ("GET",)),
    ("states", "orders", ("GET",)),
    ("currencies", "orders", ("GET",)),
    ("carriers", "orders", ("GET",)),
    ("configurations", "orders", ("GET",)),
    ("products", "products", ("GET",)),
    ("combinations", "products", ("GET",)),
    ("order_carriers", "tracking", ("GET", "POST", "PATCH/PUT")),
    ("order_histories", "tracking", ("POST",)),
    ("stock_availables", "stock", ("GET", "PATCH/PUT")),
)

MANIFEST = Manifest(
    cart="prestashop",
    title="PrestaShop",
    sign_ins=(SignIn("", "Webservice key", (_KEY,)),),
    partial_shipment=False,
    several_parcels=True,
    stock="absolute",
    webhooks=False,
    locations=False,
    subtracts_stock_at="order",
    pending_takes_stock=True,
    # The state of a cancelled order gives units back; with a refund they are reinjected or not.
    restocks=("cancel",),
    may_restock=("refund",),
    options=(
        OptionField("page_size", "Orders a page (1 to 100)", kind="number"),
        OptionField("key_in_query", "The host drops the Authorization header", kind="flag"),
        OptionField("timezone", "The shop's time zone, where the key may not read configurations"),
        OptionField(
            "shipped_state",
            "Id of the status of a shipped order (4)",
            where="Shop Parameters > Order Settings > Statuses",
            kind="number",
        ),
        OptionField("status_mail", "Also send the mail of the shipped status (true)", kind="flag"),
        OptionField(
            "pickup_carriers",
            "Names or ids of carriers that mean collection",
            where="Shipping > Carriers",
            kind="list",
        ),
        OptionField(
            "shop",
            "Id of the shop, in a multishop",
            where="Advanced Parameters > Multistore",
            kind="number",
        ),
    ),
    permissions=tuple(f"{resource}: {', '.join(methods)}" for resource, _, methods in NEEDED),
)
