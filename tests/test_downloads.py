"""The choice of downloads: which are written and offered, what they are given, what their problems do."""

import csv
import io
import json
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from columns import MARKDOWN, SETTINGS, TABLES, column

from generator import downloads
from generator.build import Options, Outcome, build, check
from generator.downloads import FORMATS
from generator.editions.load import editions
from generator.outputs import Order
from generator.problems import Level, Place, Problem

SITE = f"title: 政府信息公开年报\n{SETTINGS}"
NEEDS = sorted({name for form in FORMATS.values() for name in form.needs})


def made(project: Path, **options) -> Outcome:
    return build(project, project / "site", Options(jobs=1, **options))


def chosen(folder: Path, names: str, files: dict[str, str] | None = None) -> Path:
    return column(folder, {"site.yaml": f"{SITE}downloads: [{names}]\n", **(files or {})})


def offered(project: Path, page: str = "xian/2023.html") -> list[str]:
    """The files that a page offers, in its order."""
    return re.findall(r'<a href="([^"]+)" download=', (project / "site" / page).read_text("utf-8"))


def written(project: Path, stem: str = "xian/2023") -> list[str]:
    return sorted(path.name for path in (project / "site").glob(f"{stem}.*"))


def test_without_a_choice_there_are_csv_and_json_whatever_is_installed(tmp_path: Path):
    project = column(tmp_path)
    assert made(project).published
    assert offered(project) == ["2023.csv", "2023.json"]
    assert written(project) == ["2023.csv", "2023.html", "2023.json"]


def test_the_page_lists_the_formats_as_site_yaml_does_with_label_format_and_size(tmp_path: Path):
    project = chosen(tmp_path, "json, csv")
    assert made(project).published
    assert offered(project) == ["2023.json", "2023.csv"]
    size = round((project / "site/xian/2023.csv").stat().st_size / 1024)
    assert f"CSV 表格 <span>CSV，{size} KB</span>" in (project / "site/xian/2023.html").read_text("utf-8")


@pytest.mark.parametrize("names", ["", "csv"])
def test_json_is_written_also_where_the_page_does_not_offer_it(tmp_path: Path, names: str):
    project = chosen(tmp_path, names)
    assert made(project).published
    assert offered(project) == [f"2023.{names}" for names in filter(None, [names])]
    assert json.loads((project / "site/xian/2023.json").read_bytes())["year"] == 2023


def test_what_is_not_chosen_is_not_even_imported(tmp_path: Path):
    project = chosen(tmp_path, "csv")
    modules = [
        f"generator.outputs.{form.module}" for name, form in FORMATS.items() if name not in {"csv", "json"}
    ]
    code = (
        "import sys\nfrom pathlib import Path\nfrom generator.build import Options, build\n"
        f"assert build(Path({str(project)!r}), Path({str(project / 'site')!r}), Options(jobs=1)).published\n"
        f"sys.exit(' '.join(name for name in {[*modules, *NEEDS]} if name in sys.modules) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_formats_that_are_not_installed_are_one_problem_before_anything_is_written(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr(downloads, "find_spec", lambda _name: None)
    project = chosen(
        tmp_path, "csv, pdf, json, xlsx", {"xian/2023.yaml": f"published: 2024-03-20\n{TABLES}oops: 1\n"}
    )
    outcome = made(project)
    assert outcome.published is None
    assert not (project / "site").exists()
    (problem,) = [problem for problem in outcome.problems if problem.code == "O108"]
    line = SITE.count("\n") + 1
    assert problem.place == Place("content/site.yaml", line, 18)
    assert problem.related == (Place("content/site.yaml", line, 29),)
    assert 'pip install "nianbao[pdf,xlsx]"' in problem.hint
    assert "PDF 文档、Excel 工作簿" in problem.message
    assert [problem.code for problem in outcome.problems] == [
        "O108",
        "S101",
    ]  # the reports are checked all the same


def test_checking_needs_nothing_to_be_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(downloads, "find_spec", lambda _name: None)
    assert check(chosen(tmp_path, "pdf"), Options(jobs=1)).problems == []


def test_a_format_that_there_is_not_of_a_report_is_not_offered(tmp_path: Path, probe):
    probe(lambda order: b"x" if order.report.year == 2023 else None)
    project = chosen(tmp_path, "probe, json")
    assert made(project).published
    assert offered(project) == ["2023.probe", "2023.json"]
    assert offered(project, "xian/2022.html") == ["2022.json"]
    assert written(project, "xian/2022") == ["2022.html", "2022.json"]


def told(place: Callable[[Order], Place], level: Level) -> Callable[[Order], None]:
    """A writer that only complains."""
    return lambda order: order.tell(Problem(place(order), "X1", "写不成", level=level))


def test_a_writers_error_is_the_reports_and_stops_the_build(tmp_path: Path, probe):
    probe(told(lambda order: Place(order.report.file, 2), Level.ERROR))
    project = chosen(tmp_path, "probe")
    outcome = made(project)
    assert outcome.published is None
    assert [(p.place.file, p.place.line) for p in outcome.problems] == [
        ("content/xian/2022.yaml", 2),
        ("content/xian/2023.yaml", 2),
        ("content/xian/zhen/2020.yaml", 2),
        ("content/xian/zhen/2023.yaml", 2),
    ]


def test_what_writers_say_of_every_report_is_said_once(tmp_path: Path, probe):
    probe(told(lambda _order: Place("themes/county/report.docx"), Level.WARNING))
    outcome = made(chosen(tmp_path, "probe"))
    assert [problem.code for problem in outcome.problems] == ["X1"]
    assert outcome.published


def test_a_writers_error_of_a_draft_is_the_drafts(tmp_path: Path, probe):
    def write(order: Order) -> bytes | None:
        if not order.report.is_draft:
            return b"x"
        return told(lambda order: Place(order.report.narrative_file), Level.ERROR)(order)

    probe(write)
    project = chosen(tmp_path, "probe", {"xian/2024.yaml": TABLES, "xian/2024.md": MARKDOWN})
    outcome = made(project, drafts=True)
    assert outcome.problems == []
    assert [(draft.file, [p.code for p in draft.problems]) for draft in outcome.drafts] == [
        ("content/xian/2024.yaml", ["X1"])
    ]
    assert offered(project, "xian/2024.html") == []


def test_writers_are_given_the_fonts_and_the_themes_word_file(tmp_path: Path, probe):
    seen = []
    probe(lambda order: seen.append((order.fonts, order.template)))
    project = column(tmp_path, {"site.yaml": f"{SITE}downloads: [probe]\nfonts: office/fonts\ntheme: town\n"})
    for name, text in {
        "office/fonts/a.ttf": "",
        "themes/county/theme.yaml": "name: 本县主题\nextends: default\n",
        "themes/county/report.docx": "",
        "themes/town/theme.yaml": "name: 本镇主题\nextends: county\n",
    }.items():
        (project / name).parent.mkdir(parents=True, exist_ok=True)
        (project / name).write_text(text, "utf-8")
    assert made(project).published
    assert set(seen) == {(project / "office/fonts", project / "themes/county/report.docx")}
    seen.clear()
    (project / "themes/town/report.docx").write_bytes(b"")
    assert made(project).published
    assert {template for _fonts, template in seen} == {project / "themes/town/report.docx"}


def test_without_fonts_or_word_file_writers_are_given_none(tmp_path: Path, probe):
    seen = []
    probe(lambda order: seen.append((order.fonts, order.template)))
    assert made(chosen(tmp_path, "probe")).published
    assert set(seen) == {(None, None)}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("linked", "它不在项目文件夹里面，或者是链接（快捷方式）"),
        ("linked/inner", "它不在项目文件夹里面，或者是链接（快捷方式）"),
        (".", "它不在项目文件夹里面，或者是链接（快捷方式）"),
        ("content/..", "它不在项目文件夹里面，或者是链接（快捷方式）"),
        ("/", "它不在项目文件夹里面，或者是链接（快捷方式）"),
        ("content/site.yaml", "没有这个文件夹"),
        ("office", "里面有链接（快捷方式）"),
    ],
)
def test_fonts_are_taken_from_the_project_only(tmp_path: Path, name: str, why: str):
    project = column(tmp_path / "project", {"site.yaml": f"{SITE}fonts: {name}\n"})
    (tmp_path / "fonts/inner").mkdir(parents=True)
    (project / "linked").symlink_to(tmp_path / "fonts")
    (project / "office/deep").mkdir(parents=True)
    (project / "office/deep/a.ttf").symlink_to(tmp_path / "a.ttf")
    (problem,) = check(project, Options(jobs=1)).problems
    assert problem.code == "A111"
    assert problem.message == f"字体文件夹“{name}”不能用：{why}"


FIGURES = TABLES.replace(
    "requests: {fill: 0}",
    "requests:\n  fill: 0\n  received: [3, 1, 0, 0, 0, 0]\n  results: {granted: [3, 1, 0, 0, 0, 0, 4]}",
)
OLD = (
    "published: 2021-01-20\nproactive_disclosure:\n  fill: 0\n  article_20_9:\n    centralized_procurement: [2, 1646.50万元]\n"
    "requests:\n  fill: 0\n  received: [_, _, _, _, _, _]\nreconsideration_and_litigation: {fill: 0}\n"
)


@pytest.fixture
def rows(tmp_path: Path) -> Callable[[str], list[dict[str, str]]]:
    """The rows of a report's CSV."""
    files = {
        "xian/2023.yaml": f"published: 2024-03-20\n{FIGURES}",
        "xian/zhen/2020.yaml": OLD,
        "xian/2015.yaml": "published: 2016-03-20\n",
        "xian/2015.md": "## 概述\n\n公开信息 15 条。\n",
    }
    project = column(tmp_path, files)
    assert made(project).published

    def read(name: str) -> list[dict[str, str]]:
        body = (project / "site" / name).read_bytes()
        assert body.startswith(b"\xef\xbb\xbf")
        assert body.count(b"\n") == body.count(b"\r\n")
        return list(csv.DictReader(io.StringIO(body.decode("utf-8-sig"), newline="")))

    return read


def test_the_csv_has_every_cell_with_the_official_labels(rows):
    found = {row["地址"]: row for row in rows("xian/2023.csv")}
    form = editions().get("2021")
    assert list(found) == [cell.address for cell in form.cells]
    assert found["requests.received.commercial_enterprise"] == {
        "机关": "某县人民政府",
        "年份": "2023",
        "发布日期": "2024-03-20",
        "部分": "三、收到和处理政府信息公开申请情况",
        "行": "一、本年新收政府信息公开申请数量",
        "列": "法人或其他组织 · 商业企业",
        "数值": "1",
        "单位": "件",
        "由工具计算": "否",
        "行路径": "received",
        "列路径": "commercial_enterprise",
        "地址": "requests.received.commercial_enterprise",
        "说明": "",
    }
    direct = found["reconsideration_and_litigation.litigation.direct.upheld"]
    assert (direct["行"], direct["列"]) == ("行政诉讼 · 未经复议直接起诉", "结果维持")
    assert found["proactive_disclosure.article_20_8.administrative_charges.amount"]["单位"] == "万元"
    for cell in form.cells:
        row = found[cell.address]
        assert f"{cell.table}.{row['行路径']}.{row['列路径']}" == cell.address
        assert row["部分"]
        assert row["行"]
        assert row["列"]


def test_the_csv_says_which_totals_were_computed(rows, tmp_path: Path):
    data = json.loads((tmp_path / "site/xian/2023.json").read_bytes())
    computed = [row["地址"] for row in rows("xian/2023.csv") if row["由工具计算"] == "是"]
    assert computed == data["computed"]
    assert "requests.received.total" in computed
    assert "requests.results.granted.total" not in computed


def test_the_csv_leaves_blanks_blank_and_money_as_it_was_written(rows):
    found = {row["地址"]: row for row in rows("xian/zhen/2020.csv")}
    assert found["requests.received.natural_person"]["数值"] == ""
    assert found["requests.received.total"]["数值"] == ""
    assert found["requests.carried_in.natural_person"]["数值"] == "0"
    amount = found["proactive_disclosure.article_20_9.centralized_procurement.procurement_amount"]
    assert (amount["数值"], amount["单位"]) == ("1646.50", "万元")


def test_the_csv_says_what_the_report_says_of_a_figure(tmp_path: Path):
    wrong = "[3, 1, 0, 0, 0, 0, 9]"
    report = (
        "published: 2024-03-20\nnotes: {requests.received: '含邮寄的, 当面的'}\nwaive: {B103: 原件如此}\n"
        + TABLES.replace(
            "requests: {fill: 0}", f"requests: {{fill: 0, received: {wrong}, carried_out: {wrong}}}"
        )
    )
    assert made(column(tmp_path, {"xian/2023.yaml": report})).published
    body = (tmp_path / "site/xian/2023.csv").read_bytes().decode("utf-8-sig")
    said = {row["地址"]: row["说明"] for row in csv.DictReader(io.StringIO(body, newline="")) if row["说明"]}
    note, reason = "注：含邮寄的, 当面的", "总计是 9，各项之和是 4，相差 5。说明：原件如此"
    sums = {address: words for address, words in said.items() if address.endswith(".total")}
    assert sums == {
        "requests.received.total": f"{note} 注：“一、本年新收政府信息公开申请数量”这一行：{reason}",
        "requests.carried_out.total": f"注：“四、结转下年度继续办理”这一行：{reason}",
    }
    assert {words for address, words in said.items() if address not in sums} == {note}
    assert len(said) == 8


def test_no_name_is_computed_by_a_spreadsheet(tmp_path: Path):
    name = "=cmd|'/C calc'!A0"
    agency = f'name: "{name}"\nkind: government\ncontact: {{phone: 0000-1234567}}\n'
    assert made(column(tmp_path, {"xian/agency.yaml": agency})).published
    for path in (tmp_path / "site").rglob("*.csv"):
        cells = [cell for row in csv.reader(path.read_text("utf-8-sig").splitlines()) for cell in row]
        assert not [cell for cell in cells if cell.startswith(("=", "+", "@", "\t"))], path
    assert json.loads((tmp_path / "site/xian/2023.json").read_bytes())["agency"] == name


def test_a_form_without_tables_has_no_csv(rows, tmp_path: Path):
    assert rows("xian/2023.csv")
    assert written(tmp_path, "xian/2015") == ["2015.html", "2015.json"]
    assert offered(tmp_path, "xian/2015.html") == ["2015.json"]
