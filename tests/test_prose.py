"""The narrative as paragraphs: everything that Markdown can say, and no word lost."""

import re
from pathlib import Path

import pytest
from columns import MARKDOWN
from hypothesis import given, settings
from hypothesis import strategies as st

from generator.editions.load import editions
from generator.outputs.prose import Para, Span, paragraphs
from generator.read.narrative import FREE, Context, read_narrative
from generator.read.text import Source

ROOT = Path(__file__).parents[1]


def read(markdown: str):
    """The narrative of a form without sections, as the reader hands it over."""
    context = Context(editions().get("legacy"), {}, frozenset({"a.pdf", "b.png"}))
    return read_narrative(Source("x.md", markdown), context, lambda _problem: None).parts[FREE]


def shown(markdown: str) -> list[tuple]:
    return [(p.kind, p.level, p.marker, p.text) for p in paragraphs(read(markdown).html)]


def words(text: str) -> str:
    return re.sub(r"\s+", "", text)


def test_paragraphs_and_headings_come_in_order():
    assert shown("甲\n\n## 乙\n\n### 丙\n\n丁") == [
        ("text", 0, "", "甲"),
        ("heading", 2, "", "乙"),
        ("heading", 3, "", "丙"),
        ("text", 0, "", "丁"),
    ]


def test_bold_emphasis_links_and_code_are_spans():
    (para,) = paragraphs(read("一**二*三***[四**五**](https://a.cn/?x=1&y=2)`六`").html)
    link = "https://a.cn/?x=1&y=2"
    assert para.spans == (
        Span("一"),
        Span("二", strong=True),
        Span("三", strong=True, emphasis=True),
        Span("四", link=link),
        Span("五", strong=True, link=link),
        Span("六"),
    )
    assert para.text == "一二三四五六"


@pytest.mark.parametrize(
    ("markdown", "expected"),
    [
        ("- 甲\n- 乙", [("item", 0, "•", "甲"), ("item", 0, "•", "乙")]),
        ("3. 甲\n4. 乙", [("item", 0, "3.", "甲"), ("item", 0, "4.", "乙")]),
        ("1. 甲\n\n1) 乙", [("item", 0, "1.", "甲"), ("item", 0, "1.", "乙")]),
        (
            "1. 甲\n\n   续\n   - 子\n\n   又续\n2. 乙",
            [
                ("item", 0, "1.", "甲"),
                ("item", 0, "", "续"),
                ("item", 1, "•", "子"),
                ("item", 0, "", "又续"),
                ("item", 0, "2.", "乙"),
            ],
        ),
        ("- 1. 甲", [("item", 0, "•", ""), ("item", 1, "1.", "甲")]),
        ("-\n- 乙", [("item", 0, "•", ""), ("item", 0, "•", "乙")]),
        ("- ### 甲\n\n  乙", [("item", 0, "•", "甲"), ("item", 0, "", "乙")]),
    ],
)
def test_items_keep_their_depth_and_their_marker(markdown, expected):
    assert shown(markdown) == expected


def test_quotes_keep_their_depth_and_an_item_that_opens_with_one_its_marker():
    assert shown("> 甲\n>\n> > 乙\n\n- > 丙\n\n  > 丁") == [
        ("quote", 0, "", "甲"),
        ("quote", 1, "", "乙"),
        ("item", 0, "•", "丙"),
        ("quote", 1, "", "丁"),
    ]


def test_a_hard_break_is_a_line_and_a_rule_is_nothing():
    assert shown("甲  \n乙\n\n---\n\n丙") == [("text", 0, "", "甲\n乙"), ("text", 0, "", "丙")]


def test_an_image_is_its_alternative_text():
    assert shown("见![流程 <图>](b.png)。") == [("text", 0, "", "见〔图：流程 <图>〕。")]


def test_code_blocks_keep_their_lines():
    assert shown("    a  b\n\n      c\n") == [("text", 0, "", "a  b\n\n  c")]


def test_white_space_collapses_as_in_a_browser():
    html = "\n<p>\n a \n<strong> b</strong>\t<em>c </em> d\u3000e\u00a0f \n</p>\n<p> </p>"
    assert paragraphs(html) == [
        Para((
            Span("a "),
            Span("b", strong=True),
            Span(" "),
            Span("c ", emphasis=True),
            Span("d\u3000e\u00a0f"),
        ))
    ]


def test_text_outside_of_any_paragraph_is_one():
    assert [p.text for p in paragraphs("甲<p>乙</p>丙<blockquote>丁</blockquote>")] == [
        "甲",
        "乙",
        "丙",
        "丁",
    ]


def test_escaped_text_is_text():
    assert shown(r"a \<p> &lt;b&gt; &amp;amp; </strong>")[0][3] == "a <p> <b> &amp; </strong>"


PIECES = st.sampled_from([
    *"甲乙丙，。<&>\"'*_`~#>-+[]()!\\0 9",
    *("\n", "\n\n", "  \n", "   ", "    ", "\t", "**", "***", "# ", "### ", "- ", "1. ", "7) ", "> ", "```"),
    *("[甲](http://a.cn)", "![图](b.png)", "<br>", "&amp;", "&#9;", "&nbsp;", "\u3000", "---", "公开 3 件"),
])


@given(st.lists(PIECES, max_size=40).map("".join))
@settings(max_examples=400, deadline=None)
def test_no_word_is_lost_or_added(markdown):
    part = read(re.sub(r"!\[(?!图\])", "", markdown))
    said = [p.text.replace("〔图：", "").replace("〕", "") for p in paragraphs(part.html)]
    assert words("".join(said)) == words(part.text)


@pytest.mark.parametrize("name", ["columns", "sample"])
def test_no_word_of_a_real_narrative_is_lost(name):
    text = MARKDOWN if name == "columns" else next((ROOT / "content").rglob("2023.md")).read_text("utf-8")
    part = read(text)
    assert words("".join(p.text for p in paragraphs(part.html))) == words(part.text) != ""
