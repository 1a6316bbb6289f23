"""Files of older word processors → .docx, by the LibreOffice that is installed here."""

import os
import shutil
import signal
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from generator.importers.blocks import UnreadableError

_SECONDS = 50  # less than a file has for everything: who is killed cannot end LibreOffice
_NAMES = ("soffice", "libreoffice")
_MAC = "/Applications/LibreOffice.app/Contents/MacOS/soffice"
# No macro runs; what a document links to is not fetched: for what is not blocked, the way out is a proxy nowhere.
_SETTINGS = """<?xml version="1.0" encoding="UTF-8"?>
<oor:items xmlns:oor="http://openoffice.org/2001/registry">
<item oor:path="/org.openoffice.Office.Common/Security/Scripting">
<prop oor:name="DisableMacrosExecution" oor:op="fuse"><value>true</value></prop>
<prop oor:name="BlockUntrustedRefererLinks" oor:op="fuse"><value>true</value></prop>
</item>
<item oor:path="/org.openoffice.Inet/Settings">
<prop oor:name="ooInetProxyType" oor:op="fuse"><value>1</value></prop>
<prop oor:name="ooInetHTTPProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetHTTPSProxyName" oor:op="fuse"><value>127.0.0.1</value></prop>
<prop oor:name="ooInetHTTPSProxyPort" oor:op="fuse"><value>9</value></prop>
<prop oor:name="ooInetNoProxy" oor:op="fuse"><value></value></prop>
</item>
</oor:items>
"""
_SAVE_AS = "用 Word 或 WPS 打开，“另存为” .docx 后再导入"


def convert(data: bytes, suffix: str) -> bytes:
    """The .docx file that LibreOffice makes of a .doc, .wps, .rtf or .odt file.

    Raises UnreadableError where there is no LibreOffice, and when it fails.
    """
    program = next(filter(None, map(shutil.which, (*_NAMES, _MAC))), None)
    if program is None:
        raise UnreadableError(
            "旧版 Word/WPS 文件需要先用 Word 或 WPS “另存为” .docx",
            "另存为 .docx 后再导入；装了 LibreOffice 可以直接导入",
        )
    with TemporaryDirectory(prefix="nianbao-") as name:
        folder = Path(name)
        source, made = folder / f"report{suffix}", folder / "made" / "report.docx"
        settings = folder / "profile" / "user" / "registrymodifications.xcu"
        settings.parent.mkdir(parents=True)
        settings.write_text(_SETTINGS, "utf-8")
        source.write_bytes(data)
        _run([
            program,
            f"-env:UserInstallation={(folder / 'profile').as_uri()}",
            *("--headless", "--norestore", "--convert-to", "docx", "--outdir", str(made.parent)),
            str(source),
        ])
        if not made.exists():
            raise UnreadableError("LibreOffice 打不开这个文件", _SAVE_AS)
        return made.read_bytes()


def _run(command: list[str]) -> None:
    """LibreOffice is a script that starts a program: when time is up, both have to end."""
    with subprocess.Popen(  # noqa: S603 (the program found above, on a file of our own name)
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        start_new_session=True,
    ) as process:
        try:
            process.wait(_SECONDS)
        except subprocess.TimeoutExpired as error:
            os.killpg(process.pid, signal.SIGKILL)
            raise UnreadableError(f"LibreOffice 转换超过 {_SECONDS} 秒，已停止", _SAVE_AS) from error
