"""The sample shop, the generated orders, and the shop as a process of its own."""

import http.client
import json
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from woocommerce import API

from station.model.barcode import is_gtin, is_own
from station.model.problem import StationError
from station.sandbox.shop import Shop, samples
from station.sandbox.shop.remote import RemoteShop

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture(scope="module")
def loaded() -> tuple[Shop, dict[str, int]]:
    """Filled and never opened: these tests only look."""
    shop = Shop()
    return shop, samples.load(shop)


def skus(shop: Shop, ref: int) -> list[str | None]:
    return [line["sku"] for line in shop.order(ref)["line_items"]]


def test_two_dozen_sample_orders_are_there_with_their_variety(loaded: tuple[Shop, dict[str, int]]) -> None:
    shop, refs = loaded
    assert len(refs) >= 24 and sorted(refs.values()) == shop.orders()
    assert len(skus(shop, refs["many_lines"])) >= 12
    assert shop.order(refs["three_of_one"])["line_items"][0]["quantity"] == 3
    assert skus(shop, refs["engravings"]) == ["MUG-CREAM", "MUG-CREAM"]
    assert skus(shop, refs["leading_zeros"]) == ["00123"]
    assert "" in skus(shop, refs["no_code"])
    assert shop.order(refs["on_hold"])["status"] == "on-hold"
    assert shop.order(refs["pickup"])["shipping_lines"][0]["method_id"] == "local_pickup"
    assert shop.order(refs["part_refund"])["refunds"][0]["reason"] == "One tin fewer, please"
    assert shop.order(refs["arabic"])["shipping"]["postcode"] == ""
    dollars = shop.order(refs["dollars"])
    assert dollars["currency"] == "USD" and dollars["number"] != str(dollars["id"])
    cash = shop.order(refs["cash"])
    assert (cash["payment_method"], cash["date_paid"]) == ("cod", None)
    assert {shop.order(ref)["shipping"]["country"] for ref in refs.values()} >= {
        "PL",
        "GR",
        "JP",
        "AE",
        "US",
        "DE",
    }


def test_sample_products_carry_valid_codes_of_their_own(loaded: tuple[Shop, dict[str, int]]) -> None:
    shop, _ = loaded
    codes = Counter(one.gtin for one in shop.products() if one.gtin)
    assert all(is_gtin(code) for code in codes)
    assert [times for times in codes.values() if times > 1] == [2]  # the two bowls, on purpose
    assert not any(is_own(one.sku) for one in shop.products())
    assert any(one.virtual for one in shop.products())
    assert [one.sku for one in shop.products() if not one.weight and not one.virtual] == ["JAR-SALT"]
    assert shop.stock("CANDLE-FIG") == shop.stock("CANDLE") == 67


def test_every_sample_picture_is_there_and_small(loaded: tuple[Shop, dict[str, int]]) -> None:
    shop, _ = loaded
    pictures = {one.picture for one in shop.products() if one.picture}
    assert len(pictures) >= 20
    with shop:
        for name in pictures:
            source = shop.url + f"/pictures/{name}"
            connection = http.client.HTTPConnection(shop.url.removeprefix("http://"), timeout=10)
            connection.request("GET", source.removeprefix(shop.url))
            answer = connection.getresponse()
            body = answer.read()
            connection.close()
            assert (answer.status, answer.getheader("Content-Type")) == (200, "image/png")
            assert body.startswith(b"\x89PNG") and len(body) < 20_000
        line = shop.order(shop.orders()[0])["line_items"][0]
        assert line["image"]["src"] == f"{shop.url}/pictures/mug-blue.png"


def test_a_picture_is_never_looked_for_elsewhere(loaded: tuple[Shop, dict[str, int]]) -> None:
    shop, _ = loaded
    with shop:
        connection = http.client.HTTPConnection(shop.url.removeprefix("http://"), timeout=10)
        connection.request("GET", "/pictures/../orders.json")
        assert connection.getresponse().status == 404
        connection.close()


def test_scripts_name_orders_that_are_there_and_calls_the_shop_has(
    loaded: tuple[Shop, dict[str, int]],
) -> None:
    shop, refs = loaded
    scripts = samples.scripts()
    assert "cancelled_while_packing" in scripts and set(scripts) <= set(refs)
    assert all(hasattr(shop, step["call"]) for steps in scripts.values() for step in steps)


def test_generated_orders_are_the_same_for_the_same_seed() -> None:
    shop = Shop()
    samples.load_products(shop)
    until = shop.now()
    wares = ["MUG-BLUE", "TEA-MINT-50", "SPOON-OAK", "POT-CLAY", "00123", "HONEY-250"]
    first = list(samples.generate(50, 7, wares, until))
    assert first == list(samples.generate(50, 7, wares, until))
    assert first != list(samples.generate(50, 8, wares, until))


def test_a_thousand_generated_orders_come_out_in_pages_of_a_hundred() -> None:
    shop = Shop()
    refs = samples.fill(shop, 1000)
    shop.precompute()
    with shop:
        api = API(shop.url, shop.key, shop.secret)
        seen: list[int] = []
        for page in range(1, 11):
            params = {"per_page": 100, "page": page, "orderby": "modified", "order": "asc"}
            seen += [row["id"] for row in api.get("orders", params=params).json()]
        assert seen == refs


@pytest.fixture
def process(tmp_path: Path) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "station.sandbox.shop", "--orders", "20", "--target", "plugin"]
    command += ["--state", str(tmp_path / "shop.jsonl")]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as started:
        try:
            yield started
        finally:
            started.kill()


def test_as_a_process_it_says_where_it_is_obeys_and_ends_on_sigterm(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    place = json.loads(process.stdout.readline())
    remote = RemoteShop(place["control"])
    assert len(remote.call("orders")) == 20 and remote.call("target") == "plugin"
    ref = remote.call("place_order", lines=[{"sku": "00123", "quantity": 2}])
    remote.call("refund", ref=ref, units=[["00123", 1]])
    api = API(place["url"], place["key"], place["secret"])
    assert api.get(f"orders/{ref}").json()["refunds"][0]["total"].startswith("-")
    remote.call("fault", kind="503", match="^GET")
    assert api.get("orders").status_code == 503
    remote.call("offline")
    with pytest.raises(requests.ConnectionError):
        api.get("orders")
    remote.call("online")
    assert api.get("orders").status_code == 200
    assert [one["status"] for one in remote.call("requests")] == [200, 503, 200]
    assert remote.call("tracking", ref=ref) == [] and remote.call("double_writes") == []
    with pytest.raises(StationError, match="sandbox.no_order"):
        remote.call("tracking", ref=99999)
    with pytest.raises(StationError, match="sandbox.unknown_call"):
        remote.call("burn_down")
    began = time.monotonic()
    process.send_signal(signal.SIGTERM)
    assert process.wait(10) == 0 and time.monotonic() - began < 5


def test_no_web_page_can_call_the_control_address(process: subprocess.Popen[str]) -> None:
    assert process.stdout is not None
    control = json.loads(process.stdout.readline())["control"]
    host = control.removeprefix("http://").removesuffix("/sandbox")
    for headers in (
        {"Content-Type": "text/plain"},
        {"Content-Type": "application/json", "Origin": "http://a.example"},
    ):
        connection = http.client.HTTPConnection(host, timeout=10)
        connection.request("POST", "/sandbox/orders", "{}", headers)
        assert connection.getresponse().status == 403
        connection.close()
