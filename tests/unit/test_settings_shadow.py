"""A week in shadow: the same settings, with nothing in them that reaches outside."""

from pathlib import Path

import pytest

from station.model.problem import StationError
from station.settings.load import load
from station.settings.shadow import beside

PLAIN = """
[bench]
name = "Bench 1"
database = "sqlite:///station.db"
{shadow}
[[store]]
name = "main"
cart = "{cart}"
url = "{url}"
credentials = "file:keys.toml"
[[printer]]
name = "labels"
kind = "folder"
target = "labels"
prints = ["shipping_label", "packing_slip"]
[packing]
print_slip = "open"
watch_steps = "stop"
when_cart_unreachable = "wait"
scan_back = false
[shipping]
carrier = "easypost"
credentials = "env:POST"
"""


def read(folder: Path, shadow: bool, cart: str = "woocommerce", url: str = "https://shop.example"):
    file = folder / "station.toml"
    file.write_text(PLAIN.format(shadow="shadow = true" if shadow else "", cart=cart, url=url))
    return load(file)


def test_nothing_in_them_prints_buys_sends_or_waits_for_somebody(tmp_path) -> None:
    found = read(tmp_path, shadow=True)
    assert found.printers == ()
    shipping = found.shipping
    assert (shipping.carrier, shipping.credentials, shipping.buy_ahead) == ("manual", "", False)
    assert not any(one.notify_customer for one in found.stores)
    packing = found.packing
    assert (packing.print_slip, packing.watch_steps, packing.when_cart_unreachable) == (
        "never",
        "warn",
        "pack",
    )
    assert packing.scan_back
    assert set(packing.packer_may) == {
        "typed_quantity", "no_code", "substitute", "void", "reopen", "take_over",
    }  # fmt: skip
    assert found.bench.database == f"sqlite:///{tmp_path.as_posix()}/station-shadow.db"


def test_without_it_they_are_what_the_file_says(tmp_path) -> None:
    found = read(tmp_path, shadow=False)
    assert (len(found.printers), found.shipping.carrier, found.packing.print_slip) == (1, "easypost", "open")
    assert found.bench.database == f"sqlite:///{tmp_path.as_posix()}/station.db"


@pytest.mark.parametrize(
    ("database", "wanted"),
    [
        ("sqlite:////data/station.db", "sqlite:////data/station-shadow.db"),
        ("sqlite:////data/v1.2/bench", "sqlite:////data/v1.2/bench-shadow"),
        ("sqlite:////data/a.b.sqlite?timeout=5", "sqlite:////data/a.b-shadow.sqlite?timeout=5"),
        ("postgresql+psycopg://bench@server/station", "sqlite:////etc/station/bench-2-shadow.db"),
    ],
)
def test_what_is_packed_there_never_stands_where_the_bench_works(database: str, wanted: str) -> None:
    assert beside(database, "Bench 2", Path("/etc/station")) == wanted


def test_a_shop_whose_orders_are_taken_away_by_reading_them_cannot_be_watched(tmp_path) -> None:
    with pytest.raises(StationError) as refused:
        read(tmp_path, shadow=True, cart="files", url="file:orders")
    assert (refused.value.problem.code, refused.value.problem.params["store"]) == (
        "shadow.takes_files",
        "main",
    )
