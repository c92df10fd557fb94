"""What a day tells: where the time went, who comes next, whose weight is in doubt; on both back ends."""

import json
from datetime import UTC, time, timedelta

import pytest
from floor import AT, Floor, line, order
from sqlalchemy import update

from station.packing.due import CutOff, CutOffs
from station.packing.learned import Known
from station.packing.outcome import Rules
from station.store import evidence, paper, queries, times, weights
from station.store.engine import micros
from station.store.queue import compute_due
from station.store.schema import orders
from station.usecases import day, labels

DAY = (AT.replace(hour=0), AT.replace(hour=0) + timedelta(days=1))


@pytest.fixture
def floor(store, fake_clock) -> Floor:
    fake_clock.advance((AT - fake_clock.now()).total_seconds())
    made = Floor(store, fake_clock, Rules(weigh="off"))
    made.arrives(order("101", line("1", "TEA", 1)), order("102", line("1", "MUG", 2)))
    return made


def label_comes(floor: Floor, looked: float, made: float, printed: float) -> str:
    """So many seconds each; the tracking number."""
    with floor.store.read() as connection:
        (wanted,) = paper.wanted_labels(connection, floor.name)
    floor.clock.advance(looked)
    fresh = {
        "tracking": f"HV{wanted.id:08d}", "scan_back": json.dumps([f"HV{wanted.id:08d}"]), "carrier": "Van",
        "tracking_url": "", "checked": True, "file": "label.pdf", "sha256": "",
        "looked_at": micros(floor.clock.now()),
    }  # fmt: skip
    floor.clock.advance(made)
    floor.bench.work(lambda tx: labels.made(floor.bench, tx, wanted, fresh, "label"))
    floor.clock.advance(printed)
    with floor.store.read() as connection:
        (job,) = paper.jobs(connection, floor.name, ["waiting"])

    def out(tx: object) -> None:
        paper.set_job(tx, job.id, "printed", done_at=micros(floor.clock.now()))
        labels.printed(floor.bench, tx, job, "out.pdf", False)

    floor.bench.work(out)
    return str(fresh["tracking"])


def pack(floor: Floor, number: str, *skus: str, waits: tuple[float, float, float]) -> None:
    """Ten seconds a scan."""
    floor.scan(number)
    for sku in skus:
        floor.clock.advance(10)
        floor.scan(sku)
    label = label_comes(floor, *waits)
    floor.clock.advance(10)
    assert floor.scan(label).ok


def test_the_time_of_a_day_by_cause_bench_and_person(floor) -> None:
    floor.scan("OP-ANA")
    pack(floor, "101", "TEA", waits=(1, 2, 3))
    floor.scan("OP-SAM")
    pack(floor, "102", "MUG", "MUG", waits=(2, 3, 40))
    with floor.store.read() as connection:
        found = times.of_day(connection, *DAY)
        assert times.of_day(connection, DAY[1], DAY[1] + timedelta(days=1)) == []
    every = day.times(found)
    assert {one.cause: (one.seconds, one.median) for one in every.causes if one.seconds} == {
        "packer": (50, 25), "shop": (3, 1.5), "label": (5, 2.5), "printer": (43, 21.5),
    }  # fmt: skip
    assert (every.cartons, every.seconds, every.median) == (2, 101, 50.5)
    assert round(sum(one.share for one in every.causes), 9) == 1
    assert (every.benches, every.operators) == (("Bench 1",), ("Ana", "Sam"))
    sams = day.times(found, operator="Sam")
    assert {one.cause: one.seconds for one in sams.causes if one.seconds} == {
        "packer": 30, "shop": 2, "label": 3, "printer": 40,
    }  # fmt: skip
    assert (sams.cartons, sams.operators) == (1, ("Ana", "Sam"))
    assert day.times(found, bench="Bench 7").cartons == 0


def test_the_record_of_a_carton_says_where_its_time_went(floor) -> None:
    pack(floor, "101", "TEA", waits=(1, 2, 3))
    with floor.store.read() as connection:
        (uid,) = evidence.cartons_of(connection, "101")
        assert dict(evidence.evidence(connection, uid).spent) == {
            "packer": 20, "shop": 1, "label": 2, "printer": 3,
        }  # fmt: skip


def test_a_carton_still_on_the_bench_tells_no_time(floor) -> None:
    floor.scan("101")
    floor.scan("TEA")
    with floor.store.read() as connection:
        (uid,) = evidence.cartons_of(connection, "101")
        assert evidence.evidence(connection, uid).spent == ()


TWO_VANS = CutOffs(
    (
        CutOff("*", time(15, 0)),
        CutOff("Express", time(11, 30), carrier="DHL"),
        CutOff("Express", time(18, 0), carrier="DHL"),
    ),
    UTC,
    {"*": "Van"},
)


def promise(floor: Floor, cut_offs: CutOffs) -> None:
    with floor.store.write() as tx:
        compute_due(tx, cut_offs, 0)


def test_each_carriers_next_cut_off_and_what_has_to_go_with_it(floor) -> None:
    floor.arrives(order("103", line("1", "TEA", 1), method="Express"))
    promise(floor, TWO_VANS)
    with floor.store.read() as connection:
        found = day.next_cut_offs(connection, TWO_VANS, AT)
    assert [(one.name, one.at.hour, one.open, one.late) for one in found] == [
        ("DHL", 11, 1, 0),
        ("Van", 15, 2, 0),
    ]


def test_what_missed_its_cut_off_is_late_for_the_next_one(floor) -> None:
    floor.arrives(order("103", line("1", "TEA", 1), method="Express"))
    promise(floor, TWO_VANS)
    with floor.store.read() as connection:
        found = day.next_cut_offs(connection, TWO_VANS, AT.replace(hour=12))
    assert [(one.name, one.at.hour, one.open, one.late) for one in found] == [
        ("Van", 15, 2, 0),
        ("DHL", 18, 1, 1),
    ]


def test_an_order_on_a_bench_has_still_to_go(floor) -> None:
    promise(floor, TWO_VANS)
    floor.scan("101")
    floor.scan("TEA")
    with floor.store.read() as connection:
        assert {one.name: one.open for one in day.next_cut_offs(connection, TWO_VANS, AT)} == {
            "DHL": 0,
            "Van": 2,
        }


def test_an_order_is_at_risk_when_its_cut_off_is_near(floor) -> None:
    promise(floor, TWO_VANS)
    for hour, minute, wanted in ((9, 0, 0), (13, 59, 0), (14, 1, 2), (16, 0, 2)):
        with floor.store.read() as connection:
            now = AT.replace(hour=hour, minute=minute)
            assert queries.day_totals(connection, *DAY, now).at_risk == wanted, (hour, minute)


def test_an_old_order_with_time_left_is_not_at_risk(floor) -> None:
    promise(floor, TWO_VANS)
    with floor.store.write() as tx:
        tx.execute(update(orders).values(placed_at=micros(AT - timedelta(days=3))))
    with floor.store.read() as connection:
        assert queries.day_totals(connection, *DAY, AT).at_risk == 0


def test_weights_that_contradict_each_other_are_listed_the_farthest_first(floor) -> None:
    learned = {"p-TEA": 350_000, "p-MUG": 430_000}  # the shop says 280 g and 420 g
    with floor.store.write() as tx:
        weights.keep(tx, {("main", ref): Known(mg, 900.0, 100.0, 12) for ref, mg in learned.items()})
    with floor.store.read() as connection:
        (only,) = day.weight_doubts(connection)
    assert (only.sku, only.said_mg, only.learned_mg, only.cartons) == ("TEA", 280_000, 350_000, 12)
