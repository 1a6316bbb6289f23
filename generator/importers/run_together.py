"""Tables whose cells have run together into one text: figures taken apart where only one way is possible."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice, product

from generator.editions.form import Edition, Equation, Line
from generator.importers import faults
from generator.importers.blocks import Paragraph
from generator.importers.faults import Tell
from generator.importers.labels import simplified
from generator.importers.tables import Figures
from generator.importers.written import understood

_SEGMENT = re.compile(r"[\s\d.,+\-]*(?:万元|元)?")
_LABELS = 3  # lines of a table in one text: it has run together
_MOST = 20_000  # ways of taking apart that are looked at
_HOW = "原文的格子挤在一起，拆成这样才对得上列数和总计，只有这一种可能"

Numbers = tuple[int, ...]


def take_apart(texts: Sequence[Paragraph], found: Figures, tell: Tell) -> list[Paragraph]:
    """Read the figures of such texts; those that are none come back."""
    rest = []
    for paragraph in texts:
        reader = _Reader(found, tell, paragraph)
        if len(reader.segments) < _LABELS:
            rest.append(paragraph)
            continue
        reader.read()
        if reader.inferred:
            place = tell.at(paragraph.spot)
            found.problems.append(faults.inferred(place, [line.label for line in reader.inferred], _HOW))
    return rest


class _Reader:
    def __init__(self, found: Figures, tell: Tell, paragraph: Paragraph) -> None:
        self.found, self.tell, self.paragraph = found, tell, paragraph
        self.segments: dict[Line, str] = {}
        self.dealt: set[Line] = set()  # lines whose text was cut out of that of several
        for line, segment, dealt in _segments(simplified(paragraph.text), found):
            self.segments[line] = segment
            if dealt:
                self.dealt.add(line)
        self.inferred: list[Line] = []
        self.open: dict[Line, list[Numbers]] = {}  # lines with several ways to take them apart

    def read(self) -> None:
        """Line by line, then what the sums of the columns tell."""
        for line, segment in self.segments.items():
            if self.found.has(line):
                continue
            self.found.read[line.path] = []
            if len(line.cells) == 1:
                self._single(line, segment)
                continue
            ways = list(islice(_ways(segment, len(line.cells)), _MOST + 1))
            sums = _sums(self.found.edition, line)
            fit = [way for way in ways if _holds(sums, dict(zip(_indexes(line), way, strict=True)))]
            exact = len(segment.split()) == len(line.cells)
            if len(ways) <= _MOST and fit and (exact or sums or len(ways) == 1):
                self.open[line] = fit
            else:
                self._give_up(line, segment)
        self._settle()

    def _single(self, line: Line, segment: str) -> None:
        cell = line.cells[0]
        written = understood(segment, cell.kind)
        if written.doubt or written.blank:
            self._give_up(line, segment)
        else:
            self.found.figures[cell.index] = written.figure

    def _settle(self) -> None:
        for line in [line for line, ways in self.open.items() if len(ways) == 1]:
            self._keep(line, self.open.pop(line)[0])
        columns = [eq for eq in self.found.edition.equations if not _inside(eq, self.segments)]
        fit: list[tuple[Numbers, ...]] = []
        lines = list(self.open)
        for ways in islice(product(*self.open.values()), _MOST):
            values = {
                index: value
                for line, way in zip(lines, ways, strict=True)
                for index, value in zip(_indexes(line), way, strict=True)
            }
            known = {index: value for index, value in self.found.figures.items() if isinstance(value, int)}
            if all(_holds([eq], known | values) for eq in columns if {*eq.left, *eq.right} & values.keys()):
                fit.append(ways)
        if len(fit) == 1:
            for line, way in zip(lines, fit[0], strict=True):
                self._keep(line, way)
        else:
            for line in lines:
                self._give_up(line, self.segments[line])

    def _keep(self, line: Line, way: Numbers) -> None:
        exact = line not in self.dealt and len(self.segments[line].split()) == len(line.cells)
        for index, value in zip(_indexes(line), way, strict=True):
            self.found.figures[index] = value
            if not exact:
                self.found.inferred[index] = _HOW
        if not exact:
            self.inferred.append(line)

    def _give_up(self, line: Line, segment: str) -> None:
        self.found.spoilt.add(line.path)
        place = self.tell.at(self.paragraph.spot)
        self.found.problems.append(faults.run_together(place, line.label, segment.strip()))


def _indexes(line: Line) -> list[int]:
    return [cell.index for cell in line.cells]


def _sums(edition: Edition, line: Line) -> list[Equation]:
    inside = set(_indexes(line))
    return [eq for eq in edition.equations if inside.issuperset((*eq.left, *eq.right))]


def _inside(equation: Equation, lines: dict[Line, str]) -> bool:
    return any(set(_indexes(line)).issuperset((*equation.left, *equation.right)) for line in lines)


def _holds(equations: Sequence[Equation], values: dict[int, int]) -> bool:
    """Whether the equations hold, as far as all their figures are known."""
    return all(
        sum(values[index] for index in eq.left) == sum(values[index] for index in eq.right)
        for eq in equations
        if values.keys() >= {*eq.left, *eq.right}
    )


def _ways(segment: str, wanted: int) -> Iterator[Numbers]:
    """Every way to read so many numbers; a blank in the text is a border, and no number begins with 0."""
    chunks = segment.split()

    def walk(chunk: int, at: int, left: int) -> Iterator[Numbers]:
        if chunk == len(chunks):
            if not left:
                yield ()
            return
        text = chunks[chunk]
        if not left or not text.isdecimal():
            return
        last = at + 1 if text[at] == "0" else len(text)
        for end in range(at + 1, last + 1):
            following = (chunk, end) if end < len(text) else (chunk + 1, 0)
            for rest in walk(*following, left - 1):
                yield (int(text[at:end]), *rest)

    yield from walk(0, 0, wanted)


def _segments(text: str, found: Figures) -> Iterator[tuple[Line, str, bool]]:
    """The text behind the heading of each line, up to what is no figure."""
    starts: list[tuple[int, int, list[Line]]] = []  # where a heading stands, and whose it is
    at = 0
    for table in found.edition.tables:
        lines = [line for line in found.edition.lines if line.cells[0].table == table.id]
        rows = [line for line in lines if line.cells[0].rows]
        for line in rows:
            if match := _loosely(line.cells[0].rows[-1]).search(text, at):
                starts.append((*match.span(), [line]))
                at = match.end()
        if not rows and lines:
            heads = list(_loosely(lines[-1].cells[-1].columns[-1]).finditer(text, at))
            if heads:
                starts.append((*heads[-1].span(), lines))
    for place, (_start, end, lines) in enumerate(starts):
        stop = starts[place + 1][0] if place + 1 < len(starts) else len(text)
        match = _SEGMENT.match(text[end:stop])
        if match and match[0].strip():
            if len(lines) == 1:
                yield lines[0], match[0], False
            else:
                yield from _dealt(lines, match[0], found.edition)


def _dealt(lines: Sequence[Line], segment: str, edition: Edition) -> Iterator[tuple[Line, str, bool]]:
    """One text that holds the cells of several lines, dealt out if their sums leave only one way."""
    cells = [cell.index for line in lines for cell in line.cells]
    sums = [eq for line in lines for eq in _sums(edition, line)]
    ways = [
        way
        for way in islice(_ways(segment, len(cells)), _MOST)
        if _holds(sums, dict(zip(cells, way, strict=True)))
    ]
    if len(ways) == 1:
        numbers = list(map(str, ways[0]))
        for line in lines:
            part, numbers = numbers[: len(line.cells)], numbers[len(line.cells) :]
            yield line, " ".join(part), True
    else:
        yield lines[0], segment, True


def _loosely(label: str) -> re.Pattern[str]:
    return re.compile(r"\s*".join(map(re.escape, re.sub(r"\s", "", label))))
