"""Sample states at the edge of what shops send: the longest names, all scripts, everything at once."""

# ruff: noqa: E501  sample states stand on one line

from dataclasses import replace

from station.model.order import Address
from station.model.problem import Problem
from station.model.view import BenchState, CartonView, Choice, ScanView
from ui.shots_states import NOW, OPEN, SCAN_BACK, grams, line, minutes

S = BenchState
LONG = "Hand-thrown stoneware serving bowl with a celadon glaze, food safe, dishwasher proof, " * 5
NOTE = "Dear Grandma, all the best for your eightieth birthday from the whole family, from near and far. " * 5
NAMES = (
    line("BOWL-400", LONG[:400], 12, 3, "Hall 3 / Aisle 14 / B-02-114", options=(("Engraving", LONG[:120]),)),
    line(
        "A-VERY-LONG-STOCK-KEEPING-UNIT-2026-EU-000000000017",
        "Teapot",
        2,
        0,
        "",
        wants=("lot", "expiry", "serial"),
        has_code=False,
    ),
    line("كوب-01", "كوب شاي من الخزف الأزرق، مصنوع يدويًا، سعة ٣٠٠ مل", 4, 1, "A-11", picture=""),
    line(
        "茶碗-03",
        "手作りの青磁の茶碗、電子レンジ対応、直径十二センチメートル、化粧箱入り",
        2,
        0,
        "B-07",
        picture="",
    ),
    line("מאג", "ספל כחול לתה, 0.3 ליטר, עבודת יד", 1, 0, "C-01", picture=""),
)
FAR = Address(
    name="Maximiliane-Friederike von und zu Hohenlohe-Schillingsfürst-Breitenbach",
    company="Königlich-Privilegierte Porzellanmanufaktur Tettau GmbH & Co. Kommanditgesellschaft",
    street=(
        "Bischöflich-Geistlicher-Rat-Josef-Zinnbauer-Straße 114a, Hinterhaus, 4. Obergeschoss links",
        "bei Familie Oberschwarzenberger",
    ),
    postal_code="94428",
    city="Hellschen-Heringsand-Unterschaar bei Sankt Michaelisdonn",
    country="DE",
)
EAST = Address(
    name="山田 太郎",
    street=("東京都千代田区千代田一丁目一番一号 皇居外苑ビルディング八階",),
    postal_code="100-0001",
    city="東京",
    country="JP",
)
ALL = replace(
    OPEN,
    lines=NAMES,
    current="BOWL-400",
    instruction=Problem("do.scan_item", {"sku": "BOWL-400", "name": LONG[:400], "count": 9}),
    last=None,
    ship_to=FAR,
    method="Deutsche Post DHL Paket International Premium mit Nachnahme",
    gift_note=NOTE[:500],
    customer_note=NOTE[:300],
    staff_notes=(NOTE[:200],),
    tags=("b2b", "fragile", "first order"),
    dangerous=("lithium battery",),
    same_place=("10492", "10494"),
    checked_at=minutes(-190),
    cartons=tuple(
        CartonView(n, "Box M", 7, "confirmed", grams(4310), f"0015500012345{n:04d}") for n in range(1, 12)
    )
    + (CartonView(12, "Box L", 3, "open"),),
)
WRONG = ScanView(
    "4012345000030",
    False,
    Problem(
        "pack.not_on_order",
        {
            "sku": "A-VERY-LONG-STOCK-KEEPING-UNIT-2026-EU-000000000017",
            "name": LONG[:400],
            "bin": "Hall 3 / Aisle 14 / B-02-114",
            "expected": "BOWL-400",
            "picture": "",
        },
    ),
    NOW,
)
STATES = {
    "extreme_all": ALL,
    "extreme_wrong": replace(ALL, last=WRONG),
    "extreme_rtl": replace(
        ALL,
        current="كوب-01",
        instruction=Problem("do.scan_item", {"sku": "كوب-01", "name": NAMES[2].name, "count": 3}),
        ship_to=EAST,
        gift_note="お誕生日おめでとうございます。",
    ),
    "extreme_lines": replace(
        OPEN,
        last=None,
        current="GLAZE-250",
        instruction=Problem("do.scan_item", {"sku": "GLAZE-250", "name": "Glaze sample", "count": 1}),
        lines=tuple(
            line(f"GLAZE-{n}", f"Glaze sample no. {n}", 2, 2 if n < 250 else n % 2, f"G-{n}")
            for n in range(1, 501)
        ),
    ),
    "extreme_which": replace(
        ALL,
        state=S.ASKING,
        instruction=Problem("scan.ambiguous", {"code": "4012345000016", "count": 12}),
        choices=(
            *(
                Choice(
                    f"CMD-{n}",
                    Problem(
                        "choice.line",
                        {"sku": "BOWL-400", "name": LONG[:400], "options": f"Engraving: {LONG[n:90]}"},
                    ),
                    NAMES[0].picture,
                )
                for n in range(1, 10)
            ),
            Choice("CMD-NEXT-CARTON", Problem("choice.more_lines", {"first": 10, "last": 12, "count": 12})),
        ),
    ),
    "extreme_label": replace(SCAN_BACK, ship_to=FAR, cartons=ALL.cartons, gift_note=NOTE[:500]),
}
SIZES = (
    (1024, 768, 1.0),
    (1280, 800, 1.0),
    (1280, 800, 1.5),
    (1280, 800, 2.0),
    (1920, 1080, 1.0),
    (3840, 2160, 1.0),
)
