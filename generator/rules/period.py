"""Whose report it is, and of what year: words carried over from another report."""

import re
from collections.abc import Iterator

from generator.model import AgencyKind, Passage, Report
from generator.problems import Finding, Level
from generator.read.narrative import PREFACE
from generator.rules import Case, rule
from generator.rules.where import at

_PERIOD = re.compile(
    r"统计(?:的)?(?:期限|时限|时间|期间|范围|周期|区间|年限|年度)[^。；]{0,12}?(\d{4})\s*年\s*\d{1,2}\s*月\s*\d{1,2}\s*日"
    r"[^。；，]{0,6}?[至到起—–\-~～][^。；]{0,6}?(?:(\d{4})\s*年)?\s*\d{1,2}\s*月"
)
_TITLED = re.compile(r"(?<!\d)(\d{4})\s*年度?(?!报)[^，。；：、]{0,40}?年度报告")
_OWN = re.compile(r"现(?:将|向|予)|编制|编写|本报告|如下")  # the sentence is about this report
_PAST = re.compile(r"上年|去年|上一年|往年|历年|通知|格式|比较|相比")
_MARKS = re.compile(r"\W+")
_ABOVE = re.compile("[县市区州省旗盟](?:人民)?政府$")
# Where the own name belongs: before the words that say whose report it is, or whom to ask.
_BEFORE = re.compile(
    r"([\u4e00-\u9fff]{4,40}?)\s*(?:\d{4}\s*年度?)?\s*(?:的)?(?:政府信息公开(?:工作)?)?(?:年度报告|年报)"
    r"|(?:由|经)([\u4e00-\u9fff]{4,40}?)(?:负责)?(?:编制|编写)"
    r"|(?:与|向|致电)([\u4e00-\u9fff]{4,40}?)(?:联系|咨询)"
)
_SUBJECT = re.compile(r"(?:\d{4}\s*年(?:度|来|以来)?\s*[，,]?\s*)?([\u4e00-\u9fff]{4,40})")


@rule("N204", "统计期限或者标题的年份不对")
def year(case: Case) -> Iterator[Finding]:
    """什么：正文里“统计期限”的年份不是这份年报的年份，或者写着“……年政府信息公开工作年度报告”而年份不同。

    为什么：年报统计当年1月1日至12月31日的数据；年份不对，多半是从往年的年报复制过来，没有改。
    怎么改：改成这份年报的年份，并检查这一段里别的数字和名称是不是也忘了改。
    依据：政府信息公开条例第四十九条（上一年度的年度报告）；DB51/T 2660—2019，统计期限为1月1日至12月31日。
    """
    report = case.report
    for passage in report.passages:
        if "统计" in passage.text:
            yield from _period(report, passage)
    for passage in opening(report):
        if "年度报告" in passage.text:
            yield from _titled(report, passage)


def _period(report: Report, passage: Passage) -> Iterator[Finding]:
    for match in _PERIOD.finditer(passage.text):
        wrong = [group for group in (1, 2) if match[group] and int(match[group]) != report.year]
        if wrong:
            yield Finding(
                at(report, passage, match.span(wrong[0])),
                f"统计期限写成了 {match[wrong[0]]} 年，这是 {report.year} 年的年报",
                f"统计期限应为{report.year}年1月1日至12月31日；这一段如果是复制来的，请通读一遍",
            )


def _titled(report: Report, passage: Passage) -> Iterator[Finding]:
    for match in _TITLED.finditer(passage.text):
        sentence = _sentence(passage.text, match)
        alone = not _MARKS.sub("", sentence.replace(match[0], "").replace(report.agency.name, ""))
        if int(match[1]) == report.year or not (alone or _OWN.search(sentence)) or _PAST.search(sentence):
            continue
        yield Finding(
            at(report, passage, match.span()),
            f"“{match[0]}”的年份不对，这是 {report.year} 年的年报",
            f"改成 {report.year} 年；这一段如果是复制来的，请通读一遍",
        )


def _sentence(text: str, match: re.Match[str]) -> str:
    start = max(text.rfind(mark, 0, match.start()) for mark in "。\n；") + 1
    ends = [end for mark in "。\n；" if (end := text.find(mark, match.end())) >= 0]
    return text[start : min(ends, default=len(text))]


@rule("N205", "写着别的机关的名称", Level.WARNING)
def name(case: Case) -> Iterator[Finding]:
    """什么：开头一段、第一部分的第一段或者小标题里，应当写本机关名称的地方，写着专栏里另一个机关的名称。

    为什么：多半是从别的机关的年报复制过来，没有改名称；「内容雷同」是明文点名的问题。
    怎么改：改成本机关的名称，并通读全文，看别的内容是不是也不是本机关的。
    依据：国办公开办函〔2021〕30号，（四）明确责任。
    """
    report = case.report
    if len(case.names) < 2:  # noqa: PLR2004 (a column of one agency has no other name)
        return
    for passage in opening(report):
        for other in dict.fromkeys(_strangers(case, passage)):
            yield Finding(
                passage.place(report.narrative_file, other),
                f"这里写着“{other}”，本机关是“{report.agency.name}”",
                "改成本机关的名称；这一段如果是复制来的，请通读一遍",
            )


def _strangers(case: Case, passage: Passage) -> Iterator[str]:
    """Names of other agencies where the own one belongs."""
    for match in _BEFORE.finditer(passage.text):
        found = next(group for group in match.groups() if group)
        if other := _other(case, found, at_end=match[1] is not None):
            yield other
    subject = None if passage.heading or passage.section == PREFACE else _SUBJECT.match(passage.text)
    if subject and (other := _other(case, subject[1], at_end=False)):
        yield other


def _other(case: Case, words: str, *, at_end: bool) -> str:
    """The name of another agency that the words begin (or end) with, if it is neither near the own name nor above it."""
    own = case.report.agency.name
    names = case.names
    lengths = range(len(words), 3, -1)  # the longest first: 某县某镇人民政府, not 某县
    found = next(
        (part for length in lengths if (part := words[-length:] if at_end else words[:length]) in names), ""
    )
    near = not found or found in own or own in found or own in words or own.startswith(_place(found))
    above = case.report.agency.kind is not AgencyKind.GOVERNMENT and _ABOVE.search(found)
    return "" if near or above else found


def _place(name: str) -> str:
    """某县 of 某县人民政府: the place that it governs, by which its subordinates are named."""
    return re.sub("(?:人民政府|政府|管理委员会|管委会)(?:办公[室厅])?$", "", name)


def opening(report: Report) -> Iterator[Passage]:
    """The words before the first section, its first paragraph, and the headings."""
    first = ""
    for passage in report.passages:
        if passage.heading or passage.section == PREFACE:
            yield passage
        elif not first:
            first = passage.section
            yield passage
