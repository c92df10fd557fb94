"""Practice mode: the tray of a window, and the robot that packs through the scanner's line."""

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from station.model.events import BenchReady, LabelPrinted, OrderShipped, OrdersPulled
from station.model.view import BenchState
from station.sandbox.eyes import Eyes
from station.sandbox.hand import BOUNCE_SECONDS, Hand
from station.sandbox.mistakes import RIGHT
from station.sandbox.practice import Practice
from station.sandbox.shift import Result, Shift
from station.sandbox.tray import SUPERVISOR

FIELDS = [
    "orders",
    "shipped",
    "held",
    "cartons",
    "labels",
    "tracking_at_cart",
    "wrong_scans_made",
    "wrong_scans_caught",
    "stock_differences",
    "problems",
    "seconds",
]


def run(*arguments: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    env = {key: value for key, value in os.environ.items() if key not in ("MAKELEVEL", "STATION_CONFIG")}
    root = Path(__file__).resolve().parents[2]
    return subprocess.run(
        [sys.executable, "-m", "station.cli", "practice", "--auto", *arguments],
        cwd=cwd,
        env={**env, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        timeout=110,
    )


@pytest.mark.slow
def test_ten_orders_are_packed_through_the_scanner_and_the_shop_knows_them(tmp_path: Path) -> None:
    done = run("--json", "--orders", "10", cwd=tmp_path)
    lines = [json.loads(line) for line in done.stdout.splitlines()]
    result = lines[-1]
    assert done.returncode == 0, (result, done.stderr[-2000:])
    assert list(result) == FIELDS
    assert result["orders"] == 10 == result["shipped"] + result["held"]
    assert result["cartons"] == result["labels"] == result["tracking_at_cart"] == 10
    assert (result["stock_differences"], result["problems"]) == (0, [])
    assert list(tmp_path.iterdir()) == [], "it leaves nothing where it was not asked to"

    verdicts = [line for line in lines if line.get("event") == "verdict"]
    answers = {code for codes in RIGHT.values() for code in codes}
    caught = [line["code"] for line in verdicts if not line["ok"] and line["code"] in answers]
    assert result["wrong_scans_made"] == result["wrong_scans_caught"] == len(caught) >= 6
    assert caught.count("pack.not_on_order") >= 2 and caught.count("scan.unknown") >= 2
    assert caught.count("pack.too_many") >= 1
    assert caught.count("pack.too_many") + caught.count("pack.weigh_first") >= 2, "after the last unit"
    assert {line["code"] for line in verdicts} >= {"scan.ambiguous", "short.done", "weight.passed"}
    assert "scan.bounce" not in {line["code"] for line in verdicts}
    shipped = [line for line in lines if line.get("event") == "shipped"]
    assert all(one.startswith("PRACTICE") for line in shipped for one in line["tracking"])


@pytest.mark.slow
def test_without_json_there_is_a_table_and_the_labels_are_kept(tmp_path: Path) -> None:
    keep = tmp_path / "kept"
    done = run("--orders", "2", "--keep", str(keep), cwd=tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr[-2000:]
    assert "ORDER" in done.stdout and "2 orders: 2 shipped in 2 cartons, 0 held back." in done.stdout
    files = sorted((keep / "labels").iterdir())
    assert len(files) == 2
    for file in files:
        assert file.suffix == ".pdf" and "PRACTICE" in text_of(file)
    assert any(picture.suffix == ".png" for picture in (keep / "shots").iterdir())


def text_of(file: Path) -> str:
    import pypdfium2

    document = pypdfium2.PdfDocument(file.read_bytes())
    try:
        return "\n".join(str(page.get_textpage().get_text_range()) for page in document)
    finally:
        document.close()


def test_it_ends_on_sigterm_with_0(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "station.cli", "practice", "--auto", "--json"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            while json.loads(process.stdout.readline())["event"] != "verdict":
                pass
            process.send_signal(signal.SIGTERM)
            rest, said = process.communicate(timeout=30)
        finally:
            process.kill()
    assert process.returncode == 0, said
    assert all("event" in json.loads(line) for line in rest.splitlines()), "half a shift has no result"


class Trainee:
    """Somebody at the window's tray."""

    def __init__(self, practice: Practice) -> None:
        self.practice = practice
        self.app = practice.app
        self.eyes = Eyes(practice.app.bus, threading.Event())
        self.hand = Hand(practice.scanner, self.eyes, practice.app.clock)

    def start(self) -> None:
        self.app.start()
        for kind in (BenchReady, OrdersPulled):
            self.eyes.wait_for(0, lambda event, kind=kind: isinstance(event, kind), 60, kind.__name__)

    def slip(self, sample: str) -> str:
        """The slip of a sample order, by its place among them."""
        return f"ORD-practice-{self.practice.refs[sample]}"

    def reaches(self, state: BenchState) -> None:
        self.eyes.until(lambda: self.eyes.view.state is state, 30, state)


@pytest.fixture
def trainee(tmp_path: Path) -> Iterator[Trainee]:
    with Practice(tmp_path / "practice", push_delay=0) as practice:
        made = Trainee(practice)
        made.start()
        yield made
        made.eyes.close()


def test_the_tray_has_all_it_takes_to_pack_an_order(trainee: Trainee) -> None:
    app = trainee.app
    slips = app.practice_orders()
    assert len(slips) == len(trainee.practice.refs)
    assert slips[0] == (trainee.slip("first"), str(trainee.practice.refs["first"]), "Zofia Wiśniewska, Łódź")
    badges = [code for code, _, _ in app.practice_items()]
    assert badges == ["OP-ROBIN", SUPERVISOR] and app.practice_label() is None
    assert trainee.hand.scan(slips[0][0]).ok

    items = app.practice_items()
    assert len(items) == 3 and {"9520000000066"} < {code for code, _, _ in items}
    assert all(Path(picture).is_file() for _, _, picture in items)
    verdicts = {code: trainee.hand.scan(code).say.code for code, _, _ in items if code != "9520000000066"}
    assert set(verdicts.values()) == {"pack.not_on_order"}
    assert trainee.hand.scan("9520000000066").say.code == "pack.order_complete"

    app.practice_weigh(900)
    trainee.eyes.until(lambda: _problem(trainee) == "weight.too_heavy", 30, "a refused weight")
    app.practice_weigh(None)
    trainee.reaches(BenchState.SCAN_BACK)
    assert _problem(trainee) == "", "what was too heavy is said no longer once the carton fits"
    label = app.practice_label()
    assert label is not None and Path(label[1]).is_file()
    assert trainee.hand.scan(label[0]).say.code == "ship.done"
    assert app.practice_label() is None
    assert trainee.slip("first") not in [code for code, _, _ in app.practice_orders()]


def _problem(trainee: Trainee) -> str:
    problem = trainee.eyes.view.problem
    return problem.code if problem is not None else ""


def test_the_slip_of_a_held_order_lies_there_and_is_refused(trainee: Trainee) -> None:
    slips = [code for code, _, _ in trainee.app.practice_orders()]
    for sample, code in (("on_hold", "order.on_hold"), ("pickup", "order.pickup")):
        assert trainee.slip(sample) in slips
        refused = trainee.hand.scan(trainee.slip(sample))
        assert (refused.ok, refused.say.code) == (False, code)


def test_an_order_cancelled_while_it_is_packed_interrupts_and_leaves_the_table(trainee: Trainee) -> None:
    trainee.hand.scan(trainee.slip("cancelled_while_packing"))
    for code in ("BOWL-RICE", "SPOON-OAK", "TOWEL-LINEN"):
        trainee.hand.scan(code)
    trainee.reaches(BenchState.HELD)
    assert trainee.hand.scan("CMD-YES").say.code == "held.put_back"
    assert trainee.slip("cancelled_while_packing") not in [one[0] for one in trainee.app.practice_orders()]


def test_a_new_address_is_on_the_label_of_an_order_changed_while_it_is_packed(trainee: Trainee) -> None:
    trainee.hand.scan(trainee.slip("address_changed"))
    trainee.hand.scan("TRAY-ASH")
    trainee.reaches(BenchState.HELD)
    trainee.hand.scan("CMD-YES")
    trainee.hand.scan("CUPS-4")
    trainee.app.practice_weigh(None)
    trainee.reaches(BenchState.SCAN_BACK)
    label = trainee.app.practice_label()
    assert label is not None
    said = text_of(Path(label[1]))
    assert "Kade 79" in said and "Kade 77" not in said and "PRACTICE" in said


def test_the_hand_never_scans_the_same_code_twice_at_once(trainee: Trainee) -> None:
    trainee.hand.scan(trainee.slip("three_of_one"))
    began = time.monotonic()
    codes = [trainee.hand.scan("TEA-ASSAM-250").say.code for _ in range(3)]
    assert codes == ["pack.unit", "pack.unit", "pack.order_complete"]
    assert time.monotonic() - began >= 2 * BOUNCE_SECONDS


def test_practice_opens_nothing_of_a_configured_bench(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    configured = tmp_path / "station.toml"
    configured.write_text("this is not even TOML")
    monkeypatch.setenv("STATION_CONFIG", str(configured))
    with Practice() as practice:
        settings = practice.app.settings
        assert [one.name for one in settings.stores] == ["practice"]
        assert settings.stores[0].url == practice.shop.url and "127.0.0.1" in practice.shop.url
        assert [one.port for one in settings.devices] == [practice.scanner.port, practice.scale.port]
        assert {one.kind for one in settings.printers} == {"folder"}
        assert settings.file is not None
        folder = settings.file.parent
        assert (folder / "keys.toml").stat().st_mode & 0o077 == 0
        assert str(folder) in settings.bench.database
        assert practice.app.practice
    assert not folder.exists()


def test_two_cartons_and_a_supervisor_come_out_of_a_heavy_order(trainee: Trainee) -> None:
    events = trainee.eyes
    trainee.hand.scan(trainee.slip("three_cartons"))
    for code in ("PLANTER-XL", "KETTLE-1L", "PLANTER-XL", "KETTLE-1L"):
        trainee.hand.scan(code)
    assert trainee.hand.scan("CMD-NEXT-CARTON").say.code == "pack.carton_sealed"
    trainee.app.practice_weigh(None)
    events.until(lambda: _problem(trainee) == "weight.blind", 30, "a weight that tells nothing")
    assert trainee.app.practice_items() == [(SUPERVISOR, "Sam", "")]
    assert trainee.hand.scan(SUPERVISOR).say.code == "weight.passed"
    trainee.reaches(BenchState.SCAN_BACK)
    trainee.app.practice_weigh(0)
    first = trainee.app.practice_label()
    assert first is not None
    assert trainee.hand.scan(first[0]).say.code == "ship.carton_confirmed"
    trainee.hand.scan("PLANTER-XL")
    trainee.app.practice_weigh(None)
    trainee.reaches(BenchState.SCAN_BACK)
    second = trainee.app.practice_label()
    assert second is not None and trainee.hand.scan(second[0]).say.code == "ship.done"
    shipped = [one for one in events.since(0) if isinstance(one, OrderShipped)]
    assert [one.tracking for one in shipped] == [(first[0], second[0])]
    assert [one.carton for one in events.since(0) if isinstance(one, LabelPrinted)] == [1, 2]


def test_a_shop_whose_stock_was_meddled_with_is_noticed(tmp_path: Path) -> None:
    with Practice(tmp_path / "practice", push_delay=0) as practice:
        shift = Shift(practice, threading.Event(), lambda _: practice.shop.change_stock("MUG-BLUE", -1))
        practice.app.start()
        result = shift.work(1)
    assert (result.orders, result.shipped, result.tracking_at_cart) == (1, 1, 1)
    assert result.stock_differences == 1 and not result.well


@pytest.mark.parametrize(
    "wrong",
    [
        {"orders": 0},
        {"wrong_scans_caught": 5},
        {"stock_differences": 1},
        {"tracking_at_cart": 1},
        {"problems": ("practice.stuck",)},
    ],
)
def test_a_shift_is_well_only_when_everything_is(wrong: dict[str, object]) -> None:
    fine: dict[str, object] = {
        "orders": 2,
        "shipped": 2,
        "held": 0,
        "cartons": 2,
        "labels": 2,
        "tracking_at_cart": 2,
        "wrong_scans_made": 6,
        "wrong_scans_caught": 6,
        "stock_differences": 0,
        "problems": (),
        "seconds": 3.0,
    }
    assert Result(**fine).well  # type: ignore[arg-type]
    assert not Result(**(fine | wrong)).well  # type: ignore[arg-type]
