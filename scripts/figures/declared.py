"""The evaluations of `scripts/evaluations.yaml`: what each runs and which figures of its JSON stand in the docs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field

DECLARATION = Path(__file__).resolve().parent.parent / "evaluations.yaml"
Need = Literal["shared_data", "embedded_model"]


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FigureDeclared(_Strict):
    """One row of a table: `at` is the path of the value in the result, dots between the keys or as a list of them.

    The value is a number, or an object with `share`, `mean` or `value` and its interval; `interval` is the path of the
    interval where it stands apart. `form` is a Python format, `{:.3f}` unless told otherwise. `of` is the path of what
    it was counted over.
    """

    figure: str
    at: str | tuple[str, ...]
    interval: str = ""
    of: str = ""
    wanted: str = ""
    form: str = "{:.3f}"


class Evaluation(_Strict):
    """One evaluation.

    In `command` `{kept}` is its folder, `{data}` that of the public data sets, `{minutes}` its limit. The command
    prints one JSON object last. `left` is the path of how much has not been played, where it may stop before the end;
    `spoiled` that of how many turns an endpoint spoiled: the rest alone would look better than it was.
    `minutes` is how long it took when it was declared, on two cores.
    """

    name: str = Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")
    about: str
    command: str
    model: str
    minutes: float
    needs: tuple[Need, ...] = ()
    left: str = ""
    spoiled: str = ""
    figures: tuple[FigureDeclared, ...] = Field(min_length=1)

    @property
    def for_people(self) -> str:
        """The command as somebody would write it in the checkout."""
        return self.command.format(kept=f"artefacts/evaluation/{self.name}", data="../shared/data", minutes="15")


@dataclass(frozen=True, slots=True)
class Seen:
    """A figure as a run printed it; the interval is None where there is none."""

    value: float
    interval: tuple[float, float] | None = None
    of: int | None = None


def declared(file: Path = DECLARATION) -> tuple[Evaluation, ...]:
    """All of them, in the order in which they run; raises `ValueError` for a name that is there twice."""
    found = tuple(Evaluation.model_validate(one) for one in yaml.safe_load(file.read_text("utf-8")))
    names = [one.name for one in found]
    if len({*names}) < len(names):
        raise ValueError(f"{file} has a name twice")
    return found


def read_figure(result: Mapping[str, Any], wanted: FigureDeclared) -> Seen:
    """What a result says of a figure.

    Raises:
        KeyError: the result has no such value; the text is the path.
    """
    found = at(result, wanted.at)
    value = _value_of(found) if isinstance(found, Mapping) else found
    if value is None or isinstance(value, bool | str):
        raise KeyError(str(wanted.at))
    of = at(result, wanted.of) if wanted.of else None
    return Seen(float(value), _interval(result, wanted, found), None if of is None else int(of))


def at(result: Mapping[str, Any], path: str | tuple[str, ...]) -> Any:
    """The value at a path; raises `KeyError` where there is none."""
    found: Any = result
    for name in path.split(".") if isinstance(path, str) else path:
        if isinstance(found, list) and name.isdigit() and int(name) < len(found):
            found = found[int(name)]
        elif isinstance(found, Mapping) and name in found:
            found = found[name]
        else:
            raise KeyError(str(path))
    return found


def _value_of(found: Mapping[str, Any]) -> Any:
    return next((found[name] for name in ("share", "mean", "value") if name in found), None)


def _interval(result: Mapping[str, Any], wanted: FigureDeclared, found: Any) -> tuple[float, float] | None:
    if wanted.interval:
        given = at(result, wanted.interval)
    elif isinstance(found, Mapping):
        given = found.get("interval_95") or ([found["low"], found["high"]] if "low" in found else None)
    else:
        given = None
    return (float(given[0]), float(given[1])) if given else None
