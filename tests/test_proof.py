"""What is about to be published keeps its promises: a theme or a report that breaks one stops the build, and is named."""

from pathlib import Path

import pytest
from columns import MARKDOWN, TABLES, column
from test_render import theme

from generator.build import Options, build, check
from generator.manuals import manuals
from generator.marks import marks
from generator.proof import Proof

THEME = {"county/theme.yaml": "name: 本县主题\nextends: default\n"}
NOT_FOUND = '<!doctype html>\n<html lang="zh">\n<title>没有找到</title>\n<h1>没有找到</h1>\n'


def told(project: Path, **options) -> list[str]:
    """What is wrong with the pages; with it, nothing is published."""
    outcome = build(project, project / "site", Options(**{"jobs": 1} | options))
    found = [problem for problem in outcome.problems if problem.code.startswith("G")]
    assert bool(outcome.published) is (project / "site").exists() is not bool(found), outcome.problems
    return [f"{problem.place} {problem.code} {problem.message}" for problem in found]


def line_of(text: str, words: str) -> int:
    return text[: text.index(words)].count("\n") + 1


def not_found(folder: Path, html: str) -> Path:
    return theme(column(folder), THEME | {"county/templates/not_found.html": html})


def test_a_column_with_all_that_may_be_on_a_page_is_clean(tmp_path: Path):
    words = (
        f"{MARKDOWN}\n见[第三部分](#part-3)、[页首](#top)、[清单](2023/list.pdf#page=2)、[网页](2023/a.html#x)、"
        "[条例](https://www.gov.cn/)、[电话](tel:0000-1)。![图](2023/%E5%9B%BE%20%E4%B8%80.png)\n"
    )
    files = {
        "xian/2023.md": words,
        "xian/2015.yaml": "published: 2016-03-20\n",
        "xian/2015.md": "公开 15 条。\n",
    }
    files |= {f"xian/2023/{name}": "x" for name in ("list.pdf", "图 一.png")}
    files |= {"xian/2023/a.html": "<a href='nowhere.html'>不是我们的网页</a>"}
    assert told(column(tmp_path, files)) == []


def test_a_link_of_the_theme_is_told_once_with_its_template_and_line(tmp_path: Path):
    base = '{% extends "default/report.html" %}\n{% block content %}\n{{ super() }}<a href="about.html">说明</a>{% endblock %}'
    project = theme(column(tmp_path), THEME | {"county/templates/report.html": base})
    assert told(project) == [
        (
            "themes/county/templates/report.html:3:23 G201 "
            "页面 xian/2022.html 等 4 个页面的链接“about.html”打不开：网站里没有这个文件"
        )
    ]


@pytest.mark.parametrize(
    ("link", "why"),
    [
        ("about.html", "网站里没有这个文件"),
        ("xian/", "网站里没有这个文件"),
        ("./", "网站里没有这个文件"),
        ("../index.html", "它指到了专栏以外"),
        ("#part-99", "页面里没有“part-99”这个位置"),
        ("404.html#part-99", "页面里没有“part-99”这个位置"),
        ("index.html#part-1", "那个页面里没有“part-1”这个位置"),
        ("xian/2023.html#part-9", "那个页面里没有“part-9”这个位置"),
    ],
)
def test_links_that_lead_nowhere(tmp_path: Path, link: str, why: str):
    said = told(not_found(tmp_path, f'{NOT_FOUND}<a href="{link}">a</a>'))
    place = "themes/county/templates/not_found.html:5:10"
    assert said == [f"{place} G201 页面 404.html 的链接“{link}”打不开：{why}"]


@pytest.mark.parametrize(
    "html",
    [
        '<a href="index.html">',
        "<a href='index.html?from=404#by-year'>",
        "<A HREF=xian/2023.html#part-3>",
        '<a name="here"></a><a href="#here">',
        '<a href="">',
        '<a href="#">',
        '<a href="/zfxxgk/">',
        '<a href="//www.gov.cn/x">',
        '<a href="javascript:void(0)">',
        '<img src="data:image/png;base64,AA==" alt="">',
        '<!-- <a href="nowhere.html"> -->',
        "<script>const html = '<a href=\"nowhere.html\"><i id=a><i id=a>'</script>",
        '<style>/* <h1 id="a"> <h1 id="a"> */</style>',
        '<p title="<a href=nowhere.html>">',
        '<table aria-label="表"></table><table><caption>表</caption></table>',
        '<section aria-label="表"><table></table></section><table role="none"></table>',
        '<label for="box">搜索</label><input id="box">',
    ],
)
def test_what_is_right_is_left_alone(tmp_path: Path, html: str):
    assert told(not_found(tmp_path, NOT_FOUND + html)) == []


@pytest.mark.parametrize(
    ("html", "line", "said"),
    [
        (f'{NOT_FOUND}<i id="a"></i>\n<i id="a"></i>', 5, "G202 页面 404.html 里的 id“a”用了不止一次"),
        ('<html lang="zh"><title>x</title>', 1, "G203 页面 404.html 里，没有 <h1>（大标题）"),
        (f"{NOT_FOUND}<h1>二</h1>", 1, "G203 页面 404.html 里，有 2 个 <h1>（大标题）"),
        (
            "<html><title> </title><body><svg><title>图</title></svg><h1>x</h1>",
            1,
            "G203 页面 404.html 里，<html> 没有写 lang（语言），没有 <title>（网页标题）",
        ),
        (f'{NOT_FOUND}\n<td headers="no">', 6, "G204 页面 404.html 里，表头或名称的引用“no”找不到"),
        (f"{NOT_FOUND}\n\n<table><tr></table>", 7, "G204 页面 404.html 里，有 1 张表格没有名称"),
        (f'{NOT_FOUND}<img src="//a/b.png">', 5, "G205 页面 404.html 的图片“//a/b.png”没有替代文字（alt）"),
    ],
)
def test_what_a_page_lacks(tmp_path: Path, html: str, line: int, said: str):
    (found,) = told(not_found(tmp_path, html))
    assert found.startswith(f"themes/county/templates/not_found.html:{line}:")
    assert found.split(" ", 1)[1] == said


def test_a_table_that_the_theme_changes_is_read_with_its_page(tmp_path: Path):
    report = (
        '{% extends "default/report.html" %}{% block content %}{{ super() }}'
        "{{ report.sections[2].table }}{% endblock %}"
    )
    said = told(theme(column(tmp_path), THEME | {"county/templates/report.html": report}))
    assert [line.split(" ", 1)[1] for line in said] == [
        "G202 页面 xian/2022.html 等 3 个页面里的 id“t3-h40”等 40 个用了不止一次",
        "G202 页面 xian/zhen/2020.html 里的 id“t3-h37”等 37 个用了不止一次",  # the form of 2019
    ]
    changed = report.replace("{{ report", "{{ (report").replace(
        ".table }}", ".table|replace('t3-', 'x-'))|safe }}"
    )
    project = theme(column(tmp_path / "b"), THEME | {"county/templates/report.html": changed})
    assert told(project) == []


def test_a_place_that_the_words_of_a_report_name_is_told_at_its_line(tmp_path: Path):
    words = f"{MARKDOWN}\n参见\n[第九部分](#part-9)。\n"
    project = column(tmp_path, {"xian/2023.md": words})
    assert not [
        p for p in check(project, Options(jobs=1)).problems if p.code == "G201"
    ]  # pages are not drawn
    assert told(project) == [
        f"content/xian/2023.md:{line_of(words, '#part-9')}:8 G201 页面 xian/2023.html 的链接“#part-9”打不开：页面里没有“part-9”这个位置"
    ]


def test_a_draft_that_breaks_a_promise_stops_no_preview(tmp_path: Path):
    words = f"{MARKDOWN}\n参见[第九部分](#%E4%B9%9D)。\n"
    project = column(tmp_path, {"xian/2024.yaml": TABLES, "xian/2024.md": words})
    outcome = build(project, project / "site", Options(jobs=1, drafts=True))
    assert outcome.published
    assert not [p for p in outcome.problems if p.code == "G201"]
    assert "G201" in [p.code for draft in outcome.drafts for p in draft.problems]


def test_several_processes_say_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    files = THEME | {
        "county/templates/base.html": '{% extends "default/base.html" %}{% block masthead %}<a href="no.html"></a>{% endblock %}',
        "county/templates/report.html": '{% extends "default/report.html" %}{% block content %}{{ super() }}<i id="top">{% endblock %}',
    }
    project = theme(column(tmp_path), files)
    alone = told(project)
    assert len(alone) == 2
    monkeypatch.setattr("generator.pool._WORTH", 1)
    monkeypatch.setattr("generator.pool._BATCH", 1)
    assert told(project, jobs=2) == alone


def test_what_stays_of_a_page_is_small():
    """A column may have very many pages: only links that are still to be judged are kept, each once."""
    proof = Proof()
    for year in range(2000, 2020):
        html = f'<a href="{year}.json"><a href="../index.html"><a href="https://a.cn/{year}"><a href="#main"><i id="main">'
        proof.look(f"a/{year}.html", "report.html", marks(html.encode()))
    proof.keep([f"a/{year}.json" for year in range(2000, 2020)])
    assert [(link.path, uses) for link, uses in proof.links.items()] == [("index.html", ("a/2000.html", 20))]


@pytest.mark.parametrize("code", ["G201", "G202", "G203", "G204", "G205"])
def test_every_code_is_explained(code: str):
    assert all(f"{heading}：" in manuals()[code].text for heading in ("什么", "为什么", "怎么改", "依据"))
