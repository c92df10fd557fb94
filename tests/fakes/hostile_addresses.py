"""Addresses a label has to bear: every script the station prints, each with something nasty in it.

The same two hundred every time. A name may be anybody's; the streets are made up of the script's own words.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import cycle, islice
from random import Random

from station.model.order import Address

# Script: (names, streets, city, region, postal code, country).
SCRIPTS: dict[str, tuple[tuple[str, ...], tuple[str, ...], str, str, str, str]] = {
    "latin": (
        ("Zażółć Gęślą-Jaźń", "Nguyễn Đức Thịnh", "Þórður Ævar Ölvisson", "Łucja O’Connor"),
        ("ul. Długa 7/3", "Großmannstraße 12 ½", "Rue de l’Église 4 bis"), "Kraków", "", "31-146", "PL",
    ),
    "greek": (
        ("Ελένη Παπαδοπούλου", "Ἀλέξανδρος Ὀδυσσεύς", "Γιώργος Ξενάκης"),
        ("Λεωφόρος Βασιλίσσης Σοφίας 12", "Ερμού 4Α"), "Θεσσαλονίκη", "Μακεδονία", "546 21", "GR",
    ),
    "cyrillic": (
        ("Олександр Їжакевич", "Ђорђе Љубичић", "Әсел Құрманғали"),
        ("вул. Хрещатик, буд. 22, кв. 5", "Булевар Ослобођења 7"), "Київ", "", "01001", "UA",
    ),
    "arabic": (
        ("محمد بن عبد الله الأحمد", "فاطِمَة الزَّهراء", "می‌خواهم رضایی", "Ali علي 12"),
        ("شارع الملك فهد 123 (الطابق ٣)", "حي العليا، مبنى 7-ب"), "الرياض", "منطقة الرياض", "12271", "SA",
    ),
    "hebrew": (
        ("יוסי כהן", "שָׂרָה לֵוִי", "Anna אנה (Cohen)"),
        ("רחוב הרצל 12, דירה 3", "שדרות רוטשילד 45/א"), "תל אביב–יפו", "", "6688101", "IL",
    ),
    "chinese": (
        ("王小明", "歐陽詠詩", "深圳市创新科技有限公司"),
        ("广东省深圳市南山区科技园南区高新南一道9号", "中正路123巷4弄5號6樓之1"),
        "深圳市", "广东省", "518057", "CN",
    ),
    "japanese": (
        ("山田 太郎", "髙橋ﾊﾅｺ", "サントリー・ホールディングス株式会社"),
        ("神宮前1丁目2−3 メゾン青山405号", "西新宿２−８−１"), "渋谷区", "東京都", "150-0001", "JP",
    ),
    "korean": (
        ("김민준", "이서연 (주)한국물산", "남궁옥분"),
        ("강남구 테헤란로 152, 강남파이낸스센터 12층", "세종대로 110"), "서울특별시", "", "06236", "KR",
    ),
    "thai": (
        ("สมชาย ใจดี", "นางสาวกุลธิดา ผู้ยิ่งใหญ่", "บริษัท น้ำปั้น จำกัด (มหาชน)"),
        ("123/45 ถนนสุขุมวิท แขวงคลองเตยเหนือ", "หมู่ที่ ๗ ตำบลบ้านใหม่"), "กรุงเทพมหานคร", "เขตวัฒนา", "10110", "TH",
    ),
    "devanagari": (
        ("राष्ट्रपति क्षत्रिय", "श्रीकृष्ण द्विवेदी", "ज्ञानेश्वर शर्मा"),
        ("महात्मा गांधी मार्ग, मकान नं. ४२", "इन्द्रप्रस्थ विस्तार १२/३"), "नई दिल्ली", "दिल्ली", "110001", "IN",
    ),
    "bengali": (
        ("রবীন্দ্রনাথ ঠাকুর", "শ্রীমতী ক্ষণপ্রভা", "আব্দুল্লাহ্‌ আল মামুন"),
        ("বাড়ি ১২, সড়ক ৫, ধানমন্ডি", "মহাত্মা গান্ধী রোড ৭"), "ঢাকা", "", "1205", "BD",
    ),
    "tamil": (
        ("தமிழ்ச்செல்வி ஸ்ரீனிவாசன்", "கொழும்பு கார்த்திக்", "லக்ஷ்மி"),
        ("12, அண்ணா சாலை, தேனாம்பேட்டை", "காந்தி நகர் 3வது குறுக்குத் தெரு"), "சென்னை", "தமிழ்நாடு", "600018", "IN",
    ),
    "georgian": (
        ("გიორგი მაისურაძე", "ნინო ჯაფარიძე"),
        ("რუსთაველის გამზირი 12", "ჭავჭავაძის 7ა"), "თბილისი", "", "0108", "GE",
    ),
    "armenian": (
        ("Արամ Խաչատրյան", "Անի Ծովինարյան"),
        ("Մաշտոցի պողոտա 12, բն. 5", "Աբովյան 3"), "Երևան", "", "0001", "AM",
    ),
}  # fmt: skip

_WIDE = "W" * 60
NASTY = (
    "",
    "^XZ^XA^FO0,0^GB800,1200,800^FS^XZ",
    "~JA~JR",
    "_5EXZ_7EJA \\& \\\\ >8 >;>6",
    "\n^XZ\r\n\t~HS\x00\x07",
    "\u202e\u2066^XZ\u2069\u202d",
    "🎁❤️👨‍👩‍👧👍🏽🇩🇪",
    "“quoted” «so» „anders“ ‚x‘ –—… №5 ½ °C €£¥",
    "{0.__class__} %s %n $(reboot) `id` '; DROP TABLE--",
    "<b>&amp;&#x202e;</b>",
    "e\u0301x\u0302\u0323 a\u200bb\ufeffc\u00ad",
    _WIDE,
    "0123456789" * 6,
    "I" * 90,
)


@dataclass(frozen=True)
class Hostile:
    """`long`: a label may have no room for it; then the station has to say so, and leaves nothing out."""

    number: int
    script: str
    address: Address
    long: bool

    @property
    def sscc(self) -> str:
        """18 digits with their check digit, another for each."""
        body = f"34012345{self.number:09d}"
        total = sum(int(digit) * (3 if place % 2 == 0 else 1) for place, digit in enumerate(body))
        return f"{body}{-total % 10}"


def hostile(count: int = 200) -> list[Hostile]:
    """Scripts in turn, and with each round something else that is nasty."""
    return list(islice(_endless(), count))


def _endless() -> Iterator[Hostile]:
    for number, script in enumerate(cycle(SCRIPTS)):
        chance = Random(number)
        names, streets, city, region, code, country = SCRIPTS[script]
        nasty = NASTY[number // len(SCRIPTS) % len(NASTY)]
        name = f"{chance.choice(names)} {nasty}" if number % 3 else f"{nasty} {chance.choice(names)}"
        lines = [chance.choice(streets), nasty, f"{chance.choice(streets)} {chance.choice(names)}"]
        long = number % 23 == 22
        if long:
            name = (name * 400)[:400]
        company = chance.choice(names) if number % 2 else nasty
        kept = tuple(lines[: 1 + number % 3])
        address = Address(name, company, kept, city, region, code, country)
        yield Hostile(number, script, address, long or nasty == _WIDE)
