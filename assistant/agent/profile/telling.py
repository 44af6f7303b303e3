"""Answers shoppers who ask what the shop knows about them: "what do you know about me?", 你了解我什么？"""

from __future__ import annotations

from assistant.agent.constraints.numerals import normalise
from assistant.agent.events import Language
from assistant.agent.profile.customer_profiles import CustomerProfiles
from assistant.agent.replies import Replies
from assistant.agent.requests.phrases import bare, phrases
from loyalty.advice.profile import KINDS, CustomerProfile, ProfilePoint, texts
from loyalty.scores.wording import source_in_words

TOLD = 3
"""Points of one kind in an answer."""
_ASKED = phrases(
    r"""
    (so )?what (do|did|have|can) you( guys| all| already| actually| currently)? (know|learn(ed|t)?|remember(ed)?|
        store[ds]?|keep|kept|save[ds]?|collect(ed)?|record(ed)?|find out|found out|figured out)( so far)? (about|
        of|on) me( so far| already| now)?
    what( kind of| sort of)? (data|information|info|details|things?|personal (data|information)) (do|did|have|
        are) you( already| currently)? (have|got|keep|kept|store|stored|hold|holding|keeping|collect|collected|
        know|remember|save|saved)( so far)? (about|on|of) me
    what( information| data)? is (stored|kept|saved|known|recorded|on file) (about|on|of) me
    do you( already| actually)? (know|remember) (anything|something|much|a lot) (about|of) me
    how (much|well) do you know( about)? me
    (show|tell|give|read) me( about)? (my|the) (shopper |shopping |customer |personal |own )?profile
    (show|tell) me (what|everything|all)( that)? you('ve| have)? (know|learned|learnt|remember|stored|kept|
        collected) (about|of|on) me
    (what('s| is)|what does it say) (in|on) my (shopper |shopping |customer |personal )?profile
    what does my (shopper |shopping |customer )?profile (say|look like|contain|include)
    (view|see|open) my (shopper |shopping |customer )?profile
    (你|您|你们)(都|还|现在|目前|到底|究竟)*(了解|知道|记得|记住|掌握|记录|保存|收集|存)(了|到|着)?(关于)?我(的)?
        (些|点)?(什么|啥|哪些|多少)(信息|资料|数据|情况|喜好|偏好|东西|事情?)?(了)?
    (你|您|你们)(都|还|现在)*(知道|了解|记得|掌握|记录|保存|收集|存)(了|到)?(些|哪些|什么)?(关于|有关)我(的)?
        (什么|哪些|信息|资料|数据|情况|事|事情)
    (你|您|你们)(对我|关于我)(都|有)?(些)?(什么|多少|哪些)?(了解|知道|认识)(些)?(多少|什么|哪些)?
    (你|您)(了解|认识|记得)我
    我的(用户|个人|购物|顾客)?(画像|档案|资料|偏好记录)(里)?(都)?(有|是|写了?|说了?)(些)?(什么|啥|哪些)(内容|信息)?
    (看|查看|看看|查|显示|打开)(一下|下)?我的(用户|个人|购物|顾客)?(画像|档案)
    (告诉我|说说)(你|您|你们)?(都)?(了解|知道|记得|记住|学到)(了)?(关于)?我(的)?(什么|哪些|多少)(信息|事)?
    """
)


def asks_what_is_known(text: str) -> bool:
    """Whether the message asks what the shop knows about its writer, and nothing else."""
    plain = normalise(" ".join(text.split()))
    return bool(_ASKED.fullmatch(bare(plain)) or _ASKED.fullmatch(plain.strip(" ,.!?~。？！，")))


def what_is_known(
    customer_id: str | None,
    profiles: CustomerProfiles | None,
    replies: Replies,
    language: Language,
    *,
    ignored: bool = False,
) -> str:
    """The answer: each point with one thing it was read from, and how to have it no longer used.

    `ignored` says that it was switched off in this conversation.
    """
    if customer_id is None:
        return replies.say("profile.known_guest", language)
    profile = profiles.profile(customer_id) if profiles is not None else None
    lines = [] if profile is None else list(_lines(profile, language))
    if profiles is None or not lines:
        return replies.say("profile.known_nothing", language)
    used = "known" if not ignored and profiles.may_shape(customer_id) else "known_unused"
    return replies.say(f"profile.{used}", language, terms="\n".join(lines))


def _lines(profile: CustomerProfile, language: Language) -> list[str]:
    """One line a kind; none where nothing but the language is known."""
    points = {kind: profile.of_kind(kind)[:TOLD] for kind in KINDS}
    if not any(points[kind] for kind in KINDS if kind != "language"):
        return []
    joint = "；" if language == "zh" else "; "
    colon = "：" if language == "zh" else ": "
    return [
        f"- **{texts()['kinds'][kind][language]}**{colon}{joint.join(_said(one, profile, language) for one in told)}"
        for kind, told in points.items()
        if told
    ]


def _said(point: ProfilePoint, profile: CustomerProfile, language: Language) -> str:
    said = point.text(language)
    if not point.sources:
        return said
    proof = source_in_words(point.sources[0], profile.at, language)
    return f"{said}（{proof}）" if language == "zh" else f"{said} ({proof})"
