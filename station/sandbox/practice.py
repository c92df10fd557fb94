"""A bench to practise at: a shop, a scanner, a scale and printers of its own, nothing of the real ones."""

import tempfile
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Self

from station.sandbox.devices import VirtualScale, VirtualScanner
from station.sandbox.reckoning import Reckoning
from station.sandbox.shop import Shop, samples
from station.sandbox.story import Story
from station.sandbox.tray import CARTON_GRAMS, SUPERVISOR, Goods, PracticeApp
from station.settings.load import load

STORE = "practice"
PACKER = "OP-ROBIN"
WINDOW_DELAY = 20  # seconds, as on a real bench

# The carrier's name and numbers are left out on purpose: practice makes them up, a real bench refuses.
_SETTINGS = """\
[bench]
name = "Practice"
timezone = "Europe/Warsaw"
database = "sqlite:///practice.db"
[[store]]
name = "{store}"
cart = "woocommerce"
url = "{url}"
credentials = "file:keys.toml"
poll_seconds = 5
notify_customer = false
[[device]]
kind = "scanner"
port = "{scanner}"
[[device]]
kind = "scale"
port = "{scale}"
protocol = "mt-sics"
[[printer]]
name = "labels"
kind = "folder"
target = "labels"
prints = ["shipping_label"]
[[printer]]
name = "slips"
kind = "folder"
target = "slips"
prints = ["packing_slip", "pick_list", "manifest", "tote_label"]
[[carton]]
name = "M"
tare_grams = {tare}
[packing]
weigh = "required"
scan_back = true
push_delay_seconds = {delay}
[[rule]]
skus = ["POT-CLAY"]
instruction = "Wrap the teapot in two sheets of paper."
[[rule]]
skus = ["HONEY-250"]
require = ["lot"]
[[rule]]
skus = ["SET-TEA"]
kit = {{ "MUG-BLUE" = 1, "SPOON-OAK" = 2, "TEA-MINT-50" = 1 }}
[shipping]
carrier = "house"
[shipping.from]
name = "Tea and Clay"
street = ["ul. Garncarska 2"]
city = "Kraków"
postal_code = "31-115"
country = "PL"
[[operator]]
name = "Robin"
badge = "{packer}"
role = "packer"
[[operator]]
name = "Sam"
badge = "{supervisor}"
role = "supervisor"
"""


class Practice:
    """`with Practice() as practice: practice.app.start()`. Afterwards everything is gone, unless `folder`, an
    empty one, was given. `push_delay` is in seconds; `refs` are the shop's ids of the sample orders by name.
    """

    def __init__(self, folder: Path | None = None, *, push_delay: int = WINDOW_DELAY) -> None:
        self._given = folder
        self._push_delay = push_delay
        self._open = ExitStack()

    def __enter__(self) -> Self:
        with ExitStack() as opening:
            self._build(opening)
            self._open = opening.pop_all()
        return self

    def _build(self, opening: ExitStack) -> None:
        folder = self._given or Path(
            opening.enter_context(tempfile.TemporaryDirectory(prefix="station-practice-"))
        )
        self.shop = opening.enter_context(Shop())
        self.refs = samples.load(self.shop)
        self.scanner = opening.enter_context(VirtualScanner())
        self.scale = opening.enter_context(VirtualScale())
        self.goods = Goods(self.shop)
        self.reckoning = Reckoning(self.shop)
        self.app = PracticeApp(load(self._write(folder)), self.shop, self.goods, self.scale)
        opening.callback(self.app.close)
        # Before anybody else listens: whoever sees a unit packed finds the shop's change made.
        self.story = Story(self.shop, self.refs, lambda ref: self.app.shops.links[STORE].ask(ref))
        self.app.bus.subscribe(self.story.see)

    def __exit__(
        self, kind: type[BaseException] | None, why: BaseException | None, at: TracebackType | None
    ) -> None:
        self._open.close()

    def _write(self, folder: Path) -> Path:
        """A settings file like any other; the keys stand in one that only this user may read."""
        folder.mkdir(parents=True, exist_ok=True)
        keys = folder / "keys.toml"
        keys.touch(mode=0o600)
        keys.write_text(f'consumer_key = "{self.shop.key}"\nconsumer_secret = "{self.shop.secret}"\n')
        config = folder / "station.toml"
        text = _SETTINGS.format(
            store=STORE,
            url=self.shop.url,
            scanner=self.scanner.port,
            scale=self.scale.port,
            tare=CARTON_GRAMS,
            delay=self._push_delay,
            packer=PACKER,
            supervisor=SUPERVISOR,
        )
        config.write_text(text, encoding="utf-8")
        return config
