"""Wishes to speak with a person."""

from __future__ import annotations

from assistant.agent.requests.asked import Asked
from assistant.agent.requests.phrases import phrases
from assistant.agent.requests.plain import PlainRequest, Reading

PERSON = phrases(
    r"""
    (talk|speak|chat|talking|speaking|chatting)( directly)? (to|with) (a|an|any|some|your|the|
        one of your)? ?(real |live |actual |human )?(person|human|human being|agent|someone|somebody|
        representative|rep|operator|manager|supervisor|staff|staff member|employee|colleague|support|
        support team|team|customer service|customer support|shop assistant)(?! (tent|bag|who))
    (talk|speak) to (someone|somebody)( real| human)
    (connect|transfer|put|pass|hand) me (over |through )?(to|with)
    (get|give|find) me (a|an|the|your) (real |live |human )?(person|human|agent|representative|operator|manager|
        supervisor)(?! tent)
    (is|are) there (a|an|any|some) (real |live |human )(person|human|people|agent|being)
    (real|live|actual) (person|human|agent|people) (please|now|here)
    (a |an )?(human|real person|live agent|human agent|live person|human being|live chat)( please)?$
    (need|want|prefer) (a|an|your|the) (human|real person|live agent|human agent|manager|real human|
        supervisor)( to| please|$)
    (want|like|need|wish) to (make|file|lodge|raise|submit) a (formal )?complaint
    (not|no|don't want|instead of|hate|stop) (to )?(talk(ing)? (to|with) )?(a|an|this|the)? ?(bot|robot|machine|
        chatbot)s?
    (call|phone|ring) me( back)?
    (contact|reach|call|email|phone) (your |the )?(customer (service|support|care)|support( team)?|staff|team|
        helpline|hotline)
    help from (a|an|some) ?(real |live |actual )?(human|person|agent|people)
    (talk|speak|chat) (to|with) (a )?(member of (the )?|one of the )(staff|team|support)
    转(接)?(到)?(人工|真人|客服|经理)
    人工(客服|服务|坐席|回复|处理|$|吧|[,。!])
    (找|叫|换|接|联系|要)(一?[个位])?(你们|你们的|店里的|店里)?(真人|人工|客服|店员|经理|店长|主管|工作人员|负责人|真的人|活人)
    (跟|和|与|同)(一?[个位])?(你们|你们的|店里的|店里)?(真人|人工|客服|店员|经理|店长|主管|工作人员|负责人|活人)(聊|说|谈|讲|沟通|对话|联系|反映)
    (我要|我想|想|要)投诉
    (别|不要|不想)(再)?(跟|和|用)?(一?个)?(机器人|机器|ai)(聊|说|谈|回|了|敷衍|$)
    (叫|找|换|让)(一)?个人(来|跟|和|说|帮|接)
    真人(客服|服务|$)
    """
)
NO_PERSON = phrases(
    r"""
    speak(ing)? to (my|me|him|her|them|our)
    几点|上班时间|营业时间|服务时间|工作时间|what time|opening hours
    人工(智能|皮革|皮|草|呼吸|降解)
    """
)


def read(asked: Asked) -> Reading:
    """A hand-over, with the shopper's words as its reason."""
    if PERSON.search(asked.text) and not NO_PERSON.search(asked.text):
        return PlainRequest("hand_off", {"reason": asked.words()})
    return None
