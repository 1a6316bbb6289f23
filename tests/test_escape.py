"""Words of an old report → Markdown: what the narrative's own parser shows is what they were."""

import re
import time

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.editions.load import editions
from generator.importers.blocks import Paragraph, Run, plain
from generator.importers.escape import markdown
from generator.read.narrative import _MD, Context, read_narrative
from generator.read.text import decode

settings.register_profile(
    "steady", derandomize=True, deadline=None, max_examples=300, suppress_health_check=list(HealthCheck)
)
settings.load_profile("steady")

LEGACY = editions().get("legacy")


def faults(source):
    """Every problem that a narrative of this text has, from its bytes on."""
    found = []
    text = decode(source.encode(), "旧.md", found.append)
    assert text
    read_narrative(text, Context(LEGACY, {}, frozenset()), found.append)
    return found


def shown(source):
    """The text of each block as a reader sees it, with the number that a list gives it."""
    blocks, lists, number = [], [], ""
    for token in _MD.parse(source):
        if token.type in {"bullet_list_open", "ordered_list_open"}:
            lists.append([token.markup, int(token.attrs.get("start", 1))])
        elif token.type in {"bullet_list_close", "ordered_list_close"}:
            lists.pop()
        elif token.type == "list_item_open" and lists[-1][0] in {".", ")"}:
            number = f"{lists[-1][1]}{lists[-1][0]} "
            lists[-1][1] += 1
        elif token.type == "inline":
            words = {"hardbreak": "\n", "softbreak": "<soft>", "image": "<image>", "binding": "<binding>"}
            blocks.append(number + "".join(words.get(child.type, child.content) for child in token.children))
            number = ""
        elif token.content or token.type == "hr":
            blocks.append(f"<{token.type}>")
    return blocks


def styled(source):
    """(text, bold, address) of the first block."""
    found, strong, link = [], False, ""
    for child in next(token for token in _MD.parse(source) if token.type == "inline").children:
        if child.type in {"strong_open", "strong_close"}:
            strong = child.nesting == 1
        elif child.type in {"link_open", "link_close"}:
            link = str(child.attrs.get("href", ""))
        elif child.content:
            found.append((child.content, strong, link))
    return found


def words(text):
    """A paragraph without what nobody sees."""
    text = re.sub("[\v\f\r\u0085\u2028\u2029]", "\n", text)
    text = re.sub("[\x00-\x08\x0e-\x1f\x7f-\x9f\u00ad\u200b\ufeff\ud800-\udfff]", "", text)
    return "\n".join(filter(None, map(str.strip, text.split("\n"))))


# What an editor will read is what stood there


@pytest.mark.parametrize(
    "text",
    [
        "一、总体情况",
        "（一）主动公开。2023 年，本镇公开信息 93 条（其中政策 1 条），同比增长 12.5%；收费 1,024.5 万元。",
        "1、加强学习；2、3.2 万人次；①完善制度 [略]【附件】《条例》“双随机”——见 www.x.gov.cn/a_b/c-d?e=1&f=2#g",
        "2023.1.1—12.31，占比<5%，同比>3，A & B，x~y，a|b，$3，50%，#1，C:\\文件，3+2=5，{甲}，[a]，(b)，!",
        "1.本机关不掌握相关政府信息",
        "1.　全角的空格",
        "-1，+3",
        "甲\t乙  丙　丁",
    ],
)
def test_plain_text_is_left_as_it_is(text):
    assert markdown([plain(text)]) == text
    assert shown(text) == [text]


def test_paragraphs_are_lines_and_line_breaks_stay():
    assert markdown([plain("甲"), plain("　　乙\n\n 丙\u2028丁 "), plain(" \n"), plain("戊")]) == (
        "甲\n\n乙\\\n丙\\\n丁\n\n戊"
    )
    assert markdown([]) == markdown([plain("\u200b")]) == ""


@pytest.mark.parametrize(
    ("text", "source"),
    [
        ("1. 甲", r"1\. 甲"),
        ("12) 甲", r"12\) 甲"),
        ("1.", r"1\."),
        ("- 甲", r"\- 甲"),
        ("+ 甲", r"\+ 甲"),
        ("* 甲", r"\* 甲"),
        ("# 甲", r"\# 甲"),
        ("###### 甲", r"\###### 甲"),
        ("> 甲", r"\> 甲"),
        ("---", r"\---"),
        ("- - -", r"\- - -"),
        ("___", r"\_\_\_"),
        ("~~~", r"\~~~"),
        ("```", r"\`\`\`"),
        ("[甲]: 乙", r"\[甲]: 乙"),
        ("甲\n===", "甲\\\n\\==="),
        ("甲\n---", "甲\\\n\\---"),
        ("甲\n1. 乙", "甲\\\n1\\. 乙"),
        ("甲\\\n乙\\", "甲\\\\\\\n乙\\\\"),
        ("5*3*2", r"5\*3\*2"),
        ("_甲_ a_b", r"\_甲\_ a_b"),
        (r"\*", r"\\\*"),
        ("&lt;&copy;&甲;", r"\&lt;\&copy;&甲;"),
        ("[甲](乙)![丙](丁)", r"[甲\](乙)![丙\](丁)"),
        ("<http://x.cn> <a@x.cn>", r"\<http://x.cn> \<a@x.cn>"),
        ("{{ a }} {{{b}}}", r"\{{ a }} \{\{{b}}}"),
        ("王**，139****1234", "王`**`，139`****`1234"),
        ("<b>甲</b><br/><!-- a -->", "`<b>`甲`</b><br/><!--` a -->"),
        ('<a href="x">甲', '`<a` href="x">甲'),
        ("`**`", r"\``**`\`"),
    ],
)
def test_what_markdown_would_take_for_a_mark_is_escaped(text, source):
    assert markdown([plain(text)]) == source
    assert shown(source) == [words(text)]
    assert faults(source) == []


# Styles


@pytest.mark.parametrize(
    ("runs", "source"),
    [
        ([("全段", True)], "**全段**"),
        ([("甲", False), ("乙，", True), ("丙", False)], "甲**乙，**丙"),
        ([("甲", False), (" 乙 ", True), ("丙", False)], "甲 **乙** 丙"),
        ([("甲", True), ("乙", True)], "**甲乙**"),
        ([("甲", False), (" ", True), ("乙", False)], "甲 乙"),
        ([("a", False), ("(b)", True), ("c", False)], "a(b)c"),
        ([("甲", False), ("(b)", True), ("丙", False)], "甲**(b)**丙"),
        ([("a", False), ("(b", True), ("c", True)], "a(bc"),
        ([("a", False), ("«b»", True), ("c", False)], "a«b»c"),
        ([("a", False), ("b", True), ("(c)", False)], "a**b**(c)"),
        ([("甲\n乙", True), ("丙", False)], "**甲**\\\n**乙**丙"),
        ([("*", True), ("甲", False)], "**\\***甲"),
        ([("1.", True), (" 甲", False)], "**1.** 甲"),
    ],
)
def test_bold_is_written_where_it_can_be_seen(runs, source):
    paragraph = Paragraph(tuple(Run(text, strong=strong) for text, strong in runs))
    assert markdown([paragraph]) == source
    assert shown(source) == [words(paragraph.text)]
    assert faults(source) == []


@pytest.mark.parametrize(
    ("run", "source", "address"),
    [
        (Run("甲", link="https://x.cn/a"), "[甲](<https://x.cn/a>)", "https://x.cn/a"),
        (Run("[甲](乙)", link="http://x.cn"), r"[\[甲\](乙)](<http://x.cn>)", "http://x.cn"),
        (Run("甲", link="MAILTO:a@x.cn"), "[甲](<MAILTO:a@x.cn>)", "MAILTO:a@x.cn"),
        (Run("甲", link=" http://x.cn/(a) <b>\\ "), "[甲](<http://x.cn/(a)%20%3Cb%3E%5C>)", "http://x.cn/(a)%20%3Cb%3E%5C"),
        (Run("甲", link="http://x.cn/?a=1&b=2&lt;=3"), r"[甲](<http://x.cn/?a=1&b=2\&lt;=3>)", "http://x.cn/?a=1&b=2&lt;=3"),
        (Run("甲", link="javascript:alert(1)"), "甲", ""),
        (Run("甲", link="2023/附件.pdf"), "甲", ""),
        (Run("甲", link="https://"), "甲", ""),
    ],
)  # fmt: skip
def test_links_lead_where_they_led(run, source, address):
    assert markdown([Paragraph((run,))]) == source
    assert styled(source) == [(run.text, False, address)]
    assert faults(source) == []


def test_links_beside_marks_stay_links():
    link = Run("乙", link="http://x.cn")
    paragraph = Paragraph((
        Run("[甲]: !"),
        link,
        Run("](丙)"),
        Run("丁!", strong=True),
        Run("戊", strong=True, link="http://y.cn"),
    ))
    source = markdown([paragraph])
    assert source == r"\[甲]: \![乙](<http://x.cn>)\](丙)**丁\![戊](<http://y.cn>)**"
    assert styled(source) == [
        ("[甲]: !", False, ""),
        ("乙", False, "http://x.cn"),
        ("](丙)", False, ""),
        ("丁!", True, ""),
        ("戊", True, "http://y.cn"),
    ]
    assert markdown([Paragraph((link, Run("，见 [甲]: 丙")))]) == "[乙](<http://x.cn>)，见 [甲]: 丙"


# Headings and lists


@pytest.mark.parametrize(
    ("text", "level", "source"),
    [
        ("（一）公开", 1, "### （一）公开"),
        ("1. 公开", 4, "#### 1. 公开"),
        ("甲\n乙 #", 9, "###### 甲 乙 \\#"),
        ("##", 3, "### \\##"),
        ("a#", 3, "### a#"),
    ],
)
def test_headings_stay_below_the_official_ones(text, level, source):
    assert markdown([plain(text, heading=level)]) == source
    assert shown(source) == [text.replace("\n", " ")]


def items(*marked):
    return [Paragraph((Run(text),), marker=marker, depth=depth) for marker, text, depth in marked]


@pytest.mark.parametrize(
    ("marked", "source"),
    [
        ([("-", "甲", 0), ("-", "乙", 0)], "- 甲\n- 乙"),
        ([("3.", "甲", 0), ("4.", "乙\n丙", 0)], "3. 甲\n4. 乙\\\n   丙"),
        ([("-", "甲", 0), ("-", "乙", 1), ("-", "丙", 2), ("-", "丁", 0)], "- 甲\n  - 乙\n    - 丙\n- 丁"),
        ([("9.", "甲", 0), ("-", "乙", 1), ("10.", "丙", 0), ("-", "丁", 1)], "9. 甲\n   - 乙\n10. 丙\n    - 丁"),
        ([("-", "甲", 0), ("1)", "乙", 1), ("2)", "丙", 1)], "- 甲\n  1) 乙\n  2) 丙"),
        ([("-", "甲", 0), ("2.", "乙", 1)], "- 甲\n\n  2. 乙"),
        ([("-", "甲", 0), ("1.", "乙", 0)], "- 甲\n\n1. 乙"),
        ([("-", "甲", 2), ("-", "乙", 0)], "- 甲\n- 乙"),
        ([("-", "甲", 0), ("-", "乙", 2), ("-", "丙", 1)], "- 甲\n  - 乙\n  - 丙"),
        ([("1.", "甲", 0), ("1.", "乙", 0)], "1\\. 甲\n\n1\\. 乙"),
        ([("1.", "甲", 0), ("-", "乙", 1), ("3.", "丙", 0)], "1\\. 甲\n\n- 乙\n\n3\\. 丙"),
        ([("（一）", "甲", 0), ("01.", "乙", 0)], "（一）甲\n\n01\\. 乙"),
        ([("-", " ", 0), ("-", "- 甲", 0)], "- \\- 甲"),
    ],
)  # fmt: skip
def test_lists(marked, source):
    assert markdown(items(*marked)) == source
    assert faults(source) == []


def test_lists_are_lists_again_in_the_parser():
    source = markdown([
        *items(("9.", "甲", 0), ("-", "乙", 1), ("10.", "丙", 0)),
        plain("丁"),
        *items(("-", "戊", 0)),
    ])
    assert re.sub(r"\s*\n", "", _MD.render(source)) == (
        '<ol start="9"><li>甲<ul><li>乙</li></ul></li><li>丙</li></ol><p>丁</p><ul><li>戊</li></ul>'
    )


def test_a_list_inside_hundreds_of_others_loses_no_word():
    source = markdown(items(*(("-", f"第{depth}层", depth) for depth in range(200))))
    assert shown(source) == [f"第{depth}层" for depth in range(200)]
    assert faults(source) == []


def test_a_numbered_heading_keeps_its_number_and_no_bullet():
    assert markdown([Paragraph((Run("甲"),), heading=3, marker="1.")]) == "### 1. 甲"
    assert markdown([Paragraph((Run("甲"),), heading=3, marker="-")]) == "### 甲"


# Anything at all

MARKS = st.sampled_from(
    [*"*_`#-+=>~[](){}<&;!|\\:./'\"1290aZ @?", "**", "```", "~~~", "{{", "}}", "&amp;", "&#42;", "\t", "  ", "　", "\n", "1. ", "- ",
     "公", "，", "。", "“", "（一）", "é", "😀", "\u0301", "http://", "<b>", "</", "<!--", "](", "[a]: b", "![", "\u200b", "\x00", "\u2028", "\x1c"]
)  # fmt: skip
TEXTS = st.lists(MARKS, max_size=25).map("".join)
LINKS = st.sampled_from(["", "", "", "http://x.cn/a_b?c=1&amp;d=*", "mailto:a@x.cn", "file:a"]) | TEXTS.map(
    "https://x{}".format
)
PARAGRAPHS = st.builds(
    Paragraph,
    st.lists(st.builds(Run, TEXTS, st.booleans(), LINKS), max_size=4).map(tuple),
    heading=st.sampled_from([0, 0, 0, 0, 2, 5]),
    marker=st.sampled_from(["", "", "", "-", "-", "1.", "2.", "3.", "1)", "一、"]),
    depth=st.integers(0, 3),
)  # fmt: skip


def expected(paragraph):
    """The words, and the number unless it is that of a bullet."""
    marker = paragraph.marker.removeprefix("-")
    text = f"{marker} {words(paragraph.text)}" if marker.isascii() else marker + words(paragraph.text)
    return (text.replace("\n", " ") if paragraph.heading else text).lstrip()


@given(TEXTS)
def test_any_text_is_shown_as_it_was_and_without_a_fault(text):
    source = markdown([plain(text)])
    assert shown(source) == list(filter(None, [words(text)]))
    assert faults(source) == []


@given(st.lists(TEXTS, max_size=5))
def test_paragraphs_do_not_touch_each_other(texts):
    source = markdown(list(map(plain, texts)))
    assert shown(source) == list(filter(None, map(words, texts)))
    assert source == "\n\n".join(filter(None, (markdown([plain(text)]) for text in texts)))


@given(st.lists(PARAGRAPHS, max_size=6))
def test_any_document_is_shown_as_it_was_and_without_a_fault(paragraphs):
    source = markdown(paragraphs)
    assert shown(source) == [expected(paragraph) for paragraph in paragraphs if words(paragraph.text)]
    assert faults(source) == []


@given(st.lists(st.tuples(st.text("公开，。（）“”2a", min_size=1), st.booleans()), min_size=1, max_size=5))
def test_bold_beside_a_chinese_character_is_bold(parts):
    runs = [Run(f"公{text}开", strong=strong) for text, strong in parts]
    bold = "".join(text for text, strong, _link in styled(markdown([Paragraph(tuple(runs))])) if strong)
    assert bold == "".join(run.text for run in runs if run.strong)


@given(st.lists(st.builds(Run, TEXTS, st.booleans(), LINKS), min_size=1, max_size=5))
def test_nothing_becomes_bold_that_was_not_and_links_are_those_that_were(runs):
    paragraph = Paragraph(tuple(runs))
    if not words(paragraph.text):
        return
    was = [
        (char, run.strong, run.link[:4] in {"http", "mail"})
        for run in runs
        for char in "".join(words(run.text).split())
    ]
    now = [
        (char, strong, bool(link))
        for text, strong, link in styled(markdown([paragraph]))
        for char in "".join(text.split())
    ]
    assert [(char, linked) for char, _strong, linked in now] == [
        (char, linked) for char, _strong, linked in was
    ]
    assert all(strong <= was_strong for (_, strong, _), (_, was_strong, _) in zip(now, was, strict=True))


@pytest.mark.parametrize(
    "part",
    [
        "*",
        "_",
        "a_",
        "__a",
        "<",
        "<b ",
        "[",
        "](",
        "`",
        "\\",
        "&",
        "&#",
        "{",
        "-",
        "# ",
        "1",
        " ",
        "\n",
        "!",
        "~",
    ],
)
def test_a_text_of_any_length_takes_linear_time(part):
    start = time.process_time()
    markdown([plain("公" + part * (100_000 // len(part)))])
    markdown([plain(part * (100_000 // len(part)), heading=3)])
    assert time.process_time() - start < 2.5
