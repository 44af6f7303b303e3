"""What shoppers call the attributes of one kind of product: what is measured, what is there or not, and words."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.agent.constraints.numerals import normalise
from assistant.agent.constraints.sizes import SizeLabels
from assistant.agent.constraints.word_finder import WordFinder
from retrieval.names import attribute_key
from retrieval.units import convertible, split_unit
from retrieval.vocabulary import Measure, Vocabulary

_MEASURED_IN_WORDS = {
    "weight": "weight weigh weighs weighing light lighter heavy heavier 重 重量 轻 克重",
    "length": "length long longer short shorter 长 长度",
    "width": "width wide wider narrow narrower 宽 宽度",
    "height": "height tall taller high higher 高 高度",
    "depth": "depth deep deeper 深 深度",
    "thickness": "thickness thick thicker thin thinner 厚 厚度",
    "diameter": "diameter across 直径",
    "capacity": "capacity hold holds holding volume tank 容量 容积",
    "volume": "volume bottle 容量",
    "battery": "battery lasts lasting charge playtime runtime 续航 电池 待机",
    "run": "runtime run runs running battery 续航 运行",
    "screen": "screen display 屏幕 屏 显示屏",
    "storage": "storage space 存储 储存 硬盘 空间",
    "memory": "memory ram 内存 运存",
    "power": "power powerful 功率",
    "noise": "noise noisy loud quiet quieter silent 噪音 分贝 安静",
    "refresh": "refresh 刷新率",
    "persons": "person persons people adult adults 人",
    "pieces": "piece pieces 片 件 块装 件套",
    "pages": "page pages 页",
    "lumens": "lumen lumens lm 流明",
    "ports": "port ports 接口 口",
    "cups": "cup cups 杯",
    "keys": "key keys 键",
    "burners": "burner burners 炉头",
    "speeds": "speed speeds 档 挡",
    "layers": "layer layers 层",
    "recipes": "recipe recipes 道菜",
    "hdmi_ports": "hdmi 接口",
    "players_max": "player players 人",
    "load": "load carry carries support supports 承重 负重",
    "range": "range 遥控距离 距离",
    "top_speed": "speed fast 时速 速度",
    "light": "light 照明",
    "protein": "protein 蛋白 蛋白质",
    "seat_height": "seat 座高",
}
"""What is measured, as attributes are often named -> the words beside a number that mean it."""

_COUNTED_BACKWARDS = frozenset({"players_min", "age_min", "age_max"})
"""Lower and upper ends that the catalogue states; a number beside `players` means the others."""

_EVERYDAY = """
all max medium normal general regular natural mixed clear light wide straight wall desk floor open play block stick cap
mat pad dry wet fine green amber adult child city farm gas wood direct high mid long short down
"""
_TOO_COMMON = frozenset(_EVERYDAY.split())
"""Values that are everyday words; only what the shop lists for them is read."""

_MATERIAL = re.compile(r"(?:^|_)(?:material|fabric|fill)$")


@dataclass(frozen=True, slots=True)
class Measured:
    """A numeric attribute: `name` without its unit, what it is stated in, and the words that mean it."""

    name: str
    measures: tuple[Measure, ...]
    words: frozenset[str]

    @property
    def is_counted(self) -> bool:
        """Whether it is a plain number."""
        return any(not measure.unit for measure in self.measures)

    def fits(self, unit: str) -> bool:
        """Whether it can be asked in `unit`."""
        return any(measure.unit and convertible(unit, measure.unit) for measure in self.measures)


@dataclass(frozen=True, slots=True)
class AttributeWords:
    """The attributes that products of one kind have, by the shopper's words; empty for a kind that is not known.

    `values` finds names as `attribute=value`, those of attributes that are there or not as `attribute=yes`.
    """

    measured: tuple[Measured, ...] = ()
    values: WordFinder = field(default_factory=lambda: WordFinder({}))
    sizes: SizeLabels = field(default_factory=SizeLabels)

    def has(self, name: str) -> bool:
        """Whether there is a numeric attribute of that name, without its unit."""
        return any(one.name == name for one in self.measured)


def attribute_words(vocabulary: Vocabulary, listed: Mapping[str, Any], spoken_for: Iterable[str]) -> AttributeWords:
    """The words for what `vocabulary` says of one kind of product.

    `listed` is the shop's word list: `attributes` (name -> words) and `values` (value, or a word of it -> words).
    `spoken_for` are words in normal form that mean something else already, such as kinds of
    product and colours; those of them that
    the shop lists as values all the same are read.
    """
    taken = frozenset(spoken_for)
    names: Mapping[str, Sequence[str]] = listed.get("attributes") or {}
    values: Mapping[str, Sequence[str]] = listed.get("values") or {}
    found: dict[str, list[str]] = {}
    for name in vocabulary.yes_no_attributes:
        own = [] if names.get(name) else _spellings(name)
        for word in [*own, *names.get(name, ())]:
            found.setdefault(normalise(word), []).append(f"{name}=yes")
    for word, meant in _value_words(vocabulary, values, taken):
        found.setdefault(word, []).extend(one for one in meant if one not in found.get(word, ()))
    unambiguous = {word: meant for word, meant in found.items() if len({one.split("=")[0] for one in meant}) == 1}
    return AttributeWords(
        _measured(vocabulary, names), WordFinder(unambiguous), SizeLabels(vocabulary.attributes.get("size", ()))
    )


def _measured(vocabulary: Vocabulary, names: Mapping[str, Sequence[str]]) -> tuple[Measured, ...]:
    """One entry for each thing measured, whatever the units in which it is stated."""
    grouped: dict[str, list[Measure]] = {}
    for name, measures in vocabulary.measures.items():
        grouped.setdefault(split_unit(attribute_key(name))[0], []).extend(measures)
    return tuple(
        Measured(stem, tuple(measures), frozenset([*_stem_words(stem), *(normalise(w) for w in names.get(stem, ()))]))
        for stem, measures in grouped.items()
    )


def _stem_words(stem: str) -> list[str]:
    if stem in _COUNTED_BACKWARDS:
        return []
    usual = _MEASURED_IN_WORDS.get(stem, "") or _MEASURED_IN_WORDS.get(stem.split("_")[-1], "")
    return [*usual.split(), *stem.split("_")]


def _spellings(name: str) -> list[str]:
    words = name.replace("_", " ")
    return [words, words.replace(" ", "-"), words.replace("cancelling", "canceling")]


def _value_words(
    vocabulary: Vocabulary, listed: Mapping[str, Sequence[str]], taken: frozenset[str]
) -> Iterable[tuple[str, list[str]]]:
    """Words and the `attribute=value` they mean; of a material each word counts (`cotton` for cotton jersey)."""
    for name, values in vocabulary.attributes.items():
        if name in ("colour", "color", "size", "author"):
            continue
        for value in values:
            said = normalise(value)
            if said not in taken and said not in _TOO_COMMON and len(said) > 2:
                yield said, [f"{name}={value}"]
        for part, words in listed.items():
            meant = [f"{name}={value}" for value in values if _means(normalise(value), normalise(part), name)]
            for word in words if meant else ():
                yield normalise(word), meant


def _means(value: str, part: str, attribute: str) -> bool:
    if value == part:
        return True
    return bool(_MATERIAL.search(attribute)) and bool(re.search(rf"\b{re.escape(part)}\b", value))
