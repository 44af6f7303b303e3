"""The shop's colours: what a catalogue's colour word looks like, lit and shaded, and the tint behind a department."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

INK: Final = "#2b3040"
"""The darkest line of any picture; also what a shade is mixed with."""
STEEL: Final = "#b9c2cc"
GLASS: Final = "#cfe6ee"
WOOD: Final = "#c08a58"
PAPER: Final = "#fffdf8"
LEAF: Final = "#5d9e62"

RAINBOW: Final = ("#e2574c", "#f0963f", "#f4c84a", "#62ad6b", "#4a8fd0", "#8b6cc0")
"""What stands in for the colour `multicolour`, and where pictures find bright small parts."""

_COLOURS: Final = {
    "black": "#3a3f4b", "white": "#faf9f5", "grey": "#8b94a1", "silver": "#c5cdd6", "navy": "#2f4374",
    "blue": "#4a82cc", "teal": "#2f9d98", "green": "#5aa065", "olive": "#85894b", "red": "#d44c42",
    "orange": "#ee8d3d", "yellow": "#f4c548", "pink": "#ee93ab", "purple": "#8768bd", "brown": "#9a6a43",
    "beige": "#dcc6a6", "cream": "#f3e7cc", "gold": "#d6a94a", "multicolour": "#4a8fd0",
}  # fmt: skip

_TINTS: Final = {
    "electronics": "#dbe6f3", "audio": "#e6dff2", "home": "#f3e6d8", "kitchen": "#fbe2d2", "outdoor": "#dcebdd",
    "sports": "#d7edf0", "garden": "#e6efcf", "toys": "#fdecc4", "books": "#ece2d4", "beauty": "#fadfe5",
    "fashion": "#e5e4ef", "pets": "#f6e5cb",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Shades:
    """One colour in five strengths, from `pale` (in full light) to `deep` (in full shade)."""

    pale: str
    light: str
    base: str
    dark: str
    deep: str


def mix(one: str, other: str, share: float) -> str:
    """Return the colour `share` (0 to 1) of the way from `one` to `other`, all of them `#rrggbb`."""
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)


def shades(colour: str) -> Shades:
    """Return the shades of a catalogue's colour word or of a `#rrggbb` colour; an unknown word is grey."""
    base = colour if colour.startswith("#") else _COLOURS.get(colour, _COLOURS["grey"])
    dark = max(int(base[at : at + 2], 16) for at in (1, 3, 5)) < 0x60
    shadow = mix(base, "#0d0f16", 0.8) if dark else mix(base, INK, 0.5)
    return Shades(
        pale=mix(base, "#ffffff", 0.6),
        light=mix(base, "#ffffff", 0.22),
        base=base,
        dark=mix(base, shadow, 0.34),
        deep=mix(base, shadow, 0.75),
    )


def tint(department: str) -> str:
    """Return the background of a department's pictures."""
    return _TINTS.get(department, "#e8e8ec")
