"""What WooCommerce is and can do."""

from station.carts.contract import CredentialField, Manifest, OptionField, SignIn

_WHERE = "WooCommerce > Settings > Advanced > REST API > Add key, permission Read/Write."
_KEY = CredentialField("consumer_key", "Consumer key", secret=False, where=_WHERE)
_SECRET = CredentialField("consumer_secret", "Consumer secret", where=f"{_WHERE} It is shown only once.")

MANIFEST = Manifest(
    cart="woocommerce",
    title="WooCommerce",
    sign_ins=(SignIn("", "API key", (_KEY, _SECRET)),),
    partial_shipment=True,
    several_parcels=True,
    stock="delta",
    webhooks=False,
    locations=False,
    subtracts_stock_at="order",
    # Cancelled or pending puts units back; a refund only where "restock" was ticked.
    restocks=("cancel",),
    may_restock=("refund",),
    options=(
        OptionField("page_size", "Orders a page (1 to 100)", kind="number"),
        OptionField("key_in_query", "The host drops the Authorization header", kind="flag"),
        OptionField("bin_keys", "Product fields that hold a bin", kind="list"),
    ),
    permissions=("Read/Write",),
)
