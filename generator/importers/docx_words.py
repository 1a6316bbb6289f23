"""What is inside a paragraph of a Word file: runs of text, and what hangs on them."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby

from generator.importers.blocks import Run
from generator.importers.docx_package import Element, Package, R, W, child, inside, switch, value
from generator.importers.docx_settle import settle
from generator.importers.docx_styles import Style, Styles

PARAGRAPH = f"{W}p"
BOX = f"{W}txbxContent"
_MATH = "{http://schemas.openxmlformats.org/officeDocument/2006/math}t"
# Images, and drawings that are no text: charts, diagrams.
_PICTURES = {
    "{http://schemas.openxmlformats.org/drawingml/2006/main}blip",
    "{http://schemas.openxmlformats.org/drawingml/2006/chart}chart",
    "{http://schemas.openxmlformats.org/drawingml/2006/diagram}relIds",
    "{urn:schemas-microsoft-com:vml}imagedata",
}
_NOTES = {f"{W}footnoteReference": "footnote", f"{W}endnoteReference": "endnote"}
_FIELDS = {f"{W}fldChar", f"{W}instrText"}
_SIGNS = {f"{W}tab": "\t", f"{W}ptab": "\t", f"{W}cr": "\n", f"{W}noBreakHyphen": "-"}
_TEXT = {f"{W}t", _MATH, f"{W}br", f"{W}sym", *_SIGNS}
_WANTED = frozenset({f"{W}r", f"{W}hyperlink", BOX, *_PICTURES, *_NOTES, *_FIELDS, *_TEXT})
_ADDRESS = re.compile(r"(?:https?://|mailto:)\S+", re.IGNORECASE)
_FIELD_LINK = re.compile(r'\s*HYPERLINK\s+"([^"]*)"')
# The signs of Word's picture fonts that editors use: ticks, boxes, dots, arithmetic.
_SYMBOLS = {
    "Symbol": {0xB0: "°", 0xB1: "±", 0xB4: "×", 0xB7: "•", 0xB8: "÷", 0xA3: "≤", 0xB3: "≥"},
    "Wingdings": {0xFC: "✓", 0xFB: "✗", 0xFE: "☑", 0xFD: "☒", 0xA8: "□", 0x6F: "□", 0x6E: "■", 0x6C: "●"},
    "Wingdings 2": {0x50: "✓", 0x4F: "✗", 0x52: "☑", 0x53: "☒", 0xA3: "□"},
}
_PRIVATE = range(0xF000, 0xF100)  # their codes mean something in their font only
_UNKNOWN_SYMBOL = "\N{REPLACEMENT CHARACTER}"


@dataclass(slots=True)
class _Field:
    """A field between its begin and its end."""

    around: str  # the link of the field it is in
    code: list[str] = field(default_factory=list)
    link: str = ""


@dataclass(slots=True)
class Words:
    """The words of a paragraph."""

    apart: bool = False  # keep notes out of the words: a figure with a note in it is no figure
    pieces: list[Run] = field(default_factory=list)
    notes: list[Run] = field(default_factory=list)  # if apart
    beside: list[Element] = field(default_factory=list)  # text boxes (BOX) and pictures, in order
    fields: list[_Field] = field(default_factory=list)  # those that are open, outermost first

    @property
    def text(self) -> str:
        """The text of all pieces."""
        return "".join(piece.text for piece in self.pieces)

    def runs(self, prefix: str = "") -> tuple[Run, ...]:
        """The pieces, neighbours of one style as one; a prefix looks like what it stands before, so there is some."""
        pieces = [piece for piece in self.pieces if piece.text]
        if prefix:
            pieces.insert(0, Run(prefix, pieces[0].strong))
        groups = groupby(pieces, lambda piece: (piece.strong, piece.link))
        return tuple(Run("".join(piece.text for piece in group), *style) for style, group in groups)


class WordReader:
    """Reads the paragraphs of a document."""

    def __init__(self, package: Package, styles: Styles) -> None:
        self._styles = styles
        self._links = package.links()
        self._notes: dict[tuple[str, str], str] = {}  # there are none in notes
        self._notes = {name: self._note(note) for name, note in _notes(package)}

    def read(self, paragraph: Element, *, apart: bool = False) -> Words:
        """The words of a w:p. Each note is given once, at its first place."""
        words = Words(apart)
        style = self._styles.of_paragraph(child(paragraph, "pPr"))
        self._read(paragraph, words, Run(""), style)
        return words

    def _read(self, parent: Element, words: Words, like: Run, style: Style) -> None:
        """`like`: an empty run in the style around here."""
        for element in inside(parent, _WANTED):
            if element.tag == f"{W}r":
                self._run(element, words, like, style)
            elif element.tag == f"{W}hyperlink":
                link = _address(self._links.get(element.get(f"{R}id"), ""))
                self._read(element, words, replace(like, link=link), style)
            elif element.tag in _NOTES:
                note = self._notes.pop((_NOTES[element.tag], element.get(f"{W}id", "")), "")
                (words.notes if words.apart else words.pieces).append(Run(note))
            elif element.tag in _FIELDS:
                _follow(words.fields, element)
            elif element.tag in _TEXT:
                link = _link(words.fields) or like.link
                words.pieces.append(Run(_text(element), like.strong, link))
            else:
                words.beside.append(element)

    def _run(self, run: Element, words: Words, like: Run, style: Style) -> None:
        properties = child(run, "rPr")
        hidden = switch(properties, "vanish")
        if hidden is None:
            hidden = style.hidden or self._styles.of(value(properties, "rStyle") or "").hidden
        if not hidden:
            self._read(run, words, replace(like, strong=switch(properties, "b") or False), style)

    def _note(self, note: Element) -> str:
        lines = (self.read(paragraph).text.strip() for paragraph in inside(note, frozenset({PARAGRAPH})))
        text = "\n".join(filter(None, lines)).removeprefix("注：")
        return text and f"（注：{text}）"


def _notes(package: Package) -> Iterator[tuple[tuple[str, str], Element]]:
    """(kind, id) and element of each footnote and endnote."""
    for kind in _NOTES.values():
        root = package.part(f"{kind}s")
        if root is not None:
            settle(root)
            for note in root.iter(W + kind):
                yield (kind, note.get(f"{W}id", "")), note


def _follow(fields: list[_Field], element: Element) -> None:
    """Begin, code, separator (the result follows) and end of fields; of those only links matter."""
    step = element.get(f"{W}fldCharType")
    if step == "begin":
        fields.append(_Field(_link(fields)))
    elif not fields:
        return
    elif step == "separate":
        match = _FIELD_LINK.match("".join(fields[-1].code))
        fields[-1].link = _address(match[1]) if match else ""
    elif step == "end":
        fields.pop()
    else:
        fields[-1].code.append(element.text or "")


def _link(fields: list[_Field]) -> str:
    return fields[-1].link or fields[-1].around if fields else ""


def _address(target: str) -> str:
    """A link that may be published; others (files, places in the document) are words only."""
    return target if _ADDRESS.fullmatch(target) else ""


def _text(element: Element) -> str:
    if element.tag == f"{W}br":
        return "" if element.get(f"{W}type") in {"page", "column"} else "\n"
    if element.tag == f"{W}sym":
        return _symbol(element.get(f"{W}font", ""), element.get(f"{W}char", ""))
    return _SIGNS.get(element.tag) or re.sub(r"[\t\r\n]+", " ", element.text or "")


def _symbol(font: str, char: str) -> str:
    code = int(char, 16) if re.fullmatch(r"[0-9A-Fa-f]{1,4}", char) else 0
    if code in _PRIVATE:
        return _SYMBOLS.get(font, {}).get(code - _PRIVATE.start, _UNKNOWN_SYMBOL)
    return chr(code) if chr(code).isprintable() else ""
