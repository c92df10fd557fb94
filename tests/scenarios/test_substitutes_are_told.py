"""What went in for something else is read by the people of the shop; the tracking never waits for it."""

from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any

import corner_shop
from doubles.corner import CornerDouble
from doubles.double import MUG, SPOON, TEA, Double, Sale
from doubles.packing_line import PackingLine
from doubles.woocommerce import WooCommerceDouble

from station.carts import registry
from station.model.events import MessageParked, ScanJudged
from station.store import outbox, queries

LISTED = ("ready", "sending", "in_doubt", "parked", "by_hand")


@contextmanager
def line_at(shop: Double, folder: Path, clock: Any) -> Iterator[PackingLine]:
    build = corner_shop.build if shop.cart == "corner" else partial(registry.build, shop.cart)
    cart = build(shop.settings(), shop.secrets(), None)
    made = PackingLine(folder, cart, clock)
    try:
        yield made
    finally:
        made.close()
        cart.close()
        shop.close()


def swapped(line: PackingLine, shop: Double) -> str:
    """An order of two teas and a mug leaves with a spoon for one of the teas."""
    shop.sell(Sale(lines=[(SPOON.sku, 1)]))  # so that the bench knows what a spoon is
    ref = shop.sell(Sale())
    line.pull.once()
    assert line.scan(f"ORD-main-{ref}").ok
    assert line.scan(TEA.sku).ok
    for text in ("CMD-SWAP", TEA.sku, SPOON.sku):
        line.scan(text)
    assert line.scan("OP-SAM").say.code == "swap.done"
    assert line.scan(MUG.sku).ok
    assert line.scan(line.floor.prints()).ok
    return ref


def test_a_shop_that_takes_notes_has_one_beside_the_order(tmp_path: Path, fake_clock: Any) -> None:
    shop = WooCommerceDouble()
    with line_at(shop, tmp_path, fake_clock) as line:
        ref = swapped(line, shop)
        line.deliver()
        said = [one for one in shop.notes(ref) if "[note:" in one]
        assert len(said) == 1 and f"1 × {TEA.sku} ({TEA.name}) → {SPOON.sku} ({SPOON.name})" in said[0]
        assert len(shop.left(ref)) == 1 and not line.messages(*LISTED)


def test_where_the_shop_has_no_place_for_it_a_supervisor_has_it_on_the_list(
    tmp_path: Path, fake_clock: Any
) -> None:
    shop = CornerDouble()
    with line_at(shop, tmp_path, fake_clock) as line:
        ref = swapped(line, shop)
        line.deliver()
        assert len(shop.left(ref)) == 1 and shop.completed(ref), "nothing waits for the note"
        with line.store.read() as connection:
            (row,) = queries.push_rows(connection, LISTED)
        assert (row.topic, row.state, row.problem.code) == ("note", "by_hand", "note.by_hand")
        assert f"→ {SPOON.sku}" in str(row.problem.params["what"])
        assert not [one for one in line.floor.events if isinstance(one, MessageParked)]
        with line.store.write() as tx:
            assert outbox.release(tx, row.id, line.clock.now()) is not None
        assert not line.messages(*LISTED), "the supervisor has written it there"


def test_a_carton_that_is_opened_again_takes_its_note_back(tmp_path: Path, fake_clock: Any) -> None:
    shop = WooCommerceDouble()
    with line_at(shop, tmp_path, fake_clock) as line:
        ref = swapped(line, shop)
        assert sorted(one.topic for one in line.messages("ready")) == ["note", "status", "tracking"]
        reopened(line)
        assert not line.messages(*LISTED)
        line.deliver()
        assert not [one for one in shop.notes(ref) if "[note:" in one] and not shop.left(ref)


def reopened(line: PackingLine) -> None:
    with line.store.read() as connection:
        tracking = connection.exec_driver_sql("select tracking from carton").scalar_one()
    for text in ("CMD-REOPEN", tracking, "CMD-1", "OP-SAM"):
        line.scan(text)
    assert "reopen.done" in [one.say.code for one in line.floor.events if isinstance(one, ScanJudged)]
