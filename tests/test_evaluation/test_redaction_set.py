"""The shipped set for redaction: large, balanced, half held out, its offsets and check digits right."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from datetime import date

import pytest

from evaluation.redaction_sets import PACKAGED, LabelledText, Span, load_labelled

KINDS = {"email", "phone", "card", "cn_id", "iban", "passport", "address", "name"}
ID_WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)


@pytest.fixture(scope="module")
def texts() -> tuple[LabelledText, ...]:
    return load_labelled(PACKAGED)


def spans_of(texts: tuple[LabelledText, ...], kind: str) -> list[str]:
    """What stands in all spans of a kind, in plain digits and letters without spaces and dashes."""
    found = [one.text[span.start : span.end] for one in texts for span in one.spans if span.type == kind]
    return [re.sub(r"[\s-]", "", unicodedata.normalize("NFKC", text)) for text in found]


def test_it_is_large_and_balanced(texts: tuple[LabelledText, ...]) -> None:
    assert len(texts) >= 500
    for groups in (
        Counter(one.language for one in texts),
        Counter(one.part for one in texts),
        Counter((one.part, one.language, bool(one.spans)) for one in texts if one.spans),
        Counter((one.part, one.language, bool(one.spans)) for one in texts if not one.spans),
    ):
        assert max(groups.values()) <= 1.1 * min(groups.values()), groups
    assert 0.55 <= sum(bool(one.spans) for one in texts) / len(texts) <= 0.65


def test_every_kind_is_there_in_both_languages_and_parts(texts: tuple[LabelledText, ...]) -> None:
    by_language = Counter((span.type, one.language) for one in texts for span in one.spans)
    by_part = Counter((span.type, one.part) for one in texts for span in one.spans)
    assert {kind for kind, _ in by_language} == KINDS
    assert min(by_language[kind, language] for kind in KINDS for language in ("en", "zh")) >= 10
    assert min(by_part[kind, part] for kind in KINDS for part in ("development", "held_out")) >= 14


def test_ids_and_texts_are_not_repeated(texts: tuple[LabelledText, ...]) -> None:
    assert len({one.id for one in texts}) == len({one.text for one in texts}) == len(texts)


def test_spans_begin_and_end_with_what_they_are_about(texts: tuple[LabelledText, ...]) -> None:
    for one in texts:
        assert all(span.start < span.end <= len(one.text) for span in one.spans)
        assert list(one.spans) == sorted(one.spans, key=lambda span: span.start)
        assert all(before.end <= after.start for before, after in zip(one.spans, one.spans[1:], strict=False))
        for span in one.spans:
            held = one.text[span.start : span.end]
            assert held == held.strip(" ,.;:，。；：！？!?")


def test_a_value_is_never_labelled_here_and_bare_there(texts: tuple[LabelledText, ...]) -> None:
    for one in texts:
        rest = "".join(
            " " if any(span.start <= at < span.end for span in one.spans) else letter
            for at, letter in enumerate(one.text)
        )
        assert "@" not in rest, one.id
        assert not re.search(r"\b1[3-9]\d{9}\b", rest), one.id


def test_cards_pass_luhn(texts: tuple[LabelledText, ...]) -> None:
    for number in spans_of(texts, "card"):
        digits = [int(digit) for digit in reversed(number)]
        doubled = [sum(divmod(2 * digit, 10)) for digit in digits[1::2]]
        assert (sum(digits[::2]) + sum(doubled)) % 10 == 0, number
        assert 13 <= len(digits) <= 19


def test_resident_ids_have_a_birthday_and_a_right_last_place(texts: tuple[LabelledText, ...]) -> None:
    for number in spans_of(texts, "cn_id"):
        total = sum(int(digit) * weight for digit, weight in zip(number, ID_WEIGHTS, strict=False))
        assert number[17:].upper() == "10X98765432"[total % 11], number
        assert date.fromisoformat(f"{number[6:10]}-{number[10:12]}-{number[12:14]}") < date(2010, 1, 1)


def test_ibans_leave_one_of_97(texts: tuple[LabelledText, ...]) -> None:
    for number in spans_of(texts, "iban"):
        turned = (number[4:] + number[:4]).upper()
        assert int("".join(str(int(letter, 36)) for letter in turned)) % 97 == 1, number


def test_mails_are_of_domains_that_nobody_can_own(texts: tuple[LabelledText, ...]) -> None:
    for address in spans_of(texts, "email"):
        assert re.search(r"example|例子", address.casefold()), address


FICTION = (
    "55501",
    "2079460",
    "7700900",
    "1632960",
    "491570",
    "3023125",
    "1713920",
    "1990012",
    "5550",
    "555123",
    "4455501",
)
"""Beginnings of numbers that the numbering authorities keep for films and books; 5550 for countries that keep none."""
CHINESE = re.compile(r"(86)?(1[3-9]\d{9}|0?(10|2\d|[3-9]\d{2})\d{7,8})")


def test_phones_outside_china_are_kept_for_fiction(texts: tuple[LabelledText, ...]) -> None:
    for number in spans_of(texts, "phone"):
        digits = re.sub(r"\D", "", number)
        assert not digits or CHINESE.fullmatch(digits) or any(one in digits for one in FICTION), number


def test_a_span_knows_its_length() -> None:
    assert Span(start=2, end=5, type="email").length == 3
