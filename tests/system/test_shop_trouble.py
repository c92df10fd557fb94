"""The shop is away, does not know us, or answers rubbish: packing goes on, and everything arrives later."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import trustme
from rig import BenchProcess, Line, Rig

from station.sandbox.shop import Shop, samples

pytestmark = pytest.mark.slow


def gone_and_back(bench: BenchProcess) -> list[str]:
    """What was said of the shop's health, in its order."""
    return [
        line["code"]
        for line in bench.of("problem")
        if line["code"].startswith(("store.", "cart.")) and "order" not in line
    ]


def push_rows(rig: Rig) -> list[Line]:
    code, (rows,), _ = rig.command("outbox", "list")
    assert code == 0
    return rows


def test_a_shop_that_is_away_stops_nobody_and_hears_of_everything_later(make_rig) -> None:
    rig = make_rig(weigh="off")
    first = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    rig.shop.offline()
    gone = bench.wait_event("problem", code="store.unreachable")
    assert gone["store"] == "main"
    tracking = rig.ship(first, "MUG-BLUE")
    rows = {row["topic"]: row for row in push_rows(rig)}
    assert (rows["tracking"]["state"], rows["tracking"]["about"]) == ("ready", tracking)
    later = rig.shop.place_order(["MUG-RED"])
    here = bench.here
    rig.shop.online()
    bench.wait_event("problem", code="store.back", store="main", since=here)
    bench.wait_event("pushed", topic="tracking", since=here)
    bench.wait_event("pushed", topic="status", since=here)
    assert rig.shop.tracking(first) == [tracking]
    assert rig.shop.order(first)["status"] == "completed"
    bench.wait_event("synced", since=here)
    assert rig.open(later)["ok"]
    assert gone_and_back(bench) == ["store.unreachable", "store.back"]
    assert push_rows(rig) == []


def test_a_bench_that_starts_without_its_shop_waits_for_it(make_rig) -> None:
    rig = make_rig(weigh="off")
    ref = rig.shop.place_order(["MUG-BLUE"])
    rig.shop.offline()
    bench = rig.start()
    bench.wait_event("ready")
    bench.wait_event("problem", code="store.unreachable")
    assert rig.open(ref)["code"] == "order.unknown"
    rig.shop.online()
    bench.wait_event("synced", orders=1)
    said = rig.open(ref)
    assert said["ok"], said
    bench.wait_event("problem", code="store.back", since=0)


@pytest.mark.parametrize("kind", ["html", "cut_body", "503", "502", "lost_before_write"])
def test_a_shop_that_answers_rubbish_is_unreachable_until_it_makes_sense(make_rig, kind: str) -> None:
    rig = make_rig(weigh="off")
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    rig.shop.faults.add(kind, "", None)
    said = bench.wait_event("problem", code="store.unreachable")
    tracking = rig.ship(ref, "MUG-BLUE")
    rig.shop.faults.clear()
    here = bench.here
    bench.wait_event("problem", code="store.back")
    bench.wait_event("pushed", topic="status", since=here)
    assert rig.shop.tracking(ref) == [tracking]
    assert gone_and_back(bench) == ["store.unreachable", "store.back"]
    assert "main" in said["say"]


def test_a_shop_that_asks_for_a_pause_gets_one(make_rig) -> None:
    rig = make_rig()
    bench = rig.begin()
    rig.shop.faults.add("429", "orders", 1, seconds=3)
    while rig.shop.faults.left():
        bench.wait_event("synced")
    bench.wait_event("synced")
    asked = rig.shop.journal.requests
    busy = next(n for n, one in enumerate(asked) if one.fault == "429")
    assert (asked[busy + 1].at - asked[busy].at).total_seconds() >= 2.9
    assert gone_and_back(bench) == []


def test_one_page_that_fails_is_a_matter_of_its_message_and_no_outage(make_rig) -> None:
    rig = make_rig(weigh="off")
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    rig.shop.faults.add("html", rf"/orders/{ref}(?!\d)", None)
    tracking = rig.ship(ref, "MUG-BLUE")
    here = bench.here
    bench.wait_event("synced", since=here)
    bench.wait_event("synced", since=bench.here)
    bench.wait_event("synced", since=bench.here)
    waiting = push_rows(rig)[0]
    assert (waiting["state"], waiting["problem"]["code"]) == ("ready", "cart.unusable")
    rig.shop.faults.clear()
    bench.wait_event("pushed", topic="status")
    assert rig.shop.tracking(ref) == [tracking]
    assert gone_and_back(bench) == []


def test_a_notice_of_a_plug_in_in_front_of_the_data_does_no_harm(make_rig) -> None:
    rig = make_rig(weigh="off")
    rig.shop.faults.add("php_notice", "", None)
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    tracking = rig.ship(ref, "MUG-BLUE")
    bench.wait_event("pushed", topic="tracking")
    bench.wait_event("pushed", topic="status")
    assert rig.shop.tracking(ref) == [tracking]
    assert gone_and_back(bench) == []


def test_a_key_nobody_knows_is_named_and_works_once_the_shop_has_it(make_rig) -> None:
    rig = make_rig(weigh="off", key="ck_" + "a" * 40, secret="cs_" + "b" * 40)
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.start()
    refused = bench.wait_event("problem", store="main")
    assert refused["code"] == "cart.sign_in"
    rig.shop.keys.add("read_write", "ck_" + "a" * 40, "cs_" + "b" * 40)
    bench.wait_event("synced", orders=1)
    said = rig.open(ref)
    assert said["ok"], said
    bench.wait_event("problem", code="store.back", since=0)
    assert gone_and_back(bench) == ["cart.sign_in", "store.back"]
    assert "b" * 40 not in rig.log()


def test_a_key_that_may_only_read_lets_orders_in_and_keeps_the_news_until_it_may_write(make_rig) -> None:
    rig = make_rig(weigh="off")
    key = rig.shop.add_key("read")
    rig.write_config(key=key.key, secret=key.secret)
    ref = rig.shop.place_order(["MUG-BLUE"])
    bench = rig.begin()
    tracking = rig.ship(ref, "MUG-BLUE")
    refused = bench.wait_event("problem", store="main")
    assert refused["code"] == "cart.read_only_key"
    (waiting, _) = push_rows(rig)
    assert (waiting["topic"], waiting["state"]) == ("tracking", "ready")
    assert waiting["problem"]["code"] == "cart.read_only_key"
    assert waiting["say"]
    assert rig.shop.tracking(ref) == []
    rig.shop.keys.add("read_write", key.key, key.secret)
    code, _, _ = rig.command("outbox", "retry", str(waiting["id"]))
    assert code == 0
    bench.wait_event("pushed", topic="status")
    assert rig.shop.tracking(ref) == [tracking]


@pytest.fixture
def secure_shop(tmp_path: Path) -> Callable[[bool], Shop]:
    """`secure_shop(valid)`: the shop with a certificate of a private authority, in date or out of it.

    Made a second time it is the same shop on the same port, with another certificate."""
    authority = trustme.CA()
    authority.cert_pem.write_to_path(tmp_path / "ca.pem")
    made: list[Shop] = []

    def make(valid: bool) -> Shop:
        now = datetime.now(UTC)
        until = now + timedelta(days=30 if valid else -1)
        issued = authority.issue_cert("127.0.0.1", not_before=now - timedelta(days=60), not_after=until)
        chain = tmp_path / f"shop-{valid}.pem"
        issued.private_key_and_cert_chain_pem.write_to_path(chain)
        before = made[-1] if made else None
        if before is not None:
            before.close()
        shop = Shop(
            port=int(before.url.rpartition(":")[2]) if before else 0,
            key=before.key if before else "",
            secret=before.secret if before else "",
            certificate=chain,
            state_file=tmp_path / "shop.jsonl",
        ).start()
        made.append(shop)
        return shop

    yield make
    made[-1].close()


def test_a_certificate_out_of_date_is_named_and_a_new_one_is_noticed(
    make_rig, secure_shop, tmp_path: Path
) -> None:
    shop = secure_shop(False)
    samples.load_products(shop)
    ref = shop.place_order(["MUG-BLUE"])
    rig = make_rig(weigh="off", shop=shop, store=f'ca_file = "{tmp_path}/ca.pem"')
    bench = rig.start()
    gone = bench.wait_event("problem", code="store.unreachable")
    assert "certificate" in gone["say"]
    code, (found,), _ = rig.command("store", "test")
    assert (code, found["code"]) == (1, "cart.certificate_expired")
    rig.shop = secure_shop(True)
    bench.wait_event("synced", orders=1)
    tracking = rig.ship(ref, "MUG-BLUE")
    bench.wait_event("pushed", topic="status")
    assert rig.shop.tracking(ref) == [tracking]
    assert gone_and_back(bench) == ["store.unreachable", "store.back"]


def test_a_certificate_of_an_unknown_authority_is_never_trusted(make_rig, secure_shop) -> None:
    rig = make_rig(shop=secure_shop(True))
    code, (found,), _ = rig.command("store", "test")
    assert (code, found["code"]) == (1, "cart.certificate_untrusted")
    asked = [one.path for one in rig.shop.journal.requests]
    assert asked == [], "nothing is said to a stranger"
