"""Every column of every table that can hold a text is on the map of personal data."""

from __future__ import annotations

import pytest
from sqlalchemy import JSON, LargeBinary, String
from sqlalchemy.sql.schema import Column

import records.learned.tables
import records.people_tables  # noqa: F401 - so that the metadata knows its tables
from records.erasure.personal_data import PERSONAL_DATA, Kept
from records.tables import Table
from records.vault.sealing import SEALED

NAMED = pytest.mark.parametrize("kept", PERSONAL_DATA, ids=lambda kept: kept.name)


def texts_of(kept: Kept) -> set[str]:
    columns: list[Column[object]] = list(kept.table.__table__.columns)
    return {column.key for column in columns if isinstance(column.type, String | JSON | LargeBinary)}


def test_every_table_is_on_the_map_once() -> None:
    assert sorted(kept.name for kept in PERSONAL_DATA) == sorted(Table.metadata.tables)


@NAMED
def test_every_text_column_is_told_whose_it_is_or_why_it_is_nobodys(kept: Kept) -> None:
    named = [*kept.whose, *kept.personal, *kept.secret, *kept.impersonal]
    assert sorted(named) == sorted(texts_of(kept))


@NAMED
def test_a_table_with_words_of_people_says_whose_they_are_and_loses_them(kept: Kept) -> None:
    assert bool(kept.whose) == (kept.fate != "keep")
    assert not (kept.personal or kept.secret) or kept.whose
    assert all(reason.strip() for reason in kept.impersonal.values())


def test_whatever_is_sealed_counts_as_personal() -> None:
    by_table = {kept.table: kept for kept in PERSONAL_DATA}
    for table, columns in SEALED.items():
        assert set(columns) <= set(by_table[table].personal), table


@NAMED
def test_rows_inside_of_others_are_linked_to_them(kept: Kept) -> None:
    if kept.within is not None:
        parent, _ = kept.within
        linked = {key.column.table.name for key in kept.table.__table__.foreign_keys}  # type: ignore[attr-defined]
        assert parent.__tablename__ in linked
