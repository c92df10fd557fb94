"""What WooCommerce is and can do."""

from station.carts.contract import CredentialField, Manifest

MANIFEST = Manifest(
    cart="woocommerce",
    title="WooCommerce",
    credentials=(
        CredentialField("consumer_key", "Consumer key", secret=False),
        CredentialField("consumer_secret", "Consumer secret"),
    ),
    partial_shipment=True,
    several_parcels=True,
    stock="delta",
    webhooks=False,
    locations=False,
    subtracts_stock_at="order",
)
