"""What a report says besides its narrative and its tables: the same words on the page and in every download."""

from markupsafe import Markup

from generator.model import Contact, NarrativePart, Report, Site
from generator.pages import rows, urls
from generator.pages.views import FigureView
from generator.problems import Problem
from generator.read.narrative import PREFACE


def body(part: NarrativePart) -> Markup:
    """The HTML of a part of the narrative."""
    return Markup(part.html)  # noqa: S704 (the Markdown renderer has escaped what the editor wrote: raw HTML is off)


def preface(report: Report, site: Site) -> Markup:
    """The editor's own, or the customary one from the data: basis, period, where to read, whom to ask."""
    if PREFACE in report.narrative:
        return body(report.narrative[PREFACE])
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


def notes(report: Report, waived: tuple[Problem, ...], table: str) -> tuple[str, ...]:
    """What the report says of the table; and where a figure was published though it does not add up, why."""
    where = {report.place(cell.index) for cell in report.edition.cells if cell.table == table}
    labels = {cell.address: cell.label for cell in report.edition.cells}
    labels |= {line.path: line.label for line in report.edition.lines}
    said = [
        f"注：{labels[path]}：{words}" if path in labels else f"注：{words}"
        for path, words in report.notes.items()
        if path.split(".")[0] == table
    ]
    return (*said, *(reason(report, problem) for problem in waived if problem.place in where))


def reason(report: Report, waived: Problem) -> str:
    """Why a figure was published though it does not add up."""
    return f"注：{waived.message}。说明：{report.waivers[waived.code][0]}"


def fee(report: Report) -> tuple[FigureView, ...]:
    """The structured 信息处理费, if the report has it."""
    found = report.processing_fee
    if found is None:
        return ()
    return (
        FigureView("发出收费通知", str(found.notices_issued), "件"),
        FigureView("通知总金额", str(found.amount_noticed), "元"),
        FigureView("实际收取总金额", str(found.amount_collected), "元"),
    )


def fee_sentence(report: Report) -> str:
    """The same as a sentence, where there is no room for a list; "" if the report has none."""
    said = "；".join(f"{figure.label}{figure.value}{figure.unit}" for figure in fee(report))
    return f"信息处理费：{said}。" if said else ""


def citation(report: Report, site: Site) -> str:
    """How to cite the report after GB/T 7714; its date is that of the last revision. "" for a draft: there is nothing yet."""
    if report.is_draft:
        return ""
    day = rows.changed(report)
    said = f"({day})" if day else ""
    address = urls.absolute(site.url, urls.report(report.agency.path, report.year))
    return f"{report.agency.name}. {report.title}[R/OL]. {said}[引用日期]. {address}".rstrip()
