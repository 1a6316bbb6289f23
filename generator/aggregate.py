"""`nianbao rollup`: the reports of a year below an agency, their sums, and the sums as the agency's data file."""

import os
import stat
import tempfile
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from generator.editions.form import Cell, Edition
from generator.editions.load import editions
from generator.model import Agency, Figure, Report
from generator.problems import Finding, Place, Problem, failing, fault
from generator.read.figures import read_figures
from generator.read.nodes import Doc, parse
from generator.read.report import Files, read_report
from generator.read.text import decode
from generator.read.tree import CONTENT, Tree, read_tree
from generator.refill import Refill, refill
from generator.rollup import AGGREGATE, Member, Missing, Year, add, below, filed, gather, plain
from generator.sources import Sheet, figures_yaml, narrative_markdown

_HEAD = """\
# 由 nianbao rollup {path} {year} --write 汇总下级的年报；下级改了数字，再运行一次
# 定稿后去掉下一行开头的“# ”，写上发布日期；没有发布日期的是草稿，不会发布
# published: {next}-03-20
scope: aggregate
"""
_MENDED = {"S102", "S104", "S108"}  # what is missing or blank is filled in


class UnknownNameError(ValueError):
    """An agency, a year or an address that is not there, in Chinese."""


@dataclass(frozen=True, slots=True)
class Order:
    """What `nianbao rollup` was asked for."""

    project: Path
    agency: str  # folder below content/
    year: int


@dataclass(frozen=True, slots=True)
class Sums:
    """What came of adding."""

    agency: Agency
    year: int
    edition: Edition
    files: Files  # of the agency's own pair, there or not
    members: Sequence[Member]
    missing: Sequence[Missing]
    figures: tuple[Figure, ...]
    problems: list[Problem] = field(default_factory=list)  # why the folders below cannot be trusted

    @property
    def title(self) -> str:
        """The official title of the report."""
        return self.edition.title.format(agency=self.agency.name, year=self.year)

    @property
    def blank(self) -> list[int]:
        """Indexes of the cells that a member left blank."""
        return [index for index, figure in enumerate(self.figures) if figure is None] if self.members else []


def collect(order: Order) -> Sums:
    """Read the year below the agency, and add. Raises UnknownNameError."""
    found: list[Problem] = []
    tree = read_tree(order.project, found.append)
    agency = _agency(tree, order.agency.removeprefix(f"{CONTENT}/"))  # as the shell completes it
    edition = editions().of_year(order.year)
    if edition is None or not edition.cells:
        raise UnknownNameError(f"{order.year} 年的年报没有表格，不能汇总")
    year = _year(tree, agency, order.year)
    gathered = gather(year, agency.path, edition.id)
    folder = f"{CONTENT}/{agency.path}"
    return Sums(
        agency=agency,
        year=order.year,
        edition=edition,
        files=Files(order.project / folder, f"{folder}/{order.year}.yaml", order.year),
        members=gathered.members,
        missing=gathered.missing,
        figures=add(gathered.members, edition),
        problems=[problem for problem in failing(found) if problem.place.file.startswith(f"{folder}/")],
    )


def _agency(tree: Tree, path: str) -> Agency:
    known = {agency.path: agency for agency in tree.site.agencies}
    if path not in known:
        names = {agency.name: agency.path for agency in tree.site.agencies}
        close = [names[path]] if path in names else get_close_matches(path, known, 3, 0.5)
        hint = f"，您要写的是 {'、'.join(close)} 吗？" if close else "；写 content 下的文件夹，如 xian/ju"
        raise UnknownNameError(f"没有“{path}”这个机关文件夹{hint}")
    return known[path]


def _year(tree: Tree, top: Agency, year: int) -> Year:
    """The reports of the year below an agency, read."""
    reports = {}
    for agency in tree.site.agencies:
        files = next((files for files in tree.reports.get(agency.path, ()) if files.year == year), None)
        if files and top.path in agency.parents:
            report = read_report(files, agency, editions(), lambda _problem: None)
            reports[agency.path] = filed(report) if report else None
    return Year(year, below(tree.site.agencies), reports)


def cells(edition: Edition, address: str) -> tuple[Cell, ...]:
    """The cell of an address, or the cells of a line. Raises UnknownNameError."""
    if address in edition.index:
        return (edition.cells[edition.index[address]],)
    if address in edition.line:
        return edition.line[address].cells
    close = get_close_matches(address, [*edition.line, *edition.index], 3, 0.5)
    hint = (
        f"，您要写的是 {'、'.join(close)} 吗？" if close else "；地址是“表.行.列”，如 requests.received.total"
    )
    raise UnknownNameError(f"表中没有“{address}”这一格或这一行{hint}")


@dataclass(frozen=True, slots=True)
class Stored:
    """What came of writing: files relative to the project, or why nothing was written."""

    made: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    published: bool = False  # what was changed had been published


def write(sums: Sums) -> Stored:
    """The sums as the agency's data file: a new one, or new figures in the one that is there."""
    if sums.problems:
        return Stored(problems=sums.problems)
    data = sums.files.data
    if not data.exists() and not data.is_symlink():
        return _store(sums, Stored(made=[sums.files.file]), _new(sums))
    found: list[Problem] = []
    report = read_report(sums.files, sums.agency, editions(), found.append)
    stop = [p for p in failing(found) if p.place.file == sums.files.file and p.code not in _MENDED]
    if stop or report is None:
        return Stored(problems=stop)
    if report.scope != AGGREGATE and any(figure is not None for figure in report.values):
        return Stored(problems=[not_an_aggregate(report.keys.get("scope", Place(report.file)))])
    before = data.read_bytes().decode("utf-8")
    after = _changed(sums, report, before)
    changed = [] if after == before else [sums.files.file]
    return _store(sums, Stored(changed=changed, published=not report.is_draft), after)


def _new(sums: Sums) -> str | None:
    figures = {index: figure for index, figure in enumerate(sums.figures) if figure is not None}
    head = _HEAD.format(path=sums.agency.path, year=sums.year, next=sums.year + 1)
    for totals in (False, True):  # totals that the parts do not give have to be written
        text = figures_yaml(Sheet(sums.edition, sums.title, head, figures, totals))
        if _says(text, sums.edition, sums.figures):
            return text
    return None


def _changed(sums: Sums, report: Report, text: str) -> str | None:
    """The file with the sums in it; a cell whose sum nobody knows keeps its figure."""
    figures = list(sums.figures)
    free = report.computed.intersection(sums.blank)  # totals: whatever the parts give
    for index in set(sums.blank) - free:
        figures[index] = report.values[index]
    for totals in (False, True):
        changed = refill(text, Refill(sums.edition, report.values, tuple(figures), totals))
        if changed and _says(changed, sums.edition, figures, free):
            return changed
    return None


def _says(text: str, edition: Edition, figures: Sequence[Figure], free: frozenset[int] = frozenset()) -> bool:
    """Whether the text reads as the figures, but for those that are free: nothing is stored that does not."""
    source = decode(text.encode("utf-8"), "", lambda _problem: None)
    doc = parse(source, lambda _problem: None) if source else None
    if doc is None:
        return False
    silent = Doc(doc.source, doc.root, lambda _problem: None)
    read = read_figures(silent, {key: value for key, (_node, value) in doc.root.pairs.items()}, edition)
    pairs = enumerate(zip(read.values, figures, strict=True))
    return all(index in free or plain(said) == plain(figure) for index, (said, figure) in pairs)


def _store(sums: Sums, stored: Stored, text: str | None) -> Stored:
    """Both files, each in one step; words that are there are never touched."""
    if text is None:
        return Stored(problems=[cannot_fill_in(Place(sums.files.file))])
    words = sums.files.narrative
    try:
        if stored.made or stored.changed:
            _replace(sums.files.data, text.encode("utf-8"))
        if not words.exists():
            with words.open("x", encoding="utf-8", newline="\n") as file:
                file.write(narrative_markdown(sums.edition, {}))
            stored.made.append(sums.files.file.removesuffix(".yaml") + ".md")
    except OSError as error:
        return Stored(problems=[not_stored(Place(sums.files.file), error.strerror or str(error))])
    return stored


def _replace(path: Path, body: bytes) -> None:
    """The whole new file takes the place of the old one, or nothing happens."""
    handle, name = tempfile.mkstemp(prefix=".", suffix=".tmp", dir=path.parent)
    temporary = Path(name)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(body)
            file.flush()
            os.fsync(file.fileno())
        temporary.chmod(stat.S_IMODE(path.stat().st_mode) if path.exists() else 0o644)
        temporary.replace(path)
    except OSError:
        with suppress(OSError):
            temporary.unlink()
        raise


@fault("R111", "原来的文件不是汇总")
def not_an_aggregate(place: Place) -> Finding:
    """什么：要写入汇总的文件里，已经有本机关自己的数字（scope 不是 aggregate）。

    为什么：写进去就盖掉了本机关自己的数。一个机关一年只有一份年报；汇总是下级年报的合计，本机关自己的数要在某一个下级的年报里。
    怎么改：本机关自己的年报，移到下级的文件夹里（政府的，是政府办公室的文件夹）；原来的文件本来就是汇总的，在里面写上 scope: aggregate，再运行一次。
    """
    return Finding(
        place,
        "这份年报是本机关自己的（没有写 scope: aggregate），没有改动",
        "先把它移到下级的文件夹（如政府办公室）；它本来就是汇总的，写上 scope: aggregate 再运行一次",
    )


@fault("R112", "汇总的数字写不进原来的文件")
def cannot_fill_in(place: Place) -> Finding:
    """什么：原来的文件里，要补的行不知道该放在哪里：表写在花括号 { } 里，中间还有说明；或者合计的数太大。

    为什么：写入时要保留您的每一句说明；保留不了就不写。
    怎么改：把花括号里的表改成一行一项，再运行一次；或者把旧文件改名，让工具另写一份新的。
    """
    return Finding(
        place, "数字写不进原来的文件，没有改动", "把花括号 { } 里的表改成一行一项；或者先把旧文件改名再运行"
    )


@fault("R113", "汇总的文件存不了")
def not_stored(place: Place, reason: str) -> Finding:
    """什么：系统不让写这个文件；原来的文件没有改动。

    为什么：可能没有权限、磁盘已满，或者文件正被别的程序占用。
    怎么改：检查文件夹的权限和磁盘空间，关掉打开这个文件的程序，再运行一次。
    """
    return Finding(place, f"文件存不了：{reason}", "检查权限和磁盘空间，关掉打开它的程序，再运行一次")
