"""汇总: an aggregate against the reports of the agencies below."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal

from generator.editions.form import Edition
from generator.editions.load import editions
from generator.model import Figure
from generator.problems import Finding, Level, Place
from generator.read.bindings import printed
from generator.rollup import (
    AGGREGATE,
    Filed,
    Gathered,
    Year,
    add,
    below,
    blanks,
    difference,
    gather,
    plain,
    unknown,
)
from generator.rules import Column, Fact, column_rule

_SHOWN = 10  # cells or names of one report


@column_rule("R101", "汇总和下级合计不一致", Level.WARNING)
def differs_from_its_members(column: Column) -> Iterator[Finding]:
    """什么：汇总年报（scope: aggregate）里的某一格，不等于它下面各机关年报同一格的合计。

    下级的年报齐全时才核对；总计只是跟着各项一起差的，不重复指出。
    为什么：汇总年报应当反映本行政区域或本系统的全貌；合计对不上，说明有下级漏报、重报，或者汇总后有人又改了数。
    怎么改：运行提示里的命令，看这一格各下级填了多少。错在下级就改下级；错在汇总就改汇总，或者给同一个命令加上 --write 重新汇总。
    口径确有不同的，用 waive 写明原因。
    依据：条例第四十九条（县级以上地方人民政府公布本级政府的年度报告）；中国社科院政府透明度评估「未反映本行政区域全貌」。
    """
    for aggregate in _aggregates(column):
        if aggregate.gathered.missing:
            continue
        sums = add(aggregate.gathered.members, aggregate.edition)
        found = list(_differences(aggregate, sums))
        for index in found[:_SHOWN]:
            yield _difference(aggregate, index, sums[index])
        if len(found) > _SHOWN:
            fact = aggregate.fact
            place = Place(fact.file, *fact.spots[found[_SHOWN]])
            hint = f"运行 nianbao rollup {fact.agency.path} {fact.year} 查看下级合计的全部表格"
            yield Finding(place, f"还有 {len(found) - _SHOWN} 格也和下级合计不一致，没有列出", hint)


@column_rule("R102", "下级年报不齐，汇总没有核对", Level.NOTICE)
def members_are_missing(column: Column) -> Iterator[Finding]:
    """什么：汇总年报下面有机关当年没有年报，或者年报还是草稿、读不出来、用了另一版格式；下面没有机关时也会提示。

    为什么：缺了下级的数就不能判断汇总对不对，工具不猜，所以没有核对。
    怎么改：补齐并发布下级的年报。当年还没有成立、已经撤销的机关，在它的 agency.yaml 里用 years 写明存续年份。
    下级年报不在这个专栏里的，这条提示可以不管，或用 waive 写明。
    依据：中国社科院政府透明度评估「集中展示平台信息不全面」。
    """
    for aggregate in _aggregates(column):
        missing, year = aggregate.gathered.missing, aggregate.fact.year
        if missing:
            names = "、".join(map(str, missing[:_SHOWN])) + (" 等" if len(missing) > _SHOWN else "")
            hint = "补齐并发布下级的年报；当年不存在的机关，在它的 agency.yaml 里用 years 写明存续年份"
            message = f"缺 {len(missing)} 个下级的 {year} 年报，汇总没有核对：{names}"
            yield Finding(Place(aggregate.fact.file), message, hint)
        elif not aggregate.gathered.members:
            hint = "下级机关的文件夹放在这个机关的文件夹里面；下级年报不在这个专栏里的，可以不管这条提示"
            yield Finding(Place(aggregate.fact.file), f"下面没有下级的 {year} 年报，汇总没有核对", hint)


@column_rule("R103", "下级有空白，这些格没有核对", Level.NOTICE)
def members_are_blank(column: Column) -> Iterator[Finding]:
    """什么：汇总年报的下级年报齐全，但有的格子下级没有填，这些格的合计不知道，没有核对。

    为什么：空白不等于 0；把空白当 0 相加，合计就是猜的。
    怎么改：请下级查清补填，没有发生的填 0。2019 年格式的旧年报当年就留空的，可以不管这条提示。
    """
    for aggregate in _aggregates(column):
        gathered = aggregate.gathered
        if gathered.missing:
            continue
        sums = add(gathered.members, aggregate.edition) if gathered.members else ()
        empty = unknown(sums, aggregate.edition)
        if empty:
            cells = "、".join(_blank(aggregate, index) for index in empty[:_SHOWN])
            more = " 等" if len(empty) > _SHOWN else ""
            message = f"有 {len(empty)} 格下级没有填，汇总的这些格没有核对：{cells}{more}"
            yield Finding(Place(aggregate.fact.file), message, "请下级查清补填，没有发生的填 0")


@dataclass(frozen=True, slots=True)
class _Aggregate:
    fact: Fact
    edition: Edition
    gathered: Gathered


def _aggregates(column: Column) -> Iterator[_Aggregate]:
    """Every aggregate that has figures, with its members; nothing is looked at where there is none."""
    tops = [fact for fact in column.facts if fact.scope == AGGREGATE]
    if not tops:
        return
    years, tree = _years(column, {fact.year for fact in tops}), below(column.agencies)
    for fact in tops:
        edition = editions().get(fact.edition)
        if edition and edition.cells:
            year = Year(fact.year, tree, years[fact.year])
            yield _Aggregate(fact, edition, gather(year, fact.agency.path, fact.edition))


def _years(column: Column, wanted: set[int]) -> dict[int, dict[str, Filed | None]]:
    """Year → agency path → its report; None where there is a file that could not be read."""
    years: dict[int, dict[str, Filed | None]] = {year: {} for year in wanted}
    for path, found in column.years.items():
        for year in wanted.intersection(found):
            years[year][path] = None
    for fact in column.facts:
        if fact.year in wanted:
            years[fact.year][fact.agency.path] = Filed(fact.edition, fact.scope, fact.draft, fact.values)
    return years


def _differences(aggregate: _Aggregate, sums: tuple[Figure, ...]) -> Iterator[int]:
    """Indexes of the cells that differ, without totals that differ only as their parts do."""
    gaps: dict[int, int | Decimal] = {}  # index → aggregate less sum, where both are known
    for index, (stated, summed) in enumerate(zip(aggregate.fact.values, sums, strict=True)):
        left, right = plain(stated), plain(summed)
        if left is not None and right is not None:
            gaps[index] = left - right
    repeated = {total for total in gaps if _repeats(aggregate.edition, total, gaps)}
    yield from (index for index, gap in gaps.items() if gap and index not in repeated)


def _repeats(edition: Edition, total: int, gaps: Mapping[int, int | Decimal]) -> bool:
    """Whether the parts of a total differ by as much as it does, and by something."""
    return bool(gaps[total]) and any(
        equation.left == (total,)
        and all(part in gaps for part in equation.right)
        and sum(gaps[part] for part in equation.right) == gaps[total]
        for equation in edition.equations
        if equation.is_total
    )


def _difference(aggregate: _Aggregate, index: int, summed: Figure) -> Finding:
    fact, cell = aggregate.fact, aggregate.edition.cells[index]
    stated = fact.values[index]
    words = f"{cell.label}：汇总 {printed(stated)}，下级合计 {printed(summed)}"
    message = f"{words}，相差 {printed(difference(stated, summed))}"
    hint = f"看各下级填了多少：nianbao rollup {fact.agency.path} {fact.year} --explain {cell.address}"
    return Finding(Place(fact.file, *fact.spots[index]), message, hint)


def _blank(aggregate: _Aggregate, index: int) -> str:
    """A cell, and who left it blank."""
    who = blanks(aggregate.gathered.members, index)
    more = f" 等 {len(who)} 个" if len(who) > 1 else ""
    return f"{aggregate.edition.cells[index].label}（{who[0].agency.name}{more}）"
