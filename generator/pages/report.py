"""The page of one report."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache

from markupsafe import Markup

from generator.editions.explained import explained
from generator.editions.form import Edition
from generator.editions.load import editions
from generator.model import Agency, Report, Site
from generator.pages import metadata, rows, urls, wording
from generator.pages.frame import Page, filled
from generator.pages.report_views import HelpView, ReportView, RevisionView, SectionView
from generator.pages.views import Anchor, Download
from generator.problems import Problem
from generator.read.narrative import FREE

BELOW = "subordinates"  # where an agency's page lists those below it
_MANY = 20  # subordinates; of more a report's page has one link to all


@dataclass(frozen=True, slots=True)
class Kin:
    """The agencies around one that have published a report of the same year."""

    above: Agency | None = None  # the nearest
    below: tuple[Agency, ...] = ()  # those whose nearest it is


@dataclass(frozen=True, slots=True)
class Setting:
    """What a report page is drawn from, besides the report."""

    site: Site
    waived: tuple[Problem, ...]  # errors that were published as they are; the page says why
    tables: Mapping[str, Markup]  # table id → the official table, filled in
    downloads: tuple[Download, ...]
    previous: int | None  # years of the neighbouring published reports
    next: int | None
    comparison: int | None = None  # the year beside which there is a page that shows this one
    kin: Kin = Kin()


def report_page(
    report: Report, site: Site, parents: tuple[Agency, ...], downloads: Iterable[Download] = ()
) -> Page:
    """Its URL, title, breadcrumbs and metadata."""
    agencies = (*parents, report.agency)
    url = urls.report(report.agency.path, report.year)
    # The guideline wants a time of day; a report has only its day.
    day = rows.machine_date(report)
    date = f"{day} 00:00" if day else ""
    period = f"，统计期限为{report.year}年1月1日至12月31日" if report.edition.sections else ""
    description = f"{report.title}{period}"
    return Page(
        url=url,
        title=report.title,
        trail=tuple((agency.short, urls.agency(agency.path)) for agency in agencies),
        label=f"{report.year}年",
        metas=filled(
            ("ArticleTitle", report.title),
            ("PubDate", date),
            ("ContentSource", report.agency.name),
            ("Keywords", ",".join((report.agency.name, f"{report.year}年", "政府信息公开工作年度报告"))),
            ("Author", report.agency.name),
            ("Description", description),
            ("Url", urls.absolute(site.url, url)),
        ),
        description=description,
        properties=filled(
            ("og:type", "article"),
            ("article:published_time", day),
            ("article:modified_time", rows.revised(report)),
        ),
        thing=metadata.report(report, site, downloads),
        draft=report.is_draft,
    )


def report_view(report: Report, page: Page, setting: Setting) -> ReportView:
    """What the template prints, in official order."""
    return ReportView(
        agency=Anchor(report.agency.name, page.to(urls.agency(report.agency.path))),
        year=report.year,
        edition=report.edition.document if report.edition.sections else "",
        published=rows.published(report),
        published_machine=rows.machine_date(report),
        revised=rows.revised(report),
        preface=wording.preface(report, setting.site),
        key_figures=rows.key_figures(report),
        sections=tuple(_sections(report, setting)),
        downloads=setting.downloads,
        revisions=tuple(RevisionView(r.day.isoformat(), r.reason) for r in report.revisions),
        comparison=_comparison(report, page, setting.comparison),
        previous=_neighbour(report, page, setting.previous),
        next=_neighbour(report, page, setting.next),
        above=_kindred(setting.kin.above, report, page) if setting.kin.above else None,
        below=tuple(_below(setting.kin.below, report, page)),
        citation=wording.citation(report, setting.site),
    )


def _neighbour(report: Report, page: Page, year: int | None) -> Anchor | None:
    return Anchor(f"{year}年", page.to(urls.report(report.agency.path, year))) if year else None


def _comparison(report: Report, page: Page, year: int | None) -> Anchor | None:
    if year is None:
        return None
    return Anchor(f"和{year}年的数据比较", page.to(urls.compare(report.agency.path, report.year)))


def _kindred(agency: Agency, report: Report, page: Page) -> Anchor:
    return Anchor(agency.name, page.to(urls.report(agency.path, report.year)))


def _below(agencies: tuple[Agency, ...], report: Report, page: Page) -> Iterator[Anchor]:
    if len(agencies) <= _MANY:
        yield from (_kindred(agency, report, page) for agency in agencies)
    else:
        href = f"{page.to(urls.agency(report.agency.path))}#{BELOW}"
        yield Anchor(f"{len(agencies)} 个下级机关的年报", href)


def _sections(report: Report, setting: Setting) -> list[SectionView]:
    if not report.edition.sections:
        free = report.narrative.get(FREE)
        return [SectionView("part-1", "报告正文", wording.body(free))] if free else []
    views = []
    helps = _helps(report.edition)
    for number, section in enumerate(report.edition.sections, 1):
        part = report.narrative.get(section.id)
        views.append(
            SectionView(
                anchor=f"part-{number}",
                label=section.label,
                body=wording.body(part) if part else Markup(),
                table=setting.tables[section.table] if section.table else Markup(),
                notes=wording.notes(report, setting.waived, section.table) if section.table else (),
                fee=wording.fee(report) if section.processing_fee else (),
                help=helps[section.table] if section.table else (),
            )
        )
    return views


@cache
def _helps(form: Edition) -> dict[str, tuple[HelpView, ...]]:
    newer = [other for other in editions().all if other.first_year > form.first_year]
    return {
        table: tuple(HelpView(item.label, item.words, item.basis) for item in items)
        for table, items in explained(form, newer).items()
    }
