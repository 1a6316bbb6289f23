"""The look of the Word document: styles by name, each added where a template lacks it."""

from collections.abc import Mapping
from dataclasses import dataclass

from generator.outputs.docx_text import W, indent

TITLE, FACTS, LIST, QUOTE, AGENCY, DATE, FOLIO = (
    "Title",
    "Subtitle",
    "List",
    "Quote",
    "Signature",
    "Date",
    "footer",
)
TABLE, HEAD, LABEL, FIGURE, NOTE = "年报表格", "表格标题", "表格文字", "表格数字", "表格注释"
EMPHASIS, LINK = "Emphasis", "Hyperlink"
HEADINGS = 5

DENSE = "（小）"  # of styles in tables that would not fit on a page otherwise
TYPE, SMALL = 21, 18  # half-points: in tables, and in dense ones
_FANG, _HEI, _KAI, _SONG = "仿宋_GB2312", "黑体", "楷体_GB2312", "宋体"
# Figures and Latin words are read aloud in the language around them, and no program breaks them as it breaks Chinese.
_FIGURES = '<w:lang w:val="x-none"/>'
_CENTRE = '<w:ind w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="center"/>'
_RIGHT = (  # two characters from the margin
    '<w:ind w:rightChars="200" w:right="640" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="right"/>'
)


@dataclass(frozen=True, slots=True)
class Style:
    """A style: its look as elements of w:pPr, w:rPr and what a table has besides."""

    name: str  # for Word's own styles the English name; Word shows it in the language of the office
    id: str
    base: str = "Normal"
    para: str = ""
    run: str = ""
    kind: str = "paragraph"
    more: str = ""


def _font(
    east: str, size: int | None = None, *, west: str = "Times New Roman", bold: bool | None = None
) -> str:
    """`size` in half-points."""
    weight = "" if bold is None else f'<w:b w:val="{int(bold)}"/><w:bCs w:val="{int(bold)}"/>'
    fonts = f'<w:rFonts w:ascii="{west}" w:hAnsi="{west}" w:eastAsia="{east}" w:cs="{west}"/>'
    return fonts + weight + (_size(size) if size else "")


def _size(half_points: int) -> str:
    return f'<w:sz w:val="{half_points}"/><w:szCs w:val="{half_points}"/>'


def _heading(level: int, east: str, *, bold: bool = False) -> Style:
    para = f'<w:keepNext/><w:keepLines/><w:outlineLvl w:val="{level - 1}"/>'
    return Style(f"heading {level}", f"Heading{level}", para=para, run=_font(east, 32, bold=bold))


def _lines(points: float, before: int = 0, after: int = 0) -> str:
    """Lines of a fixed height; space in twips."""
    return (
        f'<w:spacing w:before="{before}" w:after="{after}" w:line="{round(points * 20)}" w:lineRule="exact"/>'
    )


def _cell(name: str, id_: str, para: str, east: str = _FANG) -> tuple[Style, Style]:
    """Of a paragraph in a cell; lines are as high with every font, so that a table fits on its page with any."""
    return (
        Style(name, id_, para=_lines(13.5) + para, run=_font(east, TYPE)),
        Style(name + DENSE, f"{id_}Small", name, _lines(11.5), _size(SMALL)),
    )


_TABLE_LOOK = (
    "<w:tblPr><w:tblBorders>"
    + "".join(
        f'<w:{side} w:val="single" w:sz="4" w:space="0" w:color="auto"/>'
        for side in ("top", "left", "bottom", "right", "insideH", "insideV")
    )
    + '</w:tblBorders><w:tblCellMar><w:top w:w="30" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
    '<w:bottom w:w="30" w:type="dxa"/><w:right w:w="0" w:type="dxa"/></w:tblCellMar></w:tblPr>'
)

# GB/T 9704—2012: 正文 3 号仿宋, 22 lines a page; 标题 2 号小标宋; 一级标题 黑体, 二级 楷体; 页码 4 号宋体.
STYLES = (
    Style(
        "Normal",
        "Normal",
        "",
        f'{_lines(28.9)}{indent(0)}<w:jc w:val="both"/>',
        _font(_FANG, 32) + _FIGURES,
    ),
    Style(
        TITLE,
        "Title",
        para=f"<w:keepNext/><w:keepLines/>{_lines(35)}{_CENTRE}",
        run=_font("方正小标宋简体", 44, bold=False),
    ),
    Style(
        FACTS,
        "Subtitle",
        para=f"{_lines(28.9, before=120, after=400)}{_CENTRE}",
        run=_font(_KAI, 28),
    ),
    _heading(1, _HEI),
    _heading(2, _KAI),
    _heading(3, _FANG, bold=True),
    _heading(4, _FANG),
    _heading(5, _FANG),
    Style(LIST, "List"),
    Style(QUOTE, "Quote", run=_font(_KAI)),
    *_cell(HEAD, "TableHead", _CENTRE, _HEI),
    *_cell(
        LABEL, "TableLabel", '<w:ind w:left="40" w:firstLineChars="0" w:firstLine="0"/><w:jc w:val="left"/>'
    ),
    *_cell(FIGURE, "TableFigure", _CENTRE),
    Style(NOTE, "TableNote", para=_lines(18, before=80), run=_font(_KAI, 24)),
    Style(
        AGENCY,
        "Signature",
        para=f"<w:keepNext/>{_lines(28.9, before=1156)}{_RIGHT}",
    ),
    Style(DATE, "Date", para=_RIGHT),
    Style(FOLIO, "Footer", para=_CENTRE, run=_font(_SONG, 28, west=_SONG)),
    Style("Default Paragraph Font", "DefaultParagraphFont", "", kind="character"),
    Style(EMPHASIS, "Emphasis", "Default Paragraph Font", "", _font(_KAI), "character"),
    Style(
        LINK,
        "Hyperlink",
        "Default Paragraph Font",
        "",
        '<w:color w:val="0A4586"/><w:u w:val="single"/>',
        "character",
    ),
    Style("Normal Table", "TableNormal", "", kind="table"),
    Style(TABLE, "ReportTable", "Normal Table", kind="table", more=_TABLE_LOOK),
)
_DEFAULTS = frozenset({"Normal", "Default Paragraph Font", "Normal Table"})


def style_xml(style: Style, ids: Mapping[str, str]) -> str:
    """A w:style element. `ids`: name → id of all styles of the document, this one's too."""
    role = (
        ' w:default="1"' if style.name in _DEFAULTS else "" if style.name.isascii() else ' w:customStyle="1"'
    )
    base = f'<w:basedOn w:val="{ids[style.base]}"/>' if style.base else ""
    after = f'<w:next w:val="{ids["Normal"]}"/>' if style.name.startswith("heading") else ""
    shown = "<w:qFormat/>" if style.kind == "paragraph" else ""
    para = f"<w:pPr>{style.para}</w:pPr>" if style.para else ""
    look = f"<w:rPr>{style.run}</w:rPr>" if style.run else ""
    return (
        f'<w:style {W} w:type="{style.kind}"{role} w:styleId="{ids[style.name]}"><w:name w:val="{style.name}"/>'
        f"{base}{after}{shown}{para}{look}{style.more}</w:style>"
    )
