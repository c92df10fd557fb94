"""Makes the station's sounds: 16-bit mono WAV at 44.1 kHz, each told apart with the eyes shut.

Run once: `python resources/sounds/generate.py`. The files are part of the program.
"""

import math
import struct
import wave
from pathlib import Path

RATE = 44_100
HERE = Path(__file__).resolve().parent
Tone = tuple[float, float, float]  # Hz (0: silence), seconds, roughness 0-1

SOUNDS: dict[str, tuple[Tone, ...]] = {
    "ok": ((1760, 0.060, 0),),
    "line": ((1319, 0.060, 0), (0, 0.025, 0), (1976, 0.060, 0)),
    "order": ((1047, 0.070, 0), (0, 0.025, 0), (1319, 0.070, 0), (0, 0.025, 0), (1568, 0.130, 0)),
    "wrong": ((196, 0.160, 1), (0, 0.060, 0), (196, 0.160, 1)),
    "too_many": ((880, 0.090, 0.3), (0, 0.03, 0), (660, 0.090, 0.3), (0, 0.03, 0), (440, 0.140, 0.3)),
    "question": ((740, 0.110, 0), (0, 0.080, 0), (740, 0.110, 0)),
    "stop": tuple(tone for _ in range(4) for tone in ((523, 0.220, 0.4), (349, 0.220, 0.4))),
    "device_lost": ((147, 0.700, 0.2),),
}


def samples(tone: Tone) -> list[float]:
    """A tone with soft edges, so that it does not click; roughness adds odd harmonics and a 40 Hz beat."""
    hertz, seconds, rough = tone
    count = round(RATE * seconds)
    if not hertz:
        return [0.0] * count
    edge = min(count // 4, round(RATE * 0.006))
    made = []
    for place in range(count):
        turn = 2 * math.pi * hertz * place / RATE
        value = math.sin(turn) + 0.18 * math.sin(2 * turn)
        if rough:
            value += rough * (0.5 * math.sin(3 * turn) + 0.33 * math.sin(5 * turn) + 0.2 * math.sin(7 * turn))
            value *= 1 - 0.4 * rough * (0.5 + 0.5 * math.sin(2 * math.pi * 40 * place / RATE))
        fade = min(1.0, place / edge, (count - 1 - place) / edge)
        made.append(value * fade)
    return made


def write(name: str, tones: tuple[Tone, ...]) -> None:
    values = [value for tone in tones for value in samples(tone)]
    loudest = max(abs(value) for value in values)
    with wave.open(str(HERE / f"{name}.wav"), "wb") as out:
        out.setnchannels(1)
        out.setsampwidth(2)
        out.setframerate(RATE)
        out.writeframes(b"".join(struct.pack("<h", round(value / loudest * 26_000)) for value in values))


if __name__ == "__main__":
    for sound, parts in SOUNDS.items():
        write(sound, parts)
