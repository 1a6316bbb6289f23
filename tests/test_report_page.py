"""What stands around a report on its page: its dates, how to cite it, whose other reports there are, what its lines mean."""

import re
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from columns import MARKDOWN, TABLES, column

from generator.build import Options, build
from generator.editions.load import editions
from generator.model import Agency, AgencyKind, Report, Revision, Site
from generator.pages.wording import citation

SITE = Site("政府信息公开年报", "", None, url="http://www.example.gov.cn/nianbao")
REPORT = Report(
    Agency("xian/zhen", "青山镇人民政府", AgencyKind.TOWNSHIP),
    2023,
    editions().get("2021"),
    date(2024, 1, 20),
)
TITLE = "青山镇人民政府. 青山镇人民政府2023年政府信息公开工作年度报告[R/OL]."
URL = "http://www.example.gov.cn/nianbao/xian/zhen/2023.html"


def built(folder: Path, files: dict[str, str], *, drafts: bool = False) -> Path:
    project = column(folder, files)
    outcome = build(project, project / "site", Options(jobs=1, drafts=drafts))
    assert outcome.published, outcome.problems
    return project / "site"


def related(site: Path, name: str) -> list[tuple[str, str]]:
    """Links under the heading of the other agencies' reports."""
    text = (site / name).read_text("utf-8")
    _before, _heading, rest = text.partition('id="related"')
    return re.findall(r'<a href="([^"]+)">([^<]+)</a>', rest.partition("</section>")[0])


@pytest.mark.parametrize(
    ("report", "site", "said"),
    [
        (REPORT, SITE, f"{TITLE} (2024-01-20)[引用日期]. {URL}"),
        (REPORT, replace(SITE, url=f"{SITE.url}/"), f"{TITLE} (2024-01-20)[引用日期]. {URL}"),
        (REPORT, replace(SITE, url=""), f"{TITLE} (2024-01-20)[引用日期]."),
        (replace(REPORT, published="unknown"), SITE, f"{TITLE} [引用日期]. {URL}"),
        (
            replace(REPORT, revisions=(Revision(date(2024, 5, 1), "一"), Revision(date(2024, 3, 1), "二"))),
            SITE,
            f"{TITLE} (2024-05-01)[引用日期]. {URL}",
        ),
        (replace(REPORT, published=None), SITE, ""),
    ],
)
def test_a_citation_has_what_is_known_and_nothing_else(report: Report, site: Site, said: str):
    assert citation(report, site) == said


def test_the_last_revision_stands_beside_the_publication(tmp_path: Path):
    said = "revisions: [{date: 2024-04-01, reason: 更正甲}, {date: 2024-05-01, reason: 更正乙}]\n"
    site = built(tmp_path, {"xian/2023.yaml": f"published: 2024-03-20\n{said}{TABLES}"})
    text = (site / "xian/2023.html").read_text("utf-8")
    assert '<dt>更正日期</dt><dd><time datetime="2024-05-01">2024-05-01</time></dd>' in text
    assert "更正日期" not in (site / "xian/2022.html").read_text("utf-8")


def test_a_report_leads_to_those_above_and_below_that_are_published(tmp_path: Path):
    bodies = {
        "xian/ju/agency.yaml": "name: 某局\nkind: department\n",
        "xian/ju/2022.yaml": f"published: 2023-01-20\n{TABLES}",
        "xian/ju/2022.md": MARKDOWN,
        "xian/ju/2023.yaml": f"published:\n{TABLES}",  # a draft
        "xian/ju/2023.md": MARKDOWN,
        "xian/ju/ke/agency.yaml": "name: 某分局\nkind: department\n",
        "xian/ju/ke/2023.yaml": f"published: 2024-01-20\n{TABLES}",
        "xian/ju/ke/2023.md": MARKDOWN,
    }
    for drafts in (False, True):
        site = built(tmp_path / str(drafts), bodies, drafts=drafts)
        # Its bureau has none of this year: what is below the bureau comes in its place.
        assert related(site, "xian/2023.html") == [
            ("ju/ke/2023.html", "某分局"),
            ("zhen/2023.html", "青山镇人民政府"),
        ]
        assert related(site, "xian/2022.html") == [("ju/2022.html", "某局")]
        assert related(site, "xian/zhen/2023.html") == [("../2023.html", "某县人民政府")]
        assert related(site, "xian/ju/ke/2023.html") == [("../../2023.html", "某县人民政府")]
        assert related(site, "xian/zhen/2020.html") == []


def test_a_folder_between_two_agencies_may_be_none_itself(tmp_path: Path):
    files = {
        "xian/zu/ju/agency.yaml": "name: 某局\nkind: department\n",
        "xian/zu/ju/2023.yaml": f"published: 2024-01-20\n{TABLES}",
        "xian/zu/ju/2023.md": MARKDOWN,
    }
    site = built(tmp_path, files)
    assert ("zu/ju/2023.html", "某局") in related(site, "xian/2023.html")
    assert related(site, "xian/zu/ju/2023.html") == [("../../2023.html", "某县人民政府")]
    _before, _heading, below = (site / "xian/index.html").read_text("utf-8").partition('id="subordinates"')
    assert 'href="zu/ju/index.html"' in below


@pytest.mark.parametrize(
    "head",
    [
        "",
        "published:\n",
        "published:  \n",
        "published: ~\n",
        "published: null # 待定\n",
        "published: _\r\n",
        "published: # 2024-01-20\n",
    ],
)
def test_a_draft_is_known_at_a_glance(tmp_path: Path, head: str):
    """A link to it would lead nowhere."""
    site = built(tmp_path, {"xian/zhen/2023.yaml": f"{head}{TABLES}"})
    assert not (site / "xian/zhen/2023.html").exists()
    assert related(site, "xian/2023.html") == []


@pytest.mark.parametrize(
    "head", ["published: unknown\n", "published : 2024-01-20 # 上报日\n", "\ufeffpublished: 2024-01-20\n"]
)
def test_what_is_published_is_known_at_a_glance(tmp_path: Path, head: str):
    site = built(tmp_path, {"xian/zhen/2023.yaml": f"{head}{TABLES}"})
    assert related(site, "xian/2023.html") == [("zhen/2023.html", "青山镇人民政府")]


def test_of_many_agencies_below_there_is_one_link_to_all(tmp_path: Path):
    files = {}
    for number in range(20):
        files[f"xian/ju{number}/agency.yaml"] = f"name: 第{number}局\nkind: department\n"
        files[f"xian/ju{number}/2023.yaml"] = f"published: 2024-01-20\n{TABLES}"
        files[f"xian/ju{number}/2023.md"] = MARKDOWN
    site = built(tmp_path, files)
    assert related(site, "xian/2023.html") == [("index.html#subordinates", "21 个下级机关的年报")]


def test_what_lines_mean_is_folded_up_below_the_table_and_said_to_be_ours(tmp_path: Path):
    site = built(tmp_path, {})
    text = (site / "xian/2023.html").read_text("utf-8")
    folded = re.findall(r'<details class="help">(.*?)</details>', text, flags=re.DOTALL)
    assert len(folded) == 3
    assert all("本站说明" in part and "不是年报的内容" in part for part in folded)
    assert "<dt>（三）不予公开 · 1.属于国家秘密</dt>" in folded[1]
    assert "<small>依据：条例第十四条</small>" in folded[1]
    tables = text.index("</table>"), text.index('<details class="help">')
    assert tables[0] < tables[1]
