"""The Word file around the text: an empty one of our own, or an office's template; opened once, filled often."""

import zipfile
from copy import deepcopy
from dataclasses import dataclass
from functools import lru_cache
from io import BytesIO
from pathlib import Path
from typing import TYPE_CHECKING

from generator.outputs.docx_styles import FOLIO, STYLES, style_xml
from generator.outputs.docx_text import LEVELS, Paragraph, W, indent, run

if TYPE_CHECKING:  # heavy: the functions import what they need
    from docx.document import Document
    from docx.opc.part import Part, XmlPart
    from docx.oxml.xmlchemy import BaseOxmlElement
    from docx.package import Package
    from docx.section import Section


_PAGE = (210, 297)  # mm; GB/T 9704—2012
_MARGINS = (37, 26, 35, 28)  # clockwise from the top
_FOLIO = 25  # from the foot of the page
_OUTER = {  # one character from the margin
    side: f'<w:ind w:{side}Chars="100" w:{side}="280"/><w:jc w:val="{side}"/>' for side in ("left", "right")
}
_FONTS = (  # (as the standard has it, what most computers have in its place)
    ("仿宋_GB2312", "仿宋"),
    ("楷体_GB2312", "楷体"),
    ("方正小标宋简体", "华文中宋"),
    ("黑体", "SimHei"),
    ("宋体", "SimSun"),
)
_SECOND_STYLES = "http://schemas.microsoft.com/office/2007/relationships/stylesWithEffects"  # for Word 2010
_SETTINGS = (
    '<w:zoom w:percent="100"/><w:evenAndOddHeaders/><w:characterSpacingControl w:val="compressPunctuation"/><w:compat>'
    '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
    '</w:compat><w:themeFontLang w:val="zh-CN" w:eastAsia="zh-CN"/>'
)
# Of Word's own styles only those that are used are shown to who edits the file.
_LATENT = (
    '<w:latentStyles w:defLockedState="0" w:defUIPriority="99" w:defSemiHidden="1" w:defUnhideWhenUsed="1" '
    'w:defQFormat="0" w:count="376"/>'
)


@dataclass(frozen=True, slots=True)
class Container:
    """A Word file without a text; names of parts as in the zip."""

    parts: dict[str, bytes]
    document: str  # name of the main part, which is missing in `parts`
    links: str  # its relationships
    numbering: str
    properties: str
    section: str  # w:sectPr: the page, its header and footer
    room: int  # twips between the margins
    styles: dict[str, str]  # name of a style → its id
    numbers: int  # the w:abstractNum of numbered lists
    bullets: int  # the w:num of lists with bullets; numbered lists have the ids behind it


def container(template: Path | None) -> Container:
    """Our own, or the template's; raises what python-docx raises where that is no Word file."""
    stat = template.stat() if template else None
    return _container(template, (stat.st_mtime_ns, stat.st_size) if stat else None)


def packed(parts: dict[str, bytes]) -> bytes:
    """The zip: same parts, same bytes."""
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in sorted(parts, key=lambda name: (name != "[Content_Types].xml", name)):
            info = zipfile.ZipInfo(name)  # of 1980-01-01
            info.compress_type = zipfile.ZIP_DEFLATED
            info.create_system = 3  # else the system that made it
            archive.writestr(info, parts[name], compresslevel=6)
    return out.getvalue()


@lru_cache(maxsize=8)
def _container(template: Path | None, _version: tuple[int, int] | None) -> Container:
    from docx import Document
    from docx.opc.constants import RELATIONSHIP_TYPE as TYPES
    from lxml import etree

    document = Document(str(template) if template else None)
    _strip(document, bare=template is None)
    styles = _add_styles(document)
    numbering = _numbering(document)
    numbers, bullets = _add_lists(numbering)
    section = document.sections[-1]
    if section.page_width is None or section.left_margin is None or section.right_margin is None:
        _set_page(section)
    if section.footer.is_linked_to_previous:
        _add_folio(section, styles[FOLIO], bare=template is None)
    page = deepcopy(document.element.body.sectPr)
    etree.cleanup_namespaces(page)
    document.core_properties.title = ""  # so that there is such a part
    saved = BytesIO()
    document.save(saved)
    with zipfile.ZipFile(saved) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    if template is None:
        parts["word/fontTable.xml"] = _font_table().encode()
    main = document.part.partname
    del parts[main.membername]
    return Container(
        parts=parts,
        document=main.membername,
        links=main.rels_uri.membername,
        numbering=numbering.partname.membername,
        properties=document.part.package.part_related_by(TYPES.CORE_PROPERTIES).partname.membername,
        section=etree.tostring(page, encoding="unicode"),
        room=_room(section),
        styles=styles,
        numbers=numbers,
        bullets=bullets,
    )


def _room(section: "Section") -> int:
    width, left, right = section.page_width, section.left_margin, section.right_margin
    return round(((width or 0) - (left or 0) - (right or 0)) / 635)  # from English Metric Units


def _strip(document: "Document", *, bare: bool) -> None:
    """Nothing of the old text, nor who made the file and how it looked; `bare`: nor what we bring ourselves."""
    from docx.opc.constants import RELATIONSHIP_TYPE as TYPES
    from docx.oxml import parse_xml

    kept = {TYPES.OFFICE_DOCUMENT, TYPES.CORE_PROPERTIES}
    _keep(document.part.package, kept)
    _keep(
        document.part,
        {relationship.reltype for relationship in document.part.rels.values()} - {_SECOND_STYLES},
    )
    body = document.element.body
    body.clear_content()
    body.get_or_add_sectPr()
    if bare:
        _keep(document.part, {TYPES.STYLES, TYPES.SETTINGS, TYPES.FONT_TABLE, TYPES.THEME})
        body.sectPr[:] = []
        document.styles.element[:] = list(parse_xml(f"<w:styles {W}>{_LATENT}</w:styles>"))
        document.settings.element[:] = list(parse_xml(f"<w:settings {W}>{_SETTINGS}</w:settings>"))


def _keep(source: "Package | Part", kinds: set[str]) -> None:
    for key, relationship in list(source.rels.items()):
        if relationship.reltype not in kinds:
            del source.rels[key]


def _font_table() -> str:
    """What Word takes where a font is missing."""
    fonts = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in _FONTS
    )
    return f'<?xml version="1.0" encoding="UTF-8" standalone="yes"?><w:fonts {W}>{fonts}</w:fonts>'


def _set_page(section: "Section") -> None:
    from docx.shared import Mm

    section.page_width, section.page_height = map(Mm, _PAGE)
    section.top_margin, section.right_margin, section.bottom_margin, section.left_margin = map(Mm, _MARGINS)
    section.header_distance = section.footer_distance = Mm(_FOLIO)
    section.gutter = Mm(0)


def _add_folio(section: "Section", style: str, *, bare: bool) -> None:
    """On the outer side of the leaf; in a template, which may have no pages of two kinds, in the middle."""
    from docx.oxml import parse_xml

    number = f'{run("— ")}<w:fldSimple w:instr=" PAGE ">{run("1")}</w:fldSimple>{run(" —")}'
    outer = ((section.footer, _OUTER["right"]), (section.even_page_footer, _OUTER["left"]))
    for footer, look in outer if bare else ((section.footer, ""),):
        footer.is_linked_to_previous = False
        folio = Paragraph(number, style, look)
        footer.part.element[:] = list(parse_xml(f"<w:ftr {W}>{folio}</w:ftr>"))


def _add_styles(document: "Document") -> dict[str, str]:
    """Those that the template lacks; name → id of all that we use."""
    from docx.oxml import parse_xml

    root = document.styles.element
    _set_language(root)
    known = {style.name_val.lower(): style.styleId for style in root.style_lst}
    ids = {}
    for style in STYLES:
        id_ = known.get(style.name.lower(), style.id)
        while style.name.lower() not in known and id_ in known.values():
            id_ += "0"
        ids[style.name] = id_
    for style in STYLES:
        if style.name.lower() not in known:
            root.append(parse_xml(style_xml(style, ids)))
    return ids


def _set_language(styles: "BaseOxmlElement") -> None:
    """Chinese, figures too: else they are read aloud in English."""
    from docx.oxml.ns import qn

    at = styles
    for name in ("w:docDefaults", "w:rPrDefault", "w:rPr", "w:lang"):
        found = at.find(qn(name))
        if found is None:
            found = at.makeelement(qn(name))
            at.insert(len(at) if name == "w:lang" else 0, found)
        at = found
    at.set(qn("w:val"), "zh-CN")
    at.set(qn("w:eastAsia"), "zh-CN")


def _numbering(document: "Document") -> "XmlPart":
    from docx.opc.constants import CONTENT_TYPE
    from docx.opc.constants import RELATIONSHIP_TYPE as TYPES
    from docx.opc.packuri import PackURI
    from docx.opc.part import XmlPart
    from docx.oxml import parse_xml
    from docx.parts.numbering import NumberingPart

    try:
        part = document.part.part_related_by(TYPES.NUMBERING)
    except KeyError:
        name, root = PackURI("/word/numbering.xml"), parse_xml(f"<w:numbering {W}/>")
        part = NumberingPart(name, CONTENT_TYPE.WML_NUMBERING, root, document.part.package)
        document.part.relate_to(part, TYPES.NUMBERING)
    assert isinstance(part, XmlPart)
    return part


def _add_lists(numbering: "XmlPart") -> tuple[int, int]:
    """The looks of our lists, and one list with bullets; (w:abstractNum of numbers, w:num of bullets)."""
    from docx.oxml import parse_xml
    from docx.oxml.ns import qn

    root = numbering.element
    for idle in root.findall(qn("w:numIdMacAtCleanup")):  # it would have to stay the last
        root.remove(idle)
    looks, lists = root.findall(qn("w:abstractNum")), root.findall(qn("w:num"))
    first = max((int(look.get(qn("w:abstractNumId"))) for look in looks), default=0) + 1
    bullets = max((int(item.get(qn("w:numId"))) for item in lists), default=0) + 1
    at = root.index(lists[0]) if lists else len(root)
    root.insert(at, parse_xml(_list_look(first, "decimal")))
    root.insert(at + 1, parse_xml(_list_look(first + 1, "bullet")))
    root.append(parse_xml(f'<w:num {W} w:numId="{bullets}"><w:abstractNumId w:val="{first + 1}"/></w:num>'))
    return first, bullets


def _list_look(number: int, kind: str) -> str:
    """As in official documents: the marker where a paragraph begins, the lines below from the margin on."""
    levels = "".join(
        f'<w:lvl w:ilvl="{level}"><w:start w:val="1"/><w:numFmt w:val="{kind}"/><w:suff w:val="space"/>'
        f'<w:lvlText w:val="{"•" if kind == "bullet" else f"%{level + 1}."}"/><w:lvlJc w:val="left"/>'
        f"<w:pPr>{indent(level)}</w:pPr></w:lvl>"
        for level in range(LEVELS)
    )
    return f'<w:abstractNum {W} w:abstractNumId="{number}"><w:multiLevelType w:val="multilevel"/>{levels}</w:abstractNum>'
