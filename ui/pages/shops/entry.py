"""What is entered about a shop: its fields in words, its values, and which field a problem is about."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from station.model.joining import CartChoice, CartField, CartWay
from station.model.problem import Problem
from station.settings.checks import barcode_name
from ui.text import Text

NAME, URL = "name", "url"
YES = "yes"  # what a flag that is set was typed as
# Problems of the address, and of the keys where none is named.
ABOUT_NAME = ("store.known", "config.duplicate_store", "config.bad_name")
ABOUT_URL = (
    "cart.moved",
    "cart.not_woocommerce",
    "cart.not_wordpress",
    "cart.plain_http",
    "cart.certificate_untrusted",
    "cart.certificate_expired",
    "config.bad_url",
    "config.plain_http",
    "net.bad_address",
    "net.name_unknown",
    "net.too_many_redirects",
)
ABOUT_KEYS = ("cart.sign_in", "cart.read_only_key", "cart.write_only_key", "cart.key_may_not")


@dataclass(frozen=True, slots=True)
class Field:
    """One thing to enter, in the reader's words. `kind` text | secret | flag | number | list | table."""

    key: str
    label: str
    where: str
    kind: str = "text"
    required: bool = True


@dataclass(frozen=True, slots=True)
class Form:
    """`ways`: name, title and the keys of the fields each needs."""

    cart: str
    title: str
    basics: tuple[Field, ...]
    ways: tuple[tuple[str, str, tuple[str, ...]], ...]
    secrets: tuple[Field, ...]
    needed: tuple[Field, ...]
    more: tuple[Field, ...]
    permissions: tuple[str, ...]

    def of_way(self, way: str) -> tuple[str, ...]:
        """The keys of what this way in asks for."""
        return next((keys for name, _, keys in self.ways if name == way), ())


@dataclass(frozen=True, slots=True)
class Entry:
    """A shop as it is entered."""

    name: str
    cart: str
    url: str
    secrets: Mapping[str, str] = field(default_factory=dict, repr=False)
    options: Mapping[str, object] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Complaint:
    """`key` of the field it is about; empty where it is about none."""

    key: str
    text: str
    code: str = ""


def secret_key(name: str) -> str:
    return f"key-{name}"


def option_key(name: str) -> str:
    return f"option-{name}"


def form(choice: CartChoice, text: Text) -> Form:
    """The cart's own words where the language files have none."""
    basics = (
        Field(NAME, text.word("add.name"), text.word("add.name_where")),
        Field(URL, text.word("add.url"), text.word("add.url_where", example=choice.address)),
    )
    secrets = {one.name: one for way in choice.ways for one in way.fields}
    options = [_field(choice.cart, one, option_key(one.name), text) for one in choice.options]
    return Form(
        cart=choice.cart,
        title=choice.title,
        basics=basics,
        ways=tuple(_way(choice.cart, way, text) for way in choice.ways),
        secrets=tuple(_field(choice.cart, one, secret_key(one.name), text) for one in secrets.values()),
        needed=tuple(one for one in options if one.required),
        more=tuple(one for one in options if not one.required),
        permissions=choice.permissions,
    )


def way_title(cart: str, way: CartWay, text: Text) -> str:
    return text.known(f"cart.{cart}.{way.name}.title", way.title)


def _way(cart: str, way: CartWay, text: Text) -> tuple[str, str, tuple[str, ...]]:
    return way.name, way_title(cart, way, text), tuple(secret_key(one.name) for one in way.fields)


def _field(cart: str, one: CartField, key: str, text: Text) -> Field:
    where = text.known(f"cart.{cart}.{one.name}.where", one.where) if one.where else ""
    how = {
        "list": text.word("add.how_list"),
        "number": text.word("add.how_number"),
        "table": text.word("add.how_table"),
    }.get(one.kind, "")
    said = f"{where.rstrip('.')}. {how}" if where and how else where or how
    label = text.known(f"cart.{cart}.{one.name}.label", one.label)
    return Field(key, label, said, one.kind, one.required)


def address(typed: str, example: str) -> str:
    """What was typed, with https:// where only the host was."""
    typed = typed.strip()
    if typed and "://" not in typed and example.startswith("https://"):
        return f"https://{typed}"
    return typed


def read(
    choice: CartChoice, asked: Form, way: str, typed: Mapping[str, str], text: Text
) -> tuple[Entry, tuple[Complaint, ...]]:
    """What was typed as values, and what cannot stand, in the order of the fields."""
    keys = asked.of_way(way)
    wanted = (*asked.basics, *(one for one in asked.secrets if one.key in keys), *asked.needed)
    complaints = [
        Complaint(one.key, text.word("add.missing")) for one in wanted if not typed.get(one.key, "").strip()
    ]
    name = typed.get(NAME, "").strip()
    if name and barcode_name(name) is not None:
        complaints.append(Complaint(NAME, text.word("add.bad_name"), "config.bad_name"))
    options: dict[str, object] = {}
    for one in choice.options:
        said = typed.get(option_key(one.name), "").strip()
        value = _value(one.kind, said) if said else None
        if value is not None:
            options[one.name] = value
        elif said:
            complaints.append(Complaint(option_key(one.name), _unread(one.kind, text)))
    secrets = {one.name: typed.get(secret_key(one.name), "").strip() for one in _fields(choice, way)}
    url = address(typed.get(URL, ""), choice.address)
    return Entry(name, choice.cart, url, secrets, options), tuple(complaints)


def _fields(choice: CartChoice, way: str) -> Iterable[CartField]:
    return next((one.fields for one in choice.ways if one.name == way), ())


def _value(kind: str, said: str) -> object:
    """None for what is not of its kind."""
    if kind == "flag":
        return said == YES
    if kind == "number":
        return int(said) if said.removeprefix("-").isdecimal() else None
    if kind not in ("list", "table"):
        return said
    parts = [part.strip() for part in said.split(",") if part.strip()]
    return (parts if kind == "list" else _pairs(parts)) or None


def _pairs(parts: Sequence[str]) -> Mapping[str, str] | None:
    """`ours = theirs` each; None where one is not."""
    pairs = [part.partition("=") for part in parts]
    whole = all(ours.strip() and theirs.strip() for ours, _, theirs in pairs)
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs} if whole else None


def _unread(kind: str, text: Text) -> str:
    return {"number": text.word("add.bad_number"), "table": text.word("add.bad_table")}.get(
        kind, text.word("add.missing")
    )


def concerned(choice: CartChoice, asked: Form, way: str, problem: Problem) -> str:
    """The key of the field a problem is about; empty where no field is."""
    params = problem.params
    if option := params.get("option"):
        key = option_key(str(option))
        return key if any(one.key == key for one in (*asked.needed, *asked.more)) else ""
    if label := params.get("field"):
        return next((secret_key(one.name) for one in _fields(choice, way) if one.label == label), "")
    if problem.code in ABOUT_NAME or params.get("key") == NAME:
        return NAME
    if problem.code in ABOUT_URL or params.get("key") == URL:
        return URL
    if problem.code in ABOUT_KEYS:
        return next(iter(asked.of_way(way)), "")
    return ""
