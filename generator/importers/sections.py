"""The parts of an old report: which text stands under which official heading, and where the tables are."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from difflib import SequenceMatcher
from itertools import pairwise

from generator.editions.form import Edition, Section
from generator.importers import faults
from generator.importers.blocks import Block, Grid, Paragraph, Run
from generator.importers.faults import Tell
from generator.importers.labels import Labels, key, simplified
from generator.problems import Problem

_NUMBERED = re.compile(r"\s*([一二三四五六七八九十])\s*[、.．，,]\s*(\S.*)", re.DOTALL)
_ORDER = "一二三四五六七八九十"
_FIRST_POINT = re.compile(r"\s*[（(]一[）)]")
_REMARK = re.compile(r"[（(][^（）()]*[）)]\s*$")
_HEADING = 40  # characters of the longest heading
_CLOSE = 0.6  # of a numbered heading and the official one
_ROWS = 2  # known headings that make a grid one of the official tables


@dataclass(slots=True)
class Parts:
    """A report taken apart; in each part its blocks in order."""

    before: list[Block] = field(default_factory=list)  # up to the first heading: menus, title, preface
    text: dict[str, list[Block]] = field(default_factory=dict)  # id of a section → what stands under it
    tables: dict[str, list[Block]] = field(default_factory=dict)  # id of a table → what stands in its section
    problems: list[Problem] = field(default_factory=list)


def take_apart(blocks: Sequence[Block], labels: Labels, tell: Tell) -> Parts:
    """Find the official headings. An official table goes with the tables wherever it stands."""
    cut = _Cut(labels, tell, Parts(), list(labels.edition.sections))
    for block in _split(blocks, labels.edition):
        cut.block(block)
    return cut.parts


def is_table(grid: Grid, labels: Labels) -> bool:
    """Whether a grid is (a part of) an official table: it has row headings of one, or its column headings."""
    rows, heads = 0, 0
    for at in range(len(grid.rows)):
        texts = [cell.text for _position, cell in grid.cells(at)]
        rows += any(labels.row(text) for text in texts)
        heads += sum(key(text) in labels.columns for text in texts)
    return rows >= min(_ROWS, len(grid.rows)) or heads >= _ROWS


@dataclass(slots=True)
class _Cut:
    labels: Labels
    tell: Tell
    parts: Parts
    waiting: list[Section]  # those whose heading has not come yet
    now: Section | None = None
    table: str = ""  # id of the one that came last

    def block(self, block: Block) -> None:
        if isinstance(block, Paragraph) and (section := self._heading(block)):
            self._enter(section)
        elif isinstance(block, Grid) and (is_table(block, self.labels) or (self.now and self.now.table)):
            self._tabled(block)
        elif self.now is None:
            self.parts.before.append(block)
        elif not self.now.table:
            self.parts.text.setdefault(self.now.id, []).append(block)
        elif following := self._goes_on(block):
            place = self.tell.at(block.spot)
            self.parts.problems.append(
                faults.no_heading(place, following.label, "没有标题，表格后面的文字归入这里")
            )
            self._enter(following)
            self.parts.text.setdefault(following.id, []).append(block)
        else:
            self._tabled(block)

    def _enter(self, section: Section) -> None:
        sections = self.labels.edition.sections
        self.now = section
        self.waiting = list(sections[sections.index(section) + 1 :])
        if section.table:
            self.table = section.table

    def _tabled(self, block: Block) -> None:
        if not self.table:
            self.table = self.labels.edition.tables[0].id
        self.parts.tables.setdefault(self.table, []).append(block)

    def _goes_on(self, block: Block) -> Section | None:
        """Behind the last table a report may go on without a heading: with its first point."""
        following = self.waiting[0] if self.waiting else None
        lost = following and not following.table and self.parts.tables.get(self.table)
        first = isinstance(block, Paragraph) and _FIRST_POINT.match(block.text)
        return following if lost and first else None

    def _heading(self, paragraph: Paragraph) -> Section | None:
        text = paragraph.text.strip()
        if (
            len(text) > _HEADING
            or re.match(r"[（(]", text)
            or self.labels.row(text)
            or self.labels.group(text)
        ):
            return None
        found = next((section for section in self.labels.edition.sections if _same(text, section)), None)
        if found:
            return found if found in self.waiting or self._nothing_since(found) else None
        return self._numbered(paragraph, text)

    def _nothing_since(self, section: Section) -> bool:
        """Whether the headings from this one on came without anything below them: a list of contents."""
        sections = self.labels.edition.sections
        return not any(
            self.parts.tables.get(later.table) if later.table else self.parts.text.get(later.id)
            for later in sections[sections.index(section) :]
        )

    def _numbered(self, paragraph: Paragraph, text: str) -> Section | None:
        """一、 and words near those of a heading that has not come yet, or the very number of the next one."""
        match = _NUMBERED.fullmatch(simplified(text))
        if not match or text.endswith(("。", "；", "，")) or not self.waiting:
            return None
        close = max(self.waiting, key=lambda section: _ratio(match[2], section.label))
        if _ratio(match[2], close.label) < _CLOSE:
            close = self.waiting[0]
            if self.labels.edition.sections.index(close) != _ORDER.index(match[1]) or close.table:
                return None
        place = self.tell.at(paragraph.spot)
        self.parts.problems.append(
            faults.no_heading(place, close.label, f"原文的标题是“{text}”，按这一部分导入")
        )
        return close


def _same(text: str, section: Section) -> bool:
    """Whether a heading is that of a section, but for its number, its marks, and a remark in brackets."""
    wanted = {key(label) for label in (section.label, *section.aliases)}
    return key(text) in wanted or key(_REMARK.sub("", text)) in wanted


def _ratio(text: str, label: str) -> float:
    return SequenceMatcher(None, key(text), key(label)).ratio()


def _split(blocks: Sequence[Block], edition: Edition) -> Iterator[Block]:
    """Paragraphs that run over several parts of the report, cut at the official headings inside them."""
    names = {label for section in edition.sections for label in (section.label, *section.aliases)}
    found = "|".join(re.escape(name) for name in sorted(names, key=lambda name: (-len(name), name)))
    for block in blocks:
        if not isinstance(block, Paragraph) or len(block.text) <= _HEADING or not names:
            yield block
            continue
        matches = [match for match in re.finditer(found, block.text) if _begins(block.text, match.start())]
        bounds = [0, *(at for match in matches for at in match.span()), len(block.text)]
        for start, end in pairwise(bounds) if matches else []:
            if text := block.text[start:end].strip():
                yield replace(block, runs=(Run(text),))
        if not matches:
            yield block


def _begins(text: str, at: int) -> bool:
    """Whether what stands before can be the end of a part; a sentence that names a heading goes on."""
    before = text[:at].rstrip()
    return not before or before[-1] in "。！？；：]】）)”0123456789" or before.endswith("报告")
