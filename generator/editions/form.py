"""An official form in plain values: headings, tables, cells, lines and the equations between cells."""

from dataclasses import dataclass
from functools import cached_property
from typing import Literal

Kind = Literal["count", "change", "amount", "money"]
KINDS: tuple[Kind, ...] = ("count", "change", "amount", "money")


@dataclass(frozen=True, slots=True)
class Heading:
    """A row or column heading; one without children leads to cells."""

    label: str
    id: str = ""  # "" where it has no part in addresses
    children: tuple["Heading", ...] = ()
    total: str = ""  # the code under which this sum of its siblings' leaves is checked
    kind: Kind = "count"
    unit: str = "件"

    def leaves(self) -> tuple["Heading", ...]:
        """The headings below (or this one) that lead to cells, in printed order."""
        if not self.children:
            return (self,)
        return tuple(leaf for child in self.children for leaf in child.leaves())

    def depth(self) -> int:
        """How many levels of headings this is high."""
        return 1 + max((child.depth() for child in self.children), default=0)


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a table that has columns of its own; most tables are one block without a label."""

    columns: tuple[Heading, ...]
    rows: tuple[Heading, ...] = ()  # none: a single row of cells without a heading
    id: str = ""
    label: str = ""


@dataclass(frozen=True, slots=True)
class Table:
    """An official table."""

    id: str
    caption: str
    blocks: tuple[Block, ...]
    stub: str = ""  # what the form prints over the row headings


@dataclass(frozen=True, slots=True)
class Cell:
    """One data cell of the form."""

    index: int  # its place in Edition.cells and in Report.values
    address: str  # table.row path.column path
    table: str
    rows: tuple[str, ...]  # labels of its row headings, outermost first
    columns: tuple[str, ...]
    kind: Kind
    unit: str
    row_total: bool  # the sum of the cells above it
    column_total: bool  # the sum of the cells beside it

    @property
    def row_label(self) -> str:
        """The row in words."""
        return " · ".join(self.rows)

    @property
    def column_label(self) -> str:
        """The column in words."""
        return " · ".join(self.columns)

    @property
    def label(self) -> str:
        """Row and column in words."""
        return " · ".join((*self.rows, *self.columns))


@dataclass(frozen=True, slots=True)
class Line:
    """Cells that a source file writes as one list."""

    path: str  # table.row path, or table.column group where the table has no row headings
    cells: tuple[Cell, ...]
    total: bool  # the whole line is a sum of other lines and may be left out

    @property
    def label(self) -> str:
        """The row, or the group of columns, in words."""
        cell = self.cells[0]
        return cell.row_label or " · ".join(cell.columns[:-1])


@dataclass(frozen=True, slots=True)
class Equation:
    """Cells that sum to the same: an identity (勾稽关系) of one row, column or group."""

    code: str
    left: tuple[int, ...]  # indexes of cells
    right: tuple[int, ...]
    about: str  # the row, column or group in words

    @property
    def is_total(self) -> bool:
        """The left side is one cell that can be computed from the right."""
        return len(self.left) == 1


@dataclass(frozen=True, slots=True)
class Continuity:
    """This year's `to` equals last year's `origin`, plus `plus` and minus `minus` of this year (addresses)."""

    to: str
    origin: str
    plus: str = ""
    minus: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """One of the official parts of a report: figures if it has a table, else narrative."""

    id: str
    label: str
    table: str = ""
    aliases: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()  # what the notice wants it to speak of
    processing_fee: bool = False  # the structured 信息处理费 belongs here (国办函〔2020〕109号)


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A cell that tells the report at a glance, under a short label."""

    cell: str
    label: str


@dataclass(frozen=True, eq=False)  # one object a form: compared and hashed as such, not by its 200 cells
class Edition:
    """An official form (格式), with all that is derived from its headings."""

    id: str
    name: str
    document: str  # the notice that issued it
    first_year: int  # the first report year it is used for
    title: str  # pattern with {agency} and {year}
    blank: Literal["error", "warning"]  # what an empty data cell is
    sections: tuple[Section, ...]
    tables: tuple[Table, ...]
    cells: tuple[Cell, ...]
    lines: tuple[Line, ...]
    equations: tuple[Equation, ...]
    continuities: tuple[Continuity, ...]
    key_figures: tuple[KeyFigure, ...]

    @cached_property
    def index(self) -> dict[str, int]:
        """Address of a cell → its index."""
        return {cell.address: cell.index for cell in self.cells}

    @cached_property
    def line(self) -> dict[str, Line]:
        """Path of a line → the line."""
        return {line.path: line for line in self.lines}

    def table(self, name: str) -> Table:
        """The table of that id."""
        return next(table for table in self.tables if table.id == name)
