"""Problems as text or JSON: one function each, problems in, a string out."""

import json
import unicodedata
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generator.problems import Level, Place, Problem

Lines = Callable[[Place], str]  # the source line of a place


@dataclass(frozen=True, slots=True)
class Result:
    """What a run found."""

    problems: Sequence[Problem]
    reports: int = 0  # that were read
    drafts: Sequence[str] = ()  # files of reports without a publication date


_SHOWN = 50  # of one run in text form; JSON has them all
LEVELS = {Level.ERROR: "错误", Level.WARNING: "警告", Level.NOTICE: "提示"}


def source_lines(project: Path) -> Lines:
    """The source line of a place, as far as it can be read."""

    @cache
    def text(file: str) -> list[str]:
        try:
            return (project / file).read_text("utf-8-sig", errors="replace").split("\n")
        except OSError:
            return []

    return lambda place: next(iter(text(place.file)[place.line - 1 : place.line]), "")


def counts(problems: Sequence[Problem]) -> str:
    """How many of each level, in words."""
    found = [(sum(problem.level is level for problem in problems), LEVELS[level]) for level in Level]
    return "，".join(f"{count} 个{name}" for count, name in found if count) or "没有问题"


def text(result: Result, lines: Lines) -> str:
    """As a clerk reads it: file:line:column, what is wrong, the line with a mark, how to mend it."""
    shown = [_text(problem, lines) for problem in result.problems[:_SHOWN]]
    if len(result.problems) > _SHOWN:
        shown.append(f"……还有 {len(result.problems) - _SHOWN} 个问题没有列出；先改好上面的再检查一次。\n")
    return "\n".join(shown)


def _text(problem: Problem, lines: Lines) -> str:
    out = [f"{problem.place}: {LEVELS[problem.level]} {problem.code} {problem.message}"]
    line = lines(problem.place)
    if line.strip():
        out += [f"{problem.place.line:5d} | {line}", f"      | {caret(line, problem.place.column)}"]
    if problem.hint:
        out.append(f"      = {problem.hint}")
    out += [f"      = 参见 {place}" for place in problem.related]
    return "\n".join(out) + "\n"


def caret(line: str, column: int) -> str:
    """Blanks up to the column, then ^; a Chinese character is two columns wide on a terminal."""
    before = line[: column - 1]
    return "".join("\t" if c == "\t" else " " * width(c) for c in before) + "^"


def width(text: str) -> int:
    """How many terminal columns the text takes."""
    return sum(2 if unicodedata.east_asian_width(c) in {"W", "F"} else 1 for c in text)


def as_json(result: Result, _lines: Lines) -> str:
    """For programs; stable, see docs/formats.md."""
    data = {
        "problems": [_object(problem) for problem in result.problems],
        "reports": result.reports,
        "drafts": list(result.drafts),
    }
    return json.dumps(data, ensure_ascii=False, indent=2)


def _object(problem: Problem) -> dict[str, object]:
    return {
        "code": problem.code,
        "level": problem.level.value,
        "file": problem.place.file,
        "line": problem.place.line,
        "column": problem.place.column,
        "message": problem.message,
        "hint": problem.hint,
        "related": [{"file": p.file, "line": p.line, "column": p.column} for p in problem.related],
    }


FORMATS: dict[str, Callable[[Result, Lines], str]] = {"text": text, "json": as_json}
