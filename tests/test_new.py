"""New files: nothing is overwritten, last year's figures are carried over, what is written reads back."""

from pathlib import Path

import pytest

from generator.editions.load import editions
from generator.model import Agency, AgencyKind
from generator.new import Order, create, start
from generator.problems import Problem
from generator.read.report import Files, read_report
from generator.sources import Sheet, figures_yaml, narrative_markdown


@pytest.fixture
def project(tmp_path: Path) -> Path:
    assert start(tmp_path) == ["content/site.yaml", ".gitignore", ".gitattributes"]
    return tmp_path


def code(made: list[str] | Problem) -> str:
    assert isinstance(made, Problem), made
    return made.code


def test_a_new_agency_gets_its_file_and_the_blank_form(project: Path):
    made = create(Order(project, "xian/zhen", 2023, "青山镇人民政府", "township"))
    assert made == [f"content/xian/zhen/{name}" for name in ("agency.yaml", "2023.yaml", "2023.md")]
    form = (project / "content/xian/zhen/2023.yaml").read_text("utf-8")
    for cell in editions().of_year(2023).cells:
        if not cell.row_total:
            assert (cell.rows or cell.columns[:-1])[-1] in form, cell.address
    words = (project / "content/xian/zhen/2023.md").read_text("utf-8")
    assert [line for line in words.splitlines() if line.startswith("## ")] == [
        "## 一、总体情况",
        "## 五、存在的主要问题及改进情况",
        "## 六、其他需要报告的事项",
    ]


@pytest.mark.parametrize("edition", [e for e in editions().all if e.tables], ids=lambda e: e.id)
@pytest.mark.parametrize("totals", [True, False])
def test_what_is_written_reads_back(tmp_path: Path, edition, totals: bool):
    figures = {cell.index: 0 for cell in edition.cells}
    (tmp_path / "x.yaml").touch()
    year = edition.first_year
    sheet = Sheet(edition, "标题", f"published: {year + 1}-01-20", figures, totals)
    (tmp_path / f"{year}.yaml").write_text(figures_yaml(sheet), "utf-8")
    bodies = {section.id: "内容。" for section in edition.sections}
    (tmp_path / f"{year}.md").write_text(narrative_markdown(edition, bodies), "utf-8")
    problems: list[Problem] = []
    agency = Agency("zhen", "青山镇人民政府", AgencyKind.TOWNSHIP)
    report = read_report(Files(tmp_path, "a.yaml", year), agency, editions(), problems.append)
    assert problems == []
    assert [int(getattr(value, "amount", value)) for value in report.values] == [0] * len(edition.cells)
    assert bool(report.computed) is not totals


def test_carried_out_of_last_year_becomes_carried_in(project: Path):
    create(Order(project, "zhen", 2022, "青山镇人民政府", "township"))
    path = project / "content/zhen/2022.yaml"
    path.write_text(path.read_text("utf-8").replace("carried_out: [_, _,", "carried_out: [7, 2,"), "utf-8")
    create(Order(project, "zhen", 2023))
    assert "carried_in: [7, 2, _, _, _, _]" in (project / "content/zhen/2023.yaml").read_text("utf-8")


def test_nothing_is_overwritten(project: Path):
    create(Order(project, "zhen", 2023, "青山镇人民政府", "township"))
    before = {path: path.read_bytes() for path in project.rglob("*") if path.is_file()}
    assert code(create(Order(project, "zhen", 2023))) == "C101"
    assert code(start(project)) == "C101"
    assert {path: path.read_bytes() for path in project.rglob("*") if path.is_file()} == before


@pytest.mark.parametrize(
    "agency", ["青山镇", "Zhen", "a b", "../x", "a//b", "assets", "2023", "xian/2023", ""]
)
def test_folder_names_that_make_no_url_are_refused(project: Path, agency: str):
    assert code(create(Order(project, agency, 2023))) == "C102"


def test_years_and_kinds_are_checked(project: Path):
    assert code(create(Order(project, "zhen", 2005))) == "C103"
    assert code(create(Order(project, "zhen", 2023, "青山镇人民政府", "乡镇"))) == "C104"
    assert not (project / "content/zhen").exists()


def test_what_cannot_be_created_is_said(project: Path):
    (project / "content/zhen").write_text("in the way", "utf-8")
    assert code(create(Order(project, "zhen", 2023))) == "C105"
