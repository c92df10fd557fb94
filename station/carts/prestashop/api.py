"""Asking one shop's webservice: read as JSON, written as XML."""

from collections.abc import Iterable, Mapping

from station.carts.contract import CartError, InDoubt, Refused, Unusable
from station.carts.prestashop.wire import explain, parse, resource_xml, signer
from station.carts.reading import Json, part_of, ref_of, word_of
from station.carts.rest import Query, Reply, Rest
from station.carts.settings import StoreSettings
from station.net.http import Http

AT_ONCE = 50  # ids in one filter: short enough for any host's longest address
_JSON = (("output_format", "JSON"),)
_MOST_SHOPS = 100_000


class Api:
    """Thread-safe. Every error is a `CartError`."""

    def __init__(self, settings: StoreSettings, key: str, http: Http) -> None:
        in_query = settings.flag("key_in_query")
        shop = settings.number("shop", 0, 0, _MOST_SHOPS)
        sign = signer(key, str(shop) if shop else "", in_query=in_query)
        means = explain(in_query=in_query)
        self._reading = Rest(http, signer=sign, explain=means, parse=parse)
        self._writing = Rest(
            http,
            signer=sign,
            headers={"Accept": "text/xml", "Content-Type": "text/xml"},
            explain=means,
            parse=parse,
        )
        self._whole: set[str] = set()

    def front(self) -> Reply:
        """What the key may do; its JSON names resources only, so it is read as XML."""
        return self._reading.read("api/")

    def find(
        self, resource: str, query: Query = (), *, display: str = "full"
    ) -> tuple[tuple[Json, ...], Reply]:
        """Rows of a resource (none is a bare list), and the answer they came in."""
        asked = (*_JSON, ("display", display), *query)
        reply = self._reading.read(f"api/{resource}", asked)
        if isinstance(reply.data, list) and not reply.data:
            return (), reply
        rows = reply.row.get(resource)
        if not isinstance(rows, list):
            raise Unusable("cart.unusable", status=reply.status)
        return tuple(row if isinstance(row, dict) else {} for row in rows), reply  # a full page stays full

    def named(
        self, resource: str, field: str, values: Iterable[str], *, display: str = "full"
    ) -> tuple[Json, ...]:
        """Rows whose `field` is one of `values`, a few dozen of these a request."""
        wanted = list(dict.fromkeys(filter(None, values)))
        rows: list[Json] = []
        for first in range(0, len(wanted), AT_ONCE):
            some = "|".join(wanted[first : first + AT_ONCE])
            rows += self.find(resource, ((f"filter[{field}]", f"[{some}]"),), display=display)[0]
        return tuple(rows)

    def add(self, resource: str, node: str, fields: Mapping[str, str], query: Query = ()) -> None:
        """One POST. Raises as `Rest.write`."""
        self._writing.write("POST", f"api/{resource}", resource_xml(node, fields), query)

    def change(
        self, resource: str, node: str, ref: str, fields: Mapping[str, str], query: Query = ()
    ) -> Json:
        """One write of a few fields; what the shop then has, empty where it does not say. Before version 8,
        and for keys without PATCH, the whole resource is read and put back.
        """
        path, body = f"api/{resource}/{ref}", {"id": ref, **fields}
        if resource not in self._whole:
            try:
                said = self._writing.write("PATCH", path, resource_xml(node, body), query)
                return part_of(_row(said), node)
            except InDoubt:
                raise
            except CartError as error:
                if error.problem.params.get("status") not in (405, 501):
                    raise
                self._whole.add(resource)
        found = self.named(resource, "id", (ref,))
        if not found:
            raise Refused("cart.refused", status=404, message=f"{resource}/{ref}")
        kept = {
            name: word_of(value) for name, value in found[0].items() if not isinstance(value, dict | list)
        }
        said = self._writing.write("PUT", path, resource_xml(node, kept | body), query)
        return part_of(_row(said), node)

    def download(self, url: str, largest: int) -> bytes:
        return self._reading.download(url, largest)

    def close(self) -> None:
        self._reading.close()


def _row(said: Reply) -> Json:
    return said.data if isinstance(said.data, dict) else {}


def by_ref(rows: Iterable[Json]) -> dict[str, Json]:
    return {ref_of(row.get("id")): row for row in rows}
