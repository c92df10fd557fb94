"""One `[[rule]]`: what goods need while they are packed, by SKU, tag, country or order value."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Literal

from station.model.problem import Problem
from station.settings import checks
from station.settings.option import of_site

_MOST = 9999
# What a rule may say of goods, and therefore only where it names them.
_OF_GOODS = ("require", "kit", "case_codes", "own_box", "size_mm", "dangerous", "not_with")
_SAYS = (*_OF_GOODS, "instruction", "insert")


def counts(table: Mapping[str, object]) -> Problem | None:
    """Whole numbers, one for each key."""
    for value in table.values():
        if type(value) is not int or not 0 < value <= _MOST:
            return Problem("config.bad_count", {"value": value, "least": 1, "most": _MOST})
    return None


def countries(codes: tuple[str, ...]) -> Problem | None:
    return next((found for code in codes if (found := checks.country(code or "?"))), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """Conditions that are left out hold for everything; of rules that contradict, the later one holds."""

    skus: tuple[str, ...] = of_site("The goods it is about; * stands for anything.", ())
    tags: tuple[str, ...] = of_site("Orders with one of these tags.", ())
    countries: tuple[str, ...] = of_site("Orders to these countries, ISO 3166 alpha-2.", (), check=countries)
    stores: tuple[str, ...] = of_site("Orders of these shops.", ())
    over: Decimal | None = of_site(
        "Orders worth at least this, in their own currency.", None, check=checks.between(0, 10_000_000)
    )
    require: tuple[Literal["lot", "expiry", "serial"], ...] = of_site(
        "What must be known of every unit; it is asked for where its code does not say it.", ()
    )
    instruction: str = of_site("What the packer is told, and confirms with YES.", "")
    insert: str = of_site("The SKU of something to put in, confirmed by its scan or YES.", "")
    per: Literal["order", "carton"] = of_site("How often that is asked.", "order")
    kit: Mapping[str, object] = of_site(
        "What the goods are put together from: SKUs, each with how many.", dict, check=counts
    )
    case_codes: Mapping[str, object] = of_site(
        "Barcodes of whole cases, each with the units in it.", dict, check=counts
    )
    own_box: bool = of_site("Whether each unit ships in the carton it came in.", False)
    size_mm: tuple[int, ...] = of_site(
        "Length, width and height of a unit in millimetres.", (), check=checks.inner_size
    )
    dangerous: str = of_site("What makes the goods dangerous, in the packers' words.", "")
    not_with: tuple[str, ...] = of_site(
        "Shipping methods these goods may not go with; * stands for anything.", ()
    )

    def complaint(self) -> tuple[str, Problem] | None:
        """A rule that says nothing, or says something about goods without naming any."""
        says = [key for key in _SAYS if getattr(self, key)]
        if not says:
            return "skus", Problem("config.bad_rule")
        about = next((key for key in says if key in _OF_GOODS), "")
        if about and not self.skus:
            return about, Problem("config.rule_needs_skus")
        return None
