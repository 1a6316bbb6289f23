"""Where words of a passage stand in its file, when the same words stand there more than once."""

import re

from generator.model import Passage, Report
from generator.problems import Place


def at(report: Report, passage: Passage, span: tuple[int, int]) -> Place:
    """The place of passage.text[start:end]; of the passage where marks or line ends cut the words."""
    start, end = span
    words = passage.text[start:end]
    before = passage.text.count(words, 0, start)
    for line, column, written in passage.lines:
        for match in re.finditer(re.escape(words), written):
            if before == 0:
                return Place(report.narrative_file, line, column + match.start())
            before -= 1
    return passage.place(report.narrative_file, words)


def is_written(passage: Passage, words: str) -> bool:
    """Whether no mark or line end cuts the words."""
    return any(words in written for _line, _column, written in passage.lines)
