"""The Word document of a report, laid out as GB/T 9704—2012 has it."""

import re
from dataclasses import dataclass, field, replace
from datetime import date

from generator.editions.form import Section
from generator.editions.layout import grids
from generator.model import Report
from generator.outputs import Order
from generator.outputs.docx_package import Container, container, packed
from generator.outputs.docx_styles import (
    AGENCY,
    DATE,
    EMPHASIS,
    FACTS,
    HEADINGS,
    LINK,
    LIST,
    NOTE,
    QUOTE,
    TITLE,
)
from generator.outputs.docx_table import table
from generator.outputs.docx_text import LEVELS, Paragraph, R, W, escaped, indent, run, width
from generator.outputs.prose import Para, Span, paragraphs
from generator.pages import rows, wording
from generator.problems import Finding, Place, fault
from generator.read.narrative import FREE

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_LINE = 20  # characters of the title in a line
_TEARING = re.compile("\n|[!-~]{16}")  # a justified line is spread up to a break, and to a long address
_NO_DATE = "1980-01-01"  # in the properties only, where Word wants one
_HYPERLINK = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/hyperlink"


def write(order: Order) -> bytes | None:
    """The .docx file; None where the office's template is no Word file."""
    try:
        box = container(order.template)
    except Exception as error:  # whatever a damaged template makes python-docx raise
        if order.template is None:
            raise
        # The last names of the path, themes/NAME/FILE, are how the project calls it.
        order.tell(bad_template(Place("/".join(order.template.parts[-3:])), type(error).__name__))
        return None
    text = _Text(box, order.page)
    text.report(order)
    body = "".join(map(str, text.out))
    document = f"{_HEAD}<w:document {W} {R}><w:body>{body}{box.section}</w:body></w:document>"
    links = [_relationship(target, key) for target, key in text.links.items()]
    return packed(
        box.parts
        | {
            box.document: document.encode(),
            box.links: _inserted(box.parts[box.links], links),
            box.numbering: _inserted(box.parts[box.numbering], text.lists),
            box.properties: _properties(order.report).encode(),
        }
    )


def _inserted(part: bytes, elements: list[str]) -> bytes:
    """The elements as the last of the part's root."""
    before, close, name = part.rpartition(b"</")
    return before + "".join(elements).encode() + close + name


def _relationship(target: str, key: str) -> str:
    return f'<Relationship Id="{key}" Type="{_HYPERLINK}" Target="{escaped(target)}" TargetMode="External"/>'


def _properties(report: Report) -> str:
    """Title, author, language and dates of the file; its dates are the report's, so that it never changes."""
    day = f"{rows.machine_date(report) or _NO_DATE}T00:00:00Z"
    name = escaped(report.agency.name)
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" '
        'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escaped(report.title)}</dc:title><dc:subject>政府信息公开工作年度报告</dc:subject>"
        f"<dc:creator>{name}</dc:creator><cp:keywords>{name},{report.year}年,政府信息公开工作年度报告</cp:keywords>"
        f"<cp:lastModifiedBy>{name}</cp:lastModifiedBy>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}</dcterms:created>'
        f'<dcterms:modified xsi:type="dcterms:W3CDTF">{day}</dcterms:modified>'
        "<dc:language>zh-CN</dc:language></cp:coreProperties>"
    )


@dataclass(slots=True)
class _Text:
    """The text as it grows, with the links and the lists that it needs."""

    box: Container
    page: str  # the address of the report's page
    out: list[Paragraph | str] = field(default_factory=list)  # a table is XML already
    links: dict[str, str] = field(default_factory=dict)  # target → key
    lists: list[str] = field(default_factory=list)  # w:num of the numbered lists
    counts: dict[int, tuple[int, int]] = field(
        default_factory=dict
    )  # depth → list that is open, its next number

    def add(self, text: str, style: str = "") -> None:
        """A paragraph in a style; "": body text."""
        self.out.append(Paragraph(run(text), style and self.box.styles[style]))

    def heading(self, label: str, *, table: bool = False) -> None:
        """An official heading; no table right above or below touches it."""
        before = "" if isinstance(self.out[-1], Paragraph) else 'w:before="160"'
        space = f'{before} w:after="80"' if table else before
        look = f"<w:spacing {space}/>" if space else ""
        self.out.append(Paragraph(run(label), self.box.styles["heading 1"], look))

    def report(self, order: Order) -> None:
        """All of it, in official order."""
        report = order.report
        self.add(_title(report), TITLE)
        form = f"　　格式依据：{report.edition.document}" if report.edition.sections else ""
        self.add(f"发布日期：{rows.published(report)}{form}", FACTS)
        self.prose(wording.preface(report, order.site))
        self.part(report, FREE)
        for section in report.edition.sections:
            self.section(order, section)
        self.signature(report)
        if report.revisions:
            self.heading("更正记录")
            for revision in report.revisions:
                self.add(f"{revision.day.isoformat()}　{revision.reason}", LIST)

    def section(self, order: Order, section: Section) -> None:
        """The heading, the words or the table with its notes, the fee."""
        report = order.report
        self.heading(section.label, table=bool(section.table))
        self.part(report, section.id)
        if section.table:
            grid = grids(report.edition)[section.table]
            notes = wording.notes(report, order.waived, section.table)
            self.out.append(table(grid, report, self.box, noted=bool(notes)))
            for note in notes:
                self.add(note, NOTE)
        if section.processing_fee and report.processing_fee:
            self.add(wording.fee_sentence(report))

    def signature(self, report: Report) -> None:
        """Who and when, never alone on a page; no date where none is known."""
        if isinstance(last := self.out[-1], Paragraph):
            self.out[-1] = replace(last, keep=True)
        self.add(report.agency.name, AGENCY)
        if isinstance(day := report.published, date):
            self.add(f"{day.year}年{day.month}月{day.day}日", DATE)

    def part(self, report: Report, name: str) -> None:
        """The words of a part, if the report has it."""
        if name in report.narrative:
            self.prose(report.narrative[name].html)

    def prose(self, html: str) -> None:
        """Checked HTML, paragraph by paragraph."""
        for para in paragraphs(html, self.page):
            self.para(para)

    def para(self, para: Para) -> None:
        """A paragraph of the narrative; the official sections are headings of the first level, so its own are below."""
        content = "".join(self.span(span) for span in para.spans)
        styles = self.box.styles
        level = min(para.level, LEVELS - 1)
        if para.kind == "heading":
            style, more = styles[f"heading {min(max(para.level - 1, 1), HEADINGS)}"], ""
        elif para.kind == "text":
            style, more = "", ""
        elif para.marker:
            more = f'<w:numPr><w:ilvl w:val="{level}"/><w:numId w:val="{self.number(para.marker, level)}"/></w:numPr>'
            style = styles[LIST]
        else:
            style, more = styles[QUOTE if para.kind == "quote" else LIST], indent(level)
        if para.kind in {"heading", "text"}:
            self.counts.clear()
        if _TEARING.search(para.text):
            more += '<w:jc w:val="left"/>'
        self.out.append(Paragraph(content, style, more))

    def number(self, marker: str, level: int) -> int:
        """The list that an item belongs to: the one that goes on with its number, else a new one."""
        self.counts = {depth: state for depth, state in self.counts.items() if depth <= level}
        if not marker[0].isdigit():
            self.counts.pop(level, None)
            return self.box.bullets
        number = int(marker.rstrip("."))
        found, due = self.counts.get(level, (0, 0))
        if not found or due != number:
            found = self.box.bullets + len(self.lists) + 1
            start = f'<w:lvlOverride w:ilvl="{level}"><w:startOverride w:val="{number}"/></w:lvlOverride>'
            look = f'<w:abstractNumId w:val="{self.box.numbers}"/>'
            self.lists.append(f'<w:num {W} w:numId="{found}">{look}{start}</w:num>')
        self.counts[level] = found, number + 1
        return found

    def span(self, span: Span) -> str:
        """A stretch of text."""
        style = LINK if span.link else EMPHASIS if span.emphasis else ""
        look = f'<w:rStyle w:val="{self.box.styles[style]}"/>' if style else ""
        content = run(span.text, f"{look}<w:b/><w:bCs/>" if span.strong else look)
        if style != LINK:
            return content
        key = self.links.setdefault(span.link, f"link{len(self.links) + 1}")
        return f'<w:hyperlink r:id="{key}" w:history="1">{content}</w:hyperlink>'


def _title(report: Report) -> str:
    """In two lines if it does not fit in one; the agency has the first."""
    name = report.agency.name
    cut = width(report.title) > _LINE and report.title.startswith(name)
    return f"{name}\n{report.title.removeprefix(name)}" if cut else report.title


@fault("T104", "Word 模板不能用")
def bad_template(place: Place, reason: str) -> Finding:
    """什么：主题里的 Word 模板打不开：不是 .docx 文件，或者已经损坏。

    为什么：年报的 Word 文档用它的样式和页面设置，打不开就做不出来。
    怎么改：用 Word 或 WPS 打开模板，另存为“Word 文档（*.docx）”；.doc、.dot、.dotx、.wps 都不行。
    """
    return Finding(place, f"Word 模板打不开（{reason}）", "用 Word 或 WPS 打开它，另存为 .docx 文件")
