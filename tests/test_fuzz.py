"""Any text is read or refused with a place in it; what is accepted adds up, and loses no word."""

import html
import re
from html.parser import HTMLParser

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.editions.load import editions
from generator.model import Agency, AgencyKind, Report
from generator.problems import Level, Problem
from generator.read.figures import read_figures
from generator.read.narrative import Context, read_narrative
from generator.read.nodes import Mapping, parse
from generator.read.text import Source, decode
from generator.rules import Case, check
from generator.sources import Sheet, figures_yaml

FORM = editions().get("2021")
settings.register_profile(
    "steady", derandomize=True, deadline=None, max_examples=300, suppress_health_check=list(HealthCheck)
)
settings.load_profile("steady")

FULL = figures_yaml(
    Sheet(FORM, "标题", "published: 2024-01-20", {cell.index: 0 for cell in FORM.cells}, totals=True)
)
SPECIALS = [
    "：",
    "，",
    "　",
    "\t",
    "&a ",
    "*a",
    "!!str ",
    "---\n",
    "[",
    "]",
    "{",
    "}",
    "'",
    '"',
    "#",
    "|\n",
    ">",
    "?",
    "- ",
    "1,234",
    "０",
    "~",
    "\u2028",
    "\u200b",
    "\ufeff",
    "\r\n",
    "%",
    "@",
    "\\",
    "\x00",
    ": ",
    "fill: 0\n",
    "é",
    "🀄",
]


def read(text: str) -> tuple[list[Problem], Report | None]:
    problems: list[Problem] = []
    source = decode(text.encode("utf-8", "surrogatepass"), "a.yaml", problems.append)
    doc = parse(source, problems.append) if source else None
    if doc is None:
        assert problems
        return problems, None
    assert isinstance(doc.root, Mapping)
    tables = {key: value for key, (_key, value) in doc.root.pairs.items()}
    figures = read_figures(doc, tables, FORM)
    agency = Agency("zhen", "青山镇人民政府", AgencyKind.TOWNSHIP)
    report = Report(
        agency,
        2023,
        FORM,
        None,
        values=tuple(figures.values),
        computed=frozenset(figures.computed),
        filled=frozenset(figures.filled),
        blanks=frozenset(figures.blanks),
        spots=tuple(figures.spots),
        file="a.yaml",
    )
    return problems + check(Case(report)).problems, report


@given(
    st.lists(st.tuples(st.integers(0, len(FULL)), st.integers(0, 6), st.sampled_from(SPECIALS)), max_size=4)
)
def test_a_damaged_file_is_read_or_refused_in_its_place(cuts):
    text = FULL
    for at, length, special in cuts:
        text = text[:at] + special + text[at + length :]
    problems, _report = read(text)
    lines = text.replace("\r\n", "\n").count("\n") + 1
    for problem in problems:
        assert 1 <= problem.place.line <= lines, problem
        assert problem.place.column >= 1


@given(st.integers(0, len(FORM.cells) - 1), st.integers(1, 10**8))
def test_one_wrong_figure_in_tables_three_and_four_is_found_on_its_line_or_its_total_s(index: int, more: int):
    values = {cell.index: 0 for cell in FORM.cells} | {index: more}
    text = figures_yaml(Sheet(FORM, "标题", "published: 2024-01-20", values, totals=True))
    problems, report = read(text)
    touching = [equation for equation in FORM.equations if index in (*equation.left, *equation.right)]
    problems = [problem for problem in problems if problem.code in FORM.by_code]
    assert bool(problems) is bool(touching)
    lines = {report.spots[i][0] for equation in touching for i in (*equation.left, *equation.right)}
    assert {problem.place.line for problem in problems} <= lines
    assert {problem.code for problem in problems} == {equation.code for equation in touching}


@given(st.lists(st.lists(st.integers(0, 999), min_size=6, max_size=6), min_size=4, max_size=4))
def test_a_consistent_report_has_no_problem_and_reads_back(rows):
    """Leaves drawn at random; what the identities leave free is set so that they hold."""
    values = {cell.index: 0 for cell in FORM.cells if not cell.row_total and not cell.column_total}
    names = [
        "requests.carried_in",
        "requests.results.granted",
        "requests.results.not_processed.repeated_request",
        "requests.carried_out",
    ]
    for name, row in zip(names, rows, strict=True):
        values |= {cell.index: value for cell, value in zip(FORM.line[name].cells, row, strict=False)}
    for at, cell in enumerate(FORM.line["requests.received"].cells[:6]):
        values[cell.index] = rows[1][at] + rows[2][at] + rows[3][at] - rows[0][at]
    text = figures_yaml(Sheet(FORM, "标题", "published: 2024-01-20", values))
    problems, report = read(text)
    problems = [problem for problem in problems if problem.level is Level.ERROR]
    negative = [cell for cell in FORM.line["requests.received"].cells[:6] if values[cell.index] < 0]
    assert bool(problems) is bool(negative)
    if not problems:
        assert {index: report.values[index] for index in values} == values
        again = figures_yaml(
            Sheet(FORM, "标题", "published: 2024-01-20", dict(enumerate(report.values)), totals=True)
        )
        assert read(again)[1].values == report.values


class Words(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.tags: set[str] = set()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        for name, value in attrs:
            assert not name.startswith("on"), name
            if name in {"href", "src"}:
                assert not re.match(
                    r"\s*(?:javascript|vbscript|data|file):", value or "", flags=re.IGNORECASE
                ), value
            self.text += value or ""

    def handle_data(self, data):
        self.text += data


MARKS = [
    "**",
    "*",
    "_",
    "`",
    "#",
    "> ",
    "- ",
    "1. ",
    "\n",
    "\n\n",
    "  \n",
    "[",
    "](",
    ")",
    "<",
    "</",
    ">",
    "<script>",
    "&lt;",
    "{{",
    "}}",
    "\\",
    "!",
    "![",
    "```\n",
    "    ",
    "|",
    "公开",
    "信息",
    "，",
    "。",
    "2023",
    "a b",
    "javascript:x",
    "http://x.cn/",
]


@given(st.lists(st.sampled_from(MARKS), max_size=40).map("".join))
def test_markdown_makes_no_code_and_loses_no_word(text: str):
    problems: list[Problem] = []
    source = Source("a.md", text)
    legacy = editions().get("legacy")
    parts = read_narrative(source, Context(legacy, {}, frozenset()), problems.append).parts
    refused = {problem.code for problem in problems if problem.level == "error"}
    if refused:
        return
    words = Words()
    words.feed(parts["narrative"].html)
    assert "script" not in words.tags
    for word in ("公开", "信息", "2023"):
        assert html.unescape(words.text).count(word) == text.count(word)
