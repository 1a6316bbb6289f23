"""Saved web pages (.html) → paragraphs, grids and pictures in reading order, without the portal around them."""

import re
from collections.abc import Iterator
from datetime import date

from generator.importers.blocks import Document, Paragraph, UnreadableError
from generator.importers.html_chrome import Element, is_button_row
from generator.importers.html_flow import blocks
from generator.importers.html_tables import Tables
from generator.importers.html_text import markup

_TITLES = ("og:title", "articletitle")
_DAYS = ("pubdate", "publishdate", "article:published_time", "firstpublishedtime")
_DAY = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")


def read(data: bytes) -> Document:
    """A page or a fragment of one. Raises UnreadableError for what is none, or is not safe to read."""
    root = _parsed(markup(data))
    found = [
        block
        for block in blocks(root, Tables(root).read)
        if not (isinstance(block, Paragraph) and is_button_row(block.text))
    ]
    if not found:
        raise UnreadableError(
            "网页里没有文字：正文可能在框架（iframe）里，或者由脚本另外载入",
            "用浏览器打开正文所在的页面，把正文复制到 Word 里，存为 .docx 后再导入",
        )
    metas = _metas(root)
    return Document(found, _title(root, metas), _day(root, metas))


def _parsed(text: str) -> Element:
    from lxml import etree

    parser = etree.HTMLParser(encoding="utf-8", huge_tree=True, remove_comments=True, remove_pis=True)
    root = etree.fromstring(text.encode(), parser)
    # There it stops, keeps what it has, and only says so.
    if any("Excessive depth" in error.message for error in parser.error_log):
        raise UnreadableError(
            "网页的标签一层套一层，超过两千层，后面的内容读不到，没有读取",
            "用浏览器打开网页，把正文复制到 Word 里，存为 .docx 后再导入",
        )
    return etree.Element("html") if root is None else root


def _metas(root: Element) -> dict[str, str]:
    """Name → content, of the first of each name that has any."""
    found: dict[str, str] = {}
    for meta in root.iter("meta"):
        content = " ".join(meta.get("content", "").split())
        if content:
            found.setdefault((meta.get("name") or meta.get("property") or "").lower(), content)
    return found


def _title(root: Element, metas: dict[str, str]) -> str:
    for name in _TITLES:
        if name in metas:
            return metas[name]
    title = next((" ".join("".join(title.itertext()).split()) for title in root.iter("title")), "")
    without_site = title[: max(title.rfind("-"), title.rfind("_"), 0)].strip()
    return without_site if "年" in without_site else title


def _day(root: Element, metas: dict[str, str]) -> str:
    return next(filter(None, map(_iso, _days(root, metas))), "")


def _days(root: Element, metas: dict[str, str]) -> Iterator[str]:
    yield from (metas.get(name, "") for name in _DAYS)
    yield from ("".join(element.itertext()) for element in root.iter("publishtime"))
    for time in root.iter("time"):  # in the head of an article; further down it is the day of something else
        if next(time.iterancestors("header"), None) is not None:
            yield time.get("datetime", "")


def _iso(text: str) -> str:
    match = _DAY.search(text)
    try:
        return date(*map(int, match.groups())).isoformat() if match else ""
    except ValueError:
        return ""
