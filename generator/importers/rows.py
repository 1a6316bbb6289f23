"""The rows of figures in the table part of an old report: labels, values, and the column headings above them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace

from generator.importers.blocks import Block, Cell, Grid, Paragraph, Spot
from generator.importers.labels import Labels, key, numbered
from generator.importers.written import is_blank, is_figure

_UNITS = {"件", "条", "项", "万元", "元", "数量", "件数", "单位件", "数量件"}
_TOKEN = 60  # characters of the longest label that stands alone on a line
_SENTENCE = ("。", "；", "！", "？")
_FEW = 2  # figures on lines of their own: fewer are a page number


@dataclass(frozen=True, slots=True)
class Row:
    """A row with figures, or with room for them."""

    spot: Spot
    labels: tuple[str, ...]  # from the outermost in
    values: tuple[tuple[int, str], ...]  # position and text
    columns: dict[int, tuple[str, ...]] = field(
        default_factory=dict
    )  # position → headings above, topmost first
    context: str = ""  # the last line of text above its table
    gridded: bool = False  # it stands in a table, not in lines of text
    short: bool = False  # it has fewer positions than the headings above: a cell may be lost

    @property
    def texts(self) -> list[str]:
        """The values alone."""
        return [text for _position, text in self.values]


@dataclass(slots=True)
class Found:
    """What the table part holds."""

    rows: list[Row] = field(default_factory=list)
    rest: list[Paragraph] = field(default_factory=list)  # text that belongs to no table


def find_rows(blocks: Sequence[Block], labels: Labels) -> Found:
    """Rows in order. A table without headings of its own takes over those of the one before it, if as wide."""
    walk = _Walk(labels, Found())
    for block in blocks:
        if isinstance(block, Grid):
            walk.flush()
            walk.grid(block)
        elif isinstance(block, Paragraph):
            walk.paragraph(block)
    walk.flush()
    return walk.found


Texts = list[tuple[int, str]]  # position and text of each cell of a row, or of a line with tabs


@dataclass(slots=True)
class _Walk:
    labels: Labels
    found: Found
    heads: list[Texts] = field(default_factory=list)  # the rows of column headings that hold now
    open: bool = False  # the last row was one of them
    width: int = 0  # of the table that they are of
    reach: int = 0  # positions in the last of them
    context: str = ""
    loose: list[Paragraph] = field(default_factory=list)  # labels and figures, one a line

    def grid(self, grid: Grid) -> None:
        width = max((len(row) for row in grid.rows), default=0)
        if width != self.width:
            self.heads, self.reach = [], 0
        self.open, self.width = False, width
        above: set[Cell] = set()
        for at, cells in enumerate(grid.rows):
            texts = [(position, cell.text) for position, cell in grid.cells(at)]
            if row := self._row(texts, grid.row_spot(at)):
                self.found.rows.append(replace(row, gridded=True, short=len(cells) < self.reach))
                self.open = False
            else:
                # A cell that reaches down from the row above is no new heading.
                new = [(at, cell.text) for at, cell in enumerate(cells) if cell not in above]
                self._head(new, texts, len(cells))
            above = set(cells)
        self.context = ""

    def _row(self, texts: Texts, spot: Spot) -> Row | None:
        start = self._values_from([text for _position, text in texts])
        values = tuple(texts[start:])
        names = tuple(text for _position, text in texts[:start] if not is_blank(text))
        if not values or not (names or self.heads or any(not is_blank(text) for _position, text in values)):
            return None
        return Row(spot, names, values, self._columns(), self.context)

    def _values_from(self, texts: list[str]) -> int:
        """Where the values begin; behind the last cell if the row has none."""
        known = [at for at, text in enumerate(texts) if not is_figure(text) and self._is_label(text)]
        if any(not is_blank(text) and is_figure(text) for text in texts):
            last = max((at for at, text in enumerate(texts) if not is_figure(text)), default=-1)
            rows = [at for at, text in enumerate(texts) if at <= last and self.labels.row(text)]
            begin = max(rows, default=last)
            between = texts[begin + 1 : last + 1]
            # What stands between a known label and the figures is a unit, or a figure that nobody can read.
            return (last if all(key(text) in _UNITS for text in between) else begin) + 1
        if all(map(is_blank, texts)):
            return 0
        # No figure at all: a row of blanks is known by its label alone.
        if known and all(is_blank(text) for text in texts[known[-1] + 1 :]):
            text = texts[known[-1]]
            # 其他 and 总计 are columns as well; but beside these nobody writes a dash, or the heading of a row.
            beside = [other for other in texts if not is_blank(other)]
            row = numbered(text) or key(text) not in self.labels.columns or any(texts[known[-1] + 1 :])
            if (row or (self.heads and all(map(self._of_rows, beside)))) and self._of_rows(text):
                return known[-1] + 1
        return len(texts)

    def _is_label(self, text: str) -> bool:
        return self.labels.row(text) is not None or bool(self.labels.group(text))

    def _of_rows(self, text: str) -> bool:
        """Whether a label is one of a row: those of groups of columns stand in the head as well."""
        match = self.labels.row(text)
        return bool(match and match.lines[0].cells[0].rows) or bool(self.labels.group(text))

    def _head(self, new: Texts, texts: Texts, length: int) -> None:
        """A row without figures: headings of columns, the title of a block, or nothing of interest."""
        said = [text for _position, text in texts if not is_blank(text)]
        if not said or all(self._of_rows(text) and not self.labels.is_head(text) for text in said):
            return
        if not self.open:
            if not any(self.labels.is_head(text) for text in said):
                return
            self.heads = []
        self.heads.append([(position, text) for position, text in new if not is_blank(text)])
        self.open = len(texts) > 1
        self.reach = length if self.open else 0

    def _columns(self) -> dict[int, tuple[str, ...]]:
        columns: dict[int, tuple[str, ...]] = {}
        for head in self.heads:
            for position, text in head:
                columns[position] = (*columns.get(position, ()), text)
        return columns

    def paragraph(self, paragraph: Paragraph) -> None:
        text = paragraph.text.strip()
        if "\t" in text:
            self.flush()
            if row := self._row(
                [(at, part.strip()) for at, part in enumerate(text.split("\t"))], paragraph.spot
            ):
                self.found.rows.append(row)
                return
        self.context = text
        if len(text) <= _TOKEN and not text.endswith(_SENTENCE):
            self.loose.append(paragraph)
        else:
            self.flush()
            self.found.rest.append(paragraph)

    def flush(self) -> None:
        """Lines that hold a label or a figure each are rows; else they are text."""
        lines, self.loose = self.loose, []
        if sum(1 for line in lines if is_figure(line.text) and not is_blank(line.text)) < _FEW:
            self.found.rest += lines
        else:
            last = max(at for at, line in enumerate(lines) if is_figure(line.text))
            self.found.rows += _rows_of(lines[: last + 1])
            self.found.rest += lines[last + 1 :]


def _rows_of(lines: Sequence[Paragraph]) -> Iterator[Row]:
    names: list[str] = []
    values: list[str] = []
    spot = Spot()
    for line in lines:
        if is_figure(line.text):
            values.append(line.text)
            continue
        if values:
            yield Row(spot, tuple(names), tuple(enumerate(values)))
            names, values = [], []
        names.append(line.text)
        spot = line.spot
    if values:
        yield Row(spot, tuple(names), tuple(enumerate(values)))
