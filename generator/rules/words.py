"""Words that should not be in a report: slips of a word list, and what was to be filled in."""

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

from generator.checks import Word
from generator.model import Report
from generator.problems import Finding, Level, Problem
from generator.read.words import FILE, GAP, read_words
from generator.rules import Case, rule
from generator.rules.where import at

_GAP = r"([^，。；：！？、\s]{1,12}?)"
# XX in www.xx.gov.cn or 1+X is none, 138××××0000 hides a number, 3×5 is a product.
_PLACEHOLDER = re.compile(
    r"(?<![A-Za-z0-9.×Ｘ＊○])(?:[X×Ｘ＊○]{2,}|[X×Ｘ](?=\s*[年月日件条次个份]))(?![A-Za-z0-9.×Ｘ＊○])"
    r"|[_＿]{3,}|(?<![A-Za-z])TODO(?![A-Za-z])|待补充|待填写|此处填写|此处填入|（填写[^（）]{0,20}）|（未完）|未完待续"
)
_MAYBE = re.compile("[X×Ｘ＊○_＿]|TODO|待|此处|（填|未完")


@cache
def usual_words() -> tuple[Word, ...]:
    """The list that is used where the column has none."""
    mistakes: list[Problem] = []
    words = read_words(Path(__file__).with_name(FILE), FILE, mistakes.append)
    assert words, mistakes
    assert not mistakes, mistakes
    return words


@rule("N211", "错别字或者表述错误", Level.WARNING)
def slips(case: Case) -> Iterator[Finding]:
    """什么：正文里有词表列出的错误写法。词表里标明“严重”的是错误，其他是警告。

    为什么：错别字是网站检查的扣分项，严重表述错误是单项否决项。
    怎么改：按提示改正。词表可以整个换掉：在 content 里放一个 words.yaml；确实没有写错的，在词表那一条的 unless 里加上这个更长的词。
    依据：国办秘函〔2019〕19号《政府网站与政务新媒体检查指标》。
    """
    report = case.report
    text = "\n".join(part.text for part in report.narrative.values())
    for word in usual_words() if case.words is None else case.words:
        if word.wrong.partition(GAP)[0] in text:
            yield from _slips(report, word)


def _slips(report: Report, word: Word) -> Iterator[Finding]:
    pattern = _pattern(word.wrong)
    for passage in report.passages:
        for match in pattern.finditer(passage.text):
            if _is_right(passage.text, match, word.unless):
                continue
            right = _right(word, match)
            yield Finding(
                at(report, passage, match.span()),
                f"“{match[0]}”应当是“{right}”",
                word.why or f"改成“{right}”",
                level=Level.ERROR if word.serious else None,
            )


@cache
def _pattern(wrong: str) -> re.Pattern[str]:
    return re.compile(_GAP.join(re.escape(piece) for piece in wrong.split(GAP)))


def _right(word: Word, match: re.Match[str]) -> str:
    """What should be written, with what stands for its gaps."""
    right = word.right
    for between in match.groups():
        right = right.replace(GAP, between, 1)
    return right


def _is_right(text: str, match: re.Match[str], unless: tuple[str, ...]) -> bool:
    """Whether it is a part of a longer word in which it is right."""
    for longer in unless:
        at = text.find(longer, max(0, match.start() - len(longer)))
        if 0 <= at <= match.start() and at + len(longer) >= match.end():
            return True
    return False


@rule("N212", "有没填的地方")
def placeholders(case: Case) -> Iterator[Finding]:
    """什么：正文里有 ××、XX、___、TODO、待补充、（此处填写……）这样的记号。

    为什么：这是模板或者草稿里等着填写的地方，发布出去会闹笑话。
    怎么改：填上实际的内容，或者删掉这一句。
    依据：国办公开办函〔2021〕30号「发布内容不准确不全面」。
    """
    report = case.report
    for passage in report.passages:
        if not _MAYBE.search(passage.text):
            continue
        for match in _PLACEHOLDER.finditer(passage.text):
            place = at(report, passage, match.span())
            yield Finding(place, f"“{match[0]}”还没有填", "填上实际的内容，或者删掉这一句")
