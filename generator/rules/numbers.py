"""Numbers in the narrative against the tables: what is said, what is denied, and shares."""

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache

from generator.editions.form import Edition, Reading
from generator.model import Report
from generator.problems import Finding, Level, Place
from generator.rules import Case, rule
from generator.rules.spoken import Said, same_scope, sentences, spoken, this_year, value
from generator.rules.where import at, is_written

_NOT = re.compile("未|没有|无")
_SHARE = re.compile(
    r"[，,]?\s*(?:(?:大?约)?占(?:比)?(?:[^，。；：\d%％]{0,16})?(?:约|为|达)?|[（(](?:占比?[^，。；：\d%％]{0,16})?)\s*(\d+(?:\.\d+)?)\s*[%％]"
)
_PERCENT = re.compile("[%％]")
_ANY_NUMBER = re.compile(r"(?<![\d.])\d+(?:\.\d+)?(?![\d.]|\s*[%％年月日])")


@rule("N201", "正文的数字与表不一致", Level.WARNING)
def numbers(case: Case) -> Iterator[Finding]:
    """什么：正文里直接写的数字，和表里说同一件事的数字对不上。

    为什么：同一份年报里文字和表格不一，是最容易被人指出的「不准确」。说得通的口径（新收、新收加结转、扣除尚未审结等）都不相等，才会提示。
    怎么改：核对正文和表，改正错的一处；正文里写成 {{ requests.received.total }}，由工具填数，就不会再不一致。确有不同口径的，用 waive 写明原因。
    依据：国办公开办函〔2021〕30号「发布内容不准确不全面」。
    """
    report = case.report
    for said in spoken(report):
        if said.bound or said.vague or _denial(report, said):
            continue
        tried = [(reading, value(report, reading)) for reading in said.readings]
        if any(found is None or abs(found - said.value) <= said.slack for _reading, found in tried):
            continue
        cells = "；".join(
            f"“{reading.label}”{_plain(found)}" for reading, found in tried if found is not None
        )
        yield Finding(
            _place(report, said), f"正文“{said.words}”与表不一致，表中：{cells}", _advice(report, said)
        )


def _advice(report: Report, said: Said) -> str:
    """What to do; a reading that the sentence does not speak of may be what was meant."""
    for words, more in said.phrase.given if said.phrase else ():
        for reading in more.get("", ()):
            if value(report, reading) == said.value and len(reading.plus) > 1:
                return f"它等于“{reading.label}”：如果是这个意思，请在正文写明“含{words.split('|')[0]}结转”；否则改正"
    binding = next((reading.binding for reading in said.readings if reading.binding), "")
    return f"核对后改正；正文可以写 {binding}，由工具填数" if binding else "核对正文和表，改正错的一处"


@rule("N202", "正文说没有，表里有")
def denied(case: Case) -> Iterator[Finding]:
    """什么：正文写“未收到政府信息公开申请”“没有发生行政复议、行政诉讼”，或者写 0 件，而表里的数字不是 0。

    为什么：文字和表格截然相反，多半是沿用了往年的文字。
    怎么改：按实际情况改正文字；如果文字是对的，改正表里的数字。
    依据：国办公开办函〔2021〕30号「发布内容不准确不全面」。
    """
    report = case.report
    for said in spoken(report):
        if not said.bound and (contrary := _denial(report, said)):
            yield _contrary(_place(report, said), said.words, contrary)
    problems = {section.id for section in report.edition.sections if section.remedies}
    for sentence in sentences(report, _NOT):
        if sentence.passage.section in problems:
            continue  # what is wanting is told there
        for words, about, reading in _denials(report.edition):
            match = words.search(sentence.text)
            found = value(report, reading) if match and about.search(sentence.text) else None
            if not match or not found:
                continue
            before = sentence.text[: match.start()]
            if this_year(before, report.year) and same_scope(report, before):
                place = at(
                    report, sentence.passage, (sentence.start + match.start(), sentence.start + match.end())
                )
                yield _contrary(place, match[0], (reading, found))


def _denial(report: Report, said: Said) -> tuple[Reading, Decimal] | None:
    """What the table has of something of which there is said to be none."""
    if said.value or said.phrase is None or not said.phrase.denies:
        return None
    found = [(reading, value(report, reading)) for reading in said.readings]
    if any(not number for _reading, number in found):
        return None
    return next(((reading, number) for reading, number in found if number is not None), None)


def _contrary(place: Place, words: str, cell: tuple[Reading, Decimal]) -> Finding:
    reading, found = cell
    return Finding(
        place,
        f"正文说“{words}”，表中“{reading.label}”是 {_plain(found)}",
        "按实际情况改正文字，或者改正表里的数字",
    )


@cache
def _denials(edition: Edition) -> tuple[tuple[re.Pattern[str], re.Pattern[str], Reading], ...]:
    return tuple(
        (re.compile(words), re.compile(about), reading) for words, about, reading in edition.phrases.denials
    )


@rule("N203", "百分比算不出来", Level.WARNING)
def shares(case: Case) -> Iterator[Finding]:
    """什么：正文里某个数字后面写的“占百分之几”，用这句话里的数字和表里的总数怎么除都得不到。

    为什么：比例和数字对不上，读者会怀疑数字本身；多半是改了数字，忘了改比例。
    怎么改：重新算一遍：用这一项的件数除以总数（新收、办理总计等）。允许的误差可以在 site.yaml 的 checks 里改。
    依据：国办公开办函〔2021〕30号「发布内容不准确不全面」。
    """
    report = case.report
    for passage in report.passages:
        if _PERCENT.search(passage.text):
            break
    else:
        return
    for said in spoken(report):
        match = _SHARE.match(said.sentence.text, said.end)
        if not match:
            continue
        percent = Decimal(match[1])
        places = len(match[1].partition(".")[2])
        off = max(Decimal(str(case.checks.percentage_tolerance)), Decimal(1) / 10**places / 2)
        parts = {said.value, *(number for reading in said.readings if (number := value(report, reading)))}
        if any(abs(part / whole * 100 - percent) <= off for part in parts for whole in _wholes(report, said)):
            continue
        yield Finding(
            at(
                report,
                said.sentence.passage,
                (said.sentence.start + match.start(1), said.sentence.start + match.end(1)),
            ),
            f"“{said.words}”占 {match[1]}% 算不出来：用这句话里和表里的总数去除，都不是这个比例",
            f"重新计算后改正{_right(said.value, percent, report)}",
        )


def _wholes(report: Report, said: Said) -> Iterator[Decimal]:
    """What the number may be a share of: other numbers of the sentence, and totals of the tables."""
    for match in _ANY_NUMBER.finditer(said.sentence.text):
        if number := Decimal(match[0]):
            yield number
    for reading in report.edition.phrases.wholes:
        if found := value(report, reading):
            yield found


def _right(part: Decimal, percent: Decimal, report: Report) -> str:
    """The share it is, of the total that comes nearest to what is written."""
    wholes = [(reading, value(report, reading)) for reading in report.edition.phrases.wholes]
    found = [(part / whole * 100, reading, whole) for reading, whole in wholes if whole]
    if not found:
        return ""
    share, reading, whole = min(found, key=lambda item: abs(item[0] - percent))
    return f"：占“{reading.label}”{_plain(whole)} 的 {share:.2f}%"


def _place(report: Report, said: Said) -> Place:
    """Where the number is written: by its phrase, or by itself where marks cut the phrase."""
    sentence = said.sentence
    whole = sentence.text[said.start : said.stop]
    start = said.start + len(whole) - len(whole.lstrip(" 、"))
    if not is_written(sentence.passage, said.words):
        start = said.end - len(said.number)
        return at(report, sentence.passage, (sentence.start + start, sentence.start + said.end))
    return at(report, sentence.passage, (sentence.start + start, sentence.start + start + len(said.words)))


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"
