"""As a clerk reads it: file:line:column, what is wrong, the line with a mark, how to mend it, what it goes with."""

import unicodedata

from generator.problems import Problem
from generator.show.result import LEVELS, Lines, Result, excerpt

_SHOWN = 50  # problems of one run; the other formats have them all
_RELATED = 10  # places that one problem goes with
_LINE = 120  # characters of a source line that are shown
_BEFORE = 40  # of them before the place, where a line is longer


def show(result: Result, lines: Lines) -> str:
    """The problems, one after the other; what is left out is counted."""
    shown = [_text(problem, lines) for problem in result.problems[:_SHOWN]]
    if len(result.problems) > _SHOWN:
        shown.append(f"……还有 {len(result.problems) - _SHOWN} 个问题没有列出；先改好上面的再检查一次。\n")
    return "\n".join(shown)


def _text(problem: Problem, lines: Lines) -> str:
    out = [f"{problem.place}: {LEVELS[problem.level]} {problem.code} {problem.message}"]
    line = "" if problem.place.within else lines(problem.place)
    if line.strip():
        line, column = _window(line, problem.place.column)
        out += [f"{problem.place.line:5d} | {line}", f"      | {caret(line, column)}"]
    if problem.hint:
        out.append(f"      = {problem.hint}")
    for place in problem.related[:_RELATED]:
        said = excerpt(lines(place), place.column)
        out.append(f"      = 参见 {place}" + (f"  {said}" if said else ""))
    if len(problem.related) > _RELATED:
        out.append(f"      = 还有 {len(problem.related) - _RELATED} 处相关的地方没有列出")
    return "\n".join(out) + "\n"


def _window(line: str, column: int) -> tuple[str, int]:
    """A long line cut to what stands around the column, and the column in it."""
    if len(line) <= _LINE:
        return line, column
    start = max(0, min(column - _BEFORE, len(line) - _LINE))
    before, after = "…" * (start > 0), "…" * (start + _LINE < len(line))
    return before + line[start : start + _LINE] + after, column - start + len(before)


def caret(line: str, column: int) -> str:
    """Blanks up to the column, then ^; a Chinese character is two columns wide on a terminal."""
    before = line[: column - 1]
    return "".join("\t" if c == "\t" else " " * width(c) for c in before) + "^"


def width(text: str) -> int:
    """How many terminal columns the text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in {"W", "F"} else 1 for c in text)
