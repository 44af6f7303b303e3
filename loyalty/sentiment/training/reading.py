"""Reads labelled texts from files of reviews or chat lines, for training and for measuring alike; read this first.

Taken: Amazon's review lines (`reviewText`, `summary`, `overall`), JSON lines, JSON lists, CSV, TSV and lines of label
and text, each also with gzip. Four stars and more are positive, two and less negative, three what `three_star` says.
A column of labels holds words in English or Chinese, stars, or numbers of classes (0 and 1; -1, 0 and 1; 0, 1 and 2;
1 and 2; 0, 2 and 4).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from loyalty.errors import TrainingDataError
from loyalty.nouns import Label
from loyalty.sentiment.training.cleaning import MOST_CHARACTERS, clean, group_key, same_key, states_only_stars
from loyalty.sentiment.training.columns import (
    Columns,
    ThreeStar,
    UnknownLabel,
    is_missing,
    label_of_stars,
    label_scale,
    moment,
    number,
    read_label,
    recognise,
    stars_told,
)
from loyalty.sentiment.training.labelled import LabelledText, LabelledTexts, ReadFile, Tally
from loyalty.sentiment.training.rows import RawFile, Row, read_rows

LEAST_ROWS = 30
LEAST_PER_CLASS = 5


def read_labelled(paths: Sequence[Path], *, three_star: ThreeStar = "neutral") -> LabelledTexts:
    """The labelled texts of all files, clean and without repetitions, and what was left out.

    A text that repeats another, whatever its case, spaces and punctuation, is left out, across files as well; the
    first one's label counts. A title that only states stars is not joined to its text; a text that only states stars
    is left out.

    Raises:
        TrainingDataError: a file is missing, broken, not UTF-8 or without known columns, or no row has text and label.
    """
    if not paths:
        raise TrainingDataError("No file of labelled texts was named.")
    reading = _Reading(three_star)
    files = [reading.take(read_rows(Path(path))) for path in paths]
    if not reading.rows:
        raise TrainingDataError(f"No row of {_listed(files)} can be used: {_told(reading.left_out)}.", files[0].name)
    return LabelledTexts(tuple(reading.rows), tuple(files), reading.left_out.all(), reading.changed.all())


def require_teachable(
    texts: Collection[LabelledText], least: int = LEAST_ROWS, least_per_class: int = LEAST_PER_CLASS
) -> None:
    """Refuses texts that nothing can be learned from.

    Raises:
        TrainingDataError: fewer than `least` texts, of one class only, or of a class with less than `least_per_class`.
    """
    counts: dict[Label, int] = {}
    for row in texts:
        counts[row.label] = counts.get(row.label, 0) + 1
    if len(texts) < least:
        raise TrainingDataError(f"{len(texts)} labelled texts are too few to learn from; at least {least} are needed.")
    if len(counts) < 2:
        raise TrainingDataError(f"All {len(texts)} texts are {next(iter(counts))}; texts of two classes are needed.")
    scarce = [label for label, count in counts.items() if count < least_per_class]
    if scarce:
        raise TrainingDataError(
            f"Only {counts[scarce[0]]} texts are {scarce[0]}; each class needs at least {least_per_class}."
        )


@dataclass
class _Reading:
    """What was read so far."""

    three_star: ThreeStar
    rows: list[LabelledText] = field(default_factory=list)
    left_out: Tally = field(default_factory=Tally)
    changed: Tally = field(default_factory=Tally)
    seen: dict[str, Label] = field(default_factory=dict)

    def take(self, file: RawFile) -> ReadFile:
        columns = _columns(file)
        scale = _scale(file, columns)
        before = len(self.rows)
        for row in file.rows:
            reason = self._take_row(file.name, row, columns, scale)
            if reason:
                self.left_out.add(reason, file.name, row.line)
        return ReadFile(file.name, file.sha256, len(file.rows), len(self.rows) - before)

    def _take_row(self, source: str, row: Row, columns: Columns, scale: Mapping[float, Label] | None) -> str:
        """Keeps one row, or says why not."""
        if row.fields is None:
            return "the line cannot be read"
        try:
            label = _label(row.fields, columns, scale, self.three_star)
        except UnknownLabel as error:
            return "the label is missing" if error.missing else "the label is none that is known"
        if label is None:
            return "three stars"
        text, body = self._text(source, row, columns)
        if not text:
            return "the text is empty"
        if states_only_stars(text):
            return "the text only states the stars"
        return self._keep(_made(text, body, label, source, row, columns))

    def _keep(self, made: LabelledText) -> str:
        key = same_key(made.text)
        first = self.seen.get(key)
        if first is not None:
            return "repeated" if first == made.label else "repeated with another label"
        self.seen[key] = made.label
        self.rows.append(made)
        return ""

    def _text(self, source: str, row: Row, columns: Columns) -> tuple[str, str]:
        """The text with its title, and without."""
        assert row.fields is not None
        title, body = _field(row.fields, columns.title), _field(row.fields, columns.text)
        if states_only_stars(title):
            self.changed.add("a title that only states the stars is not read", source, row.line)
            title = ""
        text = joined(title, body)
        if len(text) > MOST_CHARACTERS:
            self.changed.add(f"cut to {MOST_CHARACTERS:,} characters", source, row.line)
        return text[:MOST_CHARACTERS], body


def joined(title: str, body: str) -> str:
    """Title and text of a review as one text: a full stop between them where the title ends without a mark."""
    if not title or not body:
        return title or body
    return f"{title} {body}" if not title[-1].isalnum() else f"{title}. {body}"


def _made(text: str, body: str, label: Label, source: str, row: Row, columns: Columns) -> LabelledText:
    fields = row.fields or {}
    stars = stars_told(fields.get(columns.stars)) if columns.stars else None
    return LabelledText(
        text,
        label,
        source,
        row.line,
        group_key(body or text),
        stars if stars is not None and 1 <= stars <= 5 else None,
        moment(fields.get(columns.at)) if columns.at else None,
        _field(fields, columns.reviewer) or None,
        _field(fields, columns.product) or None,
    )


def _columns(file: RawFile) -> Columns:
    names = dict.fromkeys(name for row in file.rows if row.fields for name in row.fields)
    columns = recognise(map(str, names))
    if columns is None:
        told = " ".join(", ".join(list(names)[:12]).split()) or "none"
        raise TrainingDataError(
            f"{file.name} has no columns that are known (it has {told}): it needs one called "
            "text (or reviewText, review, content) and one called label, sentiment, stars, rating or overall.",
            file.name,
        )
    return columns


def _scale(file: RawFile, columns: Columns) -> Mapping[float, Label] | None:
    if columns.label is None:
        return None
    found = (number(row.fields.get(columns.label)) for row in file.rows if row.fields)
    return label_scale({one for one in found if one is not None and one == one})


def _label(
    fields: Mapping[str, Any], columns: Columns, scale: Mapping[float, Label] | None, three_star: ThreeStar
) -> Label | None:
    if columns.label is not None:
        return read_label(fields.get(columns.label), scale, three_star)
    value = fields.get(columns.stars or "")
    found = stars_told(value)
    if found is None:
        raise UnknownLabel(value, missing=is_missing(value))
    return label_of_stars(found, three_star)


def _field(fields: Mapping[str, Any], name: str | None) -> str:
    value = fields.get(name) if name else None
    if isinstance(value, list):
        value = " ".join(map(str, value))
    return clean(str(value)) if value is not None else ""


def _listed(files: Iterable[ReadFile]) -> str:
    return ", ".join(file.name for file in files)


def _told(tally: Tally) -> str:
    return "; ".join(f"{one.reason} ({one.count})" for one in tally.all())
