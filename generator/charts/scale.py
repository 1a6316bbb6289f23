"""Round numbers beside an axis, and figures in print."""

from decimal import Decimal
from math import ceil

Number = int | Decimal

_INTERVALS = 4  # at most: more lines would be in the way of the figures
_WORDS = ((Decimal(100_000_000), "亿"), (Decimal(10_000), "万"))


def ticks(highest: Number, *, whole: bool) -> tuple[Decimal, ...]:
    """Round numbers from 0 to no less than the highest, which is above 0. `whole`: none between 0 and 1."""
    target = Decimal(highest) / _INTERVALS
    steps = (Decimal(number).scaleb(target.adjusted()) for number in (1, 2, 5, 10))
    step = next(step for step in steps if step >= target)
    step = max(step, Decimal(1)) if whole else step
    return tuple(step * number for number in range(ceil(highest / step) + 1))


def tick_labels(found: tuple[Decimal, ...]) -> tuple[str, ...]:
    """0, 5000, 10000; 0, 20万, 40万; 0, 0.5, 1."""
    size, word = next(((size, word) for size, word in _WORDS if found[1] >= size), (Decimal(1), ""))
    return tuple(f"{(tick / size).normalize():f}{word}" if tick else "0" for tick in found)


def shown(value: Number) -> str:
    """All digits, no exponent."""
    return f"{value:f}" if isinstance(value, Decimal) else str(value)


def rounded(number: float) -> float:
    """A coordinate without noise: one decimal, and none where there is nothing behind it."""
    short = round(number, 1)
    return int(short) if short == int(short) else short
