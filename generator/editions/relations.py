"""What figures of an official form have to do with each other, beyond its sums."""

from dataclasses import dataclass
from typing import Literal

Relation = Literal["=", "<=", ">="]
RELATIONS: tuple[Relation, ...] = ("=", "<=", ">=")


@dataclass(frozen=True, slots=True)
class Continuity:
    """This year's `to` equals last year's `origin`, plus `plus` and minus `minus` (addresses)."""

    code: str
    to: str
    origin: str
    plus: str = ""
    minus: str = ""
    of_last: bool = False  # `plus` and `minus` are cells of last year's report, else of this year's
    relation: Relation = "="  # "<=": `to` may also be less; ">=": it may also be more

    @property
    def taken_over(self) -> bool:
        """The figure is last year's, unchanged."""
        return self.relation == "=" and not self.plus and not self.minus


@dataclass(frozen=True, slots=True)
class Limit:
    """Figures of one line whose sum cannot be more than that of others beside them (indexes of cells)."""

    code: str
    less: tuple[int, ...]
    more: tuple[int, ...]
    about: str  # the line in words


@dataclass(frozen=True, slots=True)
class Couple:
    """Two cells of which either both are zero or none."""

    code: str
    cells: tuple[int, int]
    about: str


@dataclass(frozen=True, slots=True)
class Share:
    """A figure that is looked at as a part of others (indexes of cells)."""

    code: str
    part: int
    whole: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class FeeCells:
    """The cells that the structured 信息处理费 must agree with (indexes)."""

    charges: int  # what was collected is part of it
    unpaid: int  # requests that ended because a notified fee was not paid


@dataclass(frozen=True, slots=True)
class Series:
    """A figure that is followed over the years; the same id in two forms says that they count the same."""

    id: str
    label: str
    unit: str
    cells: tuple[int, ...]  # indexes; they are added together
    trend: str = ""  # the chart over the years in which it is a line
    breakdown: str = ""  # or the chart of one year in which it is a bar
    short: str = ""  # what it is called there

    @property
    def name(self) -> str:
        """What it is called in its chart."""
        return self.short or self.label


@dataclass(frozen=True, slots=True)
class Help:
    """What a line, or a column (its path has a star), means in plain words."""

    path: str
    words: str
    basis: str = ""  # where the law has it
