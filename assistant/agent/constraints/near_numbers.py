"""Where in a message its numbers stand: limits are looked for only there, so that a long message costs little."""

from __future__ import annotations

import re

from assistant.agent.constraints.numerals import HAN_PATTERN

MOST = 20
"""Numbers of a message that are looked at: the first and the last of them, half each."""
BEFORE, AFTER = 90, 40
"""How many characters around a number can say what it limits."""
LONGEST = 24
"""Characters of a number; more are noise."""

_NUMBER = re.compile(rf"\d[\d.,]*|{HAN_PATTERN}", re.ASCII)
_NOISE = re.compile(rf"[\d.,]{{{LONGEST + 1},}}|[{HAN_PATTERN[1:-2]}]{{{LONGEST + 1},}}", re.ASCII)


def without_noise(text: str) -> str:
    """The text with runs of digits that are too long for a number blank; each place as it was."""
    return _NOISE.sub(lambda match: "?" * len(match[0]), text)


def stretches(text: str) -> list[tuple[int, int]]:
    """The parts of a text, from the front, in which numbers stand with the words around them."""
    numbers = [match.span() for match in _NUMBER.finditer(text)]
    if len(numbers) > MOST:
        numbers = numbers[: MOST // 2] + numbers[-MOST // 2 :]
    parts: list[tuple[int, int]] = []
    for start, end in numbers:
        start, end = max(start - BEFORE, 0), min(end + AFTER, len(text))
        if parts and start <= parts[-1][1]:
            start = parts.pop()[0]
        parts.append((start, end))
    return parts
