"""The old Office container (OLE): a small file system inside a file; its streams by name."""

import sys
from array import array
from collections.abc import Iterator, Sequence
from struct import error, unpack_from

from generator.importers.blocks import UnreadableError

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # what such a file opens with
_MOST = 50 * 1024 * 1024  # bytes of a file
_NONE = 0xFFFFFFFA  # numbers of sectors from here on are none
_SIZES = {9: 512, 12: 4096}  # bytes of a sector
_SMALL = 64  # of a sector of a small stream
_ENTRY = 128  # bytes of an entry of the directory
_ROOT = "root entry"


class Container:
    """The streams of a file; nothing in it leads beyond its end, nor round in a circle."""

    def __init__(self, data: bytes) -> None:
        """Raises UnreadableError for a broken file."""
        if len(data) > _MOST:
            raise UnreadableError("文件大得不正常，没有读取", "只留下年报的内容，另存后再导入")
        self._data = data
        try:
            self._size = _SIZES[unpack_from("<H", data, 30)[0]]
            directory, _, self._cutoff, self._small_table, _, further = unpack_from("<6I", data, 48)
            self._sectors = len(data) // self._size
            self._table = self._read_table(further)
            self._entries = dict(_entries(self._read(directory)))
        except (KeyError, error) as reason:
            raise _broken() from reason

    def __contains__(self, name: str) -> bool:
        """Whether there is a stream of that name, in lower case."""
        return name in self._entries

    def stream(self, name: str) -> bytes:
        """A stream by its name, in lower case; empty if there is none. Raises UnreadableError."""
        start, length = self._entries.get(name, (_NONE, 0))
        if length >= self._cutoff:
            return self._read(start)[:length]
        pool = self._read(self._entries.get(_ROOT, (_NONE, 0))[0])
        table = _numbers(self._read(self._small_table))
        found = _chain(start, table, len(pool) // _SMALL)
        return b"".join(pool[at * _SMALL : (at + 1) * _SMALL] for at in found)[:length]

    def _read_table(self, further: int) -> Sequence[int]:
        """Sector → the one that its stream goes on in. The table's own sectors are listed in the header and `further`."""
        own = list(unpack_from("<109I", self._data, 76))
        for _ in range(self._sectors):
            if further >= _NONE:
                break
            *more, further = _numbers(self._sector(further))
            own += more
        own = [number for number in own if number < _NONE]
        if len(own) > self._sectors // (self._size // 4) + 2:
            raise _broken()
        return _numbers(b"".join(map(self._sector, own)))

    def _read(self, start: int) -> bytes:
        return b"".join(map(self._sector, _chain(start, self._table, self._sectors)))

    def _sector(self, number: int) -> bytes:
        at = (number + 1) * self._size
        if at >= len(self._data):
            raise _broken()
        return self._data[at : at + self._size].ljust(self._size, b"\0")


def _chain(start: int, table: Sequence[int], most: int) -> Iterator[int]:
    """The sectors of a stream, of which there cannot be more than the file has."""
    for _ in range(most + 1):
        if start >= _NONE:
            return
        if start >= len(table):
            break
        yield start
        start = table[start]
    raise _broken()


def _entries(directory: bytes) -> Iterator[tuple[str, tuple[int, int]]]:
    """The name of every stream, where it begins, and how long it is."""
    for at in range(0, len(directory), _ENTRY):
        (length,) = unpack_from("<H", directory, at + 64)
        name = directory[at : at + min(max(length - 2, 0), 62)].decode("utf-16-le", "replace")
        yield name.lower(), unpack_from("<II", directory, at + 116)


def _numbers(data: bytes) -> Sequence[int]:
    numbers = array("I", data)
    if sys.byteorder == "big":
        numbers.byteswap()
    return numbers


def _broken() -> UnreadableError:
    return UnreadableError("文件已损坏", "用 Word、Excel 或 WPS 打开，重新“另存为”新格式后再导入")
