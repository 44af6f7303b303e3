"""Reading labelled texts: any file of the form, and a clear word about a wrong line."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evaluation.errors import EvaluationError
from evaluation.redaction_sets import load_labelled

GOOD = {"text": "call 415-555-0132", "spans": [{"start": 5, "end": 17, "type": "PHONE_NUMBER"}]}


def written(folder: Path, *lines: Any) -> Path:
    file = folder / "set.jsonl"
    texts = (line if isinstance(line, str) else json.dumps(line) for line in lines)
    file.write_text("".join(f"{text}\n" for text in texts), encoding="utf-8")
    return file


def test_a_line_needs_no_more_than_text_and_spans_of_any_type(tmp_path: Path) -> None:
    (one,) = load_labelled(written(tmp_path, GOOD))
    assert (one.id, one.language, one.part) == ("line 1", "", "")
    assert one.spans[0].type == "PHONE_NUMBER"


def test_other_keys_and_ids_that_are_numbers_are_taken(tmp_path: Path) -> None:
    span = {**GOOD["spans"][0], "score": 0.5}  # type: ignore[dict-item]
    (one,) = load_labelled(written(tmp_path, "", {**GOOD, "id": 7, "language": None, "mask": [], "spans": [span]}))
    assert (one.id, one.language) == ("7", "")


def test_a_gzipped_file_and_a_byte_order_mark_are_read(tmp_path: Path) -> None:
    file = tmp_path / "set.jsonl.gz"
    file.write_bytes(gzip.compress(b"\xef\xbb\xbf" + json.dumps(GOOD).encode()))
    assert len(load_labelled(file)) == 1


def test_one_part_can_be_chosen_and_one_that_is_not_there_is_told(tmp_path: Path) -> None:
    file = written(tmp_path, {**GOOD, "part": "x"}, {**GOOD, "part": "y"})
    assert [one.part for one in load_labelled(file, "y")] == ["y"]
    with pytest.raises(EvaluationError, match="has no text of the part 'z'; it has x, y"):
        load_labelled(file, "z")


BAD = [
    ("{", "line 2, cannot be used"),
    ("[]", "line 2, cannot be used"),
    ({"text": "no spans"}, "line 2, cannot be used: spans"),
    ({**GOOD, "text": 5}, "line 2, cannot be used: text"),
    ({**GOOD, "spans": [{"start": 5, "end": 18, "type": "x"}]}, "line 2, .*does not lie in the 17 characters"),
    ({**GOOD, "spans": [{"start": 5, "end": 5, "type": "x"}]}, "does not lie in"),
    ({**GOOD, "spans": [{"start": -1, "end": 5, "type": "x"}]}, "spans.0.start"),
    ({**GOOD, "spans": [{"start": "5", "end": 6, "type": "x"}]}, "spans.0.start"),
    ({**GOOD, "spans": [{"start": 5, "end": 6}]}, "spans.0.type"),
    ("[" * 100_000, "line 2, cannot be used"),
]


@pytest.mark.parametrize(("line", "words"), BAD)
def test_a_wrong_line_is_named(tmp_path: Path, line: Any, words: str) -> None:
    with pytest.raises(EvaluationError, match=words):
        load_labelled(written(tmp_path, GOOD, line))


@pytest.mark.parametrize("content", [b"\xff\xfe{}", b"\x1f\x8bnot gzip", b"", gzip.compress(b"{}" * 99, mtime=0)[:20]])
def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "broken.jsonl"
    file.write_bytes(content)
    with pytest.raises(EvaluationError, match=r"broken\.jsonl"):
        load_labelled(file)


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read"):
        load_labelled(tmp_path / "none.jsonl")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(["start", "end", "type"]), inner),
    max_leaves=8,
)


@settings(max_examples=80, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=JSON, spans=JSON)
def test_whatever_a_line_holds_it_is_read_or_named(tmp_path: Path, text: Any, spans: Any) -> None:
    file = written(tmp_path, {"text": text, "spans": spans})
    try:
        told = load_labelled(file)[0].text
    except EvaluationError as error:
        told = text if "line 1, cannot be used" in str(error) else "no line named"
    assert told == text
