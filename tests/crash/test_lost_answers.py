"""Every kind of trouble on the way to the shop, for every write: told once, or a person is asked."""

import json
from pathlib import Path

import pytest
from audit import audit
from benches import ForkedRig, ShopProcess, Zygote
from packer import Day

WRITES = {
    "core": ["POST .*/fulfillments", "PUT .*/orders/", "PUT .*/products/"],
    "plugin": ["POST .*/shipment-trackings", "PUT .*/orders/", "PUT .*/products/"],
    "none": ["PUT .*/orders/", "POST .*/notes", "PUT .*/products/"],
}
KINDS = (
    "lost_after_write",
    "lost_before_write",
    "cut_body",
    "php_notice",
    "html",
    "500",
    "502",
    "503",
    "429",
    "slow",
    "refuse_connection",
)
# What keeps nobody in doubt: the shop says that nothing was done, or was asked again in time.
CERTAIN = {"429", "slow", "lost_after_write", "cut_body", "php_notice"}


class Trouble:
    """A day with faults at the shop, and what is left of them in the end."""

    def __init__(self, folder: Path, shop: ShopProcess, zygote: Zygote, doubt: float = 0.4) -> None:
        self.shop = shop
        self.rig = ForkedRig(folder, shop, zygote, poll="1", weigh="off")
        self.rig.doubt = doubt
        self.day = Day(self.rig, shop)
        self.faults_left = 0

    def work(self, crash: str = "") -> list[str]:
        """What is wrong in the end."""
        day, shop = self.day, self.shop
        try:
            day.work(crash, lambda _day: not self.rig.unsent())
            day.end()
            self.faults_left = shop.call("faults_left")
            return audit(day)
        finally:
            day.end()
            self.rig.close()
            (self.rig.folder / "lines").write_text("\n".join(map(json.dumps, day.lines)), encoding="utf-8")
            shop.call("clear_faults")
            for order in (day.whole, day.short):
                shop.call("delete", ref=order)
            shop.call("clear_journal")


@pytest.mark.slow
@pytest.mark.timeout(600)
@pytest.mark.parametrize("target", WRITES)
@pytest.mark.parametrize("kind", KINDS)
def test_each_write_meets_trouble_once(
    kind: str,
    target: str,
    tmp_path: Path,
    shops: dict[str, ShopProcess],
    zygote: Zygote,
    record_property: object,
) -> None:
    trouble = Trouble(tmp_path, shops[target], zygote)
    for match in WRITES[target]:
        trouble.shop.call("fault", kind=kind, match=match, seconds=0.6)
    assert trouble.work() == []
    assert trouble.faults_left == 0, "each kind of write met it"
    record_property("asked", len(trouble.day.asked))  # type: ignore[operator]
    if kind in CERTAIN:
        assert trouble.day.asked == [], "there is evidence, or certainty: nobody need be asked"


@pytest.mark.slow
@pytest.mark.parametrize(
    ("target", "left", "match"),
    [
        ("core", "request left: POST fulfillments#1", "POST .*/fulfillments"),
        ("core", "request left: PUT object#1", "PUT .*/orders/"),
        ("core", "request left: PUT object#2", "PUT .*/products/"),
        ("plugin", "request left: POST shipment-trackings#1", "POST .*/shipment-trackings"),
        ("none", "request left: POST notes#1", "POST .*/notes"),
    ],
)
def test_what_arrives_late_after_a_crash_is_found_by_the_second_read(
    target: str, left: str, match: str, tmp_path: Path, shops: dict[str, ShopProcess], zygote: Zygote
) -> None:
    """Killed with the request on its way; the shop does it only after the new bench has looked once."""
    trouble = Trouble(tmp_path, shops[target], zygote, doubt=4.0)
    trouble.shop.call("fault", kind="slow", match=match, seconds=2.0)
    assert trouble.work(left) == []
    assert trouble.day.crashed
    assert trouble.day.asked == []
