"""Rows of tables without ruling lines: the broken labels that stand above and below their figures."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from generator.importers.pdf_lines import Line, Part, row_of
from generator.importers.pdf_sheet import around

_WITHIN = 0.85  # of the distance of rows; what is farther is a row of its own
_NEARER = 0.95  # of the distance to the next row
_FAR = 1.75  # heights of a part: no label has lines so far apart


def with_whole_labels(lines: Sequence[Line]) -> list[Line]:
    """The lines of a page or column; what belongs to the label of a row has become part of it."""
    taken: dict[Line, list[Part]] = {line: [] for line in lines if line.figures}
    bases = sorted(map(_base, taken))
    reach = _WITHIN * min((below - above for above, below in pairwise(bases)), default=0)
    waiting = {part for line in lines if not line.is_row for part in line.parts} if reach else set()
    while owned := [found for part in waiting if (found := _owner(part, taken, reach))]:
        _distance, part, row = min(owned, key=lambda found: (found[0], found[1].base, found[1].box.x0))
        taken[row].append(part)
        waiting.remove(part)
    kept = []
    for line in lines:
        if line.is_row:
            kept.append(_completed(line, taken.get(line, [])))
        elif rest := tuple(part for part in line.parts if not reach or part in waiting):
            kept.append(line if rest == line.parts else _without(line, rest))
    return kept


def _owner(part: Part, taken: dict[Line, list[Part]], reach: float) -> tuple[float, Part, Line] | None:
    """The row whose label a part belongs to, and how far it is: clearly the nearest, its figures to the right.

    `reach`: less than from one row of figures to the next.
    """
    distances = {
        row: min(abs(base - part.base) for base in (_base(row), *_column(part, [*_labels(row), *held])))
        for row, held in taken.items()
    }
    row, other = sorted(distances, key=distances.__getitem__)[:2]
    near = min(reach, _FAR * part.box.height, _NEARER * distances[other])
    beside = part.box.x1 <= row.parts[-row.figures].box.x0
    return (distances[row], part, row) if beside and distances[row] <= near else None


def _base(row: Line) -> float:
    """The foot line of its figures."""
    return row.parts[-1].base


def _labels(row: Line) -> tuple[Part, ...]:
    return row.parts[: -row.figures]


def _column(part: Part, others: Sequence[Part]) -> list[float]:
    """The foot lines of those parts that stand above or below a part."""
    return [other.base for other in others if other.box.x0 < part.box.x1 and part.box.x0 < other.box.x1]


def _without(line: Line, rest: tuple[Part, ...]) -> Line:
    """What is left of a line."""
    box = around(part.box for part in rest)
    return replace(line, text=" ".join(part.text for part in rest), box=box, parts=rest)


def _completed(row: Line, taken: list[Part]) -> Line:
    """A row with all its label: what stands one under another is one cell."""
    if not taken:
        return row
    columns: list[list[Part]] = []
    for part in sorted([*_labels(row), *taken], key=lambda part: part.box.x0):
        if columns and part.box.x0 < max(other.box.x1 for other in columns[-1]):
            columns[-1].append(part)
        else:
            columns.append([part])
    return row_of(row, [*map(_joined, columns), *row.parts[-row.figures :]], row.figures)


def _joined(column: list[Part]) -> Part:
    parts = sorted(column, key=lambda part: part.base)
    return Part("".join(part.text for part in parts), around(part.box for part in parts), parts[0].base)
