"""Bytes of a saved page → its markup as text, whatever encoding it says or does not say it is in."""

import codecs
import re

from generator.importers.blocks import UnreadableError

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_DECLARED = re.compile(rb"<(?:meta|\?xml)[^<>]*?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.-]+)", re.IGNORECASE)
_CODECS = dict.fromkeys(("gb2312", "gb_2312-80", "gbk", "x-gbk", "cp936", "gb18030"), "gb18030")
_CODECS |= dict.fromkeys(("big5", "big5-hkscs", "x-x-big5", "cp950"), "big5hkscs")
_COMMON = re.compile("[的年政府公开開情]")  # characters that a report read with the wrong table hardly has

_SAVE_PAGE = "用浏览器打开原来的网页，另存为“网页，仅 HTML”后再导入"
_OTHERS = {
    b"%PDF": ("PDF 文件", "把文件的扩展名改成 .pdf 后再导入"),
    b"PK\x03\x04": (
        "Word、Excel 文件或者压缩包",
        "按它本来的格式把扩展名改成 .docx 或 .xlsx；是压缩包的，解开后再导入",
    ),
    b"\xd0\xcf\x11\xe0": ("旧版 Word 或 Excel 文件", "按它本来的格式把扩展名改成 .doc 或 .xls 后再导入"),
    b"{\\rtf": ("RTF 文件", "把文件的扩展名改成 .rtf 后再导入"),
    b"\x89PNG": ("图片", _SAVE_PAGE),
    b"\xff\xd8\xff": ("图片", _SAVE_PAGE),
    b"GIF8": ("图片", _SAVE_PAGE),
}
_ARCHIVE = re.compile(rb"(?:^|\n)(?:MIME-Version:|From: <Saved by )", re.IGNORECASE)
_START = 1024  # bytes in which a file says what it is
_ZEROS = 100  # one zero byte in so many: not text

_CONTROLS = re.compile("[\x00-\x08\x0b\x0e-\x1f\x7f]")
_OVER = re.compile(r"</(?:body|html)\s*>", re.IGNORECASE)
_BREAK = re.compile(r"</br\s*/?>", re.IGNORECASE)
_LONG_TAG = re.compile(r"<[A-Za-z][^<>]{200000,}+")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_ATTRIBUTES = 20_000  # of a tag; the parser's time grows with their square


def markup(data: bytes) -> str:
    """The text of a page, its line ends made one kind. Raises UnreadableError for what is no page."""
    _refuse(data)
    text = decode(data).replace("\r\n", "\n").replace("\r", "\n")
    text = _CONTROLS.sub("", text).replace(
        "\ue5e5", "\u3000"
    )  # how GB18030 reads the blank A3A0 of GBK pages
    if not re.search(r"<[A-Za-z!/?]", text):
        raise UnreadableError(
            "文件里没有网页代码", f"{_SAVE_PAGE}；文件里只是文字的，把扩展名改成 .txt 后再导入"
        )
    if any(_crowded(match[0]) for match in _LONG_TAG.finditer(text)):
        raise UnreadableError("网页里有一个标签的属性多得不正常，没有读取", f"确认文件来源；{_SAVE_PAGE}")
    # The parser drops all that follows these; pages pasted into pages have them in the middle.
    return _BREAK.sub("<br>", _OVER.sub("", text))


def decode(data: bytes) -> str:
    """Text by byte order mark, as UTF-8 if it is that, as declared, else as what leaves fewest holes."""
    for mark, name in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(name, "replace")
    match = _DECLARED.search(data)
    declared = _CODECS.get(match[1].decode("ascii", "replace").lower(), "") if match else ""
    for name in filter(None, ("utf-8", declared)):
        try:
            return data.decode(name)
        except UnicodeDecodeError:
            continue
    names = dict.fromkeys(filter(None, ("utf-8", declared, "gb18030", "big5hkscs")))
    texts = [data.decode(name, "replace") for name in names]
    return min(texts, key=lambda text: (text.count("\ufffd"), -len(_COMMON.findall(text))))


def _refuse(data: bytes) -> None:
    start = data[:_START].lstrip()
    for mark, (name, hint) in _OTHERS.items():
        if start.startswith(mark):
            raise UnreadableError(f"这不是网页，是{name}", hint)
    if _ARCHIVE.search(start):
        raise UnreadableError("这是“网页，单个文件”（MHT），没有读取", _SAVE_PAGE)
    marked = data.startswith(tuple(mark for mark, _name in _MARKS))
    if not marked and data.count(0) * _ZEROS > len(data):
        raise UnreadableError("这不是网页，也不是文字文件", f"确认选对了文件；{_SAVE_PAGE}")


def _crowded(tag: str) -> bool:
    """Whether a tag has more attributes than any that is meant seriously."""
    return len(re.findall(r"[\s=]+", _QUOTED.sub("", tag))) > _ATTRIBUTES
