"""The fill-in form: what is locked, what may be typed, and that all that a clerk fills in comes back."""

import random
import shutil
import subprocess
from datetime import date
from decimal import Decimal
from io import BytesIO
from itertools import chain

import pytest
from console import elsewhere
from openpyxl import load_workbook
from openpyxl.worksheet.cell_range import MultiCellRange

from generator.editions.form import Edition
from generator.editions.layout import grids
from generator.editions.load import editions
from generator.fill_in import form
from generator.importers import sheet
from generator.importers.blocks import Document, Grid, Paragraph
from generator.model import Money
from generator.outputs.sheets import TOP, cell_name, drawings

TABLED = [edition for edition in editions().all if edition.tables]
AGENCY = "青山镇人民政府"
WORDS = "本年度按规定公开。"


@pytest.fixture(params=TABLED, ids=lambda edition: edition.id)
def edition(request):
    return request.param


def made(edition: Edition, figures=None) -> bytes:
    return form(edition, AGENCY, edition.first_year, figures or {})


def opened(data: bytes):
    return load_workbook(BytesIO(data))


def saved(book) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def blocks(document: Document) -> list[tuple[int, str]]:
    """Paragraphs as (heading, text); a grid as (-1, "")."""
    return [(b.heading, b.text) if isinstance(b, Paragraph) else (-1, "") for b in document.blocks]


def read_figures(document: Document, edition: Edition) -> dict[int, str]:
    """What the grids hold, cell by cell of the form; every label stands where the form has it."""
    found = {}
    read = [block for block in document.blocks if isinstance(block, Grid)]
    for block, grid in zip(read, grids(edition).values(), strict=True):
        assert len(block.rows) == grid.height
        for cell in chain.from_iterable(grid.rows()):
            area = {
                block.rows[row][column]
                for row in range(cell.row, cell.row + cell.rowspan)
                for column in range(cell.column, cell.column + cell.colspan)
            }
            assert len(area) == 1
            text = area.pop().text
            if cell.kind == "data":
                found[cell.index] = text
            else:
                assert text == cell.text
    return found


def is_open(cell) -> bool:
    return not cell.protection.locked


def to_fill(edition: Edition, book) -> dict[int, object]:
    """The cells with figures that are not locked, by index."""
    return {
        index: cell
        for drawing in drawings(edition).values()
        for index, (row, column) in drawing.places.items()
        if is_open(cell := book[drawing.name].cell(row + 1, column + 1))
    }


def words_sheets(edition: Edition, book) -> dict[str, object]:
    """Heading → the sheet of that section of the narrative."""
    labels = {section.label for section in edition.sections if not section.table}
    return {at["A1"].value: at for at in book if at["A1"].value in labels}


def drawn(edition: Edition, seed: int = 7) -> dict[int, tuple[object, str]]:
    """A figure for every cell, as it is typed and as text."""
    chance = random.Random(seed)
    found = {}
    for cell in edition.cells:
        if cell.kind == "money":
            text = f"{chance.randrange(10**7) / 100}万元"
            found[cell.index] = (text, text)
        elif cell.kind == "amount":
            number = Decimal(chance.randrange(1, 10**12)) / 10**6
            found[cell.index] = (float(number), f"{number.normalize():f}")
        else:
            count = chance.randrange(-99, 0) if cell.kind == "change" else chance.randrange(10**6)
            found[cell.index] = (count, str(count))
    return found


def test_every_figure_that_is_filled_in_comes_back(edition):
    book = opened(made(edition))
    figures = drawn(edition)
    cells = to_fill(edition, book)
    for index, cell in cells.items():
        cell.value = figures[index][0]
    read = read_figures(sheet.read(saved(book)), edition)
    # A program that does not compute leaves totals blank: never a zero, never a guess.
    assert read == {index: text if index in cells else "" for index, (_, text) in figures.items()}
    assert len(read) == len(edition.cells)


def test_an_empty_form_is_blank_throughout(edition):
    document = sheet.read(made(edition))
    assert set(read_figures(document, edition).values()) == {""}
    assert document.title == edition.title.format(agency=AGENCY, year=edition.first_year)
    assert document.day == ""
    expected = [(0, document.title)]
    for section in edition.sections:
        expected += [(2, section.label), *([(-1, "")] if section.table else [])]
    assert blocks(document) == expected


def test_only_what_is_to_be_filled_in_is_unlocked(edition):
    book = opened(made(edition))
    totals = {cell.index for cell in edition.cells if cell.row_total or cell.column_total}
    everything = {cell.index for cell in edition.cells}
    # Where blanks are allowed, a published total cannot always be computed.
    assert set(to_fill(edition, book)) == (everything - totals if edition.blank == "error" else everything)
    for at in book:
        assert at.protection.sheet
        assert at.protection.password is None
    unlocked = {at.title: sum(is_open(cell) for row in at.iter_rows() for cell in row) for at in book}
    merged = sum(
        cell.colspan * cell.rowspan - 1
        for grid in grids(edition).values()
        for cell in chain.from_iterable(grid.rows())
        if cell.kind == "data"
    )
    tables = sum(unlocked[drawing.name] for drawing in drawings(edition).values())
    assert tables == len(to_fill(edition, book)) + merged
    assert unlocked["说明"] == 1  # the date of publication
    assert all(not is_open(at["A1"]) for at in book)


def rules(at) -> list[tuple[MultiCellRange, object]]:
    return [(rule.sqref, rule) for rule in at.data_validations.dataValidation]


def test_every_cell_says_in_chinese_what_goes_into_it(edition):
    book = opened(made(edition))
    expected = {"count": "whole", "change": "whole", "amount": "decimal", "money": "custom"}
    for index, cell in to_fill(edition, book).items():
        found = [rule for area, rule in rules(cell.parent) if cell.coordinate in area]
        assert len(found) == 1
        rule, kind = found[0], edition.cells[index].kind
        assert rule.type == expected[kind]
        assert rule.promptTitle.startswith("填")
        assert rule.prompt
        assert rule.errorTitle == "填得不对"
        assert edition.cells[index].unit in rule.promptTitle
        if kind == "money":
            assert cell.coordinate in rule.formula1
            assert cell.number_format == "@"
        else:
            assert int(rule.formula1) == (0 if kind != "change" else -999_999_999)


def test_the_date_of_publication_is_a_date_after_the_year(edition):
    book = opened(made(edition))
    at = book["说明"]
    (area, rule), *others = rules(at)
    assert not others
    assert (rule.type, rule.operator) == ("date", "greaterThanOrEqual")
    day = date(1899, 12, 30).toordinal() + int(rule.formula1)
    assert date.fromordinal(day) == date(edition.first_year + 1, 1, 1)
    at[str(area)] = date(edition.first_year + 1, 1, 22)
    assert sheet.read(saved(book)).day == f"{edition.first_year + 1}-01-22"


def taken_over(edition: Edition) -> dict[int, int]:
    links = [link for link in edition.continuities if link.taken_over]
    return {edition.index[link.to]: at for at, link in enumerate(links, 1)}


def test_figures_of_last_year_are_filled_in_and_their_total_computed(edition):
    totals = {cell.index for cell in edition.cells if cell.column_total}
    figures = {index: figure for index, figure in taken_over(edition).items() if index not in totals}
    assert figures
    read = read_figures(sheet.read(made(edition, figures)), edition)
    total = next(e for e in edition.equations if e.is_total and set(e.right) == set(figures))
    known = figures | {total.left[0]: sum(figures.values())}
    assert read == {cell.index: str(known.get(cell.index, "")) for cell in edition.cells}
    assert "上一年" in str(opened(made(edition, figures))["说明"]["A14"].value)


def test_figures_with_a_unit_and_with_decimals_are_filled_in():
    for edition in TABLED:
        known = {"money": Money(Decimal("1646.5"), "万元"), "amount": Decimal("190.457379")}
        figures = {cell.index: known[cell.kind] for cell in edition.cells if cell.kind in known}
        read = read_figures(sheet.read(made(edition, figures)), edition)
        assert {read[index] for index in figures} <= {"1646.5万元", "190.457379"}
        assert figures


def test_what_is_written_comes_back_under_its_headings(edition):
    book = opened(made(edition))
    expected = []
    for label, at in words_sheets(edition, book).items():
        section = next(section for section in edition.sections if section.label == label)
        expected.append((2, label))
        cells = [cell for (cell,) in at.iter_rows(max_col=1) if is_open(cell)]
        rows = len(cells) // max(1, len(section.topics))
        for number, cell in enumerate(cells):
            cell.value = f"{label}{number}。"
            topic = section.topics[number // rows] if section.topics and number % rows == 0 else ""
            expected += [(3, f"（{'一二三四五'[number // rows]}）{topic}")] if topic else []
            expected.append((0, cell.value))
    read = blocks(sheet.read(saved(book)))
    tables = {section.label for section in edition.sections if section.table}
    assert [block for block in read[1:] if block[0] >= 0 and block[1] not in tables] == expected


def test_a_topic_without_text_is_left_out_and_the_others_are_numbered_anew():
    edition = next(e for e in TABLED if any(section.topics for section in e.sections))
    section = next(section for section in edition.sections if section.topics)
    book = opened(made(edition))
    at = words_sheets(edition, book)[section.label]
    topics = [cell.row for (cell,) in at.iter_rows(max_col=1) if str(cell.value).endswith(section.topics)]
    assert len(topics) == len(section.topics)
    at.cell(topics[1] + 1, 1).value = "甲。\n\n  乙。\n"
    at.cell(topics[4] + 3, 1).value = "丙。"
    assert blocks(sheet.read(saved(book)))[1:7] == [
        (2, section.label),
        (3, f"（一）{section.topics[1]}"),
        (0, "甲。"),
        (0, "乙。"),
        (3, f"（二）{section.topics[4]}"),
        (0, "丙。"),
    ]


def test_a_row_that_the_clerk_inserts_is_a_paragraph(edition):
    book = opened(made(edition))
    label, at = next(iter(words_sheets(edition, book).items()))
    at.insert_rows(6)
    at["A6"] = "插入的一段。"
    assert not at.protection.insertRows  # openpyxl: False is allowed
    found = blocks(sheet.read(saved(book)))
    assert (0, "插入的一段。") in found[found.index((2, label)) :]


def test_renamed_moved_and_added_sheets_do_no_harm(edition):
    book = opened(made(edition))
    figures = {index: str(number) for number, index in enumerate(to_fill(edition, book))}
    for index, cell in to_fill(edition, book).items():
        cell.value = int(figures[index])
    names = [drawing.name for drawing in drawings(edition).values()]
    book[names[0]].title = "改了名"
    book.move_sheet("说明", len(book.sheetnames))
    book.create_sheet("备忘")["A1"] = "自己加的工作表"
    document = sheet.read(saved(book))
    read = read_figures(document, edition)
    assert {index: read[index] for index in figures} == figures
    assert (0, "自己加的工作表") in blocks(document)
    grid = next(block for block in document.blocks if isinstance(block, Grid))
    assert grid.row_spot(0).words == f"工作表“改了名”第 {TOP + 1} 行"


def test_hints_and_checks_are_no_part_of_the_report(edition):
    book = opened(made(edition))
    said = {
        cell.value for at in book for row in at.iter_rows() for cell in row if isinstance(cell.value, str)
    }
    assert any("未填完" in text for text in said)
    assert "一行写一段" in "".join(said)
    document = sheet.read(made(edition))
    texts = [text for _heading, text in blocks(document)]
    texts += [
        cell.text
        for block in document.blocks
        if isinstance(block, Grid)
        for row in block.rows
        for cell in row
    ]
    assert not [
        t for t in texts if any(word in t for word in ("未填完", "一行写一段", "黄色", "nianbao", "锁定"))
    ]


def test_the_bytes_are_the_same_wherever_and_whenever():
    code = (
        "import hashlib, test_form as t\n"
        "print([hashlib.sha256(t.made(e, t.taken_over(e))).hexdigest() for e in t.TABLED])"
    )
    assert len(elsewhere(code)) == 1


@pytest.mark.skipif(not shutil.which("soffice"), reason="没有 LibreOffice")
@pytest.mark.parametrize("suffix", ["xlsx", "xls"])
def test_a_program_that_computes_gives_totals_and_tells_what_does_not_agree(edition, suffix, tmp_path):
    book = opened(made(edition))
    values = {index: figure for index, (figure, _text) in drawn(edition).items()}
    totals = {e.left[0]: e.right for e in edition.equations if e.is_total}
    for index, cell in to_fill(edition, book).items():
        if index not in totals:
            cell.value = values[index]
    for _ in range(2):
        values |= {total: sum(values[index] for index in parts) for total, parts in totals.items()}
    (tmp_path / "form.xlsx").write_bytes(saved(book))
    subprocess.run(
        [
            *("soffice", f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}", "--headless"),
            *("--convert-to", suffix, "--outdir", tmp_path / "out", tmp_path / "form.xlsx"),
        ],
        check=True,
        capture_output=True,
        timeout=300,
    )
    data = (tmp_path / "out" / f"form.{suffix}").read_bytes()
    read = read_figures(sheet.read(data), edition)
    assert {index: read[index] for index in totals} == {index: str(values[index]) for index in totals}
    if suffix == "xlsx":
        identity = next(e for e in edition.equations if not e.is_total)
        drawing = next(d for d in drawings(edition).values() if identity.left[0] in d.places)
        check = cell_name((drawing.bottom + 1, drawing.places[identity.left[0]][1]))
        results = load_workbook(BytesIO(data), data_only=True)
        assert results[drawing.name][check].value == "不符"
