"""What Shopify is and can do. Source of the permissions: `requiredAccess` of the 2026-10 schema."""

from station.carts.contract import CredentialField, Manifest, OptionField, SignIn

_APP = "dev.shopify.com > Apps > your app > Settings > Credentials."
_ID = CredentialField("client_id", "Client ID", secret=False, where=_APP)
_SECRET = CredentialField("client_secret", "Client secret", where=_APP)
_TOKEN = CredentialField(
    "access_token",
    "Admin API access token",
    where="Shopify admin > Settings > Apps > Develop apps > your app > API credentials; it is shown once.",
)
_REFRESH = CredentialField(
    "refresh_token",
    "Refresh token",
    where="In the answer to your app's last authorization, beside its access token; it changes by itself.",
)

# Permission, and what it is for.
SCOPES = (
    ("read_orders", "orders"),
    ("read_merchant_managed_fulfillment_orders", "orders"),
    ("write_merchant_managed_fulfillment_orders", "tracking"),
    ("read_products", "products"),
    ("read_inventory", "stock"),
    ("write_inventory", "stock"),
    ("read_locations", "locations"),
)

MANIFEST = Manifest(
    cart="shopify",
    title="Shopify",
    sign_ins=(
        SignIn("client", "App of your own organisation", (_ID, _SECRET)),
        SignIn("token", "Custom app made before 2026", (_TOKEN,)),
        SignIn("refresh", "Public app", (_ID, _SECRET, _REFRESH)),
    ),
    partial_shipment=True,
    several_parcels=True,
    stock="compare_and_set",
    webhooks=False,
    locations=True,
    subtracts_stock_at="order",
    pending_takes_stock=True,
    # `orderCancel` and a refund both ask whether to restock.
    restocks=(),
    may_restock=("cancel", "refund"),
    options=(
        OptionField(
            "location",
            "Pack only what leaves from this location",
            "Shopify admin > Settings > Locations > a location: the number at the end of its address.",
        ),
        OptionField("ship_before_capture", "Ship while the payment is only authorized", kind="flag"),
        OptionField("ship_unpaid", "Ship while the payment is pending (cash on delivery)", kind="flag"),
        OptionField("test_orders", "Take test orders too", kind="flag"),
        OptionField("page_size", "Orders a page (1 to 100)", kind="number"),
        OptionField("bin_keys", "Metafields of a variant that hold a bin (namespace.key)", kind="list"),
    ),
    permissions=tuple(scope for scope, _ in SCOPES),
    address="https://your-shop.myshopify.com",
)
