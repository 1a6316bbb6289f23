"""There and back: what we publish in every format comes in again as it was; and the official blank form, filled in."""

import json
import random
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from old_reports import figures
from test_form import to_fill

from generator.bring_in import Wish, plan, store
from generator.build import Options, build, check
from generator.demo import Wish as Made
from generator.demo import write
from generator.editions.form import Edition
from generator.editions.layout import grids
from generator.editions.load import editions
from generator.fill_in import form as fill_in
from generator.importers.limits import Task, read_one
from generator.importers.pair import pair
from generator.importers.recognise import Old
from generator.model import Agency, AgencyKind, Money
from generator.read.report import Files, read_report
from generator.trial import trial

for needed in ("docx", "lxml", "opencc", "pdfplumber", "pylopdf_fonts_zh_cn", "typst", "xlsxwriter"):
    pytest.importorskip(needed)

SHARED = Path(__file__).parents[2] / "shared"
SEED = SHARED / "seed/shengchang-2023.txt"
FORM = SHARED / "reports/T01-official-form-2021-template.docx"
TODAY = date(2026, 6, 30)
SUFFIXES = ("html", "docx", "xlsx", "pdf")


@pytest.fixture(scope="module")
def site(tmp_path_factory) -> Path:
    """A made-up county in every format."""
    project = tmp_path_factory.mktemp("round")
    assert isinstance(write(project, Made(2, 2019, 2023, 7), lambda _done, _all: None), list)
    settings = project / "content/site.yaml"
    settings.write_text(settings.read_text("utf-8") + "downloads: [pdf, docx, xlsx, csv, json]\n", "utf-8")
    outcome = build(project, project / "site", Options(today=TODAY, jobs=1))
    assert outcome.published, outcome.problems
    return project / "site"


def come(path: Path, year: int = 0) -> Old:
    old = read_one(Task(path, path.name, year))
    assert isinstance(old, Old), old
    return old


def values(old: Old) -> dict[str, object]:
    form = editions().get(old.edition)
    assert form
    return {form.cells[index].address: plain(figure) for index, figure in old.figures.items()}


def plain(figure):
    if isinstance(figure, Money):
        return float(figure.amount)
    return None if figure is None else float(figure)


def words(text: str) -> str:
    """The words alone: where lines end, and how a list is marked, is the format's business."""
    return re.sub(r"[\s•]|\d+\.(?=\D)", "", text)


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_published_comes_in_as_it_was(site: Path, suffix: str):
    reports = sorted(site.rglob("20??.json"))
    assert len(reports) == 10
    for path in reports:
        published = json.loads(path.read_text("utf-8"))
        old = come(path.with_suffix(f".{suffix}"))
        assert (old.agency, old.year, old.edition) == (
            published["agency"],
            published["year"],
            published["edition"],
        )
        wanted = {
            address: value if value is None else float(value) for address, value in published["cells"].items()
        }
        assert values(old) == wanted, path
        fee = published["processing_fee"]
        assert list(map(float, old.fee)) == (list(fee.values()) if fee else []), path
        for section, text in published["narrative"].items():
            if section != "preface":
                assert words("".join(p.text for p in old.bodies[section])) == words(text), (path, section)


def test_the_seed_comes_in_whole_and_every_sentence_is_on_the_page(tmp_path: Path):
    if not SEED.exists():
        pytest.skip("the seed is not beside the repository")
    shutil.copytree(Path(__file__).parents[1] / "content", tmp_path / "content")
    (folder,) = [path.parent for path in (tmp_path / "content").rglob("2023.yaml")]
    old = come(SEED)
    assert list(values(old).values()) == [0.0] * 200
    assert {"overview", "problems", "other_matters", "preface"} == old.bodies.keys()
    assert sum(problem.code == "I118" for problem in old.problems) == 2
    form = editions().get("2021")
    data, narrative = pair(replace(old, day="2024-01-22"), SEED.name, form, form)
    (folder / "2023.yaml").write_text(data, "utf-8")
    (folder / "2023.md").write_text(narrative, "utf-8")
    assert not [p for p in check(tmp_path, Options(today=TODAY, jobs=1)).problems if p.level == "error"]
    assert build(tmp_path, tmp_path / "site", Options(today=TODAY, jobs=1)).published
    (page,) = (tmp_path / "site").rglob("2023.json")
    shown = words(re.sub(r"<[^>]+>", "", page.with_suffix(".html").read_text("utf-8")))
    text = SEED.read_text("utf-8")
    prose = [
        line for line in text.splitlines() if "。" in line and "\t" not in line and len(line) > 20
    ]  # headings are the form's
    sentences = [words(part) for line in prose for part in re.split(r"(?<=[。；])", line) if part.strip()]
    assert len(sentences) > 30
    assert [sentence for sentence in sentences if sentence not in shown] == []


def test_the_official_blank_form_filled_in_comes_back(tmp_path: Path):
    if not FORM.exists():
        pytest.skip("the form is not beside the repository")
    form = editions().get("2021")
    assert form
    wanted = figures(form, random.Random(31))
    fill(FORM, form, wanted, tmp_path / "表.docx")
    assert come(tmp_path / "表.docx", 2023).figures == wanted


def fill(blank: Path, form: Edition, wanted: dict, target: Path) -> None:
    """Write figures into the data cells of the Word form, by the place that the official grid gives them."""
    from docx import Document

    document = Document(str(blank))
    tables = list(document.tables)
    for table in form.tables:
        data = [cell for row in grids(form)[table.id].rows() for cell in row if cell.kind == "data"]
        word = tables.pop(0)
        cells = {cell._tc: cell for row in word.rows for cell in row.cells}
        empty = [cell for cell in cells.values() if not cell.text.strip()]
        assert len(empty) == len(data), (table.id, len(empty), len(data))
        for cell, place in zip(empty, data, strict=True):
            cell.text = str(wanted[place.index])
    document.save(str(target))


@pytest.mark.skipif(not shutil.which("soffice"), reason="LibreOffice is not installed")
@pytest.mark.parametrize(
    ("source", "target"), [("docx", "doc"), ("docx", "odt"), ("docx", "html"), ("xlsx", "xls")]
)
def test_what_another_program_makes_of_ours_comes_in_as_it_was(
    site: Path, tmp_path: Path, source: str, target: str
):
    ours = min(site.rglob(f"2023.{source}"))
    home = f"-env:UserInstallation={(tmp_path / 'office').as_uri()}"
    command = ["soffice", home, "--headless", "--convert-to", target, "--outdir", str(tmp_path), str(ours)]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    published = json.loads(ours.with_suffix(".json").read_text("utf-8"))
    old = come(tmp_path / f"2023.{target}", 2023)
    assert values(old) == {address: float(value) for address, value in published["cells"].items()}


def test_what_came_in_is_built_with_the_same_figures_and_words(site: Path, tmp_path: Path):
    old = tmp_path / "old"
    shutil.copytree(
        site, old, ignore=lambda _folder, names: [n for n in names if "." in n and not n.endswith(".docx")]
    )
    project = tmp_path / "project"
    shutil.copytree(site.parent / "content", project / "content")
    for path in project.rglob("20*"):
        path.unlink()
    wish = Wish(project, (old,), today=TODAY, published="unknown")
    items = plan(wish)
    assert len(items) == 10
    assert not [p for p in trial(wish, items) if p.code[0] in "FSVY"]  # files, shape, values, YAML
    assert len(store(wish, items)) == 20
    assert build(project, project / "site", Options(today=TODAY, jobs=1)).published
    for path in site.rglob("20??.json"):
        before, after = (
            json.loads((root / path.relative_to(site)).read_text("utf-8"))
            for root in (site, project / "site")
        )
        assert after["cells"] == before["cells"]
        assert after["processing_fee"] == before["processing_fee"]
        for section, text in before["narrative"].items():
            assert words(after["narrative"][section]) == words(text), (path, section)


def test_a_form_filled_in_by_a_program_that_does_not_compute_gets_its_totals_from_us(tmp_path: Path):
    openpyxl = pytest.importorskip("openpyxl")
    form = editions().get("2021")
    assert form
    wanted = figures(form, random.Random(5))
    blank = tmp_path / "表.xlsx"
    blank.write_bytes(fill_in(form, "柳河县枫桥镇人民政府", 2023, {}))
    book = openpyxl.load_workbook(blank)
    for index, cell in to_fill(form, book).items():
        figure = wanted[index]
        cell.value = figure if isinstance(figure, int) else float(figure)
    book.save(blank)
    (tmp_path / "content/zhen").mkdir(parents=True)
    (tmp_path / "content/site.yaml").write_text("title: 年报\n", "utf-8")
    (tmp_path / "content/zhen/agency.yaml").write_text(
        "name: 柳河县枫桥镇人民政府\nkind: township\n", "utf-8"
    )
    wish = Wish(tmp_path, (blank,), today=TODAY)
    items = plan(wish)
    told = trial(wish, items)
    assert not [p for p in told if p.code.startswith(("B1", "S", "V", "Y"))]
    store(wish, items)
    report = read_report(
        Files(tmp_path / "content/zhen", "content/zhen/2023.yaml", 2023),
        Agency("zhen", "柳河县枫桥镇人民政府", AgencyKind.TOWNSHIP),
        editions(),
        lambda _problem: None,
    )
    assert report
    assert dict(enumerate(report.values)) == wanted
    assert report.computed
