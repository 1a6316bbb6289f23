"""Which value of a row stands in which column of the form; nothing is said where nobody can tell."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from generator.editions.form import Cell, Line
from generator.importers.labels import Labels, key, simplified
from generator.importers.rows import Row
from generator.importers.written import is_blank

_ENOUGH = 3  # rows of one shape that show what is usual
_MONEY = re.compile(r"万元|亿元|元")
Kin = tuple[
    str, int, int
]  # rows of one shape: their table, the cells of their lines, where their values begin
Values = list[tuple[str, str]]  # text, and the unit that its column heading names


@dataclass(slots=True)
class Columns:
    """The columns of the form as the headings of old tables name them, and what is usual in their rows."""

    labels: Labels
    usual: dict[Kin, int] = field(default_factory=dict)  # how many values rows of one shape have

    def values(self, row: Row, line: Line) -> Values | None:
        """Text and unit of the heading for every cell of the line; None if nobody can tell which is which."""
        wanted = len(line.cells)
        if not row.short and (by_heads := self.by_heads(row, line.cells)):
            return by_heads
        values = trimmed(row.values, wanted)
        usual = self.usual.get(_kin(row, line), 0)
        lost = len(row.values) < usual or (row.short and not usual)
        if len(values) != wanted or (lost and any(not text.strip() for _position, text in values)):
            return None  # where a cell is lost, an empty one beside it may make up for it
        return [(text, _unit(row, at)) for at, text in values]

    def learn(self, rows: Iterable[tuple[Row, Line]]) -> None:
        """How many values rows of one shape have, where there are enough to tell."""
        counts: dict[Kin, Counter[int]] = defaultdict(Counter)
        for row, line in rows:
            if row.gridded:
                counts[_kin(row, line)][len(row.values)] += 1
        self.usual = {kin: it.most_common(1)[0][0] for kin, it in counts.items() if it.total() >= _ENOUGH}

    def by_heads(self, row: Row, cells: Sequence[Cell]) -> Values:
        """The values under the headings of the columns; nothing if these are not all there, in order, unmistakable."""
        names = [self.over(row, position) for position, _text in row.values]
        found: Values = []
        at = 0
        for cell in cells:
            while at < len(names) and cell.columns[-1] not in names[at]:
                if not is_blank(row.values[at][1]) and (names[at] or not row.columns.get(row.values[at][0])):
                    return []  # a figure under another column, or under nothing
                at += 1
            # A heading may be repeated over the positions of its span; the figure is at one of them.
            under = []
            while at < len(names) and cell.columns[-1] in names[at]:
                under.append(row.values[at])
                at += 1
            said = [value for value in under if not is_blank(value[1])] or under[:1]
            if len(said) != 1:
                return []
            found.append((said[0][1], _unit(row, said[0][0])))
        rest = row.values[at:]
        return found if all(is_blank(text) or row.columns.get(position) for position, text in rest) else []

    def over(self, row: Row, position: int) -> frozenset[str]:
        """The columns of the form that the headings over a position name, however they are torn."""
        parts = row.columns.get(position, ())
        for start in range(len(parts)):
            if names := self.labels.columns.get(key("".join(parts[start:]))):
                return names
        return frozenset()


def _unit(row: Row, position: int) -> str:
    """The unit of money that the heading over a position names."""
    for text in reversed(row.columns.get(position, ())):
        if match := _MONEY.search("".join(simplified(text).split())):
            return match[0]
    return ""


def _kin(row: Row, line: Line) -> Kin:
    return line.cells[0].table, len(line.cells), row.values[0][0]


def trimmed(values: Sequence[tuple[int, str]], wanted: int) -> Sequence[tuple[int, str]]:
    """Empty cells too many at either end dropped, if then none is left: else nobody can tell which of them are."""
    said = [at for at, (_position, text) in enumerate(values) if text.strip()]
    if len(values) <= wanted or not said:
        return values[:wanted]
    kept = values[said[0] : said[-1] + 1]
    return kept if len(kept) == len(said) == wanted else values
