"""The PDF of a report: what a reader, a screen reader, an archive and another machine find in it."""

import hashlib
import os
import re
import shutil
import struct
import subprocess
import sys
from dataclasses import replace
from datetime import date
from decimal import Decimal
from functools import cache
from io import BytesIO
from pathlib import Path

import pytest
from columns import MARKDOWN, column
from conftest import without

from generator.editions.layout import grids
from generator.editions.load import editions
from generator.model import Money, ProcessingFee, Report, Revision, Site
from generator.outputs import Order
from generator.outputs.prose import paragraphs
from generator.outputs.typeset import blocks
from generator.problems import Place, Problem
from generator.read.bindings import printed
from generator.read.report import read_report
from generator.read.tree import read_tree
from generator.rules import Case, check

pytest.importorskip("typst")
pikepdf = pytest.importorskip("pikepdf")
fonts = pytest.importorskip("pylopdf_fonts_zh_cn")
pdfium = pytest.importorskip("pypdfium2")

from generator.outputs import pdf  # noqa: E402 (its libraries are asked for above)

SITE = Site("政府信息公开年报", "", None)
WORDS = """见[县政府网](https://www.example.gov.cn/)和[附件](2023/附件.csv)。

## 一、总体情况

### （一）主动公开情况

全年公开信息93条，其中“公开栏”37条；**比上年多**，*没有积压*。

- 编制了目录：
  1. 先分类
  2. 再排序
- 印发了清单

## 五、存在的主要问题及改进情况

公开不够及时的问题，已经改进。

## 六、其他需要报告的事项

本年度没有收取信息处理费。
"""


@cache
def reports(folder: Path) -> dict[str, Report]:
    said: list[Problem] = []
    tree = read_tree(folder, said.append)
    agencies = {agency.path: agency for agency in tree.site.agencies}
    found = {
        files.file: read_report(files, agencies[path], editions(), said.append)
        for path, every in tree.reports.items()
        for files in every
    }
    return {
        file.removeprefix("content/").removesuffix(".yaml"): report
        for file, report in found.items()
        if report
    }


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Report]:
    files = {
        "xian/2023.md": WORDS,
        "xian/2023/附件.csv": "a\n",
        "xian/2015.yaml": "published: unknown\n",
        "xian/2015.md": "## 概述\n\n全年公开信息12条。\n\n### 申请\n\n没有收到申请。\n",
    }
    return reports(column(tmp_path_factory.mktemp("column"), files))


def filled(report: Report, digits: int = 3) -> Report:
    """A different figure in every cell, of so many digits."""
    values = []
    for cell in report.edition.cells:
        count = 10 ** (digits - 1) + cell.index * 7919 % (9 * 10 ** (digits - 1))
        kinds = {"count": count, "change": -count, "amount": Decimal(count) + Decimal("0.123456")}
        values.append(kinds.get(cell.kind, Money(Decimal(count) + Decimal("0.5"), "万元")))
    return replace(report, values=tuple(values))


def order(report: Report, said: list[Problem], **more: Path) -> Order:
    return Order(report, SITE, tuple(check(Case(report)).waived), said.append, **more)


def written(report: Report, **more: Path) -> bytes:
    said: list[Problem] = []
    body = pdf.write(order(report, said, **more))
    assert said == []
    return body


# --- What is in the file ---


class Tree:
    """The structure tree: elements, and what stands in them on the page."""

    def __init__(self, body: bytes) -> None:
        self.document = pikepdf.open(BytesIO(body))
        self.root = self.document.Root.StructTreeRoot
        self.pages = {page.obj.objgen: number for number, page in enumerate(self.document.pages)}
        self.characters: dict[tuple[int, int], list[tuple[str, tuple[float, float, float, float]]]] = {}
        for number, page in enumerate(pdfium.PdfDocument(body)):
            text = page.get_textpage()
            for at in range(text.count_chars()):
                content = pdfium.raw.FPDFText_GetTextObject(text, at)
                mark = pdfium.raw.FPDFPageObj_GetMarkedContentID(content) if content else -1
                if mark >= 0:
                    said = (chr(pdfium.raw.FPDFText_GetUnicode(text, at)), text.get_charbox(at))
                    self.characters.setdefault((number, mark), []).append(said)

    def all(self, *tags: str) -> list:
        """The elements with one of these tags, in reading order."""
        found, todo = [], [self.root]
        while todo:
            element = todo.pop()
            if element.get("/S") in tags:
                found.append(element)
            todo += reversed(kids(element))
        return found

    def marks(self, element) -> list[tuple[int, int]]:
        """Page and number of the marked content in an element."""
        content = element.get("/K")
        found = []
        for kid in content if isinstance(content, pikepdf.Array) else [content]:
            if isinstance(kid, int):
                found.append((self.pages[element.Pg.objgen], kid))
            elif isinstance(kid, pikepdf.Dictionary) and "/MCID" in kid:
                found.append((self.pages[kid.get("/Pg", element.get("/Pg")).objgen], int(kid.MCID)))
            elif isinstance(kid, pikepdf.Dictionary) and "/S" in kid:
                found += self.marks(kid)
        return found

    def words(self, element) -> str:
        every = (character for mark in self.marks(element) for character in self.characters.get(mark, ()))
        return "".join(character for character, _box in every).strip()

    def headings(self) -> dict[str, str]:
        """ID → words, of every heading of a table."""
        names = list(self.root.IDTree.Names)
        assert [str(name) for name in names[::2]] == sorted(str(name) for name in names[::2])
        return {str(name): self.words(element) for name, element in zip(names[::2], names[1::2], strict=True)}


def kids(element) -> list:
    content = element.get("/K")
    every = content if isinstance(content, pikepdf.Array) else [content]
    return [kid for kid in every if isinstance(kid, pikepdf.Dictionary)]


def about(cell) -> pikepdf.Dictionary:
    return next(it for it in cell.A if it.O == "/Table")


def text(body: bytes) -> str:
    """The words of the whole file without blanks, as a search finds them; pages and folios in between."""
    if shutil.which("pdftotext"):
        found = subprocess.run(
            ["pdftotext", "-", "-"], input=body, capture_output=True, check=True
        ).stdout.decode()
    elif os.environ.get("CI"):
        without("pdftotext（软件包 poppler-utils）")
    else:
        found = "".join(page.get_textpage().get_text_range() for page in pdfium.PdfDocument(body))
    return re.sub(r"—\d+—", "", re.sub(r"\s", "", found))


def expected(report: Report) -> list[tuple[str, list[str]]]:
    """Every figure as it is printed, and the headings that the form gives it."""
    found = []
    for grid in grids(report.edition).values():
        cells = [cell for row in grid.rows() for cell in row]
        names = {cell.name: cell.text for cell in cells}
        for cell in cells:
            if cell.kind == "data":
                signed = report.edition.cells[cell.index].kind == "change"
                figure = printed(report.values[cell.index], signed=signed)
                found.append((figure, [names[name] for name in cell.headers]))
    return found


def found(tree: Tree) -> list[tuple[str, list[str]]]:
    """Every figure of the file, and the words of the headings it points at."""
    headings = tree.headings()
    return [
        (tree.words(cell), [headings[str(name)] for name in about(cell).Headers]) for cell in tree.all("/TD")
    ]


FORMS = [edition for edition in editions().all if edition.tables]


@pytest.fixture(scope="module", params=FORMS, ids=lambda edition: edition.id)
def form(request: pytest.FixtureRequest, plain: dict[str, Report]) -> tuple[Report, Tree]:
    """A report of each form with a figure in every cell."""
    report = filled(next(report for report in plain.values() if report.edition == request.param))
    return report, Tree(written(report))


def test_every_figure_points_at_exactly_its_headings(form: tuple[Report, Tree]):
    report, tree = form
    assert found(tree) == expected(report)
    assert len(found(tree)) == len(report.edition.cells)  # 200 and 198


def test_headings_of_tables_say_what_they_head(form: tuple[Report, Tree]):
    report, tree = form
    cells = [cell for grid in grids(report.edition).values() for row in grid.rows() for cell in row]
    drawn = [cell for cell in cells if cell.kind != "data"]
    headings = tree.all("/TH")
    assert [tree.words(heading) for heading in headings] == [cell.text for cell in drawn]
    scopes = [about(heading).Scope for heading in headings]
    assert scopes == ["/Row" if cell.kind == "row" else "/Column" for cell in drawn]
    for tag, cell in zip(tree.all("/TH", "/TD"), cells, strict=True):
        spans = (about(tag).get("/RowSpan", 1), about(tag).get("/ColSpan", 1))
        assert spans == (cell.rowspan, cell.colspan)


def test_the_large_table_stands_on_one_page(form: tuple[Report, Tree]):
    _report, tree = form
    largest = max(tree.all("/Table"), key=lambda table: len(kids(table)))
    assert len({page for page, _mark in tree.marks(largest)}) == 1


def test_a_blank_stays_blank(plain: dict[str, Report]):
    report = filled(plain["xian/zhen/2020"])
    report = replace(
        report, values=tuple(value if at % 3 else None for at, value in enumerate(report.values))
    )
    assert found(Tree(written(report))) == expected(report)


@pytest.mark.parametrize("digits", [1, 5, 8, 9])
def test_large_figures_stand_in_one_line_beside_each_other(plain: dict[str, Report], digits: int):
    tree = Tree(written(filled(plain["xian/2022"], digits)))
    for row in tree.all("/TR"):
        right = 0.0
        for cell in kids(row):
            boxes = [box for mark in tree.marks(cell) for _character, box in tree.characters.get(mark, ())]
            if cell.S == "/TD":
                assert len(set(tree.marks(cell))) == 1
                assert min(box[0] for box in boxes) > right
            right = max(box[2] for box in boxes)
        assert right < (210 - 26) / 25.4 * 72


def test_no_word_and_no_figure_is_lost(plain: dict[str, Report]):
    report = filled(
        replace(plain["xian/2023"], processing_fee=ProcessingFee(3, Decimal("12.5"), Decimal(10)))
    )
    said = text(written(report))
    for passage in report.passages:
        assert re.sub(r"\s", "", passage.text) in said
    for figure, _headings in expected(report):
        assert figure in said
    assert "信息处理费：发出收费通知3件；通知总金额12.5元；实际收取总金额10元。" in said
    assert not re.search("[\u2e80-\u2fdf]", said)  # radicals look like characters, but are not found


def test_the_date_the_form_and_the_changes_are_told(plain: dict[str, Report]):
    report = plain["xian/2023"]
    said = text(written(replace(report, revisions=(Revision(date(2024, 4, 2), "更正了一处数字。"),))))
    assert "发布日期：2024-03-20格式依据：国办公开办函〔2021〕30号" in said
    assert said.endswith("某县人民政府2024年3月20日更正记录2024-04-02更正了一处数字。")
    assert "发布日期：原文未载明" in text(written(replace(report, published="unknown")))
    assert "发布日期：尚未发布" in text(written(replace(report, published=None)))


def test_notes_and_what_was_waived_stand_under_the_table(plain: dict[str, Report]):
    report = plain["xian/2023"]
    notes = {"requests": "含下级机关。", "requests.received": "多数从网上提出。"}
    values = list(report.values)
    values[report.edition.index["requests.received.total"]] = 9
    waivers = {"B103": ("当年公布时如此", Place(report.file, 3))}
    noted = replace(report, notes=notes, values=tuple(values), filled=frozenset(), waivers=waivers)
    said = text(written(noted))
    below = said[said.index("四、结转下年度继续办理") : said.index("四、政府信息公开行政复议、行政诉讼情况")]
    assert "注：含下级机关。注：一、本年新收政府信息公开申请数量：多数从网上提出。注：" in below
    assert below.endswith("说明：当年公布时如此")


def test_a_report_from_before_the_forms_is_its_words(plain: dict[str, Report]):
    body = written(plain["xian/2015"])
    tree = Tree(body)
    assert [tree.words(heading) for heading in tree.all("/H1", "/H2")] == ["概述", "申请"]
    assert tree.all("/Table") == []
    assert "某县人民政府2015年政府信息公开工作年度报告发布日期：原文未载明概述全年公开信息12条。" in text(
        body
    )


def test_headings_lists_and_links_are_what_they_are(plain: dict[str, Report]):
    tree = Tree(written(plain["xian/2023"]))
    headings = [(str(heading.S), tree.words(heading)) for heading in tree.all("/H1", "/H2", "/H3")]
    assert headings == [
        ("/H1", "一、总体情况"),
        ("/H2", "（一）主动公开情况"),
        *(("/H1", section.label) for section in plain["xian/2023"].edition.sections[1:]),
    ]
    assert [tree.words(label) for label in tree.all("/Lbl")] == ["•", "1.", "2.", "•"]
    assert len(tree.all("/L")) == 2
    assert tree.words(tree.all("/Strong")[0]) == "比上年多"
    links = [link for page in tree.document.pages for link in page.get("/Annots", ())]
    assert [str(link.A.URI) for link in links] == ["https://www.example.gov.cn/"]
    assert [tree.words(link) for link in tree.all("/Link")] == ["县政府网"]


def test_links_lead_to_attachments_where_it_is_known_where_they_are(plain: dict[str, Report]):
    known = replace(
        order(plain["xian/2023"], []), site=replace(SITE, url="http://www.example.gov.cn/nianbao/")
    )
    document = pikepdf.open(BytesIO(pdf.write(known)))
    links = [str(link.A.URI) for page in document.pages for link in page.get("/Annots", ())]
    assert links == [
        "https://www.example.gov.cn/",
        "http://www.example.gov.cn/nianbao/xian/2023/%E9%99%84%E4%BB%B6.csv",
    ]


@pytest.mark.parametrize(
    "word",
    [
        "W" * 300,
        "0" * 200,
        "https://www.example.gov.cn/" + "abcdefghijkl" * 12,
        "https://www.example.gov.cn/" + "%E5%B9%B4" * 30,
        "…" * 120,
        "." * 200,
    ],
)
def test_the_longest_word_stays_on_the_page(plain: dict[str, Report], word: str):
    report = plain["xian/2015"]
    said = f"<p>见{word}，完。</p><ul><li>甲<ol><li>见{word}</li></ol></li></ul>"
    words = replace(report.narrative["narrative"], html=said)
    body = written(
        replace(report, narrative={"narrative": words}, revisions=(Revision(date(2024, 4, 2), word),))
    )
    assert text(body).count(word) == 3
    boxes = [box for found in Tree(body).characters.values() for _character, box in found]
    assert max(right for _left, _bottom, right, _top in boxes) < (210 - 26) / 25.4 * 72 + 1


def test_without_a_preface_of_its_own_a_report_begins_with_the_customary_one(plain: dict[str, Report]):
    report = plain["xian/2022"]
    said = text(written(report))
    assert f"本报告根据《中华人民共和国政府信息公开条例》和《{report.edition.name}》" in said
    assert (
        "“政府信息公开年报”专栏查阅或下载。如有疑问，请与本机关联系（电话：0000-1234567）。一、总体情况"
        in said
    )


def test_text_is_never_markup(plain: dict[str, Report]):
    nasty = '#panic("x") *b* _e_ $x^2$ = @a <b> ~ -- // /* \\ [c] #{1+1} `d`'
    report = replace(plain["xian/2023"], notes={"requests": nasty})
    assert nasty.replace(" ", "") in text(written(report))


# --- What the file says of itself ---


def test_it_says_that_it_is_accessible_and_fit_for_the_archive(plain: dict[str, Report]):
    report = plain["xian/2023"]
    document = pikepdf.open(BytesIO(written(report)))
    root = document.Root
    assert (root.Lang, root.MarkInfo.Marked, root.ViewerPreferences.DisplayDocTitle) == ("zh-CN", True, True)
    assert str(document.docinfo.Title) == report.title
    assert str(document.docinfo.CreationDate) == "D:20240320000000Z"
    about_it = root.Metadata.read_bytes().decode()
    for claim in (
        "<pdfaid:part>2</pdfaid:part>",
        "<pdfaid:conformance>A</pdfaid:conformance>",
        "<pdfuaid:part>1</pdfuaid:part>",
    ):
        assert claim in about_it


def test_other_programs_find_no_error_in_it(plain: dict[str, Report], tmp_path: Path):
    if not shutil.which("qpdf"):
        without("qpdf")
    (tmp_path / "2023.pdf").write_bytes(written(plain["xian/2023"]))
    done = subprocess.run(
        ["qpdf", "--check", "2023.pdf"], cwd=tmp_path, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


ELSEWHERE = """
import hashlib, sys
from pathlib import Path
sys.path.insert(0, {tests!r})
from test_pdf import reports, written
print(hashlib.sha256(written(reports(Path({folder!r}))["xian/2023"])).hexdigest())
"""


def test_the_same_report_is_the_same_file(plain: dict[str, Report], tmp_path: Path):
    """In a fresh process, with other hashes, in another time zone; and here, after many others."""
    files = {"xian/2023.md": WORDS, "xian/2023/附件.csv": "a\n"}
    code = ELSEWHERE.format(tests=str(Path(__file__).parent), folder=str(column(tmp_path, files)))
    env = os.environ | {"PYTHONHASHSEED": "7", "TZ": "America/Lima"}
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, env=env)
    assert done.stdout.strip() == hashlib.sha256(written(plain["xian/2023"])).hexdigest(), done.stderr


# --- How it looks ---


def empty(body: bytes) -> list[float]:
    """How much of the text area of each page is empty at the bottom."""
    found = []
    for page in pdfium.PdfDocument(body):
        image = page.render(scale=0.5, grayscale=True).to_pil().point(lambda value: 255 * (value < 200))
        top, bottom = (round(mm / 297 * image.height) for mm in (37, 297 - 35))
        box = image.crop((0, top, image.width, bottom)).getbbox()
        found.append(1 - (box[3] if box else 0) / (bottom - top))
    return found


@pytest.mark.parametrize("name", ["xian/2023", "xian/zhen/2020"])
def test_no_page_is_left_half_empty_before_a_table(plain: dict[str, Report], name: str):
    report = filled(plain[name])
    overview = report.narrative["overview"]
    for lines in range(0, 22, 4):
        longer = replace(overview, html=overview.html + "<p>又公开了一批信息。</p>" * lines)
        body = written(replace(report, narrative=report.narrative | {"overview": longer}))
        assert max(empty(body)[:-1]) < 0.33, lines


def test_a_signature_does_not_stand_alone_on_a_page(plain: dict[str, Report]):
    report = plain["xian/2015"]
    words = report.narrative["narrative"]
    for lines in range(12, 24, 2):
        longer = replace(words, html=words.html + "<p>又公开了一批信息。</p>" * lines)
        body = written(replace(report, narrative={"narrative": longer}))
        last = list(pdfium.PdfDocument(body))[-1].get_textpage().get_text_range()
        assert "又公开了一批信息。" in last


# --- Fonts ---


def test_system_fonts_are_not_used(plain: dict[str, Report]):
    document = pikepdf.open(BytesIO(written(plain["xian/2023"])))
    used = {str(font.BaseFont) for page in document.pages for font in page.Resources.Font.values()}
    assert {re.sub(r"/\w{6}\+(Noto\w+SC).*", r"\1", name) for name in used} == {"NotoSerifSC", "NotoSansSC"}


def office_font(folder: Path, *, restricted: bool = False) -> Path:
    """A font of an office: 楷体 by name."""
    body = bytearray(
        Path(fonts.sans_path())
        .read_bytes()
        .replace("Noto Sans SC".encode("utf-16-be"), "KaiTi_GB2312".encode("utf-16-be"))
    )
    if restricted:
        entry = body.index(b"OS/2")
        at = struct.unpack(">I", body[entry + 8 : entry + 12])[0]
        body[at + 8 : at + 10] = b"\0\2"  # fsType: may not be embedded
    folder.mkdir()
    (folder / "kai.otf").write_bytes(body)
    return folder


def test_the_offices_own_fonts_come_first(plain: dict[str, Report], tmp_path: Path):
    report = plain["xian/2015"]
    own = written(report, fonts=office_font(tmp_path / "fonts"))
    assert own != written(report)
    assert text(own) == text(written(report))
    press = pdf._press(tmp_path / "fonts", pdf._version(tmp_path / "fonts"))
    assert press.faces["faces"]["kai"] == ["KaiTi_GB2312", "Noto Serif SC"]


def test_fonts_that_come_and_go_while_a_preview_runs_are_seen(plain: dict[str, Report], tmp_path: Path):
    report, folder = plain["xian/2015"], office_font(tmp_path / "fonts")
    (font := folder / "kai.otf").rename(tmp_path / "kai.otf")
    assert written(report, fonts=folder) == written(report)
    (tmp_path / "kai.otf").rename(font)
    assert written(report, fonts=folder) != written(report)
    font.unlink()
    assert written(report, fonts=folder) == written(report)


def test_a_font_that_may_not_be_embedded_is_left_out_and_told(plain: dict[str, Report], tmp_path: Path):
    said: list[Problem] = []
    folder = office_font(tmp_path / "fonts", restricted=True)
    body = pdf.write(order(plain["xian/2023"], said, fonts=folder))
    assert body == written(plain["xian/2023"])
    assert [(problem.code, problem.place.file) for problem in said] == [("O202", "fonts")]
    assert said[0].message.endswith("：Noto Sans SC")  # as the font calls itself in full


@pytest.mark.parametrize("strange", ["😀", "\U0002a700", "\ue000", "\ufffd", "念\u0591"])
def test_a_character_that_no_font_has_is_told_with_its_place(tmp_path: Path, strange: str):
    column(
        tmp_path,
        {
            "xian/agency.yaml": f"name: 某县{strange}人民政府\nkind: government\n",
            "xian/2023.yaml": "published: 2024-03-20\n"
            f"notes: {{requests: 说明{strange}}}\nrevisions: [{{date: 2024-04-02, reason: 更正{strange}}}]\n"
            f"waive: {{B101: 原因{strange}}}\nproactive_disclosure: {{fill: 0}}\n"
            "requests: {fill: 0, received: [1, 0, 0, 0, 0, 0, 1]}\nreconsideration_and_litigation: {fill: 0}\n",
            "xian/2023.md": MARKDOWN.replace("按规定公开", f"按规定{strange}公开"),
        },
    )
    said: list[Problem] = []
    report = reports(tmp_path)["xian/2023"]
    body = pdf.write(order(report, said))
    assert {problem.code for problem in said} == {"O201"}
    assert [str(problem.place) for problem in said] == [
        "content/xian/2023.md:3:4",
        "content/xian/2023.yaml:2:1",
        "content/xian/2023.yaml:3:1",
        "content/xian/2023.yaml:4:9",
        "content/xian/agency.yaml:1:1",
    ]
    assert f"U+{ord(strange[-1]):04X}）" in said[0].message
    words = text(body)
    assert strange not in words
    assert words.startswith("某县〓人民政府2023年")
    assert "按规定〓公开" in words
    assert str(pikepdf.open(BytesIO(body)).docinfo.Author) == "某县〓人民政府"


def test_what_nobody_sees_is_left_out_without_a_word(plain: dict[str, Report]):
    """The editor was told when it was read."""
    report = replace(plain["xian/2023"], notes={"requests": "看\ufeff不\u200b见"})
    assert "注：看不见" in text(written(report))


# --- Words → what is inside what ---


def test_lists_and_quotes_stand_inside_each_other():
    def shape(found: list) -> list:
        return [
            {block["start"]: [shape(item) for item in block["items"]]}
            if block["kind"] == "list"
            else (block["kind"], shape(block["blocks"]))
            if block["kind"] == "quote"
            else "".join(span["text"] for span in block["spans"])
            for block in found
        ]

    html = (
        "<p>零</p><ul><li><p>一</p><ol start='3'><li>二</li><li>三</li></ol><p>四</p></li><li>五</li></ul>"
        "<ol><li>六</li></ol><blockquote><p>七</p><ul><li>八</li></ul></blockquote><p>九</p>"
    )
    assert shape(blocks(paragraphs(html))) == [
        "零",
        {None: [["一", {3: [["二"], ["三"]]}, "四"], ["五"]]},
        {1: [["六"]]},
        ("quote", ["七", {None: [["八"]]}]),
        "九",
    ]


def test_no_level_of_heading_is_skipped():
    html = "<h4>甲</h4><h6>乙</h6><h3>丙</h3><h5>丁</h5>"
    assert [block["level"] for block in blocks(paragraphs(html), 1)] == [2, 3, 2, 3]
    assert [block["level"] for block in blocks(paragraphs(html))] == [1, 2, 2, 3]


def test_very_deep_lists_are_printed(plain: dict[str, Report]):
    report = plain["xian/2015"]
    deep = replace(report.narrative["narrative"], html="<ul><li>层" * 30 + "</li></ul>" * 30)
    assert text(written(replace(report, narrative={"narrative": deep}))).count("层") == 30
