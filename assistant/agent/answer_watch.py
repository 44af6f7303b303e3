"""Watches an answer while a language model writes it, and keeps from the shopper what is no answer.

Models go wrong in their writing too: they repeat themselves forever, fall into another language, spill the markup of
their prompt, or stream noise. Here the draft is cleaned and cut into sentences; a sentence that is no answer is left
out, and `over` says that nothing good is to come. What the sentences claim is `claims/checker.py`'s to judge.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable

from assistant.agent.claims.sentences import SentenceSplitter
from assistant.agent.events import Language

MOST_SENTENCES = 8
MOST_CHARS = 1500
MOST_UNENDED_CHARS = 500
"""A sentence that is longer than this without an end is none."""
LOOP_CHARS = 100
"""From so many characters without an end on, a sentence is looked at for loops while it grows."""
LOOP_WINDOW_CHARS = 360
SHORTEST_LOOP_CHARS = 12
HELD_TAIL = 24
"""Markup that may still be incomplete is waited for up to this many characters."""

_TAGS = "tool_call|tool_response|tools|think|thinking|reasoning|function_call"
_BLOCK = re.compile(rf"<({_TAGS})\b[^>]*>.*?</\1\s*>", re.DOTALL | re.IGNORECASE)
_OPEN_BLOCK = re.compile(rf"<(?:{_TAGS})\b[^>]*>.*", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(rf"</?(?:{_TAGS})\b[^>]*>?", re.IGNORECASE)
_SPECIAL = re.compile(
    r"<\|im_start\|>\w*\n?|<\|[^|<>\n]{1,40}\|>|<｜[^｜<>\n]{1,40}｜>|</?s>|\[/?INST\]|<</?SYS>>|```\w*"
)
_TURN_ENDS = re.compile(r"<\|(?:im_end|im_start|endoftext|eot_id|end)\|>|</s>")
_ROLE = re.compile(r"^\s*(?:system|user|human|assistant|tool)\s*[:：]\s*", re.IGNORECASE)
_CALL = re.compile(r"[{\[]\s*[\"'](?:name|arguments|function|tool|parameters|product_id|query)[\"']\s*:")
_UNFINISHED_MARKUP = re.compile(r"<(?:[\w/|｜][^<>]{0,40})?$|\[/?(?:I(?:N(?:S(?:T)?)?)?)?$")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
_LATIN_WORD = re.compile(r"[A-Za-z][A-Za-z'’-]+")
_LOOP = re.compile(r"(.{1,80}?)\1{3,}$", re.DOTALL)
_STOPS = " \n.!?。！？;；"
_MARKDOWN = "*#-[]()_|【】"
_EDGES = re.compile(r"\W+")


class AnswerWatch:
    """One answer's watch: feed it the draft in pieces, get the sentences worth checking."""

    def __init__(self, language: Language, names: Callable[[], Iterable[str]] = tuple) -> None:
        """`names` gives product titles and brands, which may be in the other language."""
        self._language = language
        self._names = names
        self._splitter = SentenceSplitter()
        self._raw = ""
        self._said: set[str] = set()
        self._kept = 0
        self._chars = 0
        self._unended = ""
        self._begun = False
        self.over = False

    def feed(self, text: str) -> list[str]:
        """The sentences that are whole now and may be an answer."""
        if self.over:
            return []
        self._raw += _printable(text)
        ended = self._end_of_turn()
        if ended:
            self._raw = self._raw[: ended.start()]
        clean, self._raw = _without_markup(self._raw)
        kept = self._take(clean)
        if ended:
            kept += self.flush()
            self.over = True
        return kept

    def _end_of_turn(self) -> re.Match[str] | None:
        """Where the model ended its turn; marks before the first word are only spilled."""
        ends = _TURN_ENDS.finditer(self._raw)
        return next((end for end in ends if self._begun or _bare(self._raw[: end.start()]).strip()), None)

    def flush(self) -> list[str]:
        """What is left when the draft is over; the last sentence may be cut off."""
        clean = _UNFINISHED_MARKUP.sub("", _OPEN_BLOCK.sub("", self._raw))
        self._raw = ""
        sentences = self._splitter.feed(_bare(clean))
        return self._kept_of([*sentences, self._splitter.flush()])

    def _take(self, clean: str) -> list[str]:
        self._begun = self._begun or bool(clean.strip())
        sentences = self._splitter.feed(clean)
        self._unended = clean if sentences else self._unended + clean
        kept = self._kept_of(sentences)
        long = len(self._unended) > LOOP_CHARS
        if len(self._unended) > MOST_UNENDED_CHARS or self._chars > MOST_CHARS or (long and _loops(self._unended)):
            self._stop()
        return kept

    def _stop(self) -> None:
        """Nothing good is to come; what is held is no sentence."""
        self.over = True
        self._splitter.flush()
        self._raw = ""

    def _kept_of(self, sentences: Iterable[str]) -> list[str]:
        kept = []
        for sentence in sentences:
            if self.over:
                break
            self._chars += len(sentence)
            plain = _ROLE.sub("", sentence)
            key = _EDGES.sub("", plain).casefold()
            if key and (key in self._said or _loops(plain.rstrip(_STOPS))):
                self._stop()
                break
            if not key or not self._is_answer(plain):
                continue
            self._said.add(key)
            kept.append(plain)
            self._kept += 1
            if self._kept >= MOST_SENTENCES:
                self._stop()
        return kept

    def _is_answer(self, sentence: str) -> bool:
        return not _CALL.search(sentence) and _is_language(sentence) and not self._is_other_language(sentence)

    def _is_other_language(self, sentence: str) -> bool:
        """Whether the sentence around the products' names is in the language that was not asked for."""
        for name in sorted(self._names(), key=len, reverse=True):
            sentence = re.sub(re.escape(name), " ", sentence, flags=re.IGNORECASE) if name else sentence
        han, latin = len(_HAN.findall(sentence)), len(_LATIN_WORD.findall(sentence))
        if self._language == "zh":
            return latin >= 3 and 3 * han < latin
        return han >= 2 and han > latin


def _loops(text: str) -> bool:
    """Whether the text ends in the same piece four times and more; digits and dots of a table are none."""
    found = _LOOP.search(text[-LOOP_WINDOW_CHARS:])
    return bool(found and len(found[0]) >= SHORTEST_LOOP_CHARS)


def _printable(text: str) -> str:
    """Without control, surrogate, private and replacement characters; line breaks and tabs stay."""
    return "".join(c for c in text if c in "\n\t\u200d\ufe0f" or (unicodedata.category(c)[0] != "C" and c != "\ufffd"))


def _without_markup(text: str) -> tuple[str, str]:
    """The text without the markup of prompts and calls, and the end that must wait for what follows."""
    text = _BLOCK.sub("", text)
    opened = _OPEN_BLOCK.search(text)
    unfinished = opened or _UNFINISHED_MARKUP.search(text)
    cut = unfinished.start() if unfinished else len(text)
    if unfinished and not opened and len(text) - cut > HELD_TAIL:
        cut = len(text)
    return _bare(text[:cut]), text[cut:]


def _bare(text: str) -> str:
    return _SPECIAL.sub("", _TAG.sub("", text))


def _is_language(sentence: str) -> bool:
    """Whether the sentence is made of words: mostly letters and digits, and those of the two languages."""
    marks = [c for c in sentence if not c.isspace() and c not in _MARKDOWN]
    letters = [c for c in marks if c.isalpha()]
    ours = [c for c in letters if _HAN.match(c) or "LATIN" in unicodedata.name(c, "")]
    wordy = [c for c in marks if c.isalnum()]
    return len(wordy) >= 0.5 * len(marks) and len(ours) >= 0.7 * len(letters)
