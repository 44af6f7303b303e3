"""Yes and no as shoppers say them, and actions that are done once, by the one who was asked, after a restart too."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.agent.claims.evidence import Evidence
from assistant.agent.confirmations import says_nothing_of_language, yes_or_no
from assistant.agent.constraints.held import Constraints
from assistant.agent.events import ConfirmationAsked, TextDelta, ToolStarted, TurnEnded
from assistant.agent.pending_action import PendingAction
from assistant.agent.turn_context import TurnContext
from records.errors import DatabaseUnreachable
from records.nouns import Order
from tests.test_assistant.tool_turns import OpenShop, Shopper

CANCEL = ("cancel_order", {"order_id": "last"})


@pytest.mark.parametrize(
    "text",
    [
        "yes", "Yes!", "YES PLEASE", "yep", "yeah, go ahead", "ok", "Okay, do it", "ok do it", "sure",
        "sure please", "go ahead", "please do", "confirm", "I confirm.", "that's right", "yes, thank you", "ｙｅｓ",
        "y", "absolutely", "fine, go ahead then", "yes yes yes", "Yes 👍", "sounds good", "of course!",
        "let's do it", "好的", "好", "好的，谢谢", "确认", "是的", "是", "行", "行吧", "可以", "可以的，麻烦你了",
        "嗯", "嗯嗯", "对", "没问题", "好的，帮我办吧", "确定", "是的，请办理", "好的好的", "就这样办吧", "要的",
        "同意", "好啊！",
    ],
)  # fmt: skip
def test_a_bare_yes(text: str) -> None:
    assert yes_or_no(text) is True


@pytest.mark.parametrize(
    "text",
    [
        "no", "No.", "nope", "no thanks", "no, thank you", "never mind", "nevermind", "don't", "Don’t do it",
        "stop", "keep it", "keep it as it is", "leave it", "not now", "forget it", "I changed my mind",
        "ok, never mind", "n", "no no no", "hold on", "no way!", "please don't", "cancel that", "不", "不用了",
        "不用", "不要", "不要了", "算了", "算了吧", "还是算了吧", "别", "先不要", "暂时不用", "不了，谢谢",
        "不用了谢谢", "好的，不用了", "再想想", "我再考虑考虑", "保留吧", "取消", "不行", "不是",
    ],
)  # fmt: skip
def test_a_bare_no(text: str) -> None:
    assert yes_or_no(text) is False


@pytest.mark.parametrize(
    "text",
    [
        "yes but a blue one", "yes, and add a tent too", "ok what else do you have", "no, the other one", "yes?",
        "ok?", "is it yes or no", "yes no", "yes, don't cancel it", "yesterday", "note that it is broken",
        "sure is cold today", "headphones", "why", "yes please show me kettles", "right headphones", "good",
        "noise cancelling headphones", "I said yes to the first one", "please", "thanks", "the order", "",
        "好的，但是要蓝色的", "是蓝色的", "不要这个，要那个", "好的那换成大号", "可以便宜点吗", "行吗",
        "不是这个订单", "对了，运费多少", "确认一下地址", "要红色", "算了换一个", "好看吗", "谢谢", "可以分期吗",
        "不锈钢的", "没问题的话发货吧", "别的颜色", "行李箱", "y" * 81, "好的" * 60,
    ],
)  # fmt: skip
def test_anything_else_is_neither(text: str) -> None:
    assert yes_or_no(text) is None


@pytest.mark.parametrize(
    ("text", "tool", "expected"),
    [
        ("cancel it", "cancel_order", True),
        ("yes, cancel it", "cancel_order", True),
        ("取消吧", "cancel_order", True),
        ("是的，取消订单", "cancel_order", True),
        ("不取消了", "cancel_order", False),
        ("don't cancel it", "cancel_order", False),
        ("cancel", "start_return", False),
        ("取消", "start_return", False),
        ("return it", "start_return", True),
        ("退吧", "start_return", True),
        ("不退了", "start_return", False),
        ("return it", "cancel_order", None),
        ("换吧", "start_exchange", True),
        ("add it", "cart_add", True),
        ("加上吧", "cart_add", True),
        ("删掉", "cart_remove", True),
    ],
)
def test_what_was_asked_decides_what_says_yes(text: str, tool: str, expected: bool | None) -> None:
    assert yes_or_no(text, tool) is expected


@given(st.text(max_size=90))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert yes_or_no(text) in (True, False, None)


@given(
    st.sampled_from(["yes", "ok", "好的", "no", "算了"]), st.sampled_from(["tent", "blue one", "帐篷", "蓝色", "100"])
)
def test_a_yes_or_no_with_a_wish_is_neither(answer: str, wish: str) -> None:
    assert yes_or_no(f"{answer}, {wish}") is None
    assert yes_or_no(f"{wish}, {answer}") is None


@pytest.mark.parametrize(
    ("text", "expected"), [("ok", True), ("Yes!", True), ("no.", True), ("好", False), ("yeah", False)]
)
def test_words_of_both_languages(text: str, expected: bool) -> None:
    assert says_nothing_of_language(text) is expected


def test_a_pending_action_survives_the_log() -> None:
    action = PendingAction("a1", "cancel_order", "Shall I?", "C-001", {"order_id": "D-1", "product_ids": ["A"]})
    assert PendingAction.from_json(action.as_json()) == action
    assert PendingAction.from_json({}) is None


@pytest.mark.parametrize("tool_calls", ["native", "guided"])
def test_nothing_is_done_before_the_yes_and_then_once(open_scripted_shop: OpenShop, tool_calls: str) -> None:
    shopper = Shopper(open_scripted_shop, "C-022", tool_calls)
    asked = shopper.say("please cancel the order I made last", CANCEL)
    assert asked.asked is not None
    assert asked.asked.text in asked.answer
    assert asked.turn.pending["arguments"] == {"order_id": "D-100540"}
    assert order(shopper, "D-100540").status == "placed"
    done = shopper.say("yes please")
    assert [type(event) for event in done.events if isinstance(event, ToolStarted)] == [ToolStarted]
    assert order(shopper, "D-100540").status == "cancelled"
    assert "D-100540 is cancelled" in done.answer
    assert done.turn.pending == {}
    assert done.turn.model == ""
    assert done.turn.tool_calls[0].name == "cancel_order"
    shopper.script.assert_done()


def test_a_no_leaves_everything_and_says_so(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-022")
    shopper.say("取消我最近的订单", CANCEL)
    left = shopper.say("不用了")
    assert left.answer == "好的，一切保持原样。"
    assert order(shopper, "D-100540").status == "placed"
    assert left.turn.tool_calls == ()
    again = shopper.say("yes", closing="What would you like?")  # nothing waits any more: the language model answers
    assert order(shopper, "D-100540").status == "placed"
    assert again.answer == "What would you like?"


def test_anything_else_drops_the_question_and_is_answered(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-022")
    shopper.say("cancel my last order", CANCEL)
    other = shopper.say("yes but show me tents first", ("search_products", {"query": "tent"}))
    assert other.shown
    assert other.turn.pending == {}
    assert order(shopper, "D-100540").status == "placed"


def test_the_yes_may_come_after_a_restart_and_twice(open_scripted_shop: OpenShop) -> None:
    first = Shopper(open_scripted_shop, "C-022")
    first.say("cancel my last order", CANCEL)
    (asked,) = first.shop.log.turns("c")
    restarted = Shopper(open_scripted_shop, "C-022", parts={"log": first.shop.log})
    assert "is cancelled" in restarted.say("go ahead").answer
    action = PendingAction.from_json(asked.pending)
    assert action is not None
    other = Shopper(open_scripted_shop, "C-022", conversation="d")  # the turn was lost, so the question waits again
    turn = replace(asked, id="t-d", conversation_id="d", position=0)
    other.shop.log.start(replace(first.shop.log.conversation("c"), id="d"))  # type: ignore[type-var]
    other.shop.log.append(turn)
    assert "is cancelled" in other.say("go ahead").answer
    assert [o.status for o in other.shop.tool_box.ledger.orders("C-022")].count("cancelled") == 1  # type: ignore[union-attr]


def test_two_yeses_to_a_return_start_one(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-004")
    asked = shopper.say("return the book", ("start_return", {"order_id": "D-100521", "product_id": "BOO-005"}))
    action = PendingAction.from_json(asked.turn.pending)
    assert action is not None
    shopper.say("yes")
    box = shopper.shop.tool_box
    turn = context(shopper)
    assert box.do(action, turn) == box.do(action, turn)
    assert len(box.ledger.order_requests("C-004")) == 1  # type: ignore[union-attr]


def test_only_the_one_who_was_asked_may_say_yes(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-022")
    asked = shopper.say("cancel my last order", CANCEL).turn
    log = shopper.shop.log
    thief = Shopper(open_scripted_shop, "C-001", conversation="x", parts={"log": log})
    log.start(replace(log.conversation("c"), id="x", customer_id="C-001"))  # type: ignore[type-var]
    log.append(replace(asked, id="t-x", conversation_id="x"))
    assert thief.say("yes").answer.startswith("That question was put to somebody else")
    assert order(shopper, "D-100540").status == "placed"


def test_with_the_records_away_the_question_goes_on_waiting(
    open_scripted_shop: OpenShop, monkeypatch: pytest.MonkeyPatch
) -> None:
    shopper = Shopper(open_scripted_shop, "C-022")
    asked = shopper.say("cancel my last order", CANCEL)
    ledger = shopper.shop.tool_box.ledger
    assert ledger is not None
    with monkeypatch.context() as away:
        away.setattr(type(ledger), "cancel_order", unreachable)
        failed = shopper.say("yes")
    assert failed.answer.startswith("I cannot get at our records right now.")
    assert failed.turn.pending == asked.turn.pending
    assert failed.asked is not None
    assert "is cancelled" in shopper.say("yes").answer


def test_what_changed_in_the_meantime_is_said(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-022")
    shopper.say("cancel my last order", CANCEL)
    ledger = shopper.shop.tool_box.ledger
    assert ledger is not None
    ledger.add_order(replace(order(shopper, "D-100540"), status="shipped"))
    told = shopper.say("yes")
    assert "already on its way" in told.answer
    assert not told.turn.tool_calls[0].ok


def test_a_turn_asks_about_one_thing_at_a_time(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-021")
    first, second = ("cancel_order", {"order_id": "D-100533"}), ("cart_add", {"product_id": "AUD-001"})
    told = shopper.say("can you sort my order and maybe headphones", first, second)
    assert len([event for event in told.events if isinstance(event, ConfirmationAsked)]) == 1
    assert told.result.startswith("One thing at a time")


def test_a_yes_that_is_stopped_is_still_done_only_once(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-022")
    shopper.say("cancel my last order", CANCEL)
    stream = shopper.shop.chat.stream("yes", conversation_id="c", customer_id="C-022")
    for event in stream:
        if isinstance(event, TextDelta):
            break
    stream.close()  # type: ignore[attr-defined]
    assert shopper.shop.log.turns("c")[-1].outcome == "stopped"
    assert order(shopper, "D-100540").status == "cancelled"


def test_a_yes_keeps_the_language_of_the_question(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-022")
    shopper.say("取消我最近的订单", CANCEL)
    assert "已取消" in shopper.say("ok").answer


def test_events_come_in_order(open_scripted_shop: OpenShop) -> None:
    shopper = Shopper(open_scripted_shop, "C-022")
    shopper.say("cancel my last order", CANCEL)
    kinds = [type(event).__name__ for event in shopper.say("yes").events]
    assert kinds == ["TurnStarted", "ToolStarted", "ToolFinished", "OrdersTold", "TextDelta", TurnEnded.__name__]


def order(shopper: Shopper, order_id: str) -> Order:
    found = shopper.shop.tool_box.ledger.order(order_id)  # type: ignore[union-attr]
    assert found is not None
    return found


def context(shopper: Shopper) -> TurnContext:
    none = Constraints()
    return TurnContext(
        "yes", "en", none, none, Evidence("USD"), none, customer_id=shopper.customer, conversation_id="c"
    )


def unreachable(*_: object, **__: object) -> None:
    raise DatabaseUnreachable("Nobody answers.", "sqlite:///x")
