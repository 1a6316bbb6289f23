"""Figures and words → the pair of files an editor works on, laid out like the form."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from generator.editions.form import Cell, Edition, Line
from generator.model import Figure
from generator.read.bindings import printed
from generator.read.figures import Branch, branches

TO_FILL = "_"  # a cell of a blank form


@dataclass(frozen=True, slots=True)
class Sheet:
    """The data file of a report about to be written."""

    edition: Edition
    title: str
    head: str = ""  # YAML lines before the tables
    figures: Mapping[int, Figure] = field(
        default_factory=dict
    )  # by index of the cell; the others are to be filled in
    totals: bool = False  # also write what can be computed
    remarks: Mapping[str, str] = field(default_factory=dict)  # path of a line → what its editor must know


def figures_yaml(sheet: Sheet) -> str:
    """The YAML file: official order, official labels as comments, a list of cells a line."""
    out = [f"# {sheet.title}：数据", sheet.head.rstrip("\n")]
    labels = {section.table: section.label for section in sheet.edition.sections}
    for table, branch in branches(sheet.edition).items():
        writer = _Writer(sheet, out)
        out += ["", f"{table}:  # {labels[table]}"]
        writer.branch(branch, 1)
    return "\n".join(out) + "\n"


@dataclass(slots=True)
class _Writer:
    sheet: Sheet
    out: list[str]
    columns: tuple[str, ...] = ()  # last named in a comment

    def branch(self, branch: Branch, depth: int) -> None:
        pad = "  " * depth
        for name, below in branch.below.items():
            if isinstance(below, Branch):
                label = branch.names[name]
                self.out.append(f"{pad}{name}:{f'  # {label}' if label else ''}")
                self.branch(below, depth + 1)
            elif below.total and not self.sheet.totals:
                self.out.append(f"{pad}# {branch.names[name]}由工具计算，不用填")
            else:
                self._line(f"{pad}{name}: ", below, branch.names[name])

    def _line(self, start: str, line: Line, label: str) -> None:
        cells = [cell for cell in line.cells if self.sheet.totals or not cell.column_total]
        columns = tuple(cell.columns[-1] for cell in cells)
        if columns != self.columns:
            pad = " " * (len(start) - len(start.lstrip()))
            hint = "" if len(cells) == len(line.cells) else "（总计由工具计算）"
            self.out.append(f"{pad}# {' | '.join(columns)}{hint}")
            self.columns = columns
        remark = f"（{said}）" if (said := self.sheet.remarks.get(line.path)) else ""
        self.out.append(f"{start}[{', '.join(map(self._written, cells))}]  # {label}{remark}")

    def _written(self, cell: Cell) -> str:
        if cell.index not in self.sheet.figures:
            return TO_FILL
        return printed(self.sheet.figures[cell.index]) or TO_FILL


def narrative_markdown(edition: Edition, bodies: Mapping[str, str]) -> str:
    """The Markdown file: the official headings, each with its text (Markdown) or room for it."""
    parts = []
    for section in edition.sections:
        if section.table:
            continue
        topics = "\n\n".join(f"### （{_NUMBERS[at]}）{topic}" for at, topic in enumerate(section.topics))
        parts.append(f"## {section.label}\n\n{bodies.get(section.id, topics)}".rstrip() + "\n")
    return "\n".join(parts)


_NUMBERS = "一二三四五六七八九十"
