"""Every documented example of Magento that is about orders, shipments, stock and errors is understood.

They are kept beside the repository, not in it; without them these tests are skipped.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from station.carts.contract import CartError, InDoubt, Refused, SignInAgain
from station.carts.magento.api import explain, found, parse
from station.carts.magento.mapping import mark_of
from station.carts.magento.shipping import ship, steps
from station.carts.reading import number_of, ref_of
from station.carts.rest import Asked, Reply
from station.carts.settings import StoreSettings
from station.model.shipment import Parcel, ShipConfirm, ShippedLine
from station.net.http import Answer

SHARED = Path(__file__).resolve().parents[3] / "shared"
EXAMPLES = SHARED / "specs" / "magento2" / "examples"

pytestmark = pytest.mark.skipif(not EXAMPLES.is_dir(), reason=f"the documented examples are not in {SHARED}")


def example(name: str) -> Any:
    return json.loads((EXAMPLES / f"{name}.json").read_text(encoding="utf-8"))


def explained(status: int, body: Any, *, writing: bool = False, about: str = "") -> CartError | None:
    answer = Answer(status, {}, json.dumps(body).encode())
    return explain(answer, body, Asked("POST" if writing else "GET", "x", writing, about))


ERRORS = {
    "unauthorized_401": (SignInAgain, "cart.resource_denied"),
    "no_entity_404": (Refused, "cart.order_gone"),
    "already_shipped_400": (Refused, "cart.refused"),
    "child_item_400": (Refused, "cart.refused"),
    "tracks_not_list_400": (Refused, "cart.refused"),
    "source_short_400": (Refused, "cart.refused"),
}


@pytest.mark.parametrize("name", ERRORS)
def test_every_known_error_has_its_meaning(name: str) -> None:
    one = example("errors")[name]
    kind, code = ERRORS[name]
    said = explained(one["status"], one["body"], writing=True, about="order")
    assert type(said) is kind and said.problem.code == code


def test_no_error_is_left_out() -> None:
    documented = {
        name for name, one in example("errors").items() if isinstance(one, dict) and "status" in one
    }
    assert documented - {"ship_ok_200"} == set(ERRORS)


def test_a_message_has_its_values_in_their_places() -> None:
    said = explained(400, example("gs-web-api-response__1"))
    assert said is not None
    assert said.problem.params["message"] == "Invalid product data: Invalid attribute set entity type"


def test_a_server_error_in_magentos_form_leaves_a_write_in_doubt() -> None:
    assert isinstance(explained(500, {"message": "Internal Error"}, writing=True), InDoubt)


def test_a_bare_number_is_an_answer() -> None:
    assert ref_of(parse(json.dumps(example("errors")["ship_ok_200"]["body"]).encode())) == "3"
    with pytest.raises(ValueError, match="Expecting value"):
        parse(b"<html>")


def test_a_search_is_read_as_documented() -> None:
    for body, total in (
        (example("errors")["search_result_shape"], 0),
        (example("manage-source-items__2"), 2),
    ):
        rows, count = found(Reply(body, 200, {}, None, 0.0))
        assert count == total == len(rows)
        assert all(number_of(row["quantity"]) for row in rows)


class Written:
    """Keeps what would be sent."""

    def write(self, method: str, path: str, body: Any, *, about: str = "") -> Reply:
        self.sent = method, path, body
        return Reply(3, 200, {}, None, 0.0)


@pytest.mark.parametrize("name", ["order-create-shipment__0", "create-shipment__0", "create-shipment__1"])
def test_a_shipment_is_told_as_documented(name: str) -> None:
    """Said again from the example, it is the example, and our mark."""
    wanted = example(name)
    lines = tuple(ShippedLine(str(one["order_item_id"]), one["qty"]) for one in wanted["items"])
    (track,) = wanted.get("tracks") or ({"track_number": "", "title": "", "carrier_code": ""},)
    source = wanted.get("arguments", {}).get("extension_attributes", {}).get("source_code", "")
    settings = StoreSettings("main", "https://shop.example", carrier_map={track["title"]: "ups"})
    carton = Parcel(track["track_number"], track["title"], "", lines)
    message = ShipConfirm("u1", "7", (carton,), wanted["notify"], "2026-11-20")
    written: Any = Written()
    ship(written, settings, source, message, steps(message)[0])
    method, path, body = written.sent
    assert (method, path) == ("POST", "order/7/ship")
    assert mark_of({"comments": [body.pop("comment")]}) == "u1:1" and body.pop("appendComment") is False
    wanted.pop("comment", None)
    assert body == wanted
