"""What every store has, whichever cart it is."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from station.carts.contract import Manifest
from station.model.order import OrderState
from station.model.problem import Problem, StationError

_KINDS: Mapping[str, tuple[type, ...]] = {
    "text": (str,),
    "flag": (bool,),
    "number": (int,),
    "list": (list, tuple),
    "table": (dict,),
}


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """One `[[store]]` of the configuration, with the network's proxy and authority where it names none.

    `status_map`: native status to a canonical state. `carrier_map`: a carrier of ours to what the shop
    calls it. `barcode_keys` and `gift_keys` are looked at before the usual ones, and what stands under
    `tag_keys` are tags. Empty `weight_unit` asks the shop, empty `completed_status` is the cart's usual
    one. `options` are what only its cart knows, as its manifest declares them. `give_way` is called
    between two orders of a page: it returns when nothing more urgent is going on. `keep` stores a renewed
    credential (name, value) for good before it is used. `ours`: whether a carton of ours left with a
    tracking number, for carts that keep no marker of ours. `say`: a problem as a sentence, for carts that
    write to people. `trial`: the store is only tried out, so even reading must leave everything as it is.
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
    tag_keys: tuple[str, ...] = ()
    options: Mapping[str, object] = field(default_factory=dict)
    give_way: Callable[[], None] | None = None
    keep: Callable[[str, str], None] | None = None
    ours: Callable[[str], bool] | None = None
    say: Callable[[Problem], str] | None = None
    trial: bool = False

    def text(self, option: str, usual: str = "") -> str:
        return str(self.options.get(option, usual)).strip() or usual

    def flag(self, option: str, usual: bool = False) -> bool:
        return bool(self.options.get(option, usual))

    def number(self, option: str, usual: int, lowest: int, highest: int) -> int:
        """Raises `StationError` `settings.bad_option` outside of its bounds."""
        value = self.options.get(option, usual)
        if not isinstance(value, int) or not lowest <= value <= highest:
            raise bad_option(self, option, value)
        return value

    def words(self, option: str, usual: tuple[str, ...] = ()) -> tuple[str, ...]:
        value = self.options.get(option, usual)
        return tuple(str(one) for one in value) if isinstance(value, list | tuple) else usual

    def table(self, option: str) -> Mapping[str, str]:
        """Text to text; empty when it is not there."""
        value = self.options.get(option, {})
        return {str(one): str(said) for one, said in value.items()} if isinstance(value, dict) else {}

    def states(self) -> dict[str, OrderState]:
        """`status_map`, checked. Raises `StationError` `settings.bad_option`."""
        for status, name in self.status_map.items():
            if name not in set(OrderState):
                raise bad_option(self, "status_map", f"{status} = {name}")
        return {status.strip(): OrderState(name) for status, name in self.status_map.items()}

    def carrier(self, ours: str, usual: Mapping[str, str], other: str) -> str:
        """What the shop calls a carrier: by the store's own map, then by the cart's usual names (in small
        letters), else `other`.
        """
        named = self.carrier_map.get(ours) or usual.get(" ".join(ours.lower().split()))
        return other if named is None else named


def check_options(store: StoreSettings, manifest: Manifest) -> None:
    """Every option is one the cart has, of its kind, and none it needs is missing. Raises `StationError`
    `settings.bad_option`, `settings.option_missing`.
    """
    known = {one.name: one for one in manifest.options}
    for name, value in store.options.items():
        kinds = _KINDS[known[name].kind] if name in known else ()
        fits = isinstance(value, kinds) and isinstance(value, bool) == (kinds == (bool,))
        if not fits or not all(isinstance(one, str) and one for one in _inside(value)):
            raise bad_option(store, name, value)
    for one in manifest.options:
        if one.required and not store.options.get(one.name):
            raise StationError("settings.option_missing", store=store.name, option=one.name, label=one.label)


def _inside(value: object) -> Iterable[object]:
    """What a list or a table holds; nothing of what is neither."""
    if isinstance(value, dict):
        return value.values()
    return value if isinstance(value, list | tuple) else ()


def bad_option(store: StoreSettings, option: str, value: object) -> StationError:
    return StationError("settings.bad_option", store=store.name, option=option, value=value)
