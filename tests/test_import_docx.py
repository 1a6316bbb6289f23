"""Word files as they come: numbering, merges, changes, layout tables; and files that were made to do harm."""

import random
import time
import zipfile
from io import BytesIO
from itertools import chain
from pathlib import Path

import pytest

from generator.editions.layout import grids
from generator.editions.load import editions
from generator.importers.blocks import Document, Grid, Paragraph, Picture, Run, UnreadableError
from generator.importers.docx import read

TEMPLATE = Path(__file__).parents[2] / "shared/reports/T01-official-form-2021-template.docx"
MAIN = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
NAMES = (
    f'xmlns:w="{MAIN}" xmlns:r="{RELATIONS}" xmlns:v="urn:schemas-microsoft-com:vml"'
    ' xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
    ' xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    ' xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
)
TITLE = '<x xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{}</dc:title></x>'


def pack(members: dict[str, str | bytes], method: int = zipfile.ZIP_STORED) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w", method) as file:
        for name, data in members.items():
            file.writestr(name, data)
    return out.getvalue()


def part(name: str, inner: str) -> str:
    return f"<w:{name} {NAMES}>{inner}</w:{name}>"


def parts(body: str, links: str = "", **others: str) -> dict[str, str | bytes]:
    """The members of a .docx file: the body, links (relationships), other parts by their kind."""
    relations = links + "".join(
        f'<Relationship Id="x{kind}" Type="{RELATIONS}/{kind}" Target="{kind}.xml"/>' for kind in others
    )
    return {
        "word/document.xml": part("document", f"<w:body>{body}</w:body>"),
        "word/_rels/document.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
        f"{relations}</Relationships>",
        **{f"word/{kind}.xml": part(kind, inner) for kind, inner in others.items()},
    }


def found(body: str, **others: str) -> Document:
    return read(pack(parts(body, **others)))


def texts(document: Document) -> list[str]:
    return [paragraph.text for paragraph in document.paragraphs()]


def p(text: str = "", style: str = "") -> str:
    return f"<w:p><w:pPr>{style}</w:pPr><w:r><w:t>{text}</w:t></w:r></w:p>"


def tc(inner: str, **own: str) -> str:
    marks = "".join(f'<w:{name} w:val="{value}"/>' for name, value in own.items())
    return f"<w:tc><w:tcPr>{marks}</w:tcPr>{inner if inner.startswith('<') else p(inner)}</w:tc>"


def tr(*cells: str, own: str = "") -> str:
    return (
        f"<w:tr><w:trPr>{own}</w:trPr>{''.join(c if c.startswith('<w:tc') else tc(c) for c in cells)}</w:tr>"
    )


def tbl(*rows: str) -> str:
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def grid(document: Document, at: int = 0) -> list[list[str]]:
    table = [block for block in document.blocks if isinstance(block, Grid)][at]
    return [[cell.text for cell in row] for row in table.rows]


# --- the words of a paragraph


@pytest.mark.parametrize(
    ("inner", "text"),
    [
        ("<w:r><w:t>甲</w:t><w:tab/><w:t>乙</w:t><w:br/><w:t>丙</w:t></w:r>", "甲\t乙\n丙"),
        ('<w:r><w:t>甲</w:t><w:br w:type="page"/><w:t>乙</w:t></w:r>', "甲乙"),
        ('<w:pPr><w:tabs><w:tab w:val="left"/></w:tabs></w:pPr><w:r><w:t>甲</w:t></w:r>', "甲"),
        ("<w:r><w:t>2023</w:t><w:noBreakHyphen/><w:t>1</w:t><w:softHyphen/></w:r>", "2023-1"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FE"/><w:sym w:font="宋体" w:char="2605"/></w:r>', "☑★"),
        ('<w:r><w:sym w:font="Wingdings" w:char="F0FF"/><w:sym w:font="x" w:char="没有"/></w:r>', "\ufffd"),
        ("<w:sdt><w:sdtContent><w:r><w:t>甲</w:t></w:r></w:sdtContent></w:sdt>", "甲"),
        ("<w:smartTag><w:customXml><w:r><w:t>甲</w:t></w:r></w:customXml></w:smartTag>", "甲"),
        ("<w:r><w:t>甲\n  乙</w:t></w:r>", "甲   乙"),
        ("<w:r><w:t>甲<!-- 注 -->乙<?x y?>丙</w:t></w:r>", "甲乙丙"),
        ("<m:oMath><m:r><m:t>a+b</m:t></m:r></m:oMath>", "a+b"),
        (
            "<w:r><w:ruby><w:rt><w:t>ming</w:t></w:rt><w:rubyBase><w:t>名</w:t></w:rubyBase></w:ruby></w:r>",
            "名",
        ),
        ("<w:r><w:t>甲</w:t><w:commentReference w:id='1'/></w:r>", "甲"),
        ("<w:r><w:rPr><w:vanish/></w:rPr><w:t>甲</w:t></w:r><w:r><w:t>乙</w:t></w:r>", "乙"),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>甲</w:t></w:r>', "甲"),
    ],
)
def test_signs_wrappers_and_hidden_words(inner: str, text: str):
    assert texts(found(f"<w:p>{inner}</w:p>")) == [text]


def test_words_hidden_by_their_style_are_left_out():
    styles = (
        '<w:style w:styleId="z"><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:styleId="y"><w:basedOn w:val="z"/></w:style>'
    )
    shown = '<w:p><w:pPr><w:pStyle w:val="y"/></w:pPr><w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>丙</w:t></w:r></w:p>'
    run = '<w:p><w:r><w:rPr><w:rStyle w:val="y"/></w:rPr><w:t>乙</w:t></w:r><w:r><w:t>丁</w:t></w:r></w:p>'
    document = found(p("窗体顶端", '<w:pStyle w:val="y"/>') + shown + run, styles=styles)
    assert texts(document) == ["丙", "丁"]


def test_a_choice_and_its_fallback_are_read_once():
    box = "<w:txbxContent><w:p><w:r><w:t>框</w:t></w:r></w:p></w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )
    unknown = (
        '<mc:AlternateContent><mc:Choice><x:symEx xmlns:x="urn:x"/></mc:Choice>'
        "<mc:Fallback><w:t>☆</w:t></mc:Fallback></mc:AlternateContent>"
    )
    document = found(f"<w:p><w:r>{both}<w:t>甲</w:t>{unknown}</w:r></w:p>" + p("乙"))
    assert texts(document) == ["甲☆", "框", "乙"]


def test_a_text_box_may_hold_a_table():
    box = f"<w:txbxContent>{p('框')}{tbl(tr('1', '2'))}</w:txbxContent>"
    document = found(f"<w:p><w:r><w:pict>{box}</w:pict></w:r></w:p>")
    assert texts(document) == ["框"]
    assert grid(document) == [["1", "2"]]


def test_pictures_and_charts_stand_after_their_paragraph():
    picture = '<w:r><w:drawing><a:blip r:embed="rId1"/></w:drawing></w:r>'
    old = '<w:r><w:pict><v:shape><v:imagedata r:id="rId1"/></v:shape></w:pict></w:r>'
    document = found(
        f"<w:p>{picture}</w:p><w:p><w:r><w:t>图一</w:t></w:r>{old}</w:p>" + tbl(tr(f"<w:p>{old}</w:p>", "1"))
    )
    assert [type(block) for block in document.blocks] == [Picture, Paragraph, Picture, Grid, Picture]
    assert [block.spot.words for block in document.blocks] == [
        *("正文开头", "第 1 段", "第 1 段之后", "第 1 个表格", "第 1 个表格")
    ]


def test_neighbours_of_one_style_are_one_run():
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>{}</w:t></w:r>"
    light = '<w:r><w:rPr><w:b w:val="0"/></w:rPr><w:t>{}</w:t></w:r>'
    body = "".join([
        bold.format("甲"),
        bold.format("乙"),
        light.format("丙"),
        light.format(""),
        light.format("丁"),
    ])
    (block,) = found(f"<w:p>{body}</w:p>").blocks
    assert block.runs == (Run("甲乙", strong=True), Run("丙丁"))


@pytest.mark.parametrize(
    ("target", "link"),
    [
        ("https://www.example.gov.cn/a.html", "https://www.example.gov.cn/a.html"),
        ("mailto:a@example.gov.cn", "mailto:a@example.gov.cn"),
        ("HTTP://example.gov.cn", "HTTP://example.gov.cn"),
        ("javascript:alert(1)", ""),
        ("file:///C:/a.doc", ""),
        ("附件.doc", ""),
    ],
)
def test_only_addresses_become_links(target: str, link: str):
    links = f'<Relationship Id="rId9" Type="{RELATIONS}/hyperlink" TargetMode="External" Target="{target}"/>'
    body = '<w:p><w:hyperlink r:id="rId9"><w:r><w:t>网站</w:t></w:r></w:hyperlink></w:p>'
    field = (
        '<w:p><w:r><w:fldChar w:fldCharType="begin"/></w:r>'
        f'<w:r><w:instrText> HYPERLINK "{target}" \\o "x"</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>网站</w:t></w:r>'
        '<w:r><w:fldChar w:fldCharType="end"/><w:t>。</w:t></w:r></w:p>'
    )
    page = (
        '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE</w:instrText></w:r>'
        '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>3</w:t><w:fldChar w:fldCharType="end"/></w:r>'
    )
    nested = field.replace("<w:r><w:t>网站", f"{page}<w:r><w:t>网站")
    first, second, third = read(pack(parts(body + field + nested, links))).blocks
    assert first.runs == (Run("网站", link=link),)
    assert second.runs == ((Run("网站", link=link), Run("。")) if link else (Run("网站。"),))
    assert third.runs[0] == (Run("3网站", link=link) if link else Run("3网站。"))


def test_a_field_shows_its_result_and_an_unfinished_one_takes_no_words():
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>= SUM(ABOVE)</w:instrText><w:instrText/></w:r>'
    result = '<w:r><w:fldChar w:fldCharType="separate"/></w:r><w:r><w:t>12</w:t></w:r>'
    simple = '<w:fldSimple w:instr="PAGE"><w:r><w:t>3</w:t></w:r></w:fldSimple>'
    stray = '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    document = found(f"<w:p>{field}{result}</w:p><w:p>{stray}{stray}{simple}</w:p>" + p("下文"))
    assert texts(document) == ["12", "3", "下文"]


def test_notes_stand_in_brackets_once_but_never_in_a_figure():
    notes = (
        '<w:footnote w:id="1"><w:p><w:r><w:footnoteRef/><w:t>注：含上年结转。</w:t></w:r></w:p></w:footnote>'
        '<w:footnote w:id="2"><w:p><w:r><w:del><w:t>含</w:t></w:del><w:t>不含乡镇</w:t><w:footnoteReference w:id="1"/></w:r></w:p></w:footnote>'
    )
    ends = f'<w:endnote w:id="1">{p(" 尾注")}{p("二")}</w:endnote><w:endnote w:id="2">{p()}</w:endnote>'
    one, two, end, blank = (
        f'<w:r><w:{kind}Reference w:id="{number}"/></w:r>'
        for kind, number in [("footnote", 1), ("footnote", 2), ("endnote", 1), ("endnote", 2)]
    )
    body = f"<w:p><w:r><w:t>共 5 件</w:t></w:r>{one}{one}{end}{blank}<w:r><w:t>。</w:t></w:r></w:p>" + tbl(
        tr("件数", f"<w:p><w:r><w:t>12</w:t></w:r>{two}</w:p>")
    )
    document = found(body, footnotes=notes, endnotes=ends)
    assert grid(document) == [["件数", "12"]]
    assert texts(document) == ["共 5 件（注：含上年结转。）（注：尾注\n二）。", "（注：不含乡镇）"]
    assert isinstance(document.blocks[1], Grid)


# --- changes, prompts


def test_changes_count_as_accepted():
    body = (
        "<w:p><w:ins><w:r><w:t>新</w:t></w:r></w:ins><w:del><w:r><w:delText>旧</w:delText><w:t>旧</w:t></w:r></w:del>"
        "<w:moveFrom><w:r><w:t>走</w:t></w:r></w:moveFrom><w:moveTo><w:r><w:t>来</w:t></w:r></w:moveTo></w:p>"
    )
    table = tbl(
        tr("1", "2"),
        tr("x", "y", own="<w:del/>"),
        tr("3", "4", own="<w:ins/>"),
        tr("x", "y", own="<w:hidden/>"),
    )
    document = found(body + table)
    assert texts(document) == ["新来"]
    assert grid(document) == [["1", "2"], ["3", "4"]]


def test_a_paragraph_whose_end_was_deleted_goes_on_in_the_next_and_is_not_counted():
    number = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    gone = f"{number}<w:rPr><w:del/></w:rPr>"
    body = (
        p("甲", number)
        + p("乙", gone)
        + p("丙", gone)
        + p("丁", number)
        + p("戊", gone)
        + tbl(tr("1", "2"))
        + p("己", gone)
    )
    document = found(body, numbering=numbering("%1."))
    assert texts(document) == ["1.甲", "2.乙丙丁", "3.戊", "4.己"]


@pytest.mark.parametrize(
    ("mark", "text", "expected"),
    [
        ("<w:showingPlcHdr/>", "单击此处输入文字。", []),
        ("<w:showingPlcHdr/>", "12", ["12"]),  # a program filled it in
        ('<w:showingPlcHdr w:val="0"/>', "单击次数", ["单击次数"]),
        ("", "单击次数", ["单击次数"]),
    ],
)
def test_the_prompt_of_an_empty_field_is_no_content(mark: str, text: str, expected: list[str]):
    document = found(f"<w:sdt><w:sdtPr>{mark}</w:sdtPr><w:sdtContent>{p(text)}</w:sdtContent></w:sdt>")
    assert texts(document) == expected


# --- headings, spots


def test_headings_by_style_and_by_outline_level():
    styles = (
        '<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>'
        '<w:style w:styleId="2"><w:name w:val="标题 2"/></w:style>'
        '<w:style w:styleId="a"><w:name w:val="章"/><w:basedOn w:val="1"/></w:style>'
        '<w:style w:styleId="b"><w:name w:val="节"/><w:pPr><w:outlineLvl w:val="2"/></w:pPr></w:style>'
        '<w:style w:styleId="c"><w:basedOn w:val="1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr></w:style>'
        '<w:style w:styleId="d"><w:basedOn w:val="d"/></w:style>'
    )
    body = "".join(p(name, f'<w:pStyle w:val="{name}"/>') for name in ("1", "2", "a", "b", "c", "d", "没有"))
    body += p("x", '<w:pStyle w:val="1"/><w:outlineLvl w:val="9"/>') + p("y", '<w:outlineLvl w:val="3"/>')
    body += p("z", '<w:outlineLvl w:val="多"/>')
    levels = [paragraph.heading for paragraph in found(body, styles=styles).paragraphs()]
    assert levels == [1, 2, 1, 3, 0, 0, 0, 0, 4, 0]


def test_a_paragraph_without_a_style_has_the_plain_one_of_the_document():
    style = '<w:style w:type="{}" w:styleId="{}" w:default="{}"><w:pPr><w:outlineLvl w:val="{}"/></w:pPr></w:style>'
    styles = (
        style.format("character", "a", 1, 0)
        + style.format("paragraph", "b", 0, 1)
        + style.format("paragraph", "c", 1, 2)
    )
    body = p("文") + p("文", '<w:pStyle w:val="没有"/>') + p("文", '<w:pStyle w:val="b"/>')
    assert [block.heading for block in found(body, styles=styles).paragraphs()] == [3, 3, 2]


def test_empty_paragraphs_are_not_counted():
    document = found(p("甲") + p("　 ") + p() + tbl(tr("1", "2")) + p("乙") + tbl(tr("3", "4")))
    assert [block.spot.words for block in document.blocks] == [
        "第 1 段",
        "第 1 个表格",
        "第 2 段",
        "第 2 个表格",
    ]


def test_entries_of_a_table_of_contents_are_no_content():
    styles = '<w:style w:styleId="t"><w:name w:val="toc 1"/></w:style>'
    entry = '<w:p><w:pPr><w:pStyle w:val="t"/></w:pPr><w:r><w:t>一、总体情况</w:t>{}</w:r></w:p>'
    body = entry.format("<w:tab/><w:t>1</w:t>") + entry.format("")  # the second: pasted as the heading itself
    assert texts(found(body, styles=styles)) == ["一、总体情况"]
    assert texts(found(entry.format("<w:tab/><w:t>1</w:t>"))) == ["一、总体情况\t1"]


@pytest.mark.parametrize(("title", "kept"), [(" 2023 年报告 ", "2023 年报告"), ("Microsoft Word 文档", "")])
def test_the_title_of_the_file_if_it_names_a_year(title: str, kept: str):
    document = read(pack(parts(p("甲")) | {"docProps/core.xml": TITLE.format(title)}))
    assert (document.title, document.day) == (kept, "")


# --- numbering


def level(at: int, text: str, form: str = "decimal", more: str = "") -> str:
    return (
        f'<w:lvl w:ilvl="{at}"><w:start w:val="1"/><w:numFmt w:val="{form}"/>'
        f'<w:lvlText w:val="{text}"/>{more}</w:lvl>'
    )


def numbering(text: str, form: str = "decimal") -> str:
    return (
        f'<w:abstractNum w:abstractNumId="0">{level(0, text, form)}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    )


def numbered(definition: str, *places: tuple[int, int], styles: str = "") -> list[str]:
    """What stands in front of paragraphs, each in (numId, level)."""
    body = "".join(
        p("文", f'<w:numPr><w:ilvl w:val="{at}"/><w:numId w:val="{num}"/></w:numPr>') for num, at in places
    )
    return [text.removesuffix("文") for text in texts(found(body, numbering=definition, styles=styles))]


@pytest.mark.parametrize(
    ("form", "text", "start", "expected"),
    [
        ("chineseCounting", "%1、", 1, ["一、", "二、"]),
        ("chineseCountingThousand", "（%1）", 10, ["（十）", "（十一）"]),
        ("chineseCountingThousand", "第%1条", 101, ["第一百零一条 ", "第一百零二条 "]),
        ("japaneseCounting", "%1、", 19, ["十九、", "二十、"]),
        ("chineseCountingThousand", "%1、", 1010, ["一千零一十、", "一千零一十一、"]),
        ("ideographDigital", "%1、", 10, ["一〇、", "一一、"]),
        ("taiwaneseCountingThousand", "%1、", 20, ["二十、", "二十一、"]),
        ("chineseLegalSimplified", "%1、", 10, ["壹拾、", "壹拾壹、"]),
        ("ideographTraditional", "%1、", 10, ["癸、", "11、"]),
        ("decimalEnclosedCircle", "%1", 20, ["⑳", "㉑"]),
        ("decimalEnclosedCircleChinese", "%1", 50, ["㊿", "51 "]),
        ("decimalFullWidth", "%1．", 9, ["９．", "１０．"]),
        ("decimalZero", "%1.", 9, ["09.", "10."]),
        ("decimal", "（%1）", 0, ["（0）", "（1）"]),
        ("upperLetter", "%1.", 26, ["Z.", "AA."]),
        ("lowerLetter", "%1)", 2, ["b)", "c)"]),
        ("chineseCounting", "%1、", 9999, ["九千九百九十九、", "10000、"]),
        ("upperRoman", "%1.", 3, ["III.", "IV."]),
        ("upperRoman", "%1.", 1994, ["MCMXCIV.", "MCMXCV."]),
        ("lowerRoman", "%1.", 448, ["cdxlviii.", "cdxlix."]),
        ("upperRoman", "%1.", 3999, ["MMMCMXCIX.", "4000."]),
        ("lowerRoman", "%1.", 999_999_999, ["999999999.", "1000000000."]),
        ("cardinalText", "%1.", 1, ["1.", "2."]),
        ("none", "附件", 1, ["附件 ", "附件 "]),
    ],
)
def test_formats_of_numbers(form: str, text: str, start: int, expected: list[str]):
    definition = numbering(text, form).replace('<w:start w:val="1"/>', f'<w:start w:val="{start}"/>')
    assert numbered(definition, (1, 0), (1, 0)) == expected


LEVELS = "".join([
    level(0, "%1、", "chineseCounting"),
    level(1, "（%2）", "chineseCounting"),
    level(2, "%1.%2.%3"),
])
LISTS = (
    f'<w:abstractNum w:abstractNumId="0">{LEVELS}</w:abstractNum>'
    '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="2"><w:abstractNumId w:val="0"/></w:num>'
    '<w:num w:numId="3"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="5"/></w:lvlOverride>'
    '<w:lvlOverride w:ilvl="7"><w:startOverride w:val="5"/></w:lvlOverride></w:num>'
    '<w:num w:numId="5"><w:abstractNumId w:val="0"/>'
    '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride>'
    '<w:lvlOverride w:ilvl="1"><w:startOverride w:val="4"/></w:lvlOverride></w:num>'
    '<w:num w:numId="4"><w:abstractNumId w:val="0"/>'
    f'<w:lvlOverride w:ilvl="0">{level(0, "%1)")}</w:lvlOverride></w:num>'
)


@pytest.mark.parametrize(
    ("places", "expected"),
    [
        ([(1, 0), (1, 1), (1, 1), (1, 0), (1, 1)], ["一、", "（一）", "（二）", "二、", "（一）"]),
        ([(1, 0), (2, 0)], ["一、", "二、"]),  # lists of one definition count on
        ([(1, 0), (3, 0), (3, 0), (1, 0)], ["一、", "五、", "六、", "七、"]),
        ([(1, 0), (4, 0)], ["一、", "2)"]),
        ([(1, 0), (0, 0), (1, 0), (9, 0)], ["一、", "", "二、", ""]),
        ([(1, 0), (1, 5)], ["一、", ""]),
        ([(1, 1), (1, 0), (1, 1)], ["（一）", "二、", "（一）"]),  # a level that was left out has begun
        ([(1, 0), (1, 1), (5, 1), (5, 1), (5, 0)], ["一、", "（一）", "（四）", "（五）", "二、"]),
    ],
)
def test_levels_lists_and_restarts(places: list[tuple[int, int]], expected: list[str]):
    assert numbered(LISTS, *places) == expected


def test_numbers_of_the_levels_above():
    places = [(1, 0), (1, 2), (1, 2), (1, 1), (1, 2)]
    chinese = ["一、", "一.一.1 ", "一.一.2 ", "（二）", "一.二.1 "]
    assert numbered(LISTS, *places) == chinese
    legal = LISTS.replace(LEVELS, LEVELS.replace("</w:lvl>", "<w:isLgl/></w:lvl>"))
    padded = legal.replace('"decimal"', '"decimalZero"')
    assert numbered(padded, *places)[1] == "1.1.01 "
    assert numbered(legal, *places) == ["1、", "1.1.1 ", "1.1.2 ", "（2）", "1.2.1 "]


def test_a_level_that_never_restarts():
    kept = LISTS.replace(LEVELS, LEVELS.replace("（%2）", '（%2）"/><w:lvlRestart w:val="0'))
    places = [(1, 0), (1, 1), (1, 0), (1, 1)]
    assert numbered(kept, *places) == ["一、", "（一）", "二、", "（二）"]


def test_numbering_that_comes_with_a_style():
    definition = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="list"/></w:abstractNum>'
        '<w:abstractNum w:abstractNumId="7"><w:styleLink w:val="list"/>'
        + level(0, "%1、", "chineseCounting", '<w:pStyle w:val="a"/>')
        + level(1, "（%2）", "chineseCounting", '<w:pStyle w:val="b"/>')
        + "</w:abstractNum>"
        '<w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num><w:num w:numId="2"><w:abstractNumId w:val="7"/></w:num>'
    )
    number = '<w:pPr><w:numPr><w:numId w:val="{}"/></w:numPr></w:pPr></w:style>'
    styles = (
        f'<w:style w:styleId="list">{number.format(2)}<w:style w:styleId="a">{number.format(1)}'
        '<w:style w:styleId="b"><w:basedOn w:val="a"/></w:style><w:style w:styleId="c"><w:basedOn w:val="b"/></w:style>'
    )
    off = '<w:numPr><w:numId w:val="0"/></w:numPr>'
    body = "".join(p("文", f'<w:pStyle w:val="{name}"/>') for name in "abcab") + p(
        "无", f'<w:pStyle w:val="a"/>{off}'
    )
    assert texts(found(body, styles=styles, numbering=definition)) == [
        *("一、文", "（一）文", "（二）文", "二、文", "（一）文", "无")
    ]


def test_a_list_of_its_own_keeps_the_level_of_the_style():
    definition = LISTS.replace('"（%2）"/>', '"（%2）"/><w:pStyle w:val="b"/>')
    styles = '<w:style w:styleId="b"><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>'
    of_style, own = '<w:pStyle w:val="b"/>', '<w:pStyle w:val="b"/><w:numPr><w:numId w:val="2"/></w:numPr>'
    body = p("文", of_style) + p("文", own)
    assert texts(found(body, numbering=definition, styles=styles)) == ["（一）文", "（二）文"]


def test_a_level_that_says_nothing_of_its_format_is_in_digits_from_nought():
    definition = numbering("%1.").replace('<w:start w:val="1"/><w:numFmt w:val="decimal"/>', "")
    assert numbered(definition, (1, 0), (1, 0)) == ["0.", "1."]


def test_an_empty_numbered_paragraph_counts_but_is_not_there():
    number = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    document = found(p("甲", number) + p("", number) + p("乙", number), numbering=numbering("%1."))
    assert texts(document) == ["1.甲", "3.乙"]


def test_the_number_looks_like_the_first_words_but_is_no_link():
    links = (
        f'<Relationship Id="rId9" Type="{RELATIONS}/hyperlink" TargetMode="External" Target="http://a.cn"/>'
    )
    number = '<w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr>'
    bold = "<w:r><w:rPr><w:b/></w:rPr><w:t>总体情况</w:t></w:r>"
    body = f'<w:p>{number}{bold}</w:p><w:p>{number}<w:hyperlink r:id="rId9">{bold}</w:hyperlink></w:p>'
    first, second = read(pack(parts(body, links, numbering=numbering("%1、", "chineseCounting")))).blocks
    assert first.runs == (Run("一、总体情况", strong=True),)
    assert second.runs == (Run("二、", strong=True), Run("总体情况", strong=True, link="http://a.cn"))


def test_bullets_are_markers_and_numbers_in_cells_are_text():
    levels = level(0, "●", "bullet") + level(1, "○", "bullet") + level(2, "%1%3.") + level(3, "■", "bullet")
    definition = f'<w:abstractNum w:abstractNumId="0">{levels}</w:abstractNum><w:num w:numId="1"><w:abstractNumId w:val="0"/></w:num>'
    item = '<w:numPr><w:ilvl w:val="{}"/><w:numId w:val="1"/></w:numPr>'
    body = "".join(p("文", item.format(at)) for at in range(4)) + tbl(
        tr(p("甲", item.format(0)), p("", item.format(2)))
    )
    document = found(body, numbering=definition)
    items = [(block.text, block.marker, block.depth) for block in document.paragraphs()]
    assert items == [("文", "-", 0), ("文", "-", 1), ("1.文", "", 0), ("文", "-", 2)]
    assert grid(document) == [["甲", "1."]]


# --- tables


def test_one_cell_stands_wherever_its_spans_reach():
    document = found(
        tbl(
            tr(tc("甲", gridSpan="2", vMerge="restart"), "1", "2"),
            tr(tc("", gridSpan="2", vMerge=""), tc("", vMerge="restart"), ""),
            tr("乙", "丙", tc("遗", vMerge="continue"), tc("3", vMerge="continue")),
        )
    )
    (table,) = document.blocks
    assert grid(document) == [["甲", "甲", "1", "2"], ["甲", "甲", "", ""], ["乙", "丙", "", "3"]]
    assert len({id(cell) for row in table.rows[:2] for cell in row[:2]}) == 1
    assert table.rows[1][2] is table.rows[2][2]
    assert table.rows[1][3] is not table.rows[1][2]  # blank cells are cells of their own
    assert [cell.text for _at, cell in table.cells(0)] == ["甲", "1", "2"]


def test_columns_that_a_row_leaves_out_are_empty_cells():
    document = found(
        tbl(
            tr(tc("甲", vMerge="restart"), "1", "2", "3"),
            tr(tc("", vMerge=""), "4", own='<w:gridAfter w:val="2"/>'),
            tr("5", "6", "7", own='<w:gridBefore w:val="1"/>'),
        )
    )
    assert grid(document) == [["甲", "1", "2", "3"], ["甲", "4", "", ""], ["", "5", "6", "7"]]
    last = document.blocks[0].rows[1]
    assert last[2] is last[3]


def test_a_cell_merged_the_old_way_goes_on_to_the_right():
    rows = tr(tc("甲", hMerge="restart"), tc("", hMerge=""), "1"), tr(tc("乙", hMerge="continue"), "2", "3")
    (table,) = found(tbl(*rows)).blocks
    assert [[cell.text for _at, cell in table.cells(row)] for row in (0, 1)] == [
        ["甲", "1"],
        ["乙", "2", "3"],
    ]


def test_rows_and_cells_inside_content_controls():
    wrap = "<w:sdt><w:sdtContent>{}</w:sdtContent></w:sdt>".format
    row = f"<w:tr>{wrap(tc('甲'))}{tc('乙')}</w:tr>"
    assert grid(found(wrap(tbl(wrap(row), tr("丙", "丁"))))) == [["甲", "乙"], ["丙", "丁"]]


def test_paragraphs_small_tables_and_text_boxes_of_a_cell_are_lines_of_it():
    box = f"<w:p><w:r><w:t> 尾 </w:t><w:pict><w:txbxContent>{p('框')}</w:txbxContent></w:pict></w:r></w:p>"
    inner = p("甲") + p() + tbl(tr("1", "2")) + box
    assert grid(found(tbl(tr(inner, "乙")))) == [["甲\n1\n2\n尾\n框", "乙"]]


def test_a_table_that_only_frames_others_is_not_there():
    whole = tbl(tr("1", "2"), tr("3", "4"), tr("5", "6"))
    framed = tbl(tr(p("题") + tbl(tr(whole)) + p("尾"), tc("侧")))
    document = found(framed + tbl(tr("7", "8")))
    assert [type(block) for block in document.blocks] == [Paragraph, Grid, Paragraph, Paragraph, Grid]
    assert texts(document) == ["题", "尾", "侧"]
    assert grid(document) == [["1", "2"], ["3", "4"], ["5", "6"]]
    assert document.blocks[-1].spot.words == "第 2 个表格"
    assert texts(found(tbl(tr(p("一、总体情况") + p("文"))))) == ["一、总体情况", "文"]  # a frame of one cell
    assert found(tbl()).blocks == []


@pytest.mark.parametrize("rows", [[tr("1", "2"), tr("3", "4")], [tr("1"), tr("2"), tr("3"), tr("4")]])
def test_a_small_table_in_a_cell_is_text_of_it(rows: list[str]):
    assert grid(found(tbl(tr(tbl(*rows) + p(), "乙")))) == [["1\n2\n3\n4", "乙"]]


def test_the_blank_official_form():
    if not TEMPLATE.exists():
        pytest.skip("the blank form is not here")
    document = read(TEMPLATE.read_bytes())
    tables = [block for block in document.blocks if isinstance(block, Grid)]
    assert [len(table.rows) for table in tables] == [14, 28, 4]
    assert [{len(row) for row in table.rows} for table in tables] == [{4}, {10}, {15}]
    cells = {bare(cell.text) for table in tables for row in table.rows for cell in row}
    (edition,) = (form for form in editions().all if form.id == "2021")
    printed = [cell for form in grids(edition).values() for cell in chain(*form.rows()) if cell.text]
    assert len(printed) > 60
    assert [cell.text for cell in printed if bare(cell.text) not in cells] == []
    assert [section.label for section in edition.sections if section.label not in texts(document)] == []
    assert sum(1 for _at, cell in tables[1].cells(27) if cell.text == "") == 7


def bare(text: str) -> str:
    return "".join(text.split())


def test_what_another_program_writes_is_read():
    docx = pytest.importorskip("docx")
    made = docx.Document()
    made.add_heading("一、总体情况", 1)
    made.add_paragraph("文", style="List Bullet")
    made.add_paragraph("甲", style="List Number")
    table = made.add_table(3, 3)
    table.cell(0, 0).merge(table.cell(1, 1)).text = "合"
    table.cell(2, 2).text = "9"
    made.core_properties.title = "2023 年报告"
    out = BytesIO()
    made.save(out)
    document = read(out.getvalue())
    assert [(block.text, block.heading, block.marker) for block in document.paragraphs()] == [
        ("一、总体情况", 1, ""),
        ("文", 0, "-"),
        ("1.甲", 0, ""),
    ]
    assert grid(document) == [["合", "合", ""], ["合", "合", ""], ["", "", "9"]]
    assert document.title == "2023 年报告"


def test_strict_files_and_files_with_macros_are_read():
    strict = {
        name: text.replace(MAIN, "http://purl.oclc.org/ooxml/wordprocessingml/main").replace(
            RELATIONS, "http://purl.oclc.org/ooxml/officeDocument/relationships"
        )
        for name, text in parts(
            p("甲", '<w:pStyle w:val="1"/>'),
            styles='<w:style w:styleId="1"><w:name w:val="heading 1"/></w:style>',
        ).items()
    }
    (block,) = read(pack({**strict, "word/vbaProject.bin": b"\xd0\xcf\x11\xe0"})).blocks
    assert (block.text, block.heading) == ("甲", 1)


def test_the_document_may_have_another_name():
    relation = f'<Relationship Type="{RELATIONS}/officeDocument" Target="/a/b.xml"/>'
    members = {
        "_rels/.rels": f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{relation}</Relationships>',
        "a/b.xml": parts(p("甲"))["word/document.xml"],
    }
    assert texts(read(pack(members))) == ["甲"]


# --- harm


def refused(data: bytes) -> str:
    with pytest.raises(UnreadableError) as caught:
        read(data)
    assert caught.value.hint
    return caught.value.message


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "不是它的扩展名所说的格式"),
        ("<html>年报</html>".encode(), "不是它的扩展名所说的格式"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "有密码，或者是改了扩展名的旧版 .doc"),
        (pack({"xl/workbook.xml": "<workbook/>"}), "不是 Word 文档"),
        (pack({"word/document.xml": "<w:document/>"}), "word/document.xml 已损坏"),
        (pack({"word/document.xml": f"<w:document {NAMES}/>"}), "不是 Word 文档"),
        (pack({"word/document.xml": "<a>"}), "word/document.xml 已损坏"),
        (pack(parts("<w:altChunk/>")), "嵌着另一份文件"),
        (pack(parts(p("甲")) | {"docProps/core.xml": "<a"}), "docProps/core.xml 已损坏"),
    ],
)
def test_what_is_no_word_document_is_refused(data: bytes, message: str):
    assert message in refused(data)


ENTITY = '<!DOCTYPE w:document [<!ENTITY x SYSTEM "file:///etc/hostname">]>'
LAUGHS = "<!DOCTYPE w:document [<!ENTITY a '哈'>{}]>".format(
    "".join(f"<!ENTITY {chr(98 + at)} '{f'&{chr(97 + at)};' * 10}'>" for at in range(10))
)


@pytest.mark.parametrize("name", ["word/document.xml", "word/styles.xml", "word/_rels/document.xml.rels"])
@pytest.mark.parametrize(
    ("doctype", "entity"),
    [(ENTITY, "x"), (LAUGHS, "k"), ("<!DOCTYPE a SYSTEM 'http://127.0.0.1/a.dtd'>", "")],
)
def test_definitions_and_entities_are_refused(name: str, doctype: str, entity: str):
    members = parts(p("甲"), styles="<w:style/>")
    if entity:
        members[name] = members[name].replace("</", f"&{entity};</", 1)
    start = time.perf_counter()
    assert name in refused(pack(members | {name: doctype + members[name]}))
    assert time.perf_counter() - start < 2


def test_a_bomb_is_refused_before_it_is_read():
    assert "大得不正常" in refused(pack({"word/document.xml": b" " * 20_000_000}, zipfile.ZIP_DEFLATED))


WRAPPERS = {
    "content controls": ("<w:sdt><w:sdtContent>", "</w:sdtContent></w:sdt>", 2),
    "tables": ("<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>", 3),
    "tables with a neighbour": (f"<w:tbl><w:tr>{tc('1')}<w:tc>", "</w:tc></w:tr></w:tbl>", 3),
    "text boxes": ("<w:p><w:r><w:txbxContent>", "</w:txbxContent></w:r></w:p>", 3),
    "text boxes in cells": (
        f"<w:tbl><w:tr>{tc('1')}<w:tc><w:p><w:r><w:txbxContent>",
        "</w:txbxContent></w:r></w:p></w:tc></w:tr></w:tbl>",
        6,
    ),
}


@pytest.mark.parametrize("kind", WRAPPERS)
def test_nesting_as_deep_as_the_parser_allows_is_read_and_deeper_is_refused(kind: str):
    before, after, levels = WRAPPERS[kind]
    depth = 248 // levels
    document = found(before * depth + p("底") + after * depth)
    assert "底" in str(document.blocks)
    for deeper in (700, 10_000):
        assert "已损坏" in refused(pack(parts(before * deeper + p("底") + after * deeper)))


@pytest.mark.parametrize("name", ["r", "hyperlink"])
def test_deep_nesting_inside_a_paragraph(name: str):
    def nested(depth: int) -> bytes:
        return pack(parts(f"<w:p>{f'<w:{name}>' * depth}<w:t>底</w:t>{f'</w:{name}>' * depth}</w:p>"))

    assert texts(read(nested(248))) == ["底"]
    assert "已损坏" in refused(nested(700))


@pytest.mark.parametrize(
    ("body", "width"),
    [
        (tbl(tr(tc("甲", gridSpan="100000000"), tc("乙", gridSpan="-5"), tc("丙", gridSpan="多"))), 64 + 2),
        (tbl(tr("甲", "乙", "丙", own='<w:gridBefore w:val="-1"/><w:gridAfter w:val="100000000"/>')), 64),
    ],
)
def test_spans_are_limited_and_no_cell_is_lost(body: str, width: int):
    start = time.perf_counter()
    ((row,),) = (table.rows for table in found(body).blocks)
    assert time.perf_counter() - start < 1
    assert {cell.text for cell in row} >= {"甲", "乙", "丙"}
    assert len(row) == width


def test_a_table_too_long_to_be_one_of_a_report_is_refused():
    assert len(grid(found(tbl(*[tr("1", "2")] * 2000)))) == 2000
    assert "第 1 个表格有 2001 行" in refused(pack(parts(tbl(*[tr("1", "2")] * 2001))))


def test_repeated_words_do_not_multiply():
    """A number's text, a note, a run: each stands in a file once and could be asked for a million times."""
    number = '<w:numPr><w:numId w:val="1"/></w:numPr>'
    note = f'<w:footnote w:id="1">{p("长" * 500_000)}</w:footnote>'
    body = p("文", number) * 3_000 + "<w:p>" + REFERENCE * 30_000 + "</w:p>"
    start = time.perf_counter()
    document = found(body, numbering=numbering("多" * 200_000), footnotes=note)
    assert time.perf_counter() - start < 10
    assert sum(len(paragraph.text) for paragraph in document.paragraphs()) < 1_000_000


@pytest.mark.parametrize(
    "body",
    [
        p("文", "<w:rPr><w:del/></w:rPr>") * 50_000,
        "<w:p>" + '<w:r><w:fldChar w:fldCharType="begin"/><w:t>文</w:t></w:r>' * 50_000 + "</w:p>",
    ],
    ids=["deleted ends", "open fields"],
)
def test_long_chains_take_no_longer_than_long_texts(body: str):
    start = time.perf_counter()
    assert "".join(texts(found(body))) == "文" * 50_000
    assert time.perf_counter() - start < 10


REFERENCE = '<w:r><w:t>甲</w:t><w:footnoteReference w:id="1"/></w:r>'
SMALL = parts(
    p("总体情况", '<w:pStyle w:val="1"/>')
    + '<w:p><w:ins><w:r><w:rPr><w:b/></w:rPr><w:t>文</w:t></w:r></w:ins><w:r><w:footnoteReference w:id="1"/></w:r></w:p>'
    + tbl(tr(tc("甲", vMerge="restart"), "1"), tr(tc("", vMerge=""), tc("2", gridSpan="1"))),
    styles='<w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:numPr><w:numId w:val="1"/></w:numPr></w:pPr></w:style>',
    numbering=numbering("%1、", "chineseCounting"),
    footnotes=f'<w:footnote w:id="1">{p("注")}</w:footnote>',
)


def test_a_file_cut_off_anywhere_is_refused():
    data = pack(SMALL)
    assert texts(read(data)) == ["一、总体情况", "文（注：注）"]
    for at in range(16):
        refused(data[: len(data) * at // 16])


@pytest.mark.parametrize("name", [name for name in SMALL if name.endswith(".xml")])
def test_damaged_parts_are_read_or_refused_but_nothing_breaks(name: str):
    damage = random.Random(2021)
    outcomes = set()
    for _ in range(300):
        data = bytearray(SMALL[name].encode())
        for _ in range(damage.choice([1, 1, 2, 8])):
            data[damage.randrange(len(data))] = damage.randrange(256)
        try:
            outcomes.add(type(read(pack(SMALL | {name: bytes(data)}))))
        except UnreadableError:
            outcomes.add(UnreadableError)
    assert outcomes == {Document, UnreadableError}
