"""The page on accessibility: what it says is true, speaks of what the column offers, and names where to turn.

Which test proves which of its sentences; those without a file are below:

放大文字   100%、125%、150%，下次打开仍是   test_pages: test_text_size_and_contrast_are_remembered
           放大到 400% 不用左右移动         test_pages: test_no_page_scrolls_sideways (320 px = 1280 px at 400 %)
           宽的表格在自己的框里移动         test_a_wide_table_is_moved_with_the_arrow_keys_in_a_frame_of_its_own
颜色和对比 “高对比”                         test_high_contrast_is_higher_and_can_be_taken_back
           深色、增强对比度、强制颜色       test_the_page_follows_what_the_system_is_set_to; test_pages: test_axe_finds_nothing
           线形、符号和名称                 test_charts: test_lines_differ_in_marks_and_bear_their_names_one_line_needs_none
键盘       Tab 键依次到达，到达的地方有边框 test_pages: test_the_keyboard_reaches_everything_and_shows_where_it_is
           “跳到正文”                       test_pages: test_the_skip_link_leads_to_the_text
           方向键                           test_a_wide_table_is_moved_with_the_arrow_keys_in_a_frame_of_its_own
读屏软件   标题和标记                       test_every_page_has_its_landmarks; test_pages: test_axe_finds_nothing (headings)
           每个数都标明哪一行、哪一列       test_pages: test_every_data_cell_has_its_headers
           图表有文字说明和表格             test_charts: test_the_drawing_says_what_it_shows_and_has_its_figures_in_a_table
不运行脚本 文字、表格和图表照样完整         test_pages: test_without_script_the_same_words_are_there
           要用到脚本的只有下面几项         test_there_are_no_other_scripts_than_those_it_speaks_of
           搜索页上的清单                   test_search: test_without_script_the_form_leads_to_the_list
           不排序时，各机关按类别列出       test_without_script_a_year_is_ordered_by_kind
           和上一份可以比较的年报比较       test_compare: test_without_script_every_report_is_beside_the_one_before_it
打印       去掉按钮和导航                   test_buttons_and_navigation_are_not_printed
           表格和数据表全部打出             test_pages: test_print_has_all_rows_and_no_controls,
                                            test_charts_are_printed_with_their_tables
下载       PDF                              test_pdf: test_headings_lists_and_links_are_what_they_are,
                                            test_every_figure_points_at_exactly_its_headings
           Word                             test_docx: test_the_parts_come_in_official_order,
                                            test_lists_are_lists_and_count_as_written,
                                            test_a_table_tells_its_title_and_how_to_read_it
           Excel                            test_xlsx: test_cells_are_merged_as_on_the_form
           CSV                              test_downloads: test_the_csv_has_every_cell_with_the_official_labels
怎样检查   axe-core、五种情形、Nu、无障碍树 test_pages: test_axe_finds_nothing, test_the_nu_checker_finds_no_error,
                                            test_every_data_cell_has_its_headers
"""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from columns import MARKDOWN, TABLES, column
from playwright.sync_api import Page

from generator.build import Options, build
from generator.model import Footer, Portal, Site
from generator.pages.accessibility import accessibility_page, accessibility_view
from generator.problems import Place
from generator.read.tree import bad_part
from generator.render import renderer
from generator.themes import CARRIED, find_theme

TESTS = Path(__file__).parent


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A column in which the order of the folders is not that of the kinds."""
    more = {
        "xian/zz-ju/agency.yaml": "name: 某县教育局\nkind: department\n",
        "xian/zz-ju/2023.yaml": f"published: 2024-01-20\n{TABLES}",
        "xian/zz-ju/2023.md": MARKDOWN,
    }
    project = column(tmp_path_factory.mktemp("column"), more)
    outcome = build(project, project / "site", Options(jobs=1))
    assert outcome.published, outcome.problems
    return project / "site"


@pytest.fixture
def open_page(visit: Callable[..., Page], site: Path) -> Callable[..., Page]:
    return lambda name, **mode: visit(site / name, **mode)


def said(portal: Portal | None = None, **settings) -> str:
    """The page as HTML, in a column of these settings."""
    site = Site("年报", "", portal, **settings)
    theme = find_theme("default", CARRIED.parent, lambda problem: pytest.fail(str(problem)))
    html = renderer(theme, site).page(
        "accessibility.html", accessibility_page(), accessibility=accessibility_view(site)
    )
    return html.decode().partition("<main")[2].partition("</main>")[0]


def contrast(one: str, other: str) -> float:
    """Of two colours as the browser tells them, by the formula of WCAG."""

    def light(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        red, green, blue = (
            part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts
        )
        return 0.2126 * red + 0.7152 * green + 0.0722 * blue

    dark, bright = sorted((light(one), light(other)))
    return (bright + 0.05) / (dark + 0.05)


def test_the_tests_that_prove_the_page_exist():
    named = set(re.findall(r"\btest_\w+", __doc__))
    there = {path.stem for path in TESTS.glob("test_*.py")}
    for path in TESTS.glob("test_*.py"):
        there |= set(re.findall(r"^def (test_\w+)", path.read_text("utf-8"), flags=re.MULTILINE))
    assert len(named) > 20
    assert named - there == set()


def test_every_page_leads_to_it(site: Path, tmp_path: Path):
    texts = [path.read_text("utf-8") for path in site.rglob("*.html")]
    assert all("无障碍说明</a>" in text.partition("<footer")[2] for text in texts)
    (tmp_path / "content").mkdir()
    (tmp_path / "content/site.yaml").write_text("title: 年报\n", "utf-8")
    assert build(tmp_path, tmp_path / "site", Options(jobs=1)).published
    assert 'href="accessibility.html"' in (tmp_path / "site/index.html").read_text("utf-8")
    empty = (tmp_path / "site/accessibility.html").read_text("utf-8")
    assert "搜索页" not in empty
    assert bad_part("accessibility") == "accessibility"


def test_it_aims_at_standards_and_claims_no_certificate():
    text = said()
    for name in ("无障碍环境建设法》（2023年9月1日起施行）", "GB/T 37668—2019", "2.2 的 AA 级"):
        assert name in text
    assert "不是评测或者认证的结论" in text
    assert not re.search("NVDA|JAWS|VoiceOver|通过了|完全符合", text)


@pytest.mark.parametrize("offered", [("csv", "json"), ("pdf", "docx"), ("xlsx",), ()])
def test_it_speaks_of_the_formats_that_the_column_offers(offered: tuple[str, ...]):
    labels = {"csv": "CSV 表格：", "pdf": "PDF 文档：", "docx": "Word 文档：", "xlsx": "Excel 工作簿："}
    text = said(downloads={name: Place("content/site.yaml") for name in offered})
    assert [name for name, label in labels.items() if label in text] == [
        name for name in labels if name in offered
    ]


@pytest.mark.parametrize(
    ("footer", "there", "absent"),
    [
        (
            Footer(
                organizer="某县政府办", operator="某县信息中心", phone="0000-1", error_report="https://a.cn/"
            ),
            ["用下面的方式", "某县政府办", "某县信息中心", "0000-1", '"https://a.cn/">我为政府网站找错'],
            ["没有写明"],
        ),
        (Footer(phone="0000-1"), ["用下面的方式", "0000-1"], ["主办单位", "承办单位", "网上反映"]),
        (Footer(organizer="某县政府办"), ["向下面的单位", "某县政府办"], ["联系电话", "用下面的方式"]),
        (Footer(icp="某ICP备0号"), ["没有写明统一的联系方式", "编制机关"], ["下面的", "<dl"]),
    ],
    ids=["all", "phone", "organizer", "none"],
)
def test_it_names_where_to_turn(footer: Footer, there: list[str], absent: list[str]):
    text = said(footer=footer)
    assert [words for words in there if words not in text] == []
    assert [words for words in absent if words in text] == []
    assert 'href="index.html"' in text  # to the agencies, for what stands in a report


def test_what_lies_around_the_column_is_not_spoken_for():
    assert "（包括某县政府网），以及所在网站加在页面外面的内容，不在这份说明之内" in said(
        Portal("某县政府网")
    )
    assert "链接通向的其他网站，以及" in said()


def test_the_buttons_it_names_are_on_every_page(site: Path):
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        for size, label in (("100", "标准"), ("125", "大"), ("150", "特大")):
            assert re.search(rf'<button[^>]*data-fs="{size}"[^>]*>{label}</button>', text), path
        assert re.search(r"<button[^>]*data-contrast[^>]*>高对比</button>", text), path
        assert ">跳到正文</a>" in text, path


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_high_contrast_is_higher_and_can_be_taken_back(open_page, scheme: str):
    page = open_page("xian/2023.html", color_scheme=scheme)
    colours = (
        "['main p', '.facts', '.notes, .site-foot', '.grid td'].map(name => getComputedStyle(document.querySelector(name)))"
        ".flatMap(style => [style.color, style.borderRightColor]).concat(getComputedStyle(document.body).backgroundColor)"
    )

    def contrasts() -> list[float]:
        *marks, ground = page.evaluate(colours)
        return [contrast(mark, ground) for mark in marks]

    before = contrasts()
    button = page.get_by_role("button", name="高对比")
    button.click()
    after = contrasts()
    assert min(after) > 18 > min(before)
    assert all(more >= less for more, less in zip(after, before, strict=True))
    button.click()
    assert contrasts() == before


@pytest.mark.parametrize(
    "mode", [{"color_scheme": "dark"}, {"contrast": "more"}, {"forced_colors": "active"}], ids=str
)
def test_the_page_follows_what_the_system_is_set_to(open_page, mode: dict[str, str]):
    colours = (
        "['main', '.facts', 'main a'].map(name => getComputedStyle(document.querySelector(name)).color)"
        ".concat(getComputedStyle(document.body).backgroundColor)"
    )
    usual, now = (open_page("xian/2023.html", **it).evaluate(colours) for it in ({}, mode))
    assert all(is_ != was for is_, was in zip(now[1:3], usual[1:3], strict=True))
    assert contrast(now[0], now[3]) > 15


def test_a_wide_table_is_moved_with_the_arrow_keys_in_a_frame_of_its_own(open_page):
    page = open_page("xian/2023.html", viewport={"width": 360, "height": 740})
    frame = page.locator(".scroll", has=page.locator("table", has_text="一、本年新收"))
    frame.focus()
    for _ in range(5):
        page.keyboard.press("ArrowRight")
    page.wait_for_function(
        "[...document.querySelectorAll('.scroll')].some(element => element.scrollLeft > 0)"
    )
    assert frame.evaluate("element => element.scrollLeft") > 0
    assert page.evaluate("scrollX") == 0


def test_every_page_has_its_landmarks(open_page, site: Path):
    page = open_page("index.html")
    for path in sorted(site.rglob("*.html")):
        page.goto(path.as_uri())
        counts = [page.get_by_role(role).count() for role in ("banner", "main", "contentinfo")]
        assert counts == [1, 1, 1], path
        assert page.get_by_role("heading", level=1).count() == 1, path


def test_there_are_no_other_scripts_than_those_it_speaks_of():
    spoken_of = {
        "column.js": "字号和高对比按钮",
        "search.js": "搜索：",
        "sort.js": "排序：",
        "compare.js": "比较页",
    }
    assert {path.name for path in (CARRIED / "default/static").glob("*.js")} == set(spoken_of)
    text = said().partition("要用到脚本的只有下面几项")[2].partition("</ul>")[0]
    assert [words for words in spoken_of.values() if words not in text] == []
    assert text.count("<li>") == len(spoken_of)


def test_without_script_a_year_is_ordered_by_kind(open_page):
    page = open_page("2023.html", java_script_enabled=False)
    names = [text.partition("2023年")[0].strip() for text in page.locator("tbody th").all_inner_texts()]
    assert names == ["某县人民政府", "某县教育局", "青山镇人民政府"]


@pytest.mark.parametrize(
    "name", ["index.html", "xian/index.html", "2023.html", "xian/2023.html", "sitemap.html"]
)
def test_buttons_and_navigation_are_not_printed(open_page, name: str):
    page = open_page(name)
    controls = page.locator(
        "nav, button:not(th button), input"
    )  # a column's head stays, though it is a button
    assert any(control.is_visible() for control in controls.all())
    page.emulate_media(media="print")
    assert not any(control.is_visible() for control in controls.all())
