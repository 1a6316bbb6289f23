"""What a template is given: plain frozen values, ready to print; `href`s are relative to the page."""

from dataclasses import dataclass

from markupsafe import Markup


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link; the page itself has no href."""

    label: str
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Meta:
    """A meta tag."""

    name: str
    content: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    title: str  # of the page, for <h1>
    head_title: str  # for <title>
    site_title: str
    home: str  # href of the column's home page
    portal: Anchor | None
    metas: tuple[Meta, ...]
    siblings: tuple[Anchor, ...]  # the four parts of the platform; the column itself is current
    trail: tuple[Anchor, ...]  # breadcrumbs, the page itself last
    footer: "FooterView"
    canonical: str = ""
    draft: bool = False  # preview of a report that is not published yet


@dataclass(frozen=True, slots=True)
class FooterView:
    """Footer data; empty fields are not printed."""

    organizer: str
    operator: str
    icp: str
    police: str
    phone: str
    id_code: str
    error_report: str  # URL
    badge: str  # URL


@dataclass(frozen=True, slots=True)
class FigureView:
    """A key figure."""

    label: str
    value: str  # "" where it is blank
    unit: str


@dataclass(frozen=True, slots=True)
class SectionView:
    """An official section of a report."""

    anchor: str  # "part-3"
    label: str  # "三、收到和处理政府信息公开申请情况"
    body: Markup  # narrative HTML; "" if the section is figures only
    table: Markup  # the official table; "" if the section is narrative
    notes: tuple[str, ...]  # notes under the table
    fee: tuple[FigureView, ...]  # the structured 信息处理费


@dataclass(frozen=True, slots=True)
class Download:
    """A file beside the report page."""

    label: str  # "JSON 数据"
    href: str
    filename: str  # Chinese name offered when saving
    format: str  # "JSON"
    size: str  # "12 KB"


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A change after publication."""

    date: str  # "2024-03-02"
    reason: str


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report page."""

    agency: Anchor
    year: int
    edition: str  # "国办公开办函〔2021〕30号"
    published: str  # "2024-01-22"; "原文未载明" where unknown; "尚未发布" for a draft
    published_machine: str  # "2024-01-22", or "" where there is no date
    preface: Markup
    key_figures: tuple[FigureView, ...]
    sections: tuple[SectionView, ...]
    downloads: tuple[Download, ...]
    revisions: tuple[RevisionView, ...]
    previous: Anchor | None  # the earlier report of the agency
    next: Anchor | None


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report in a list."""

    title: str
    href: str
    year: int
    published: str
    agency: Anchor
    key_figures: tuple[FigureView, ...]


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A line of contact data."""

    label: str
    value: str
    href: str = ""  # tel: or mailto:


@dataclass(frozen=True, slots=True)
class AgencyView:
    """An agency page: all its years, its subordinates, how to reach it."""

    name: str
    kind: str
    code: str
    contact: tuple[ContactLine, ...]
    reports: tuple[ReportRow, ...]  # newest first
    figure_labels: tuple[str, ...]  # of the key figures, for the head of the list's table
    subordinates: tuple["Group", ...]


@dataclass(frozen=True, slots=True)
class Group:
    """Agencies of one kind, each with a link for every year it has a report of (None: it has not)."""

    label: str
    agencies: tuple["AgencyLine", ...]


@dataclass(frozen=True, slots=True)
class AgencyLine:
    """An agency in a list."""

    agency: Anchor
    years: tuple[Anchor | None, ...]  # beside HomeView.years


@dataclass(frozen=True, slots=True)
class HomeView:
    """The home page: agencies by kind × years."""

    years: tuple[Anchor, ...]  # newest first, each a link to its year page
    groups: tuple[Group, ...]
    agency_count: int
    report_count: int
    latest: tuple[ReportRow, ...]  # the newest published


@dataclass(frozen=True, slots=True)
class YearView:
    """A year page: the reports of all agencies."""

    year: int
    groups: tuple["ReportGroup", ...]
    figure_labels: tuple[str, ...]
    previous: Anchor | None
    next: Anchor | None


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """Reports of agencies of one kind."""

    label: str
    reports: tuple[ReportRow, ...]
