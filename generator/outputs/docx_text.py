"""Words → WordprocessingML: whatever stands in a text is data."""

import re
from dataclasses import dataclass
from html import escape

# Named, so that an element means the same in any tree it is put into.
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
LEVELS = 9  # of lists; Word has no more
_INDENT = 640  # twips: two characters of body text, for readers that do not know w:firstLineChars
_FORBIDDEN = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")  # in XML 1.0
_BREAKS = {"\n": "<w:br/>", "\t": "<w:tab/>"}


def escaped(text: str) -> str:
    """The text for an element or an attribute, without what XML cannot hold."""
    return escape(_FORBIDDEN.sub("", text))


def run(text: str, look: str = "") -> str:
    """A stretch of text; `look`: elements of w:rPr."""
    pieces = [
        _BREAKS.get(piece, f'<w:t xml:space="preserve">{piece}</w:t>')
        for piece in re.split(r"([\n\t])", escaped(text))
        if piece
    ]
    look = f"<w:rPr>{look}</w:rPr>" if look else ""
    return f"<w:r>{look}{''.join(pieces)}</w:r>"


def width(text: str) -> float:
    """How wide a text is, in widths of a Chinese character."""
    return sum(0.5 if char < "\u2000" else 1 for char in text)


def indent(level: int) -> str:
    """A paragraph two characters further in for every level; its first line two more."""
    left = f'w:leftChars="{200 * level}" w:left="{_INDENT * level}"'
    return f'<w:ind {left} w:firstLineChars="200" w:firstLine="{_INDENT}"/>'


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph."""

    content: str  # runs
    style: str = ""  # the id; "" for body text
    look: str = ""  # further elements of w:pPr
    keep: bool = False  # on the page of the next

    def __str__(self) -> str:
        style = f'<w:pStyle w:val="{self.style}"/>' if self.style else ""
        keep = "<w:keepNext/>" if self.keep else ""
        return f"<w:p><w:pPr>{style}{keep}{self.look}</w:pPr>{self.content}</w:p>"
