"""Settings to parts: the concrete pieces a bench is put together from."""

from collections.abc import Callable, Mapping, Sequence
from datetime import time, timedelta
from functools import lru_cache, partial
from pathlib import Path
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from station.bus import Bus
from station.carriers import registry as carriers
from station.carriers.contract import Carrier, HouseLabel, SellsPostage, ShippingSettings
from station.carts import registry as carts
from station.carts.contract import Cart
from station.carts.settings import StoreSettings
from station.clock import Clock
from station.devices import registry as devices
from station.devices.contract import DeviceSettings, Reading, Scan
from station.devices.runner import Runner
from station.model.problem import Problem
from station.packing.bins import Floor, several
from station.packing.due import CutOff, CutOffs
from station.packing.goods import GoodsRule
from station.packing.outcome import CartonKind, Rules
from station.packing.picking import PickRules
from station.printing import registry as printing
from station.printing.contract import PDF, ZPL, Printer, PrinterSettings
from station.settings import schema
from station.settings.queue import WEEKDAYS
from station.settings.secrets import keep as keep_secret
from station.settings.secrets import secrets_of
from station.usecases.seat import Policy

if TYPE_CHECKING:
    from station.labels.shipping import ShippingLabel
    from station.labels.template import Template


def policy(settings: schema.Settings) -> Policy:
    """What packing needs to know."""
    packing = settings.packing
    manifests = {one.cart: one for one in carts.manifests()}
    known = {one.name: manifests[one.cart] for one in settings.stores if one.cart in manifests}
    kinds = tuple(
        CartonKind(one.name, one.tare, inner=one.inner_mm, most=one.most) for one in settings.cartons
    )
    return Policy(
        bench=settings.bench.name,
        rules=Rules(
            packing.weigh,
            packing.scan_back,
            kinds,
            frozenset(packing.packer_may),
            watch=packing.watch_steps,
        ),
        # Longest name first: `ORD-shop-eu-1` belongs to `shop-eu`, not to `shop`.
        stores=tuple(sorted((one.name for one in settings.stores), key=len, reverse=True)),
        tracking_url=settings.shipping.tracking_url,
        push_delay=float(packing.push_delay_seconds),
        print_slip=packing.print_slip,
        timezone=settings.bench.timezone,
        goods=goods_rules(settings),
        notify=frozenset(one.name for one in settings.stores if one.notify_customer),
        queue=settings.bench.queue,
        cut_offs=cut_offs(settings),
        release=packing.release_holds,
        picking=pick_rules(settings),
        looks=templates(settings),
        slips=slip_looks(settings),
        gives_back=settings.shipping.carrier in carriers.SELLING,
        buy_ahead=settings.shipping.buy_ahead and settings.shipping.carrier in carriers.SELLING,
        stock={name: manifest.stock for name, manifest in known.items()},
        restocks={name: frozenset(manifest.restocks) for name, manifest in known.items()},
        may_restock={name: frozenset(manifest.may_restock) for name, manifest in known.items()},
        kit_parts={one.name: one.kit_parts for one in settings.stores},
        returned_stock=packing.returned_stock,
        shadow=settings.bench.shadow,
    )


def goods_rules(settings: schema.Settings) -> tuple[GoodsRule, ...]:
    """What goods need while they are packed."""
    return tuple(
        GoodsRule(
            skus=one.skus,
            tags=one.tags,
            countries=one.countries,
            stores=one.stores,
            over=one.over,
            require=one.require,
            instruction=one.instruction,
            insert=one.insert,
            per_carton=one.per == "carton",
            kit={sku: int(str(count)) for sku, count in one.kit.items()},
            case_codes={code: int(str(count)) for code, count in one.case_codes.items()},
            own_box=one.own_box,
            size=one.size_mm,
            dangerous=one.dangerous,
            not_with=one.not_with,
        )
        for one in settings.rules
    )


def pick_rules(settings: schema.Settings) -> PickRules:
    """How goods are picked here."""
    ours = settings.picking
    zones = {name: several(starts) for name, starts in ours.zones.items()}
    return PickRules(
        ours.scan_bin, ours.after_short, ours.short_orders, Floor(ours.aisles, ours.serpentine, zones)
    )


def cut_offs(settings: schema.Settings) -> CutOffs:
    """When carriers come, and which one takes which method."""
    ours = settings.shipping
    carriers_of = {method: service.partition("/")[0] for method, service in ours.service_map.items()}
    carriers_of.setdefault("*", ours.carrier_name or ours.carrier)
    rules = tuple(
        CutOff(
            one.method,
            time.fromisoformat(one.at),
            frozenset(WEEKDAYS.index(day) for day in one.days),
            one.carrier,
            one.within_days,
        )
        for one in settings.cut_offs
    )
    return CutOffs(rules, zone(settings), carriers_of)


def cart(
    settings: schema.Settings,
    store: schema.Store,
    give_way: Callable[[], None] | None = None,
    ours: Callable[[str], bool] | None = None,
    say: Callable[[Problem], str] | None = None,
    *,
    trial: bool = False,
) -> Cart:
    """One shop's connector. Nothing is asked of it yet. `give_way` and all after it: see `StoreSettings`."""
    manifest = next((one for one in carts.manifests() if one.cart == store.cart), None)
    ways = manifest.sign_ins if manifest is not None else ()
    fields = [field.name for field in manifest.credentials] if manifest is not None else []
    found = (
        secrets_of(store.credentials, fields, all_of_them=len(ways) == 1)
        if fields and store.credentials
        else {}
    )
    secrets = {name: value.reveal() for name, value in found.items()}
    return carts.build(
        store.cart,
        StoreSettings(
            name=store.name,
            url=store.url,
            notify_customer=store.notify_customer,
            allow_plain_http=store.allow_plain_http,
            ca_file=store.ca_file or settings.network.ca_file,
            proxy=settings.network.proxy,
            weight_unit=store.weight_unit,
            completed_status=store.completed_status,
            status_map=store.status_map,
            carrier_map=store.carrier_map,
            barcode_keys=store.barcode_keys,
            gift_keys=store.gift_keys,
            tag_keys=store.tag_keys,
            options=store.options,
            keep=partial(keep_secret, store.credentials),
            ours=ours,
            say=say,
            trial=trial,
            give_way=give_way,
        ),
        secrets,
    )


def runners(
    settings: schema.Settings,
    bus: Bus,
    clock: Clock,
    on_scan: Callable[[Scan], None],
    on_reading: Callable[[Reading], None],
) -> list[Runner]:
    """The devices of this bench, not opened yet."""
    return [
        devices.build(device_settings(one), bus, clock, on_scan=on_scan, on_reading=on_reading)
        for one in settings.devices
    ]


def device_settings(one: schema.Device) -> DeviceSettings:
    """One `[[device]]` as its runner takes it."""
    return DeviceSettings(
        kind=one.kind,
        port=one.port,
        protocol=one.protocol,
        baud=one.baud,
        bytesize=int(one.framing[0]) if one.framing else None,
        parity=one.framing[1] if one.framing else None,
        stopbits=float(one.framing[2]) if one.framing else None,
        prefix=one.prefix,
        suffix=one.suffix,
        feedback=one.feedback,
        name=one.name,
        unit=one.unit,
        decimal_comma=one.decimal_comma,
    )


def printers(settings: schema.Settings) -> list[Printer]:
    return [
        printing.build(
            PrinterSettings(
                one.name,
                one.kind,
                one.target,
                one.prints,
                one.language,
                one.dpi,
                asks_status=one.status,
                place=one.place,
                paper=(one.width_mm, one.height_mm),
                baud=one.baud,
                framing=one.framing or "8N1",
                ca_file=settings.network.ca_file,
            ),
            raster=_raster(one),
        )
        for one in settings.printers
    ]


def _raster(printer: schema.Printer) -> Callable[[bytes], bytes]:
    """What a label printer is given of a page that came as PDF."""

    def dots(page: bytes) -> bytes:
        return _dots(page, float(printer.width_mm), float(printer.height_mm), printer.dpi)

    return dots


@lru_cache(maxsize=4)
def _dots(page: bytes, width: float, height: float, dpi: int) -> bytes:
    """The last few are kept: a label that is at hand is made dots before anybody waits for it."""
    from station.labels import raster

    return raster.zpl(page, paper=(width, height), dpi=dpi)


def warm(settings: schema.Settings) -> Callable[[bytes], object] | None:
    """What a bought label goes through before it is printed; None where its printer takes it as it is."""
    printer = next((one for one in settings.printers if "shipping_label" in one.prints), None)
    return _raster(printer) if printer is not None and printer.language == "zpl" else None


def carrier(settings: schema.Settings, take_number: Callable[[], int], practice: bool) -> Carrier:
    """Who takes the cartons; its labels are drawn for the paper of the printer that prints them."""
    return carriers.build(_shipping(settings), take_number, _drawing(settings, practice), practice=practice)


def postage(settings: schema.Settings) -> SellsPostage:
    """The carrier, to be asked what it sold. `carrier.cannot` when it sells nothing."""
    return carriers.postage(_shipping(settings))


def _shipping(settings: schema.Settings) -> ShippingSettings:
    ours = settings.shipping
    fields = carriers.SECRETS.get(ours.carrier, ())
    secrets = secrets_of(ours.credentials, fields) if fields and ours.credentials else {}
    kinds = settings.cartons
    return ShippingSettings(
        ours.carrier,
        ours.carrier_name,
        ours.tracking_url,
        ours.gs1_prefix,
        ours.number_range,
        url=ours.url,
        ca_file=settings.network.ca_file,
        proxy=settings.network.proxy,
        rate_rule=ours.rate_rule,
        service_map=ours.service_map,
        promise_days=ours.promise_days,
        label_format=ours.label_format,
        hs_codes=ours.hs_codes,
        origins=ours.origins,
        customs_signer=ours.customs_signer,
        check_addresses=ours.check_addresses,
        folder=ours.folder,
        folder_format=ours.folder_format,
        answer_seconds=ours.answer_seconds,
        sizes={one.name: one.inner_mm for one in kinds if one.inner_mm},
        tares={one.name: one.tare for one in kinds if one.tare is not None},
        **{name: value.reveal() for name, value in secrets.items()},
    )


def label_paper(settings: schema.Settings) -> tuple[float, float] | None:
    """Width and height of what shipping labels are printed on, in millimetres; None without a printer."""
    printer = next((one for one in settings.printers if "shipping_label" in one.prints), None)
    return (float(printer.width_mm), float(printer.height_mm)) if printer is not None else None


def _drawing(settings: schema.Settings, practice: bool) -> Callable[[HouseLabel], tuple[bytes, str]]:
    printer = next((one for one in settings.printers if "shipping_label" in one.prints), None)
    paper = label_paper(settings)
    dpi = printer.dpi if printer is not None else 203
    language = settings.bench.language or "en"
    native = printer is not None and printer.language == "zpl"
    looks = templates(settings)

    def draw(label: HouseLabel) -> tuple[bytes, str]:
        from station.labels import pdf, zpl
        from station.labels.shipping import HEIGHT, WIDTH, shipping_label

        look = looks["shipping_label"]
        size = paper or (WIDTH, HEIGHT)
        document = shipping_label(
            _said(label), paper=size, dpi=dpi, practice=practice, language=language, template=look
        )
        return (zpl.draw(document), ZPL) if native else (pdf.draw(document), PDF)

    return draw


def templates(settings: schema.Settings) -> "Mapping[str, Template]":
    """How every document looks here. `label.template_…` with the file and key that cannot be."""
    from station.labels.paper import named
    from station.labels.template import load_all

    folder = settings.labels.folder
    return load_all(Path(folder) if folder else None, named(settings.labels.paper))


def slip_looks(settings: schema.Settings) -> "Mapping[str, Template]":
    """How each store's packing slips look."""
    from station.labels.template import of_store

    whole = templates(settings)["packing_slip"]
    return {
        one.name: of_store(whole, one.slip_message, Path(one.slip_logo) if one.slip_logo else None)
        for one in settings.stores
    }


def _said(label: HouseLabel) -> "ShippingLabel":
    from station.labels.shipping import ShippingLabel

    wish = label.wish
    return ShippingLabel(
        carrier=label.carrier,
        method=wish.method,
        ship_to=wish.ship_to,
        ship_from=wish.ship_from,
        order=wish.order,
        store=wish.store,
        carton=wish.number,
        tracking=label.tracking,
        day=wish.day,
        sscc=label.sscc,
        gross=wish.gross,
    )


def zone(settings: schema.Settings) -> ZoneInfo:
    return ZoneInfo(settings.bench.timezone)


def keep(settings: schema.Settings) -> timedelta:
    return timedelta(days=settings.privacy.keep_days)


def files_folder(database: Path | None, bench: str) -> Path:
    """Where labels, pictures and backups of a bench stand."""
    if database is not None:
        return database.with_name(f"{database.stem}-files")
    import platformdirs

    return platformdirs.user_data_path("fulfillment-station", appauthor=False) / bench


def described(settings: schema.Settings) -> Sequence[tuple[str, str, str, str]]:
    """(group, key, value, sentence) of every option, as the settings page shows it; no secret."""
    from station.settings.describe import rows

    return rows(settings)
