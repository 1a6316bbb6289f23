"""How heavy the pages are: a large home page, what a browser asks for, and how the large table reads."""

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page
from served import served
from test_pages import DESKTOP, PAGES, PHONE, site  # noqa: F401 (a fixture)
from test_print import SIDE, sheets

from generator.editions.load import editions
from generator.model import Agency, AgencyKind, Site
from generator.pages.column import column, home_page, home_view
from generator.pages.rows import Row
from generator.pages.views import FigureView
from generator.problems import Problem
from generator.render import renderer
from generator.themes import find_theme

KB = 1024
YEARS = range(2014, 2026)
# The names of a county's bodies are about as long as these.
KINDS = {
    AgencyKind.GOVERNMENT: (1, "moumouxian", "某某县人民政府"),
    AgencyKind.DEPARTMENT: (60, "moumouxian/zhufang-jianshe-ju-{}", "某某县住房和城乡建设局第{}分局"),
    AgencyKind.TOWNSHIP: (30, "moumouxian/qingshan-zhen-{}", "某某县青山{}镇人民政府"),
    AgencyKind.SUBDISTRICT: (9, "moumouxian/heping-jiedao-{}", "某某县和平{}街道办事处"),
}


def home() -> tuple[bytes, dict[str, bytes]]:
    """The home page of 100 agencies × 12 years, and what it asks for."""
    agencies = tuple(
        Agency(path.format(number), name.format(number), kind)
        for kind, (count, path, name) in KINDS.items()
        for number in range(1, count + 1)
    )
    labels = ("新收申请", "上年结转", "办理结果", "结转下年")
    figures = tuple(FigureView(label, "108", "件") for label in labels)
    rows = [
        Row(
            *(agency.path, agency.name, year, f"{agency.name}{year}年政府信息公开工作年度报告"),
            *(date(year + 1, 3, 20).isoformat(), figures, editions().of_year(year).id, "own", ()),
        )
        for agency in agencies
        for year in YEARS
    ]
    problems: list[Problem] = []
    theme = find_theme("default", Path(), problems.append)
    assert theme, problems
    draw = renderer(theme, Site("政府信息公开年报", "", None, agencies=agencies))
    listed = column(draw.site, rows)
    page = home_page(listed)
    html = draw.page("home.html", page, home=home_view(listed, page))
    return html, {draw.assets[name]: body for name, body in theme.static().items()}


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("large")
    html, assets = home()
    for name, body in {"index.html": html, **assets}.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(body)
    return folder / "index.html"


@pytest.fixture
def open_large(visit: Callable[..., Page], large: Path) -> Callable[..., Page]:
    return lambda **mode: visit(large, **mode)


def test_a_home_page_of_a_hundred_agencies_and_twelve_years_is_light(large: Path):
    text = large.read_text("utf-8")
    assert text.count('href="moumouxian/') >= 100 * (1 + len(YEARS))
    assert len(text.encode()) <= 200 * KB


def test_its_years_stay_in_view_while_agencies_go_by(open_large):
    page = open_large(viewport=DESKTOP)
    assert page.evaluate("document.documentElement.scrollWidth") <= DESKTOP["width"]
    table = page.locator("table", has_text="分局")
    table.locator("tr").nth(30).evaluate("row => row.scrollIntoView({block: 'start', behavior: 'instant'})")
    for head in table.locator("thead th").all():
        box = head.bounding_box()
        assert box["y"] == pytest.approx(0, abs=1)
        # And nothing covers it.
        middle = [box["x"] + box["width"] / 2, box["y"] + box["height"] / 2]
        seen = page.evaluate("([x, y]) => document.elementFromPoint(x, y).textContent", middle)
        assert seen == head.inner_text()


def test_its_agencies_stay_in_view_on_a_phone(open_large):
    page = open_large(viewport=PHONE, has_touch=True)
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    region = page.locator(".scroll", has_text="分局")
    name = region.locator("tbody th").first
    before = name.bounding_box()
    region.evaluate("element => element.scrollLeft = element.scrollWidth")
    assert name.bounding_box() == pytest.approx(before, abs=1)
    assert before["width"] < PHONE["width"] / 2
    last = region.locator("tbody tr").first.locator("td").last.bounding_box()
    assert last["x"] >= before["x"] + before["width"]
    assert last["x"] + last["width"] <= PHONE["width"]


@pytest.mark.parametrize("mode", [{"viewport": DESKTOP}, {"viewport": PHONE}])
def test_no_name_and_no_year_is_cut(open_large, mode):
    page = open_large(**mode)
    cut = "cells => cells.filter(cell => cell.scrollWidth > cell.clientWidth + 1).length"
    assert page.locator(".matrix th, .matrix td").evaluate_all(cut) == 0


def test_it_is_printed_with_all_its_years_and_a_head_on_every_page(open_large):
    printed = sheets(open_large(viewport=DESKTOP))
    assert len(printed) <= 5
    found = []
    for each in printed:
        words = [word.text for word in each.words]
        names = [word for word in words if word.startswith("某某县") and "年" not in word]
        heads = words.count("行政机关")
        assert heads > 0
        assert max(word.right for word in each.words) <= each.width - SIDE + 1
        # Every row is whole: its years stand beside its name. (The first page also has the years as links to their pages.)
        for year in YEARS:
            assert words.count(f"{year}年") == len(names) + heads + (each is printed[0])
        found += names
    assert len(found) == 100


@pytest.mark.parametrize("name", PAGES)
def test_a_page_asks_for_little(chromium: Browser, site: Path, name: str):  # noqa: F811 (the fixture)
    more = {
        "year": 6,
        "comparison": 6,
        "comparison across forms": 6,
        "search": 8,
    }  # have a script of their own
    with served(site) as address:
        page = chromium.new_page()
        asked = []
        page.on("request", lambda request: asked.append(request))  # noqa: PLW0108 (it marks what it is given)
        page.goto(address + PAGES[name], wait_until="networkidle")
        assert [request.url for request in asked if not request.url.startswith(address)] == []
        assert len(asked) <= more.get(name, 5), [request.url for request in asked]
        size = {"document": 60 * KB, "script": 15 * KB, "stylesheet": 36 * KB}
        for kind, limit in size.items():
            bodies = [request.response().body() for request in asked if request.resource_type == kind]
            assert sum(map(len, bodies)) <= limit, kind
        page.close()
