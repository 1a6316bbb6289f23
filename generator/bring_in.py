"""`nianbao import`: old files → pairs of files: planned, tried in a copy of the column, then put in their places."""

import os
import re
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from generator.build import Progress
from generator.editions.load import editions
from generator.importers import plan_faults
from generator.importers.faults import WHOLE
from generator.importers.limits import Task, read_all
from generator.importers.pair import blank_as_zero, pair
from generator.importers.readers import SUFFIXES
from generator.importers.recognise import Old
from generator.importers.whose import Whose
from generator.new import agency_yaml
from generator.pool import processors
from generator.problems import Place, Problem, failing
from generator.read.agency import FILE as AGENCY_FILE
from generator.read.narrative import PREFACE
from generator.read.tree import CONTENT, read_tree

_BACKUP = "~"  # as editors mark an old copy; the reader of the column passes it over


@dataclass(frozen=True, slots=True)
class Wish:
    """What `nianbao import` was asked for."""

    project: Path
    sources: tuple[Path, ...]  # files, or folders of files
    agency: str = ""  # folder below content/, if all are of one agency
    year: int = 0  # if all are of one year
    name: str = ""  # of an agency that is not there yet, where the title does not say
    published: str = ""  # YYYY-MM-DD or "unknown", where the file does not say
    zeros: bool = False  # blank cells are zero
    force: bool = False  # what is there is put aside
    today: date = date.max
    jobs: int = 0
    progress: Progress = lambda _done, _all: None


@dataclass(frozen=True, slots=True)
class Count:
    """How many cells of a form."""

    figures: int = 0  # hold a figure
    inferred: int = 0  # of these were inferred
    blank: int = 0  # were found and are blank
    cells: int = 0  # there are


@dataclass(slots=True)
class Item:
    """An old file, and what is to become of it."""

    name: str  # as problems name it
    old: Old | None = None
    path: str = ""  # of the agency below content/
    agency: str = ""  # its name
    guessed: bool = False  # agency or year are neither given nor in its title: somebody should look
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, str] = field(
        default_factory=dict
    )  # file relative to the project → text; empty: nothing comes

    @property
    def year(self) -> int:
        """The report year; 0 if nobody knows."""
        return self.old.year if self.old else 0

    @property
    def place(self) -> Place:
        """Of what is said of the file as a whole."""
        return Place(self.name, within=WHOLE)

    @property
    def count(self) -> Count:
        """Its cells."""
        edition = editions().get(self.old.edition) if self.old else None
        if self.old is None or edition is None:
            return Count()
        blank = sum(figure is None for figure in self.old.figures.values())
        return Count(len(self.old.figures) - blank, len(self.old.inferred), blank, len(edition.cells))


def plan(wish: Wish) -> list[Item]:
    """Read all sources; which goes where. Nothing is written."""
    found = list(_gather(wish.sources))
    tasks = [Task(path, path.as_posix(), wish.year) for path, _inner in found]
    items = [Item(task.name) for task in tasks]
    for done, (number, read) in enumerate(read_all(tasks, wish.jobs or processors()), 1):
        if isinstance(read, Problem):
            items[number].problems.append(read)
        else:
            items[number].old = read
        wish.progress(done, len(tasks))
    tree = read_tree(wish.project, lambda _problem: None)
    whose = Whose(tree.site.agencies, wish.agency, wish.year, wish.name)
    taken: dict[str, str] = {}
    for item, (_path, inner) in zip(items, found, strict=True):
        _place(item, inner, whose)
        if item.path and item.old and item.year:
            _come(item, item.old, wish, taken)
    _new_agencies(items, whose)
    return items


def _gather(sources: Sequence[Path]) -> list[tuple[Path, str]]:
    """(file, its folder inside the folder that was named); everything in a folder that can be an old report."""
    found: list[tuple[Path, str]] = []
    for source in sources:
        if not source.is_dir():
            found.append((source, ""))
            continue
        for path in sorted(source.rglob("*")):
            hidden = any(part.startswith((".", "~$")) for part in path.relative_to(source).parts)
            if path.is_file() and not path.is_symlink() and not hidden and path.suffix.lower() in SUFFIXES:
                folder = path.parent.relative_to(source).as_posix()
                found.append((path, "" if folder == "." else folder))
    return found


def _place(item: Item, folder: str, whose: Whose) -> None:
    """Agency and year, and what speaks against them."""
    old = item.old
    if old is None:
        return
    if not old.figures and not old.bodies.keys() - {PREFACE}:
        item.problems.append(plan_faults.no_report(item.place))
        return
    if not old.year and (match := re.search(r"(?<!\d)20[0-3]\d(?!\d)", Path(item.name).stem)):
        old.year, item.guessed = int(match[0]), True
    if not old.year:
        item.problems.append(plan_faults.no_year(item.place))
    if whose.year and old.titled not in {0, whose.year}:
        item.problems.append(plan_faults.other_year(item.place, whose.year, old.titled))
    path = whose.path(old.agency, folder, Path(item.name).stem)
    known = whose.by_path.get(path)
    item.guessed = item.guessed or not whose.given
    item.agency = known.name if known else old.agency or whose.name
    if not path:
        item.problems.append(plan_faults.no_agency(item.place, old.agency))
    elif not item.agency:
        item.problems.append(plan_faults.no_name(item.place, path))
    else:
        item.path = path
    if known and old.agency and not whose.same(known, old.agency):
        item.problems.append(plan_faults.other_agency(item.place, known.name, old.agency))


def _come(item: Item, old: Old, wish: Wish, taken: dict[str, str]) -> None:
    """Make the files that an item becomes, if nothing is in their way."""
    stem = f"{CONTENT}/{item.path}/{item.year}"
    there = [file for file in (f"{stem}.yaml", f"{stem}.md") if (wish.project / file).exists()]
    edition = editions().get(old.edition)
    if stem in taken:
        item.problems.append(plan_faults.same_report(item.place, f"{stem}.yaml", taken[stem]))
    elif there and not wish.force:
        item.problems.append(plan_faults.already_there(item.place, there[0]))
    elif edition is None or editions().of_year(item.year) is None:
        item.problems.append(plan_faults.no_form(item.place, item.year))
    else:
        taken[stem] = item.name
        item.problems += old.problems
        item.old = replace(
            blank_as_zero(old, edition) if wish.zeros else old,
            agency=item.agency,
            day=old.day or wish.published,
            waits=bool(failing(old.problems)),
        )
        item.files = pair_of(item)


def pair_of(item: Item) -> dict[str, str]:
    """The pair."""
    assert item.old is not None
    edition, usual = editions().get(item.old.edition), editions().of_year(item.year)
    assert edition is not None
    data, words = pair(item.old, Path(item.name).name, edition, usual)
    stem = f"{CONTENT}/{item.path}/{item.year}"
    return {f"{stem}.yaml": data, f"{stem}.md": words}


def _new_agencies(items: Sequence[Item], whose: Whose) -> None:
    """An agency that is not there yet comes with the first of its reports."""
    made: set[str] = set()
    for item in items:
        if item.files and item.path not in whose.by_path and item.path not in made:
            made.add(item.path)
            kind = Whose.kind(item.agency)
            item.files[f"{CONTENT}/{item.path}/{AGENCY_FILE}"] = agency_yaml(item.agency, kind)
            item.problems.append(plan_faults.new_agency(item.place, item.path, item.agency, kind.label))


def store(wish: Wish, items: Sequence[Item]) -> list[str]:
    """Write the pairs, each as a whole; what is there is put aside first. Files, relative to the project, in order."""
    made: list[str] = []
    for item in items:
        fresh = {wish.project / file: text for file, text in item.files.items()}
        try:
            for path, text in fresh.items():
                _write(_fresh(path), text)
            for path in fresh:
                if path.exists():
                    path.replace(_aside(path))
                _fresh(path).replace(path)
        except OSError as error:
            for path in fresh:
                _fresh(path).unlink(missing_ok=True)
            reason = error.strerror or str(error)
            item.problems.append(plan_faults.not_written(Place(next(iter(item.files))), reason))
            item.files = {}
        made += item.files
    return made


def _fresh(path: Path) -> Path:
    """Where a file is written before it takes its place."""
    return path.with_name(f".{path.name}.tmp")


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="\n") as stream:
        stream.write(text)
        stream.flush()
        os.fsync(stream.fileno())


def _aside(path: Path) -> Path:
    """A name beside the file that nothing has."""
    number = 0
    while True:
        aside = path.with_name(f"{path.name}{f'.{number}' if number else ''}{_BACKUP}")
        if not aside.exists():
            return aside
        number += 1
