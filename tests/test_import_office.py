"""Older word processors' files, by way of LibreOffice: what comes out, and what happens when nothing does."""

import contextlib
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest
from test_import_docx import grid, numbering, p, pack, parts, tbl, tc, texts, tr

from generator.importers import office
from generator.importers.blocks import UnreadableError
from generator.importers.docx import read
from generator.importers.office import convert

OASIS = "urn:oasis:names:tc:opendocument:xmlns"
RTF = rb"{\rtf1\ansi\ansicpg936 {\b \u19968?\u12289?\u24635?\u20307?\u24773?\u20917?\par}\u25991?\par}"


@pytest.fixture
def libreoffice() -> str:
    return shutil.which("soffice") or shutil.which("libreoffice") or pytest.skip("no LibreOffice here")


@pytest.fixture
def program(tmp_path: Path, monkeypatch):
    """A program to be found in LibreOffice's place: a shell script."""

    def install(script: str) -> Path:
        path = tmp_path / "soffice"
        path.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
        path.chmod(0o755)
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
        return tmp_path

    return install


def test_without_libreoffice_the_editor_is_told_what_to_do(tmp_path: Path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(office, "_MAC", str(tmp_path / "soffice"))
    with pytest.raises(UnreadableError, match="“另存为”") as caught:
        convert(RTF, ".rtf")
    assert "LibreOffice" in caught.value.hint


def test_it_works_in_a_folder_of_its_own_and_leaves_nothing(program):
    folder = program('echo "$@" > "$(dirname "$0")/said"; mkdir "$7"; cat "$8" > "$7/report.docx"')
    assert convert(b"data", ".wps") == b"data"
    said = (folder / "said").read_text("utf-8").split()
    profile, source = Path(said[0].removeprefix("-env:UserInstallation=file://")), Path(said[7])
    assert said[1:5] == ["--headless", "--norestore", "--convert-to", "docx"]
    assert (source.name, profile.parent) == ("report.wps", source.parent)
    assert not source.parent.exists()


def test_a_conversion_that_makes_nothing_is_a_refusal(program):
    program("exit 1")
    with pytest.raises(UnreadableError, match="打不开"):
        convert(b"data", ".doc")


def test_when_time_is_up_all_that_was_started_ends(program, monkeypatch):
    monkeypatch.setattr(office, "_SECONDS", 1)
    folder = program('sleep 60 & echo $! > "$(dirname "$0")/child"; wait')
    start = time.monotonic()
    with pytest.raises(UnreadableError, match="1 秒"):
        convert(b"data", ".doc")
    assert time.monotonic() - start < 20
    child = int((folder / "child").read_text("utf-8"))
    for _ in range(50):
        if not running(child):
            break
        time.sleep(0.1)
    assert not running(child)


def running(process: int) -> bool:
    state = subprocess.run(
        ["ps", "-o", "stat=", "-p", str(process)], capture_output=True, text=True, check=False
    )
    return state.stdout.strip() not in {"", "Z"}


@pytest.mark.usefixtures("libreoffice")
def test_rich_text_is_read():
    assert texts(read(convert(RTF, ".rtf"))) == ["一、总体情况", "文"]


@pytest.mark.usefixtures("libreoffice")
def test_what_is_no_document_is_refused():
    with pytest.raises(UnreadableError, match="打不开"):
        convert(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(2000), ".doc")


def text_file(link: str) -> bytes:
    """An .odt file with a picture elsewhere."""
    picture = f'<d:frame t:anchor-type="as-char"><d:image x:href="{link}"/></d:frame>'
    entry = '<m:file-entry m:full-path="{}" m:media-type="{}"/>'
    kind = "application/vnd.oasis.opendocument.text"
    return pack({
        "mimetype": kind,
        "META-INF/manifest.xml": f'<m:manifest xmlns:m="{OASIS}:manifest:1.0">{entry.format("/", kind)}'
        f"{entry.format('content.xml', 'text/xml')}</m:manifest>",
        "content.xml": f'<o:document-content xmlns:o="{OASIS}:office:1.0" xmlns:t="{OASIS}:text:1.0" '
        f'xmlns:d="{OASIS}:drawing:1.0" xmlns:x="http://www.w3.org/1999/xlink" o:version="1.2"><o:body><o:text>'
        f"<t:p>{picture}</t:p></o:text></o:body></o:document-content>",
    })


def web_page(link: str) -> bytes:
    return f'<html><link rel="stylesheet" href="{link}"><p>a</p></html>'.encode()


@pytest.mark.usefixtures("libreoffice")
@pytest.mark.parametrize(("suffix", "make"), [(".odt", text_file), (".doc", web_page)])
def test_nothing_that_a_document_links_to_is_fetched(suffix: str, make):
    asked = []
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(0.2)
        with contextlib.suppress(UnreadableError):  # a web page is none of the kinds that are converted
            convert(make(f"http://127.0.0.1:{server.getsockname()[1]}/a"), suffix)
        with contextlib.suppress(TimeoutError):
            asked.append(server.accept())
    assert asked == []


def by_libreoffice(program: str, data: bytes, folder: Path, *kinds: str) -> bytes:
    """A file of the first kind as one of the second; more words are options."""
    old, new, *options = kinds
    (folder / f"a.{old}").write_bytes(data)
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    command = [
        program,
        profile,
        "--headless",
        *options,
        "--convert-to",
        new,
        "--outdir",
        str(folder),
        str(folder / f"a.{old}"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    return (folder / f"a.{new.split(':')[0]}").read_bytes()


@pytest.mark.parametrize("kind", ["doc", "odt"])
def test_a_word_file_comes_back_from_an_older_format(tmp_path: Path, libreoffice: str, kind: str):
    number = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>'
    wide = tc("申请人情况", gridSpan="2")
    body = (
        p("总体情况", number)
        + p("申请情况", number)
        + tbl(
            tr(tc("类别", vMerge="restart"), wide),
            tr(tc("", vMerge=""), "自然人", "总计"),
            tr("本年新收", "3", tc("", gridSpan="1")),
        )
        + p("其他", number)
    )
    size = (
        '<w:tblPr><w:tblW w:w="6000" w:type="dxa"/></w:tblPr><w:tblGrid>'
        + '<w:gridCol w:w="2000"/>' * 3
        + "</w:tblGrid>"
    )
    original = {
        **parts(body.replace("<w:tbl>", f"<w:tbl>{size}"), numbering=numbering("%1、", "chineseCounting")),
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Override PartName="/word/document.xml" ContentType="application/vnd.openxmlformats-officedocument.'
        'wordprocessingml.document.main+xml"/><Override PartName="/word/numbering.xml" ContentType="application/'
        'vnd.openxmlformats-officedocument.wordprocessingml.numbering+xml"/></Types>',
        "_rels/.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship '
        'Id="rId1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument" '
        'Target="word/document.xml"/></Relationships>',
    }
    old = by_libreoffice(libreoffice, pack(original), tmp_path, "docx", kind)
    document = read(convert(old, f".{kind}"))
    assert texts(document) == ["一、总体情况", "二、申请情况", "三、其他"]
    (table,) = (block for block in document.blocks if hasattr(block, "rows"))
    assert [[cell.text for _at, cell in table.cells(row)] for row in range(3)] == [
        ["类别", "申请人情况"],
        ["类别", "自然人", "总计"],
        ["本年新收", "3", ""],
    ]
    assert table.rows[0][0] is table.rows[1][0]


def test_a_word_file_made_of_a_web_page_is_read(tmp_path: Path, libreoffice: str):
    page = (
        '<meta charset="utf-8"><h2>一、总体情况</h2><p>见<a href="http://a.cn/">网站</a>。</p><table border="1">'
        "<tr><td rowspan=2>甲</td><td colspan=2>乙</td></tr><tr><td>1</td><td>2</td></tr></table>"
    )
    made = by_libreoffice(
        libreoffice, page.encode(), tmp_path, "html", "docx:MS Word 2007 XML", "--infilter=HTML (StarWriter)"
    )
    document = read(made)
    assert [(block.text, block.heading) for block in document.paragraphs()] == [
        ("一、总体情况", 2),
        ("见网站。", 0),
    ]
    assert [run.link for run in document.blocks[1].runs] == ["", "http://a.cn/", ""]
    assert grid(document) == [["甲", "乙", "乙"], ["甲", "1", "2"]]
