"""Bytes → text, as editors on every system save it; whatever would make line numbers lie is said."""

import os
import re
import stat
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from generator.problems import Finding, Level, Place, Sink, fault

MAX_BYTES = 256 * 1024  # a report is some 10 KB; Markdown of 256 KB still renders in seconds

# Characters that nobody sees: they break numbers and keys, or turn the reading direction.
INVISIBLE = re.compile("[\u00ad\u200b\u200e\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\ufeff]")
_LINE_BREAKS = re.compile("[\u0085\u2028\u2029\v\f]|\r(?!\n)")
_CONTROLS = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ufffe\uffff]")
_NAMES = {
    **dict.fromkeys(
        "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069", "改变文字方向的字符"
    ),
    "\u0085": "换行符",
    "\u200b": "零宽空格",
    "\ufeff": "零宽不换行空格（BOM）",
    "\u2028": "行分隔符",
    "\u2029": "段分隔符",
    "\u00ad": "软连字符",
    "\v": "垂直制表符",
    "\f": "换页符",
    "\r": "单独的回车符",
}


@dataclass(frozen=True, slots=True)
class Source:
    """The text of a file: LF line ends, no byte order mark."""

    file: str  # relative to the project, with "/"
    text: str

    def line(self, number: int) -> str:
        """A line of the text, counted from 1."""
        lines = self.text.split("\n")
        return lines[number - 1] if 0 < number <= len(lines) else ""


def load(path: Path, file: str, report: Sink) -> Source | None:
    """The text of a regular file, or None and a problem."""
    try:
        data = regular(path)
    except OSError as error:
        report(unreadable(Place(file), error.strerror or str(error)))
        return None
    if data is None:
        report(not_a_file(Place(file)))
        return None
    if len(data) > MAX_BYTES:
        report(too_large(Place(file)))
        return None
    return decode(data, file, report)


def regular(path: Path, most: int = MAX_BYTES) -> bytes | None:
    """Up to one byte more than allowed; None for links, devices, pipes: they could lead anywhere or hang."""
    flags = (
        os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    if path.is_symlink():
        return None
    descriptor = os.open(path, flags)
    try:
        status = os.fstat(descriptor)
        if not stat.S_ISREG(status.st_mode):
            return None
        return os.read(descriptor, min(status.st_size, most) + 1)
    finally:
        os.close(descriptor)


def decode(data: bytes, file: str, report: Sink) -> Source | None:
    """UTF-8 with or without a byte order mark, LF or CRLF; anything else is a problem."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        report(not_utf8(_place(file, data[: error.start].decode("utf-8"), error.start), _encoding(data)))
        return None
    if text.startswith("\ufeff"):
        text = text[1:]
        report(byte_order_mark(Place(file)))
    if (at := text.find("\r\n")) >= 0:
        report(windows_lines(_place(file, text, at)))
        text = text.replace("\r\n", "\n")
    broken = False
    for match in forbidden(text):
        report(bad_character(_place(file, text, match.start()), name(match[0])))
        broken = True
    return None if broken else Source(file, text)


def forbidden(text: str) -> Iterator[re.Match[str]]:
    """The first of each kind of character that no text file may hold."""
    for pattern in (_LINE_BREAKS, _CONTROLS):
        if match := pattern.search(text):
            yield match


def _encoding(data: bytes) -> str:
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "UTF-16"
    try:
        data.decode("gb18030")
    except UnicodeDecodeError:
        return ""
    return "GBK"


def _place(file: str, text: str, at: int) -> Place:
    before = text[:at]
    return Place(file, before.count("\n") + 1, at - (before.rfind("\n") + 1) + 1 if before else 1)


def name(character: str) -> str:
    """A character that cannot be seen, in words."""
    words = _NAMES.get(character) or unicodedata.name(character, "控制字符")
    return f"{words}（U+{ord(character):04X}）"


def invisible(source: Source) -> Iterator[tuple[Place, str]]:
    """Where the text has characters that nobody sees."""
    for match in INVISIBLE.finditer(source.text):
        yield _place(source.file, source.text, match.start()), name(match[0])


@fault("F101", "文件不是 UTF-8 编码")
def not_utf8(place: Place, encoding: str) -> Finding:
    """什么：文件的文字编码不是 UTF-8，读出来会是乱码。

    为什么：同一份文件在不同电脑上要读出同样的字，所以统一用 UTF-8。旧版记事本常存成 GBK（也叫 ANSI）。
    怎么改：用记事本打开，“另存为”，编码选“UTF-8”，覆盖保存。
    """
    what = f"这个文件是 {encoding} 编码" if encoding else "这个文件不是文本文件，或者已经损坏"
    return Finding(place, f"{what}，不是 UTF-8", "用记事本打开，“另存为”，编码选“UTF-8”，覆盖保存")


@fault("F102", "文件开头有 BOM", Level.NOTICE)
def byte_order_mark(place: Place) -> Finding:
    """什么：文件开头有一个看不见的字节顺序标记（BOM）。

    为什么：不影响读取，只是提醒：别的工具可能不认得它。
    怎么改：另存为“UTF-8”（不要选“带有 BOM 的 UTF-8”）。不改也可以。
    """
    return Finding(place, "文件开头有 BOM，已忽略", "可另存为“UTF-8”（不带 BOM）；不改也可以")


@fault("F103", "换行是 Windows 格式", Level.NOTICE)
def windows_lines(place: Place) -> Finding:
    """什么：文件的换行是 Windows 格式（CRLF）。

    为什么：不影响读取；行号照常计算。只是在 git 里会让整份文件显得都改过。
    怎么改：编辑器右下角把“CRLF”改为“LF”。不改也可以。
    """
    return Finding(
        place, "换行是 Windows 格式（CRLF），已按普通换行读取", "编辑器右下角可改为 LF；不改也可以"
    )


@fault("F104", "文件里有不允许的字符")
def bad_character(place: Place, character: str, *, escaped: bool = False) -> Finding:
    r"""什么：文件里有控制字符或特殊的换行字符（如 U+2028），多半是从 Word、微信里粘贴来的；或者双引号里用反斜杠写了这样的字符。

    为什么：它们看不见，却会被一些程序当成换行，此后所有行号都会错位；有的会使 Word、Excel 打不开生成的文件。
    怎么改：删掉该处看不见的字符，重新输入换行；双引号里的 \x07、\u200b 这样的写法也删掉。
    """
    pasted = "多半是粘贴带来的：把光标放在此处删除它，再重新输入"
    return Finding(
        place,
        f"这里有不允许的字符：{character}",
        "双引号里的反斜杠和它后面几个字符合成了它：删掉它们" if escaped else pasted,
    )


@fault("F105", "文件太大")
def too_large(place: Place) -> Finding:
    """什么：文件超过 256 KB。

    为什么：一份年报的数字或文字只有几十 KB，更大的多半是放错了文件。
    怎么改：检查是否把图片或别的文件存成了这个名字；长附件请放进 <年份>/ 文件夹，用链接引用。
    """
    return Finding(
        place, f"文件超过 {MAX_BYTES // 1024} KB", "检查是不是放错了文件；附件请放进同名的年份文件夹"
    )


@fault("F106", "不是普通文件")
def not_a_file(place: Place) -> Finding:
    """什么：这里应当是一个普通文件，现在是链接（快捷方式）、文件夹或设备。

    为什么：链接可能指向项目以外的内容，工具不会跟过去读。
    怎么改：把它换成文件本身。
    """
    return Finding(place, "这里应当是普通文件，不能是链接、文件夹或设备", "把它换成文件本身")


@fault("F107", "文件读不出来")
def unreadable(place: Place, reason: str) -> Finding:
    """什么：系统不让读这个文件，或者它不存在。

    为什么：没有内容就无法检查。
    怎么改：检查文件名、文件夹和访问权限。
    """
    return Finding(place, f"文件读不出来：{reason}", "检查文件名、文件夹和访问权限")


@fault("F108", "有看不见的字符", Level.WARNING)
def hidden_character(place: Place, character: str) -> Finding:
    """什么：文字里有零宽空格之类看不见的字符。

    为什么：看上去正常，但搜索、复制、朗读都会出错；多半是从网页或微信粘贴来的。
    怎么改：把光标放在此处，删掉它。
    """
    return Finding(place, f"这里有看不见的字符：{character}", "把光标放在此处删除它")
