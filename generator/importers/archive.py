"""Zip containers (.docx, .xlsx) opened with limits, before any parser sees their parts."""

import zipfile
import zlib
from io import BytesIO
from lzma import LZMAError

from generator.importers.blocks import UnreadableError

_MEMBERS = 1_000
_BYTES = 50 * 1024 * 1024  # unpacked, all members together
_RATIO = 200  # unpacked to packed, of one member larger than…
_SMALL = 1024 * 1024


class Archive:
    """The members of a zip container; nothing is unpacked to disk, so names in it lead nowhere."""

    def __init__(self, data: bytes) -> None:
        """Raises UnreadableError for a broken archive, and for one that would not stay small."""
        try:
            self._zip = zipfile.ZipFile(BytesIO(data))
        except (zipfile.BadZipFile, ValueError, NotImplementedError) as error:
            raise UnreadableError(
                "文件已损坏，或者不是它的扩展名所说的格式", "用 Word 或 WPS 打开，重新“另存为”后再导入"
            ) from error
        infos = self._zip.infolist()
        bomb = any(info.file_size > _SMALL and info.file_size > _RATIO * info.compress_size for info in infos)
        if len(infos) > _MEMBERS or bomb or sum(info.file_size for info in infos) > _BYTES:
            raise UnreadableError("压缩包解开后大得不正常，没有读取", "确认文件来源；重新“另存为”后再导入")
        if any(info.flag_bits & 1 for info in infos):
            raise UnreadableError("文件有密码，读不出来", "打开文件，去掉密码后另存，再导入")
        self.names = frozenset(info.filename for info in infos)

    def read(self, name: str) -> bytes:
        """A member; empty if there is none. Raises UnreadableError if it is damaged."""
        if name not in self.names:
            return b""
        try:
            with self._zip.open(name) as member:
                data = member.read(_BYTES + 1)
        except (
            zipfile.BadZipFile,
            zlib.error,
            LZMAError,
            OSError,
            EOFError,
            ValueError,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise UnreadableError("文件已损坏", "用 Word 或 WPS 打开，重新“另存为”后再导入") from error
        if len(data) > _BYTES:  # its directory entry lied
            raise UnreadableError("压缩包解开后大得不正常，没有读取", "确认文件来源；重新“另存为”后再导入")
        return data
