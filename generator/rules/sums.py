"""勾稽关系: the identities that an edition lists, and its totals."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from generator.editions.form import Equation
from generator.model import Figure, Report
from generator.problems import Finding, Level, Place
from generator.rules import Case, rule


@rule("B101", "第一项加第二项，不等于第三项加第四项")
def balance(case: Case) -> Iterator[Finding]:
    """什么：表三的某一列里，“一、本年新收”加“二、上年结转”，不等于“三（七）总计”加“四、结转下年度”。

    为什么：一年里要办的申请，不是办结了，就是转到下一年。这个关系印在表格的左上角，是年报最常被指出的错误。
    怎么改：按提示的那一列，逐个核对四个数；办理结果里每件申请只计一次。确系当年已公布的旧年报，用 waive 写明原因，页面按原样显示并加注。
    依据：国办公开办函〔2021〕30号、〔2019〕60号附件，表三左上角的勾稽关系。
    """
    report = case.report
    for broken in _broken(report, "B101"):
        equation = broken.equation
        left = _spelled(report, equation.left, broken.left)
        right = _spelled(report, equation.right, broken.right)
        yield Finding(
            _place(report, (*equation.right, *equation.left)),
            f"“{equation.about}”这一列：{left}，而{right}，相差 {broken.difference}{_blanks(report, equation)}",
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


@rule("B105", "有空白，按“空白不计”核对成立", Level.NOTICE)
def blanks_that_change_nothing(case: Case) -> Iterator[Finding]:
    """什么：表里有空白的格子；把空白当作没有，这张表的勾稽关系都成立。一张表提示一次。

    为什么：空白不等于 0，工具不会替您填 0；但知道数字对得上，就可以放心地只补空白。
    怎么改：没有发生的填 0。旧年报当年就空着的，照原样留空，不用改。
    依据：国办公开办函〔2021〕30号、〔2019〕60号附件；现行格式的填报惯例是没有发生填 0。
    """
    report = case.report
    if not report.blanks or report.is_draft:
        return
    figures, own = _counted(report), _own(report)
    for table in report.edition.tables:
        equations = [e for e in report.edition.equations if report.edition.cells[e.left[0]].table == table.id]
        touched = [equation for equation in equations if _blank_cells(report, equation)]
        cells = {index for equation in touched for index in (*equation.left, *equation.right)}
        blanks = cells & report.blanks
        holds = not any(_assess((report, figures, own), equation) for equation in equations)
        if holds and any(report.values[index] is not None for index in cells):
            yield Finding(
                report.place(min(blanks)),
                f"表“{table.caption}”有 {len(blanks)} 格空白，勾稽关系按“空白不计”核对，成立",
                "没有发生的请填 0；旧年报当年就是空白的，照原样留空",
            )


@dataclass(frozen=True, slots=True)
class _Broken:
    """An equation that does not hold, and what its sides come to."""

    equation: Equation
    left: int | Decimal
    right: int | Decimal

    @property
    def difference(self) -> int | Decimal:
        """Without a sign."""
        more = self.left - self.right
        return more if more > 0 else -more


_Figures = Sequence[Figure]


def _wrong_totals(report: Report, code: str, what: str) -> Iterator[Finding]:
    for broken in _broken(report, code):
        equation = broken.equation
        blank = equation.left[0] in report.blanks
        yield Finding(
            _place(report, (*equation.left, *equation.right)),
            f"“{equation.about}”{what}{'空白' if blank else f'是 {broken.left}'}，各项之和是 {broken.right}"
            f"{'' if blank else f'，相差 {broken.difference}'}{_blanks(report, equation)}",
            "核对各项；总计也可以不填，由工具计算",
        )


def _broken(report: Report, code: str) -> Iterator[_Broken]:
    """Equations under the code that do not hold; one without a cell of the file only repeats what others say."""
    plain = not report.blanks or report.is_draft
    figures = report.values if plain else _counted(report)
    reading = report, figures, {} if plain else _own(report)
    for equation in report.edition.by_code.get(code, ()):
        found = _assess(reading, equation)
        if found and _in_file(report, (*equation.left, *equation.right)):
            yield found


def _assess(reading: tuple[Report, _Figures, dict[int, Equation]], equation: Equation) -> _Broken | None:
    """The equation, if it does not hold. One with a figure that is not known says nothing.

    A total that is blank is wrong if its parts are not nothing; it is so once, not also in each sum it is a part of.
    """
    report, figures, own = reading
    left, right = _sum(figures, equation.left), _sum(figures, equation.right)
    if left is None or right is None:
        return None
    if own and equation.is_total and report.values[equation.left[0]] is None:
        if equation.left[0] in report.computed or own[equation.left[0]] is not equation:
            return None
        left = 0
    return _Broken(equation, left, right) if left != right else None


def _counted(report: Report) -> _Figures:
    """The figures to sum up where some are blank: a blank counts as nothing, a total without a figure as its parts.

    In a draft a blank is still to be filled in: there is nothing to count yet, and no one calls this.
    """
    figures = list(report.values)
    own = _own(report)
    for index in report.blanks - own.keys():
        figures[index] = 0
    waiting = [index for index in own if figures[index] is None]
    for _ in range(2):  # a total of totals comes after those it is made of
        for index in waiting:
            if figures[index] is None:
                figures[index] = _sum(figures, own[index].right)
    return figures


def _own(report: Report) -> dict[int, Equation]:
    """Total without a figure, blank or left out → the equation that makes it: of two, the first."""
    own: dict[int, Equation] = {}
    for equation in report.edition.equations:
        total = equation.left[0]
        if equation.is_total and (total in report.blanks or total in report.computed):
            own.setdefault(total, equation)
    return own


def _sum(figures: _Figures, indexes: tuple[int, ...]) -> int | Decimal | None:
    """None if one of them is not known."""
    try:
        return sum(map(figures.__getitem__, indexes))  # type: ignore[arg-type]  # others raise, see below
    except TypeError:
        return None


def _blank_cells(report: Report, equation: Equation) -> int:
    return sum(index in report.blanks for index in (*equation.left, *equation.right))


def _blanks(report: Report, equation: Equation) -> str:
    count = _blank_cells(report, equation)
    return f"（其中 {count} 格空白，按没有计）" if count else ""


def _spelled(report: Report, side: tuple[int, ...], total: int | Decimal) -> str:
    terms = []
    for index in side:
        figure = report.values[index]
        said = "空白" if index in report.blanks else "未填" if figure is None else figure
        terms.append(f"“{report.edition.cells[index].rows[-1]}”{said}")
    return f"{' + '.join(terms)} = {total}"


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
