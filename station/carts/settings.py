"""What every store has, whichever cart it is."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """One `[[store]]` of the configuration, with the network's proxy and authority where it names none.

    `status_map`: native status to a canonical state. `carrier_map`: a carrier of ours to what the shop
    calls it. `barcode_keys` and `gift_keys` are looked at before the usual ones. Empty `weight_unit` asks
    the shop, empty `completed_status` is the cart's usual one. `options` are what only its cart knows.
    `give_way` is called between two orders of a page: it returns when nothing more urgent is going on.
    """

    name: str
    url: str
    notify_customer: bool = True
    allow_plain_http: bool = False
    ca_file: str = ""
    proxy: str = ""
    weight_unit: str = ""
    completed_status: str = ""
    status_map: Mapping[str, str] = field(default_factory=dict)
    carrier_map: Mapping[str, str] = field(default_factory=dict)
    barcode_keys: tuple[str, ...] = ()
    gift_keys: tuple[str, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)
    give_way: Callable[[], None] | None = None
