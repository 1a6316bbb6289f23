"""What the narrative says in numbers: every number beside a known phrase, and what it may mean in the tables."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from functools import cache

from generator.editions.form import Edition, Phrase, Reading
from generator.model import Figure, Money, Passage, Report
from generator.rules.numerals import NUMBER, numeral

_SENTENCE = re.compile(r"[^。！？\n]+")
# A passage without anything like this is not looked at again: most have none.
_COUNTED = re.compile(r"[\d百十零一二两三四五六七八九万余多](?:\s|万|余|多)*(?:件|宗|起|例|份|万?元)")
# Words between a phrase and its number that say nothing of what is counted.
_BETWEEN = re.compile(
    r"(?:\s|共计?|合计|总计|总共|累计|分别|各|为|是|有|达到?|计|仅|只有|[：:]|大?约|近|超过?|逾|将近|接近|不足|至少|均|不到)+$"
)
_VAGUE = re.compile(r"约|近|超|逾|不足|至少|不到")
_SHARED = re.compile(r"分别|各")
_ROUNDED = re.compile(r"\s*(?:左右|以上|以下|以内|上下)")
_CLAUSE = re.compile(r"[，。；：（）,;:()]")
_QUOTE = re.compile(r"[“”]")
_AROUND = 60  # characters beside a number that are looked at
_TIME = re.compile(
    r"(?<!\d)((?:19|20)\d\d)\s*年|(?!1月?[至到—-]12月)(?<!\d)\d{1,2}月?[至到—-]\d{1,2}月(?!\s*\d)|([上下]半年|季度|(?<!\d)\d{1,2}月份|近[两二三四五\d]+年|历年|以来"
    r"|(?<![较比与同于])(?:上一?年度?|去年|往年)(?!度?(?:结转|转入)))"
)
_WIDER = re.compile(r"全[市县区省州盟旗]|各级|各(?:乡|镇|街道|部门|单位|区|县|市)|下属|所属|系统")
_ABOVE = re.compile(r"([县市区省州旗])(?:人民)?政府(?!信息|网|及|门户|公报)")
_NARROWER = re.compile(r"本级|办公[室厅]|本单位|本部门")
_OF_APPLICANT = r"(?:提出|提交|申请|的|政府|信息|公开|人)*"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of the narrative."""

    passage: Passage
    text: str
    start: int  # in the passage
    heading: str  # above the passage


@dataclass(frozen=True, slots=True)
class Said:
    """A number, and what it may mean."""

    sentence: Sentence
    start: int  # in the sentence: where the phrase begins
    end: int  # of the number with its unit
    stop: int  # of what the phrase has after it
    number: str  # as it is written
    value: Decimal
    slack: Decimal  # it is rounded to this
    bound: bool
    vague: bool  # 余, 约 …: not to be compared
    phrase: Phrase | None  # None: an applicant without a phrase
    readings: tuple[Reading, ...]

    @property
    def words(self) -> str:
        """The phrase with its number."""
        return self.sentence.text[self.start : self.stop].strip(" 、")


@dataclass(frozen=True, slots=True)
class _Compiled:
    phrase: Phrase
    before: re.Pattern[str]
    after: re.Pattern[str]
    about: re.Pattern[str]
    said: re.Pattern[str]
    unless: re.Pattern[str] | None


@dataclass(frozen=True, slots=True)
class _Patterns:
    phrases: tuple[_Compiled, ...]
    applicants: tuple[tuple[re.Pattern[str], str], ...]
    given: dict[str, re.Pattern[str]]


@cache
def _patterns(edition: Edition) -> _Patterns:
    known = edition.phrases
    return _Patterns(
        tuple(
            _Compiled(
                phrase,
                re.compile(f"(?:{phrase.before})$"),
                re.compile(phrase.after),
                re.compile(phrase.about),
                re.compile(phrase.said),
                re.compile(phrase.unless) if phrase.unless else None,
            )
            for phrase in known.all
        ),
        tuple((re.compile(f"(?:{words}){_OF_APPLICANT}$"), name) for words, name in known.applicants),
        {words: re.compile(words) for phrase in known.all for words, _readings in phrase.given},
    )


def sentences(report: Report, mark: re.Pattern[str]) -> Iterator[Sentence]:
    """Those with the mark in them."""
    heading = ""
    for passage in report.passages:
        heading = passage.text if passage.heading else heading
        if mark.search(passage.text):
            for match in _SENTENCE.finditer(passage.text):
                if mark.search(match[0]):
                    yield Sentence(passage, match[0], match.start(), heading)


def spoken(report: Report) -> Iterator[Said]:
    """Every number of the narrative that stands beside a known phrase, in order."""
    if report.edition.phrases.all:
        for sentence in sentences(report, _COUNTED):
            yield from _Reader(report, sentence, _patterns(report.edition)).read()


def value(report: Report, reading: Reading) -> Decimal | None:
    """What the tables have for it; None where a cell that is no total is blank."""
    total = Decimal(0)
    for indexes, sign in ((reading.plus, 1), (reading.minus, -1)):
        for index in indexes:
            figure = _figure(report, index)
            if figure is None or isinstance(figure, Money):
                return None
            total += sign * figure
    return total


def _figure(report: Report, index: int) -> Figure:
    """A blank total is what its parts come to."""
    figure = report.values[index]
    if figure is not None:
        return figure
    for equation in report.edition.equations:
        if equation.left == (index,):
            parts = [report.values[part] for part in equation.right]
            return sum((part for part in parts if isinstance(part, (int, Decimal))), start=0)
    return None


def this_year(text: str, year: int) -> bool:
    """Whether the words before a number speak of the whole report year, as far as they say."""
    found = None
    for found in _TIME.finditer(text):  # noqa: B007 (the last one counts)
        pass
    return found is None or found[1] == str(year)


def same_scope(report: Report, text: str) -> bool:
    """Whether the words speak of the bodies that the tables count."""
    above = _ABOVE.search(text)
    if above and f"{above[1]}人民政府" not in report.agency.name:
        return False
    return not (_WIDER if report.scope == "own" else _NARROWER).search(text)


@dataclass(slots=True)
class _Reader:
    """Goes through a sentence number by number; a phrase is remembered for the applicants named after it."""

    report: Report
    sentence: Sentence
    patterns: _Patterns
    governing: Phrase | None = None
    applicant: str = ""

    def read(self) -> Iterator[Said]:
        text = self.sentence.text
        end = 0
        for match in NUMBER.finditer(text):
            if said := self._said(match, self._head(end, match.start())):
                yield said
            end = match.end()

    def _head(self, start: int, stop: int) -> tuple[int, int]:
        """Where the words before a number begin and end: its clause, less an aside （含 …） right before it."""
        text = self.sentence.text
        if text[start:stop].endswith(("）", ")")):
            stop = max(text.rfind("（", start, stop), text.rfind("(", start, stop), start)
        clause = max((match.end() for match in _CLAUSE.finditer(text, start, stop)), default=start)
        return max(clause, stop - _AROUND), stop

    def _said(self, match: re.Match[str], around: tuple[int, int]) -> Said | None:
        text, start = self.sentence.text, match.start()
        clause, stop = around
        between = _BETWEEN.search(text, clause, stop)
        stop = between.start() if between else stop
        fill = between[0] if between else ""
        head = text[clause:stop]
        tail = text[match.end() : match.end() + _AROUND]
        whole = max((m.end() for m in _CLAUSE.finditer(text, 0, clause)), default=0)
        at, known = self._phrase(head, tail, text[whole:stop])
        phrase = known.phrase if known else None
        after = known.after.match(tail) if known else None
        applicant = "" if phrase else self._applicant(head)
        if phrase is None and not applicant:
            return None
        if phrase and phrase.by_applicant:
            self.governing = phrase
        if applicant:
            self.applicant = applicant
        number = numeral(match)
        money = phrase is not None and phrase.unit == "万元"
        if number is None or money != match[5].endswith("元"):
            return None
        if _SHARED.search(fill) or not self._ours(clause, start):
            return None
        bounds = [(a - self.sentence.start, b - self.sentence.start) for a, b in self.sentence.passage.bound]
        return Said(
            sentence=self.sentence,
            start=clause + at,
            end=match.end(),
            stop=match.end() + (after.end() if after else 0),
            number=match[0],
            value=number[0],
            slack=number[1],
            bound=any(a <= start < b for a, b in bounds),
            vague=bool(match[4] or _VAGUE.search(fill) or _ROUNDED.match(tail)),
            phrase=phrase,
            readings=self._readings(phrase, applicant),
        )

    def _ours(self, clause: int, start: int) -> bool:
        """The report's year and scope, and no slogan in quotation marks."""
        before = self.sentence.text[:start]
        quotes = before.count("“") - before.count("”")
        return (
            quotes <= 0
            and this_year(before, self.report.year)
            and same_scope(self.report, self.sentence.text[clause:start])
        )

    def _phrase(self, head: str, tail: str, clause: str) -> tuple[int, _Compiled | None]:
        """The longest phrase beside the number, and where it begins in `head`."""
        at, best = len(head) + 1, None
        for known in self.patterns.phrases:
            found = known.before.search(head)
            if found and found.start() < at and known.after.match(tail) and self._fits(known, clause):
                at, best = found.start(), known
        return (at, best) if best else (0, None)

    def _fits(self, known: _Compiled, clause: str) -> bool:
        """Whether what stands around lets it mean the tables."""
        sentence = self.sentence
        return (
            (known.about.search(sentence.passage.text) or known.about.search(sentence.heading)) is not None
            and known.said.search(sentence.text) is not None
            and not (known.unless and known.unless.search(clause))
        )

    def _applicant(self, head: str) -> str:
        return next((name for pattern, name in self.patterns.applicants if pattern.search(head)), "")

    def _readings(self, phrase: Phrase | None, applicant: str) -> tuple[Reading, ...]:
        source = phrase or self.governing
        if source is None:
            return self.report.edition.phrases.applications[applicant]
        whos = [applicant] if applicant else [""]
        if phrase and phrase.by_applicant and self.applicant:
            whos.append(self.applicant)  # 自然人 …，予以公开 …: of all, or still of these
        found = [reading for who in whos for reading in source.means.get(who, ())]
        for words, more in source.given:
            if self.patterns.given[words].search(self.sentence.text):
                found += [reading for who in whos for reading in more.get(who, ())]
        return tuple(dict.fromkeys(found))
