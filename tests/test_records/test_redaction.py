"""Placeholders: stable, unlinkable, harmless; redaction that ends, repeats itself to nothing, and never takes long."""

from __future__ import annotations

import itertools
import os
import stat
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from records.redaction.findings import KINDS
from records.redaction.placeholders import PLACEHOLDER, in_words, put_back, without_placeholders
from records.redaction.redactor import Redactor
from records.redaction.secret import RedactionKeyFault, read_redaction_key, throwaway_key

REDACTOR = Redactor(b"k" * 32)
PIECES = st.sampled_from(
    [
        "13800138000", "+86 138 0013 8000", "415-555-0132", "(415) 555-0132", "anna@example.com", "张伟", "my name is ",
        "我叫", "王小明", "Anna Lee", "12 Oak Street", "中山路88号", "3单元502", "4111 1111 1111 1111", "[EMAIL_BCDF]",
        "[", "]", "[NAME_", "_BCDF]", "11010519491231002X", "DE89370400440532013000", "passport ", "E12345678", ", ",
        " ", "\n", "收件人：", "ship it to ", "dot com", " at ", "i'm ", "号", "5", "一三八", "…", "@", ".", "\u200b",
    ]
)  # fmt: skip
MESSAGES = st.lists(PIECES | st.text(max_size=6), max_size=14).map("".join)


@given(MESSAGES)
def test_redacting_what_is_redacted_changes_nothing(text: str) -> None:
    done = REDACTOR.redact(text, "customer:C-001")
    assert REDACTOR.redact(done.text, "customer:C-001").text == done.text
    assert REDACTOR.redact(done.text, "customer:C-002").text == done.text


@given(MESSAGES)
def test_findings_say_exactly_what_was_replaced(text: str) -> None:
    done = REDACTOR.redact(text, "customer:C-001")
    at, written = 0, ""
    for one in done.findings:
        assert at <= one.start < one.end <= len(text)
        assert one.original == text[one.start : one.end]
        assert one.kind in KINDS
        written += text[at : one.start] + one.placeholder
        at = one.end
    assert written + text[at:] == done.text


@given(
    st.sampled_from(["13800138000", "138 0013 8000", "+86-138-0013-8000", "１３８００１３８０００"]),
    st.text("ab:/-", max_size=6),
)
def test_one_value_has_one_placeholder_in_a_scope_however_it_is_spelled(written: str, scope: str) -> None:
    (found,) = REDACTOR.redact(f"电话{written}", scope).findings
    assert found.placeholder == REDACTOR.redact("13800138000", scope).text


def test_scopes_and_secrets_cannot_be_joined() -> None:
    scopes = [f"customer:C-{number:03}" for number in range(200)]
    given_out = {REDACTOR.redact("anna@example.com", scope).text for scope in scopes}
    assert len(given_out) > 190
    assert REDACTOR.redact("anna@example.com", "a").text != Redactor(b"l" * 32).redact("anna@example.com", "a").text


def test_a_placeholder_holds_no_digit_and_no_word() -> None:
    codes = {REDACTOR.redact(f"a{number}@example.com", "x").text for number in range(500)}
    assert all(PLACEHOLDER.fullmatch(code) for code in codes)
    assert not any(set("AEIOUY234567") & set(code[7:-1]) for code in codes)


def test_names_that_are_to_be_kept_are_kept() -> None:
    assert REDACTOR.redact("my name is Larkspur", "x").findings
    assert not REDACTOR.redact("my name is Larkspur", "x", keep={"larkspur"}).findings
    assert not Redactor(b"k" * 32, keep={"larkspur"}).redact("my name is Larkspur", "x").findings


def test_a_finding_shows_no_original() -> None:
    (found,) = REDACTOR.redact("anna@example.com", "x").findings
    assert "anna" not in repr(found)


def test_placeholders_are_put_back_said_in_words_or_left_out() -> None:
    done = REDACTOR.redact("mail anna@example.com", "x")
    assert put_back(done.text, done.findings) == "mail anna@example.com"
    assert put_back("to [PHONE_BCDF]", done.findings) == "to [PHONE_BCDF]"
    assert in_words("to [PHONE_BCDF] of [NAME_AB23]", "en") == "to your phone number of your name"
    assert in_words("寄到[ADDRESS_BCDF]", "zh") == "寄到您的地址"
    assert in_words("call [PHONE_BCDF]", "en", of_shopper=True) == "call (phone number)"
    assert in_words("[FOO_BCDF] [x]", "en") == "[FOO_BCDF] [x]"
    assert without_placeholders(done.text) == "mail …"
    assert {kind for kind in KINDS if "[" in in_words(f"[{kind.upper()}_BCDF]", "zh")} == set()


HOSTILE = [
    "1", "1 ", "12-", "a@", "a.", "a@a.", "aa ",
    "my name is ", "A ", "号", "路1", "省市区", "中山路88号", "我叫", "王",
    "DE89", "DE89 ",
    "passport ", "13800138000", "13800138000 ", "[EMAIL_BCDF]", "[", "one ", "一", "张伟，", "at ",
    "a dot ", "1 Oak ", "1 Oak Street, ", "Mary Jones, ", "a'", "Anna ", "地址：", "+", "(", "()-", "4111 ", "to ",
    "收件人", "\u200b", "，", "x1", "1.1.1.", "SW1A 1AA ",
    "Apt 1, ", " is my name", "name: ", "thanks ", "市", "a_at_",
    "call me ", "no ", "号码", "from: ",
    "ship it to my ", "\n", "街", "楼1", "1单元",
    "a#b.cn ", "A'S ORDER ", "ANNA'S ORDER ", "MR LEE'S ROOM,", "Mr ofDr.", "é ", "A.A.", "01023456789 ",
    "/Mr dotApassport]小明the", "Ann2024#Mr ", "ANNA, THE RECIPIENT ", "李先生、",
]  # fmt: skip
USUAL = [
    "my number is 13800138000, headphones under 200",
    "wireless headphones with noise cancelling under $150 please, for my commute",
    "我叫王小明，电话13800138000，想买200元以内的耳机",
]
_SHORT, _LONG = 2_000, 16_000
_MOST_MEASURED = 12


def repeated(piece: str, chars: int) -> str:
    return (piece * (chars // len(piece) + 1))[:chars]


def names_in_a_row(chars: int) -> str:
    """Another name each time: `我叫王伟、王芳伟、…`."""
    given = "伟芳娜敏静丽强磊军洋勇艳杰娟涛明超秀霞平刚桂英华玉萍红建文辉力梅"
    names = ("".join(name) for name in itertools.product("王李张陈", given, given))
    return f"我叫王伟、{'、'.join(names)}"[:chars]


def fastest(text: str, times: int = 3) -> float:
    """Seconds of this thread's processor that redacting takes when least disturbed; other threads do not count."""

    def once() -> float:
        started = time.thread_time()
        REDACTOR.redact(text, "x")
        return time.thread_time() - started

    return min(once() for _ in range(times))


def takes_at_most(text: str, seconds: float) -> bool:
    """Whether one of several measurements stays below; a busy machine makes single ones longer and none shorter."""
    return any(fastest(text, 1) < seconds for _ in range(_MOST_MEASURED))


@pytest.fixture(scope="module")
def usual_seconds() -> float:
    """What a long text takes in which nothing is odd."""
    REDACTOR.warm()
    return max(fastest(repeated(text, _SHORT)) for text in USUAL)


@pytest.mark.parametrize(
    "write", [*(partial(repeated, piece) for piece in HOSTILE), names_in_a_row], ids=[*HOSTILE, "names in a row"]
)
def test_hostile_texts_take_time_in_proportion(write: Callable[[int], str], usual_seconds: float) -> None:
    """Eight times the length takes eight times as long; in the square of the length it would be 64 times."""
    short = max(fastest(write(_SHORT)), usual_seconds / 8)
    assert takes_at_most(write(_LONG), 20 * short), f"more than 20 times the {short:.4f} s of an eighth of it"
    assert takes_at_most(write(_SHORT), 5 * usual_seconds), f"{short:.3f} s, a usual text {usual_seconds:.3f} s"


@pytest.mark.parametrize("text", USUAL)
def test_a_usual_message_takes_about_a_millisecond(text: str) -> None:
    assert takes_at_most(text, 0.003)  # 0.4 ms, undisturbed


def test_the_key_is_made_once_and_for_its_owner_only(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with ThreadPoolExecutor(8) as pool:
        keys = set(pool.map(read_redaction_key, [home] * 32))
    assert len(keys) == 1
    assert [file.name for file in home.iterdir()] == ["redaction.key"]
    assert stat.S_IMODE(os.stat(home / "redaction.key").st_mode) == 0o600
    assert len(keys.pop()) == 32
    assert throwaway_key() != throwaway_key()


def test_a_key_that_cannot_be_used_is_said(tmp_path: Path) -> None:
    (tmp_path / "redaction.key").write_bytes(b"short")
    with pytest.raises(RedactionKeyFault, match="does not hold 32 bytes"):
        read_redaction_key(tmp_path)
    (tmp_path / "file").write_text("no folder")
    with pytest.raises(RedactionKeyFault, match="cannot be used"):
        read_redaction_key(tmp_path / "file")
