"""Word's styles, each with what it has from those it is based on."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from generator.importers.docx_package import Element, W, child, switch, value, whole

_HEADING = re.compile(r"(?:heading|标题)\s*([1-9])", re.IGNORECASE)
_CONTENTS = re.compile(r"(?:toc|目录)\s*[1-9]", re.IGNORECASE)
_LEVELS = range(1, 10)
_HEIRS = 20  # Word itself stops at about ten


@dataclass(frozen=True, slots=True)
class Style:
    """What matters of a style."""

    line: tuple[str, ...] = ()  # its id, and those of the styles it is based on, nearest first
    heading: int = 0  # level
    contents: bool = False  # of an entry in a table of contents
    hidden: bool = False
    number: str = ""  # numId
    level: int | None = None  # ilvl


class Styles:
    """The styles of a document."""

    def __init__(self, root: Element | None) -> None:
        """`root`: of the styles part."""
        found = () if root is None else root.iter(f"{W}style")
        self._elements = {element.get(f"{W}styleId", ""): element for element in found}
        self._plain = next(
            (
                name
                for name, element in self._elements.items()
                if element.get(f"{W}type") == "paragraph"
                and element.get(f"{W}default") in {"1", "true", "on"}
            ),
            "",
        )
        self._made: dict[str, Style] = {}

    def of_paragraph(self, properties: Element | None) -> Style:
        """Of a w:pPr; the document's plain style if it names none."""
        name = value(properties, "pStyle") or ""
        return self.of(name if name in self._elements else self._plain)

    def of(self, name: str) -> Style:
        """By its id."""
        if name not in self._made:
            self._made[name] = self._make(name)
        return self._made[name]

    def _make(self, name: str) -> Style:
        line = dict(self._line(name))
        return Style(
            tuple(line),
            next((level for element in line.values() if (level := _heading(element)) is not None), 0),
            any(_CONTENTS.fullmatch(value(element, "name") or "") for element in line.values()),
            next(
                (
                    on
                    for element in line.values()
                    if (on := switch(child(element, "rPr"), "vanish")) is not None
                ),
                False,
            ),
            next((found for element in line.values() if (found := _numbering(element, "numId"))), ""),
            next((whole(found) for element in line.values() if (found := _numbering(element, "ilvl"))), None),
        )

    def _line(self, name: str) -> Iterator[tuple[str, Element]]:
        for _ in range(_HEIRS):
            if name not in self._elements:
                return
            yield name, self._elements[name]
            name = value(self._elements[name], "basedOn") or ""


def outline(properties: Element | None) -> int | None:
    """The heading level that a w:pPr itself sets, 0 for body text; None: it sets none."""
    found = value(properties, "outlineLvl")
    level = whole(found, 9) + 1
    return None if found is None else level if level in _LEVELS else 0


def _heading(style: Element) -> int | None:
    match = _HEADING.fullmatch(value(style, "name") or "")
    return int(match[1]) if match else outline(child(style, "pPr"))


def _numbering(style: Element, name: str) -> str | None:
    return value(child(style, "pPr", "numPr"), name)
