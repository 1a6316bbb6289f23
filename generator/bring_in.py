"""`nianbao import`: old files → pairs of files: planned, tried in a copy of the column, then put in their places."""

import os
import re
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from generator.build import Options, Progress, check
from generator.editions.load import editions
from generator.importers import plan_faults
from generator.importers.faults import WHOLE
from generator.importers.limits import Task, read_all
from generator.importers.pair import blank_as_zero, pair
from generator.importers.readers import SUFFIXES
from generator.importers.recognise import Old
from generator.importers.whose import Whose
from generator.model import Agency
from generator.new import agency_yaml
from generator.pool import processors
from generator.problems import Place, Problem, failing
from generator.read.agency import FILE as AGENCY_FILE
from generator.read.site import FILE as SITE_FILE
from generator.read.tree import CONTENT, read_tree
from generator.read.words import FILE as WORDS_FILE

_BACKUP = "~"  # as editors mark an old copy; the reader of the column passes it over


@dataclass(frozen=True, slots=True)
class Wish:
    """What `nianbao import` was asked for."""

    project: Path
    sources: tuple[Path, ...]  # files, or folders of files
    agency: str = ""  # folder below content/, if all are of one agency
    year: int = 0  # if all are of one year
    published: str = ""  # YYYY-MM-DD or "unknown", where the file does not say
    zeros: bool = False  # blank cells are zero
    force: bool = False  # what is there is put aside
    today: date = date.max
    jobs: int = 0
    progress: Progress = lambda _done, _all: None


@dataclass(slots=True)
class Item:
    """An old file, and what is to become of it."""

    name: str  # as problems name it
    old: Old | None = None
    path: str = ""  # of the agency below content/
    agency: str = ""  # its name
    new: bool = False  # the agency is not there yet
    guessed: bool = False  # agency or year were not given: somebody should look
    problems: list[Problem] = field(default_factory=list)
    files: dict[str, str] = field(
        default_factory=dict
    )  # file relative to the project → text; empty: nothing comes

    @property
    def year(self) -> int:
        """The report year; 0 if nobody knows."""
        return self.old.year if self.old else 0

    @property
    def figures(self) -> tuple[int, int, int]:
        """How many cells were read, how many of these were inferred, how many there are."""
        if self.old is None:
            return 0, 0, 0
        edition = editions().get(self.old.edition)
        return len(self.old.figures), len(self.old.inferred), len(edition.cells) if edition else 0


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
            items[number].problems += read.problems
        wish.progress(done, len(tasks))
    tree = read_tree(wish.project, lambda _problem: None)
    whose = Whose(tree.site.agencies, wish.agency, wish.year)
    taken: dict[str, str] = {}
    for item, (_path, inner) in zip(items, found, strict=True):
        _place(item, inner, whose)
        if item.path and item.year:
            _fill(item, wish, taken)
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
                found.append((path, path.parent.relative_to(source).as_posix().strip(".")))
    return found


def _place(item: Item, folder: str, whose: Whose) -> None:
    """Agency and year, and what speaks against them."""
    old = item.old
    if old is None:
        return
    place = Place(item.name, within=WHOLE)
    if not old.year and (match := re.search(r"(?<!\d)20[0-3]\d(?!\d)", Path(item.name).stem)):
        old.year, item.guessed = int(match[0]), True
    if not old.year:
        item.problems.append(plan_faults.no_year(place))
    if whose.year and (said := whose.disagrees(old)):
        item.problems.append(plan_faults.other_year(place, whose.year, said))
    item.path, guessed = whose.path(old.agency, folder, Path(item.name).stem)
    item.guessed = item.guessed or guessed or not whose.year
    if not item.path:
        item.problems.append(plan_faults.no_agency(place, old.agency))
        return
    known = whose.by_path.get(item.path)
    if known and old.agency and not whose.same(known, old.agency):
        item.problems.append(plan_faults.other_agency(place, known.name, old.agency))
    item.new = known is None
    if item.new and not old.agency:
        item.problems.append(plan_faults.no_agency(place, old.agency))
        item.path = ""
    item.agency = known.name if known else old.agency


def _fill(item: Item, wish: Wish, taken: dict[str, str]) -> None:
    """The files that an item becomes, if nothing is in their way."""
    assert item.old is not None
    stem = f"{CONTENT}/{item.path}/{item.year}"
    place = Place(item.name, within=WHOLE)
    if stem in taken:
        item.problems.append(plan_faults.same_report(place, f"{stem}.yaml", taken[stem]))
        return
    there = [file for file in (f"{stem}.yaml", f"{stem}.md") if (wish.project / file).exists()]
    if there and not wish.force:
        item.problems.append(plan_faults.already_there(place, there[0]))
        return
    edition = editions().get(item.old.edition)
    usual = editions().of_year(item.year)
    if edition is None or usual is None:
        item.problems.append(plan_faults.no_form(place, item.year))
        return
    taken[stem] = item.name
    old = replace(item.old, agency=item.agency, day=item.old.day or wish.published)
    if wish.zeros:
        old = blank_as_zero(old, edition)
    item.old = old
    data, words = pair(old, Path(item.name).name, edition, usual)
    item.files = {f"{stem}.yaml": data, f"{stem}.md": words}
    if item.new:
        kind = Whose.kind(item.agency)
        item.files[f"{CONTENT}/{item.path}/{AGENCY_FILE}"] = agency_yaml(item.agency, kind)
        item.problems.append(plan_faults.new_agency(place, item.path, item.agency, kind.label))


def trial(wish: Wish, items: Sequence[Item]) -> list[Problem]:
    """What `nianbao check` will say of the new files, beside their neighbours of other years."""
    files = {file: text for item in items for file, text in item.files.items()}
    with tempfile.TemporaryDirectory(prefix="nianbao-") as name:
        copy = Path(name)
        _copy(wish.project, copy, {item.path for item in items if item.files})
        for file, text in files.items():
            path = copy / file
            path.parent.mkdir(parents=True, exist_ok=True)
            if not (path.name == AGENCY_FILE and path.exists()):
                path.write_text(text, "utf-8", newline="\n")
        outcome = check(copy, Options(jobs=1, today=wish.today))
    told = [*outcome.problems, *(problem for draft in outcome.drafts for problem in draft.problems)]
    return sorted(problem for problem in told if problem.place.file in files)


def _copy(project: Path, copy: Path, agencies: set[str]) -> None:
    """What the checks of these agencies look at."""
    (copy / CONTENT).mkdir()
    for name in (SITE_FILE, WORDS_FILE):
        if (project / CONTENT / name).is_file():
            shutil.copyfile(project / CONTENT / name, copy / CONTENT / name)
    for path in sorted(agencies):
        for folder in [*Agency(path, "", Whose.kind("")).parents, path]:
            whole = folder == path
            source = project / CONTENT / folder
            (copy / CONTENT / folder).mkdir(parents=True, exist_ok=True)
            for file in sorted(source.glob("*")) if source.is_dir() else []:
                wanted = file.suffix in {".yaml", ".md"} if whole else file.name == AGENCY_FILE
                if wanted and file.is_file() and not file.is_symlink():
                    shutil.copyfile(file, copy / CONTENT / folder / file.name)


def store(wish: Wish, items: Sequence[Item]) -> list[str]:
    """Write the files; what is there is put aside first. Files, relative to the project, in order."""
    made = []
    for item in items:
        for file, text in item.files.items():
            path = wish.project / file
            if path.name == AGENCY_FILE and path.exists():
                continue
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_name(f".{path.name}.tmp")
            try:
                with fresh.open("w", encoding="utf-8", newline="\n") as stream:
                    stream.write(text)
                    stream.flush()
                    os.fsync(stream.fileno())
                if path.exists():
                    path.replace(_aside(path))
                fresh.replace(path)
            except OSError as error:
                fresh.unlink(missing_ok=True)
                item.problems.append(plan_faults.not_written(Place(file), error.strerror or str(error)))
                item.files = {}
                break
            made.append(file)
    return made


def _aside(path: Path) -> Path:
    """A name beside the file that nothing has."""
    number = 0
    while True:
        aside = path.with_name(f"{path.name}{f'.{number}' if number else ''}{_BACKUP}")
        if not aside.exists():
            return aside
        number += 1


def failed(items: Sequence[Item]) -> bool:
    """Whether anything is doubtful."""
    return bool(failing((problem for item in items for problem in item.problems), strict=True))
