"""Every scale protocol: what a frame says is kept, and what is in doubt is no weight."""

import json
import random
import time
from decimal import Decimal
from functools import reduce
from itertools import product
from operator import xor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from station.devices.answer import Kind
from station.devices.contract import UNITS
from station.devices.decoding import decoded, escaped, language
from station.devices.framing import CAP
from station.devices.scales.ear import Ear
from station.devices.scales.registry import every, find
from station.model.problem import StationError

TRANSCRIPTS = Path(__file__).parents[3] / "shared" / "specs" / "devices" / "transcripts.json"
OTHERS = ("hid-pos", "scanner", "zebra-ssi", "zpl-hs")
EVERY = tuple(dict.fromkeys((*every(), *OTHERS)))
UNITLESS = ("toledo-8217", "weightronix-8213", "xk3190-a26-1", "xk3190-a26-2")
CHECKED = ("cas-ecr", "toledo-continuous", "xk3190-a12", "dibal")


def toledo(head: bytes, chars: bytes) -> bytes:
    frame = head + chars + b"\r"
    return frame + bytes([-sum(frame) & 0x7F])


def summed(body: bytes) -> bytes:
    """As CAS ECR sends it: with the XOR of what stands between the marks."""
    return b"\x01\x02" + body + bytes([reduce(xor, body)]) + b"\x03\x04"


def a12(body: bytes) -> bytes:
    return body + b"%02X\r\n" % reduce(xor, body)


def dibal(body: bytes) -> bytes:
    return body + bytes([reduce(xor, body)]) + b"\r\n"


# protocol, bytes, value, unit, stable, mode
WEIGHTS: list[tuple[str, bytes, str, str | None, bool | None, str | None]] = [
    ("radwag", b"SUI? -   58.237 ct \r\n", "-58.237", "ct", False, None),
    ("mt-sics", b"S S     205.10 g\r\n", "205.10", "g", True, None),
    ("kern-kcp", b"S D     -3.250 lb\r\n", "-3.250", "lb", False, None),
    ("toledo-8217", b"\x0202.500\r", "2.500", None, True, None),
    ("toledo-8217", b"\x0202.500N\r", "2.500", None, True, "net"),
    ("toledo-8217", b"\x02012.34\r", "12.34", None, True, None),
    ("toledo-8217", b"\x82\x30\xb2.5\x30\x30\x8d", "2.500", None, True, None),
    ("weightronix-8213", b"\x02007.25\r", "7.25", None, True, None),
    ("weightronix-8213", b"\x02001250\r", "1250", "g", True, None),
    ("nci-scp01", b"\n0003.50lb\r\n00\r\x03", "3.50", "lb", True, None),
    ("nci-scp01", b"\n-003.50lb\r\n10\r\x03", "-3.50", "lb", False, None),
    ("nci-scp01", b"\n    .500kg\r\n00\r\x03", "0.500", "kg", True, None),
    ("nci-scp01", b"\n0003.50LB\r\n0p0\r\x03", "3.50", "lb", True, "gross"),
    ("nci-ecr", b"\n01.500KG\r\nS00\r\x03", "1.500", "kg", True, None),
    ("nci-ecr", b"\n1LB 04.5OZ\r\nS00\r\x03", "20.5", "oz", True, None),
    ("sma", b"\n 1N       2.750lb \r", "2.750", "lb", True, "net"),
    ("sma", b"\nZ1g      0.0000kg_\r", "0.0000", "kg", True, "gross"),
    ("sma", b"\n 1T       0.250kg \r", "0.250", "kg", True, "tare"),
    ("and", b"ST,+00012.30  g\r\n", "12.30", "g", True, None),
    ("and", b"ST,HI,-00012.30 kg\r\n", "-12.30", "kg", True, None),
    ("and-dp", b"WT     +1.27  g\r\n", "1.27", "g", True, None),
    ("and-dp", b"US   -183.69  g\r\n", "-183.69", "g", False, None),
    ("and-kf", b"+    12.30 g  \r\n", "12.30", "g", True, None),
    ("and-kf", b"-    12.30    \r\n", "-12.30", None, False, None),
    ("and-mt", b"S        1.27 g\r\n", "1.27", "g", True, None),
    ("and-mt", b"SD    -183.69 g\r\n", "-183.69", "g", False, None),
    ("ohaus", b"     205.10 g\r\n", "205.10", "g", True, None),
    ("ohaus", b"    -205.10 g ?\r\n", "-205.10", "g", False, None),
    ("ohaus", b"     176.30 g ? 00:00:15\r\n", "176.30", "g", False, None),
    ("ohaus", b"-   1.250 kg   ?G  \r\n", "-1.250", "kg", False, "gross"),
    ("ohaus", b"-    1.250 kg ? NET\r\n", "-1.250", "kg", False, "net"),
    ("cas-22", b"ST,GS,1\xc4,000002.5 kg\r\n", "2.5", "kg", True, "gross"),
    ("cas-22", b"ST,NT,1\xca,-00002.5 lb\r\n", "-2.5", "lb", True, "net"),
    ("cas-22", b"ST,GS,1\x84,000002.5 kg\r\n", "2.5", "kg", False, "gross"),
    ("cas-22", b"ST,GS,1\xd4,000002.5 kg\r\n", "2.5", "kg", False, "gross"),
    ("cas-22", b"ST,GS,1\x8d,000002.5 kg\r\n", "2.5", "kg", False, "gross"),
    ("cas-ecr", summed(b"S-01.500kg"), "-1.500", "kg", True, None),
    ("cas-ecr", summed(b"U 01.234kg"), "1.234", "kg", False, None),
    ("cas-ecr", summed(b"S 01.207kg"), "1.207", "kg", True, None),
    ("st-gs", b"ST,GS,+  12.345kg\r\n", "12.345", "kg", True, "gross"),
    ("st-gs", b"US,NT,-   2.345lb\r\n", "-2.345", "lb", False, "net"),
    ("st-gs", b"ST,GS,  12.345kg\r\n", "12.345", "kg", True, "gross"),
    ("kern-st", b"US,GS  -2.345kg\r\n", "-2.345", "kg", False, "gross"),
    ("dini-argeo", b"01ST,GS,    20.5,g\r\n", "20.5", "g", True, "gross"),
    ("dini-argeo", b"1ST,1,     8.5,PT    20.8,       0,kg\r\n", "8.5", "kg", True, "net"),
    ("dini-argeo", b"1US,1,     8.5,       0.0,       0,kg\r\n", "8.5", "kg", False, "gross"),
    ("kern-de", b"M        1.500 kg\r\n", "1.500", "kg", None, None),
    ("kern-de", b" -       12.50 g \r\n", "-12.50", "g", None, None),
    ("fairbanks", b"   3.25 lb NT  \r\n\x04", "3.25", "lb", True, "net"),
    ("fairbanks", b"  -3.25 kg nt  \r\n\x04", "-3.25", "kg", False, "net"),
    ("sbi", b"-    12.56 g  \r\n", "-12.56", "g", True, None),
    ("sbi", b"G#    +    12.56 g  \r\n", "12.56", "g", True, "gross"),
    ("sbi", b"+  123.5[6]g  \r\n", "123.56", "g", True, None),
    ("sbi", b"N     -  123.5[6]g  \r\n", "-123.56", "g", True, "net"),
    ("sbi", b"+    12.56    \r\n", "12.56", None, False, None),
    ("toledo-continuous", toledo(b"\x02,0 ", b"000250000000"), "2.50", "kg", True, "gross"),
    ("toledo-continuous", toledo(b"\x02,+ ", b"   250    50"), "-2.50", "lb", False, "net"),
    ("toledo-continuous", toledo(b"\x02*  ", b"000250000000"), "250", "lb", True, "gross"),
    ("toledo-continuous", toledo(b"\x02( !", b"000025000000"), "2500", "g", True, "gross"),
    ("toledo-continuous", toledo(b"\x02,0 ", b"000019000024"), "0.19", "kg", True, "gross"),
    ("ricelake-iq355", b"\x02-  2.750LN \r\n", "-2.750", "lb", True, "net"),
    ("ricelake-iq355", b"\x02       0GGZ\r\n", "0", "g", True, "gross"),
    ("cardinal", b"\r+0012.50  kg g  \x03", "12.50", "kg", None, "gross"),
    ("cardinal", b"\r-0012.50m lb n  \x03", "-12.50", "lb", False, "net"),
    ("cardinal-sb400", b" 0012.50lbG   \r", "12.50", "lb", True, "gross"),
    ("cardinal-sb400", b"-0012.50kgN MO\r", "-12.50", "kg", False, "net"),
    ("weightronix-wi120", b" G+0012.50 lb\r\n", "12.50", "lb", None, "gross"),
    ("radwag", b"SI ? -    28.25 g  \r\n", "-28.25", "g", False, None),
    ("radwag", b"S     -      8.5 g  \r\n", "-8.5", "g", True, None),
    ("xk3190-a12", a12(b"WN012.500kg"), "12.500", "kg", None, "net"),
    ("xk3190-a12", a12(b"WG-12.500lb"), "-12.500", "lb", None, "gross"),
    ("xk3190-a26-1", b"=000.3000", "3.000", None, None, None),
    ("xk3190-a26-1", b"=00.1000-", "-1.00", None, None, None),
    ("xk3190-a26-2", b"=0003.000", "3.000", None, None, None),
    ("xk3190-a26-2", b"=-0001.00", "-1.00", None, None, None),
    ("elzab", b"\x1bU-02.500\r\n", "-2.500", "kg", False, None),
    ("dibal", dibal(b"990001250000000"), "0.125", "kg", None, None),
    ("adam-cpwplus", b"G    +  2.00 kg\r\n", "2.00", "kg", None, "gross"),
    ("adam-cpwplus", b"N/W  -  2.00 lb\r\n", "-2.00", "lb", None, "net"),
    ("adam-azextra", b"   1.250kg\r\n", "1.250", "kg", None, None),
    ("hid-pos", bytes([3, 4, 12, 0xFE, 44, 1]), "3.00", "lb", True, None),
    ("hid-pos", bytes([4, 3, 2, 0, 250, 0]), "250", "g", False, None),
    # Other models: other columns, other padding, capitals, the sign elsewhere.
    ("mt-sics", b"S S 205.1g \r\n", "205.1", "g", True, None),
    ("mt-sics", b"SIU  D  +  1.204 KG\r\n", "1.204", "kg", False, None),
    ("toledo-8217", b"\x02  1.2505\r", "1.2505", None, True, None),
    ("weightronix-8213", b"\x0212.50\r", "12.50", None, True, None),
    ("nci-scp01", b"\n 12.34 Kg \r\n00\r\x03", "12.34", "kg", True, None),
    ("nci-ecr", b"\n- 1 LB 04.5 OZ\r\nS00\r\x03", "-20.5", "oz", True, None),
    ("sma", b"\n 1G  1.250     KG \r", "1.250", "kg", True, "gross"),
    ("and", b"ST,+     1.27 g\r\n", "1.27", "g", True, None),
    ("and", b"ST,   -1.27 KG \r\n", "-1.27", "kg", True, None),
    ("and", b"ST,+0000.12345 kg\r\n", "0.12345", "kg", True, None),
    ("and-dp", b"WT  +1.27 g\r\n", "1.27", "g", True, None),
    ("and-kf", b"- 12.30 g\r\n", "-12.30", "g", True, None),
    ("and-mt", b"SD  -183.69g\r\n", "-183.69", "g", False, None),
    ("ohaus", b"  205.10 g\r\n", "205.10", "g", True, None),
    ("ohaus", b"       0.01 g ? N\r\n", "0.01", "g", False, "net"),
    ("ohaus", b"-12.5 lb ?G\r\n", "-12.5", "lb", False, "gross"),
    ("cas-22", b"ST,GS,A\xc4,    13.5kg\r\n", "13.5", "kg", True, "gross"),
    ("st-gs", b"ST,GS, + 12.345 , KG \r\n", "12.345", "kg", True, "gross"),
    ("dini-argeo", b"US,NT,   12.50, g\r\n", "12.50", "g", False, "net"),
    ("kern-de", b"M- 0.250 KG\r\n", "-0.250", "kg", None, None),
    ("fairbanks", b"  12.50 LB GR\r\n\x04", "12.50", "lb", True, "gross"),
    ("sbi", b"+ 123.5[6] g\r\n", "123.56", "g", True, None),
    ("ricelake-iq355", b"\x02    1234 G \r\n", "1234", None, True, "gross"),
    ("ricelake-iq355", b"\x02  -1234.KG \r\n", "-1234", "kg", True, "gross"),
    ("radwag", b"SI ? -28.25 g\r\n", "-28.25", "g", False, None),
    ("radwag", b"S 8.5 KG\r\n", "8.5", "kg", True, None),
    ("xk3190-a26-2", b"=-  1.000", "-1.000", None, None, None),
    ("adam-cpwplus", b"G + 2.00KG\r\n", "2.00", "kg", None, "gross"),
    ("adam-azextra", b"  -1.250 lb\r\n", "-1.250", "lb", None, None),
    ("hid-pos", bytes([3, 4, 4, 0xFE, 20, 0]), "0.20", "ct", True, None),
    ("hid-pos", bytes([3, 4, 10, 0xFD, 20, 0]), "0.020", "ozt", True, None),
    ("and", b"ST,NT,+000001.25 kg\r\n", "1.25", "kg", True, "net"),
    ("and", b"US,GS,-0000.500kg\r\n", "-0.500", "kg", False, "gross"),
    ("and", b"ST,TR,+0000.250 kg\r\n", "0.250", "kg", True, "tare"),
    ("cas-22", b"ST,GS,1\xc4,+00013.5 kg\r\n", "13.5", "kg", True, "gross"),
    ("ohaus", b"      12.73     g? \r\n", "12.73", "g", False, None),
    ("ohaus", b"     -12.73    kg ? N  Under\r\n", "-12.73", "kg", False, "net"),
    ("ohaus", b"      12.73    kg   G Accept\r\n", "12.73", "kg", True, "gross"),
    ("sbi", b"      +    12.56 g  \r\n", "12.56", "g", True, None),
    ("sbi", b"   111.255 g  \r\n", "111.255", "g", True, None),
    ("radwag", b"? -    2.237 lb \r\n", "-2.237", "lb", False, None),
    ("radwag", b"      1832.0 g  \r\n", "1832.0", "g", True, None),
    ("radwag", b"      18.32[0] g  \r\n", "18.320", "g", True, None),
    ("radwag", b"S     -     18.32[0] g  \r\n", "-18.320", "g", True, None),
]  # fmt: skip
# The same, with what its protocol says.
FRAMES = {name: [one for one in WEIGHTS if one[0] == name] for name in dict.fromkeys(w[0] for w in WEIGHTS)}

STATUSES = [
    ("mt-sics", b"S +\r\n", "overload"),
    ("mt-sics", b"S S Error 10b\r\n", "fault"),
    ("toledo-8217", b"\x02?\x0d\r", "underload"),
    ("toledo-8217", b"\x02?\x63\r", "overload"),
    ("toledo-8217", b"\x02?\x60\r", "ok"),
    ("weightronix-8213", b"\x02?a\r", "in_motion"),
    ("nci-scp01", b"\n______kg\r\n01\r\x03", "underload"),
    ("nci-scp01", b"\n------kg\r\n00\r\x03", "zero_error"),
    ("nci-scp01", b"\n0012.50lb\r\n02\r\x03", "overload"),
    ("nci-scp01", b"\n0012.50lb\r\n40\r\x03", "fault"),
    ("sma", b"\nO1G      99.999kg \r", "overload"),
    ("sma", b"\nU1G      -9.999kg \r", "underload"),
    ("and-dp", b"       E\r\n", "overload"),
    ("and-dp", b"      -E\r\n", "underload"),
    ("and-kf", b"       H      \r\n", "overload"),
    ("and-kf", b"       L      \r\n", "underload"),
    ("and-mt", b"SI-\r\n", "underload"),
    ("cas-22", b"OL,GS,1\x84,         kg\r\n", "overload"),
    ("cas-22", b"ERR05\r\n", "fault"),
    ("st-gs", b"OL,GS,        kg\r\n", "overload"),
    ("dini-argeo", b"UL,GS,     0.0,kg\r\n", "underload"),
    ("fairbanks", b"\x04", "not_executable"),
    ("sbi", b"     Low      \r\n", "underload"),
    ("sbi", b"Stat     ERR 054    \r\n", "fault"),
    ("sbi", b"Stat     APP.ER     \r\n", "fault"),
    ("toledo-continuous", toledo(b"\x02,4 ", b"999999000000"), "overload"),
    ("toledo-continuous", toledo(b"\x02,6 ", b"999999000000"), "underload"),
    ("toledo-continuous", toledo(b"\x02,p ", b"000250000000"), "zero_error"),
    ("ricelake-iq355", b"\x02^  12.34KG \r\n", "overload"),
    ("ricelake-iq355", b"\x02 &&&&&&&KG \r\n", "overload"),
    ("ricelake-iq355", b"\x02]  12.34KG \r\n", "underload"),
    ("ricelake-iq355", b"\x02   12.34KGI\r\n", "fault"),
    ("ricelake-iq355", b"\x02   12.34KGO\r\n", "overload"),
    ("cardinal", b"\r+0012.50o kg g  \x03", "overload"),
    ("cardinal-sb400", b"-0012.50kgN BZ\r", "underload"),
    ("cardinal-sb400", b" 0000.00kgG ee\r", "not_executable"),
    ("radwag", b"SUI^     58.237 kg \r\n", "overload"),
    ("radwag", b"SI v\r\n", "underload"),
    ("xk3190-a12", a12(b"         OL"), "overload"),
    ("xk3190-a12", a12(b"         LO"), "underload"),
    ("dibal", dibal(b"991001250000000"), "fault"),
    ("hid-pos", bytes([3, 1, 11, 0xFF, 0, 0]), "fault"),
    ("hid-pos", bytes([3, 8, 11, 0xFF, 0, 0]), "zero_error"),
    ("mt-sics", b"S+\r\n", "overload"),
    ("nci-scp01", b"\n^^^^^^\r\n02\r\x03", "overload"),
    ("cas-22", b"UL,GS,1\x84,         kg\r\n", "underload"),
    ("st-gs", b"OL\r\n", "overload"),
    ("dini-argeo", b"ERR01\r\n", "fault"),
    ("sbi", b"      H       \r\n", "overload"),
    ("ricelake-iq355", b"\x02 ^^^^^^^LG \r\n", "overload"),
    ("ohaus", b"Err 8.3\r\n", "fault"),
    ("and", b"OL,+999999.9  g\r\n", "overload"),
    ("and", b"OL,-99999999 PC\r\n", "underload"),
    ("and", b"OL,GS,+9999999kg\r\n", "overload"),
    ("sbi", b"      HH      \r\n", "overload"),
    ("sbi", b"      C       \r\n", "not_executable"),
    ("sbi", b"      --      \r\n", "not_executable"),
    ("radwag", b"^      0.000 kg \r\n", "overload"),
    ("radwag", b"v -    0.100 kg \r\n", "underload"),
    ("ricelake-iq355", b"&&&&&&\r\n", "overload"),
    ("ricelake-iq355", b"::::::\r\n", "underload"),
]

INVALID = [
    ("mt-sics", b"S S     1.204 xx\r\n"),
    ("toledo-8217", b"\x021.2.3\r"),
    ("toledo-8217", b"\x0201250\r"),
    ("toledo-8217", b"\x0201.25 \r"),
    ("weightronix-8213", b"\x0212 50\r"),
    ("nci-scp01", b"\n0012.34st\r\n00\r\x03"),
    ("nci-scp01", b"\n0012.34lb\r\n0\r\x03"),
    ("nci-scp01", b"\n0012.34lb\r\n0p\r\x03"),
    ("nci-scp01", b"\n00 2.34lb\r\n00\r\x03"),
    ("nci-ecr", b"\n1LB 16.5OZ\r\nS00\r\x03"),
    ("sma", b"\n 1G ----------kg \r"),
    ("sma", b"\n 1G       1.250ton\r"),
    ("and", b"ST,+00001.27 xx\r\n"),
    ("and", b"ST,00001.27  g\r\n"),
    ("and", b"ST,+0001.27  g\r\n"),
    ("and", b"ST,+00001.27  %\r\n"),
    ("and", b"QT,+00001.27  g\r\n"),
    ("and-dp", b"WT +0001.27  g\r\n"),
    ("and-kf", b"    12.30 g  \r\n"),
    ("ohaus", b"205.10 g\r\n"),
    ("ohaus", b"   205.10 g    NET\r\n"),
    ("ohaus", b"     205.10 t\r\n"),
    ("ohaus", b"     205.10 g TOTAL\r\n"),
    ("cas-22", b"ST,GS,1\x44,000013.5 kg\r\n"),
    ("cas-22", b"ST,GS,1\xc4,00013.5 kg\r\n"),
    ("cas-22", b"ST,GS,1\xc4,000013.5 tl\r\n"),
    ("cas-ecr", b"\x01\x02S 01.234kgf\x03\x04"),
    ("cas-ecr", summed(b"S 01 234kg")),
    ("st-gs", b"ST,GS,+  12.345\r\n"),
    ("st-gs", b"ST,GS,+- 12.345kg\r\n"),
    ("st-gs", b"GS,+  12.345kg\r\n"),
    ("dini-argeo", b"VL,GS,     1.5,mV\r\n"),
    ("kern-de", b"-       0.250 kg\r\n"),
    ("kern-de", b"       0.250 kg\r\n"),
    ("fairbanks", b"12.50 lb GR  \r\n\x04"),
    ("sbi", b"    23.56 g  \r\n"),
    ("sbi", b"T1    +    12.56 xy \r\n"),
    ("sbi", b"Set   +    12.56 g  \r\n"),
    ("toledo-continuous", b"\x02,0 001234000000\r,"),
    ("toledo-continuous", toledo(b"\x02,0\x22", b"001234000000")),
    ("toledo-continuous", toledo(b"\x02,0 ", b"0 1234000000")),
    ("ricelake-iq355", b"\x02   12.34TG \r\n"),
    ("ricelake-iq355", b"\x02  12.34KG \r\n"),
    ("cardinal", b"\r+0012.50  tn g  \x03"),
    ("radwag", b"    58.237 kg \r\n"),
    ("radwag", b"     1832.0 g  \r\n"),
    ("radwag", b"SI 12.3 [4] g\r\n"),
    ("toledo-continuous", toledo(b"\x02,0 ", b"-01234000000")),
    ("toledo-continuous", toledo(b"\x02,0 ", b"^^^^^^000000")),
    ("xk3190-a12", b"WG004.139kg3E\r\n"),
    ("xk3190-a26-1", b"=0003000-"),
    ("elzab", b"\x1bX 13.045\r\n"),
    ("dibal", b"9900031600000005\r\n"),
    ("adam-cpwplus", b"+  2.00 kg\r\n"),
    ("adam-azextra", b"1.250kg\r\n"),
    ("hid-pos", bytes([3, 4, 5, 0, 20, 0])),
    ("hid-pos", bytes([3, 4, 9, 0, 20, 0])),
    ("hid-pos", bytes([3, 0, 0, 0, 0, 0])),
    ("hid-pos", bytes([3, 4, 0, 0, 10, 0])),
    ("hid-pos", bytes([3, 2, 11, 0xFF, 5, 0])),
    ("hid-pos", bytes(6)),
]


def rows(protocol: str, data: bytes, unit: str = "") -> list[dict[str, Any]]:
    return list(decoded([data], protocol, unit))


def weights(protocol: str, data: bytes) -> list[tuple[str, str | None, bool | None]]:
    found = rows(protocol, data)
    return [(one["value"], one["unit"], one["stable"]) for one in found if one["kind"] == "weight"]


@pytest.mark.parametrize("protocol", FRAMES)
def test_a_weight_is_kept_as_it_was_sent(protocol: str) -> None:
    for _, data, value, unit, stable, mode in FRAMES[protocol]:
        assert [(r["kind"], r["value"], r["unit"], r["stable"], r["mode"]) for r in rows(protocol, data)] == [
            ("weight", value, unit, stable, mode)
        ]


@pytest.mark.parametrize(("protocol", "data", "status"), STATUSES)
def test_a_scale_that_has_no_weight_says_why(protocol: str, data: bytes, status: str) -> None:
    assert [(r["kind"], r["value"], r["status"]) for r in rows(protocol, data)] == [("status", None, status)]


@pytest.mark.parametrize(("protocol", "data"), INVALID)
def test_what_is_in_doubt_is_no_weight(protocol: str, data: bytes) -> None:
    kinds = {row["kind"] for row in rows(protocol, data)}
    assert "invalid" in kinds
    assert kinds <= {"invalid", "incomplete"}


def test_every_protocol_has_a_frame_here() -> None:
    assert {protocol for protocol, *_ in WEIGHTS} == set(every())


def test_a_count_is_no_weight() -> None:
    (row,) = rows("and", b"QT,+00000012 PC\r\n")
    assert (row["kind"], row["value"], row["unit"], row["grams"]) == ("count", "12", "pcs", None)
    assert rows("mt-sics", b"S S         12 PCS\r\n")[0]["kind"] == "count"


def test_answers_to_commands_are_told_apart() -> None:
    told = [
        (row["kind"], row.get("command") or row.get("error"))
        for data in (b"Z A\r\n", b"TAC A\r\n", b"T S      0.412 kg\r\n", b"EL\r\n")
        for row in rows("mt-sics", data)
    ]
    assert told == [("ack", "zero"), ("ack", "tare"), ("ack", "tare"), ("error", "logical")]
    assert rows("cas-ecr", b"\x06\x15")[0]["kind"] == "ack"
    assert rows("cas-ecr", b"\x06\x15")[1]["kind"] == "error"
    assert rows("and", b"EC,E01\r\n")[0]["error"] == "E01"
    assert rows("radwag", b"S A\r\n")[0]["kind"] == "ack"
    # One for "accepted" and one for "done", whether lines end or not.
    assert [row["kind"] for row in rows("and", b"\x06\x06\r\nST,+00012.30  g\r\n\x06")] == [
        "ack",
        "ack",
        "weight",
        "ack",
    ]
    assert [row["kind"] for row in rows("sma", b"\nMFG:ACME\r\nEND:\r\n")] == ["info", "info"]


def test_grams_are_exact_and_need_a_unit() -> None:
    assert rows("toledo-8217", b"\x0212.34\r")[0]["grams"] is None
    assert rows("toledo-8217", b"\x0212.34\r", "lb")[0]["grams"] == "5597.3298458"
    assert rows("toledo-8217", b"\x0200.000\r", "KG")[0]["grams"] == "0"
    (nothing,) = rows("st-gs", b"ST,GS,-  0.000kg\r\n")
    assert (nothing["value"], nothing["grams"]) == ("-0.000", "0")
    # A scale that sends its unit, or left it out because the weight moves, is not given another.
    assert rows("mt-sics", b"S S 100.0 g\r\n", "kg")[0]["grams"] == "100"
    assert rows("sbi", b"+    12.56    \r\n", "kg")[0]["grams"] is None


@pytest.mark.parametrize("protocol", FRAMES)
def test_pieces_of_any_size_say_the_same(protocol: str) -> None:
    for _, data, value, unit, stable, _mode in FRAMES[protocol]:
        noisy = b"\xa5?" + data + data + b"1.2" + data + data[: len(data) // 2]
        whole = list(decoded([noisy], protocol))
        for size in (1, 2, 3, 7):
            pieces = [noisy[place : place + size] for place in range(0, len(noisy), size)]
            assert list(decoded(pieces, protocol)) == whole
        assert [one for one in weights(protocol, data + data)] == [(value, unit, stable)] * 2


@pytest.mark.parametrize("protocol", FRAMES)
def test_a_torn_frame_is_never_another_weight(protocol: str) -> None:
    for _, data, value, unit, stable, _mode in FRAMES[protocol]:
        one = (value, unit, stable)
        for cut in range(1, len(data)):
            # Only the line end may be missing from a frame that is understood.
            assert set(weights(protocol, data[:cut])) <= {one}
            assert set(weights(protocol, data[cut:])) <= {one}, data[cut:]
            assert set(weights(protocol, data[:cut] + data)) <= {one}
            # The frame behind a torn one is read, or the one after it.
            after = weights(protocol, data[:cut] + data + data)
            assert set(after) == {one}
            assert weights(protocol, data + data[cut:] + data + data)[-1] == one


@pytest.mark.parametrize("protocol", FRAMES)
def test_the_last_frame_is_incomplete_until_its_end_has_come(protocol: str) -> None:
    for _, data, *_said in FRAMES[protocol]:
        assert rows(protocol, data[:-2] if data.endswith(b"\r\n") else data[:-1])[-1]["kind"] == "incomplete"


@pytest.mark.parametrize("protocol", FRAMES)
def test_a_scale_is_understood_again_after_garbage(protocol: str) -> None:
    all_garbage = (b"\x00", b"\xff\xfe\xf0", b"HELLO", b"\x02", b"\n", b"\r", b"=", b"\x1b")
    for garbage, (_, data, value, unit, stable, _mode) in product(all_garbage, FRAMES[protocol]):
        found = weights(protocol, garbage + data + garbage + data + data)
        assert set(found) == {(value, unit, stable)}
        if garbage == b"\x00" and protocol not in ("fairbanks", "hid-pos"):
            # Nothing is lost to a byte that no frame has.
            assert len(found) == 3


@pytest.mark.parametrize("parity", [0, 1])
@pytest.mark.parametrize("protocol", FRAMES)
def test_parity_bits_are_taken_off_and_checked(protocol: str, parity: int) -> None:
    for _, data, value, unit, stable, _mode in FRAMES[protocol]:
        if not language(protocol).seven or max(data) > 127:
            continue
        with_parity = bytes(byte | 0x80 if byte.bit_count() % 2 != parity else byte for byte in data)
        assert weights(protocol, with_parity) == [(value, unit, stable)]
        middle = len(data) // 2
        spoilt = bytearray(with_parity)
        spoilt[middle] ^= 0x01
        assert weights(protocol, bytes(spoilt)) == []


@pytest.mark.parametrize(
    ("protocol", "data", "value", "unit", "stable", "mode"), [one for one in WEIGHTS if one[0] in CHECKED]
)
def test_a_changed_byte_never_passes_its_check(
    protocol: str, data: bytes, value: str, unit: str | None, stable: bool | None, mode: str | None
) -> None:
    for place in range(len(data)):
        for byte in range(256):
            changed = data[:place] + bytes([byte]) + data[place + 1 :]
            assert set(weights(protocol, changed + data)) <= {(value, unit, stable)}, changed


@pytest.mark.parametrize("protocol", EVERY)
def test_noise_costs_neither_time_nor_memory(protocol: str) -> None:
    dice = random.Random(protocol)  # noqa: S311 - noise, not a secret
    own = [data for name, data, *_ in WEIGHTS if name == protocol] or [b"\x02,\r\n"]
    pieces = [dice.randbytes(40) + dice.choice(own)[: dice.randint(0, 9)] + b" " * 40 for _ in range(1_100)]
    ear = Ear(language(protocol))
    began = time.perf_counter()
    answers = [answer for piece in pieces for answer in ear.feed(piece)]
    left = sum(len(answer.raw) for answer in ear.end())
    assert time.perf_counter() - began < 5
    assert left <= 2 * CAP
    assert max((len(answer.raw) for answer in answers), default=0) <= CAP


@pytest.mark.parametrize("protocol", EVERY)
def test_one_byte_without_end_is_soon_read(protocol: str) -> None:
    for filler in (b" ", b"\x02", b"\n", b"\r", b"\x01", b"=", b"\x04", b"0", b"S", b"\xff"):
        began = time.perf_counter()
        ear = Ear(language(protocol))
        heard = [answer for _ in range(100) for answer in ear.feed(filler * 1_000)]
        assert not [answer for answer in (*heard, *ear.end()) if answer.kind is Kind.WEIGHT], filler
        assert time.perf_counter() - began < 5, filler


PIECES = st.one_of(
    st.binary(max_size=12),
    st.sampled_from([data for _, data, *_ in WEIGHTS] + [data for _, data, _ in STATUSES]),
    st.sampled_from([b"\x02", b"\r", b"\n", b"\r\n", b"\x03", b"ST,GS,", b"S S ", b" kg\r\n", b"-", b"."]),
)


@settings(deadline=None, max_examples=30)
@pytest.mark.parametrize("protocol", EVERY)
@given(pieces=st.lists(PIECES, max_size=12))
def test_whatever_comes_a_weight_stands_in_the_bytes(protocol: str, pieces: list[bytes]) -> None:
    for row in decoded(pieces, protocol):
        if row["kind"] != "weight":
            continue
        assert row["unit"] is None or row["unit"] in UNITS
        if protocol in ("hid-pos", "toledo-continuous", "dibal") or "lb" in row and "oz" in row:
            continue  # its number is not written out in the frame
        sent = str(row["text"]) if protocol != "xk3190-a26-1" else str(row["text"])[::-1]
        digits = str(row["value"]).lstrip("-0") or "0"
        digits = digits.removeprefix(".") or "0"
        plain = sent if "\\x" not in sent else "".join(chr(byte & 0x7F) for byte in unescaped(sent))
        assert digits in plain.replace("[", "").replace("]", ""), row
        assert str(row["value"]).startswith("-") == ("-" in plain.replace("\\x", "")), row


def unescaped(text: str) -> bytes:
    return text.encode("ascii").decode("unicode_escape").encode("latin-1")


@settings(deadline=None, max_examples=200)
@given(st.sampled_from(WEIGHTS), st.data())
def test_a_changed_byte_never_adds_a_digit_that_was_not_sent(
    one: tuple[str, bytes, str, str | None, bool | None, str | None], data: st.DataObject
) -> None:
    protocol, frame = one[:2]
    place = data.draw(st.integers(0, len(frame) - 1))
    changed = frame[:place] + bytes([data.draw(st.integers(0, 255))]) + frame[place + 1 :]
    for value, unit, _ in weights(protocol, changed):
        assert Decimal(value).is_finite()
        if protocol in CHECKED:
            assert (value, unit) == (one[2], one[3])


def test_every_recorded_frame_is_understood() -> None:
    if not TRANSCRIPTS.exists():
        pytest.skip(f"no recorded frames at {TRANSCRIPTS}")
    frames = json.loads(TRANSCRIPTS.read_text())["frames"]
    assert len(frames) >= 88
    for one in frames:
        data, expect = bytes.fromhex(one["bytes_hex"]), one["expect"]
        unit = expect.get("unit", "") if one["protocol"] in UNITLESS else ""
        for size in (len(data), 1):
            pieces = [data[place : place + size] for place in range(0, len(data), size)]
            found = list(decoded(pieces, one["protocol"], unit))
            assert len(found) == 1, one["id"]
            assert {name: found[0].get(name) for name in expect} == expect, one["id"]


def test_a_protocol_is_found_by_its_other_names() -> None:
    assert find("PS60") is find("toledo-8217")
    assert find("kcp").name == "kern-kcp"
    with pytest.raises(StationError) as caught:
        find("")
    assert caught.value.problem.code == "device.unknown_protocol"
    assert "radwag" in str(caught.value.problem.params["known"])


def test_no_name_is_used_twice() -> None:
    names = [name for one in every().values() for name in (one.name, *one.aliases)]
    assert len(names) == len(set(names))
    assert all(name == one.name for name, one in every().items())
    assert all(find(name) for name in names)


@pytest.mark.parametrize(
    "protocol", ["mt-sics", "kern-kcp", "and", "st-gs", "kern-st", "dini-argeo", "cas-22"]
)
@pytest.mark.parametrize("noise", [b"xx#", b"\xfe\xf1", b"0.5 kg", b"S S    1", b"ST,GS,+ 1"])
def test_noise_in_the_line_of_a_weight_is_told_and_costs_no_weight(protocol: str, noise: bytes) -> None:
    for _, data, value, unit, stable, _mode in FRAMES[protocol]:
        if data[:1].isdigit():
            continue  # with its number in front, nobody knows where it begins
        found = rows(protocol, noise + data)
        assert [one["kind"] for one in found] == ["invalid", "weight"], data
        assert (found[0]["text"], found[1]["value"]) == (escaped(noise), value)
        assert (found[1]["unit"], found[1]["stable"]) == (unit, stable)


def test_a_decimal_comma_is_read_only_where_it_was_announced() -> None:
    for protocol, comma in (("mt-sics", b"S S     1,250 kg\r\n"), ("st-gs", b"ST,GS,+  12,345kg\r\n")):
        assert [answer.kind for answer in Ear(find(protocol)).feed(comma)] == [Kind.INVALID]
        assert [answer.kind for answer in Ear(find(protocol), decimal_comma=True).feed(comma)] == [
            Kind.WEIGHT
        ]
    announced = Ear(find("st-gs"), decimal_comma=True)
    assert [str(answer.value) for answer in announced.feed(b"ST,GS,+  12.345kg\r\n")] == ["12.345"]
