"""The marks of a Markdown file: headings, list items, bold, links, escapes."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import replace
from html import unescape
from itertools import groupby

from generator.importers.blocks import Block, Paragraph, Picture, Run
from generator.importers.text_lines import Line

_HEADING = re.compile(r"(#{1,6})(?:[ \t]|$)")
_ITEM = re.compile(r"[-*+][ \t]+")
_IMAGE = re.compile(r"!\[[^\[\]]*\]\([^()]*\)")
_BR = re.compile(r"<br\s{0,3}/?>", re.IGNORECASE)
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
# A form ends at the next mark of its kind at the latest, so that a line of any length takes linear time.
_INLINE = re.compile(
    rf"\\[!-/:-@\[-`{{-~\n]|{_ENTITY.pattern}|(?P<stars>\*+)|`[^`]+`"
    r"|!?\[(?P<label>(?:[^\[\]\\]|\\.)*)\]"
    r"\((?P<angle><)?(?P<link>(?:https?://|mailto:)(?(angle)[^\s<>]*>|[^\s<>()]*))\)"
)


def is_heading(text: str) -> bool:
    """Whether a line is a heading."""
    return bool(_HEADING.match(text))


def breaks(text: str) -> bool:
    """Whether a line ends in a line break that its paragraph goes on after: a backslash, itself not escaped."""
    return (len(text) - len(text.rstrip("\\"))) % 2 == 1


def block(text: str, line: Line) -> Iterator[Block]:
    """The block that a text is; nothing if it has no words. `line`: its first, as it is written."""
    mark = Paragraph((), line.spot)
    if match := _HEADING.match(text):
        mark, text = replace(mark, heading=len(match[1])), _heading(text)
    elif _IMAGE.fullmatch(text):
        yield Picture(line.spot)
        return
    elif text.startswith(("```", "~~~")) or (text[1:] and not text.strip("-*_= ")):
        return
    elif match := _ITEM.match(text):
        indent = len(line.text) - len(line.text.lstrip())
        mark, text = replace(mark, marker="-", depth=indent), text[match.end() :]
    elif text.startswith(">"):
        text = text.lstrip("> ")
    runs = inline(text.strip())
    if runs:
        yield replace(mark, runs=runs)


def _heading(text: str) -> str:
    """Its words; hashes at the end belong to the mark if a blank stands before them."""
    words = text.lstrip("#")
    closed = words.rstrip("#")
    return closed if closed[-1:].isspace() else words


def nest(blocks: Iterable[Block]) -> Iterator[Block]:
    """The depth of list items: from the columns that they are indented to the lists that they are inside."""
    above: list[int] = []
    for item in blocks:
        if not isinstance(item, Paragraph) or not item.marker:
            above = []
            yield item
            continue
        while above and above[-1] >= item.depth:
            above.pop()
        yield replace(item, depth=len(above))
        above.append(item.depth)


def inline(text: str) -> tuple[Run, ...]:
    """The runs of a text: two or three stars turn bold on and off, the last without a partner are words."""
    matches = list(_INLINE.finditer(text))
    switches = sum(map(_is_switch, matches)) // 2 * 2
    pieces: list[tuple[str, bool, str]] = []
    strong, at = False, 0
    for match in matches:
        pieces.append((text[at : match.start()], strong, ""))
        at = match.end()
        if switches and _is_switch(match):
            strong, switches = not strong, switches - 1
        elif match["link"] and match[0][0] != "!":
            pieces += [
                (run.text, strong or run.strong, match["link"].rstrip(">")) for run in inline(match["label"])
            ]
        else:
            pieces.append((_words(match[0]), strong, ""))
    pieces.append((text[at:], strong, ""))
    styles = groupby((piece for piece in pieces if piece[0]), lambda piece: piece[1:])
    return tuple(Run("".join(piece[0] for piece in same), *style) for style, same in styles)


def _is_switch(match: re.Match[str]) -> bool:
    return match["stars"] in {"**", "***"}


def _words(mark: str) -> str:
    """What a mark other than bold and links stands for."""
    if mark[0] == "\\":
        return mark[1:]
    if mark[0] == "`":
        return mark[1:-1]
    return _unescaped(mark) if mark[0] == "&" else mark


def cell(text: str, *, markdown: bool) -> str:
    """The words of a cell between bars; its lines are joined by a line break."""
    text = _BR.sub("\n", text)
    words = "".join(run.text for run in inline(text)) if markdown else _unescaped(text)
    return "\n".join(filter(None, map(str.strip, words.split("\n"))))


def _unescaped(text: str) -> str:
    return _ENTITY.sub(lambda entity: unescape(entity[0]), text)
