"""Who may work on what: one holder, a token that grows, and what a stale one may still do (nothing)."""

import threading

import pytest

from station.store import leases
from station.store.engine import Store
from station.store.leases import Taken

NOW = 1_000_000_000


@pytest.fixture
def claim(store):
    def claimed(name, holder, now=NOW, seconds=900.0):
        with store.write() as tx:
            return leases.claim(tx, name, holder, now, seconds)

    return claimed


def stands(store, name, holder, token) -> bool:
    try:
        with store.write() as tx:
            leases.check(tx, name, holder, token)
    except Taken:
        return False
    return True


def test_one_holder_at_a_time(store, claim) -> None:
    token = claim("order:1", "Bench 1")
    assert claim("order:1", "Bench 1") == token, "ours is renewed, under the same token"
    with pytest.raises(Taken) as refused:
        claim("order:1", "Bench 2")
    assert (refused.value.problem.code, refused.value.problem.params["holder"]) == ("order.taken", "Bench 1")
    assert stands(store, "order:1", "Bench 1", token)


def test_it_runs_out_and_the_old_token_never_counts_again(store, claim) -> None:
    old = claim("order:1", "Bench 1", seconds=10)
    new = claim("order:1", "Bench 2", now=NOW + 10_000_001)
    assert new > old
    assert (stands(store, "order:1", "Bench 1", old), stands(store, "order:1", "Bench 2", new)) == (
        False,
        True,
    )
    with store.write() as tx:
        leases.release(tx, "order:1", new)
    third = claim("order:1", "Bench 1")
    assert third > new
    assert not stands(store, "order:1", "Bench 1", old)


def test_without_an_end_only_a_person_ends_it(store, claim) -> None:
    old = claim("order:1", "Bench 1", seconds=None)
    with pytest.raises(Taken):
        claim("order:1", "Bench 2", now=NOW * 1000)
    with store.write() as tx:
        new = leases.take_over(tx, "order:1", "Bench 2")
    assert new > old
    assert not stands(store, "order:1", "Bench 1", old)
    with pytest.raises(Taken) as refused:
        claim("order:1", "Bench 1")
    assert refused.value.problem.params["holder"] == "Bench 2"


def test_taking_over_what_nobody_holds_is_holding_it(store) -> None:
    with store.write() as tx:
        token = leases.take_over(tx, "order:1", "Bench 2")
    assert stands(store, "order:1", "Bench 2", token)


def test_a_transaction_of_a_stale_holder_leaves_nothing(store, claim) -> None:
    token = claim("order:1", "Bench 1")
    with store.write() as tx:
        leases.take_over(tx, "order:1", "Bench 2")
    with pytest.raises(Taken), store.write() as tx:
        leases.claim(tx, "order:2", "Bench 1", NOW, None)
        leases.check(tx, "order:1", "Bench 1", token)
    assert claim("order:2", "Bench 3") == 1


def test_sixty_four_benches_claim_and_no_order_goes_twice(store: Store) -> None:
    """Each with a connection of its own, all after the same orders."""
    orders, benches = 20, 64
    won: list[tuple[int, str]] = []
    trouble: list[BaseException] = []
    gate = threading.Barrier(benches)

    def bench(name: str) -> None:
        try:
            gate.wait(60)
            for order in range(orders):
                try:
                    with mine.write() as tx:
                        leases.claim(tx, f"order:{order}", name, NOW, None)
                except Taken:
                    continue
                won.append((order, name))
        except BaseException as error:  # noqa: BLE001
            trouble.append(error)

    # A file has one writer, with its lock; a server is asked by everybody at once.
    mine = store if store.is_sqlite else _Crowd(store)
    threads = [
        threading.Thread(target=bench, args=(f"Bench {n}",), name=f"bench {n}") for n in range(benches)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(90)
    if isinstance(mine, _Crowd):
        mine.close()
    assert trouble == []
    assert sorted(order for order, _ in won) == list(range(orders))


class _Crowd:
    """A store for every thread."""

    def __init__(self, store: Store) -> None:
        self._url = store.url.render_as_string(hide_password=False)
        self._local = threading.local()
        self._all: list[Store] = []

    def write(self):
        if not hasattr(self._local, "store"):
            self._local.store = Store(self._url)
            self._all.append(self._local.store)
        return self._local.store.write()

    def close(self) -> None:
        for one in self._all:
            one.close()
