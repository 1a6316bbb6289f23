"""What a heading of an old table says, however it is written: keys to compare, and the labels of a form."""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from difflib import SequenceMatcher
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from generator.editions.form import Edition, Heading, Line

if TYPE_CHECKING:
    from opencc import OpenCC

_SPACE = re.compile(r"\s+")
_NUMBERING = re.compile(
    r"(?:\([一二三四五六七八九十]+\)|[一二三四五六七八九十]+[、.,)]|\(\d{1,2}\)|\d{1,2}(?:[、.,)]|(?=[\u4e00-\u9fff])))"
)
_MARKS = re.compile(r"[^\w+/]|_")
_CLOSE = 0.85  # how much of two labels must agree, so that one may be meant by the other
_AHEAD = 0.06  # by how much it must be closer than the next
_PART = 6  # characters of a torn label that tell which it is


@lru_cache(maxsize=4096)
def key(text: str) -> str:
    """A label without what differs between writers: width, blanks, numbering, punctuation, script."""
    plain = _SPACE.sub("", unicodedata.normalize("NFKC", simplified(text)))
    while (match := _NUMBERING.match(plain)) and match.end() < len(plain):
        plain = plain[match.end() :]
    return _MARKS.sub("", plain)


def numbered(text: str) -> bool:
    """Whether a label has a number of the form before it: 3.其他 is a row, 其他 may be a column."""
    return bool(_NUMBERING.match(_SPACE.sub("", unicodedata.normalize("NFKC", text))))


def short(text: str) -> str:
    """The key of what stands before the first bracket."""
    return key(re.split(r"[（(]", text.lstrip("（(一二三四五六七八九十）) "))[0])


def bracketed(text: str) -> list[str]:
    """What stands before the last bracket and what stands in it; the whole where there is none."""
    match = re.fullmatch(r"(.*\S)\s*[（(]([^（）()]+)[）)]\s*", text, re.DOTALL)
    parts = [match[1], match[2]] if match else [text]
    return [part for part in parts if part.strip()]


def simplified(text: str) -> str:
    """Traditional characters as the mainland writes them."""
    try:
        text.encode("gb2312")  # which has none of them
    except UnicodeEncodeError:
        return str(_converter().convert(text))
    return text


@cache
def _converter() -> "OpenCC":
    from opencc import OpenCC

    return OpenCC("t2s")


@dataclass(frozen=True, slots=True)
class Match:
    """The lines of a form that a label may mean, in official order."""

    lines: tuple[Line, ...]
    close: str = ""  # the official label, where the label only comes close to it


@dataclass(frozen=True)
class Labels:
    """The labels of a form, by key."""

    edition: Edition
    rows: dict[
        str, tuple[Line, ...]
    ]  # of the innermost row heading, or of the group of columns where rows have none
    groups: dict[str, tuple[Line, ...]]  # of the row headings above them
    columns: dict[str, frozenset[str]]  # key → official labels of columns that lead to cells
    scaffold: frozenset[
        str
    ]  # keys of what else the tables print: captions, titles of blocks, groups of columns
    telling: frozenset[str]  # keys by which the form can be told from others

    def is_head(self, text: str) -> bool:
        """Whether a text is printed over columns."""
        found = key(text)
        return found in self.columns or found in self.scaffold

    def is_scaffold(self, text: str) -> bool:
        """Whether a text is nothing but a part of a table: any of its headings."""
        return self._prints(text) or all(map(self._prints, bracketed(text)))

    def _prints(self, text: str) -> bool:
        return self.is_head(text) or self.row(text) is not None or key(text) in self.groups

    def group(self, text: str) -> tuple[Line, ...]:
        """The lines below a row heading that has others below it."""
        return tuple(line for line in self.groups.get(key(text), ()) if line.cells[0].rows)

    def row(self, text: str) -> Match | None:
        """The lines that a row heading means."""
        wanted = key(text)
        found = self.rows.get(wanted) or self.rows.get(short(text))
        return Match(found) if found else None

    def near(self, text: str) -> Match | None:
        """The lines of a misspelt or torn row heading, if there can be no doubt which is meant."""
        wanted = key(text)
        if len(wanted) <= _PART // 2 or wanted in self.groups:
            return None
        if len(wanted) >= _PART:
            torn = {
                lines
                for known, lines in self.rows.items()
                if known.startswith(wanted) or known.endswith(wanted)
            }
            if len(torn) == 1:
                return self._close(torn.pop())
        ranked = sorted(
            ((SequenceMatcher(None, wanted, known).ratio(), known) for known in self.rows), reverse=True
        )
        best = ranked[0][0]
        lines = self.rows[ranked[0][1]]
        next_best = next((ratio for ratio, known in ranked if self.rows[known] != lines), 0.0)
        if best >= _CLOSE and best - next_best >= _AHEAD:
            return self._close(lines)
        return None

    def _close(self, lines: tuple[Line, ...]) -> Match:
        return Match(lines, lines[0].label)


@cache
def labels(edition: Edition) -> Labels:
    """The labels of a form."""
    rows: dict[str, list[Line]] = {}
    groups: dict[str, list[Line]] = {}
    columns: dict[str, set[str]] = {}
    for line in edition.lines:
        cell = line.cells[0]
        above = cell.rows or cell.columns[:-1]
        for name in _names(edition, above[-1]):
            rows.setdefault(name, []).append(line)
        for group in above[:-1]:
            for name in _names(edition, group):
                groups.setdefault(name, []).append(line)
        for cell in line.cells:
            for name in _names(edition, cell.columns[-1]):
                columns.setdefault(name, set()).add(cell.columns[-1])
    return Labels(
        edition,
        {name: tuple(lines) for name, lines in rows.items()},
        {name: tuple(lines) for name, lines in groups.items()},
        {name: frozenset(names) for name, names in columns.items()},
        frozenset(_scaffold(edition)),
        frozenset(_telling(edition)),
    )


def _scaffold(edition: Edition) -> Iterable[str]:
    for table in edition.tables:
        yield from map(key, (table.caption, table.stub, *(block.label for block in table.blocks)))
        for block in table.blocks:
            yield from (key(heading.label) for heading in _inner(block.columns))


def _inner(headings: tuple[Heading, ...]) -> Iterable[Heading]:
    for heading in headings:
        if heading.children:
            yield heading
            yield from _inner(heading.children)


def _names(edition: Edition, label: str) -> set[str]:
    """The keys under which a label is known."""
    names = {key(label), short(label)}
    for other in edition.aliases.get(label, ()):
        names |= {key(other), short(other)}
    return names - {""}


def _telling(edition: Edition) -> Iterable[str]:
    """Every key of the official labels themselves."""
    for cell in edition.cells:
        for label in (*cell.rows, *cell.columns):
            yield key(label)


def which(texts: Iterable[str], editions: Iterable[Edition]) -> Edition | None:
    """The form whose labels the texts print: the one with most of what no other has; None if there is nothing."""
    found = {key(text) for text in texts}
    run_together = "".join(sorted(found, key=len)[-3:])
    known = {edition: labels(edition).telling for edition in editions if edition.tables}
    best, most = None, 0.0
    for edition, telling in known.items():
        others = frozenset[str]().union(*(keys for other, keys in known.items() if other is not edition))
        own = telling - others
        seen = sum(1 for name in own if name in found or (len(name) >= _PART and name in run_together))
        if own and seen / len(own) > most:
            best, most = edition, seen / len(own)
    return best
