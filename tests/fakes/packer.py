"""A packer who works through a short day, and after every crash goes on where the bench says it stands."""

import time
from dataclasses import dataclass, field
from typing import Any

from benches import Ended, ForkedBench, ForkedRig, ShopProcess

TEA, MUG = "2000000000015", "2000000000022"
GRAMS = {TEA: 280.0, MUG: 420.0}
TARE = 120.0
STOCK = 10
PATIENCE = 40.0


def stock_up(shop: ShopProcess) -> None:
    shop.call("add_product", sku="TEA", name="Tea", gtin=TEA, weight="0.280", manage_stock=True, stock=STOCK)
    shop.call("add_product", sku="MUG", name="Mug", gtin=MUG, weight="0.420", manage_stock=True, stock=STOCK)


@dataclass
class Day:
    """Two orders: one in two cartons, one with a unit the shelf has not got.

    `full`: the first is picked into a tote, and its second carton gets another label.
    """

    rig: ForkedRig
    shop: ShopProcess
    full: bool = False
    lines: list[dict[str, Any]] = field(default_factory=list)
    crashed: bool = False

    def __post_init__(self) -> None:
        for sku in ("TEA", "MUG"):
            self.shop.call("change_stock", sku=sku, delta=STOCK - self.shop.call("stock", sku=sku))
        self.whole = self.shop.call("place_order", lines=["TEA", "MUG"])
        self.short = self.shop.call("place_order", lines=[{"sku": "TEA", "quantity": 3}, "MUG"])
        self.packed: dict[int, list[str]] = {self.whole: [], self.short: []}
        self.bench: ForkedBench | None = None
        self.state = "idle"
        self.left: int | None = None
        self.code = ""
        self.choices: list[dict[str, Any]] = []
        self.label: list[str] = []
        self.order: int | None = None
        self.carton = 1
        self.pan = 0.0
        self.synced = False
        self.asked: list[str] = []  # what a person was asked to decide
        self.refused: list[dict[str, Any]] = []

    # -- the day ----------------------------------------------------------------------------------

    def work(self, crash: str, settled: Any) -> None:
        """To the end, whatever happens. `settled(day)`: is there nothing left to be told to the shop?"""
        self._start(crash)
        while True:
            try:
                if self._step():
                    self._until(lambda: settled(self))
                    return
            except Ended:
                assert self.bench is not None and self.bench.code == -9, f"it ended with {self.bench}"
                assert not self.crashed, "it died again"
                self.crashed = True
                self.lines += self.bench.lines
                self._start("")

    def _until(self, done: Any) -> None:
        assert self.bench is not None
        for _ in range(200):
            self.asked += self.rig.release()
            if done():
                return
            line = self.bench.next(0.1)
            if line is not None:
                self._hear(line)
        raise AssertionError(f"it is never told to the shop; {self.tail()}")

    def end(self) -> None:
        if self.bench is not None:
            self.bench.kill()
            self.lines += self.bench.lines
            self.bench = None

    def tail(self) -> list[dict[str, Any]]:
        return [*self.lines, *(self.bench.lines if self.bench else [])][-8:]

    def _start(self, crash: str) -> None:
        while True:
            self.state, self.left, self.choices, self.label, self.synced = "idle", None, [], [], False
            self.bench = self.rig.start(crash)
            try:
                self._wait(lambda line: line["event"] == "ready")
                self._scan("CMD-HELP")
                return
            except Ended:
                assert self.bench.code == -9 and crash, f"it does not start: {self.bench.code}"
                self.crashed = True
                self.lines += self.bench.lines
                crash = ""

    # -- one thing after the other ----------------------------------------------------------------

    def _step(self) -> bool:
        """True when there is nothing left to pack."""
        match self.state:
            case "idle":
                return self._open()
            case "packing":
                self._pack()
            case "asking":
                self._answer()
            case "weighing":
                self._weigh()
            case "picking":
                self._scan(self.rig.next_pick())
            case "labelling":
                self._wait(lambda _line: self.state != "labelling")
            case "scan_back":
                if self._voids():
                    self._scan("CMD-VOID")
                    return False
                order, text = self.order, self.label[0]
                said = self._scan(text)
                assert said["ok"], said
                self.carton += 1
                if self.state == "idle":
                    assert order is not None
            case _:
                raise AssertionError(f"nobody expected {self.state}: {self.tail()}")
        return False

    def _open(self) -> bool:
        order = next((one for one in (self.whole, self.short) if not self.rig.is_done(one)), None)
        if order is None:
            return True
        if not self.synced:
            self._wait(lambda _line: self.synced)
        if self.full and order == self.whole:
            if not self.rig.is_known(order):
                self.synced = False
                return False
            if self.rig.is_to_pick(order):
                self._scan("PICK-1")
                return False
        self.order, self.carton = order, 1
        said = self._scan("PICK-1" if self.full and order == self.whole else f"ORD-main-{order}")
        if said["code"] in ("order.unknown", "order.not_local"):
            self.synced = False
            return False
        assert said["ok"], said
        return False

    def _pack(self) -> None:
        if self.order == self.whole:
            if self.left == 2:
                self._scan(TEA)
            elif self.carton == 1 or not self.left:
                self._scan("CMD-NEXT-CARTON")
            else:
                self._scan(MUG)
            return
        assert self.order is not None
        if self.left == 4:
            self._scan("CMD-2")
            self._scan(TEA)
        elif not self.rig.is_short(self.order):
            self._scan("CMD-SHORT")
        else:
            self._scan(MUG)

    def _voids(self) -> bool:
        """The first label of the second carton is not good."""
        if not self.full or (self.order, self.carton) != (self.whole, 2):
            return False
        return not self.rig.is_void(self.whole)

    def _answer(self) -> None:
        """The tea is short, and there is none left. A label is void because it is damaged, says Sam."""
        by_code = {"short.which_line": "CMD-1", "short.how_many": "CMD-0"}
        by_code |= {"void.why": "CMD-2", "permission.wanted": "OP-SAM"}
        self._scan(by_code[self.code])

    def _weigh(self) -> None:
        """Takes the last carton off the scale and puts this one on it."""
        content = {self.whole: {1: TEA, 2: MUG}, self.short: {1: TEA + TEA + MUG}}
        assert self.order is not None
        goods = content[self.order][self.carton]
        grams = TARE + sum(GRAMS[code] * goods.count(code) for code in GRAMS)
        self.rig.scale.put(0, 1)
        self._wait(
            lambda line: self.state != "weighing" or (line["event"] == "weighed" and not line["grams"])
        )
        if self.state == "weighing":
            self.rig.scale.put(grams, 1)
            self._wait(lambda _line: self.state != "weighing")

    # -- eyes and ears ----------------------------------------------------------------------------

    def _scan(self, text: str) -> dict[str, Any]:
        self.rig.scanner.scan(text)
        said = self._wait(lambda line: line["event"] == "verdict" and line["scan"] == text)
        if not said["ok"] and said["state"] != "asking":
            self.refused.append(said)
        return said

    def _wait(self, found: Any) -> dict[str, Any]:
        assert self.bench is not None
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            line = self.bench.next(1.0)
            if line is None:
                continue
            self._hear(line)
            if found(line):
                return line
        raise AssertionError(f"nothing happens any more in {self.state}: {self.tail()}")

    def _hear(self, line: dict[str, Any]) -> None:
        match line["event"]:
            case "synced":
                self.synced = True
            case "verdict":
                self.state, self.left = line["state"], line.get("left")
                if line["code"] not in ("help.bench", "help.idle"):
                    self.code = line["code"]
                self.choices = line.get("choices", [])
                if self.state == "idle":
                    self.order = None
            case "resumed":
                self.state, self.left, self.code = line["state"], line["left"], line["code"]
                self.choices, self.label = line.get("choices", []), line.get("scan_back", [])
                if "ref" in line:
                    self.order, self.carton = int(line["ref"]), line["carton"]
            case "weighed" if line["accepted"] and self.state == "weighing":
                self.state = "labelling"
            case "label_printed" if int(line["ref"]) == self.order and self.state == "labelling":
                self.state, self.label = "scan_back", line["scan_back"]
