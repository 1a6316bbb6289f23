"""What a theme draws a chart from: numbers are units of its view box, WIDTH wide; y grows downwards."""

from dataclasses import dataclass
from typing import Literal

WIDTH = 360  # a phone: there a unit is a pixel
SIZE = 13  # of letters

Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Label:
    """Words or a figure; `y` is the line they stand on."""

    x: float
    y: float
    text: str
    anchor: Anchor


@dataclass(frozen=True, slots=True)
class Stroke:
    """A line through its figures, with a mark on each; told from others by shape of mark, strokes and name."""

    path: str  # for <path d>; "" where no two figures can be joined
    marks: str  # the same for the marks, as one path


@dataclass(frozen=True, slots=True)
class Break:
    """An upright line between two years where the figures change their meaning, and what changes."""

    x: float
    label: Label


@dataclass(frozen=True, slots=True)
class Bar:
    """A bar from the zero line to the right; its label is before it, its figure behind."""

    y: float
    width: float
    label: tuple[Label, ...]  # line by line
    figure: Label


@dataclass(frozen=True, slots=True)
class Chart:
    """What every chart has."""

    title: str
    unit: str
    name: str  # of the picture, for who does not see it
    description: str  # all that it shows, in words
    height: float  # of the view box
    head: tuple[str, ...]  # of the table with the same figures
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class TrendChart(Chart):
    """Lines over the years."""

    left: float  # the field in which the lines are
    right: float
    top: float
    bottom: float
    grid: tuple[Label, ...]  # the numbers beside the lines of the grid, zero first
    years: tuple[Label, ...]
    gaps: tuple[Label, ...]  # years without any figure: why, to be written from the top down, ending at y
    breaks: tuple[Break, ...]
    strokes: tuple[Stroke, ...]
    names: tuple[Label, ...]  # of the lines; none where there is only one
    figures: tuple[Label, ...]  # as far as there is room for them


@dataclass(frozen=True, slots=True)
class BarChart(Chart):
    """Parts of a whole, one below the other."""

    left: float  # the zero line
    thickness: float  # of a bar
    bars: tuple[Bar, ...]
