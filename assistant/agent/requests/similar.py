"""Wishes for products like one that was shown."""

from __future__ import annotations

import re

from assistant.agent.requests.asked import Asked
from assistant.agent.requests.phrases import phrases
from assistant.agent.requests.plain import WHICH, PlainRequest, Reading
from assistant.agent.requests.references import referred, talked_about, told_of

SIMILAR = phrases(
    r"""
    (anything|something|one|ones|others?|more|products?|options?|stuff|items?|things?|some|
        any) (else )?(that('s| is| are) )?(just |quite |a bit )?(like|similar to|close to|comparable to|
        along the lines of|resembling|in the style of)
    similar (ones?|products?|items?|options?|things?|models?|alternatives?|stuff)
    (anything|something|what's|got|any|more|show me|find me|have you) (else )?similar
    (others?|more|something|anything|one|ones) (in (that|this|the same)|of (that|this)) (style|kind|sort|type|look)
    similar to (it|this|that|these|those|the|number|#|\[)
    alternatives?( to| for)?
    (look|looks|looking)? ?like (the (first|second|third|fourth|fifth|sixth|last|red|blue|black|white|green|
        cheap\w*)|number|#|\[)
    (instead of|replacement for) (it|this one|that one|the (first|second|third|fourth|fifth|sixth|last))
    (类似|相似|相近|差不多|同类|同款|近似)的?
    (像|跟|和|与).{1,16}(一样|类似|差不多|相似|那样|这样|那种|相近)的
    像.{1,16}(那种|这种|那样|这样)的?
    (跟|和|与|同).{1,16}(同类|同款|一类|同一类|像)的?
    平替|替代|代替(品|的)
    """
)
STRONG = phrases(
    r"""
    similar|alternatives?
    (in|of) (that|this|the same|a similar) (style|kind|sort|type|look|vein)
    类似|相似|相近|同类|同款|近似|平替
    (跟|和|与|像)(它|这|那|第).{0,6}(像|差不多|一样)的
    """
)
"""Words that cannot but mean the like of something."""
LIKE_NAMED = re.compile(
    r"(?:跟|和|与|像|同)(?P<name>[^,。?!的]*[a-z\d][^,。?!的]*?|[^,。?!的]{6,24}?)(?:一样|类似|差不多|相似|同类|同款|相近|同一类)"
)
"""A product by its name, for the tool to find: `跟云雀 Hush 2 类似的`."""
NO_SIMILAR = phrases(
    r"""
    (would|i'd|i|you|do you|don't|not|really|didn't|what) like (the|this|that|it)
    what.* (feel|look|sound|smell|taste)s? like
    比较
    (是|有)差不多(价|的价)
    差不多\d
    """
)


def read_plain(asked: Asked) -> Reading:
    """As `read`, where it is plain that the like of one product is meant, so that `再来几个相似的` is no `再来几个`."""
    return found if STRONG.search(asked.text) and isinstance(found := read(asked), PlainRequest) else None


def read(asked: Asked) -> Reading:
    """The products most like the one pointed at; a question which where it is not plain."""
    text = asked.text
    if not (SIMILAR.search(text) or STRONG.search(text)) or (NO_SIMILAR.search(text) and not STRONG.search(text)):
        return None
    meant = referred(asked, in_shop=True)
    if meant.nothing:
        if (named := LIKE_NAMED.search(text)) is not None:
            return PlainRequest("similar_products", {"product_id": named["name"]})
        if asked.turn.read.categories:
            return None
        meant = talked_about(asked)
    if meant.one is not None or meant.words:
        return PlainRequest("similar_products", {"product_id": told_of(asked, meant)})
    shown = asked.turn.evidence.shown
    return WHICH if meant.unclear and len(shown) > 1 and not asked.turn.talk.recent else None
