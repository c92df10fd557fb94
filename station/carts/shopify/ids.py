"""Names of things: `gid://shopify/Order/1` there, `1` here."""

from station.carts.reading import Json, word_of


def gid(kind: str, ref: str) -> str:
    """Shopify's name of a thing by its number."""
    return f"gid://shopify/{kind}/{ref.strip().rpartition('/')[2] or '0'}"


def number(value: object) -> str:
    """The number in Shopify's name of a thing; empty for none."""
    return word_of(value).rpartition("/")[2].partition("?")[0]


def id_of(row: Json) -> str:
    return number(row.get("id"))
