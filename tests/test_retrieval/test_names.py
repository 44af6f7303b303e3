"""Names that are written in several ways, and the nearest to one that is not known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.names import NameList, attribute_key, folded, nearest
from retrieval.postings import NameRows, Postings


@pytest.mark.parametrize(
    ("asked", "known", "first"),
    [
        ("headphone", ["phones", "headphones", "tents"], "headphones"),
        ("knife", ["knives", "kitchen"], "knives"),
        ("berries", ["berry", "cherry"], "berry"),
        ("dishes", ["dish", "fish"], "dish"),
        ("Sonny", ["Sony", "Sonos", "Bose"], "Sony"),
        ("小咪", ["小米", "华为"], "小米"),
        ("晓米", ["小米", "华为"], "小米"),
        ("xiaomi", ["小米", "华为"], "小米"),
        ("耳机", ["头戴式耳机", "帐篷"], "头戴式耳机"),
        ("coffee machine", ["coffee makers", "washing machines", "pots"], "coffee makers"),
        ("makers, coffee", ["coffee makers", "tents"], "coffee makers"),
    ],
)
def test_the_nearest_name_comes_first(asked: str, known: list[str], first: str) -> None:
    assert nearest(asked, known)[0] == first


def test_nothing_is_offered_that_is_unlike() -> None:
    assert nearest("xqzvw", ["headphones", "tents", "小米"]) == ()
    assert len(nearest("tent", ["tent a", "tent b", "tent c", "tent d"])) == 3


def test_the_nearest_of_very_many_is_found_without_comparing_all() -> None:
    known = [f"brand {number}" for number in range(20_000)] + ["Larkspur"]
    assert nearest("larkspurs", known)[0] == "Larkspur"


NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.lists(NAMES, max_size=3), max_size=8), st.integers(0, 8))
def test_postings_hold_every_name_of_every_row_however_they_are_cut(rows: list[list[str]], cut: int) -> None:
    whole = postings(rows)
    joined = Postings.joined([(0, postings(rows[:cut])), (len(rows[:cut]), postings(rows[cut:]))])
    expected = {folded(name): sorted(r for r, names in enumerate(rows) if folded(name) in map(folded, names))
                for names in rows for name in names if folded(name)}  # fmt: skip
    for made in (whole, joined):
        assert [folded(name) for name in made.names] == sorted(expected)
        assert {folded(name): made.rows_of(code).tolist() for code, name in enumerate(made.names)} == expected
        assert all(made.code(name.upper()) == made.names.code(name) for name in made.names if name.isascii())
        assert made.counts().tolist() == [len(expected[form]) for form in sorted(expected)]
    assert [*whole.names] == [*joined.names]


@given(st.lists(st.tuples(st.lists(NAMES, max_size=3), st.booleans()), max_size=8))
def test_postings_of_living_rows_are_those_of_rows_whose_others_say_nothing(rows: list[tuple[list[str], bool]]) -> None:
    alive = np.array([kept for _, kept in rows], bool)
    living = postings([names for names, _ in rows]).living(alive)
    expected = postings([names if kept else [] for names, kept in rows])
    assert [*map(folded, living.names)] == [*map(folded, expected.names)]
    assert living.starts.tolist() == expected.starts.tolist()
    assert living.rows.tolist() == expected.rows.tolist()


def postings(rows: list[list[str]]) -> Postings:
    gathered = NameRows()
    for row, names in enumerate(rows):
        gathered.add(row, names)
    return gathered.finish()


@given(st.lists(NAMES, unique_by=folded), NAMES)
def test_names_are_found_by_code_and_by_beginning(names: list[str], prefix: str) -> None:
    ordered = sorted(names, key=folded)
    made = NameList.of(ordered)
    assert [made[code] for code in range(len(made))] == [*made] == ordered
    form = folded(prefix)
    assert [made[code] for code in made.beginning_with(form)] == [n for n in ordered if folded(n).startswith(form)]


@pytest.mark.parametrize("name", ["Weight (g)", "weight-g", "WEIGHT_G", " weight  g "])
def test_an_attribute_is_one_however_its_name_is_written(name: str) -> None:
    assert attribute_key(name) == "weight_g"
