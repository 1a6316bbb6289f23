"""What a run found, and where the lines and files it speaks of are."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from generator.problems import Level, Place, Problem, failing

Lines = Callable[[Place], str]  # the source line of a place
LEVELS = {Level.ERROR: "错误", Level.WARNING: "警告", Level.NOTICE: "提示"}


@dataclass(frozen=True, slots=True)
class Result:
    """What a run found."""

    problems: Sequence[Problem]
    reports: int = 0  # that were read
    drafts: Sequence[str] = ()  # files of reports without a publication date
    files: Sequence[str] = ()  # the data files of all reports that were read
    strict: bool = False  # a warning fails too
    imports: Sequence[Mapping[str, object]] = ()  # old reports that came in, see docs/formats.md
    prefix: str = ""  # from the root of the repository to the project: "", or "site-a/"

    def failing(self, problems: Iterable[Problem]) -> list[Problem]:
        """Those that make the run fail."""
        return failing(problems, strict=self.strict)

    def file(self, place: Place) -> str:
        """The file as the repository knows it; one that was named from the root of the disk is left so."""
        return place.file if place.file.startswith("/") else self.prefix + place.file


def source_lines(project: Path) -> Lines:
    """The source line of a place, as far as it can be read."""

    @cache
    def text(file: str) -> list[str]:
        try:
            return (project / file).read_text("utf-8-sig", errors="replace").split("\n")
        except (OSError, ValueError):  # a name that no file can have
            return []

    return lambda place: next(iter(text(place.file)[place.line - 1 : place.line]), "").rstrip("\r")


def prefix(project: Path) -> str:
    """From the root of the repository to the project, with "/" at its end; "" where they are one.

    Platforms name files from the root, wherever the command was run; where there is no .git, the current folder is
    taken for it.
    """
    here = project.resolve()
    root = next((folder for folder in (here, *here.parents) if (folder / ".git").exists()), Path.cwd())
    if not here.is_relative_to(root) or here == root:
        return ""
    return f"{here.relative_to(root).as_posix()}/"


def counts(problems: Sequence[Problem]) -> str:
    """How many of each level, in words."""
    found = [(sum(problem.level is level for problem in problems), LEVELS[level]) for level in Level]
    return "，".join(f"{count} 个{name}" for count, name in found if count) or "没有问题"


def excerpt(line: str, column: int, width: int = 60) -> str:
    """What stands at a place: the whole line if it is short, else from the place on."""
    whole = line.strip()
    if len(whole) <= width:
        return whole
    rest = line[column - 1 :].strip()
    return f"…{rest}" if len(rest) <= width else f"…{rest[:width]}…"
