"""What an old report has wrong, and what is said of it: each a slip seen in published reports."""

import random
from pathlib import Path

import pytest
from old_reports import Damage, as_text, document, figures

from generator.bring_in import Count, Wish, plan, store
from generator.build import Options, check
from generator.editions.load import editions
from generator.importers.limits import Task, read_one
from generator.importers.recognise import Old
from generator.model import Money
from generator.new import Order, hand_out
from generator.problems import Problem, failing
from generator.sources import narrative_markdown
from generator.trial import trial

FORM = editions().get("2021")
TRIAL = editions().get("2019")
OLD = "旧.txt"


def report(edition=FORM, seed: int = 3) -> str:
    chance = random.Random(seed)
    return as_text(document(edition, figures(edition, chance), Damage(), chance))


def line(text: str, label: str) -> str:
    return next(line for line in text.splitlines() if label in line)


def come(folder: Path, text: str, name: str = OLD, year: int = 0) -> Old:
    (folder / name).write_text(text, "utf-8")
    old = read_one(Task(folder / name, name, year))
    assert isinstance(old, Old), old
    return old


def said(old: Old) -> list[str]:
    """Code and message of what matters; that the title is not repeated does not."""
    return [f"{p.code} {p.message}" for p in sorted(old.problems) if p.code != "I116"]


def value(old: Old, address: str):
    edition = editions().get(old.edition)
    return old.figures.get(edition.index[address], "left out")


@pytest.mark.parametrize("edition", [FORM, TRIAL], ids=["2021", "2019"])
def test_a_report_as_the_form_wants_it_comes_in_whole(tmp_path: Path, edition):
    chance = random.Random(3)
    values = figures(edition, chance)
    text = as_text(document(edition, values, Damage(), chance))
    old = come(tmp_path, text, year=edition.first_year + 1)
    assert old.figures == values
    assert said(old) == []
    assert (old.agency, old.titled) == ("柳河县枫桥镇人民政府", 2023)
    assert [p.text for p in old.bodies["overview"]] == [
        "本机关全年按规定公开信息。",
        "（一）主动公开情况",
        "全年在门户网站发布信息，内容完整。",
    ]


SLIPS = [
    ("规章\t0\t3\t0", "规章\t22（其中修订16件）\t3\t0", []),
    ("规章\t0\t3\t0", "规章\t0\t3", ["I104 “规章”应当有 3 个数，读到的是：0 3"]),
    ("规章\t0\t3\t0", "规章\t0\t若干\t0", ["I105 “规章 · 本年废止件数”写的是“若干”：不是数字"]),
    ("规章\t0\t3\t0", "规章\t0\t-3\t0", ["I105 “规章 · 本年废止件数”写的是“-3”：不应是负数"]),
    ("规章\t0\t3\t0", "规章\t0\t03\t0", ["I105 “规章 · 本年废止件数”写的是“03”：数字前面多了 0"]),
    ("规章\t0\t3\t0", "规章\t0\t1 2\t0", ["I105 “规章 · 本年废止件数”写的是“1 2”：不是数字"]),
    (
        "行政事业性收费\t1.408878",
        "行政事业性收费\t14088.78元",
        ["I107 “行政事业性收费 · 本年收费金额（单位：万元）”是推算的：由 14088.78 元换算成万元"],
    ),
    (
        "行政许可\t3",
        "行政许可事项办理\t3",
        [
            "I108 表“主动公开政府信息情况”没有读出 “行政许可”",
            "I111 认不出这一行，没有导入：行政许可事项办理 3",
        ],
    ),
    (
        "无正当理由大量反复申请",
        "无正当理由大最反复申请",
        [
            "I106 “4.无正当理由大最反复申请”按“三、本年度办理结果 · （五）不予处理 · 4.无正当理由大量反复申请”导入"
        ],
    ),
    (
        "2.重复申请",
        "2.重",
        [
            "I107 “三、本年度办理结果 · （五）不予处理 · 2.重复申请”是推算的：行的标题丢了，按上下两行的次序认出"
        ],
    ),
    (
        "行政事业性收费\t1.408878",
        "行政事业性收费\t12.5\n行政事业性收费\t125",
        ["I109 “行政事业性收费”出现了两次，数字不一样"],
    ),
    ("行政处罚\t0", "行政处罚\t0\n行政处罚\t5", ["I109 “行政处罚”出现了两次，数字不一样"]),
    (
        "五、存在的主要问题及改进情况",
        "五、存在的不足与改进措施",
        ["I112 “五、存在的主要问题及改进情况”：原文的标题是“五、存在的不足与改进措施”，按这一部分导入"],
    ),
    ("没有其他需要报告的事项。", "", ["I113 没有找到“六、其他需要报告的事项”的内容"]),
    (
        "三、收到和处理",
        "注：本表含镇属单位。\n\n三、收到和处理",
        ["I115 表格旁边的文字放进了说明：注：本表含镇属单位。"],
    ),
    (
        "全年在门户网站发布信息，内容完整。",
        "全年在门户网站发布信息，涉及规划、预算、招标、\n\n救助等内容。",
        ["I118 连成了一段：…，涉及规划、预算、招标、｜救助等内容。…"],
    ),
    (
        "公开的内容还不够细，下一步逐项完善。",
        "公开的内容还不够细。\n\n渠道\t条数\n网站\t12\n\n下一步逐项完善。",
        ["I119 正文里的表格按文字导入，一行一段"],
    ),
]


@pytest.mark.parametrize(("old", "new", "expected"), SLIPS, ids=[new[:16] for _old, new, _said in SLIPS])
def test_a_slip_is_named(tmp_path: Path, old: str, new: str, expected: list[str]):
    text = report()
    assert old in text
    assert said(come(tmp_path, text.replace(old, new, 1))) == expected


def test_a_remark_beside_a_figure_is_kept_as_a_note(tmp_path: Path):
    old = come(tmp_path, report().replace("规章\t0\t3\t0", "规章\t22（其中修订16件）\t3\t0"))
    assert value(old, "proactive_disclosure.article_20_1.rules.issued") == 22
    assert old.notes == {"proactive_disclosure.article_20_1.rules.issued": "其中修订16件"}


def test_what_cannot_be_read_is_kept_as_a_note_and_left_to_fill_in(tmp_path: Path):
    old = come(tmp_path, report().replace("规章\t0\t3\t0", "规章\t0\t若干\t0"))
    assert value(old, "proactive_disclosure.article_20_1.rules.repealed") == "left out"
    assert old.notes == {"proactive_disclosure.article_20_1.rules.repealed": "原文为“若干”"}


def test_a_table_that_is_not_there_stays_empty(tmp_path: Path):
    text = report()
    table = text[text.index("第二十条第（一）项") : text.index("三、收到和处理")]
    old = come(tmp_path, text.replace(table, ""))
    assert "I103 没有认出表“主动公开政府信息情况”" in said(old)
    assert value(old, "proactive_disclosure.article_20_1.rules.issued") == "left out"
    assert value(old, "requests.received.total") != "left out"


@pytest.mark.parametrize(("figure", "code"), [("0", "I107"), ("3", "I110")])
def test_one_row_for_several_is_taken_apart_only_where_it_is_zero(tmp_path: Path, figure: str, code: str):
    text = report()
    rows = [line(text, label) for label in ("1.申请人无正当理由", "2.申请人逾期未按", "3.其他\t")]
    one = "\t".join(["三、本年度办理结果", "（六）其他处理", *[figure] * 7])
    old = come(tmp_path, text.replace("\n".join(rows), one))
    assert [problem.code for problem in old.problems if problem.code != "I116"] == [code]
    wanted = 0 if figure == "0" else "left out"
    assert value(old, "requests.results.other_handling.other.natural_person") == wanted


def test_tables_of_another_year_are_imported_as_what_they_are(tmp_path: Path):
    old = come(tmp_path, report(TRIAL))  # its title says 2023
    assert old.edition == "2019"
    assert said(old) == ["I102 2023 年报应当用“2021”版表格，文件里是“2019”版"]


def test_money_without_its_unit_is_not_guessed(tmp_path: Path):
    text = report(TRIAL)
    row = line(text, "政府集中采购")
    old = come(tmp_path, text.replace(row, "政府集中采购\t6\t477.35"), year=2020)
    assert said(old) == ["I105 “政府集中采购 · 采购总金额”写的是“477.35”：没有写明是元还是万元"]
    headed = text.replace(row, "政府集中采购\t6\t477.35").replace("采购总金额", "采购总金额（万元）")
    named = come(tmp_path, headed, year=2020)
    amount = value(named, "proactive_disclosure.article_20_9.centralized_procurement.procurement_amount")
    assert isinstance(amount, Money)
    assert (str(amount.amount), amount.unit) == ("477.35", "万元")


def test_figures_that_do_not_add_up_come_in_as_they_were_published(tmp_path: Path):
    text = report()
    row = line(text, "（一）予以公开")
    wrong = row[: row.rindex("\t")] + "\t99"
    old = come(tmp_path, text.replace(row, wrong))
    assert value(old, "requests.results.granted.total") == 99
    assert said(old) == []


def project(folder: Path) -> Path:
    for name, text in {
        "site.yaml": "title: 年报\n",
        "zhen/agency.yaml": "name: 柳河县枫桥镇人民政府\nkind: township\n",
    }.items():
        (folder / "content" / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / "content" / name).write_text(text, "utf-8")
    return folder


def codes(problems: list[Problem]) -> set[str]:
    return {problem.code for problem in problems}


def test_figures_that_do_not_add_up_are_told_of(tmp_path: Path):
    text = report()
    row = line(text, "（一）予以公开")
    (tmp_path / OLD).write_text(text.replace(row, row[: row.rindex("\t")] + "\t99"), "utf-8")
    wish = Wish(project(tmp_path), (tmp_path / OLD,))
    items = plan(wish)
    assert "B103" in codes(trial(wish, items))
    assert store(wish, items) == ["content/zhen/2023.yaml", "content/zhen/2023.md"]
    assert "granted: [3, 2, 3, 0, 0, 1, 99]" in (tmp_path / "content/zhen/2023.yaml").read_text("utf-8")


def test_what_is_there_is_left_alone_and_put_aside_only_if_that_is_wanted(tmp_path: Path):
    (tmp_path / OLD).write_text(report(), "utf-8")
    there = project(tmp_path) / "content/zhen/2023.yaml"
    there.write_text("# 我的\n", "utf-8")
    items = plan(Wish(tmp_path, (tmp_path / OLD,)))
    assert "I123" in codes(items[0].problems)
    assert items[0].files == {}
    forced = Wish(tmp_path, (tmp_path / OLD,), force=True)
    for _twice in range(2):
        store(forced, plan(forced))
    assert there.with_name("2023.yaml~").read_text("utf-8") == "# 我的\n"
    assert there.with_name("2023.yaml.1~").read_text("utf-8") == there.read_text("utf-8")


def test_agency_and_year_that_nobody_names_are_asked_for(tmp_path: Path):
    text = report().replace("柳河县枫桥镇人民政府2023年政府信息公开工作年度报告", "政府信息公开工作年度报告")
    (tmp_path / OLD).write_text(text, "utf-8")
    assert {"I121", "I122"} <= codes(plan(Wish(project(tmp_path), (tmp_path / OLD,)))[0].problems)
    named = plan(Wish(tmp_path, (tmp_path / OLD,), "zhen", 2023))[0]
    assert not codes(named.problems) & {"I121", "I122"}
    assert not named.guessed
    assert list(named.files) == ["content/zhen/2023.yaml", "content/zhen/2023.md"]


def test_other_agency_other_year_and_a_year_without_a_form_are_told_of(tmp_path: Path):
    text = report().replace("柳河县枫桥镇", "柳河县白石镇")
    (tmp_path / OLD).write_text(text, "utf-8")
    project(tmp_path)
    item = plan(Wish(tmp_path, (tmp_path / OLD,), "zhen", 2024))[0]
    assert {"I125", "I126"} <= codes(item.problems)
    (tmp_path / OLD).write_text(report().replace("2023年", "2005年"), "utf-8")
    assert "I128" in codes(plan(Wish(tmp_path, (tmp_path / OLD,)))[0].problems)


def test_a_new_agency_is_made_from_the_title_and_told_of(tmp_path: Path):
    (tmp_path / OLD).write_text(report().replace("枫桥镇", "白石镇"), "utf-8")
    wish = Wish(project(tmp_path), (tmp_path / OLD,), "baishi")
    items = plan(wish)
    assert "I127" in codes(items[0].problems)
    assert "content/baishi/agency.yaml" in store(wish, items)
    made = (tmp_path / "content/baishi/agency.yaml").read_text("utf-8")
    assert made.startswith("name: 柳河县白石镇人民政府")
    assert "kind: township" in made


def test_two_files_of_one_report_are_one_too_many(tmp_path: Path):
    old = tmp_path / "old"
    old.mkdir()
    for name in ("a.txt", "b.txt"):
        (old / name).write_text(report(), "utf-8")
    items = plan(Wish(project(tmp_path), (old,)))
    assert [bool(item.files) for item in items] == [True, False]
    assert "I124" in codes(items[1].problems)


def test_one_bad_file_does_not_stop_the_others(tmp_path: Path):
    old = tmp_path / "old"
    old.mkdir()
    (old / "a.docx").write_bytes(b"PK\x03\x04 nothing")
    (old / "b.txt").write_text(report(), "utf-8")
    items = plan(Wish(project(tmp_path), (old,)))
    assert codes(items[0].problems) == {"I101"}
    assert items[1].count == Count(figures=200, cells=200)


def test_a_file_with_two_reports_wants_a_year(tmp_path: Path):
    two = "".join(f"{year} 年报告\n\n{report(seed=year)}" for year in (2022, 2023))
    (tmp_path / OLD).write_text(two, "utf-8")
    problem = read_one(Task(tmp_path / OLD, OLD))
    assert isinstance(problem, Problem)
    assert problem.code == "I114"
    old = read_one(Task(tmp_path / OLD, OLD, 2023))
    assert isinstance(old, Old)
    assert old.figures == figures(FORM, random.Random(2023))


def test_what_the_system_refuses_to_write_is_told_of_and_nothing_is_lost(tmp_path: Path, monkeypatch):
    (tmp_path / OLD).write_text(report(), "utf-8")
    wish = Wish(project(tmp_path), (tmp_path / OLD,))
    items = plan(wish)

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert store(wish, items) == []
    assert "I129" in codes(items[0].problems)
    assert sorted(path.name for path in (tmp_path / "content/zhen").iterdir()) == ["agency.yaml"]


def test_cells_that_have_run_together_are_taken_apart_where_one_way_is_left(tmp_path: Path):
    text = "\n".join(
        part.replace("\n", "").replace("\t", "") if "规章" in part or "自然人" in part else part
        for part in report().split("\n\n")
    )
    old = come(tmp_path, text)
    wanted = figures(FORM, random.Random(3))
    assert old.figures == wanted
    assert len(old.inferred) > 100
    assert codes(old.problems) == {"I107"}
    several = come(tmp_path, text.replace("规章030", "规章693665"))
    assert "I120 “规章”的数字挤在一起：693665" in said(several)
    assert value(several, "proactive_disclosure.article_20_1.rules.issued") == "left out"


def test_a_picture_is_named(tmp_path: Path):
    page = "<h1>柳河县枫桥镇人民政府2023年政府信息公开工作年度报告</h1><h2>一、总体情况</h2><p>见下图。</p><p><img src='a.png'></p>"
    old = come(tmp_path, page, "旧.html")
    assert "I117 这里有图片，没有导入" in said(old)


def test_a_form_for_an_agency_that_is_not_there_is_refused(tmp_path: Path):
    problem = hand_out(Order(project(tmp_path), "cun", 2023), tmp_path)
    assert isinstance(problem, Problem)
    assert f"{problem.code} {problem.message}" == "C107 没有“cun”这个机关"
    assert isinstance(hand_out(Order(tmp_path, "zhen", 2023), tmp_path), str)
    again = hand_out(Order(tmp_path, "zhen", 2023), tmp_path)
    assert isinstance(again, Problem)
    assert again.code == "C101"


def test_a_new_agency_whose_name_nobody_says_is_not_made_up(tmp_path: Path):
    text = report().replace("柳河县枫桥镇人民政府2023年政府信息公开工作年度报告", "政府信息公开工作年度报告")
    (tmp_path / OLD).write_text(text, "utf-8")
    item = plan(Wish(project(tmp_path), (tmp_path / OLD,), "cun", 2023))[0]
    assert [f"{p.code} {p.message}" for p in item.problems] == ["I130 “cun”是新机关，标题里没有它的名称"]
    named = plan(Wish(tmp_path, (tmp_path / OLD,), "cun", 2023, name="柳河县白石街道办事处"))[0]
    assert "kind: subdistrict" in named.files["content/cun/agency.yaml"]


def test_blanks_are_told_of_once_and_the_report_waits_as_a_draft(tmp_path: Path):
    text = report().replace("公开工作年度报告\n", "公开工作年度报告\n\n发布日期：2024-01-18\n")
    row = line(text, "4.保护第三方")
    blank = "\t".join([*row.split("\t")[:3], *[""] * 6, "0"])
    (tmp_path / OLD).write_text(text.replace(row, blank), "utf-8")
    wish = Wish(project(tmp_path), (tmp_path / OLD,))
    items = plan(wish)
    told = trial(wish, items)
    assert [p.message for p in told if p.code == "I131"] == ["原文的表格有 6 格空白，照原样留空"]
    assert "S104" not in codes(told)
    assert items[0].count == Count(figures=194, blank=6, cells=200)
    assert "\n# published: 2024-01-18\n" in items[0].files["content/zhen/2023.yaml"]
    store(wish, items)
    outcome = check(tmp_path, Options(jobs=1))
    assert [draft.file for draft in outcome.drafts] == ["content/zhen/2023.yaml"]
    asserted = plan(Wish(tmp_path, (tmp_path / OLD,), zeros=True, force=True))
    assert asserted[0].count == Count(figures=200, cells=200)
    assert "_" not in line(asserted[0].files["content/zhen/2023.yaml"], "third_party_rights").split("[")[1]


def test_a_report_without_error_comes_in_published(tmp_path: Path):
    text = report().replace("公开工作年度报告\n", "公开工作年度报告\n\n发布日期：2024-01-18\n")
    (tmp_path / OLD).write_text(text, "utf-8")
    wish = Wish(project(tmp_path), (tmp_path / OLD,))
    items = plan(wish)
    assert not failing(trial(wish, items))
    assert "\npublished: 2024-01-18\n" in items[0].files["content/zhen/2023.yaml"]


def test_a_title_that_says_the_year_is_no_guess_and_a_file_name_is(tmp_path: Path):
    (tmp_path / OLD).write_text(report(), "utf-8")
    assert not plan(Wish(project(tmp_path), (tmp_path / OLD,), "zhen"))[0].guessed
    assert plan(Wish(tmp_path, (tmp_path / OLD,)))[0].guessed  # by its name
    bare = tmp_path / "2022年报.txt"
    bare.write_text(report().replace("柳河县枫桥镇人民政府2023年", ""), "utf-8")
    item = plan(Wish(tmp_path, (bare,), "zhen"))[0]
    assert (item.year, item.guessed) == (2022, True)


@pytest.mark.parametrize("suffix", [".doc", ".xls"])
def test_a_web_page_under_the_name_of_an_office_file_is_read_as_one(tmp_path: Path, suffix: str):
    page = "<html><h1>柳河县枫桥镇人民政府2023年政府信息公开工作年度报告</h1><h2>一、总体情况</h2><p>已公开。</p></html>"
    old = come(tmp_path, page, f"旧{suffix}")
    assert (old.agency, old.year) == ("柳河县枫桥镇人民政府", 2023)


def test_a_year_in_chinese_numerals_is_read(tmp_path: Path):
    old = come(tmp_path, report().replace("2023年政府", "二〇二三年度政府"))
    assert (old.agency, old.year) == ("柳河县枫桥镇人民政府", 2023)


def test_a_sentence_that_finds_no_place_is_a_warning_and_a_menu_is_none(tmp_path: Path):
    menu = come(tmp_path, f"首页\n\n索引号\t0001\n发布机构\t枫桥镇\n\n{report()}")
    (lost,) = [problem for problem in menu.problems if problem.code == "I116"]
    assert lost.level == "notice"
    assert "索引号" in lost.message
    sentence = come(tmp_path, f"首页\n\n本镇信息公开工作由办公室牵头，各站所分工负责。\n\n{report()}")
    (lost,) = [problem for problem in sentence.problems if problem.code == "I116"]
    assert lost.level == "warning"
    assert lost.message.index("本镇信息公开") < lost.message.index("首页")


def test_a_picture_among_the_tables_is_named(tmp_path: Path):
    page = (
        "<h1>柳河县枫桥镇人民政府2023年政府信息公开工作年度报告</h1><h2>二、主动公开政府信息情况</h2>"
        "<p><img src='a.png'></p>"
    )
    assert "I117 这里有图片，没有导入" in said(come(tmp_path, page, "旧.html"))


def test_what_is_no_report_does_not_come_in(tmp_path: Path):
    (tmp_path / OLD).write_text("会议通知\n\n请各站所于周五上午开会。\n", "utf-8")
    item = plan(Wish(project(tmp_path), (tmp_path / OLD,), "zhen", 2023))[0]
    assert codes(item.problems) == {"I132"}
    assert item.files == {}


def test_a_neighbour_that_was_there_and_disagrees_is_told_of(tmp_path: Path):
    (tmp_path / OLD).write_text(report().replace("2023年", "2022年"), "utf-8")
    project(tmp_path)
    figures_of_2023 = "".join(f"{table.id}: {{fill: 0}}\n" for table in FORM.tables)
    (tmp_path / "content/zhen/2023.yaml").write_text(f"published: 2024-01-20\n{figures_of_2023}", "utf-8")
    (tmp_path / "content/zhen/2023.md").write_text(
        narrative_markdown(FORM, {section.id: "无。" for section in FORM.sections}), "utf-8"
    )
    wish = Wish(tmp_path, (tmp_path / OLD,))
    told = [p for p in trial(wish, plan(wish)) if p.place.file == "content/zhen/2023.yaml"]
    assert codes(told) >= {"C201"}


def test_a_lost_cell_does_not_move_the_others_where_an_empty_column_makes_up_for_it(tmp_path: Path):
    """A row of an HTML table without one of its td: what follows stands a column too far to the left."""
    head = "".join(
        f"<th>{label}</th>" for label in ("信息内容", "本年制发件数", "本年废止件数", "现行有效件数", "备注")
    )
    rows = "<tr><td>规章</td><td>1</td><td>4</td><td></td></tr><tr><td>行政规范性文件</td><td>2</td><td>1</td><td>9</td><td></td></tr>"
    page = (
        "<h1>柳河县枫桥镇人民政府2023年政府信息公开工作年度报告</h1><h2>二、主动公开政府信息情况</h2>"
        f"<table><tr>{head}</tr>{rows}</table>"
    )
    old = come(tmp_path, page, "旧.html")
    assert "I104 “规章”应当有 3 个数，读到的是：1 4 空" in said(old)
    assert value(old, "proactive_disclosure.article_20_1.rules.issued") == "left out"
    assert value(old, "proactive_disclosure.article_20_1.normative_documents.in_force") == 9
