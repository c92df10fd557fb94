"""A carton for abroad whose papers lack something: what is missing, what to do, and how the bench goes on."""

import pytest
from floor import Floor, line, order

from station.model.problem import Problem
from station.packing.outcome import Rules
from station.store import paper
from station.usecases import labels

MISSING = Problem("carrier.customs_missing", {"order": "101", "missing": "TEA: tariff number; TEA: origin"})


@pytest.fixture
def bench(store, fake_clock) -> Floor:
    made = Floor(store, fake_clock, Rules(weigh="off"))
    made.arrives(order("101", line("1", "TEA", 1)), order("102", line("1", "TEA", 1)))
    for text in ("101", "TEA"):
        made.scan(text)
    with store.read() as connection:
        (wanted,) = paper.wanted_labels(connection, made.name)
    made.bench.work(lambda tx: labels.failed(made.bench, tx, wanted, MISSING))
    return made


def test_the_page_says_what_customs_lack_and_what_to_do(bench) -> None:
    told = bench.bench.view().instruction
    assert (told.code, told.params["missing"]) == ("do.customs", MISSING.params["missing"])
    bench.start()
    assert bench.bench.view().instruction.code == "do.customs", "also after a restart"


def test_once_it_is_entered_reprint_asks_the_carrier_again(bench) -> None:
    assert bench.scan("CMD-REPRINT").ok
    assert bench.bench.view().instruction.code == "do.wait_for_label"
    assert bench.scan(bench.prints()).say.code == "ship.done"


def test_hold_puts_it_aside_with_its_carton_and_the_next_order_is_packed(bench) -> None:
    assert bench.scan("CMD-HOLD").say.code == "hold.why"
    assert bench.scan("CMD-1").say.code == "order.held"
    assert bench.scan("102").say.code == "order.opened"
