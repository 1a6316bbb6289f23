"""Made-up old reports for the tests of the importer: official tables drawn as grids, then damaged as in the wild."""

import random
import re
from dataclasses import dataclass, field
from decimal import Decimal
from functools import cache

from generator.editions.form import Edition
from generator.editions.layout import Grid as Layout
from generator.editions.layout import grids
from generator.importers.blocks import Block, Cell, Document, Grid, Spot, plain
from generator.model import Figure, Money
from generator.read.bindings import printed

WORDS = {
    "overview": ["本机关全年按规定公开信息。", "（一）主动公开情况", "全年在门户网站发布信息，内容完整。"],
    "problems": ["公开的内容还不够细，下一步逐项完善。"],
    "other_matters": ["没有其他需要报告的事项。"],
}


def figures(edition: Edition, chance: random.Random) -> dict[int, Figure]:
    """Random figures that keep every sum."""
    most = chance.choice([0, 3, 40, 3000])
    values: dict[int, Figure] = {}
    for cell in edition.cells:
        number = chance.choice([0, 0, chance.randint(0, most)])
        if cell.kind == "change":
            number = chance.randint(-most, most)
        values[cell.index] = number
        if cell.kind == "amount":
            values[cell.index] = Decimal(number) + Decimal(chance.randint(0, 999999)) / 1_000_000
        elif cell.kind == "money":
            values[cell.index] = (
                Money(Decimal(number), chance.choice(["元", "万元"])) if number else Money(Decimal(0), "元")
            )
    settle(edition, values)
    return values


def settle(edition: Edition, values: dict[int, Figure]) -> None:
    """Every total is the sum of its parts; what was carried out balances the rest."""
    for _round in range(3):
        for equation in edition.equations:
            if equation.is_total:
                values[equation.left[0]] = sum(values[index] for index in equation.right)
        for equation in edition.equations:
            if not equation.is_total:
                into, total = equation.left[0], sum(values[index] for index in equation.right)
                values[into] = total - sum(values[index] for index in equation.left[1:])
                if values[into] < 0:
                    values[equation.right[-1]] -= values[into]
                    values[into] = 0


@dataclass
class Damage:
    """What befell a report; the defaults are a report as the form wants it."""

    spans: str = (
        "whole"  # "whole", "blank" (the label once, then empty cells), "absent" (short rows), "repeated"
    )
    numbers: str = "plain"  # "wide", "thousands", "unit", "spaced"
    blank: str = "0"  # what stands for zero: "0", "", "-", "/"
    labels: str = "official"  # "bare" (no numbering), "broken" (lines inside), "dotted", "wide", "typo", "short", "traditional"
    cut: str = (
        ""  # "", "head", "bare": a page break inside the table of requests, with its head repeated or not
    )
    parted: bool = False  # every block of the first table is a table of its own
    extra: str = ""  # "", "remarks" (an empty column at the end), "numbers" (a column of row numbers)
    lost: str = (
        ""  # "", "cell" (a cell is gone from a row), "row", "twice" (a row stands there twice, once changed)
    )
    sliver: bool = False  # a column of no width, as a round trip through another program leaves it

    def certain(self) -> bool:
        """Whether every figure must come in."""
        shifted = self.spans == "absent" and self.extra == "remarks"  # no heading stands where its figures do
        return self.labels != "typo" and self.extra != "numbers" and not shifted and not self.lost


def damage(chance: random.Random) -> Damage:
    return Damage(
        spans=chance.choice(["whole", "whole", "blank", "absent", "repeated"]),
        numbers=chance.choice(["plain", "plain", "wide", "thousands", "unit", "spaced"]),
        blank=chance.choice(["0", "0", "", "-", "/", "—"]),
        labels=chance.choice([
            "official",
            "bare",
            "broken",
            "dotted",
            "wide",
            "typo",
            "short",
            "traditional",
        ]),
        cut=chance.choice(["", "", "head", "bare"]),
        parted=chance.random() < 0.3,
        extra=chance.choice(["", "", "", "remarks", "numbers"]),
        sliver=chance.random() < 0.15,
        lost=chance.choice(["", "", "", "cell", "row", "twice"]),
    )


def document(edition: Edition, values: dict[int, Figure], harm: Damage, chance: random.Random) -> Document:
    """The whole report."""
    blocks: list[Block] = [plain("柳河县枫桥镇人民政府2023年政府信息公开工作年度报告")]
    torn = chance.choice(edition.tables).id
    for section in edition.sections:
        blocks.append(plain(section.label))
        if not section.table:
            blocks += [plain(text) for text in WORDS[section.id]]
            continue
        draw = Draw(edition, values, harm, chance)
        tables = draw.tables(grids(edition)[section.table])
        if harm.lost and section.table == torn:
            draw.torn(tables)
        blocks += [Grid(tuple(map(tuple, rows)), Spot("第 1 个表格")) for rows in tables]
    return Document(blocks)


@cache
def traditional():
    from opencc import OpenCC

    return OpenCC("s2t")


@dataclass
class Draw:
    edition: Edition
    values: dict[int, Figure]
    harm: Damage
    chance: random.Random
    made: dict[int, Cell] = field(default_factory=dict)

    def tables(self, layout: Layout) -> list[list[list[Cell]]]:
        parts = []
        for part in layout.parts:
            rows = [*([(part.title,)] if part.title else []), *part.head, *part.body]
            first = rows[0][0].row
            width = layout.width
            matrix: list[list[Cell | None]] = [[None] * width for _row in rows]
            for row in rows:
                for cell in row:
                    made = Cell(self.text(cell))
                    for r in range(cell.rowspan):
                        for c in range(cell.colspan):
                            matrix[cell.row - first + r][cell.column + c] = self.at(made, cell, r, c)
            kept = [[cell for cell in row if cell is not None] for row in matrix]
            parts.append((kept, 1 if part.title else 0, len(part.head)))
        return self.finished(parts)

    def at(self, made: Cell, cell, row: int, column: int) -> Cell | None:
        """What stands at a position that a span covers."""
        first = not row and not column
        if first or self.harm.spans == "whole":
            return made
        if self.harm.spans == "repeated" and cell.kind != "data":
            return Cell(made.text)
        if self.harm.spans == "absent" and column and not row:
            return None
        return Cell("")

    def finished(self, parts) -> list[list[list[Cell]]]:
        tables, together = [], []
        for bare, title, head in parts:
            rows = self.widened(bare, title + head)
            if self.harm.parted and title:
                tables.append(rows)
            elif self.harm.cut and len(rows) > 12 and not title:
                at = self.chance.randint(head + 2, len(rows) - 2)
                again = rows[:head] if self.harm.cut == "head" else []
                tables += [rows[:at], again + rows[at:]]
            else:
                together += rows
        return [*tables, *([together] if together else [])]

    def torn(self, tables: list[list[list[Cell]]]) -> None:
        """A cell or a row lost, or a row that is there twice with other figures."""
        rows = self.chance.choice(tables)
        begin = next(
            (at for at, row in enumerate(rows) if any(cell.text.strip().isdecimal() for cell in row)), 0
        )
        at = self.chance.randrange(begin, len(rows))
        if self.harm.lost == "row":
            del rows[at]
        elif self.harm.lost == "cell":
            gone = self.chance.choice(rows[at])
            rows[at] = [cell for cell in rows[at] if cell is not gone]
        else:
            rows.insert(at, [Cell("7") if cell.text.strip().isdecimal() else cell for cell in rows[at]])

    def widened(self, rows: list[list[Cell]], head: int) -> list[list[Cell]]:
        if self.harm.extra == "remarks":
            rows = [[*row, Cell("备注" if at == 0 and head else "")] for at, row in enumerate(rows)]
        if self.harm.extra == "numbers":
            rows = [[Cell("行次" if at < head else str(at - head + 1)), *row] for at, row in enumerate(rows)]
        if self.harm.sliver:
            rows = [[*row[:1], row[0], *row[1:]] for row in rows]
        return rows

    def text(self, cell) -> str:
        if cell.kind == "data":
            return self.number(self.values[cell.index])
        return self.label(cell.text)

    def number(self, value: Figure) -> str:
        if value == 0 or value == Money(Decimal(0), "元"):
            return self.harm.blank
        text = printed(value)
        if self.harm.numbers == "wide":
            return text.translate(str.maketrans("0123456789", "０１２３４５６７８９"))
        if self.harm.numbers == "thousands" and isinstance(value, int):
            return f"{value:,}"
        if self.harm.numbers == "unit" and isinstance(value, int):
            return f"{value}件"
        return f" {text}\u3000" if self.harm.numbers == "spaced" else text

    def label(self, text: str) -> str:  # noqa: PLR0911 (a line a damage)
        chance = self.chance
        if self.harm.labels == "bare":
            return text.lstrip("（）一二三四五六七、.123456789") if not text.startswith("第") else text
        if self.harm.labels == "broken" and len(text) > 4:
            at = chance.randint(2, len(text) - 2)
            return f"{text[:at]}\n{text[at:]}"
        if self.harm.labels == "dotted":
            return text.replace(".", "、").replace("（", " (").replace("）", ") ")
        if self.harm.labels == "wide":
            return text.translate(str.maketrans("123456789.", "１２３４５６７８９．"))
        if self.harm.labels == "typo" and len(text) > 8 and "单位" not in text and chance.random() < 0.3:
            at = chance.randint(3, len(text) - 2)
            return text[:at] + chance.choice(["", "某"]) + text[at + 1 :]
        if self.harm.labels == "short":
            return re.split("（区分|（单位", text, maxsplit=1)[0]
        if self.harm.labels == "traditional":
            return traditional().convert(text)
        return text


def as_text(document: Document) -> str:
    """The document as text, cells separated by tabs: what copying a page gives."""
    lines = []
    for block in document.blocks:
        if isinstance(block, Grid):
            rows = [
                [cell.text.replace("\n", "") for _position, cell in block.cells(at)]
                for at in range(len(block.rows))
            ]
            lines += ["\t".join(row) for row in rows]
        else:
            lines += ["", block.text, ""]
    return "\n".join(lines) + "\n"
