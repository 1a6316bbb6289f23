"""A Word file's parts and the small words for asking them: nothing external, no DTD, no bottomless nesting."""

import posixpath
import re
from collections.abc import Iterator
from typing import Any

from generator.importers.archive import Archive
from generator.importers.blocks import UnreadableError

Element = Any  # lxml ships no types

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_RELATION = "{http://schemas.openxmlformats.org/package/2006/relationships}Relationship"
_TITLE = "{http://purl.org/dc/elements/1.1/}title"
_OLE = b"\xd0\xcf\x11\xe0"  # what old .doc files and encrypted .docx files open with
# “Strict” files say the same under other names.
_STRICT = re.compile(rb"http://purl\.oclc\.org/ooxml/(\w+)/(\w+)")
_COMMON = rb"http://schemas.openxmlformats.org/\1/2006/\2"
_SAVE_AGAIN = "用 Word 或 WPS 打开，重新“另存为” .docx 后再导入"


class Package:
    """A .docx file."""

    def __init__(self, data: bytes) -> None:
        """Raises UnreadableError for whatever is not a Word document."""
        if data.startswith(_OLE):
            raise UnreadableError(
                "文件有密码，或者是改了扩展名的旧版 .doc",
                "有密码的，打开后去掉密码再保存；旧版的，用 Word 或 WPS “另存为” .docx 后再导入",
            )
        self._archive = Archive(data)
        self._main = self._target("", "officeDocument") or "word/document.xml"
        body = child(self._parse(self._main), "body")
        if body is None:
            raise UnreadableError("这不是 Word 文档", f"确认选对了文件；{_SAVE_AGAIN}")
        if next(body.iter(f"{W}altChunk"), None) is not None:
            raise UnreadableError("正文里嵌着另一份文件，没有读取", _SAVE_AGAIN)
        self.body: Element = body

    def part(self, kind: str) -> Element | None:
        """The root of the part that the document relates to as its styles, numbering, footnotes…"""
        return self._parse(self._target(self._main, kind))

    def links(self) -> dict[str, str]:
        """Relationship id → the address it leads out to."""
        return {
            relation.get("Id", ""): relation.get("Target", "")
            for relation in self._relations(self._main)
            if relation.get("TargetMode") == "External"
        }

    def title(self) -> str:
        """The title among the file's properties, if it is one of a year; else it is an editor's leftover."""
        root = self._parse("docProps/core.xml")
        title = "" if root is None else (root.findtext(_TITLE) or "").strip()
        return title if "年" in title else ""

    def _target(self, source: str, kind: str) -> str:
        """The name of the part that `source` relates to as `kind`; "" if there is none. It can only be in the file."""
        for relation in self._relations(source):
            if relation.get("Type", "").endswith(f"/{kind}"):
                path = posixpath.join("/", posixpath.dirname(source), relation.get("Target", ""))
                return posixpath.normpath(path).lstrip("/")
        return ""

    def _relations(self, source: str) -> Iterator[Element]:
        folder, name = posixpath.split(source)
        root = self._parse(posixpath.join(folder, "_rels", f"{name}.rels"))
        return iter(()) if root is None else root.iter(_RELATION)

    def _parse(self, name: str) -> Element | None:
        from lxml import etree

        data = self._archive.read(name)
        if not data:
            return None
        parser = etree.XMLParser(
            resolve_entities=False,
            no_network=True,
            load_dtd=False,
            huge_tree=False,
            remove_comments=True,
            remove_pis=True,
        )
        try:
            root = etree.fromstring(_STRICT.sub(_COMMON, data), parser)
        except etree.XMLSyntaxError as error:  # also what is nested too deep
            raise UnreadableError(f"文件里的 {name} 已损坏", _SAVE_AGAIN) from error
        if root.getroottree().docinfo.doctype:
            raise UnreadableError(
                f"文件里的 {name} 夹带了不该有的定义（DOCTYPE），没有读取", f"确认文件来源；{_SAVE_AGAIN}"
            )
        return root


def inside(parent: Element, wanted: frozenset[str]) -> Iterator[Element]:
    """The wanted elements, in order, through whatever wraps them, but not inside each other."""
    waiting = [parent.iterchildren()]
    while waiting:
        element = next(waiting[-1], None)
        if element is None:
            waiting.pop()
        elif element.tag in wanted:
            yield element
        elif element.tag not in _PROPERTIES:
            waiting.append(element.iterchildren())


_PROPERTIES = {f"{W}pPr", f"{W}rPr"}  # a w:tab in there is a stop, not a tab


def child(parent: Element | None, *names: str) -> Element | None:
    """The element at the end of a path, if the path is there."""
    for name in names:
        if parent is None:
            return None
        parent = parent.find(W + name)
    return parent


def value(parent: Element | None, name: str) -> str | None:
    """The w:val of a child ("" if it has none); None: there is no such child."""
    found = child(parent, name)
    return None if found is None else found.get(f"{W}val", "")


def switch(parent: Element | None, name: str) -> bool | None:
    """Whether a child is there and on; None: it is not there."""
    found = value(parent, name)
    return None if found is None else found not in {"0", "false", "off"}


def whole(text: str | None, default: int = 0) -> int:
    """The number that an attribute holds; the default for anything that is none."""
    return int(text) if text and re.fullmatch(r"-?[0-9]{1,9}", text) else default
