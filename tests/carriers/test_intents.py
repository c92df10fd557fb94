"""What is written down before a carrier is asked, and which labels nobody carries."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from floor import AT, Floor, line, order
from pg import store_on

from station.carriers.contract import Bought
from station.model.order import Address
from station.model.problem import Problem, StationError
from station.packing.outcome import Rules
from station.store import orders, paper
from station.usecases import labels, postage


@pytest.fixture
def floor(tmp_path: Path, fake_clock: object) -> Iterator[Floor]:
    """An order is packed, and its label wanted."""
    with store_on("sqlite", tmp_path) as store:
        made = Floor(store, fake_clock, Rules(weigh="off"))
        made.arrives(order("101", line("1", "TEA", 2), line("2", "MUG", 1)))
        for code in ("101", "TEA", "TEA", "MUG"):
            made.scan(code)
        assert made.state == "labelling"
        yield made


def wanted(floor: Floor) -> paper.Wanted:
    with floor.store.read() as connection:
        (found,) = paper.wanted_labels(connection, "Bench 1")
    return found


def intend(floor: Floor) -> tuple[bool, object]:
    with floor.store.write() as tx:
        return paper.intend(tx, wanted(floor))


def bought(intent: str, tracking: str, **more: object) -> Bought:
    return replace(Bought("shp_1", intent, tracking, "USPS", "Priority", "", "", voided=False, at=""), **more)


def orphans(floor: Floor, *sold: Bought) -> list[str]:
    with floor.store.read() as connection:
        return [one.label.tracking for one in postage.orphans(connection, sold)]


def test_only_the_first_try_may_buy_without_looking(floor: Floor) -> None:
    first, since = intend(floor)
    assert (first, intend(floor)) == (False, (True, since))


def test_a_label_wanted_again_was_asked_for_before(floor: Floor) -> None:
    """REPRINT after a refusal: the first request may have been paid for all the same."""
    carton = wanted(floor).carton
    _, since = intend(floor)
    with floor.store.write() as tx:
        paper.want_label(tx, carton, wanted(floor).fingerprint, AT)
    before, again = intend(floor)
    assert before
    assert again <= since


def test_a_wish_knows_what_is_in_the_carton_and_keeps_its_intent(floor: Floor) -> None:
    one = wanted(floor)
    with floor.store.read() as connection:
        stored = orders.load(connection, one.order_id)
        wish, again = (
            postage.wish(connection, one, stored, Address("We"), date(2026, 11, 20)) for _ in range(2)
        )
    assert [(part.sku, part.quantity, part.mass.grams) for part in wish.contents] == [
        ("TEA", 2, 280.0),
        ("MUG", 1, 420.0),
    ]
    assert wish == again
    assert wish.intent.startswith(f"{one.carton}-")
    others = {
        postage.intent(one, 500_000, wish.kind),
        postage.intent(one, None, "other"),
        postage.intent(replace(one, fingerprint="x"), None, wish.kind),
    }
    assert len({wish.intent, *others}) == 4


def test_only_what_no_carton_of_ours_carries_is_an_orphan(floor: Floor) -> None:
    one = wanted(floor)
    mine = f"{one.carton}-0123456789"
    sold = (
        bought(mine, "A1"),
        bought(mine, "HV00000001"),
        bought(mine, "A2", voided=True),
        bought("somebody-else", "A3"),
        bought("", "A4"),
    )
    assert orphans(floor, *sold) == [], "its label is being made"
    assert floor.prints() == "HV00000001"
    assert orphans(floor, *sold) == ["A1"]


def test_a_number_is_on_one_carton_only(floor: Floor) -> None:
    tracking = floor.prints()
    with floor.store.read() as connection:
        carton = floor.bench.seat.here.session.on_bench.uid
        postage.check_unused(connection, carton, tracking)
        with pytest.raises(StationError) as caught:
            postage.check_unused(connection, "another", tracking)
    assert str(caught.value) == f"carrier.number_used (tracking={tracking}, order=101)"


def test_a_failed_label_is_no_label(floor: Floor) -> None:
    one = wanted(floor)
    floor.bench.work(lambda tx: labels.failed(floor.bench, tx, one, Problem("carrier.sign_in")))
    assert orphans(floor, bought(f"{one.carton}-0123456789", "A1")) == ["A1"]
