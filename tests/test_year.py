"""The year page: one table of all agencies, in a browser sorted by any column, and whole without script."""

import html
import json
import re
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from axtree import data_cells
from playwright.sync_api import Browser, Page
from test_pages import AXE, MODES, TAGS
from test_search import POLICY

from generator.editions.form import KeyFigure
from generator.editions.load import editions
from generator.model import Agency, AgencyKind, Figure, Money, Report, Site
from generator.pages import column as pages
from generator.pages.rows import DATE_UNKNOWN, Row, row
from generator.pages.views import FigureView, YearView
from generator.render import renderer
from generator.themes import asset_url, find_theme

pdfium = pytest.importorskip("pypdfium2")

HOST = "http://column.test"
# By their pinyin: an, bai, cai, jiao, mou.
AGENCIES = (
    Agency("xian", "某县人民政府", AgencyKind.GOVERNMENT, short_name="某县"),
    Agency("xian/anping", "安平镇人民政府", AgencyKind.TOWNSHIP, short_name="安平镇"),
    Agency("xian/baiyun", "白云镇人民政府", AgencyKind.TOWNSHIP, short_name="白云镇"),
    Agency("xian/jiaoyu", "某县教育局", AgencyKind.DEPARTMENT, short_name="教育局"),
    Agency("xian/zcaizheng", "某县财政局", AgencyKind.DEPARTMENT, short_name="财政局"),
)
OFFICIAL = ["某县", "教育局", "财政局", "安平镇", "白云镇"]  # by kind, then as the folders are
MONEY = "proactive_disclosure.article_20_9.centralized_procurement.procurement_amount"
OLD, NEW = (editions().get(name) for name in ("2019", "2021"))
BOUGHT = replace(OLD, key_figures=(OLD.key_figures[0], KeyFigure(MONEY, "采购总金额")))


def given(name: str, figures: dict[str, Figure], day: str, form=BOUGHT, year: int = 2020) -> Row:
    """The row of the agency with this short name; a figure is blank where none is given."""
    (agency,) = (agency for agency in AGENCIES if agency.short == name)
    values: list[Figure] = [None] * len(form.cells)
    for key in form.key_figures:
        values[form.index[key.cell]] = figures.get(key.label)
    published = date.fromisoformat(day) if day else "unknown"
    return row(Report(agency, year, form, published, values=tuple(values)))


ROWS = (
    given("某县", {"新收申请": 10, "采购总金额": Money(Decimal("1646.5"), "万元")}, "2021-03-20"),
    given("教育局", {"新收申请": 9, "采购总金额": Money(Decimal(251000), "元")}, ""),
    given("财政局", {"采购总金额": Money(Decimal(0), "元")}, "2021-01-08"),
    given("安平镇", {"新收申请": 10}, "2021-01-20"),
    given("白云镇", {"新收申请": 100, "采购总金额": Money(Decimal(30), "万元")}, "2021-01-20"),
)


def site_of(agencies: tuple[Agency, ...]) -> Site:
    return Site("政府信息公开年报", "", None, agencies=agencies)


def view(*rows: Row, year: int = 2020) -> YearView:
    column = pages.column(site_of(AGENCIES), rows)
    return pages.year_view(year, column, pages.year_page(year, column))


def drawn(folder: Path, *rows: Row, year: int = 2020, agencies=AGENCIES, statistics: bool = True) -> str:
    """The page of the year, in a folder together with all it loads."""
    site = site_of(agencies)
    theme = find_theme("default", folder, pytest.fail)
    column = pages.column(site, rows)
    page = replace(pages.year_page(year, column), statistics=statistics)
    body = renderer(theme, site).page("year.html", page, year=pages.year_view(year, column, page))
    files = {asset_url(name, file): file for name, file in theme.static().items()}
    for name, file in {**files, page.url: body}.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(file)
    return body.decode()


def said(page: str) -> str:
    """The sentence above the table."""
    return html.unescape(re.sub(r"<[^>]+>", "", re.search(r"<p>共.*?</p>", page)[0]))


def test_agencies_stand_by_kind_then_as_their_folders_are():
    found = view(*ROWS)
    assert [group.label for group in found.groups] == ["人民政府", "政府部门", "乡镇"]
    assert [report.agency.label for group in found.groups for report in group.reports] == OFFICIAL
    assert found.report_count == 5


def test_only_reports_of_the_year_are_counted_and_listed():
    found = view(*ROWS, given("某县", {}, "", NEW, 2023), year=2023)
    assert [report.href for group in found.groups for report in group.reports] == ["xian/2023.html"]
    assert found.report_count == 1


def test_the_heads_have_the_units_and_the_cells_stand_below_them():
    found = view(*ROWS)
    assert found.head == (FigureView("新收申请", "", "件"), FigureView("采购总金额", "", ""))
    figures = [report.key_figures for group in found.groups for report in group.reports]
    assert [[figure.label for figure in each] for each in figures] == [["新收申请", "采购总金额"]] * 5


def test_a_figure_that_another_form_has_is_blank_and_said_to_be(tmp_path: Path):
    found = view(given("某县", {"新收申请": 3}, ""), given("教育局", {"新收申请": 4, "结转下年": 1}, "", NEW))
    labels = ["新收申请", "采购总金额", "上年结转", "办理结果", "结转下年"]
    assert [item.label for item in found.head] == labels
    first, second = (group.reports[0].key_figures for group in found.groups)
    assert [figure.value for figure in first] == ["3", "", "", "", ""]
    assert [figure.value for figure in second] == ["4", "", "", "", "1"]
    page = drawn(tmp_path, *ROWS)
    blank = '<td class="number" data-sort=""><span aria-hidden="true">—</span><span class="unseen">无数据</span></td>'
    assert page.count(blank) == 2


def test_a_label_has_one_unit_in_all_forms():
    """Or a column of the table would stand under the wrong one."""
    units: dict[str, set[str]] = {}
    for form in editions().all:
        for key in form.key_figures:
            units.setdefault(key.label, set()).add(form.cells[form.index[key.cell]].unit)
    assert {label: found for label, found in units.items() if len(found) > 1} == {}


def test_only_what_the_text_does_not_tell_is_told_to_the_script(tmp_path: Path):
    page = drawn(tmp_path, *ROWS)
    assert re.findall(r'<td class="\w+" data-sort="([^"]*)">([^<]*)', page) == [
        ("16465000.0", "1646.5万元"),
        ("251000", "251000元"),
        ("", DATE_UNKNOWN),
        ("", ""),
        ("0", "0"),
        ("", ""),
        ("300000", "30万元"),
    ]


def test_the_sentence_counts_reports_and_leads_on(tmp_path: Path):
    rest = "各机关数据的合计见数据统计，全部表格数据见数据下载。"
    page = drawn(tmp_path, *ROWS)
    assert said(page) == f"共 5 份年度报告：人民政府 1 份、政府部门 2 份、乡镇 2 份。{rest}"
    assert '<a href="statistics.html">' in page
    assert '<a href="data/index.html">' in page
    assert said(drawn(tmp_path, *ROWS, statistics=False)).endswith("乡镇 2 份。全部表格数据见数据下载。")
    assert said(drawn(tmp_path, *ROWS[3:])) == f"共 2 份年度报告，都是乡镇的。{rest}"
    assert said(drawn(tmp_path, ROWS[3])) == f"共 1 份年度报告。{rest}"


def test_the_kind_is_a_column_where_there_are_several(tmp_path: Path):
    assert "类别" in drawn(tmp_path, *ROWS)
    assert "类别" not in drawn(tmp_path, *ROWS[3:])


def test_a_year_without_official_tables_has_no_figures(tmp_path: Path):
    old = editions().of_year(2016)
    rows = [given(name, {}, "", old, 2016) for name in OFFICIAL]
    page = drawn(tmp_path, *rows, year=2016)
    assert re.findall(r"<th scope=\"col\"[^>]*>([^<]+)", page) == ["行政机关", "类别", "发布日期"]
    assert said(page) == "共 5 份年度报告：人民政府 1 份、政府部门 2 份、乡镇 2 份。"


def test_the_pager_speaks_of_years_and_is_right_where_one_is_missing(tmp_path: Path):
    rows = [given("某县", {}, "", NEW, year) for year in (2021, 2022, 2024)]
    steps = r'rel="(\w+)"><span>([^<]+)</span> ([^<]+)</a>'
    assert re.findall(steps, drawn(tmp_path, *rows, year=2021)) == [("next", "下一年", "2022年")]
    assert re.findall(steps, drawn(tmp_path, *rows, year=2022)) == [
        ("prev", "上一年", "2021年"),
        ("next", "较晚年度", "2024年"),
    ]
    assert re.findall(steps, drawn(tmp_path, *rows, year=2024)) == [("prev", "较早年度", "2022年")]


# ---- in a browser ----


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("year")
    drawn(folder, *ROWS)
    return folder


@pytest.fixture(scope="module")
def long(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A hundred agencies."""
    folder = tmp_path_factory.mktemp("long")
    kinds = [AgencyKind.DEPARTMENT, AgencyKind.TOWNSHIP]
    agencies = tuple(
        Agency(f"xian/a{number}", f"第{number}号山区综合管理局", kinds[number // 50]) for number in range(100)
    )
    figures = tuple(FigureView(key.label, "1234", "件") for key in NEW.key_figures)
    rows = [
        Row(a.path, a.name, 2023, a.name, "2024-01-20", figures, "2021", "own", (), "2024-01-20")
        for a in agencies
    ]
    drawn(folder, *rows, year=2023, agencies=agencies)
    return folder


@pytest.fixture
def visit(chromium: Browser) -> Iterator:
    """Open the page of a folder, as a server with a strict policy gives it; anything the console says is an error."""
    contexts = []

    def visit_(folder: Path, name: str = "2020.html", **mode) -> Page:
        context = chromium.new_context(**({"viewport": {"width": 1280, "height": 800}} | mode))
        contexts.append(context)
        policy = {"Content-Security-Policy": POLICY}
        context.route(
            f"{HOST}/**",
            lambda route: route.fulfill(
                path=folder / route.request.url.removeprefix(f"{HOST}/"), headers=policy
            ),
        )
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.goto(f"{HOST}/{name}")
        return page

    yield visit_
    for context in contexts:
        assert [page.said for page in context.pages if page.said] == []
        context.close()


def names(page: Page) -> list[str]:
    """The agencies, from top to bottom."""
    return page.evaluate("[...document.querySelectorAll('tbody a')].map(a => a.firstChild.data)")


def press(page: Page, label: str) -> tuple[list[str], str | None, str]:
    """The order after a press of the head, what the head says of it, and what is announced."""
    head = page.get_by_role("columnheader", name=label)
    head.get_by_role("button").click()
    return names(page), head.get_attribute("aria-sort"), page.get_by_role("status").text_content()


@pytest.mark.parametrize(
    ("label", "first", "second"),
    [
        (
            "新收申请",
            (["白云镇", "某县", "安平镇", "教育局", "财政局"], "descending", "已按新收申请从大到小排列"),
            (["教育局", "某县", "安平镇", "白云镇", "财政局"], "ascending", "已按新收申请从小到大排列"),
        ),
        (
            "采购总金额",
            (["某县", "白云镇", "教育局", "财政局", "安平镇"], "descending", "已按采购总金额从大到小排列"),
            (["财政局", "教育局", "白云镇", "某县", "安平镇"], "ascending", "已按采购总金额从小到大排列"),
        ),
        (
            "发布日期",
            (["财政局", "安平镇", "白云镇", "某县", "教育局"], "ascending", "已按发布日期从早到晚排列"),
            (["某县", "安平镇", "白云镇", "财政局", "教育局"], "descending", "已按发布日期从晚到早排列"),
        ),
        (
            "行政机关",
            (
                ["安平镇", "白云镇", "财政局", "教育局", "某县"],
                "ascending",
                "已按行政机关的拼音从 A 到 Z 排列",
            ),
            (
                ["某县", "教育局", "财政局", "白云镇", "安平镇"],
                "descending",
                "已按行政机关的拼音从 Z 到 A 排列",
            ),
        ),
        (
            "类别",
            (["某县", "安平镇", "白云镇", "教育局", "财政局"], "ascending", "已按类别的拼音从 A 到 Z 排列"),
            (["教育局", "财政局", "安平镇", "白云镇", "某县"], "descending", "已按类别的拼音从 Z 到 A 排列"),
        ),
    ],
)
def test_a_head_sorts_turns_round_and_brings_the_first_order_back(visit, site: Path, label, first, second):
    page = visit(site)
    assert names(page) == OFFICIAL
    assert press(page, label) == first
    assert press(page, label) == second
    assert press(page, label) == (OFFICIAL, None, "已恢复原来的顺序")
    assert press(page, label) == first


def test_one_column_at_a_time_and_what_is_equal_stands_as_the_page_came(visit, site: Path):
    page = visit(site)
    press(page, "行政机关")
    order, _sort, _status = press(page, "发布日期")
    assert order == ["财政局", "安平镇", "白云镇", "某县", "教育局"]  # not 白云镇 before 安平镇 either way
    assert page.locator("[aria-sort]").count() == 1


@pytest.mark.parametrize("key", ["Enter", "Space"])
def test_the_keyboard_sorts_and_stays_where_it_is(visit, site: Path, key: str):
    page = visit(site)
    button = page.get_by_role("button", name="新收申请 件", exact=True)
    button.focus()
    for order in ("descending", "ascending", None):
        page.keyboard.press(key)
        assert button.evaluate("button => button === document.activeElement")
        assert button.locator("..").get_attribute("aria-sort") == order
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "采购总金额"


def test_the_arrow_is_drawn_not_written_and_differs_by_its_shape(visit, site: Path):
    page = visit(site)
    words = "document.querySelector('thead').innerText"
    arrow = "getComputedStyle(document.querySelector('th.number button span'), '::after').content"
    before, shapes = page.evaluate(words), [page.evaluate(arrow)]
    for _ in range(2):
        press(page, "新收申请")
        shapes.append(page.evaluate(arrow))
    assert shapes == ['"⇅"', '"↓"', '"↑"']
    assert page.evaluate(words) == before
    assert page.get_by_role("button", name="新收申请 件", exact=True).count() == 1


def test_without_script_there_are_plain_heads_and_the_same_words(visit, site: Path):
    without = visit(site, java_script_enabled=False)
    assert without.get_by_role("columnheader").count() == 5
    assert without.locator("main button").count() == 0
    page = visit(site)
    assert page.locator("main button").count() == 5
    assert page.evaluate("document.querySelector('main').innerText") == without.locator("main").inner_text()


def test_the_heads_do_not_jump_when_the_script_comes(visit, site: Path):
    heights = [
        visit(site, java_script_enabled=script).locator("thead").bounding_box()["height"]
        for script in (False, True)
    ]
    assert heights[0] == heights[1]


@pytest.mark.parametrize("mode", MODES)
def test_axe_finds_nothing_in_a_sorted_table(visit, site: Path, mode: str):
    page = visit(site, **MODES[mode])
    press(page, "新收申请")
    page.mouse.move(0, 0)
    page.evaluate(AXE)
    run = json.dumps({"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run({run})")["violations"]
    assert [(v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in found] == []


def test_every_cell_has_its_headers_also_when_sorted(visit, site: Path):
    page = visit(site)
    press(page, "新收申请")
    press(page, "新收申请")
    cells = data_cells(page)
    assert len(cells) == 20
    assert [cell.text for cell in cells[:4]] == ["政府部门", "9", "251000元", DATE_UNKNOWN]
    assert [sorted(cell.headers) for cell in cells[:4]] == [
        sorted([head, "教育局2020年报告"]) for head in ("类别", "新收申请件", "采购总金额", "发布日期")
    ]
    last = cells[17]
    assert (last.text, sorted(last.headers)) == ("无数据", sorted(["新收申请件", "财政局2020年报告"]))


def test_heads_are_large_enough_for_a_finger(visit, site: Path):
    page = visit(site, **MODES["phone"])
    boxes = [button.bounding_box() for button in page.locator("th button").all()]
    assert len(boxes) == 5
    assert all(box["height"] >= 44 and box["width"] >= 44 for box in boxes)


@pytest.mark.parametrize(
    ("width", "size"), [(360, "100%"), (320, "100%"), (320, "150%"), (320, "200%"), (1280, "200%")]
)
def test_the_page_does_not_scroll_sideways_and_the_names_stay(visit, long: Path, width: int, size: str):
    page = visit(long, "2023.html", viewport={"width": width, "height": 740})
    page.evaluate(
        "size => { const sheet = new CSSStyleSheet(); sheet.replaceSync(`html { font-size: ${size} !important }`);"
        " document.adoptedStyleSheets = [sheet] }",
        size,
    )
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    if width < 400:
        region, name = page.get_by_role("region"), page.get_by_role("rowheader").first
        before = name.bounding_box()["x"]
        region.evaluate("element => element.scrollLeft = 200")
        assert region.evaluate("element => element.scrollLeft") > 100
        assert abs(name.bounding_box()["x"] - before) <= 1


def test_on_paper_all_rows_stand_under_plain_heads_on_every_page(visit, long: Path):
    page = visit(long, "2023.html")
    press(page, "新收申请")
    sheets = [sheet.get_textpage().get_text_bounded() for sheet in pdfium.PdfDocument(page.pdf(format="A4"))]
    assert len(sheets) > 1
    assert [sheet.count("发布日期") for sheet in sheets] == [1] * len(sheets)
    assert "".join(sheets).count("山区综合管理局") == 100
    assert not re.search("[⇅↑↓]", "".join(sheets))


def test_a_hundred_agencies_are_a_light_page(long: Path):
    assert (long / "2023.html").stat().st_size <= 60 * 1024
    (script,) = (long / "assets").glob("sort.*.js")
    assert script.stat().st_size <= 2.5 * 1024
