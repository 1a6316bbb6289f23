"""The text of a part of an old report, made whole: torn paragraphs joined, headings marked, portal words left out."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from generator.importers import faults
from generator.importers.blocks import Block, Grid, Paragraph, Picture, Run
from generator.importers.faults import Tell
from generator.importers.title import is_date_line
from generator.problems import Problem

_ENDS = "。！？：；…”）)】》.!?;:"
_GOES_ON = ("，", "、", ",", "—", "的", "和", "与", "及")
_POINT = re.compile(
    r"\s*(?:[（(][一二三四五六七八九十\d]{1,3}[）)]|[一二三四五六七八九十]{1,3}[、.．]|\d{1,2}[、.．)）]|"
    r"[①-⑳]|[一二三四五六七八九十]是|首先|其次|再次|最后|第[一二三四五六七八九十])"
)
_SUBHEADING = re.compile(r"\s*[（(][一二三四五六七八九十]{1,3}[）)].{1,30}", re.DOTALL)
_LINE = 25  # characters of a line that a page break may have cut
_CHROME = 30  # characters of the longest menu entry


@dataclass(slots=True)
class Body:
    """The paragraphs of a part."""

    paragraphs: list[Paragraph] = field(default_factory=list)
    left_out: list[Paragraph] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)


def body(blocks: Sequence[Block], tell: Tell, *, last: bool = False) -> Body:
    """`last`: the report ends here: its signature, and what the portal prints below it, are no part of it."""
    made = Body()
    for block in blocks:
        if isinstance(block, Picture):
            made.problems.append(faults.picture(tell.at(block.spot)))
        elif isinstance(block, Grid):
            made.problems.append(faults.table_in_text(tell.at(block.spot)))
            made.paragraphs += _lines(block)
        elif block.text.strip():
            _add(made, block, tell)
    if last:
        _end(made)
    made.paragraphs = [_marked(paragraph) for paragraph in made.paragraphs]
    return made


def as_lines(blocks: Sequence[Block]) -> list[Paragraph]:
    """The text of the blocks, a row of a table a line."""
    found: list[Paragraph] = []
    for block in blocks:
        if isinstance(block, Paragraph):
            found.append(block)
        elif isinstance(block, Grid):
            found += _lines(block)
    return found


def _lines(grid: Grid) -> list[Paragraph]:
    found = []
    for at in range(len(grid.rows)):
        texts = [" ".join(cell.text.split()) for _position, cell in grid.cells(at)]
        if any(texts):
            found.append(Paragraph((Run("　".join(filter(None, texts))),), grid.row_spot(at)))
    return found


def _add(made: Body, paragraph: Paragraph, tell: Tell) -> None:
    before = made.paragraphs[-1] if made.paragraphs else None
    if before and _torn(before, paragraph):
        made.problems.append(
            faults.joined(tell.at(paragraph.spot), before.text.strip(), paragraph.text.strip())
        )
        runs = (*before.runs, *paragraph.runs)
        made.paragraphs[-1] = replace(before, runs=_stripped(runs, before.text, paragraph.text))
    else:
        made.paragraphs.append(paragraph)


def _stripped(runs: tuple[Run, ...], before: str, after: str) -> tuple[Run, ...]:
    """Without the blanks at the cut."""
    if before == before.rstrip() and after == after.lstrip():
        return runs
    return (Run(before.rstrip() + after.lstrip()),)


def _torn(before: Paragraph, after: Paragraph) -> bool:
    """Whether a page break may have cut a paragraph in two: its sentence goes on in the next."""
    first, second = before.text.strip(), after.text.strip()
    if before.heading or after.heading or before.marker or after.marker or _POINT.match(second):
        return False
    if first.endswith(_GOES_ON[:3]):
        return True
    return (
        len(first) >= _LINE and first[-1] not in _ENDS and (second[-1] in _ENDS or first.endswith(_GOES_ON))
    )


def _marked(paragraph: Paragraph) -> Paragraph:
    """（一） and a few words on a line of their own are a heading below the official one."""
    text = paragraph.text.strip()
    if paragraph.heading or (_SUBHEADING.fullmatch(text) and not re.search(r"[。；，！？].", text)):
        return replace(paragraph, heading=3, runs=(Run(text),), marker="")
    return paragraph


def _end(made: Body) -> None:
    """Drop signature, date and menus from the end: lines without a sentence, the first paragraph excepted."""
    while len(made.paragraphs) > 1:
        text = made.paragraphs[-1].text.strip()
        if not (is_date_line(text) or (len(text) <= _CHROME and text[-1] not in _ENDS)):
            return
        made.left_out.insert(0, made.paragraphs.pop())
