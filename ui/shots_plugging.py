"""Pictures of devices in every state, and of every step of adding one."""

from collections.abc import Callable
from dataclasses import replace

from station.model.learned import Learned
from station.model.problem import Problem, StationError
from station.model.view import DeviceView
from ui.pages.devices.card import DeviceCardView
from ui.pages.devices.page import DevicesPage
from ui.shell.frame import Window
from ui.shots_core import ScriptedCore
from ui.shots_devices import BY_ID, FOUND, FTDI, SEVERAL

MOODS = (
    "device_well", "device_raw", "device_lost", "device_forbidden", "device_in_use", "device_parity",
    "device_silent", "device_none", "learn_what", "learn_scale", "learn_listen", "learn_garbled",
    "learn_found", "learn_choose", "learn_nothing", "learn_wedge",
)  # fmt: skip


def prepare(core: ScriptedCore, mood: str) -> None:
    """What the bench is to answer."""
    scanner, scale, printer = core.the_devices
    name, port = "scanner", BY_ID
    troubles = {
        "device_lost": replace(
            scanner, state="lost", problem=Problem("device.lost", {"name": name, "port": port})
        ),
        "device_forbidden": replace(
            scanner, state="lost",
            problem=Problem("device.no_permission", {"name": name, "port": port, "group": "dialout"}),
        ),
        "device_in_use": replace(
            scanner, state="lost",
            problem=Problem("device.port_used_by", {"name": name, "port": port, "by": "ModemManager (812)"}),
        ),
        "device_parity": replace(
            scanner, problem=Problem("device.wrong_parity", {"port": port, "framing": "7E1"})
        ),
    }  # fmt: skip
    if mood in troubles:
        core.the_devices = (troubles[mood], scale, printer)
    if mood == "device_silent":
        ill = DeviceView("scale", "scale", "silent", Problem("scale.silent", {"name": "scale", "port": FTDI}))
        core.the_devices = (scanner, ill, printer)
    if mood == "device_none":
        core.the_devices, core.the_stores = (), ()
    gear = core.gear
    gear.news = (Problem("learn.listening", {"ports": "/dev/ttyACM0, /dev/ttyS0"}),)
    if mood == "learn_garbled":
        gear.news = (*gear.news, Problem("learn.garbled", {"port": "/dev/ttyACM0", "baud": 115_200}))
    answers: dict[str, Learned | StationError] = {
        "learn_found": FOUND,
        "learn_choose": SEVERAL,
        "learn_nothing": StationError("learn.no_scanner"),
    }
    gear.answer = answers.get(mood)


def play(window: Window, mood: str, settle: Callable[[], None]) -> None:
    """Up to the moment of the picture."""
    window.go("devices")
    settle()
    page = window.pages["devices"]
    if not isinstance(page, DevicesPage):
        return
    if mood == "device_raw":
        for card in page.findChildren(DeviceCardView):
            if card.name in ("scanner", "scale"):
                card.unfold()
    if not mood.startswith("learn_"):
        return
    page.begin()
    settle()
    if mood in ("learn_scale", "learn_choose"):
        page.learning.what.choose("scale")
    if mood not in ("learn_what", "learn_scale"):
        page.learning.forward()
        settle()
    if mood == "learn_wedge":
        page.scanned("CMD-HELP")
