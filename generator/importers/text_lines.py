"""The bytes of a text file → its lines, as an editor counts them."""

import codecs
import re
from dataclasses import dataclass

from generator.importers.blocks import Spot, UnreadableError
from generator.read.text import INVISIBLE

_BYTES = 2 * 1024 * 1024
_LINES = 50_000
_SAVE_AS = "用记事本打开，“另存为”，编码选“UTF-8”，再导入"

_LINE_ENDS = re.compile(r"\r\n|\r|\n")
_BREAKS = re.compile("[\v\f\u0085\u2028\u2029]")  # of Word and PDF, in the middle of an editor's line
_DROPPED = re.compile(f"{INVISIBLE.pattern}|[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_PAGE_NUMBER = re.compile(
    r"[-—–―─－]{1,3}\s?\d{1,4}\s?[-—–―─－]{1,3}|第\s?\d{1,4}\s?页(?:[\s，,/]{0,3}共\s?\d{1,4}\s?页)?"
)


@dataclass(frozen=True, slots=True)
class Line:
    """A line and its number, from 1."""

    number: int
    text: str

    @property
    def spot(self) -> Spot:
        """Its place."""
        return Spot(f"第 {self.number} 行", self.number)

    @property
    def columns(self) -> int:
        """How wide it is in print: a Chinese character, three bytes of UTF-8, takes two columns."""
        return (len(self.text) + len(self.text.encode())) // 2


def lines_of(data: bytes) -> list[Line]:
    """The lines that count: no page numbers, no front matter. Raises UnreadableError."""
    if len(data) > _BYTES:
        raise UnreadableError("文件超过 2 MB，没有读取", "年报的文字只有几十 KB，检查是不是选错了文件")
    cut = _LINE_ENDS.split(_DROPPED.sub("", _decode(data)))
    if len(cut) > _LINES:
        raise UnreadableError("文件超过 5 万行，没有读取", "检查是不是选错了文件")
    first = _front_matter(cut)
    return [
        Line(number, part)
        for number, line in enumerate(cut[first:], first + 1)
        for part in [part for part in _BREAKS.split(line) if part] or [""]
        if not _PAGE_NUMBER.fullmatch(part.strip())
    ]


def _decode(data: bytes) -> str:
    other = "gb18030"
    if data.count(0) * 50 > len(data):  # UTF-16 has zeros in its figures and line ends
        other = "utf-16-le" if data[1::2].count(0) > data[::2].count(0) else "utf-16-be"
    marked = data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE))
    for encoding in ["utf-16"] if marked else ["utf-8-sig", other]:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError as error:
            before = error.object[: error.start]
            if (encoding, other) == ("utf-8-sig", "gb18030") and max(before.decode(), default="") > "\u07ff":
                number = before.count(b"\n") + 1  # the text before it is Chinese, so it is UTF-8
                raise UnreadableError(f"第 {number} 行有损坏的字符", f"改正这一行；{_SAVE_AS}") from error
    raise UnreadableError("文件的编码认不出来，或者不是文本文件", _SAVE_AS)


def _front_matter(cut: list[str]) -> int:
    """How many lines of YAML stand in front: between two lines of dashes, keys and values."""
    if cut[0].rstrip() != "---" or not re.match(r"[A-Za-z_-]+:", "".join(cut[1:2])):
        return 0
    return next((at for at, line in enumerate(cut[1:], 2) if line.rstrip() in {"---", "..."}), 0)
