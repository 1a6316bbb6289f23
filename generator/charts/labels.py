"""Where names and figures are written, so that none lies on another; a figure without room is left to the table."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from unicodedata import east_asian_width

from generator.charts.scale import rounded
from generator.charts.view import SIZE, Anchor, Label

Point = tuple[float, float]
Pair = tuple[Point, Point]
_LATIN = 0.58  # how wide a digit is, measured by the size of the letters
_RISE, _FALL = 0.82, 0.16  # how far letters reach above and below the line they stand on
_MARK = 5.0  # half of a mark, with a little air
_AIR = 2.0  # between two labels
_ABOVE, _BELOW = -9.0, 19.0  # from a mark to the line of its figure
_CROSSED, _FREE = 1, 2  # what a place is worth
_SHIFTS = (4.0, -4.0, 11.0, -11.0, 19.0, -19.0, 28.0, -28.0)  # of a name behind the last mark


def width(text: str) -> float:
    """About how wide the words are."""
    return SIZE * sum(1 if east_asian_width(letter) in "WFA" else _LATIN for letter in text)


@dataclass(frozen=True, slots=True)
class Drawn:
    """A line that is drawn, and what is to be written to it."""

    name: str  # "" if it needs none
    figures: tuple[tuple[Point, str], ...]  # the mark and its figure, from left to right
    joined: tuple[Pair, ...]


@dataclass(frozen=True, slots=True)
class Box:
    """A stretch of the chart."""

    left: float
    top: float
    right: float
    bottom: float

    def meets(self, other: "Box") -> bool:
        """Whether the two lie on each other."""
        across = self.left < other.right and other.left < self.right
        return across and self.top < other.bottom and other.top < self.bottom

    def within(self, other: "Box") -> bool:
        """Whether the other holds it."""
        across = other.left <= self.left and self.right <= other.right
        return across and other.top <= self.top and self.bottom <= other.bottom

    def crossed(self, pair: Pair) -> bool:
        """Whether the line between two points, the left one first, goes through."""
        (x0, y0), (x1, y1) = pair
        left, right = max(self.left, x0), min(self.right, x1)
        if left >= right:
            return False
        slope = (y1 - y0) / (x1 - x0)
        ends = y0 + slope * (left - x0), y0 + slope * (right - x0)
        return min(ends) < self.bottom and max(ends) > self.top


def box(label: Label) -> Box:
    """What a label covers."""
    wide = width(label.text)
    left = label.x - wide * {"start": 0, "middle": 0.5, "end": 1}[label.anchor]
    return Box(left - _AIR, label.y - SIZE * _RISE, left + wide + _AIR, label.y + SIZE * _FALL)


@dataclass(frozen=True, slots=True)
class Around:
    """What else there is in the chart."""

    inside: Box  # where names and figures may be
    last: float  # where the last year is
    breaks: tuple[float, ...]  # where upright lines are
    gaps: tuple[Label, ...]  # words written downwards


def write(lines: Sequence[Drawn], around: Around) -> tuple[tuple[Label, ...], tuple[Label, ...]]:
    """Names, then figures."""
    inside = around.inside
    upright = [((x - 0.5, inside.top), (x + 0.5, inside.bottom)) for x in around.breaks]
    words = [
        Box(gap.x - SIZE / 2, gap.y - SIZE * len(gap.text), gap.x + SIZE / 2, gap.y) for gap in around.gaps
    ]
    marks = [mark for line in lines for mark, _figure in line.figures]
    room = _Room(
        inside,
        (*upright, *(pair for line in lines for pair in line.joined)),
        [*words, *(Box(x - _MARK, y - _MARK, x + _MARK, y + _MARK) for x, y in marks)],
    )
    names = [room.put(_name_places(line, around.last), must=True) for line in lines if line.name]
    figures = [room.put(_figure_places(text, mark, inside)) for mark, text in _in_turn(lines)]
    return tuple(filter(None, names)), tuple(filter(None, figures))


def _in_turn(lines: Sequence[Drawn]) -> Iterator[tuple[Point, str]]:
    """Of every line its last, first and highest figure, then the others, later ones first."""
    turns = []
    for number, line in enumerate(lines):
        rest = line.figures[1:-1][::-1]
        highest = min(rest, key=lambda figure: figure[0][1], default=None)
        ends = (line.figures[-1], line.figures[0])[: len(line.figures)]
        order = [
            *ends,
            *([highest] if highest else []),
            *(figure for figure in rest if figure is not highest),
        ]
        turns += [(turn, number, figure) for turn, figure in enumerate(order)]
    return (figure for _turn, _number, figure in sorted(turns))


@dataclass(frozen=True, slots=True)
class _Room:
    inside: Box
    lines: tuple[Pair, ...]
    taken: list[Box]

    def put(self, places: Iterable[Label], *, must: bool = False) -> Label | None:
        """The first place that is free, rather on a line than not at all; `must`: rather anywhere."""
        best: tuple[int, Label] | None = None
        for label in places:
            worth = self._worth(box(label))
            if (worth or must) and (best is None or worth > best[0]):
                best = worth, label
            if worth == _FREE:
                break
        if best is None:
            return None
        self.taken.append(box(best[1]))
        return best[1]

    def _worth(self, covers: Box) -> int:
        if not covers.within(self.inside) or any(covers.meets(other) for other in self.taken):
            return 0
        return _CROSSED if any(covers.crossed(pair) for pair in self.lines) else _FREE


def _figure_places(text: str, mark: Point, inside: Box) -> Iterator[Label]:
    """Over the mark, under it; at the edge a little to the side."""
    half = width(text) / 2 + _AIR
    x, y = min(max(mark[0], inside.left + half), inside.right - half), mark[1]
    for shift in (_ABOVE, _BELOW):
        yield _label(text, (x, y + shift), "middle")


def _name_places(line: Drawn, last: float) -> Iterator[Label]:
    """Behind the last mark if nothing comes after it; else along the line."""
    marks = [mark for mark, _figure in line.figures]
    x, y = marks[-1]
    if x == last:
        for shift in _SHIFTS:
            yield _label(line.name, (x + 10, y + shift), "start")
    for x, y in reversed(marks):
        for shift in (_ABOVE - SIZE - 2, _BELOW + SIZE + 2, _ABOVE, _BELOW):
            yield _label(line.name, (x, y + shift), "middle")
            yield _label(line.name, (x - _MARK, y + shift), "start")


def _label(text: str, at: Point, anchor: Anchor) -> Label:
    return Label(rounded(at[0]), rounded(at[1]), text, anchor)
