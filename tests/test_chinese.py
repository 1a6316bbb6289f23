"""Chinese emphasis and line joining: the forms of markdown/chinese.md, and nothing else changed."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from markdown_it import MarkdownIt
from markdown_it.utils import read_fixture_file

from generator.read.chinese import chinese, is_wide

FOLDER = Path(__file__).parent / "markdown"
FORMS = [tuple(form) for form in read_fixture_file(FOLDER / "chinese.md")]
CHANGED = [form for form in FORMS if not form[1].startswith("不变")]
UNCHANGED = [form for form in FORMS if form[1].startswith("不变")]
COMMONMARK = json.loads((FOLDER / "commonmark.json").read_text(encoding="utf-8"))

MARKS = "，。；：！？、“”‘’（）《》【】〔〕「」…—％"  # the 24 that end or begin emphasised text in reports

plain = MarkdownIt("js-default").render
ours = MarkdownIt("js-default").use(chinese).render


def name(value):
    return value.replace(" ", "") if isinstance(value, str) and "\n" not in value else ""


def each(forms):
    return pytest.mark.parametrize(("line", "title", "source", "expected"), forms, ids=name)


@each(FORMS)
def test_a_form_renders_as_written_down(line, title, source, expected):
    assert ours(source) == expected, f"chinese.md:{line} {title}"


@each(UNCHANGED)
def test_what_is_called_unchanged_is_plain_commonmark(line, title, source, expected):
    assert plain(source) == expected, f"chinese.md:{line} {title}"


@each(CHANGED)
def test_plain_commonmark_fails_on_the_form(line, title, source, expected):
    assert plain(source) != expected, f"chinese.md:{line} {title}: proves nothing, or should be called 不变"


def test_the_forms_are_many_and_their_titles_differ():
    emphasis = [source for _, _, source, _ in CHANGED if "*" in source or "~~" in source]
    joining = [source for _, _, source, _ in CHANGED if source not in emphasis and "\n" in source.strip()]
    assert len(emphasis) >= 33
    assert len(joining) >= 10
    assert len({title for _, title, _, _ in FORMS}) == len(FORMS)


@pytest.mark.parametrize("mark", MARKS)
@pytest.mark.parametrize(
    ("open_", "close", "tag"),
    [("**", "**", "strong"), ("*", "*", "em"), ("~~", "~~", "s")],
    ids=["粗", "斜", "删"],
)
def test_every_mark_at_either_end_beside_anything(mark, open_, close, tag):
    for text in (f"公开{mark}", f"{mark}公开", f"{mark}公开{mark}", mark):
        for beside in ("办理", "2023", "API", "，", ",", "😀", ""):
            source = f"字{beside}{open_}{text}{close}{beside}"
            assert ours(source) == f"<p>字{beside}<{tag}>{text}</{tag}>{beside}</p>\n", source


@pytest.mark.parametrize("preset", ["commonmark", "js-default"])
def test_the_examples_of_commonmark_render_as_without_us(preset):
    assert len(COMMONMARK) == 652
    without, with_us = MarkdownIt(preset), MarkdownIt(preset).use(chinese)
    changed = [
        example["example"]
        for example in COMMONMARK
        if without.render(example["markdown"]) != with_us.render(example["markdown"])
    ]
    assert changed == []


def test_underscores_are_left_to_commonmark():
    for before in ("真", "，", "“", "a", " "):
        for after in ("真", "，", "”", "a", " "):
            for text in ("公开", "（公开）", "“公开”", "open"):
                source = f"字{before}_{text}_{after}字 __{text}__{after}"
                assert ours(source) == plain(source), source


def test_rules_that_a_preset_switched_off_stay_off():
    assert MarkdownIt("commonmark").use(chinese).render("原定~~六月~~") == "<p>原定~~六月~~</p>\n"


def test_joined_lines_are_one_text():
    (_, inline, _) = MarkdownIt("js-default").use(chinese).parse("主动\n公开，\nAPI")
    assert [(token.type, token.content) for token in inline.children] == [
        ("text", "主动公开，"),
        ("softbreak", ""),
        ("text", "API"),
    ]


def test_two_parsers_do_not_touch_each_other():
    source = "**公开，**解读\n回应"
    before = plain(source)
    MarkdownIt("js-default").use(chinese)
    assert MarkdownIt("js-default").render(source) == plain(source) == before


def test_one_parser_serves_many_threads():
    sources = [f"第{number}条**（公开）**解读\n回应" for number in range(200)]
    with ThreadPoolExecutor(8) as threads:
        assert list(threads.map(ours, sources)) == [ours(source) for source in sources]


@pytest.mark.parametrize("char", "公，（％ａ　㎡㈠〇＋￥ｱ“”‘’—…·")
def test_wide(char):
    assert is_wide(char)


@pytest.mark.parametrize("char", "a1,(%é \n№°😀👍✅")
def test_not_wide(char):
    assert not is_wide(char)
