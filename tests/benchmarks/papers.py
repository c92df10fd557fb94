"""The shipping label: drawn as PDF, as ZPL and as dots, and read back as a scanner will read it."""

import io
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date

from figures import Figure, not_run, ratio, spread

from station.labels import raster, zpl
from station.labels.pdf import draw
from station.labels.readback import read, verify
from station.labels.shipping import ShippingLabel, shipping_label
from station.model.order import Address
from station.model.quantity import Mass

SENDER = Address("Own Warehouse", "", ("Industriestraße 12",), "Hamburg", "", "20095", "DE")
RECIPIENT = Address("Zofia Wójcik", "Ceramika", ("ul. Długa 7/3",), "Kraków", "", "31-146", "PL")


def label(number: int) -> ShippingLabel:
    """Each has an SSCC of its own, check digit included."""
    body = f"34012345{number:09d}"
    check = -sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(body)) % 10
    sscc = f"{body}{check}"
    plain = ShippingLabel(
        "Own van", "Standard", RECIPIENT, SENDER, str(number), "main", 1, sscc, date(2026, 3, 2), sscc
    )
    return replace(plain, gross=Mass(1_240_000))


def texts(number: int) -> tuple[str, str]:
    """What is read off the label of that number."""
    return label(number).sscc, f"00{label(number).sscc}"


def minimal(number: int) -> bytes:
    """The least reportlab can do for the same paper: the address, and two Code 128 by its own drawing."""
    from reportlab.graphics.barcode.code128 import Code128
    from reportlab.pdfgen.canvas import Canvas

    paper = io.BytesIO()
    canvas = Canvas(paper, pagesize=(288, 432))
    for place, text in enumerate((RECIPIENT.name, *RECIPIENT.street, RECIPIENT.city)):
        canvas.drawString(20, 400 - 14 * place, text)
    for place in (60, 200):
        Code128(label(number).sscc, barHeight=90, barWidth=1).drawOn(canvas, 10, place)
    canvas.showPage()
    canvas.save()
    return paper.getvalue()


def times(make: Callable[[int], object], count: int) -> list[float]:
    return both(make, count)[0]


def both(make: Callable[[int], object], count: int) -> tuple[list[float], str]:
    """Seconds each took, and a word on the processor's share of them: others may be at it."""
    took, busy = [], []
    for number in range(count + 10):
        start, used = time.perf_counter(), time.thread_time()
        make(number)
        took.append(time.perf_counter() - start)
        busy.append(time.thread_time() - used)
    # Fonts are loaded with the first ones.
    return took[10:], f"{1000 * sorted(busy[10:])[count // 2]:.1f} ms of the processor"


def native(quick: bool) -> list[Figure]:
    """ZPL, its twin, and a PDF as dots. The name is another on every label, and not in the printer's font."""
    count = 60 if quick else 300
    people = [replace(RECIPIENT, name=f"Łucja {number} Wójcik") for number in range(count + 10)]
    labels = [shipping_label(replace(label(n), ship_to=person)) for n, person in enumerate(people)]
    took, used = both(lambda n: zpl.draw(labels[n]), count)
    told = spread(took, 1000)
    documents = [zpl.draw(one) for one in labels]
    took, back_used = both(lambda n: verify(documents[n], texts(n)), count // 3)
    back = spread(took, 1000)
    right = sum(
        {symbol.text for symbol in read(document)} >= {label(number).sscc, f"00{label(number).sscc}"}
        for number, document in enumerate(documents)
    )
    pages = [draw(one) for one in labels[: count // 3 + 10]]
    took, dots_used = both(lambda n: raster.zpl(pages[n], paper=(101.6, 152.4), dpi=203), count // 3)
    dots = spread(took, 1000)
    as_dots = raster.zpl(pages[0], paper=(101.6, 152.4), dpi=203)
    size = f"{used}; {len(documents[0])} bytes; as dots {len(as_dots)}"
    return [
        Figure("shipping label in ZPL", *told, "ms", "median <= 1", size, None, told[0] <= 1),
        Figure(
            "ZPL label read back from its twin", *back, "ms", "median <= 30", back_used, None,
            back[0] <= 30,
        ),
        Figure(
            "ZPL labels whose symbols all read back", round(100 * right / len(labels), 2), None, "%", "100",
            f"{len(labels)} labels", None, right == len(labels),
        ),
        Figure(
            "PDF label as dots for ZPL, 203 dpi", *dots, "ms", "median <= 40", dots_used, None, dots[0] <= 40
        ),
    ]  # fmt: skip


def by_weasyprint(count: int) -> list[float] | None:
    """The same address and symbols as HTML with its bars in SVG; None where WeasyPrint is not installed."""
    try:
        from weasyprint import HTML
    except (ImportError, OSError):
        return None
    from station.labels.symbols import bars

    def page(number: int) -> bytes:
        said = label(number)
        lines = "".join(f"<p>{text}</p>" for text in (RECIPIENT.name, *RECIPIENT.street, RECIPIENT.city))
        for text, gs1 in ((said.sscc, False), (f"00{said.sscc}", True)):
            made = bars(text, gs1=gs1)
            ink = "".join(f'<rect x="{first}" width="{wide}" height="60"/>' for first, wide in made.bars)
            lines += f'<svg width="340" height="90" viewBox="0 0 {made.modules} 60">{ink}</svg><p>{text}</p>'
        style = "@page { size: 101.6mm 152.4mm; margin: 4mm }"
        drawn: bytes = HTML(string=f"<style>{style}</style>{lines}").write_pdf()
        return drawn

    return times(page, count)


def against_weasyprint(ours: float, quick: bool) -> Figure:
    name, aim = "shipping label by WeasyPrint", ">= 15x ours"
    took = by_weasyprint(10 if quick else 40)
    if took is None:
        return not_run(name, "ms", aim, "it is not installed: pip install weasyprint into another folder")
    theirs = spread(took, 1000)
    return Figure(
        name, *theirs, "ms", aim, f"ours: {ours} ms", ratio(theirs[0], ours), theirs[0] >= 15 * ours
    )


def measure(quick: bool) -> list[Figure]:
    count = 60 if quick else 300
    took, used = both(lambda number: draw(shipping_label(label(number))), count)
    drawn = spread(took, 1000)
    least = spread(times(minimal, count), 1000)
    pages = [draw(shipping_label(label(number))) for number in range(count)]
    took, back_used = both(lambda n: verify(pages[n % count], texts(n % count)), count // 3)
    back = spread(took, 1000)
    right = sum(
        {symbol.text for symbol in read(page)} >= {label(number).sscc, f"00{label(number).sscc}"}
        for number, page in enumerate(pages)
    )
    against = f"{used}; reportlab alone, a minimal label: {least[0]} ms"
    return [
        Figure(
            "shipping label drawn (PDF)", *drawn, "ms", "median <= 10", against, ratio(drawn[0], least[0]),
            drawn[0] <= 10,
        ),
        Figure(
            "shipping label read back, both symbols", *back, "ms", "median <= 30", back_used, None,
            back[0] <= 30,
        ),
        Figure(
            "labels whose symbols all read back", round(100 * right / count, 2), None, "%", "100",
            f"{count} labels", None, right == count,
        ),
        against_weasyprint(drawn[0], quick),
        *native(quick),
    ]  # fmt: skip
