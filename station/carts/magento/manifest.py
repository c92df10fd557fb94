"""What Magento is and can do."""

from station.carts.contract import CredentialField, Manifest, OptionField, SignIn

_WHERE = "System > Extensions > Integrations: add one, tick the resources under API, activate it."
_CONSOLE = "Adobe Developer Console > project > OAuth Server-to-Server."

MANIFEST = Manifest(
    cart="magento",
    title="Magento 2 / Adobe Commerce",
    sign_ins=(
        SignIn(
            "integration",
            "Integration",
            (
                CredentialField("consumer_key", "Consumer key", secret=False, where=_WHERE),
                CredentialField("consumer_secret", "Consumer secret", where=_WHERE),
                CredentialField("access_token", "Access token", where=_WHERE),
                CredentialField("access_token_secret", "Access token secret", where=_WHERE),
            ),
        ),
        SignIn(
            "bearer",
            "Integration token alone",
            (
                CredentialField(
                    "bearer_token",
                    "Access token",
                    where=f"{_WHERE} The shop has to allow integration tokens as bearer tokens.",
                ),
            ),
        ),
        SignIn(
            "ims",
            "Adobe Commerce as a Cloud Service",
            (
                CredentialField("client_id", "Client ID", secret=False, where=_CONSOLE),
                CredentialField("client_secret", "Client secret", where=_CONSOLE),
            ),
        ),
    ),
    partial_shipment=True,
    several_parcels=True,
    stock="absolute",
    webhooks=False,
    locations=True,
    subtracts_stock_at="order",
    pending_takes_stock=True,
    # Cancelling compensates the reservation; a credit memo has `return_to_stock`.
    restocks=("cancel",),
    may_restock=("refund",),
    options=(
        OptionField("store_code", "Store view", where='Stores > All Stores, its code; "default" if empty.'),
        OptionField("source_code", "Source goods leave from", where="Stores > Sources, its code."),
        OptionField("offline_ready", "Payment methods packed while the order is new", kind="list"),
        OptionField("page_size", "Orders a page (1 to 300)", kind="number"),
        OptionField("ims_url", "Adobe's sign-in service, where it is another one"),
    ),
    permissions=(
        "Magento_Sales::actions_view",
        "Magento_Sales::comment",
        "Magento_Sales::ship",
        "Magento_Sales::shipment",
        "Magento_Catalog::products",
        "Magento_Backend::store",
        "Magento_CatalogInventory::cataloginventory",
        "Magento_InventoryApi::source",
        "Magento_InventoryApi::stock",
        "Magento_InventoryApi::stock_source_item_assign",
    ),
    address="https://shop.example",
)
