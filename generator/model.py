"""The column in plain values: Site, Agency, Report; frozen, no I/O."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Literal

from generator.checks import Checks, Word
from generator.editions.form import Edition
from generator.problems import Place


class AgencyKind(StrEnum):
    """What kind of body publishes; pages group by it, in this order."""

    GOVERNMENT = "government"  # 县级以上人民政府
    DEPARTMENT = "department"  # 政府部门
    TOWNSHIP = "township"  # 乡镇人民政府
    SUBDISTRICT = "subdistrict"  # 街道办事处
    INSTITUTION = "institution"  # 其他机构: 法律、法规授权的组织, 开发区管委会 …

    @property
    def label(self) -> str:
        """As the site prints it."""
        return _KINDS[self]


_KINDS = {
    AgencyKind.GOVERNMENT: "人民政府",
    AgencyKind.DEPARTMENT: "政府部门",
    AgencyKind.TOWNSHIP: "乡镇",
    AgencyKind.SUBDISTRICT: "街道",
    AgencyKind.INSTITUTION: "其他机构",
}


@dataclass(frozen=True, slots=True)
class Contact:
    """Where questions about the report go."""

    office: str = ""
    address: str = ""
    postcode: str = ""
    phone: str = ""
    email: str = ""
    hours: str = ""


@dataclass(frozen=True, slots=True)
class Agency:
    """A body that publishes reports; its folder under content/ is its identity and its URL."""

    path: str  # "jixian/shengchang"
    name: str
    kind: AgencyKind
    short_name: str = ""  # for breadcrumbs and lists
    code: str = ""  # 统一社会信用代码
    contact: Contact = Contact()
    first_year: int | None = None  # report years in which the body exists
    last_year: int | None = None

    @property
    def short(self) -> str:
        """The short name, or the name."""
        return self.short_name or self.name

    @property
    def parents(self) -> list[str]:
        """Paths of the agencies above, topmost first."""
        parts = self.path.split("/")
        return ["/".join(parts[:end]) for end in range(1, len(parts))]


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a page outside the column."""

    label: str
    url: str


@dataclass(frozen=True, slots=True)
class Portal:
    """The government web site that the column is part of."""

    name: str
    url: str = ""
    id_code: str = ""  # 网站标识码


@dataclass(frozen=True, slots=True)
class Footer:
    """Who answers for the site (国办发〔2017〕47号)."""

    organizer: str = ""  # 主办单位
    operator: str = ""  # 承办单位
    icp: str = ""  # ICP备案号
    police: str = ""  # 公安备案号
    phone: str = ""
    error_report: str = ""  # 我为政府网站找错: URL
    badge: str = ""  # 党政机关网站标识: URL


@dataclass(frozen=True, slots=True)
class Security:
    """Whom to tell of a hole in the column's security."""

    contact: str  # mailto:, tel: or https:
    expires: date  # the last day on which this may be believed
    policy: str  # URL, or ""
    place: Place  # of the last day


@dataclass(frozen=True, slots=True)
class Site:
    """The column (专栏)."""

    title: str
    description: str
    portal: Portal | None
    url: str = ""  # where the column is mounted, if it is known
    keywords: tuple[str, ...] = ()
    siblings: tuple[Link, ...] = ()  # the other parts of the platform: 指南, 制度, 法定主动公开内容
    footer: Footer = Footer()
    theme: str = "default"
    downloads: dict[str, Place] = field(
        default_factory=dict
    )  # format → where it is chosen; as the page lists them
    fonts: str = ""  # a folder with the office's own fonts, relative to the project
    security: Security | None = None
    checks: Checks = field(default_factory=Checks)
    words: tuple[Word, ...] | None = None  # of content/words.yaml; None: the usual list
    agencies: tuple[Agency, ...] = ()  # by path: a parent before its subordinates


@dataclass(frozen=True, slots=True)
class Money:
    """An amount whose unit is written with it: 251000元, 1646.5万元."""

    amount: Decimal
    unit: str


Figure = int | Decimal | Money | None  # None: the cell is blank, which is not zero
Published = date | Literal["unknown"] | None  # None: a draft; "unknown": published, the date is lost


@dataclass(frozen=True, slots=True)
class Revision:
    """A change after publication."""

    day: date
    reason: str


@dataclass(frozen=True, slots=True)
class ProcessingFee:
    """政府信息公开信息处理费 of the year (国办函〔2020〕109号); amounts in 元."""

    notices_issued: int
    amount_noticed: Decimal
    amount_collected: Decimal


@dataclass(frozen=True, slots=True)
class NarrativePart:
    """The narrative of one section: checked HTML, and the words alone."""

    html: str
    text: str
    place: Place  # of its heading


@dataclass(frozen=True, slots=True)
class Passage:
    """A paragraph, list item or heading of the narrative, for the checks."""

    section: str  # id of its section; "preface" before them, "narrative" in a form without sections
    text: str  # as it is read: marks gone, bound figures filled in, lines joined
    bound: tuple[tuple[int, int], ...]  # stretches of `text` that are bound figures: they cannot be wrong
    heading: bool
    lines: tuple[
        tuple[int, int, str], ...
    ]  # as written: line, column of its first character, the line's words

    def place(self, file: str, words: str) -> Place:
        """Where the words stand in the file; the beginning where marks or line ends cut them."""
        for line, column, written in self.lines:
            if (at := written.find(words)) >= 0:
                return Place(file, line, column + at)
        return Place(file, *self.lines[0][:2]) if self.lines else Place(file)


@dataclass(frozen=True, slots=True)
class Report:
    """The annual report of an agency; cells are in the order of Edition.cells."""

    agency: Agency
    year: int
    edition: Edition
    published: Published
    scope: Literal["own", "aggregate"] = "own"
    values: tuple[Figure, ...] = ()
    computed: frozenset[int] = frozenset()  # indexes of totals that the file left out
    filled: frozenset[int] = frozenset()  # indexes of cells that `fill: 0` stands for
    blanks: frozenset[int] = frozenset()  # indexes of cells that stand there blank; without a value, but
    # not among them: what could not be read, is missing (an error says so), or cannot be computed
    spots: tuple[tuple[int, int], ...] = ()  # line and column of every cell in its file
    narrative: dict[str, NarrativePart] = field(
        default_factory=dict
    )  # section id → part; "preface" before them
    passages: tuple[Passage, ...] = ()
    notes: dict[str, str] = field(default_factory=dict)  # table, line or cell → what the report says of it
    keys: dict[str, Place] = field(default_factory=dict)  # key at the top of the file → where it is written
    revisions: tuple[Revision, ...] = ()
    processing_fee: ProcessingFee | None = None
    waivers: dict[str, tuple[str, Place]] = field(
        default_factory=dict
    )  # code → reason and where it is written
    attachments: tuple[str, ...] = ()  # files the narrative links to, relative to the agency's folder
    file: str = ""  # the YAML file, relative to the project

    def place(self, index: int) -> Place:
        """Where a cell is written."""
        return Place(self.file, *self.spots[index])

    @property
    def narrative_file(self) -> str:
        """The Markdown file, relative to the project."""
        return self.file.removesuffix(".yaml") + ".md"

    def noted(self, address: str) -> bool:
        """Whether a note speaks of the cell, its line or its table."""
        return any(address == path or address.startswith(f"{path}.") for path in self.notes)

    @property
    def is_draft(self) -> bool:
        """Without a publication date a report is shown in preview only."""
        return self.published is None

    @property
    def title(self) -> str:
        """The official title."""
        return self.edition.title.format(agency=self.agency.name, year=self.year)

    def value(self, address: str) -> Figure:
        """The figure of a cell."""
        return self.values[self.edition.index[address]]
