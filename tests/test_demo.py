"""The made-up county: the same bytes every time, figures that hold, words that pass every check."""

import operator
import re
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from pathlib import Path

import pytest

from generator import build, cli
from generator.console import run
from generator.demo import Wish, span, write
from generator.demo.chance import below, chance, few
from generator.demo.county import SIZE, most, offices
from generator.demo.figures import Past, draw_numbers, habit
from generator.demo.forms import form
from generator.demo.words import Year, narrative, terms, voice
from generator.editions.load import FOLDER, editions, load
from generator.model import Money, ProcessingFee, Report
from generator.problems import Problem
from generator.read.agency import valid_code
from generator.read.report import read_report
from generator.read.tree import read_tree

YEARS = 2017, 2025  # without a form, and with every form there is
HOLDS = {"=": operator.eq, "<=": operator.le, ">=": operator.ge}
NO_FEE = ProcessingFee(0, Decimal(0), Decimal(0))


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
    }


@pytest.fixture(scope="module")
def county(tmp_path_factory) -> Path:
    folder = tmp_path_factory.mktemp("demo") / "county"
    made = write(folder, Wish(24, *YEARS, seed=1))
    assert isinstance(made, list)
    assert made == [
        "content/site.yaml",
        *(f"content/{path.name}" for path in (folder / "content").glob("*/")),
    ]
    return folder


@pytest.fixture(scope="module")
def reports(county: Path) -> dict[str, list[Report]]:
    """Agency → its reports, oldest first."""
    found: dict[str, list[Report]] = {}
    tree = read_tree(county, lambda _problem: None)
    for agency in tree.site.agencies:
        read = (
            read_report(one, agency, editions(), lambda _problem: None) for one in tree.reports[agency.path]
        )
        found[agency.path] = [report for report in read if report]
    return found


def number(value) -> Decimal:
    return value.amount if isinstance(value, Money) else Decimal(value)


def test_the_same_wish_makes_the_same_bytes(county: Path, tmp_path: Path):
    write(tmp_path / "again", Wish(24, *YEARS, seed=1))
    assert files(tmp_path / "again") == files(county)


def test_chance_falls_the_same_in_every_python():
    draw = chance(1, "xian/zhen", 2023)
    assert [below(draw, 1000) for _ in range(5)] == [570, 31, 810, 200, 948]
    assert few(draw, "abcdefgh", 3) == ["b", "e", "f"]
    assert [len(few(draw, "abcdefgh", count)) for count in range(10)] == [0, 1, 2, 3, 4, 5, 6, 7, 8, 8]


def test_an_agency_is_the_same_in_a_demo_of_any_size(county: Path, tmp_path: Path):
    write(tmp_path / "small", Wish(9, *YEARS, seed=1))
    small, large = files(tmp_path / "small"), files(county)
    assert len(small) == 9 * (1 + 2 * 9) + 1
    assert {name: large[name] for name in small} == small


def test_another_seed_makes_another_county(county: Path, tmp_path: Path):
    write(tmp_path / "other", Wish(9, *YEARS, seed=2))
    assert not {name for name in files(tmp_path / "other") if name.endswith("agency.yaml")} & set(
        files(county)
    )


def test_a_check_finds_nothing_but_lost_dates(county: Path):
    outcome = build.check(county, build.Options(jobs=1))
    assert outcome.reports == 24 * 9
    assert not outcome.drafts
    assert {problem.code for problem in outcome.problems} == {"P101"}
    assert all(problem.place.file.endswith(("2017.yaml", "2018.yaml")) for problem in outcome.problems)


def test_it_builds(tmp_path: Path):
    write(tmp_path, Wish(3, 2018, 2022, seed=1))
    outcome = build.build(tmp_path, tmp_path / "site", build.Options(jobs=1))
    assert outcome.published
    assert outcome.shown == 15


def test_every_equation_holds_and_means_something(reports: dict[str, list[Report]]):
    told = Counter()
    for report in (report for years in reports.values() for report in years):
        for equation in report.edition.equations:
            left, right = (
                sum(number(report.values[index]) for index in side)
                for side in (equation.left, equation.right)
            )
            assert left == right, (report.file, equation)
            told[report.edition.id, equation.code] += left > 0
    assert min(told.values()) > 10, told


def test_years_carry_on_also_from_form_to_form(reports: dict[str, list[Report]]):
    told = Counter()
    for years in reports.values():
        for last, report in pairwise(years):
            for link in report.edition.continuities:
                if link.origin in last.edition.index:
                    source = last if link.of_last else report
                    plus, minus = (source.value(name) if name else 0 for name in (link.plus, link.minus))
                    expected = last.value(link.origin) + plus - minus
                    assert HOLDS[link.relation](report.value(link.to), expected), (report.file, link)
                    told[last.edition.id, report.edition.id] += report.value(link.to) > 0
    assert len(told) == 3, told
    assert min(told.values()) > 0, told


def test_lists_of_items_carry_their_change_on(reports: dict[str, list[Report]]):
    told = 0
    for years in reports.values():
        for last, report in pairwise(years):
            for before, after in pairwise(report.edition.cells):
                if after.kind == "change":
                    assert report.values[before.index] + report.values[after.index] >= 0
                if after.kind == "change" and before.address in last.edition.index:
                    grown = last.value(before.address) + last.value(after.address)
                    assert report.value(before.address) == grown
                    told += grown > 0
    assert told


def test_governments_are_busy_and_many_townships_quiet(reports: dict[str, list[Report]]):
    filled: dict[str, list[float]] = {}
    for report in (report for years in reports.values() for report in years if report.values):
        share = sum(1 for value in report.values if number(value)) / len(report.values)
        filled.setdefault(report.agency.kind, []).append(share)
        for cell in report.edition.cells:
            assert ".rules." not in cell.address or not number(report.values[cell.index])
    assert min(filled["government"]) > 0.25
    quiet = [share for kind in ("township", "subdistrict") for share in filled[kind] if not share]
    assert len(quiet) > len(filled["township"]) / 5


def test_a_narrative_says_what_must_be_said(reports: dict[str, list[Report]]):
    for report in (report for years in reports.values() for report in years if report.edition.sections):
        words = "".join(part.text for part in report.narrative.values())
        assert "信息处理费" in report.narrative["other_matters"].text
        assert "改进" in report.narrative["problems"].text
        if report.agency.kind in {"government", "township"}:
            assert all(item in words for item in ("工作考核", "社会评议", "责任追究")), report.file
        low, high = (700, 1500) if report.agency.kind == "government" else (400, 1100)
        assert low < len(re.findall(r"[\u4e00-\u9fff]", words)) < high, report.file
        assert not re.search(r"[<>|\[\]{}*]|[，、。；：]{2}", words), words


def test_no_two_narratives_are_alike(reports: dict[str, list[Report]]):
    every = [
        re.findall(r"[^，。；：、\n]{6,}", "".join(part.text for part in report.narrative.values()))
        for years in reports.values()
        for report in years
    ]
    phrases = [set(found) for found in every]
    for at, one in enumerate(phrases):
        for other in phrases[:at]:
            assert len(one & other) < 0.5 * min(len(one), len(other)), one & other


def test_figures_in_the_words_are_bound(county: Path):
    narratives = [path.read_text("utf-8") for path in county.rglob("202*.md")]
    assert sum("{{ requests.received.total }}" in text for text in narratives) > len(narratives) / 3
    assert not any(re.search(r"新收政府信息公开申请[1-9]", text) for text in narratives)


def test_every_figure_of_the_words_is_in_some_form():
    known = [terms(edition).bound for edition in editions().all]
    from generator.demo.data import data

    assert set(data("words")["figures"]) == {name for bound in known for name in bound}


def test_every_cell_of_every_form_gets_its_figure_from_one_place():
    for edition in editions().all:
        made = form(edition)
        sources = [cell.index for line in made.drawn for cell in line.cells]
        sources += [tie.to for tie in made.ties] + [total.left[0] for total in made.totals]
        sources += [index for balance in made.balances for index in balance.right]
        assert sorted(sources) == list(range(len(edition.cells)))


def test_a_form_that_nobody_has_seen_yet_adds_up_too():
    text = (FOLDER / "2021.yaml").read_text("utf-8")
    for name in (
        "received",
        "granted",
        "carried_out",
        "normative_documents",
        "in_force",
        "pending",
        "requests",
    ):
        text = re.sub(rf"\b{name}\b", f"new_{name}", text)
    edition = load(re.sub(r"first_year: \d+", "first_year: 2031", text))
    made, office = form(edition), next(offices(1, seed=1))
    usual, past = habit(office.agency, 1, [made]), None
    for year in range(2031, 2036):
        numbers = draw_numbers(made, usual, past, chance(year))
        for equation in edition.equations:
            left, right = (sum(numbers[index] for index in side) for side in (equation.left, equation.right))
            assert left == right
        for link in edition.continuities if past else ():
            plus, minus = (numbers[edition.index[name]] if name else 0 for name in (link.plus, link.minus))
            expected = past.number(link.origin) + plus - minus
            assert HOLDS[link.relation](numbers[edition.index[link.to]], expected)
        said = narrative(edition, voice(Year(office, year, numbers, NO_FEE), terms(edition), chance(year)))
        assert "new_" not in said
        assert all(section.label in said for section in edition.sections if not section.table)
        past = Past(edition, numbers)


def test_agencies_are_nobodys():
    every = [office.agency for office in offices(3 * SIZE, seed=5)]
    for unique in ("path", "name", "code"):
        assert len({getattr(agency, unique) for agency in every}) == len(every)
    for agency in every:
        assert re.search(r"(?:县人民政府|镇人民政府|乡人民政府|街道办事处|局|委员会|办公室)$", agency.name)
        assert valid_code(agency.code)
        assert agency.code[2:8] == "000000"
        assert agency.contact.phone.startswith("0000-")
        assert agency.contact.email.endswith(".example.gov.cn")
    assert len({agency.path.split("/")[0] for agency in every}) == 3


@pytest.mark.parametrize(
    ("text", "years"), [("2019-2025", (2019, 2025)), ("2023", (2023, 2023)), (" 2019 — 2021 ", (2019, 2021))]
)
def test_years_can_be_written_in_some_ways(text: str, years: tuple[int, int]):
    assert span(text) == years


@pytest.mark.parametrize(
    ("years", "said"),
    [
        ("去年", "“去年”不是年份，写成 2019-2025 或 2023 的样子"),
        ("2019-", "“2019-”不是年份"),
        ("2025-2019", "先写早的年份，如 2019-2025"),
        ("2007-2010", "年份应当在 2008 到 2100 之间"),
        ("2020-2101", "年份应当在 2008 到 2100 之间"),
    ],
)
def test_other_years_are_refused_in_chinese(tmp_path: Path, capsys, years: str, said: str):
    assert run(cli.main, ["demo", str(tmp_path / "new"), "--years", years]) == 2
    assert f"用法有误：--years 的值不对：{said}" in capsys.readouterr().err
    assert not (tmp_path / "new").exists()


def test_more_agencies_than_there_are_names_are_refused(tmp_path: Path, capsys):
    assert run(cli.main, ["demo", str(tmp_path / "new"), "--agencies", str(most() + 1)]) == 2
    assert f"应当是 1 到 {most()} 的整数" in capsys.readouterr().err


def test_the_command_says_what_it_made(tmp_path: Path, capsys):
    new = tmp_path / "new"
    assert run(cli.main, ["demo", str(new), "--agencies", "2", "--years", "2024-2025"]) == 0
    said = capsys.readouterr().out
    assert f"已建立 {new / 'content' / 'site.yaml'}" in said
    assert "2 个虚构的机关，4 份虚构的年报" in said


def test_a_folder_that_is_not_empty_is_left_alone(tmp_path: Path, capsys):
    (tmp_path / "年报.docx").write_text("真的", "utf-8")
    with pytest.raises(SystemExit) as left:
        run(cli.main, ["demo", str(tmp_path)])
    assert left.value.code == 1
    assert "C106 文件夹不是空的" in capsys.readouterr().err
    assert files(tmp_path) == {"年报.docx": "真的".encode()}


def test_an_empty_folder_will_do_and_a_file_will_not(tmp_path: Path):
    assert isinstance(write(tmp_path, Wish(1, 2024, 2024, seed=1)), list)
    made = write(tmp_path / "content/site.yaml", Wish(1, 2024, 2024, seed=1))
    assert isinstance(made, Problem)
    assert made.code == "C105"
