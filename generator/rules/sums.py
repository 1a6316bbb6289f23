"""勾稽关系: the identities that an edition lists, and its totals."""

from collections.abc import Iterator
from decimal import Decimal

from generator.editions.form import Equation
from generator.model import Report
from generator.problems import Finding, Place
from generator.rules import Case, rule


@rule("B101", "第一项加第二项，不等于第三项加第四项")
def balance(case: Case) -> Iterator[Finding]:
    """什么：表三的某一列里，“一、本年新收”加“二、上年结转”，不等于“三（七）总计”加“四、结转下年度”。

    为什么：一年里要办的申请，不是办结了，就是转到下一年。这个关系印在表格的左上角，是年报最常被指出的错误。
    怎么改：按提示的那一列，逐个核对四个数；办理结果里每件申请只计一次。确系当年已公布的旧年报，用 waive 写明原因，页面按原样显示并加注。
    依据：国办公开办函〔2021〕30号、〔2019〕60号附件，表三左上角的勾稽关系。
    """
    report = case.report
    for equation in _broken(report, "B101"):
        left, right = (_spelled(report, side) for side in (equation.left, equation.right))
        difference = abs(_sum(report, equation.left) - _sum(report, equation.right))
        yield Finding(
            _place(report, (*equation.right, *equation.left)),
            f"“{equation.about}”这一列：{left}，而{right}，相差 {difference}",
            "逐个核对这一列的四个数；每件申请只计入一种办理结果",
            _others(report, equation),
        )


@rule("B102", "（七）总计不等于各项之和")
def row_of_totals(case: Case) -> Iterator[Finding]:
    """什么：表三的某一列里，“（七）总计”不等于上面各种办理结果之和。

    为什么：总计由各项相加得到，不相等说明有一个数填错了。
    怎么改：核对这一列；或者不填（七）总计这一行，由工具计算。
    依据：国办公开办函〔2021〕30号、〔2019〕60号附件，表三。
    """
    yield from _wrong_totals(case.report, "B102", "这一列：（七）总计")


@rule("B103", "总计不等于各类申请人之和")
def column_of_totals(case: Case) -> Iterator[Finding]:
    """什么：表三的某一行里，“总计”不等于自然人与五类法人或其他组织之和。

    为什么：总计由各列相加得到，不相等说明有一个数填错了。
    怎么改：核对这一行；或者不填总计这一列，由工具计算。
    依据：国办公开办函〔2021〕30号、〔2019〕60号附件，表三。
    """
    yield from _wrong_totals(case.report, "B103", "这一行：总计")


@rule("B104", "复议、诉讼的总计不等于四项之和")
def totals_of_cases(case: Case) -> Iterator[Finding]:
    """什么：表四的某一组里，“总计”不等于结果维持、结果纠正、其他结果、尚未审结之和。

    为什么：每件案件只有一种结果；不相等说明有一个数填错了。
    怎么改：核对这一组的五个数；或者不填总计，由工具计算。
    依据：国办公开办函〔2021〕30号、〔2019〕60号附件，表四。
    """
    yield from _wrong_totals(case.report, "B104", "：总计")


def _wrong_totals(report: Report, code: str, what: str) -> Iterator[Finding]:
    for equation in _broken(report, code):
        total, parts = _sum(report, equation.left), _sum(report, equation.right)
        yield Finding(
            _place(report, (*equation.left, *equation.right)),
            f"“{equation.about}”{what}是 {total}，各项之和是 {parts}，相差 {abs(total - parts)}",
            "核对各项；总计也可以不填，由工具计算",
        )


def _broken(report: Report, code: str) -> Iterator[Equation]:
    """Equations under the code that do not hold.

    One with a blank in it says nothing; one without a cell of the file only repeats what others say.
    """
    for equation in report.edition.equations:
        if equation.code != code:
            continue
        cells = (*equation.left, *equation.right)
        known = all(report.values[index] is not None for index in cells) and _in_file(report, cells)
        if known and _sum(report, equation.left) != _sum(report, equation.right):
            yield equation


def _sum(report: Report, indexes: tuple[int, ...]) -> int | Decimal:
    figures = (report.values[index] for index in indexes)
    return sum(figure for figure in figures if isinstance(figure, (int, Decimal)))


def _spelled(report: Report, side: tuple[int, ...]) -> str:
    terms = [f"“{report.edition.cells[index].rows[-1]}”{report.values[index]}" for index in side]
    return f"{' + '.join(terms)} = {_sum(report, side)}"


def _in_file(report: Report, indexes: tuple[int, ...]) -> list[int]:
    """Those that stand in the file: a computed or filled cell has no place of its own."""
    return [index for index in indexes if index not in report.computed and index not in report.filled]


def _place(report: Report, indexes: tuple[int, ...]) -> Place:
    """Where to look first."""
    return report.place(next(iter(_in_file(report, indexes)), indexes[0]))


def _others(report: Report, equation: Equation) -> tuple[Place, ...]:
    """The other cells of the equation."""
    first = _place(report, (*equation.right, *equation.left))
    places = (report.place(index) for index in _in_file(report, (*equation.left, *equation.right)))
    return tuple(place for place in places if place != first)
