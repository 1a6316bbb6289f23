"""Which reader reads which kind of file; a reader is a module with `read(data) -> Document`."""

import re
from importlib import import_module

from generator.importers.blocks import Document, UnreadableError

READERS = {
    ".docx": "docx",
    ".docm": "docx",
    ".html": "html",
    ".htm": "html",
    ".xlsx": "sheet",
    ".xlsm": "sheet",
    ".xls": "sheet",
    ".pdf": "pdf",
    ".txt": "text",
    ".md": "text",
}
OFFICE = (".doc", ".wps", ".rtf", ".odt")  # read after an installed LibreOffice has turned them into .docx
SUFFIXES = (*READERS, *OFFICE)
_PAGE = re.compile(rb"\A[\xef\xbb\xbf\s]*<(?:!doctype html|html|head|meta|table|div)\b", re.IGNORECASE)


def read(data: bytes, suffix: str) -> Document:
    """Paragraphs and grids. Raises UnreadableError."""
    kind = _by_content(data, suffix.lower())
    if kind in OFFICE:
        from generator.importers.office import convert

        data, kind = convert(data, kind), ".docx"
    name = READERS.get(kind)
    if name is None:
        raise UnreadableError(f"不认识“{suffix}”文件", f"可以导入 {' '.join(SUFFIXES)}")
    try:
        module = import_module(f"generator.importers.{name}")
        document = module.read(data)
    except ModuleNotFoundError as error:
        if (error.name or "").startswith("generator"):
            raise
        raise UnreadableError(
            f"没有安装读这种文件的组件（{error.name}）", "运行 pip install 'nianbao[import]' 后再导入"
        ) from error
    assert isinstance(document, Document)
    return document


def _by_content(data: bytes, kind: str) -> str:
    """Portals hand out web pages under the names of Word and Excel; and a new Word file may have its old suffix."""
    if kind in {*OFFICE, ".xls"} and _PAGE.match(data):
        return ".html"
    if kind in {".doc", ".wps"} and data.startswith(b"PK"):
        return ".docx"
    return kind
