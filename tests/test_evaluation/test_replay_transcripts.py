"""Transcripts are read strictly, with errors that name the line; sets of them are kept whole and without repeats."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from evaluation.errors import EvaluationError
from evaluation.replay.saved_sets import add_transcripts, remove_transcripts, saved_sets, set_file, write_transcripts
from evaluation.replay.transcripts import Transcript, from_conversation, read_transcripts
from records.nouns import Conversation, Turn

MOMENT = datetime(2026, 11, 20, 9, tzinfo=UTC)
HELLO: dict[str, Any] = {"id": "t1", "messages": [{"role": "user", "content": "headphones under $100"}]}


def expecting(**expect: Any) -> dict[str, Any]:
    return {"id": "t1", "messages": [{"role": "user", "content": "a kettle", "expect": expect}]}


def written(file: Path, *rows: Any) -> Path:
    file.write_text("".join(f"{row if isinstance(row, str) else json.dumps(row)}\n" for row in rows), "utf-8")
    return file


def transcript(id: str = "t1", text: str = "a kettle", **fields: Any) -> Transcript:
    return Transcript.model_validate({"id": id, "messages": [{"role": "user", "content": text}], **fields})


def test_the_shortest_form_will_do_and_the_language_is_the_shoppers(tmp_path: Path) -> None:
    zh = {"id": "t2", "messages": [{"role": "assistant", "content": "Hi!"}, {"role": "user", "content": "有雨伞吗"}]}
    first, second = read_transcripts(written(tmp_path / "a.jsonl", HELLO, "", zh))
    assert (first.id, first.language, first.customer_id, first.expects) == ("t1", "en", None, False)
    assert second.language == "zh"
    assert [one.content for one in second.said] == ["有雨伞吗"]


def test_a_gzipped_file_is_read_as_well(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(HELLO).encode()))
    assert [one.id for one in read_transcripts(file)] == ["t1"]
    write_transcripts(file, [transcript("t7")])
    assert [one.id for one in read_transcripts(file)] == ["t7"]


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ({**HELLO, "messages": [{"role": "robot", "content": "hi"}]}, r"messages\.0\.role: Input should be 'user'"),
        ({**HELLO, "messages": [{"role": "assistant", "content": "hi"}]}, "nothing to play"),
        ({**HELLO, "messages": []}, "nothing to play"),
        ({**HELLO, "messages": [{"role": "user", "content": "  "}]}, "the shopper says nothing"),
        ({**HELLO, "id": ""}, "id: String should have at least 1"),
        ({**HELLO, "mood": "good"}, "mood: Extra inputs"),
        ({**HELLO, "messages": [{"role": "assistant", "content": "hi", "expect": {}}]}, "expects nothing"),
        (expecting(products_include=[]), "names no product"),
        (expecting(products_include=[" "]), "names no product"),
        (expecting(products_all={}), "says nothing of the products"),
        (expecting(says_not=[""]), "holds an empty text"),
        (expecting(arguments={"query": "x"}), "arguments are of no tool"),
        (expecting(toool="search_products"), "toool: Extra inputs"),
        (expecting(tool="serch_products"), "no tool 'serch_products'; did you mean search_products"),
        (expecting(tool=["reply", "xyz"]), "no tool 'xyz'; there are .*reply, review_digest"),
        (expecting(constraints={"max_prise": 300}), "no constraint 'max_prise'; did you mean max_price"),
        (expecting(absent=["attribute.colour"]), "no constraint 'attribute'; did you mean attributes"),
        (expecting(state={"orders": {"D-100534": "canceled"}}), "no status .*'canceled'; did you mean cancelled"),
        (expecting(state={"cart": [{"product_id": "shown@first"}]}), "'shown@first' cannot be read"),
        (expecting(state={"cart": [{"product_id": "shown@2#1"}]}), "message 1 expects what message 2 shows"),
        ("{", "Expecting property name"),
        ("[]", "no JSON object; write one"),
        ("5", "no JSON object; write one"),
        ("[" * 100_000, "too deep in each other"),
        ('{"id": "t1", "messages": [{"role": "user", "content": "tent \\ud83d"}]}', "d83d is half a character"),
        ('{"id": "t1", "messages": NaN}', "NaN is no number"),
    ],
)
def test_a_line_that_cannot_be_used_is_named(row: Any, why: str, tmp_path: Path) -> None:
    file = written(tmp_path / "a.jsonl", {**HELLO, "id": "fine"}, row)
    with pytest.raises(EvaluationError, match=rf"a\.jsonl, line 2, .*{why}"):
        read_transcripts(file)


def test_an_id_that_is_there_twice_is_refused(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match=r"line 2, .*'t1' stands in line 1"):
        read_transcripts(written(tmp_path / "a.jsonl", HELLO, HELLO))


def test_a_line_of_any_length_does_not_fill_the_memory(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("evaluation.json_lines.LONGEST", 2**20)
    file = tmp_path / "a.jsonl.gz"
    file.write_bytes(gzip.compress(json.dumps(HELLO).encode() + b"\n" + b" " * (2**20 + 1)))
    with pytest.raises(EvaluationError, match=r"line 2, .*longer than 1 MiB"):
        read_transcripts(file)


def test_a_file_as_other_systems_write_it_is_read(tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    other = json.dumps({**HELLO, "id": "t2"})
    file.write_bytes(b"\xef\xbb\xbf" + json.dumps(HELLO).encode() + b"\r\n" + other.encode() + b"\r\n")
    assert [one.id for one in read_transcripts(file)] == ["t1", "t2"]


@pytest.mark.parametrize("content", [b"", b"\n\n", b"\xff\xfe", b"\x1f\x8b broken"])
def test_a_file_without_conversations_is_refused(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "a.jsonl"
    file.write_bytes(content)
    with pytest.raises(EvaluationError, match=r"a\.jsonl"):
        read_transcripts(file)


def test_a_file_that_is_not_there_is_told_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be read"):
        read_transcripts(tmp_path / "none.jsonl")


def turn(position: int, text: str, answer: str, language: str = "en") -> Turn:
    return Turn(f"turn-{position}", "c1", position, MOMENT, text, answer, language, "answered")


def test_a_logged_conversation_becomes_a_transcript() -> None:
    said = [turn(0, "有茶壶吗", "有。", "zh"), turn(1, "便宜点", "", "zh")]
    made = from_conversation(Conversation("c1", MOMENT, "C-017"), said)
    assert (made.id, made.customer_id, made.language, made.source) == ("c1", "C-017", "zh", "log")
    assert [(one.role, one.content) for one in made.messages] == [
        ("user", "有茶壶吗"),
        ("assistant", "有。"),
        ("user", "便宜点"),
    ]


@pytest.mark.parametrize("turns", [(), (turn(0, "[erased]", "[erased]"),)])
def test_a_conversation_without_words_is_none(turns: tuple[Turn, ...]) -> None:
    with pytest.raises(EvaluationError, match="Nothing was said"):
        from_conversation(Conversation("c1", MOMENT), turns)


def test_a_set_grows_without_repeats(tmp_path: Path) -> None:
    file = set_file(tmp_path, "returns")
    assert add_transcripts(file, [transcript("a"), transcript("b")]) == 2
    assert add_transcripts(file, [transcript("b", "changed"), transcript("c")]) == 1
    assert [(one.id, one.said[0].content) for one in read_transcripts(file)][1:] == [
        ("b", "a kettle"),
        ("c", "a kettle"),
    ]
    assert add_transcripts(file, [transcript("b", "changed")], replace=True) == 0
    assert [(one.id, one.said[0].content) for one in read_transcripts(file)][1] == ("b", "changed")
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_set_comes_back_as_it_was_written(tmp_path: Path) -> None:
    expect = {"tool": ["search_products"], "state": {"cart": []}, "says_not": ["free"], "refused": False}
    made = Transcript.model_validate({**expecting(**expect), "customer_id": "C-017", "source": "desk"})
    file = set_file(tmp_path, "a")
    add_transcripts(file, [made])
    assert read_transcripts(file) == (made,)


def test_conversations_are_taken_out_of_a_set(tmp_path: Path) -> None:
    file = set_file(tmp_path, "a")
    assert remove_transcripts(file, lambda one: True) == 0
    add_transcripts(file, [transcript("a", customer_id="C-017"), transcript("b")])
    assert remove_transcripts(file, lambda one: one.customer_id == "C-017") == 1
    assert [one.id for one in read_transcripts(file)] == ["b"]
    assert remove_transcripts(file, lambda one: True) == 1
    assert not file.exists()


def test_sets_are_listed_with_what_they_hold(tmp_path: Path) -> None:
    assert saved_sets(tmp_path) == ()
    add_transcripts(set_file(tmp_path, "有"), [Transcript.model_validate(expecting(tool="cart_view"))])
    written(tmp_path / "evaluation_sets" / "broken.jsonl", "{")
    (only,) = saved_sets(tmp_path)
    assert (only.name, only.conversations, only.messages, only.expecting) == ("有", 1, 1, 1)


@pytest.mark.parametrize("name", ["", "../a", "a/b", "a.b", "-a", "x" * 65, ".."])
def test_a_name_leads_nowhere_else(name: str, tmp_path: Path) -> None:
    with pytest.raises(EvaluationError, match="cannot be called"):
        set_file(tmp_path, name)


def test_a_set_that_cannot_be_written_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "evaluation_sets").write_text("a file")
    with pytest.raises(EvaluationError, match="cannot be written"):
        add_transcripts(set_file(tmp_path, "a"), [transcript()])
