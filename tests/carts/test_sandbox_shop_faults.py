"""The practice shop misbehaves exactly as asked."""

import http.client
import json
import threading
import time
from collections.abc import Iterator

import pytest
import requests
from woocommerce import API

from station.model.problem import StationError
from station.sandbox.shop import Shop


@pytest.fixture
def shop() -> Iterator[Shop]:
    made = Shop()
    made.add_product("MUG", "Mug", price="10.00", stock=20)
    with made as opened:
        yield opened


def ask(
    shop: Shop, method: str, path: str, body: object = None, accept: str = ""
) -> tuple[int, bytes, dict[str, str]]:
    """An unsigned request to the open index, or whatever path a fault stands in front of."""
    connection = http.client.HTTPConnection(shop.url.removeprefix("http://"), timeout=10)
    try:
        connection.request(method, path, json.dumps(body), {"Accept": accept} if accept else {})
        answer = connection.getresponse()
        return answer.status, answer.read(), dict(answer.getheaders())
    finally:
        connection.close()


@pytest.mark.parametrize(
    ("kind", "status"), [("429", 429), ("500", 500), ("502", 502), ("503", 503), ("html", 200)]
)
def test_a_fault_stands_in_for_the_answer_as_a_page_and_then_is_over(
    shop: Shop, kind: str, status: int
) -> None:
    shop.faults.add(kind, seconds=7)
    seen, body, headers = ask(shop, "GET", "/wp-json/")
    assert seen == status and body.startswith(b"<!DOCTYPE html>")
    assert headers["Content-Type"].startswith("text/html")
    assert (headers.get("Retry-After") == "7") == (kind in ("429", "503"))
    assert ask(shop, "GET", "/wp-json/")[0] == 200 and shop.faults.left() == 0


def test_who_accepts_json_is_told_of_a_fatal_in_json(shop: Shop) -> None:
    shop.faults.add(500)
    status, body, _ = ask(shop, "GET", "/wp-json/", accept="application/json")
    assert status == 500 and json.loads(body)["code"] == "internal_server_error"


def test_a_notice_comes_before_json_that_is_whole(shop: Shop) -> None:
    shop.faults.add("php_notice")
    body = ask(shop, "GET", "/wp-json/")[1]
    assert body.startswith(b"<br />") and json.loads(body[body.index(b"{") :])["namespaces"]


def test_a_fault_meets_only_what_it_matches_and_only_so_often(shop: Shop) -> None:
    shop.faults.add(503, match=r"^GET .*rest_route", times=2, skip=1)
    codes = [ask(shop, "GET", "/?rest_route=/")[0] for _ in range(4)]
    assert codes == [200, 503, 503, 200]
    shop.faults.add(503, times=None)
    assert [ask(shop, "GET", "/wp-json/")[0] for _ in range(3)] == [503] * 3
    shop.faults.clear()
    assert ask(shop, "GET", "/wp-json/")[0] == 200


def test_half_a_body_is_half_a_body(shop: Shop) -> None:
    shop.faults.add("cut_body")
    with pytest.raises(http.client.IncompleteRead):
        ask(shop, "GET", "/wp-json/")


def test_a_lost_answer_leaves_the_write_applied_and_a_lost_request_does_not(shop: Shop) -> None:
    ref = shop.place_order(["MUG"])
    api = API(shop.url, shop.key, shop.secret)
    shop.faults.add("lost_after_write", match="^PUT")
    with pytest.raises(requests.ConnectionError):
        api.put(f"orders/{ref}", {"status": "completed"})
    assert shop.order(ref)["status"] == "completed"
    shop.faults.add("lost_before_write", match="^PUT")
    with pytest.raises(requests.ConnectionError):
        api.put(f"orders/{ref}", {"status": "processing"})
    assert shop.order(ref)["status"] == "completed"
    assert [(one.method, one.status, one.fault) for one in shop.journal.requests] == [
        ("PUT", 0, "lost_after_write"),
        ("PUT", 0, "lost_before_write"),
    ]
    assert [one.what for one in shop.journal.writes] == ["status"]


def test_a_refusing_shop_comes_back_by_itself_on_the_same_port(shop: Shop) -> None:
    shop.faults.add("refuse_connection", seconds=0.2)
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        ask(shop, "GET", "/wp-json/")
    refused, deadline = 0, time.monotonic() + 10
    while time.monotonic() < deadline:
        try:
            assert ask(shop, "GET", "/wp-json/")[0] == 200
            break
        except ConnectionRefusedError:
            refused += 1
    assert refused > 0 and time.monotonic() < deadline


def test_closing_does_not_wait_for_a_slow_answer_or_an_outage() -> None:
    shop = Shop().start()
    shop.faults.add("slow", seconds=60)
    connection = http.client.HTTPConnection(shop.url.removeprefix("http://"), timeout=10)
    connection.request("GET", "/wp-json/")
    patience = threading.Event()
    while shop.faults.left():
        patience.wait(0.005)
    shop.outage(60)
    began = time.monotonic()
    shop.close()
    assert time.monotonic() - began < 5
    with pytest.raises((http.client.RemoteDisconnected, ConnectionError)):
        connection.getresponse()
    connection.close()


def test_a_slow_answer_comes_late_but_comes(shop: Shop) -> None:
    shop.faults.add("slow", seconds=0.15)
    began = time.monotonic()
    assert ask(shop, "GET", "/wp-json/")[0] == 200
    assert time.monotonic() - began >= 0.15


def test_a_fault_nobody_knows_is_refused(shop: Shop) -> None:
    with pytest.raises(StationError, match="sandbox.unknown_fault"):
        shop.faults.add("earthquake")
