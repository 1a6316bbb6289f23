"""Paragraphs → Markdown that renders as exactly their words, with as few escapes as that takes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from urllib.parse import quote

from markdown_it.common.utils import isMdAsciiPunct, isPunctChar

from generator.importers.blocks import Paragraph, Run
from generator.read.chinese import is_wide
from generator.read.text import INVISIBLE

_TOP, _BOTTOM = 3, 6  # levels of the headings below the official ones
_DEEPEST = 8  # lists inside each other

_DROPPED = re.compile(f"{INVISIBLE.pattern}|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff\ud800-\udfff]")
_BREAKS = re.compile("[\n\v\f\r\u0085\u2028\u2029]")
_ITEM = re.compile(r"-|(?:0|[1-9]\d{0,8})[.)]")
_LINK = re.compile(r"\s*(?:https?://|mailto:)\S", re.IGNORECASE)
_ENTITY = re.compile(r"&(?=#?[0-9a-zA-Z]{1,32};)")
# A narrative may not show stars in a row or HTML, for they are slips of the pen, escaped or not; code may.
_MARK = (
    r"(?P<code>(?:\*{2,}|</?[a-zA-Z][a-zA-Z0-9-]*(?:/?>|(?=\s[^<>]*>))|<!--)+)"
    r"|(?P<strokes>(?<!\w)_++|(?<!_)_++(?!\w))"
    rf"|\\(?=[!-/:-@\[-`{{-~]|$)|[`*]|{_ENTITY.pattern}|<(?=[!-;=?-~]*(?:[:@]|$))|\](?=\()|\{{(?=\{{)"
)
_MARKS = re.compile(_MARK)
_MARKS_IN_LINK = re.compile(rf"{_MARK}|[\[\]]")
_NUMBER = re.compile(r"\d{1,9}(?=[.)](?:[ \t]|$))")
_BLOCK = re.compile(r"(?:[-+]|#{1,6})(?:[ \t]|$)|>|~~~|-[- \t]*$|=+$")  # at the beginning of a line
_HASHES = re.compile(r"(?:^|(?<=[ \t]))(?=#+$)")  # at the end of a heading


def markdown(paragraphs: Sequence[Paragraph]) -> str:
    """The source: a line a paragraph, headings from level 3 on, lists; no line end behind it.

    A list whose numbers do not count up by one becomes paragraphs with their numbers. A link leads to http, https
    or mailto; another is only its text. Characters that nobody sees are left out.
    """
    parts: list[str] = []
    worded = [paragraph for paragraph in paragraphs if _lines(paragraph)]
    for listed, group in groupby(worded, _is_item):
        items = list(group)
        source = _list(items) if listed else ""
        parts += [source] if source else map(_block, items)
    return "\n\n".join(parts)


def _is_item(paragraph: Paragraph) -> bool:
    """Whether Markdown has such a list."""
    return not paragraph.heading and bool(_ITEM.fullmatch(paragraph.marker))


def _block(paragraph: Paragraph) -> str:
    """The source of a paragraph that stands alone; its number is one of its words."""
    if _is_item(paragraph) and paragraph.marker == "-":
        return _list([paragraph])
    number = paragraph.marker.removeprefix("-")
    lines = _lines(paragraph, f"{number} " if number.isascii() else number)
    if not paragraph.heading:
        return _text(lines)
    hashes = "#" * min(max(paragraph.heading, _TOP), _BOTTOM)
    return hashes + " " + _HASHES.sub(r"\\", " ".join(map(_source, lines)))


@dataclass(slots=True)
class _Level:
    """A list that is being written."""

    depth: int  # as its items have it
    kind: str  # of its markers: "-", "." or ")"
    indent: int  # columns
    number: int = 0  # of the last item
    width: int = 0  # columns of the marker of the last item, with a blank


def _list(items: Sequence[Paragraph]) -> str:
    """The items as lists inside lists; nothing if the numbers of one do not count up by one."""
    levels: list[_Level] = []
    out = ""
    for item in items:
        kind, number = item.marker[-1], int(item.marker[:-1] or 0)
        while len(levels) > 1 and levels[-2].depth >= item.depth:
            levels.pop()
        gap = "\n"
        if not levels or (item.depth > levels[-1].depth and len(levels) < _DEEPEST):
            indent = levels[-1].indent + levels[-1].width if levels else 0
            levels.append(_Level(item.depth, kind, indent))
            if kind != "-" and number != 1:
                gap = "\n\n"  # else it would be text of the item before it
        elif levels[-1].kind != kind:
            levels[-1] = _Level(item.depth, kind, levels[-1].indent)
            gap = "\n\n"
        elif kind != "-" and number != levels[-1].number + 1:
            return ""
        here = levels[-1]
        here.depth, here.number, here.width = item.depth, number, len(item.marker) + 1
        pad = " " * (here.indent + here.width)
        out += f"{gap if out else ''}{' ' * here.indent}{item.marker} {_text(_lines(item), pad)}"
    return out


def _lines(paragraph: Paragraph, number: str = "") -> list[list[Run]]:
    """Its lines that have words, without blanks at their ends, in runs. `number`: what stands before the first."""
    lines: list[list[Run]] = [[]]
    for run in paragraph.runs:
        first, *others = _BREAKS.split(_DROPPED.sub("", run.text))
        lines[-1].append(replace(run, text=first))
        lines += [[replace(run, text=text)] if text else [] for text in others]
    worded = [line for line in map(_stripped, lines) if line]
    if worded and number.strip():
        worded[0].insert(0, Run(number))
    return list(map(_settled, worded))


def _stripped(runs: list[Run]) -> list[Run]:
    worded = [at for at, run in enumerate(runs) if run.text.strip()]
    if not worded:
        return []
    runs = runs[worded[0] : worded[-1] + 1]
    runs[0] = replace(runs[0], text=runs[0].text.lstrip())
    runs[-1] = replace(runs[-1], text=runs[-1].text.rstrip())
    return runs


def _settled(line: list[Run]) -> list[Run]:
    """Links only where they lead somewhere, bold only where the parser will see it, blanks outside of it."""
    runs = [
        run if run.text.strip() and _LINK.match(run.link) else replace(run, link="")
        for run in line
        if run.text
    ]
    groups = [list(group) for _strong, group in groupby(runs, lambda run: run.strong)]
    settled: list[Run] = []
    for group, following in zip(groups, [*groups[1:], []], strict=True):
        if not group[0].strong:
            settled += group
            continue
        text = "".join(run.text for run in group)
        front, back = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
        bold = _stripped(group)
        before = front or (_ends(settled[-1])[1] if settled else "")
        after = back or (_ends(following[0])[0] if following else "")
        if not bold:
            front, back = text, ""
        elif not (_turns(before[-1:], _ends(bold[0])[0]) and _turns(after[:1], _ends(bold[-1])[1])):
            bold = [replace(run, strong=False) for run in bold]
        settled += [run for run in (Run(front), *bold, Run(back)) if run.text]
    return settled


def _ends(run: Run) -> tuple[str, str]:
    """The kind of character that it will begin and end with."""
    return ("[", ")") if run.link else (run.text[0], run.text[-1])


def _turns(outside: str, inside: str) -> bool:
    """Whether stars between two characters turn bold on or off (the rule of generator.read.chinese)."""
    if not outside or outside.isspace() or is_wide(outside) or is_wide(inside):
        return True
    return _is_punctuation(outside) or not _is_punctuation(inside)


def _is_punctuation(char: str) -> bool:
    return isMdAsciiPunct(ord(char)) or isPunctChar(char)


def _text(lines: Sequence[list[Run]], pad: str = "") -> str:
    """The source of a paragraph. `pad`: what its lines after the first begin with."""
    text = f"\\\n{pad}".join(map(_guarded, map(_source, lines)))
    reference = text.startswith("[") and "]:" in text and not lines[0][0].link
    return f"\\{text}" if reference else text


def _guarded(source: str) -> str:
    """A line that is only text, not a list item, heading, quote, rule or fence."""
    if number := _NUMBER.match(source):
        return f"{number[0]}\\{source[number.end() :]}"
    return f"\\{source}" if _BLOCK.match(source) else source


def _source(line: Sequence[Run]) -> str:
    """The source of a line, but for what its beginning may mean."""
    out = ""
    for strong, group in groupby(line, lambda run: run.strong):
        inside = ""
        for link, same in groupby(group, lambda run: run.link):
            text = "".join(run.text for run in same)
            if not link:
                inside += _MARKS.sub(_escaped, text)
                continue
            if inside.endswith("!"):  # of an image
                inside = f"{inside[:-1]}\\!"
            inside += f"[{_MARKS_IN_LINK.sub(_escaped, text)}](<{_target(link)}>)"
        out += f"**{inside}**" if strong else inside
    return out


def _escaped(mark: re.Match[str]) -> str:
    if mark["code"]:
        return f"`{mark[0]}`"
    return "\\_" * len(mark[0]) if mark["strokes"] else f"\\{mark[0]}"


def _target(link: str) -> str:
    """An address between < and >."""
    address = re.sub(r"[\s<>\\]", lambda char: quote(char[0]), _DROPPED.sub("", link.strip()))
    return _ENTITY.sub(r"\\&", address)
