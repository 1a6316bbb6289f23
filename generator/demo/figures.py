"""Figures of a report that never was: whatever the edition says must hold, holds; also from year to year."""

from bisect import bisect
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.demo.chance import Draw, below, between, chance
from generator.demo.forms import Balance, Drawn, Form, Tie
from generator.demo.likely import GROWS, ITEMS, OVERDUE, PENDING, SIZES, STOCK, usual
from generator.editions.form import Cell, Edition
from generator.model import Agency, Figure, Money, ProcessingFee

_TEN_THOUSAND = 10_000
_LARGE = 1_000_000  # 元: from here on in 万元


@dataclass(frozen=True, slots=True)
class Habit:
    """What an agency is like, in all its years."""

    size: float  # measured by a county government; 0: nothing ever happens
    yearly: dict[str, float]  # name of a line → how many it usually has


@dataclass(frozen=True, slots=True)
class Past:
    """Last year's report."""

    edition: Edition
    numbers: list[int]

    def number(self, address: str) -> int | None:
        """What it has there, if its form has that cell."""
        index = self.edition.index.get(address)
        return None if index is None else self.numbers[index]


def habit(agency: Agency, seed: int, forms: Iterable[Form]) -> Habit:
    """How the agency usually does, in every line of every form."""
    size, missing, quiet = SIZES[agency.kind]
    if below(chance(seed, agency.path, "quiet"), 10) < quiet:
        return Habit(0.0, {})
    yearly = {}
    for name in {name for form in forms for name in form.names}:
        draw = chance(seed, agency.path, name)
        has = below(draw, 10) >= missing
        yearly[name] = usual(name) * size * (0.4 + 1.2 * draw()) if has else 0.0
    return Habit(size, yearly)


def draw_numbers(form: Form, habit: Habit, past: Past | None, draw: Draw) -> list[int]:
    """A year's numbers, in the order of Edition.cells; sums of money in 元."""
    numbers = [0] * len(form.edition.cells)
    if habit.size:
        year = _Year(habit, past, draw, numbers, 0.8 + 0.4 * draw())
        for line in form.drawn:
            year.draw_line(line)
        for tie in form.ties:
            year.carry_on(tie)
        for balance in form.balances:
            year.balance(balance)
        for total in form.totals:
            numbers[total.left[0]] = sum(numbers[index] for index in total.right)
    return numbers


@dataclass(frozen=True, slots=True)
class _Year:
    habit: Habit
    past: Past | None
    draw: Draw
    numbers: list[int]
    mood: float  # how busy the year is

    def about(self, usual: float) -> int:
        """A whole number near the usual one; 0 only comes from 0 or from less than 1."""
        return int(usual * self.mood * (0.85 + 0.3 * self.draw()) + self.draw())

    def before(self, address: str) -> int | None:
        """Last year's number."""
        return self.past.number(address) if self.past else None

    def draw_line(self, line: Drawn) -> None:
        usual = self.habit.yearly[line.name]
        if line.shared:
            waiting = sum(
                self.before(cell.address) or 0 for cell in line.cells if cell.address.endswith(PENDING)
            )
            indexes = [cell.index for cell in line.cells]
            self.share(max(self.about(usual), waiting), indexes, line.shares)
        elif usual:
            for at, (cell, share) in enumerate(zip(line.cells, line.shares, strict=True)):
                self.numbers[cell.index] = self.draw_cell(line, at, usual * share)

    def draw_cell(self, line: Drawn, at: int, usual: float) -> int:
        """By its kind, and by the cell beside it."""
        cell = line.cells[at]
        parent, _, name = cell.address.rpartition(".")
        if cell.kind == "change":
            return between(self.draw, -min(3, self.numbers[line.cells[at - 1].index]), 4)
        if cell.kind == "amount":
            return self.about(usual * 100) * 100
        if cell.kind == "money":
            return self.numbers[line.cells[at - 1].index] * between(self.draw, 200, 4000) * 100
        if line.cells[at + 1 : at + 2] and line.cells[at + 1].kind == "change":
            before, change = self.before(cell.address), self.before(line.cells[at + 1].address)
            return self.about(ITEMS * self.habit.size) if before is None else before + (change or 0)
        if name in GROWS:
            grown = self.numbers[next(c.index for c in line.cells if c.address == f"{parent}.{GROWS[name]}")]
            before = self.before(cell.address)
            return grown + (self.about(usual * STOCK) if before is None else before)
        return self.about(usual)

    def carry_on(self, tie: Tie) -> None:
        before = self.before(tie.origin)
        if before is None:
            before = self.about(self.habit.yearly[tie.name] * STOCK) if tie.plus is not None else 0
        before += self.numbers[tie.plus] if tie.plus is not None else 0
        if tie.minus is not None:
            self.numbers[tie.minus] = min(self.numbers[tie.minus], before)
            before -= self.numbers[tie.minus]
        self.numbers[tie.to] = before

    def balance(self, balance: Balance) -> None:
        self.share(sum(self.numbers[index] for index in balance.left), balance.right, balance.shares)

    def share(self, number: int, indexes: Sequence[int], shares: Sequence[float]) -> None:
        """Let each one fall to one of the cells."""
        for _ in range(number):
            self.numbers[indexes[bisect(shares, self.draw() * shares[-1])]] += 1


def draw_fee(form: Form, numbers: list[int], draw: Draw) -> ProcessingFee:
    """信息处理费 of the year; what was paid is also part of the charges that the form asks for."""
    overdue = [cell for cell in form.edition.cells if OVERDUE in cell.address and not cell.column_total]
    unpaid = sum(numbers[cell.index] for cell in overdue)
    handled = sum(numbers[index] for balance in form.balances for index in balance.left)
    paid = between(draw, 1, 4) if overdue and below(draw, 60) < handled else 0
    collected = 10 * sum(between(draw, 2, 90) for _ in range(paid))
    noticed = collected + 10 * sum(between(draw, 2, 90) for _ in range(unpaid))
    charges = next((cell.index for cell in form.edition.cells if cell.kind == "amount"), None)
    if charges is not None:
        numbers[charges] += collected
    return ProcessingFee(paid + unpaid, Decimal(noticed), Decimal(collected))


def figures(edition: Edition, numbers: list[int]) -> dict[int, Figure]:
    """The numbers as the form wants them, by index of the cell."""
    return {cell.index: _figure(cell, numbers[cell.index]) for cell in edition.cells}


def _figure(cell: Cell, number: int) -> Figure:
    if cell.kind == "amount":
        return Decimal(number) / (_TEN_THOUSAND if cell.unit == "万元" else 1)
    if cell.kind == "money":
        large = number >= _LARGE
        return Money(Decimal(number) / (_TEN_THOUSAND if large else 1), "万元" if large else "元")
    return number
