"""The site map: the tree of the agencies, all that leads on from it, where it is and where it is not, large columns."""

import json
import re
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import pytest
from columns import MARKDOWN, TABLES, column, files_of
from playwright.sync_api import Page
from test_pages import AXE, MODES, TAGS

from generator.build import Options, build
from generator.editions.load import editions
from generator.model import Agency, AgencyKind, Site
from generator.pages.column import column as pages
from generator.pages.guide_views import BranchGroup, SiteMapView
from generator.pages.rows import Row
from generator.pages.sitemap import site_map_page, site_map_view
from generator.read.tree import bad_part
from generator.render import renderer
from generator.themes import find_theme

CITY, COUNTY, OFFICE = AgencyKind.GOVERNMENT, AgencyKind.GOVERNMENT, AgencyKind.DEPARTMENT
TOWN, STREET, BODY = AgencyKind.TOWNSHIP, AgencyKind.SUBDISTRICT, AgencyKind.INSTITUTION
AGENCIES = (
    Agency("shi", "某市人民政府", CITY, short_name="某市"),
    Agency("shi/jiaoyu", "某市教育局", OFFICE),
    Agency("shi/jiaoyu/kaoshi", "某市教育考试院", BODY),
    Agency("shi/qu", "甲区人民政府", COUNTY, short_name="甲区"),
    Agency("shi/qu/cheng", "城东街道办事处", STREET, short_name="城东街道"),
    Agency("shi/qu/cheng/zhan/fuwu", "城东便民服务中心", BODY),  # shi/qu/cheng/zhan is a folder only
    Agency("shi/qu/cheng/zhan/fuwu/dian", "城东便民服务点", BODY),
    Agency("shi/qu/zhen", "青山镇人民政府", TOWN),
)


def row(agency: str, year: int) -> Row:
    form = editions().of_year(year)
    return Row(agency, agency, year, "", "", (), form.id, "own", (0,) * len(form.series))


def mapped(agencies: tuple[Agency, ...], *rows: Row) -> SiteMapView:
    return site_map_view(pages(Site("年报", "", None, agencies=agencies), rows))


def tree(groups: tuple[BranchGroup, ...]) -> dict:
    """Label of a group → name of an agency → the groups below it."""
    return {
        group.label: {branch.agency.label: tree(branch.groups) for branch in group.branches}
        for group in groups
    }


def test_every_agency_stands_below_the_nearest_above_it_however_deep_and_by_kind():
    view = mapped(AGENCIES, *(row(agency.path, 2023) for agency in AGENCIES))
    assert tree(view.groups) == {
        "人民政府": {
            "某市人民政府": {
                "某市下属人民政府": {
                    "甲区人民政府": {
                        "甲区下属乡镇": {"青山镇人民政府": {}},
                        "甲区下属街道": {
                            "城东街道办事处": {
                                "城东街道下属其他机构": {
                                    "城东便民服务中心": {
                                        "城东便民服务中心下属其他机构": {"城东便民服务点": {}}
                                    }
                                }
                            }
                        },
                    }
                },
                "某市下属政府部门": {"某市教育局": {"某市教育局下属其他机构": {"某市教育考试院": {}}}},
            }
        }
    }
    assert [group.label for group in view.groups[0].branches[0].groups] == [
        "某市下属人民政府",
        "某市下属政府部门",
    ]


def test_an_agency_without_reports_is_there_only_for_those_below_it():
    view = mapped(AGENCIES, row("shi/qu/zhen", 2023))
    (city,) = view.groups[0].branches
    assert tree(view.groups) == {
        "人民政府": {
            "某市人民政府": {"某市下属人民政府": {"甲区人民政府": {"甲区下属乡镇": {"青山镇人民政府": {}}}}}
        }
    }
    assert city.links == ()


def test_the_links_are_the_years_newest_first_and_then_the_newest_comparison():
    view = mapped(AGENCIES[1:2], *(row("shi/jiaoyu", year) for year in (2018, 2022, 2023)))
    (office,) = view.groups[0].branches
    assert [(link.label, link.href) for link in office.links] == [
        ("2023年", "shi/jiaoyu/2023.html"),
        ("2022年", "shi/jiaoyu/2022.html"),
        ("2018年", "shi/jiaoyu/2018.html"),
        ("2023年与往年比较", "shi/jiaoyu/compare-2023.html"),
    ]
    alone = mapped(AGENCIES[1:2], row("shi/jiaoyu", 2023))
    assert [link.label for link in alone.groups[0].branches[0].links] == ["2023年"]


def test_of_more_than_twenty_agencies_there_are_links_to_every_group_on_the_page():
    towns = tuple(Agency(f"xian/zhen{at:02}", f"第{at}镇人民政府", TOWN) for at in range(1, 20))
    county = Agency("xian", "某县人民政府", COUNTY, short_name="某县")
    few, many = (county, *towns), (county, *towns, Agency("xian/ju", "某局", OFFICE))
    assert mapped(few, *(row(agency.path, 2023) for agency in few)).jumps == ()
    view = mapped(many, *(row(agency.path, 2023) for agency in many))
    assert [(jump.label, jump.href) for jump in view.jumps] == [
        ("人民政府（1 个）", "#government"),
        ("某县下属政府部门（1 个）", "#xian/department"),
        ("某县下属乡镇（19 个）", "#xian/township"),
    ]
    assert [group.anchor for group in view.groups[0].branches[0].groups] == [
        "xian/department",
        "xian/township",
    ]


def test_every_page_of_the_column_is_on_the_map_or_one_step_further(tmp_path: Path):
    more = {
        "xian/2021.yaml": f"published: 2022-03-20\n{TABLES}",
        "xian/2021.md": MARKDOWN,
        "xian/zhen/zhan/agency.yaml": "name: 青山镇卫生院\nkind: institution\n",
        "xian/zhen/zhan/2023.yaml": f"published: 2024-01-20\n{TABLES}",
        "xian/zhen/zhan/2023.md": MARKDOWN,
    }
    project = column(tmp_path, more)
    assert build(project, project / "site", Options(jobs=1)).published
    files = {
        name: body.decode() for name, body in files_of(project / "site").items() if name.endswith(".html")
    }
    body = files["sitemap.html"].partition("<main")[2].partition("</main>")[0]
    linked = set(re.findall(r'href="([^"#]+)"', body))
    assert linked <= set(files)
    # The other comparisons are reached from the newest.
    assert set(files) - linked == {"sitemap.html", "404.html", "xian/compare-2022.html"}
    assert all("网站地图</a>" in text for text in files.values())
    assert 'href="../../../sitemap.html"' in files["xian/zhen/zhan/2023.html"]


def test_a_column_without_reports_has_no_map_and_no_link_to_it(tmp_path: Path):
    project = tmp_path
    (project / "content").mkdir()
    (project / "content/site.yaml").write_text("title: 年报\n", "utf-8")
    assert build(project, project / "site", Options(jobs=1)).published
    assert not (project / "site/sitemap.html").exists()
    assert not any("网站地图" in path.read_text("utf-8") for path in (project / "site").glob("*.html"))


def test_no_agency_can_take_the_place_of_the_map():
    assert bad_part("sitemap") == "sitemap"
    assert bad_part("xian/sitemap") is None


@pytest.fixture(scope="module")
def large(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The map of 100 agencies with twelve years each, eight of them one below the other."""
    deep = ["shi", "qu", "xian", "zhen", "cun", "zu", "hu", "ren"]
    chain = ["/".join(deep[:at]) for at in range(1, len(deep) + 1)]
    agencies = (
        *(Agency(path, f"某地第{at}级管理委员会", BODY) for at, path in enumerate(chain)),
        *(
            Agency(f"shi/ju{at}", f"某市第{at}经济和信息化委员会", OFFICE)
            for at in range(1, 101 - len(chain))
        ),
    )
    site = Site("政府信息公开年报", "", None, agencies=agencies)
    column_ = pages(site, (row(agency.path, year) for agency in agencies for year in range(2014, 2026)))
    folder = tmp_path_factory.mktemp("large")
    theme = find_theme("default", folder, lambda problem: pytest.fail(str(problem)))
    draw = renderer(theme, site)
    (folder / "assets").mkdir()
    for name, url in draw.assets.items():
        (folder / url).write_bytes(theme.static()[name])
    path = folder / "sitemap.html"
    path.write_bytes(draw.page("sitemap.html", site_map_page(), site_map=site_map_view(column_)))
    return path


@pytest.fixture
def open_large(visit: Callable[..., Page], large: Path) -> Callable[..., Page]:
    return lambda **mode: visit(large, **mode)


def test_the_map_of_a_hundred_agencies_and_twelve_years_is_light(large: Path):
    text = large.read_text("utf-8")
    assert len(re.findall(r'href="[^"]+/20\d\d\.html"', text)) == 1200
    assert large.stat().st_size <= 200 * 1024


def test_headings_go_down_level_by_level_as_far_as_there_are_levels(large: Path):
    levels = [int(level) for level in re.findall(r"<h([1-6])", large.read_text("utf-8"))]
    assert levels[:4] == [1, 2, 2, 2]
    assert set(levels[4:]) == {3, 4, 5, 6}
    assert all(later <= earlier + 1 for earlier, later in pairwise(levels))


@pytest.mark.parametrize("mode", ["desktop", "phone"])
def test_axe_finds_nothing_in_a_large_map(open_large, mode: str):
    page = open_large(**MODES[mode])
    page.evaluate(AXE)
    run = json.dumps({"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    assert page.evaluate(f"axe.run({run})")["violations"] == []


@pytest.mark.parametrize(("width", "size"), [(320, "100"), (320, "150")])
def test_a_large_map_does_not_scroll_sideways(open_large, width: int, size: str):
    page = open_large(viewport={"width": width, "height": 640})
    page.evaluate(f"document.documentElement.dataset.fs = '{size}'")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_links_of_the_map_are_large_enough_for_a_finger(open_large):
    page = open_large(**MODES["phone"])
    sizes = page.evaluate(
        "[...document.querySelectorAll('main a')].map(a => [a.textContent, a.getBoundingClientRect()])"
        ".map(([text, box]) => [text, box.width, box.height])"
    )
    assert len(sizes) > 1300
    assert [size for size in sizes if size[1] < 44 or size[2] < 44] == []


def test_a_wide_window_has_agencies_beside_each_other_and_a_narrow_one_below(open_large):
    first = "[...document.querySelectorAll('.tree .tree > li')].slice(0, 2).map(e => e.getBoundingClientRect().top)"
    left, right = open_large(**MODES["desktop"]).evaluate(first)
    assert left == right
    upper, lower = open_large(viewport={"width": 640, "height": 800}).evaluate(first)
    assert upper < lower


def test_a_link_of_a_year_says_of_whom_it_is(open_large):
    page = open_large(**MODES["desktop"])
    assert page.get_by_role("link", name="某市第7经济和信息化委员会 2023年", exact=True).count() == 1


def test_the_list_of_groups_leads_to_them_and_is_not_printed(open_large):
    page = open_large(**MODES["desktop"], reduced_motion="reduce")
    jump = page.get_by_role("navigation", name="本页的行政机关").get_by_role("link").last
    jump.click()
    target = page.locator(f"[id='{jump.get_attribute('href')[1:]}']")
    assert jump.inner_text().startswith(target.inner_text())
    assert target.bounding_box()["y"] < 800
    page.emulate_media(media="print")
    assert not jump.is_visible()
