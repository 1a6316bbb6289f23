"""A recognised old report → the pair of files an editor works on."""

import json
from collections.abc import Mapping
from dataclasses import replace
from decimal import Decimal

from generator.editions.form import Edition
from generator.importers.escape import markdown
from generator.importers.recognise import Old
from generator.model import Figure, Money
from generator.read.narrative import FREE, PREFACE
from generator.sources import Sheet, figures_yaml, narrative_markdown

_INFERRED = "推算的，请对照原文"
_UNREAD = "没有全部读出，请对照原文"
_DAY = "published: {day}\n"
_DAY_WAITS = "# 原文的发布日期。改好错误以后，去掉下一行开头的“# ”；没有发布日期的是草稿，不会发布\n# published: {day}\n"
_NO_DAY = "# 原文没有写发布日期。查到后去掉下一行开头的“# ”填上；确实查不到的写 unknown\n# published: {year}-01-20\n"


def pair(old: Old, source: str, edition: Edition, usual: Edition | None) -> tuple[str, str]:
    """(YAML, Markdown). `source`: name of the old file. `usual`: the form of the report's year."""
    title = edition.title.format(agency=old.agency, year=old.year)
    sheet = Sheet(
        edition,
        title,
        _head(old, source, usual),
        old.figures,
        totals=not (old.form and _uncounted(old, edition)),
        remarks=_remarks(old, edition),
    )
    return figures_yaml(sheet), _narrative(old, edition)


def blank_as_zero(old: Old, edition: Edition) -> Old:
    """The same report, every cell that it left blank taken for zero: somebody has said that it is."""
    zeros: Mapping[str, Figure] = {"amount": Decimal(0), "money": Money(Decimal(0), "元")}
    filled = {
        index: zeros.get(edition.cells[index].kind, 0) if figure is None else figure
        for index, figure in old.figures.items()
    }
    return replace(old, figures=filled)


def _head(old: Old, source: str, usual: Edition | None) -> str:
    head = f"# 由 nianbao import 从“{source}”导入\n"
    if usual is None or old.edition != usual.id:
        head += f'edition: "{old.edition}"  # 原文的表格是这一版格式\n'
    if not old.day:
        head += _NO_DAY.format(year=old.year + 1)
    else:
        head += (_DAY_WAITS if old.waits else _DAY).format(day=old.day)
    if old.fee:
        names = ("notices_issued", "amount_noticed", "amount_collected")
        head += "processing_fee:  # 信息处理费（元）\n"
        head += "".join(f"  {name}: {figure}\n" for name, figure in zip(names, old.fee, strict=True))
    if old.notes:
        head += "notes:\n"
        head += "".join(
            f"  {path}: {json.dumps(said, ensure_ascii=False)}\n" for path, said in old.notes.items()
        )
    return head


def _uncounted(old: Old, edition: Edition) -> bool:
    """Whether no total is there: the program in which a form was filled in does not compute."""
    totals = [cell.index for cell in edition.cells if cell.row_total or cell.column_total]
    return all(old.figures.get(index) is None for index in totals)


def _remarks(old: Old, edition: Edition) -> dict[str, str]:
    """Line → what its editor must know of it."""
    said = {}
    for line in edition.lines:
        indexes = {cell.index for cell in line.cells}
        if indexes - old.figures.keys():
            said[line.path] = _UNREAD
        elif indexes & old.inferred.keys():
            said[line.path] = _INFERRED
    return said


def _narrative(old: Old, edition: Edition) -> str:
    bodies = {name: markdown(paragraphs).rstrip("\n") for name, paragraphs in old.bodies.items()}
    if not edition.sections:
        return f"{bodies.get(FREE, '')}\n"
    preface = bodies.get(PREFACE, "")
    sections = narrative_markdown(
        edition, {section.id: bodies.get(section.id, "") for section in edition.sections}
    )
    return f"{preface}\n\n{sections}" if preface else sections
