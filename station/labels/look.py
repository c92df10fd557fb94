"""How a document looks here: in one language, with what the merchant's template changes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any, ClassVar, Protocol, TypeVar

from station.labels.document import Align, Document, Item, Picture, Row, Stack, Text
from station.labels.template import PLAIN, Template


class _Article(Protocol):
    """A line of a paper about an article."""

    __dataclass_fields__: ClassVar[dict[str, Any]]

    @property
    def name(self) -> str: ...

    @property
    def sku(self) -> str: ...

    @property
    def options(self) -> tuple[tuple[str, str], ...]: ...


_Line = TypeVar("_Line", bound=_Article)


@dataclass(frozen=True)
class Look:
    language: str = "en"
    template: Template = PLAIN

    @cached_property
    def word(self) -> Mapping[str, str]:
        """Every printed word."""
        return self.template.words(self.language)

    @property
    def colour(self) -> str:
        """Of titles and heavy rules; empty for black."""
        return self.template.colour

    def shows(self, block: str) -> bool:
        return self.template.shows(block)

    def shown(self, line: _Line) -> _Line:
        """What the template leaves of a line; an article without a name keeps its SKU."""
        options = line.options if self.shows("options") else ()
        return replace(line, options=options, sku=line.sku if self.shows("sku") or not line.name else "")

    def logo(
        self, x: float, y: float, width: float, align: Align = Align.LEFT, highest: float = 40.0
    ) -> tuple[Item, ...]:
        """The logo, as high as the template says, in `width`; nothing where there is none."""
        template = self.template
        high = min(template.logo_height_mm, highest)
        return (Picture(x, y, width, high, template.logo, align),) if template.logo else ()

    def lowered(self, items: Sequence[Item]) -> tuple[Item, ...]:
        """The head of a sheet, moved down where the logo above it is higher than the margin."""
        return tuple(replace(one, y=one.y + self.head_room) for one in items)

    @property
    def head_room(self) -> float:
        """Millimetres the logo takes beyond the margin."""
        return max(0.0, self.template.logo_height_mm - 10.0) if self.template.logo else 0.0

    def rows(self, *rows: Row) -> tuple[Row, ...]:
        """Rows in the template's sizes, for those whose height is counted before they are drawn."""
        return tuple(self._row(row) for row in rows)

    def _row(self, row: Row) -> Row:
        share = self.template.text_percent / 100
        return row if share == 1 else replace(row, size=row.size * share)

    def dressed(self, document: Document, *, stacks: bool = True) -> Document:
        """The document moved and its type scaled; `stacks` is false where `rows` has scaled them."""
        template = self.template
        moved = replace(
            document, left=document.left + template.left_mm, top=document.top + template.top_mm
        )  # fmt: skip
        if template.text_percent == 100:
            return moved
        return replace(
            moved, pages=tuple(tuple(self._scaled(one, stacks) for one in page) for page in document.pages)
        )

    def _scaled(self, item: Item, stacks: bool) -> Item:
        share = self.template.text_percent / 100
        if isinstance(item, Text):
            return replace(item, size=item.size * share, least=min(item.least, item.size * share))
        if isinstance(item, Stack) and stacks:
            return replace(item, rows=self.rows(*item.rows))
        return item
