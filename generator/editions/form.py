"""An official form in plain values: headings, tables, cells, lines and the equations between cells."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, Literal

from generator.editions.relations import Continuity, Couple, FeeCells, Help, Limit, Series, Share

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
class Section:
    """One of the official parts of a report: figures if it has a table, else narrative."""

    id: str
    label: str
    table: str = ""
    aliases: tuple[str, ...] = ()
    topics: tuple[str, ...] = ()  # what the notice wants it to speak of
    topic_words: tuple[tuple[str, str], ...] = ()  # topic → a pattern by which it is known
    government_topics: tuple[tuple[str, str], ...] = ()  # what reports of governments must speak of besides
    remedies: str = ""  # a pattern of words by which an improvement is known
    processing_fee: bool = False  # the structured 信息处理费 belongs here (国办函〔2020〕109号)
    fee_words: str = ""  # a pattern by which the fee is known in the words
    fee_from: int = 0  # the first report year that must speak of the fee


@dataclass(frozen=True, slots=True)
class KeyFigure:
    """A cell that tells the report at a glance, under a short label."""

    cell: str
    label: str


@dataclass(frozen=True, slots=True)
class Reading:
    """Something that a number in the narrative may mean: cells added together, less others (indexes)."""

    label: str
    plus: tuple[int, ...]
    minus: tuple[int, ...] = ()
    binding: str = ""  # the same for the narrative, where it is short enough to be written


Readings = dict[str, tuple[Reading, ...]]  # by applicant; "" for all of them together


@dataclass(frozen=True, slots=True)
class Phrase:
    """Words beside a number that tell what it counts; the first five are patterns."""

    before: str
    after: str
    about: str  # the passage or its heading must speak of this
    said: str  # the sentence must
    unless: str  # the clause must not
    unit: str  # of the cells: 件, 万元
    means: Readings
    given: tuple[tuple[str, Readings], ...]  # more readings where the sentence has these words
    denies: bool  # 0 of them says that there were none at all

    @property
    def by_applicant(self) -> bool:
        """Whether a number after it may speak of one kind of applicant."""
        return len(self.means) > 1


@dataclass(frozen=True, slots=True)
class Phrases:
    """How the narrative speaks of the figures."""

    all: tuple[Phrase, ...] = ()
    applicants: tuple[tuple[str, str], ...] = ()  # pattern → applicant
    applications: Readings = field(default_factory=dict)  # of an applicant, where no phrase says which
    denials: tuple[tuple[str, str, Reading], ...] = ()  # pattern, what else the sentence says, what must be 0
    wholes: tuple[Reading, ...] = ()  # what a share may be a share of


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
    limits: tuple[Limit, ...]
    couples: tuple[Couple, ...]
    shares: tuple[Share, ...]
    jumps: tuple[str, ...]  # addresses whose figures do not leap from one year to the next
    legislation: tuple[int, ...]  # cells that only a body with the power to make 规章 can fill
    fee_cells: FeeCells | None
    deadline: (
        str  # month-day by which every agency had to publish; "": as site.yaml or the law of today has it
    )
    key_figures: tuple[KeyFigure, ...]
    aliases: dict[str, tuple[str, ...]]  # official label → what published reports also print
    phrases: Phrases = Phrases()
    series: tuple[Series, ...] = ()
    help: tuple[Help, ...] = ()
    comparable: Mapping[str, Mapping[str, Any]] = field(
        default_factory=dict
    )  # id of an older form → as in the file; comparable.py says it in cells

    @cached_property
    def index(self) -> dict[str, int]:
        """Address of a cell → its index."""
        return {cell.address: cell.index for cell in self.cells}

    @cached_property
    def by_code(self) -> dict[str, tuple[Equation, ...]]:
        """Code → the equations that are checked under it."""
        codes = dict.fromkeys(equation.code for equation in self.equations)
        return {code: tuple(e for e in self.equations if e.code == code) for code in codes}

    @cached_property
    def continuities_by_code(self) -> dict[str, tuple[Continuity, ...]]:
        """Code → what is checked under it."""
        codes = dict.fromkeys(link.code for link in self.continuities)
        return {code: tuple(link for link in self.continuities if link.code == code) for code in codes}

    @cached_property
    def amounts(self) -> tuple[Cell, ...]:
        """Cells with sums of money in the unit of the form."""
        return tuple(cell for cell in self.cells if cell.kind == "amount")

    @cached_property
    def line(self) -> dict[str, Line]:
        """Path of a line → the line."""
        return {line.path: line for line in self.lines}

    def table(self, name: str) -> Table:
        """The table of that id."""
        return next(table for table in self.tables if table.id == name)
