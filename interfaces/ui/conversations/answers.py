"""What the desk answers where something cannot be done: a status, a code for programs, a sentence in both languages."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from evaluation.errors import EvaluationError
from records.errors import (
    ConversationUnknown,
    HandOffTaken,
    HandOffUnknown,
    NobodyThere,
    SubjectErased,
    TextRefusal,
)


class DeskRefusal(Exception):
    """What was asked of the desk cannot be done now; `facts` go along with the answer."""

    def __init__(self, status: int, code: str, english: str, chinese: str, **facts: Any) -> None:
        super().__init__(english)
        self.status = status
        self.told = {"code": code, "message": english, "message_zh": chinese, **facts}


def gone() -> DeskRefusal:
    """The conversation was deleted or erased, perhaps a moment ago."""
    return DeskRefusal(
        404,
        "gone",
        "This conversation is not there any more: its owner deleted it, or it was erased.",
        "这段对话已不存在：可能已被本人删除或清除。",
    )


@contextmanager
def told_in_words(name_of: Any) -> Iterator[None]:
    """Turns what the records refuse into what the desk answers; `name_of` gives the login of an account id."""
    try:
        yield
    except HandOffTaken as error:
        who = name_of(error.hand_off.taken_by)
        raise DeskRefusal(
            409,
            "taken",
            f"{who or 'A colleague'} has this conversation. Ask them, or wait until they give it back.",
            f"{who or '同事'}正在处理这段对话。请与其联系，或等对方交还。",
            by=who,
        ) from error
    except NobodyThere as error:
        raise DeskRefusal(
            409,
            "not_taken",
            "The assistant has this conversation. Take it over first; what you typed is still here.",
            "这段对话目前由助手处理。请先接手；您输入的内容还在。",
        ) from error
    except TextRefusal as error:
        raise DeskRefusal(
            422, "text", str(error), f"内容不能为空，也不能超过{error.most}个字符。", most=error.most
        ) from error
    except (ConversationUnknown, SubjectErased, HandOffUnknown) as error:
        raise gone() from error
    except EvaluationError as error:
        raise DeskRefusal(422, "set", str(error), f"无法加入评测集：{error}") from error
