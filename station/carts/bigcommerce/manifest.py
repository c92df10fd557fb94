"""What BigCommerce is and can do."""

from station.carts.contract import CredentialField, Manifest, OptionField, SignIn

_TOKEN = CredentialField(
    "access_token",
    "Access token",
    where="Control panel > Settings > Store-level API accounts > Create API account. It is shown only once.",
)

MANIFEST = Manifest(
    cart="bigcommerce",
    title="BigCommerce",
    sign_ins=(SignIn("", "Store-level API account", (_TOKEN,)),),
    partial_shipment=True,
    several_parcels=True,
    stock="delta",
    webhooks=False,
    locations=True,
    subtracts_stock_at="order",
    pending_takes_stock=True,
    # `refund_order_stock_adjustment`: whether stock follows when an order is refunded or cancelled.
    restocks=(),
    may_restock=("cancel", "refund"),
    options=(
        OptionField(
            "location",
            "Id of the location whose stock is counted (1 is the default location)",
            where="Control panel > Settings > Locations; the connection test lists them.",
            kind="number",
        ),
        OptionField("page_size", "Orders a page (1 to 250)", kind="number"),
    ),
    permissions=(
        "Orders: modify",
        "Products: read-only",
        "Store Inventory: modify",
        "Store Locations: read-only",
        "Information & Settings: read-only",
    ),
    address="https://api.bigcommerce.com/stores/STORE_HASH",
)
