"""Excel, for whoever wants to go on computing: the narrative on one sheet, every official table on one of its own."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING

from generator.model import Money, Report
from generator.outputs import Order
from generator.outputs.prose import Para, paragraphs
from generator.outputs.sheets import (
    EXACT,
    LINE,
    PAGE,
    SIGNED,
    Drawing,
    Looks,
    Sum,
    draw,
    drawings,
    height,
    looks,
    page,
    widened,
    workbook,
)
from generator.pages import wording
from generator.pages.rows import published
from generator.read.bindings import printed
from generator.read.narrative import FREE
from generator.rollup import plain

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_WORDS = "文字"  # the sheet of the narrative
_UNDATED = date(1980, 1, 1)
# How much larger than text, and points of room around it.
_LARGE = {"title": (1.5, 8.0), "section": (1.3, 8.0)}
_INDENTS = 5
_ROOM = 900  # characters that a row can show; a cell could hold 32,767
_BREAK = 45  # characters of a line, so that a line break counts for one
_SENTENCES = re.compile(r"[^。；！？\n]*(?:[。；！？\n][”’）》]*|$)")
_DIFFERS = "公布的数与各项之和不一致"


def write(order: Order) -> bytes:
    """The report as a workbook."""
    report = order.report
    day = report.published if isinstance(report.published, date) else _UNDATED
    file = BytesIO()
    book = workbook(file)
    book.set_properties({
        "title": report.title,
        "author": report.agency.name,
        "created": datetime(day.year, day.month, day.day),  # noqa: DTZ001 (a day, in no zone)
    })
    book.set_custom_property("Language", "zh-CN")
    _Words(book.add_worksheet(_WORDS), _styles(book)).write(order)
    look, figures = looks(book), _figures(report)
    special = {shape: looks(book, num_format=shape).figure for shape in (SIGNED, EXACT)}
    for table, usual in drawings(report.edition).items():
        drawing = widened(usual, figures)
        sheet = _Table(book.add_worksheet(drawing.name), drawing, report, look, special)
        draw(sheet.sheet, drawing, look, sheet)
        sheet.notes(wording.notes(report, order.waived, table))
    book.close()
    return file.getvalue()


def _figures(report: Report) -> dict[int, str]:
    """Index of a cell → its figure as it is printed."""
    cells = report.edition.cells
    return {cell.index: printed(report.values[cell.index], signed=cell.kind == "change") for cell in cells}


def _styles(book: "Workbook") -> dict[str, "Format"]:
    """The looks of paragraphs: of a heading by its rank, of a text by its indent."""
    text = {"text_wrap": True, "valign": "top", "align": "left"}
    middle = {"text_wrap": True, "valign": "vcenter"}
    return {
        "title": book.add_format(middle | {"bold": True, "font_size": 16, "align": "center"}),
        "about": book.add_format(middle | {"align": "center"}),
        "section": book.add_format(middle | {"bold": True, "font_size": 14}),
        "heading": book.add_format(text | {"bold": True}),
        **{f"text{indent}": book.add_format(text | {"indent": indent}) for indent in range(_INDENTS)},
    }


@dataclass(slots=True)
class _Words:
    """The sheet of the narrative: a row a paragraph."""

    sheet: "Worksheet"
    styles: dict[str, "Format"]
    row: int = 0

    def write(self, order: Order) -> None:
        """The whole narrative, with what is said about it."""
        report, edition = order.report, order.report.edition
        self.sheet.set_column(0, 0, PAGE)
        page(self.sheet)
        self._add("title", report.title)
        self._add("about", f"发布机关：{report.agency.name}　　发布日期：{published(report)}")
        if edition.sections:
            self._add("about", f"格式：{edition.document}")
        self._prose(wording.preface(report, order.site))
        self._part(report, FREE)
        for section in edition.sections:
            if not section.table:
                self._add("section", section.label)
                self._part(report, section.id)
            if section.processing_fee and report.processing_fee:
                self._add("text0", wording.fee_sentence(report))
        if report.revisions:
            self._add("section", "更正记录")
        for revision in report.revisions:
            self._add("text0", f"{revision.day.isoformat()}：{revision.reason}")

    def _part(self, report: Report, name: str) -> None:
        if name in report.narrative:
            self._prose(report.narrative[name].html)

    def _prose(self, html: str) -> None:
        for para in paragraphs(html):
            self._add(_style(para), f"{para.marker} {para.text}" if para.marker else para.text)

    def _add(self, style: str, text: str) -> None:
        scale, space = _LARGE.get(style, (1.0, 0.0))
        for piece in _pieces(text):
            self.sheet.set_row(self.row, scale * height(piece, PAGE / scale) + space)
            self.sheet.write_string(self.row, 0, piece, self.styles[style])
            self.row += 1


def _style(para: Para) -> str:
    if para.kind == "heading":
        return "heading"
    return "text0" if para.kind == "text" else f"text{min(para.level + 1, _INDENTS - 1)}"


def _pieces(text: str) -> Iterator[str]:
    """A text in as many rows as it takes to be shown whole, cut between sentences where it can be."""
    held = ""
    for sentence in _SENTENCES.findall(text):
        for start in range(0, len(sentence), _ROOM):
            part = sentence[start : start + _ROOM]
            if _size(held) + _size(part) > _ROOM:
                yield held.rstrip("\n")
                held = ""
            held += part
    yield held.rstrip("\n")


def _size(text: str) -> int:
    return len(text) + _BREAK * text.count("\n")


@dataclass(frozen=True, slots=True)
class _Table:
    """The sheet of an official table."""

    sheet: "Worksheet"
    drawing: Drawing
    report: Report
    looks: Looks
    special: dict[str, "Format"]  # of figures: by how they are shown

    def look(self, index: int) -> "Format":
        """A change shows its sign, a fraction all its digits."""
        value = self.report.values[index]
        if self.report.edition.cells[index].kind == "change":
            return self.special[SIGNED]
        is_fraction = isinstance(value, Decimal) and value != value.to_integral_value()
        return self.special[EXACT] if is_fraction else self.looks.figure

    def put(self, index: int) -> None:
        """A figure: a sum as a formula, unless it was published otherwise."""
        place, look = self.drawing.places[index], self.look(index)
        value = self.report.values[index]
        if value is None:
            self.sheet.write_blank(*place, None, look)
        elif isinstance(value, Money):
            self.sheet.write_string(*place, printed(value), look)
        elif total := self._total(index):
            self.sheet.write_formula(*place, f"=SUM({total.span})", look, value)
        else:
            self.sheet.write_number(*place, value, look)

    def _total(self, index: int) -> Sum | None:
        """The sum that a total is; where it was published as something else, a comment says so."""
        known = [(total, self._sum(total)) for total in self.drawing.sums.get(index, ())]
        known = [(total, number) for total, number in known if number is not None]
        wrong = [total for total, number in known if number != self.report.values[index]]
        if wrong:
            reason, _place = self.report.waivers.get(wrong[0].equation.code, ("", None))
            comment = f"{_DIFFERS}。说明：{reason}" if reason else _DIFFERS
            self.sheet.write_comment(*self.drawing.places[index], comment)
            return None
        return known[0][0] if known else None

    def _sum(self, total: Sum) -> object:
        """What the parts sum to; None if one of them is blank."""
        parts = [plain(self.report.values[index]) for index in total.equation.right]
        figures = [part for part in parts if part is not None]
        return sum(figures) if len(figures) == len(parts) else None

    def notes(self, notes: Iterable[str]) -> None:
        """What is said of the table, below it."""
        width = len(self.drawing.widths)
        pieces = [piece for text in notes for piece in _pieces(text)]
        for row, piece in enumerate(pieces, self.drawing.bottom + 1):
            self.sheet.set_row(row, max(LINE, height(piece, sum(self.drawing.widths))))
            self.sheet.merge_range(row, 0, row, width - 1, piece, self.looks.remark)
