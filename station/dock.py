"""What waits for the van, what has to be pulled or put back, what came back: to be shown and listed."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from station.clock import Clock
from station.model.chores import BackRow, CartonRow, DockCounts, GoodsRow, LoadRow, ReturnRow
from station.model.problem import StationError
from station.store import loads, putbacks, returns
from station.store.engine import Store, Transaction
from station.store.loads import Load
from station.store.putbacks import Back
from station.store.returns import Return
from station.usecases import load, putback, returned
from station.usecases.bench import Bench


class Dock:
    """Reading only; every thread may ask. What is known of a carton is kept while it stays as it is."""

    def __init__(self, store: Store, bench: Bench, clock: Clock) -> None:
        self._store, self._bench, self._clock = store, bench, clock
        self._known: load.Known = {}

    def counts(self) -> DockCounts:
        now = self._clock.now()
        start = load.start_of_day(self._bench.seat)
        with self._store.read() as connection:
            pulled = load.pull_list(connection, now, self._known)
            return DockCounts(
                waiting=len(loads.waiting(connection, now - loads.LOOK_BACK)),
                gone=loads.handed_over(connection, start, start + timedelta(days=1)),
                pull=len(pulled),
                back=putbacks.units_open(connection),
                returns=returns.units_between(connection, start, start + timedelta(days=1)),
            )

    def pull_rows(self) -> list[CartonRow]:
        """Cartons to be taken off the pile, with what to do."""
        with self._store.read() as connection:
            return load.pull_list(connection, self._clock.now(), self._known)

    def waiting_rows(self) -> list[CartonRow]:
        """Cartons that go with the next van, the oldest first."""
        with self._store.read() as connection:
            some = loads.waiting(connection, self._clock.now() - loads.LOOK_BACK)
            fine = [one for one in some if load.doubt(connection, one, self._known) is None]
            return [load.carton_row(one, None) for one in fine]

    def load_rows(self, days: int = 7) -> list[LoadRow]:
        """The newest first."""
        with self._store.read() as connection:
            found = loads.listed(connection, self._clock.now() - timedelta(days=days))
            return [self._load(connection, one) for one in found]

    def load_cartons(self, number: int) -> list[CartonRow]:
        """Raises `StationError`."""
        with self._store.read() as connection:
            if loads.get(connection, number) is None:
                raise StationError("load.none", load=number)
            return [self._carton(connection, one) for one in loads.cartons(connection, number)]

    def _carton(self, connection: Transaction, one: loads.Loaded) -> CartonRow:
        stop = load.doubt(connection, one, self._known) if one.state == "confirmed" else None
        return load.carton_row(one, stop, "unread" if one.unread else "ok")

    def _load(self, connection: Transaction, one: Load) -> LoadRow:
        rows = [self._carton(connection, inside) for inside in loads.cartons(connection, one.id)]
        return LoadRow(
            one.id, one.bench, one.carrier, one.state, one.operator, one.opened_at, one.closed_at,
            len(rows), sum(row.state == "unread" for row in rows), sum(row.state == "pull" for row in rows),
        )  # fmt: skip

    def back_rows(self) -> list[BackRow]:
        """Orders whose goods wait to be put back, the oldest first."""
        with self._store.read() as connection:
            found: dict[int, list[Back]] = {}
            for one in putbacks.everything_open(connection):
                found.setdefault(one.order_id, []).append(one)
        return [_back_row(some) for some in found.values()]

    def return_rows(self, days: int = 30, store: str = "") -> list[ReturnRow]:
        """Returns of the last days, the newest first."""
        since = self._clock.now() - timedelta(days=days)
        with self._store.read() as connection:
            found = returns.listed(connection, since)
            return [_return_row(connection, one) for one in found if store in ("", one.store)]


def _back_row(some: Sequence[Back]) -> BackRow:
    first = some[0]
    return BackRow(
        order_id=first.order_id,
        store=first.store,
        order=first.order,
        ref=first.ref,
        reason=first.reason,
        units=sum(one.left for one in some),
        since=_oldest(some),
        totes=tuple(dict.fromkeys(one.tote for one in some if one.tote)),
        cartons=tuple(dict.fromkeys(one.carton for one in some if one.carton)),
        goods=tuple(putback.goods_row(one) for one in some),
        places=tuple(dict.fromkeys(putback.place(one) for one in some if one.number)),
    )


def _oldest(some: Sequence[Back]) -> datetime:
    return min(one.at for one in some)


def _return_row(connection: Transaction, one: Return) -> ReturnRow:
    units = returns.units(connection, one.id)
    goods: tuple[GoodsRow, ...] = tuple(
        row
        for sent in returns.sent(connection, one.order_id, one.id)
        if (row := returned.goods_row(sent, units)).done
    )
    return ReturnRow(
        one.id, one.store, one.order, one.ref, one.reference, one.state, one.stock, one.bench, one.operator,
        one.opened_at, one.closed_at, sum(row.restock for row in goods), sum(row.damaged for row in goods),
        sum(row.inspect for row in goods), goods,
    )  # fmt: skip
