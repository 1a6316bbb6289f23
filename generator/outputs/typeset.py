"""A report as report.typ sets it: its words, lists and official tables as plain data."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, replace
from datetime import date
from typing import Any

from generator.editions.form import Section
from generator.editions.layout import Grid, GridCell, Part, grids
from generator.model import Report
from generator.outputs import Order
from generator.outputs.prose import Para, Span, paragraphs
from generator.pages import rows, wording
from generator.read.bindings import printed
from generator.read.narrative import FREE

Data = dict[str, Any]  # for JSON
_DEEPEST = 5  # what stands deeper in lists and quotes is set as if it did not: there is no room


def typeset(order: Order) -> Data:
    """All that is printed, in official order; the keys are those that report.typ reads."""
    report = order.report
    agency, title = report.agency.name, report.title
    form = f"　　格式依据：{report.edition.document}" if report.edition.sections else ""
    free = report.narrative[FREE].html if FREE in report.narrative else ""
    before = [_part(order, "", html) for html in (wording.preface(report, order.site), free) if html]
    day = report.published
    return {
        "title": [agency, title.removeprefix(agency)] if title.startswith(agency) else [title],
        "agency": agency,
        "facts": f"发布日期：{rows.published(report)}{form}",
        "parts": [*before, *(_section(order, section) for section in report.edition.sections)],
        "signature": [agency, f"{day.year}年{day.month}月{day.day}日"] if isinstance(day, date) else [agency],
        "revisions": [f"{revision.day.isoformat()}　{revision.reason}" for revision in report.revisions],
    }


def _part(order: Order, label: str, html: str) -> Data:
    inside = blocks(paragraphs(html, order.page), 1 if label else 0)
    return {"label": label, "blocks": inside, "table": None, "notes": ()}


def _section(order: Order, section: Section) -> Data:
    report = order.report
    html = report.narrative[section.id].html if section.id in report.narrative else ""
    part = _part(order, section.label, html)
    if section.table:
        grid = grids(report.edition)[section.table]
        figures = _figures(grid, report)
        notes = wording.notes(report, order.waived, section.table)
        return part | {"table": _table(grid, figures), "figures": figures, "notes": notes}
    if section.processing_fee and report.processing_fee:
        part["blocks"] += blocks([Para((Span(wording.fee_sentence(report)),))])
    return part


def _table(grid: Grid, figures: Sequence[str]) -> Data:
    """An official table. A cell is its kind, row, column, rows, columns and words, or the index of its figure."""
    longest = [""] * (grid.width - grid.stub_width)
    parts = []
    at = 0
    for part in grid.parts:
        cells: list[tuple[str | int, ...]] = []
        for cell in _cells(part):
            words: str | int = cell.text
            if cell.kind == "data":
                share = figures[at][
                    : -(-len(figures[at]) // cell.colspan)
                ]  # of one that stands over several columns
                for column in range(
                    cell.column - grid.stub_width, cell.column - grid.stub_width + cell.colspan
                ):
                    longest[column] = max(longest[column], share, key=len)
                words, at = at, at + 1
            cells.append((cell.kind, cell.row, cell.column, cell.rowspan, cell.colspan, words))
        parts.append(cells)
    return {
        "stub": grid.stub_width,  # columns with row headings
        "rows": grid.height,
        "longest": longest,  # figure of each of the other columns
        "parts": parts,
    }


def _cells(part: Part) -> Iterator[GridCell]:
    if part.title:
        yield part.title
    for row in (*part.head, *part.body):
        yield from row


def _figures(grid: Grid, report: Report) -> list[str]:
    cells = [cell.index for row in grid.rows() for cell in row if cell.kind == "data"]
    return [
        printed(report.values[index], signed=report.edition.cells[index].kind == "change") for index in cells
    ]


def blocks(paras: Iterable[Para], above: int = 0) -> list[Data]:
    """Headings and paragraphs, lists and quotes inside each other; `above`: level of the heading over them.

    No level of heading is skipped: PDF/UA allows none.
    """
    found = []
    for para in paras:
        if para.kind == "heading":
            above = min(para.level - 1, above + 1)
            found.append(replace(para, level=above))
        else:
            found.append(replace(para, level=min(para.level, _DEEPEST)))
    return _nested(found, 0)


def _nested(paras: Iterable[Para], depth: int) -> list[Data]:
    """What stands in `depth` items and quotes, with all that is further in."""
    found: list[Data] = []
    for first, *rest in _groups(paras, depth):
        words = {
            "kind": "heading" if first.kind == "heading" else "text",
            "level": first.level,
            "spans": [asdict(span) for span in first.spans],
        }
        if not _begins(first, depth):
            found.append(words)
            continue
        inner = [words, *_nested(rest, depth + 1)]
        if first.kind == "quote":
            found.append({"kind": "quote", "blocks": inner})
            continue
        number = int(first.marker.rstrip(".")) if first.marker[0].isdigit() else None
        if not found or found[-1]["kind"] != "list" or found[-1]["next"] != number:
            found.append({"kind": "list", "start": number, "items": []})
        found[-1]["items"].append(inner)
        found[-1]["next"] = None if number is None else number + 1  # of bullets
    return found


def _groups(paras: Iterable[Para], depth: int) -> list[list[Para]]:
    """A paragraph alone; an item or quote that begins at this depth, with all that stands in it."""
    groups: list[list[Para]] = []
    for para in paras:
        inside = para.kind in {"item", "quote"} and para.level >= depth and not _begins(para, depth)
        if inside and groups and _begins(groups[-1][0], depth):
            groups[-1].append(para)
        else:
            groups.append([para])
    return groups


def _begins(para: Para, depth: int) -> bool:
    """Whether an item or quote begins with it that itself stands in `depth` others."""
    return para.level == depth and (para.kind == "quote" or bool(para.marker))
