from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st

from interfaces.ui.floor.prose import _TAGS, render_prose


def test_formatting_is_rendered() -> None:
    html = render_prose("The **Hush 2** is *light*:\n\n- 254 g\n- folds flat\n\nLine one\nline two")
    assert html == (
        "<p>The <strong>Hush 2</strong> is <em>light</em>:</p>\n<ul>\n<li>254 g</li>\n<li>folds flat</li>\n</ul>\n"
        "<p>Line one<br>\nline two</p>\n"
    )


def test_a_comparison_table_is_rendered() -> None:
    html = render_prose("| a | b |\n|---|---|\n| 1 | 2 |")
    assert "<table>" in html
    assert "<td>2</td>" in html


def test_headings_are_one_small_size() -> None:
    assert render_prose("# Big\n\n##### Small") == "<h4>Big</h4>\n<h4>Small</h4>\n"


def test_raw_html_is_shown_as_written() -> None:
    html = render_prose("<script>alert(1)</script> and <b onclick=x>b</b>")
    assert html == "<p>&lt;script&gt;alert(1)&lt;/script&gt; and &lt;b onclick=x&gt;b&lt;/b&gt;</p>\n"


def test_links_keep_their_words_and_lose_their_target() -> None:
    assert render_prose("See [our rules](https://elsewhere.test) or <https://elsewhere.test>") == (
        "<p>See our rules or https://elsewhere.test</p>\n"
    )
    assert "href" not in render_prose("[x](javascript:alert(1)) [y][1]\n\n[1]: https://elsewhere.test")


def test_pictures_are_never_fetched() -> None:
    assert "<img" not in render_prose("![p](http://elsewhere.test/p.png) ![q](data:image/png;base64,AA)")


def test_an_answer_cut_off_inside_its_formatting_is_still_rendered() -> None:
    assert render_prose("The **Hush") == "<p>The **Hush</p>\n"
    assert render_prose("```\ncode") == "<pre><code>code</code></pre>\n"


@given(st.text(alphabet="<>[]()!*_`#|-\n\"'&;:/=\\ ascriptonhref", max_size=120))
def test_whatever_is_written_only_bare_formatting_comes_out(text: str) -> None:
    for tag, rest in re.findall(r"<\s*/?\s*([a-z0-9]*)([^>]*)>", render_prose(text)):
        assert tag in _TAGS
        assert rest.strip(" /") == ""
