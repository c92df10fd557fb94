"""The words of `station load` and `station returns`."""

import argparse


def add_load(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["list", "show", "waiting", "pull"])
    parser.add_argument("id", nargs="?", type=int, help="show: which load")
    parser.add_argument("--days", type=int, default=7, help="list: how far back; 7 when left out")


def add_returns(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("what", choices=["list", "shelf"])
    parser.add_argument("--days", type=int, default=30, help="list: how far back; 30 when left out")
    parser.add_argument("--store", default="", help="list: only this shop's")
