"""Every cart is given what no documentation promises: odd types, huge texts, numbers twice, clocks apart."""

import json
from collections.abc import Callable
from functools import partial
from random import Random
from typing import Any, ClassVar

import pytest
from cart_damage import damages, rows_at
from cart_moves import needs, stored, trouble_of, watermark
from doubles.double import MUG, TEA, Double, Sale
from doubles.packing_line import PackingLine

from station.carts.contract import Cart, CartError
from station.sandbox.shop.wire import Response
from station.usecases.orders import incoming

_MARK = "PLACE-FOR-MUCH"
_MB = 1024 * 1024


class BearsOddThings:
    """Whatever an order says, it is read, put aside, or refused by name; the others go on.

    `damages`: how many answers and how many passes are damaged; few for a second set-up of the same cart.
    """

    damages: ClassVar[tuple[int, int]] = (60, 12)

    def test_whatever_an_order_says_it_is_read_or_refused(self, shop: Double, cart: Cart) -> None:
        needs(shop, "faults")
        _unlimited(shop)
        ref = shop.sell(Sale(note="Ring twice"))
        plain = cart.order(ref)
        wrong = []
        for damage in damages(_answers(shop, lambda: cart.order(ref)), Random(shop.cart), self.damages[0]):
            kept = len(shop.front.exchanges)
            damage.strike(shop.front)
            try:
                incoming(cart.order(ref))
            except CartError:
                continue
            except Exception as said:  # noqa: BLE001 the point of it
                wrong.append(f"{damage}: {said!r}")
            finally:
                shop.front.clear()
                del shop.front.exchanges[kept:]
        assert not wrong, "\n".join(wrong)
        assert cart.order(ref) == plain

    def test_whatever_products_stock_and_shipments_say_they_are_read_or_refused(
        self, shop: Double, cart: Cart
    ) -> None:
        needs(shop, "faults")
        _unlimited(shop)
        ref = shop.sell(Sale())
        shop.ship_elsewhere(ref, "ELSE-1", {TEA.sku: 2, MUG.sku: 1})
        asked = [shop.product(TEA.sku), shop.product(MUG.sku)]
        wrong = []
        for ask, args in ((cart.products, (asked,)), (cart.stock, asked[0]), (cart.shipments, (ref,))):
            ask(*args)
            answers = _answers(shop, partial(ask, *args))
            for damage in damages(answers, Random(shop.cart), self.damages[0] // 3):
                kept = len(shop.front.exchanges)
                damage.strike(shop.front)
                try:
                    ask(*args)
                except CartError:
                    continue
                except Exception as said:  # noqa: BLE001 the point of it
                    wrong.append(f"{ask.__name__}, {damage}: {said!r}")
                finally:
                    shop.front.clear()
                    del shop.front.exchanges[kept:]
        assert not wrong, "\n".join(wrong)

    def test_whatever_one_order_of_a_page_says_the_others_are_stored(
        self, shop: Double, bench: PackingLine
    ) -> None:
        needs(shop, "faults")
        _unlimited(shop)
        refs = [shop.sell(Sale()) for _ in range(shop.page + 2)]
        bench.pull.once()
        bench.clock.advance(1)
        answers = _answers(shop, bench.pull.once)
        others = stored(bench, bench.clock.now()) - {refs[shop.page - 1]}
        mine = [(number, rows_at(body, refs, refs[shop.page - 1])) for number, body in enumerate(answers)]
        within = {number: path for number, path in mine if path is not None}
        assert within, "no answer lists the orders"
        wrong = []
        for damage in damages(answers, Random(shop.cart), self.damages[1], within):
            kept = len(shop.front.exchanges)
            bench.clock.advance(1)
            damage.strike(shop.front)
            try:
                bench.pull.once()
            except Exception as said:  # noqa: BLE001 the point of it
                wrong.append(f"{damage}: {said!r}")
            else:
                missing = others - stored(bench, bench.clock.now())
                wrong += [f"{damage}: {missing} not read"] if missing else []
            shop.front.clear()
            del shop.front.exchanges[kept:]
        assert not wrong, "\n".join(wrong)
        bench.pull.once()
        assert stored(bench) >= set(refs)

    def test_an_order_of_ten_megabytes_keeps_no_other(self, shop: Double, bench: PackingLine) -> None:
        needs(shop, "faults")
        big = _with_much(shop)
        others = {shop.sell(Sale()), shop.sell(Sale())}
        shop.front.spoil(_filled(10 * _MB), 1000)
        bench.pull.once()
        assert others <= stored(bench)
        shop.front.clear()
        bench.pull.once()
        assert stored(bench) == {big, *others}

    def test_an_answer_larger_than_can_be_taken_is_named(
        self, shop: Double, cart: Cart, bench: PackingLine
    ) -> None:
        needs(shop, "faults")
        big, other = _with_much(shop), shop.sell(Sale())
        shop.front.spoil(_filled(33 * _MB), 1000)
        said, page = trouble_of(cart.order, big), trouble_of(bench.pull.once)
        assert said is not None and said.problem.code == "net.answer_too_big"
        if page is None:  # orders come one by one: this one is put aside
            assert stored(bench) == {other}
        else:
            assert page.problem.code == "net.answer_too_big"
        assert cart.order(other).order.ref == other
        shop.front.clear()
        bench.pull.once()
        assert stored(bench) == {big, other}

    @pytest.mark.parametrize("ahead", [600, -600])
    def test_a_clock_of_the_shop_that_is_wrong_loses_nothing(
        self, shop: Double, cart: Cart, bench: PackingLine, ahead: int
    ) -> None:
        shop.pass_time(ahead)
        first = shop.sell(Sale())
        bench.pull.once()
        assert watermark(bench) <= cart.order(first).order.changed_at
        said = {one.code for one in cart.probe().problems}
        assert said <= {"cart.clock"} and ("cart.clock" in said or not getattr(shop, "timed", False))
        shop.pass_time(20)
        second = shop.sell(Sale())
        (tracking,) = bench.pack(second, [(TEA.sku, 2), (MUG.sku, 1)])
        bench.deliver()
        assert stored(bench) == {first, second}
        assert [one.tracking for one in shop.left(second)] == [tracking] and not bench.waiting()

    def test_an_order_deleted_on_the_bench_is_held_and_never_told(
        self, shop: Double, bench: PackingLine
    ) -> None:
        needs(shop, "delete")
        ref = shop.sell(Sale())
        bench.pull.once()
        assert bench.scan(f"ORD-main-{ref}").ok and bench.scan(TEA.sku).ok
        shop.delete(ref)
        assert bench.pull.read_order(ref) is None
        assert "order.gone" in bench.floor.problems() and bench.floor.state == "held"
        bench.deliver()
        assert not shop.front.writes()

    def test_of_two_orders_with_one_number_it_is_asked_which(self, shop: Double, bench: PackingLine) -> None:
        renumber = getattr(shop, "renumber", None)
        if renumber is None:
            pytest.skip(f"{shop.cart}: no two orders have one number")
        first, second = shop.sell(Sale()), shop.sell(Sale())
        for ref in (first, second):
            renumber(ref, "TWICE-7")
        bench.pull.once()
        assert stored(bench) == {first, second}
        judged = bench.scan("TWICE-7")
        assert not judged.ok and judged.say.code == "order.several", judged
        assert bench.scan("CMD-2").ok

    def test_two_lines_of_one_sku_are_two_lines(self, shop: Double, cart: Cart, bench: PackingLine) -> None:
        ref = shop.sell(Sale(lines=((TEA.sku, 2), (TEA.sku, 1))))
        order = cart.order(ref).order
        assert len({line.ref for line in order.lines}) == 2 and [line.due for line in order.lines] == [2, 1]
        bench.pack(ref, [(TEA.sku, 3)])
        bench.deliver()
        assert len(shop.left(ref)) == 1 and not bench.waiting()
        (left,) = cart.shipments(ref)
        if "contents" not in shop.lacks:
            assert {one.line: one.quantity for one in left.lines} == {
                line.ref: line.ordered for line in order.lines
            }

    def test_an_address_of_empty_texts_is_none(self, shop: Double, cart: Cart) -> None:
        needs(shop, "faults", "no_address")
        ref = shop.sell(Sale())
        shop.front.spoil(_on_json(_without_address), 1000)
        order = cart.order(ref).order
        assert order.ship_to.is_empty and "address.missing" in order.warnings


def _unlimited(shop: Double) -> None:
    """So many questions in so short a time no shop with a rate of its own would take."""
    made: Callable[[], None] | None = getattr(shop, "unlimited", None)
    if made is not None:
        made()


def _answers(shop: Double, ask: Callable[[], object]) -> list[Any]:
    """The JSON of every answer it takes, in order; None for what is none."""
    before = len(shop.front.exchanges)
    ask()
    return [_json(one.response) for one in shop.front.exchanges[before:]]


def _json(response: Response | None) -> Any:
    try:
        return json.loads(response.body) if response is not None else None
    except ValueError:
        return None


def _with_much(shop: Double) -> str:
    """An order with a place for as much text as anybody likes."""
    if "note" not in shop.lacks:
        return shop.sell(Sale(note=_MARK))
    needs(shop, "unknown_field")
    ref = shop.sell(Sale())
    shop.decorate(ref, "brand_new_field", _MARK)
    return ref


def _filled(size: int) -> Callable[[Response], Response]:
    return lambda one: Response(one.status, one.body.replace(_MARK.encode(), b"x" * size), one.headers)


def _on_json(change: Callable[[Any], Any]) -> Callable[[Response], Response]:
    def spoil(one: Response) -> Response:
        body = _json(one)
        return one if body is None else Response(one.status, json.dumps(change(body)).encode(), one.headers)

    return spoil


def _without_address(value: Any) -> Any:
    """The same with every text beside a city empty."""
    if isinstance(value, list):
        return [_without_address(one) for one in value]
    if not isinstance(value, dict):
        return value
    if any("city" in name.lower() for name in value):
        return {name: _emptied(name, one) for name, one in value.items()}
    return {name: _without_address(one) for name, one in value.items()}


def _emptied(name: str, value: Any) -> Any:
    if isinstance(value, list):
        return [_emptied(name, one) for one in value]
    keeps = name == "id" or name.startswith("id_") or name.endswith("_id")
    return "" if isinstance(value, str) and not keeps else value
