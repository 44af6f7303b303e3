"""`daogou evaluate judge` and `judge agreement` from the command line; `grade` and `compare` tell what was said."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from langchain_core.messages import AIMessageChunk, BaseMessage
from langchain_core.outputs import ChatGenerationChunk

from assistant.errors import LanguageModelError
from assistant.llm.gateway import LanguageModel
from assistant.llm.streamed import StreamedChatModel
from assistant.settings import Settings, read_settings
from assistant.wiring import open_shop
from evaluation.judging.kept_agreement import KeptAgreement, keep_agreement, own_file
from evaluation.judging.rubric import find_rubric
from evaluation.replay.replayed_turn import ReplayedTurn, RunHeader
from evaluation.replay.run_folder import RunFolder
from evaluation.replay.transcripts import Transcript, TranscriptMessage
from prompts.library import PromptLibrary
from retrieval.hash_embedding import HashEmbedder

Evaluate = Callable[..., Any]
KNOWN = {"Fir Tent": 5, "Look yourself": 2}


class Judging(StreamedChatModel):
    """Rates by the words it finds; a call fails where `fails` says so."""

    fails: Callable[[], bool]

    @property
    def _llm_type(self) -> str:
        return "judging"

    def _pieces(self, messages: list[BaseMessage], stop: Any, kwargs: dict[str, Any]) -> Any:
        if self.fails():
            raise LanguageModelError("nobody listens")
        rating = next((rating for words, rating in KNOWN.items() if words in messages[1].text), 3)
        answer = {"reason": "So it went.", "quote": "a tent", "rating": rating}
        yield ChatGenerationChunk(message=AIMessageChunk(content=json.dumps(answer)))


@pytest.fixture
def down() -> list[int]:
    """How many calls of the judge's endpoint fail from now on."""
    return [0]


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def evaluate(run: Callable[..., Any], home: Path, tmp_path: Path, down: list[int]) -> Evaluate:
    """Runs a verb of `daogou evaluate`; the judge is called `judging`, or as `--judge-model` says."""
    url = f"sqlite:///{tmp_path / 'records.sqlite'}"
    judge = {"base_url": "http://127.0.0.1:9/v1", "model": "judging"}
    settings = read_settings(home=home, llm_judge=judge, database_url=url, _env_file=None)

    def fails() -> bool:
        down[0] -= 1
        return down[0] >= 0

    def open_judge(model: str | None = None) -> LanguageModel:
        return LanguageModel(Judging(fails=fails), model or "judging", guided=False)

    def opened(own: Settings, **parts: Any) -> Any:
        return open_shop(own, embedder=HashEmbedder(), open_judge=open_judge, **parts)

    def invoke(*arguments: str | Path) -> Any:
        return run("evaluate", *map(str, arguments), settings=lambda _: settings, open_shop=opened)

    return invoke


def kept_run(folder: Path, answer: str, conversations: int = 12, model: str = "m") -> Path:
    """A run in a folder, as `replay --out` would have kept it."""
    said = ("a tent", "and a cheaper one?")
    messages = tuple(TranscriptMessage(role="user", content=text) for text in said)
    transcripts = [Transcript(id=f"c{n}", language="en", messages=messages) for n in range(conversations)]
    header = RunHeader(name=folder.name, model=model, conversations=conversations)
    kept = RunFolder(folder, header, transcripts)
    for one in transcripts:
        kept.keep(
            [
                ReplayedTurn(case=one.id, turn=k, text=text, answer=answer, outcome="answered", last=k == 1)
                for k, text in enumerate(said)
            ]
        )
    return folder


def believed(home: Path, spearman: float) -> None:
    """An agreement of the judge `judging` with people, as the home folder keeps it."""
    rubric = find_rubric(PromptLibrary.load())
    made = {"rubric": rubric.label, "rubric_hash": rubric.hash, "model": "judging", "of": "held-out set", "n": 100}
    keep_agreement(own_file(home), KeptAgreement(**made, spearman=spearman, low=spearman - 0.2, high=0.9))


def test_a_run_is_judged_and_its_grade_told_with_the_agreement(evaluate: Evaluate, tmp_path: Path, home: Path) -> None:
    folder = kept_run(tmp_path / "a", "The Fir Tent.")
    result = evaluate("judge", folder)
    assert result.exit_code == 0
    assert "5.00  of 5, 12 judged" in result.stdout
    assert "not measured for rubric judge@1 and model judging" in result.stdout
    graded = evaluate("grade", folder)
    assert "how helpful a language model finds the conversation" in graded.stdout
    assert "not measured for rubric judge@1 and model judging" in graded.stdout
    believed(home, 0.5)
    shape = json.loads(evaluate("grade", folder, "--json").stdout)
    assert shape["grades"]["helpfulness"]["mean"] == 5.0
    assert "Spearman 0.50 (0.30 to 0.90) over 100 held-out set" in shape["grades"]["helpfulness"]["beside"]


def test_judging_again_asks_nothing_and_another_judge_stands_beside(evaluate: Evaluate, tmp_path: Path) -> None:
    folder = kept_run(tmp_path / "a", "The Fir Tent.")
    first = json.loads(evaluate("judge", folder, "--json").stdout)
    assert (first["judged"], first["left"], first["model"]) == (12, 0, "judging")
    before = (folder / "judgments.jsonl").read_text("utf-8")
    evaluate("judge", folder)
    assert (folder / "judgments.jsonl").read_text("utf-8") == before
    other = json.loads(evaluate("judge", folder, "--judge-model", "another", "--by", "turn", "--json").stdout)
    assert (other["judged"], other["model"]) == (24, "another")
    assert (folder / "judgments.jsonl").read_text("utf-8").startswith(before)


@pytest.mark.parametrize(("spearman", "verdict"), [(0.6, "better"), (0.15, "not judged reliably")])
def test_only_a_judge_that_agrees_with_people_says_better(
    evaluate: Evaluate, tmp_path: Path, home: Path, spearman: float, verdict: str
) -> None:
    a, b = kept_run(tmp_path / "a", "Look yourself."), kept_run(tmp_path / "b", "The Fir Tent.")
    believed(home, spearman)
    for folder in (a, b):
        evaluate("judge", folder)
    shape = json.loads(evaluate("compare", a, b, "--json").stdout)
    (grade,) = [one for one in shape["grades"] if one["name"] == "helpfulness"]
    assert (grade["difference"], grade["verdict"]) == (3.0, verdict)
    assert any("agreement with people: Spearman" in note for note in shape["notes"])
    assert evaluate("compare", b, a, "--fail-on", "worse:helpfulness").exit_code == (1 if verdict == "better" else 0)


def test_a_judge_that_is_down_is_told_and_gone_on_with(evaluate: Evaluate, tmp_path: Path, down: list[int]) -> None:
    folder = kept_run(tmp_path / "a", "The Fir Tent.", model="judging")
    down[0] = 3
    result = evaluate("judge", folder)
    assert "not judged, the endpoint failed: 3" in result.stdout
    assert "models tend to like their own words" in result.stderr
    assert json.loads(evaluate("judge", folder, "--json").stdout)["judged"] == 12
    down[0] = 99
    stopped = evaluate("judge", kept_run(tmp_path / "b", "The Fir Tent."))
    assert stopped.exit_code == 0
    assert "the language model's endpoint does not answer; run it again to go on" in stopped.stderr


def test_recorded_calls_judge_again_without_a_model(evaluate: Evaluate, tmp_path: Path, down: list[int]) -> None:
    cassette = tmp_path / "judge.jsonl"
    folders = [kept_run(tmp_path / name, "The Fir Tent.", 3) for name in ("a", "b")]
    assert "3 calls, 3 of them new" in evaluate("judge", folders[0], "--record", cassette).stderr
    down[0] = 1_000
    assert evaluate("judge", folders[1], "--cassette", cassette).exit_code == 0
    first, second = ((folder / "judgments.jsonl").read_text("utf-8") for folder in folders)
    assert first == second
    other = evaluate("judge", kept_run(tmp_path / "c", "Something else.", 3), "--cassette", cassette)
    assert other.exit_code == 1
    assert "No recorded call answers this one" in other.stderr


def rated(file: Path, number: int = 80) -> Path:
    """Conversations that were rated 5 where the Fir Tent was offered, and 2 else."""
    rows = [
        {
            "id": f"r{n}",
            "rating": 5 if n % 2 else 2,
            "messages": [
                {"role": "user", "content": "a tent"},
                {"role": "assistant", "content": "The Fir Tent." if n % 2 else "Look yourself."},
            ],
        }
        for n in range(number)
    ]
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), "utf-8")
    return file


def test_agreement_is_measured_and_told_from_then_on(evaluate: Evaluate, tmp_path: Path, home: Path) -> None:
    file, folder = rated(tmp_path / "rated.jsonl"), kept_run(tmp_path / "a", "The Fir Tent.")
    evaluate("judge", "agreement", file, "--half", "develop")
    assert not own_file(home).exists()
    result = evaluate("judge", "agreement", file)
    assert result.exit_code == 0
    assert "agreement with people: Spearman 1.00 (1.00 to 1.00) over" in result.stdout
    assert "satisfaction" in result.stdout
    evaluate("judge", folder)
    assert "Spearman 1.00" in evaluate("grade", folder).stdout
    assert "tent" not in own_file(home).read_text("utf-8").lower()
    shape = json.loads(evaluate("judge", "agreement", file, "--limit", "20", "--out", tmp_path / "o", "--json").stdout)
    assert (shape["n"], shape["holds"], shape["left"]) == (20, False, 0)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("{tmp}",), "holds no run"),
        (("{run}", "--rubric", "judge@9"), "no version 9"),
        (("{run}", "--rubric", "replies"), "is no rubric"),
        (("{run}", "--max-usd", "1"), "costs is not known"),
        (("agreement", "{tmp}/missing.jsonl"), "cannot be read"),
        (("agreement", "{tmp}/rated.jsonl", "--half", "all", "--rubric", "{tmp}/no.yaml"), "cannot be read"),
    ],
)
def test_what_cannot_be_used_is_told_in_one_sentence(
    evaluate: Evaluate, tmp_path: Path, options: tuple[str, ...], said: str
) -> None:
    rated(tmp_path / "rated.jsonl")
    folder = kept_run(tmp_path / "run", "The Fir Tent.")
    given = [one.format(tmp=tmp_path, run=folder) for one in options]
    result = evaluate("judge", *given)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_run_without_turns_is_refused(evaluate: Evaluate, tmp_path: Path) -> None:
    folder = kept_run(tmp_path / "a", "The Fir Tent.")
    (folder / "turns.jsonl").write_text("", "utf-8")
    result = evaluate("judge", folder)
    assert result.exit_code == 2
    assert "nothing to judge" in result.stderr


def test_the_help_of_each_form_is_found(evaluate: Evaluate) -> None:
    assert "agreement" in evaluate("judge", "--help").stdout
    assert "--half" in evaluate("judge", "agreement", "--help").stdout
    assert "--rubric" in evaluate("judge", "run", "--help").stdout
