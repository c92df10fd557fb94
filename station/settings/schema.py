"""Every option of the station, once: its type, its default, whose it is, and a sentence about it.

The reader, the example file's test and the settings page all go by these classes.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Literal

from station.model import operator, order, quantity
from station.model.problem import Problem
from station.settings import checks, paths
from station.settings.option import of_bench, of_site
from station.settings.picking import Picking
from station.settings.queue import CutOff
from station.settings.rule import Rule

Document = Literal[
    "shipping_label",
    "customs_form",
    "packing_slip",
    "pick_list",
    "command_sheet",
    "badges",
    "line_codes",
    "tote_label",
    "bin_label",
    "sku_label",
    "manifest",
    "day_report",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bench:
    name: str = of_bench("What this bench is called; unique per database.", "Bench 1", check=checks.one_line)
    timezone: str = of_bench("The IANA time zone that defines the day.", "UTC", check=checks.timezone)
    database: str = of_bench(
        "Where everything is kept: a local SQLite file, or a PostgreSQL that benches share.",
        "sqlite:///station.db",
        shown=False,
        check=checks.database,
        resolve=paths.sqlite,
    )
    language: Literal["", "en", "de", "fr", "es", "pl"] = of_bench(
        "The language of the screen; empty takes the machine's.", ""
    )
    queue: str = of_bench("Which orders are offered here: a filter or a saved one's name; empty for all.", "")
    shadow: bool = of_bench(
        "For the first week beside the old way: it warns and never blocks, and sends, buys, prints nothing.",
        False,
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Network:
    proxy: str = of_bench("The proxy all web requests go through.", "", shown=False)
    ca_file: str = of_bench(
        "A private certificate authority (PEM) trusted besides the usual ones.", "", resolve=paths.whole
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Store:
    name: str = of_site(
        "What the shop is called; the name space of all its records.", check=checks.barcode_name
    )
    cart: str = of_site("What runs the shop; `station carts` lists them.", check=checks.one_line)
    url: str = of_site(
        "The shop's address; file:FOLDER for one that mails files.",
        check=checks.web_address,
        resolve=paths.after("file:"),
    )
    credentials: str = of_site(
        "Where the keys are: keyring:NAME, env:PREFIX or file:PATH; empty for a cart without keys.",
        "",
        check=checks.credentials,
        resolve=paths.after("file:"),
    )
    poll_seconds: int = of_site(
        "How long to wait between two looks for new orders.", 60, check=checks.between(1, 86_400)
    )
    notify_customer: bool = of_site("Whether the shop mails the customer when a shipment is confirmed.", True)
    ca_file: str = of_site(
        "A private certificate authority (PEM) trusted for this shop alone.", "", resolve=paths.whole
    )
    allow_plain_http: bool = of_site("Whether keys may travel unencrypted beyond this machine.", False)
    weight_unit: Literal["", "g", "kg", "oz", "lbs"] = of_site(
        "The unit of the shop's weights; empty asks the shop.", ""
    )
    status_map: Mapping[str, str] = of_site(
        "The shop's own order statuses, each with the station's state.", dict, check=checks.states
    )
    completed_status: str = of_site(
        "The status a fully shipped order gets; empty takes the cart's usual one.", ""
    )
    carrier_map: Mapping[str, str] = of_site("Our carriers, each with the shop's name for it.", dict)
    barcode_keys: tuple[str, ...] = of_site("The shop's own product fields that hold a barcode.", ())
    gift_keys: tuple[str, ...] = of_site("The shop's own order fields that hold a gift note.", ())
    tag_keys: tuple[str, ...] = of_site("The shop's own order fields that hold tags.", ())
    kit_parts: Literal["station", "shop"] = of_site(
        "Who takes the parts of kits put together here out of the shop's stock.", "station"
    )
    sku_map: Mapping[str, str] = of_site("The shop's SKUs, each with the SKU the warehouse has for it.", dict)
    slip_message: str = of_site("A few lines at the end of the shop's packing slips.", "")
    slip_logo: str = of_site("The shop's logo on its packing slips, PNG or JPEG.", "", resolve=paths.whole)
    options: Mapping[str, object] = of_site(
        "What only this cart knows; `station carts` lists each cart's options.", dict
    )

    def complaint(self) -> tuple[str, Problem] | None:
        """What only shows when options are seen together: the key to look at, and what is the matter."""
        if checks.is_plain_beyond_loopback(self.url) and not self.allow_plain_http:
            return "url", Problem("config.plain_http", {"store": self.name})
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class Device:
    kind: Literal["scanner", "scale"] = of_bench("What it is.")
    port: str = of_bench(
        "Where it is: a serial port, socket://host:port or replay:FILE.",
        check=checks.one_line,
        resolve=paths.after("replay:"),
    )
    name: str = of_bench("What it is called; empty takes its kind.", "")
    protocol: str = of_bench("How it talks; `station device learn` finds it out.", "")
    baud: int | None = of_bench(
        "Bits per second; empty takes the protocol's usual.", None, check=checks.between(300, 921_600)
    )
    framing: str = of_bench(
        "Data bits, parity, stop bits such as 8N1; empty takes the protocol's.", "", check=checks.framing
    )
    prefix: str = of_bench("What the scanner sends before each code.", "")
    suffix: str = of_bench("What the scanner sends after each code; empty takes line ends and tabs.", "")
    feedback: Literal["", "honeywell", "datalogic", "zebra"] = of_bench(
        "Whose commands make the scanner beep after each verdict; empty for none.", ""
    )
    unit: Literal["", "g", "kg", "lb", "oz"] = of_bench(
        "The unit of a scale that does not send it; empty for one that does.", ""
    )
    decimal_comma: bool = of_bench("Whether the scale writes 1,250 for one and a quarter.", False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Printer:
    name: str = of_bench("What the printer is called.", check=checks.one_line)
    kind: Literal["socket", "cups", "windows", "serial", "usb", "folder"] = of_bench("How it is reached.")
    target: str = of_bench(
        "host:port, a queue's name, ipp://host/ipp/print, a serial port, /dev/usb/lp0, or a folder.",
        check=checks.one_line,
    )
    prints: tuple[Document, ...] = of_bench(
        "The documents it prints; of several printers of one document the first that can takes it."
    )
    language: Literal["zpl", "pdf"] = of_bench("What it understands.", "pdf")
    dpi: Literal[203, 300, 600] = of_bench("Dots per inch of its head.", 203)
    width_mm: int = of_bench("Width of its labels.", 100, check=checks.between(20, 300))
    height_mm: int = of_bench("Height of its labels.", 150, check=checks.between(10, 450))
    status: bool = of_bench("Whether it is asked how it is; off for one that never answers.", True)
    place: str = of_bench("Where it stands, as packers are told when a label comes out there.", "")
    baud: int = of_bench("Bits per second of a serial printer.", 9600, check=checks.between(300, 921_600))
    framing: str = of_bench(
        "Data bits, parity, stop bits of a serial printer, such as 8N1.", "8N1", check=checks.framing
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class CartonType:
    """A carton the bench has in stock. `tare` is None when nobody weighed it."""

    name: str = of_site("What packers call it.", check=checks.one_line)
    tare_grams: Decimal | None = of_site(
        "What it weighs empty, in grams.", None, check=checks.between(0, 1_000_000)
    )
    inner_mm: tuple[int, ...] = of_site(
        "Inner length, width and height in millimetres.", (), check=checks.inner_size
    )
    most_grams: Decimal | None = of_site(
        "What its content may weigh at most, in grams.", None, check=checks.between(1, 1_000_000)
    )

    @property
    def tare(self) -> quantity.Mass | None:
        return None if self.tare_grams is None else quantity.Mass.of(self.tare_grams, "g")

    @property
    def most(self) -> quantity.Mass | None:
        return None if self.most_grams is None else quantity.Mass.of(self.most_grams, "g")


@dataclass(frozen=True, slots=True, kw_only=True)
class Packing:
    weigh: Literal["required", "optional", "off"] = of_site("Whether cartons are weighed.", "required")
    watch_steps: Literal["off", "warn", "stop"] = of_site(
        "Whether the scale is watched while a carton is packed on it: off, warn, or stop before closing.",
        "warn",
    )
    returned_stock: Literal["ask", "shop", "station"] = of_site(
        "Who puts units back for sale where the shop leaves it to people: ask, the shop, or the station.",
        "ask",
    )
    scan_back: bool = of_site("Whether the label is scanned once it is on its carton.", True)
    packer_may: tuple[
        Literal["typed_quantity", "no_code", "substitute", "void", "reopen", "take_over"], ...
    ] = of_site("What packers may do without a supervisor's badge.", ("take_over",))
    when_cart_unreachable: Literal["pack", "wait"] = of_site(
        "What to do with an order the shop cannot confirm right now.", "pack"
    )
    print_slip: Literal["open", "close", "never"] = of_site("When the packing slip is printed.", "open")
    release_holds: Literal["supervisor", "anyone"] = of_site(
        "Who may let a held order go; what HOLD held, anyone may.", "supervisor"
    )
    push_delay_seconds: int = of_site(
        "How long tracking waits, so that a mistake noticed at once costs no mail.",
        20,
        check=checks.between(0, 86_400),
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Sender:
    """Where cartons come from."""

    name: str = of_site("The sender's name.", "")
    company: str = of_site("The sender's company.", "")
    street: tuple[str, ...] = of_site("The sender's street lines.", ())
    city: str = of_site("The sender's city.", "")
    region: str = of_site("The sender's state or province.", "")
    postal_code: str = of_site("The sender's postal code.", "")
    country: str = of_site("The sender's country, ISO 3166 alpha-2.", "", check=checks.country)
    phone: str = of_site("The sender's telephone.", "")
    email: str = of_site("The sender's e-mail.", "")

    @property
    def address(self) -> order.Address:
        return order.Address(
            name=self.name,
            company=self.company,
            street=self.street,
            city=self.city,
            region=self.region,
            postal_code=self.postal_code,
            country=self.country,
            phone=self.phone,
            email=self.email,
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Shipping:
    carrier: str = of_site("Who takes the cartons: house, manual, easypost or file.", "house")
    carrier_name: str = of_site("The carrier as the customer reads it.", "")
    tracking_url: str = of_site(
        "Where the customer follows a carton; {tracking} is its number.", "", check=checks.tracking_url
    )
    gs1_prefix: str = of_site(
        "The GS1 company prefix; with it tracking numbers are SSCCs.", "", check=checks.gs1_prefix
    )
    number_range: str = of_site(
        "First and last tracking number, as 100000-899999.", "", check=checks.number_range
    )
    credentials: str = of_site(
        "Where the carrier's api_key is: keyring:NAME, env:PREFIX or file:PATH.",
        "",
        check=checks.credentials_if_any,
        resolve=paths.after("file:"),
    )
    url: str = of_site(
        "The carrier's address, where it is not the usual one.", "", check=checks.web_address_if_any
    )
    rate_rule: Literal["mapped", "cheapest"] = of_site(
        "Which service is bought: the one service_map names, or the cheapest within promise_days.", "mapped"
    )
    service_map: Mapping[str, str] = of_site(
        "The shops' shipping methods, each with CARRIER/SERVICE; * is any other.", dict
    )
    promise_days: Mapping[str, object] = of_site(
        "The shops' shipping methods, each with the days until delivery; * is any other.",
        dict,
        check=checks.days,
    )
    label_format: Literal["pdf", "png", "zpl"] = of_site(
        "What bought labels are asked for as; zpl is printed unchecked.", "pdf"
    )
    buy_ahead: bool = of_site(
        "Whether a label is bought once only the last unit is missing; one that does not fit is given back.",
        True,
    )
    check_addresses: bool = of_site("Whether the carrier is asked about the address of an open order.", False)
    hs_codes: Mapping[str, str] = of_site("SKUs with their customs tariff numbers; * is any other.", dict)
    origins: Mapping[str, str] = of_site("SKUs with the countries they were made in; * is any other.", dict)
    customs_signer: str = of_site("Who certifies customs forms; empty takes the sender.", "")
    folder: str = of_site("Where carrier file writes requests and finds answers.", "", resolve=paths.whole)
    folder_format: Literal["json", "csv"] = of_site("How carrier file writes requests.", "json")
    answer_seconds: int = of_site(
        "How long carrier file may take before the packer is told.", 60, check=checks.between(1, 3600)
    )
    from_: Sender = of_site("Where cartons come from.", Sender, key="from")

    @property
    def house_gaps(self) -> tuple[str, ...]:
        """What the house carrier still needs before it may serve a real shop: keys of this section."""
        gaps = [key for key in ("carrier_name", "tracking_url") if not getattr(self, key)]
        if not (self.gs1_prefix or self.number_range):
            gaps.append("gs1_prefix")
        return tuple(gaps)


@dataclass(frozen=True, slots=True, kw_only=True)
class Labels:
    folder: str = of_site(
        "Where labels and papers of the house are, as resources/labels/README.md says.",
        "",
        resolve=paths.whole,
    )
    paper: Literal["A4", "Letter"] = of_site("The paper of everything that is no label.", "A4")


@dataclass(frozen=True, slots=True, kw_only=True)
class Privacy:
    keep_days: int = of_site(
        "Days after delivery until names and addresses are deleted.", 30, check=checks.between(0, 36_500)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Operator:
    name: str = of_site("The operator's name.", check=checks.one_line)
    badge: str = of_site("The badge's barcode, beginning with OP-.", check=checks.badge)
    role: Literal["packer", "supervisor"] = of_site("What the operator may do.", "packer")

    @property
    def person(self) -> operator.Operator:
        return operator.Operator(self.name, self.badge, operator.Role(self.role))


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    volume: int = of_bench("Loudness in percent; 0 is silent.", 80, check=checks.between(0, 100))


@dataclass(frozen=True, slots=True, kw_only=True)
class Camera:
    take: Literal["off", "closed"] = of_bench(
        "Whether a picture is kept of every carton when it is closed; needs the extra photo.", "off"
    )
    name: str = of_bench("A part of the camera's name; empty takes the first there is.", "")


@dataclass(frozen=True, slots=True, kw_only=True)
class Screen:
    theme: Literal["auto", "light", "dark", "contrast"] = of_bench(
        "Light, dark, or as the machine has it.", "auto"
    )
    text_percent: int = of_bench("Size of the text in percent.", 100, check=checks.between(100, 200))
    scanner_prefix: str = of_bench("What a keyboard scanner types before each code.", "")
    scanner_gap_ms: int = of_bench(
        "Longest mean pause between the keys of a keyboard scanner.", 30, check=checks.between(10, 80)
    )


def _one_plain_carton() -> tuple[CartonType, ...]:
    return (CartonType(name="Carton"),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """A whole station.toml. `file` is where it was read from; None when it never was a file."""

    bench: Bench = of_bench("This bench.", Bench)
    network: Network = of_bench("How this bench reaches the web.", Network)
    stores: tuple[Store, ...] = of_site("The shops.", (), key="store", unique="name")
    devices: tuple[Device, ...] = of_bench("Scanners and scales.", (), key="device")
    printers: tuple[Printer, ...] = of_bench("Printers.", (), key="printer", unique="name")
    cartons: tuple[CartonType, ...] = of_site(
        "The kinds of carton.", _one_plain_carton, key="carton", unique="name"
    )
    packing: Packing = of_site("How packing goes.", Packing)
    rules: tuple[Rule, ...] = of_site("What goods need while they are packed.", (), key="rule")
    shipping: Shipping = of_site("How cartons leave.", Shipping)
    labels: Labels = of_site("How labels and papers look.", Labels)
    privacy: Privacy = of_site("How long personal details stay.", Privacy)
    picking: Picking = of_site("How goods are picked.", Picking)
    cut_offs: tuple[CutOff, ...] = of_site("When carriers come.", (), key="cut_off")
    operators: tuple[Operator, ...] = of_site("Who works here.", (), key="operator", unique="badge")
    screen: Screen = of_bench("What the window looks like.", Screen)
    sound: Sound = of_bench("What the bench sounds like.", Sound)
    camera: Camera = of_bench("What the bench sees.", Camera)
    file: Path | None = None
