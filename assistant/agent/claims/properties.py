"""Judges what a sentence says a product is: waterproof, wireless, foldable; its colour; what it is made of.

A property that a row denies, or that nothing in the row mentions, is not said. Questions, wishes and conditions claim
nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final

from assistant.agent.claims.colours import COLOURS, MATERIALS, colour_groups, material_groups
from assistant.agent.claims.reading import fold
from assistant.agent.claims.row_facts import RowFacts

_PROPERTIES: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("wireless charging", r"wireless(?:ly)?[- ]charg\w*|charges? wirelessly|无线充电?", ("wireless_charging",)),
    ("waterproof", r"water-?proof\w*|防水(?![袋套罩])", ("waterproof",)),
    ("water resistant", r"water[- ](?:resistant|repellent)|防泼水", ("waterproof",)),
    ("not wireless", r"(?<![a-z])wired\b|corded|有线", ("!wireless", "!cordless")),
    ("wireless", r"wireless|cordless|无线", ("wireless", "cordless")),
    ("bluetooth", r"bluetooth|蓝牙", ()),
    ("foldable", r"foldable|folding|folds? (?:flat|up|away|down|small)|collapsible|可?折叠", ("foldable",)),
    ("rechargeable", r"rechargeable|可?充电(?:式|的|款)", ("rechargeable",)),
    ("machine washable", r"machine[- ]wash\w*|washing machine|机洗", ("machine_washable",)),
    ("dishwasher safe", r"dishwasher|洗碗机", ("dishwasher_safe",)),
    ("microwave safe", r"microwave|微波炉", ("microwave_safe",)),
    ("vegan", r"vegan|纯素", ("vegan",)),
    ("noise cancelling", r"noise[- ]cancel\w*|降噪", ("noise_cancelling",)),
    ("fragrance free", r"(?:fragrance|perfume|scent)[- ]free|unscented|无香", ("fragrance_free",)),
    ("sulfate free", r"sul(?:f|ph)ate[- ]free|无硫酸盐", ("sulfate_free",)),
    ("grain free", r"grain[- ]free|无谷", ("grain_free",)),
    ("touchscreen", r"touch[- ]?screen|触摸?屏|触控屏", ("touchscreen",)),
    ("dimmable", r"dimm(?:able|er)|(?:可|无级)调光", ("dimmable",)),
    ("backlit", r"back-?li(?:t|ght)\w*|背光", ("backlit",)),
    ("curved", r"curved (?:screen|display|monitor|panel)|曲面", ("curved",)),
    ("height adjustable", r"height[- ]adjustable|adjustable height|(?:高度可调|可调高度|升降)", ("height_adjustable",)),
    ("reflective", r"reflective|反光", ("reflective",)),
    ("hooded", r"hooded|with a hood|带帽|连帽", ("hooded", "hood")),
    ("left handed", r"left[- ]hand\w*|左手|左撇子", ("left_handed",)),
    ("self cleaning", r"self[- ]clean\w*|自动清洁|自清洁", ("self_cleaning", "automatic")),
    ("insulated", r"insulated|保温", ("insulated", "keep_warm")),
    ("keep warm", r"keep(?:s|-)?[- ]?warm (?:function|mode|setting)|keep-warm", ("keep_warm",)),
    (
        "temperature control",
        r"temperature control\w*|(?:adjustable|variable) temperature|调温|"
        r"控温",
        ("temperature_control",),
    ),
    ("origin", r"\bmade in [a-z]+|\bimported\b|产自|原产|进口(?!关税)", ()),
    ("award", r"\bawards?\b|\baward-winning|\bcertified\b|获奖|获得[^，。]{0,8}奖|认证", ()),
    ("non stick", r"non-?stick|不粘", ("non_stick",)),
    ("non slip", r"non-?slip|anti-?slip|防滑", ("non_slip",)),
    ("anti fog", r"anti-?fog|防雾", ("anti_fog",)),
    ("frost proof", r"frost[- ]?proof|防冻|耐寒", ("frost_proof",)),
    ("solar", r"solar|太阳能", ("solar",)),
    ("gps", r"\bgps\b|定位", ("gps",)),
    ("cellular", r"cellular|\besim\b|蜂窝|独立通话", ("cellular",)),
    ("self watering", r"self[- ]watering|自动浇水|自吸水", ("self_watering",)),
    ("remote control", r"remote control|遥控", ("remote_control",)),
    ("oscillating", r"oscillat\w*|摇头", ("oscillating",)),
    ("retractable", r"retractable|伸缩", ("retractable",)),
    ("built-in grinder", r"built-in grinder|自带研磨|内置磨豆", ("grinder",)),
    ("batteries included", r"batteries (?:are )?included|含电池|附带?电池", ("batteries_included",)),
    ("stretch", r"\bstretchy?\b|弹力|微弹", ("stretch",)),
    ("pockets", r"(?:has|with|have) pockets|有口袋|带口袋", ("pockets",)),
    ("armrests", r"armrests?|扶手", ("armrests",)),
    ("induction", r"induction|电磁炉", ("induction",)),
    ("organic", r"\borganic\b|有机", ()),
    ("hypoallergenic", r"hypo-?allergenic|低敏|防过敏", ()),
    ("bpa free", r"\bbpa[- ]free|不含双酚", ()),
)
"""What is claimed, how it is written, and the yes-or-no attributes that decide it (`!`: inverted)."""
_COMPILED: Final = [(name, re.compile(pattern, re.ASCII), keys) for name, pattern, keys in _PROPERTIES]
_KEYS: Final = frozenset(key.lstrip("!") for _, _, keys in _PROPERTIES for key in keys) | {
    "sound",
    "light",
    "set",
    "timer",
}
"""Attributes that have their words above, and those whose names mean too much else."""
_ANY: Final = re.compile("|".join(f"(?:{pattern})" for _, pattern, _ in _PROPERTIES), re.ASCII)
_NOT: Final = re.compile(
    r"(?:\b(?:not|isn't|aren't|doesn't|don't|no|without|lacks?|lacking|never|neither|nor|non|cannot|can't|won't|"
    r"rather than|instead of|out of)"
    r"\b(?! only| just)[^,.;:!?，。；]{0,22}|"
    r"(?<!而)(?:不(?!仅|但|只|错|过)|没有?|[无零]|非(?!常)|未|缺少|缺乏)[^，。；,.;]{0,8})$",
    re.ASCII,
)
_WISH: Final = re.compile(
    r"\b(?:if|whether|want(?:ed|s)?|need(?:ed|s)?|looking for|prefer|would like|you asked|search(?:ed|ing)? for|filter|"
    r"should you|do you|are you|is it|let me know)\b|如果|若|想要|想找|需要|要求|是否|要不要|希望|您(?:要|问|说|提)|"
    r"还是说|吗",
    re.ASCII,
)
_COMPARED: Final = re.compile(
    r"(?:\b(?:unlike|same as|follows?|than|like|of|from) (?:the|our|a|its) (?:[a-z]+ )?|(?:和|跟|与|同|比|"
    r"像)[^，。]{0,4})$",
    re.ASCII,
)
"""Before the property of another product: `the same as the white version`, 声音比无线款低."""
_HALF: Final = re.compile(r"[,;，；。!?]|\bbut\b|\bwhile\b|但|而")


@dataclass(frozen=True, slots=True)
class PropertyClaim:
    """Something claimed at `start:end` of a sentence: `yes` where it is said to be so, not so otherwise."""

    name: str
    start: int
    end: int
    yes: bool


def properties_in(text: str, attributes: Iterable[str] = ()) -> list[PropertyClaim]:
    """What a folded sentence, its names hidden, says that products are, have, or are made of.

    `attributes` are names of the catalogue's own yes-or-no attributes: `rain_cover` is claimed by "rain cover".
    """
    if text.rstrip().endswith(("?", "？")):
        return []
    named = [key for key in attributes if key not in _KEYS]
    found = [
        *_plain(text),
        *_of_attributes(named, text),
        *_of(COLOURS, "colour", text),
        *_of(MATERIALS, "material", text),
    ]
    return [
        claim
        for claim in found
        if not _WISH.search(_half_before(text, claim.start)) and not _COMPARED.search(_lead(text, claim.start))
    ]


def property_holds(claim: PropertyClaim, rows: Sequence[RowFacts]) -> bool:
    """Whether what is claimed is so of one of the rows that a name may mean; what is denied must be so of none."""
    if claim.yes:
        return any(_state(claim, facts) for facts in rows)
    return all(not _state(claim, facts) or _denies(claim, facts.text) for facts in rows)


def mentioned_in(claim: PropertyClaim, text: str) -> bool:
    """Whether a folded text speaks of the property at all."""
    pattern = _pattern(claim)
    return pattern is not None and bool(pattern.search(text))


def _plain(text: str) -> Iterator[PropertyClaim]:
    if not _ANY.search(text):
        return
    taken: list[tuple[int, int]] = []
    for name, pattern, _ in _COMPILED:
        for match in pattern.finditer(text):
            if not any(match.start() < end and start < match.end() for start, end in taken):
                taken.append(match.span())
                yield PropertyClaim(name, *match.span(), not _NOT.search(_lead(text, match.start())))


def _of(pattern: re.Pattern[str], kind: str, text: str) -> Iterator[PropertyClaim]:
    for match in pattern.finditer(text):
        word = next(group for group in match.groups() if group)
        yield PropertyClaim(
            f"{kind} {word}",
            match.start(),
            match.end(),
            not _NOT.search(_lead(text, match.start())),
        )


def _of_attributes(keys: Iterable[str], text: str) -> Iterator[PropertyClaim]:
    for key in keys:
        for match in _named(key).finditer(text):
            yield PropertyClaim(f"attribute {key}", *match.span(), not _NOT.search(_lead(text, match.start())))


@lru_cache(maxsize=1024)
def _named(key: str) -> re.Pattern[str]:
    """How an attribute's name stands in a sentence."""
    words = [re.escape(word) for word in fold(key).split("_")]
    return re.compile(rf"(?<![a-z]){'[ -]?'.join(words)}s?(?![a-z])")


def _lead(text: str, place: int) -> str:
    """What stands shortly before a place."""
    return text[max(0, place - 48) : place]


def _half_before(text: str, place: int) -> str:
    """The part of a sentence that leads to a place, from the last comma on."""
    ends = [match.end() for match in _HALF.finditer(text[:place])]
    return text[ends[-1] if ends else 0 : place]


def _state(claim: PropertyClaim, facts: RowFacts) -> bool | None:
    """Whether the row is what is claimed: True or False where it says so, None where it says nothing."""
    kind, _, word = claim.name.partition(" ")
    if kind == "colour" and word:
        return _among(colour_groups(word), colour_groups(_own_colours(facts) or facts.text))
    if kind == "material" and word:
        return _among(material_groups(word), material_groups(facts.text))
    if kind == "attribute":
        stated = facts.row.attributes.get(word)
        return stated if isinstance(stated, bool) else _mentioned(_named(word), facts.text)
    name, pattern, keys = next(entry for entry in _COMPILED if entry[0] == claim.name)
    for key in keys:
        stated = facts.row.attributes.get(key.lstrip("!"))
        if isinstance(stated, bool):
            return stated != key.startswith("!") or (name == "water resistant" and bool(pattern.search(facts.text)))
    return _mentioned(pattern, facts.text)


def _pattern(claim: PropertyClaim) -> re.Pattern[str] | None:
    if claim.name.startswith("attribute "):
        return _named(claim.name.partition(" ")[2])
    return next((pattern for name, pattern, _ in _COMPILED if name == claim.name), None)


def _denies(claim: PropertyClaim, text: str) -> bool:
    """Whether a row's own words deny the property somewhere."""
    pattern = _pattern(claim)
    return pattern is not None and any(
        _NOT.search(text[max(0, match.start() - 30) : match.start()]) for match in pattern.finditer(text)
    )


def _own_colours(facts: RowFacts) -> str:
    """The row's colour and titles, where it states a colour: a description may name what else it goes with."""
    row = facts.row
    stated = [str(value) for name, value in row.attributes.items() if name in ("colour", "color")]
    return fold(" ".join([*stated, row.title, row.title_zh])) if stated else ""


def _among(claimed: frozenset[str], stated: frozenset[str]) -> bool | None:
    return bool(claimed & stated) if stated else None


def _mentioned(pattern: re.Pattern[str], text: str) -> bool | None:
    """Whether a row's own words say so, or say the opposite."""
    said = [not _NOT.search(text[max(0, match.start() - 30) : match.start()]) for match in pattern.finditer(text)]
    return any(said) if said else None
