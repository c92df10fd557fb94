"""Sample shops, what can be connected, and what a shop says when it is tried out."""
# ruff: noqa: E501  sample sentences stand on one line

from collections.abc import Callable, Mapping, Sequence

from station.model.joining import CartChoice, CartField, CartWay, StoreTrial
from station.model.problem import Problem, StationError
from station.model.view import StoreView
from ui.shots_states import STORES, minutes

SHOPS = (
    StoreView("Main-shop", "woocommerce", "ok", open=23, last_success=minutes(-1), waiting=2, budget_left=38.0, budget_most=40.0),
    StoreView("Pottery", "shopify", "unreachable", open=8, last_success=minutes(-14), waiting=3,
              problem=Problem("net.answer_slow")),
    StoreView("Amazon-EU", "amazon", "signed_out", open=4, last_success=minutes(-190), parked=3, waiting=5, budget_left=2.0, budget_most=60.0,
              problem=Problem("cart.sign_in")),
    StoreView("Outlet", "magento", "starting", open=310, read=1240, total=3000),
    StoreView("Teahouse", "vendure", "starting", open=96, read=460),
    StoreView("Depot", "files", "paused", open=0, last_success=minutes(-2900)),
    StoreView("Workshop", "prestashop", "ok", open=1, last_success=minutes(-2), plain_http=True),
)  # fmt: skip


def _field(name: str, label: str, where: str, kind: str = "secret", required: bool = True) -> CartField:
    return CartField(name, label, where, kind, required)


_APP = "dev.shopify.com > Apps > your app > Settings > Credentials."
_ID = _field("client_id", "Client ID", _APP, "text")
_SECRET = _field("client_secret", "Client secret", _APP)
_KEY = "WooCommerce > Settings > Advanced > REST API > Add key, permission Read/Write."
_MERCHANT = "Seller Central > Settings > Account Info > Your Merchant Token."
_PARTNER = "Seller Central > Apps and Services > Develop Apps, your app > LWA credentials: View."


def _plain(cart: str, title: str, way: str, label: str, where: str, address: str) -> CartChoice:
    ways = (CartWay("", way, (_field("key", label, where),)),)
    return CartChoice(cart, title, address, ways, (), ("Orders: modify", "Products: read-only"))


CHOICES = (
    CartChoice(
        "amazon", "Amazon", "https://sellingpartnerapi-eu.amazon.com",
        (CartWay("", "Own app", (_field("client_id", "LWA client identifier", _PARTNER, "text"), _field("client_secret", "LWA client secret", _PARTNER),
                                 _field("refresh_token", "Refresh token", "Seller Central > Apps and Services > Develop Apps, your app > Authorize app."))),),
        (_field("marketplace_ids", "Marketplaces", "Amazon's list of marketplace ids, such as A1PA6795UKMFR9 for Amazon.de.", "list"),
         _field("seller_id", "Merchant token, for products and stock", _MERCHANT, "text", required=False)),
        ("Inventory and Order Tracking", "Direct-to-Consumer Delivery (Restricted)", "Product Listing"),
    ),
    _plain("api2cart", "API2Cart", "API key and store key", "API key", "API2Cart account, top right.", "https://api.api2cart.com/v1.1"),
    _plain("bigcommerce", "BigCommerce", "Store-level API account", "Access token", "Control panel > Settings.", "https://api.bigcommerce.com/stores/STORE_HASH"),
    CartChoice("files", "CSV and XML files in a folder", "file:/srv/partner", (),
               (_field("columns", "Our field, the partner's column", "", "table", required=False), _field("delimiter", "What is between two cells", "", "text", required=False),), ("Read, write and rename in the folder",)),
    _plain("magento", "Magento 2 / Adobe Commerce", "Integration", "Access token", "System > Extensions > Integrations.", "https://shop.example"),
    _plain("prestashop", "PrestaShop", "Webservice key", "Webservice key", "Advanced Parameters > Webservice.", "https://shop.example"),
    CartChoice(
        "shopify", "Shopify", "https://your-shop.myshopify.com",
        (CartWay("client", "App of your own organisation", (_ID, _SECRET)),
         CartWay("token", "Custom app made before 2026", (_field("access_token", "Admin API access token", "Shopify admin > Settings > Apps > Develop apps > your app > API credentials; it is shown once."),)),
         CartWay("refresh", "Public app", (_ID, _SECRET, _field("refresh_token", "Refresh token", "In the answer to your app's last authorization.")))),
        (_field("location", "Pack only what leaves from this location", "Shopify admin > Settings > Locations > a location: the number at the end of its address.", "text", required=False),
         _field("ship_before_capture", "Ship while the payment is only authorized", "", "flag", required=False),
         _field("ship_unpaid", "Ship while the payment is pending (cash on delivery)", "", "flag", required=False),
         _field("page_size", "Orders a page (1 to 100)", "", "number", required=False),
         _field("bin_keys", "Metafields of a variant that hold a bin (namespace.key)", "", "list", required=False)),
        ("read_orders", "read_merchant_managed_fulfillment_orders", "write_merchant_managed_fulfillment_orders", "read_products",
         "read_inventory", "write_inventory", "read_locations"),
    ),
    _plain("vendure", "Vendure", "API key", "API key", "Dashboard > Settings > API keys > New.", "https://shop.example"),
    CartChoice(
        "woocommerce", "WooCommerce", "https://shop.example",
        (CartWay("", "API key", (_field("consumer_key", "Consumer key", _KEY, "text"), _field("consumer_secret", "Consumer secret", f"{_KEY} It is shown only once."))),),
        (_field("page_size", "Orders a page (1 to 100)", "", "number", required=False),
         _field("key_in_query", "The host drops the Authorization header", "", "flag", required=False),
         _field("bin_keys", "Product fields that hold a bin", "", "list", required=False)),
        ("Read/Write",),
    ),
)  # fmt: skip
WELL = StoreTrial(
    title="Tea & Pottery", version="9.4.2",
    rights=(("Read/Write", "orders", True), ("Read/Write", "tracking", True), ("Read/Write", "stock", True)),
    problems=(), locations=(), counts=(("ready_for_fulfillment", 212), ("on_hold", 3), ("fulfilled", 57)), more=True, aside=(),
)  # fmt: skip
MIXED = StoreTrial(
    title="Pottery Kraków", version="2026-10",
    rights=(("read_orders", "orders", True), ("write_merchant_managed_fulfillment_orders", "tracking", False), ("read_products", "products", True),
            ("write_inventory", "stock", None), ("read_locations", "locations", True)),
    problems=(Problem("cart.clock", {"seconds": 340}), Problem("cart.weight_unit_assumed", {"unit": "g"})),
    locations=(("655441", "Warehouse Kraków"), ("655442", "Shop Rynek 4")),
    counts=(("ready_for_fulfillment", 1), ("partially_fulfilled", 2), ("pending", 14), ("cancelled", 1)), more=False,
    aside=tuple((f"#10{number}", Problem("cart.unusable")) for number in range(41, 51)),
)  # fmt: skip


class ScriptedShops:
    """Shows `shown`; a test answers `answer`, or raises it."""

    def __init__(self) -> None:
        self.shown: tuple[StoreView, ...] = STORES
        self.answer: StoreTrial | Exception = WELL
        self.refusal: StationError | None = None
        self.lock: Problem | None = None
        self.fault: Exception | None = None
        self.asked: list[tuple[str, str]] = []
        self.tried: list[tuple[str, str, str, dict[str, str], dict[str, object]]] = []
        self.wait: Callable[[Callable[[], bool]], None] = _at_once

    def views(self) -> tuple[StoreView, ...]:
        if self.fault is not None:
            raise self.fault
        return self.shown

    def retry(self, name: str) -> None:
        self.asked.append(("retry", name))

    def pause(self, name: str) -> None:
        self.asked.append(("pause", name))

    def resume(self, name: str) -> None:
        self.asked.append(("resume", name))

    def choices(self) -> Sequence[CartChoice]:
        return CHOICES

    def closed(self) -> Problem | None:
        return self.lock

    def try_out(
        self,
        name: str,
        cart: str,
        url: str,
        secrets: Mapping[str, str],
        options: Mapping[str, object],
        stop: Callable[[], bool] = lambda: False,
    ) -> StoreTrial:
        self.tried.append((name, cart, url, dict(secrets), dict(options)))
        self.wait(stop)
        if isinstance(self.answer, Exception):
            raise self.answer
        return self.answer

    def add(
        self, name: str, cart: str, url: str, secrets: Mapping[str, str], options: Mapping[str, object]
    ) -> str:
        del url, secrets, options
        if self.refusal is not None:
            raise self.refusal
        self.shown = (*self.shown, StoreView(name, cart, "starting"))
        return f"keyring:{name}"


def _at_once(stop: Callable[[], bool]) -> None:
    del stop
