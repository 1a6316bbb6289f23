"""One agency's reports: read, checked, drawn and written. The unit of work: nothing here needs another agency."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from generator import outputs, rules, write
from generator.editions.load import editions
from generator.marks import Cut, marks
from generator.model import Agency, Report, Site
from generator.outputs.data import digest
from generator.pages import urls
from generator.pages.report import Setting, report_page, report_view
from generator.pages.rows import Row, row
from generator.pages.views import Download
from generator.problems import Problem, failing
from generator.proof import Proof, spot
from generator.read.report import Files, looks_like_draft, read_report
from generator.render import Renderer, renderer
from generator.rules.likeness import sketch
from generator.themes import Theme
from generator.write import Written


@dataclass(frozen=True, slots=True)
class Unit:
    """An agency to be done."""

    agency: Agency
    parents: tuple[Agency, ...]  # topmost first
    files: tuple[Files, ...]  # oldest first


@dataclass(frozen=True, slots=True)
class Plan:
    """What is to be made of every unit; goes to the workers."""

    site: Site  # without agencies: a unit brings its own
    theme: Theme | None  # None: only read and check
    folder: Path  # where pages are staged
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
    drafts: list[Draft] = field(default_factory=list)
    written: list[Written] = field(default_factory=list)
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
    for at, item in enumerate(ready):
        report = item.report
        downloads = []
        for output in outputs.OUTPUTS.values():
            body = output.write(report)
            done.written.append(
                write.write_file(plan.folder, urls.report(unit.agency.path, report.year, output.suffix), body)
            )
            name = f"{report.title}{output.suffix}"
            size = f"{max(1, round(len(body) / 1024))} KB"
            downloads.append(
                Download(output.label, f"{report.year}{output.suffix}", name, output.format, size)
            )
        page = report_page(report, plan.site, unit.parents)
        setting = Setting(
            site=plan.site,
            waived=tuple(item.checked.waived),
            tables=draw.tables(report),
            downloads=tuple(downloads),
            previous=years[at - 1] if at else None,
            next=years[at + 1] if at + 1 < len(years) else None,
        )
        html = draw.page("report.html", page, report=report_view(report, page, setting))
        done.written.append(write.write_file(plan.folder, page.url, html))
        cut = [
            (str(table).encode(), draw.pieces[report.edition.id, name].between)
            for name, table in setting.tables.items()
        ]
        done.proof.add(_look(page.url, html, item, cut))
        done.written.extend(
            write.write_file(
                plan.folder, f"{unit.agency.path}/{name}", (unit.files[0].folder / name).read_bytes()
            )
            for name in report.attachments
        )
    done.proof.keep(row.path for row in done.written)


def _look(page: str, html: bytes, item: _Ready, cut: Cut) -> Proof:
    """What the page promises; a link that stands in the report's own words is theirs, all else is the theme's."""
    proof = Proof()
    proof.look(page, "report.html", marks(html, cut))
    if proof.flaws:
        words = item.files.narrative.read_text("utf-8-sig", errors="replace")
        parts = tuple(item.report.narrative.values())
        proof.flaws = [replace(flaw, place=spot(flaw, parts, words)) for flaw in proof.flaws]
    return proof


def units(site: Site, reports: dict[str, tuple[Files, ...]]) -> list[Unit]:
    """One unit an agency that has reports."""
    by_path = {agency.path: agency for agency in site.agencies}
    return [
        Unit(agency, tuple(by_path[path] for path in agency.parents if path in by_path), reports[agency.path])
        for agency in site.agencies
        if reports.get(agency.path)
    ]


def plan(site: Site, theme: Theme | None, folder: Path) -> Plan:
    """The plan for all units of a column."""
    names = frozenset(agency.name for agency in site.agencies)
    return Plan(replace(site, agencies=()), theme, folder, names=names)
