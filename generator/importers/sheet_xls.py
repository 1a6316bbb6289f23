"""Workbooks in the old .xls → plain cells: the records (BIFF8) of the one stream that holds them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from struct import error, iter_unpack, pack, unpack, unpack_from

from generator.importers.blocks import UnreadableError
from generator.importers.ole import Container
from generator.importers.sheet_cells import SAVE_AGAIN, SHEETS, Room, Sheet, day_text, is_date, number_text

_RECORDS = 2_000_000  # of a workbook
_BIFF8 = 0x0600
# Kinds of records: of the workbook,
_BEGIN, _END, _CONTINUE = 0x0809, 0x000A, 0x003C
_PASSWORD, _CALENDAR, _FORMAT, _STYLE, _SHEET, _STRINGS = 0x002F, 0x0022, 0x041E, 0x00E0, 0x0085, 0x00FC
# and of a sheet.
_NUMBER, _SHORT, _SHORTS, _SHARED, _LABEL, _RICH = 0x0203, 0x027E, 0x00BD, 0x00FD, 0x0204, 0x00D6
_FORMULA, _RESULT, _TRUTH, _MERGED = 0x0006, 0x0207, 0x0205, 0x00E5
_ERRORS = {
    0x00: "#NULL!",
    0x07: "#DIV/0!",
    0x0F: "#VALUE!",
    0x17: "#REF!",
    0x1D: "#NAME?",
    0x24: "#NUM!",
    0x2A: "#N/A",
}
_CELLS = frozenset({_NUMBER, _SHORT, _SHARED, _LABEL, _RICH, _FORMULA, _TRUTH})
Record = tuple[int, list[bytes]]  # its kind, and its content in the pieces that the file has it in


def sheets(data: bytes) -> list[Sheet]:
    """The visible sheets in order. Raises UnreadableError for what is no .xls, or is not safe to read."""
    container = Container(data)
    if "encryptedpackage" in container:
        raise _locked()
    if "workbook" not in container:
        raise _other()
    try:
        return _Book(container.stream("workbook")).sheets()
    except (error, IndexError) as reason:
        raise UnreadableError("文件已损坏", SAVE_AGAIN) from reason


def _locked() -> UnreadableError:
    return UnreadableError("文件有密码，读不出来", "打开文件，去掉密码后另存，再导入")


def _other() -> UnreadableError:
    return UnreadableError("这不是 Excel 工作簿，或者是很旧的格式", f"确认选对了文件；{SAVE_AGAIN}")


@dataclass(slots=True)
class _Book:
    stream: bytes
    records: int = 0
    room: Room = field(default_factory=Room)
    strings: list[str] = field(default_factory=list)
    styles: list[int] = field(default_factory=list)  # the number format of each
    formats: dict[int, str] = field(default_factory=dict)
    from_1904: bool = False

    def sheets(self) -> list[Sheet]:
        """The visible ones."""
        listed = list(self._listed())
        if not listed:
            raise _other()
        if len(listed) > SHEETS:
            raise UnreadableError(
                f"有 {len(listed)} 张工作表，不像是年报", "只留下年报的工作表，另存后再导入"
            )
        return [self._sheet(name, start) for name, start in listed]

    def _listed(self) -> Iterator[tuple[str, int]]:
        """The name of every visible sheet, and where it begins; on the way, what all sheets share."""
        for kind, pieces in self._walk(0):
            data = pieces[0]
            if kind == _BEGIN and unpack_from("<H", data)[0] != _BIFF8:
                raise _other()
            if kind == _PASSWORD:
                raise _locked()
            if kind == _CALENDAR:
                self.from_1904 = data[0] == 1
            elif kind == _FORMAT:
                self.formats[unpack_from("<H", data)[0]] = _Words([data[2:]]).text()
            elif kind == _STYLE:
                self.styles.append(unpack_from("<H", data, 2)[0])
            elif kind == _STRINGS:
                self.strings = list(self._shared(pieces))
            elif kind == _SHEET and data[4] & 3 == 0 == data[5]:  # to be seen, and a worksheet
                yield _Words([data[7:]]).characters(data[6]), unpack_from("<I", data)[0]

    def _walk(self, at: int) -> Iterator[Record]:
        """The records of the part that begins at a place, without those of parts inside it."""
        depth = 0
        held: Record | None = None
        while at + 4 <= len(self.stream):
            self.records += 1
            if self.records > _RECORDS:
                raise UnreadableError("工作簿大得不像是年报，没有读取", "只留下年报的工作表，另存后再导入")
            kind, size = unpack_from("<HH", self.stream, at)
            piece = self.stream[at + 4 : at + 4 + size]
            at += 4 + size
            if kind == _CONTINUE:
                if held:
                    held[1].append(piece)
                continue
            if held:
                yield held
            depth += (kind == _BEGIN) - (kind == _END)
            if not depth:
                return
            held = (kind, [piece]) if depth == 1 else None

    def _shared(self, pieces: list[bytes]) -> Iterator[str]:
        """The texts that cells share."""
        words = _Words(pieces)
        _all, count = unpack("<II", words.take(8))
        for _ in range(count):
            self.room.take(1)
            yield words.text()

    def _sheet(self, name: str, start: int) -> Sheet:
        sheet = Sheet(name)
        last = (0, 0)
        for kind, pieces in self._walk(start):
            data = pieces[0]
            if kind == _MERGED:
                (count,) = unpack_from("<H", data)
                for top, bottom, left, right in iter_unpack("<4H", data[2 : 2 + 8 * count]):
                    sheet.merges.append((top, left, bottom, right))
            elif kind == _RESULT:  # the text of the formula before it
                sheet.put(*last, _Words(pieces).text())
            elif kind == _SHORTS:
                row, column = unpack_from("<2H", data)
                for at, (style, short) in enumerate(iter_unpack("<HI", data[4:-2])):
                    self._put(sheet, (row, column + at), self._figure(_unpacked(short), style))
            elif kind in _CELLS:
                row, column, style = unpack_from("<3H", data)
                last = (row, column)
                self._put(sheet, last, self._said(kind, pieces, style))
        return sheet

    def _put(self, sheet: Sheet, place: tuple[int, int], text: str) -> None:
        self.room.take(1)
        sheet.put(*place, text)

    def _said(self, kind: int, pieces: list[bytes], style: int) -> str:
        """What a cell says; a formula its result, an error its own name."""
        data = pieces[0]
        if kind == _NUMBER:
            return self._figure(unpack_from("<d", data, 6)[0], style)
        if kind == _SHORT:
            return self._figure(_unpacked(unpack_from("<I", data, 6)[0]), style)
        if kind == _SHARED:
            at: int = unpack_from("<I", data, 6)[0]
            return self.strings[at]
        if kind == _TRUTH:
            return _result(data[7], data[6])
        return self._computed(data, style) if kind == _FORMULA else _Words([data[6:], *pieces[1:]]).text()

    def _computed(self, data: bytes, style: int) -> str:
        """The result of a formula; a text comes in a record of its own."""
        if data[12:14] != b"\xff\xff":
            return self._figure(unpack_from("<d", data, 6)[0], style)
        return _result(data[6] - 1, data[8])

    def _figure(self, value: float, style: int) -> str:
        number = self.styles[style] if style < len(self.styles) else 0
        if is_date(number, self.formats.get(number, "")):
            return day_text(value, from_1904=self.from_1904)
        return number_text(value)


def _unpacked(short: int) -> float:
    """A number in 30 bits: whole or the upper part of a float, perhaps in hundredths."""
    if short & 2:
        value: float = (short >> 2) - ((short >> 31) << 30)
    else:
        (value,) = unpack("<d", pack("<Q", (short & ~3) << 32))
    return value / 100 if short & 1 else value


def _result(kind: int, code: int) -> str:
    """A truth (0) or an error (1); anything else says nothing."""
    if kind == 0:
        return "TRUE" if code else "FALSE"
    return _ERRORS.get(code, "#N/A") if kind == 1 else ""


@dataclass(slots=True)
class _Words:
    """Text that may go on in the next piece; there a first byte says anew how wide its characters are."""

    pieces: Sequence[bytes]
    piece: int = 0
    at: int = 0

    def take(self, size: int) -> bytes:
        """The next bytes. Raises IndexError behind the end."""
        found = b""
        while len(found) < size:
            rest = self.pieces[self.piece][self.at : self.at + size - len(found)]
            found += rest
            self.at += len(rest)
            if not rest:
                self._turn()
        return found

    def _turn(self) -> None:
        self.piece += 1
        self.at = 0

    def text(self) -> str:
        """A text that begins with the number of its characters."""
        return self.characters(unpack("<H", self.take(2))[0])

    def characters(self, count: int) -> str:
        """So many characters, after the byte that says how they are written, and what else comes with them."""
        (look,) = self.take(1)
        runs = 4 * unpack("<H", self.take(2))[0] if look & 8 else 0  # of fonts
        aside = unpack("<I", self.take(4))[0] if look & 4 else 0  # how it is read aloud
        found = b""  # as UTF-16; a piece may end inside a character
        while count:
            room = (len(self.pieces[self.piece]) - self.at) >> (look & 1)
            if room:
                part = self.take(min(count, room) << (look & 1))
                found += part if look & 1 else part.decode("latin-1").encode("utf-16-le")
                count -= min(count, room)
            else:
                self._turn()
                (look,) = self.take(1)
        self.take(runs + aside)
        text = found.decode("utf-16-le", "ignore")
        return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "")
