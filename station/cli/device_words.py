"""The words of `station device`, and those every command takes."""

from argparse import SUPPRESS, ArgumentParser
from pathlib import Path

from station.cli.decoding import add_decode


def common(again: bool) -> ArgumentParser:
    """`again`: behind a verb, where what is left out must not undo what stood before it."""
    made = ArgumentParser(add_help=False, argument_default=SUPPRESS if again else None)
    made.add_argument("--config", type=Path, help="the settings file; else STATION_CONFIG")
    made.add_argument("--json", action="store_true", help="JSON on standard output, nothing else")
    return made


def add_device(device: ArgumentParser) -> None:
    """list, test, learn, share and decode."""
    again = common(True)
    whats = device.add_subparsers(dest="what", required=True)

    def what(name: str, says: str) -> ArgumentParser:
        made: ArgumentParser = whats.add_parser(name, help=says, description=says, parents=[again])
        return made

    what("list", "The ports of this machine, and how the devices of the settings are.")
    test = what("test", "How one device is: its port, how it talks, what it gives.")
    test.add_argument("at", metavar="NAME|PORT", help="a device of the settings, or a port")
    test.add_argument("--protocol", default="", help="how a scale at a port talks")
    test.add_argument("--seconds", type=float, default=10.0, help="how long to wait; 10 when left out")
    learning = what("learn", "Find out where a device is and how it talks, by listening.")
    kind = learning.add_mutually_exclusive_group()
    kind.add_argument("--scanner", action="store_const", const="scanner", dest="kind", default="scanner")
    kind.add_argument("--scale", action="store_const", const="scale", dest="kind")
    learning.add_argument(
        "--port", default="", help="where to listen; every port no device is at if left out"
    )
    learning.add_argument("--may-ask", action="store_true", help="send a scale's usual questions, too")
    learning.add_argument("--protocol", default="", help="which of the protocols it is, where several fit")
    learning.add_argument("--unit", default="", help="the unit of a scale that does not send its own")
    learning.add_argument("--called", default="", help="what the device is to be called")
    learning.add_argument("--seconds", type=float, default=60.0, help="how long to listen; 60 when left out")
    learning.add_argument("--yes", action="store_true", help="write it into the settings file")
    sharing = what("share", "Let other benches use a device of this machine, through the network.")
    sharing.add_argument("at", metavar="NAME|PORT", help="a device of the settings, or a port")
    sharing.add_argument("--listen", required=True, metavar="HOST:PORT", help="where others reach it")
    add_decode(whats, again)
