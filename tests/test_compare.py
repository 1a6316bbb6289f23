"""Years beside each other: what can be compared across forms, what a change says, which pages there are, and the script."""

import json
import re
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from html.parser import HTMLParser
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from columns import MARKDOWN, TABLES, column, files_of
from playwright.sync_api import Page

from generator.build import Options, build
from generator.editions.comparable import pairing
from generator.editions.form import Edition
from generator.editions.load import editions
from generator.model import Agency, AgencyKind, Figure, Money, Report
from generator.pages.compare import Change, change, compare, newest_compared, texts
from generator.pages.rows import row

FORMS = [edition for edition in editions().all if edition.tables]
ACROSS = [(newer, editions().get(name)) for newer in FORMS for name in newer.comparable]
OLD, NEW = editions().get("2019"), editions().get("2021")
AGENCY = Agency("xian", "某县人民政府", AgencyKind.GOVERNMENT)


def report(year: int, values: dict[str, Figure] | None = None, **more) -> Report:
    """A report in which all is zero but `values`."""
    form = editions().of_year(year)
    zero = {"money": Money(Decimal(0), "元"), "amount": Decimal(0)}
    figures = {cell.address: zero.get(cell.kind, 0) for cell in form.cells} | (values or {})
    return Report(AGENCY, year, form, "unknown", values=tuple(figures.values()), **more)


def cells(now: Report, then: Report) -> dict[str, Change]:
    """What is not zero in both years, by address."""
    (found,) = compare([then, now]).by_year[now.year]
    return {now.edition.cells[index].address: it for index, it in found.cells.items()}


# --- forms ---


@pytest.mark.parametrize(("newer", "older"), ACROSS, ids=lambda edition: edition.id)
def test_every_cell_of_both_forms_is_compared_joined_or_explained(newer: Edition, older: Edition):
    pairs = pairing(newer, older)
    apart = [*pairs.apart, *pairs.joined]
    assert all(item.label and item.why.endswith("。") for item in apart)
    here = [at for at, to in enumerate(pairs.same) if to is not None]
    here += [at for line in pairs.joined for parts in line.here for at in parts]
    here += [at for gap in pairs.apart for at in gap.here]
    there = [to for to in pairs.same if to is not None]
    there += [at for item in apart for at in item.there]
    assert sorted(here) == list(range(len(newer.cells)))
    assert sorted(there) == list(range(len(older.cells)))


@pytest.mark.parametrize(("newer", "older"), ACROSS, ids=lambda edition: edition.id)
def test_what_is_compared_is_called_alike(newer: Edition, older: Edition):
    """Labels of the two forms differ at most in 本年."""
    for cell, at in zip(newer.cells, pairing(newer, older).same, strict=True):
        if at is not None:
            assert cell.label.replace("本年", "") == older.cells[at].label.replace("本年", "")
            assert (cell.kind, cell.unit) == (older.cells[at].kind, older.cells[at].unit)


@pytest.mark.parametrize(("newer", "older"), ACROSS, ids=lambda edition: edition.id)
def test_charts_join_what_is_compared_and_nothing_else(newer: Edition, older: Edition):
    pairs = pairing(newer, older)
    known = {series.id: series for series in older.series}
    for series in newer.series:
        if series.id in known:
            there = {pairs.same[at] for at in series.cells}
            there |= {
                to
                for line in pairs.joined
                for parts, to in zip(line.here, line.there, strict=True)
                if set(parts) <= set(series.cells)
            }
            assert there - {None} == set(known[series.id].cells), series.id


def test_tables_three_and_four_are_compared_whole_and_of_table_two_the_decisions():
    pairs = pairing(NEW, OLD)
    same = {cell.address for cell, at in zip(NEW.cells, pairs.same, strict=True) if at is not None}
    assert {address for address in same if address.startswith("proactive_disclosure")} == {
        "proactive_disclosure.article_20_5.administrative_licensing.decisions",
        "proactive_disclosure.article_20_6.administrative_penalties.decisions",
        "proactive_disclosure.article_20_6.administrative_compulsion.decisions",
    }
    assert len(same) == 3 + 22 * 7 + 15
    (line,) = pairs.joined
    total = [NEW.cells[at].address for at in line.here[-1]]
    names = ("correction_overdue", "fee_overdue", "other")
    assert total == [f"requests.results.other_handling.{name}.total" for name in names]
    assert OLD.cells[line.there[-1]].address == "requests.results.other_handling.total"


def test_a_form_is_compared_with_itself_but_not_with_a_newer_one_nor_with_one_without_tables():
    legacy = next(edition for edition in editions().all if not edition.tables)
    assert pairing(NEW, NEW).same == tuple(range(200))
    assert pairing(OLD, NEW) is None
    assert pairing(legacy, legacy) is None
    assert pairing(NEW, legacy) is None


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("same", ["requests"]),  # table four is forgotten
        ("same", ["requests", "reconsideration_and_litigation", "nothing"]),
        ("joined", []),  # the three lines have no counterpart of the same address
        ("apart", []),
    ],
)
def test_a_mistake_in_the_mapping_is_found(key: str, value: list):
    data = dict(NEW.comparable[OLD.id]) | {key: value}
    with pytest.raises((AssertionError, KeyError)):
        pairing(replace(NEW, comparable={OLD.id: data}), OLD)


# --- changes ---


def cell_of(kind: str):
    return next(cell for cell in OLD.cells + NEW.cells if cell.kind == kind)


@pytest.mark.parametrize(
    ("kind", "then", "now", "words", "said"),
    [
        ("count", 28, 31, "28 → 31", "+3 增加"),
        ("count", 31, 28, "31 → 28", "-3 减少"),
        ("count", 3, 3, "3 → 3", "不变"),
        ("count", 0, 3, "0 → 3", "+3 增加"),
        ("count", 3, 0, "3 → 0", "-3 减少"),
        ("count", 0, 0, "0", ""),
        ("count", None, 3, "未填 → 3", ""),
        ("count", None, 0, "未填 → 0", ""),
        ("count", 3, None, "3 → 未填", ""),
        ("count", 0, None, "0 → 未填", ""),
        ("count", None, None, "未填", ""),
        ("change", 5, -2, "+5 → -2", ""),
        ("change", 0, 0, "0", ""),
        ("amount", Decimal("59237.2449"), Decimal("59237.3"), "59237.2449 → 59237.3", "+0.0551 增加"),
        ("amount", Decimal("0.1"), Decimal("0.3"), "0.1 → 0.3", "+0.2 增加"),
        ("amount", Decimal(1000), Decimal(0), "1000 → 0", "-1000 减少"),
        ("amount", Decimal("0.00"), Decimal(0), "0", ""),
        (
            "money",
            Money(Decimal(251000), "元"),
            Money(Decimal("26.5"), "万元"),
            "251000元 → 26.5万元",
            "+14000元 增加",
        ),
        ("money", Money(Decimal(10000), "元"), Money(Decimal(1), "万元"), "10000元 → 1万元", "不变"),
        ("money", Money(Decimal(0), "元"), Money(Decimal(0), "元"), "0", ""),
    ],
)
def test_a_change_has_a_sign_and_a_word_and_a_blank_has_none(kind, then, now, words: str, said: str):
    found = change(then, now, cell_of(kind))
    assert (found.words, found.said) == (words, said)


def test_years_of_one_form():
    now = report(2023, {"requests.received.total": 31, "requests.carried_in.total": 2})
    then = report(2022, {"requests.received.total": 28, "requests.carried_in.total": 2})
    assert {address: it.said for address, it in cells(now, then).items()} == {
        "requests.received.total": "+3 增加",
        "requests.carried_in.total": "不变",
    }
    (found,) = compare([then, now]).by_year[2023]
    html = texts(NEW, found)
    assert html[NEW.index["requests.received.total"]] == "28 → 31<small>+3 增加</small>"
    assert html.count("0") == 198


def test_years_of_two_forms():
    here, there = "requests.results.other_handling", "proactive_disclosure.article_20_1.rules"
    licensing = "proactive_disclosure.article_20_5.administrative_licensing.decisions"
    now = report(
        2021,
        {
            licensing: 7,
            f"{here}.fee_overdue.total": 1,
            f"{here}.other.total": 2,
            f"{there}.in_force": 12,
            "requests.received.total": 5,
        },
    )
    then = report(
        2020,
        {
            licensing: 9,
            f"{here}.total": 4,
            f"{there}.total_disclosed": 20,
            "requests.received.total": None,
        },
    )
    found = cells(now, then)
    assert (found[licensing].words, found[licensing].said) == ("9 → 7", "-2 减少")
    assert (found[f"{there}.in_force"].words, found[f"{there}.in_force"].said) == ("12", "不可比")
    assert (found[f"{here}.other.total"].words, found[f"{here}.other.total"].said) == ("2", "不可比")
    assert (found["requests.received.total"].words, found["requests.received.total"].said) == (
        "未填 → 5",
        "",
    )
    apart = [it for it in found.values() if it.said == "不可比"]
    assert len(apart) == 6 + 1 + 3 * 7
    ((*_rest, total),) = compare([then, now]).by_year[2021][0].joined
    assert (total.words, total.said) == ("4 → 3", "-1 减少")


def test_lines_of_which_one_is_blank_have_no_sum():
    here = "requests.results.other_handling"
    now = report(2021, {f"{here}.other.total": None, f"{here}.fee_overdue.total": 1})
    ((*_rest, total),) = compare([report(2020, {f"{here}.total": 4}), now]).by_year[2021][0].joined
    assert (total.words, total.said) == ("4 → 未填", "")


def test_a_report_is_beside_all_earlier_ones_of_the_same_extent():
    reports = [
        report(2018),
        report(2019),
        report(2020, scope="aggregate"),
        report(2021),
        report(2022, scope="aggregate"),
        report(2023),
    ]
    found = compare(reports)
    assert {year: [it.then.year for it in every] for year, every in found.by_year.items()} == {
        2021: [2019],
        2022: [2020],
        2023: [2021, 2019],
    }
    assert [it.year for it in found.pages] == [2021, 2022, 2023]
    assert [found.with_year(year) for year in (2019, 2022, 2023)] == [None, 2020, 2021]


def test_rows_tell_the_newest_comparison_as_the_reports_do():
    years = [
        (2018, "own"),
        (2019, "own"),
        (2020, "own"),
        (2021, "aggregate"),
        (2022, "own"),
        (2023, "aggregate"),
    ]
    reports = [report(year, scope=scope) for year, scope in years]
    for end in range(len(reports) + 1):
        listed = [row(it) for it in reversed(reports[:end])]
        pages = compare(reports[:end]).pages
        assert newest_compared(listed) == (pages[-1].year if pages else None)


# --- pages ---


def figures(year: int) -> str:
    """Tables with a few figures, that add up."""
    form = editions().of_year(year)
    other = "other_handling: [1, 0, 0, 0, 0, 0, 1]"
    if form is NEW:
        other = "other_handling: {other: [1, 0, 0, 0, 0, 0, 1]}"
    got = year - 2000
    return (
        f"published: {year + 1}-01-20\nproactive_disclosure:\n  fill: 0\n  article_20_5:\n"
        f"    administrative_licensing: {[year] if form is NEW else [0, 0, year]}\n"
        f"requests:\n  fill: 0\n  received: [{got}, 0, 0, 0, 0, 0, {got}]\n  results:\n"
        f"    granted: [{got - 1}, 0, 0, 0, 0, 0, {got - 1}]\n    {other}\n"
        f"    total: [{got}, 0, 0, 0, 0, 0, {got}]\n"
        "reconsideration_and_litigation: {fill: 0}\n"
    )


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A township with reports of five years, and a body with one."""
    more = {
        f"xian/zhen/{year}.{suffix}": figures(year) if suffix == "yaml" else MARKDOWN
        for year in (2019, 2020, 2021, 2023)
        for suffix in ("yaml", "md")
    }
    more |= {
        "xian/zhen/2015.yaml": "published: 2016-03-20\n",
        "xian/zhen/2015.md": "## 概述\n\n公开信息 15 条。\n",
        "xian/ju/agency.yaml": "name: 某局\nkind: department\n",
        "xian/ju/2023.yaml": f"published: 2024-01-20\n{TABLES}",
        "xian/ju/2023.md": MARKDOWN,
    }
    project = column(tmp_path_factory.mktemp("column"), more)
    outcome = build(project, project / "site", Options(jobs=1))
    assert outcome.published, outcome.problems
    return project / "site"


def page(site: Path, name: str) -> str:
    return (site / name).read_text("utf-8")


class Cells(HTMLParser):
    """The words of the data cells of the official tables, and the shown explanations of another form."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.inside = False
        self.table = ""

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "table":
            self.table = given.get("class", "")
        if tag == "td" and self.table.startswith("grid"):
            self.inside = True
            self.found.append("")
        if tag == "small" and self.inside:
            self.found[-1] += "|"

    def handle_endtag(self, tag):
        self.inside = self.inside and tag != "td"

    def handle_data(self, data):
        if self.inside:
            self.found[-1] += data


def drawn(html: str) -> list[str]:
    parsed = Cells()
    parsed.feed(html)
    return parsed.found


def test_there_is_a_page_for_every_report_that_has_an_earlier_one(site: Path):
    found = [name for name in files_of(site) if "compare-" in name]
    assert found == [
        "xian/compare-2023.html",
        "xian/zhen/compare-2020.html",
        "xian/zhen/compare-2021.html",
        "xian/zhen/compare-2023.html",
    ]


def test_without_script_every_report_is_beside_the_one_before_it(site: Path):
    form, at = NEW, NEW.index["requests.received.total"]
    cells = drawn(page(site, "xian/zhen/compare-2023.html"))
    assert len(cells) == len(form.cells)
    assert cells[at] == "21 → 23|+2 增加"
    assert cells[0] == "0"
    across = drawn(page(site, "xian/zhen/compare-2021.html"))
    assert (across[at], across[0]) == ("20 → 21|+1 增加", "0|不可比")
    assert across[NEW.index["proactive_disclosure.article_20_5.administrative_licensing.decisions"]] == (
        "2020 → 2021|+1 增加"
    )
    old = drawn(page(site, "xian/zhen/compare-2020.html"))
    assert len(old) == len(OLD.cells)
    assert old[OLD.index["requests.received.total"]] == "19 → 20|+1 增加"


def test_the_break_between_the_forms_is_drawn_and_explained(site: Path):
    text = page(site, "xian/zhen/compare-2021.html")
    box = text[text.index('<section class="break"') : text.index("二、主动公开")]
    assert " hidden" not in box.split(">")[0]
    for words in (OLD.document, NEW.document, "不再统计", "收费的金额", "（六）其他处理（合起来比较）"):
        assert words in box
    assert "1 → 1<small>不变</small>" in box
    within = page(site, "xian/zhen/compare-2023.html")
    assert f'<section class="break" data-form="{OLD.id}" hidden>' in within  # for the script
    assert '<section class="break"' not in page(site, "xian/zhen/compare-2020.html")


def test_a_page_leads_to_its_reports_and_to_the_comparisons_beside_it(site: Path):
    text = page(site, "xian/zhen/compare-2021.html")
    assert "<title>青山镇人民政府2021年与2020年年报数据比较" in text
    assert re.findall(r'<a href="(\d{4}\.html)"', text) == ["2021.html", "2021.html", "2020.html"]
    assert re.findall(r'href="(compare-\d+\.html)" rel="(\w+)"', text) == [
        ("compare-2020.html", "prev"),
        ("compare-2023.html", "next"),
    ]


def test_reports_and_agencies_lead_to_their_comparison(site: Path):
    assert '<a href="compare-2021.html">和2020年的数据比较</a>' in page(site, "xian/zhen/2021.html")
    assert '<a href="compare-2023.html">2023年与往年比较</a>' in page(site, "xian/zhen/index.html")
    for name in ("xian/zhen/2019.html", "xian/zhen/2015.html", "xian/ju/2023.html", "xian/ju/index.html"):
        assert "compare-" not in page(site, name)


def test_a_report_of_another_extent_is_left_out_and_it_is_said(tmp_path: Path):
    files = {"xian/2021.yaml": f"published: 2022-03-20\nscope: aggregate\n{TABLES}", "xian/2021.md": MARKDOWN}
    project = column(tmp_path, files)
    outcome = build(project, project / "site", Options(jobs=1))
    assert outcome.published, outcome.problems
    text = page(project / "site", "xian/compare-2023.html")
    said = "2021年的年报是汇总数，包含下级机关的数字，2023年的是本机关自己的数字，不能比较，所以没有列入。"
    assert said in text
    assert not (project / "site/xian/compare-2022.html").exists()


def test_a_draft_is_compared_in_the_preview_only(tmp_path: Path):
    project = column(tmp_path, {"xian/2023.yaml": f"published:\n{TABLES}"})
    build(project, project / "site", Options(jobs=1))
    assert not list((project / "site").glob("xian/compare-*"))
    build(project, project / "site", Options(jobs=1, drafts=True))
    assert "<strong>草稿</strong>" in page(project / "site", "xian/compare-2023.html")


def test_data_cannot_end_the_element_it_stands_in(site: Path):
    text = page(site, "xian/zhen/compare-2023.html")
    scripts = re.findall(r"<script([^>]*)>(.*?)</script>", text, flags=re.DOTALL)
    data = [body for attributes, body in scripts if "application/json" in attributes]
    assert len(data) == 1
    assert "<" not in data[0]
    assert list(json.loads(data[0])["years"]) == ["2021", "2020", "2019"]
    assert [
        body for attributes, body in scripts if 'type="application/' not in attributes and body.strip()
    ] == []


def test_the_page_of_a_large_city_with_many_years_is_light(tmp_path: Path):
    lines = "\n".join(
        f"  {name}: [3001, 1002, 13, 14, 15, 1016, 5061]" for name in ("received", "carried_in")
    )
    waived = "waive: {B101: 示例, B102: 示例, C201: 示例, C202: 示例}\n"
    rows = "".join(
        f"    {line.path.removeprefix('requests.results.')}: [301, 102, 13, 14, 15, 116, 561]\n"
        for line in NEW.lines
        if line.path.startswith("requests.results.") and line.path.count(".") == 2 and not line.total
    )
    years = range(2021, 2026)
    files = {
        f"xian/{year}.yaml": f"published: {year + 1}-03-20\n{waived}proactive_disclosure: {{fill: 0}}\n"
        f"requests:\n  fill: 0\n{lines}\n  results:\n{rows}reconsideration_and_litigation: {{fill: 0}}\n"
        for year in years
    }
    project = column(tmp_path, files | {f"xian/{year}.md": MARKDOWN for year in years})
    outcome = build(project, project / "site", Options(jobs=1))
    assert outcome.published, outcome.problems
    for path in (project / "site").glob("xian/*.html"):
        assert path.stat().st_size <= 60 * 1024, path


# --- the script ---


@pytest.fixture
def open_page(visit: Callable[..., Page], site: Path) -> Callable[..., Page]:
    def open_(name: str, **mode) -> Page:
        address, mark, fragment = name.partition("#")
        return visit(f"{(site / address).as_uri()}{mark}{fragment}", **mode)

    return open_


def shown(found: Page) -> list[str]:
    return drawn(found.content())


def test_any_earlier_year_can_be_put_beside(open_page):
    found = open_page("xian/zhen/compare-2023.html")
    before = shown(found)
    found.get_by_label("和哪一年的比较").select_option("2019年")
    assert found.url.endswith("#2019")
    at = NEW.index["requests.received.total"]
    cells = shown(found)
    assert (cells[at], cells[0]) == ("19 → 23|+4 增加", "0|不可比")
    assert found.title().startswith("青山镇人民政府2023年与2019年年报数据比较")
    assert found.locator("h1").inner_text().endswith("2023年与2019年年报数据比较")
    assert found.locator("[data-then-link]").get_attribute("href") == "2019.html"
    assert found.locator("[data-cell]").first.inner_text() == "19 → 23\n+4 增加"
    assert found.locator(".break").is_visible()
    assert found.locator("[data-joined] td").last.inner_text() == "1 → 1\n不变"
    assert found.get_by_role("status").inner_text() == "已换成和2019年的比较"
    found.go_back()
    found.wait_for_function("!location.hash")
    assert shown(found) == before
    assert not found.locator(".break").is_visible()
    assert found.said == []


def test_the_script_says_of_a_pair_of_years_what_its_own_page_says(open_page, site: Path):
    """2021 beside 2019 by script, then 2020 again: as it was drawn."""
    found = open_page("xian/zhen/compare-2021.html#2019")
    assert shown(found)[NEW.index["requests.received.total"]] == "19 → 21|+2 增加"
    found.get_by_label("和哪一年的比较").select_option("2020年")
    assert shown(found) == drawn(page(site, "xian/zhen/compare-2021.html"))


@pytest.mark.parametrize("fragment", ["2019", "2018", "main", "x"])
def test_the_address_names_the_year(open_page, fragment: str):
    found = open_page(f"xian/zhen/compare-2023.html#{fragment}")
    wanted = fragment if fragment == "2019" else "2021"
    assert found.get_by_label("和哪一年的比较").input_value() == wanted
    assert found.locator("h1").inner_text().endswith(f"2023年与{wanted}年年报数据比较")


def test_without_script_or_choice_there_is_no_control(open_page):
    assert (
        not open_page("xian/zhen/compare-2023.html", java_script_enabled=False)
        .locator("form select")
        .is_visible()
    )
    assert open_page("xian/zhen/compare-2020.html").locator("form[data-compare]").count() == 0


@pytest.mark.parametrize(
    "mode",
    [
        {"viewport": {"width": 1280, "height": 800}},
        {"viewport": {"width": 360, "height": 740}, "has_touch": True},
        {"color_scheme": "dark"},
        {"forced_colors": "active"},
    ],
    ids=["desktop", "phone", "dark", "forced"],
)
def test_axe_finds_nothing_after_a_choice(open_page, mode: dict):
    found = open_page("xian/zhen/compare-2023.html#2019", **mode)
    assert found.get_by_label("和哪一年的比较").is_visible()
    found.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    run = json.dumps({"resultTypes": ["violations"]})
    violations = found.evaluate(f"axe.run({run})")["violations"]
    assert [(it["id"], [node["html"][:120] for node in it["nodes"][:3]]) for it in violations] == []
    assert found.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
