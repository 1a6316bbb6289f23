"""The Excel download: every figure in its place, sums that compute, text that stays text."""

import random
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import escape
from io import BytesIO
from itertools import chain

import pytest
from console import elsewhere
from openpyxl import load_workbook

from generator.editions.form import Edition
from generator.editions.layout import grids
from generator.editions.load import editions
from generator.importers import sheet
from generator.importers.blocks import Grid
from generator.model import Agency, AgencyKind, Money, NarrativePart, ProcessingFee, Report, Revision, Site
from generator.outputs import Order
from generator.outputs.sheets import TOP, cell_name, columns, drawings, height, sheet_name, span
from generator.outputs.xlsx import write
from generator.problems import Place
from generator.rules import Case, check

TABLED = [edition for edition in editions().all if edition.tables]
AGENCY = Agency("xian/zhen", "青山镇人民政府", AgencyKind.TOWNSHIP)
SITE = Site("政府信息公开年报", "", None)
NOTE = "公布的数与各项之和不一致"


def figures(edition: Edition, seed: int = 1) -> tuple:
    """A figure in every cell; the totals are the sums."""
    chance = random.Random(seed)
    drawn = {
        "count": lambda: chance.randrange(1000),
        "change": lambda: chance.randrange(-50, 50),
        "amount": lambda: Decimal(chance.randrange(1, 10**9)) / 10**6,
        "money": lambda: Money(Decimal(chance.randrange(1, 10**7)) / 100, "万元"),
    }
    values = [drawn[cell.kind]() for cell in edition.cells]
    for _ in range(2):
        for equation in edition.equations:
            if equation.is_total:
                values[equation.left[0]] = sum(values[index] for index in equation.right)
    return tuple(values)


def report(edition: Edition, html: str = "<p>甲</p>", **more) -> Report:
    names = [section.id for section in edition.sections if not section.table] or ["narrative"]
    narrative = {name: NarrativePart(html, "", Place("x.md")) for name in names}
    given = {"published": date(2024, 1, 22), "values": figures(edition), "narrative": narrative} | more
    spots = tuple((cell.index + 1, 1) for cell in edition.cells)
    return Report(AGENCY, 2023, edition, spots=spots, file="content/xian/zhen/2023.yaml", **given)


def made(what: Report) -> bytes:
    return write(Order(what, SITE, tuple(check(Case(what)).waived), pytest.fail))


def opened(data: bytes, **how):
    return load_workbook(BytesIO(data), **how)


def words(data: bytes) -> list[str]:
    """The rows of the first sheet."""
    return [row[0].value for row in opened(data).worksheets[0].iter_rows(max_col=1)]


def shown(figure) -> object:
    """A figure as a workbook holds it."""
    return f"{figure.amount}{figure.unit}" if isinstance(figure, Money) else figure


def changed(what: Report, address: str, figure) -> Report:
    values = list(what.values)
    values[what.edition.index[address]] = figure
    return replace(what, values=tuple(values))


@pytest.fixture(params=TABLED, ids=lambda edition: edition.id)
def edition(request):
    return request.param


def test_every_figure_and_every_label_is_in_its_official_place(edition):
    what = report(edition)
    book = opened(made(what), data_only=True)
    assert len(book.worksheets) == 1 + len(edition.tables)
    seen = 0
    for table, drawing in drawings(edition).items():
        cells = book[drawing.name]
        for cell in chain.from_iterable(grids(edition)[table].rows()):
            found = cells.cell(TOP + cell.row + 1, cell.column + 1).value
            wanted = shown(what.values[cell.index]) if cell.kind == "data" else cell.text or None
            assert found == (float(wanted) if isinstance(wanted, Decimal) else wanted)
            seen += cell.kind == "data"
    assert seen == len(edition.cells)


def test_cells_are_merged_as_on_the_form(edition):
    book = opened(made(report(edition)))
    for table, drawing in drawings(edition).items():
        merged = {
            (area.min_row - TOP - 1, area.min_col - 1, area.size["rows"], area.size["columns"])
            for area in book[drawing.name].merged_cells.ranges
        }
        official = {
            (cell.row, cell.column, cell.rowspan, cell.colspan)
            for cell in chain.from_iterable(grids(edition)[table].rows())
            if cell.rowspan * cell.colspan > 1
        }
        assert merged - official == {(-TOP, 0, 1, grids(edition)[table].width)}  # the heading
        assert official <= merged


def test_totals_are_formulas_whose_last_result_is_the_sum(edition):
    what = report(edition)
    formulas, results = opened(made(what)), opened(made(what), data_only=True)
    totals = 0
    for drawing in drawings(edition).values():
        for index, (row, column) in drawing.places.items():
            formula = formulas[drawing.name].cell(row + 1, column + 1).value
            if index in drawing.sums:
                spans = {f"=SUM({total.span})" for total in drawing.sums[index]}
                assert formula in spans
                parts = formulas[drawing.name][formula.removeprefix("=SUM(").removesuffix(")")]
                addresses = [cell.coordinate for cell in chain.from_iterable(parts)]
                values = [results[drawing.name][address].value for address in addresses]
                assert (
                    sum(values) == what.values[index] == results[drawing.name].cell(row + 1, column + 1).value
                )
                totals += 1
            else:
                assert not isinstance(formula, str) or not formula.startswith("=")
    assert totals == sum(cell.row_total or cell.column_total for cell in edition.cells)


def total_of(edition: Edition):
    """A total, one of its parts, and the drawing they are in."""
    equation = next(equation for equation in edition.equations if equation.is_total)
    drawing = next(drawing for drawing in drawings(edition).values() if equation.left[0] in drawing.places)
    total, part = edition.cells[equation.left[0]], edition.cells[equation.right[0]]
    return total, part, drawing


def cell_of(data: bytes, drawing, index: int):
    row, column = drawing.places[index]
    return opened(data)[drawing.name].cell(row + 1, column + 1)


def test_a_blank_stays_a_blank_and_its_total_the_published_number(edition):
    total, part, drawing = total_of(edition)
    what = changed(report(edition), part.address, None)
    data = made(what)
    assert cell_of(data, drawing, part.index).value is None
    assert cell_of(data, drawing, total.index).value == what.values[total.index]
    assert cell_of(data, drawing, total.index).comment is None
    assert cell_of(made(changed(what, total.address, None)), drawing, total.index).value is None


def test_a_total_published_otherwise_is_kept_with_a_comment(edition):
    total, _part, drawing = total_of(edition)
    data = made(changed(report(edition), total.address, 99_999))
    assert cell_of(data, drawing, total.index).value == 99_999
    assert cell_of(data, drawing, total.index).comment.text == NOTE
    code = next(e.code for e in edition.equations if e.is_total and e.left == (total.index,))
    waived = report(edition, waivers={code: ("原件如此", Place("x.yaml"))})
    data = made(changed(waived, total.address, 99_999))
    assert cell_of(data, drawing, total.index).comment.text == f"{NOTE}。说明：原件如此"
    below = opened(data)[drawing.name].cell(drawing.bottom + 2, 1).value
    assert below.startswith("注：")
    assert below.endswith("。说明：原件如此")


def test_no_comment_where_all_is_right(edition):
    book = opened(made(report(edition)))
    assert not [cell for each in book for row in each.iter_rows() for cell in row if cell.comment]


def test_text_is_never_a_formula():
    said = ["=1+1", "+1", "-1", "@SUM(A1)", "{=A1}", "http://a.cn/", "0012", "mailto:a@b.cn", "_x0041_"]
    what = report(TABLED[-1], "".join(f"<p>{escape(text)}</p>" for text in said))
    cells = [row[0] for row in opened(made(what)).worksheets[0].iter_rows(max_col=1)]
    found = [cell for cell in cells if cell.value in said]
    parts = sum(not section.table for section in TABLED[-1].sections)
    assert [cell.value for cell in found] == said * parts
    assert {cell.data_type for cell in cells} == {"s"}


def test_line_breaks_and_lists_are_kept():
    what = report(
        TABLED[-1], "<p>甲<br>乙</p><ol start='3'><li>丙</li></ol><ul><li>丁</li></ul><h3>（一）戊</h3>"
    )
    assert {"甲\n乙", "3. 丙", "• 丁", "（一）戊"} <= set(words(made(what)))


@pytest.mark.parametrize(
    "text", ["甲乙丙丁。" * 8000, "甲" * 40_000, "甲乙；丙。" * 100 + "\n" * 3 + "丁" * 2000]
)
def test_a_long_paragraph_is_cut_into_rows_that_show_all_of_it(text):
    edition = TABLED[-1]
    what = report(edition, f"<p>{text.replace(chr(10), '<br>')}</p>")
    rows = words(made(what))
    start = rows.index(edition.sections[0].label) + 1
    end = next(at for at in range(start, len(rows)) if rows[at] in {s.label for s in edition.sections})
    assert "".join(rows[start:end]).replace("\n", "") == text.replace("\n", "")
    assert max(map(len, rows[start:end])) <= 900
    heights = opened(made(what)).worksheets[0].row_dimensions
    assert max(heights[at].height for at in range(1, len(rows) + 1)) < 409  # what Excel can show


def test_a_long_note_is_shown_whole():
    edition = TABLED[-1]
    table, drawing = next(iter(drawings(edition).items()))
    below = opened(made(report(edition, notes={table: "含邮寄的。" * 8000})))[drawing.name].iter_rows(
        min_row=drawing.bottom + 2, max_col=1, values_only=True
    )
    pieces = [piece for (piece,) in below]
    assert "".join(pieces) == "注：" + "含邮寄的。" * 8000
    assert max(map(len, pieces)) <= 900


def test_everything_that_is_said_beside_the_tables_is_there(edition):
    line, cell = edition.lines[0], edition.cells[-1]
    what = report(
        edition,
        notes={line.path: "含派出机构", cell.address: "以文书为准", cell.table: "口径同上年"},
        revisions=(Revision(date(2024, 3, 1), "更正一处数字"),),
        processing_fee=ProcessingFee(2, Decimal(300), Decimal("199.5")),
    )
    data = made(what)
    rows = words(data)
    assert rows[0] == what.title
    assert "发布机关：青山镇人民政府　　发布日期：2024-01-22" in rows
    assert f"格式：{edition.document}" in rows
    assert [row for row in rows if row in {s.label for s in edition.sections}] == [
        section.label for section in edition.sections if not section.table
    ]
    assert "信息处理费：发出收费通知2件；通知总金额300元；实际收取总金额199.5元。" in rows
    assert rows[-2:] == ["更正记录", "2024-03-01：更正一处数字"]
    book = opened(data)
    first, last = drawings(edition)[edition.cells[0].table], drawings(edition)[cell.table]
    assert book[first.name].cell(first.bottom + 2, 1).value == f"注：{line.label}：含派出机构"
    below = [book[last.name].cell(last.bottom + at, 1).value for at in (2, 3)]
    assert below == [f"注：{cell.label}：以文书为准", "注：口径同上年"]


def test_without_a_preface_of_its_own_a_report_begins_with_the_customary_one(edition):
    assert words(made(report(edition)))[3].startswith(
        f"本报告根据《中华人民共和国政府信息公开条例》和《{edition.name}》"
    )


def test_a_report_without_tables_is_its_text():
    legacy = next(edition for edition in editions().all if not edition.tables)
    data = made(report(legacy, "<p>老报告</p>", published="unknown", values=()))
    assert len(opened(data).worksheets) == 1
    assert words(data)[-1] == "老报告"
    assert "发布日期：原文未载明" in words(data)[1]


@pytest.mark.parametrize(
    ("published", "created"),
    [(date(2024, 1, 22), "2024-01-22"), ("unknown", "1980-01-01"), (None, "1980-01-01")],
)
def test_the_file_is_dated_by_its_publication(published, created):
    book = opened(made(report(TABLED[-1], published=published)))
    properties = book.properties
    assert properties.created.isoformat() == f"{created}T00:00:00"
    assert properties.title == "青山镇人民政府2023年政府信息公开工作年度报告"
    assert properties.creator == "青山镇人民政府"
    assert book.custom_doc_props["Language"].value == "zh-CN"


def test_it_prints_on_a4_as_wide_as_the_page_with_its_head_on_every_page(edition):
    book = opened(made(report(edition)))
    for sheet_ in book:
        assert (sheet_.page_setup.paperSize, sheet_.page_setup.fitToHeight) == (9, 0)
        assert sheet_.sheet_properties.pageSetUpPr.fitToPage
    for drawing in drawings(edition).values():
        one_head = len(drawing.grid.parts) == 1
        head = TOP + len(drawing.grid.parts[0].head)
        assert (book[drawing.name].print_title_rows == f"${TOP + 1}:${head}") is one_head
        frozen = cell_name((head, drawing.grid.stub_width)) if one_head else "A2"
        assert book[drawing.name].freeze_panes == frozen


def test_a_row_is_as_high_as_its_labels(edition):
    for drawing in drawings(edition).values():
        for cell in chain.from_iterable(drawing.grid.rows()):
            room = sum(drawing.widths[cell.column : cell.column + cell.colspan])
            assert sum(drawing.heights[cell.row : cell.row + cell.rowspan]) >= height(cell.text, room)


def test_changes_show_their_sign():
    edition = next(e for e in TABLED if any(cell.kind == "change" for cell in e.cells))
    cell = next(cell for cell in edition.cells if cell.kind == "change")
    drawing = drawings(edition)[cell.table]
    found = cell_of(made(changed(report(edition), cell.address, 5)), drawing, cell.index)
    assert (found.value, found.number_format) == (5, "+0;-0;0")


def test_every_figure_is_shown_whole(edition):
    """Else programs show 1E+08, or eleven characters of a fraction."""
    long = {
        "count": 123_456_789,
        "change": -12_345_678,
        "amount": Decimal("12345678.123456"),
        "money": Money(Decimal("123456789.5"), "万元"),
    }
    what = report(edition, values=tuple(long[cell.kind] for cell in edition.cells))
    book = opened(made(what), data_only=True)
    for drawing in drawings(edition).values():
        sheet_ = book[drawing.name]
        widths = sheet_.column_dimensions
        wide = {
            at: widths[found].width
            for found in widths
            for at in range(widths[found].min, widths[found].max + 1)
        }
        for cell in chain.from_iterable(drawing.grid.rows()):
            if cell.kind == "data":
                found = sheet_.cell(TOP + cell.row + 1, cell.column + 1)
                room = sum(wide[at + 1] for at in range(cell.column, cell.column + cell.colspan))
                assert room > columns(str(shown(what.values[cell.index]))) + 1
                exact = edition.cells[cell.index].kind == "amount"
                assert found.number_format.startswith("0.0###") is exact


def test_a_round_amount_has_no_point():
    edition = next(e for e in TABLED if any(cell.kind == "amount" for cell in e.cells))
    cell = next(cell for cell in edition.cells if cell.kind == "amount")
    found = cell_of(
        made(changed(report(edition), cell.address, Decimal("7.00"))),
        drawings(edition)[cell.table],
        cell.index,
    )
    assert (found.value, found.number_format) == (7, "General")


def test_the_import_reads_every_figure_back(edition):
    what = report(edition)
    document = sheet.read(made(what))
    read = [block for block in document.blocks if isinstance(block, Grid)]
    assert document.title == what.title
    right = 0
    for block, grid in zip(read, grids(edition).values(), strict=True):
        for cell in chain.from_iterable(grid.rows()):
            wanted = str(shown(what.values[cell.index])) if cell.kind == "data" else cell.text
            area = {
                block.rows[cell.row + down][cell.column + along]
                for down in range(cell.rowspan)
                for along in range(cell.colspan)
            }
            assert [found.text for found in area] == [wanted]  # one cell, wherever it reaches
            right += cell.kind == "data"
    assert right == len(edition.cells)


def test_the_bytes_are_the_same_wherever_and_whenever():
    code = (
        "import hashlib, test_xlsx as t\n"
        "print([hashlib.sha256(t.made(t.report(e))).hexdigest() for e in t.TABLED])"
    )
    assert len(elsewhere(code)) == 1


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([(0, 0)], "A1"),
        ([(0, 0), (1, 0), (2, 0)], "A1:A3"),
        ([(0, 0), (0, 1)], "A1:B1"),
        ([(0, 0), (2, 0), (3, 0)], "A1,A3:A4"),
        ([(0, 0), (1, 1)], "A1,B2"),
        ([(0, 0), (0, 1), (1, 1)], "A1:B1,B2"),
        ([(0, 0), (0, 1), (1, 0), (1, 1)], "A1:B1,A2:B2"),
        ([(0, 0), (1, 0), (0, 1)], "A1:A2,B1"),
    ],
)
def test_a_span_names_runs_of_cells(places, expected):
    assert span(places) == expected


def test_names_of_sheets_are_short_and_allowed():
    assert sheet_name("一[二]三:四*五?六/七\\八" * 9) == ("一二三四五六七八" * 9)[:31]
    for edition in TABLED:
        names = [drawing.name for drawing in drawings(edition).values()]
        assert len(set(names)) == len(names)
        assert all(name and len(name) <= 31 for name in names)


def test_a_chinese_character_is_two_columns_wide():
    assert columns("甲a，1") == 6
