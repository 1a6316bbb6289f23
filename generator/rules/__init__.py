"""The checks: a module a family, a function a rule, its docstring its manual page."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from importlib import import_module
from pkgutil import iter_modules

from generator.model import Report
from generator.problems import Finding, Level, Place, Problem, fault, manual

Check = Callable[[Report], Iterator[Finding]]
RULES: dict[str, Callable[[Report], Iterator[Problem]]] = {}


def rule(code: str, title: str, level: Level = Level.ERROR) -> Callable[[Check], Check]:
    """Enter a check under its code; its docstring is the manual page."""

    def decorate(check: Check) -> Check:
        page = manual(code, title, level, check)
        RULES[code] = lambda report: (finding.problem(page) for finding in check(report))
        return check

    return decorate


@dataclass(frozen=True, slots=True)
class Checked:
    """What the rules found in a report."""

    problems: list[Problem] = field(default_factory=list)
    waived: list[Problem] = field(default_factory=list)  # settled by a reason in the report


def check(report: Report) -> Checked:
    """Every rule over the report; what its waivers settle is set apart."""
    checked = Checked()
    for code, find in RULES.items():
        found = list(find(report))
        (checked.waived if code in report.waivers else checked.problems).extend(found)
    settled = {problem.code for problem in checked.waived}
    for code, (_reason, place) in report.waivers.items():
        if code not in RULES:
            checked.problems.append(cannot_waive(place, code))
        elif code not in settled:
            checked.problems.append(idle_waiver(place, code))
    return checked


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
