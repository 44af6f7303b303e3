"""What docs/evaluation.md says of transcripts is so: every field has a row, and every example can be read."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
import yaml

from evaluation.dialogue_sets import End, ProductsExpected
from evaluation.replay.expectations import TurnExpectation
from evaluation.replay.grades import RULES
from evaluation.replay.transcripts import Transcript

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "evaluation.md").read_text("utf-8")
SECTION = PAGE[PAGE.index("\n## Replay") :]
TABLE = SECTION[SECTION.index("| `expect` has |") :].split("\n\n")[0].splitlines()[2:]
ROWS = {cells[1].strip("` "): (cells[2], cells[3].strip(" `")) for cells in (line.split("|") for line in TABLE)}


def test_every_field_of_an_expectation_has_a_row() -> None:
    assert ROWS.keys() == TurnExpectation.model_fields.keys()


@pytest.mark.parametrize("field", list(ROWS))
def test_every_example_can_be_read_and_shows_its_field(field: str) -> None:
    told, example = ROWS[field]
    read = TurnExpectation.model_validate(json.loads(example))
    assert field in read.model_fields_set
    inner = {"products_all": ProductsExpected, "state": End}.get(field)
    for name in inner.model_fields if inner else ():
        assert f"`{name}`" in told, name


def test_the_transcript_shown_can_be_read_and_its_fields_are_told() -> None:
    example = re.search(r"```json\n(.*?)```", SECTION, re.S)
    assert example is not None
    shown = Transcript.model_validate(json.loads(example[1]))
    assert [bool(one.expect) for one in shown.said] == [True, True]
    told = SECTION[: SECTION.index("| `expect` has |")]
    assert [name for name in Transcript.model_fields if f"`{name}`" not in told] == []


def test_every_grade_is_told() -> None:
    assert [name for name in RULES if f"`{name}`" not in SECTION] == []


def test_the_workflow_is_yaml_and_its_commands_have_these_options() -> None:
    from typer.main import get_command

    from interfaces.cli.evaluate import app

    text = re.search(r"```yaml\n(.*?)```", SECTION, re.S)
    assert text is not None
    steps = yaml.safe_load(text[1])["jobs"]["replay"]["steps"]
    verbs = get_command(app).commands  # type: ignore[attr-defined]
    seen = []
    for line in (step["run"] for step in steps if "daogou evaluate" in step.get("run", "")):
        words = line.split("daogou evaluate ")[1].split()
        seen.append(words[0])
        known = {option for one in verbs[words[0]].params for option in one.opts}
        assert [word for word in words if word.startswith("--") and word not in known] == []
    assert seen == ["replay", "compare"]
