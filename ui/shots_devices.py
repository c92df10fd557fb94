"""Sample ports, bytes, and what is heard of a device that is being added."""

import datetime
from collections.abc import Callable, Sequence

from station.model.learned import Candidate, Learned, PortView
from station.model.problem import Problem, StationError
from ui.shots_states import minutes

BY_ID = "/dev/serial/by-id/usb-Honeywell_Xenon_1900_15298B0A33-if00"
FTDI = "/dev/serial/by-id/usb-FTDI_FT232R_USB_UART_A50285BI-if00-port0"
RAW = b"]C1010400638133393117271231\r\n4006381333931\r\n]C0CMD-HELP\r\nMUG-BLUE\r\n"
SCALE_RAW = b"S D      1.201 kg\r\nS D      1.262 kg\r\nS S      1.284 kg\r\nS S      1.284 kg\r\n"
FOUND = Learned(kind="scanner", port=BY_ID, baud=115_200, prefix="~", heard=b"~CMD-HELP\r\n")
SEVERAL = Learned(
    kind="scale",
    port=FTDI,
    baud=2400,
    framing="7E1",
    protocol="toledo-8217",
    candidates=(
        Candidate("toledo-8217", 0.94, 6, "1.250", "", sends_unit=False),
        Candidate("weightronix-8213", 0.94, 6, "1.250", "", sends_unit=False),
    ),
)
PORTS = (
    PortView(BY_ID, "Honeywell Xenon 1900", "0c2e:0901:15298B0A33", "/dev/ttyACM0"),
    PortView(FTDI, "FT232R USB UART", "0403:6001:A50285BI", "/dev/ttyUSB0", "scale"),
    PortView("/dev/ttyS0", "", "", "/dev/ttyS0"),
    PortView("hid:0922:8003:A7", "DYMO M10", "0922:8003:A7", "/dev/hidraw1", "", scale=True),
)


class ScriptedGear:
    """Devices that say what they are told to."""

    def __init__(self) -> None:
        self.heard: dict[str, bytes] = {"scanner": RAW, "scale": SCALE_RAW}
        self.answer: Learned | StationError | None = None
        self.news: tuple[Problem, ...] = ()
        self.found: Sequence[PortView] = PORTS
        self.watching: set[str] = set()
        self.told: list[str] = []
        self.waiting: dict[str, tuple[tuple[str, str], ...]] = {}
        self.written: list[str] = []
        self.wait: Callable[[Callable[[], bool]], None] = _until_told

    def port(self, name: str) -> str:
        return {"scanner": BY_ID, "scale": FTDI}.get(name, "")

    def watch(self, name: str, on: bool) -> None:
        (self.watching.add if on else self.watching.discard)(name)

    def raw(self, name: str) -> bytes:
        return self.heard.get(name, b"") if name in self.watching else b""

    def can_beep(self, name: str) -> bool:
        return name == "scanner"

    def beep(self, name: str) -> None:
        self.told.append(f"beep {name}")

    def ask(self, name: str) -> None:
        self.told.append(f"ask {name}")

    def queued(self, name: str) -> tuple[tuple[str, str], ...]:
        return self.waiting.get(name, ())

    def target(self, printer: str) -> str:
        return {"labels": "192.168.10.41:9100"}.get(printer, "")

    def printed_last(self, name: str) -> tuple[str, datetime.datetime] | None:
        return ("label-main-10482-1", minutes(-2)) if name == "labels" else None

    def print_test(self, name: str) -> None:
        self.told.append(f"test {name}")

    def cancel_print(self, job: str) -> bool:
        self.told.append(f"cancel {job}")
        self.waiting = {
            name: tuple(one for one in jobs if one[0] != job) for name, jobs in self.waiting.items()
        }
        return True

    def ports(self) -> Sequence[PortView]:
        return self.found

    def sheet(self) -> tuple[str, int, tuple[tuple[int, int], ...]]:
        # CMD-HELP as Code 128.
        modules = (
            "110100100001000100011010111011000101100010001001101110011000101000100011010001000110111011"
            "101110110110010000101100011101011"
        )
        bars: list[tuple[int, int]] = []
        for place, module in enumerate(modules):
            if module == "1" and (not bars or sum(bars[-1]) != place):
                bars.append((place, 1))
            elif module == "1":
                bars[-1] = (bars[-1][0], bars[-1][1] + 1)
        return "CMD-HELP", len(modules), tuple(bars)

    def learn(
        self,
        port: str,
        kind: str,
        tell: Callable[[Problem], None],
        *,
        may_ask: bool = False,
        stop: Callable[[], bool] = lambda: False,
    ) -> Learned:
        del port, kind, may_ask
        for one in self.news:
            tell(one)
        if isinstance(self.answer, StationError):
            raise self.answer
        if self.answer is None:
            self.wait(stop)
            raise StationError("learn.no_scanner")
        return self.answer

    def section(self, learned: Learned, protocol: str = "", unit: str = "", name: str = "") -> str:
        lines = ["[[device]]", f'kind = "{learned.kind}"', f'port = "{learned.port}"']
        rows = (("name", name), ("protocol", protocol), ("baud", learned.baud), ("framing", learned.framing),
                ("prefix", learned.prefix), ("unit", unit))  # fmt: skip
        lines += [
            f"{key} = {value}" if isinstance(value, int) else f'{key} = "{value}"'
            for key, value in rows
            if value
        ]
        return "\n".join(lines) + "\n"

    def add(self, text: str) -> str:
        self.written.append(text)
        return "station.toml"


def _until_told(stop: Callable[[], bool]) -> None:
    import time

    while not stop():
        time.sleep(0.02)
