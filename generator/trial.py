"""What `nianbao import` would bring in, tried in a copy of the column before anything is written."""

import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path, PurePosixPath

from generator.bring_in import Item, Wish, pair_of
from generator.build import Options, check
from generator.editions.load import editions
from generator.importers import plan_faults
from generator.problems import Level, Problem, failing
from generator.read.agency import FILE as AGENCY_FILE
from generator.read.site import FILE as SITE_FILE
from generator.read.tree import CONTENT
from generator.read.words import FILE as WORDS_FILE

BLANK = "S104"  # the code under which the check tells of blank cells


def trial(wish: Wish, items: Sequence[Item]) -> list[Problem]:
    """What `nianbao check` will say of the new pairs, beside their neighbours of other years.

    A report with an error in it becomes a draft, whose date waits: what comes in never stops the column.
    """
    told = _tried(wish, items)
    waiting = {problem.place.file for problem in failing(told)}
    changed = False
    for item in items:
        if item.old and item.old.day and not item.old.waits and waiting & item.files.keys():
            item.old = replace(item.old, waits=True)
            item.files |= pair_of(item)
            changed = True
    if changed:
        told = _tried(wish, items)
    # A line for each blank row would bury the rest: one for the report says how to settle them all.
    told = [problem for problem in told if problem.code != BLANK]
    for item in items:
        edition = editions().get(item.old.edition) if item.old else None
        if edition and item.count.blank:
            told.append(plan_faults.blanks(item.place, item.count.blank, Level(edition.blank)))
    return sorted(told)


def _tried(wish: Wish, items: Sequence[Item]) -> list[Problem]:
    files = {file: text for item in items for file, text in item.files.items()}
    with tempfile.TemporaryDirectory(prefix="nianbao-") as name:
        copy = Path(name)
        _copy(wish.project, copy, {item.path for item in items})
        for file, text in files.items():
            (copy / file).parent.mkdir(parents=True, exist_ok=True)
            (copy / file).write_text(text, "utf-8", newline="\n")
        outcome = check(copy, Options(jobs=1, today=wish.today))
    told = [*outcome.problems, *(problem for draft in outcome.drafts for problem in draft.problems)]
    # A neighbour that was there may now disagree with a new report: it is told of as well.
    new = {file for file in files if not file.endswith(AGENCY_FILE)}
    return [p for p in told if new & {p.place.file, *(place.file for place in p.related)}]


def _copy(project: Path, copy: Path, agencies: set[str]) -> None:
    """What the checks of these agencies look at."""
    (copy / CONTENT).mkdir()
    for name in (SITE_FILE, WORDS_FILE):
        if (project / CONTENT / name).is_file():
            shutil.copyfile(project / CONTENT / name, copy / CONTENT / name)
    above = {str(parent) for path in agencies for parent in PurePosixPath(path).parents[:-1]}
    for folder in sorted(agencies | above):
        source = project / CONTENT / folder
        (copy / CONTENT / folder).mkdir(parents=True, exist_ok=True)
        for file in sorted(source.glob("*")) if source.is_dir() else []:
            wanted = file.suffix in {".yaml", ".md"} if folder in agencies else file.name == AGENCY_FILE
            if wanted and file.is_file() and not file.is_symlink():
                shutil.copyfile(file, copy / CONTENT / folder / file.name)
