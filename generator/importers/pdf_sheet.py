"""What is painted on a page of a PDF: characters, ruling lines, filled areas and images, from its top left corner."""

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pdfminer.layout import LTChar, LTCurve, LTPage

THIN = 3.0  # a filled area not wider than this is a line
_STRAIGHT = 1.0
_LARGE = 0.05  # of the page: a seal or an ornament is smaller, a chart is not
_PAPER = 0.97  # how light an area must be to hide what it is painted over
_RADICAL = re.compile(r"[\u2e80-\u2fdf\uf900-\ufaff]")
# Radicals that NFKC leaves alone, or takes for a traditional character that has the glyph of the simplified one.
_LOOK_ALIKE = str.maketrans(
    "⼾⺒⺓⺠⻁⻄⻅⻆⻉⻋⻑⻓⻔⻘⻙⻚⻛⻜⻝⻢⻣⻤⻥⻦⻧⻨⻩⻪⻬⻮⻰",
    "户巳幺民虎西见角贝车長长门青韦页风飞食马骨鬼鱼鸟卤麦黄黾齐齿龙",
)
_UNMAPPED = re.compile(r"\(cid:\d+\)")
NO_CHARACTER = "\ufffd"  # a glyph of which the file does not say what it means


_Side = tuple[tuple[float, float], tuple[float, float]]  # two points


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle; all measures are points, y grows downwards."""

    x0: float
    top: float
    x1: float
    bottom: float

    @property
    def width(self) -> float:
        """From left to right."""
        return self.x1 - self.x0

    @property
    def height(self) -> float:
        """From top to bottom."""
        return self.bottom - self.top

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre: x, y."""
        return (self.x0 + self.x1) / 2, (self.top + self.bottom) / 2

    def holds(self, point: tuple[float, float]) -> bool:
        """Whether a point lies in it."""
        return self.x0 <= point[0] <= self.x1 and self.top <= point[1] <= self.bottom


def around(boxes: Iterable[Box]) -> Box:
    """The rectangle round several, at least one."""
    x0s, tops, x1s, bottoms = zip(*((box.x0, box.top, box.x1, box.bottom) for box in boxes), strict=True)
    return Box(min(x0s), min(tops), max(x1s), max(bottoms))


@dataclass(frozen=True, slots=True)
class Glyph:
    """A painted character, or a space."""

    text: str
    box: Box
    base: float  # y of the line it stands on
    size: float
    hidden: bool = False  # something white was painted over it


@dataclass(frozen=True, slots=True)
class Rule:
    """A straight line along an axis."""

    upright: bool
    at: float
    start: float
    end: float


@dataclass(slots=True)
class Sheet:
    """A page."""

    number: int
    box: Box
    painted: int = 0  # characters, also those that nobody sees
    glyphs: list[Glyph] = field(default_factory=list)  # in the order of painting
    rules: list[Rule] = field(default_factory=list)
    areas: list[Box] = field(default_factory=list)  # filled
    images: list[Box] = field(default_factory=list)  # large ones


def sheet(number: int, layout: "LTPage") -> Sheet:
    """A page as pdfminer laid it out, without paragraph analysis."""
    from pdfminer.layout import LTChar, LTCurve, LTImage

    made = Sheet(number, Box(0, 0, layout.width, layout.height))
    covers: list[tuple[int, Box]] = []  # how many characters were painted before, where
    for item in _items(layout):
        box = Box(item.x0, layout.height - item.y1, item.x1, layout.height - item.y0)
        if isinstance(item, LTChar):
            made.painted += 1
            made.glyphs += _glyphs(item, box, made.box)
        elif isinstance(item, LTImage):
            if box.width * box.height >= _LARGE * layout.width * layout.height:
                made.images.append(box)
        elif isinstance(item, LTCurve) and (item.fill or item.stroke):
            if min(box.width, box.height) <= THIN:
                made.rules += _rules(_spines(box), made.box)
                continue
            if item.stroke:
                made.rules += _rules(_sides(item, layout.height), made.box)
            if item.fill:
                made.areas.append(box)
                if made.glyphs and _is_paper(item):
                    covers.append((len(made.glyphs), box))
    made.glyphs = [
        Glyph(glyph.text, glyph.box, glyph.base, glyph.size, hidden=True)
        if any(at < before and cover.holds(glyph.box.middle) for before, cover in covers)
        else glyph
        for at, glyph in enumerate(made.glyphs)
    ]
    return made


def _items(container: Any) -> Iterator[Any]:
    """What is painted, in order, with what stands in form XObjects (pdfminer: figures)."""
    from pdfminer.layout import LTFigure

    for item in container:
        if isinstance(item, LTFigure):
            yield from _items(item)
        else:
            yield item


def _glyphs(char: "LTChar", box: Box, page: Box) -> Iterator[Glyph]:
    """The character, unless nobody can see or read it: off the page, slanted (a watermark), without form."""
    text = _readable(char.get_text())
    is_seen = char.upright and page.holds(box.middle) and 0 < char.size < page.height
    if text and is_seen:
        base = page.bottom - char.matrix[5]
        if not box.top <= base <= box.bottom + char.size / 2:  # written downwards
            base = box.bottom
        yield Glyph(text, box, base, char.size)


def _readable(text: str) -> str:
    """Radicals and compatibility ideographs as the characters they stand for; without what is invisible."""
    if _UNMAPPED.fullmatch(text):
        return NO_CHARACTER
    whole = _RADICAL.sub(lambda match: unicodedata.normalize("NFKC", match[0]), text.translate(_LOOK_ALIKE))
    return "".join(char for char in whole if unicodedata.category(char) not in {"Cc", "Cf"} or char == "\t")


def _spines(box: Box) -> Iterator[_Side]:
    """The line that a narrow area is; a dot may be part of a line in both directions."""
    x, y = box.middle
    if box.width <= THIN:
        yield (x, box.top), (x, box.bottom)
    if box.height <= THIN:
        yield (box.x0, y), (box.x1, y)


def _sides(item: "LTCurve", height: float) -> Iterator[_Side]:
    """The parts of a path; of a rectangle also the one that closes it."""
    from pdfminer.layout import LTRect

    points = [(x, height - y) for x, y in item.pts]
    yield from pairwise([*points, points[0]] if isinstance(item, LTRect) else points)


def _rules(sides: Iterable[_Side], page: Box) -> Iterator[Rule]:
    """The sides along an axis; what lies off the page is not seen."""
    for (x0, y0), (x1, y1) in sides:
        upright = abs(x1 - x0) < abs(y1 - y0)
        if min(abs(x1 - x0), abs(y1 - y0)) > _STRAIGHT:
            continue
        at, ends = ((x0 + x1) / 2, sorted((y0, y1))) if upright else ((y0 + y1) / 2, sorted((x0, x1)))
        across, along = (page.x1, page.bottom) if upright else (page.bottom, page.x1)
        if 0 <= at <= across and ends[0] < along and ends[1] > 0:
            yield Rule(upright, at, max(0, ends[0]), min(along, ends[1]))


def _is_paper(item: "LTCurve") -> bool:
    """Whether an area is filled with white."""
    color: Any = item.non_stroking_color
    parts = color if isinstance(color, tuple | list) else (color,)
    if not all(isinstance(part, int | float) for part in parts):
        return False
    if len(parts) == len("CMYK"):
        return bool(max(parts) <= 1 - _PAPER)
    return bool(min(parts) >= _PAPER)
