"""From one year to the next: what this report takes over from the last, and figures that leap."""

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from generator.editions.form import Cell
from generator.editions.relations import Continuity
from generator.model import Report
from generator.problems import Finding, Level, Place
from generator.rules import Case, rule

Number = int | Decimal


@rule("C201", "上年结转不等于上一年的结转下年度")
def carried_in(case: Case) -> Iterator[Finding]:
    """什么：表三“二、上年结转”的总计，不等于上一年年报“四、结转下年度继续办理”的总计。

    为什么：上一年没办完的申请，就是今年要接着办的，两个数是同一批申请；读者把两年的年报放在一起就能看出来。
    怎么改：先查上一年的年报，再查今年的；今年填错了就改正。
    上一年已公布的数有误的，在上一年的年报里更正（revisions），或在今年的年报里用 waive 写明原因。
    依据：国办公开办函〔2021〕30号、〔2019〕60号附件，表三第二项、第四项；2020 年到 2021 年换了格式，这个关系不变。
    """
    for broken in _broken(case, "C201"):
        yield Finding(
            broken.place,
            f"上年结转总计是 {broken.value}，{broken.last.year} 年报的结转下年度总计是 {broken.expected}，"
            f"相差 {abs(broken.difference)}",
            f"先核对 {broken.last.year} 年报，再核对今年的；两个数应当是同一批申请",
            broken.related,
        )


@rule("C202", "各类申请人的上年结转与上一年不一致", Level.WARNING)
def carried_in_by_applicant(case: Case) -> Iterator[Finding]:
    """什么：表三“二、上年结转”里某些申请人类别的数，不等于上一年年报“四、结转下年度继续办理”里同一类的数。一份年报提示一次，列出所有类别。

    为什么：同一件申请的申请人不会变；总计对得上而各类对不上，多半是填错了列。
    怎么改：按上一年年报的第四项逐列核对。上一年归类有误、今年改正的，在 notes 里写明，或用 waive 写明原因。
    依据：国办公开办函〔2021〕30号、〔2019〕60号附件，表三第二项、第四项。
    """
    found = [broken for broken in _broken(case, "C202") if not broken.noted]
    if found:
        last = found[0].last.year
        said = "；".join(f"{b.cell.columns[-1]} {b.value}，上年是 {b.expected}" for b in found)
        yield Finding(
            found[0].place,
            f"上年结转与 {last} 年报的结转下年度不一致：{said}",
            f"按 {last} 年报第四项逐列核对，看是不是填错了列",
            tuple(place for broken in found for place in broken.related),
        )


@rule("C203", "现行有效件数与上一年不衔接", Level.WARNING)
def stock(case: Case) -> Iterator[Finding]:
    """什么：规章或行政规范性文件的现行有效件数，不等于上一年的现行有效件数加本年制发、减本年废止。

    2019 年格式没有废止件数，只提示对外公开总数量比上一年加本年新公开还多的。

    为什么：文件不会无缘无故多出来或少掉；对不上，说明制发、废止、现行有效三个数里有一个填错了，或者统计口径变了。
    怎么改：核对三个数。因清理、机构调整等口径变化的，在 notes 里给这一行写一句说明（会印在表格下面），就不再提示。
    依据：国办公开办函〔2021〕30号、〔2019〕60号附件，表二第二十条第（一）项。
    """
    for broken in _broken(case, "C203"):
        if not broken.noted:
            row = broken.cell.address.rpartition(".")[0]
            how = "多出" if broken.difference > 0 else "少了"
            yield Finding(
                broken.place,
                f"“{broken.cell.row_label}”{broken.cell.columns[-1]}是 {broken.value}，而上年 {broken.sum}，"
                f"{how} {abs(broken.difference)}",
                f"核对这几个数；因清理、机构调整等变动的，在 notes 里写明：“{row}: 说明”",
                broken.related,
            )


@rule("C204", "上一年项目数量与上年年报不衔接", Level.WARNING)
def items(case: Case) -> Iterator[Finding]:
    """什么：表二的“上一年项目数量”，不等于上年年报的“上一年项目数量”加“本年增/减”。

    为什么：上年年报的项目数量加上当年增减，就是上年年底的项目数量，也就是今年要填的“上一年项目数量”。
    怎么改：按上年年报核对。权责清单调整等原因造成的，在 notes 里写明，就不再提示。
    依据：国办公开办函〔2019〕60号附件，表二。
    """
    for broken in _broken(case, "C204"):
        if not broken.noted:
            yield Finding(
                broken.place,
                f"“{broken.cell.row_label}”{broken.cell.columns[-1]}是 {broken.value}，"
                f"而 {broken.last.year} 年报是 {broken.sum}，相差 {abs(broken.difference)}",
                f"按 {broken.last.year} 年报核对；确有调整的，在 notes 里写明",
                broken.related,
            )


@rule("C205", "与上一年相比变化很大", Level.NOTICE)
def jumps(case: Case) -> Iterator[Finding]:
    """什么：行政许可、行政处罚、行政强制或新收申请的数量，是上一年的五倍以上或五分之一以下。

    一份年报提示一次。界限可在 site.yaml 的 checks 里改（jump_ratio、jump_minimum）。

    为什么：真有这样大的变化很少见，多半是口径变了（只数了公开的决定、漏了下级），或者多打、少打了一位。
    怎么改：核对数字和口径；确实如此的，不用改，最好在正文里说一句原因，或在 notes 里写明，就不再提示。
    依据：国办公开办函〔2021〕30号「发布内容不准确不全面」；五倍是经验值。
    """
    if case.before is None:
        return
    report, last = case.report, case.before
    found: list[tuple[Cell, Number, Number]] = []
    for address in report.edition.jumps:
        pair = _pair(report, last, address)
        if pair and _far(case, *pair) and not report.noted(address):
            found.append((report.edition.cells[report.edition.index[address]], *pair))
    if found:
        said = "，".join(f"{_name(cell)}由 {before} 变为 {now}" for cell, now, before in found)
        yield Finding(
            report.place(found[0][0].index),
            f"与 {last.year} 年相比变化很大：{said}",
            "核对数字和统计口径；确实如此的不用改，可在 notes 里写明原因",
            tuple(_at(last, cell.address) for cell, _now, _before in found),
        )


@rule("C206", "金额单位可能错了", Level.WARNING)
def unit(case: Case) -> Iterator[Finding]:
    """什么：收费金额比上一年大一千倍以上，或者小一千倍以上。界限可在 site.yaml 的 checks 里改（unit_ratio）。

    为什么：这一格的单位是万元；按元填就大了一万倍。这是常见的错误。
    怎么改：看清单位，12 万元填 12，不填 120000。数字没有错的，用 waive 写明原因。
    依据：国办公开办函〔2021〕30号附件，表二第二十条第（八）项「单位：万元」。
    """
    if case.before is None:
        return
    report, last = case.report, case.before
    for cell in report.edition.amounts:
        pair = _pair(report, last, cell.address)
        if pair and min(pair) > 0 and max(pair) >= min(pair) * Decimal(case.checks.unit_ratio):
            now, before = pair
            yield Finding(
                report.place(cell.index),
                f"“{cell.row_label}”今年填 {now}，{last.year} 年填 {before}，单位可能错了（应为{cell.unit}）",
                f"这一格按{cell.unit}填；两年都核对一下",
                (_at(last, cell.address),),
            )


@rule("C207", "上年尚未审结的案件没有接上", Level.NOTICE)
def pending(case: Case) -> Iterator[Finding]:
    """什么：表四某一组今年的总计，比上一年同一组的“尚未审结”还少。

    为什么：上一年没有审结的案件，今年不是审结了就是还没审结，都在今年的总计里；总计更少，多半是漏统计了。
    怎么改：把上一年尚未审结的案件找出来，看今年计入了哪一项。只统计当年新发生案件的，请改为全部案件；确有其他原因的，不用改。
    依据：国办公开办函〔2021〕30号、〔2019〕60号附件，表四。
    """
    for broken in _broken(case, "C207"):
        if not broken.noted:
            group = " · ".join(broken.cell.columns[:-1])
            yield Finding(
                broken.place,
                f"“{group}”{broken.last.year} 年尚未审结 {broken.expected} 件，今年总计只有 {broken.value} 件",
                "查一查这些案件今年计入了哪一项，是不是漏了",
                broken.related,
            )


@dataclass(frozen=True, slots=True)
class _Broken:
    """A figure that does not carry on from last year's report."""

    report: Report
    last: Report
    link: Continuity
    value: Number
    expected: Number
    sum: str  # how `expected` comes about, in words

    @property
    def cell(self) -> Cell:
        return self.report.edition.cells[self.report.edition.index[self.link.to]]

    @property
    def difference(self) -> Number:
        return self.value - self.expected

    @property
    def place(self) -> Place:
        return self.report.place(self.cell.index)

    @property
    def noted(self) -> bool:
        return self.report.noted(self.link.to)

    @property
    def related(self) -> tuple[Place, ...]:
        return (_at(self.last, self.link.origin),)


def _broken(case: Case, code: str) -> Iterator[_Broken]:
    """What the edition lists under the code, where last year's form has the cells and all figures are known."""
    if case.before is None:
        return
    report, last = case.report, case.before
    for link in report.edition.continuities_by_code.get(code, ()):
        value, origin = _number(report, link.to), _number(last, link.origin)
        if value is None or origin is None:
            continue
        source = last if link.of_last else report
        terms = [(sign, at) for sign, at in (("+", link.plus), ("−", link.minus)) if at]
        figures = [_number(source, address) for _sign, address in terms]
        if None in figures:
            continue
        expected, said = origin, str(origin)
        for (sign, address), figure in zip(terms, figures, strict=True):
            assert figure is not None
            expected += figure if sign == "+" else -figure
            said += f" {sign} {_column(source, address)} {figure}"
        if _fails(link, value, expected):
            yield _Broken(report, last, link, value, expected, f"{said} = {expected}" if terms else said)


def _fails(link: Continuity, value: Number, expected: Number) -> bool:
    if link.relation == "<=":
        return value > expected
    return value < expected if link.relation == ">=" else value != expected


def _number(report: Report, address: str) -> Number | None:
    """The figure, where the form has the cell and the report the figure."""
    index = report.edition.index.get(address)
    figure = None if index is None else report.values[index]
    return figure if isinstance(figure, (int, Decimal)) else None


def _pair(report: Report, last: Report, address: str) -> tuple[Number, Number] | None:
    """This year's figure and last year's of the same cell."""
    now, before = _number(report, address), _number(last, address)
    return None if now is None or before is None else (now, before)


def _far(case: Case, now: Number, before: Number) -> bool:
    """Whether two figures are far apart, and large enough for it to mean something."""
    more, less = max(now, before), min(now, before)
    return more >= case.checks.jump_minimum and more > less * Decimal(case.checks.jump_ratio)


def _name(cell: Cell) -> str:
    """A cell in few words: a total is told by its row."""
    return f"“{cell.rows[-1]}”" if cell.column_total else f"“{cell.rows[-1]}”{cell.columns[-1]}"


def _column(report: Report, address: str) -> str:
    return report.edition.cells[report.edition.index[address]].columns[-1]


def _at(report: Report, address: str) -> Place:
    return report.place(report.edition.index[address])
