"""The sums as a clerk reads them in a terminal: official tables as aligned text, who is missing, who gave what."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from generator.aggregate import Sums
from generator.editions.form import Cell, Edition, Line
from generator.model import Figure
from generator.read.bindings import printed
from generator.rollup import AGGREGATE, Member, blanks, plain, unknown
from generator.show.text import width

_WIDTH = 100  # columns of a terminal
_LABEL = 36  # for row headings, at most
_NARROW = 8  # of a column with a long heading
_WIDE = 26
_SHOWN = 20  # members or cells in one list
_BLANK = "空白"


@dataclass(frozen=True, slots=True)
class Row:
    """A row in print; one without figures is a heading of those below."""

    label: str
    depth: int = 0
    figures: tuple[str, ...] = ()


def tables(sums: Sums) -> str:
    """Every table of the form, with the sums."""
    out = []
    labels = {section.table: section.label for section in sums.edition.sections}
    for table in sums.edition.tables:
        lines = [line for line in sums.edition.lines if line.cells[0].table == table.id]
        out.append(labels[table.id])
        above: tuple[str, ...] = ()
        for head, run in groupby(lines, key=_head):
            rows: list[Row] = []
            for line in run:
                path = _path(sums.edition, line)
                rows += _headings(path, above)
                above = path
                figures = tuple(_figure(sums.figures[cell.index]) for cell in line.cells)
                rows.append(Row(path[-1], len(path) - 1, figures))
            out += [*grid(head, rows), ""]
    return "\n".join(out)


def _head(line: Line) -> tuple[tuple[str, ...], ...]:
    """The column headings of a line, as far as the line's own label does not say them."""
    shared = 0 if line.cells[0].rows else len(line.cells[0].columns) - 1
    return tuple(cell.columns[shared:] for cell in line.cells)


def _path(edition: Edition, line: Line) -> tuple[str, ...]:
    """The row headings of a line, outermost first; the block's, if it has one, above all."""
    cell = line.cells[0]
    start = f"{cell.table}."
    block = next(
        (
            b.label
            for b in edition.table(cell.table).blocks
            if b.id and line.path.startswith(f"{start}{b.id}.")
        ),
        "",
    )
    return (*([block] if block else []), *(cell.rows or cell.columns[:-1]))


def _headings(path: tuple[str, ...], above: tuple[str, ...]) -> Iterator[Row]:
    """Headings over a row that the row before it did not stand under."""
    for depth, label in enumerate(path[:-1]):
        if path[: depth + 1] != above[: depth + 1]:
            yield Row(label, depth)


def _figure(figure: Figure) -> str:
    return printed(figure) or _BLANK


def grid(heads: Sequence[tuple[str, ...]], rows: Sequence[Row]) -> list[str]:
    """A table: headings over right-aligned figures; long headings go on below."""
    fit = max(_NARROW, (_WIDTH - _LABEL) // len(heads) - 1)
    figures = max((width(figure) for row in rows for figure in row.figures), default=0)
    wide = max(figures, min(_WIDE, fit, max(width(head[-1]) for head in heads)))
    room = _WIDTH - len(heads) * (wide + 1)
    label = min(max(_LABEL, room), max(2 * row.depth + width(row.label) for row in rows))
    label = max(label, min(_LABEL, room))
    names = [wrapped(head[-1], wide) for head in heads]
    height = max(map(len, names))
    out = [_over(heads, label, wide)] if any(len(head) > 1 for head in heads) else []
    for at in range(height):
        cells = [name[at - height + len(name)] if at >= height - len(name) else "" for name in names]
        out.append(_joined("", cells, (label, wide)))
    for row in rows:
        pad = "  " * row.depth
        *first, last = [pad + part for part in wrapped(row.label, label - len(pad))]
        out += [*first, _joined(last, row.figures, (label, wide))]
    return [line.rstrip() for line in out]


def _joined(label: str, cells: Sequence[str], widths: tuple[int, int]) -> str:
    start = label + " " * (widths[0] - width(label))
    return start + "".join(" " + " " * (widths[1] - width(cell)) + cell for cell in cells)


def _over(heads: Sequence[tuple[str, ...]], label: int, wide: int) -> str:
    """The headings over several columns."""
    out = " " * label
    for over, run in groupby(heads, key=lambda head: head[:-1]):
        room = len(list(run)) * (wide + 1) - 1
        words = over[-1] if over else ""
        dashes = (room - width(words)) // 2 if words else 0
        out += " " + ("-" * dashes + words).ljust(room - width(words) + len(words), "-" if words else " ")
    return out


def wrapped(text: str, room: int) -> list[str]:
    """The text in pieces that take at most so many columns; a mark does not begin a piece."""
    parts = [""]
    for character in text:
        if width(parts[-1] + character) > room and parts[-1]:
            carried = parts[-1][-1] if character in "，、。）”" and len(parts[-1]) > 1 else ""
            parts[-1] = parts[-1].removesuffix(carried)
            parts.append(carried)
        parts[-1] += character
    return parts


def about(sums: Sums) -> str:
    """Who is counted, who is missing, which cells nobody can know."""
    count = f"{len(sums.members)} 个下级的年报合计" if sums.members else "下面没有可以相加的年报"
    out = [f"{sums.title}：{count}"]
    if sums.missing:
        out.append(f"缺 {len(sums.missing)} 个下级的年报，没有计入：")
        out += [f"  {missing}  content/{missing.agency.path}" for missing in sums.missing]
    if sums.blank:
        cells = [sums.edition.cells[index] for index in unknown(sums.figures, sums.edition)]
        out.append(f"有 {len(cells)} 格下级没有填，合计不知道：")
        out += [f"  {cell.label}：{_names(blanks(sums.members, cell.index))}" for cell in cells[:_SHOWN]]
        out += [f"  还有 {len(cells) - _SHOWN} 格"] if len(cells) > _SHOWN else []
    return "\n".join(out) + "\n"


def _names(members: Sequence[Member]) -> str:
    shown = "、".join(member.agency.name for member in members[:3])
    return shown + (f" 等 {len(members)} 个" if len(members) > 3 else "")  # noqa: PLR2004 (as many as shown)


def explained(sums: Sums, cells: Sequence[Cell]) -> str:
    """Who gave what to the cells (one, or those of a line), largest first."""
    many = len(cells) > 1
    line = Line(cells[0].address.rpartition(".")[0], tuple(cells), total=False)
    title = f"{line.label}（{line.path}）" if many else f"{cells[0].label}（{cells[0].address}）"
    given = contributions(sums, cells)
    rows = [Row("合计", 0, tuple(_figure(sums.figures[cell.index]) for cell in cells))]
    for member, figures in given:
        file = "" if many else f"  content/{member.agency.path}/{sums.year}.yaml"
        rows.append(Row(_name(member) + file, 1, tuple(map(_figure, figures))))
    zeros = len(sums.members) - len(given)
    out = [title, *grid(_head(line) if many else [(cells[0].columns[-1],)], rows)]
    out += [f"  另有 {zeros} 个下级填的是 0"] if zeros else []
    return "\n".join(out) + "\n"


def contributions(sums: Sums, cells: Sequence[Cell]) -> list[tuple[Member, list[Figure]]]:
    """Members that gave something other than zero, the largest (of a line: by its last cell) first."""
    given = [(member, [member.values[cell.index] for cell in cells]) for member in sums.members]
    given = [(member, figures) for member, figures in given if any(plain(figure) != 0 for figure in figures)]
    return sorted(given, key=lambda pair: [-(plain(figure) or 0) for figure in reversed(pair[1])])


def _name(member: Member) -> str:
    return member.agency.name + ("（汇总）" if member.scope == AGGREGATE else "")


def as_data(sums: Sums, cells: Sequence[Cell]) -> dict[str, object]:
    """For programs (docs/files.md); money in 元. `cells`: those to explain."""
    return {
        "agency": sums.agency.path,
        "name": sums.agency.name,
        "year": sums.year,
        "edition": sums.edition.id,
        "cells": {cell.address: _number(sums.figures[cell.index]) for cell in sums.edition.cells},
        "members": [{"agency": m.agency.path, "name": m.agency.name, "scope": m.scope} for m in sums.members],
        "missing": [
            {"agency": m.agency.path, "name": m.agency.name, "why": m.why.name.lower()} for m in sums.missing
        ],
        "blank": {
            sums.edition.cells[index].address: [m.agency.path for m in blanks(sums.members, index)]
            for index in sums.blank
        },
        "explained": {
            cell.address: {m.agency.path: _number(m.values[cell.index]) for m in sums.members}
            for cell in cells
        },
    }


def _number(figure: Figure) -> int | float | None:
    number = plain(figure)
    return number if number is None or isinstance(number, int) else float(number)
