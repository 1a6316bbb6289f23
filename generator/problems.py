"""What the tool says about a source file: one Problem, at one Place, explained by one Manual page."""

import inspect
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import wraps
from typing import ParamSpec

P = ParamSpec("P")


class Level(StrEnum):
    """How much a problem matters."""

    ERROR = "error"  # nothing is written to site/
    WARNING = "warning"  # written; fails under --strict
    NOTICE = "notice"  # written; never fails


@dataclass(frozen=True, order=True, slots=True)
class Place:
    """A spot in a source file, counted from 1 in characters, as editors do."""

    file: str  # relative to the project, with "/" on every system
    line: int = 1
    column: int = 1
    within: str = ""  # in a document that has no lines: page, table, row in words

    def __str__(self) -> str:
        return f"{self.file}：{self.within}" if self.within else f"{self.file}:{self.line}:{self.column}"


@dataclass(frozen=True, order=True, slots=True)
class Problem:
    """One finding. Its words are for the editor of the file, so they are Chinese."""

    place: Place
    code: str
    message: str
    hint: str = ""
    related: tuple[Place, ...] = ()
    level: Level = Level.ERROR


Sink = Callable[[Problem], None]


@dataclass(frozen=True, slots=True)
class Finding:
    """What a fault or a rule found; its code and usual level come from the decorator above it."""

    place: Place
    message: str
    hint: str = ""
    related: tuple[Place, ...] = ()
    level: Level | None = None  # only where it differs from the usual level

    def problem(self, manual: "Manual") -> Problem:
        """The same finding, under its code."""
        level = self.level or manual.level
        return Problem(self.place, manual.code, self.message, self.hint, self.related, level)


@dataclass(frozen=True, slots=True)
class Manual:
    """The page that `nianbao explain CODE` shows."""

    code: str
    title: str
    level: Level
    text: str


MANUALS: dict[str, Manual] = {}


def manual(code: str, title: str, level: Level, about: Callable[..., object]) -> Manual:
    """Enter the docstring of `about` as the manual page of a code; a code is never given twice."""
    assert code not in MANUALS, code
    page = MANUALS[code] = Manual(code, title, level, inspect.getdoc(about) or "")
    return page


def fault(
    code: str, title: str, level: Level = Level.ERROR
) -> Callable[[Callable[P, Finding]], Callable[P, Problem]]:
    """Make a function that words one kind of fault return the Problem; its docstring is the manual page."""

    def decorate(word: Callable[P, Finding]) -> Callable[P, Problem]:
        page = manual(code, title, level, word)

        @wraps(word)
        def problem(*args: P.args, **kwargs: P.kwargs) -> Problem:
            return word(*args, **kwargs).problem(page)

        return problem

    return decorate


def failing(problems: Iterable[Problem], *, strict: bool = False) -> list[Problem]:
    """Those that make a run fail: errors, and with `strict` warnings too."""
    levels = {Level.ERROR, Level.WARNING} if strict else {Level.ERROR}
    return [problem for problem in problems if problem.level in levels]
