"""Bytes as people compare them with a manual: sixteen a line, in hex and as text."""

ROW = 16


def dump(data: bytes) -> str:
    """The last line is the last bytes."""
    return "\n".join(_line(data[place : place + ROW]) for place in range(0, len(data), ROW))


def _line(row: bytes) -> str:
    text = "".join(chr(byte) if 32 <= byte < 127 else "·" for byte in row)
    return f"{row.hex(' '):<{ROW * 3 - 1}}  {text}"
