"""Lines of cells, between tabs or upright bars → grids."""

import re
from collections.abc import Iterator
from itertools import groupby

from generator.importers.blocks import Block, Cell, Grid, plain
from generator.importers.text_lines import Line

_COLUMNS = 200  # a line with more cells is no row
_BAR = re.compile(r"(?<!\\)\|")
_SENTENCE_ENDS = tuple("。！？；")
# What Word sets before a heading, and a tab between.
_NUMBER = re.compile(r"[（(]?(?:[一二三四五六七八九十]{1,3}|\d{1,3})[)）、.．]|[①-⑳]")

Row = tuple[Line, list[str]]  # where it begins, its cells


def table(rows: list[Row]) -> Iterator[Block]:
    """A grid; but words beside which there is never a second cell, and a lone sentence, are paragraphs."""
    filled = [[cell for cell in cells if cell] for _line, cells in rows]
    if max(map(len, filled), default=0) <= 1 or (len(rows) == 1 and filled[0][-1].endswith(_SENTENCE_ENDS)):
        for (line, _cells), words in zip(rows, filled, strict=True):
            if words:
                yield plain(" ".join(words), line.spot)
        return
    spots = tuple(line.spot for line, _cells in rows)
    yield Grid(tuple(tuple(map(Cell, cells)) for _line, cells in rows), spots[0], spots)


def tabbed(lines: list[Line]) -> Iterator[bool]:
    """Whether each line is cells between tabs; if they only indent it, the lines of its width around it tell."""
    for tabs, group in groupby(lines, lambda line: line.text.count("\t")):
        texts = [line.text for line in group]
        rows = [at for at, text in enumerate(texts) if 0 < tabs < _COLUMNS and _is_row(text, tabs)]
        if rows and tabs > 1:
            rows = [0, len(texts)]
        yield from (bool(rows) and rows[0] <= at <= rows[-1] for at in range(len(texts)))


def _is_row(text: str, tabs: int) -> bool:
    words = text.lstrip()
    number = words.partition("\t")[0].strip() if tabs == 1 else ""
    return "\t" in words and not words.startswith("|") and not _NUMBER.fullmatch(number)


def barred(lines: list[Line]) -> Iterator[bool]:
    """Whether each line is cells between bars: it begins or ends with one, or a line beside it has one too."""
    texts = ["", *(line.text.strip() for line in lines), ""]
    for at in range(1, len(texts) - 1):
        text = texts[at]
        edge = text.startswith("|") or text.endswith("|")
        yield 0 < text.count("|") < _COLUMNS and (edge or "|" in texts[at - 1] or "|" in texts[at + 1])


def is_rule(text: str) -> bool:
    """Whether a line is the rule below the head of a Markdown table; | - | - | is a row without figures."""
    return "|" in text and ("--" in text or ":-" in text or "-:" in text) and set(text) <= set("|-: \t")


def in_cell(first: Line, after: Line) -> bool:
    """Whether words between two lines of a table begin a cell. `first`: of the table, `after`: the words."""
    return _is_bare(first.text) and not after.text.lstrip().startswith("|")


def _is_bare(text: str) -> bool:
    return not text.strip("| \t")


def tab_rows(lines: list[Line]) -> list[Row]:
    """Every line is a row."""
    return [(line, [cell.strip() for cell in line.text.split("\t")]) for line in lines]


def bar_rows(lines: list[Line]) -> list[Row]:
    """Every line is a row; but some pages have been turned into text with every cell on a line of its own."""
    kept = [Line(line.number, line.text.strip()) for line in lines if not is_rule(line.text)]
    ruled = len(kept) < len(lines)
    framed = ruled or all(line.text.startswith("|") for line in kept)
    rows = [(line, _cut(line.text, framed=framed)) for line in kept]
    alone = all(sum(1 for cell in cells if cell.strip()) <= 1 for _line, cells in rows)
    if ruled or not alone or not any(_is_bare(line.text) for line in kept):
        return rows
    return _opened_rows(kept) if _is_bare(kept[0].text) else _closed_rows(rows)


def _cut(text: str, *, framed: bool) -> list[str]:
    """The cells of a row. `framed`: a bar in front is the frame of the table, else the end of an empty cell."""
    cells = [cell.replace(r"\|", "|") for cell in _BAR.split(text)]
    first = 1 if framed and text.startswith("|") else 0
    return cells[first:] if cells[-1].strip() else cells[first:-1]


def _opened_rows(lines: list[Line]) -> list[Row]:
    """A bar in front opens a row."""
    rows: list[list[Line]] = []
    for line in lines:
        if line.text.startswith("|"):
            rows.append([])
        rows[-1].append(line)
    return [(row[0], _cut("\n".join(line.text for line in row), framed=True)) for row in rows]


def _closed_rows(cells: list[Row]) -> list[Row]:
    """Bars alone are blank cells and close a row; rows without a blank cell at their end follow each other."""
    parts: list[list[tuple[Line, str]]] = [[]]
    for line, words in cells:
        if _is_bare(line.text):
            parts[-1] += [(line, "")] * line.text.count("|")
            parts.append([])
        else:
            parts[-1] += [(line, cell) for cell in words]
    width = min(map(len, parts[:-1]))
    rows: list[Row] = []
    for part in parts:
        step = width if part is parts[-1] or len(part) % width == 0 else len(part)
        for at in range(0, len(part), step):
            row = part[at : at + step]
            rows.append((row[0][0], [cell for _line, cell in row]))
    return rows
