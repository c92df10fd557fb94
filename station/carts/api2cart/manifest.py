"""What API2Cart is and can do; what the cart behind it cannot is found out when it is asked."""

from station.carts.contract import CredentialField, Manifest, OptionField, SignIn

_API_KEY = CredentialField(
    "api_key", "API key", where="API2Cart account, top right under the account's name: API key."
)
_STORE_KEY = CredentialField(
    "store_key", "Store key", where="API2Cart account, Stores: the 32 characters beside the store."
)

MANIFEST = Manifest(
    cart="api2cart",
    title="API2Cart",
    sign_ins=(SignIn("", "API key and store key", (_API_KEY, _STORE_KEY)),),
    partial_shipment=True,
    several_parcels=True,
    stock="delta",
    webhooks=False,
    locations=True,
    subtracts_stock_at="order",
    # That is up to the cart behind it.
    restocks=(),
    may_restock=("cancel", "refund"),
    options=(
        OptionField("page_size", "Orders a page (1 to 250)", kind="number"),
        OptionField(
            "store_id", "Which shop, where the store has several", where="A connection test lists it."
        ),
        OptionField("location", "Warehouse that is packed from", where="A connection test lists them."),
        OptionField("time_zone", "Zone of the shop's times that name none, like Europe/Berlin"),
        OptionField("pickup_methods", "Shipping methods that are collected", kind="list"),
        OptionField("unpaid_takes_stock", "Unpaid orders take stock too, as in Magento", kind="flag"),
        OptionField("only_we_ship", "Nobody but the station ships for this shop", kind="flag"),
        OptionField("wait_until_done", "The cart behind takes changes later: wait for it", kind="flag"),
    ),
    permissions=(
        "order.list, order.info, order.update",
        "order.shipment.list, order.shipment.add",
        "product.list, product.info, product.child_item.list, product.child_item.info",
        "product.update, product.variant.update",
        "cart.info, cart.methods, account.cart.list",
    ),
    address="https://api.api2cart.com/v1.1",
)
