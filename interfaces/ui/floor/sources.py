"""What an answer stands on, read from its logged tool calls: the shop's rules, reviews' sentences, catalogue rows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from assistant.agent.events import Language
from interfaces.ui.floor.names import ShopNames
from interfaces.ui.floor.texts import all_texts, say
from records.nouns import ToolCall, Turn

MOST = 24
"""Sources of one answer that are shown; the first ones are what it begins with."""
_ROW_TOOLS = frozenset({"search_products", "similar_products", "show_product", "compare_products"})
_TOLD_RULE = re.compile(r"^\[(?P<topic>[\w -]+)\] (?P<title>[^:]+): (?P<text>.+)$")
_CITED_RULE = re.compile(r"^\*\*(?P<title>.+?)\*\* ?[(（](?P<about>[^()（）]+)[)）][:：] ?(?P<text>.+)$")
_REVIEW = re.compile(
    r"^- “(?P<text>.+)” ?[(（](?P<stars>[1-5]) ?(?:stars|星)(?:[,，] ?(?P<date>\d{4}-\d\d-\d\d))?"
    r"(?:[,，][^()（）]*)?[)）]$"
)
_NUMBERED = re.compile(r"^\[\d+\] (?P<title>.+?): (?P<facts>.+)$")
_UNNUMBERED = re.compile(r"^(?P<title>[^\[].*?): (?P<facts>.+)$")
_COMPARED = re.compile(r"\[(?P<number>\d+)\] = (?P<title>.+?)(?=, \[\d+\] = |$)")
_CELL = re.compile(r"\[(?P<number>\d+)\] (?P<value>.+?)(?=, \[\d+\] |$)")
_WAS = re.compile(r" \(was (?P<price>[^()]+)\)")
_FACT = re.compile(
    r"(?P<rating>[\d.]+) stars(?: from (?P<count>\d+) reviews)?|(?P<left>\d+) in stock|(?P<out>out of stock)"
    r"|brand (?P<brand>.+)|(?P<no>not )?(?P<rest>.+)"
)


@dataclass(frozen=True, slots=True)
class SourceWriter:
    """Writes sources in the turn's language. `rule_titles` maps a policy's topic to its title in `en` and `zh`."""

    names: ShopNames = field(default_factory=ShopNames)
    rule_titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    def sources(self, turn: Turn) -> list[dict[str, Any]]:
        """JSON-ready plain texts, each once; empty where no tool found anything that can be quoted.

        A `rule` has `title`, `about` (its policy) and `quote`; a `review` `quote`, `stars` (1 to 5), `date` (ISO or
        empty) and `about`, what the reviews are of; a `row` the product's `title` and its facts as `quote`.
        """
        language: Language = "zh" if turn.language == "zh" else "en"
        found = [source for call in turn.tool_calls if call.ok for source in self._of(call, language)]
        return list({(one["kind"], one["title"], one["quote"]): one for one in found}.values())[:MOST]

    def _of(self, call: ToolCall, language: Language) -> Iterator[dict[str, Any]]:
        lines = call.result.splitlines()
        if call.name == "review_digest":
            yield from _reviews(lines)
        elif call.name in _ROW_TOOLS:
            yield from self._rows(call.name, lines, language)
        elif call.name == "lookup_policy":
            yield from self._told(lines, language)
        else:
            yield from _cited(lines)

    def _told(self, lines: Iterable[str], language: Language) -> Iterator[dict[str, Any]]:
        for found in filter(None, map(_TOLD_RULE.match, lines)):
            about = self.rule_titles.get(found["topic"], {}).get(language, "")
            yield _source("rule", found["title"], found["text"], about=about)

    def _rows(self, tool: str, lines: Sequence[str], language: Language) -> Iterator[dict[str, Any]]:
        if lines and _COMPARED.match(lines[0]):
            yield from self._compared(lines, language)
            return
        for number, line in enumerate(lines):
            alone = _UNNUMBERED.match(line) if tool == "show_product" and number == 0 else None
            if found := _NUMBERED.match(line) or alone:
                facts = [self._fact(one, language) for one in found["facts"].split(", ")]
                more = lines[number + 1 :] if alone else []
                yield _source("row", found["title"], "\n".join([self._joined(facts, language), *more]))

    def _compared(self, lines: Sequence[str], language: Language) -> Iterator[dict[str, Any]]:
        """A table told line by line: each product's own column of it."""
        facts: dict[str, list[str]] = {found["number"]: [] for found in _COMPARED.finditer(lines[0])}
        for line in lines[1:]:
            name, _, cells = line.partition(": ")
            for cell in _CELL.finditer(cells):
                facts.get(cell["number"], []).append(self._cell(name, cell["value"], language))
        for found in _COMPARED.finditer(lines[0]):
            if facts[found["number"]]:
                yield _source("row", found["title"], self._joined(facts[found["number"]], language))

    def _cell(self, name: str, value: str, language: Language) -> str:
        named = all_texts()[language]["sources_columns"].get(name) or self.names.name_in(name, language)
        return say(language, "chips.attribute", name=named, value=self._value(value, language))

    def _fact(self, fact: str, language: Language) -> str:
        """A fact as the catalogue states it; in Chinese with the shop's own Chinese words."""
        read = _FACT.fullmatch(fact)
        if language == "en" or read is None:
            return fact
        if read["rating"]:
            told = say(language, "sources_fact.rating", rating=read["rating"])
            return told + (say(language, "sources_fact.reviews", count=read["count"]) if read["count"] else "")
        if read["left"] or read["out"]:
            key = "left" if read["left"] else "out"
            return say(language, f"sources_fact.{key}", count=read["left"] or 0)
        if read["brand"]:
            return say(language, "sources_fact.brand", name=read["brand"])
        told = self._value(read["rest"], language)
        return say(language, "sources_fact.lacks", label=told) if read["no"] else told

    def _value(self, words: str, language: Language) -> str:
        """Words of the catalogue in the language, as far as the shop has names for them: `battery 22 h`, `black`."""
        words = _WAS.sub(lambda found: say(language, "sources_fact.was", price=found["price"]), words)
        named = self.names.name_in(words, language)
        if named != words or language == "en":
            return {"yes": "是", "no": "否"}.get(words, named) if language == "zh" else named
        parts = words.split(" ")
        for cut in range(len(parts) - 1, 0, -1):
            label = " ".join(parts[:cut])
            if (name := self.names.name_in(label, language)) != label:
                value = " ".join(parts[cut:])
                return say(language, "chips.attribute", name=name, value=self.names.name_in(value, language))
        return {"yes": "是", "no": "否"}.get(words, words)

    def _joined(self, facts: Sequence[str], language: Language) -> str:
        return ("，" if language == "zh" else ", ").join(facts)


def _source(kind: str, title: str, quote: str, **more: Any) -> dict[str, Any]:
    return {"kind": kind, "title": title.strip(), "quote": quote.strip(), "about": "", **more}


def _cited(lines: Iterable[str]) -> Iterator[dict[str, Any]]:
    for found in filter(None, map(_CITED_RULE.match, lines)):
        yield _source("rule", found["title"], found["text"], about=found["about"])


def _reviews(lines: Sequence[str]) -> Iterator[dict[str, Any]]:
    """Each quoted sentence; the digest's first line says what the reviews are of."""
    for found in filter(None, map(_REVIEW.match, lines)):
        told = {"stars": int(found["stars"]), "date": found["date"] or "", "about": lines[0]}
        yield _source("review", "", found["text"], **told)
