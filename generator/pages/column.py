"""The pages that combine reports: home, agency, year; drawn from rows alone."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from generator.model import Agency, AgencyKind, Site
from generator.pages import metadata, urls
from generator.pages.compare import newest_compared
from generator.pages.frame import Page
from generator.pages.rows import Row, figure_labels, report_row
from generator.pages.trends import of_agency, overview
from generator.pages.views import (
    AgencyLine,
    AgencyView,
    Anchor,
    ContactLine,
    FigureView,
    Group,
    HomeView,
    ReportGroup,
    YearView,
)

_LATEST = 5  # reports on the home page's list of the newest


@dataclass(frozen=True, slots=True)
class Column:
    """All published reports, ready to be listed."""

    site: Site
    years: tuple[int, ...]  # newest first
    by_agency: dict[str, dict[int, Row]]
    agencies: dict[str, Agency]  # by path, those that have a page: a report, or a subordinate that has one
    below: dict[str, list[Agency]]  # path → the agencies right below it; "" → the topmost

    def above(self, agency: Agency) -> Agency | None:
        """The nearest agency above: a folder between two agencies may be none itself."""
        return next((self.agencies[path] for path in reversed(agency.parents) if path in self.agencies), None)

    def rows(self) -> Iterable[Row]:
        """Every row."""
        return (row for rows in self.by_agency.values() for row in rows.values())

    def newest(self) -> list[Row]:
        """Every row, that of the report published last before the others; those without a day come last."""
        return sorted(self.rows(), key=lambda row: (row.day, row.year), reverse=True)


def column(site: Site, rows: Iterable[Row]) -> Column:
    """Sort the rows by agency and year."""
    by_agency: dict[str, dict[int, Row]] = defaultdict(dict)
    for row in rows:
        by_agency[row.agency][row.year] = row
    shown = set(by_agency)
    for agency in site.agencies:
        if agency.path in by_agency:
            shown.update(agency.parents)
    years = sorted({year for found in by_agency.values() for year in found}, reverse=True)
    agencies = {agency.path: agency for agency in site.agencies if agency.path in shown}
    found = Column(site, tuple(years), dict(by_agency), agencies, defaultdict(list))
    for agency in agencies.values():
        above = found.above(agency)
        found.below[above.path if above else ""].append(agency)
    return found


def home_page(column: Column) -> Page:
    """The entrance of the column."""
    site = column.site
    description = site.description or _counted(column)
    return Page(
        urls.HOME,
        site.title,
        description=description,
        thing=metadata.column(site, description),
        data=bool(column.years),
    )


def _counted(column: Column) -> str:
    if not column.years:
        return "还没有发布年度报告"
    count = sum(map(len, column.by_agency.values()))
    whose = f"{_whose(column.by_agency, column)}{_span(column.years)}"
    return f"{whose}的政府信息公开工作年度报告，共{count}份"


def _whose(paths: Iterable[str], column: Column) -> str:
    names = [column.agencies[path].name for path in paths]
    return names[0] if len(names) == 1 else f"{len(names)}个行政机关"


def _span(years: Iterable[int]) -> str:
    listed = sorted(years)
    first, last = listed[0], listed[-1]
    return f"{last}年" if first == last else f"{first}—{last}年"


def home_view(column: Column, page: Page) -> HomeView:
    """Agencies by kind × years, newest first."""
    rows = column.newest()
    latest = rows[:_LATEST]
    labels = figure_labels(latest)
    return HomeView(
        years=tuple(Anchor(f"{year}年", page.to(urls.year(year))) for year in column.years),
        groups=_groups(column, column.agencies.values(), page),
        agency_count=len(column.by_agency),
        report_count=len(rows),
        latest_count=sum(row.year == column.years[0] for row in rows),
        latest=tuple(report_row(row, page, labels) for row in latest),
    )


def _groups(column: Column, agencies: Iterable[Agency], page: Page) -> tuple[Group, ...]:
    """Agencies by kind, in the order of the kinds, each with its years."""
    by_kind: dict[AgencyKind, list[AgencyLine]] = defaultdict(list)
    for agency in agencies:
        found = column.by_agency.get(agency.path, {})
        years = tuple(
            Anchor(f"{year}年", page.to(urls.report(agency.path, year))) if year in found else None
            for year in column.years
        )
        anchor = Anchor(agency.name, page.to(urls.agency(agency.path)))
        by_kind[agency.kind].append(AgencyLine(anchor, years))
    return tuple(Group(kind.label, tuple(by_kind[kind])) for kind in AgencyKind if kind in by_kind)


def agency_page(agency: Agency, column: Column) -> Page:
    """An agency's own page, below those of the agencies above it."""
    above = [column.agencies[path] for path in agency.parents if path in column.agencies]
    years = column.by_agency.get(agency.path, {})
    reports = "的政府信息公开工作年度报告"
    return Page(
        url=urls.agency(agency.path),
        title=agency.name,
        trail=tuple((parent.short, urls.agency(parent.path)) for parent in above),
        label=agency.short,
        description=f"{agency.name}{_span(years)}{reports}，共{len(years)}份"
        if years
        else f"{agency.name}下属机关{reports}",
        thing=metadata.agency(agency, column.above(agency), column.site),
    )


def agency_view(agency: Agency, column: Column, page: Page) -> AgencyView:
    """All its years, newest first; the agencies right below it; how to reach it."""
    rows = [row for _year, row in sorted(column.by_agency.get(agency.path, {}).items(), reverse=True)]
    labels = figure_labels(rows)
    reports = tuple(report_row(row, page, labels) for row in rows)
    return AgencyView(
        name=agency.name,
        kind=agency.kind.label,
        code=agency.code,
        contact=_contact(agency),
        reports=reports,
        figure_labels=labels,
        newest=next((row for row in reports if any(figure.value for figure in row.key_figures)), None),
        comparison=comparison(agency, rows, page),
        overview=overview(of_agency(rows)),
        subordinates=_groups(column, column.below.get(agency.path, ()), page),
    )


def comparison(agency: Agency, rows: Sequence[Row], page: Page) -> Anchor | None:
    """The newest page that compares years, if there is any. `rows`: of the agency, newest first."""
    year = newest_compared(rows)
    return Anchor(f"{year}年与往年比较", page.to(urls.compare(agency.path, year))) if year else None


def _contact(agency: Agency) -> tuple[ContactLine, ...]:
    contact = agency.contact
    lines = (
        ContactLine("联系机构", contact.office),
        ContactLine("地址", contact.address),
        ContactLine("邮编", contact.postcode),
        ContactLine("电话", contact.phone, f"tel:{''.join(c for c in contact.phone if c in '+0123456789')}"),
        ContactLine("电子邮箱", contact.email, f"mailto:{contact.email}"),
        ContactLine("办公时间", contact.hours),
    )
    return tuple(line for line in lines if line.value)


def year_page(year: int, column: Column) -> Page:
    """All agencies' reports of a year."""
    title = f"{year}年政府信息公开工作年度报告"
    whose = _whose((path for path, rows in column.by_agency.items() if year in rows), column)
    description = f"{whose}的{title}，可以在线查阅"
    return Page(urls.year(year), title, label=f"{year}年", description=description)


def year_view(year: int, column: Column, page: Page) -> YearView:
    """Reports by kind of agency, in a kind as the folders are, with their key figures."""
    by_kind: dict[AgencyKind, list[Row]] = defaultdict(list)
    for agency in column.agencies.values():
        if year in column.by_agency.get(agency.path, {}):
            by_kind[agency.kind].append(column.by_agency[agency.path][year])
    listed = [row for kind in AgencyKind for row in by_kind.get(kind, [])]
    units = {figure.label: figure.unit for row in listed for figure in row.key_figures}
    place = column.years.index(year)
    earlier, later = column.years[place + 1 : place + 2], column.years[max(place - 1, 0) : place]
    return YearView(
        year=year,
        report_count=len(listed),
        groups=tuple(
            ReportGroup(kind.label, tuple(report_row(row, page, tuple(units)) for row in by_kind[kind]))
            for kind in AgencyKind
            if kind in by_kind
        ),
        head=tuple(FigureView(label, "", unit) for label, unit in units.items()),
        previous=next((Anchor(f"{y}年", page.to(urls.year(y))) for y in earlier), None),
        next=next((Anchor(f"{y}年", page.to(urls.year(y))) for y in later), None),
    )
