"""The Word document, read back: every cell in its place, every word, the look, and the same bytes again."""

import hashlib
import io
import os
import re
import shutil
import subprocess
import zipfile
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from conftest import without
from console import elsewhere
from docx import Document
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from generator.editions.layout import grids
from generator.editions.load import editions
from generator.model import Agency, AgencyKind, Money, ProcessingFee, Report, Revision, Site
from generator.outputs import Order
from generator.outputs.docx import write
from generator.outputs.docx_table import column_widths
from generator.problems import Place
from generator.read.narrative import Context, read_narrative
from generator.read.text import Source
from generator.rules import Case, check

AGENCY = Agency("xian", "某县人民政府", AgencyKind.GOVERNMENT)
SITE = Site("政府信息公开年报", "", None, url="http://www.example.gov.cn/nianbao/")
PARTS = (
    "前言。\n\n## 一、总体情况\n\n{}\n\n## 五、存在的主要问题及改进情况\n\n已经改进。\n\n"
    "## 六、其他需要报告的事项\n\n没有。\n"
)
EDITIONS = ["2019", "2021"]


def report(edition: str = "2021", words: str = "正常。", **changes) -> Report:
    """A report in which every figure is another: 1000 + its index."""
    form = editions().get(edition)
    files = frozenset({"2023/list.pdf", "a.png"})
    text = PARTS.format(words) if form.sections else words
    narrative = read_narrative(Source("x.md", text), Context(form, {}, files), lambda _problem: None)
    plain = Report(
        agency=AGENCY,
        year=2023,
        edition=form,
        published=date(2024, 3, 5),
        values=tuple(1000 + cell.index for cell in form.cells),
        spots=tuple((cell.index + 1, 1) for cell in form.cells),
        narrative=narrative.parts,
        file="content/xian/2023.yaml",
    )
    return replace(plain, **changes)


def made(of: Report, template: Path | None = None) -> bytes:
    told = []
    body = write(Order(of, SITE, tuple(check(Case(of)).waived), told.append, template=template))
    assert told == []
    return body


def opened(of: Report, template: Path | None = None):
    return Document(io.BytesIO(made(of, template)))


def part(body: bytes, name: str) -> etree._Element:
    return etree.fromstring(zipfile.ZipFile(io.BytesIO(body)).read(name))


def words_of(element) -> str:
    return "".join(text.text or "" for text in element.iter(qn("w:t")))


def lines(of: Report) -> list[tuple[str, str]]:
    return [(p.style.name, p.text) for p in opened(of).paragraphs]


# --- tables ---


@pytest.mark.parametrize("edition", EDITIONS)
def test_every_cell_stands_in_its_grid_position_over_its_whole_span(edition: str):
    of = report(edition)
    tables = opened(of).tables
    for table, grid in zip(tables, grids(of.edition).values(), strict=True):
        rows = [row.cells for row in table.rows]
        assert [len(row) for row in rows] == [grid.width] * grid.height
        seen = set()
        for cell in (cell for row in grid.rows() for cell in row):
            spots = [
                rows[cell.row + down][cell.column + right]
                for down in range(cell.rowspan)
                for right in range(cell.colspan)
            ]
            assert {spot.text.removeprefix("+") for spot in spots} == {cell.text or str(1000 + cell.index)}
            assert len({id(spot._tc) for spot in spots}) == 1
            seen.add(id(spots[0]._tc))
        assert len(seen) == sum(len(row) for row in grid.rows()), "no cell runs into another"


@pytest.mark.parametrize("edition", EDITIONS)
def test_heads_repeat_where_they_head_the_whole_table_and_rows_stay_whole(edition: str):
    of = report(edition)
    for table, grid in zip(opened(of).tables, grids(of.edition).values(), strict=True):
        rows = table._tbl.findall(qn("w:tr"))
        heads = [row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None for row in rows]
        wanted = len(grid.parts[0].head) if len(grid.parts) == 1 else 0
        assert heads == [True] * wanted + [False] * (len(rows) - wanted)
        assert all(row.find(f"{qn('w:trPr')}/{qn('w:cantSplit')}") is not None for row in rows)
        kept = [
            all(p.paragraph_format.keep_with_next for cell in row.cells for p in cell.paragraphs)
            for row in table.rows
        ]
        assert kept == [True] * (len(rows) - 1) + [False]


@pytest.mark.parametrize("edition", EDITIONS)
def test_tables_fill_the_width_between_the_margins(edition: str):
    of = report(edition)
    document = opened(of)
    section = document.sections[0]
    room = round((section.page_width - section.left_margin - section.right_margin) / 635)
    for table, grid in zip(document.tables, grids(of.edition).values(), strict=True):
        columns = [int(column.get(qn("w:w"))) for column in table._tbl.iter(qn("w:gridCol"))]
        assert columns == column_widths(grid, room)
        assert sum(columns) == room
        for cell in (cell for row in grid.rows() for cell in row):
            wide = sum(columns[cell.column : cell.column + cell.colspan])
            assert table.rows[cell.row].cells[cell.column].width == wide * 635


def test_a_table_tells_its_title_and_how_to_read_it():
    of = report()
    for table, grid in zip(opened(of).tables, grids(of.edition).values(), strict=True):
        properties = table._tbl.tblPr
        assert properties.find(qn("w:tblCaption")).get(qn("w:val")) == grid.table.caption
        assert of.title in properties.find(qn("w:tblDescription")).get(qn("w:val"))
        look = properties.find(qn("w:tblLook"))
        assert look.get(qn("w:firstRow")) == "1"
        assert look.get(qn("w:firstColumn")) == ("1" if grid.stub_width else "0")


def test_labels_and_figures_have_styles_of_their_own():
    of = report()
    for table, grid in zip(opened(of).tables, grids(of.edition).values(), strict=True):
        small = "（小）" if grid.height > 20 or grid.width > 10 else ""
        names = {
            "block": "表格标题",
            "stub": "表格标题",
            "column": "表格标题",
            "row": "表格文字",
            "data": "表格数字",
        }
        rows = [row.cells for row in table.rows]
        for cell in (cell for row in grid.rows() for cell in row):
            (paragraph,) = rows[cell.row][cell.column].paragraphs
            assert paragraph.style.name == names[cell.kind] + small


def test_a_blank_stays_blank_and_a_change_keeps_its_sign():
    form = editions().get("2019")
    change = next(cell for cell in form.cells if cell.kind == "change")
    money = next(cell for cell in form.cells if cell.kind == "money")
    values = [None] * len(form.cells)
    values[change.index], values[money.index] = 3, Money(Decimal("1646.5"), "万元")
    of = report("2019", values=tuple(values))
    found = []
    for table, grid in zip(opened(of).tables, grids(form).values(), strict=True):
        rows = [row.cells for row in table.rows]
        found += [
            rows[cell.row][cell.column].text for row in grid.rows() for cell in row if cell.kind == "data"
        ]
    assert sorted(filter(None, found)) == ["+3", "1646.5万元"]


def test_a_figure_that_is_too_long_is_set_smaller_and_others_are_not():
    of = report(values=(12345678,) * 200)
    two, three, four = opened(of).tables
    size = [table.rows[-1].cells[-1].paragraphs[0].runs[0].font.size for table in (two, three, four)]
    assert size[0] is None
    assert Pt(4.5) <= size[2] < size[1] < Pt(9)
    assert all(
        cell.paragraphs[0].runs[0].font.size is None for cell in opened(report()).tables[1].rows[-1].cells
    )


def test_a_note_stays_with_a_table_that_leaves_room_for_it():
    of = report(notes={"reconsideration_and_litigation": "甲", "requests": "乙"})
    two, three, four = opened(of).tables
    kept = [t.rows[-1].cells[-1].paragraphs[0].paragraph_format.keep_with_next for t in (two, three, four)]
    assert [bool(it) for it in kept] == [False, False, True]


# --- text ---


def test_the_parts_come_in_official_order():
    of = report(
        words="甲。\n\n### （一）乙\n\n丙。\n\n#### 1.丁",
        notes={"requests": "口径有调整"},
        processing_fee=ProcessingFee(3, Decimal("1380.50"), Decimal(380)),
        revisions=(Revision(date(2024, 5, 1), "更正一处"),),
    )
    sections = [section.label for section in of.edition.sections]
    assert lines(of) == [
        ("Title", "某县人民政府\n2023年政府信息公开工作年度报告"),
        ("Subtitle", f"发布日期：2024-03-05　　格式依据：{of.edition.document}"),
        ("Normal", "前言。"),
        ("Heading 1", sections[0]),
        ("Normal", "甲。"),
        ("Heading 2", "（一）乙"),
        ("Normal", "丙。"),
        ("Heading 3", "1.丁"),
        ("Heading 1", sections[1]),
        ("Heading 1", sections[2]),
        ("表格注释", "注：口径有调整"),
        ("Heading 1", sections[3]),
        ("Heading 1", sections[4]),
        ("Normal", "已经改进。"),
        ("Heading 1", sections[5]),
        ("Normal", "没有。"),
        ("Normal", "信息处理费：发出收费通知3件；通知总金额1380.50元；实际收取总金额380元。"),
        ("Signature", "某县人民政府"),
        ("Date", "2024年3月5日"),
        ("Heading 1", "更正记录"),
        ("List", "2024-05-01　更正一处"),
    ]


def test_tables_stand_right_under_their_headings():
    of = report()
    body = list(opened(of).element.body)
    above = [words_of(body[at - 1]) for at, element in enumerate(body) if element.tag == qn("w:tbl")]
    assert above == [section.label for section in of.edition.sections if section.table]


def test_a_figure_published_though_it_is_wrong_has_its_reason_below_the_table():
    of = report(waivers={"B101": ("当年即如此公布", Place("x.yaml"))})
    notes = [text for style, text in lines(of) if style == "表格注释"]
    assert len(notes) == 7
    assert all(note.startswith("注：“") and note.endswith("。说明：当年即如此公布") for note in notes)


def test_a_form_without_sections_is_its_narrative():
    of = report("legacy", "## 概述\n\n公开 15 条。\n\n### 细目\n\n- 甲")
    assert lines(of) == [
        ("Title", "某县人民政府\n2023年政府信息公开工作年度报告"),
        ("Subtitle", "发布日期：2024-03-05"),
        ("Heading 1", "概述"),
        ("Normal", "公开 15 条。"),
        ("Heading 2", "细目"),
        ("List", "甲"),
        ("Signature", "某县人民政府"),
        ("Date", "2024年3月5日"),
    ]


def test_without_a_preface_of_its_own_a_report_begins_with_the_customary_one():
    of = report()
    of = replace(of, narrative={name: part for name, part in of.narrative.items() if name != "preface"})
    style, text = lines(of)[2]
    assert style == "Normal"
    assert text.startswith(f"本报告根据《中华人民共和国政府信息公开条例》和《{of.edition.name}》")
    assert "“政府信息公开年报”专栏（http://www.example.gov.cn/nianbao/）查阅或下载" in text


def test_a_short_title_is_one_line():
    of = report(agency=replace(AGENCY, name="某局"))
    assert lines(of)[0] == ("Title", "某局2023年政府信息公开工作年度报告")


@pytest.mark.parametrize(("published", "said"), [(None, "尚未发布"), ("unknown", "原文未载明")])
def test_no_date_is_made_up(published, said: str):
    of = report(published=published)
    found = lines(of)
    assert found[1][1].startswith(f"发布日期：{said}")
    assert found[-1] == ("Signature", "某县人民政府")
    properties = opened(of).core_properties
    assert (properties.created.year, properties.modified.year) == (1980, 1980)


def test_the_signature_is_not_alone_on_its_page():
    *_, last, signature, _date = opened(report()).paragraphs
    assert last.paragraph_format.keep_with_next
    assert signature.style.paragraph_format.keep_with_next


def test_bold_emphasis_breaks_and_pictures():
    document = opened(report(words="一**二***三*  \n四![图一](a.png)"))
    paragraph = next(p for p in document.paragraphs if p.text.startswith("一二"))
    assert paragraph.text == "一二三\n四〔图：图一〕"
    assert [(run.text, run.bold, run.style.name) for run in paragraph.runs] == [
        ("一", None, "Default Paragraph Font"),
        ("二", True, "Default Paragraph Font"),
        ("三", None, "Emphasis"),
        ("\n四〔图：图一〕", None, "Default Paragraph Font"),
    ]


LISTS = (
    "1. 甲\n2. 乙\n   - 丙\n\n     续\n   - 丁\n     1. 戊\n     2. 己\n   1. 庚\n3. 辛\n   1. 壬\n\n"
    "段落。\n\n3. 癸\n4. 子\n\n1) 丑\n- 寅\n- 卯\n\n- - 辰\n\n1. 巳\n"
)


def markers(document) -> list[str]:
    """The markers that Word shows, by its rules: one count a look and level, begun anew by each list that says so."""
    root = document.part.numbering_part.element
    looks, starts = {}, {}
    for item in root.findall(qn("w:num")):
        number = int(item.get(qn("w:numId")))
        looks[number] = int(item.find(qn("w:abstractNumId")).get(qn("w:val")))
        for change in item.findall(qn("w:lvlOverride")):
            level = int(change.get(qn("w:ilvl")))
            starts[number, level] = int(change.find(qn("w:startOverride")).get(qn("w:val")))
    texts = {
        (int(look.get(qn("w:abstractNumId"))), int(level.get(qn("w:ilvl")))): level.find(qn("w:lvlText")).get(
            qn("w:val")
        )
        for look in root.findall(qn("w:abstractNum"))
        for level in look.findall(qn("w:lvl"))
    }
    counts: dict[tuple[int, int], int] = {}
    shown = []
    for paragraph in document.paragraphs:
        number = paragraph._p.find(f"{qn('w:pPr')}/{qn('w:numPr')}/{qn('w:numId')}")
        if number is None:
            continue
        list_ = int(number.get(qn("w:val")))
        level = int(number.getparent().find(qn("w:ilvl")).get(qn("w:val")))
        look = looks[list_]
        counts = {key: count for key, count in counts.items() if key[0] != look or key[1] <= level}
        start = starts.pop((list_, level), None)
        counts[look, level] = start if start is not None else counts.get((look, level), 0) + 1
        shown.append(texts[look, level].replace(f"%{level + 1}", str(counts[look, level])) + paragraph.text)
    return shown


LISTED = [
    *("1.甲", "2.乙", "•丙", "•丁", "1.戊", "2.己", "1.庚", "3.辛", "1.壬"),
    *("3.癸", "4.子", "1.丑", "•寅", "•卯", "•", "•辰", "1.巳"),
]


@pytest.mark.parametrize(
    ("words", "even"), [("公开93条。", True), ("见https://a.example.cn/b/c。", False), ("甲  \n乙", False)]
)
def test_no_line_is_torn_apart_by_a_break_or_a_long_address(words: str, even: bool):
    paragraph = opened(report(words=words)).paragraphs[4]
    assert (paragraph.alignment is None) is even


@pytest.mark.parametrize("edition", EDITIONS)
def test_headings_of_columns_break_between_words(edition: str):
    of = report(edition)
    for table, grid in zip(opened(of).tables, grids(of.edition).values(), strict=True):
        for cell in (cell for row in grid.rows() for cell in row if cell.kind == "column"):
            found = table.rows[cell.row].cells[cell.column]
            paragraph = found.paragraphs[0]
            size = paragraph.style.font.size
            side = paragraph.paragraph_format.left_indent or 0
            line = (found.width - 2 * side) // size
            assert line >= len(cell.text) or (side and line % 2 == 0)


def test_lists_are_lists_and_count_as_written():
    assert markers(opened(report(words=LISTS))) == LISTED


def test_a_paragraph_inside_an_item_is_indented_like_it():
    document = opened(report(words="- 甲\n  - 乙\n\n    续\n\n> 引\n>\n> > 深"))
    found = {p.text: p for p in document.paragraphs}
    ind = f"{qn('w:pPr')}/{qn('w:ind')}"
    assert found["续"]._p.find(ind).get(qn("w:leftChars")) == "200"
    assert found["引"].style.name == found["深"].style.name == "Quote"
    assert found["深"]._p.find(ind).get(qn("w:leftChars")) == "200"


def test_links_lead_to_the_web_or_to_a_person_only():
    words = (
        "[甲](https://a.example.cn/?x=1&y=2) [乙](mailto:a@example.cn) [丙](2023/list.pdf) "
        "[戊](javascript:alert(1)) [己](file:///etc/passwd) [庚](https://a.example.cn/?x=1&y=2) [辛](https://)"
    )
    document = opened(report(words=words))
    targets = {
        key: rel.target_ref for key, rel in document.part.rels.items() if rel.reltype.endswith("/hyperlink")
    }
    assert sorted(targets.values()) == [
        "http://www.example.gov.cn/nianbao/xian/2023/list.pdf",
        "https://a.example.cn/?x=1&y=2",
        "mailto:a@example.cn",
    ]
    links = list(document.element.body.iter(qn("w:hyperlink")))
    assert [(words_of(link), targets[link.get(qn("r:id"))]) for link in links] == [
        ("甲", "https://a.example.cn/?x=1&y=2"),
        ("乙", "mailto:a@example.cn"),
        ("丙", "http://www.example.gov.cn/nianbao/xian/2023/list.pdf"),
        ("庚", "https://a.example.cn/?x=1&y=2"),
    ]
    text = next(p.text for p in document.paragraphs if p.text.startswith("甲"))
    assert text == "甲 乙 丙 戊 己 庚 辛"


@pytest.mark.parametrize("hostile", ["<w:p/>", "</w:t>", "&amp;", "a & b \"c\" 'd'", "]]>", "{{ x }}", "%s"])
def test_text_is_never_markup(hostile: str):
    of = report(
        agency=replace(AGENCY, name=hostile),
        notes={"requests": hostile},
        revisions=(Revision(date(2024, 5, 1), hostile),),
    )
    document = opened(of)
    texts = [p.text for p in document.paragraphs]
    assert texts[-1] == f"2024-05-01　{hostile}"
    assert f"注：{hostile}" in texts
    assert document.core_properties.author == hostile
    assert hostile in document.tables[0]._tbl.tblPr.find(qn("w:tblDescription")).get(qn("w:val"))


def test_characters_that_xml_forbids_are_dropped():
    of = report(notes={"requests": "甲\x00\x08\x0b\x1f\ufffe\uffff\ud800乙\t丙\U00020000"})
    assert ("表格注释", "注：甲乙\t丙\U00020000") in lines(of)


@given(st.text(max_size=60))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back(text: str):
    allowed = re.sub("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]", "", text)
    assert ("表格注释", f"注：{allowed}") in lines(report(notes={"requests": text}))


# --- look ---


def test_the_page_is_that_of_the_standard():
    section = opened(report()).sections[0]
    page = (section.page_width, section.page_height, section.top_margin, section.bottom_margin)
    assert [round(it.mm) for it in page] == [210, 297, 37, 35]
    assert [round(it.mm) for it in (section.left_margin, section.right_margin)] == [28, 26]
    for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
        folio = footer.paragraphs[0]
        (field,) = folio._p.iter(qn("w:fldSimple"))
        assert field.get(qn("w:instr")).split() == ["PAGE"]
        assert words_of(folio._p) == "— 1 —"
        assert folio._p.pPr.jc.val == WD_ALIGN_PARAGRAPH[side.upper()]


def test_styles_name_the_official_fonts():
    styles = opened(report()).styles
    fonts = {
        name: (styles[name].element.rPr.rFonts.get(qn("w:eastAsia")), styles[name].font.size)
        for name in ("Normal", "Title", "Heading 1", "Heading 2", "Heading 3", "表格标题", "表格文字")
    }
    assert fonts == {
        "Normal": ("仿宋_GB2312", Pt(16)),
        "Title": ("方正小标宋简体", Pt(22)),
        "Heading 1": ("黑体", Pt(16)),
        "Heading 2": ("楷体_GB2312", Pt(16)),
        "Heading 3": ("仿宋_GB2312", Pt(16)),
        "表格标题": ("黑体", Pt(10.5)),
        "表格文字": ("仿宋_GB2312", Pt(10.5)),
    }
    body = styles["Normal"].element.pPr
    assert body.ind.get(qn("w:firstLineChars")) == "200"
    assert 28 <= styles["Normal"].paragraph_format.line_spacing.pt <= 29
    assert {style.style_id for style in styles if style.base_style is None} == {
        "Normal",
        "DefaultParagraphFont",
        "TableNormal",
    }


def test_the_file_says_its_language_title_and_author():
    of = report()
    document = opened(of)
    properties = document.core_properties
    assert (properties.title, properties.author, properties.language) == (of.title, "某县人民政府", "zh-CN")
    assert properties.subject == "政府信息公开工作年度报告"
    assert (properties.created.date(), properties.modified.date()) == (of.published, of.published)
    usual, body = document.styles.element.iter(qn("w:lang"))
    assert set(usual.attrib.values()) == {"zh-CN"}
    assert body.attrib == {qn("w:val"): "x-none"}  # of figures and Latin words, in the style of the text


ORDER = {  # of children, as the schema of WordprocessingML wants them
    "pPr": "pStyle keepNext keepLines numPr spacing ind jc outlineLvl",
    "rPr": "rStyle rFonts b bCs color sz szCs u lang",
    "tblPr": "tblStyle tblBorders tblW jc tblLayout tblCellMar tblLook tblCaption tblDescription",
    "tcPr": "tcW gridSpan vMerge vAlign",
    "style": "name basedOn next qFormat pPr rPr tblPr",
    "lvl": "start numFmt suff lvlText lvlJc pPr",
}


@pytest.mark.parametrize("name", ["document", "styles", "numbering", "footer1", "footer2"])
def test_elements_stand_in_the_order_that_word_wants(name: str):
    root = part(made(report(words=LISTS)), f"word/{name}.xml")
    for kind, order in ORDER.items():
        for element in root.iter(qn(f"w:{kind}")):
            places = [order.split().index(etree.QName(child).localname) for child in element]
            assert places == sorted(places)


# --- an office's template ---


@pytest.fixture
def template(tmp_path: Path) -> Path:
    """A file with the office's own page, header and looks, in which Word has named styles by numbers."""
    document = Document()
    document.add_paragraph("模板里的字")
    document.add_paragraph("模板里的列表", style="List Bullet")
    section = document.sections[0]
    section.page_width, section.left_margin, section.right_margin = Mm(210), Mm(20), Mm(20)
    section.header.paragraphs[0].text = "某县人民政府公报"
    document.styles["Heading 1"].font.color.rgb = RGBColor(0xFF, 0, 0)
    for element in document.styles.element.iter():
        for name in (qn("w:styleId"), qn("w:val")):
            if element.get(name) == "Heading1":
                element.set(name, "1")
    document.styles["Body Text"].element.set(qn("w:styleId"), "TableHead")  # taken, by another style
    path = tmp_path / "themes" / "xian" / "report.docx"
    path.parent.mkdir(parents=True)
    document.save(str(path))
    return path


def test_a_template_keeps_its_looks_and_gets_what_it_lacks(template: Path):
    of = report(words=LISTS)
    document = opened(of, template)
    before = Document(str(template))
    for style in before.styles:
        after = document.styles[style.name]
        assert etree.tostring(after.element) == etree.tostring(style.element)
    first = next(p for p in document.paragraphs if p.text == of.edition.sections[0].label)
    assert (first.style.style_id, first.style.font.color.rgb) == ("1", RGBColor(0xFF, 0, 0))
    head = document.tables[0].rows[0].cells[0].paragraphs[0].style
    assert (head.name, head.style_id) == ("表格标题", "TableHead0")
    assert not any(
        "WithEffects" in name for name in zipfile.ZipFile(io.BytesIO(made(of, template))).namelist()
    )
    ids = [style.style_id for style in document.styles]
    assert len(ids) == len(set(ids))


def test_a_template_keeps_its_page_and_header_but_not_its_text(template: Path):
    document = opened(report(), template)
    section = document.sections[0]
    assert section.header.paragraphs[0].text == "某县人民政府公报"
    assert round(section.left_margin.mm) == 20
    columns = [int(it.get(qn("w:w"))) for it in document.tables[0]._tbl.iter(qn("w:gridCol"))]
    assert sum(columns) == round(Mm(170) / 635)
    assert "模板" not in "".join(p.text for p in document.paragraphs)
    assert "— 1 —" in words_of(section.footer.paragraphs[0]._p)


def test_a_template_keeps_its_footer(template: Path):
    document = Document(str(template))
    document.sections[0].footer.paragraphs[0].text = "第 1 页"
    document.save(str(template))
    assert opened(report(), template).sections[0].footer.paragraphs[0].text == "第 1 页"


def test_lists_count_as_written_beside_those_of_a_template(template: Path):
    assert markers(opened(report(words=LISTS), template)) == LISTED


def test_a_template_without_lists_gets_them(template: Path):
    document = Document(str(template))
    key = next(key for key, rel in document.part.rels.items() if rel.reltype.endswith("/numbering"))
    del document.part.rels[key]
    document.save(str(template))
    assert markers(opened(report(words=LISTS), template)) == LISTED


def test_a_template_in_another_language_makes_a_chinese_document(template: Path):
    (language,) = opened(report(), template).styles.element.xpath("w:docDefaults//w:lang")
    assert (language.get(qn("w:val")), language.get(qn("w:eastAsia"))) == ("zh-CN", "zh-CN")


def test_a_template_that_was_changed_is_read_again(template: Path):
    assert round(opened(report(), template).sections[0].left_margin.mm) == 20
    document = Document(str(template))
    document.sections[0].left_margin = Mm(30)
    document.save(str(template))
    os.utime(template, (1, 1))
    assert round(opened(report(), template).sections[0].left_margin.mm) == 30


@pytest.mark.parametrize("content", [b"", b"\xd0\xcf\x11\xe0 an old .doc", None])
def test_a_template_that_is_no_word_file_is_a_problem(template: Path, content: bytes | None):
    """T104"""
    if content is None:
        with zipfile.ZipFile(template, "w") as archive:
            archive.writestr("x", "y")
    else:
        template.write_bytes(content)
    told = []
    assert write(Order(report(), SITE, (), told.append, template=template)) is None
    assert [(problem.code, problem.place) for problem in told] == [("T104", Place("themes/xian/report.docx"))]


# --- the file ---


def test_the_zip_has_no_clock_and_no_system():
    archive = zipfile.ZipFile(io.BytesIO(made(report())))
    infos = archive.infolist()
    assert {info.date_time for info in infos} == {(1980, 1, 1, 0, 0, 0)}
    assert {info.create_system for info in infos} == {3}
    names = [info.filename for info in infos]
    assert names[0] == "[Content_Types].xml"
    assert names[1:] == sorted(names[1:])
    assert not any(name.startswith(("docProps/app", "docProps/thumb", "customXml")) for name in names)


def test_the_same_report_gives_the_same_bytes(template: Path):
    code = (
        "import hashlib, sys; from pathlib import Path; from test_docx import LISTS, made, report\n"
        "for template in (None, Path(sys.argv[1])):\n"
        "    print(hashlib.sha256(made(report(words=LISTS), template)).hexdigest())"
    )
    here = [hashlib.sha256(made(report(words=LISTS), it)).hexdigest() for it in (None, template)]
    assert elsewhere(code, str(template)) == {"\n".join(here) + "\n"}


def test_reports_do_not_leave_anything_behind_for_the_next():
    first = made(report())
    made(report(words=LISTS + "\n[甲](https://a.example.cn/)"))
    assert made(report()) == first


# --- in an office program ---


@pytest.fixture(scope="module")
def office() -> str:
    found = shutil.which("soffice")
    if not found:
        pytest.skip("没有 LibreOffice")
    if not shutil.which("pdftotext"):
        without("pdftotext（软件包 poppler-utils）")
    return found


@pytest.mark.parametrize("edition", EDITIONS)
def test_an_office_program_opens_it_and_keeps_every_table_on_a_page(
    tmp_path: Path, office: str, edition: str
):
    of = report(edition, words="\n\n".join(["公开工作有序进行。" * 12] * 7), values=(12345678,) * 200)
    (tmp_path / "x.docx").write_bytes(made(of))
    home = f"-env:UserInstallation=file://{tmp_path}/home"
    command = [
        office,
        home,
        "--headless",
        "--convert-to",
        "pdf",
        "--outdir",
        str(tmp_path),
        str(tmp_path / "x.docx"),
    ]
    subprocess.run(command, check=True, capture_output=True, timeout=120)
    text = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "x.pdf"), "-"], check=True, capture_output=True, text=True
    ).stdout
    pages = text.split("\f")
    assert len(pages) >= 4
    for page, number in zip(pages[:-1], range(1, len(pages)), strict=True):
        assert f"—{number}—" in page.replace(" ", "")
    counts = [page.count("12345678") for page in pages]
    cells = [sum(cell.table == table.id for cell in of.edition.cells) for table in of.edition.tables]
    heads = [
        [section.label in re.sub(r"\s", "", page) for page in pages]
        for section in of.edition.sections
        if section.table
    ]
    for head in heads:
        assert head.count(True) == 1
    where = [head.index(True) for head in heads]
    for page in set(where):
        assert counts[page] == sum(count for count, at in zip(cells, where, strict=True) if at == page)
