"""What one WooCommerce shop may be told, every option with its default."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from station.carts.settings import StoreSettings, bad_option
from station.model.order import OrderState
from station.model.quantity import MILLIGRAMS

# Where gift plug-ins put the message.
GIFT_KEYS = ("gift_message", "_gift_message", "gift_note", "_gift_note", "_wc_gift_message")
# Where barcode plug-ins put codes, besides global_unique_id of WooCommerce 9.2 and later.
BARCODE_KEYS = (
    "_barcode", "_ean", "_gtin", "_upc", "_isbn", "barcode", "ean", "gtin",
    "hwp_product_gtin", "hwp_var_gtin", "_alg_ean", "_wpm_gtin_code",
)  # fmt: skip
BIN_KEYS = ("_bin", "bin", "_bin_location", "bin_location")


@dataclass(frozen=True, slots=True)
class ShopSettings:
    """`weight_unit` empty: the shop's own, and kg when it does not tell. `key_in_query` is for hosts that
    drop the Authorization header; only on https, and it puts the key in the shop's access log.
    """

    name: str
    url: str
    allow_plain_http: bool = False
    ca_file: str = ""
    proxy: str = ""
    weight_unit: str = ""
    completed_status: str = "completed"
    status_map: Mapping[str, OrderState] = field(default_factory=dict)
    carrier_map: Mapping[str, str] = field(default_factory=dict)
    gift_keys: tuple[str, ...] = GIFT_KEYS
    tag_keys: tuple[str, ...] = ()
    barcode_keys: tuple[str, ...] = BARCODE_KEYS
    bin_keys: tuple[str, ...] = BIN_KEYS
    page_size: int = 100
    key_in_query: bool = False
    give_way: Callable[[], None] | None = None

    @classmethod
    def of(cls, store: StoreSettings) -> "ShopSettings":
        """Raises `StationError` `settings.bad_option` with store, option and value."""
        unit = store.weight_unit.lower()
        if unit and unit not in MILLIGRAMS:
            raise bad_option(store, "weight_unit", unit)
        return cls(
            name=store.name,
            url=store.url,
            allow_plain_http=store.allow_plain_http,
            ca_file=store.ca_file,
            proxy=store.proxy,
            weight_unit=unit,
            completed_status=_bare(store.completed_status) or "completed",
            status_map={_bare(status): state for status, state in store.states().items()},
            carrier_map=dict(store.carrier_map),
            gift_keys=_first(store.gift_keys, GIFT_KEYS),
            tag_keys=store.tag_keys,
            barcode_keys=_first(store.barcode_keys, BARCODE_KEYS),
            bin_keys=_first(store.words("bin_keys"), BIN_KEYS),
            page_size=store.number("page_size", 100, 1, 100),
            key_in_query=store.flag("key_in_query"),
            give_way=store.give_way,
        )


def _bare(status: str) -> str:
    """A status as the API gives it: the database's prefix is not part of it."""
    return status.strip().removeprefix("wc-")


def _first(own: tuple[str, ...], usual: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*own, *usual)))
