"""Text as a browser shows it: white space and line breaks settled, cut into paragraphs of runs."""

import re
from dataclasses import dataclass, field
from itertools import groupby
from operator import itemgetter

from generator.importers.blocks import Run
from generator.read.text import INVISIBLE

_SPACES = " \t\n\f\r"  # what collapses
_BLANKS = "\u00a0\u2002\u2003\u3000"  # what does not, and is used to indent
_INDENT = 2  # blanks at the start of a line that make it a paragraph
_BREAKS = 2  # line breaks that do
# Characters between which a line end in the source is no space.
_WIDE = "\u2014\u2018-\u201d\u2026\u2e80-\u303f\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff\ufe30-\ufe4f\uff01-\uff60\U00020000-\U0003ffff"
_TORN = re.compile(rf"\n(?<=[{_WIDE}]\n)\n*(?=[{_WIDE}])")
_IS_WIDE = re.compile(f"[{_WIDE}]")

Style = tuple[bool, str]  # strong, link


@dataclass(slots=True)
class Words:
    """The text between the edges of a block: several paragraphs, where line breaks make them."""

    done: list[tuple[tuple[Run, ...], int]] = field(default_factory=list)  # paragraphs: runs, first line
    pieces: list[tuple[str, Style]] = field(default_factory=list)  # of the paragraph in the making
    line: int = 0
    breaks: int = 0  # since the last word
    indent: int = 0  # blanks since the last break
    gap: str = ""  # white space since the last word: " ", or "\n" if it holds a line end

    def add(self, text: str, style: Style, line: int) -> None:
        """Text as it stands in the source; `line`: where."""
        text = INVISIBLE.sub("", text)
        if self.breaks or not self.pieces:
            body = text.lstrip(_SPACES + _BLANKS)
            self.indent += sum(map(text[: len(text) - len(body)].count, _BLANKS))
            if body:
                self._begin(style, line)
        else:
            body = text.lstrip(_SPACES)
            self._widen(text[: len(text) - len(body)])
        if not body:
            return
        core = body.rstrip(_SPACES)
        words = _collapsed(core)
        if self.gap == " " or (self.gap and not self._between_wide(words)):
            words = f" {words}"
        self.pieces.append((words, style))
        self.gap = ""
        self._widen(body[len(core) :])

    def add_lines(self, text: str, style: Style, line: int) -> None:
        """Text whose line ends are line breaks."""
        for at, part in enumerate(re.sub(r"\n{3,}", "\n\n", text).split("\n")):
            if at:
                self.end_line()
            self.add(part, style, line)

    def end_line(self) -> None:
        """A line break."""
        self.breaks += 1
        self.indent = 0

    def colon(self) -> None:
        """What stands between a term and what is said of it."""
        if self.pieces:
            words, style = self.pieces[-1]
            if words[-1] not in "：:":
                self.pieces.append(("：", style))
            self.gap = ""

    def take(self) -> list[tuple[tuple[Run, ...], int]]:
        """The paragraphs, with the line in which each begins; what comes then is another."""
        if self.pieces:
            self._finish()
        self.breaks = self.indent = 0
        done, self.done = self.done, []
        return done

    def _begin(self, style: Style, line: int) -> None:
        """A word at the start of a line."""
        if self.breaks >= _BREAKS or self.indent >= _INDENT:
            self._finish()
        self._trim()
        if self.pieces:
            self.pieces.append(("\n", style))
        else:
            self.line = line
        self.breaks = self.indent = 0
        self.gap = ""

    def _finish(self) -> None:
        self._trim()
        if self.pieces:
            runs = (
                Run("".join(words for words, _style in group), *style)
                for style, group in groupby(self.pieces, itemgetter(1))
            )
            self.done.append((tuple(runs), self.line))
        self.pieces = []
        self.gap = ""

    def _trim(self) -> None:
        """Take white space and blanks off the end."""
        while self.pieces:
            words, style = self.pieces.pop()
            if words := words.rstrip(_SPACES + _BLANKS):
                self.pieces.append((words, style))
                return

    def _widen(self, space: str) -> None:
        if space:
            self.gap = "\n" if "\n" in self.gap + space else " "

    def _between_wide(self, words: str) -> bool:
        return bool(_IS_WIDE.match(self.pieces[-1][0][-1]) and _IS_WIDE.match(words))


def _collapsed(text: str) -> str:
    """White space made one space, or none where a line of Chinese is broken."""
    for space in "\t\f\r":
        text = text.replace(space, " ")
    text = _single(text)
    if "\n" in text:
        text = _TORN.sub("", text.replace(" \n", "\n").replace("\n ", "\n"))
        text = _single(text.replace("\n", " "))
    return text


def _single(text: str) -> str:
    while "  " in text:
        text = text.replace("  ", " ")
    return text
