"""What the templates of a report and of its comparison with earlier ones are given (see views.py)."""

from dataclasses import dataclass, field

from markupsafe import Markup

from generator.pages.views import Anchor, Download, FigureView


@dataclass(frozen=True, slots=True)
class ReportView:
    """A report page."""

    agency: Anchor
    year: int
    edition: str  # "国办公开办函〔2021〕30号"
    published: str  # "2024-01-22"; "原文未载明" where unknown; "尚未发布" for a draft
    published_machine: str  # "2024-01-22", or "" where there is no date
    revised: str  # day of the last revision, or ""
    preface: Markup
    key_figures: tuple[FigureView, ...]
    sections: tuple["SectionView", ...]
    downloads: tuple[Download, ...]
    revisions: tuple["RevisionView", ...]
    comparison: Anchor | None  # the figures beside those of an earlier report
    previous: Anchor | None  # the earlier report of the agency
    next: Anchor | None
    above: Anchor | None  # the report of the year of the nearest agency above
    below: tuple[Anchor, ...]  # those of the agencies right below; where they are many, one link to all
    citation: str  # how to cite the report (GB/T 7714); "" for a draft


@dataclass(frozen=True, slots=True)
class SectionView:
    """An official section of a report."""

    anchor: str  # "part-3"
    label: str  # "三、收到和处理政府信息公开申请情况"
    body: Markup = field(default_factory=Markup)  # narrative HTML; "" if the section is figures only
    table: Markup = field(default_factory=Markup)  # the official table; "" if the section is narrative
    notes: tuple[str, ...] = ()  # notes under the table
    fee: tuple[FigureView, ...] = ()  # the structured 信息处理费
    help: tuple["HelpView", ...] = ()  # what the lines of the table mean; ours, not the report's


@dataclass(frozen=True, slots=True)
class HelpView:
    """A line or column of an official table, in plain words."""

    label: str
    words: str
    basis: str  # articles of the law; "" where there is none


@dataclass(frozen=True, slots=True)
class RevisionView:
    """A change after publication."""

    date: str  # "2024-03-02"
    reason: str


@dataclass(frozen=True, slots=True)
class CompareView:
    """The figures of a report beside those of an earlier one; a script can put another earlier one in its place."""

    agency: Anchor
    year: Anchor  # "2023年", with the way to the report
    choices: tuple[Anchor, ...]  # the earlier reports, newest first; the one that is shown is current
    key_figures: tuple["ChangeView", ...]
    breaks: tuple["BreakView", ...]  # one for each other form among the choices
    sections: tuple[SectionView, ...]  # those with a table; in it a change where the report has a figure
    left_out: tuple[str, ...]  # sentences: earlier reports that cannot be compared, and why
    data: Markup  # JSON for compare.js. `now`: index of a cell → its figure; `years`: year of a choice → `form` ("": the
    # same), `cells`: index → figure then and difference; `joined`: then, now, difference of each column of a JoinedView.
    # A cell that is in neither is 0 in both years.
    previous: Anchor | None  # the comparison of the report before this one
    next: Anchor | None


@dataclass(frozen=True, slots=True)
class ChangeView:
    """A figure that has changed, or not."""

    label: str
    unit: str
    words: str  # "28 → 31"
    change: str  # "+3 增加", "不变"; "" where nothing can be said
    index: int = 0  # of the cell


@dataclass(frozen=True, slots=True)
class BreakView:
    """Another form than the report's, and what it means for the comparison."""

    form: str  # id of the other form
    older: str  # its notice: "国办公开办函〔2019〕60号"
    newer: str  # that of the report
    shown: bool  # it is the form of the report that is shown beside
    joined: tuple["JoinedView", ...]
    apart: tuple["ApartView", ...]


@dataclass(frozen=True, slots=True)
class JoinedView:
    """Lines of the newer form that only together can be compared with one of the older."""

    label: str
    why: str
    changes: tuple[ChangeView, ...]  # a column each


@dataclass(frozen=True, slots=True)
class ApartView:
    """What is not compared, and why."""

    label: str
    why: str
