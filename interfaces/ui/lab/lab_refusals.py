"""What the lab's routes answer where something cannot be done: a status, a code, and a sentence in both languages."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

from fastapi.routing import APIRoute

from assistant.errors import OperatorError
from evaluation.errors import EvaluationError

if TYPE_CHECKING:
    from fastapi import Request, Response

_SAYS = {
    "ref_gone": (
        404,
        "That version, draft or label is not there any more. Choose another one.",
        "该版本、草稿或标签已不存在，请另选一个。",
    ),
    "draft_gone": (404, "That draft was discarded in the meantime.", "这份草稿已被丢弃。"),
    "trial_gone": (
        404,
        "This conversation was closed in the meantime. Begin a new one.",
        "这次对话已关闭，请重新开始。",
    ),
    "run_gone": (404, "That run was deleted in the meantime.", "这次运行已被删除。"),
    "draft_faulty": (422, "The draft has faults. Mend them in its editor first.", "草稿有错误，请先在编辑器里修改。"),
    "draft_changed": (409, "Somebody else saved this draft meanwhile.", "有人在此期间保存了这份草稿。"),
    "published_meanwhile": (
        409,
        "Somebody else was quicker. Nothing of yours was changed.",
        "有人抢先了一步，您的操作没有生效。",
    ),
    "shared_meanwhile": (
        409,
        "Somebody else changed the shares meanwhile. Look at them, then set them again.",
        "有人在此期间改了流量分配，请查看后重新设定。",
    ),
    "shares_wrong": (422, "Shares are whole percents that make 100 together.", "比例必须是整数，合计 100%。"),
    "reason_missing": (422, "Please say why.", "请写明原因。"),
    "no_customer": (422, "There is no such customer to try as.", "没有可以试用的这位顾客。"),
    "no_model": (
        422,
        "That language model is not set up here. Choose another one.",
        "这里没有配置该语言模型，请另选一个。",
    ),
    "nothing_to_play": (422, "No conversation fits. Widen the filters.", "没有符合的对话，请放宽条件。"),
    "not_possible": (422, "That cannot be done: {why}", "无法完成：{why}"),
}  # fmt: skip


class LabRefusal(Exception):
    """A request of the lab that cannot be done; `more` goes to the page beside the sentence, JSON-ready."""

    def __init__(self, code: str, why: str = "", **more: Any) -> None:
        super().__init__(code)
        self.code = code
        self.why = why
        self.more = more

    @property
    def status(self) -> int:
        """The HTTP status."""
        return _SAYS[self.code][0]

    def told(self) -> dict[str, Any]:
        """The answer's body."""
        _, english, chinese = _SAYS[self.code]
        said = {"message": english.format(why=self.why), "message_zh": chinese.format(why=self.why)}
        return {"code": self.code, **said, **self.more}


class LabRoute(APIRoute):
    """A route whose refusals are answered, as are faults that the operator or the asker can mend."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        """See FastAPI's `APIRoute`."""
        handle = super().get_route_handler()

        async def handling(request: Request) -> Response:
            from fastapi.responses import JSONResponse

            try:
                return await handle(request)
            except (EvaluationError, OperatorError) as error:
                refused = LabRefusal("not_possible", str(error))
            except LabRefusal as error:
                refused = error
            return JSONResponse(refused.told(), refused.status)

        return handling
