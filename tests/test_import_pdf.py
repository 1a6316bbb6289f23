"""PDF reports as a browser prints them: every figure in its row and column, text in reading order, limits."""

import json
import logging
import random
import re
from collections.abc import Callable, Iterator
from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from PIL import Image

from generator.editions.form import Edition
from generator.editions.layout import Grid as Form
from generator.editions.layout import GridCell, grids
from generator.editions.load import editions
from generator.importers.blocks import Document, Grid, Paragraph, Picture, UnreadableError
from generator.importers.pdf import read

COMPARISON = Path(__file__).parents[2] / "shared/reports/02-03-suqian-2023-2024-comparison.pdf"
FORMS = [edition for edition in editions().all if edition.tables]
A4 = {"format": "A4", "print_background": True}
MARGINS = {"top": "25mm", "bottom": "25mm", "left": "26mm", "right": "26mm"}
NUMBERED = {
    "display_header_footer": True,
    "header_template": "<div style='font-size:8pt;margin-left:26mm'>某县年报汇编</div>",
    "footer_template": "<div style='font-size:9pt;width:100%;text-align:center'>— <span class=pageNumber></span> —</div>",
}
SENTENCE = "全年更新栏目十二个，答复来信，整理目录，培训人员，"
STYLES = {
    "collapsed": "table{border-collapse:collapse}td,th{border:1px solid #000;padding:3px}",
    "frames of their own": "table{border-spacing:2px;border:1px solid}td,th{border:1px solid #000;padding:2px}",
    "gaps on a dark ground": "table{background:#000;border-spacing:1px}td,th{background:#fff;padding:3px}",
    "filled cells": "table{border-collapse:collapse}td{background:#eef}th{background:#ccd}td,th{border:1px solid #fff}",
    "double": "table{border-collapse:collapse}td,th{border:3px double #000;padding:2px}",
    "dashed": "table{border-collapse:collapse}td,th{border:1px dashed #000;padding:2px}",
    "dense": "table{border-collapse:collapse}td,th{border:.5pt solid #000;padding:0;line-height:1.2}",
    "open sides": "table{border-collapse:collapse}td,th{border:1px solid}"
    "tr>:first-child{border-left:0}tr>:last-child{border-right:0}",
}


@cache
def sample(edition: Edition, seed: int) -> tuple[str, ...]:
    """A figure for every cell of a form: zeros, and numbers of all lengths."""
    draw = random.Random(seed)
    return tuple(str(draw.choice([0, draw.randrange(10), draw.randrange(10**6)])) for _ in edition.cells)


def text_of(cell: GridCell, figures: tuple[str, ...]) -> str:
    return figures[cell.index] if cell.kind == "data" else cell.text


def table_of(form: Form, figures: tuple[str, ...], *, head: bool = False) -> str:
    """An official table in HTML; `head`: its column headings are repeated on every page."""
    top = len(form.parts[0].head) + bool(form.parts[0].title) if head else 0
    rows = []
    for row in form.rows():
        cells = [
            f"<{tag} rowspan={cell.rowspan} colspan={cell.colspan}>{text_of(cell, figures)}</{tag}>"
            for cell in row
            for tag in ["td" if cell.kind == "data" else "th"]
        ]
        rows.append(f"<tr>{''.join(cells)}</tr>")
    return f"<table><thead>{''.join(rows[:top])}</thead>{''.join(rows[top:])}</table>"


def report(edition: Edition, figures: tuple[str, ...], *, head: bool = False) -> str:
    tables = [
        f"<h2>{number}、{form.table.caption}</h2>{table_of(form, figures, head=head)}"
        for number, form in zip("二三四", grids(edition).values(), strict=True)
    ]
    return (
        f"<h2>一、总体情况</h2><p>{SENTENCE * 9}至此完成。</p>{''.join(tables)}<h2>五、问题</h2><p>暂无。</p>"
    )


@pytest.fixture
def printed(chromium: Any) -> Callable[..., bytes]:
    """HTML → PDF."""

    def printed(body: str, style: str = "", **options: Any) -> bytes:
        page = chromium.new_page()
        page.set_content(
            "<meta charset=utf-8><title>某县2023年年报</title><style>body{font-family:serif;font-size:12pt;line-height:1.6;"
            "margin:0}p{text-indent:2em;margin:0}h1{text-align:center;font-size:20pt}h2{font-size:14pt;text-indent:2em}"
            f"table{{width:100%;font-size:8.5pt}}{style}</style>{body}"
        )
        data = page.pdf(**{**A4, "margin": MARGINS, **options})
        page.close()
        return data

    return printed


def tables(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def solid(text: str) -> str:
    return "".join(text.split())


Place = tuple[GridCell, str]


def positions(form: Form, figures: tuple[str, ...]) -> list[list[Place]]:
    """What stands at every position of an official table; columns that no cell parts are one."""
    found: dict[tuple[int, int], GridCell] = {}
    for cell in (cell for row in form.rows() for cell in row):
        for row in range(cell.row, cell.row + cell.rowspan):
            found |= {(row, at): cell for at in range(cell.column, cell.column + cell.colspan)}
    rows = range(form.height)
    kept = [
        at for at in range(form.width) if not at or any(found[r, at] is not found[r, at - 1] for r in rows)
    ]
    return [[(found[row, at], text_of(found[row, at], figures)) for at in kept] for row in rows]


def figure_rows(form: Form, figures: tuple[str, ...]) -> Iterator[list[str]]:
    """The innermost label, if the table has any, and the figures of each row."""
    for row in form.rows():
        data = [cell for cell in row if cell.kind == "data"]
        if data:
            labels = [solid(cell.text) for cell in row if cell.kind == "row"][-1:]
            yield labels + [text_of(cell, figures) for cell in data]


def right_figures(edition: Edition, figures: tuple[str, ...], document: Document) -> int:
    """How many figures stand in a row with their label, in order, no row being left out."""
    rows = iter(
        [solid(cell.text) for _at, cell in grid.cells(at)]
        for grid in tables(document)
        for at in range(len(grid.rows))
    )
    expected = [row for form in grids(edition).values() for row in figure_rows(form, figures)]
    return sum(
        len(row) - (not row[0].isdigit())
        for row in expected
        if any(row == found[-len(row) :] for found in rows)
    )


CASES = [
    (edition, style, bool((number + at) % 2))
    for at, edition in enumerate(FORMS)
    for number, style in enumerate(STYLES)
]


@pytest.mark.parametrize(
    ("edition", "style", "head"), CASES, ids=[f"{edition.id} {style}" for edition, style, _head in CASES]
)
def test_every_figure_of_a_broken_table_stands_at_its_label(printed, edition, style, head):
    figures = sample(edition, len(style))
    document = read(printed(report(edition, figures, head=head), STYLES[style], **NUMBERED))
    assert right_figures(edition, figures, document) == len(edition.cells)


@pytest.mark.parametrize("edition", FORMS, ids=lambda edition: edition.id)
def test_a_cell_stands_at_every_position_of_its_span(printed, edition):
    figures = sample(edition, 1)
    forms = grids(edition).values()
    pages = "<div style='break-before:page'></div>".join(table_of(form, figures) for form in forms)
    found = tables(read(printed(pages, STYLES["collapsed"])))
    for form, grid in zip(forms, found, strict=True):
        expected = positions(form, figures)
        assert [[solid(cell.text) for cell in row] for row in grid.rows] == [
            [solid(text) for _cell, text in row] for row in expected
        ]
        pairs = {
            (id(seen), id(place[0]))
            for row, places in zip(grid.rows, expected, strict=True)
            for seen, place in zip(row, places, strict=True)
        }
        assert len(pairs) == len({a for a, _ in pairs}) == len({b for _, b in pairs})


def test_a_long_word_stays_whole_in_the_cell_it_begins_in(printed):
    style = "table{border-collapse:collapse;table-layout:fixed}td{border:1px solid;white-space:nowrap;padding:0 1px}"
    wide = "<table><tr><td>行政规范性文件制发废止数量合计及说明<td>&emsp;&emsp;&emsp;&emsp;&emsp;&emsp;&emsp;&emsp;&emsp;&emsp;&emsp;12<td>7"
    grid = tables(read(printed(wide + "<tr><td>规章<td>3<td>4567890123</table>", style)))[0]
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["行政规范性文件制发废止数量合计及说明", "12", "7"],
        ["规章", "3", "4567890123"],
    ]


def test_words_one_under_another_are_lines_of_the_cell(printed):
    body = "<table><tr><td rowspan=2 style='writing-mode:vertical-rl'>办理结果<td>予以公开<td>1 234<tr><td>部分<br>公开<td>5</table>"
    grid = tables(read(printed(body, STYLES["collapsed"])))[0]
    assert [[cell.text for cell in row] for row in grid.rows] == [
        ["办\n理\n结\n果", "予以公开", "1 234"],
        ["办\n理\n结\n果", "部分\n公开", "5"],
    ]


def test_places_are_in_words(printed):
    table = table_of(grids(FORMS[-1])["reconsideration_and_litigation"], sample(FORMS[-1], 2))
    document = read(
        printed(f"<p>甲</p>{table}<p>乙</p>{table}<p style='break-before:page'>丙</p>", STYLES["collapsed"])
    )
    assert [block.spot.words for block in document.blocks] == [
        "第 1 页",
        "第 1 页第 1 个表格",
        "第 1 页",
        "第 1 页第 2 个表格",
        "第 2 页",
    ]
    assert tables(document)[1].row_spot(3).words == "第 1 页第 2 个表格第 4 行"


def test_paragraphs_go_on_over_lines_and_pages_and_page_furniture_is_dropped(printed):
    paragraphs = [
        f"第{number}段：{SENTENCE * (5 + number % 4)}共{number * 37}件，完。" for number in range(30)
    ]
    body = "<h1>某县某局2023年政府信息公开工作年度报告</h1><h2>一、总体情况</h2>"
    document = read(printed(body + "".join(f"<p>{text}</p>" for text in paragraphs), **NUMBERED))
    assert len({block.spot.words for block in document.blocks}) > 2
    assert texts(document) == ["某县某局2023年政府信息公开工作年度报告", "一、总体情况", *paragraphs]
    assert document.title == "某县2023年年报"


def test_a_page_that_ends_in_mid_sentence_is_left_open_but_a_heading_never_joins(printed):
    body = f"<p>{SENTENCE * 2}未完</p><p style='break-before:page'>（一）新的一段。</p>"
    assert texts(read(printed(body))) == [f"{SENTENCE * 2}未完", "（一）新的一段。"]


def test_a_new_paragraph_begins_without_indent_at_a_number_or_after_a_short_line(printed):
    paragraphs = [
        f"{SENTENCE * 3}到此为止。",
        f"（一）主动公开。{SENTENCE * 3}完成。",
        "一是短句。",
        f"1.制度。{SENTENCE * 5}完。",
    ]
    assert (
        texts(read(printed("".join(f"<p>{text}</p>" for text in paragraphs), "p{text-indent:0}")))
        == paragraphs
    )


def test_lines_join_with_a_space_only_between_latin_words(printed):
    latin = "Regulation on Open Government Information of the county bureau " * 4
    assert texts(read(printed(f"<p>{SENTENCE * 2}{latin}{SENTENCE * 2}</p>"))) == [
        SENTENCE * 2 + latin.strip() + " " + SENTENCE * 2
    ]


def test_a_title_on_two_lines_is_one(printed):
    assert texts(
        read(printed(f"<h1>某县人民政府办公室<br>政府信息公开工作年度报告</h1><p>{SENTENCE * 4}</p>"))
    ) == [
        "某县人民政府办公室政府信息公开工作年度报告",
        SENTENCE * 4,
    ]


def test_highlighted_words_and_framed_text_are_no_table(printed):
    body = f"<div style='border:1px solid;padding:9px'><p>{SENTENCE}<mark>答复</mark><mark>来信</mark>{SENTENCE * 3}</p></div>"
    assert texts(read(printed(body))) == [f"{SENTENCE}答复来信{SENTENCE * 3}"]


def test_radicals_of_the_text_layer_become_characters_and_punctuation_stays_wide():
    document = read(written("⾏政（⼈⺠）⼾⼝，豈 ﹁ ２"))
    assert texts(document) == ["行政（人民）户口，豈 ﹁ ２"]


def written(text: str, times: int = 1) -> bytes:
    """A PDF with a line of text, in a font whose every glyph stands for one character."""
    pdf = pikepdf.new()
    pdf.add_blank_page(page_size=(595, 842))
    marks = "".join(f"<{code:04x}> <{char.encode('utf-16-be').hex()}>\n" for code, char in enumerate(text, 1))
    cmap = f"1 begincodespacerange <0000> <ffff> endcodespacerange {len(text)} beginbfchar {marks} endbfchar"
    name = pikepdf.Name
    font = pikepdf.Dictionary(
        Type=name.Font,
        Subtype=name.Type0,
        BaseFont=name.Song,
        Encoding=name("/Identity-H"),
        ToUnicode=pdf.make_stream(cmap.encode()),
        DescendantFonts=[
            pikepdf.Dictionary(Type=name.Font, Subtype=name.CIDFontType2, BaseFont=name.Song, DW=1000)
        ],
    )
    pdf.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=font))
    codes = "".join(f"{code:04x}" for code in range(1, len(text) + 1)) * times
    pdf.pages[0].Contents = pdf.make_stream(f"BT /F 12 Tf 60 700 Td <{codes}> Tj ET".encode())
    return saved(pdf)


def saved(pdf: pikepdf.Pdf, **options: Any) -> bytes:
    out = BytesIO()
    pdf.save(out, **options)
    return out.getvalue()


def test_what_a_table_was_painted_over_stands_before_it(printed):
    body = (
        "<p style='position:absolute;top:30px;left:9px;text-indent:0'>四、旧的标题</p><div style='position:absolute;top:0;"
        "width:100%;background:#fff'><table><tr><td>结果<br>维持<td>12<tr><td>结果<br>纠正<td>34</table></div>"
    )
    document = read(printed(body, STYLES["collapsed"]))
    assert [type(block) for block in document.blocks] == [Paragraph, Grid]
    assert texts(document) == ["四、旧的标题"]
    assert [[cell.text for cell in row] for row in tables(document)[0].rows] == [
        ["结果\n维持", "12"],
        ["结果\n纠正", "34"],
    ]


@pytest.mark.parametrize("style", ["td,th{padding:4px 7px}", "td,th{padding:4px 7px;vertical-align:top}"])
@pytest.mark.parametrize("edition", FORMS, ids=lambda edition: edition.id)
def test_a_table_without_lines_becomes_rows_with_tabs(printed, edition, style):
    figures = sample(edition, 3)
    document = read(
        printed(report(edition, figures), f"table{{border-collapse:collapse}}{style}", **NUMBERED)
    )
    assert not tables(document)
    rows = [text.split("\t") for text in texts(document) if "\t" in text]
    expected = [row for form in grids(edition).values() for row in figure_rows(form, figures)]
    assert [row[-len(wanted) :] for row, wanted in zip(rows, expected, strict=True)] == expected


def two_columns(left: str, right: str) -> str:
    return f"<div style='display:flex;gap:24px'><div style='flex:1;width:0'>{left}</div><div style='flex:1;width:0'>{right}</div></div>"


def test_two_reports_side_by_side_come_one_after_the_other(printed):
    edition = FORMS[-1]
    years = {"2022": sample(edition, 4), "2023": sample(edition, 5)}
    prose = {year: [f"{year}年第{at}段：{SENTENCE * (6 + at)}完。" for at in range(4)] for year in years}
    *forms, last = grids(edition).values()
    heading = "<h2 style='background:#def'>{}</h2>".format
    parts = [two_columns(*(f"<p>{year} 年报告</p>" for year in years)), heading("一、总体情况")]
    parts.append(two_columns(*("".join(f"<p>{text}</p>" for text in prose[year]) for year in years)))
    parts += [
        heading(form.table.caption) + two_columns(*(table_of(form, figures) for figures in years.values()))
        for form in forms
    ]
    parts += [
        f"<p style='text-align:center'>{year} 年报告</p>{table_of(last, years[year])}"
        for year in ("2023", "2022")
    ]
    parts.append("<div style='break-before:page'></div>" + heading("五、存在的主要问题"))
    parts.append(two_columns(*(f"<p>{year}年：{SENTENCE * 9}完。</p>" for year in years)))
    style = STYLES["collapsed"] + "table{font-size:6pt}"
    document = read(printed("".join(parts), style, landscape=True, **NUMBERED))
    second = [block.text if isinstance(block, Paragraph) else "" for block in document.blocks].index(
        "2023 年报告"
    )
    for year, blocks in (("2022", document.blocks[:second]), ("2023", document.blocks[second:])):
        half = Document(blocks)
        assert [text for text in texts(half) if "段：" in text] == prose[year]
        assert texts(half)[:2] == [f"{year} 年报告", "一、总体情况"]
        assert texts(half)[-2:] == ["五、存在的主要问题", f"{year}年：{SENTENCE * 9}完。"]
        assert right_figures(edition, years[year], half) == len(edition.cells)
        assert [len(grid.rows[0]) for grid in tables(half)].count(15) == 1


def test_a_page_in_columns_is_read_column_by_column(printed):
    paragraphs = [f"第{at}段：{SENTENCE * (3 + at % 3)}完。" for at in range(40)]
    body = "<h1>某县年报</h1><div style='columns:2;column-gap:2em'>" + "".join(
        f"<p>{text}</p>" for text in paragraphs
    )
    assert texts(read(printed(body, **NUMBERED))) == ["某县年报", *paragraphs]


def test_a_chart_is_a_picture_and_a_seal_is_none(printed):
    drawing = "<img width={0} height={0} src='data:image/svg+xml,<svg/>' style='background:red'>".format
    pixel = "R0lGODlhAQABAIAAAP8AAP8AACH5BAAAAAAALAAAAAABAAEAAAICRAEAOw=="
    images = "".join(
        drawing(size).replace("image/svg+xml,<svg/>", f"image/gif;base64,{pixel}") for size in (500, 90)
    )
    document = read(printed(f"<p>{SENTENCE}</p>{images}"))
    assert [type(block) for block in document.blocks] == [Paragraph, Picture]


def failure(data: bytes) -> UnreadableError:
    with pytest.raises(UnreadableError) as caught:
        read(data)
    return caught.value


def scan() -> bytes:
    out = BytesIO()
    Image.new("RGB", (827, 1170), "white").save(out, "PDF")
    return out.getvalue()


def test_a_scan_cannot_be_read():
    assert failure(scan()).message == "这是扫描件（图片），没有文字可读"
    assert "OCR" in failure(scan()).hint


def test_glyphs_without_meaning_are_not_read_as_text():
    data = written("年度报告共收到申请")
    pdf = pikepdf.open(BytesIO(data))
    del pdf.pages[0].Resources.Font.F.ToUnicode
    assert "乱码" in failure(saved(pdf)).message


def test_a_password_is_asked_to_be_removed_and_mere_restrictions_do_not_matter():
    pdf = pikepdf.open(BytesIO(written("年度报告")))
    locked = saved(pdf, encryption=pikepdf.Encryption(owner="a", user="b"))
    assert "密码" in failure(locked).message
    restricted = saved(
        pdf, encryption=pikepdf.Encryption(owner="a", user="", allow=pikepdf.Permissions(extract=False))
    )
    assert texts(read(restricted)) == ["年度报告"]


def test_size_is_limited():
    pdf = pikepdf.new()
    for _ in range(201):
        pdf.add_blank_page()
    assert "200 页" in failure(saved(pdf)).message
    assert "第 1 页" in failure(written("年", 100_001)).message


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7\n", b"PK\x03\x04", "年度报告".encode()])
def test_what_is_no_pdf_is_said_to_be_damaged(data: bytes):
    assert "损坏" in failure(data).message


def test_damage_never_ends_in_another_error(printed):
    table = table_of(grids(FORMS[-1])["reconsideration_and_litigation"], sample(FORMS[-1], 6))
    good = printed(f"<p>{SENTENCE}</p>{table}", STYLES["collapsed"])
    level = pikepdf.StreamDecodeLevel.generalized
    plain = saved(pikepdf.open(BytesIO(good)), compress_streams=False, stream_decode_level=level)
    draw = random.Random(7)
    outcomes = []
    for number in range(60):
        data = bytearray(plain if number % 2 else good)
        if number % 3 == 0:
            del data[draw.randrange(len(data)) :]
        else:
            for _ in range(draw.choice([1, 20, 400])):
                data[draw.randrange(len(data))] = draw.randrange(256)
        try:
            outcomes.append(type(read(bytes(data))))
        except UnreadableError as error:
            outcomes.append(type(error))
    assert set(outcomes) == {Document, UnreadableError}


def test_reading_says_nothing(printed, caplog, capfd):
    caplog.set_level(logging.DEBUG)
    read(printed("<p>年度报告</p>"))
    assert (caplog.text, *capfd.readouterr()) == ("", "", "")


@pytest.mark.skipif(not COMPARISON.exists(), reason="the real reports are not beside the repository")
def test_every_figure_of_the_real_comparison_stands_in_a_row_with_its_label():
    document = read(COMPARISON.read_bytes())
    starts = [at for at, block in enumerate(document.blocks) if getattr(block, "text", "") == "2024 年报告"]
    halves = {"02": document.blocks[: starts[0]], "03": document.blocks[starts[0] :]}
    for name, blocks in halves.items():
        facts = json.loads((COMPARISON.parent / f"{name}.json").read_text("utf-8"))
        found = [
            [cell.text for _at, cell in grid.cells(at)]
            for grid in tables(Document(blocks))
            for at in range(len(grid.rows))
        ]
        for label, figures in (facts["applications"] | facts["proactive"]).items():
            wanted = [str(figure) for figure in (figures if isinstance(figures, list) else [figures])]
            labels = [key(row[-len(wanted) - 1]) for row in found if row[-len(wanted) :] == wanted != row]
            assert any(
                key(label).endswith(seen[-6:]) or SHORTENED.get(seen, "…") in key(label)
                for seen in labels
                if seen
            ), label
        assert [str(figure) for figure in facts["review_litigation"]] in found


SHORTENED = {
    "逾期不补正": "逾期不补正",
    "逾期不缴费": "未按收费通知",
}  # by the tool that printed the comparison


def key(label: str) -> str:
    return re.sub(r"\W|\d|_|万元", "", label)
