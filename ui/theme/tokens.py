"""Every colour, space and size of the screen, by role. Pages name roles, never colours."""

from dataclasses import dataclass
from enum import StrEnum


class Tone(StrEnum):
    """What a surface says. Colour is for verdicts and trouble only."""

    NEUTRAL = "neutral"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"


class Type(StrEnum):
    """Roles of type: the number is px at 100 %."""

    SMALL = "small"
    BODY = "body"
    LEAD = "lead"
    TITLE = "title"
    HEAD = "head"
    SENTENCE = "sentence"
    FIGURE = "figure"


SIZES = {
    Type.SMALL: 13,
    Type.BODY: 15,
    Type.LEAD: 18,
    Type.TITLE: 22,
    Type.HEAD: 28,
    Type.SENTENCE: 44,
    Type.FIGURE: 64,
}
# How much of a person's text scale a size takes: what is already seen from two metres needs less of it.
GROWTH = {
    Type.SMALL: 1.0,
    Type.BODY: 1.0,
    Type.LEAD: 0.9,
    Type.TITLE: 0.75,
    Type.HEAD: 0.6,
    Type.SENTENCE: 0.3,
    Type.FIGURE: 0.2,
}
SPACES = (4, 8, 12, 16, 24, 32, 48)
TARGET = 44  # px: the smallest thing a glove can hit
RADIUS, RADIUS_BAND = 8, 12


@dataclass(frozen=True, slots=True)
class Verdict:
    """A tone's colours: the solid band, text on the band, the tint, text on the tint."""

    band: str
    on_band: str
    tint: str
    on_tint: str


@dataclass(frozen=True, slots=True)
class Tokens:
    name: str
    canvas: str
    surface: str
    raised: str
    border: str
    hover: str
    text: str
    quiet: str
    disabled: str
    accent: str
    on_accent: str
    accent_tint: str
    focus: str
    neutral: Verdict
    good: Verdict
    warn: Verdict
    bad: Verdict

    def verdict(self, tone: Tone) -> Verdict:
        return {Tone.GOOD: self.good, Tone.WARN: self.warn, Tone.BAD: self.bad}.get(tone, self.neutral)


LIGHT = Tokens(
    name="light",
    canvas="#F4F6F8",
    surface="#FFFFFF",
    raised="#FFFFFF",
    border="#D9DFE6",
    hover="#EAEEF3",
    text="#12171D",
    quiet="#56616E",
    disabled="#8B95A1",
    accent="#1557B0",
    on_accent="#FFFFFF",
    accent_tint="#E4EEFB",
    focus="#1557B0",
    neutral=Verdict("#FFFFFF", "#12171D", "#EAEEF3", "#3B4652"),
    good=Verdict("#0F7A43", "#FFFFFF", "#DDF3E7", "#0B5E34"),
    warn=Verdict("#9A5B00", "#FFFFFF", "#FFF0D4", "#7A4800"),
    bad=Verdict("#B4191F", "#FFFFFF", "#FCE2E2", "#8F1016"),
)
DARK = Tokens(
    name="dark",
    canvas="#0E1216",
    surface="#161C22",
    raised="#1D242C",
    border="#2C3640",
    hover="#232C35",
    text="#EDF2F7",
    quiet="#A6B2BF",
    disabled="#66727E",
    accent="#7DB7FF",
    on_accent="#0B1A2B",
    accent_tint="#16293F",
    focus="#7DB7FF",
    neutral=Verdict("#1D242C", "#EDF2F7", "#26303A", "#C3CDD7"),
    good=Verdict("#1E9E5A", "#04140B", "#10301F", "#7FE0AC"),
    warn=Verdict("#E0A030", "#1C1200", "#35270C", "#FFD08A"),
    bad=Verdict("#E5484D", "#1B0304", "#3B1517", "#FFA3A3"),
)
CONTRAST = Tokens(
    name="contrast",
    canvas="#000000",
    surface="#000000",
    raised="#000000",
    border="#FFFFFF",
    hover="#262626",
    text="#FFFFFF",
    quiet="#FFFFFF",
    disabled="#BFBFBF",
    accent="#FFE14D",
    on_accent="#000000",
    accent_tint="#1F1B00",
    focus="#FFE14D",
    neutral=Verdict("#000000", "#FFFFFF", "#1A1A1A", "#FFFFFF"),
    good=Verdict("#5CFF9D", "#000000", "#00210F", "#5CFF9D"),
    warn=Verdict("#FFB43D", "#000000", "#241500", "#FFB43D"),
    bad=Verdict("#FF7B7B", "#000000", "#2B0000", "#FF9C9C"),
)
THEMES = {"light": LIGHT, "dark": DARK, "contrast": CONTRAST}


def luminance(colour: str) -> float:
    """Relative luminance, WCAG 2.2."""

    def linear(channel: int) -> float:
        share = channel / 255
        return share / 12.92 if share <= 0.04045 else float(((share + 0.055) / 1.055) ** 2.4)

    red, green, blue = (linear(int(colour[i : i + 2], 16)) for i in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio 1-21, WCAG 2.2."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


@dataclass(frozen=True, slots=True)
class Metrics:
    """Sizes in device-independent px. `text` is a person's scale (1-2), `zoom` the window's (0.75-2)."""

    text: float = 1.0
    zoom: float = 1.0

    def type(self, role: Type) -> int:
        return max(11, round(SIZES[role] * self.zoom * (1 + (self.text - 1) * GROWTH[role])))

    def px(self, size: float) -> int:
        """A length that follows the window."""
        return max(1, round(size * self.zoom))

    def icon(self, size: float) -> int:
        """An icon beside words grows half as much as they do."""
        return self.px(size * (1 + (self.text - 1) * 0.5))

    def row(self, size: float) -> int:
        """A height that holds a line of body text: follows the window and most of the text scale."""
        return max(TARGET, round(size * self.zoom * (1 + (self.text - 1) * 0.6)))

    @property
    def tight(self) -> bool:
        """Words have little room: what may be left out is left out."""
        return self.text / self.zoom > 1.35
