"""`make evaluate`: blocks of the docs are refreshed whole or not at all, and agree with what is declared."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from scripts import evaluate, make_search_judgments
from scripts.figures import running
from scripts.figures.blocks import NOT_RUN, Made, block, blocks_in, changes, rows_of, with_block
from scripts.figures.declared import Evaluation, Seen, declared, read_figure
from scripts.figures.running import Place, run_all

ROOT = Path(__file__).resolve().parents[2]
DOCS = "# Ours\n\nwords | with a bar\n\n<!-- figures:tools -->\nold\n<!-- /figures -->\n\nmore of our words\n"
MADE = Made("2026-11-23", "abc1234", 75.0)


def evaluation(command: str = "python -c pass", **fields: Any) -> Evaluation:
    figures = [
        {"figure": "right tool", "at": "tool", "wanted": "≥ .93", "of": "n"},
        {"figure": "seconds", "at": "time.total", "form": "{:.1f}"},
    ]
    given = {"name": "tools", "about": "tools", "command": command, "model": "none", "minutes": 1, "figures": figures}
    return Evaluation.model_validate({**given, **fields})


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def place(tmp_path: Path, told: list[str]) -> Place:
    docs = tmp_path / "docs" / "evaluation.md"
    docs.parent.mkdir()
    docs.write_text(DOCS, "utf-8")
    return Place(docs, tmp_path / "kept", tmp_path / "data", told.append)


def script(tmp_path: Path, name: str, code: str) -> str:
    (tmp_path / f"{name}.py").write_text(code, "utf-8")
    return f"python {tmp_path / name}.py"


def result_of(tool: float, low: float = 0.8, high: float = 0.95, left: int = 0) -> dict[str, Any]:
    return {"tool": {"share": tool, "interval_95": [low, high]}, "n": 200, "time": {"total": 12.34}, "left": left}


def printing(result: Any) -> str:
    return f"print('a note'); print({json.dumps(result)!r})"


def test_the_docs_have_a_block_for_each_evaluation_with_its_rows() -> None:
    blocks = blocks_in((ROOT / "docs" / "evaluation.md").read_text("utf-8"))
    assert list(blocks) == [one.name for one in declared()]
    for one in declared():
        rows = rows_of(blocks[one.name])
        assert {name: row[0] for name, row in rows.items()} == {fig.figure: fig.wanted for fig in one.figures}, one.name
        assert f"`{one.for_people}`; {one.model}" in blocks[one.name]


def test_what_is_declared_can_run_here() -> None:
    for one in declared():
        command = one.for_people
        assert command.startswith(("daogou evaluate ", "python -m benchmarks.")), one.name
        for word in command.split():
            if word.startswith(("evaluation/", "data/")):
                assert (ROOT / word).is_file(), word
        assert ("../shared/data" in command) == ("shared_data" in one.needs), one.name


def test_a_block_says_what_was_seen_and_how() -> None:
    seen = {"right tool": Seen(0.9, (0.8, 0.95), 200), "seconds": Seen(12.34)}
    text = block(evaluation(), seen, MADE)
    assert "| right tool | ≥ .93 | 0.900 of 200 | 0.800 to 0.950 |" in text
    assert "| seconds |  | 12.3 |  |" in text
    assert text.endswith("`python -c pass`; none; 2026-11-23, commit abc1234, 75 s.")
    assert rows_of(text)["right tool"] == ("≥ .93", "0.900 of 200", "0.800 to 0.950")
    assert rows_of(block(evaluation(), {}, None))["seconds"] == ("", NOT_RUN, "")


def test_only_the_block_changes_and_writing_it_again_changes_nothing() -> None:
    once = with_block(DOCS, "tools", "new\n\nlines")
    assert once == DOCS.replace("old", "new\n\nlines")
    assert with_block(once, "tools", "new\n\nlines") == once
    assert with_block(once, "tools", "") == DOCS.replace("old\n", "")
    assert blocks_in(once) == {"tools": "new\n\nlines"}


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("<!-- figures:tools -->\nold\n", "is not closed"),
        ("<!-- figures:tools -->\n<!-- figures:other -->\n<!-- /figures -->\n<!-- /figures -->", "stands in another"),
        (DOCS + DOCS, "there twice"),
        ("<!-- /figures -->", "closes nothing"),
        ("none", "no block tools"),
    ],
)
def test_blocks_that_cannot_be_read_are_left_alone(text: str, why: str) -> None:
    with pytest.raises(ValueError, match=why):
        with_block(text, "tools", "new")


def test_what_is_written_cannot_end_its_own_block() -> None:
    with pytest.raises(ValueError, match="holds a mark"):
        with_block(DOCS, "tools", "a\n<!-- /figures -->\nb")


def test_a_change_is_told_with_whether_chance_makes_it() -> None:
    before = block(evaluation(), {"right tool": Seen(0.9, (0.8, 0.95), 200), "seconds": Seen(12.34)}, MADE)

    def told(tool: float, low: float, high: float) -> list[str]:
        seen = {"right tool": Seen(tool, (low, high), 200), "seconds": Seen(12.34)}
        return list(changes(evaluation(), before, seen))

    assert told(0.9, 0.8, 0.95) == []
    assert told(0.85, 0.75, 0.92) == ["right tool: 0.900 of 200 -> 0.850 of 200, within the interval"]
    assert told(0.7, 0.6, 0.79) == ["right tool: 0.900 of 200 -> 0.700 of 200, beyond the interval"]
    first = list(changes(evaluation(), "", {"right tool": Seen(0.9), "seconds": Seen(1)}))
    assert first == [f"right tool: {NOT_RUN} -> 0.900", f"seconds: {NOT_RUN} -> 1.0"]


def test_values_are_read_in_the_forms_that_verbs_print() -> None:
    def read(result: Any, **fields: Any) -> Seen:
        return read_figure(result, evaluation(figures=[{"figure": "x", **fields}]).figures[0])

    assert read({"a": {"b": [1, 2.5]}}, at="a.b.1") == Seen(2.5)
    assert read({"a": {"share": 0.5, "interval_95": [0.4, 0.6]}}, at="a") == Seen(0.5, (0.4, 0.6))
    assert read({"a": {"value": 0.5, "low": 0.4, "high": 0.6}}, at="a") == Seen(0.5, (0.4, 0.6))
    assert read({"a.b": {"mean": 1}, "i": [0, 2]}, at=["a.b"], interval="i") == Seen(1.0, (0.0, 2.0))


@pytest.mark.parametrize("wrong", [{}, {"a": None}, {"a": {"share": None}}, {"a": "x"}, {"a": True}])
def test_a_value_that_is_none_is_no_figure(wrong: Any) -> None:
    with pytest.raises(KeyError):
        read_figure(wrong, evaluation(figures=[{"figure": "x", "at": "a"}]).figures[0])


def test_an_evaluation_is_run_kept_and_written(place: Place, tmp_path: Path, told: list[str]) -> None:
    command = script(tmp_path, "fine", printing(result_of(0.9)))
    assert run_all([evaluation(command)], place, 5)
    text = place.docs.read_text("utf-8")
    assert "| right tool | ≥ .93 | 0.900 of 200 | 0.800 to 0.950 |" in text
    assert text.startswith("# Ours\n\nwords | with a bar\n")
    assert text.endswith("\nmore of our words\n")
    kept = json.loads((place.kept / "tools.json").read_text("utf-8"))
    assert (kept["result"]["tool"]["share"], kept["command"]) == (0.9, command)
    assert f"  right tool: {NOT_RUN} -> 0.900 of 200" in told
    assert not (place.kept / "round.json").exists()
    assert oct(place.docs.stat().st_mode)[-3:] == "644"


@pytest.mark.parametrize(
    ("code", "said"),
    [
        ("import sys; print('{}'); sys.exit(1)", "it failed"),
        ("print('no json')", "it failed"),
        ("print('[1]')", "it failed"),
        ("pass", "it failed"),
        (printing(result_of(0.9, left=7)), "7 left; run it again to go on"),
    ],
)
def test_a_run_that_did_not_end_leaves_the_docs_as_they_are(
    place: Place, tmp_path: Path, told: list[str], code: str, said: str
) -> None:
    assert not run_all([evaluation(script(tmp_path, "bad", code), left="left")], place, 5)
    assert place.docs.read_text("utf-8") == DOCS
    assert said in told[-1]


def test_a_run_that_an_endpoint_spoiled_leaves_the_docs_as_they_are_and_is_played_anew(
    place: Place, tmp_path: Path, told: list[str]
) -> None:
    spoiled = evaluation(
        script(tmp_path, "spoiled", printing({**result_of(0.9), "spoiled": 19})), left="left", spoiled="spoiled"
    )
    assert not run_all([spoiled], place, 5)
    assert place.docs.read_text("utf-8") == DOCS
    assert "spoiled 19 turns" in told[-1]
    assert not (place.kept / spoiled.name).exists()
    fine = evaluation(script(tmp_path, "fine", printing({**result_of(0.9), "spoiled": 0})), spoiled="spoiled")
    assert run_all([fine], place, 5)


def test_a_figure_that_is_missing_leaves_the_block_as_it_is(place: Place, tmp_path: Path, told: list[str]) -> None:
    short = evaluation(script(tmp_path, "short", printing({"tool": 0.9, "n": 3})))
    assert not run_all([short], place, 5)
    assert "no figure at time.total" in told[-1]
    assert place.docs.read_text("utf-8") == DOCS


def test_a_write_that_is_cut_leaves_the_docs_whole(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(_fd: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("records.whole_file.os.fsync", full)
    with pytest.raises(OSError, match="No space"):
        running.write_whole(place.docs, "half")
    assert place.docs.read_text("utf-8") == DOCS
    assert [file.name for file in place.docs.parent.iterdir()] == ["evaluation.md"]


def test_a_round_goes_on_where_it_ended(place: Place, tmp_path: Path, told: list[str]) -> None:
    place.docs.write_text(DOCS + DOCS.replace("tools", "others"), "utf-8")
    runs = tmp_path / "runs"
    fine = evaluation(script(tmp_path, "fine", f"open({str(runs)!r}, 'a').write('x'); {printing(result_of(0.9))}"))
    stuck = evaluation(script(tmp_path, "stuck", "import sys; sys.exit(2)"), name="others")
    assert not run_all([fine, stuck], place, 5)
    assert run_all([fine, fine.model_copy(update={"name": "others"})], place, 5)
    assert "tools: run in this round already" in told
    assert runs.read_text("utf-8") == "xx"
    assert run_all([fine], place, 5)  # a new round
    assert run_all([fine], place, 5, chosen=True)
    assert runs.read_text("utf-8") == "xxxx"
    assert not run_all([fine], place, 0.0)
    assert "no time left" in told[-1]


def test_what_is_not_here_is_left_out_and_told(place: Place, told: list[str]) -> None:
    assert run_all([evaluation(needs=["shared_data"])], place, 5)
    assert "left out, for the public data sets are not here" in told[-1]
    assert place.docs.read_text("utf-8") == DOCS


def test_a_declaration_with_a_slip_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "e.yaml"
    good = {"name": "a", "about": "a", "command": "x", "model": "none", "minutes": 1}
    figures = {"figures": [{"figure": "x", "at": "x"}]}
    for rows, why in (
        ([{**good, "figures": []}], "at least 1"),
        ([{**good, **figures, "comand": "x"}], "Extra inputs"),
        ([{**good, **figures}] * 2, "has a name twice"),
    ):
        file.write_text(json.dumps(rows), "utf-8")
        with pytest.raises((ValidationError, ValueError), match=why):
            declared(file)


def test_the_command_line_names_what_there_is(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "argv", ["evaluate", "--list"])
    assert evaluate.main() == 0
    assert "search-demo" in capsys.readouterr().out
    monkeypatch.setattr(sys, "argv", ["evaluate", "serch"])
    with pytest.raises(SystemExit, match="no evaluation 'serch'; there are search-demo"):
        evaluate.main()


def test_the_judged_searches_are_what_their_script_reads_off_the_catalogue(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shipped = make_search_judgments.SETS
    monkeypatch.setattr(make_search_judgments, "SETS", tmp_path)
    make_search_judgments.main()
    for name in ("search_queries.tsv", "search_qrels.tsv"):
        assert (tmp_path / name).read_bytes() == (shipped / name).read_bytes()
