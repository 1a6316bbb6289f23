"""One agency's reports: read, checked, drawn and written. The unit of work: nothing here needs another agency."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from generator import cache, outputs, rules, write
from generator.cache import Kept
from generator.downloads import ALWAYS, FORMATS
from generator.editions.load import editions
from generator.manifest import Written
from generator.marks import Cut, marks
from generator.model import Agency, Report, Site
from generator.outputs.data import digest
from generator.pages import urls
from generator.pages.compare import Compared, compare, compare_page, compare_view, texts
from generator.pages.files import download
from generator.pages.report import Kin, Setting, report_page, report_view
from generator.pages.rows import Row, row
from generator.pages.views import Download
from generator.problems import Problem, failing
from generator.proof import Proof, spot
from generator.read.report import Files, looks_like_draft, read_report
from generator.render import Renderer, renderer
from generator.rules.likeness import sketch
from generator.search.text import Entry, entry
from generator.themes import Theme


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency to be done."""

    agency: Agency
    parents: tuple[Agency, ...]  # topmost first
    files: tuple[Files, ...]  # oldest first
    kept: Mapping[int, Kept] = field(default_factory=dict)  # year → what the last build made of it
    kin: Mapping[int, Kin] = field(default_factory=dict)  # year → who else has a page of it


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made of every unit; goes to the workers."""

    site: Site  # without agencies: a unit brings its own
    theme: Theme | None  # None: only read and check
    folder: Path  # where pages are staged
    last: Path | None = None  # the site that stands
    fonts: Path | None = None  # the office's own
    word: Path | None = None  # the theme's Word file
    drafts: bool = False  # a preview shows drafts too
    today: date = date.max
    names: frozenset[str] = frozenset()  # of all agencies

    def renderer(self) -> Renderer | None:
        """A renderer for one process."""
        return renderer(self.theme, self.site) if self.theme else None


@dataclass(frozen=True, slots=True)
class Draft:
    """A report without a publication date, and what is still wrong with it."""

    file: str
    problems: tuple[Problem, ...]

    @property
    def words(self) -> str:
        """The file of its narrative."""
        return self.file.removesuffix(".yaml") + ".md"


@dataclass(frozen=True, slots=True)
class Done:
    """What came of a unit."""

    rows: list[Row] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    told: list[Problem] = field(
        default_factory=list
    )  # by writers of downloads; of many reports often the same
    drafts: list[Draft] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
    made_from: dict[str, str] = field(default_factory=dict)  # report → what the next build knows it by
    entries: list[Entry] = field(default_factory=list)  # what can be searched
    facts: list[rules.Fact] = field(default_factory=list)
    proof: Proof = field(default_factory=Proof)
    reports: int = 0


@dataclass(frozen=True, slots=True)
class _Ready:
    files: Files
    report: Report
    checked: rules.Checked


def do(unit: Unit, plan: Plan, draw: Renderer | None) -> Done:
    """Read and check the reports of a unit; draw and write those that are fit to be published."""
    done = Done(reports=len(unit.files))
    ready = []
    before: Report | None = None
    for files in unit.files:
        found: list[Problem] = []
        report = read_report(files, unit.agency, editions(), found.append)
        last = before if before and before.year == files.year - 1 else None
        case = _case(report, last, plan) if report else None
        checked = rules.check(case) if case else rules.Checked()
        before = report
        problems = found + checked.problems
        draft = report.is_draft if report else looks_like_draft(files)
        if draft:
            done.drafts.append(Draft(files.file, tuple(problems)))
        else:
            done.problems.extend(problems)
        if report:
            done.facts.append(_fact(report))
        if report and (plan.drafts or not draft) and not failing(problems):
            done.rows.append(row(report))
            ready.append(_Ready(files, report, checked))
    if draw and not failing(done.problems):
        _write(unit, (plan, draw), ready, done)
    return done


def _case(report: Report, last: Report | None, plan: Plan) -> rules.Case:
    return rules.Case(report, last, plan.site.checks, plan.today, plan.names, plan.site.words)


def _fact(report: Report) -> rules.Fact:
    return rules.Fact(
        agency=report.agency,
        year=report.year,
        file=report.file,
        edition=report.edition.id,
        scope=report.scope,
        values=report.values,
        spots=report.spots if report.scope == "aggregate" else (),
        sketch=sketch(report),
        digest=digest(report),
        revisions=len(report.revisions),
        draft=report.is_draft,
        waivers=report.waivers,
    )


def _write(unit: Unit, workshop: tuple[Plan, Renderer], ready: Sequence[_Ready], done: Done) -> None:
    plan, draw = workshop
    years = [item.report.year for item in ready]
    compared = compare([item.report for item in ready])
    for at, item in enumerate(ready):
        report = item.report
        downloads = tuple(_downloads(item, plan, unit.kept.get(report.year, Kept()), done))
        page = report_page(report, plan.site, unit.parents, downloads)
        setting = Setting(
            site=plan.site,
            waived=tuple(item.checked.waived),
            tables=draw.tables(report),
            downloads=downloads,
            previous=years[at - 1] if at else None,
            next=years[at + 1] if at + 1 < len(years) else None,
            comparison=compared.with_year(report.year),
            kin=unit.kin.get(report.year, Kin()),
        )
        html = draw.page("report.html", page, report=report_view(report, page, setting))
        done.written.append(write.write_file(plan.folder, page.url, html))
        found, words = entry(report)
        done.entries.append(found)
        done.written.append(write.write_file(plan.folder, found.url, words))
        done.proof.add(_look(page.url, html, item, draw.cut(report.edition, setting.tables)))
        done.written.extend(
            write.write_file(
                plan.folder, f"{unit.agency.path}/{name}", (unit.files[0].folder / name).read_bytes()
            )
            for name in report.attachments
        )
    _compare(unit, workshop, compared, done)
    done.proof.keep(row.path for row in done.written)


def _compare(unit: Unit, workshop: tuple[Plan, Renderer], compared: Compared, done: Done) -> None:
    """Draw and write the pages on which years stand beside each other."""
    plan, draw = workshop
    for report in compared.pages:
        page = compare_page(report, compared, unit.parents)
        tables = draw.filled(report.edition, texts(report.edition, compared.by_year[report.year][0]))
        html = draw.page("compare.html", page, compare=compare_view(report, compared, page, tables))
        done.written.append(write.write_file(plan.folder, page.url, html))
        done.proof.look(page.url, "compare.html", marks(html, draw.cut(report.edition, tables)))


def _downloads(item: _Ready, plan: Plan, kept: Kept, done: Done) -> Iterator[Download]:
    """Write the report in every format it is wanted in, or take it as it is; those that the page offers."""
    report, waived, told = item.report, tuple(item.checked.waived), len(done.told)
    site, chosen = outputs.settings(plan.site), plan.site.downloads
    order = outputs.Order(report, site, waived, done.told.append, plan.fonts, plan.word)
    made_from = cache.made_from(order)
    files = kept.files if made_from == kept.made_from else {}
    for name in formats(plan.site):
        url = urls.report(report.agency.path, report.year, f".{name}")
        body = cache.taken(plan.last / url, files[name]) if plan.last and name in files else None
        if body is None:
            body = outputs.write(name, order)
        if body is None:
            continue
        done.written.append(write.write_file(plan.folder, url, body))
        if name in chosen:
            yield download(FORMATS[name].label, f"{report.year}.{name}", f"{report.title}.{name}", len(body))
    if len(done.told) == told:  # what writers have to say must be said again by the next build
        done.made_from[urls.report(report.agency.path, report.year, "")] = made_from


def formats(site: Site) -> list[str]:
    """The downloads that are written."""
    return list(dict.fromkeys((*site.downloads, ALWAYS)))


def _look(page: str, html: bytes, item: _Ready, cut: Cut) -> Proof:
    """What the page promises; a link that stands in the report's own words is theirs, all else is the theme's."""
    proof = Proof()
    proof.look(page, "report.html", marks(html, cut))
    if proof.flaws:
        words = item.files.narrative.read_text("utf-8-sig", errors="replace")
        parts = tuple(item.report.narrative.values())
        proof.flaws = [replace(flaw, place=spot(flaw, parts, words)) for flaw in proof.flaws]
    return proof


def units(site: Site, reports: dict[str, tuple[Files, ...]], kept: Mapping[str, Kept]) -> list[Unit]:
    """One unit an agency that has reports; `kept`: report → what the last build made of it."""
    by_path = {agency.path: agency for agency in site.agencies}
    return [
        Unit(
            agency,
            tuple(by_path[path] for path in agency.parents if path in by_path),
            reports[agency.path],
            {
                files.year: kept[name]
                for files in reports[agency.path]
                if (name := urls.report(agency.path, files.year, "")) in kept
            },
        )
        for agency in site.agencies
        if reports.get(agency.path)
    ]


def related(work: Sequence[Unit]) -> list[Unit]:
    """The same units, each knowing which agencies around it will have a page of the same year. Looks into every file."""
    years = {
        unit.agency.path: {files.year for files in unit.files if not looks_like_draft(files)} for unit in work
    }
    above: dict[tuple[str, int], Agency] = {}
    below: dict[tuple[str, int], tuple[Agency, ...]] = {}
    for unit in work:
        for year in years[unit.agency.path]:
            nearest = next((it for it in reversed(unit.parents) if year in years.get(it.path, ())), None)
            if nearest:
                above[unit.agency.path, year] = nearest
                below[nearest.path, year] = (*below.get((nearest.path, year), ()), unit.agency)
    return [
        replace(
            unit,
            kin={
                files.year: Kin(
                    above.get((unit.agency.path, files.year)), below.get((unit.agency.path, files.year), ())
                )
                for files in unit.files
            },
        )
        for unit in work
    ]


def plan(site: Site, theme: Theme | None, folder: Path) -> Plan:
    """The plan for all units of a column."""
    names = frozenset(agency.name for agency in site.agencies)
    return Plan(replace(site, agencies=()), theme, folder, word=theme.word if theme else None, names=names)
