"""Figures over the years, of an agency or added up: the charts, and in words what needs none."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from generator.charts.bars import Bars, bars
from generator.charts.scale import Number
from generator.charts.trend import Change, Line, Trend, trend
from generator.editions.form import Edition
from generator.editions.load import editions
from generator.editions.relations import Series
from generator.pages.rows import Row
from generator.pages.views import OverviewView

_FEWEST = 2  # years of a trend
NO_REPORT, BLANK, NOT_ASKED = "无年报", "未填", "未统计"


@dataclass(frozen=True, slots=True)
class Year:
    """The figures of a year."""

    year: int
    form: Edition
    figures: Mapping[str, Number | None]  # id of a series → its figure; None: it was left blank
    whole: bool = False  # those of the agencies below are among them
    reports: int = 0  # that they were added up from; 0: they are those of one


def of_agency(rows: Iterable[Row]) -> tuple[Year, ...]:
    """The years of an agency, oldest first."""
    return tuple(
        Year(
            row.year,
            form,
            dict(zip((series.id for series in form.series), row.series, strict=True)),
            row.scope == "aggregate",
        )
        for row in sorted(rows, key=lambda row: row.year)
        if (form := editions().get(row.form))
    )


def overview(years: Sequence[Year]) -> OverviewView:
    """The newest year in bars, all years in lines; what is zero throughout is said. `years`: oldest first."""
    years = [year for year in years if year.form.series]
    if not years:
        return OverviewView()
    zeros: list[_Zeros] = []
    newest = tuple(_breakdowns(years[-1], zeros))
    over_years = tuple(_trends(years, zeros)) if len(years) >= _FEWEST else ()
    return OverviewView(
        year=f"{years[-1].year}年",
        breakdowns=tuple(map(bars, newest)),
        trends=tuple(map(trend, over_years)),
        zeros=tuple(_said(zeros)),
        notes=tuple(_notes(years, {change.year for found in over_years for change in found.changes})),
    )


@dataclass(frozen=True, slots=True)
class _Zeros:
    """A figure that is zero in all years in which there is one."""

    series: Series
    years: tuple[int, ...]

    @property
    def when(self) -> str:
        first, last = self.years[0], self.years[-1]
        if first == last:
            return f"{first}年"
        every = len(self.years) == last - first + 1
        return f"{first}—{last}年" if every else f"{first}—{last}年有数字的各年"


def _breakdowns(year: Year, zeros: list[_Zeros]) -> Iterator[Bars]:
    charts: dict[str, list[Series]] = defaultdict(list)
    for series in year.form.series:
        if series.breakdown:
            charts[series.breakdown].append(series)
    for title, found in charts.items():
        figures = [(series, year.figures[series.id]) for series in found]
        if any(figure for _series, figure in figures):
            parts = tuple((series.name, BLANK if figure is None else figure) for series, figure in figures)
            yield Bars(title, found[0].unit, f"{year.year}年", parts)
        else:
            zeros += [_Zeros(series, (year.year,)) for series, figure in figures if figure is not None]


def _trends(years: Sequence[Year], zeros: list[_Zeros]) -> Iterator[Trend]:
    """Charts and their lines in the order of the newest form."""
    charts: dict[str, dict[str, Series]] = defaultdict(dict)
    for form in dict.fromkeys(year.form for year in reversed(years)):
        for series in form.series:
            if series.trend:
                charts[series.trend].setdefault(series.id, series)
    by_year = {year.year: year for year in years}
    changes = tuple(_changes(years))
    for title, lines in charts.items():
        found = {series: _known(series, years) for series in lines.values()}
        zeros += [
            _Zeros(series, tuple(known))
            for series, known in found.items()
            if known and not any(known.values())
        ]
        drawn = [series for series, known in found.items() if any(known.values())]
        there = sorted({year for series in drawn for year in found[series]})
        if len(there) < _FEWEST:
            continue
        span = tuple(range(there[0], there[-1] + 1))
        values = [tuple(_value(by_year.get(year), series) for year in span) for series in drawn]
        yield Trend(
            title=title if len(drawn) > 1 else drawn[0].label,
            unit=drawn[0].unit,
            years=span,
            lines=tuple(Line(series.name, each) for series, each in zip(drawn, values, strict=True)),
            changes=tuple(change for change in changes if span[0] < change.year <= span[-1]),
            beside=tuple(_beside(by_year, span)),
        )


def _known(series: Series, years: Iterable[Year]) -> dict[int, Number]:
    """Year → figure."""
    return {year.year: figure for year in years if (figure := year.figures.get(series.id)) is not None}


def _value(year: Year | None, series: Series) -> Number | str:
    """The figure, or why there is none."""
    if year is None:
        return NO_REPORT
    if series.id not in year.figures:
        return NOT_ASKED
    figure = year.figures[series.id]
    return BLANK if figure is None else figure


def _beside(by_year: Mapping[int, Year], span: Iterable[int]) -> Iterator[Line]:
    """How many reports a sum rests on; nothing for the figures of one agency."""
    counts = tuple(by_year[year].reports if year in by_year else 0 for year in span)
    if any(counts):
        yield Line("年报份数", counts)


def _changes(years: Sequence[Year]) -> Iterator[Change]:
    """Another form, or another extent, than the year before."""
    words: dict[int, list[str]] = defaultdict(list)
    cuts = set()
    for before, after in pairwise(years):
        if before.form is not after.form:
            words[_since(before, after)].append("新格式")
        if before.whole != after.whole:
            words[after.year].append("含下级" if after.whole else "不含下级")
            cuts.add(after.year)
    for year, found in words.items():
        yield Change(year, "、".join(found), year in cuts)


def _since(before: Year, after: Year) -> int:
    """The first year of another form; there may be no report of it."""
    return max(before.year + 1, min(after.form.first_year, after.year))


def _said(zeros: Iterable[_Zeros]) -> Iterator[str]:
    """One sentence for all that are zero in the same years."""
    groups: dict[tuple[str, str], list[str]] = defaultdict(list)
    for found in zeros:
        groups[found.when, found.series.unit].append(found.series.label)
    for (when, unit), labels in groups.items():
        every = "都" if len(labels) > 1 or "—" in when else ""
        yield f"{when}，{'、'.join(labels)}{every}是 0 {unit}。"


def _notes(years: Sequence[Year], broken: set[int]) -> Iterator[str]:
    """What the broken lines mean, and whose figures these are."""
    for before, after in pairwise(years):
        since = _since(before, after)
        if before.form is not after.form and since in broken:
            yield (
                f"{since}年起的年报使用新格式（{after.form.document}）。"
                "图中的虚线是新旧格式的分界：统计口径相同的数字连成一条线，口径不同的不相连。"
            )
    if all(year.whole for year in years):
        yield "这些是汇总数，包含下级机关的数字。"
    elif any(year.whole for year in years):
        yield "“含下级”的年份是汇总数，包含下级机关的数字，和其他年份不能直接比较，所以不相连。"
