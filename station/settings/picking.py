"""Options about picking: what is scanned on the walk, how the aisles are walked, and what a short means."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from station.model.picking import WaveRule
from station.settings import checks
from station.settings.option import of_site


@dataclass(frozen=True, slots=True, kw_only=True)
class Picking:
    scan_bin: Literal["off", "optional", "forced"] = of_site(
        "Whether a bin is scanned before its goods: off, optional or forced.", "optional"
    )
    after_short: Literal["ask", "backorder", "hold"] = of_site(
        "What becomes of an order whose goods no bin has.", "ask"
    )
    short_orders: Literal["rule", "ask"] = of_site(
        "Whose goods are missing when several orders want them: rule takes the latest, ask asks.", "rule"
    )
    aisles: tuple[str, ...] = of_site("The aisles that are walked first, in this order.", ())
    serpentine: bool = of_site("Whether every other aisle is walked from its far end.", False)
    zones: Mapping[str, str] = of_site(
        "Zones, each with the beginnings of its bins, as C, D-01; a bin of none is in its aisle's.", dict
    )
    cart_totes: int = of_site(
        "How many totes a cart has room for.", WaveRule().totes, check=checks.between(1, 200)
    )
