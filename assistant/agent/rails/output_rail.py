"""The rail on what the language model writes: each sentence is looked at before the shopper sees it.

Left out is what tells how the assistant is set up, what belongs to another customer, addresses and links that no tool
gave, markup, program code and swearing. Whether the facts are right is the claim check's matter.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property

from assistant.agent.rails.closing import fails_closed
from assistant.agent.rails.folding import fold
from assistant.agent.rails.other_people import people_in
from assistant.agent.rails.phrase_book import open_phrase_book
from prompts.library import Prompt

GRAM_WORDS = 6
"""So many words of the prompt in a row are no chance, if one of them only speaks to an assistant."""
GRAM_HAN = 10
_TO_AN_ASSISTANT = frozenset(
    ["you", "your", "never", "always", "tool", "tools", "function", "functions", "shopper", "call", "search_products"]
)
_SECRET_KEYS = ("system", "native_rules", "tool_notes", "tool_arguments", "guided", "answer")
_VARIABLE = re.compile(r"\$\{\w+\}")
_HAN_RUN = re.compile("[\u3400-\u9fff]+")
_CALL = re.compile(r"[\"']?(?:name|arguments|function)[\"']?\s*:\s*[\"'{]|</?tool_|<\|")
_HTML = re.compile(r"<\s*/?\s*[A-Za-z!?][^<>]*>?")
_LINK = re.compile(r"!?\[[^\]]*\]\s*\([^)]*\)?|\b(?:javascript|vbscript|data)\s*:\s*\S|!\[", re.IGNORECASE)
_URL = re.compile(
    r"(?:https?|ftp)://[^\s)>\]，。、]+|\bwww\.[^\s)>\]，。、]+|\b[\w-]+\.(?:com|net|org|io|cn|shop|store|example|test|info|biz|ru|xyz)\b(?:/\S*)?",
    re.IGNORECASE,
)
_EMAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*")
_PHONE = re.compile(r"(?<![\w.,$€£¥-])\+?\(?\d{2,5}\)?(?:[ \-.]\d{2,5}){2,}(?![\w%])|(?<![\d.,$€£¥])\+?\d{9,15}(?!\d)")
_CONTACT_ZH = re.compile(
    r"(?:微信|微信号|加v|QQ|qq|电报|telegram|whatsapp)\s*[:：号]?\s*[A-Za-z0-9_-]{4,}", re.IGNORECASE
)
_ORDER_ID = re.compile(r"\b[DC]-\d{3,}\b", re.IGNORECASE)
_ADDRESSES = {"e-mail": _EMAIL, "address": _URL, "contact": _CONTACT_ZH, "phone": _PHONE, "id": _ORDER_ID}
_LONG_CODE = re.compile(r"[A-Za-z0-9+/_-]{32,}={0,2}")
_PROGRAM = re.compile(
    r"^\s*(?:def \w+\(|class \w+[(:]|import \w+|from [\w.]+ import|for \w+ in .+:|while .+:|print\(|console\.|"
    r"function\s*\w*\(|(?:const|let|var) \w+ =|#include|public (?:static|class)|return [\w(\[].*[;)\]]|elif .+:|"
    r"SELECT .+ FROM |\w+\s*=\s*\[.*\]|[\w.]+\(.*\)\s*[;{]?\s*$|[{}]\s*$)"
)


@dataclass(frozen=True, slots=True)
class Given:
    """What the answer may repeat: what the shopper wrote and what tools gave, in this conversation; one text."""

    text: str

    @classmethod
    def of(cls, texts: Iterable[str]) -> Given:
        """Everything in lower case."""
        return cls("\n".join(texts).lower())

    def has(self, written: str) -> bool:
        """Whether the shopper or a tool wrote this, digits and letters alone compared for numbers."""
        lower = written.lower().rstrip(".,;:!?")
        return lower in self.text or (lower[:1] in "+(0123456789" and _digits(lower) in _digits(self.text))


class OutputRail:
    """Knows what the prompt says; one for all turns."""

    def __init__(self, prompt: Prompt) -> None:
        """`prompt` is the agent's; its words and the names of its tools are not for shoppers."""
        self._prompt = prompt

    def objection(self, sentence: str, given: Given) -> str | None:
        """Why a sentence may not be shown, in one or two words for the log; None where it may.

        Raises:
            RailError: the sentence could not be judged, so nothing of the answer may be shown.
        """
        with fails_closed("output"):
            return (
                self._of_set_up(sentence) or _of_markup(sentence) or _of_people(sentence, given) or _of_words(sentence)
            )

    def _of_set_up(self, sentence: str) -> str | None:
        lower = sentence.lower()
        if _CALL.search(sentence) or any(name in lower for name in self._tool_names):
            return "tool"
        folded = fold(sentence)
        grams = set(_grams(folded)) | set(_han_grams(folded))
        if not grams.isdisjoint(self._secrets) or open_phrase_book("revealing").find(folded):
            return "prompt"
        return None

    @cached_property
    def _tool_names(self) -> frozenset[str]:
        """Ids of two words; `reply` is a word like any other."""
        keys = (key.split(".") for key in self._prompt.texts)
        return frozenset(key[1] for key in keys if key[0] == "tool_notes" and "_" in key[1])

    @cached_property
    def _secrets(self) -> frozenset[str]:
        """Runs of words of the prompt that only an assistant is told."""
        texts = (text for key, text in self._prompt.texts.items() if key.split(".")[0] in _SECRET_KEYS)
        parts = [fold(part) for text in texts for part in _VARIABLE.split(text)]
        told = {gram for part in parts for gram in _grams(part) if not _TO_AN_ASSISTANT.isdisjoint(gram.split())}
        return frozenset(told | {gram for part in parts for gram in _han_grams(part)})


def _of_markup(sentence: str) -> str | None:
    if _HTML.search(sentence) or _LINK.search(sentence):
        return "markup"
    if _PROGRAM.search(sentence) or "```" in sentence:
        return "program"
    return "code" if _LONG_CODE.search(sentence) else None


def _of_people(sentence: str, given: Given) -> str | None:
    """Addresses, numbers, ids and names that neither the shopper nor a tool has written."""
    for what, pattern in _ADDRESSES.items():
        found = [match[0] for match in pattern.finditer(sentence)]
        if any(not given.has(text) for text in found if what != "phone" or _may_be_phone(text)):
            return what
    return "person" if any(not given.has(name) for name in people_in(sentence)) else None


def _of_words(sentence: str) -> str | None:
    return "profanity" if open_phrase_book("profanity").find(fold(sentence)) else None


def _grams(folded: str) -> Iterable[str]:
    words = [word for word in folded.split(" ") if word not in (".", ",")]
    return (" ".join(words[at : at + GRAM_WORDS]) for at in range(len(words) - GRAM_WORDS + 1))


def _han_grams(folded: str) -> Iterable[str]:
    for run in _HAN_RUN.findall(re.sub(r"[.,]", "", folded)):
        yield from (run[at : at + GRAM_HAN] for at in range(len(run) - GRAM_HAN + 1))


def _may_be_phone(written: str) -> bool:
    """Ten digits and more, or a leading zero or plus; `120-140-200` is a size."""
    return written[0] in "+(0" or len(_digits(written)) >= 10


def _digits(text: str) -> str:
    return re.sub(r"[^\d\n]", "", text)
