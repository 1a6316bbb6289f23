"""Workbooks as they come in: text exactly as it was typed, tables and paragraphs told apart, nothing that hurts."""

import random
import re
import struct
import zipfile
from datetime import date, datetime, time
from io import BytesIO

import pytest
from openpyxl import Workbook
from openpyxl.cell.rich_text import CellRichText, TextBlock
from openpyxl.cell.text import InlineFont
from openpyxl.worksheet.cell_range import CellRange

from generator.importers import sheet_xls, sheet_xlsx
from generator.importers.blocks import Document, Paragraph, UnreadableError
from generator.importers.ole import OLE
from generator.importers.sheet import read
from generator.importers.sheet_cells import day_text, is_date, number_text


def workbook(*sheets: list[list]) -> Workbook:
    """A sheet a list of rows."""
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets, 1):
        at = book.create_sheet(f"表{number}")
        for row, cells in enumerate(rows, 1):
            for column, value in enumerate(cells, 1):
                if value is not None:
                    at.cell(row, column, value)
    return book


def saved(book: Workbook) -> bytes:
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def came(*sheets: list[list]) -> list:
    """What comes of rows: text of a paragraph, rows of text of a grid."""
    return shown(read(saved(workbook(*sheets))))


def shown(document: Document) -> list:
    return [
        block.text if isinstance(block, Paragraph) else [[cell.text for cell in row] for row in block.rows]
        for block in document.blocks
    ]


def parts(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes]) -> bytes:
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return file.getvalue()


def raw(cells: str, *, strings: str = "", book: str = "") -> bytes:
    """A workbook whose one sheet holds this XML."""
    files = parts(saved(workbook([[1]])))
    name = "xl/worksheets/sheet1.xml"
    files[name] = re.sub(
        b"<sheetData>.*</sheetData>", f"<sheetData>{cells}</sheetData>".encode(), files[name]
    )
    if strings:
        files["xl/sharedStrings.xml"] = f"<sst>{strings}</sst>".encode()
        files["xl/_rels/workbook.xml.rels"] = files["xl/_rels/workbook.xml.rels"].replace(
            b"</Relationships>",
            b'<Relationship Id="s" Type="x/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
        )
    if book:
        files["xl/workbook.xml"] = files["xl/workbook.xml"].replace(
            b"<workbookPr/>", f"<workbookPr {book}/>".encode()
        )
    return zipped(files)


@pytest.mark.parametrize(
    ("value", "text"),
    [
        (5, "5"),
        (5.0, "5"),
        (0, "0"),
        (-3, "-3"),
        (0.1 + 0.2, "0.3"),
        (190.457379, "190.457379"),
        (59237.2449, "59237.2449"),
        (9.95, "9.95"),
        (1e20, "100000000000000000000"),
        (0.000001, "0.000001"),
        (123456789012345, "123456789012345"),
        ("0012", "0012"),
        ("1,204", "1,204"),
        (True, "TRUE"),
        (False, "FALSE"),
        (date(2024, 1, 20), "2024-01-20"),
        (datetime(2024, 1, 20, 3, 4, 5), "2024-01-20 03:04:05"),  # noqa: DTZ001 (a workbook knows no zones)
        (time(3, 4, 5), "03:04:05"),
        ("#REF!", "#REF!"),
        ("=1+1", ""),  # a formula that no program has computed
    ],
)
def test_a_cell_is_read_as_it_was_typed(value, text):
    assert came([["甲", value, "乙"], ["丙", 1, "丁"]]) == [[["甲", text, "乙"], ["丙", "1", "丁"]]]


@pytest.mark.parametrize(
    ("cell", "text"),
    [
        ('<c r="A1"><v>0.30000000000000004</v></c>', "0.3"),
        ('<c r="A1"><f>1/0</f><v>12</v></c>', "12"),
        ('<c r="A1" t="e"><f>A9</f><v>#DIV/0!</v></c>', "#DIV/0!"),
        ('<c r="A1" t="str"><f>A9</f><v>相符</v></c>', "相符"),
        ('<c r="A1" t="str"><f>A9</f><v></v></c>', ""),
        ('<c r="A1"><f>A9</f></c>', ""),
        ('<c r="A1" t="inlineStr"><is><r><t>甲</t></r><r><t>乙</t></r></is></c>', "甲乙"),
        ('<c r="A1" t="inlineStr"><is><t>甲</t><rPh><t>jia</t></rPh></is></c>', "甲"),
        ('<c r="A1" t="inlineStr"><is><t>a_x4E59__xD83D__xDE00__xD83D_b</t></is></c>', "a乙😀b"),
        ('<c r="A1" t="d"><v>2024-01-20T00:00:00</v></c>', "2024-01-20"),
        ('<c r="A1" t="s"><v>1</v></c>', "丙丁"),
        ('<c r="A1" t="s"><v>99</v></c>', ""),
        ("<c><v>7</v></c>", "7"),
        ('<c r="A1"><v>1e400</v></c>', "inf"),
        ('<c r="A1"><v>一</v></c>', "一"),
    ],
)
def test_every_way_to_write_a_cell_is_known(cell, text):
    shared = "<si><t>x</t></si><si><r><t>丙</t></r><rPh><t>bing</t></rPh><r><t>丁</t></r></si>"
    data = raw(
        f'<row r="1">{cell}<c r="B1"><v>1</v></c></row><row><c><v>2</v></c><c><v>3</v></c></row>',
        strings=shared,
    )
    assert shown(read(data)) == [[[text, "1"], ["2", "3"]]]


def test_rich_text_is_text():
    rich = CellRichText("公开", TextBlock(InlineFont(b=True), "3"), "件")
    assert came([[rich]]) == ["公开3件"]


def test_days_count_from_1904_where_the_workbook_says_so():
    cell = '<row r="1"><c r="A1" s="1"><v>43849</v></c></row>'
    files = parts(raw(cell, book='date1904="1"'))
    files["xl/styles.xml"] = files["xl/styles.xml"].replace(b"</cellXfs>", b'<xf numFmtId="14"/></cellXfs>')
    assert shown(read(zipped(files))) == ["2024-01-20"]


@pytest.mark.parametrize(
    ("number", "code", "day"),
    [
        (0, "", False),
        (14, "", True),
        (22, "", True),
        (31, "", True),
        (49, "", False),
        (176, "yyyy\\-mm\\-dd", True),
        (176, '[DBNum1][$-804]yyyy"年"m"月"d"日"', True),
        (176, "General", False),
        (176, '0"days"', False),
        (176, "[Red]0.00_ ;[Red]-0.00", False),
        (176, "+0;-0;0", False),
        (176, "[h]:mm", False),
        (176, "0;yyyy", False),
    ],
)
def test_a_day_is_known_by_its_number_format(number, code, day):
    assert is_date(number, code) is day


@pytest.mark.parametrize(
    ("value", "text"),
    [(1, "1900-01-01"), (61, "1900-03-01"), (2_958_465, "9999-12-31"), (-1, "-1"), (2_958_466, "2958466")],
)
def test_days_begin_in_1900_and_end_in_9999(value, text):
    assert day_text(value, from_1904=False) == text


def test_numbers_have_no_exponent():
    assert number_text(1e-7) == "0.0000001"
    assert number_text(-0.0) == "0"
    assert re.fullmatch(r"1[0-9]{300}", number_text(1e300))


def test_a_merged_cell_is_one_cell_wherever_it_reaches():
    book = workbook([["合", None, "x"], [None, None, "y"], ["左", "右", "z"]])
    book.active.merge_cells("A1:B2")
    (grid,) = read(saved(book)).blocks
    assert grid.rows[0][0] is grid.rows[0][1] is grid.rows[1][0] is grid.rows[1][1]
    assert [[text.text for _at, text in grid.cells(row)] for row in range(3)] == [
        ["合", "x"],
        ["合", "y"],
        ["左", "右", "z"],
    ]


def test_blank_cells_are_cells_of_their_own():
    (grid,) = read(saved(workbook([["甲", None, None, "1"], ["乙", 1, 2, 3]]))).blocks
    assert len(grid.cells(0)) == 4


def test_rows_of_one_cell_are_paragraphs_and_others_a_table():
    rows = [
        ["2023年工作报告"],
        [None, "第一段。\n\n 第二段。"],
        [],
        ["规章", 0, None],
        ["文件", 3, None],
        [],
        ["落款"],
    ]
    assert came(rows) == [
        "2023年工作报告",
        "第一段。",
        "第二段。",
        [["规章", "0"], ["文件", "3"]],
        "落款",
    ]


def test_columns_and_rows_that_say_nothing_are_dropped():
    assert came([[], [None, None, "甲", 1, None], [None, None, None, 2, " "], [None, "　"]]) == [
        [["甲", "1"], ["", "2"]]
    ]


def test_headings_and_sentences_right_above_and_below_a_table_are_no_part_of_it():
    rows = [
        ["青山镇2023年政府信息公开工作年度报告"],
        ["二、主动公开政府信息情况"],
        ["第二十条第（一）项"],
        ["规章", 1],
        ["第二十条第（五）项"],
        ["许可", 2],
        ["五、存在的主要问题及改进情况"],
        ["公开不够及时。"],
        ["三、下一张表", 1],
    ]
    assert came(rows) == [
        "青山镇2023年政府信息公开工作年度报告",
        "二、主动公开政府信息情况",
        [["第二十条第（一）项", ""], ["规章", "1"], ["第二十条第（五）项", ""], ["许可", "2"]],
        "五、存在的主要问题及改进情况",
        "公开不够及时。",
        [["三、下一张表", "1"]],
    ]


def test_a_paragraph_merged_over_rows_comes_once():
    book = workbook([["甲。"], [], ["乙。"]])
    book.active.merge_cells("A1:D2")
    assert shown(read(saved(book))) == ["甲。", "乙。"]


def test_sheets_come_in_order_and_hidden_ones_do_not():
    book = workbook([["甲"]], [["乙"]], [["丙"]], [["丁"]])
    book["表2"].sheet_state = "hidden"
    book["表3"].sheet_state = "veryHidden"
    book.move_sheet("表4", -3)
    assert shown(read(saved(book))) == ["丁", "甲"]


def test_every_block_says_where_it_stands():
    document = read(saved(workbook([["甲"]], [[], ["乙。"], [], ["丙", 1], ["丁", 2]])))
    assert [block.spot.words for block in document.blocks] == [
        "工作表“表1”第 1 行",
        "工作表“表2”第 2 行",
        "工作表“表2”",
    ]
    assert document.blocks[2].row_spot(1).words == "工作表“表2”第 5 行"


def test_the_title_is_the_first_cell_that_names_a_years_report():
    assert read(
        saved(workbook([["年"], ["报告"]], [["x", "青山镇2023年年度报告"], ["2022年报告"]]))
    ).title == ("青山镇2023年年度报告")
    assert not read(saved(workbook([["甲"]]))).title


def test_an_empty_workbook_is_an_empty_document():
    assert read(saved(workbook([[]]))).blocks == []


# What is not safe, or no workbook at all.


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(data)
    assert re.search(r"[\u4e00-\u9fff]", caught.value.message)
    assert re.search(r"[\u4e00-\u9fff]", caught.value.hint)
    return caught.value.message


def test_a_cell_at_the_end_of_the_world_is_refused():
    for place in ("A5001", "GS1", "XFD1048576"):
        book = workbook([["甲"]])
        book.active[place] = 1
        assert "超出了 5000 行、200 列" in refused(saved(book))
    book = workbook([["甲"]])
    book.active["GR5000"] = 1
    assert "大得不像是年报" in refused(saved(book))


def test_a_blank_cell_at_the_end_of_the_world_is_nothing():
    book = workbook([["甲"]])
    book.active["XFD1048576"] = " "
    assert shown(read(saved(book))) == ["甲"]


def test_a_merge_of_everything_is_as_large_as_what_is_there():
    book = workbook([["甲", None], [None, 1], ["乙", 2]])
    book.active.merged_cells.ranges.add(CellRange("A1:XFD1048576"))
    assert shown(read(saved(book))) == ["甲"]
    book.active["GR1"] = 1
    for _ in range(9_000):
        book.active.merged_cells.ranges.add(CellRange("A1:XFD1048576"))
    data = saved(book)
    merge = b'<mergeCell ref="A1:XFD1048576"/>'
    files = parts(data)
    files["xl/worksheets/sheet1.xml"] = files["xl/worksheets/sheet1.xml"].replace(merge, merge * 5_000)
    assert "大得不像是年报" in refused(zipped(files))


def test_too_many_sheets_are_refused():
    assert "61 张工作表" in refused(saved(workbook(*[[["甲"]]] * 61)))
    assert len(read(saved(workbook(*[[["甲"]]] * 60))).blocks) == 60


@pytest.mark.parametrize(
    "cells",
    [
        "<a>" * 100 + "</a>" * 100,
        "<c/>" * 2_000_001,
        "<row>" + "<c><v>1</v></c>" * 400_001 + "</row>",
    ],
    ids=["deep", "elements", "cells"],
)
def test_endless_xml_is_refused(cells, monkeypatch):
    monkeypatch.setattr("generator.importers.archive._RATIO", 10**9)
    assert re.search("大得不像是年报|超出了", refused(raw(cells)))


def test_a_zip_bomb_is_refused():
    assert "大得不正常" in refused(raw("<c/>" * 3_000_000))


@pytest.mark.parametrize(
    "name", ["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml", "_rels/.rels"]
)
def test_entities_are_refused(name):
    bomb = '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">' + "".join(
        f'<!ENTITY {chr(98 + at)} "{f"&{chr(97 + at)};" * 10}">' for at in range(9)
    )
    files = parts(saved(workbook([["甲"]])))
    files[name] = f"{bomb}]><x>&j;</x>".encode()
    assert "DOCTYPE" in refused(zipped(files))
    files[name] = b'<!DOCTYPE x SYSTEM "file:///etc/passwd"><x/>'
    assert "DOCTYPE" in refused(zipped(files))


def test_what_is_no_workbook_is_refused():
    assert "损坏" in refused(b"")
    assert "损坏" in refused(b"<html><table></table></html>")
    assert "不是 Excel" in refused(zipped({"word/document.xml": b"<x/>"}))
    files = parts(saved(workbook([["甲"]])))
    files["xl/worksheets/sheet1.xml"] = b"<worksheet><sheetData><row>"
    assert "已损坏" in refused(zipped(files))
    files["xl/worksheets/sheet1.xml"] = b'<?xml version="1.0" encoding="nonsense"?><worksheet/>'
    assert "已损坏" in refused(zipped(files))


# The old format: a workbook of records in a container of sectors.


def record(kind: int, data: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(data)) + data


def words(text: str, *, long: bool = True) -> bytes:
    wide = any(ord(character) > 255 for character in text)
    size = struct.pack("<H" if long else "<B", len(text))
    return size + bytes([wide]) + text.encode("utf-16-le" if wide else "latin-1")


def biff(cells: bytes, *, before: bytes = b"", state: int = 0, sheets: int = 1) -> bytes:
    """The stream of a workbook; `cells`: the records of its sheets."""
    start = record(0x0809, struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0))
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 16, 0, 0, 0, 0)) + cells + record(0x000A)
    names = [words(f"表{number}", long=False) for number in range(1, sheets + 1)]
    size = len(start) + len(before) + sum(len(record(0, bytes(6) + name)) for name in names) + 4
    listed = b"".join(
        record(0x0085, struct.pack("<IBB", size + number * len(sheet), state, 0) + name)
        for number, name in enumerate(names)
    )
    return start + before + listed + record(0x000A) + sheet * sheets


def ole(stream: bytes, name: str = "Workbook", *, small: bool = False) -> bytes:
    """A container with one stream; `small`: in the sectors for small streams."""
    end, free, own = 0xFFFFFFFE, 0xFFFFFFFF, 0xFFFFFFFD
    stream = stream if small else stream.ljust(4096, b"\0")
    pieces = [stream[at : at + 512].ljust(512, b"\0") for at in range(0, len(stream), 512)]
    body = 2 + small  # the first sector of the content: behind the table, the directory, the small table
    table = [own, end, *([end] if small else [])]
    table += [*range(body + 1, body + len(pieces)), end]
    table = table + [free] * (128 - len(table))
    assert len(table) == 128

    def entry(text: str, kind: int, start: int, size: int) -> bytes:
        title = text.encode("utf-16-le")
        head = title.ljust(64, b"\0") + struct.pack("<HBB3i", len(title) + 2, kind, 1, -1, -1, 1)
        return head + bytes(36) + struct.pack("<IQ", start, size)

    pool = (body, len(stream)) if small else (end, 0)
    directory = entry("Root Entry", 5, *pool) + entry(name, 2, 0 if small else body, len(stream)) + bytes(256)
    minis = -(-len(stream) // 64)
    chain = struct.pack("<128I", *([*range(1, minis), end] + [free] * 128)[:128]) if small else b""
    header = OLE + bytes(16) + struct.pack("<5H6x", 0x3E, 3, 0xFFFE, 9, 6)
    header += struct.pack("<3I", 0, 1, 1) + struct.pack("<I", 0) + struct.pack("<I", 4096)
    header += struct.pack("<4I", 2 if small else end, int(small), end, 0)
    header += struct.pack("<109I", 0, *[free] * 108)
    return header + struct.pack("<128I", *table) + directory + chain + b"".join(pieces)


def at(row: int, column: int, style: int = 0) -> bytes:
    return struct.pack("<3H", row, column, style)


CELLS = {
    "number": (record(0x0203, at(0, 0) + struct.pack("<d", 190.457379)), "190.457379"),
    "short": (record(0x027E, at(0, 0) + struct.pack("<I", 7 << 2 | 2)), "7"),
    "short, less than zero": (record(0x027E, at(0, 0) + struct.pack("<I", ((1 << 30) - 7) << 2 | 2)), "-7"),
    "short, in hundredths": (record(0x027E, at(0, 0) + struct.pack("<I", 1234 << 2 | 3)), "12.34"),
    "short, a float": (
        record(0x027E, at(0, 0) + struct.pack("<I", struct.unpack("<Q", struct.pack("<d", 0.5))[0] >> 32)),
        "0.5",
    ),
    "shared": (record(0x00FD, at(0, 0) + struct.pack("<I", 1)), "二"),
    "label": (record(0x0204, at(0, 0) + words("标签")), "标签"),
    "truth": (record(0x0205, at(0, 0) + b"\x01\x00"), "TRUE"),
    "error": (record(0x0205, at(0, 0) + b"\x17\x01"), "#REF!"),
    "formula": (record(0x0006, at(0, 0) + struct.pack("<d", 12) + bytes(6)), "12"),
    "formula, a text": (
        record(0x0006, at(0, 0) + b"\0\0\0\0\0\0\xff\xff" + bytes(6)) + record(0x0207, words("相符")),
        "相符",
    ),
    "formula, an error": (record(0x0006, at(0, 0) + b"\2\0\7\0\0\0\xff\xff" + bytes(6)), "#DIV/0!"),
    "formula, a truth": (record(0x0006, at(0, 0) + b"\1\0\0\0\0\0\xff\xff" + bytes(6)), "FALSE"),
    "formula, nothing": (record(0x0006, at(0, 0) + b"\3\0\0\0\0\0\xff\xff" + bytes(6)), ""),
    "day": (record(0x0203, at(0, 0, 1) + struct.pack("<d", 45311)), "2024-01-20"),
    "of a chart": (record(0x0809, bytes(16)) + record(0x0204, at(0, 0) + words("图")) + record(0x000A), ""),
}
BEFORE = (
    record(0x041E, struct.pack("<H", 176) + words('yyyy"年"'))
    + record(0x00E0, struct.pack("<HH", 0, 0))
    + record(0x00E0, struct.pack("<HH", 0, 176))
    + record(0x00FC, struct.pack("<II", 2, 2) + words("one") + words("二"))
)
BESIDE = record(
    0x00BD, struct.pack("<HH", 0, 1) + struct.pack("<HIHI", 0, 5 << 2 | 2, 0, 6 << 2 | 2) + b"\2\0"
)


@pytest.mark.parametrize("small", [False, True])
@pytest.mark.parametrize("name", CELLS)
def test_an_old_workbook_is_read_like_a_new_one(name, small):
    cells, text = CELLS[name]
    found = shown(read(ole(biff(cells + BESIDE, before=BEFORE), small=small)))
    assert found == [[[text, "5", "6"] if text else ["5", "6"]]]


def test_texts_of_an_old_workbook_go_on_in_the_next_record():
    first = struct.pack("<II", 3, 3) + words("甲乙丙")[:-2]
    pieces = [
        first,
        b"\x01" + "丙".encode("utf-16-le") + struct.pack("<HB", 4, 0) + b"ab",
        b"\x01" + "丁戊".encode("utf-16-le"),
    ]
    rich = struct.pack("<HBHI", 2, 0x0D, 1, 3) + "己庚".encode("utf-16-le") + bytes(4) + b"abc"
    strings = record(0x00FC, pieces[0]) + record(0x003C, pieces[1]) + record(0x003C, pieces[2] + rich)
    cells = b"".join(record(0x00FD, at(0, column) + struct.pack("<I", column)) for column in range(3))
    assert shown(read(ole(biff(cells, before=strings)))) == [[["甲乙丙", "ab丁戊", "己庚"]]]


def test_merged_cells_and_hidden_sheets_of_an_old_workbook():
    cells = (
        record(0x0204, at(0, 0) + words("合"))
        + record(0x0204, at(1, 1) + words("丙"))
        + record(0x0204, at(2, 0) + words("左"))
    )
    cells += record(0x0204, at(2, 1) + words("右")) + record(0x00E5, struct.pack("<5H", 1, 0, 0, 0, 1))
    (grid,) = read(ole(biff(cells))).blocks
    assert grid.rows[0][0] is grid.rows[0][1]
    assert "不是 Excel" in refused(ole(biff(cells, state=1)))


def test_old_workbooks_that_are_locked_older_or_none_are_refused():
    stream = biff(b"")
    assert "密码" in refused(ole(biff(b"", before=record(0x002F, bytes(6)))))
    assert "密码" in refused(ole(stream, "EncryptedPackage"))
    assert "很旧的格式" in refused(ole(stream, "Book"))
    assert "很旧的格式" in refused(ole(stream[:4] + b"\0\5" + stream[6:]))
    assert "很旧的格式" in refused(ole(b""))
    assert "61 张工作表" in refused(ole(biff(b"", sheets=61)))


@pytest.mark.parametrize(
    ("place", "number"),
    [
        (512 + 4 * 1, 1),  # the directory goes on in itself
        (512 + 4 * 1, 77),  # beyond the end
        (512 + 4 * 9, 2),  # the stream begins anew
        (48, 9_999),  # the directory is nowhere
        (68, 1),  # the table goes on in the directory
    ],
)
def test_circles_and_ways_out_of_an_old_file_are_refused(place, number):
    data = bytearray(ole(biff(b"")))
    struct.pack_into("<I", data, place, number)
    assert "损坏" in refused(bytes(data))


def test_old_files_that_are_cut_off_or_too_large_are_refused():
    assert "损坏" in refused(OLE)
    assert "损坏" in refused(OLE + bytes(504))
    assert "大得不正常" in refused(OLE + bytes(51 * 1024 * 1024))


def test_a_cell_far_away_is_refused_but_a_claim_of_one_is_nothing():
    cell = record(0x0204, at(65_000, 255) + words("远"))
    assert "超出了 5000 行" in refused(ole(biff(cell)))
    far = struct.pack("<IIHHH", 0, 0xFFFFFFFF, 0, 0xFFFF, 0)  # the dimensions that a sheet claims
    assert shown(read(ole(biff(record(0x0200, far) + record(0x0204, at(0, 0) + words("近")))))) == ["近"]


def test_too_many_records_are_refused(monkeypatch):
    monkeypatch.setattr(sheet_xls, "_RECORDS", 40)
    assert "大得不像是年报" in refused(ole(biff(record(0x0201, at(0, 0)) * 50)))


def broken(data: bytes, chance: random.Random) -> bytes:
    """Cut off, or with some bytes changed."""
    if chance.randrange(3) == 0:
        return data[: chance.randrange(len(data))]
    changed = bytearray(data)
    for _ in range(chance.randrange(1, 12)):
        changed[chance.randrange(len(changed))] = chance.randrange(256)
    return bytes(changed)


def fuzzed(kind: str, seed: int) -> bytes:
    chance = random.Random(seed)
    if kind == "xls":
        cells = b"".join(cells for cells, _text in CELLS.values()) + BESIDE
        cells += record(0x00E5, struct.pack("<5H", 1, 0, 1, 0, 1))
        return broken(ole(biff(cells, before=BEFORE, sheets=2), small=seed % 2 == 0), chance)
    book = workbook([["甲", 1.5, date(2024, 1, 20)], ["乙", "=1", None]], [["丙。"]])
    book["表1"].merge_cells("A1:A2")
    data = saved(book)
    if kind == "zip":
        return broken(data, chance)
    files = parts(data)
    name = chance.choice(sorted(files))
    return zipped(files | {name: broken(files[name], chance)})


@pytest.mark.parametrize("kind", ["xls", "zip", "xml"])
def test_a_broken_file_is_read_or_refused(kind):
    refusals, read_ = [], 0
    for seed in range(100):
        try:
            read_ += isinstance(read(fuzzed(kind, seed)), Document)
        except UnreadableError as error:
            refusals.append(error)
    assert read_ + len(refusals) == 100
    assert min(read_, len(refusals)) > 0
    assert all(re.search(r"[\u4e00-\u9fff]", error.message) and error.hint for error in refusals)


def test_columns_are_counted_in_letters():
    assert sheet_xlsx._place("A1") == (0, 0)
    assert sheet_xlsx._place("$AA$10") == (9, 26)
    assert sheet_xlsx._place("XFD1048576") == (1_048_575, 16_383)
    assert sheet_xlsx._place("1A") is None
