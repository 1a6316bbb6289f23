"""The whole build: what is written, what is left out, and that nothing is written when something is wrong."""

import html.parser
import json
import os
import re
import shutil
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from columns import MARKDOWN, SETTINGS, TABLES, column, files_of

from generator.build import Options, build
from generator.problems import Problem
from generator.write import Refused


def made(project: Path, options: Options | None = None) -> dict[str, bytes]:
    outcome = build(project, project / "site", options or Options(jobs=1))
    assert outcome.problems == []
    assert outcome.published
    return files_of(project / "site")


def test_source_and_url_mirror_each_other(tmp_path: Path):
    files = made(column(tmp_path))
    assert sorted(name for name in files if not name.startswith("assets/")) == [
        "2020.html",
        "2022.html",
        "2023.html",
        "404.html",
        "_headers",
        "accessibility.html",
        "data/catalog.jsonld",
        "data/columns-2019.csv",
        "data/columns-2021.csv",
        "data/csv-metadata.json",
        "data/datapackage.json",
        "data/index.html",
        "data/reports-2019.csv",
        "data/reports-2021.csv",
        "feed.xml",
        "index.html",
        "manifest.json",
        "search.html",
        "sitemap.html",
        "sitemap.xml",
        "statistics.html",
        "xian/2022.csv",
        "xian/2022.html",
        "xian/2022.json",
        "xian/2023.csv",
        "xian/2023.html",
        "xian/2023.json",
        "xian/compare-2023.html",
        "xian/index.html",
        "xian/zhen/2020.csv",
        "xian/zhen/2020.html",
        "xian/zhen/2020.json",
        "xian/zhen/2023.csv",
        "xian/zhen/2023.html",
        "xian/zhen/2023.json",
        "xian/zhen/compare-2023.html",
        "xian/zhen/index.html",
    ]


def test_two_builds_give_the_same_bytes_and_keep_times(tmp_path: Path):
    project = column(tmp_path / "a")
    first = made(project)
    times = {path: path.stat().st_mtime_ns for path in (project / "site").rglob("*") if path.is_file()}
    assert made(project) == first
    assert {
        path: path.stat().st_mtime_ns for path in (project / "site").rglob("*") if path.is_file()
    } == times
    assert made(column(tmp_path / "b")) == first


def test_several_processes_write_the_same_bytes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    project = column(tmp_path)
    alone = made(project)
    monkeypatch.setattr("generator.pool._WORTH", 1)
    monkeypatch.setattr("generator.pool._BATCH", 1)
    assert made(project, Options(jobs=2)) == alone


def test_a_worker_that_dies_changes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    project = column(tmp_path)
    before = made(project)
    monkeypatch.setattr("generator.pool._WORTH", 1)
    # A server of another test may still run in a thread of this process: then there would be no worker to die.
    monkeypatch.setattr("threading.active_count", lambda: 1)
    monkeypatch.setattr("generator.pool.do", lambda *_: os._exit(9))
    with pytest.raises(Refused) as refused:
        build(project, project / "site", Options(jobs=2))
    assert refused.value.problem.code == "O110"
    assert files_of(project / "site") == before


def test_one_error_and_nothing_changes(tmp_path: Path):
    project = column(tmp_path)
    before = made(project)
    (project / "content/xian/2023.yaml").write_text(f"published: 2024-03-21\n{TABLES}oops: 1\n", "utf-8")
    outcome = build(project, project / "site", Options(jobs=1))
    assert [problem.code for problem in outcome.problems] == ["S101"]
    assert outcome.published is None
    assert files_of(project / "site") == before


def test_a_warning_stops_a_strict_build_only(tmp_path: Path):
    project = column(tmp_path, {"xian/2022.yaml": f"published: unknown\n{TABLES}"})
    assert build(project, project / "site", Options(jobs=1, strict=True)).published is None
    assert not (project / "site").exists()
    assert build(project, project / "site", Options(jobs=1)).published
    assert "原文未载明" in (project / "site/xian/2022.html").read_text("utf-8")


@pytest.mark.parametrize(
    "text",
    [
        TABLES,
        "requests: [1\n",
        "requests：\n",
        f"{TABLES}waive: {{B101: x}}\n",
        "published:\n",
        "# published: 2024-01-20\n",
    ],
)
def test_a_draft_is_left_out_and_its_problems_stop_nothing(tmp_path: Path, text: str):
    project = column(tmp_path, {"xian/2024.yaml": text, "xian/2024.md": MARKDOWN})
    outcome = build(project, project / "site", Options(jobs=1))
    assert outcome.problems == []
    assert [draft.file for draft in outcome.drafts] == ["content/xian/2024.yaml"]
    assert outcome.published
    assert not [name for name in files_of(project / "site") if "2024" in name]


def test_a_preview_shows_drafts_as_such(tmp_path: Path):
    project = column(tmp_path, {"xian/2024.yaml": TABLES, "xian/2024.md": MARKDOWN})
    outcome = build(project, tmp_path / "preview", Options(jobs=1, drafts=True))
    assert outcome.published
    assert "草稿" in (tmp_path / "preview/xian/2024.html").read_text("utf-8")
    assert not (project / "site").exists()


class Links(html.parser.HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.ids: set[str] = set()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        assert "style" not in given, "no inline style"
        assert not [name for name in given if name.startswith("on")], "no inline script"
        if given.get("id"):
            assert given["id"] not in self.ids, given["id"]
            self.ids.add(given["id"])
        if tag in {"a", "link", "script", "img", "source"}:
            self.found += [given[name] for name in ("href", "src") if given.get(name)]


def test_every_link_is_relative_names_its_file_and_leads_somewhere(tmp_path: Path):
    attached = MARKDOWN.replace("按规定公开。", "见[清单](2023/清单 一.pdf)。".replace(" ", "%20"))
    project = column(tmp_path, {"xian/2023.md": attached, "xian/2023/清单 一.pdf": "x"})
    made(project)
    moved = tmp_path / "www/some/where"
    shutil.copytree(project / "site", moved)
    pages = {}
    for path in moved.rglob("*.html"):
        pages[path.resolve()] = Links()
        pages[path.resolve()].feed(path.read_text("utf-8"))
    assert len(pages) == 18
    for path, page in pages.items():
        for link in page.found:
            # The page for lost readers is shown at any address (test_metadata.py): its links begin at the host.
            parts = urlsplit(link.removeprefix("/nianbao/") if path.name == "404.html" else link)
            if parts.scheme in {"http", "https", "tel", "mailto"}:
                continue
            assert not parts.scheme, link
            assert not parts.path.startswith("/"), link
            target = (path.parent / unquote(parts.path)).resolve() if parts.path else path
            assert target.is_file(), (path, link)
            if parts.fragment:
                assert parts.fragment in pages[target].ids, (path, link)
    assert (moved / "xian/2023/清单 一.pdf").is_file()


def test_only_attachments_that_the_narrative_links_to_are_published(tmp_path: Path):
    project = column(tmp_path, {"xian/2023/清单.pdf": "x"})
    assert "xian/2023/清单.pdf" not in made(project)


def test_the_data_file_has_every_cell_and_the_words(tmp_path: Path):
    words = MARKDOWN.replace(
        "按规定公开。", "**收到** {{ requests.received.total }} 件，\n见[条例](https://www.gov.cn/)。"
    )
    figures = TABLES.replace(
        "requests: {fill: 0}",
        "requests:\n  fill: 0\n  received: [3, 1, 0, 0, 0, 0]\n  results: {granted: [3, 1, 0, 0, 0, 0, 4]}",
    )
    project = column(tmp_path, {"xian/2023.md": words, "xian/2023.yaml": f"published: 2024-03-20\n{figures}"})
    data = json.loads(made(project)["xian/2023.json"])
    assert (data["edition"], data["agency"], data["year"]) == ("2021", "某县人民政府", 2023)
    assert data["published"] == "2024-03-20"
    assert len(data["cells"]) == 200
    assert data["cells"]["requests.received.total"] == 4
    assert data["cells"]["reconsideration_and_litigation.litigation.direct.total"] == 0
    columns = [name.rsplit(".", 1)[1] for name in data["cells"] if name.startswith("requests.received.")]
    totals = [f"requests.results.total.{column}" for column in columns]
    assert data["computed"] == ["requests.received.total", *totals]
    assert data["narrative"]["overview"].startswith("收到 4 件，见条例。")
    assert list(data["narrative"]) == ["overview", "problems", "other_matters"]


def test_an_old_report_is_published_as_it_was_with_a_note(tmp_path: Path):
    figures = TABLES.replace(
        "reconsideration_and_litigation: {fill: 0}",
        "reconsideration_and_litigation:\n  fill: 0\n  reconsideration: [1, 0, 0, 0, 0]\nwaive: {B104: 当年已按此公布}",
    )
    project = column(tmp_path, {"xian/2022.yaml": f"published: 2023-03-20\n{figures}"})
    page = made(project)["xian/2022.html"].decode()
    assert "说明：当年已按此公布" in page
    assert page.index("说明：当年已按此公布") > page.index('id="part-4"')


def test_a_blank_stays_blank(tmp_path: Path):
    figures = TABLES.replace("requests: {fill: 0}", "requests:\n  fill: 0\n  received: [_, _, _, _, _, _]")
    project = column(tmp_path, {"xian/zhen/2020.yaml": f"published: 2021-01-20\n{figures}"})
    outcome = build(project, project / "site", Options(jobs=1))
    told = [problem for problem in outcome.problems if problem.place.file.endswith("zhen/2020.yaml")]
    assert [(p.code, p.level.value) for p in told] == [("B105", "notice"), ("S104", "warning")]
    data = json.loads((project / "site/xian/zhen/2020.json").read_text("utf-8"))
    assert data["cells"]["requests.received.natural_person"] is None
    assert data["cells"]["requests.received.total"] is None


def test_a_column_without_reports_is_built_too(tmp_path: Path):
    (tmp_path / "content").mkdir()
    (tmp_path / "content/site.yaml").write_text(f"title: 政府信息公开年报\n{SETTINGS}", "utf-8")
    files = made(tmp_path)
    assert sorted(name for name in files if name.endswith(".html")) == [
        "404.html",
        "accessibility.html",
        "index.html",
    ]


def test_problems_are_values_that_can_travel_between_processes():
    import pickle

    from generator.problems import Place

    problem = Problem(Place("a", 1, 2), "X", "m")
    assert pickle.loads(pickle.dumps(problem)) == problem


def test_pages_carry_the_meta_tags_of_the_guideline_and_invent_none(tmp_path: Path):
    """国办发〔2017〕47号: site, column and article tags; what is not known is left out."""
    portal = "portal: {name: 某县政府网, url: 'http://www.example.gov.cn/', id_code: '0000000000'}\n"
    site = f"title: 政府信息公开年报\nurl: https://www.example.gov.cn/nianbao\n{portal}"
    project = column(tmp_path, {"site.yaml": site, "xian/2022.yaml": f"published: unknown\n{TABLES}"})
    assert build(project, project / "site", Options(jobs=1)).published

    def tags(name: str) -> dict[str, str]:
        page = (project / "site" / name).read_text("utf-8")
        return dict(re.findall(r'<meta name="([A-Z]\w+)" content="([^"]*)">', page))

    shared = {
        "SiteName": "某县政府网",
        "SiteDomain": "www.example.gov.cn",
        "SiteIDCode": "0000000000",
        "ColumnName": "政府信息公开年报",
        "ColumnDescription": "政府信息公开年报专栏",
        "ColumnKeywords": "政府信息公开年报",
        "ColumnType": "信息公开年报",
    }
    for name in ("index.html", "2023.html", "xian/index.html", "404.html"):
        assert tags(name) == shared, name
    article = tags("xian/2023.html")
    assert article.items() >= shared.items()
    assert article["ArticleTitle"] == "某县人民政府2023年政府信息公开工作年度报告"
    assert article["PubDate"] == "2024-03-20 00:00"
    assert article["ContentSource"] == "某县人民政府"
    assert article["Url"] == "https://www.example.gov.cn/nianbao/xian/2023.html"
    assert "PubDate" not in tags("xian/2022.html")
