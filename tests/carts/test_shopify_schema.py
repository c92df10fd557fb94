"""What we send is right by Shopify's own schema, where that is at hand."""

import re
from pathlib import Path
from typing import Any

import pytest

from station.carts.shopify import queries
from station.carts.shopify.companies import KNOWN

SDL = Path(__file__).parents[3] / "shared/specs/shopify/admin_2026-10.graphql"
DOCUMENTS = {
    name: text for name, text in vars(queries).items() if name.isupper() and not name.startswith("_")
}


@pytest.fixture(scope="module")
def sdl() -> str:
    if not SDL.exists():
        pytest.skip("Shopify's schema is not at hand (../shared/specs/shopify)")
    return SDL.read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def schema(sdl: str) -> Any:
    from graphql import build_schema

    return build_schema(sdl, assume_valid=True)


@pytest.mark.parametrize("name", sorted(DOCUMENTS))
def test_every_document_is_right_by_the_schema(schema: Any, name: str) -> None:
    from graphql import parse, validate

    assert [error.message for error in validate(schema, parse(DOCUMENTS[name]))] == []


def test_nothing_is_asked_for_that_is_going_to_be_taken_away(schema: Any) -> None:
    from graphql import NoDeprecatedCustomRule, parse, validate

    told = [
        f"{name}: {error.message}"
        for name, text in DOCUMENTS.items()
        for error in validate(schema, parse(text), [NoDeprecatedCustomRule])
    ]
    assert told == []


def test_carriers_are_those_the_schema_lists(sdl: str) -> None:
    text = sdl[sdl.index("type FulfillmentTrackingInfo ") :]
    text = text[: text.index("company: String")]
    everywhere = re.findall(r"\n    \* (?!\*\*)(.+)", text)
    by_country = re.findall(r"\* \*\*[^*]+\*\*: ((?:.|\n)+?)(?=\n    \* |\n  \"\"\")", text)
    local = [name.strip().rstrip(".") for row in by_country for name in " ".join(row.split()).split(",")]
    assert set(KNOWN.values()) == {*everywhere, *local}
    assert KNOWN["ups"] == "UPS" and KNOWN["inpost"] == "Inpost"
