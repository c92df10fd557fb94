"""What Amazon is and can do."""

from station.carts.contract import CredentialField, Manifest, OptionField, SignIn

_APP = "Seller Central > Apps and Services > Develop Apps, your app"
_CLIENT = CredentialField(
    "client_id", "LWA client identifier", secret=False, where=f"{_APP} > LWA credentials: View."
)
_SECRET = CredentialField(
    "client_secret", "LWA client secret", where=f"{_APP} > LWA credentials: View. It changes every 180 days."
)
_REFRESH = CredentialField(
    "refresh_token", "Refresh token", where=f"{_APP} > Authorize app. It is shown only once, for one year."
)

ORDERS_ROLE = "Inventory and Order Tracking"
ADDRESS_ROLE = "Direct-to-Consumer Delivery (Restricted)"
LISTINGS_ROLE = "Product Listing"

MANIFEST = Manifest(
    cart="amazon",
    title="Amazon",
    sign_ins=(SignIn("", "Own app", (_CLIENT, _SECRET, _REFRESH)),),
    partial_shipment=True,
    several_parcels=True,
    stock="absolute",
    webhooks=False,
    locations=False,
    subtracts_stock_at="order",
    pending_takes_stock=True,
    # Nothing says whether a seller's own quantity rises again: it is the seller's to set.
    restocks=(),
    may_restock=("cancel", "refund"),
    options=(
        OptionField(
            "marketplace_ids",
            "Marketplaces",
            "Amazon's list of marketplace ids, such as A1PA6795UKMFR9 for Amazon.de.",
            kind="list",
            required=True,
        ),
        OptionField(
            "seller_id",
            "Merchant token, for products and stock",
            "Seller Central > Settings > Account Info > Your Merchant Token.",
        ),
        OptionField("page_size", "Orders a page (1 to 100)", kind="number"),
        OptionField("token_url", "Where access tokens are given out"),
    ),
    permissions=(ORDERS_ROLE, ADDRESS_ROLE, LISTINGS_ROLE),
    address="https://sellingpartnerapi-eu.amazon.com",
)
