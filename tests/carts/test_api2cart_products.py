"""Products of API2Cart in shapes the double does not have, and what is asked for them."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pytest
from doubles.front import Front

from station.carts import registry
from station.carts.contract import Cart
from station.carts.settings import StoreSettings
from station.model.problem import StationError
from station.sandbox.shop.wire import Request, Response

SPEC = Path(__file__).parents[3] / "shared" / "specs" / "api2cart" / "openapi_2026-08-16.trimmed.json"
Rows = dict[str, Any]


class Corner:
    """Answers each method with what it was given, and a code where it was given none."""

    def __init__(self) -> None:
        self.results: Rows = {"cart.info": {"stores_info": [{"store_info": [{"weight_unit": "pounds"}]}]}}
        self.front = Front(self._answer, lambda request: request.method != "GET")
        self.front.start()

    def _answer(self, request: Request) -> Response:
        method = request.path.removeprefix("/").removesuffix(".json")
        result = self.results.get(method)
        if callable(result):
            result = result(dict(parse_qsl(request.target.partition("?")[2])))
        body = {"return_code": 112 if result is None else 0, "return_message": "", "result": result or {}}
        return Response(200, json.dumps(body).encode(), [("Content-Type", "application/json")])

    def connect(self, **more: Any) -> Cart:
        secrets = {"api_key": "k", "store_key": "s"}
        return registry.build("api2cart", StoreSettings("main", self.front.url, **more), secrets)


@pytest.fixture
def corner() -> Iterator[Corner]:
    made = Corner()
    yield made
    made.front.close()


@pytest.fixture
def connect(corner: Corner) -> Iterator[Callable[..., Cart]]:
    made: list[Cart] = []

    def build(**more: Any) -> Cart:
        made.append(corner.connect(**more))
        return made[-1]

    yield build
    for cart in made:
        cart.close()


def test_a_variant_takes_from_its_product_what_it_does_not_say(
    corner: Corner, connect: Callable[..., Cart]
) -> None:
    image = {"http_path": "https://x.example/a.jpg"}
    above = {"id": "1", "name": "Mug", "weight": 2, "images": [image]}
    child = {"id": "5", "parent_id": "1", "sku": "M-5", "name": None, "weight": None, "inventory_level": 7}
    corner.results |= {
        "product.list": {"product": [above]},
        "product.child_item.list": {"children": [{**child, "upc": "012345", "ean": "400, 401"}]},
    }
    (found,) = connect().products([("5", "1")])
    assert (found.ref, found.parent, found.sku, found.name) == ("5", "1", "M-5", "Mug")
    assert found.codes == ("400", "401", "012345") and found.image_url == "https://x.example/a.jpg"
    assert found.stock == 7  # a cart that does not say whether it counts, and has a number
    assert found.mass is not None and found.mass.mg == 907_185


def test_a_product_a_list_leaves_out_is_asked_for_by_itself(
    corner: Corner, connect: Callable[..., Cart]
) -> None:
    kept = {"id": "8", "name": "Sold out", "quantity": 0, "manage_stock": "True", "is_virtual": True}
    corner.results |= {
        "product.list": {"product": []},
        "product.info": lambda query: kept if query["id"] == "8" else None,
    }
    hidden, lost = connect().products([("8", ""), ("9", "")])
    assert (hidden.name, hidden.stock, hidden.gone, hidden.ships) == ("Sold out", 0, False, False)
    assert lost.gone and lost.ref == "9"


@pytest.mark.parametrize("said", [False, "False", "0", "no"])
def test_a_product_that_is_not_counted_has_no_number(
    corner: Corner, connect: Callable[..., Cart], said: object
) -> None:
    corner.results["product.info"] = {"id": "8", "quantity": 4, "manage_stock": said}
    assert connect().stock("8", "").quantity is None


def test_the_units_and_fields_a_store_names_come_first(corner: Corner, connect: Callable[..., Cart]) -> None:
    row = {"id": "8", "weight": 250, "weight_unit": "lb", "custom_fields": {"kod": "777"}, "u_gtin": "778"}
    corner.results["product.list"] = {"product": [row]}
    (found,) = connect(weight_unit="g", barcode_keys=("kod",)).products([("8", "")])
    assert found.mass is not None and found.mass.mg == 250_000 and found.codes == ("777", "778")


def test_a_weight_in_no_unit_we_know_is_none(corner: Corner, connect: Callable[..., Cart]) -> None:
    corner.results["product.list"] = {"product": [{"id": "8", "weight": 3, "weight_unit": "stone"}]}
    assert connect().products([("8", "")])[0].mass is None


def test_a_weight_nobody_says_the_unit_of_is_none(corner: Corner, connect: Callable[..., Cart]) -> None:
    corner.results["cart.info"] = {"stores_info": [{"store_id": "1", "weight_unit": None}]}
    corner.results["product.list"] = {"product": [{"id": "8", "weight": 350, "weight_unit": None}]}
    assert connect().products([("8", "")])[0].mass is None
    found = connect(weight_unit="g").products([("8", "")])[0].mass
    assert found is not None and found.mg == 350_000


def test_a_zone_nobody_knows_is_told(corner: Corner, connect: Callable[..., Cart]) -> None:
    shop = {"store_id": "1", "name": "", "timezone": "PST"}
    corner.results |= {"cart.info": {"url": "https://x.example/", "stores_info": [shop]}, "order.list": {}}
    found = connect().probe()
    assert [one.code for one in found.problems] == ["cart.zone_unknown"]
    assert found.title == "https://x.example/"
    assert not connect(options={"time_zone": "America/Los_Angeles"}).probe().problems


def test_a_zone_of_the_settings_has_to_be_one(corner: Corner) -> None:
    with pytest.raises(StationError) as said:
        corner.connect(options={"time_zone": "PST"})
    assert said.value.problem.code == "settings.bad_option"


@pytest.mark.parametrize(
    ("schema", "method"), [("Product", "product.list"), ("Child", "product.child_item.list")]
)
def test_the_official_products_are_read(
    corner: Corner, connect: Callable[..., Cart], schema: str, method: str
) -> None:
    if not SPEC.is_file():
        pytest.skip("API2Cart's official documents are not at hand (../shared/specs/api2cart)")
    example = json.loads(SPEC.read_text(encoding="utf-8"))["components"]["schemas"][schema]["example"]
    corner.results |= {"product.list": {"product": [{"id": "parent_id"}]}}
    corner.results[method] = {"product": [example], "children": [example]}
    parent = "parent_id" if schema == "Child" else ""
    (found,) = connect(weight_unit="kg").products([("id", parent)])
    assert not found.gone and found.name == "name" and found.sku in ("sku", "u_sku")
    assert found.image_url == "http_path" and not found.ships
    assert found.stock == (9 if schema == "Child" else 7)
    assert found.mass is not None and found.mass.mg == 7_386_282
