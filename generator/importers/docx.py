"""Word files (.docx) → paragraphs, grids and pictures in reading order, with numbering as text."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from generator.importers.blocks import Block, Cell, Document, Grid, Paragraph, Picture, Spot, UnreadableError
from generator.importers.docx_numbering import Numbering
from generator.importers.docx_package import Element, Package, W, child, inside, value, whole
from generator.importers.docx_settle import settle
from generator.importers.docx_styles import Styles, outline
from generator.importers.docx_words import BOX, PARAGRAPH, WordReader, Words

_COLUMNS = 64
_ROWS = 2_000
_TABLE = f"{W}tbl"
_BLOCKS = frozenset({PARAGRAPH, _TABLE})
_PARAGRAPHS = frozenset({PARAGRAPH})
_TABLE_ROWS = frozenset({f"{W}tr"})
_CELLS = frozenset({f"{W}tc"})
_GOES_ON = {"", "continue"}
_WHOLE_ROWS, _WHOLE_COLUMNS = (
    3,
    2,
)  # from which on a table in a cell is the content, the outer table its frame
_CONTENTS_ENTRY = re.compile(r".*\t.*[0-9]\s*")


def read(data: bytes) -> Document:
    """The body of a .docx file. Raises UnreadableError for what is none, or is not safe to read."""
    package = Package(data)
    settle(package.body)
    styles = Styles(package.part("styles"))
    numbering = Numbering(package.part("numbering"), styles)
    reader = _Reader(styles, numbering, WordReader(package, styles))
    reader.blocks(package.body)
    return Document(reader.found, package.title())


@dataclass(slots=True)
class _Row:
    """A row in the making."""

    cells: list[Cell] = field(default_factory=list)
    merging: dict[int, Cell] = field(default_factory=dict)  # position → what the row below may go on with

    def add(self, cell: Cell, span: int, *, merging: bool = False) -> None:
        """A cell takes a place at least; a span ends where no table has columns any more."""
        start = len(self.cells)
        self.cells += [cell] * max(1, min(span, _COLUMNS - start))
        if merging:
            self.merging.update(dict.fromkeys(range(start, len(self.cells)), cell))

    def skip(self, columns: int) -> None:
        """Positions of the grid that the row leaves out."""
        if columns > 0:
            self.add(Cell(""), columns)


@dataclass(slots=True)
class _Reader:
    styles: Styles
    numbering: Numbering
    words: WordReader
    found: list[Block] = field(default_factory=list)
    paragraphs: int = 0
    grids: int = 0

    def blocks(self, parent: Element) -> None:
        """What is in the body, in a text box, in a cell that is there for the layout."""
        for element in inside(parent, _BLOCKS):
            if element.tag == PARAGRAPH:
                self._paragraph(element)
            elif _is_layout(element):
                for cell in inside(element, _CELLS):
                    self.blocks(cell)
            else:
                self._table(element)

    def _paragraph(self, element: Element) -> None:
        properties = child(element, "pPr")
        style = self.styles.of_paragraph(properties)
        label = self.numbering.label(properties)  # an empty paragraph counts, too
        words = self.words.read(element)
        if words.text.strip() and not (style.contents and _CONTENTS_ENTRY.fullmatch(words.text)):
            heading = outline(properties)
            self.found.append(
                Paragraph(
                    words.runs(label.prefix),
                    self._next_paragraph(),
                    style.heading if heading is None else heading,
                    label.marker,
                    label.depth,
                )
            )
        place = Spot(f"第 {self.paragraphs} 段之后" if self.paragraphs else "正文开头")
        for beside in words.beside:
            if beside.tag == BOX:
                self.blocks(beside)
            else:
                self.found.append(Picture(place))

    def _next_paragraph(self) -> Spot:
        self.paragraphs += 1
        return Spot(f"第 {self.paragraphs} 段")

    def _table(self, table: Element) -> None:
        rows, above = [], _Row()
        below: list[Words] = []
        for element in inside(table, _TABLE_ROWS):
            above = self._row(element, above, below)
            rows.append(tuple(above.cells))
        self.grids += 1
        place = Spot(f"第 {self.grids} 个表格")
        if len(rows) > _ROWS:
            raise UnreadableError(
                f"{place.words}有 {len(rows)} 行，不像是年报的表格", "从文件里去掉这个表格，另作附件，再导入"
            )
        self.found.append(Grid(tuple(rows), place))
        for words in below:
            self.found += [Paragraph((note,), self._next_paragraph()) for note in words.notes if note.text]
            self.found += [Picture(place) for beside in words.beside if beside.tag != BOX]

    def _row(self, element: Element, above: _Row, below: list[Words]) -> _Row:
        row = _Row()
        properties = child(element, "trPr")
        row.skip(whole(value(properties, "gridBefore")))
        for cell in inside(element, _CELLS):
            own = child(cell, "tcPr")
            down, across = value(own, "vMerge"), value(own, "hMerge")
            at = len(row.cells)
            if down in _GOES_ON and at in above.merging:
                made = above.merging[at]
            elif across in _GOES_ON and row.cells:
                made = row.cells[-1]
            else:
                made = Cell("\n".join(filter(None, map(str.strip, self._lines(cell, below)))))
            row.add(made, whole(value(own, "gridSpan"), 1), merging=down is not None)
        row.skip(whole(value(properties, "gridAfter")))
        return row

    def _lines(self, parent: Element, below: list[Words]) -> Iterator[str]:
        """The paragraphs in a cell, those of text boxes and tables inside it among them."""
        for paragraph in inside(parent, _PARAGRAPHS):
            prefix = self.numbering.label(child(paragraph, "pPr")).prefix  # a number alone is a text, too
            words = self.words.read(paragraph, apart=True)
            yield prefix + words.text
            for box in words.beside:
                if box.tag == BOX:
                    yield from self._lines(box, below)
            below.append(words)


def _is_layout(table: Element) -> bool:
    """Whether a table only frames other content: it has one cell, or a whole table in one of its cells."""
    return sum(_widths(table)) <= 1 or any(
        len(widths) >= _WHOLE_ROWS and max(widths) >= _WHOLE_COLUMNS
        for widths in map(_widths, table.iterdescendants(_TABLE))
    )


def _widths(table: Element) -> list[int]:
    """How many cells each row has."""
    return [sum(1 for _ in inside(row, _CELLS)) for row in inside(table, _TABLE_ROWS)]
