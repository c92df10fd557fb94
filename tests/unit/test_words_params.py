"""A sentence never asks for a value its code does not come with."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.devices.contract import Fault
from station.model.order import OrderState
from station.words import LANGUAGES, sentences

STATION = Path(__file__).parents[2] / "station"
# Named by whoever passes the problem on: a device's runner, the loader of the settings, the intake of orders.
ADDED = {"device": {"name"}, "config": {"file", "line", "key"}, "order.unreadable": {"order"}}
# Said by their code alone: as a reason inside another sentence, beside a weight, for a scan that was refused
# unread, or again while the packer has not said YES to what happened to the order.
BARE = {
    *(fault.problem_code for fault in Fault),
    *(f"order.{state}" for state in ("cancelled", "refunded", "fulfilled", "gone", "on_hold", "changed")),
    *(f"cart.{reason}" for reason in ("busy", "down", "unusable", "moved", "no_route", "unsorted")),
    *(f"cart.{reason}" for reason in ("not_wordpress", "not_woocommerce", "order_gone", "product_gone")),
    *(f"cart.{reason}" for reason in ("certificate_expired", "certificate_untrusted", "in_doubt")),
    *(f"net.{reason}" for reason in ("unreachable", "name_unknown", "answer_slow", "answer_lost")),
    *("net.answer_too_big", "net.too_many_redirects", "order.fractional_quantity"),
    "scan.parity",
    *("scan.bounce", "scan.garbled", "scale.no_reading", "scale.garbled", "station.mistake", "database.lost"),
    *(f"what.{part}" for part in ("address", "lines", "notes")),
    *(f"topic.{topic}" for topic in ("tracking", "status", "stock", "note")),
}


def wanted(sentence: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(sentence) if name}


def given(call: ast.Call) -> tuple[str, set[str]] | None:
    """The code and the names of its values, where a call spells out both."""
    function = call.func
    if not isinstance(function, ast.Name) or not (function.id in ("yes", "no") or function.id[:1].isupper()):
        return None
    code = call.args[0] if call.args else None
    if not isinstance(code, ast.Constant) or not isinstance(code.value, str):
        return None
    if function.id == "Problem":
        values = call.args[1] if len(call.args) > 1 else ast.Dict([], [])
        if not isinstance(values, ast.Dict):
            return None
        names = [key.value if isinstance(key, ast.Constant) else None for key in values.keys]
    else:
        names = [keyword.arg for keyword in call.keywords]
    if None in names:  # `**about`: not told here
        return None
    return code.value, {str(name) for name in names}


def added(code: str) -> set[str]:
    return ADDED.get(code) or ADDED.get(code.split(".")[0], set())


def asked_too_much(text: str) -> Iterator[str]:
    known = sentences("en")
    for node in ast.walk(ast.parse(text)):
        found = given(node) if isinstance(node, ast.Call) else None
        if found is None:
            continue
        code, names = found
        for form in (code, f"{code}.one", f"{code}.other"):
            missing = wanted(known.get(form, "")) - names - added(code)
            yield from (f"{form} has no {name}" for name in sorted(missing))


def test_every_value_a_sentence_asks_for_comes_with_its_code() -> None:
    found = {
        f"{path.relative_to(STATION)}: {one}"
        for path in sorted(STATION.rglob("*.py"))
        for one in asked_too_much(path.read_text(encoding="utf-8"))
    }
    assert sorted(found) == []


@pytest.mark.parametrize(
    "text",
    [
        "no('pack.unit', sku='TEA', packed=1)",
        "Problem('operator.signed_in')",
        "Problem('operator.signed_in', {'name': 'Ana'})",
        "StationError('do.scan_item', sku='TEA')",
    ],
)
def test_a_planted_gap_is_seen(text: str) -> None:
    assert list(asked_too_much(text)) != []


@pytest.mark.parametrize(
    "text", ["yes('undo.done', *facts)", "no('pack.unit', **about)", "Problem('order.several', about)"]
)
def test_what_is_not_spelled_out_is_left_alone(text: str) -> None:
    assert list(asked_too_much(text)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_said_by_its_code_alone_names_nothing(language: str) -> None:
    said = sentences(language)
    assert [code for code in sorted(BARE) if wanted(said[code])] == []


def test_every_state_that_stops_packing_says_what_to_do_with_the_goods() -> None:
    stops = (OrderState.CANCELLED, OrderState.REFUNDED, OrderState.FULFILLED, OrderState.ON_HOLD)
    for language in LANGUAGES:
        said = [sentences(language)[f"do.held.{state.value}"] for state in stops]
        assert all("YES" in one and "{order}" in one for one in said)
        assert len(set(said)) == len(said)
