"""New figures into a data file that is there: nothing changes but the numbers of its lists.

Comments, blanks, the order of the keys and every other key stay as they are. What a total would add is left out
where the file leaves it out; lines that are missing are put in, in official order.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

import yaml

from generator.editions.form import Cell, Edition, Line
from generator.model import Figure
from generator.read.bindings import printed
from generator.read.figures import Branch, branches
from generator.rollup import AGGREGATE, plain
from generator.sources import TO_FILL

_BOM = "\ufeff"


@dataclass(frozen=True, slots=True)
class Refill:
    """What a file says and what it is to say; both in the order of Edition.cells.

    None in `figures`: a blank; of a total that the file leaves out: whatever comes of its parts.
    """

    edition: Edition
    before: tuple[Figure, ...]
    figures: tuple[Figure, ...]
    totals: bool = False  # also write the totals that the file leaves out


def refill(text: str, wanted: Refill) -> str | None:
    """The text of the file with the figures, as an aggregate. `text` is one that the reader takes without error.

    None: a line has to be put in where braces and comments are so interwoven that something would be lost.
    """
    while True:
        source = _Text(text)
        root = yaml.compose(source.plain, Loader=yaml.CSafeLoader)
        if not isinstance(root, yaml.MappingNode) or root.flow_style:
            return None
        editor = _Editor(source, wanted)
        editor.scope(root)
        editor.branch(_root(wanted.edition), root, _Where())
        if editor.unfold is None:
            return source.apply()
        unfolded = _unfolded(text, *editor.unfold)
        if unfolded is None:
            return None
        text = unfolded


class _Text:
    """The text as it is in the file, with the changes to be made."""

    def __init__(self, raw: str) -> None:
        self.raw = raw
        self.newline = "\r\n" if "\r\n" in raw else "\n"
        self.plain = raw.removeprefix(_BOM).replace("\r\n", "\n")  # what YAML sees: same lines and columns
        skip = len(raw) - len(raw.removeprefix(_BOM))
        self.starts = [skip, *(match.end() for match in re.finditer("\n", raw))]
        self.changes: list[tuple[int, int, str]] = []

    def at(self, mark: yaml.Mark) -> int:
        """Where a mark is."""
        return self.starts[mark.line] + mark.column

    def span(self, node: yaml.Node) -> tuple[int, int]:
        """Where a scalar or a bracketed node begins and ends."""
        return self.at(node.start_mark), self.at(node.end_mark)

    def colon(self, key: yaml.Node) -> int:
        """Right behind the colon of a key."""
        return self.raw.index(":", self.at(key.end_mark)) + 1

    def line_end(self, offset: int) -> int:
        """The end of the line, comment included."""
        match = re.compile(r"\r?\n|\Z").search(self.raw, offset)
        return match.start() if match else len(self.raw)

    def change(self, start: int, end: int, words: str) -> None:
        """Put the words in place of a stretch; several at one place come in the order given."""
        self.changes.append((start, end, words.replace("\n", self.newline)))

    def apply(self) -> str:
        """The text with all changes."""
        out, done = [], 0
        for start, end, words in sorted(self.changes, key=lambda change: change[0]):
            out += [self.raw[done:start], words]
            done = end
        return "".join([*out, self.raw[done:]])


@dataclass(frozen=True, slots=True)
class _Where:
    """Where in the file a mapping is."""

    fill: bool = False  # its table says `fill: 0`
    outer: tuple[yaml.Node, yaml.MappingNode] | None = None  # outermost mapping in braces, with its key


@dataclass(slots=True)
class _Editor:
    text: _Text
    wanted: Refill
    unfold: tuple[yaml.Node, yaml.MappingNode] | None = field(default=None)

    def scope(self, root: yaml.MappingNode) -> None:
        """The file says that it is an aggregate."""
        pairs = _pairs(root)
        line = f"{' ' * root.value[0][0].start_mark.column}scope: {AGGREGATE}"
        if "scope" in pairs:
            _key, value = pairs["scope"]
            if _scalar(value) != AGGREGATE:
                self._put(value, AGGREGATE)
        elif "published" in pairs:
            end = self.text.line_end(self.text.at(pairs["published"][1].end_mark))
            self.text.change(end, end, f"\n{line}")
        else:
            start = self.text.starts[root.value[0][0].start_mark.line]
            self.text.change(start, start, f"{line}\n")

    def branch(self, branch: Branch, node: yaml.MappingNode, where: _Where) -> None:
        pairs = _pairs(node)
        where = _Where(where.fill or "fill" in pairs, where.outer)
        column = node.value[0][0].start_mark.column
        last: yaml.Node | None = None
        for name, below in branch.below.items():
            if name in pairs:
                self._present(below, pairs[name], where)
                last = _end(*pairs[name])
                continue
            lines = self._lines(name, branch, (column, where.fill))
            if lines and where.outer:
                self.unfold = self.unfold or where.outer
            elif lines and last:
                self._behind(last, lines)
            elif lines and (following := next((key for key in _after(branch, name) if key in pairs), "")):
                self._before(pairs[following][0], lines)
            elif lines:
                self._behind(_end(*node.value[-1]), lines)

    def _before(self, key: yaml.Node, lines: list[str]) -> None:
        start = self.text.starts[key.start_mark.line]
        self.text.change(start, start, "".join(f"{line}\n" for line in lines))

    def _behind(self, node: yaml.Node, lines: list[str]) -> None:
        end = self.text.line_end(self.text.at(node.end_mark))
        self.text.change(end, end, "".join(f"\n{line}" for line in lines))

    def _present(self, below: Branch | Line, pair: tuple[yaml.Node, yaml.Node], where: _Where) -> None:
        key, value = pair
        if isinstance(below, Line):
            self._line(below, value)
        elif isinstance(value, yaml.MappingNode) and value.value:
            outer = where.outer or ((key, value) if value.flow_style else None)
            self.branch(below, value, _Where(where.fill, outer))
        else:  # nothing is in it yet
            lines = self._under(below, (key.start_mark.column + 2, where.fill))
            if lines and where.outer:
                self.unfold = self.unfold or where.outer
            elif lines:
                self.text.change(self.text.colon(key), self.text.at(value.end_mark), "")
                self._behind(value, lines)

    def _line(self, line: Line, value: yaml.Node) -> None:
        if isinstance(value, yaml.SequenceNode):
            cells = [cell for cell in line.cells if not cell.column_total]
            if len(value.value) == len(line.cells):
                cells = list(line.cells)
            for cell, item in zip(cells, value.value, strict=True):
                if self._changes(cell):
                    self._put(item, self._written(cell))
            if self.wanted.totals and len(cells) < len(line.cells):
                self._append(
                    value, ", ".join(self._written(cell) for cell in line.cells if cell.column_total)
                )
        elif len(line.cells) == 1 and _scalar(value):
            if self._changes(line.cells[0]):
                self._put(value, self._written(line.cells[0]))
        elif (self.wanted.totals or not line.total) and any(self._changes(cell) for cell in line.cells):
            self._put(value, self._list(line))

    def _append(self, value: yaml.SequenceNode, figure: str) -> None:
        """The total, which a list leaves out and which its parts do not give."""
        last = value.value[-1]
        end = self.text.at(last.end_mark)
        if value.flow_style:
            self.text.change(end, end, f", {figure}")
        else:
            end = self.text.line_end(end)
            self.text.change(end, end, f"\n{' ' * value.start_mark.column}- {figure}")

    def _put(self, node: yaml.Node, words: str) -> None:
        """In place of a scalar; where nothing is written it needs a blank before it."""
        start, end = self.text.span(node)
        self.text.change(start, end, words if end > start else f" {words}")

    def _lines(self, name: str, branch: Branch, at: tuple[int, bool]) -> list[str]:
        """What is missing under a name, as lines. `at`: their column, and whether the table says `fill: 0`."""
        column, _fill = at
        below, label = branch.below[name], branch.names[name]
        comment = f"  # {label}" if label else ""
        if isinstance(below, Line):
            return [f"{' ' * column}{name}: {self._list(below)}{comment}"] if self._needed(below, at) else []
        lines = self._under(below, (column + 2, at[1]))
        if lines:
            lines.insert(0, f"{' ' * column}{name}:{comment}")
            if not column:
                lines.insert(0, "")
        return lines

    def _under(self, branch: Branch, at: tuple[int, bool]) -> list[str]:
        return [line for name in branch.below for line in self._lines(name, branch, at)]

    def _needed(self, line: Line, at: tuple[int, bool]) -> bool:
        """`fill: 0` speaks for lines of zeros."""
        if line.total:
            return self.wanted.totals and all(self.wanted.figures[c.index] is not None for c in line.cells)
        return not at[1] or any(plain(self.wanted.figures[cell.index]) != 0 for cell in line.cells)

    def _list(self, line: Line) -> str:
        return f"[{', '.join(map(self._written, self._cells(line)))}]"

    def _cells(self, line: Line) -> list[Cell]:
        """What a list has to say: a total only where it is wanted, and known."""
        known = self.wanted.totals and all(
            self.wanted.figures[cell.index] is not None for cell in line.cells if cell.column_total
        )
        return [cell for cell in line.cells if known or not cell.column_total]

    def _changes(self, cell: Cell) -> bool:
        return plain(self.wanted.before[cell.index]) != plain(self.wanted.figures[cell.index])

    def _written(self, cell: Cell) -> str:
        return printed(self.wanted.figures[cell.index], signed=cell.kind == "change") or TO_FILL


def _root(edition: Edition) -> Branch:
    """The tables as keys of the file."""
    labels = {section.table: section.label for section in edition.sections if section.table}
    below: dict[str, Branch | Line] = dict(branches(edition))
    return Branch(labels, below)


def _after(branch: Branch, name: str) -> list[str]:
    names = list(branch.below)
    return names[names.index(name) + 1 :]


def _scalar(node: yaml.Node) -> str:
    """What is written, or nothing where it means a blank."""
    if not isinstance(node, yaml.ScalarNode) or (node.value in {"~", "null", TO_FILL} and not node.style):
        return ""
    return str(node.value)


def _pairs(node: yaml.MappingNode) -> Mapping[str, tuple[yaml.Node, yaml.Node]]:
    return {str(key.value): (key, value) for key, value in node.value}


def _end(key: yaml.Node, value: yaml.Node) -> yaml.Node:
    """The node with which a value ends: one in block style is said to reach to the next thing written."""
    while isinstance(value, yaml.CollectionNode) and not value.flow_style and value.value:
        value = value.value[-1][1] if isinstance(value, yaml.MappingNode) else value.value[-1]
    return value if value.end_mark.line >= key.end_mark.line else key


def _unfolded(text: str, key: yaml.Node, node: yaml.MappingNode) -> str | None:
    """A mapping in braces, one key a line instead; None where a comment is between its keys."""
    source = _Text(text)
    start, end = source.span(node)
    at, lines = start + 1, []
    for name, value in node.value:
        first, last = source.at(name.start_mark), source.at(value.end_mark)
        if source.raw[at:first].strip(", \r\n\t"):
            return None
        lines.append(f"\n{' ' * (key.start_mark.column + 2)}{source.raw[first:last]}")
        at = last
    if source.raw[at : end - 1].strip(", \r\n\t"):
        return None
    source.change(source.colon(key), end, "")
    after = source.line_end(end)
    source.change(after, after, "".join(lines))
    return source.apply()
