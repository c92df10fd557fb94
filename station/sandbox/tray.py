"""What lies on the practice table: slips, goods to take, a carton to weigh, a label to scan back."""

import random
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from station.app import App
from station.model.barcode import comparable, line_barcode
from station.model.events import LabelPrinted
from station.model.view import BenchState, BenchView, LineView
from station.sandbox import beside
from station.sandbox.devices import VirtualScale
from station.sandbox.shop import Shop
from station.sandbox.shop.objects import Product
from station.sandbox.shop.refusal import Doc
from station.settings.schema import Settings
from station.store import products

CARTON_GRAMS = 120
SUPERVISOR = "OP-SAM"
LOT = "L2611"  # as it stands on every jar here
BY_NUMBER = range(3, 10)  # so many to go are worth a number from the command sheet
# What the shop does not know of a product, the scale finds out all the same.
_UNKNOWN_GRAMS = 350.0
_UNIT_SPREAD = 0.006
_CARTON_SPREAD = 0.01
_STRANGERS = 2
_GONE = ("cancelled", "refunded", "fulfilled")


@dataclass(frozen=True, slots=True)
class Ware:
    """A product as it lies there. `code` is what a scanner reads on it, empty for nothing; `counted` says
    whether the shop keeps a stock number of this very product."""

    product: int
    sku: str
    name: str
    code: str
    grams: float
    counted: bool

    @property
    def codes(self) -> set[str]:
        """Comparable forms of everything it answers to."""
        return {comparable(text) for text in (self.code, self.sku) if text}


class Goods:
    """Everything the shop sells, as things one can take into the hand."""

    def __init__(self, shop: Shop) -> None:
        self._shop = shop
        self._wares = {one.id: _ware(one) for one in shop.products() if _is_a_thing(one)}
        self._lines = {
            str(line["id"]): line["variation_id"] or line["product_id"]
            for ref in shop.orders()
            for line in shop.order(ref)["line_items"]
        }
        self._hand = random.Random(7)  # noqa: S311 the same spread every time, not a secret

    def of_line(self, line: str) -> Ware:
        """What a line of an order asks for, by the line's id; of merged orders the order's is before it."""
        return self._wares[self._lines[line.rpartition("-")[2]]]

    def code_of(self, line: LineView) -> str:
        """What is scanned for a unit of a line: its code, or the line's own barcode on the slip."""
        return self.of_line(line.ref).code if line.has_code else line_barcode(line.ref)

    @property
    def codes(self) -> dict[str, str]:
        """What is scanned on a product, by its SKU."""
        return {one.sku: one.code for one in self._wares.values() if one.code}

    def part(self, sku: str) -> Ware | None:
        """What a kit is put together from, by its SKU."""
        return next((one for one in self._wares.values() if one.sku == sku), None)

    def strangers(self, lines: Iterable[LineView], seed: str) -> list[Ware]:
        """Wares that are on none of `lines` and cannot be taken for one; the same for the same seed."""
        own = {code for line in lines for code in self.of_line(line.ref).codes}
        found = [one for one in self._wares.values() if one.code and not one.codes & own]
        random.Random(seed).shuffle(found)  # noqa: S311 as above
        return found

    def weigh(self, content: Mapping[str, int]) -> float:
        """Grams of a carton with so many units per line: no two units weigh exactly the same."""
        grams = CARTON_GRAMS * self._hand.gauss(1, _CARTON_SPREAD)
        for line, units in content.items():
            each = self.of_line(line).grams
            grams += sum(each * self._hand.gauss(1, _UNIT_SPREAD) for _ in range(units))
        return round(grams, 1)


def _is_a_thing(product: Product) -> bool:
    return not product.virtual and product.type != "variable"


def _ware(product: Product) -> Ware:
    return Ware(
        product=product.id,
        sku=product.sku,
        name=product.name,
        code=product.gtin or product.sku,
        grams=float(product.weight) * 1000 if product.weight else _UNKNOWN_GRAMS,
        counted=product.manage_stock is True,
    )


class PracticeApp(App):
    """The same bench, with a table in front of it."""

    practice = True

    def __init__(self, settings: Settings, shop: Shop, goods: Goods, scale: VirtualScale) -> None:
        super().__init__(settings)
        self._goods = goods
        self._scale = scale
        self._names = {str(ref): _recipient(shop.order(ref)["shipping"]) for ref in shop.orders()}
        self._files: dict[str, str] = {}
        self._leave.append(self.bus.subscribe(self._label_came))

    def _label_came(self, event: object) -> None:
        if isinstance(event, LabelPrinted):
            self._files[event.tracking] = event.file or ""

    def practice_orders(self) -> Sequence[tuple[str, str, str]]:
        """Slips not packed yet, those of held orders too: (barcode, number, for whom).

        Orders that were merged have no slip of their own: each of theirs opens them.
        """
        return [
            (f"ORD-{row.store}-{row.ref}", row.number, self._names[row.ref])
            for row in self.queue.rows("", "", 0, 500)
            if row.units and row.state not in _GONE and row.ref in self._names
        ]

    def practice_items(self) -> Sequence[tuple[str, str, str]]:
        """What the open order asks for, and a few things it does not: (code, name, picture).

        Where one thing is asked for, a lot or the supervisor's badge, it lies there, and nothing else.
        With no order open: what the work in hand needs, or badges and pick lists.
        """
        view = self.view()
        asked = view.instruction.code if view.state is BenchState.ASKING else ""
        if asked == "trace.lot_wanted":
            return [(LOT, f"LOT {LOT}", "")]
        doubtful = view.state is BenchState.WEIGHING and view.problem is not None
        if doubtful or asked == "permission.wanted":
            return [(one.badge, one.name, "") for one in self.settings.operators if one.badge == SUPERVISOR]
        return self._of_order(view) if view.lines else self._beside(view)

    def _beside(self, view: BenchView) -> list[beside.Item]:
        if view.state is BenchState.IDLE:
            people = beside.badges(self.settings.operators, view.operator)
            return [*people, *beside.lists(self.waves.rows())]
        if view.chore is not None:
            return beside.of_chore(view.chore, self._goods.codes, self.dock.waiting_rows())
        if view.pick is not None:
            return beside.of_walk(view.pick, self._goods.codes)
        return (
            beside.sent(self.shipments(self.today(), 0, beside.LABELS))
            if view.state is BenchState.ASKING
            else []
        )

    def _of_order(self, view: BenchView) -> Sequence[beside.Item]:
        items = [(self._goods.code_of(line), _said(line), line.picture) for line in view.lines]
        wares = [*self._parts(view), *self._goods.strangers(view.lines, view.ref)[:_STRANGERS]]
        with self.store.read() as connection:
            for ware in wares:
                known = products.by_code(connection, ware.sku)
                items.append((ware.code, ware.name, known[0].picture if known else ""))
        random.Random(view.ref).shuffle(items)  # noqa: S311 a table in disorder, the same all the time
        return [*items, *_numbers(view)]

    def _parts(self, view: BenchView) -> list[Ware]:
        """What kits still to be packed are put together from, but for what the order has as a line anyway."""
        skus = {line.sku for line in view.lines}
        wanted = dict.fromkeys(sku for line in view.lines if line.left for sku, _ in line.parts)
        wares = (self._goods.part(sku) for sku in wanted if sku not in skus)
        return [ware for ware in wares if ware is not None]

    def practice_weigh(self, grams: float | None) -> None:
        """Put so much on the pan; None: the open carton with what is in it."""
        self._scale.put(self._carton_grams() if grams is None else grams)

    def _carton_grams(self) -> float:
        current = self.bench.seat.current
        carton = current.session.carton if current is not None else None
        return self._goods.weigh(dict(carton.content)) if carton is not None else 0.0

    def practice_label(self) -> tuple[str, str] | None:
        """The label that waits to be scanned back: (tracking number, its file)."""
        current = self.bench.seat.current
        session = current.session if current is not None else None
        if session is None or session.state is not BenchState.SCAN_BACK or session.carton is None:
            return None
        tracking = session.carton.tracking
        return tracking, self._files.get(tracking, "")


def _recipient(address: Doc) -> str:
    name = " ".join(part for part in (address["first_name"], address["last_name"]) if part)
    return ", ".join(part for part in (name, address["city"]) if part)


def _said(line: LineView) -> str:
    options = ", ".join(value for _, value in line.options)
    return f"{line.name}, {options}" if options else line.name


def _numbers(view: BenchView) -> list[tuple[str, str, str]]:
    """The number of the command sheet that spares scanning unit after unit of the line that is next."""
    line = next((one for one in view.lines if one.ref == view.current), None)
    if view.state is not BenchState.PACKING or line is None or line.left not in BY_NUMBER:
        return []
    return [(f"CMD-{line.left}", f"{line.left} ×", "")]
