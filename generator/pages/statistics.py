"""The statistics page: what the agencies report of themselves, added up by year and by kind of agency."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby

from generator.charts.scale import Number, shown
from generator.editions.form import Edition
from generator.editions.load import editions
from generator.model import AgencyKind
from generator.pages import urls
from generator.pages.column import Column
from generator.pages.frame import Page
from generator.pages.rows import Row
from generator.pages.trends import Year, overview
from generator.pages.views import FigureView, StatisticsView, SumRow, SumTable, SumView

_FEWEST = 2  # agencies: the figures of one are on its own page


@dataclass(frozen=True, slots=True)
class Sum:
    """A figure added up."""

    figure: Number | None  # None: all have left it blank
    reports: int  # that have the figure


@dataclass(frozen=True, slots=True)
class Sums:
    """The sums of a year, over all agencies or over those of a kind."""

    year: int
    form: Edition
    kind: AgencyKind | None  # None: all
    reports: int
    absent: int  # agencies without a report
    sums: tuple[Sum, ...]  # beside Edition.series


@dataclass(frozen=True, slots=True)
class Statistics:
    """All sums: the newest year first, in a year all agencies before the kinds."""

    agencies: int
    reports: int
    wholes: int  # aggregates, which are left out
    sums: tuple[Sums, ...]


def statistics(column: Column) -> Statistics | None:
    """The sums; None where there are not several agencies to be added up.

    An aggregate is the sum of the reports of the agencies below it (see rollup.py): only what agencies report
    of themselves is added up, so that nothing is counted twice.
    """
    forms = {form.id: form for form in editions().all if form.series}
    rows = [row for row in column.rows() if row.form in forms]
    own = [row for row in rows if row.scope == "own"]
    agencies = {row.agency for row in own}
    if len(agencies) < _FEWEST:
        return None
    by_year: dict[tuple[int, str], dict[AgencyKind, list[Row]]] = defaultdict(lambda: defaultdict(list))
    for row in own:
        by_year[row.year, row.form][column.agencies[row.agency].kind].append(row)
    absent = _absent(column)
    return Statistics(
        agencies=len(agencies),
        reports=len(own),
        wholes=len(rows) - len(own),
        sums=tuple(
            sums
            for (year, form), by_kind in sorted(by_year.items(), key=lambda item: item[0], reverse=True)
            for sums in _year(year, forms[form], by_kind, absent[year])
        ),
    )


def _absent(column: Column) -> dict[int, Counter[AgencyKind]]:
    """Year → of how many agencies of a kind there is no report, from the first year of each to its last."""
    newest = column.years[0]
    found: dict[int, Counter[AgencyKind]] = defaultdict(Counter)
    for path, rows in column.by_agency.items():
        agency = column.agencies[path]
        for year in range(agency.first_year or min(rows), (agency.last_year or newest) + 1):
            found[year][agency.kind] += year not in rows
    return found


def _year(
    year: int, form: Edition, by_kind: Mapping[AgencyKind, Sequence[Row]], absent: Counter[AgencyKind]
) -> Iterator[Sums]:
    every = [row for rows in by_kind.values() for row in rows]
    yield Sums(year, form, None, len(every), absent.total(), tuple(_sums(every, form)))
    for kind in AgencyKind:
        rows = by_kind.get(kind, ())
        if rows or absent[kind]:
            yield Sums(year, form, kind, len(rows), absent[kind], tuple(_sums(rows, form)))


def _sums(rows: Sequence[Row], form: Edition) -> Iterator[Sum]:
    for at in range(len(form.series)):
        known = [figure for row in rows if (figure := row.series[at]) is not None]
        total = sum(known)
        # Without zeros that only the adding up has left behind.
        short = Decimal(f"{total.normalize():f}") if isinstance(total, Decimal) else total
        yield Sum(short if known else None, len(known))


def statistics_page(found: Statistics) -> Page:
    """The column added up."""
    whose = f"{found.agencies}个行政机关{found.reports}份政府信息公开工作年度报告"
    description = f"{whose}里的数字，按年度和机关类别相加"
    return Page(urls.STATISTICS, "年报数据统计", label="数据统计", description=description)


def statistics_view(found: Statistics) -> StatisticsView:
    """Charts over the years, then all sums, a table a form."""
    every = [sums for sums in reversed(found.sums) if sums.kind is None]
    kinds = {sums.kind for sums in found.sums if sums.kind}
    listed = [sums for sums in found.sums if sums.kind is None or len(kinds) > 1]
    return StatisticsView(
        agency_count=found.agencies,
        report_count=found.reports,
        whole_count=found.wholes,
        overview=overview([_as_year(sums) for sums in every]),
        tables=tuple(_table(form, tuple(group)) for form, group in groupby(listed, lambda sums: sums.form)),
    )


def _as_year(sums: Sums) -> Year:
    figures = {series.id: each.figure for series, each in zip(sums.form.series, sums.sums, strict=True)}
    return Year(sums.year, sums.form, figures, reports=sums.reports)


def _table(form: Edition, listed: Sequence[Sums]) -> SumTable:
    first, last = listed[-1].year, listed[0].year
    return SumTable(
        years=f"{last}年" if first == last else f"{first}—{last}年",
        form=form.document,
        head=tuple(FigureView(series.label, "", series.unit) for series in form.series),
        rows=tuple(map(_row, listed)),
        partly=any(_partly(sums, each) for sums in listed for each in sums.sums),
    )


def _row(sums: Sums) -> SumRow:
    return SumRow(
        year=f"{sums.year}年",
        kind=sums.kind.label if sums.kind else "",
        reports=sums.reports,
        absent=sums.absent,
        sums=tuple(
            SumView(
                "" if each.figure is None else shown(each.figure),
                each.reports if _partly(sums, each) else None,
            )
            for each in sums.sums
        ),
    )


def _partly(sums: Sums, each: Sum) -> bool:
    """Whether some reports have left the figure blank."""
    return 0 < each.reports < sums.reports
