"""The practice shop, by the official client and by our own hands."""

import http.client
import json
import socket
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
import trustme
from woocommerce import API

from station.model.problem import StationError
from station.sandbox.shop import Shop
from station.sandbox.shop.auth import signature

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)


class HeldClock:
    """Time that only a test moves."""

    def __init__(self) -> None:
        self.at = NOON

    def now(self) -> datetime:
        return self.at

    def monotonic(self) -> float:
        return self.at.timestamp()

    def pass_seconds(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


def stocked(shop: Shop) -> Shop:
    shop.add_product("MUG", "Mug", price="10.00", stock=20, gtin="9520000000011", weight="0.3")
    shop.add_product("TEA", "Tea", price="5.00", stock=50)
    shop.add_product("BOX", "Box, not counted", price="1.00", manage_stock=False, stock=None)
    candle = shop.add_product("CANDLE", "Candle", price="9.00", stock=30)
    shop.add_product("FIG", "Fig", parent=candle, manage_stock="parent", options={"Scent": "Fig"})
    return shop


@pytest.fixture
def clock() -> HeldClock:
    return HeldClock()


@pytest.fixture
def shop(clock: HeldClock) -> Iterator[Shop]:
    with stocked(Shop(clock=clock)) as opened:
        yield opened


@pytest.fixture
def live() -> Iterator[Shop]:
    """With the real clock: the official client signs with the real time."""
    with stocked(Shop()) as opened:
        yield opened


def client(shop: Shop, key: str = "", secret: str = "", **options: object) -> API:
    return API(shop.url, key or shop.key, secret or shop.secret, **options)


def signed(shop: Shop, method: str, path: str, params: dict[str, str], nonce: str = "") -> str:
    """Path and query, signed with the time of the shop's own clock."""
    oauth = {
        "oauth_consumer_key": shop.key,
        "oauth_timestamp": str(int(shop.now().timestamp())),
        "oauth_nonce": nonce or str(time.perf_counter_ns()),
        "oauth_signature_method": "HMAC-SHA1",
    }
    full = f"/wp-json/wc/v3/{path}"
    query = params | oauth
    query["oauth_signature"] = signature(method, shop.url + full, dict(query), shop.secret, "HMAC-SHA1")
    return f"{full}?{urlencode(query)}"


def ask(shop: Shop, target: str, headers: dict[str, str] | None = None) -> tuple[int, bytes, dict[str, str]]:
    connection = http.client.HTTPConnection(shop.url.removeprefix("http://"), timeout=10)
    try:
        connection.request("GET", target, headers=headers or {})
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


def listed(shop: Shop, **params: str) -> list[int]:
    status, body, _ = ask(shop, signed(shop, "GET", "orders", params))
    assert status == 200, body
    return [row["id"] for row in json.loads(body)]


def test_the_official_client_reads_writes_and_pages_over_plain_http(live: Shop) -> None:
    refs = [live.place_order(["MUG"]) for _ in range(3)]
    api = client(live)
    page = api.get(
        "orders", params={"per_page": 2, "orderby": "modified", "order": "asc", "status": "processing"}
    )
    assert [row["id"] for row in page.json()] == refs[:2]
    assert page.headers["X-WP-Total"] == "3" and page.headers["X-WP-TotalPages"] == "2"
    assert 'rel="next"' in page.headers["Link"] and "page=2" in page.headers["Link"]
    assert api.put(f"orders/{refs[0]}", {"status": "completed"}).json()["status"] == "completed"
    assert live.order(refs[0])["date_completed"] is not None
    note = api.post(f"orders/{refs[0]}/notes", {"note": "On its way", "customer_note": True})
    assert note.status_code == 201 and note.headers["Location"].endswith(f"/notes/{note.json()['id']}")
    assert live.notes(refs[0])[-1]["note"] == "On its way"


def test_over_tls_the_official_client_signs_in_with_basic_and_by_query(tmp_path: Path) -> None:
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    served = authority.issue_cert("127.0.0.1")
    served.private_key_and_cert_chain_pem.write_to_path(tmp_path / "server.pem")
    with stocked(Shop(certificate=tmp_path / "server.pem")) as shop:
        ref = shop.place_order(["TEA"])
        verify = {"verify_ssl": str(tmp_path / "ca.pem")}
        assert client(shop, **verify).get(f"orders/{ref}").json()["number"] == str(ref)
        shop.place_order(["TEA"])
        asked = client(shop, query_string_auth=True, **verify).get("orders", params={"per_page": 1})
        assert asked.status_code == 200
        assert shop.secret in asked.headers["Link"]  # the real thing echoes it too
        refused = client(shop, secret="cs_wrong", **verify).get("orders")
        assert refused.json()["message"] == "Consumer secret is invalid."


def test_keys_do_only_what_they_may(live: Shop) -> None:
    ref = live.place_order(["TEA"])
    reader, writer = live.add_key("read"), live.add_key("write")
    assert client(live, reader.key, reader.secret).get(f"orders/{ref}").status_code == 200
    refused = client(live, reader.key, reader.secret).put(f"orders/{ref}", {"status": "completed"})
    assert refused.status_code == 401 and "write permissions" in refused.json()["message"]
    refused = client(live, writer.key, writer.secret).get("orders")
    assert refused.status_code == 401 and "read permissions" in refused.json()["message"]
    assert live.order(ref)["status"] == "processing"
    assert reader.secret not in repr(reader)


def test_a_nonce_counts_once_and_an_old_time_not_at_all(shop: Shop, clock: HeldClock) -> None:
    target = signed(shop, "GET", "orders", {}, nonce="one")
    assert ask(shop, target)[0] == 200
    status, body, _ = ask(shop, target)
    assert status == 401 and b"nonce has already been used" in body
    late = signed(shop, "GET", "orders", {}, nonce="two")
    clock.pass_seconds(16 * 60)
    status, body, _ = ask(shop, late)
    assert status == 401 and b"Invalid timestamp." in body


def test_a_changed_query_breaks_the_signature(shop: Shop) -> None:
    status, body, _ = ask(
        shop, signed(shop, "GET", "orders", {"per_page": "5"}).replace("per_page=5", "per_page=6")
    )
    assert status == 401 and b"signature does not match" in body


def test_the_index_is_open_and_names_what_is_installed(shop: Shop) -> None:
    assert b'"wc\\/v3"' in ask(shop, "/wp-json/")[1]
    assert b"wc-shipment-tracking" not in ask(shop, "/?rest_route=/")[1]
    shop.target = "plugin"
    assert b"wc-shipment-tracking" in ask(shop, "/?rest_route=/")[1]
    assert ask(shop, "/?rest_route=/wc/v3/orders")[0] == 401


def test_changed_orders_are_strictly_after_the_bound_and_z_with_gmt_is_off_by_the_zone(
    shop: Shop, clock: HeldClock
) -> None:
    first = shop.place_order(["TEA"])
    clock.pass_seconds(60)
    second = shop.place_order(["TEA"])
    common = {"orderby": "modified", "order": "asc"}
    assert listed(shop, modified_after="2026-11-21T11:59:59", dates_are_gmt="true", **common) == [
        first,
        second,
    ]
    assert listed(shop, modified_after="2026-11-21T12:00:00", dates_are_gmt="true", **common) == [second]
    # Warsaw is an hour ahead: the bound is taken an hour late, and what changed is missed.
    assert listed(shop, modified_after="2026-11-21T11:59:59Z", dates_are_gmt="true", **common) == []
    assert listed(shop, modified_after="2026-11-21T11:59:59Z", **common) == [first, second]
    assert listed(shop, modified_after="2026-11-21T12:59:59", **common) == [first, second]


def test_lists_filter_sort_and_leave_the_bin_out(shop: Shop, clock: HeldClock) -> None:
    refs = []
    for _ in range(4):
        refs.append(shop.place_order(["TEA"]))
        clock.pass_seconds(1)
    shop.hold(refs[0])
    shop.trash(refs[3])
    assert listed(shop) == [refs[2], refs[1], refs[0]]
    assert listed(shop, orderby="modified") == [refs[0], refs[2], refs[1]]
    assert listed(shop, status="on-hold,trash", orderby="id", order="asc") == [refs[0], refs[3]]
    assert listed(shop, include=f"{refs[2]},{refs[0]}", orderby="include") == [refs[2], refs[0]]
    status, body, headers = ask(shop, signed(shop, "GET", "orders", {"page": "9"}))
    assert (status, body, headers["X-WP-Total"]) == (200, b"[]", "0")
    assert ask(shop, signed(shop, "GET", "orders", {"status": "lost"}))[0] == 400
    assert ask(shop, signed(shop, "GET", "orders", {"modified_after": "soon"}))[0] == 400


def test_a_note_leaves_the_date_and_meta_moves_it(live: Shop) -> None:
    ref = live.place_order(["TEA"], placed_at="2026-11-01T10:00:00")
    api = client(live)
    api.post(f"orders/{ref}/notes", {"note": "hello"})
    assert live.order(ref)["date_modified_gmt"] == "2026-11-01T10:00:00"
    api.put(f"orders/{ref}", {"meta_data": [{"key": "_mark", "value": "1"}]})
    api.put(f"orders/{ref}", {"meta_data": [{"key": "_mark", "value": "2"}]})
    body = live.order(ref)
    assert body["date_modified_gmt"] > "2026-11-01T10:00:00"
    assert [(one["key"], one["value"]) for one in body["meta_data"]] == [("_mark", "2")]
    api.put(f"orders/{ref}", {"meta_data": [{"id": body["meta_data"][0]["id"], "value": None}]})
    assert live.order(ref)["meta_data"] == []


def test_a_trashed_order_is_readable_and_a_deleted_one_is_gone(live: Shop) -> None:
    ref = live.place_order(["MUG"])
    api = client(live)
    assert api.delete(f"orders/{ref}").json()["status"] == "trash"
    assert api.get(f"orders/{ref}").json()["status"] == "trash"
    assert live.stock("MUG") == 19
    assert api.delete(f"orders/{ref}", params={"force": "true"}).status_code == 200
    assert api.get(f"orders/{ref}").json()["code"] == "woocommerce_rest_shop_order_invalid_id"
    with pytest.raises(StationError, match="sandbox.no_order"):
        live.order(ref)


def test_a_custom_status_is_one_of_the_shops_from_then_on(live: Shop) -> None:
    ref = live.place_order(["TEA"])
    assert client(live).put(f"orders/{ref}", {"status": "at-the-door"}).status_code == 400
    live.set_status(ref, "at-the-door")
    assert client(live).get("orders", params={"status": "at-the-door"}).json()[0]["id"] == ref


def test_a_body_of_no_sensible_shape_is_a_fatal_of_php(live: Shop, expect_log: Callable[[str], None]) -> None:
    expect_log("a body of a shape no shop expects")
    ref = live.place_order(["TEA"])
    answer = client(live).put(f"orders/{ref}", {"meta_data": ["nonsense"]})
    assert (answer.status_code, answer.json()["code"]) == (500, "internal_server_error")


def test_every_answer_has_the_shops_own_time(shop: Shop, clock: HeldClock) -> None:
    clock.pass_seconds(86400)
    assert ask(shop, "/wp-json/")[2]["Date"] == "Sun, 22 Nov 2026 12:00:00 GMT"


def test_off_line_nobody_answers_and_on_line_it_is_the_same_port(shop: Shop) -> None:
    address = ("127.0.0.1", int(shop.url.rpartition(":")[2]))
    with socket.create_connection(address, timeout=5) as idle:
        idle.sendall(b"GET /wp-json/ HTTP/1.1\r\nHost: shop\r\n\r\n")
        with idle.makefile("rb") as stream:
            assert stream.readline().startswith(b"HTTP/1.1 200")
            shop.offline()
            assert stream.read().endswith(b"}")  # no more than the answer, then the end
    with pytest.raises(ConnectionRefusedError):
        ask(shop, "/wp-json/")
    shop.online()
    assert ask(shop, "/wp-json/")[0] == 200


def test_the_shop_is_as_it_was_after_a_restart(tmp_path: Path) -> None:
    state = tmp_path / "shop.jsonl"
    with stocked(Shop(state_file=state)) as shop:
        ref = shop.place_order([{"sku": "MUG", "quantity": 2}], customer_note="Ring twice")
        gone = shop.place_order(["TEA"])
        shop.delete(gone)
        shop.refund(ref, {"MUG": 1})
        before = shop.order(ref)
    with state.open("a", encoding="utf-8") as file:
        file.write('{"kind": "order", "wh')  # killed in the middle of a change
    with Shop(state_file=state) as again:
        again_order = again.order(ref)
        assert again.orders() == [ref] and again.stock("MUG") == 19
        assert state.read_bytes().endswith(b"\n")
        assert {**again_order, "_links": 0, "payment_url": 0} == {**before, "_links": 0, "payment_url": 0}
        assert again.place_order(["TEA"]) > gone


def test_refusals_of_the_control_surface_name_what_is_missing(shop: Shop) -> None:
    with pytest.raises(StationError, match="sandbox.no_product"):
        shop.stock("NO-SUCH")
    with pytest.raises(StationError, match="sandbox.no_line"):
        shop.change_line_quantity(shop.place_order(["TEA"]), "MUG", 1)
    with pytest.raises(StationError, match="sandbox.unknown_target"):
        shop.target = "moon"


def test_products_and_variations_can_be_made_and_unmade_over_the_api(live: Shop) -> None:
    api = client(live)
    body = {"name": "Bowl", "sku": "BOWL", "regular_price": "7.00", "manage_stock": True, "stock_quantity": 4}
    made = api.post("products", body)
    assert made.status_code == 201 and live.stock("BOWL") == 4
    option = {"sku": "BOWL-S", "attributes": [{"name": "Size", "option": "S"}]}
    child = api.post(f"products/{made.json()['id']}/variations", option).json()
    assert child["manage_stock"] is False and child["attributes"][0]["option"] == "S"
    assert [row["id"] for row in api.get(f"products/{made.json()['id']}/variations").json()] == [child["id"]]
    api.delete(f"products/{made.json()['id']}/variations/{child['id']}", params={"force": "true"})
    api.delete(f"products/{made.json()['id']}", params={"force": "true"})
    assert api.get(f"products/{made.json()['id']}").status_code == 404 and not live.has_product("BOWL-S")
