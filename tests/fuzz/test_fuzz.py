"""Whatever comes over a line: a little of it on every run; `make fuzz` goes on until it is stopped."""

import pytest
from fuzzed import TARGETS
from hypothesis import given, settings
from hypothesis import strategies as st

FRAMES = (
    b"S S      1.250 kg\r\n",
    b"\x0201.250\r",
    b"\x02?a\r",
    b"\n0012.34lb\r\n00\r\x03",
    b"\n 1G       1.250kg \r",
    b"ST,+00001.27  g\r\n",
    b"     192.21 g\r\n",
    b"ST,GS,1\xc4,000013.5 kg\r\n",
    b"\x01\x02S 01.234kge\x03\x04",
    b"ST,GS,+  12.345kg\r\n",
    b"M-       0.250 kg\r\n",
    b"+   123.56 g  \r\n",
    b"\x02,0 001234000000\r+",
    b"\x02   12.34KG \r\n",
    b"SUI? -   58.237 kg \r\n",
    b"=000.3000",
    b"WG004.139kg3D\r\n",
    b"9900031600000004\r\n",
    b"\x03\x04\x02\x00\x14\x00",
    b"~]C0CMD-HELP\r\n",
    b"4006381333931\r\n",
)
BYTES = st.lists(
    st.one_of(
        st.binary(max_size=16),
        st.sampled_from(FRAMES),
        st.builds(lambda frame, cut: frame[:cut], st.sampled_from(FRAMES), st.integers(1, 12)),
        st.builds(lambda frame, cut: frame[cut:], st.sampled_from(FRAMES), st.integers(1, 12)),
    ),
    max_size=8,
).map(b"".join)


@pytest.mark.parametrize("target", [name for name in TARGETS if name != "unending"])
@settings(deadline=None, max_examples=100)
@given(first=st.integers(0, 255), data=BYTES)
def test_no_promise_is_broken(target: str, first: int, data: bytes) -> None:
    TARGETS[target](bytes([first]) + data)


@settings(deadline=None, max_examples=12)
@given(data=st.binary(min_size=2, max_size=40))
def test_nothing_grows_without_end(data: bytes) -> None:
    TARGETS["unending"](data)
