"""An edition, its cells sorted by where a figure for them can come from."""

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import accumulate

from generator.demo.likely import share
from generator.editions.form import Cell, Edition, Equation, Line


@dataclass(frozen=True, slots=True)
class Drawn:
    """Cells of a line that nothing ties: each has a number of its own, or they share one."""

    name: str
    cells: tuple[Cell, ...]
    shares: tuple[float, ...]
    shared: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """A cell that carries on from last year's."""

    name: str
    to: int
    origin: str
    plus: int | None
    minus: int | None


@dataclass(frozen=True, slots=True)
class Balance:
    """Cells that sum to the same; the left side is known, the right side shares it."""

    left: tuple[int, ...]
    right: tuple[int, ...]
    shares: tuple[float, ...]  # summed up from the first on


@dataclass(frozen=True, slots=True)
class Form:
    """An edition, its cells sorted by where their figures come from."""

    edition: Edition
    drawn: tuple[Drawn, ...]
    ties: tuple[Tie, ...]
    balances: tuple[Balance, ...]
    totals: tuple[Equation, ...]  # each after those it is made of

    @property
    def names(self) -> set[str]:
        """The lines that have a yearly number."""
        return {line.name for line in self.drawn} | {tie.name for tie in self.ties}


def form(edition: Edition) -> Form:
    """Sort the cells of an edition."""
    totals = _totals(edition)
    made = {equation.left[0]: equation.right for equation in totals}
    balances = []
    for equation in edition.equations:
        # That of a column of totals follows from those of the columns it sums up.
        if not equation.is_total and not any(edition.cells[index].column_total for index in equation.left):
            left, right = (tuple(_leaves(side, made)) for side in (equation.left, equation.right))
            shares = accumulate(share(edition.cells[index].address.split(".")[-2]) for index in right)
            balances.append(Balance(left, right, tuple(shares)))
    ties = tuple(tie for tie in _ties(edition) if tie.to not in made)
    settled = {*made, *(tie.to for tie in ties), *(index for balance in balances for index in balance.right)}
    drawn = tuple(_drawn(line, settled) for line in edition.lines if not line.total)
    return Form(edition, tuple(item for item in drawn if item.cells), ties, tuple(balances), totals)


def _totals(edition: Edition) -> tuple[Equation, ...]:
    """One equation for every cell that is a sum, those first that others are made of."""
    waiting = {equation.left[0]: equation for equation in edition.equations if equation.is_total}
    ordered: list[Equation] = []
    while waiting:
        ready = [equation for equation in waiting.values() if not waiting.keys() & set(equation.right)]
        assert ready, "totals that are made of each other"
        ordered += ready
        for equation in ready:
            del waiting[equation.left[0]]
    return tuple(ordered)


def _leaves(cells: Iterable[int], made: dict[int, tuple[int, ...]]) -> Iterable[int]:
    for index in cells:
        if index in made:
            yield from _leaves(made[index], made)
        else:
            yield index


def _ties(edition: Edition) -> Iterable[Tie]:
    """What only bounds a figure is seen to where the figure is drawn, and so are lists of items (figures.py)."""
    for link in edition.continuities:
        if link.relation != "=" or link.of_last:
            continue
        plus, minus = (edition.index.get(address) for address in (link.plus, link.minus))
        yield Tie(link.to.split(".")[-2], edition.index[link.to], link.origin, plus, minus)


def _drawn(line: Line, settled: set[int]) -> Drawn:
    cells = tuple(cell for cell in line.cells if cell.index not in settled)
    shares = tuple(share(cell.address.rsplit(".", 1)[-1]) for cell in cells)
    shared = any(cell.column_total for cell in line.cells)
    return Drawn(line.path.rsplit(".", 1)[-1], cells, tuple(accumulate(shares)) if shared else shares, shared)
