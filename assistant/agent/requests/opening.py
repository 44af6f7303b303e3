"""Puts together what a new message is read with, out of the log and the shop's parts."""

from __future__ import annotations

import logging
from collections.abc import Sequence

from assistant.agent.claims.evidence import Evidence, Mention
from assistant.agent.constraints.shop_words import CurrentShopWords, ShopWords
from assistant.agent.requests.asked import ShopKnowledge
from assistant.agent.requests.talk import Talk, talk_of
from assistant.agent.tools.tool_box import ToolBox
from records.nouns import Turn
from retrieval.catalog import Product
from retrieval.query import SearchQuery

LOOKED_THROUGH = 8
"""Products a text is compared with to see whether it names one."""
SUGGESTED = 4
"""Departments named where a wish is too broad."""

logger = logging.getLogger(__name__)


class CurrentShopKnowledge:
    """What messages are read with; put together anew when the shop's words are, as after a sync."""

    def __init__(self, box: ToolBox, words: CurrentShopWords) -> None:
        """`words` follow the index of `box`."""
        self._box, self._words = box, words
        self._known: ShopKnowledge | None = None

    def read(self) -> ShopKnowledge:
        """The knowledge over the catalogue of the moment."""
        words, known = self._words.read(), self._known
        if known is None or known.words is not words:
            known = self._known = knowledge_of(self._box, words)
        return known


def knowledge_of(box: ToolBox, words: ShopWords) -> ShopKnowledge:
    """What messages are read with over one index."""

    def topic_of(question: str, language: str) -> str:
        found = box.policies.find(question, language, top_k=1)
        return found[0].topic if found else ""

    def named(text: str) -> list[Mention]:
        try:
            hits = box.engine.search(SearchQuery(text, top_k=LOOKED_THROUGH)).hits
        except Exception:  # whatever is wrong with the search is told where something is searched for, not where read
            logger.exception("no product could be looked up by its name")
            return []
        return Evidence("", rows=[hit.product for hit in hits]).mentioned(text)

    return ShopKnowledge(
        words=words,
        topic_of=topic_of,
        named=named,
        find=box.engine.product,
        topics=box.policies.topics,
        reads_chinese=box.reads_chinese,
        departments=_departments(box, words),
    )


def conversation_so_far(past: Sequence[Turn], evidence: Evidence, box: ToolBox, shop: ShopKnowledge) -> Talk:
    """What the conversation is about after its logged turns, oldest first; `evidence` has the rows they left."""

    def named_in(text: str) -> list[Product]:
        return [mention.rows[0] for mention in evidence.mentioned(text) if len(mention.rows) == 1]

    which = [box.replies.fallback("which", "en"), box.replies.fallback("which", "zh")]
    broad = [
        box.replies.say("question.broad", "en", terms=shop.departments["en"]),
        box.replies.say("question.broad", "zh", terms=shop.departments["zh"]),
    ]
    return talk_of(past, box.engine.product, named_in, which, broad)


def _departments(box: ToolBox, words: ShopWords) -> dict[str, str]:
    """A few departments as a list in words, spread over all there are."""
    names = box.engine.vocabulary.departments
    some = names[:: max(1, len(names) // SUGGESTED)][:SUGGESTED]
    chinese = [words.chinese.get(name, name) for name in some]
    last = box.replies.say("question.or", "en")
    english = last.join([", ".join(some[:-1]), some[-1]]) if len(some) > 1 else "".join(some)
    return {"en": english, "zh": box.replies.say("question.or", "zh").join(chinese)}
