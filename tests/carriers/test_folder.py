"""Labels through a folder: one request, one answer, nothing read before it is whole."""

import csv
import json
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from doubles.easypost import drawn

from station.carriers.contract import (
    CarrierError,
    Content,
    LabelWish,
    NotYet,
    ShippingSettings,
    TryLater,
)
from station.carriers.folder import FolderCarrier
from station.carriers.registry import build
from station.model.order import Address
from station.model.quantity import Mass, Money

WISH = LabelWish(
    "c1", "1001", "main", Address("Jo", "", ("388 Road", "Apt 20"), "Bern", "", "3000", "CH"), Address("We"),
    "Standard", 2, Mass(436_001), date(2026, 11, 20), kind="M", intent="c1-0123456789",
    contents=(Content("TEA", "Black tea", 2, Money(450, "EUR"), Mass(110_000)),),
)  # fmt: skip
AGAIN = replace(WISH, asked_before=True, since=datetime(2026, 11, 20, tzinfo=UTC))
PDF, _ = drawn(["PARTNER000001"], "PDF")
PNG, _ = drawn(["PARTNER000001"], "PNG")


class Watch:
    """Seconds, moved by hand."""

    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


def partner(folder: Path, **changes: object) -> tuple[FolderCarrier, Watch]:
    watch = Watch()
    settings = ShippingSettings("file", folder=str(folder), sizes={"M": (300, 200, 150)})
    return FolderCarrier(replace(settings, **changes), watch), watch


def put(folder: Path, name: str, content: bytes | str) -> None:
    (folder / "in").mkdir(parents=True, exist_ok=True)
    made = content.encode() if isinstance(content, str) else content
    (folder / "in" / f"{WISH.intent}.{name}").write_bytes(made)


def test_a_request_says_what_a_label_needs(tmp_path: Path) -> None:
    carrier, _ = partner(tmp_path, service_map={"*": "DHL/Paket"})
    with pytest.raises(NotYet):
        carrier.label(WISH)

    (file,) = (tmp_path / "out").iterdir()
    assert file.name == "c1-0123456789.json"
    said = json.loads(file.read_text(encoding="utf-8"))
    assert said["id"] == WISH.intent
    assert (said["order"], said["carton"], said["service"], said["day"]) == (
        "1001",
        2,
        "DHL/Paket",
        "2026-11-20",
    )
    assert (said["weight_grams"], said["size_mm"]) == (437, [300, 200, 150])
    assert (said["to_street"], said["to_country"], said["from_name"]) == (["388 Road", "Apt 20"], "CH", "We")
    assert said["contents"] == [
        {
            "sku": "TEA",
            "name": "Black tea",
            "quantity": 2,
            "value": "4.50",
            "currency": "EUR",
            "weight_grams": 110,
        }
    ]


def test_a_request_may_be_one_row(tmp_path: Path) -> None:
    carrier, _ = partner(tmp_path, folder_format="csv")
    with pytest.raises(NotYet):
        carrier.label(WISH)
    with (tmp_path / "out" / f"{WISH.intent}.csv").open(encoding="utf-8", newline="") as handle:
        (row,) = csv.DictReader(handle)
    assert (row["order"], row["to_city"], json.loads(row["to_street"])) == (
        "1001",
        "Bern",
        ["388 Road", "Apt 20"],
    )


@pytest.mark.parametrize(
    ("name", "label", "media"), [("pdf", PDF, "application/pdf"), ("png", PNG, "image/png")]
)
def test_the_answer_is_a_label_and_its_number(tmp_path: Path, name: str, label: bytes, media: str) -> None:
    carrier, _ = partner(tmp_path)
    put(tmp_path, name, label)
    put(
        tmp_path,
        "json",
        json.dumps({"tracking": "PARTNER000001", "carrier": "DHL", "tracking_url": "https://d"}),
    )
    made = carrier.label(WISH)
    assert (made.tracking, made.carrier, made.tracking_url) == ("PARTNER000001", "DHL", "https://d")
    assert (made.document, made.media_type, made.scan_back) == (label, media, ())


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("pdf", PDF[:-40]),
        ("pdf", b""),
        ("txt", ""),
        ("json", '{"tracking": "PART'),
    ],
)
def test_half_an_answer_is_none_yet(tmp_path: Path, name: str, content: bytes | str) -> None:
    carrier, _ = partner(tmp_path)
    put(tmp_path, "pdf", PDF)
    if name != "json":
        put(tmp_path, "txt", "PARTNER000001\n")
    put(tmp_path, name, content)
    with pytest.raises(NotYet):
        carrier.label(WISH)
    put(tmp_path, "pdf", PDF)
    put(tmp_path, "txt", "PARTNER000001\n")
    assert carrier.label(WISH).tracking == "PARTNER000001"


def test_it_is_said_when_nothing_comes_and_taken_when_it_comes_late(tmp_path: Path) -> None:
    carrier, watch = partner(tmp_path, answer_seconds=30)
    with pytest.raises(NotYet):
        carrier.label(WISH)
    watch.seconds = 30
    with pytest.raises(TryLater) as caught:
        carrier.label(AGAIN)
    assert not isinstance(caught.value, NotYet)
    assert caught.value.problem.code == "carrier.folder_silent"
    put(tmp_path, "pdf", PDF)
    put(tmp_path, "txt", "PARTNER000001")
    assert carrier.label(AGAIN).tracking == "PARTNER000001"


def test_a_request_that_was_taken_away_is_not_written_again(tmp_path: Path) -> None:
    carrier, _ = partner(tmp_path)
    with pytest.raises(NotYet):
        carrier.label(WISH)
    (tmp_path / "out" / f"{WISH.intent}.json").unlink()
    with pytest.raises(NotYet):
        carrier.label(AGAIN)
    assert list((tmp_path / "out").iterdir()) == []


def test_after_a_restart_it_is_asked_only_if_nothing_is_there(tmp_path: Path) -> None:
    with pytest.raises(NotYet):
        partner(tmp_path)[0].label(AGAIN)
    file = tmp_path / "out" / f"{WISH.intent}.json"
    assert file.exists(), "the bench died before it had written it"
    file.write_text("read")
    with pytest.raises(NotYet):
        partner(tmp_path)[0].label(AGAIN)
    assert file.read_text() == "read"


@pytest.mark.parametrize("content", ['["PARTNER000001"]', '{"carrier": "DHL"}', '{"tracking": "12"}'])
def test_an_answer_without_a_number_is_a_person_s_affair(tmp_path: Path, content: str) -> None:
    carrier, _ = partner(tmp_path)
    put(tmp_path, "pdf", PDF)
    put(tmp_path, "json", content)
    with pytest.raises(CarrierError) as caught:
        carrier.label(WISH)
    assert caught.value.problem.code in ("carrier.folder_unreadable", "carrier.not_a_tracking")
    assert not isinstance(caught.value, TryLater)


def test_a_folder_that_is_none_is_said_and_tried_again(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    carrier, _ = partner(tmp_path / "file")
    with pytest.raises(TryLater) as caught:
        carrier.label(WISH)
    assert caught.value.problem.code == "carrier.folder_unusable"


def test_without_a_folder_there_is_no_such_carrier() -> None:
    with pytest.raises(CarrierError) as caught:
        build(ShippingSettings("file"), lambda: 1, lambda _label: (b"", ""))
    assert caught.value.problem.code == "carrier.incomplete"
