"""Figures over the years → lines that break off where a year is missing or the figures change their meaning."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from generator.charts.labels import Around, Box, Drawn, Pair, Point, width, write
from generator.charts.scale import Number, rounded, shown, tick_labels, ticks
from generator.charts.view import WIDTH, Break, Label, Stroke, TrendChart

_HIGH = 126.0  # the field
_OVER = 24.0  # room over the highest mark for its figure
_BAND = 18.0  # for the words of a change
_UNDER = 26.0  # for the years
_EDGE = 16.0  # from the sides of the field to the first and the last year
_APART = 38.0  # two years that are written
# Marks are told apart by their shape: dot, square, triangle, diamond.
_SHAPES = (
    "m-4 0a4 4 0 1 0 8 0a4 4 0 1 0-8 0z",
    "m-4-4h8v8h-8z",
    "m0-5l5 9h-10z",
    "m0-5.5l5.5 5.5l-5.5 5.5l-5.5-5.5z",
)
LINES = len(_SHAPES)  # more of them nobody could tell apart

_Points = dict[int, Point]  # index of a year → where the figure is


@dataclass(frozen=True, slots=True)
class Line:
    """A figure over the years."""

    name: str
    values: tuple[Number | str, ...]  # beside Trend.years; words say why there is no figure


@dataclass(frozen=True, slots=True)
class Change:
    """What is different from a year on."""

    year: int
    words: str
    cuts: bool  # no figure before it can be joined with one after it


@dataclass(frozen=True, slots=True)
class Trend:
    """What is to be drawn."""

    title: str
    unit: str
    years: tuple[int, ...]  # one after the other, oldest first, at least two
    lines: tuple[Line, ...]  # at most LINES; some figure is above zero, none below
    changes: tuple[Change, ...] = ()
    beside: tuple[Line, ...] = ()  # columns that only the table has


@dataclass(frozen=True, slots=True)
class _Field:
    """Where the lines are drawn."""

    years: int
    highest: Number  # at its upper edge
    left: float
    right: float
    top: float

    @property
    def bottom(self) -> float:
        return self.top + _HIGH

    def x(self, at: float) -> float:
        """Of the year with that index."""
        first, last = self.left + _EDGE, self.right - _EDGE
        return rounded(first + (last - first) * at / (self.years - 1))

    def y(self, number: Number) -> float:
        return rounded(self.bottom - _HIGH * float(number / self.highest))


def trend(given: Trend) -> TrendChart:
    """The lines, and as many of their figures beside the marks as there is room for."""
    numbers = [value for line in given.lines for value in line.values if not isinstance(value, str)]
    assert min(numbers) >= 0 < max(numbers)
    assert len(given.lines) <= LINES
    scale = ticks(max(numbers), whole=all(isinstance(number, int) for number in numbers))
    written = tick_labels(scale)
    field = _Field(
        years=len(given.years),
        highest=scale[-1],
        left=rounded(max(map(width, written)) + 8),
        right=rounded(WIDTH - _name_room(given)),
        top=len(given.changes) * _BAND + _OVER,
    )
    points = [_points(line, field) for line in given.lines]
    joined = [tuple(_joined(line, given)) for line in points]
    gaps = tuple(_gaps(given, field))
    breaks = tuple(_breaks(given, field))
    lines = [_drawn(*found) for found in zip(given.lines, points, joined, strict=True)]
    several = len(lines) > 1
    around = Around(
        inside=Box(field.left + 1, field.top - _OVER, WIDTH, field.bottom - 1),
        last=field.x(field.years - 1),
        breaks=tuple(found.x for found in breaks),
        gaps=gaps,
    )
    names, figures = write(lines if several else [replace(lines[0], name="")], around)
    return TrendChart(
        title=given.title,
        unit=given.unit,
        name=f"{given.title}，{given.years[0]}—{given.years[-1]}年",
        description="".join(_sentences(given)),
        height=rounded(field.bottom + _UNDER),
        head=("年度", *(line.name for line in (*given.lines, *given.beside))),
        rows=tuple(_rows(given)),
        left=field.left,
        right=field.right,
        top=rounded(field.top),
        bottom=rounded(field.bottom),
        grid=tuple(
            Label(rounded(field.left - 6), field.y(tick), text, "end")
            for tick, text in zip(scale, written, strict=True)
        ),
        years=tuple(_years(given, field)),
        gaps=gaps,
        breaks=breaks,
        strokes=tuple(
            Stroke(_path(pairs), "".join(f"M{x} {y}{shape}" for x, y in line.values()))
            for line, pairs, shape in zip(points, joined, _SHAPES, strict=False)
        ),
        names=names,
        figures=figures,
    )


def _name_room(given: Trend) -> float:
    """How wide the names are that stand behind the lines."""
    if len(given.lines) == 1:
        return 0.0
    return max((width(line.name) for line in given.lines if not isinstance(line.values[-1], str)), default=0)


def _points(line: Line, field: _Field) -> _Points:
    return {
        at: (field.x(at), field.y(value))
        for at, value in enumerate(line.values)
        if not isinstance(value, str)
    }


def _joined(points: _Points, given: Trend) -> Iterator[Pair]:
    """Points of years that follow each other, unless something between them cuts."""
    cuts = {change.year for change in given.changes if change.cuts}
    for one, other in pairwise(points):
        if other == one + 1 and given.years[other] not in cuts:
            yield points[one], points[other]


def _drawn(line: Line, points: _Points, joined: tuple[Pair, ...]) -> Drawn:
    return Drawn(line.name, tuple((point, _word(line.values[at])) for at, point in points.items()), joined)


def _path(pairs: Sequence[Pair]) -> str:
    """One path; where a pair does not begin at the end of the last, it is lifted."""
    out = ""
    end: Point | None = None
    for start, stop in pairs:
        out += "" if start == end else f"M{start[0]} {start[1]}"
        out += f"L{stop[0]} {stop[1]}"
        end = stop
    return out


def _years(given: Trend, field: _Field) -> Iterator[Label]:
    """The last year and as many before it as have room."""
    spacing = field.x(1) - field.x(0)
    every = next(number for number in range(1, len(given.years) + 1) if number * spacing >= _APART)
    for at, year in enumerate(given.years):
        written = (len(given.years) - 1 - at) % every == 0
        yield Label(field.x(at), rounded(field.bottom + 19), str(year) if written else "", "middle")


def _gaps(given: Trend, field: _Field) -> Iterator[Label]:
    """Years in which no line has a figure."""
    for at in range(len(given.years)):
        found = [line.values[at] for line in given.lines]
        if all(isinstance(value, str) for value in found):
            yield Label(field.x(at), rounded(field.bottom - 5), str(found[0]), "middle")


def _breaks(given: Trend, field: _Field) -> Iterator[Break]:
    """Half-way between two years; the words of each on a line of their own."""
    for number, change in enumerate(given.changes):
        x = field.x(given.years.index(change.year) - 0.5)
        words = f"{change.year}年起{change.words}"
        y = rounded((number + 1) * _BAND - 5)
        fits = x + 5 + width(words) <= WIDTH
        yield Break(x, Label(rounded(x + 5 if fits else x - 5), y, words, "start" if fits else "end"))


def _rows(given: Trend) -> Iterator[tuple[str, ...]]:
    for at, year in enumerate(given.years):
        yield f"{year}年", *(_word(line.values[at]) for line in (*given.lines, *given.beside))


def _sentences(given: Trend) -> Iterator[str]:
    """All that is to be seen."""
    yield f"单位：{given.unit}。"
    for line in given.lines:
        figures = (f"{year}年 {_word(value)}" for year, value in zip(given.years, line.values, strict=True))
        yield f"{line.name}：{'，'.join(figures)}。"
    for change in given.changes:
        yield f"{change.year}年起{change.words}。"


def _word(value: Number | str) -> str:
    return value if isinstance(value, str) else shown(value)
