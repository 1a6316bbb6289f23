"""Text files as they lie about: encodings, tables between tabs and bars, broken lines, Markdown."""

import codecs
import re
import time
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from generator.importers.blocks import Cell, Grid, Paragraph, Picture, Run, Spot, UnreadableError, plain
from generator.importers.escape import markdown
from generator.importers.text import read

settings.register_profile(
    "steady", derandomize=True, deadline=None, max_examples=300, suppress_health_check=list(HealthCheck)
)
settings.load_profile("steady")

SHARED = Path(__file__).parents[2] / "shared"
REPORTS = pytest.mark.skipif(
    not SHARED.is_dir(), reason="the collected reports are not part of the repository"
)


def blocks(text):
    return read(text.encode()).blocks


def texts(text):
    """Paragraphs as text, grids as lists of rows."""
    return [
        [[cell.text for cell in row] for row in block.rows] if isinstance(block, Grid) else block.text
        for block in blocks(text)
    ]


def texts_of(data):
    return [paragraph.text for paragraph in read(data).paragraphs()]


def lines(text):
    return [block.spot.line for block in blocks(text)]


# Bytes


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be"])
def test_every_encoding_that_editors_save_is_read(encoding):
    words = ["青山镇 2023 年年度报告", "本年收到申请 12 件，浏阳、溆浦㐂𠮷各 1 件。"]
    assert texts_of("\r\n\r\n".join(words).encode(encoding)) == words


def test_utf_16_with_the_big_end_first_is_read():
    assert texts_of(codecs.BOM_UTF16_BE + "公开".encode("utf-16-be")) == ["公开"]


def test_a_damaged_character_is_told_with_its_line_and_not_read_as_another_encoding():
    data = "公开\n信息\n年报".encode()
    with pytest.raises(UnreadableError, match="第 3 行有损坏的字符"):
        read(data[:-1])


@pytest.mark.parametrize("data", [b"\xff\xfe\x00\xd8", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\xff\xff", b"\x81"])
def test_what_is_no_text_is_refused(data):
    with pytest.raises(UnreadableError) as error:
        read(data)
    assert "记事本" in error.value.hint


@pytest.mark.parametrize(
    ("data", "message"), [(b"a" * (2 * 1024 * 1024 + 1), "2 MB"), (b"a\n" * 50_000, "5 万行")]
)
def test_a_file_that_is_no_report_is_refused(data, message):
    with pytest.raises(UnreadableError, match=message):
        read(data)


@pytest.mark.parametrize("data", [b"", b"\n\n", b"\xef\xbb\xbf", b" \t \n", "\u200b\n　\n".encode()])
def test_an_empty_file_has_no_blocks(data):
    assert read(data).blocks == []


def test_characters_that_nobody_sees_are_dropped():
    assert texts("公\x00开\u200b信\x07息\ufeff年\x9f报") == ["公开信息年报"]


def test_lines_are_counted_as_an_editor_counts_them():
    text = "甲\r\n乙\u2028丙\v丁\r戊\f己\n庚"
    assert texts(text) == list("甲乙丙丁戊己庚")
    assert lines(text) == [1, 2, 2, 2, 3, 3, 4]
    assert blocks(text)[4].spot.words == "第 3 行"


# Tables between tabs


def test_lines_of_cells_are_a_grid_and_keep_blank_cells_in_their_places():
    text = "一、情况\n第（一）项\t\t\n内容\t制发\t废止\n规章\t\t3\n\n之后"
    assert texts(text) == [
        "一、情况",
        [["第（一）项", "", ""], ["内容", "制发", "废止"], ["规章", "", "3"]],
        "之后",
    ]
    grid = blocks(text)[1]
    assert grid.spot.line == 2
    assert [grid.row_spot(at).line for at in range(3)] == [2, 3, 4]
    assert grid.row_spot(2).words == "第 4 行"
    assert len({id(cell) for row in grid.rows for cell in row}) == 9


def test_a_blank_line_in_the_middle_of_a_table_is_where_a_page_ended():
    assert texts("规章\t1\t2\n\n\n文件\t3\t4\n\n说明") == [[["规章", "1", "2"], ["文件", "3", "4"]], "说明"]


def test_rows_whose_first_cells_are_blank_belong_to_the_table():
    assert texts("申请人\t\t总计\n\t\t其他\n\t企业\t\n\t\t\n无\t0\t0") == [
        [["申请人", "", "总计"], ["", "", "其他"], ["", "企业", ""], ["", "", ""], ["无", "0", "0"]]
    ]


def test_a_tab_that_only_indents_makes_no_row():
    assert texts("\t本镇认真落实。\n\t\t\t青山镇\n许可\t0\n\t三、收到申请") == [
        "本镇认真落实。",
        "青山镇",
        [["许可", "0"]],
        "三、收到申请",
    ]


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("一、\t总体情况", "一、总体情况"),
        ("（二）\t依申请公开", "（二）依申请公开"),
        ("三、 \t监督保障", "三、  监督保障"),
        ("1.\t加强学习", "1. 加强学习"),
        ("今年以来，\t工作有序。", "今年以来， 工作有序。"),
        ("工作有序\t", "工作有序"),
    ],
)
def test_a_heading_that_word_has_numbered_and_a_lone_sentence_are_paragraphs(line, words):
    assert texts(line) == [words]


def test_a_lone_row_whose_last_cell_is_no_sentence_is_a_row():
    assert texts("许可。\t0") == [[["许可。", "0"]]]


WORDS = st.text("公开信息年报一二（）。，、 019a~", min_size=1, max_size=15).filter(str.strip).map(str.strip)
CELLS = st.text("公开一二（）、 019.+-a", max_size=8).map(str.strip)
TABLES = st.integers(3, 6).flatmap(
    lambda width: st.tuples(
        st.lists(WORDS, min_size=width, max_size=width),
        st.lists(st.lists(CELLS, min_size=width, max_size=width), min_size=1, max_size=5),
    ).map(lambda table: [table[0], *table[1]])
)


@given(st.lists(st.tuples(WORDS, TABLES | st.none()), max_size=6))
def test_what_is_written_with_tabs_reads_back(parts):
    expected = [block for part in parts for block in part if block]
    written = "\n\n".join(
        block if isinstance(block, str) else "\n".join(map("\t".join, block)) for block in expected
    )
    assert texts(written) == expected


# Tables between bars

HEADED = [["内容", "制发"], ["规章", "0"]]


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("| 内容 | 制发 |\n|---|:-:|\n| 规章 | 0 |", HEADED),
        ("内容 | 制发\n--- | ---\n规章 | 0", HEADED),
        ("|内容|制发|\n|规章|0|", HEADED),
        ("内容 | 制发 |\n规章 | 0 |", HEADED),
        ("  | 内容 | 制发\n|---|---\n规章 | 0 |", HEADED),
        ("内容 | 制发 |", HEADED[:1]),
        ("  | 内容 | 制发", HEADED[:1]),
        ("| 内容\t| 制发 |", HEADED[:1]),
        ("| 内容 | 制发 |\n|:-|:-|\n| 规章 | 0 |", HEADED),
        ("| 内容 | 制发 |\n|---|---|\n| - | - |", [["内容", "制发"], ["-", "-"]]),
        ("| 甲&nbsp;&lt;乙 | 一<br>二<BR /> |", [["甲\xa0<乙", "一\n二"]]),
        ("| 甲 | a\\|b |", [["甲", "a|b"]]),
        ("| **甲** | [乙](https://x.cn/) |\n|--|--|", [["甲", "乙"]]),
        (
            "| 甲 | 0 |\n|---|---|\n| 乙 | 1 |\n|---|---|\n| 丙 | 2 | 3 |",
            [["甲", "0"], ["乙", "1"], ["丙", "2", "3"]],
        ),
    ],
)
def test_bars_make_a_grid(text, rows):
    assert texts(text) == [rows]


def test_bars_side_by_side_are_blank_cells():
    assert texts("| 第（一）项 | |||\n| 内容 | 甲 | 乙 | 丙 | \n| 许可 | 0 | ||") == [
        [["第（一）项", "", "", ""], ["内容", "甲", "乙", "丙"], ["许可", "0", "", ""]]
    ]


def test_in_a_table_without_a_frame_a_bar_in_front_is_a_blank_cell():
    assert texts("结果 | （一）予以 | 0 |\n| （二）部分 | |\n| | 1.秘密 | 4 |") == [
        [["结果", "（一）予以", "0"], ["", "（二）部分", ""], ["", "", "1.秘密", "4"]]
    ]


def test_a_bar_in_front_opens_a_row_whose_cells_stand_on_lines_of_their_own():
    text = "| \n 第（一）项  | |||\n| \n 内容  | \n 本年\n 制发  | \n 废止  | \n 有效  | \n三、收到\n| \n 自然人  | \n 总计  |"
    assert texts(text) == [
        [["第（一）项", "", "", ""], ["内容", "本年\n制发", "废止", "有效"]],
        "三、收到",
        [["自然人", "总计"]],
    ]
    assert [spot.line for spot in blocks(text)[0].spots] == [1, 3]


def test_bars_alone_close_a_row_whose_cells_stand_on_lines_of_their_own():
    closed = "第（一）项 |\n||||\n内容 |\n甲 |\n乙 |\n丙 |\n|\n许可 |\n0 |\n|||"
    assert texts(closed) == [
        [["第（一）项", "", "", "", ""], ["内容", "甲", "乙", "丙", ""], ["许可", "0", "", "", ""]]
    ]


def test_rows_that_nothing_closes_are_as_wide_as_those_that_bars_close():
    open_ = "第（一）项 |\n|||\n内容 |\n甲 |\n乙 |\n丙 |\n规章 |\n0 |\n1 |\n2 |\n第（五）项 |\n|||\n许可 |\n7 |\n8 |\n9 |\n处罚 |\n0 |"
    assert texts(open_) == [
        [
            ["第（一）项", "", "", ""],
            ["内容", "甲", "乙", "丙"],
            ["规章", "0", "1", "2"],
            ["第（五）项", "", "", ""],
            ["许可", "7", "8", "9"],
            ["处罚", "0"],
        ]
    ]
    assert [spot.line for spot in blocks(open_)[0].spots] == [1, 3, 7, 11, 13, 17]


def test_rows_that_cannot_be_told_apart_stay_whole():
    assert texts("第（一）项 |\n||\n内容 |\n甲 |\n乙 |\n丙 |\n|") == [
        [["第（一）项", "", ""], ["内容", "甲", "乙", "丙", ""]]
    ]


def test_a_bar_between_any_two_lines_leaves_the_cells_as_paragraphs():
    assert texts("内容\n|\n制发\n|\n规章\n|\n0\n|") == ["内容", "制发", "规章", "0"]


def test_tables_with_a_blank_line_or_a_heading_between_are_two():
    assert texts("|甲|0|\n|---|---|\n\n|乙|1|\n## 丙\n|丁|2|") == [
        [["甲", "0"]],
        [["乙", "1"]],
        "丙",
        [["丁", "2"]],
    ]


def test_a_bar_in_a_sentence_makes_no_table():
    assert texts("字号：大 | 中 | 小\n\n首页\n### 甲 | 乙") == ["字号：大 | 中 | 小", "首页", "甲 | 乙"]


def test_a_table_of_one_column_is_paragraphs():
    assert texts("| 甲 |\n|---|\n| 乙 |\n| |") == ["甲", "乙"]


def test_a_rule_alone_is_nothing():
    assert texts("|---|---|\n\n公开") == ["公开"]


# Paragraphs

FULL = "本镇全年主动公开各类政府信息若干条其中政策文件数条并及时答复"  # 30 characters


def test_a_line_is_a_paragraph():
    assert texts("青山镇\n2024 年\n　　工作有序。\n规章\n0") == [
        "青山镇",
        "2024 年",
        "工作有序。",
        "规章",
        "0",
    ]


def test_lines_broken_at_the_width_of_a_page_are_joined():
    page = [
        FULL,
        FULL[:28],
        FULL,
        "了申请。",
        "（一）公开",
        FULL,
        FULL[:29],
        FULL[:27] + "。",
        FULL[:12],
        "二、问题",
    ]
    assert texts("\n".join(page)) == [
        "".join(page[:4]),
        "（一）公开",
        "".join(page[5:8]),
        FULL[:12],
        "二、问题",
    ]


def test_blanks_at_the_end_of_a_line_do_not_hide_the_end_of_its_sentence():
    page = [FULL[:28] + "。 ", *[FULL] * 5]
    assert texts("\n".join(page)) == [page[0].strip(), FULL * 5]


def test_a_page_number_is_dropped_and_does_not_part_a_paragraph():
    page = "\n".join([FULL] * 5)
    assert texts(f"{page}\n  — 1 — \n\f{page}\n- 2 -\n第 3 页 共 7 页") == [FULL * 10]
    assert texts("-1\n1-2-3\n第十页") == ["-1", "1-2-3", "第十页"]


def test_words_of_latin_letters_keep_their_blank_where_lines_are_joined():
    first = FULL[:26] + "OFFICE"
    assert texts("\n".join([first, "SUITE" + FULL[:25], *[FULL] * 4])) == [
        f"{first} SUITE{FULL[:25]}{FULL * 4}"
    ]


@pytest.mark.parametrize(
    "page",
    [
        [FULL + "。"] * 6,  # every line ends a sentence
        [FULL] * 4,  # too few to be sure
        [FULL * size for size in range(1, 9)],  # paragraphs of all sizes
        [FULL * 3] * 6,  # no page is so wide
        [FULL[:15]] * 9,  # nor so narrow: these are labels
        [f"{number}.{FULL}" for number in range(1, 8)],
        [f"　　{FULL}"] * 6,
        [f"第二十条第（{number}）项{FULL}" for number in "一二三四五六"],
    ],
)
def test_lines_that_are_paragraphs_of_their_own_are_not_joined(page):
    assert texts("\n".join(page)) == [line.strip() for line in page]


# Markdown


def test_headings_lists_and_quotes_lose_their_marks():
    text = "# 报告 #\n## **一、**总体\n- 甲\n  * 乙\n      + 丙\n- 丁\n\n1. 戊\n1、己\n> 庚\n```markdown\n辛\n```\n---\n#无"
    found = [(b.text, b.heading, b.marker, b.depth) for b in blocks(text)]
    assert found == [
        ("报告", 1, "", 0),
        ("一、总体", 2, "", 0),
        ("甲", 0, "-", 0),
        ("乙", 0, "-", 1),
        ("丙", 0, "-", 2),
        ("丁", 0, "-", 0),
        ("1. 戊", 0, "", 0),
        ("1、己", 0, "", 0),
        ("庚", 0, "", 0),
        ("辛", 0, "", 0),
        ("#无", 0, "", 0),
    ]


@pytest.mark.parametrize(
    ("text", "runs"),
    [
        ("**甲**乙", [Run("甲", strong=True), Run("乙")]),
        ("甲**乙", [Run("甲**乙")]),
        ("**甲**乙**", [Run("甲", strong=True), Run("乙**")]),
        ("5*3*2", [Run("5*3*2")]),
        (r"\*\*甲\*\* 1\. \乙", [Run(r"**甲** 1. \乙")]),
        ("`**`甲&lt;&#x4e59;&无;", [Run("**甲<乙&无;")]),
        ("见[甲](https://x.cn/a?b=1)乙", [Run("见"), Run("甲", link="https://x.cn/a?b=1"), Run("乙")]),
        ("见![图](https://x.cn/a.png)", [Run("见![图](https://x.cn/a.png)")]),
        ("**[甲](<mailto:a@x.cn>)**", [Run("甲", strong=True, link="mailto:a@x.cn")]),
        (r"[\[甲\]](http://x.cn)", [Run("[甲]", link="http://x.cn")]),
        ("[略]与[甲](附件.pdf)", [Run("[略]与[甲](附件.pdf)")]),
        ("甲\\\n乙", [Run("甲\n乙")]),
        ("&#99999999;", [Run("&#99999999;")]),
    ],
)
def test_marks_in_a_line(text, runs):
    assert list(blocks(f"# 题\n{text}")[1].runs) == runs


def test_what_an_import_has_written_reads_back_in_the_same_styles():
    paragraphs = [
        plain("（一）公开 #", heading=3),
        Paragraph((
            Run("全年"),
            Run("公开，", strong=True),
            Run("1. 见 [附件](甲)、<b>、139****1234\n{{ a }} &lt;*"),
        )),
        plain("1. 不是列表"),
        Paragraph((Run("甲"),), marker="-"),
        Paragraph((Run("[乙]", link="https://x.cn/(a)"),), marker="-", depth=1),
    ]
    again = read(f"# 题\n\n{markdown(paragraphs)}".encode()).blocks[1:]
    assert [replace(block, spot=Spot()) for block in again] == paragraphs


def test_an_item_is_as_deep_as_the_lists_it_is_inside():
    text = "# 题\n- 加强学习\n    - 甲\n        - 乙，及时更新\n    - 丙\n- 丁\n\n说明\n    - 戊"
    assert [block.depth for block in blocks(text) if block.marker] == [0, 1, 2, 1, 0, 0]


def test_an_image_is_a_picture():
    assert isinstance(blocks("# 题\n![图 1](2023/图.png)")[1], Picture)


def test_a_plain_text_keeps_its_stars_and_strokes():
    assert texts("- 甲\n** 乙 **\n联系人：王**\n&lt;\\*\n---") == [
        "- 甲",
        "** 乙 **",
        "联系人：王**",
        "&lt;\\*",
        "---",
    ]


def test_front_matter_is_dropped_and_lines_are_still_counted():
    text = "---\ntitle: 年报\ntags: [a]\n---\n# 年报\n公开"
    assert texts(text) == ["年报", "公开"]
    assert lines(text) == [5, 6]
    assert texts("---\n甲\n---") == ["---", "甲", "---"]
    assert texts("---\na: b\n甲") == ["---", "a: b", "甲"]


# Size


@pytest.mark.parametrize("head", ["", "# 题\n"])
@pytest.mark.parametrize(
    "part", ["|", "a|", "\t", "a\t", "*", "**a", "[", "[a](", "]", "`", "\\", "&#", "<br ", " "]
)
def test_a_line_of_a_million_characters_takes_linear_time(head, part):
    start = time.process_time()
    read((head + part * (1_000_000 // len(part))).encode())
    assert time.process_time() - start < 2.5


def test_many_lines_take_linear_time():
    for line in ("公开\n", "a\tb\n", "\n", "a |\n", "|\n", "\t\ta\n", f"{FULL}\n"):
        start = time.process_time()
        read((line * min(49_000, 2_000_000 // len(line.encode()))).encode())
        assert time.process_time() - start < 2.5


# Collected reports


def collected(name):
    """A report without the notes of who collected it."""
    text = (SHARED / "reports" / name).read_text("utf-8")
    return re.split(r"^# ?-{4,}\n", text, maxsplit=1, flags=re.MULTILINE)[-1]


def rows_with(text, label):
    return [
        [cell.text for cell in row if isinstance(cell, Cell)]
        for block in blocks(text)
        if isinstance(block, Grid)
        for row in block.rows
        if any(label in cell.text for cell in row)
    ]


@REPORTS
def test_the_seed_has_three_tables_and_nothing_of_it_is_lost():
    text = (SHARED / "seed/shengchang-2023.txt").read_text("utf-8")
    found = blocks(text)
    grids = [block for block in found if isinstance(block, Grid)]
    assert [len(grid.rows) for grid in grids] == [14, 28, 4]
    words = [
        part
        for block in found
        for part in (
            [block.text]
            if isinstance(block, Paragraph)
            else [cell.text for row in block.rows for cell in row]
        )
    ]
    assert "".join("".join(words).split()) == "".join(text.split())


@REPORTS
@pytest.mark.parametrize(
    ("name", "label", "row"),
    [
        ("06-shuyang-2025.txt", "（七）总计", ["（七）总计", "710", "3", "0", "0", "5", "0", "718"]),
        (
            "09-shanghai-office-2025.txt",
            "予以公开",
            ["（一）予以公开", "201", "5", "0", "0", "0", "0", "206"],
        ),
        ("partial/P02-cqsdj-zhen-2022.txt", "行政规范性文件", ["行政规范性文件", "0", "0", "0"]),
        ("partial/P04-songmutang-2022.txt", "行政处罚", ["行政处罚", "9", "", ""]),
        ("partial/P08-xuwen-scj-2023.txt", "2.其他", ["", "", "2.其他法律行政法规禁止公开", *[""] * 6, "0"]),
        ("partial/P09-jingxian-minzheng-2023-wrong-edition.txt", "行政许可", ["行政许可", "0", "0", "0", ""]),
        ("partial/P11-xinhua-jiedao-2019.txt", "行政确认", ["行政确认", "0", "0", "0", "", ""]),
        ("partial/P14-dongbeitang-2019.txt", "规范性文件", ["规范性文件", "4", "4", "17"]),
        ("partial/P20-shanghai-css-2022.txt", "行政许可", ["行政许可", "0", "", ""]),
    ],
)
def test_a_row_of_a_collected_report(name, label, row):
    assert rows_with(collected(name), label) == [row]


@REPORTS
def test_the_broken_lines_of_a_page_are_joined_in_a_collected_report():
    found = [
        block.text
        for block in blocks(collected("09-shanghai-office-2025.txt"))
        if isinstance(block, Paragraph)
    ]
    assert any("1295 件" in text and "157 件" in text for text in found)
    assert not any(text.startswith("—") for text in found)
