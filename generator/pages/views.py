"""What a template is given: plain frozen values, ready to print; `href`s are relative to the page."""

from dataclasses import dataclass, field

from markupsafe import Markup

from generator.charts.view import BarChart, TrendChart


@dataclass(frozen=True, slots=True)
class Anchor:
    """A link; the page itself has no href."""

    label: str
    href: str = ""
    current: bool = False


@dataclass(frozen=True, slots=True)
class Meta:
    """A meta tag, with `name` or with `property`."""

    name: str
    content: str


@dataclass(frozen=True, slots=True)
class Frame:
    """What stands around every page."""

    title: str  # of the page, for <h1>
    head_title: str  # for <title>
    site_title: str
    home: str  # href of the column's home page
    data: str  # href of the page for researchers; "" in a column without reports
    search: str  # href of the search page; "" on itself, and in a column without reports
    statistics: str  # href of the statistics page; "" where it is not known that there is one
    site_map: str  # href of the page that lists all pages; "" in a column without reports
    accessibility: str  # href of the page that says how the column can be read
    feed: str  # href of the feed; "" where it is not known that there is one
    portal: Anchor | None
    metas: tuple[Meta, ...]
    siblings: tuple[Anchor, ...]  # the four parts of the platform; the column itself is current
    trail: tuple[Anchor, ...]  # breadcrumbs, the page itself last
    footer: "FooterView"
    canonical: str = ""
    properties: tuple[Meta, ...] = ()  # Open Graph: for those to whom the page is sent
    linked: Markup = field(default_factory=Markup)  # JSON-LD: what the page is about, for search engines
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
    amount: str = ""  # of money, whose unit is in the value: in 元, to be sorted by


@dataclass(frozen=True, slots=True)
class Download:
    """A file to download."""

    label: str  # "JSON 数据"
    href: str
    filename: str  # offered when saving; of a report its title, in Chinese
    format: str  # "JSON"
    size: str  # "12 KB"


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A report in a list."""

    title: str
    href: str
    year: int
    published: str
    dated: bool  # the day is known
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
    newest: ReportRow | None  # the newest report with key figures
    comparison: Anchor | None  # the newest page that compares years
    overview: "OverviewView"
    subordinates: tuple["Group", ...]


@dataclass(frozen=True, slots=True)
class OverviewView:
    """Figures in charts; they are in generator/charts/view.py."""

    year: str = ""  # "2023年": the newest with figures, which the bars show; "" where no form has any
    breakdowns: tuple[BarChart, ...] = ()
    trends: tuple[TrendChart, ...] = ()  # none of a single year
    zeros: tuple[str, ...] = ()  # sentences: what has no chart because it is always zero
    notes: tuple[str, ...] = ()  # what the broken lines mean


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
    latest_count: int  # reports of the newest year
    latest: tuple[ReportRow, ...]  # the newest published


@dataclass(frozen=True, slots=True)
class YearView:
    """A year page: the reports of all agencies."""

    year: int
    report_count: int
    groups: tuple["ReportGroup", ...]  # in the order of the kinds
    head: tuple[FigureView, ...]  # label and unit of the key figures; none where no form has any
    previous: Anchor | None
    next: Anchor | None


@dataclass(frozen=True, slots=True)
class StatisticsView:
    """The statistics page: what agencies report of themselves, added up."""

    agency_count: int
    report_count: int
    whole_count: int  # aggregates, which are left out: their parts are counted
    overview: OverviewView
    tables: tuple["SumTable", ...]  # one a form, the newest first


@dataclass(frozen=True, slots=True)
class SumTable:
    """Sums of the years of one form."""

    years: str  # "2021—2023年"
    form: str  # "国办公开办函〔2021〕30号"
    head: tuple[FigureView, ...]  # label and unit of every sum
    rows: tuple["SumRow", ...]  # the newest year first, in a year all agencies before the kinds
    partly: bool  # some sums rest on fewer reports than their row


@dataclass(frozen=True, slots=True)
class SumRow:
    """Sums of a year."""

    year: str  # "2023年"
    kind: str  # of agency; "" for all
    reports: int
    absent: int  # agencies without a report
    sums: tuple["SumView", ...]


@dataclass(frozen=True, slots=True)
class SumView:
    """A sum."""

    value: str  # "" where nobody has given the figure
    reports: int | None  # on which it rests; None: on all of its row, or there is none


@dataclass(frozen=True, slots=True)
class DataView:
    """The page for researchers: the tables of all reports, and what is in which file."""

    agency_count: int
    report_count: int
    groups: tuple["DataGroup", ...]  # the newest form first
    descriptions: tuple[Download, ...]  # for programs
    offered: tuple[str, ...]  # formats in which every report is offered: "json", "csv", "pdf"
    example: FigureView | None  # a column of the tables: its name as value; None where no form has tables


@dataclass(frozen=True, slots=True)
class DataGroup:
    """The tables of one form."""

    form: str  # "中华人民共和国政府信息公开工作年度报告格式（国办公开办函〔2021〕30号）"
    tables: tuple[Download, ...]  # the figures, then what the columns mean


@dataclass(frozen=True, slots=True)
class ReportGroup:
    """Reports of agencies of one kind."""

    label: str
    reports: tuple[ReportRow, ...]


@dataclass(frozen=True, slots=True)
class SearchView:
    """The search page."""

    table: str  # href of the index's table, from which search.js finds all else
    groups: tuple["ChoiceGroup", ...]  # agencies that have reports
    years: tuple["Choice", ...]  # newest first


@dataclass(frozen=True, slots=True)
class ChoiceGroup:
    """Agencies of one kind."""

    value: str  # the kind, as the address of a search has it
    label: str
    choices: tuple["Choice", ...]


@dataclass(frozen=True, slots=True)
class Choice:
    """What a search can be narrowed to."""

    value: str  # as the address of a search has it
    label: str
    href: str  # of its own page
