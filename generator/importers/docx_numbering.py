"""Word's automatic numbering: what stands in front of a paragraph and is not among its words."""

import re
from collections import defaultdict
from dataclasses import dataclass, field, replace

from generator.importers.docx_numerals import numeral
from generator.importers.docx_package import Element, W, child, switch, value, whole
from generator.importers.docx_styles import Style, Styles


@dataclass(frozen=True, slots=True)
class Label:
    """What numbering puts in front of a paragraph."""

    prefix: str = ""  # 一、
    marker: str = ""  # "-" of a bullet, which is no text
    depth: int = 0  # of a bullet: how many bulleted levels are above it


_NONE = Label()
_LEVELS = 9
_LONGEST = 60  # characters of a level's text, which every paragraph repeats


@dataclass(frozen=True, slots=True)
class _Level:
    form: str
    text: str  # "%1.%2"
    start: int
    restart: int  # it begins anew after a paragraph of one of the levels before this one
    legal: bool  # all its numbers in digits
    style: str  # the style that puts a paragraph on it

    @property
    def bullet(self) -> bool:
        return self.form == "bullet"


@dataclass(slots=True)
class _List:
    """A w:num: the levels of its abstract definition, with its own changes."""

    counts: dict[int, int]  # level → the last number; one for all lists of the same definition
    levels: dict[int, _Level]
    fresh: set[int] = field(default_factory=set)  # the first paragraph on one of these levels begins anew


class Numbering:
    """The counters of a document; ask for the paragraphs in order."""

    def __init__(self, root: Element | None, styles: Styles) -> None:
        """`root`: of the numbering part."""
        self._styles = styles
        self._lists: dict[str, _List] = {}
        if root is None:
            return
        found = {element.get(f"{W}abstractNumId", ""): element for element in root.findall(f"{W}abstractNum")}
        nums = {element.get(f"{W}numId", ""): element for element in root.findall(f"{W}num")}
        counts: dict[str, dict[int, int]] = defaultdict(dict)
        for name, num in nums.items():
            abstract = value(num, "abstractNumId") or ""
            style = value(found.get(abstract), "numStyleLink")  # its levels are those of a list style
            if style:
                abstract = value(nums.get(styles.of(style).number), "abstractNumId") or ""
            if abstract in found:
                self._lists[name] = _list(num, found[abstract], counts[abstract])

    def label(self, properties: Element | None) -> Label:
        """What stands in front of the paragraph with this w:pPr; counts it."""
        style = self._styles.of_paragraph(properties)
        own = child(properties, "numPr")
        name = value(own, "numId")
        found = self._lists.get(style.number if name is None else name)
        if found is None:
            return _NONE
        at = value(own, "ilvl")
        level = _level_of(style, found) if at is None else whole(at)
        return _count(found, level) if level in found.levels else _NONE


def _list(num: Element, abstract: Element, counts: dict[int, int]) -> _List:
    levels = dict(map(_level, abstract.findall(f"{W}lvl")[:_LEVELS]))
    fresh = set()
    for override in num.findall(f"{W}lvlOverride")[:_LEVELS]:
        at = whole(override.get(f"{W}ilvl"))
        levels.update(map(_level, override.findall(f"{W}lvl")[:1]))
        start = value(override, "startOverride")
        if start is not None and at in levels:
            levels[at] = replace(levels[at], start=whole(start))
            fresh.add(at)
    return _List(counts, levels, fresh)


def _level(element: Element) -> tuple[int, _Level]:
    at = whole(element.get(f"{W}ilvl"))
    return at, _Level(
        value(element, "numFmt") or "decimal",
        (value(element, "lvlText") or "")[:_LONGEST],
        whole(value(element, "start")),
        whole(value(element, "lvlRestart"), at),
        switch(element, "isLgl") or False,
        value(element, "pStyle") or "",
    )


def _level_of(style: Style, found: _List) -> int:
    """The level that a style puts its paragraphs on."""
    linked = {level.style: at for at, level in found.levels.items()}
    return next((linked[name] for name in style.line if name in linked), style.level or 0)


def _count(found: _List, at: int) -> Label:
    counts, levels = found.counts, found.levels
    if at in found.fresh:
        found.fresh.clear()
        counts.pop(at, None)
    counts[at] = counts[at] + 1 if at in counts else levels[at].start
    for other, level in levels.items():
        if other < at:
            counts.setdefault(other, level.start)  # a level that was left out counts as begun
        elif at < min(other, level.restart):
            counts.pop(other, None)
    if levels[at].bullet:
        return Label(marker="-", depth=sum(level.bullet for above, level in levels.items() if above < at))
    return Label(_set_off(_PLACE.sub(lambda match: _number(found, at, int(match[1]) - 1), levels[at].text)))


_PLACE = re.compile(r"%([1-9])")


def _number(found: _List, at: int, level: int) -> str:
    """The number of a level as the text of level `at` shows it."""
    if level not in found.levels:
        return ""
    shown = found.levels[level]
    form = "decimal" if found.levels[at].legal and not shown.form.startswith("decimal") else shown.form
    return numeral(form, found.counts.get(level, shown.start))


def _set_off(number: str) -> str:
    """A number that ends without a sign (1.2, 第一章) would run into the words."""
    return f"{number} " if re.search(r"[0-9A-Za-z０-９\u4e00-\u9fff]$", number) else number
