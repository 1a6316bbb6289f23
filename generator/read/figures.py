"""The figures of a report: nodes + edition → values in the order of the form; totals left out are computed."""

import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from generator.editions.form import Cell, Edition, Line
from generator.model import Figure
from generator.problems import Finding, Level, Place, Problem, fault
from generator.read.diagnose import blame
from generator.read.fields import Keys, fields, missing_key
from generator.read.nodes import Doc, Mapping, Node, Scalar, Sequence
from generator.read.values import figure, wrong_structure

Spot = tuple[int, int]  # line and column
_SHOWN = 3  # missing rows named in one message


@dataclass(slots=True)
class Figures:
    """What was read of the tables; indexes are those of Edition.cells."""

    values: list[Figure]
    spots: list[Spot]
    computed: set[int] = field(default_factory=set)  # totals that the file left out
    filled: set[int] = field(default_factory=set)  # by `fill: 0`
    blanks: set[int] = field(default_factory=set)  # written without a figure


def read_figures(doc: Doc, tables: dict[str, Node], edition: Edition) -> Figures:
    """`tables`: table id → its node."""
    size = len(edition.cells)
    figures = Figures([None] * size, [(doc.root.line, doc.root.column)] * size)
    for table in edition.tables:
        node = tables.get(table.id)
        if node is None:
            label = next(section.label for section in edition.sections if section.table == table.id)
            place = doc.at(doc.root)
            doc.report(
                missing_key(place, f"表“{label}”（{table.id}）", "补上整张表；全部为 0 时可写“fill: 0”")
            )
        else:
            _Reader(doc, edition, figures).table(table.id, node)
    _compute(figures, edition)
    return figures


@dataclass(frozen=True, slots=True)
class Branch:
    """A level of the file's keys: names with their labels, and what is below each."""

    names: dict[str, str]
    below: dict[str, "Branch | Line"]

    def deeper(self) -> dict[str, str]:
        """Keys that belong further down → below which key."""
        found: dict[str, str] = {}
        for name, below in self.below.items():
            if isinstance(below, Branch):
                label = f"（{self.names[name]}）" if self.names[name] else ""
                found |= below.deeper() | dict.fromkeys(below.below, f"{name}{label}")
        return found

    def lines(self) -> list[Line]:
        """All lines below, in official order."""
        return [
            line
            for item in self.below.values()
            for line in ([item] if isinstance(item, Line) else item.lines())
        ]


@cache
def branches(edition: Edition) -> dict[str, Branch]:
    """Table id → the keys that a file has for it."""
    roots: dict[str, Branch] = {}
    for line in edition.lines:
        table, *names = line.path.split(".")
        branch = roots.setdefault(table, Branch({"fill": "没有列出的行都填 0"}, {}))
        blocks = {block.id: block.label for block in edition.table(table).blocks}
        labels = _key_labels(line, [blocks.get(name, "") for name in names])
        for name, label in zip(names[:-1], labels, strict=False):
            branch.names.setdefault(name, label)
            below = branch.below.setdefault(name, Branch({}, {}))
            assert isinstance(below, Branch), line.path
            branch = below
        branch.names[names[-1]] = labels[-1]
        branch.below[names[-1]] = line
    return roots


def _key_labels(line: Line, blocks: list[str]) -> list[str]:
    """What each key of a line's path is on the form: first the block if there is one, then the headings."""
    cell = line.cells[0]
    labels = list(cell.rows) if cell.rows else list(cell.columns[:-1])
    return blocks[: len(blocks) - len(labels)] + labels


@dataclass(frozen=True, slots=True)
class _Reader:
    doc: Doc
    edition: Edition
    figures: Figures

    def table(self, name: str, node: Node) -> None:
        branch = branches(self.edition)[name]
        fill = False
        if isinstance(node, Mapping) and "fill" in node.pairs:
            value = node.pairs["fill"][1]
            fill = True
            if not isinstance(value, Scalar) or value.text != "0":
                self.doc.report(bad_fill(self.doc.at(value)))
        self.branch(branch, node, fill=fill)

    def branch(self, branch: Branch, node: Node, *, fill: bool) -> None:
        """What is written is read; what is not is filled, computed or missed."""
        found = fields(self.doc, node, Keys(branch.names, "这张表", branch.deeper()))
        # A line under a wrong name is neither zero nor missing: it has been told of already.
        puzzled = len(found) < len(node.pairs) if isinstance(node, Mapping) else not _blank(node)
        absent: list[Line] = []
        for name, below in branch.below.items():
            if isinstance(below, Branch):
                if name in found:
                    self.branch(below, found[name], fill=fill)
                else:
                    absent += below.lines()
            elif name in found:
                self.line(below, found[name])
            else:
                absent.append(below)
        for line in absent:
            self._mark(line.cells, (node.line, node.column))
            if line.total:
                self.figures.computed.update(cell.index for cell in line.cells)
            elif fill and not puzzled:
                for cell in line.cells:
                    self.figures.values[cell.index] = 0 if cell.kind in {"count", "change"} else Decimal(0)
                    self.figures.filled.add(cell.index)
        missed = [line for line in absent if not line.total and not fill]
        if missed and not puzzled:
            self._missing(missed, self.doc.at(node))

    def _missing(self, lines: list[Line], place: Place) -> None:
        names = [f"“{line.label}”（{line.path.rsplit('.', 1)[-1]}）" for line in lines if not line.total]
        shown = "、".join(names[:_SHOWN]) + (f" 等 {len(names)} 行" if len(names) > _SHOWN else "")
        self.doc.report(
            missing_key(place, shown, "补上；没有发生的填 0，整张表其余各行都是 0 时可写“fill: 0”")
        )

    def _mark(self, cells: tuple[Cell, ...], spot: Spot) -> None:
        for cell in cells:
            self.figures.spots[cell.index] = spot

    def line(self, line: Line, node: Node) -> None:
        """A list of all cells, or of all but the totals among them."""
        spot = node.line, node.column
        self._mark(line.cells, spot)
        if _blank(node) and line.total:
            self.figures.computed.update(cell.index for cell in line.cells)
            return
        if isinstance(node, Mapping) or (
            isinstance(node, Scalar) and len(line.cells) > 1 and not _blank(node)
        ):
            told = wrong_structure(self.doc.at(node), "方括号里的一列数字", *_not_a_list(node, line))
            self.doc.report(blame(self.doc.source, node.line) or told)
            return
        if problem := _thousands(self.doc, node):
            self.doc.report(problem)
            return
        items: list[Node] = node.items if isinstance(node, Sequence) else [node]
        if _blank(node):
            items = [node] * len(line.cells)
        parts = tuple(cell for cell in line.cells if not cell.column_total)
        if len(items) == len(line.cells):
            cells = line.cells
        elif len(items) == len(parts):
            cells = parts
            self.figures.computed.update({c.index for c in line.cells} - {c.index for c in parts})
        else:
            told = wrong_length(self.doc.at(node), line, len(items))
            self.doc.report(blame(self.doc.source, node.line) or told)
            return
        blanks = []
        for cell, item in zip(cells, items, strict=True):
            value, readable = figure(self.doc, item, cell.kind)
            self.figures.values[cell.index] = value
            self.figures.spots[cell.index] = item.line, item.column
            if value is None and readable:
                blanks.append((cell, item))
                self.figures.blanks.add(cell.index)
        if blanks:
            level = Level(self.edition.blank)
            whole = len(blanks) == len(cells) > 1
            columns = [] if whole else [cell.columns[-1] for cell, _ in blanks]
            self.doc.report(blank(self.doc.at(blanks[0][1]), line, columns, level))


def _blank(node: Node) -> bool:
    return isinstance(node, Scalar) and node.blank


def _not_a_list(node: Node, line: Line) -> tuple[str, str]:
    form = f"[{', '.join('0' * len(line.cells))}]"
    if isinstance(node, Scalar):
        return f"“{node.text}”", f"写成 {form}：英文方括号，数字之间用英文逗号"
    return "一组“名称: 值”", f"写成 {form}"


def _thousands(doc: Doc, node: Node) -> Problem | None:
    """A comma without a blank among commas with one: a thousands comma has split a number in two."""
    if not isinstance(node, Sequence) or not node.items or node.items[-1].line != node.line:
        return None
    written = doc.source.line(node.line)[node.column - 1 : node.items[-1].column]
    match = re.search(r"(?<!\d)\d{1,3},\d{3}(?!\d)", written)
    if match and re.search(r",\s", written):
        place = Place(doc.source.file, node.line, node.column + match.start())
        return thousands_comma(place, match[0])
    return None


def _compute(figures: Figures, edition: Edition) -> None:
    """Fill the totals that were left out, from the inside out; one with an unknown part stays unknown.

    Also where the part is blank: a sum that counts it as nothing would be a figure that nobody has reported. A total
    that is written but blank is not filled in either: it is shown as it was published, and its own identity tells.
    """
    waiting = [eq for eq in edition.equations if eq.is_total and eq.left[0] in figures.computed]
    progress = True
    while waiting and progress:
        progress = False
        for equation in list(waiting):
            parts = [figures.values[index] for index in equation.right]
            if figures.values[equation.left[0]] is not None:
                waiting.remove(equation)
            elif all(isinstance(part, (int, Decimal)) for part in parts):
                figures.values[equation.left[0]] = sum(
                    part for part in parts if isinstance(part, (int, Decimal))
                )
                waiting.remove(equation)
                progress = True


@fault("S103", "一行的数字个数不对")
def wrong_length(place: Place, line: Line, count: int) -> Finding:
    """什么：这一行数字的个数和表格的列数不一样。

    为什么：数字按表格的列顺序填写，多一个或少一个，后面的就全错了列。
    怎么改：按提示的列名逐个核对。“总计”一列可以不填（由工具计算），其余各列没有发生填 0。
    """
    names = " | ".join(cell.columns[-1] for cell in line.cells)
    wanted = len(line.cells)
    return Finding(
        place,
        f"“{line.label}”应当有 {wanted} 个数，现在有 {count} 个",
        f"依次是：{names}（总计可以不填）" if wanted > 1 else "只填一个数",
    )


@fault("S104", "有空白没有填")
def blank(place: Place, line: Line, columns: list[str], level: Level) -> Finding:
    """什么：表格里有空白的格子。

    为什么：空白不等于 0：读者无法知道是没有发生，还是漏填。现行格式要求没有发生的填 0。2019 年格式的旧年报当年就有空白的，照原样留空，只作提醒。
    怎么改：没有发生的填 0；有的填上数字。
    依据：国办公开办函〔2021〕30号附件的填报惯例。
    """
    label = line.label
    what = f"“{label}”没有填：{'、'.join(columns)}" if columns else f"“{label}”这一行都没有填"
    return Finding(place, what, "没有发生请填 0", level=level)


@fault("S105", "fill 只能是 0")
def bad_fill(place: Place) -> Finding:
    """什么：“fill:”后面只能写 0。

    为什么：它的意思是“没有列出的行都是 0”，这是填报人的声明，不能是别的数。
    怎么改：写成“fill: 0”，或者删掉这一行、把各行都写出来。
    """
    return Finding(place, "“fill:”后面只能写 0", "写成“fill: 0”，或删掉它并写出每一行")


@fault("V106", "像是千分位的逗号")
def thousands_comma(place: Place, written: str) -> Finding:
    """什么：一列数字里，有一个逗号后面没有空格，像是千分位。

    为什么：逗号在这里用来分开两个数，1,234 会被读成 1 和 234，后面的数全错了列。
    怎么改：是一个数就写成 1234；是两个数就在逗号后面加一个空格。
    """
    number = written.replace(",", "")
    return Finding(
        place, f"“{written}”像是千分位，会被读成两个数", f"是一个数就写成 {number}；是两个数就在逗号后加空格"
    )
