"""What a reader finds in a document: paragraphs and grids in order, each with its place."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import groupby


@dataclass(frozen=True, slots=True)
class Spot:
    """A place in a document: in words, and as a line where the document has lines."""

    words: str = ""  # 第 2 页, 第 1 个表格第 5 行
    line: int = 0  # from 1; 0: a document without lines


@dataclass(frozen=True, slots=True)
class Run:
    """A stretch of text in one style."""

    text: str
    strong: bool = False
    link: str = ""  # the address it leads to


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph, heading or list item."""

    runs: tuple[Run, ...]
    spot: Spot = Spot()
    heading: int = 0  # level, where the document itself marks it as a heading
    marker: str = ""  # "-" or "1.": of a list item that the document itself marks as one
    depth: int = 0  # of a list item: how many lists it is inside, less one

    @property
    def text(self) -> str:
        """The words alone; a line break inside the paragraph is a line end."""
        return "".join(run.text for run in self.runs)


def plain(text: str, spot: Spot = Spot(), heading: int = 0) -> Paragraph:
    """A paragraph in one style."""
    return Paragraph((Run(text),), spot, heading)


@dataclass(frozen=True, slots=True, eq=False)  # two cells with the same words are still two cells
class Cell:
    """One cell of a source table; it stands in the grid at every position that its span covers."""

    text: str  # lines are joined by "\n"


@dataclass(frozen=True, slots=True)
class Grid:
    """A table: rows of cells by position; rows of a broken table may differ in length."""

    rows: tuple[tuple[Cell, ...], ...]
    spot: Spot = Spot()
    spots: tuple[Spot, ...] = ()  # of each row, where the reader knows better than its number

    def row_spot(self, at: int) -> Spot:
        """The place of a row (from 0)."""
        return self.spots[at] if self.spots else Spot(f"{self.spot.words}第 {at + 1} 行", self.spot.line)

    def cells(self, at: int) -> list[tuple[int, Cell]]:
        """The cells of a row, each once, with its first position."""
        row = self.rows[at]
        found, position = [], 0
        for _key, group in groupby(row, key=id):
            found.append((position, row[position]))
            position += sum(1 for _ in group)
        return found


@dataclass(frozen=True, slots=True)
class Picture:
    """An image, which no reader takes over."""

    spot: Spot = Spot()


Block = Paragraph | Grid | Picture


@dataclass(slots=True)
class Document:
    """An old report as its reader found it."""

    blocks: list[Block] = field(default_factory=list)
    title: str = ""  # as the document's own data have it: <title>, dc:title
    day: str = ""  # of publication, as the document's own data have it
    form: bool = False  # our own form: its totals are formulas, so one that is blank was only not computed

    def paragraphs(self) -> Iterator[Paragraph]:
        """The paragraphs in order."""
        return (block for block in self.blocks if isinstance(block, Paragraph))


class UnreadableError(Exception):
    """Why a document cannot be read: in Chinese, with what to do."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint

    def __reduce__(self) -> tuple[type["UnreadableError"], tuple[str, str]]:
        """Both parts go to another process."""
        return type(self), (self.message, self.hint)
