"""Whose report of which year it is, and when it was published: from its title and the lines around it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from generator.importers.blocks import Block, Document, Paragraph
from generator.importers.labels import simplified

_NAME = r"(?P<{0}>[\u4e00-\u9fff·（）()“”、]{{2,40}}?)"
_WORDS = r"(?:政府)?信息(?:与政务)?公开(?:工作)?(?:的)?(?:年度)?(?:工作)?(?:情况)?(?:的)?(?:年度)?报告"
_YEAR = r"(?P<{0}>20\d\d)年?(?:度|年度)?"
_TITLE = re.compile(
    f"{_NAME.format('a')}(?:关于)?{_YEAR.format('x')}{_WORDS}|{_YEAR.format('y')}{_NAME.format('b')}{_WORDS}"
)
_DATE = re.compile(r"(20\d\d)\s*[-年/.]\s*(\d{1,2})\s*[-月/.]\s*(\d{1,2})\s*日?")
_PUBLISHED = re.compile(r"(?:发布|公开|公布|发文)(?:日期|时间)|(?<!\w)(?:时间|日期)[:：]")
_WRITTEN_YEAR = re.compile(r"二[〇○零O0][一二三〇○零][一二三四五六七八九〇○零](?=年)")
_DIGITS = str.maketrans("〇○零O一二三四五六七八九", "0000123456789")
_LONGEST = 80  # characters of a title, with what a portal puts around it
_MARK = re.compile(r"\s*(20\d\d)\s*年?\s*(?:度|年度)?\s*(?:年度)?报告\s*")
_TWO = 2


@dataclass(frozen=True, slots=True)
class Title:
    """What a title says."""

    agency: str = ""
    year: int = 0


def title_of(text: str) -> Title:
    """The agency and year of a title; empty where the text is none."""
    plain = re.sub(r"\s+", "", unicodedata.normalize("NFKC", simplified(text)))
    plain = _WRITTEN_YEAR.sub(lambda year: year[0].translate(_DIGITS), plain)
    match = _TITLE.search(plain)
    if not match or len(plain) > _LONGEST:
        return Title()
    name = re.sub(r"^.*[:：>》】]|^(?:关于|标题|名称)+", "", match["a"] or match["b"])
    return Title(name, int(match["x"] or match["y"]))


def find_title(document: Document, before: Sequence[Block]) -> tuple[Title, int]:
    """The title, and where in `before` the text behind it begins (0: it is not there)."""
    texts = [block.text if isinstance(block, Paragraph) else "" for block in before]
    found = [
        (title, at + length)
        for at in range(len(texts))
        for length in (1, _TWO)  # a title may be set in two lines
        if all(texts[at : at + length]) and (title := title_of("".join(texts[at : at + length]))).year
    ]
    if found:
        end = max(end for _title, end in found)
        return min((item for item in found if item[1] == end), key=lambda item: len(item[0].agency))
    return title_of(document.title), 0


def published(document: Document, before: Sequence[Block]) -> str:
    """The day of publication as YYYY-MM-DD: as the document's data or a line of its own have it; else nothing.

    A date that is only signed below a report is when it was written, not when it was published.
    """
    if found := day(document.day):
        return found
    texts = (block.text for block in before if isinstance(block, Paragraph))
    return next((day(text) for text in texts if _PUBLISHED.search(text) and day(text)), "")


def day(text: str) -> str:
    """The first date in a text."""
    for match in _DATE.finditer(unicodedata.normalize("NFKC", text)):
        try:
            return date(*map(int, match.groups())).isoformat()
        except ValueError:
            continue
    return ""


def is_date_line(text: str) -> bool:
    """Whether a line only says when or by whom it was published."""
    rest = _DATE.sub("", unicodedata.normalize("NFKC", text))
    rest = re.sub(r"\d{1,2}:\d{2}(?::\d{2})?", "", rest)
    bare = re.sub(r"[\s()（）\[\]【】:：，,。]", "", rest)
    return bool(_DATE.search(text) and not bare) or bool(_PUBLISHED.search(text) and len(text) <= _LONGEST)


def by_year(document: Document) -> dict[int, list[Block]]:
    """The parts of a document that holds the reports of several years, each under a line such as 2023 年报告.

    Empty where it is one report.
    """
    parts: dict[int, list[Block]] = {}
    now = 0
    for block in document.blocks:
        if isinstance(block, Paragraph) and (match := _MARK.fullmatch(block.text)):
            now = int(match[1])
        elif now:
            parts.setdefault(now, []).append(block)
    return parts if len(parts) > 1 else {}
