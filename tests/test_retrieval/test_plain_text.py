"""Descriptions written in HTML, as plain text."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from retrieval.formats.plain_text import plain_text


@pytest.mark.parametrize(
    ("html", "text"),
    [
        ("", ""),
        ("  Just text.\n\nTwo lines, 3 < 4 & 5 > 2. ", "Just text.\n\nTwo lines, 3 < 4 & 5 > 2."),
        ("<p>Soft &amp; light&nbsp;tee.</p><p>Wash\n  at 30&#176;</p>", "Soft & light tee.\nWash at 30°"),
        ("one<br>two<br/>three", "one\ntwo\nthree"),
        ("<ul><li>Cotton</li><li> <b>Made</b> to <i>last</i></li><li></li></ul>end", "- Cotton\n- Made to last\nend"),
        ("<style>p {color: red}</style><p>Tee</p><script>if (a < b) { alert('x') }</script>", "Tee"),
        ("<p>Tee<!-- <b>secret</b> --> here</p>", "Tee here"),
        ("<table><tr><td>Size</td><td>M</td></tr><tr><th>Fit</th><td>Loose</td></tr></table>", "Size M\nFit Loose"),
        ("<div>open <span>never closed", "open never closed"),
        ("</script>a<p>b</p>", "a\nb"),
        ("<img alt='a > b' src=x>c <a href=\"x>y\">d</a>", "c d"),
        ("<p>a</p><p title='>b", "a\nb"),
        ("<iframe src='x'/>still <b>here</b>", "still here"),
        ("<p>a</p><script>never closed <p>b</p>", "a"),
        ("<![if !mso]><p>Tee</p><![endif]>", "Tee"),
        ("<![CDATA[<p>Tee</p>]]>", "Tee\n]]>"),
        ("<!DOCTYPE html><p>Tee", "Tee"),
        ("<p>降噪<b>耳机</b></p>", "降噪耳机"),
        ("&lt;b&gt; stays", "<b> stays"),
        ("<p>for sizes <XL</p", "for sizes <XL</p"),
        ("10 < 20 <p>x", "10 < 20\nx"),
    ],
)
def test_what_a_reader_would_see(html: str, text: str) -> None:
    assert plain_text(html) == text


@given(st.text(alphabet="<>!/&;-[]p b\n'\"=#x1", max_size=60))
def test_any_text_is_read(html: str) -> None:
    plain_text(html)


@given(st.text(max_size=60))
def test_words_between_tags_are_kept(words: str) -> None:
    escaped = words.replace("&", "&amp;").replace("<", "&lt;")
    assert plain_text(f"<p>{escaped}</p>").split() == words.split() or words.strip() in ("", "-")


@pytest.mark.parametrize("part", ["<!--", "<!", "<", "<a ", "</", "<![", "&#", "<script>", "<p x='"])
def test_broken_markup_takes_no_endless_time(part: str) -> None:
    started = time.process_time()
    plain_text("<p>" + part * (100_000 // len(part)))
    assert time.process_time() - started < 2
