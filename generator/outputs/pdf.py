"""The PDF of a report: an official document (GB/T 9704), tagged (PDF/UA-1), fit for the archive (PDF/A-2a)."""

import json
import re
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import astuple, dataclass, field, replace
from datetime import UTC, date, datetime
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any
from unicodedata import category

from generator.editions.layout import grids
from generator.model import Published
from generator.outputs import Order
from generator.outputs.pdf_tags import tagged
from generator.outputs.typeset import Data, typeset
from generator.problems import Finding, Level, Place, fault
from generator.read.agency import FILE as AGENCY_FILE
from generator.read.site import FILE as SITE_FILE
from generator.read.text import INVISIBLE
from generator.read.tree import CONTENT

if TYPE_CHECKING:
    from typst import Compiler, PDFStandard

_TEMPLATE = Path(__file__).with_name("report.typ")
_STANDARDS: "list[PDFStandard]" = ["a-2a", "ua-1"]
_NO_DATE = date(1980, 1, 1)  # in the properties only, where the standards want one
_SERIF, _SANS = "Noto Serif SC", "Noto Sans SC"  # always there; the office's own come before them
_FAMILIES = {
    "title": ("FZXiaoBiaoSong-B05S", "FZXiaoBiaoSong-B05", "方正小标宋简体", "方正小标宋_GBK", _SERIF),
    "body": ("FangSong_GB2312", "仿宋_GB2312", "FangSong", "仿宋", "STFangsong", "华文仿宋", _SERIF),
    "kai": ("KaiTi_GB2312", "楷体_GB2312", "KaiTi", "楷体", "STKaiti", "华文楷体", _SERIF),
    "hei": ("SimHei", "黑体", "STHeiti", "华文黑体", _SANS),
    "song": ("SimSun", "宋体", "STSong", "华文宋体", _SERIF),
}
_STROKES = {
    "title": 0.45,
    "kai": 0.3,
}  # outlines in pt, where the plain serif stands for a heavier or another family
_GETA = "〓"  # stands for a character that no font has, as in print
# Each character in a box of its own, so that what is said of it is not said of its neighbours.
_PROBE = (
    f'#set document(title: "x")\n#set text(font: "{_SERIF}", lang: "zh", region: "cn")\n'
    "#for it in json(bytes(sys.inputs.characters)) { box(it) }"
).encode()
_LACKING = re.compile(r'the (?:text|codepoint) `"(.+?)"`')
_ESCAPED = re.compile(r"\\u\{([0-9a-f]+)\}")
_FONT = re.compile(r'font `"(.+?)"`')


def write(order: Order) -> bytes:
    """The .pdf file; without the office's fonts where one of them cannot be embedded."""
    from typst import TypstError

    report = order.report
    # Of characters that nobody sees the editor has been told when they were read.
    data = _changed(typeset(order), lambda text: INVISIBLE.sub("", text))
    press = _press(order.fonts, _version(order.fonts))
    lacking = press.lacking({character for text in _texts(data) for character in _characters(text)})
    try:
        pdf = press.printed(_changed(data, lambda text: _printable(text, lacking)), report.published)
    except TypstError as error:
        if order.fonts is None:
            raise
        names = "、".join(dict.fromkeys(_FONT.findall(error.message))) or error.message
        order.tell(bad_fonts(Place(order.fonts.name), names))
        return write(replace(order, fonts=None))
    for character in lacking:
        for place in _places(order, character):
            order.tell(no_glyph(place, character))
    return tagged(pdf, grids(report.edition).values())


@dataclass(frozen=True, slots=True)
class _Press:
    """Typst with its fonts, and what is known of them."""

    compiler: "Compiler"
    faces: Data  # what report.typ has to know of the fonts
    tried: set[str] = field(default_factory=set)  # characters
    missing: set[str] = field(default_factory=set)  # those that no font has

    def lacking(self, characters: set[str]) -> list[str]:
        """Those that cannot be printed; `characters`: each with its marks."""
        if new := characters - self.tried:
            self.tried.update(new)
            self.missing.update(self._refused(sorted(set().union(*new))))
            # What is fine alone may not go with its mark.
            marked = [it for it in new if len(it) > 1]
            self.missing.update(it for it in marked if not self.missing.isdisjoint(it) or self._refused([it]))
        return sorted(characters & self.missing)

    def _refused(self, characters: list[str]) -> list[str]:
        from typst import TypstError

        try:
            self._compile(_PROBE, {"characters": json.dumps(characters)}, _NO_DATE)
        except TypstError as error:
            said = _LACKING.findall(error.diagnostic)
            return [_ESCAPED.sub(lambda match: chr(int(match[1], 16)), it) for it in said]
        return []

    def printed(self, data: Data, published: Published) -> bytes:
        """The report in print."""
        day = published if isinstance(published, date) else _NO_DATE
        return self._compile(str(_TEMPLATE), {"report": json.dumps(data | self.faces)}, day)

    def _compile(self, source: Any, inputs: dict[str, str], day: date) -> bytes:
        """`source`: path of a document (str), or one as it is (bytes)."""
        pdf = self.compiler.compile(
            source,
            format="pdf",
            sys_inputs=inputs,
            pdf_standards=_STANDARDS,
            timestamp=datetime(day.year, day.month, day.day, tzinfo=UTC),
        )
        assert isinstance(pdf, bytes)
        return pdf


def _version(fonts: Path | None) -> tuple[tuple[str, int, int], ...]:
    """Which fonts are in the folder just now: a preview goes on when they change."""
    found = []
    for path in sorted(fonts.rglob("*")) if fonts else ():
        with suppress(OSError):  # it has just gone
            status = path.stat()
            found.append((str(path), status.st_mtime_ns, status.st_size))
    return tuple(found)


@lru_cache(maxsize=2)  # those of the office, and none
def _press(fonts: Path | None, _version: tuple[tuple[str, int, int], ...]) -> _Press:
    """One for each folder and process: it is slow to start, and remembers what it has set."""
    from pylopdf_fonts_zh_cn import serif_path
    from typst import Compiler, Fonts

    folders = [str(folder) for folder in (fonts, serif_path().parent) if folder]
    found = Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=folders)
    known = {family.lower() for family in found.families()}
    faces = {use: [name for name in names if name.lower() in known] for use, names in _FAMILIES.items()}
    strokes = {use: stroke if faces[use] == [_SERIF] else 0 for use, stroke in _STROKES.items()}
    return _Press(
        Compiler(root=str(_TEMPLATE.parent), font_paths=found), {"faces": faces, "strokes": strokes}
    )


def _texts(data: object) -> Iterator[str]:
    if isinstance(data, str):
        yield data
    elif isinstance(data, list | tuple | dict):
        for item in data.values() if isinstance(data, dict) else data:
            yield from _texts(item)


def _characters(text: str) -> Iterator[str]:
    """Each with the marks that belong to it: accents, and what selects a variant of an ideograph."""
    at = 0
    for end in range(1, len(text) + 1):
        if end == len(text) or not category(text[end]).startswith("M"):
            yield text[at:end]
            at = end


def _changed(data: Any, change: Callable[[str], str]) -> Any:
    """The same data with every text changed."""
    if isinstance(data, str):
        return change(data)
    if isinstance(data, dict):
        return {key: _changed(value, change) for key, value in data.items()}
    return [_changed(item, change) for item in data] if isinstance(data, list | tuple) else data


def _printable(text: str, lacking: list[str]) -> str:
    return "".join(_GETA if it in lacking else it for it in _characters(text)) if lacking else text


def _places(order: Order, character: str) -> Iterator[Place]:
    """Where it is written."""
    report, site = order.report, order.site
    for passage in report.passages:
        if character in passage.text:
            yield passage.place(report.narrative_file, character)
    if any(character in words for words in report.notes.values()):
        yield report.keys["notes"]
    if any(character in revision.reason for revision in report.revisions):
        yield report.keys["revisions"]
    for reason, place in report.waivers.values():
        if character in reason:
            yield place
    if any(character in words for words in (report.agency.name, *astuple(report.agency.contact))):
        yield Place(f"{report.file.rpartition('/')[0]}/{AGENCY_FILE}")
    if character in site.title or (site.portal and character in site.portal.name):
        yield Place(f"{CONTENT}/{SITE_FILE}")


@fault("O201", "PDF 里显示不出的字", Level.WARNING)
def no_glyph(place: Place, character: str) -> Finding:
    """什么：年报里有一个字，生成 PDF 的字体里都没有，PDF 里用“〓”代替；网页和其他文件不受影响。

    为什么：表情符号和少见的人名、地名用字，普通字体里没有；自造的字（造字程序造的），别人的电脑上显示不出来。
    怎么改：表情符号请删掉；自造的字请换成正式编码的字；少见的字，把有这个字的字体文件放进 site.yaml 里 fonts 写的文件夹。
    """
    shown = character if character.isprintable() else "这个字符"
    code = " ".join(f"U+{ord(part):04X}" for part in character)
    return Finding(
        place,
        f"PDF 的字体里没有“{shown}”（{code}），用“{_GETA}”代替",
        "表情符号请删掉；少见的字，请在字体文件夹里放一个有它的字体",
    )


@fault("O202", "字体不能放进 PDF", Level.WARNING)
def bad_fonts(place: Place, names: str) -> Finding:
    """什么：字体文件夹里的一个字体不能放进 PDF，整份 PDF 改用工具自带的字体。

    为什么：存档用的 PDF 要带着字体，别人才能照原样打开；有的字体在许可信息里不许这样做，有的文件已经损坏。
    怎么改：换一个允许嵌入的字体文件，或者把它从字体文件夹里拿走。
    """
    return Finding(
        place, f"字体不能放进 PDF，改用了自带的字体：{names}", "换一个允许嵌入的字体，或者把它拿走"
    )
