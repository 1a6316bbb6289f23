"""What other pages need to know of a report: a small row, so that a column of any size fits into memory."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import cast

from generator.charts.scale import Number
from generator.editions.relations import Series
from generator.model import Money, Report
from generator.pages import urls
from generator.pages.frame import Page
from generator.pages.views import Anchor, FigureView, ReportRow
from generator.read.bindings import printed
from generator.rollup import plain

DATE_UNKNOWN = "原文未载明"
NOT_PUBLISHED = "尚未发布"


@dataclass(frozen=True, slots=True)
class Row:
    """A report as lists show it."""

    agency: str  # path
    agency_name: str
    year: int
    title: str
    published: str  # as printed
    key_figures: tuple[FigureView, ...]
    form: str  # id of its edition
    scope: str  # "own" or "aggregate"
    series: tuple[Number | None, ...]  # beside Edition.series; None: left blank
    day: str = ""  # of publication, for programs; "" where nobody knows it, and of a draft
    changed: str = ""  # see changed()


def row(report: Report) -> Row:
    """The row of a report."""
    return Row(
        report.agency.path,
        report.agency.short,
        report.year,
        report.title,
        published(report),
        key_figures(report),
        report.edition.id,
        report.scope,
        tuple(_added(report, series) for series in report.edition.series),
        machine_date(report),
        changed(report),
    )


def _added(report: Report, series: Series) -> Number | None:
    """The cells of a series together; blank is not zero: with one of them blank nobody knows the sum."""
    figures = [report.values[index] for index in series.cells]
    return None if None in figures else sum(cast("list[Number]", figures))


def published(report: Report) -> str:
    """The publication date as it is printed; never a guess."""
    if report.published is None:
        return NOT_PUBLISHED
    return machine_date(report) or DATE_UNKNOWN


def machine_date(report: Report) -> str:
    """The publication date for programs; empty where there is none."""
    return report.published.isoformat() if isinstance(report.published, date) else ""


def revised(report: Report) -> str:
    """The day of the last revision for programs; empty where there is none."""
    return max((revision.day.isoformat() for revision in report.revisions), default="")


def changed(report: Report) -> str:
    """The day of the last revision, else that of publication; empty where neither is known."""
    return max(machine_date(report), revised(report))


def key_figures(report: Report) -> tuple[FigureView, ...]:
    """The few figures that tell the report at a glance, as the edition names them."""
    views = []
    for figure in report.edition.key_figures:
        cell = report.edition.cells[report.edition.index[figure.cell]]
        value = report.values[cell.index]
        unit, amount = ("", f"{plain(value):f}") if isinstance(value, Money) else (cell.unit, "")
        views.append(FigureView(figure.label, printed(value, signed=cell.kind == "change"), unit, amount))
    return tuple(views)


def figure_labels(rows: Iterable[Row]) -> tuple[str, ...]:
    """Labels of the key figures of all rows, each once, in the order of the form."""
    return tuple(dict.fromkeys(figure.label for row in rows for figure in row.key_figures))


def report_row(row: Row, page: Page, labels: tuple[str, ...]) -> ReportRow:
    """The row on a page; key figures stand under the labels, blank where the report has none."""
    figures = {figure.label: figure for figure in row.key_figures}
    return ReportRow(
        title=row.title,
        href=page.to(urls.report(row.agency, row.year)),
        year=row.year,
        published=row.published,
        dated=bool(row.day),
        agency=Anchor(row.agency_name, page.to(urls.agency(row.agency))),
        key_figures=tuple(figures.get(label, FigureView(label, "", "")) for label in labels),
    )
