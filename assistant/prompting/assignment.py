"""Which version of a prompt a conversation gets, by lot and always the same one: the hash of its id decides.

A conversation's place is one of a hundred, drawn for each prompt anew, so that two trials at a time do not fall on the
same conversations. The versions take the places in the order of their numbers: a share that grows keeps the
conversations it has, where it is the first or the last.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

PLACES = 100


def place_of(name: str, conversation_id: str) -> int:
    """The conversation's place for a prompt, 0 to 99; evenly drawn, the same in every process and for ever."""
    drawn = hashlib.sha256(f"{name}\n{conversation_id}".encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(drawn[:8], "big") % PLACES


def version_at(place: int, shares: Mapping[int, int]) -> int:
    """The version that has a place, where `shares` are whole percents and come to 100.

    Raises:
        ValueError: they come to less than the place asked for.
    """
    end = 0
    for version in sorted(shares):
        end += shares[version]
        if place < end:
            return version
    raise ValueError(f"shares of {end} percent have no place {place}")
