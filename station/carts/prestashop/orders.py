"""Reading orders: which have changed, and all that belongs to each, in a handful of requests a page."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from station.carts import paging
from station.carts.contract import BadOrder, OrderRead, Page, Refused
from station.carts.prestashop import mapping, times
from station.carts.prestashop.api import Api, by_ref
from station.carts.prestashop.mapping import Sources
from station.carts.prestashop.tables import Tables
from station.carts.prestashop.times import Place
from station.carts.reading import Json, encode, part_of, ref_of, rows_of, text_of, word_of
from station.carts.settings import StoreSettings
from station.carts.unreadable import Unreadable
from station.model.problem import Problem

_BEGINNING = datetime(1970, 1, 1, tzinfo=UTC)
_BROKEN = (TypeError, ValueError, KeyError, AttributeError, IndexError, ArithmeticError)
# Not all there is: a customer's row has the hash of a password.
_OF_CUSTOMERS = "[id,firstname,lastname,email,company,is_guest]"

Kind = TypeVar("Kind", OrderRead, BadOrder)


class Orders:
    """Methods raise as a read does."""

    def __init__(self, api: Api, tables: Tables, settings: StoreSettings) -> None:
        self._api = api
        self._tables = tables
        self._settings = settings
        self._page_size = settings.number("page_size", 50, 1, 100)

    def page(self, since: datetime | None, cursor: str | None) -> Page:
        zone = self._tables.zone()
        place = self._place(since, cursor)
        rows: list[Json] = []
        answered: datetime | None = None
        seconds = 0.0
        for query in times.queries_of(place):
            if len(rows) < self._page_size:
                limit = (("limit", str(self._page_size - len(rows))),)
                some, reply = self._api.find("orders", (*query, *limit))
                rows += some
                answered, seconds = answered or reply.at, seconds + reply.seconds
        answered = answered or self._newest(rows, since)
        began = place.began or answered
        following = read_to = None
        if len(rows) >= self._page_size:
            following = times.after(place, rows, began, times.fresh_from(answered, seconds, zone))
            read_to = times.moment_of(following.changed, zone, None)
        reads = self._read(rows, answered)
        return Page(
            orders=_only(OrderRead, reads),
            bad=_only(BadOrder, reads),
            cursor=following.encode() if following else None,
            answered_at=min(read_to, began) if read_to else began,
        )

    def one(self, ref: str) -> OrderRead:
        """Asked for as a list of one: that there is none is then said in words, not by an empty page that
        any host in trouble could send.
        """
        rows, reply = self._api.find("orders", (("filter[id]", f"[{ref}]"),))
        if not rows:
            raise Refused("cart.order_gone", status=404)
        (read,) = self._read(rows[:1], reply.at)
        if isinstance(read, BadOrder):
            raise Refused(read.problem.code, **read.problem.params)
        return read

    def try_list(self) -> None:
        """Whether orders can be listed at all."""
        self._api.find("orders", (("limit", "1"),), display="[id]")

    def _place(self, since: datetime | None, cursor: str | None) -> Place:
        left = paging.resumed(cursor, Place.decode, self._settings.name)
        return left or Place(times.digits_of(since, self._tables.zone()) if since else "")

    def _newest(self, rows: Sequence[Json], since: datetime | None) -> datetime:
        """A proxy may drop the shop's clock: then nothing later than what was read is known."""
        zone = self._tables.zone()
        changes = (times.moment_of(row.get("date_upd"), zone, None) for row in rows)
        return max((one for one in changes if one is not None), default=since or _BEGINNING)

    def _read(self, rows: Sequence[Json], latest: datetime | None) -> list[OrderRead | BadOrder]:
        sources = self._sources(rows)
        return [self._read_or_put_aside(one, latest) for one in sources]

    def _sources(self, rows: Sequence[Json]) -> list[Sources]:
        refs = [ref_of(row.get("id")) for row in rows]
        details = _by_order(self._api.named("order_details", "id_order", refs))
        messages = _by_order(self._api.named("messages", "id_order", refs))
        addresses = by_ref(self._api.named("addresses", "id", _refs(rows, "id_address_delivery")))
        people = self._api.named("customers", "id", _refs(rows, "id_customer"), display=_OF_CUSTOMERS)
        customers = by_ref(people)
        made = [_refs(_lines(row), "id_customization") for row in rows]
        custom = by_ref(self._api.named("customizations", "id", (one for each in made for one in each)))
        sources = []
        for row, ref, own in zip(rows, refs, made, strict=True):
            address = addresses.get(ref_of(row.get("id_address_delivery")), {})
            region = self._tables.row("states", ref_of(address.get("id_state")))
            sources.append(
                Sources(
                    row,
                    state=self._tables.row("order_states", ref_of(row.get("current_state"))),
                    details=details.get(ref, []),
                    address=address,
                    customer=customers.get(ref_of(row.get("id_customer")), {}),
                    messages=messages.get(ref, []),
                    customizations={one: custom[one] for one in own if one in custom},
                    carrier=self._tables.row("carriers", ref_of(row.get("id_carrier"))),
                    country=self._code("countries", address.get("id_country")),
                    region=word_of(region.get("iso_code")) or text_of(region.get("name")),
                    currency=self._code("currencies", row.get("id_currency")),
                )
            )
        return sources

    def _code(self, table: str, ref: object) -> str:
        return word_of(self._tables.row(table, ref_of(ref)).get("iso_code")).upper()

    def _read_or_put_aside(self, sources: Sources, latest: datetime | None) -> OrderRead | BadOrder:
        if self._settings.give_way is not None:
            self._settings.give_way()
        row = sources.order
        ref = ref_of(row.get("id"))
        try:
            order = mapping.order_of(sources, self._settings, self._tables.zone(), latest)
        except Unreadable as error:
            return BadOrder(ref, word_of(row.get("reference")) or ref, error.problem)
        except _BROKEN as error:
            problem = Problem("order.unreadable", {"field": type(error).__name__})
            return BadOrder(ref, word_of(row.get("reference")) or ref, problem)
        return OrderRead(order, encode(sources.payload()))


def _lines(row: Json) -> Iterable[Json]:
    return rows_of(part_of(row, "associations").get("order_rows"))


def _refs(rows: Iterable[Json], name: str) -> list[str]:
    return [ref for row in rows if (ref := ref_of(row.get(name)))]


def _by_order(rows: Iterable[Json]) -> Mapping[str, list[Json]]:
    found: dict[str, list[Json]] = {}
    for row in rows:
        found.setdefault(ref_of(row.get("id_order")), []).append(row)
    return found


def _only(kind: type[Kind], reads: Iterable[OrderRead | BadOrder]) -> tuple[Kind, ...]:
    return tuple(one for one in reads if isinstance(one, kind))
