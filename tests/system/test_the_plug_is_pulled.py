"""The plug is pulled in each state: the packer stands at the same scan afterwards."""

import contextlib
import socket

import pytest
from rig import Line, Rig

from station.sandbox.printer import SocketPrinterDouble

pytestmark = pytest.mark.slow


def pulled(rig: Rig, state: str, left: int) -> Line:
    """Power off, power on; what the bench says of where it stands."""
    rig.bench.kill()
    bench = rig.start()
    resumed = bench.wait_event("resumed")
    assert (resumed["state"], resumed["left"]) == (state, left)
    return resumed


def test_the_packer_stands_at_the_same_scan_in_every_state(make_rig) -> None:
    with contextlib.closing(socket.create_server(("127.0.0.1", 0))) as held:
        port = held.getsockname()[1]
    rig = make_rig(printer=f'kind = "socket"\ntarget = "127.0.0.1:{port}"')
    ref = rig.shop.place_order([{"sku": "MUG-BLUE", "quantity": 2}, "MUG-RED"])
    rig.begin()
    rig.open(ref)
    rig.units("MUG-BLUE", 1)
    assert pulled(rig, "packing", 2)["carton"] == 1
    asked = rig.scan("CMD-SHORT")
    assert pulled(rig, "asking", 2)["choices"] == asked["choices"]
    rig.scan("CMD-NO")
    rig.scan("MUG-RED")
    assert rig.scan("MUG-BLUE")["state"] == "weighing"
    pulled(rig, "weighing", 0)
    rig.scale.put(1200)
    assert rig.bench.wait_event("problem", code="printer.unreachable")["ref"] == str(ref)
    pulled(rig, "labelling", 0)
    with SocketPrinterDouble(port) as printer:
        label = rig.label()
        resumed = pulled(rig, "scan_back", 0)
        assert (resumed["scan_back"], resumed["carton"]) == (label["scan_back"], 1)
        rig.shop.cancel(ref)
        assert rig.bench.wait_event("problem", code="order.cancelled")["ref"] == str(ref)
        pulled(rig, "held", 0)
        assert rig.scan("CMD-YES")["state"] == "put_back"
        pulled(rig, "put_back", 3)
        assert len(printer.jobs) == 1, "no label twice"
    assert rig.bench.stop() == 0
    assert rig.shop.tracking(ref) == []


def test_news_for_the_shop_survive_and_arrive_once(make_rig) -> None:
    rig = make_rig(weigh="off")
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    rig.shop.offline()
    bench.wait_event("problem", code="store.unreachable")
    tracking = rig.ship(ref, "MUG-BLUE")
    bench.kill()
    rig.shop.online()
    bench = rig.start()
    bench.wait_event("pushed", topic="status")
    assert not bench.of("resumed")
    assert rig.shop.tracking(ref) == [tracking]
