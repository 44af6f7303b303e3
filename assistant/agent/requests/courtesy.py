"""Greetings, thanks and goodbyes that ask for nothing: the shop answers these itself."""

from __future__ import annotations

import re

from assistant.agent.requests.asked import Asked
from assistant.agent.requests.plain import Reading, ShopSays

_WORDS = {
    "hello": r"(?:hi|hello|hey|hiya|howdy|good (?:morning|afternoon|evening|day)|greetings|nice to meet you)"
    r"(?: (?:there|again|everyone|everybody|shop|bot))?"
    r"|(?:你|您|大家)好(?:啊|呀)?|嗨|哈喽|哈啰|早上好|下午好|晚上好|早安|在吗|有人吗",
    "thanks": r"(?:(?:ok|okay|great|perfect|cool|awesome|super|lovely|alright|got it|wonderful|brilliant)[ ,.!]*)?"
    r"(?:many thanks|thanks|thank you|thank u|thx|ty|cheers|much appreciated|thanks a (?:lot|million|bunch))"
    r"(?: (?:so|very) much| a lot| a million| again)?(?:[ ,.!]*(?:for (?:your|the|all your) help|"
    r"that (?:helps|helped)(?: a lot)?|"
    r"that's (?:all|great|perfect|very helpful|helpful)|you've been (?:very |so )?helpful|you're (?:great|"
    r"the best|awesome)))?"
    r"|(?:(?:好的|好|行|太好了|太棒了|明白了?|知道了|嗯+)[ ,。!]*)?"
    r"(?:谢谢|多谢|感谢|非常感谢|十分感谢|谢啦|谢了|辛苦了)"
    r"(?:你|您|啦|了|哦|啊)*(?:的?(?:帮助|帮忙|推荐|解答|耐心))?",
    "bye": r"(?:ok |okay |thanks,? |thank you,? )?(?:bye|bye bye|goodbye|good ?bye|see you(?: later| soon)?|"
    "see ya|good night|"
    r"have a (?:nice|good|great|lovely) (?:day|one|evening|weekend)|take care|that's all(?: for (?:now|"
    r"today))?|that is all|"
    r"nothing else|i'm done|no,? that's (?:all|it|everything))(?:[ ,.!]*(?:thanks|thank you))?"
    r"|(?:好的,?|谢谢,?)?(?:再见|拜拜|拜|回见|晚安|没事了|"
    r"就这些(?:了|吧)?|没有(?:别的)?了|不用了(?:, ?谢谢)?|先这样(?:吧)?)",
    "fine": r"(?:ok|okay|alright|all right|sure|great|cool|nice|perfect|got it|i see|good|fine|sounds good|"
    "good to know|"
    r"understood|awesome|makes sense)|好的?|好吧|行|可以|嗯+|哦+|明白了?|知道了|了解|收到|原来如此|不错",
}
_KINDS = {key: re.compile(rf"(?:{words})[\s,.!~。:)(^_]*", re.ASCII) for key, words in _WORDS.items()}


def read(asked: Asked) -> Reading:
    """A sentence of the shop where the whole message is one of these; `fine` only where nothing waits for a yes."""
    text = re.sub(r"[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]", "", asked.text).strip()
    key = next((key for key, words in _KINDS.items() if words.fullmatch(text)), "")
    if not key or (key == "fine" and asked.turn.talk.last_answer.rstrip().endswith(("?", "？"))):
        return None
    return ShopSays(f"courtesy.{key}")
