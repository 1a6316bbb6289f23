"""Members' reports → the aggregate: who counts, what is not guessed, and a file that keeps all but its numbers."""

import json
import random
import re
from decimal import Decimal
from pathlib import Path

import pytest
from columns import MARKDOWN, TABLES
from console import run
from hypothesis import given, settings
from hypothesis import strategies as st

from generator import build, plain
from generator.aggregate import Order, Sums, UnknownNameError, cells, collect, write
from generator.demo import Wish
from generator.demo import write as write_demo
from generator.editions.load import editions
from generator.model import Agency, AgencyKind, Money
from generator.problems import Problem
from generator.read.figures import read_figures
from generator.read.nodes import parse
from generator.read.report import Files, read_report
from generator.read.text import decode
from generator.refill import Refill, refill
from generator.rollup import Filed, Why, Year, add, below, difference, gather
from generator.rollup import plain as bare
from generator.show.text import width
from generator.sources import Sheet, figures_yaml

NEW = editions().get("2021")
OLD = editions().get("2019")
ZERO = TABLES
AGENCIES = {
    "xian": "government",
    "xian/bangongshi": "department",
    "xian/jiaoyu": "department",
    "xian/jiaoyu/xuexiao": "institution",
    "xian/gongan": "department",
    "xian/gongan/jiaojing": "institution",
    "xian/zhen/qingshan": "township",
    "xian/zhen/baiyun": "township",
}


def county(folder: Path, reports: dict[str, str]) -> Path:
    """A county; `reports`: agency/year → the data file. All that are not named have zeros for 2023."""
    for path, kind in AGENCIES.items():
        put(folder, f"{path}/agency.yaml", f"name: 机关{path.replace('/', '之')}\nkind: {kind}\n")
    put(folder, "site.yaml", "title: 年报\n")
    plain_reports = {f"{path}/2023": f"published: 2024-01-20\n{ZERO}" for path in AGENCIES if path != "xian"}
    for name, text in (plain_reports | reports).items():
        if text:
            put(folder, f"{name}.yaml", text)
            put(folder, f"{name}.md", MARKDOWN)
    return folder


def put(folder: Path, name: str, text: str) -> None:
    path = folder / "content" / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())


def report(received: str = "[0, 0, 0, 0, 0, 0]", head: str = "published: 2024-01-20", more: str = "") -> str:
    return (
        f"{head}\nproactive_disclosure: {{fill: 0}}\nreconsideration_and_litigation: {{fill: 0}}\n"
        f"requests:\n  fill: 0\n  received: {received}\n  results:\n    granted: {received}\n{more}"
    )


def summed(project: Path, year: int = 2023) -> Sums:
    return collect(Order(project, "xian", year))


def value(sums: Sums, address: str):
    return sums.figures[sums.edition.index[address]]


def told(project: Path) -> list[Problem]:
    outcome = build.check(project, build.Options(jobs=1))
    found = [*outcome.problems, *(p for draft in outcome.drafts for p in draft.problems)]
    return [problem for problem in found if problem.code.startswith("R1")]


NP = "requests.received.natural_person"


# Who is counted


def test_a_government_is_the_sum_of_its_office_departments_and_townships(tmp_path: Path):
    project = county(
        tmp_path,
        {
            "xian/bangongshi/2023": report("[7, 1, 0, 0, 0, 0]"),
            "xian/zhen/baiyun/2023": report("[2, 0, 0, 0, 0, 0]"),
        },
    )
    sums = summed(project)
    assert sums.missing == []
    assert [member.agency.path for member in sums.members] == sorted(
        path for path in AGENCIES if path != "xian"
    )
    assert value(sums, NP) == 9
    assert value(sums, "requests.received.total") == 10
    assert value(sums, "requests.results.total.total") == 10


def test_an_aggregate_stands_for_all_below_it_and_an_own_report_does_not(tmp_path: Path):
    project = county(
        tmp_path,
        {
            "xian/gongan/2023": report("[30, 0, 0, 0, 0, 0]", "published: 2024-01-20\nscope: aggregate"),
            "xian/gongan/jiaojing/2023": report("[30, 0, 0, 0, 0, 0]"),
            "xian/jiaoyu/2023": report("[4, 0, 0, 0, 0, 0]"),
            "xian/jiaoyu/xuexiao/2023": report("[1, 0, 0, 0, 0, 0]"),
        },
    )
    sums = summed(project)
    assert value(sums, NP) == 35
    paths = [member.agency.path for member in sums.members]
    assert "xian/gongan" in paths
    assert "xian/gongan/jiaojing" not in paths
    assert "xian/jiaoyu/xuexiao" in paths


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("", Why.ABSENT),
        (ZERO, Why.DRAFT),
        (f"scope: aggregate\n{ZERO}", Why.DRAFT),
        ("published: [\n", Why.UNREADABLE),
        (f"published: 2024-01-20\nedition: 2019\n{ZERO}", Why.OTHER_FORM),
    ],
)
def test_who_cannot_be_counted_is_listed_with_the_reason(tmp_path: Path, text: str, why: Why):
    project = county(tmp_path, {"xian/gongan/2023": text})
    sums = summed(project)
    assert [(missing.agency.path, missing.why) for missing in sums.missing] == [("xian/gongan", why)]
    below_it = any(member.agency.path == "xian/gongan/jiaojing" for member in sums.members)
    assert below_it is not text.startswith("scope: aggregate")
    assert "机关xian之gongan" in plain.about(sums)


def test_an_agency_that_did_not_exist_is_not_missing(tmp_path: Path):
    project = county(tmp_path, {"xian/jiaoyu/2023": "", "xian/bangongshi/2023": ""})
    put(project, "xian/jiaoyu/agency.yaml", "name: 教育局\nkind: department\nyears: {last: 2022}\n")
    put(project, "xian/bangongshi/agency.yaml", "name: 办公室\nkind: department\nyears: {first: 2024}\n")
    assert summed(project).missing == []


def test_the_walk_over_plain_values():
    agencies = [Agency(path, path, AgencyKind.DEPARTMENT) for path in ("a", "a/g/b", "a/g/b/c", "d")]
    tree = below(agencies)
    assert {path: [agency.path for agency in found] for path, found in tree.items()} == {
        "a": ["a/g/b"],
        "a/g/b": ["a/g/b/c"],
    }
    zeros = tuple(0 for _ in NEW.cells)
    filed = {"a/g/b": Filed("2021", "aggregate", draft=False, values=zeros)}
    assert [m.agency.path for m in gather(Year(2023, tree, filed), "a", "2021").members] == ["a/g/b"]
    assert gather(Year(2023, tree, filed), "d", "2021").members == []


# What is added


def test_a_blank_is_not_zero_and_is_named(tmp_path: Path):
    project = county(tmp_path, {"xian/jiaoyu/2023": report("[_, 1, 0, 0, 0, 0]")})
    sums = summed(project)
    assert value(sums, NP) is None
    assert value(sums, "requests.received.commercial_enterprise") == 1
    assert value(sums, "requests.received.total") is None
    assert "一、本年新收政府信息公开申请数量 · 自然人：机关xian之jiaoyu" in plain.about(sums)
    assert "空白" in plain.tables(sums)


def test_money_is_added_in_yuan_and_changes_with_their_signs(tmp_path: Path):
    table = (
        "proactive_disclosure:\n  fill: 0\n  article_20_5:\n    administrative_licensing: [10, {change}, 3]\n"
        "  article_20_9:\n    centralized_procurement: [1, {money}]\n"
        "requests: {{fill: 0}}\nreconsideration_and_litigation: {{fill: 0}}\n"
    )
    head = "published: 2020-01-20\n"
    reports = {f"{path}/2019": f"{head}{ZERO}" for path in AGENCIES if path != "xian"}
    reports["xian/jiaoyu/2019"] = head + table.format(change="+5", money="1.5万元")
    reports["xian/gongan/2019"] = head + table.format(change="-8", money="2500.5元")
    sums = summed(county(tmp_path, reports), 2019)
    assert value(sums, "proactive_disclosure.article_20_5.administrative_licensing.change") == -3
    money = value(sums, "proactive_disclosure.article_20_9.centralized_procurement.procurement_amount")
    assert money == Money(Decimal("17500.5"), "元")
    assert difference(Money(Decimal(2), "万元"), money) == Money(Decimal("2499.5"), "元")
    assert write(sums).problems == []
    assert "17500.5元" in (tmp_path / "content/xian/2019.yaml").read_text("utf-8")
    again = read_report(sums.files, sums.agency, editions(), lambda _problem: None)
    assert again.values == tuple(
        Money(figure.amount, "元") if isinstance(figure, Money) else figure for figure in sums.figures
    )


def test_amounts_lose_no_digit():
    at = NEW.index["proactive_disclosure.article_20_8.administrative_charges.amount"]
    zeros = [0 for _ in NEW.cells]
    members = []
    for amount in ("59237.2449", "0.1", "0.2", "100"):
        values = (*zeros[:at], Decimal(amount), *zeros[at + 1 :])
        tree = below([])
        members += gather(
            Year(
                2023,
                {"a": [Agency("b", "b", AgencyKind.DEPARTMENT)], **tree},
                {"b": Filed("2021", "own", draft=False, values=values)},
            ),
            "a",
            "2021",
        ).members
    assert str(add(members, NEW)[at]) == "59337.5449"
    assert add([], NEW) == (None,) * len(NEW.cells)


def test_a_year_without_tables_and_unknown_names_are_refused(tmp_path: Path):
    project = county(tmp_path, {})
    for order, says in (
        (Order(project, "xian", 2015), "没有表格"),
        (Order(project, "xian/gongann", 2023), "您要写的是 xian/gongan"),
        (Order(project, "机关xian", 2023), "您要写的是 xian 吗"),
        (Order(project, "zzz", 2023), "content 下的文件夹"),
    ):
        with pytest.raises(UnknownNameError, match=says):
            collect(order)
    with pytest.raises(UnknownNameError, match=r"您要写的是 requests\.received"):
        cells(NEW, "requests.recieved.total")
    with pytest.raises(UnknownNameError, match="地址是"):
        cells(NEW, "收到")


# What is printed


@pytest.mark.parametrize("edition", [NEW, OLD], ids=lambda edition: edition.id)
def test_the_tables_fit_a_terminal_and_have_every_official_heading(edition):
    agency = Agency("xian", "某县人民政府", AgencyKind.GOVERNMENT)
    values = tuple(
        Money(Decimal("123456789.25"), "元") if c.kind == "money" else 12345678 for c in edition.cells
    )
    sums = Sums(agency, edition.first_year, edition, Files(Path(), "", 0), [], [], values)
    shown = plain.tables(sums)
    assert max(map(width, shown.split("\n"))) <= 100
    assert shown.count("12345678") >= len(edition.cells) - 1
    words = re.sub(r"[\s-]", "", shown)
    for cell in edition.cells:
        for label in (cell.rows or cell.columns)[-1:]:
            assert re.sub(r"\s", "", label)[:6] in words


def test_explain_lists_the_largest_first_and_zeros_in_one_line(tmp_path: Path):
    project = county(
        tmp_path,
        {
            "xian/jiaoyu/2023": report("[2, 0, 0, 0, 0, 0]"),
            "xian/gongan/2023": report("[11, 0, 0, 0, 0, 0]"),
            "xian/bangongshi/2023": report("[_, 0, 0, 0, 0, 0]"),
        },
    )
    sums = summed(project)
    one = plain.explained(sums, cells(NEW, NP))
    assert re.findall(r"(\S+)$", one, re.MULTILINE)[2:6] == ["空白", "11", "2", "空白"]
    assert "另有 4 个下级填的是 0" in one
    assert "content/xian/gongan/2023.yaml" in one
    line = plain.explained(sums, cells(NEW, "requests.received"))
    assert "法人或其他组织" in line
    data = plain.as_data(sums, cells(NEW, NP))
    assert data["explained"][NP]["xian/gongan"] == 11
    assert data["cells"][NP] is None
    assert data["blank"][NP] == ["xian/bangongshi"]
    assert json.loads(json.dumps(data)) == data


# What is written


def test_a_new_file_is_a_draft_that_agrees_with_its_members(tmp_path: Path):
    project = county(tmp_path, {"xian/jiaoyu/2023": report("[2, 0, 0, 0, 0, 0]")})
    stored = write(summed(project))
    assert stored.made == ["content/xian/2023.yaml", "content/xian/2023.md"]
    text = (project / "content/xian/2023.yaml").read_text("utf-8")
    assert "\nscope: aggregate\n" in text
    assert "\npublished" not in text
    assert "received: [2, 0, 0, 0, 0, 0]  # 一、本年新收政府信息公开申请数量" in text
    assert told(project) == []
    assert write(summed(project)).changed == []


KEPT = """\
# 全县汇总，办公室核对
published: 2024-03-20   # 定稿日期
scope: aggregate
notes:
  requests: 含开发区
proactive_disclosure: {fill: 0}
reconsideration_and_litigation:   # 第四部分
  fill: 0
requests:
  # 自然人 | 商业企业 | 科研机构 | 社会公益组织 | 法律服务机构 | 其他 | 总计
  carried_out: [0, 0, 0, 0, 0, 0, 0]
  received: [ 1,  0,  0,  0,  0,  0,  1 ]   # 三月改过
  carried_in:
    - 0  # 自然人
    - 0
    - "0"
    - 0
    - 0
    - 0
  fill: 0

  results:
    granted: [1, 0, 0,
              0, 0, 0]   # 两行
waive:
  P105: 试点
revisions:
  - {date: 2024-04-01, reason: 更正}
"""


@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_an_existing_file_keeps_every_byte_but_its_numbers(tmp_path: Path, newline: str):
    more = "  carried_in: [0, 0, 3, 0, 0, 0]\n  carried_out: [0, 0, 3, 0, 0, 0]\n"
    project = county(
        tmp_path, {"xian/jiaoyu/2023": report("[20, 1, 0, 0, 0, 0]", more=more), "xian/2023": ""}
    )
    put(project, "xian/2023.yaml", KEPT.replace("\n", newline))
    put(project, "xian/2023.md", MARKDOWN + "保留")
    path = project / "content/xian/2023.yaml"
    path.chmod(0o640)
    assert write(summed(project)).changed == ["content/xian/2023.yaml"]
    expected = (
        KEPT
        .replace("carried_out: [0, 0, 0, 0, 0, 0, 0]", "carried_out: [0, 0, 3, 0, 0, 0, 3]")
        .replace("[ 1,  0,  0,  0,  0,  0,  1 ]", "[ 20,  1,  0,  0,  0,  0,  21 ]")
        .replace('"0"', "3")
        .replace("granted: [1, 0, 0,", "granted: [20, 1, 0,")
    )
    assert path.read_bytes().decode() == expected.replace("\n", newline)
    assert path.stat().st_mode & 0o777 == 0o640
    assert (project / "content/xian/2023.md").read_text("utf-8") == MARKDOWN + "保留"
    assert told(project) == []
    assert sorted(p.name for p in path.parent.iterdir() if p.is_file()) == [
        "2023.md",
        "2023.yaml",
        "agency.yaml",
    ]


@pytest.mark.parametrize(
    ("before", "after"),
    [
        (  # missing lines come in official order, beside their own kind
            "requests:\n  fill: 0\n  carried_out: [0, 0, 0, 0, 0, 0]  # 末\n",
            (
                "requests:\n  fill: 0\n  received: [2, 0, 0, 0, 0, 0]  # 一、本年新收政府信息公开申请数量\n"
                "  results:  # 三、本年度办理结果\n    granted: [2, 0, 0, 0, 0, 0]  # （一）予以公开\n"
                "  carried_out: [0, 0, 0, 0, 0, 0]  # 末\n"
            ),
        ),
        (  # braces on one line are opened
            "requests: {fill: 0, results: {granted: [0, 0, 0, 0, 0, 0]}}  # 三\n",
            (
                "requests:  # 三\n  fill: 0\n  received: [2, 0, 0, 0, 0, 0]  # 一、本年新收政府信息公开申请数量\n"
                "  results: {granted: [2, 0, 0, 0, 0, 0]}\n"
            ),
        ),
        (  # nothing to put in: braces stay
            "requests: {fill: 0, received: [0, 0, 0, 0, 0, 0], results: {granted: [0,0,0,0,0,0]}}\n",
            "requests: {fill: 0, received: [2, 0, 0, 0, 0, 0], results: {granted: [2,0,0,0,0,0]}}\n",
        ),
        (  # blank lines are filled in, also where nothing is written
            "requests:\n  fill: 0\n  received:\n  results: {granted: _}\n",
            "requests:\n  fill: 0\n  received: [2, 0, 0, 0, 0, 0]\n  results: {granted: [2, 0, 0, 0, 0, 0]}\n",
        ),
        (
            "requests: {fill: 0, results: {}}\n",
            (
                "requests:\n  fill: 0\n  received: [2, 0, 0, 0, 0, 0]  # 一、本年新收政府信息公开申请数量\n"
                "  results:\n    granted: [2, 0, 0, 0, 0, 0]  # （一）予以公开\n"
            ),
        ),
    ],
)
def test_lines_that_are_missing_are_put_in(tmp_path: Path, before: str, after: str):
    other = "proactive_disclosure: {fill: 0}\nreconsideration_and_litigation: {fill: 0}\n"
    project = county(tmp_path, {"xian/jiaoyu/2023": report("[2, 0, 0, 0, 0, 0]")})
    put(project, "xian/2023.yaml", f"published: 2024-03-20\nscope: aggregate\n{other}{before}")
    assert write(summed(project)).problems == []
    text = (project / "content/xian/2023.yaml").read_text("utf-8")
    assert text == f"published: 2024-03-20\nscope: aggregate\n{other}{after}"
    assert told(project) == []


def test_a_byte_order_mark_stays(tmp_path: Path):
    project = county(tmp_path, {"xian/jiaoyu/2023": report("[2, 0, 0, 0, 0, 0]")})
    put(project, "xian/2023.yaml", "\ufeff" + report(head="scope: aggregate"))
    assert write(collect(Order(project, "content/xian", 2023))).problems == []
    text = (project / "content/xian/2023.yaml").read_bytes().decode()
    assert text == "\ufeff" + report("[2, 0, 0, 0, 0, 0]", "scope: aggregate")


def test_a_table_or_a_whole_file_that_is_missing_is_put_in(tmp_path: Path):
    project = county(tmp_path, {"xian/jiaoyu/2023": report("[2, 0, 0, 0, 0, 0]")})
    path = project / "content/xian/2023.yaml"
    for text in (
        "# 只有说明\nscope: aggregate",
        "published: 2024-03-20\nnotes: {}\n",
        "requests:\nwaive: {}\n",
    ):
        put(project, "xian/2023.yaml", text)
        assert write(summed(project)).problems == []
        after = path.read_text("utf-8")
        assert "\nproactive_disclosure:  # 二" in after or after.startswith("scope: aggregate\n\nproactive")
        for line in text.split("\n"):
            assert line in after
        assert told(project) == []


def test_a_blank_form_becomes_an_aggregate_but_a_report_of_its_own_is_never_overwritten(tmp_path: Path):
    project = county(tmp_path, {"xian/jiaoyu/2023": report("[2, 0, 0, 0, 0, 0]")})
    path = project / "content/xian/2023.yaml"
    put(project, "xian/2023.yaml", figures_yaml(Sheet(NEW, "空白表", "# published: 2024-03-20")))
    assert write(summed(project)).problems == []
    assert "scope: aggregate\n" in path.read_text("utf-8")
    own = report("[9, 0, 0, 0, 0, 0]")
    put(project, "xian/2023.yaml", own)
    stored = write(summed(project))
    assert [problem.code for problem in stored.problems] == ["R111"]
    assert path.read_text("utf-8") == own


def test_a_cell_whose_sum_nobody_knows_keeps_its_figure(tmp_path: Path):
    project = county(tmp_path, {"xian/jiaoyu/2023": report("[_, 1, 0, 0, 0, 0]")})
    put(project, "xian/2023.yaml", report("[5, 0, 0, 0, 0, 0]", "scope: aggregate"))
    assert write(summed(project)).problems == []
    assert "received: [5, 1, 0, 0, 0, 0]\n" in (project / "content/xian/2023.yaml").read_text("utf-8")
    assert [problem.code for problem in told(project)] == ["R103"]


def test_totals_that_the_parts_do_not_give_are_written(tmp_path: Path):
    """A member may have published a wrong total; the sum of what was published is not made right in silence."""
    wrong = report("[2, 0, 0, 0, 0, 0, 3]", "published: 2024-01-20\nwaive: {B103: 当年如此}")
    project = county(tmp_path, {"xian/jiaoyu/2023": wrong})
    for text in (None, report(head="published: 2024-03-20\nscope: aggregate")):
        if text:
            put(project, "xian/2023.yaml", text)
        assert write(summed(project)).problems == []
        assert "received: [2, 0, 0, 0, 0, 0, 3]" in (project / "content/xian/2023.yaml").read_text("utf-8")
        assert told(project) == []


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("scope: aggregate\nrequests:\n  received: [1,234, 0, 0, 0, 0]\n", "V106"),
        ("scope: aggregate\nrequests：\n", "Y101"),
        ("scope: aggregate\nreqests: {fill: 0}\n", "S101"),
        ("scope: aggregate\nrequests: {fill: 0, # 一\n  carried_in: [0, 0, 0, 0, 0, 0]}\n", "R112"),
        ("{scope: aggregate}\n", "R112"),
    ],
)
def test_a_file_that_would_lose_something_is_left_alone(tmp_path: Path, text: str, code: str):
    project = county(tmp_path, {"xian/jiaoyu/2023": report("[2, 0, 0, 0, 0, 0]")})
    put(project, "xian/2023.yaml", text)
    stored = write(summed(project))
    assert code in {problem.code for problem in stored.problems}
    assert (project / "content/xian/2023.yaml").read_text("utf-8") == text


def test_a_disk_that_fails_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    project = county(tmp_path, {"xian/jiaoyu/2023": report("[2, 0, 0, 0, 0, 0]")})
    put(project, "xian/2023.yaml", KEPT)
    put(project, "xian/2023.md", MARKDOWN)

    def full(*_arguments):
        raise OSError(28, "No space left on device")

    for name in ("os.fsync", "pathlib.Path.replace"):
        with monkeypatch.context() as patch:
            patch.setattr(name, full)
            assert [problem.code for problem in write(summed(project)).problems] == ["R113"]
        assert (project / "content/xian/2023.yaml").read_text("utf-8") == KEPT
        assert len(list((project / "content/xian").glob(".*"))) == 0


def test_an_agency_file_that_cannot_be_read_may_hide_a_member(tmp_path: Path):
    project = county(tmp_path, {})
    put(project, "xian/jiaoyu/agency.yaml", "kind: department\n")
    assert {problem.code for problem in write(summed(project)).problems} == {"S102"}
    assert not (project / "content/xian/2023.yaml").exists()


# For any file


def values_of(text: str, edition):
    source = decode(text.encode(), "", lambda _problem: None)
    problems: list[Problem] = []
    doc = parse(source, problems.append)
    read = read_figures(doc, {key: node for key, (_key, node) in doc.root.pairs.items()}, edition)
    return problems, read


def drawn(edition, rng: random.Random):
    """Figures whose totals agree, in any state of completeness."""
    figures = {
        cell.index: Money(Decimal(rng.randrange(3)), "万元")
        if cell.kind == "money"
        else Decimal(rng.randrange(30)) / 10
        if cell.kind == "amount"
        else rng.choice([0, 0, 0, rng.randrange(2000)])
        for cell in edition.cells
    }
    text = figures_yaml(Sheet(edition, "标题", "", figures))
    return tuple(values_of(text, edition)[1].values)


def roughened(text: str, rng: random.Random) -> str:
    """The same file as people leave it: comments, lists over two lines, lines of zeros left to `fill: 0`."""
    out = []
    for line in text.split("\n"):
        if re.search(r": \[(0, )*0\]", line) and rng.random() < 0.5:
            continue
        rough = line.replace(", ", ",\n          ", 1) if rng.random() < 0.1 else line
        rough = re.sub(r"\[(.*)\]", r"[ \1 ]", rough) if rng.random() < 0.1 else rough
        out.append(f"{rough} # 原注 {len(out)}" if line.strip() and rng.random() < 0.2 else rough)
        if re.match(r"\w+:  # [二三四]", line):
            out.append("  fill: 0  # 其余为零")
    return "\n".join(out)


def masked(text: str) -> list[str]:
    """The lines without their numbers."""
    lines = []
    for line in text.split("\n"):
        code, mark, comment = line.partition("#")
        lines.append(re.sub(r"[+-]?\d+(\.\d+)?(万?元)?|\b_", "N", code) + mark + comment)
    return lines


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 10**9), st.sampled_from([NEW, OLD]), st.booleans(), st.sampled_from(["\n", "\r\n"]))
def test_writing_then_reading_gives_the_figures_and_nothing_else_changes(seed, edition, totals, newline):
    rng = random.Random(seed)
    before, after = drawn(edition, rng), drawn(edition, rng)
    sheet = Sheet(edition, "标题", "scope: aggregate", dict(enumerate(before)), totals)
    text = roughened(figures_yaml(sheet), rng).replace("\n", newline)
    problems, read = values_of(text, edition)
    assert [problem for problem in problems if problem.code not in {"F102", "F103"}] == []
    changed = refill(text, Refill(edition, tuple(read.values), after))
    problems, again = values_of(changed, edition)
    assert problems == []
    assert list(map(bare, again.values)) == list(map(bare, after))  # 0万元 is written as 0
    assert changed.count("\r\n") == (changed.count("\n") if newline == "\r\n" else 0)
    kept = iter(masked(changed))
    assert all(line in kept for line in masked(text))  # in this order
    assert refill(changed, Refill(edition, after, after)) == changed


def test_a_made_up_county_is_summed_and_checked_clean(tmp_path: Path):
    folder = tmp_path / "demo"
    made = write_demo(folder, Wish(14, 2020, 2023, 5))
    assert not isinstance(made, Problem)
    (top,) = {path.parent for path in (folder / "content").glob("*/agency.yaml")}
    for year in (2020, 2023):
        for suffix in (".yaml", ".md"):
            (top / f"{year}{suffix}").unlink()
        sums = collect(Order(folder, top.name, year))
        assert len(sums.members) == 13
        assert write(sums).problems == []
        path = top / f"{year}.yaml"
        text = path.read_text("utf-8")
        path.write_text(text.replace("# published", "published"), "utf-8")
    assert told(folder) == []
    changed = path.read_text("utf-8").replace("received: [", "received: [1", 1)
    path.write_text(changed, "utf-8")
    assert {problem.code for problem in told(folder)} == {"R101"}


# The command


def test_the_command_speaks_json_on_its_output_only(tmp_path: Path):
    project = county(tmp_path, {"xian/jiaoyu/2023": ""})
    said = run("$ nianbao rollup xian 2023 --format json 2>/dev/null\n", project)
    data = json.loads(said.split("\n", 1)[1].rsplit("? 1", 1)[0])
    assert data["missing"] == [{"agency": "xian/jiaoyu", "name": "机关xian之jiaoyu", "why": "absent"}]
    assert data["cells"]["requests.received.total"] == 0
    said = run("$ nianbao rollup xian 2023 --format json --partial --write >/dev/null\n", project)
    assert "已建立 content/xian/2023.yaml" in said
    assert "? " not in said
    for wrong in (
        "xian 1999",
        "xian 2015",
        "nowhere 2023",
        "xian 2023 --explain a.b",
        "xian 2023 --explain requests.received --write",
    ):
        assert "? 2" in run(f"$ nianbao rollup {wrong}\n", project), wrong


def test_drafts_of_the_aggregate_are_compared_too(tmp_path: Path):
    project = county(tmp_path, {"xian/2023": report("[1, 0, 0, 0, 0, 0]", "scope: aggregate")})
    found = told(project)
    assert {problem.code for problem in found} == {"R101"}
    assert all(problem.place.file == "content/xian/2023.yaml" for problem in found)
    assert found[0].place.line > 1
