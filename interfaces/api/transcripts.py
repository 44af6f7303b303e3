"""A conversation as a file for the one whose it is: JSON for programs, Markdown to read."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from assistant.agent.language import language_of
from records.nouns import Conversation, ReceivedMessage, Turn
from records.redaction.placeholders import in_words

TITLE_CHARS = 60
_WORDS = {
    "en": ("Conversation", "You", "Assistant", "Products shown", "This message was not answered.", "Our staff"),
    "zh": ("对话", "您", "助手", "展示的商品", "这条消息没有得到回答。", "工作人员"),
}
_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|])")


@dataclass(frozen=True, slots=True)
class PersonWords:
    """What a person of the shop said in the conversation; `name` is for shoppers, empty where nobody knows it."""

    at: datetime
    name: str
    text: str


def first_words(text: str) -> str:
    """The beginning of a message as a title: one line, cut between words where it is too long."""
    line = " ".join(text.split())
    if len(line) <= TITLE_CHARS:
        return line
    cut = line[: TITLE_CHARS - 1]
    return (cut.rpartition(" ")[0] if " " in cut[TITLE_CHARS // 2 :] else cut).rstrip(" ,.;:，。；：、") + "…"


def own_words(text: str) -> str:
    """What a shopper wrote, as they may read it: what was taken out of it before it was kept is named in words."""
    return in_words(text, language_of(text), of_shopper=True)


def entry(conversation: Conversation, title: str) -> dict[str, Any]:
    """One line of a list of conversations, JSON-ready; the moment is ISO 8601 in UTC."""
    return {"id": conversation.id, "title": title, "started_at": conversation.started_at.isoformat()}


def as_data(
    conversation: Conversation,
    title: str,
    turns: Sequence[Turn],
    waiting: Sequence[ReceivedMessage],
    persons: Sequence[PersonWords] = (),
) -> dict[str, Any]:
    """The whole conversation, JSON-ready: what all sides said, what was shown and what held after each turn."""
    return {
        **entry(conversation, title),
        "turns": [_turn(turn) for turn in turns],
        "staff": [{"at": one.at.isoformat(), "name": one.name, "text": one.text} for one in persons],
        "not_answered": [{"id": one.turn_id, "at": one.at.isoformat(), "text": own_words(one.text)} for one in waiting],
    }


def as_json(data: dict[str, Any]) -> str:
    """The file for programs."""
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def as_markdown(
    conversation: Conversation,
    title: str,
    turns: Sequence[Turn],
    waiting: Sequence[ReceivedMessage],
    persons: Sequence[PersonWords] = (),
) -> str:
    """The file to read, in the language of the first turn; nothing that people wrote acts as markup."""
    words = _WORDS["zh" if turns and turns[0].language == "zh" else "en"]
    blocks = [f"# {_plain(title or words[0])}", f"{conversation.started_at:%Y-%m-%d %H:%M} UTC"]
    told = [(turn.at, list(_turn_blocks(turn, words))) for turn in turns]
    told += [(one.at, list(_person_blocks(one, words))) for one in persons]
    for _, lines in sorted(told, key=lambda moment: moment[0]):  # turns first where both are of one moment
        blocks += lines
    for message in waiting:
        blocks += [f"**{words[1]}** ({message.at:%H:%M})", _quoted(own_words(message.text)), f"*{words[4]}*"]
    return "\n\n".join(blocks) + "\n"


def file_name(conversation: Conversation, ending: str) -> str:
    """A name any system takes, of the day and the id's beginning."""
    short = re.sub(r"[^0-9A-Za-z]", "", conversation.id)[:8]
    return f"conversation-{conversation.started_at:%Y-%m-%d}-{short}.{ending}"


def _turn(turn: Turn) -> dict[str, Any]:
    return {
        "id": turn.id,
        "at": turn.at.isoformat(),
        "language": turn.language,
        "text": own_words(turn.text),
        "answer": _answer(turn),
        "outcome": turn.outcome,
        "shown_product_ids": list(turn.shown_product_ids),
        "constraints": dict(turn.constraints),
    }


def _answer(turn: Turn) -> str:
    return in_words(turn.answer, "zh" if turn.language == "zh" else "en")


def _turn_blocks(turn: Turn, words: Sequence[str]) -> Iterator[str]:
    yield f"**{words[1]}** ({turn.at:%H:%M})"
    yield _quoted(own_words(turn.text))
    if turn.outcome != "with_person":
        yield f"**{words[2]}**"
    if turn.answer:
        yield _answer(turn)
    if turn.shown_product_ids:
        yield f"*{words[3]}: {', '.join(map(_plain, turn.shown_product_ids))}*"


def _person_blocks(one: PersonWords, words: Sequence[str]) -> Iterator[str]:
    yield f"**{_plain(one.name) or words[5]}** ({one.at:%H:%M})"
    yield "\n".join(_MARKUP.sub(r"\\\1", line) for line in one.text.splitlines())


def _plain(text: str) -> str:
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def _quoted(text: str) -> str:
    return "\n".join("> " + _MARKUP.sub(r"\\\1", line) for line in text.splitlines())
