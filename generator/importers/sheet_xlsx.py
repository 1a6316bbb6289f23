"""Workbooks in .xlsx → plain cells; their XML is walked through piece by piece, never held."""

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from generator.importers.archive import Archive
from generator.importers.blocks import UnreadableError
from generator.importers.sheet_cells import SAVE_AGAIN, SHEETS, Room, Sheet, day_text, is_date, number_text

_ELEMENTS = 2_000_000  # of a workbook
_DEPTH = 64
_PIECE = 65_536  # bytes
_MAIN = "xl/workbook.xml"
_REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?([1-9]\d{0,6})")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_TRUTH = {"0": "FALSE", "1": "TRUE"}
Step = tuple[
    str, dict[str, str] | None, str
]  # tag, attributes where it begins, the text before where it ends


def sheets(data: bytes) -> list[Sheet]:
    """The visible sheets in order. Raises UnreadableError for what is no .xlsx, or is not safe to read."""
    return _Book(Archive(data)).sheets()


@dataclass(slots=True)
class _Book:
    archive: Archive
    elements: int = 0
    room: Room = field(default_factory=Room)
    strings: list[str] = field(default_factory=list)
    dates: frozenset[int] = frozenset()  # styles that show a day or a time
    from_1904: bool = False

    def sheets(self) -> list[Sheet]:
        main = next((path for kind, path in self._related("").values() if kind == "officeDocument"), _MAIN)
        listed = []
        for tag, given, _text in self._walk(main):
            if tag == "sheet" and given and given.get("state", "visible") == "visible":
                listed.append(given)
            elif tag == "workbookPr" and given:
                self.from_1904 = given.get("date1904") in {"1", "true"}
        if not listed:
            raise UnreadableError("这不是 Excel 工作簿，或者里面没有工作表", f"确认选对了文件；{SAVE_AGAIN}")
        if len(listed) > SHEETS:
            raise UnreadableError(
                f"有 {len(listed)} 张工作表，不像是年报", "只留下年报的工作表，另存后再导入"
            )
        related = self._related(main)
        parts = dict(related.values())
        self.strings = list(self._strings(parts.get("sharedStrings", "")))
        self.dates = frozenset(self._dates(parts.get("styles", "")))
        found = []
        for given in listed:
            kind, path = related.get(given.get("id", ""), ("", ""))
            if kind == "worksheet":
                found.append(self._sheet(given.get("name", ""), path))
        return found

    def _related(self, source: str) -> dict[str, tuple[str, str]]:
        """Id → kind and name of every part that `source` relates to."""
        folder, name = posixpath.split(source)
        found = {}
        for tag, given, _text in self._walk(posixpath.join(folder, "_rels", f"{name}.rels")):
            if tag == "Relationship" and given and given.get("TargetMode") != "External":
                path = posixpath.normpath(posixpath.join("/", folder, given.get("Target", ""))).lstrip("/")
                found[given.get("Id", "")] = (given.get("Type", "").rpartition("/")[2], path)
        return found

    def _strings(self, name: str) -> Iterator[str]:
        """The texts that cells share."""
        said, aside = "", False
        for tag, given, text in self._walk(name):
            if tag == "rPh":  # how a word is read aloud
                aside = given is not None
            elif tag == "si" and given is not None:
                said = ""
            elif tag == "si":
                yield _plain(said)
            elif tag == "t" and given is None and not aside:
                said += text

    def _dates(self, name: str) -> Iterator[int]:
        """The styles that show a day or a time."""
        codes: dict[int, str] = {}
        style, among = 0, False
        for tag, given, _text in self._walk(name):
            if tag == "cellXfs":
                among = given is not None
            elif given is not None and tag == "numFmt":
                codes[_whole(given.get("numFmtId", ""))] = given.get("formatCode", "")
            elif given is not None and tag == "xf" and among:
                number = _whole(given.get("numFmtId", ""))
                if is_date(number, codes.get(number, "")):
                    yield style
                style += 1

    def _sheet(self, name: str, path: str) -> Sheet:
        sheet = Sheet(name)
        row, column = -1, -1
        cell: dict[str, str] = {}
        value, aside = "", False
        for tag, given, text in self._walk(path):
            if tag == "row" and given is not None:
                row, column = _whole(given.get("r", "")) - 1 if "r" in given else row + 1, -1
            elif tag == "c" and given is not None:
                row, column = _place(given.get("r", "")) or (row, column + 1)
                cell, value = given, ""
            elif tag == "c":
                sheet.put(row, column, self._shown(cell, value))
                self.room.take(1)
            elif tag == "rPh":
                aside = given is not None
            elif given is None and (tag == "v" or (tag == "t" and not aside)):
                value += text
            elif tag == "mergeCell" and given is not None:
                ends = [_place(corner) for corner in given.get("ref", "").split(":")]
                if len(ends) > 1 and ends[0] and ends[1]:
                    sheet.merges.append((*ends[0], *ends[1]))
        return sheet

    def _shown(self, cell: dict[str, str], value: str) -> str:
        """What a cell says: a formula its result, an error its own name."""
        kind = cell.get("t", "n")
        if kind == "s":
            at = _whole(value)
            return self.strings[at] if value and at < len(self.strings) else ""
        if kind in {"str", "inlineStr"}:
            return _plain(value)
        if kind == "b":
            return _TRUTH.get(value, value)
        if kind != "n":  # an error, or a day in ISO notation
            return value.removesuffix("T00:00:00")
        return self._figure(value, _whole(cell.get("s", "")))

    def _figure(self, value: str, style: int) -> str:
        try:
            number = float(value)
        except ValueError:
            return value
        if style in self.dates:
            return day_text(number, from_1904=self.from_1904)
        return number_text(number)

    def _walk(self, name: str) -> Iterator[Step]:
        """A part, element by element."""
        steps: list[Step] = []
        said: list[str] = []
        depth = 0

        def start(tag: str, given: dict[str, str]) -> None:
            nonlocal depth
            depth += 1
            self.elements += 1
            if depth > _DEPTH or self.elements > _ELEMENTS:
                raise UnreadableError("工作簿大得不像是年报，没有读取", "只留下年报的工作表，另存后再导入")
            said.clear()
            steps.append((_local(tag), {_local(key): value for key, value in given.items()}, ""))

        def end(tag: str) -> None:
            nonlocal depth
            depth -= 1
            steps.append((_local(tag), None, "".join(said)))
            said.clear()

        def doctype(*_declared: object) -> None:
            raise UnreadableError(
                f"文件里的 {name} 夹带了不该有的定义（DOCTYPE），没有读取", f"确认文件来源；{SAVE_AGAIN}"
            )

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = said.append
        parser.StartDoctypeDeclHandler = doctype
        data = self.archive.read(name)
        try:
            for at in range(0, len(data), _PIECE):
                parser.Parse(data[at : at + _PIECE], at + _PIECE >= len(data))
                yield from steps
                steps.clear()
        except (expat.ExpatError, ValueError, LookupError) as error:  # the latter two of its encoding
            raise UnreadableError(f"文件里的 {name} 已损坏", SAVE_AGAIN) from error


def _local(name: str) -> str:
    return name.rpartition(":")[2]


def _whole(text: str) -> int:
    """A whole number; 0 for what is none."""
    return int(text) if text.isdecimal() and len(text) < 10 else 0  # noqa: PLR2004 (more digits than any use here)


def _place(reference: str) -> tuple[int, int] | None:
    """B7 → its row and column, from 0."""
    match = _REFERENCE.fullmatch(reference)
    if not match:
        return None
    column = 0
    for letter in match[1]:
        column = column * 26 + ord(letter) - ord("A") + 1
    return int(match[2]) - 1, column - 1


def _plain(text: str) -> str:
    """A text without the escapes of the format, with plain ends of lines."""
    text = _ESCAPED.sub(lambda match: chr(int(match[1], 16)), text)
    # A character beyond the first 65,536 is escaped in two halves; half a one is none.
    text = text.encode("utf-16", "surrogatepass").decode("utf-16", "ignore")
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
