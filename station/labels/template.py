"""What a merchant may change of a document, from a small TOML file each; nothing in it is ever run.

A file of the merchant's folder goes before the one of the same name in resources/labels, key by key. Keys
nobody knows, and values that cannot be, are problems with the file's name and the key's, before anything is
printed. resources/labels/README.md is for those who write them.
"""

import difflib
import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path
from string import Formatter
from typing import Any

from station.labels.assets import label_file
from station.labels.paper import A4, Paper
from station.labels.words import every, words
from station.model.problem import StationError

# What each document lets be left out, by the words its file uses for them.
HIDES: Mapping[str, tuple[str, ...]] = {
    "shipping_label": ("method", "carton", "sender", "date", "weight", "store"),
    "packing_slip": ("store", "barcode", "method", "sku", "options", "gift_note"),
    "pick_list": ("tick", "sku", "options", "order", "picker"),
    "manifest": ("weight", "sender", "signatures"),
    "command_sheet": ("hint", "codes"),
    "badges": ("role",),
    "line_codes": ("sku",),
    "tote_label": ("caption",),
    "bin_label": ("caption",),
    "sku_label": ("name", "options", "sku", "bin"),
}
_SHEETS = frozenset({"packing_slip", "pick_list", "manifest", "command_sheet", "badges", "line_codes"})
_WITH_LOGO = HIDES.keys() - {"command_sheet", "line_codes"}
_WITH_ADDRESS = frozenset({"shipping_label", "packing_slip"})
_COLOUR = re.compile("#[0-9A-Fa-f]{6}")
_PLACE = re.compile(r"line (\d+), column (\d+)")
# More is no logo, and would make every page slow: bytes of the file, and pixels of its longer side.
_LARGEST, _LONGEST = 5_000_000, 1200
_MOST_PIXELS = 40_000_000


@dataclass(frozen=True, slots=True)
class Template:
    """What is changed of one document. Lengths in millimetres, `text_percent` of the usual sizes.

    `left_mm` and `top_mm` move everything, for a printer that prints beside its paper. `texts` has words of
    resources/labels/words.toml by language. `logo` is a PNG.
    """

    paper: Paper = A4
    text_percent: int = 100
    left_mm: float = 0.0
    top_mm: float = 0.0
    colour: str = ""
    hide: frozenset[str] = frozenset()
    logo: bytes = field(default=b"", repr=False)
    logo_height_mm: float = 12.0
    return_address: tuple[str, ...] = ()
    message: str = ""
    texts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def words(self, language: str) -> Mapping[str, str]:
        """Every printed word of a language, the merchant's first."""
        known = words(language)
        own = self.texts.get(language.split("_")[0].lower())
        return {**known, **own} if own else known

    def shows(self, block: str) -> bool:
        return block not in self.hide


PLAIN = Template()


def load(document: str, folder: Path | None = None, paper: Paper = A4) -> Template:
    """The template of a document, ours with the merchant's before it; sheets are for `paper`.

    `label.template_toml`, `label.template_key`, `label.template_value`, `label.template_logo`.
    """
    template = _read(label_file(f"{document}.toml"), document, Template(paper=paper))
    own = folder / f"{document}.toml" if folder is not None else None
    return _read(own, document, template) if own is not None and own.is_file() else template


def load_all(folder: Path | None = None, paper: Paper = A4) -> Mapping[str, Template]:
    """Every document's. `label.template_folder` and `label.template_unknown` besides what `load` says."""
    if folder is not None:
        if not folder.is_dir():
            raise StationError("label.template_folder", folder=str(folder))
        for file in sorted(folder.glob("*.toml")):
            if file.stem not in HIDES:
                raise StationError("label.template_unknown", file=str(file), known=_near(file.stem, HIDES))
    return {document: load(document, folder, paper) for document in HIDES}


def of_store(template: Template, message: str, logo: Path | None) -> Template:
    """A store's own message and logo go before those of the document. `label.template_logo`."""
    changed = replace(template, message=message) if message else template
    return replace(changed, logo=_logo(logo, logo.parent, "logo")) if logo is not None else changed


def _read(file: Path, document: str, before: Template) -> Template:
    reading = _Reading(file, document)
    known = reading.keys()
    changes: dict[str, Any] = {}
    for key, value in reading.table.items():
        if key not in known:
            raise StationError("label.template_key", file=str(file), key=key, known=_near(key, known))
        if key != "logo" or value:
            changes[key] = known[key](key, value)
    return replace(before, **changes)


def _near(key: str, known: Mapping[str, object]) -> str:
    return ", ".join(difflib.get_close_matches(key, known, n=1) or sorted(known))


class _Reading:
    """One file: what its keys may be, and what is the matter with those that are not."""

    def __init__(self, file: Path, document: str) -> None:
        self._file = file
        self._document = document
        self.table = self._parsed()

    def keys(self) -> Mapping[str, Callable[[str, Any], Any]]:
        """Every key of this document with its reader; each raises `label.template_value`."""
        known: dict[str, Callable[[str, Any], Any]] = {
            "text_percent": self._between(int, 70, 130),
            "left_mm": self._between(float, -20, 20),
            "top_mm": self._between(float, -20, 20),
            "hide": self._blocks,
            "texts": self._texts,
        }
        if self._document in _WITH_LOGO:
            known |= {"logo": self._picture, "logo_height_mm": self._between(float, 4, 40)}
        if self._document in _SHEETS:
            known["colour"] = self._colour
        if self._document == "packing_slip":
            known["message"] = self._text
        if self._document in _WITH_ADDRESS:
            known["return_address"] = self._lines
        return known

    def _parsed(self) -> dict[str, Any]:
        try:
            return tomllib.loads(self._file.read_bytes().decode("utf-8-sig"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as trouble:
            place = _PLACE.search(str(trouble))
            line, column = (int(place[1]), int(place[2])) if place else (1, 1)
            raise StationError(
                "label.template_toml", file=str(self._file), line=line, column=column
            ) from trouble

    def _wrong(self, key: str, value: object, expected: str) -> StationError:
        return StationError(
            "label.template_value", file=str(self._file), key=key, value=str(value)[:60], expected=expected
        )

    def _between(self, kind: type, least: int, most: int) -> Callable[[str, Any], Any]:
        def read(key: str, value: Any) -> Any:
            fits = type(value) is kind or (kind is float and type(value) is int)
            if not fits or not least <= value <= most:
                raise self._wrong(key, value, f"{least} … {most}")
            return kind(value)

        return read

    def _picture(self, key: str, value: Any) -> bytes:
        return _logo(self._file.parent / self._line(key, value), self._file.parent, key, self._file)

    def _colour(self, key: str, value: Any) -> str:
        if value and not _COLOUR.fullmatch(str(value)):
            raise self._wrong(key, value, "#1a5fb4")
        return str(value)

    def _text(self, key: str, value: Any) -> str:
        if not isinstance(value, str) or len(value) > 2000:
            raise self._wrong(key, value, '"…"')
        return value

    def _line(self, key: str, value: Any) -> str:
        if not isinstance(value, str) or not value.isprintable() or len(value) > 200:
            raise self._wrong(key, value, '"…"')
        return value

    def _lines(self, key: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or len(value) > 8:
            raise self._wrong(key, value, '["…", "…"]')
        return tuple(self._line(key, one) for one in value)

    def _blocks(self, key: str, value: Any) -> frozenset[str]:
        known = HIDES[self._document]
        if not isinstance(value, list) or any(one not in known for one in value):
            raise self._wrong(key, value, ", ".join(known))
        return frozenset(value)

    def _texts(self, key: str, value: Any) -> Mapping[str, Mapping[str, str]]:
        known = every()
        if not isinstance(value, dict):
            raise self._wrong(key, value, "[texts.en]")
        for language, own in value.items():
            if language not in known or not isinstance(own, dict):
                raise self._wrong(f"{key}.{language}", own, ", ".join(known))
            for word, text in own.items():
                if word not in known["en"]:
                    raise StationError(
                        "label.template_key", file=str(self._file), key=f"{key}.{language}.{word}",
                        known=_near(word, known["en"]),
                    )  # fmt: skip
                self._said(f"{key}.{language}.{word}", text, known["en"][word])
        return {language: dict(own) for language, own in value.items() if own}

    def _said(self, key: str, value: Any, usual: str) -> None:
        """A text with the same things in braces as the usual one, and no others."""
        try:
            said = {name for _, name, _, _ in Formatter().parse(self._line(key, value))}
        except ValueError as trouble:
            raise self._wrong(key, value, usual) from trouble
        if said | {None} != {name for _, name, _, _ in Formatter().parse(usual)} | {None}:
            raise self._wrong(key, value, usual)


def _logo(file: Path, folder: Path, key: str, named_in: Path | None = None) -> bytes:
    """A picture as PNG, no larger than paper can show. `label.template_logo`."""
    from PIL import Image, UnidentifiedImageError

    where = str(named_in or folder)
    trouble = StationError("label.template_logo", file=where, key=key, logo=str(file))
    try:
        if file.stat().st_size > _LARGEST:
            raise trouble
        with Image.open(BytesIO(file.read_bytes()), formats=("PNG", "JPEG")) as found:
            if found.width * found.height > _MOST_PIXELS:
                raise trouble
            picture = found.convert("RGBA")
    except (OSError, ValueError, SyntaxError, UnidentifiedImageError, Image.DecompressionBombError) as cause:
        raise trouble from cause
    picture.thumbnail((_LONGEST, _LONGEST))
    paper = Image.new("RGBA", picture.size, "white")
    paper.alpha_composite(picture)
    out = BytesIO()
    paper.convert("RGB").save(out, "PNG")
    return out.getvalue()
