"""What the rules about goods mean for a walk: kits are put together at the bench, cases are many units."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from fnmatch import fnmatchcase

from station.model.barcode import comparable
from station.packing.goods import GoodsRule
from station.packing.picking import Task
from station.packing.waves import Want


def about(rules: Sequence[GoodsRule], store: str, sku: str) -> list[GoodsRule]:
    """The rules that name this SKU, whatever else they ask of its order."""
    return [
        rule
        for rule in rules
        if (not rule.stores or store in rule.stores)
        and any(fnmatchcase(sku.casefold(), pattern.casefold()) for pattern in rule.skus)
    ]


def with_kits(rules: Sequence[GoodsRule], wants: Iterable[Want]) -> set[int]:
    """Orders with a kit that is put together at the bench: no bin has it, so nobody is sent for it."""
    makes = [rule for rule in rules if rule.kit]
    return {want.order for want in wants if makes and about(makes, want.store, want.sku)}


def with_cases(rules: Sequence[GoodsRule], tasks: tuple[Task, ...]) -> tuple[Task, ...]:
    """A case's code from the settings stands for its content on the walk too."""
    named = [rule for rule in rules if rule.case_codes]
    return tuple(_with_cases(named, task) for task in tasks) if named else tasks


def _with_cases(rules: Sequence[GoodsRule], task: Task) -> Task:
    cases = dict(task.cases)
    for rule in about(rules, task.store, task.sku):
        cases |= {comparable(code): units for code, units in rule.case_codes.items()}
    return replace(task, cases=tuple(sorted(cases.items())), codes=task.codes - cases.keys())
