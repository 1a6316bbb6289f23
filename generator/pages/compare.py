"""The page that shows the figures of a report beside those of an earlier one of the same agency."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from generator.editions.comparable import Pairing, pairing
from generator.editions.form import Cell, Edition
from generator.editions.load import editions
from generator.model import Agency, Figure, Money, Report
from generator.pages import urls
from generator.pages.frame import Page
from generator.pages.report_views import (
    ApartView,
    BreakView,
    ChangeView,
    CompareView,
    JoinedView,
    SectionView,
)
from generator.pages.rows import Row
from generator.pages.views import Anchor
from generator.read.bindings import printed
from generator.rollup import plain

BLANK, APART = "未填", "不可比"


@dataclass(frozen=True, slots=True)
class Change:
    """A figure then and now, as they are printed, and the difference."""

    then: str  # "" where it says no more than `now`
    now: str
    more: str = ""  # "+3", "-3", SAME, APART; "" where there is none to be told

    @property
    def words(self) -> str:
        """Both figures: "28 → 31"."""
        return f"{self.then} → {self.now}" if self.then else self.now

    @property
    def said(self) -> str:
        """The difference in a sign and in words: "+3 增加"."""
        return f"{self.more}{_WORDS.get(self.more[:1], '')}"


SAME = "不变"
_WORDS = {"+": " 增加", "-": " 减少"}
ZERO = Change("", "0")  # what is zero in both years


@dataclass(frozen=True, slots=True)
class Comparison:
    """A report beside an earlier one."""

    then: Report
    pairs: Pairing
    cells: Mapping[int, Change]  # by index of the newer form; without those that are ZERO
    joined: tuple[tuple[Change, ...], ...]  # beside Pairing.joined


@dataclass(frozen=True, slots=True)
class Compared:
    """All comparisons of an agency."""

    reports: Sequence[Report]  # all that have a page, oldest first
    by_year: Mapping[
        int, tuple[Comparison, ...]
    ]  # the report of a year beside each earlier one, newest first

    @property
    def pages(self) -> list[Report]:
        """Those that have a page of comparison, oldest first."""
        return [report for report in self.reports if report.year in self.by_year]

    def with_year(self, year: int) -> int | None:
        """The year that the report of this one is shown beside at first."""
        return self.by_year[year][0].then.year if year in self.by_year else None


def compare(reports: Sequence[Report]) -> Compared:
    """`reports`: of one agency, oldest first."""
    found = {}
    for at, now in enumerate(reports):
        fit = tuple(
            _compare(now, then, pairs)
            for then in reversed(reports[:at])
            if now.scope == then.scope and (pairs := pairing(now.edition, then.edition))
        )
        if fit:
            found[now.year] = fit
    return Compared(reports, found)


def newest_compared(rows: Sequence[Row]) -> int | None:
    """The newest year of which there is a page of comparison, if any. `rows`: of one agency, newest first."""
    forms = {form.id: form for form in editions().all}
    return next(
        (
            now.year
            for at, now in enumerate(rows, 1)
            if any(
                now.scope == then.scope and pairing(forms[now.form], forms[then.form]) for then in rows[at:]
            )
        ),
        None,
    )


def _compare(now: Report, then: Report, pairs: Pairing) -> Comparison:
    cells = {}
    for cell, value, at in zip(now.edition.cells, now.values, pairs.same, strict=True):
        if at is None:
            cells[cell.index] = Change("", _shown(value, cell), APART)
        elif value != 0 or then.values[at] != 0:
            cells[cell.index] = change(then.values[at], value, cell)
    joined = tuple(
        tuple(
            change(then.values[to], _sum([now.values[index] for index in parts]), now.edition.cells[parts[0]])
            for parts, to in zip(line.here, line.there, strict=True)
        )
        for line in pairs.joined
    )
    return Comparison(then, pairs, cells, joined)


def _sum(figures: Sequence[Figure]) -> Figure:
    """Of counts; blank is not zero."""
    total = 0
    for figure in figures:
        if not isinstance(figure, int):
            return None
        total += figure
    return total


def change(then: Figure, now: Figure, cell: Cell) -> Change:
    """Blank is not zero: from what is blank to a figure there is no difference, nor between two differences."""
    before, after = plain(then), plain(now)
    if before == after == 0:
        return ZERO
    if before is None and after is None:
        return Change("", BLANK)
    then_shown, now_shown = _shown(then, cell), _shown(now, cell)
    if before is None or after is None or cell.kind == "change":
        return Change(then_shown, now_shown)
    more = after - before
    if not more:
        return Change(then_shown, now_shown, SAME)
    # Without zeros that only the subtraction has left behind.
    apart = more if isinstance(more, int) else f"{more.normalize():f}"
    unit = "元" if isinstance(now, Money) else ""
    return Change(then_shown, now_shown, f"{'+' if more > 0 else ''}{apart}{unit}")


def _shown(value: Figure, cell: Cell) -> str:
    return printed(value, signed=cell.kind == "change") or BLANK


def texts(edition: Edition, comparison: Comparison) -> list[str]:
    """The HTML of every cell of the form; figures and our own words need no escaping."""
    changes = (comparison.cells.get(index, ZERO) for index in range(len(edition.cells)))
    return [it.words + (f"<small>{it.said}</small>" if it.more else "") for it in changes]


def compare_page(report: Report, compared: Compared, parents: tuple[Agency, ...]) -> Page:
    """Below the page of the report."""
    agency, found = report.agency, compared.by_year[report.year]
    trail = [(above.short, urls.agency(above.path)) for above in (*parents, agency)]
    then = found[0].then.year
    return Page(
        url=urls.compare(agency.path, report.year),
        title=f"{agency.name}{report.year}年与{then}年年报数据比较",
        trail=(*trail, (f"{report.year}年", urls.report(agency.path, report.year))),
        label="与往年比较",
        description=f"{agency.name}{report.year}年政府信息公开工作年度报告里的数字，逐项和{then}年的比较",
        draft=report.is_draft or any(comparison.then.is_draft for comparison in found),
    )


def compare_view(report: Report, compared: Compared, page: Page, tables: Mapping[str, Markup]) -> CompareView:
    """What the template prints; the first of the comparisons is shown. `tables`: id → table with changes for figures."""
    path, found = report.agency.path, compared.by_year[report.year]
    pages = compared.pages
    place = pages.index(report)
    return CompareView(
        agency=Anchor(report.agency.name, page.to(urls.agency(path))),
        year=Anchor(f"{report.year}年", page.to(urls.report(path, report.year))),
        choices=tuple(
            Anchor(f"{year}年", page.to(urls.report(path, year)), current=not at)
            for at, year in enumerate(comparison.then.year for comparison in found)
        ),
        key_figures=tuple(_key_figures(report.edition, found[0])),
        breaks=tuple(_breaks(report.edition, found)),
        sections=tuple(
            SectionView(f"part-{number}", section.label, table=tables[section.table])
            for number, section in enumerate(report.edition.sections, 1)
            if section.table
        ),
        left_out=tuple(_left_out(report, compared.reports)),
        data=_data(found),
        previous=_to(page, pages[place - 1 : place] if place else ()),
        next=_to(page, pages[place + 1 : place + 2]),
    )


def _to(page: Page, reports: Sequence[Report]) -> Anchor | None:
    for report in reports:
        return Anchor(f"{report.year}年与往年比较", page.to(urls.compare(report.agency.path, report.year)))
    return None


def _key_figures(form: Edition, comparison: Comparison) -> Iterator[ChangeView]:
    for figure in form.key_figures:
        cell = form.cells[form.index[figure.cell]]
        found = comparison.cells.get(cell.index, ZERO)
        yield ChangeView(figure.label, cell.unit, found.words, found.said, cell.index)


def _breaks(form: Edition, found: Sequence[Comparison]) -> Iterator[BreakView]:
    others = {
        comparison.then.edition: comparison for comparison in reversed(found)
    }  # the newest of each form
    for other, comparison in others.items():
        if other is not form:
            yield BreakView(
                form=other.id,
                older=other.document,
                newer=form.document,
                shown=comparison is found[0],
                joined=tuple(
                    JoinedView(line.label, line.why, tuple(_columns(form, line.here, said)))
                    for line, said in zip(comparison.pairs.joined, comparison.joined, strict=True)
                ),
                apart=tuple(ApartView(gap.label, gap.why) for gap in comparison.pairs.apart),
            )


def _columns(
    form: Edition, parts: Iterable[tuple[int, ...]], changes: Iterable[Change]
) -> Iterator[ChangeView]:
    for (first, *_more), found in zip(parts, changes, strict=True):
        cell = form.cells[first]
        yield ChangeView(cell.columns[-1], cell.unit, found.words, found.said)


def _left_out(report: Report, reports: Iterable[Report]) -> Iterator[str]:
    """Earlier reports with figures that cannot be compared with those of this one."""
    earlier = [other for other in reports if other.year < report.year and other.edition.cells]
    scope = [f"{other.year}年" for other in earlier if other.scope != report.scope]
    if scope:
        whole, own = "汇总数，包含下级机关的数字", "本机关自己的数字"
        here, there = (whole, own) if report.scope == "aggregate" else (own, whole)
        yield f"{'、'.join(scope)}的年报是{there}，{report.year}年的是{here}，不能比较，所以没有列入。"
    forms = [
        f"{other.year}年"
        for other in earlier
        if other.scope == report.scope and not pairing(report.edition, other.edition)
    ]
    if forms:
        yield f"{'、'.join(forms)}的年报使用的格式和{report.year}年的不同，没有可以比较的数字。"


def _data(found: Sequence[Comparison]) -> Markup:
    """For the script; nothing in it can end the element that it stands in."""
    now = {index: it.now for comparison in found for index, it in comparison.cells.items()}
    years = {
        comparison.then.year: {
            "form": comparison.then.edition.id if comparison.pairs.joined or comparison.pairs.apart else "",
            "cells": {index: [it.then, it.more] for index, it in comparison.cells.items()},
            "joined": [[[it.then, it.now, it.more] for it in line] for line in comparison.joined],
        }
        for comparison in found
    }
    text = json.dumps({"now": now, "years": years}, ensure_ascii=False, separators=(",", ":"))
    return Markup(text.replace("<", "\\u003c"))  # noqa: S704 (see above)
