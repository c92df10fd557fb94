"""The shop as a process of its own: prints one JSON line with where it is, serves until SIGTERM."""

import argparse
import json
import signal
import sys
import threading
from pathlib import Path

from station.sandbox.shop import samples
from station.sandbox.shop.control import Control
from station.sandbox.shop.shop import TARGETS, Shop


def _arguments(given: list[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser("python -m station.sandbox.shop", description=__doc__)
    parser.add_argument("--port", type=int, default=0, help="of the shop; 0 takes a free one")
    parser.add_argument("--control-port", type=int, default=0, help="of the control address")
    parser.add_argument("--target", choices=TARGETS, default="core", help="where shipments can be told")
    parser.add_argument("--samples", action="store_true", help="start with the sample orders")
    parser.add_argument("--orders", type=int, default=0, help="start with so many generated orders")
    parser.add_argument("--seed", type=int, default=1, help="of the generated orders")
    parser.add_argument("--state", type=Path, help="file the shop survives in")
    parser.add_argument("--key", default="", help="consumer key, else one is made")
    parser.add_argument("--secret", default="", help="consumer secret, else one is made")
    parser.add_argument("--certificate", type=Path, help="PEM file: speak TLS")
    parser.add_argument("--private-key", type=Path, help="PEM file of the certificate's key")
    return parser.parse_args(given)


def main(given: list[str] | None = None) -> int:
    asked = _arguments(given)
    ended = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: ended.set())
    shop = Shop(
        port=asked.port,
        target=asked.target,
        key=asked.key,
        secret=asked.secret,
        certificate=asked.certificate,
        private_key=asked.private_key,
        state_file=asked.state,
    )
    if not shop.orders():  # a state file that has orders is the shop as it was
        if asked.samples:
            samples.load(shop)
        if asked.orders:
            samples.fill(shop, asked.orders, asked.seed)
    with shop:
        control = Control(shop, asked.control_port)
        control.start()
        shop.precompute()
        place = {"url": shop.url, "key": shop.key, "secret": shop.secret, "control": control.url}
        sys.stdout.write(json.dumps(place) + "\n")
        sys.stdout.flush()
        ended.wait()
        control.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
