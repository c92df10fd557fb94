"""What Vendure is and can do."""

from station.carts.contract import CredentialField, Manifest, OptionField, SignIn

_KEY = CredentialField(
    "api_key",
    "API key",
    where="Dashboard > Settings > API keys > New, with a role that has the permissions named here. It is "
    "shown only once, and taken only where tokenMethod of the server has 'api-key' (3.7 and later).",
)
_USER = CredentialField(
    "username",
    "User name",
    secret=False,
    where="Dashboard > Settings > Administrators: the e-mail address of one made for this bench.",
)
_PASSWORD = CredentialField(
    "password",
    "Password",
    where="Dashboard > Settings > Administrators: given when that administrator is made. tokenMethod of the "
    "server must have 'bearer', as it usually does.",
)

MANIFEST = Manifest(
    cart="vendure",
    title="Vendure",
    sign_ins=(
        SignIn("api_key", "API key", (_KEY,)),
        SignIn("login", "User name and password", (_USER, _PASSWORD)),
    ),
    partial_shipment=True,
    several_parcels=True,
    stock="absolute",
    webhooks=False,
    locations=True,
    subtracts_stock_at="order",
    # A cancelled line is released, or taken back where it had been fulfilled; a refund alone moves nothing.
    restocks=("cancel",),
    may_restock=("refund",),
    options=(
        OptionField("channel", "Channel token", "Dashboard > Settings > Channels"),
        OptionField("location", "Stock location (id)", "Dashboard > Settings > Stock locations"),
        OptionField("ship_on_authorization", "Orders whose payment is only authorized ship", kind="flag"),
        OptionField("fulfillment_handler", "Fulfillment handler (manual-fulfillment)"),
        OptionField("pickup_methods", "Codes of shipping methods that are collected", kind="list"),
        OptionField("note_field", "Custom field of orders with the customer's note"),
        OptionField("line_fields", "Custom fields of order lines the packer has to see", kind="list"),
        OptionField("weight_field", "Custom field of variants with the weight (in g, or weight_unit)"),
        OptionField("api_path", "Path of the Admin API (admin-api)"),
        OptionField("page_size", "Orders a page (1 to 1000)", kind="number"),
    ),
    permissions=("ReadOrder", "UpdateOrder", "ReadCatalog", "UpdateCatalog", "ReadStockLocation"),
)
