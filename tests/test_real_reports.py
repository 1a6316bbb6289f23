"""Real reports: every violation that is known of them is found, and nothing else at error level.

They lie beside the repository, not in it; none of their sentences is used, only their figures.
"""

import json
import re
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from generator.build import Options, check
from generator.editions.form import Cell, Edition
from generator.editions.load import editions
from generator.model import Figure, Money
from generator.problems import Level, Problem
from generator.sources import Sheet, figures_yaml, narrative_markdown

FOLDER = Path(__file__).parents[2] / "shared/reports"
FILES = sorted(FOLDER.glob("*.json"))
TODAY = date(2026, 6, 30)
# Beginning of a name → folder and kind; reports of one body lie in one folder, so that years are compared.
AGENCIES = {
    "宿迁": ("suqian", "government"),
    "沭阳县人民": ("shuyang", "government"),
    "沭阳县发": ("fgj", "department"),
    "上海": ("shanghai", "government"),
    "金湖": ("jinhu", "government"),
    "集贤": ("shengchang", "township"),
    "平潭": ("pingtan", "institution"),
}
# What INDEX.md lists as the cross-year violations: folder, year, by how much.
STOCKS = {("pingtan", 2020, "多出 7"), ("pingtan", 2023, "少了 173")}
CODES = {"I1": "B101", "I2": "B103", "I3": "B102", "I4": "B104"}
FIGURES = ("B", "C")  # the families of codes that speak of figures

pytestmark = pytest.mark.skipif(not FILES, reason="the real reports are not beside the repository")


@dataclass(frozen=True)
class Real:
    """A transcribed report."""

    data: dict
    edition: Edition

    @property
    def folder(self) -> str:
        return next(slug for name, (slug, _kind) in AGENCIES.items() if self.data["agency"].startswith(name))

    @property
    def kind(self) -> str:
        return next(kind for name, (_slug, kind) in AGENCIES.items() if self.data["agency"].startswith(name))

    @property
    def file(self) -> str:
        return f"content/{self.folder}/{self.data['year']}.yaml"

    def written(self, *, remarks: bool) -> dict[int, object]:
        """Index of a cell → what stands there: without `remarks`, a figure alone where a remark follows it."""
        cells: dict[int, object] = {}
        lines = [line for line in self.edition.lines if line.path.startswith("requests.")]
        rows = list(self.data["applications"].values())
        assert len(rows) == len(lines)
        for line, row in zip(lines, rows, strict=True):
            cells |= {cell.index: value for cell, value in zip(line.cells, row, strict=True)}
        cases = [cell for cell in self.edition.cells if cell.table == "reconsideration_and_litigation"]
        cells |= {
            cell.index: value for cell, value in zip(cases, self.data["review_litigation"], strict=True)
        }
        first = [line for line in self.edition.lines if line.path.startswith("proactive_disclosure.")]
        for line, row in zip(first, self.data["proactive"].values(), strict=True):
            values = row if isinstance(row, list) else [row]
            cells |= {
                cell.index: value if remarks and isinstance(value, str) else figure(cell, value)
                for cell, value in zip(line.cells, values, strict=True)
            }
        return cells


def figure(cell: Cell, value: object) -> Figure:
    if value is None:
        return None
    number = re.match(r"[+-]?[\d.]+", str(value))[0]
    if cell.kind == "money":
        return Money(Decimal(number), "元")
    return Decimal(number) if cell.kind == "amount" else int(number)


REPORTS = []
for path in FILES:
    found = json.loads(path.read_text("utf-8"))
    REPORTS.append(Real(found, editions().get(found["edition"])))


def column(folder: Path, *, remarks: bool = False) -> list[Problem]:
    """All of them in one column, and what is said of it."""
    (folder / "content").mkdir()
    (folder / "content/site.yaml").write_text("title: 年报\n", "utf-8")
    for report in REPORTS:
        home = (folder / report.file).parent
        home.mkdir(exist_ok=True)
        (home / "agency.yaml").write_text(f"name: {report.data['agency']}\nkind: {report.kind}\n", "utf-8")
        cells = report.written(remarks=remarks)
        head = "published: unknown\n"
        if lines := [] if remarks else remarked(report):
            head += "notes:\n" + "".join(f"  {line}: 括号里的话写在这里\n" for line in lines)
        text = figures_yaml(Sheet(report.edition, "年报", head, numbers(cells), totals=True))
        for index, value in cells.items():
            if isinstance(value, str):
                text = text.replace(f"{MARK + index}", value)
        (folder / report.file).write_text(text, "utf-8")
        words = {section.id: "无。" for section in report.edition.sections}
        (folder / report.file).with_suffix(".md").write_text(
            narrative_markdown(report.edition, words), "utf-8"
        )
    return check(folder, Options(jobs=1, today=TODAY)).problems


MARK = 987_654_000  # stands for the text of a cell until the file is written


def remarked(report: Real) -> list[str]:
    """The lines in which words follow a figure."""
    cells = report.written(remarks=True)
    return [
        line.path
        for line in report.edition.lines
        if any(isinstance(cells[cell.index], str) for cell in line.cells)
    ]


def numbers(cells: dict[int, object]) -> dict[int, Figure]:
    return {index: MARK + index if isinstance(value, str) else value for index, value in cells.items()}


@pytest.fixture(scope="module")
def problems(tmp_path_factory) -> list[Problem]:
    return column(tmp_path_factory.mktemp("real"))


def known() -> set[tuple[str, str, str]]:
    """File, code and the two sides of every violation that the transcriptions list."""
    found = set()
    for report in REPORTS:
        for item in report.data["known_identity_violations"]:
            sides = (str(item["left"]), "空白" if item["right"] is None else str(item["right"]))
            found.add((report.file, CODES[item["identity"][:2]], *sorted(sides)))
    return found


def test_all_known_identities_that_do_not_hold_are_found_and_no_other(problems: list[Problem]):
    found = set()
    for problem in problems:
        if problem.code.startswith("B1") and problem.level is Level.ERROR:
            total, parts = re.search(r"总计(?:是 )?(空白|\d+)，各项之和是 (\d+)", problem.message).groups()
            found.add((problem.place.file, problem.code, *sorted((total, parts))))
    assert found == known()
    assert len(found) == sum(len(report.data["known_identity_violations"]) for report in REPORTS)


def test_what_does_not_carry_on_from_year_to_year_is_found_and_nothing_else(problems: list[Problem]):
    found = set()
    for problem in problems:
        if problem.code.startswith("C") and problem.level is not Level.NOTICE:
            assert (problem.code, problem.level) == ("C203", Level.WARNING), problem
            _content, folder, name = problem.place.file.split("/")
            found.add((folder, int(name[:4]), re.search(r"(?:多出|少了) \d+", problem.message)[0]))
    assert found == STOCKS


def test_nothing_else_is_an_error(problems: list[Problem]):
    errors = {problem.code for problem in problems if problem.level is Level.ERROR and problem.code != "S104"}
    assert {code for code in errors if code.startswith(FIGURES)} == {code for _f, code, _l, _r in known()}
    assert not {code for code in errors if code[0] in "VPGY"}


def test_blanks_of_today_s_form_are_errors_and_its_sums_hold(problems: list[Problem]):
    """A department that left 125 cells blank: each line is told of; as nothing, they add up."""
    fgj = [problem for problem in problems if problem.place.file.startswith("content/fgj/")]
    assert {problem.code for problem in fgj if problem.level is Level.ERROR} == {"S104"}
    assert [problem.message for problem in fgj if problem.code == "B105"] != []


def test_a_remark_in_a_cell_is_told_of_and_drags_nothing_along(tmp_path: Path, problems: list[Problem]):
    told = column(tmp_path, remarks=True)
    unreadable = [problem for problem in told if problem.code == "V101"]
    assert {problem.place.file for problem in unreadable} <= {r.file for r in REPORTS if remarked(r)}
    assert sum(problem.place.file == "content/shanghai/2025.yaml" for problem in unreadable) == 2
    others = {p for p in told if p.code.startswith(FIGURES) and p.level is not Level.NOTICE}
    assert {(p.place.file, p.code) for p in others} == {
        (p.place.file, p.code) for p in problems if p.code.startswith(FIGURES) and p.level is not Level.NOTICE
    }
