"""Greetings, thanks and goodbyes that ask for nothing: the shop answers these itself."""

from __future__ import annotations

import re

from assistant.agent.requests.asked import Asked
from assistant.agent.requests.phrases import phrases
from assistant.agent.requests.plain import Reading, ShopSays

_WORDS = {
    "hello": phrases(
        r"""
        (hi|hello|hey|hiya|howdy|good (morning|afternoon|evening|day)|greetings)( there| again| everyone| shop| bot)?
        nice to meet you
        (你|您|大家)好(啊|呀)?|嗨|哈喽|哈啰|早上好|下午好|晚上好|早安|在吗|有人吗
        """
    ),
    "thanks": phrases(
        r"""
        {nice}(many thanks|thanks|thank you|thank u|thx|ty|cheers|much appreciated){much}{end}
        {nice}thank(s| you){much}[ ,.!]*for (your|the|all your) help
        (好的|好|行|太好了|太棒了|明白了?|知道了|嗯+)?[ ,。!]*(谢谢|多谢|感谢|非常感谢|十分感谢|谢啦|谢了|辛苦了){you}
        (谢谢|感谢)(你|您)?的?(帮助|帮忙|推荐|解答|耐心)
        """.replace("{nice}", "((ok|okay|great|perfect|cool|awesome|super|lovely|alright|got it|wonderful)[ ,.!]*)?")
        .replace("{much}", "( so much| very much| a lot| a million| a bunch| again)?")
        .replace(
            "{end}",
            "([ ,.!]*(that (helps|helped)( a lot)?|that's (all|great|perfect|helpful)|you're (great|the best)))?",
        )
        .replace("{you}", "(你|您|啦|了|哦|啊)*")
    ),
    "bye": phrases(
        r"""
        (ok |okay |thanks,? |thank you,? )?(bye|bye bye|goodbye|good ?bye|see you( later| soon)?|see ya|good night)
        have a (nice|good|great|lovely) (day|one|evening|weekend)|take care
        (no,? )?that('s| is) (all|it|everything)( for (now|today))?([ ,.!]*(thanks|thank you))?
        (nothing else|i'm done)([ ,.!]*(thanks|thank you))?
        (好的,?|谢谢,?)?(再见|拜拜|拜|回见|晚安|没事了|就这些(了|吧)?|没有(别的)?了|不用了(, ?谢谢)?|先这样(吧)?)
        """
    ),
    "about_us": phrases(
        r"""
        (so )?(what|how) (can|could) you (do|help)( (for )?me)?( with)?|what do you do|who are you|what are you
        are you (a |an )?(real |human|robot|bot|ai|person|machine|real person|chatbot)( person)?
        (你|您)(能|可以|会)(帮我)?(做|干)?些?(什么|啥)
        (你|您)(是谁|叫什么|是机器人|是真人|是人工智能|是ai|是人)(吗|么)?
        """
    ),
    "fine": phrases(
        r"""
        {laugh}(ok|okay|alright|all right|sure|great|cool|nice|perfect|got it|i see|good|fine|awesome|lol|haha+|hehe)
        sounds good|good to know|understood|makes sense
        {laugh}(好的?|好吧|行|可以|嗯+|哦+|明白了?|知道了|了解|收到|原来如此|不错|哈哈+|呵呵)
        """.replace("{laugh}", "((lol|haha+|hehe|哈哈+|呵呵|嗯+)[ ,.!]*)?")
    ),
}
_AROUND = " \t,.!?~。:)(^_"


def read(asked: Asked) -> Reading:
    """A sentence of the shop where the whole message is one of these; `fine` only where nothing waits for a yes."""
    text = re.sub(r"[\U0001f000-\U0001faff\u2600-\u27bf\ufe0f]", "", asked.text).strip()
    key = next((key for key, words in _WORDS.items() if words.fullmatch(text.strip(_AROUND))), "")
    if not key or (key == "fine" and asked.turn.talk.last_answer.rstrip().endswith(("?", "？"))):
        return None
    return ShopSays(f"courtesy.{key}")
