"""The plug is pulled around every call of a carrier: no carton's label is paid for twice, none is lost.

In this day a label is bought ahead and does not fit (another carton is begun), and one is bought ahead and
used. It is packed once without a crash, then once for each point around a purchase or a return.
"""

import os
import re
import shutil
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from audit import audit
from benches import ForkedRig, ShopProcess, Zygote
from doubles.easypost import KEY, EasyPostDouble
from packer import Day
from sqlalchemy import select

from station.store.schema import ahead_label, carton

# Before sending, after the request left, after the answer, every commit of a purchase or a return. The day
# buys four times: ahead and in vain, for the carton that was closed early, for its second, ahead and used.
POINTS = (
    r"^carrier shipments: (before|after)#1$"
    r"|^carrier buy: (before#[12]|after#[124])$"
    r"|^request left: POST buy#[124]$"
    r"|refund"
    r"|^commit of BuysAhead\._buy: (after#[12]|before#2)$"
    r"|^commit of BuysAhead\._give_back: "
    r"|^commit of LabelMaker\._intended\.job: after#1$"
    r"|^commit of LabelMaker\._make\.settle: (before|after)#3$"
)
PATIENCE = 20.0


class BuyingDay(Day):
    """The same day at a carrier that sells: the packer's last unit comes after the label bought ahead."""

    def _pack(self) -> None:
        one_left = (self.order == self.whole and self.left == 1 and self.carton == 1) or (
            self.order == self.short and self.left == 2
        )
        if one_left:
            self._until_settled()
        super()._pack()

    def _until_settled(self) -> None:
        """No sooner than the label is bought ahead, or the bench is dead."""
        pause = threading.Event()
        for _ in range(int(PATIENCE / 0.05)):
            with self.rig.look() as connection:
                states = connection.execute(select(ahead_label.c.state)).scalars().all()
            if states and not {"wanted", "asked"} & set(states):
                return
            assert self.bench is not None
            line = self.bench.next(0.01)  # raises when it has ended
            if line is not None:
                self._hear(line)
            pause.wait(0.04)
        raise AssertionError("nothing is bought ahead")


@pytest.fixture(scope="module")
def carrier() -> Iterator[EasyPostDouble]:
    made = EasyPostDouble()
    yield made
    made.close()


def one_day(
    folder: Path, shop: ShopProcess, zygote: Zygote, carrier: EasyPostDouble, crash: str
) -> tuple[Day, list[str]]:
    """A day with one crash, and what is wrong afterwards."""
    folder.mkdir()
    carrier.shipments.clear()
    carrier.charges.clear()
    keys = folder / "carrier.toml"
    keys.write_text(f'api_key = "{KEY}"\n')
    keys.chmod(0o600)
    shipping = f'carrier = "easypost"\nurl = "{carrier.url}"\ncredentials = "file:carrier.toml"\n'
    shipping += 'rate_rule = "cheapest"\nlabel_format = "png"'
    with ExitStack() as ends:
        rig = ForkedRig(folder, shop, zygote, poll="1", weigh="off", shipping=shipping)
        ends.callback(rig.close)
        day = BuyingDay(rig, shop)
        try:
            day.work(crash, lambda _day: not rig.unsent() and not unsettled(rig))
            day.end()
            wrong = [*audit(day), *money(rig, carrier)]
        except AssertionError as trouble:
            wrong = [str(trouble) or "an assertion"]
        finally:
            day.end()
            for order in (day.whole, day.short):
                shop.call("delete", ref=order)
            shop.call("clear_journal")
    return day, wrong


def unsettled(rig: ForkedRig) -> list[Any]:
    """Labels that are still to be given back."""
    with rig.look() as connection:
        waits = ahead_label.c.state.in_(("wanted", "asked", "unwanted"))
        return list(connection.execute(select(ahead_label.c.id).where(waits)).all())


def money(rig: ForkedRig, carrier: EasyPostDouble) -> list[str]:
    """The carrier is asked: what it was paid for and did not take back is on our cartons, nothing else."""
    with rig.look() as connection:
        ours = (
            connection.execute(select(carton.c.tracking).where(carton.c.state == "confirmed")).scalars().all()
        )
    paid = [one["tracking_code"] for one in carrier.paid()]
    wrong = [] if sorted(paid) == sorted(ours) else [f"paid for {paid}, on cartons {ours}"]
    twice = [ref for ref, times in Counter(carrier.charges).items() if times > 1]
    per_intent = Counter(one["reference"] for one in carrier.paid())
    wrong += [f"charged twice: {twice}"] if twice else []
    wrong += [f"two labels for one intent: {per_intent}"] if set(per_intent.values()) - {1} else []
    return wrong


@pytest.mark.slow
@pytest.mark.timeout(900)
def test_no_label_is_paid_for_twice_and_none_is_lost(
    tmp_path: Path,
    shops: dict[str, ShopProcess],
    zygote: Zygote,
    carrier: EasyPostDouble,
    record_property: Any,
) -> None:
    shop = shops["core"]
    _, wrong = one_day(tmp_path / "dry", shop, zygote, carrier, "")
    assert not wrong, "without a crash it must be right"
    assert (len(carrier.charges), len(carrier.paid())) == (4, 3), "one was given back"
    passes = Counter((tmp_path / "dry" / "passed").read_text().splitlines())
    every = [f"{name}#{n}" for name in sorted(passes) for n in range(1, passes[name] + 1)]
    chosen = [point for point in every if re.search(POINTS, point)]
    assert len(chosen) > 18, every
    chosen = chosen[:: 1 if os.environ.get("STATION_EVERY_CRASH") else 4]
    failures, missed = [], []
    for number, point in enumerate(chosen):
        folder = tmp_path / str(number)
        day, wrong = one_day(folder, shop, zygote, carrier, point)
        if wrong:
            failures.append(f"{point} ({folder}):\n    " + "\n    ".join(wrong))
        else:
            shutil.rmtree(folder)
        if not day.crashed:
            missed.append(point)
    record_property("points", len(chosen))
    assert not failures, f"{len(failures)} of {len(chosen)} points:\n" + "\n".join(failures)
    assert len(missed) <= max(2, len(chosen) // 10), missed
