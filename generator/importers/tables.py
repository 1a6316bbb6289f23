"""Rows of an old table → the cells of the form; what cannot be told for certain is left out and said."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from generator.editions.form import Edition, Line
from generator.importers import faults
from generator.importers.alignment import Columns, trimmed
from generator.importers.blocks import Spot
from generator.importers.faults import Tell
from generator.importers.labels import Labels, bracketed, key
from generator.importers.rows import Row
from generator.importers.written import Written, is_blank, understood
from generator.model import Figure
from generator.problems import Problem

_ENOUGH = 3  # rows of one shape that show what is usual
_MONEY = re.compile(r"万元|亿元|元")


@dataclass(slots=True)
class Figures:
    """The figures that were found; indexes are those of Edition.cells."""

    edition: Edition
    figures: dict[int, Figure] = field(default_factory=dict)  # None: read, and blank
    inferred: dict[int, str] = field(default_factory=dict)  # → how
    remarks: dict[str, str] = field(
        default_factory=dict
    )  # line or cell → what the table says beside the figure
    problems: list[Problem] = field(default_factory=list)
    read: dict[str, list[Written]] = field(default_factory=dict)  # path of a line → its cells as understood
    spoilt: set[str] = field(default_factory=set)  # paths of lines that have been told of

    def has(self, line: Line) -> bool:
        """Whether a line has been read."""
        return line.path in self.read


def read_tables(rows: Sequence[Row], labels: Labels, tell: Tell) -> Figures:
    """Every row that can be told for certain."""
    reader = _Reader(labels, tell, Figures(labels.edition), Columns(labels))
    reader.columns.learn((row, line) for row in rows if (line := reader.line(row)[0]))
    for row in rows:
        reader.row(row)
    reader.by_order()
    reader.rest()
    return reader.found


@dataclass(slots=True)
class _Reader:
    labels: Labels
    tell: Tell
    found: Figures
    columns: Columns
    order: list[tuple[Row, Line | None]] = field(
        default_factory=list
    )  # rows as they stand, with what they are
    odd: list[tuple[Row, Callable[[], Problem]]] = field(default_factory=list)  # not (yet) understood

    def row(self, row: Row) -> None:
        name = row.labels[-1] if row.labels else ""
        line, official = self.line(row)
        values = self.columns.values(row, line) if line else None
        if line and values is not None:
            self.order.append((row, line))
            if official:
                self.found.problems.append(faults.near_label(self.tell.at(row.spot), name, official))
            self._take(line, row, values)
        elif line:
            place = self.tell.at(row.spot)
            self.odd.append((row, lambda: faults.wrong_count(place, line.label, len(line.cells), row.texts)))
        elif group := self.labels.group(name):
            self._group(row, name, group)
        elif not self._whole_block(row):
            self.order.append((row, None))

    def line(self, row: Row) -> tuple[Line | None, str]:
        """The line that a row is, and its official label if the row's only comes close."""
        tried = [row.labels[-1:], row.labels[-2:], row.labels] if row.labels else []
        # A table of one row has its label above it: 行政诉讼（未经复议直接起诉）.
        tried += [(part,) for part in reversed(bracketed(row.context))]
        for names in tried:
            match = self.labels.row("".join(names))
            if match and (line := self._fitting(match.lines, row)):
                return line, ""
        if (
            row.labels
            and not self.labels.group(row.labels[-1])
            and (near := self.labels.near(row.labels[-1]))
        ):
            return self._fitting(near.lines, row), near.close
        return None, ""

    def _fitting(self, lines: tuple[Line, ...], row: Row) -> Line | None:
        """A label of columns is that of a row only where the row holds just those."""
        fitting = [line for line in lines if line.cells[0].rows or len(row.values) == len(line.cells)]
        return fitting[0] if fitting else None

    def _take(self, line: Line, row: Row, values: Sequence[tuple[str, str]]) -> None:
        written = [
            understood(text, cell.kind, unit) for cell, (text, unit) in zip(line.cells, values, strict=True)
        ]
        if line.path in self.found.read:
            if self.found.read[line.path] != written:
                self._spoil(line, faults.twice(self.tell.at(row.spot), line.label))
            return
        self.found.read[line.path] = written
        for cell, (text, _), item in zip(line.cells, values, written, strict=True):
            self._keep(cell.index, text, item, row.spot)

    def _keep(self, index: int, text: str, written: Written, spot: Spot) -> None:
        cell = self.found.edition.cells[index]
        if written.doubt:
            self.found.remarks[cell.address] = f"原文为“{' '.join(text.split())}”"
            self.found.problems.append(
                faults.not_a_figure(self.tell.at(spot), cell.label, text, written.doubt)
            )
            return
        self.found.figures[index] = written.figure
        if written.remark:
            self.found.remarks[cell.address] = written.remark
        if written.converted:
            self.found.inferred[index] = written.converted
            self.found.problems.append(faults.inferred(self.tell.at(spot), [cell.label], written.converted))

    def _spoil(self, line: Line, problem: Problem) -> None:
        """Take a line back."""
        if line.path not in self.found.spoilt:
            self.found.spoilt.add(line.path)
            self.found.problems.append(problem)
        for cell in line.cells:
            self.found.figures.pop(cell.index, None)
            self.found.inferred.pop(cell.index, None)
            self.found.remarks.pop(cell.address, None)

    def _whole_block(self, row: Row) -> bool:
        """A row that holds all cells of a block without row headings."""
        for table in self.found.edition.tables:
            lines = [
                line
                for line in self.found.edition.lines
                if line.cells[0].table == table.id and not line.cells[0].rows
            ]
            cells = [cell for line in lines for cell in line.cells]
            empty = not _says(row)
            values = self.columns.by_heads(row, cells) if cells and not row.short else []
            exact = len(row.values) == len(cells) and not row.short and not any(map(is_blank, row.texts))
            if cells and not values and not empty and (exact or not any(row.columns.values())):
                values = [(text, "") for _position, text in trimmed(row.values, len(cells))]
            if cells and len(values) == len(cells):
                for line in lines:
                    part, values = values[: len(line.cells)], values[len(line.cells) :]
                    self._take(line, row, part)
                return True
        return False

    def _group(self, row: Row, name: str, lines: tuple[Line, ...]) -> None:
        """Figures beside a heading that has rows below it: its sum if those are there; else all there is."""
        texts = [text for _position, text in trimmed(row.values, len(lines[0].cells))]
        written = [understood(text, "count") for text in texts]
        if all(item.blank for item in written):
            return

        def settle() -> Problem:
            if len(written) == len(lines[0].cells) and all(item.figure == 0 for item in written):
                for line in lines:
                    self.found.read[line.path] = written
                    for cell in line.cells:
                        self.found.figures[cell.index] = 0
                        self.found.inferred[cell.index] = f"“{name.strip()}”合在一起的一行都是 0"
                return faults.inferred(
                    self.tell.at(row.spot), [name.strip()], "合在一起的一行都是 0，各小项就都是 0"
                )
            self.found.spoilt.update(line.path for line in lines)
            return faults.one_row(self.tell.at(row.spot), name.strip(), texts)

        self.odd.append((row, settle))

    def by_order(self) -> None:
        """Rows without a label that can only be the ones that are missing between two others."""
        at = {line.path: place for place, line in enumerate(self.found.edition.lines)}
        start = 0
        for end, (_row, line) in enumerate(self.order):
            if line is None:
                continue
            before = self.order[start - 1][1] if start else None
            unknown = [row for row, _line in self.order[start:end]]
            start = end + 1
            if before is None or before.cells[0].table != line.cells[0].table:
                continue
            between = self.found.edition.lines[at[before.path] + 1 : at[line.path]]
            fit = [row for row in unknown if _says(row)]
            if len(fit) == len(between) and all(map(self._may_be, between, fit)):
                for row, missing in zip(fit, between, strict=True):
                    self._infer(missing, row)

    def _may_be(self, line: Line, row: Row) -> bool:
        """Whether a row may be the line by what is left of its label."""
        left = key(row.labels[-1]) if row.labels else ""
        whole = key(line.cells[0].rows[-1]) if line.cells[0].rows else ""
        return left in whole and len(row.values) == len(line.cells) and not self.found.has(line)

    def _infer(self, line: Line, row: Row) -> None:
        self._take(line, row, [(text, "") for text in row.texts])
        how = "行的标题丢了，按上下两行的次序认出"
        self.found.inferred |= {cell.index: how for cell in line.cells if cell.index in self.found.figures}
        self.found.problems.append(faults.inferred(self.tell.at(row.spot), [line.label], how))
        self.order = [(other, line if other is row else known) for other, known in self.order]

    def rest(self) -> None:
        """What could not be understood, unless the line has been read elsewhere."""
        for row, problem in self.odd:
            line, _official = self.line(row)
            group = self.labels.group(row.labels[-1]) if row.labels else ()
            lines = (line,) if line else group
            if not any(map(self.found.has, lines)):
                if line:
                    self.found.spoilt.add(line.path)
                self.found.problems.append(problem())
        complete = all(map(self.found.has, self.found.edition.lines))
        for row, known in self.order:
            if known is None and _says(row):
                said = " ".join(" ".join(text.split()) for text in (*row.labels, *row.texts) if text.strip())
                self.found.problems.append(
                    faults.unknown_row(self.tell.at(row.spot), said, complete=complete)
                )


def _says(row: Row) -> bool:
    """Whether there is a figure in a row."""
    return any(not is_blank(text) for text in row.texts)
