"""The search: the index read back finds all and nothing else; the page in a real browser, from file:// and under a strict policy."""

import json
import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import quote

import pytest
from columns import MARKDOWN, TABLES, column, files_of
from playwright.sync_api import Page, expect
from test_pages import AXE, MODES, TAGS

from generator import demo
from generator.build import Options, build
from generator.search import _distances
from generator.search.fold import fold
from generator.search.text import parts

POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'none'; "
    "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
)
FIRST_QUESTION = 200_000  # bytes of scripts, 1,000 reports
QUESTIONS = [
    "主动公开",
    "依申请公开",
    "行政复议",
    "信息处理费",
    "政府信息公开",
    "年度报告",
    "2023",
    "不动产登记",
    "财政局 2023",
    "规范性文件 解读",
    "公开",
    "费",
    "存在的主要问题及改进情况",
    "政务公开 培训 监督员",
    "乡镇 惠民资金",
    "信息公开申请",
    "网站 无障碍",
    "1",
    "没有收到政府信息公开申请",
    "受理渠道每月测试，保持畅通",
]


class Index:
    """The very files of a site, read as search.js reads them."""

    def __init__(self, site: Path) -> None:
        self.folder = site / "assets/search"
        (page,) = re.findall(r'data-search="([^"]+)"', (site / "search.html").read_text("utf-8"))
        self.table = self.value((site / page).read_bytes())
        self.loaded: set[Path] = {site / page}
        self.reports: list[tuple[str, int]] = []  # name, where its words end
        for path, _name, _short, _kind, years in self.table["agencies"]:
            for year, _digest, length, _title in years:
                end = self.reports[-1][1] if self.reports else 0
                self.reports.append((f"{path}/{year}", end + length))

    @staticmethod
    def value(body: bytes):
        return json.loads(body.partition(b"=")[2])

    def shards(self, first: str, last: str) -> dict[str, str]:
        found: dict[str, str] = {}
        keys = [pair.encode("utf-16-be") for pair, _digest in self.table["shards"]]
        for at, (_pair, digest) in enumerate(self.table["shards"]):
            beyond = keys[at + 1] if at + 1 < len(keys) else b"\xff" * 4
            if keys[at] <= last.encode("utf-16-be") and beyond > first.encode("utf-16-be"):
                path = self.folder / f"{at}.{digest}.js"
                self.loaded.add(path)
                found |= self.value(path.read_bytes())
        return found

    def pair(self, pair: str) -> list[int]:
        return self.numbers(self.shards(pair, pair).get(pair, ""))

    @staticmethod
    def numbers(written: str) -> list[int]:
        found, last, number = [], 0, 0
        for character in written:
            digit = ord(character) - (36 if ord(character) > 92 else 35)
            number = number * 45 + digit % 45
            if digit > 44:
                last += number
                found.append(last)
                number = 0
        return found

    def find(self, word: str) -> set[str]:
        """Reports whose words have it."""
        word = fold(word)
        if len(word) == 1:
            pairs = self.shards(word, word + "\uffff")
            starts = [
                start
                for pair, written in pairs.items()
                if pair.startswith(word)
                for start in self.numbers(written)
            ]
        else:
            found = [set(self.pair(word[at : at + 2])) for at in range(len(word) - 1)]
            starts = [s for s in found[0] if all(s + at in places for at, places in enumerate(found))]
        names, at = set(), 0
        for start in sorted(starts):
            while self.reports[at][1] <= start:
                at += 1
            names.add(self.reports[at][0])
        return names


def texts(site: Path) -> dict[str, list[str]]:
    """Report → its paragraphs, folded: what the JSON beside each page says it says."""
    found = {}
    for path in sorted(site.rglob("20*.json")):
        words = json.loads(path.read_text("utf-8"))["narrative"].values()
        found[path.relative_to(site).with_suffix("").as_posix()] = fold("\n".join(words)).split("\n")
    return found


@pytest.fixture(scope="module")
def county(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A thousand reports."""
    project = tmp_path_factory.mktemp("search") / "county"
    demo.write(project, demo.Wish(agencies=100, first=2016, last=2025, seed=1))
    outcome = build(project, project / "site", Options(jobs=1))
    assert outcome.published, outcome.problems
    return project / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small column with all that can be searched for."""
    words = MARKDOWN.replace(
        "按规定公开。",
        "咨询电话 12345 热线，\n邮箱 Gongkai@Example.gov.cn，**黑土地**保护𠮷镇 ５Ｇ Open Data。",
    )
    more = {
        "xian/2023.md": f"前言说到河湖长制。\n\n{words}",
        "xian/2023.yaml": f"published: 2024-03-20\nnotes: {{requests: 另有口头咨询若干}}\n{TABLES}",
        "xian/2015.yaml": "published: 2016-03-20\n",
        "xian/2015.md": "## 概述\n\n旧报告谈到粮食收储 < 一成。\n",
        "xian/ju/agency.yaml": "name: 某县<b>水务</b>局\nshort_name: 水利办\nkind: department\n",
        "xian/ju/2023.yaml": f"published: 2024-01-20\n{TABLES}",
        "xian/ju/2023.md": MARKDOWN,
    }
    for year in range(2009, 2019):
        for name in ("ju", "zhen"):
            more[f"xian/{name}/{year}.yaml"] = "published: unknown\n"
            more[f"xian/{name}/{year}.md"] = f"本年修建水渠 {year} 米。\n"
    project = column(tmp_path_factory.mktemp("search"), more)
    outcome = build(project, project / "site", Options(jobs=1))
    assert outcome.published, outcome.problems
    return project / "site"


# ---- the index


@pytest.mark.parametrize(
    ("written", "alike"),
    [
        ("１２３４５　热线", "12345热线"),
        ("12345 热线 ", "12345热线"),
        ("Open  Data", "open data"),
        ("公开 Open\tData 2023 年", "公开open data 2023年"),
        ("第 1 项\n 第 2 项", "第1项\n第2项"),
        ("（㎡）ＡＢ", "(m2)ab"),
    ],
)
def test_blanks_width_and_capitals_do_not_matter(written: str, alike: str):
    assert fold(written) == alike


@pytest.mark.parametrize(
    "places", [[0], [0, 1, 45, 90], [44, 2068, 2069], [2025, 4050, 93175, 10_000_000], list(range(100))]
)
def test_numbers_come_back(places: list[int]):
    assert Index.numbers(_distances(places)) == places


def test_every_two_characters_of_a_report_find_exactly_the_reports_that_have_them(county: Path):
    index, said = Index(county), texts(county)
    true: dict[str, set[str]] = defaultdict(set)
    for name, paragraphs in said.items():
        for paragraph in paragraphs:
            for at in range(len(paragraph) - 1):
                true[paragraph[at : at + 2]].add(name)
    sample = {
        paragraph[at : at + 2]
        for name in sorted(said)[::50]
        for paragraph in said[name]
        for at in range(len(paragraph) - 1)
    }
    assert len(sample) > 1000
    held = index.shards("", "\uffff")
    index.shards = lambda _first, _last: held
    assert {pair for pair in sample if index.find(pair) != true[pair]} == set()


def test_words_of_any_length_find_exactly_the_reports_that_have_them(county: Path):
    index, said = Index(county), texts(county)
    held = index.shards("", "\uffff")
    index.shards = lambda _first, _last: held
    words = {"黑土地", "县", "1", "2023年", "网站 "}
    for name in sorted(said)[::97]:
        for length, paragraph in enumerate(said[name], 1):
            words.add(paragraph[length : 2 * length + 2] or paragraph)
    assert len(words) > 80
    for word in words:
        true = {name for name, paragraphs in said.items() if any(fold(word) in p for p in paragraphs)}
        assert index.find(word) == true, word


def test_a_word_lies_in_one_file(county: Path):
    """Pairs are found in the file where the table says they begin, also those at its two ends."""
    index = Index(county)
    for at, (_pair, digest) in enumerate(index.table["shards"]):
        pairs = list(Index.value((index.folder / f"{at}.{digest}.js").read_bytes()))
        for pair in (pairs[0], pairs[-1]):
            assert index.shards(pair, pair).keys() == set(pairs)


def test_what_is_not_the_agencys_own_is_not_indexed(county: Path):
    assert Index(county).find("申请人情况") == set()


def test_the_index_is_small(county: Path):
    index = Index(county)
    files = list(index.folder.iterdir())
    assert sum(path.stat().st_size for path in files if path.is_file()) < 2_000_000
    assert max(path.stat().st_size for path in index.loaded) < 50_000


def test_every_place_a_result_can_lead_to_is_there(site: Path):
    for path in sorted((site / "assets/search").rglob("*/20*.js")):
        name = path.relative_to(site / "assets/search").as_posix().split(".", 1)[0]
        page = (site / f"{name}.html").read_text("utf-8")
        for anchor, label, _words in parts(path.read_bytes()):
            assert not anchor or f'id="{anchor}"' in page, (name, anchor)
            assert bool(anchor) is bool(label)


def test_the_same_column_gives_the_same_index_and_a_word_changes_what_is_cached(tmp_path: Path):
    made = []
    for name, word in [("a", "甲"), ("b", "甲"), ("c", "乙")]:
        project = column(tmp_path / name, {"xian/2023.md": MARKDOWN.replace("按规定", word)})
        assert build(project, project / "site", Options(jobs=1)).published
        made.append(files_of(project / "site/assets/search"))
    first, second, third = made
    assert first == second
    assert all(body == first[name] for name, body in third.items() if name in first)
    assert len([name for name in third if name.startswith("xian/") and name not in first]) == 1


def test_a_column_without_reports_has_no_search(tmp_path: Path):
    project = tmp_path
    (project / "content").mkdir()
    (project / "content/site.yaml").write_text("title: 政府信息公开年报\n", "utf-8")
    build(project, project / "site", Options(jobs=1))
    assert not (project / "site/search.html").exists()
    assert "search" not in (project / "site/index.html").read_text("utf-8")


# ---- the page


class Handler(SimpleHTTPRequestHandler):
    def do_GET(self) -> None:
        if self.path != "/favicon.ico":  # asked for by the browser, not by a page
            super().do_GET()
            return
        self.send_response(204)
        self.end_headers()

    def end_headers(self) -> None:
        self.send_header("Content-Security-Policy", POLICY)
        super().end_headers()

    def log_message(self, *_said) -> None:
        pass


@pytest.fixture(scope="module")
def server(site: Path) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Handler, directory=site)) as server:
        thread = threading.Thread(target=server.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{server.server_address[1]}"
        server.shutdown()
        thread.join()


@pytest.fixture(params=["file", "policy"])
def address(request: pytest.FixtureRequest, site: Path) -> str:
    """Where the column is: a folder, or a server with a strict policy."""
    return site.as_uri() if request.param == "file" else request.getfixturevalue("server")


def asked(url: str, question: str, **filters: str) -> str:
    return f"{url}/search.html?q={quote(question)}" + "".join(f"&{k}={quote(v)}" for k, v in filters.items())


def told(page: Page) -> str:
    """What the page says of the question, once it has an answer."""
    status = page.get_by_role("status")
    expect(status).to_have_text(re.compile("找到|没有"))
    return status.inner_text()


def hits(page: Page) -> list[str]:
    told(page)
    # Not by a function: where nothing is found at once it is evaluated again in the page, whose policy forbids that.
    ended = page.locator("[data-results] li, [data-none]:not([hidden]), [data-fault]:not([hidden])")
    ended.first.wait_for(state="attached")
    return page.locator(".results h3 a").evaluate_all("links => links.map(a => a.getAttribute('href'))")


@pytest.mark.parametrize(
    ("question", "found"),
    [
        ("黑土地", ["xian/2023.html"]),  # bold ends within the word
        ("黑土地保护𠮷镇", ["xian/2023.html"]),
        ("𠮷", ["xian/2023.html"]),
        ("制", ["xian/2023.html"]),  # ends a paragraph but for the full stop
        ("12345热线", ["xian/2023.html"]),
        ("１２３４５　热线", ["xian/2023.html"]),
        ("gongkai@EXAMPLE", ["xian/2023.html"]),
        ("5g open", ["xian/2023.html"]),
        ("open data", ["xian/2023.html"]),
        ("opendata", []),
        ("河湖长制", ["xian/2023.html"]),  # before the first section
        ("口头咨询", ["xian/2023.html"]),  # a note under a table
        ("粮食收储 <", ["xian/2015.html"]),  # a report without sections
        ("黑土地 粮食", []),  # not in one report
        ("土黑", []),
        ("县青山镇", []),
        ("黑土地2023", []),
        ("水务 修建 2013", ["xian/ju/2013.html"]),  # name, words and year
        ("水利办 2023", ["xian/ju/2023.html"]),  # the short name
        ("乡镇 2020", ["xian/zhen/2020.html"]),  # the kind
    ],
)
def test_what_is_asked_is_found(visit, address: str, question: str, found: list[str]):
    page = visit(asked(address, question))
    assert hits(page) == found
    assert told(page) == (f"找到 {len(found)} 份年报" if found else "没有找到年报")
    assert page.said == []
    assert all(url.startswith((address, "data:")) for url in page.loaded)


def test_the_page_finds_what_the_index_finds(visit, county: Path):
    index = Index(county)
    for question in ["信息处理费", "公开目录", "12", "不动产登记", "畅"]:
        page = visit(asked(county.as_uri(), question))
        assert told(page) == f"找到 {len(index.find(question))} 份年报", question


def test_titles_come_first_then_the_newest(visit, address: str):
    more = visit(asked(address, "水"))
    found = hits(more)
    assert found[:3] == ["xian/ju/2023.html", "xian/ju/2018.html", "xian/ju/2017.html"]
    assert found[11] == "xian/zhen/2018.html"
    page = visit(asked(address, "2023"))
    assert hits(page)[:3] == ["xian/2023.html", "xian/ju/2023.html", "xian/zhen/2023.html"]


def test_a_result_leads_to_the_section_and_marks_the_words(visit, address: str):
    page = visit(asked(address, "黑土地 某县"))
    assert hits(page) == ["xian/2023.html"]
    item = page.locator(".results li")
    assert item.locator("h3 mark").all_inner_texts() == ["某县"]
    assert item.locator("p mark").all_inner_texts() == ["黑土地"]
    item.get_by_role("link", name="一、总体情况").click()
    assert page.url == f"{address}/xian/2023.html#part-1"


def test_a_long_paragraph_is_shown_around_the_word(visit, county: Path):
    page = visit(asked(county.as_uri(), "信息处理费"))
    hits(page)
    for text in page.locator(".results li p:last-child").all_inner_texts():
        assert "信息处理费" in text
        assert len(text) <= 130


@pytest.mark.parametrize(
    ("filters", "found"),
    [
        ({"agency": "xian"}, ["xian/2023.html", "xian/2022.html", "xian/2015.html"]),
        ({"year": "2023", "kind": "township"}, ["xian/zhen/2023.html"]),
        ({"year": "2015"}, ["xian/2015.html", "xian/ju/2015.html", "xian/zhen/2015.html"]),
        ({"agency": "xian/zhen", "kind": "government"}, []),
        ({"agency": "no/such", "year": "2022"}, ["xian/2022.html"]),  # what cannot be chosen is not chosen
    ],
)
def test_reports_are_filtered_with_and_without_words(visit, address: str, filters: dict[str, str], found):
    assert hits(visit(asked(address, "", **filters))) == found
    assert hits(visit(asked(address, "年度报告", **filters))) == found


def test_the_address_keeps_the_question(visit, address: str):
    page = visit(f"{address}/search.html")
    assert not page.locator(".results").is_visible()
    page.get_by_label("搜索词").fill("黑土地")
    assert hits(page) == ["xian/2023.html"]
    page.get_by_label("年度").select_option("2022")
    expect(page.get_by_role("status")).to_have_text("没有找到年报")
    assert page.url == f"{asked(address, '黑土地', year='2022')}"
    page.reload()
    assert hits(page) == []
    page.get_by_role("button", name="清除筛选条件").click()
    expect(page.get_by_role("status")).to_have_text("找到 1 份年报")
    assert page.url == asked(address, "黑土地")
    page.get_by_label("搜索词").fill("")
    expect(page.get_by_role("heading", name="按年度查找")).to_be_visible()
    assert page.url == f"{address}/search.html"


def test_the_form_of_every_page_leads_to_the_results(visit, address: str):
    page = visit(f"{address}/xian/zhen/2023.html", viewport={"width": 1280, "height": 800})
    page.get_by_role("searchbox").fill("黑土地")
    page.keyboard.press("Enter")
    assert hits(page) == ["xian/2023.html"]
    assert page.url == asked(address, "黑土地")


def test_without_script_the_form_leads_to_the_list(visit, address: str, site: Path):
    page = visit(f"{address}/xian/zhen/2023.html", java_script_enabled=False)
    page.get_by_role("searchbox").fill("黑土地")
    page.keyboard.press("Enter")
    page.wait_for_url("**/search.html?q=*")
    assert "没有运行脚本" in page.locator("main").inner_text()
    assert not page.get_by_label("搜索词").is_visible()
    links = page.locator("main a").evaluate_all("links => links.map(a => a.getAttribute('href'))")
    agencies = {path.relative_to(site).as_posix() for path in site.glob("xian/**/index.html")}
    assert set(links) == agencies | {path.name for path in site.glob("20*.html")}


def test_a_narrow_window_has_the_button_only(visit, address: str):
    page = visit(f"{address}/xian/2023.html", viewport={"width": 360, "height": 740})
    page.get_by_role("button", name="搜索").click()
    page.wait_for_url("**/search.html*")
    assert page.get_by_label("搜索词").is_visible()


def test_what_is_found_and_asked_stays_text(visit, address: str):
    page = visit(asked(address, "<img src=x onerror=alert(1)>"))
    assert told(page) == "没有找到年报"
    assert page.get_by_label("搜索词").input_value() == "<img src=x onerror=alert(1)>"
    page = visit(asked(address, "<b>水务</b>"))
    assert hits(page)[0] == "xian/ju/2023.html"
    assert page.locator(".results mark").first.inner_text() == "<b>水务</b>"
    assert page.locator(".results :is(b, img)").count() == 0
    assert page.said == []


def test_twenty_at_a_time_and_the_focus_goes_on(visit, address: str):
    page = visit(asked(address, "年度报告"))
    assert len(hits(page)) == 20
    button = page.get_by_role("button", name="显示更多")
    count = int(re.sub(r"\D", "", told(page)))
    assert button.inner_text() == f"显示更多（还有 {count - 20} 份）"
    button.focus()
    page.keyboard.press("Enter")
    expect(page.locator(".results li")).to_have_count(count)
    assert not button.is_visible()
    twenty_first = page.locator(".results h3 a").nth(20)
    assert twenty_first.evaluate("link => link === document.activeElement")


def test_what_an_input_method_has_half_written_is_not_searched(visit, address: str):
    page = visit(f"{address}/search.html")
    page.get_by_label("搜索词").focus()
    keyboard = page.context.new_cdp_session(page)
    keyboard.send("Input.imeSetComposition", {"text": "hei tu", "selectionStart": 6, "selectionEnd": 6})
    page.wait_for_timeout(600)
    assert page.get_by_label("搜索词").input_value() == "hei tu"
    assert not page.locator(".results").is_visible()
    keyboard.send("Input.insertText", {"text": "黑土地"})
    assert hits(page) == ["xian/2023.html"]


def test_a_lost_file_of_the_index_is_told_and_can_be_asked_for_again(visit, server: str):
    page = visit(f"{server}/search.html")
    page.route("**/assets/search/*.js", lambda route: route.abort())
    page.get_by_label("搜索词").fill("黑土地")
    expect(page.get_by_role("status")).to_have_text("没有搜索成功")
    assert "没有取到" in page.locator("[data-fault]").inner_text()
    assert page.get_by_role("heading", name="按机关查找").is_visible()
    page.unroute("**/assets/search/*.js")
    page.get_by_role("button", name="再试一次").click()
    assert hits(page) == ["xian/2023.html"]
    assert not page.locator("[data-fault]").is_visible()


def test_lost_words_take_only_the_snippet(visit, server: str):
    page = visit(f"{server}/search.html")
    page.route("**/assets/search/xian/*.js", lambda route: route.abort())
    page.get_by_label("搜索词").fill("黑土地")
    assert hits(page) == ["xian/2023.html"]
    assert "摘要没有取到" in page.locator(".results li").inner_text()


def test_only_the_search_page_loads_the_search(visit, site: Path):
    for name in ("xian/2023.html", "search.html"):
        loaded = visit((site / name).as_uri()).loaded
        assert any("assets/search" in url for url in loaded) == (name == "search.html")
        scripts = [
            site / url.partition("/site/")[2]
            for url in loaded
            if url.endswith(".js") and "assets/search/" not in url
        ]
        assert sum(path.stat().st_size for path in scripts) <= 15 * 1024


def test_a_first_question_loads_little(visit, county: Path):
    for question in QUESTIONS:
        page = visit(asked(county.as_uri(), question))
        hits(page)
        files = [county / url.partition("/site/")[2] for url in page.loaded if "/assets/search/" in url]
        size = sum(path.stat().st_size for path in files)
        assert size < FIRST_QUESTION, question


@pytest.mark.parametrize("mode", MODES)
@pytest.mark.parametrize("question", ["黑土地 某县", "年度报告", "没有这个词"])
def test_axe_finds_nothing_in_results(visit, site: Path, question: str, mode: str):
    page = visit(asked(site.as_uri(), question, year="2023"), **MODES[mode])
    hits(page)
    page.evaluate(AXE)
    run = json.dumps({"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]})
    found = page.evaluate(f"axe.run({run})")["violations"]
    assert [(v["id"], [node["html"][:120] for node in v["nodes"][:3]]) for v in found] == []


@pytest.mark.parametrize(("width", "size"), [(320, "100"), (320, "150"), (640, "150")])
def test_results_do_not_scroll_sideways(visit, site: Path, width: int, size: str):
    page = visit(asked(site.as_uri(), "黑土地"), viewport={"width": width, "height": 640})
    hits(page)
    page.evaluate(f"document.documentElement.dataset.fs = '{size}'")
    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_targets_of_the_search_are_large_enough_for_a_finger(visit, site: Path):
    page = visit(asked(site.as_uri(), "黑土地"), **MODES["phone"])
    hits(page)
    small = "main :is(button, input, select, li a)"
    sizes = page.locator(small).evaluate_all(
        "all => all.filter(e => e.offsetParent).map(e => [e.outerHTML.slice(0, 60), e.getBoundingClientRect().height])"
    )
    assert [size for size in sizes if size[1] < 44] == []
