"""What was seen is kept as it comes, and a run that was killed goes on where it stopped."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from dialogue_records import seen

from evaluation.dialogue_transcript import SeenEnd, SeenTurn, Transcript, read_transcript
from evaluation.errors import EvaluationError

MADE = {"model": "some", "seed": 0}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "deep" / "seen.jsonl"


def turns(case: str, count: int = 2, *, whole: bool = True, answer: str = "Yes.") -> list[SeenTurn]:
    last = count - 1 if whole else None
    return [seen(case=case, turn=n, answer=answer, end=SeenEnd() if n == last else None) for n in range(count)]


def test_turns_come_back_as_they_were(file: Path) -> None:
    turn = seen(
        ("search_products", {"query": "帐篷"}),
        constraints={"max_price": 150, "attributes": {"colour": ["blue"]}},
        products=("OUT-001",),
        confirm={"tool": "cancel_order", "text": "确定吗？"},
        timings_ms={"total": 12.5},
        end=SeenEnd(cart=(("OUT-001", 2),), orders={"D-1": "placed"}, order_requests=({"order_id": "D-1"},)),
    )
    Transcript(file, MADE).append([turn])
    assert read_transcript(file) == (MADE, (turn,))


def test_a_case_counts_once_it_came_to_its_end(file: Path) -> None:
    kept = Transcript(file, MADE)
    kept.append(turns("a"))
    kept.append(turns("b", whole=False))
    assert kept.finished() == {("requests", "a")}
    assert {turn.case for turn in kept.read()} == {"a"}


def test_of_a_case_begun_twice_the_later_turns_count(file: Path) -> None:
    Transcript(file, MADE).append(turns("a", 3, whole=False, answer="Old."))
    again = Transcript(file, MADE)
    again.append(turns("a", 2, answer="New."))
    assert [turn.answer for turn in again.read()] == ["New.", "New."]


@pytest.mark.parametrize("cut", [1, 20, 60])
def test_a_line_half_written_is_cut_off_and_played_again(file: Path, cut: int) -> None:
    Transcript(file, MADE).append(turns("a"))
    Transcript(file, MADE).append(turns("b"))
    file.write_bytes(file.read_bytes()[:-cut])
    again = Transcript(file, MADE)
    assert again.finished() == {("requests", "a")}
    again.append(turns("b"))
    assert again.finished() == {("requests", "a"), ("requests", "b")}
    assert all(json.loads(line) for line in file.read_text("utf-8").splitlines())


def test_a_file_of_another_language_model_is_not_gone_on_with(file: Path) -> None:
    Transcript(file, MADE)
    Transcript(file, {**MADE, "seed": 5})
    with pytest.raises(EvaluationError, match="'some', not 'other'"):
        Transcript(file, {"model": "other"})


@pytest.mark.parametrize(
    "text", ["nonsense", '{"runs": 1}', '{"run": {}}\n{"turn": {"set": 1}}\n', '{"run": {}}\n[]\n']
)
def test_another_file_is_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.jsonl").write_text(text, "utf-8")
    with pytest.raises(EvaluationError, match="is not a file"):
        read_transcript(tmp_path / "x.jsonl")
    with pytest.raises(EvaluationError):
        read_transcript(tmp_path / "missing.jsonl")


def test_what_is_asked_to_confirm_is_read_once() -> None:
    assert (
        seen(answer="Really? Yes or no.", confirm={"tool": "x", "text": "Really?"}).shown_text == "Really? Yes or no."
    )
    assert seen(answer="Well.", confirm={"tool": "x", "text": "Really?"}).shown_text == "Well.\nReally?"
    assert seen(answer="Well.").shown_text == "Well."
