"""The whole pipeline: read, check, render, write; with an error among the problems nothing is written."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from generator import pool, proof, render, rules, write
from generator.marks import marks
from generator.pages import column as pages
from generator.pages.column import Column
from generator.pages.frame import Page
from generator.problems import Problem, failing
from generator.published import read_published, record
from generator.read.site import FILE as SITE_FILE
from generator.read.tree import CONTENT, Tree, read_tree
from generator.render import Renderer, renderer
from generator.themes import Theme, asset_url, find_theme
from generator.unit import Done, Draft, Plan, plan, units
from generator.write import Published, Written

SITE = f"{CONTENT}/{SITE_FILE}"
Progress = Callable[[int, int], None]  # reports done, reports in all


@dataclass(slots=True)
class Outcome:
    """What came of a run."""

    problems: list[Problem] = field(default_factory=list)  # of what is to be published
    drafts: list[Draft] = field(default_factory=list)
    reports: int = 0  # read
    files: list[str] = field(default_factory=list)  # the data files of those
    shown: int = 0  # reports that have a page
    published: Published | None = None  # None: nothing was written


@dataclass(frozen=True, slots=True)
class Options:
    """How to run."""

    jobs: int = 0
    drafts: bool = False
    strict: bool = False  # a warning is as bad as an error
    today: date = date.max  # for checks that need a day; pages never do
    published: Path | None = None  # the manifest published last
    progress: Progress = lambda _done, _all: None


def check(project: Path, options: Options) -> Outcome:
    """Read and check everything; write nothing."""
    outcome = Outcome()
    tree = read_tree(project, outcome.problems.append)
    find_theme(tree.site.theme, project, outcome.problems.append)
    try:
        _work(tree, replace(plan(tree.site, None, project), today=options.today), options, outcome)
    except write.Refused as refused:
        outcome.problems.append(refused.problem)
    return outcome


def build(project: Path, target: Path, options: Options) -> Outcome:
    """Make the site in `target`. Raises write.Refused if the folder may not be replaced."""
    outcome = Outcome()
    with write.stage(target) as stage:
        tree = read_tree(project, outcome.problems.append)
        theme = find_theme(tree.site.theme, project, outcome.problems.append)
        todo = replace(plan(tree.site, theme, stage.folder), drafts=options.drafts, today=options.today)
        try:
            done = _work(tree, todo, options, outcome)
            if theme and not failing(outcome.problems, strict=options.strict):
                draw = renderer(theme, tree.site)
                column = pages.column(tree.site, done.rows)
                done.written.extend(_combine(column, draw, stage.folder, done.proof))
                done.written.extend(_assets(theme, stage.folder))
                written = {row.path for row in done.written}
                _share(proof.problems(done.proof, stage.folder, written, draw), outcome)
                outcome.problems.sort()
            if theme and not failing(outcome.problems, strict=options.strict):
                outcome.shown = len(done.rows)
                outcome.published = stage.publish(done.written, record(done.facts))
        except render.BadTemplateError as error:
            outcome.problems.append(error.problem)
    return outcome


def _work(tree: Tree, todo: Plan, options: Options, outcome: Outcome) -> Done:
    """Every unit, then the checks over all of them; problems go into the outcome, those of drafts apart."""
    work = units(tree.site, tree.reports)
    total = sum(len(unit.files) for unit in work)
    outcome.files = [files.file for unit in work for files in unit.files]
    every = Done()
    for done in pool.run(work, todo, options.jobs):
        outcome.problems += done.problems
        outcome.drafts += done.drafts
        outcome.reports += done.reports
        every.rows.extend(done.rows)
        every.facts.extend(done.facts)
        every.written.extend(done.written)
        every.proof.add(done.proof)
        options.progress(outcome.reports, total)
    published = read_published(options.published, outcome.problems.append) if options.published else None
    years = {path: tuple(files.year for files in found) for path, found in tree.reports.items()}
    site, facts = tree.site, tuple(every.facts)
    # What could not be read of the settings has been told; that it is now missing is no second mistake.
    broken = failing(problem for problem in outcome.problems if problem.place.file == SITE)
    whole = None if broken else site
    column = rules.Column(site.agencies, years, facts, site.checks, published, whole, todo.today)
    _share(rules.check_column(column), outcome)
    outcome.problems.sort()
    return every


def _share(problems: Iterable[Problem], outcome: Outcome) -> None:
    """A problem in the files of a draft is the draft's."""
    drafts = {file: at for at, draft in enumerate(outcome.drafts) for file in (draft.file, draft.words)}
    for problem in problems:
        at = drafts.get(problem.place.file)
        if at is None:
            outcome.problems.append(problem)
        else:
            draft = outcome.drafts[at]
            outcome.drafts[at] = replace(draft, problems=(*draft.problems, problem))


def _combine(column: Column, draw: Renderer, folder: Path, seen: proof.Proof) -> Iterable[Written]:
    """The pages that show more than one report, and the one for lost readers."""
    for template, page, views in _pages(column):
        html = draw.page(template, page, **views)
        seen.look(page.url, template, marks(html))
        yield write.write_file(folder, page.url, html)


def _pages(column: Column) -> Iterable[tuple[str, Page, dict[str, object]]]:
    """Template, page and what else the template is given."""
    home = pages.home_page(column.site)
    yield "home.html", home, {"home": pages.home_view(column, home)}
    for year in column.years:
        page = pages.year_page(year)
        yield "year.html", page, {"year": pages.year_view(year, column, page)}
    for agency in column.agencies.values():
        page = pages.agency_page(agency, column)
        yield "agency.html", page, {"agency": pages.agency_view(agency, column, page)}
    yield "not_found.html", render.not_found(), {}


def _assets(theme: Theme, folder: Path) -> Iterable[Written]:
    for name, body in theme.static().items():
        yield write.write_file(folder, asset_url(name, body), body)
