"""What two versions of a text say differently, line by line and word by word, ready to be drawn side by side."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from difflib import SequenceMatcher
from typing import Any, Literal

Mark = Literal["same", "gone", "new"]
Parts = list[tuple[Mark, str]]

AROUND = 2
"""How many unchanged lines are shown before and after a change."""
_WORDS_AT_MOST = 2_000
"""Of a line that has more, what is between its first and its last change is marked as a whole."""
_WORD = re.compile(r"[^\W\u3400-\u9fff]+|\s+|.", re.DOTALL)


def texts_differ(left: Mapping[str, str], right: Mapping[str, str]) -> dict[str, Any]:
    """`changed`: one entry for each key whose text is not the same; `same`: how many keys' texts are.

    An entry has `key`, `kind` (`changed`, `added`: only on the right, `removed`: only on the left) and `rows`, see
    `line_rows`. The keys come as they stand on the right, those that are gone last.
    """
    keys = [*right, *(key for key in left if key not in right)]
    changed = [
        {"key": key, "kind": _kind(key, left, right), "rows": line_rows(left.get(key), right.get(key))}
        for key in keys
        if left.get(key) != right.get(key)
    ]
    return {"changed": changed, "same": len(keys) - len(changed)}


def _kind(key: str, left: Mapping[str, str], right: Mapping[str, str]) -> str:
    return "added" if key not in left else "removed" if key not in right else "changed"


def line_rows(left: str | None, right: str | None) -> list[dict[str, Any]]:
    """Rows of the two texts beside each other; None is a text that is not there.

    A row has `left` and `right`, each None or the line's number, from 1, and its `parts`: pairs of a mark and words. A
    row `{"skipped": n}` stands for so many unchanged lines.
    """
    before, after = (left or "").split("\n") if left is not None else [], (right or "").split("\n")
    after = after if right is not None else []
    rows: list[dict[str, Any]] = []
    for kind, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if kind == "equal":
            same = [_row(_side(i + n, [("same", line)]), _side(j + n, [("same", line)])) for n, line in
                    enumerate(before[i:i_end])]  # fmt: skip
            rows += _shortened(same, first=i == 0, last=i_end == len(before) and j_end == len(after))
        else:
            rows += _changed(before[i:i_end], after[j:j_end], i, j)
    return rows


def word_parts(left: str, right: str) -> tuple[Parts, Parts]:
    """Both texts in pieces: what is in both is `same`, the rest `gone` on the left and `new` on the right."""
    before, after = _WORD.findall(left), _WORD.findall(right)
    first = _alike(before, after)
    last = _alike(before[first:][::-1], after[first:][::-1])
    middle = before[first : len(before) - last], after[first : len(after) - last]
    ends = "".join(before[:first]), "".join(before[len(before) - last :])
    gone, new = _compared(*middle)
    return _joined([("same", ends[0]), *gone, ("same", ends[1])]), _joined([("same", ends[0]), *new, ("same", ends[1])])


def _compared(before: Sequence[str], after: Sequence[str]) -> tuple[Parts, Parts]:
    if max(len(before), len(after)) > _WORDS_AT_MOST:
        return [("gone", "".join(before))], [("new", "".join(after))]
    gone: Parts = []
    new: Parts = []
    for kind, i, i_end, j, j_end in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        gone.append(("same" if kind == "equal" else "gone", "".join(before[i:i_end])))
        new.append(("same" if kind == "equal" else "new", "".join(after[j:j_end])))
    return gone, new


def _alike(before: Sequence[str], after: Sequence[str]) -> int:
    """How many words from the beginning on are the same."""
    pairs = zip(before, after, strict=False)
    return next((n for n, (one, other) in enumerate(pairs) if one != other), min(len(before), len(after)))


def _joined(parts: Parts) -> Parts:
    """Without empty pieces, and neighbours of one mark as one."""
    joined: Parts = []
    for mark, words in parts:
        if words and joined and joined[-1][0] == mark:
            joined[-1] = (mark, joined[-1][1] + words)
        elif words:
            joined.append((mark, words))
    return joined


def _changed(before: Sequence[str], after: Sequence[str], i: int, j: int) -> Iterator[dict[str, Any]]:
    for n in range(max(len(before), len(after))):
        if n >= len(after):
            yield _row(_side(i + n, [("gone", before[n])]), None)
        elif n >= len(before):
            yield _row(None, _side(j + n, [("new", after[n])]))
        else:
            gone, new = word_parts(before[n], after[n])
            yield _row(_side(i + n, gone), _side(j + n, new))


def _shortened(same: list[dict[str, Any]], *, first: bool, last: bool) -> list[dict[str, Any]]:
    """The unchanged lines that stand beside a change."""
    head, tail = 0 if first else AROUND, 0 if last else AROUND
    skipped = len(same) - head - tail
    if skipped <= 1:
        return same
    return [*same[:head], {"skipped": skipped}, *same[len(same) - tail :]]


def _side(index: int, parts: Parts) -> dict[str, Any]:
    return {"line": index + 1, "parts": parts}


def _row(left: dict[str, Any] | None, right: dict[str, Any] | None) -> dict[str, Any]:
    return {"left": left, "right": right}
