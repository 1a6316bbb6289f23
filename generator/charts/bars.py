"""Figures of one year → bars, one below the other, each with its label before it and its figure behind it."""

from collections.abc import Iterator
from dataclasses import dataclass

from generator.charts.labels import width
from generator.charts.scale import Number, rounded, shown
from generator.charts.view import SIZE, WIDTH, Bar, BarChart, Label

_THICK = 18.0
_GAP = 12.0  # to the next bar
_LINE = 16.0  # of a label
_WIDEST = 8  # characters of a label on one line


@dataclass(frozen=True, slots=True)
class Bars:
    """What is to be drawn."""

    title: str
    unit: str
    when: str  # 2023年
    parts: tuple[tuple[str, Number | str], ...]  # words say why there is no figure; some figure is above zero


def bars(given: Bars) -> BarChart:
    """The bars, in the order given."""
    numbers = [value for _label, value in given.parts if not isinstance(value, str)]
    assert min(numbers) >= 0 < max(numbers)
    words = [value if isinstance(value, str) else shown(value) for _label, value in given.parts]
    labels = [_lines(label) for label, _value in given.parts]
    left = max(width(line) for lines in labels for line in lines) + 12
    longest = WIDTH - left - max(map(width, words)) - 10
    rows = tuple((label, word) for (label, _value), word in zip(given.parts, words, strict=True))
    drawn = []
    y = 2.0
    for lines, word, (_label, value) in zip(labels, words, given.parts, strict=True):
        high = max(_THICK, len(lines) * _LINE)
        middle = y + high / 2
        long = 0.0 if isinstance(value, str) else longest * float(value / max(numbers))
        drawn.append(
            Bar(
                y=rounded(middle - _THICK / 2),
                width=rounded(long),
                label=tuple(_label_lines(lines, left - 10, middle)),
                figure=Label(rounded(left + long + 6), rounded(middle + SIZE * 0.36), word, "start"),
            )
        )
        y += high + _GAP
    return BarChart(
        title=f"{given.when}{given.title}",
        unit=given.unit,
        name=f"{given.when}{given.title}",
        description=f"单位：{given.unit}。{'，'.join(f'{label} {word}' for label, word in rows)}。",
        height=rounded(y - _GAP + 2),
        head=(given.title, given.unit),
        rows=rows,
        left=rounded(left),
        thickness=_THICK,
        bars=tuple(drawn),
    )


def _lines(label: str) -> list[str]:
    """A long label on several lines of about the same length: Chinese breaks anywhere."""
    count = -(-len(label) // _WIDEST)
    each = -(-len(label) // count)
    return [label[at : at + each] for at in range(0, len(label), each)]


def _label_lines(lines: list[str], right: float, middle: float) -> Iterator[Label]:
    first = middle + SIZE * 0.36 - _LINE * (len(lines) - 1) / 2
    for number, line in enumerate(lines):
        yield Label(rounded(right), rounded(first + number * _LINE), line, "end")
