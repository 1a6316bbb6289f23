"""Figures of one report that cannot be, or are worth a second look, though the identities hold."""

import re
from collections.abc import Iterator
from decimal import Decimal

from generator.editions.relations import Share
from generator.model import Agency, AgencyKind, Money, Report
from generator.problems import Finding, Level
from generator.rules import Case, rule

_YUAN = 10_000  # 元 in a 万元
# What the name of a government tells: counties, districts and banners make no 规章 (立法法第九十三条), and neither do the
# offices of zones. An autonomous region (自治区) does; of a 市 the name does not tell whether it has districts.
_BELOW = re.compile(r"(?:县|旗|(?<!自治)区)人民政府|管(?:理)?委(?:员)?会")
# Offices that report for a government that may have the power, and ministries (立法法第九十一条).
_ABOVE = re.compile(r"(?:省|市|州|自治区)人民政府办公[厅室]|^(?:国务院|国家|中国|中华人民共和国)")


@rule("B201", "现行有效加废止，少于本年制发", Level.WARNING)
def made_and_gone(case: Case) -> Iterator[Finding]:
    """什么：规章或行政规范性文件的现行有效件数加本年废止件数，比本年制发件数还少。

    为什么：今年制发的文件，到年底不是现行有效，就是已经废止；两者之和不会比制发的少。
    怎么改：核对三个数；现行有效件数是到年底全部有效的文件，不只是今年的。
    依据：国办公开办函〔2021〕30号附件，表二第二十条第（一）项。
    """
    yield from _over(case, "B201", "核对这三个数；现行有效件数是年底全部有效的文件，不只是今年制发的")


@rule("B202", "没有规章制定权，规章一行应为 0", Level.WARNING)
def no_power(case: Case) -> Iterator[Finding]:
    """什么：没有规章制定权的机关，在“规章”一行填了数。

    为什么：规章只能由国务院部门和省、自治区、直辖市、设区的市、自治州的人民政府制定。县级人民政府、乡镇、街道和地方各部门制发的，是行政规范性文件。
    怎么改：把这些数填到“行政规范性文件”一行，规章一行填 0。本机关确有制定权的，用 waive 写明原因。
    依据：《中华人民共和国立法法》第九十一条、第九十三条。
    """
    report = case.report
    given = [index for index in report.edition.legislation if report.values[index]]
    if given and _powerless(report.agency):
        cells = [report.edition.cells[index] for index in given]
        said = "，".join(f"{cell.columns[-1]} {report.values[cell.index]}" for cell in cells)
        yield Finding(
            report.place(given[0]),
            f"本机关没有规章制定权，“{cells[0].rows[-1]}”却填了：{said}",
            "本机关制发的是行政规范性文件，填到下面一行；规章一行填 0",
        )


@rule("B203", "信息处理费多于行政事业性收费", Level.WARNING)
def fee_and_charges(case: Case) -> Iterator[Finding]:
    """什么：第六部分实际收取的信息处理费，比表二的行政事业性收费金额还多。

    为什么：信息处理费属于行政事业性收费，应当包括在表二的收费金额里。
    怎么改：核对两处的金额和单位：信息处理费按元，表二按万元（2950 元是 0.295 万元）。
    依据：国办函〔2020〕109号；国办公开办函〔2021〕30号附件，表二第二十条第（八）项。
    """
    report = case.report
    cells, fee = report.edition.fee_cells, report.processing_fee
    charges = report.values[cells.charges] if cells else None
    if cells is None or fee is None or not isinstance(charges, (int, Decimal)):
        return
    collected = fee.amount_collected / _YUAN
    if collected - charges >= _rounding(Decimal(charges)):
        yield Finding(
            report.place(cells.charges),
            f"信息处理费收取了 {fee.amount_collected} 元（{collected.normalize():f} 万元），"
            f"行政事业性收费只填了 {charges} 万元",
            "信息处理费属于行政事业性收费，请计入；注意这一格的单位是万元",
        )


@rule("B204", "本年新公开数量大于对外公开总数量")
def more_new_than_all(case: Case) -> Iterator[Finding]:
    """什么：2019 年格式的表二里，规章或规范性文件的本年新公开数量，比对外公开总数量还多。

    为什么：总数量包括今年新公开的，不会比它少。
    怎么改：核对这一行；总数量是到年底对外公开的全部文件。已公布的旧年报，用 waive 写明原因。
    依据：国办公开办函〔2019〕60号附件，表二第二十条第（一）项。
    """
    yield from _over(case, "B204", "核对这一行；总数量是到年底对外公开的全部文件，包括今年新公开的")


@rule("B205", "上一年项目数量加增减，小于零", Level.WARNING)
def fewer_than_none(case: Case) -> Iterator[Finding]:
    """什么：2019 年格式的表二里，上一年项目数量加本年增/减，得出负数。

    为什么：减少的项目不会比原来的还多。
    怎么改：核对这两个数；减少写 -3，增加写 +3，填的是增减多少项，不是件数。
    依据：国办公开办函〔2019〕60号附件，表二。
    """
    yield from _over(case, "B205", "核对这两个数；“本年增/减”填增减了多少项")


@rule("B206", "采购项目数量与采购总金额不匹配", Level.WARNING)
def projects_without_money(case: Case) -> Iterator[Finding]:
    """什么：2019 年格式的表二里，有采购项目而没有金额，或者有金额而没有项目。

    为什么：有采购就有项目，也有金额。
    怎么改：补上缺的那个数；确实没有采购的，两格都填 0。
    依据：国办公开办函〔2019〕60号附件，表二第二十条第（九）项。
    """
    report = case.report
    for couple in report.edition.couples:
        figures = [report.values[index] for index in couple.cells]
        if None not in figures and len({bool(_amount(figure)) for figure in figures}) > 1:
            missing = next(index for index in couple.cells if not _amount(report.values[index]))
            other = next(index for index in couple.cells if index != missing)
            cells = report.edition.cells
            value = report.values[other]
            said = f"{value.amount}{value.unit}" if isinstance(value, Money) else value
            yield Finding(
                report.place(missing),
                f"“{couple.about}”{cells[other].columns[-1]}是 {said}，{cells[missing].columns[-1]}却是 0",
                "补上缺的那个数；确实没有的，两格都填 0",
            )


@rule("B301", "结转下年度的比例偏高", Level.NOTICE)
def much_carried_out(case: Case) -> Iterator[Finding]:
    """什么：结转下年度继续办理的申请，占今年要办的申请（新收加上年结转）的比例超过 35%。

    界限可在 site.yaml 的 checks 里改（carried_out_share、carried_out_minimum）。

    为什么：答复期限是二十个工作日，最多延长二十个工作日；到年底还没办完的，通常只有最后两个月收到的。
    怎么改：核对结转的件数，看有没有超过答复期限的；确实如此的，不用改。
    依据：《中华人民共和国政府信息公开条例》第三十三条；比例是经验值。
    """
    limits = case.checks.carried_out_share, case.checks.carried_out_minimum
    for share, number, percent in _shares(case.report, "B301", *limits):
        yield Finding(
            case.report.place(share.part),
            f"结转下年度 {number} 件，占新收加上年结转的 {percent}%，偏高",
            "核对件数，看有没有超过二十个工作日答复期限的；确实如此的不用改",
        )


@rule("B302", "逾期未缴费的件数多于收费通知", Level.WARNING)
def unpaid_without_notice(case: Case) -> Iterator[Finding]:
    """什么：表三里“逾期未按收费通知要求缴纳费用”的申请，比第六部分发出的收费通知还多。

    为什么：先有收费通知，才会有逾期未缴费。
    怎么改：核对两处的件数。通知是上一年发出、今年才逾期的，用 waive 写明。
    依据：国办函〔2020〕109号《政府信息公开信息处理费管理办法》。
    """
    report = case.report
    cells, fee = report.edition.fee_cells, report.processing_fee
    unpaid = report.values[cells.unpaid] if cells else None
    if cells and fee and isinstance(unpaid, int) and unpaid > fee.notices_issued:
        yield Finding(
            report.place(cells.unpaid),
            f"有 {unpaid} 件申请逾期未缴费，第六部分的收费通知只有 {fee.notices_issued} 件，相差 {unpaid - fee.notices_issued}",
            "核对两处的件数：先有收费通知，才会逾期未缴费",
            tuple(place for key, place in report.keys.items() if key == "processing_fee"),
        )


@rule("B303", "“其他处理—其他”的比例偏高", Level.NOTICE)
def much_other(case: Case) -> Iterator[Finding]:
    """什么：办理结果里“（六）其他处理 — 3.其他”占总数的比例超过 20%。

    界限可在 site.yaml 的 checks 里改（other_handling_share、other_handling_minimum）。

    为什么：前面各项都不合适的才计入“其他”；太多了，说明有的申请没有归对类。
    怎么改：把计入“其他”的申请再看一遍，能归到前面各项的归过去；确实如此的，不用改，最好在正文里说一句。
    依据：国办公开办函〔2021〕30号附件，表三；比例是经验值。
    """
    limits = case.checks.other_handling_share, case.checks.other_handling_minimum
    for share, number, percent in _shares(case.report, "B303", *limits):
        yield Finding(
            case.report.place(share.part),
            f"“其他处理—其他”{number} 件，占办理结果的 {percent}%，偏高",
            "再看一遍能不能归到前面各项；确实如此的不用改",
        )


def _over(case: Case, code: str, hint: str) -> Iterator[Finding]:
    """Limits of the edition that are overstepped, where all figures are known."""
    report = case.report
    for limit in report.edition.limits:
        if limit.code != code:
            continue
        less, more = _total(report, limit.less), _total(report, limit.more)
        if less is None or more is None or less <= more:
            continue
        left = f"{_spelled(report, limit.less)}，" if limit.less else ""
        right = _spelled(report, limit.more)
        said = f"{left}{right}，差 {less - more}" if limit.less else f"{right}，不可能小于零"
        place = report.place((*limit.less, *limit.more)[0])
        yield Finding(place, f"“{limit.about}”{said}", hint)


def _total(report: Report, indexes: tuple[int, ...]) -> int | Decimal | None:
    figures = [report.values[index] for index in indexes]
    known = [figure for figure in figures if isinstance(figure, (int, Decimal))]
    return sum(known) if len(known) == len(figures) else None


def _spelled(report: Report, indexes: tuple[int, ...]) -> str:
    """现行有效件数 3 加本年废止件数 1 是 4."""
    terms = [f"{report.edition.cells[index].columns[-1]} {report.values[index]}" for index in indexes]
    return " 加".join(terms) + (f" 是 {_total(report, indexes)}" if len(terms) > 1 else "")


def _shares(report: Report, code: str, percent: float, least: float) -> Iterator[tuple[Share, object, str]]:
    """Parts of the edition under the code that are at least so many, and more than so many per cent."""
    for share in report.edition.shares:
        if share.code == code:
            part, whole = _total(report, (share.part,)), _total(report, share.whole)
            if part and whole and part >= least and part * 100 > whole * Decimal(percent):
                yield share, part, f"{part * 100 / Decimal(whole):.1f}"


def _powerless(agency: Agency) -> bool:
    """Whether the body can make no 规章; of a government only where its name tells."""
    if agency.kind is AgencyKind.GOVERNMENT:
        return bool(_BELOW.search(agency.name))
    return not _ABOVE.search(agency.name)


def _amount(figure: object) -> object:
    return figure.amount if isinstance(figure, Money) else figure


def _rounding(figure: Decimal) -> Decimal:
    """How much a figure may be off because it is rounded: a unit of its last digit; a plain 0 is not rounded."""
    exponent = figure.as_tuple().exponent
    return Decimal(1).scaleb(exponent) if figure and isinstance(exponent, int) else Decimal("0.000001")
