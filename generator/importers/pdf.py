"""A PDF with a text layer → paragraphs and grids. Nothing in it is run, opened or fetched."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO
from typing import TYPE_CHECKING

from generator.importers.blocks import Document, UnreadableError
from generator.importers.pdf_columns import strips
from generator.importers.pdf_flow import blocks
from generator.importers.pdf_sheet import NO_CHARACTER, Box, Sheet, sheet

if TYPE_CHECKING:
    from pdfplumber.pdf import PDF

_PAGES = 200
_CHARACTERS = 100_000  # of a page
_SCANNED = 0.5  # of a page: an image that covers more is a scan…
_STAMP = 40  # …if no more characters stand on it: a page number, the mark of a scanning program
_WRONG = 0.3  # of the characters: without them no figure can be trusted
_SAVE_AGAIN = "用 PDF 阅读器打开，另存或重新打印成 PDF 后再导入；也可以先转成 Word"
_OCR = "请用带文字识别（OCR）的软件转成 Word 或 Markdown 后再导入"


def read(data: bytes) -> Document:
    """The document in reading order. Raises UnreadableError: a scan, a password, damage, too large."""
    with _quiet():
        title, sheets = _opened(data)
    seen = [one for one in sheets if one.glyphs or one.images]
    if all(map(_is_scan, seen)):
        raise UnreadableError("这是扫描件（图片），没有文字可读", _OCR)
    texts = [glyph.text for one in seen for glyph in one.glyphs]
    if texts.count(NO_CHARACTER) > _WRONG * len(texts):
        raise UnreadableError("这个 PDF 没有写明文字的编码，读出来是乱码", _OCR)
    for one in seen:
        if not _is_scan(one):  # behind the text: the scan it was recognised from, or a background
            one.images = [image for image in one.images if not _fills(image, one)]
    return Document(blocks(strips(seen)), title if "年" in title else "")


def _is_scan(one: Sheet) -> bool:
    """Whether a page is a picture of a page."""
    letters = sum(not glyph.text.isspace() for glyph in one.glyphs)
    return not letters or (letters <= _STAMP and any(_fills(image, one) for image in one.images))


def _fills(image: Box, one: Sheet) -> bool:
    return image.width * image.height > _SCANNED * one.box.width * one.box.height


def _opened(data: bytes) -> tuple[str, list[Sheet]]:
    """The title and the pages."""
    import pdfplumber
    from pdfminer.pdfdocument import PDFEncryptionError, PDFPasswordIncorrect
    from pdfplumber.utils.exceptions import PdfminerException

    try:
        pdf = pdfplumber.open(BytesIO(data))
        title = pdf.metadata.get("Title")
        sheets = list(_sheets(pdf))
    except (UnreadableError, MemoryError):
        raise
    except Exception as error:  # a damaged file makes the library raise anything
        cause = error.args[0] if isinstance(error, PdfminerException) and error.args else error
        if isinstance(cause, PDFPasswordIncorrect | PDFEncryptionError):
            raise UnreadableError("文件有密码，读不出来", "打开文件，去掉密码后另存，再导入") from error
        raise UnreadableError("文件已损坏，或者不是 PDF", _SAVE_AGAIN) from error
    if not sheets:
        raise UnreadableError("文件已损坏：里面一页也没有", _SAVE_AGAIN)
    return title if isinstance(title, str) else "", sheets


def _sheets(pdf: "PDF") -> Iterator[Sheet]:
    if len(pdf.pages) > _PAGES:
        raise UnreadableError(f"超过 {_PAGES} 页，不像是一份年度报告", "只保留年度报告的页后再导入")
    for page in pdf.pages:
        made = sheet(page.page_number, page.layout)
        if made.painted > _CHARACTERS:
            raise UnreadableError(f"第 {made.number} 页的字数多得不正常，没有读取", _SAVE_AGAIN)
        yield made
        page.close()


@contextmanager
def _quiet() -> Iterator[None]:
    """Without the library's remarks on fonts, which say nothing of the text."""
    loggers = [logging.getLogger(name) for name in ("pdfminer", "pdfplumber")]
    levels = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        for logger, level in zip(loggers, levels, strict=True):
            logger.setLevel(level)
