"""Ruling lines and filled areas of a PDF page → frames: grids of positions, and the areas they are closed to."""

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

from generator.importers.pdf_sheet import Box, Rule, Sheet

_NEAR = 3.0  # lines not farther apart are one, or meet: double lines, cells that have frames of their own
_SAME = 1.0
_SLIVER = 5.0  # no text fits into a row or column of this size
_CLOSED = 0.75  # of a table: all but what the end of a page tears open
_MANY = 2_000  # lines or areas: not a table, a drawing
_MOST = 0.5  # of the side of a position: a line that the end of a page cuts off is shorter


@dataclass(frozen=True)
class Frame:
    """Ruling lines that meet, as a grid of positions; a position has the number of the area it belongs to."""

    xs: list[float]
    ys: list[float]
    rules: list[Rule]

    @cached_property
    def box(self) -> Box:
        """Its outer lines."""
        return Box(self.xs[0], self.ys[0], self.xs[-1], self.ys[-1])

    @cached_property
    def areas(self) -> list[list[int]]:
        """By row and column; 0 is outside."""
        width, height = len(self.xs) - 1, len(self.ys) - 1
        areas = [[-1] * (width + 2) for _ in range(height + 2)]  # with a margin, which is outside
        number = 0
        for row in range(height + 2):
            for column in range(width + 2):
                if areas[row][column] < 0:
                    self._flood(areas, (row, column), number)
                    number += 1
        return [line[1:-1] for line in areas[1:-1]]

    def _flood(self, areas: list[list[int]], start: tuple[int, int], number: int) -> None:
        waiting = [start]
        while waiting:
            row, column = waiting.pop()
            if areas[row][column] >= 0:
                continue
            areas[row][column] = number
            beside = [
                (row, column + 1, (True, column, row - 1)),
                (row, column - 1, (True, column - 1, row - 1)),
                (row + 1, column, (False, row, column - 1)),
                (row - 1, column, (False, row - 1, column - 1)),
            ]
            waiting += [
                (r, c)
                for r, c, side in beside
                if 0 <= r < len(areas) and 0 <= c < len(areas[0]) and side not in self.sides
            ]

    @cached_property
    def sides(self) -> set[tuple[bool, int, int]]:
        """The ruled sides of positions: upright, which line, beside which position along it."""
        found = set()
        for rule in self.rules:
            across, along = (self.xs, self.ys) if rule.upright else (self.ys, self.xs)
            line = bisect_right(across, rule.at) - 1
            found |= {
                (rule.upright, line, at)
                for at, (start, end) in enumerate(pairwise(along))
                if min(end, rule.end) - max(start, rule.start) >= _MOST * (end - start)
            }
        return found

    def at(self, point: tuple[float, float]) -> int:
        """The area at a point; 0: outside."""
        if not self.box.holds(point):
            return 0
        row = min(bisect_right(self.ys, point[1]), len(self.ys) - 1) - 1
        column = min(bisect_right(self.xs, point[0]), len(self.xs) - 1) - 1
        return self.areas[row][column]

    @cached_property
    def roomy(self) -> list[list[int]]:
        """The areas of the rows and columns that have room for text."""
        rows = [at for at, (top, bottom) in enumerate(pairwise(self.ys)) if bottom - top >= _SLIVER]
        columns = [at for at, (left, right) in enumerate(pairwise(self.xs)) if right - left >= _SLIVER]
        return [[self.areas[row][column] for column in columns] for row in rows]

    @property
    def positions(self) -> Iterator[Box]:
        """All positions."""
        for top, bottom in pairwise(self.ys):
            for left, right in pairwise(self.xs):
                yield Box(left, top, right, bottom)

    @property
    def is_table(self) -> bool:
        """Whether cells stand side by side and leave no holes."""
        positions = [area for row in self.roomy for area in row]
        side_by_side = any(len(set(row) - {0}) > 1 for row in self.roomy)
        return side_by_side and sum(map(bool, positions)) >= _CLOSED * len(positions)

    @property
    def is_aligned(self) -> bool:
        """Whether the sides of cells continue from row to row."""
        inner = Counter(line for upright, line, _at in self.sides if upright and 0 < line < len(self.xs) - 1)
        return sum(count for count in inner.values() if count > 1) * 2 >= inner.total()

    def rows(self, filled: frozenset[int]) -> list[list[int]]:
        """The areas row by row, without a frame round the table; `filled`: those that have text."""
        rows = [list(row) for row in self.roomy]
        while len(rows) > 1 and len(rows[0]) > 1:
            if self._is_border(rows[0], filled):
                rows = rows[1:]
            elif self._is_border(rows[-1], filled):
                rows = rows[:-1]
            elif self._is_border([row[0] for row in rows], filled):
                rows = [row[1:] for row in rows]
            elif self._is_border([row[-1] for row in rows], filled):
                rows = [row[:-1] for row in rows]
            else:
                break
        return rows

    def _is_border(self, line: list[int], filled: frozenset[int]) -> bool:
        """Whether an outer row or column is all one empty area that bends round others."""
        if len(set(line)) > 1 or line[0] in filled:
            return False
        at = [(r, c) for r, row in enumerate(self.areas) for c, area in enumerate(row) if area == line[0]]
        rows, columns = {r for r, _c in at}, {c for _r, c in at}
        return len(at) < len(rows) * len(columns)


def frames(sheet: Sheet) -> list[Frame]:
    """The frames of tables: of ruling lines, and of filled cells where there are none.

    Highlighted words are filled areas too, but their sides do not continue from line to line.
    """
    ruled = [frame for frame in _frames(sheet.rules) if frame.is_table]
    if len(sheet.areas) > _MANY:
        return ruled
    areas = [area for area in sheet.areas if not _lies_round(area, [*sheet.areas, *(f.box for f in ruled)])]
    areas = [area for area in areas if not any(frame.box.holds(area.middle) for frame in ruled)]
    sides = [side for area in areas for side in _outline(area)]
    filled = [frame for frame in _frames(sides) if frame.is_table and frame.is_aligned]
    return ruled + [frame for frame in filled if _is_covered(frame, areas)]


def _is_covered(frame: Frame, areas: list[Box]) -> bool:
    """Whether cells are filled, and not only those round them."""
    filled = [place for place in frame.positions if any(area.holds(place.middle) for area in areas)]
    return sum(map(_size, filled)) >= _CLOSED * _size(frame.box)


def _size(box: Box) -> float:
    return box.width * box.height


def _lies_round(area: Box, others: list[Box]) -> bool:
    """Whether an area is the ground of something, not a cell; one just inside it is its own inner edge."""
    return any(
        area.holds(other.middle)
        and (area.width > other.width + 2 * _NEAR or area.height > other.height + 2 * _NEAR)
        for other in others
    )


def _outline(area: Box) -> Iterator[Rule]:
    for x in (area.x0, area.x1):
        yield Rule(True, x, area.top, area.bottom)  # noqa: FBT003 (upright)
    for y in (area.top, area.bottom):
        yield Rule(False, y, area.x0, area.x1)  # noqa: FBT003 (not upright)


def _frames(rules: list[Rule]) -> Iterator[Frame]:
    """The lines that meet, group by group."""
    lines = list(_merged(rules))
    for group in _meeting(lines) if len(lines) <= _MANY else ():
        if len({rule.upright for rule in group}) > 1:
            closed = [*group, *_edges(group, upright=True), *_edges(group, upright=False)]
            xs = _places(rule.at for rule in closed if rule.upright)
            ys = _places(rule.at for rule in closed if not rule.upright)
            yield Frame(xs, ys, closed)


def _merged(rules: list[Rule]) -> Iterator[Rule]:
    """Whole lines: most writers draw them cell by cell, some dot by dot."""
    lines: list[list[Rule]] = []
    for rule in sorted(rules, key=lambda rule: (rule.upright, rule.at)):
        if lines and rule.upright == lines[-1][0].upright and rule.at - lines[-1][0].at <= _SAME:
            lines[-1].append(rule)
        else:
            lines.append([rule])
    for line in lines:
        line.sort(key=lambda rule: rule.start)
        start, end = line[0].start, line[0].end
        pieces: list[Rule | None] = [*line[1:], None]
        for piece in pieces:
            if piece and piece.start <= end + _NEAR:
                end = max(end, piece.end)
                continue
            if end - start >= _SLIVER:
                yield Rule(line[0].upright, line[0].at, start, end)
            if piece:
                start, end = piece.start, piece.end


def _meeting(rules: list[Rule]) -> Iterable[list[Rule]]:
    """The lines grouped by which of them meet, directly or by others."""
    waiting = set(range(len(rules)))
    while waiting:
        group, found = [], {waiting.pop()}
        while found:
            rule = rules[found.pop()]
            group.append(rule)
            met = {at for at in waiting if _meet(rule, rules[at])}
            waiting -= met
            found |= met
        yield group


def _meet(one: Rule, other: Rule) -> bool:
    if one.upright == other.upright:
        return (
            abs(one.at - other.at) <= _NEAR
            and one.start <= other.end + _NEAR
            and other.start <= one.end + _NEAR
        )
    return (
        one.start - _NEAR <= other.at <= one.end + _NEAR
        and other.start - _NEAR <= one.at <= other.end + _NEAR
    )


def _edges(group: list[Rule], *, upright: bool) -> Iterator[Rule]:
    """The outer sides, where they are not ruled: by style, or because the end of a page cuts a table off."""
    along = [rule for rule in group if rule.upright == upright]
    crossing = [rule for rule in group if rule.upright != upright]
    first, last = min(rule.at for rule in along), max(rule.at for rule in along)
    starts, ends = [rule.start for rule in crossing], [rule.end for rule in crossing]
    before = [start for start in starts if start < first - _NEAR]
    behind = [end for end in ends if end > last + _NEAR]
    reach = [rule.at for rule in crossing] + [end for rule in along for end in (rule.start, rule.end)]
    for place in _places(before) + _places(behind):
        yield Rule(upright, place, min(reach), max(reach))
    for edge, loose in ((first, before), (last, behind)):
        if not loose:
            at = [rule.at for rule in crossing if rule.start - _NEAR <= edge <= rule.end + _NEAR]
            yield Rule(upright, edge, min(at, default=edge), max(at, default=edge))


def _places(values: Iterable[float]) -> list[float]:
    """Positions of lines, those that are near each other taken for one."""
    found: list[float] = []
    for value in sorted(values):
        if not found or value - found[-1] > _NEAR:
            found.append(value)
    return found
