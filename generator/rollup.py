"""Members' reports → the aggregate: who is to be counted, who is missing, and the sums cell by cell.

An agency's folder has one report a year. If that is the aggregate, it is the sum of the reports of the agencies
below it; what the agency did itself is in the report of one of them (of a government: its 办公室). A member that
reports an aggregate stands for all below it; below one that reports for itself alone the walk goes on.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum
from typing import cast

from generator.editions.form import Cell, Edition
from generator.model import Agency, Figure, Money, Report

AGGREGATE = "aggregate"
_YUAN = {"元": Decimal(1), "万元": Decimal(10_000)}


class Why(StrEnum):
    """Why the report of a member is not among the sums, in the words of the lists."""

    ABSENT = "没有年报"
    DRAFT = "还是草稿"
    UNREADABLE = "读不出来"
    OTHER_FORM = "用的是另一版格式"


@dataclass(frozen=True, slots=True)
class Filed:
    """What the sums need of a report."""

    edition: str  # id
    scope: str
    draft: bool
    values: tuple[Figure, ...]


def filed(report: Report) -> Filed:
    """A report as the sums see it."""
    return Filed(report.edition.id, report.scope, report.is_draft, report.values)


@dataclass(frozen=True, slots=True)
class Year:
    """All reports of a year."""

    year: int
    below: Mapping[str, Sequence[Agency]]  # path → agencies directly below
    filed: Mapping[str, Filed | None]  # path → its report; None: it has a file that cannot be read


@dataclass(frozen=True, slots=True)
class Member:
    """A report that is counted."""

    agency: Agency
    scope: str
    values: tuple[Figure, ...]


@dataclass(frozen=True, slots=True)
class Missing:
    """A report that ought to be counted and cannot be."""

    agency: Agency
    why: Why

    def __str__(self) -> str:
        return f"{self.agency.name}（{self.why}）"


@dataclass(frozen=True, slots=True)
class Gathered:
    """Who makes up an aggregate; both by path."""

    members: list[Member] = field(default_factory=list)
    missing: list[Missing] = field(default_factory=list)


def below(agencies: Iterable[Agency]) -> dict[str, list[Agency]]:
    """Path → the agencies directly below; folders that only group are passed over."""
    agencies = tuple(agencies)
    known = {agency.path for agency in agencies}
    found: dict[str, list[Agency]] = defaultdict(list)
    for agency in agencies:
        parent = next((path for path in reversed(agency.parents) if path in known), None)
        if parent is not None:
            found[parent].append(agency)
    return found


def gather(year: Year, top: str, edition: str) -> Gathered:
    """The members of the aggregate of `top`, whose form is `edition` (id)."""
    gathered = Gathered()
    _walk(year, top, edition, gathered)
    return gathered


def _walk(year: Year, top: str, edition: str, gathered: Gathered) -> None:
    for agency in year.below.get(top, ()):
        report = year.filed.get(agency.path)
        why = _why(year, agency, edition)
        if report and not why:
            gathered.members.append(Member(agency, report.scope, report.values))
        elif why:
            gathered.missing.append(Missing(agency, why))
        if not (report and report.scope == AGGREGATE):
            _walk(year, agency.path, edition, gathered)


def _why(year: Year, agency: Agency, edition: str) -> Why | None:
    """Why the agency cannot be counted; a report that is there counts whatever the agency's years say."""
    if agency.path not in year.filed:
        first, last = agency.first_year or year.year, agency.last_year or year.year
        return Why.ABSENT if first <= year.year <= last else None
    report = year.filed[agency.path]
    if report is None:
        return Why.UNREADABLE
    if report.edition != edition:
        return Why.OTHER_FORM
    return Why.DRAFT if report.draft else None


def add(members: Sequence[Member], edition: Edition) -> tuple[Figure, ...]:
    """The sums, in the order of Edition.cells; where a member is blank nobody knows the sum: None."""
    if not members:
        return (None,) * len(edition.cells)
    columns = zip(*(member.values for member in members), strict=True)
    return tuple(_sum(cell, column) for cell, column in zip(edition.cells, columns, strict=True))


def _sum(cell: Cell, figures: tuple[Figure, ...]) -> Figure:
    if None in figures:
        return None
    if cell.kind in {"count", "change"}:
        return sum(cast("tuple[int, ...]", figures))  # nearly every cell of very many reports
    total = _short(sum(Decimal(plain(figure) or 0) for figure in figures))
    return Money(total, "元") if cell.kind == "money" else total


def _short(number: int | Decimal) -> Decimal:
    """Without zeros at the end, nor an exponent."""
    return Decimal(format(Decimal(number).normalize(), "f"))


def plain(figure: Figure) -> int | Decimal | None:
    """The bare number, money in 元: so figures can be added and compared."""
    return figure.amount * _YUAN[figure.unit] if isinstance(figure, Money) else figure


def difference(one: Figure, other: Figure) -> Figure:
    """How far apart two known figures of a cell are."""
    left, right = plain(one), plain(other)
    assert left is not None
    assert right is not None
    if isinstance(left, int) and isinstance(right, int):
        return abs(left - right)
    apart = _short(abs(Decimal(left) - Decimal(right)))
    return Money(apart, "元") if isinstance(one, Money) else apart


def blanks(members: Iterable[Member], index: int) -> list[Member]:
    """Those who left the cell blank."""
    return [member for member in members if member.values[index] is None]


def unknown(figures: Sequence[Figure], edition: Edition) -> list[int]:
    """Indexes of the sums that nobody knows, without totals that are unknown only because their parts are."""
    empty = {index for index, figure in enumerate(figures) if figure is None}
    follow = {eq.left[0] for eq in edition.equations if eq.is_total and empty.intersection(eq.right)}
    return sorted(empty - follow)
