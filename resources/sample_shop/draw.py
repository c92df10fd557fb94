"""Draws the pictures of the sample shop: `python resources/sample_shop/draw.py`.

Own drawings, flat and round, drawn four times too large and scaled down so that their edges are smooth.
"""

from collections.abc import Callable
from pathlib import Path

from PIL import Image, ImageDraw

SIZE, SCALE = 480, 4
INK, SHADE = "#2f3437", "#00000018"
Box = tuple[float, float, float, float]


class Sheet:
    """A canvas in 480 x 480 units."""

    def __init__(self, ground: str) -> None:
        self.image = Image.new("RGB", (SIZE * SCALE, SIZE * SCALE), ground)
        self.pen = ImageDraw.Draw(self.image, "RGBA")
        self.oval((90, 392, 390, 424), SHADE)

    def oval(self, box: Box, fill: str) -> None:
        self.pen.ellipse([side * SCALE for side in box], fill=fill)

    def block(self, box: Box, fill: str, radius: float = 18) -> None:
        self.pen.rounded_rectangle([side * SCALE for side in box], radius * SCALE, fill=fill)

    def shape(self, points: list[tuple[float, float]], fill: str) -> None:
        self.pen.polygon([(x * SCALE, y * SCALE) for x, y in points], fill=fill)

    def ring(self, box: Box, color: str, width: float, start: float = 0, end: float = 360) -> None:
        scaled = [side * SCALE for side in box]
        self.pen.arc(scaled, start, end, fill=color, width=round(width * SCALE))

    def line(self, points: list[tuple[float, float]], color: str, width: float) -> None:
        scaled = [(x * SCALE, y * SCALE) for x, y in points]
        self.pen.line(scaled, fill=color, width=round(width * SCALE), joint="curve")
        for x, y in (scaled[0], scaled[-1]):
            half = width * SCALE / 2
            self.pen.ellipse((x - half, y - half, x + half, y + half), fill=color)

    def save(self, name: str) -> None:
        small = self.image.resize((SIZE, SIZE), Image.Resampling.LANCZOS)
        folder = Path(__file__).parent / "pictures"
        folder.mkdir(exist_ok=True)
        small.quantize(64, dither=Image.Dither.NONE).save(folder / f"{name}.png", optimize=True)


def mug(sheet: Sheet, color: str, light: str) -> None:
    sheet.ring((290, 190, 420, 330), color, 28)
    sheet.block((110, 140, 340, 408), color, 40)
    sheet.block((110, 300, 340, 330), light, 0)
    sheet.oval((110, 120, 340, 172), light)
    sheet.oval((126, 130, 324, 164), "#5b3a24")


def teapot(sheet: Sheet, color: str, light: str) -> None:
    sheet.ring((300, 190, 430, 340), color, 26)
    sheet.shape([(60, 190), (96, 186), (170, 300), (130, 350)], color)
    sheet.oval((110, 170, 370, 410), color)
    sheet.oval((160, 160, 320, 210), light)
    sheet.oval((222, 126, 258, 170), light)
    sheet.oval((150, 230, 210, 310), light)


def tin(sheet: Sheet, color: str, light: str) -> None:
    sheet.block((130, 130, 350, 410), color, 16)
    sheet.block((118, 96, 362, 160), light, 18)
    sheet.oval((180, 220, 300, 340), light)
    leaf(sheet, 240, 280, color)


def leaf(sheet: Sheet, x: float, y: float, color: str) -> None:
    sheet.shape([(x - 34, y + 30), (x - 24, y - 14), (x + 34, y - 34), (x + 22, y + 14)], color)


def pouch(sheet: Sheet, color: str, light: str) -> None:
    sheet.shape([(140, 110), (340, 110), (362, 410), (118, 410)], color)
    sheet.block((134, 84, 346, 132), light, 8)
    sheet.block((160, 210, 320, 340), light, 14)
    leaf(sheet, 240, 276, color)


def spoon(sheet: Sheet, color: str, light: str) -> None:
    sheet.line([(196, 214), (356, 400)], color, 26)
    sheet.oval((96, 84, 236, 250), color)
    sheet.oval((120, 108, 212, 218), light)


def candle(sheet: Sheet, color: str, light: str) -> None:
    sheet.shape([(240, 70), (266, 120), (240, 150), (214, 120)], "#f2a33a")
    sheet.line([(240, 140), (240, 180)], INK, 6)
    sheet.block((160, 170, 320, 410), color, 18)
    sheet.oval((160, 156, 320, 196), light)
    sheet.block((160, 270, 320, 340), light, 0)


def towel(sheet: Sheet, color: str, light: str) -> None:
    sheet.block((110, 110, 370, 400), color, 14)
    for top in (170, 200, 330):
        sheet.block((110, top, 370, top + 14), light, 0)
    sheet.shape([(110, 350), (160, 400), (110, 400)], light)
    sheet.ring((215, 64, 265, 124), INK, 7)


def kettle(sheet: Sheet, color: str, light: str) -> None:
    sheet.ring((150, 56, 330, 260), INK, 20, 180, 360)
    sheet.line([(160, 158), (160, 210)], INK, 20)
    sheet.line([(320, 158), (320, 210)], INK, 20)
    sheet.shape([(66, 230), (110, 216), (180, 330), (130, 360)], color)
    sheet.shape([(140, 200), (340, 200), (380, 410), (100, 410)], color)
    sheet.oval((140, 176, 340, 226), light)
    sheet.oval((224, 152, 256, 186), INK)
    sheet.block((100, 380, 380, 410), light, 8)


def coaster(sheet: Sheet, color: str, light: str) -> None:
    sheet.oval((90, 110, 390, 410), color)
    sheet.ring((120, 140, 360, 380), light, 10)
    for x, y in ((190, 210), (280, 200), (240, 270), (180, 320), (300, 310)):
        sheet.oval((x, y, x + 18, y + 14), light)


def bowl(sheet: Sheet, color: str, light: str) -> None:
    sheet.pen.chord([side * SCALE for side in (80, 90, 400, 400)], 0, 180, fill=color)
    sheet.oval((80, 206, 400, 284), light)
    sheet.oval((104, 218, 376, 272), color)
    sheet.block((190, 388, 290, 414), color, 8)


def jar(sheet: Sheet, color: str, light: str) -> None:
    sheet.block((130, 170, 350, 410), color, 46)
    sheet.block((150, 110, 330, 180), light, 14)
    sheet.block((180, 240, 300, 330), light, 10)


def gift(sheet: Sheet, color: str, light: str) -> None:
    sheet.block((100, 180, 380, 410), color, 12)
    sheet.block((84, 140, 396, 206), color, 12)
    sheet.block((216, 140, 264, 410), light, 0)
    sheet.ring((150, 70, 244, 152), light, 18)
    sheet.ring((236, 70, 330, 152), light, 18)


def guide(sheet: Sheet, color: str, light: str) -> None:
    sheet.block((130, 80, 350, 400), color, 14)
    sheet.block((152, 80, 164, 400), light, 0)
    for top in (150, 180, 210):
        sheet.block((190, top, 320, top + 12), light, 6)
    leaf(sheet, 250, 310, light)


def planter(sheet: Sheet, color: str, light: str) -> None:
    for x in (180, 240, 300):
        sheet.shape([(x, 220), (x - 34, 90), (x + 4, 60), (x + 24, 150)], "#5f8f4e")
    sheet.shape([(110, 210), (370, 210), (330, 412), (150, 412)], color)
    sheet.block((92, 186, 388, 250), light, 12)


def tray(sheet: Sheet, color: str, light: str) -> None:
    sheet.ring((40, 220, 140, 320), color, 22)
    sheet.ring((340, 220, 440, 320), color, 22)
    sheet.block((80, 160, 400, 380), color, 40)
    sheet.block((110, 190, 370, 350), light, 26)


def strainer(sheet: Sheet, color: str, light: str) -> None:
    sheet.line([(330, 240), (440, 130)], color, 20)
    sheet.pen.chord([side * SCALE for side in (90, 90, 350, 390)], 0, 180, fill=color)
    sheet.oval((90, 206, 350, 272), light)
    for x in range(140, 310, 34):
        for y in range(286, 360, 26):
            sheet.oval((x, y, x + 10, y + 10), light)


def cups(sheet: Sheet, color: str, light: str) -> None:
    for left, top in ((90, 120), (260, 120), (90, 270), (260, 270)):
        sheet.ring((left + 84, top + 26, left + 134, top + 92), color, 12)
        sheet.block((left, top, left + 110, top + 130), color, 24)
        sheet.oval((left, top - 12, left + 110, top + 20), light)


def vase(sheet: Sheet, color: str, light: str) -> None:
    sheet.line([(246, 150), (262, 70)], "#5f8f4e", 8)
    sheet.oval((232, 34, 296, 98), "#e58fa0")
    sheet.block((210, 130, 280, 240), color, 14)
    sheet.oval((136, 200, 354, 412), color)
    sheet.oval((176, 240, 220, 320), light)


PICTURES: dict[str, tuple[Callable[[Sheet, str, str], None], str, str, str]] = {
    "mug-blue": (mug, "#e8f0f4", "#2f6f9f", "#8fbcd8"),
    "mug-red": (mug, "#f8eae6", "#b8402f", "#e39a8a"),
    "mug-cream": (mug, "#efe6d8", "#d9b98a", "#f7ead2"),
    "teapot": (teapot, "#f4ece4", "#a4583a", "#d79a78"),
    "assam": (pouch, "#f6efe2", "#8a4b2a", "#f1dcb6"),
    "mint": (pouch, "#eaf4ea", "#3f8f5f", "#d5efd2"),
    "tin-green": (tin, "#eef3ea", "#3f6f4c", "#b9d3a5"),
    "spoon": (spoon, "#f3efe8", "#b07a43", "#d7ab77"),
    "candle-fig": (candle, "#f1ebf4", "#74508f", "#b79acb"),
    "candle-cedar": (candle, "#eef1e8", "#77804a", "#bcc38f"),
    "towel": (towel, "#eef2f5", "#c9d4dd", "#4b6f93"),
    "kettle": (kettle, "#fbf3df", "#e0a92c", "#f6d98a"),
    "coaster": (coaster, "#f4efe9", "#b98b5c", "#8b6038"),
    "bowl-rice": (bowl, "#e9f2f2", "#3c8c8c", "#a8d5d2"),
    "bowl-soup": (bowl, "#f6ece8", "#c46a4c", "#efc0a8"),
    "jar": (jar, "#eef0f6", "#5a6a9c", "#c5cde8"),
    "gift": (gift, "#fbeff2", "#d0647f", "#f9e1a6"),
    "guide": (guide, "#eef3ee", "#4d7a6a", "#e6efdb"),
    "planter": (planter, "#f5eee8", "#b5673f", "#d98e63"),
    "tray": (tray, "#f4efe6", "#9b6b3e", "#d2a671"),
    "strainer": (strainer, "#eef1f3", "#7d8b95", "#d3dbe0"),
    "honey": (jar, "#fdf4dc", "#d99a1c", "#fbe6a8"),
    "cups": (cups, "#f2eef0", "#4b3f46", "#cbb8a6"),
    "vase": (vase, "#f0f4f1", "#5f8b9b", "#b9d6dd"),
}


def main() -> None:
    for name, (draw, ground, color, light) in PICTURES.items():
        sheet = Sheet(ground)
        draw(sheet, color, light)
        sheet.save(name)


if __name__ == "__main__":
    main()
