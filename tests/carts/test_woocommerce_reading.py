"""What a shop sends that no database stores."""

import pytest

from station.carts.reading import decode


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        (rb'["cut \ud83d"]', "cut \ufffd"),
        (rb'["whole \ud83d\ude00"]', "whole \U0001f600"),
        (rb'["\ude00 half"]', "\ufffd half"),
        (rb'["\ud83d\ud83d\ude00"]', "\ufffd\U0001f600"),
        (rb'["a\u0000b"]', "a\ufffdb"),
        (rb'["C:\\ud83d"]', "C:\\ud83d"),
        (rb'["\uD83D"]', "\ufffd"),
    ],
)
def test_a_character_that_is_none_keeps_no_order_from_being_stored(sent: bytes, read: str) -> None:
    assert decode(sent) == [read]
    read.encode()
