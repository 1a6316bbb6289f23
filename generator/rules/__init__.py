"""The checks: a module a family, a function a rule, its docstring its manual page."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from importlib import import_module
from pkgutil import iter_modules

from generator.checks import Checks, Word
from generator.model import Agency, Figure, Report, Site
from generator.problems import Finding, Level, Place, Problem, fault, manual
from generator.read.agency import FILE as AGENCY_FILE


@dataclass(frozen=True, slots=True)
class Case:
    """A report as the rules see it."""

    report: Report
    before: Report | None = None  # the same agency's report of the year before
    checks: Checks = field(default_factory=Checks)
    today: date = date.max
    names: frozenset[str] = frozenset()  # of all agencies of the column
    words: tuple[Word, ...] | None = None  # the column's own word list


@dataclass(frozen=True, slots=True)
class Fact:
    """What the rules over the whole column need of a report; small, since there may be very many."""

    agency: Agency
    year: int
    file: str
    edition: str  # id
    scope: str
    values: tuple[Figure, ...]
    spots: tuple[tuple[int, int], ...]
    sketch: tuple[int, ...]  # of its words (likeness.py)
    digest: str  # of all it says: changes when a published report is changed
    revisions: int  # how many are entered
    draft: bool
    waivers: dict[str, tuple[str, Place]]


@dataclass(frozen=True, slots=True)
class Column:
    """The whole column as the rules see it."""

    agencies: tuple[Agency, ...]  # by path: a parent before its subordinates
    years: Mapping[str, tuple[int, ...]]  # agency path → years that have files, oldest first
    facts: tuple[Fact, ...]  # of the reports that could be read
    checks: Checks = field(default_factory=Checks)
    published: Mapping[str, Mapping[str, object]] | None = None  # `reports` of the manifest published last
    site: Site | None = None  # None: only reports are to be checked
    today: date = date.max


_Check = Callable[[Case], Iterator[Finding]]
_ColumnCheck = Callable[[Column], Iterator[Finding]]
RULES: dict[str, Callable[[Case], Iterator[Problem]]] = {}
COLUMN_RULES: dict[str, Callable[[Column], Iterator[Problem]]] = {}


def rule(code: str, title: str, level: Level = Level.ERROR) -> Callable[[_Check], _Check]:
    """Enter a check of one report under its code; its docstring is the manual page."""

    def decorate(check: _Check) -> _Check:
        page = manual(code, title, level, check)
        RULES[code] = lambda case: (finding.problem(page) for finding in check(case))
        return check

    return decorate


def column_rule(code: str, title: str, level: Level = Level.ERROR) -> Callable[[_ColumnCheck], _ColumnCheck]:
    """Enter a check of the whole column under its code; a finding lies in the file of the report it is about."""

    def decorate(check: _ColumnCheck) -> _ColumnCheck:
        page = manual(code, title, level, check)
        COLUMN_RULES[code] = lambda column: (finding.problem(page) for finding in check(column))
        return check

    return decorate


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules found in a report."""

    problems: list[Problem] = field(default_factory=list)
    waived: list[Problem] = field(default_factory=list)  # settled by a reason in the report


def check(case: Case) -> Checked:
    """Every rule over the report; what its waivers settle is set apart."""
    checked = Checked()
    waivers = case.report.waivers
    for code, find in RULES.items():
        (checked.waived if code in waivers else checked.problems).extend(find(case))
    settled = {problem.code for problem in checked.waived}
    for code, (_reason, place) in waivers.items():
        if code in RULES and code not in settled:
            checked.problems.append(idle_waiver(place, code))
        elif code not in RULES and code not in COLUMN_RULES:
            checked.problems.append(cannot_waive(place, code))
    return checked


def check_column(column: Column) -> list[Problem]:
    """Every rule over the whole column, less what the waivers of the reports settle.

    What lies in an agency's own file can be settled in any of its reports.
    """
    by_file: dict[str, list[Fact]] = {}
    for fact in column.facts:
        for file in (fact.file, _words(fact.file), f"{fact.file.rpartition('/')[0]}/{AGENCY_FILE}"):
            by_file.setdefault(file, []).append(fact)
    problems: list[Problem] = []
    settled: set[tuple[str, str]] = set()
    for code, find in COLUMN_RULES.items():
        for problem in find(column):
            waived = [fact.file for fact in by_file.get(problem.place.file, ()) if code in fact.waivers]
            settled |= {(file, code) for file in waived}
            if not waived:
                problems.append(problem)
    problems += _idle(column.facts, settled)
    return problems


def _idle(facts: Iterable[Fact], settled: set[tuple[str, str]]) -> Iterator[Problem]:
    for fact in facts:
        for code, (_reason, place) in fact.waivers.items():
            if code in COLUMN_RULES and (fact.file, code) not in settled:
                yield idle_waiver(place, code)


def _words(file: str) -> str:
    return file.removesuffix(".yaml") + ".md"


@fault("W101", "多余的豁免", Level.WARNING)
def idle_waiver(place: Place, code: str) -> Finding:
    """什么：waive 里写了一个编号，但这份年报并没有这个问题。

    为什么：问题已经改好，或者从来没有；留着它，以后真出了同样的问题就不会提示。
    怎么改：删掉这一行。
    """
    return Finding(place, f"这份年报没有 {code} 的问题，这条豁免是多余的", "删掉这一行")


@fault("W102", "不能豁免的编号")
def cannot_waive(place: Place, code: str) -> Finding:
    """什么：waive 里的编号不存在，或者是不能豁免的问题（文件写法、表格结构）。

    为什么：文件写法和表格结构不对，页面就做不出来，必须改好；只有数字和内容方面的问题可以说明原因后豁免。
    怎么改：用 nianbao explain 查编号；写错了就改正，不能豁免的请改好文件。
    """
    return Finding(
        place, f"{code} 不是可以豁免的编号", "用 nianbao explain 查编号；文件和表格结构的问题必须改好"
    )


for _module in sorted(module.name for module in iter_modules(__path__)):
    import_module(f"{__name__}.{_module}")
