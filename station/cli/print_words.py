"""The words of `station print`."""

from argparse import ArgumentParser
from datetime import date
from pathlib import Path

WHAT = ("tote", "bin", "sku", "badges", "commands", "lines", "manifest")


def add_print(parser: ArgumentParser) -> None:
    parser.add_argument("what", choices=WHAT)
    parser.add_argument(
        "names", nargs="*", help="tote, bin: names, 1..20 for many; sku: codes; lines: orders"
    )
    parser.add_argument("--file", type=Path, help="write a .pdf or .zpl there instead of printing")
    parser.add_argument("--printer", help="which printer; else the one that prints such documents")
    parser.add_argument("--copies", type=int, default=1, help="of each label; 1 when left out")
    parser.add_argument("--lot", default="", help="sku: the lot on it")
    parser.add_argument("--expiry", type=date.fromisoformat, help="sku: when it expires, YYYY-MM-DD")
    parser.add_argument("--date", type=date.fromisoformat, help="manifest: YYYY-MM-DD; today when left out")
