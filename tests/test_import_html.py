"""Saved pages come in as a browser shows them: every word once and in order, tables by position, the portal left out."""

import json
import random
import re
import time
from pathlib import Path

import pytest
from columns import MARKDOWN, RICH, TABLES, column

from generator.build import Options, build
from generator.editions.layout import grids
from generator.editions.load import editions
from generator.importers.blocks import Cell, Document, Grid, Paragraph, Picture, Run, Spot, UnreadableError
from generator.importers.html import read
from generator.importers.html_text import decode

REPORTS = Path(__file__).parents[2] / "shared/reports"
SENTENCE = "本年度受理申请三件，均在法定期限内答复。"


def page(body: str) -> Document:
    return read(f"<!doctype html><html><head><meta charset=utf-8></head><body>{body}</body></html>".encode())


def texts(body: str) -> list[str]:
    return [paragraph.text for paragraph in page(body).paragraphs()]


def tables(document: Document) -> list[Grid]:
    return [block for block in document.blocks if isinstance(block, Grid)]


def rows(grid: Grid) -> list[list[str]]:
    """The texts of every row, by position."""
    return [[cell.text for cell in row] for row in grid.rows]


def table(body: str) -> Grid:
    (grid,) = tables(page(body))
    return grid


# What the bytes say


def meta(charset: str) -> str:
    return f"<html><head><meta http-equiv='Content-Type' content='text/html; charset={charset}'></head><body>"


@pytest.mark.parametrize(
    ("data", "wanted"),
    [
        (f"<p>{SENTENCE}".encode(), SENTENCE),
        (f"{meta('gb2312')}<p>{SENTENCE}".encode("gbk"), SENTENCE),
        (f"{meta('gb2312')}<p>镕𠮷{SENTENCE}".encode("gb18030"), f"镕𠮷{SENTENCE}"),
        (f"{meta('gb2312')}<p>{SENTENCE}".encode(), SENTENCE),  # declared wrongly
        (f"{meta('iso-8859-1')}<p>{SENTENCE}".encode("gbk"), SENTENCE),
        (f"{meta('utf-8')}<p>{SENTENCE}".encode("gbk"), SENTENCE),
        (f"<p>{SENTENCE}".encode("gbk"), SENTENCE),
        (f"<?xml version='1.0' encoding='gb2312'?><html><body><p>{SENTENCE}".encode("gbk"), SENTENCE),
        (f"<?xml version='1.0' encoding='gb2312'?><html><body><p>{SENTENCE}".encode(), SENTENCE),
        (
            f"{meta('big5')}<p>本年度受理申請三件，均按期答復。".encode("big5"),
            "本年度受理申請三件，均按期答復。",
        ),
        ("<p>政府信息公開年度報告".encode("big5"), "政府信息公開年度報告"),
        (f"<p>{SENTENCE}".encode("utf-8-sig"), SENTENCE),
        (f"<p>{SENTENCE}".encode("utf-16"), SENTENCE),
        (b"\xfe\xff" + f"<p>{SENTENCE}".encode("utf-16-be"), SENTENCE),
    ],
)
def test_a_page_is_decoded_whatever_it_declares(data: bytes, wanted: str):
    assert [paragraph.text for paragraph in read(data).paragraphs()] == [wanted]


@pytest.mark.parametrize("encoding", ["utf-8", "gbk"])
def test_one_broken_byte_costs_one_character(encoding: str):
    broken = f"{meta(encoding)}<p>{SENTENCE * 9}".encode(encoding) + b"\xff<p>" + SENTENCE.encode(encoding)
    assert [paragraph.text for paragraph in read(broken).paragraphs()] == [f"{SENTENCE * 9}\ufffd", SENTENCE]


def test_the_private_blank_of_gbk_pages_is_a_blank():
    assert decode(b"\xa3\xa0") == "\ue5e5"
    (paragraph,) = read(meta("gbk").encode() + b"<p>\xa3\xa0\xa3\xa0" + SENTENCE.encode("gbk")).paragraphs()
    assert paragraph.text == SENTENCE


@pytest.mark.parametrize(
    ("data", "part"),
    [
        (b"%PDF-1.7\n%\xe2\xe3\xcf\xd3", "PDF"),
        (b"PK\x03\x04\x14\x00", "Word"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "旧版"),
        (b"{\\rtf1\\ansi}", "RTF"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "图片"),
        (b"\xff\xd8\xff\xe0\x00\x10JFIF", "图片"),
        (b"GIF89a", "图片"),
        (b"From: <Saved by Blink>\r\nMIME-Version: 1.0\r\n\r\n<html>", "MHT"),
        (bytes(range(16)) * 64, "不是网页"),
        (b"", "没有网页代码"),
        ("只有文字".encode(), "没有网页代码"),
        (b"<html><body><iframe src=a.html></iframe></body></html>", "没有文字"),
        (b"<!-- -->", "没有文字"),
        (b"<div id=app></div><script>show('x')</script>", "没有文字"),
    ],
)
def test_what_is_no_page_is_refused_with_what_to_do(data: bytes, part: str):
    with pytest.raises(UnreadableError) as caught:
        read(data)
    assert part in caught.value.message
    assert caught.value.hint


# Paragraphs


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<p>甲</p><p>乙", ["甲", "乙"]),
        ("<div>甲<div>乙</div>丙</div>丁", ["甲", "乙", "丙", "丁"]),
        ("甲<br>乙", ["甲\n乙"]),
        ("甲<br><br>乙", ["甲", "乙"]),
        ("甲<br>&nbsp;<br/>乙", ["甲", "乙"]),
        ("甲<br>&nbsp;&nbsp;乙", ["甲", "乙"]),
        ("甲<br><span>　</span><span>　乙</span>", ["甲", "乙"]),
        ("甲<br>\n  乙<br>丙 <br>", ["甲\n乙\n丙"]),
        ("甲</br>乙", ["甲\n乙"]),
        ("<p>&nbsp;　&emsp;甲&nbsp; 乙　&nbsp;</p>", ["甲\u00a0 乙"]),
        ("<p><span>政府</span><span>信</span><font>息</font>公开</p>", ["政府信息公开"]),
        ("<p>政府\n      信息<span>\n公开</span>\n</p>", ["政府信息公开"]),
        ("<p>of  the\n\t year <b> 2023 </b> 年</p>", ["of the year 2023 年"]),
        ("<p>共 3 件</p>", ["共 3 件"]),
        ("<p>公\u200b开\ufeff&shy;</p><p>\u200b</p>", ["公开"]),
        ("<pre>甲\n乙\n\n　　丙</pre>", ["甲\n乙", "丙"]),
        ("<p>甲<p>乙<hr>丙", ["甲", "乙", "丙"]),
        ("<p>3 < 5，5 > 3 &amp;&unknown;</p>", ["3 < 5，5 > 3 &&unknown;"]),
        ("甲<!-- 注 -->乙<!--[if gte mso 9]><xml>x</xml><![endif]-->丙<o:p></o:p>丁", ["甲乙丙丁"]),
        ("<div><html><head><title>t</title></head><body><p>甲</body></html></div><p>乙", ["甲", "乙"]),
        (
            "<dl><dt>发布日期</dt>\n<dd>某日</dd><dt>来源：<dd>某办<dt>无</dl>",
            ["发布日期：某日", "来源：某办", "无"],
        ),
        ("<p>甲\x00\x07乙</p>" + " " * 99, ["甲乙"]),
        ("<tr><td>甲<td>乙</tr>", ["甲", "乙"]),
        ("<form id=form1>" + "甲" * 201 + "<input value=乙><select><option>丙</select></form>", ["甲" * 201]),
    ],
)
def test_paragraphs_are_cut_as_a_browser_shows_them(body: str, wanted: list[str]):
    assert texts(body) == wanted


def test_bold_text_and_addresses_are_kept():
    (paragraph,) = page(
        "<p>按<strong>规</strong><b>定</b>，见<a href=' https://www.gov.cn/ '>条例</a>、<a href=list.pdf>清单</a>、"
        "<a href='javascript:;'>表</a>、<a href=mailto:a@example.gov.cn><b>信箱</b></a>"
    ).paragraphs()
    assert paragraph.runs == (
        Run("按"),
        Run("规定", strong=True),
        Run("，见"),
        Run("条例", link="https://www.gov.cn/"),
        Run("、清单、表、"),
        Run("信箱", strong=True, link="mailto:a@example.gov.cn"),
    )


def test_headings_have_their_level():
    found = page("<h1>某局<br>年度报告</h1><h3><div>（一）甲</div></h3>文字").paragraphs()
    assert [(p.heading, p.text) for p in found] == [(1, "某局\n年度报告"), (3, "（一）甲"), (0, "文字")]


def test_list_items_have_their_real_numbers_and_depth():
    found = page(
        "<ul><li>甲<li><p>乙<p>续<ol start=3><li>三<li></li><li value=9>九<ul><li>深</ul><li>十</ol>后</ul><p>完"
    ).paragraphs()
    assert [(p.marker, p.depth, p.text) for p in found] == [
        ("-", 0, "甲"),
        ("-", 0, "乙"),
        ("", 0, "续"),
        ("3.", 1, "三"),
        ("9.", 1, "九"),
        ("-", 2, "深"),
        ("10.", 1, "十"),
        ("", 0, "后"),
        ("", 0, "完"),
    ]


def test_pictures_stand_where_they_stand_and_icons_do_not_count():
    body = "<p>甲<img src=a.png>乙</p><img src=i.png width=16><img height='32px' src=j.png><img><p>丙"
    assert [type(block) for block in page(body).blocks] == [Paragraph, Picture, Paragraph]


def test_a_paragraph_knows_its_line():
    found = read("<p>甲</p>\r\n\r\n<div\r\nclass=x>乙<br>\r\n<br>丙</div>\r<p>丁".encode()).paragraphs()
    assert [p.spot for p in found] == [Spot(line=line) for line in (1, 4, 5, 6)]


# What is around the report


@pytest.mark.parametrize(
    "chrome",
    [
        "<script>document.write('<p>x</p>')</script>",
        "<style>p { color: red }</style>",
        "<noscript>x</noscript><template><p>x</p></template>",
        "<select><option>x<option>y</select><button>x</button><textarea>x</textarea>",
        "<nav><p>x</p></nav><aside>x</aside><footer>x</footer><div role=navigation>x</div>",
        "<header><h2>x</h2></header>",
        "<form action=/search><input><a href=/>x</a></form>",
        "<div hidden>x</div><p style='color:red; DISPLAY : none'>x</p><span aria-hidden=true>—</span>",
        "<ul><li><a href=/>首页</a><li><a href=/a>公开</a> 2024-01-20<ul><li><a href=/b>x</a></ul></ul>",
        "<ol><li>［<a href=/>x</a>］</ol>",
        "<span class='icon sr-only'>x</span>",
        "<svg><title>x</title><text>y</text></svg><iframe>x</iframe><object>x</object>",
        "<p>【字体：<a>大</a> <a>中</a> <a>小</a>】</p><p>打印本页 | 关闭窗口</p><p>分享到： <a>微信</a> <a>微博</a></p>",
        "<p>上一篇：<a href=/1>某局年报</a></p><div>下一条 没有了</div><a href=#top>返回顶部</a><p>跳转至正文</p>",
    ],
)
def test_what_a_portal_puts_around_is_left_out(chrome: str):
    assert texts(f"<p>甲</p>{chrome}<p>乙</p>") == ["甲", "乙"]
    assert texts(f"<article><header><h1>题</h1></header>{chrome}<p>甲</p></article>")[0] == "题"


@pytest.mark.parametrize(
    "kept",
    [
        "<ul><li><a href=/x>条例</a>已经修订</ul>",
        "<article><section><ul><li><a href=/x>附件</a></ul></section></article>",
        "<p>印发、打印、分享资料共大小三批</p>",
        "<p>上一年度的问题已经改正</p>",
        "<p aria-hidden=true>这一段屏幕上看得见</p>",
        "<p>大中小企业</p>",
        "<button><p>甲<table><tr><td>1<td>2</table>",  # never closed
    ],
)
def test_words_of_the_report_that_look_like_it_are_kept(kept: str):
    assert len(texts(kept)) == 1


def test_every_visible_word_comes_out_once_and_in_order():
    words = iter(range(100, 1000))

    def said() -> str:
        return f"词{next(words)}"

    messy = (
        f"{said()}<table width=980><tr><td width=10>&nbsp;<td>{said()}<p>{said()}<span>{said()}<b>{said()}</span>{said()}"
        f"<table><form><tr><td>{said()}<p>{said()}</p><td><table><tr><td>{said()}<td>{said()}</table>{said()}"
        f"<tr><td colspan=2>{said()}<br>{said()}</form></table>{said()}<ul>{said()}<li>{said()}<li>{said()}<p>{said()}"
        f"</ul></font></td></tr></table></tbody></div>{said()}<dl><dt>{said()}<dd>{said()}</dl></body></html>{said()}"
        f"<table><tr><th><font>{said()}<td>{said()}<tr><td>{said()}<div>{said()}<td>{said()}</table>{said()}"
        f"<table><tr><td>{said()}<td>{said()}</tr>\n<table><tr><td>{said()}<td>{said()}<tr><td>{said()}<td>{said()}"
    )
    seen = []
    for block in page(messy).blocks:
        if isinstance(block, Grid):
            seen += [cell.text for at in range(len(block.rows)) for _position, cell in block.cells(at)]
        else:
            seen.append(block.text)
    wanted = [str(number) for number in range(100, next(words))]
    assert re.findall(r"词(\d+)", " ".join(seen)) == wanted


# Tables

TITLED = (
    "<table><tr><td colspan=4>第二十条第（一）项<tr><td>信息内容<td>本年制发件数<td>本年废止件数<td>现行有效件数"
    "<tr><td>规章<td>1<td>2<td>3<tr><td colspan=4>第二十条第（五）项<tr><td>信息内容<td colspan=3>本年处理决定数量"
    "<tr><td>行政许可<td colspan=3>7</table>"
)


def test_a_cell_is_the_same_object_wherever_its_span_reaches():
    grid = table("<table><tr><td rowspan=2>甲<td colspan=2>乙<tr><td>乙<td>乙</table>")
    (a, b, c), (d, e, f) = grid.rows
    assert (a, b) == (d, c)
    assert len({map(id, (a, b, e, f))}) == 1
    assert len({a, b, e, f}) == len([a, b, e, f])
    assert b != Cell(b.text)
    assert [position for position, _cell in grid.cells(0)] == [0, 1]


@pytest.mark.parametrize(
    ("body", "wanted"),
    [
        ("<tr><td>1<td>2<tr><td>3</table>", [["1", "2"], ["3"]]),  # short rows stay short
        ("<td>1<td>2<tr><td>3<td>4", [["1", "2"], ["3", "4"]]),
        ("<tr><td rowspan=9>1<td>2<tr><td>3", [["1", "2"], ["1", "3"]]),
        ("<tr><td rowspan=0>1<td>2<tr><td>3", [["1", "2"], ["1", "3"]]),
        ("<tr><td>1<td>2<td rowspan=2>3<tr><td>4", [["1", "2", "3"], ["4", "", "3"]]),
        ("<tr><td rowspan=2>1<td>2<tr><td colspan=2>3", [["1", "2"], ["1", "3", "3"]]),
        ("<tr><td>1<td rowspan=2>2<tr><td colspan=2>3", [["1", "2"], ["3", "2"]]),
        ("<tr><td colspan=0>1<td colspan=x>2<td rowspan=-1>3", [["1", "2", "3"]]),
        ("<tr><td rowspan=3>1<td>2<tr><tr><td>3", [["1", "2"], ["1", "3"]]),
        ("<tfoot><tr><td>尾<td>9</tfoot><tbody><tr><td>1<td>2</tbody><thead><tr><th>首<th>数", [["首", "数"], ["1", "2"], ["尾", "9"]]),
        ("<thead><tr><th rowspan=5>首<th>数</thead><tbody><tr><td>1<td>2", [["首", "数"], ["1", "2"]]),
        ("<tr><td>1<td>2<tr style='display:none'><td>x<td>y<tr hidden><td>x<tr><td>3<td hidden>x<td>4", [["1", "2"], ["3", "4"]]),
        ("<tr><td>本年新<br>制作<p>数量</p><td>&nbsp;<b>1</b>,204 <tr><td>a\n b<td>", [["本年新\n制作\n数量", "1,204"], ["a b", ""]]),
        ("<tr><td>甲<table><tr><td>乙</table><td>1<tr><td>丙<td>2", [["甲\n乙", "1"], ["丙", "2"]]),
        ("<tr><td><font>1<td>2<tr><td><div>3<p>4<td>5", [["1", "2"], ["3\n4", "5"]]),  # inside each other
        ("<form><tr><td>1<td>2</tr></form><tr><td>3<td>4", [["1", "2"], ["3", "4"]]),
        ("<tr><td>1<td><img src=a.png>2<tr><td>3<td>4", [["1", "2"], ["3", "4"]]),
    ],
)  # fmt: skip
def test_tables_are_laid_out_as_in_a_browser(body: str, wanted: list[list[str]]):
    assert rows(table(f"<table>{body}")) == wanted


def test_spans_are_clamped():
    grid = table("<table><tr><td>1<td colspan=100000000 rowspan=100000000>2<td>3</tr><tr><td>4</table>")
    assert list(map(len, grid.rows)) == [65, 64]
    assert grid.rows[0][64].text == "3"


def test_tables_are_numbered_and_every_row_has_its_place():
    found = page(f"<table><tr><td><p>甲</table>\n{TITLED}\n<table>\n<tr><td>1<td>2\n<tr><td>3<td>4</table>")
    one, two = tables(found)
    assert rows(one)[2:4] == [["规章", "1", "2", "3"], ["第二十条第（五）项"] * 4]
    assert (one.spot, two.spot) == (Spot("第 1 个表格", 2), Spot("第 2 个表格", 3))
    assert [two.row_spot(0), two.row_spot(1)] == [
        Spot("第 2 个表格第 1 行", 4),
        Spot("第 2 个表格第 2 行", 5),
    ]


def test_a_caption_stands_before_its_table_and_so_does_what_slipped_out_of_the_cells():
    blocks = page("<table>单位：万元<caption>收费</caption><tr><td>1<td>2</tr>注</table>完").blocks
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [
        "单位：万元",
        "收费",
        "注",
        "完",
    ]
    assert isinstance(blocks[3], Grid)


def test_a_picture_in_a_cell_comes_behind_its_table():
    blocks = page("<table><tr><td>1<td><img src=a.png>2</table><p>完").blocks
    assert [type(block) for block in blocks] == [Grid, Picture, Paragraph]


@pytest.mark.parametrize(
    "frame",
    [
        "<table><tr><td>栏目<td>{}</table>",
        "<table><tr><td><table><tr><td><p>题</p>{}</table></table>",
        "<table><tr><td>题</td></tr><tr><td>日期<td>来源<td>字号</tr><tr><td colspan=3>{}</table>",
        "<form>" + "<p>题" * 201 + "<table><tr><td><div>{}</div></table></form>",
    ],
)
def test_a_table_for_the_layout_is_no_grid(frame: str):
    (grid,) = tables(page(frame.format(f"<p>前</p>{TITLED}<p>后</p>")))
    assert rows(grid)[2] == ["规章", "1", "2", "3"]
    found = texts(frame.format(f"<p>前</p>{TITLED}<p>后</p>"))
    assert found[-2:] == ["前", "后"]


def test_a_report_without_tables_that_is_laid_out_in_one_is_text():
    body = f"<table><tr><td>题<td>日期<tr><td width=9><td><p>{SENTENCE * 12}<p>{SENTENCE * 12}</table>"
    assert texts(body) == ["题", "日期", SENTENCE * 12, SENTENCE * 12]
    assert tables(page(body)) == []


def test_a_table_that_was_not_closed_does_not_swallow_the_next():
    found = tables(page("<table><tr><td>1<td>2<tr><td>3<td>4</td></tr><p>三、</p>" + TITLED))
    assert [rows(grid)[0][0] for grid in found] == ["1", "第二十条第（一）项"]


# What the page says of itself


@pytest.mark.parametrize(
    ("head", "title"),
    [
        (
            "<title>某局2023年政府信息公开工作年度报告-某县政府网</title>",
            "某局2023年政府信息公开工作年度报告",
        ),
        ("<title>某局2023年年度报告_年报 _ 某网</title>", "某局2023年年度报告_年报"),
        ("<title>\n某县 - 年度报告</title>", "某县 - 年度报告"),
        ("<title>a</title><meta name=ArticleTitle content='某局 年报'>", "某局 年报"),
        ("<title>a</title><meta property=og:title content=某局年报>", "某局年报"),
        ("<meta name=ArticleTitle content=''><title>某局</title>", "某局"),
        ("", ""),
    ],
)
def test_the_title_is_the_articles_not_the_sites(head: str, title: str):
    assert read(f"<html><head>{head}</head><body>文".encode()).title == title


@pytest.mark.parametrize(
    ("said", "day"),
    [
        ("<meta name=PubDate content='2024-01-17 16:20'>", "2024-01-17"),
        ("<meta name=publishdate content=2024/1/7>", "2024-01-07"),
        ("<meta property=article:published_time content='2024-01-17T08:00:00+08:00'>", "2024-01-17"),
        ("<meta name=firstpublishedtime content='2024-01-17-16:20:00'>", "2024-01-17"),
        ("<meta name=PubDate content=''><publishtime>2024年1月17日</publishtime>", "2024-01-17"),
        ("<article><header><time datetime=2024-01-17>某日</time></header></article>", "2024-01-17"),
        ("<section><ul><li><time datetime=2024-05-01>某日</time> 更正</ul></section>", ""),
        ("<meta name=PubDate content=2024-13-01>", ""),
        ("<p>发布日期：2020-01-31</p>", ""),
    ],
)
def test_the_day_is_what_the_pages_data_say(said: str, day: str):
    assert read(f"<html><body>{said}文".encode()).day == day


# Pages that mean harm


def timed(data: bytes) -> Document | str:
    """What came of it, within five seconds."""
    start = time.process_time()
    try:
        found: Document | str = read(data)
    except UnreadableError as error:
        found = error.message
    assert time.process_time() - start < 5
    return found


def test_text_below_any_depth_is_read_or_the_page_is_refused():
    assert texts("<div>" * 1500 + "深处") == ["深处"]
    found = timed(b"<div>" * 100_000 + "深处".encode())
    if isinstance(found, Document):
        assert [paragraph.text for paragraph in found.paragraphs()] == ["深处"]
    else:
        assert "一层套一层" in found


@pytest.mark.parametrize("form", ["a{}=1", 'a{}="1"', "a{}"])
def test_a_million_attributes_are_refused(form: str):
    assert "属性" in timed(f"<p {' '.join(form.format(n) for n in range(1_000_000))}>文".encode())


@pytest.mark.parametrize("part", ["政府", "政\n 府", "a ", "&lt;"])
def test_long_text_is_read_in_time(part: str):
    found = timed(b"<p>" + part.encode() * (8_000_000 // len(part.encode())))
    assert isinstance(found, (Document, str))


def test_sixty_four_megabytes_of_text_are_one_paragraph():
    found = timed(b"<p>" + b"a" * (64 << 20))
    assert isinstance(found, Document)
    assert [len(paragraph.text) for paragraph in found.paragraphs()] == [64 << 20]


@pytest.mark.parametrize(
    "data",
    [
        b"<table><tr>" + b"<td rowspan=1000 colspan=64>1" * 20_000 + b"<tr><td>1" * 1000,
        b"<table><tr>" + b"<td rowspan=1000>1" * 64 + b"<tr>" * 200_000,
        b"<table><tr><td>a<td>b<tr><td>c<td>" * 600,
        b"<table><tr><td>a<td>b<tr><td>c<td>d</tr>" * 600,
        b"<ul><li><a href=x>y</a>" * 900 + b"<p>x",
        b"<form><div><header>" * 600 + b"<p>x",
        b"<meta " * 500_000 + b"\xff<p>x",
        b"<a \"'" * 500_000 + b"<p>x",
    ],
)
def test_no_structure_takes_long(data: bytes):
    assert timed(data)


def test_nothing_is_fetched_and_no_entity_expanded():
    bomb = '<!DOCTYPE html [<!ENTITY a "ha"><!ENTITY x SYSTEM "file:///etc/hostname">]><p>甲&a;&x;乙</p>'
    (paragraph,) = [p for p in read(bomb.encode()).paragraphs() if "甲" in p.text]
    assert paragraph.text == "甲&a;&x;乙"


# Pages of our own, and real ones

NARRATIVE = RICH.replace("> 引用一段。", "附件：\n\n- [清单](2023/list.pdf)\n\n> 引用一段。\n\n")


@pytest.fixture(scope="module")
def own(tmp_path_factory: pytest.TempPathFactory) -> Document:
    """The page of a report with all that can stand on it, as a browser saves it."""
    files = {
        "xian/zhen/2023.yaml": "published: 2024-01-20\nrevisions:\n"
        "  - {date: 2024-05-01, reason: 更正一处}\nnotes: {requests: 本表不含下属单位。}\n"
        f"processing_fee: {{notices_issued: 1, amount_noticed: 380, amount_collected: 0}}\n{TABLES}",
        "xian/zhen/2023.md": NARRATIVE,
        "xian/zhen/2023/list.pdf": "x",
    }
    project = column(tmp_path_factory.mktemp("column"), files)
    outcome = build(project, project / "site", Options(jobs=1))
    assert outcome.published, outcome.problems
    return read((project / "site/xian/zhen/2023.html").read_bytes())


def test_our_own_page_reads_back_without_what_is_there_for_the_screen(own: Document):
    form = editions().get("2021")
    labels = [section.label for section in form.sections]
    captions = {
        section.table: f"0-{section.label.split('、', 1)[1]}" for section in form.sections if section.table
    }
    found = [f"{p.marker or p.heading}{p.marker and p.depth}-{p.text}" for p in own.paragraphs()]
    wanted = [
        "1-青山镇人民政府2023年政府信息公开工作年度报告",
        "0-发布日期：2024-01-20",
        "0-更正日期：2024-05-01",
        "0-编制机关：青山镇人民政府",
        "0-格式依据：国办公开办函〔2021〕30号",
        "2-更正记录",
        "-0-2024-05-01 更正一处",
        next(text for text in found if text.startswith("0-本报告根据")),
        f"2-{labels[0]}",
        "0-按规定公开，见条例和清单。",
        "3-（一）主动公开",
        "1.0-第一项；",
        "2.0-第二项：",
        "-1-甲",
        "-1-乙",
        "0-附件：",
        "-0-清单",
        "0-引用一段。",
        "0-" + re.split("按规定公开。", MARKDOWN.split("\n\n")[1])[1],
        f"2-{labels[1]}",
        f"2-{labels[2]}",
        captions["requests"],
        "0-注：本表不含下属单位。",
        f"2-{labels[3]}",
        captions["reconsideration_and_litigation"],
        f"2-{labels[4]}",
        "0-" + MARKDOWN.split("\n\n")[3],
        f"2-{labels[5]}",
        "0-" + MARKDOWN.split("\n\n")[5].strip(),
        "3-信息处理费",
        "0-发出收费通知：1 件",
        "0-通知总金额：380 元",
        "0-实际收取总金额：0 元",
    ]
    assert found == wanted
    assert own.day == "2024-01-20"
    assert own.title == "青山镇人民政府2023年政府信息公开工作年度报告"
    assert Run("规定", strong=True) in next(p.runs for p in own.paragraphs() if "见条例" in p.text)


def test_our_own_tables_have_the_shape_of_the_form(own: Document):
    for found, official in zip(tables(own), grids(editions().get("2021")).values(), strict=True):
        assert len(found.rows) == official.height
        for row, cells in zip(found.rows, official.rows(), strict=True):
            own_cells = [cell.text for cell in cells if cell.kind != "data"]
            assert [text for text in own_cells if text not in {cell.text for cell in row}] == []


@pytest.mark.parametrize(
    ("name", "form", "before"),
    [("07-shuyang-fgj-2023", "2021", 1), ("10-shanghai-office-2019", "2019", 0)],
)
def test_a_real_page_gives_the_tables_of_its_form(name: str, form: str, before: int):
    path = REPORTS / f"{name}.html"
    if not path.exists():
        pytest.skip("the real reports are not beside the repository")
    document = read(path.read_bytes())
    real = json.loads((REPORTS / f"{name[:2]}.json").read_text("utf-8"))
    found = tables(document)[before:]
    official = list(grids(editions().get(form)).values())
    assert [len(grid.rows) for grid in found[1:]] == [len(rows(found[1])), official[2].height]
    assert len(found) == len(official)
    assert len(rows(found[0])) == official[0].height
    received = next(row for row in rows(found[1]) if row[0].startswith("一、本年新收"))
    printed = [int(text) if text else None for text in received[-7:]]
    wanted = real["applications"]["一、本年新收政府信息公开申请数量"]
    assert [value or None for value in printed] == [value or None for value in wanted]
    said = "\n".join(paragraph.text for paragraph in document.paragraphs())
    assert all(said.count(f"\n{number}、") == 1 for number in "一二三四五六")
    assert not re.search("繁體|无障碍|jquery|COLLECTOR", said)


def read_or_refused(data: bytes) -> Document | None:
    try:
        return read(data)
    except UnreadableError:
        return None


def test_whatever_happens_to_a_page_it_is_read_or_refused():
    dice = random.Random(20231231)
    whole = (
        f"<!doctype html><html><head><meta charset=utf-8><title>某局2023年年报-某网</title></head><body><header>某网</header>"
        f"<article><h1>某局2023年年报</h1><p>　　{SENTENCE}<br>　　<b>{SENTENCE}</b></p>{TITLED}<ol start=2><li>甲<li>乙</ol>"
        f"<dl><dt>甲<dd>乙</dl><pre>甲\n乙</pre><a href='https://www.gov.cn/'>丙</a><img src=a.png></article><footer>x</footer>"
    ).encode()
    pieces = [b"<", b">", b"</table>", b"<table>", b"<td", b"</td>", b"<tr>", b"</tr>", b"<p>", b"</p>", b"</ol>", b"</a>",
              b"<li>", b"<dd>", b"<br>", b"</pre>", b"<!--", b"-->", b"<![CDATA[", b"<script>", b"</b>", b"\x00", b"\xff", b'"',
              b"'", b"=", b"&#x110000;", b"&#0;", b"\r", b" rowspan=99999999999", b" colspan=-1", b" hidden", b"<h9>", b"<:>",
              b"<?xml", b"</html>", b"<title>", b"<plaintext>", b"<svg>", b"<a:b c:d=e>"]  # fmt: skip
    read_at_all = 0
    for _case in range(300):
        data = bytearray(whole)
        for _change in range(dice.randint(1, 12)):
            at = dice.randrange(len(data))
            change = dice.randrange(3)
            if change == 0:
                data[at:at] = dice.choice(pieces)
            elif change == 1:
                del data[at : at + dice.randint(1, 60)]
            else:
                data[at] = dice.randrange(256)
        document = read_or_refused(bytes(data))
        if document is None:
            continue
        read_at_all += 1
        assert all(p.text.strip() for p in document.paragraphs())
        assert all(p.spot.line >= 1 for p in document.paragraphs())
        assert all(len(grid.spots) == len(grid.rows) and all(grid.rows) for grid in tables(document))
    assert read_at_all > 250
