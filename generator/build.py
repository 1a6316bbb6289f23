"""The whole pipeline: read, check, render, write; with an error among the problems nothing is written."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from generator import deploy, opendata, pool, proof, render, rules, search, write
from generator.cache import Kept, kept, made_with
from generator.deploy.atom import feed
from generator.downloads import missing
from generator.manifest import Written
from generator.marks import marks
from generator.model import Site
from generator.opendata.collection import File
from generator.pages import column as pages
from generator.pages import urls
from generator.pages.accessibility import accessibility_page, accessibility_view
from generator.pages.column import Column
from generator.pages.files import data_page, data_view
from generator.pages.frame import Page
from generator.pages.search import search_page, search_view
from generator.pages.sitemap import site_map_page, site_map_view
from generator.pages.statistics import Statistics, statistics, statistics_page, statistics_view
from generator.problems import Problem, failing
from generator.published import read_published, record
from generator.read.site import FILE as SITE_FILE
from generator.read.tree import CONTENT, Tree, read_tree
from generator.render import Renderer, renderer
from generator.themes import Theme, asset_url, find_theme
from generator.unit import Done, Draft, Plan, formats, plan, related, units
from generator.write import Published

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
        todo = replace(plan(tree.site, None, project), today=options.today)
        _work(tree, (todo, {}), options, outcome)
    except write.Refused as refused:
        outcome.problems.append(refused.problem)
    return outcome


def build(project: Path, target: Path, options: Options) -> Outcome:
    """Make the site in `target`. Raises write.Refused if the folder may not be replaced."""
    outcome = Outcome()
    with write.stage(target) as stage:
        tree = read_tree(project, outcome.problems.append)
        theme = find_theme(tree.site.theme, project, outcome.problems.append)
        if lacking := missing(tree.site.downloads):
            outcome.problems.append(lacking)
            theme = None  # nothing can be written; the reports are checked all the same
        fonts = project / tree.site.fonts if tree.site.fonts else None
        todo = plan(tree.site, theme, stage.folder)
        todo = replace(todo, drafts=options.drafts, today=options.today, fonts=fonts, last=stage.site)
        makers = made_with(formats(tree.site), fonts, todo.word) if theme else {}
        try:
            done = _work(tree, (todo, kept(stage.last(), makers)), options, outcome)
            if theme and not failing(outcome.problems, strict=options.strict):
                draw = renderer(theme, tree.site)
                done.written.extend(_combine(tree.site, done, draw, stage.folder))
                done.written.extend(_assets(theme, stage.folder))
                written = {row.path for row in done.written}
                _share(proof.problems(done.proof, stage.folder, written, draw), outcome)
                outcome.problems.sort()
            if theme and not failing(outcome.problems, strict=options.strict):
                outcome.shown = len(done.rows)
                outcome.published = stage.publish(
                    done.written,
                    {"reports": record(done.facts), "made_with": makers, "made_from": done.made_from},
                )
        except render.BadTemplateError as error:
            outcome.problems.append(error.problem)
    return outcome


def _work(tree: Tree, job: tuple[Plan, Mapping[str, Kept]], options: Options, outcome: Outcome) -> Done:
    """Every unit, then the checks over all of them; problems go into the outcome, those of drafts apart."""
    todo, made = job  # what is to be done, and what the last build has made of every report
    work = units(tree.site, tree.reports, made)
    if todo.theme:
        work = related(work)
    total = sum(len(unit.files) for unit in work)
    outcome.files = [files.file for unit in work for files in unit.files]
    every = Done()
    for done in pool.run(work, todo, options.jobs):
        outcome.problems += done.problems
        outcome.drafts += done.drafts
        outcome.reports += done.reports
        every.rows.extend(done.rows)
        every.told.extend(done.told)
        every.facts.extend(done.facts)
        every.written.extend(done.written)
        every.made_from.update(done.made_from)
        every.entries.extend(done.entries)
        every.proof.add(done.proof)
        options.progress(outcome.reports, total)
    published = read_published(options.published, outcome.problems.append) if options.published else None
    years = {path: tuple(files.year for files in found) for path, found in tree.reports.items()}
    site, facts = tree.site, tuple(every.facts)
    # What could not be read of the settings has been told; that it is now missing is no second mistake.
    broken = failing(problem for problem in outcome.problems if problem.place.file == SITE)
    whole = None if broken else site
    column = rules.Column(site.agencies, years, facts, site.checks, published, whole, todo.today)
    _share([*dict.fromkeys(every.told), *rules.check_column(column)], outcome)
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


def _combine(site: Site, done: Done, draw: Renderer, folder: Path) -> Iterable[Written]:
    """What is made of more than one report: data, index and pages; and the page for lost readers."""
    column = pages.column(site, done.rows)
    data = opendata.files(site, done.rows, done.facts)
    for file in data:
        yield write.write_file(folder, urls.data(file.name), file.body)
    index = ""
    for index, body in search.files(column, done.entries, folder):
        yield write.write_file(folder, index, body)
    sums = statistics(column)
    if news := feed(column):
        yield write.write_file(folder, urls.FEED, news)
    for template, page, views in _pages(column, data, index, sums):
        html = draw.page(template, replace(page, statistics=bool(sums), feed=bool(news)), **views)
        done.proof.look(page.url, template, marks(_from_the_top(html, page.base)))
        yield write.write_file(folder, page.url, html)
    for url, body in deploy.files(column, done.proof.pages):
        yield write.write_file(folder, url, body)


def _from_the_top(html: bytes, base: str) -> bytes:
    """A page whose hrefs begin where the column lies on its host, as if they began at the top of the column.

    Of a column that is all of its host they are left alone: there a link to the host's root may be anybody's.
    """
    return html.replace(f'="{base}'.encode(), b'="') if len(base) > 1 else html


def _pages(
    column: Column, data: Sequence[File], index: str, sums: Statistics | None
) -> Iterable[tuple[str, Page, dict[str, object]]]:
    """Template, page and what else the template is given."""
    home = pages.home_page(column)
    yield "home.html", home, {"home": pages.home_view(column, home)}
    for year in column.years:
        page = pages.year_page(year, column)
        yield "year.html", page, {"year": pages.year_view(year, column, page)}
    for agency in column.agencies.values():
        page = pages.agency_page(agency, column)
        yield "agency.html", page, {"agency": pages.agency_view(agency, column, page)}
    if sums:
        yield "statistics.html", statistics_page(sums), {"statistics": statistics_view(sums)}
    if data:
        yield "data.html", data_page(column, data), {"data": data_view(column, data)}
        yield "sitemap.html", site_map_page(), {"site_map": site_map_view(column)}
    if index:
        yield "search.html", search_page(), {"search": search_view(column, index)}
    access = replace(accessibility_page(), data=bool(data))
    yield "accessibility.html", access, {"accessibility": accessibility_view(column.site)}
    yield "not_found.html", replace(render.not_found(column.site), data=bool(data)), {}


def _assets(theme: Theme, folder: Path) -> Iterable[Written]:
    for name, body in theme.static().items():
        yield write.write_file(folder, asset_url(name, body), body)
