"""The page of one report."""

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from generator.model import Agency, Contact, NarrativePart, Report, Site
from generator.pages import rows, urls
from generator.pages.frame import Page, filled
from generator.pages.views import Anchor, Download, FigureView, ReportView, RevisionView, SectionView
from generator.problems import Problem
from generator.read.narrative import FREE, PREFACE


@dataclass(frozen=True, slots=True)
class Setting:
    """What a report page is drawn from, besides the report."""

    site: Site
    waived: tuple[Problem, ...]  # errors that were published as they are; the page says why
    tables: Mapping[str, Markup]  # table id → the official table, filled in
    downloads: tuple[Download, ...]
    previous: int | None  # years of the neighbouring published reports
    next: int | None


def report_page(report: Report, site: Site, parents: tuple[Agency, ...]) -> Page:
    """Its URL, title, breadcrumbs and meta tags."""
    agencies = (*parents, report.agency)
    url = urls.report(report.agency.path, report.year)
    # The guideline wants a time of day; a report has only its day.
    day = rows.machine_date(report)
    date = f"{day} 00:00" if day else ""
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
            ("Description", f"{report.title}，统计期限为{report.year}年1月1日至12月31日"),
            ("Url", f"{site.url.rstrip('/')}/{url}" if site.url else ""),
        ),
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
        preface=_preface(report, setting.site),
        key_figures=rows.key_figures(report),
        sections=tuple(_sections(report, setting)),
        downloads=setting.downloads,
        revisions=tuple(RevisionView(r.day.isoformat(), r.reason) for r in report.revisions),
        previous=_neighbour(report, page, setting.previous),
        next=_neighbour(report, page, setting.next),
    )


def _neighbour(report: Report, page: Page, year: int | None) -> Anchor | None:
    return Anchor(f"{year}年", page.to(urls.report(report.agency.path, year))) if year else None


def _sections(report: Report, setting: Setting) -> list[SectionView]:
    if not report.edition.sections:
        body = report.narrative.get(FREE)
        return [SectionView("part-1", "报告正文", _html(body), Markup(), (), ())] if body else []
    views = []
    for number, section in enumerate(report.edition.sections, 1):
        part = report.narrative.get(section.id)
        views.append(
            SectionView(
                anchor=f"part-{number}",
                label=section.label,
                body=_html(part) if part else Markup(),
                table=setting.tables[section.table] if section.table else Markup(),
                notes=_notes(report, setting.waived, section.table) if section.table else (),
                fee=_fee(report) if section.processing_fee else (),
            )
        )
    return views


def _html(part: NarrativePart) -> Markup:
    """The Markdown renderer has escaped what the editor wrote: raw HTML is off."""
    return Markup(part.html)  # noqa: S704 (see above)


def _notes(report: Report, waived: tuple[Problem, ...], table: str) -> tuple[str, ...]:
    """What the report says of the table; and where a figure was published though it does not add up, why."""
    where = {report.place(cell.index) for cell in report.edition.cells if cell.table == table}
    labels = {cell.address: cell.label for cell in report.edition.cells}
    labels |= {line.path: line.label for line in report.edition.lines}
    said = [
        f"注：{labels[path]}：{words}" if path in labels else f"注：{words}"
        for path, words in report.notes.items()
        if path.split(".")[0] == table
    ]
    reasons = [
        f"注：{problem.message}。说明：{report.waivers[problem.code][0]}"
        for problem in waived
        if problem.place in where
    ]
    return (*said, *reasons)


def _fee(report: Report) -> tuple[FigureView, ...]:
    fee = report.processing_fee
    if fee is None:
        return ()
    return (
        FigureView("发出收费通知", str(fee.notices_issued), "件"),
        FigureView("通知总金额", str(fee.amount_noticed), "元"),
        FigureView("实际收取总金额", str(fee.amount_collected), "元"),
    )


def _preface(report: Report, site: Site) -> Markup:
    """The editor's own, or the customary one from the data: basis, period, where to read, whom to ask."""
    if PREFACE in report.narrative:
        return _html(report.narrative[PREFACE])
    if not report.edition.sections:
        return Markup()
    address = site.url or (site.portal.url if site.portal else "")
    link = Markup('（<a href="{0}">{0}</a>）').format(address) if address else ""
    portal = site.portal.name if site.portal else ""
    where = Markup("本报告的电子版可以在{}“{}”专栏{}查阅或下载。").format(portal, site.title, link)
    period = f"本报告所列数据的统计期限为{report.year}年1月1日至{report.year}年12月31日。"
    basis = f"本报告根据《中华人民共和国政府信息公开条例》和《{report.edition.name}》（{report.edition.document}）编制。"
    return Markup("<p>{}{}{}{}</p>\n").format(basis, period, where, _contact(report.agency.contact))


def _contact(contact: Contact) -> str:
    lines = [
        f"{label}：{value}"
        for label, value in (
            ("地址", contact.address),
            ("邮编", contact.postcode),
            ("电话", contact.phone),
            ("电子邮箱", contact.email),
            ("办公时间", contact.hours),
        )
        if value
    ]
    if not contact.office and not lines:
        return ""
    details = f"（{'；'.join(lines)}）" if lines else ""
    return f"如有疑问，请与{contact.office or '本机关'}联系{details}。"
