"""The practice shop answers as a recorded WooCommerce 10.5.0 did: key by key, word by word."""

import base64
import http.client
import json
import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import trustme

from station.sandbox.shop import Shop

CAPTURES = Path(__file__).resolve().parents[3] / "shared" / "captures" / "woocommerce"
pytestmark = pytest.mark.skipif(
    not CAPTURES.is_dir(), reason="the recorded exchanges are not beside this repository"
)

SAME_SHAPE = "01 04 05 07 13 29 30 31 33 34 35 40 41 42 43 44 45 46 47 48 50"
SAME_WORDS = "37 49 51 54 61 62 63 64 65"
# The wire's own affair, or a length where the other streams.
_NOT_COMPARED = {"server", "date", "connection", "transfer-encoding", "content-length", "vary"}
# What the one shop happens to have and the other not.
_SHOP_SPECIFIC = {
    "meta_data[].value",
    "line_items[].image.id",
    "related_ids",
    "categories",
    "images",
    "dimensions",
}


def recorded(number: str) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(next(CAPTURES.glob(f"{number}-*.json")).read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def shops(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """A TLS shop with one of everything; the ids the recordings' paths are mapped to."""
    folder = tmp_path_factory.mktemp("tls")
    authority = trustme.CA()
    authority.issue_cert("127.0.0.1").private_key_and_cert_chain_pem.write_to_path(folder / "server.pem")
    shop = Shop(certificate=folder / "server.pem", currency="GBP")
    mug = shop.add_product("MUG-COB", "Mug", price="11.67", stock=40, gtin="9520000000011", weight="0.42")
    box = shop.add_product("BOX-M", "Box", price="1.20", manage_stock=False, stock=None, weight="0.15")
    tee = shop.add_product("TEE", "Tee", price="26.00", manage_stock=False, stock=None, weight="0.2")
    small = shop.add_product(
        "TEE-S", "Ink Blue, S", price="26.00", parent=tee, stock=9, options={"Size": "S"}
    )
    candle = shop.add_product("CNDL", "Candle", price="12.00", stock=40, weight="0.2")
    fig = shop.add_product("CNDL-FIG", "Fig", parent=candle, manage_stock="parent", options={"Scent": "Fig"})
    lines = [{"sku": "MUG-COB", "quantity": 3}, {"sku": "TEE-S", "quantity": 1}]
    order = shop.place_order(lines)
    known = shop.place_order(lines, customer_id=7)
    refunded = shop.place_order([{"sku": "MUG-COB", "quantity": 3}])
    shop.refund(refunded, {"MUG-COB": 1}, reason="One mug chipped")
    with shop:
        yield {
            "shop": shop,
            "trust": _trusting(authority),
            "products": {"13": mug, "25": box, "30": tee, "31": small, "37": candle, "38": fig},
            "orders": {"158": known, "164": refunded, "999999": 999999},
            "order": order,
        }


def _trusting(authority: trustme.CA) -> ssl.SSLContext:
    context = ssl.create_default_context()
    authority.configure_trust(context)
    return context


class Replay:
    """Sends recorded requests to our shop."""

    def __init__(self, shops: dict[str, Any]) -> None:
        self.shop: Shop = shops["shop"]
        self._shops = shops

    def path(self, url: str) -> str:
        parts = urlsplit(url)
        steps = parts.path.split("/")
        for place, step in enumerate(steps):
            if step.isdigit():
                before = steps[place - 1]
                known = self._shops["products" if before in ("products", "variations") else "orders"]
                steps[place] = str(known.get(step, self._shops["order"]))
        query = parts.query.replace("TEE-BLU-S", "TEE-S")
        return "/".join(steps) + (f"?{query}" if query else "")

    def send(
        self, recording: dict[str, Any], key: str = "", secret: str = ""
    ) -> tuple[int, Any, dict[str, str]]:
        asked = recording["request"]
        address = urlsplit(self.shop.url).netloc
        token = base64.b64encode(f"{key or self.shop.key}:{secret or self.shop.secret}".encode()).decode()
        headers = {"Authorization": f"Basic {token}", "Accept": "application/json"}
        body = asked["body"]
        raw = body if isinstance(body, str) else json.dumps(self._ours(body)) if body is not None else None
        connection = http.client.HTTPSConnection(address, timeout=10, context=self._shops["trust"])
        try:
            connection.request(asked["method"], self.path(asked["url"]), raw, headers)
            answer = connection.getresponse()
            return answer.status, json.loads(answer.read()), dict(answer.getheaders())
        finally:
            connection.close()

    def _ours(self, body: Any) -> Any:
        """Line ids of the recorded order become those of ours."""
        text = json.dumps(body)
        first = self.shop.order(self._shops["order"])["line_items"][0]["id"]
        for line in ("22", "23"):
            text = text.replace(f'"item_id": {line},', f'"item_id": {first},')
        return json.loads(text)


@pytest.fixture
def replay(shops: dict[str, Any]) -> Replay:
    return Replay(shops)


def differences(theirs: Any, ours: Any, where: str = "") -> list[str]:
    """Keys and kinds that differ. Null on either side stands for any kind."""
    if where in _SHOP_SPECIFIC or theirs is None or ours is None:
        return []
    if isinstance(theirs, dict) and isinstance(ours, dict):
        if list(theirs) != list(ours):
            return [f"{where}: keys {sorted(set(theirs) ^ set(ours)) or 'in another order'}"]
        return [
            row for key in theirs for row in differences(theirs[key], ours[key], f"{where}.{key}".strip("."))
        ]
    if isinstance(theirs, list) and isinstance(ours, list):
        return differences(theirs[0], ours[0], f"{where}[]") if theirs and ours else []
    number = (int, float)
    same = type(theirs) is type(ours) or (type(theirs) in number and type(ours) in number)
    return [] if same else [f"{where}: {type(theirs).__name__}, ours {type(ours).__name__}"]


def header_names(headers: Any) -> set[str]:
    names = {name.lower() for name in (dict(headers) if isinstance(headers, list) else headers)}
    return names - _NOT_COMPARED


@pytest.mark.parametrize("number", SAME_SHAPE.split())
def test_an_answer_has_the_recorded_keys_kinds_and_headers(replay: Replay, number: str) -> None:
    recording = recorded(number)
    status, body, headers = replay.send(recording)
    theirs = recording["response"]
    assert status == theirs["status"]
    assert differences(theirs["body"], body) == []
    assert header_names(headers) == header_names(theirs["headers"])
    shown = dict(theirs["headers"])
    assert (headers["Content-Type"], headers["Allow"]) == (shown["Content-Type"], shown["Allow"])


@pytest.mark.parametrize("number", ["32", "36", "38"])
def test_what_is_made_has_the_recorded_shape_and_place(replay: Replay, number: str) -> None:
    recording = recorded(number)
    status, body, headers = replay.send(recording)
    assert status == 201 == recording["response"]["status"]
    assert differences(recording["response"]["body"], body) == []
    assert header_names(headers) == header_names(recording["response"]["headers"])


@pytest.mark.parametrize("number", SAME_WORDS.split())
def test_a_refusal_is_the_recorded_one_word_by_word(replay: Replay, number: str) -> None:
    recording = recorded(number)
    status, body, headers = replay.send(recording)
    assert status == recording["response"]["status"]
    assert json.dumps(body) == json.dumps(recording["response"]["body"])
    assert headers["Allow"] == dict(recording["response"]["headers"])["Allow"]


def test_wrong_keys_are_refused_in_the_recorded_words(replay: Replay) -> None:
    reader = replay.shop.add_key("read")
    for number, key, secret in (
        ("55", replay.shop.key, "cs_wrong"),
        ("56", "ck_nobody", "cs_nobody"),
        ("57", reader.key, reader.secret),
    ):
        recording = recorded(number)
        status, body, headers = replay.send(recording, key, secret)
        assert (status, body) == (401, recording["response"]["body"])
        assert "Allow" not in headers
        assert ("Vary" in headers) == ("Vary" in dict(recording["response"]["headers"]))


def test_basic_over_plain_http_is_the_recorded_refusal() -> None:
    recording = recorded("58")
    with Shop() as shop:
        connection = http.client.HTTPConnection(urlsplit(shop.url).netloc, timeout=10)
        token = base64.b64encode(f"{shop.key}:{shop.secret}".encode()).decode()
        connection.request(
            "GET", "/wp-json/wc/v3/orders?per_page=1", headers={"Authorization": f"Basic {token}"}
        )
        answer = connection.getresponse()
        assert (answer.status, json.loads(answer.read())) == (401, recording["response"]["body"])
        connection.close()


@pytest.mark.parametrize("number", ["02", "03", "05", "60"])
def test_links_to_other_pages_carry_the_recorded_parameters(replay: Replay, number: str) -> None:
    shop = replay.shop
    while len(shop.orders()) < 120:
        shop.place_order(["MUG-COB"])
    recording = recorded(number)
    key, secret = shop.key, shop.secret
    recording["request"]["url"] = (
        recording["request"]["url"].replace("ck_REDACTED", key).replace("cs_REDACTED", secret)
    )
    _, _, headers = replay.send(recording)
    theirs = dict(recording["response"]["headers"])["Link"].replace("https://127.0.0.1:8443", shop.url)
    assert headers["Link"] == theirs.replace("ck_REDACTED", key).replace("cs_REDACTED", secret)
