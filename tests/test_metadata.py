"""What programs read in the head of a page: one description, Open Graph, JSON-LD, an icon; and the page for lost readers."""

import json
import re
import threading
from collections.abc import Iterator
from functools import partial
from html.parser import HTMLParser
from http import HTTPStatus
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from columns import MARKDOWN, RICH, SETTINGS, TABLES, column
from playwright.sync_api import Browser
from test_render import theme

from generator.build import Options, build
from generator.pages import urls

URL = "http://www.example.gov.cn/zwgk/nianbao/"
CODE = "11000000000000001Y"
LIGHT = 60 * 1024
PLAIN = {
    "site.yaml": f"title: 政府信息公开年报\nkeywords: [年报, 某县]\n{SETTINGS}".replace(
        "/nianbao/", "/zwgk/nianbao/"
    ),
    "xian/agency.yaml": "name: 某县人民政府\nkind: government\nshort_name: 某县\ncode: " + CODE + "\n"
    "contact: {office: 办公室, address: 某路1号, postcode: '000000', phone: 0000-1234567, email: a@example.gov.cn}\n",
    "xian/2023.yaml": "published: 2024-03-20\n"
    f"revisions: [{{date: 2024-05-01, reason: 更正乙}}, {{date: 2024-04-01, reason: 更正甲}}]\n{TABLES}",
    "xian/2023.md": RICH,
    "xian/2023/list.pdf": "x",
    "xian/2015.yaml": "published: 2016-03-20\n",
    "xian/2015.md": "## 概述\n\n公开信息 15 条。\n",
    "xian/zhen/2020.yaml": f"published: unknown\n{TABLES}",
    "xian/ju/agency.yaml": "name: 某局\nkind: department\n",
    "xian/ju/ke/agency.yaml": "name: 某分局\nkind: department\n",
    "xian/ju/ke/2023.yaml": f"published: 2024-01-20\n{TABLES}",
    "xian/ju/ke/2023.md": MARKDOWN,
}
KINDS = {
    "index.html": "CollectionPage",
    "2023.html": "",
    "xian/index.html": "GovernmentOrganization",
    "xian/ju/index.html": "GovernmentOrganization",  # without a report of its own
    "xian/zhen/index.html": "GovernmentOrganization",
    "xian/2023.html": "Report",
    "xian/2015.html": "Report",
    "xian/zhen/2020.html": "Report",
    "xian/compare-2023.html": "",
    "data/index.html": "Dataset",
    "statistics.html": "",
    "search.html": "",
    "sitemap.html": "",
    "accessibility.html": "",
    "404.html": "",
}
# What a thing must have, and what else it may have: properties of schema.org, of its types or those above them.
_WORK = "url inLanguage publisher isPartOf keywords temporalCoverage"
MUST = {
    "CollectionPage": "name",
    "WebSite": "name url",
    "GovernmentOrganization": "name",
    "PropertyValue": "name value",
    "PostalAddress": "streetAddress",
    "Report": "name author publisher temporalCoverage inLanguage isPartOf",
    "MediaObject": "name contentUrl encodingFormat",
    "Dataset": "name description publisher temporalCoverage inLanguage isPartOf",
    "DataDownload": "name contentUrl encodingFormat",
    "BreadcrumbList": "itemListElement",
    "ListItem": "position name item",
}
MAY = {
    "CollectionPage": f"{_WORK} description",
    "GovernmentOrganization": "url alternateName identifier address telephone email parentOrganization",
    "PostalAddress": "postalCode",
    "Report": f"{_WORK} datePublished dateModified encoding",
    "Dataset": f"{_WORK} distribution",
}


class Head(HTMLParser):
    """What a page says of itself; text that is neither code nor English by its own word."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.metas: list[tuple[str, str]] = []
        self.properties: list[tuple[str, str]] = []
        self.links: dict[str, dict[str, str]] = {}
        self.scripts: list[tuple[str, str]] = []  # type, content
        self.requests: list[str] = []
        self.hrefs: list[str] = []
        self.texts: list[str] = []
        self._inside: list[tuple[str, bool]] = []  # open elements, and whether their words are Chinese
        self.feed(html)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "meta" and "name" in given:
            self.metas.append((given["name"], given["content"]))
        elif tag == "meta" and "property" in given:
            self.properties.append((given["property"], given["content"]))
        elif tag == "link":
            self.links[given["rel"]] = given
        elif tag == "script":
            self.scripts.append((given.get("type", ""), ""))
        if tag in {"img", "script"} and "src" in given:
            self.requests.append(given["src"])
        elif given.get("rel") in {"stylesheet", "icon"}:
            self.requests.append(given["href"])
        self.hrefs += [given[name] for name in ("href", "src", "action") if name in given]
        ours = tag not in {"code", "script", "style"} and given.get("lang", "zh").startswith("zh")
        ours = ours and all(outer for _tag, outer in self._inside)
        self.texts += [
            given[name] for name in ("aria-label", "alt", "title", "placeholder") if ours and name in given
        ]
        if tag not in {"meta", "link", "img", "input", "br", "hr", "wbr", "col", "source"}:
            self._inside.append((tag, ours))

    def handle_endtag(self, tag):
        while self._inside and self._inside.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if self._inside and self._inside[-1][0] == "script":
            kind, before = self.scripts[-1]
            self.scripts[-1] = kind, before + data
        if all(ours for _tag, ours in self._inside):
            self.texts.append(data)

    @property
    def graph(self) -> list[dict]:
        """The things of its JSON-LD; there is at most one such script."""
        found = [text for kind, text in self.scripts if kind == "application/ld+json"]
        assert len(found) <= 1
        if not found:
            return []
        linked = json.loads(found[0])
        assert linked["@context"] == "https://schema.org"
        return linked["@graph"]

    def thing(self, kind: str) -> dict:
        (found,) = [thing for thing in self.graph if thing["@type"] == kind]
        return found


def made(folder: Path, files: dict[str, str] | None = None, *, drafts: bool = False) -> Path:
    project = column(folder, PLAIN | (files or {}))
    outcome = build(project, project / "site", Options(jobs=1, drafts=drafts))
    assert outcome.published, outcome.problems
    return project / "site"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made(tmp_path_factory.mktemp("mounted"))


@pytest.fixture(scope="module")
def nowhere(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The same column; where it will be mounted nobody has said."""
    plain = PLAIN["site.yaml"].replace(f"url: {URL}\n", "")
    assert plain != PLAIN["site.yaml"]
    return made(tmp_path_factory.mktemp("nowhere"), {"site.yaml": plain})


def head(site: Path, name: str) -> Head:
    return Head((site / name).read_text("utf-8"))


def heads(site: Path) -> dict[str, Head]:
    """Of every page."""
    return {
        path.relative_to(site).as_posix(): Head(path.read_text("utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def things(value: object) -> Iterator[dict]:
    """Every thing, those within others too."""
    if isinstance(value, dict):
        yield value
    for inner in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        yield from things(inner)


# --- descriptions and Open Graph ---


def test_every_page_has_one_description_of_its_own(site: Path):
    said = {}
    for name, page in heads(site).items():
        (said[name],) = [content for key, content in page.metas if key.lower() == "description"]
        assert re.search(r"[一-鿿]{6}", said[name]), name
        assert dict(page.properties)["og:description"] == said[name], name
    assert len(set(said.values())) == len(said)
    assert said["index.html"] == "3个行政机关2015—2023年的政府信息公开工作年度报告，共6份"
    assert said["2023.html"] == "3个行政机关的2023年政府信息公开工作年度报告，可以在线查阅"
    assert said["2015.html"] == "某县人民政府的2015年政府信息公开工作年度报告，可以在线查阅"
    assert said["xian/index.html"] == "某县人民政府2015—2023年的政府信息公开工作年度报告，共3份"
    assert said["xian/ju/index.html"] == "某局下属机关的政府信息公开工作年度报告"
    assert said["xian/2023.html"].endswith("报告，统计期限为2023年1月1日至12月31日")
    assert (
        said["xian/2015.html"] == "某县人民政府2015年政府信息公开工作年度报告"
    )  # no form has said its period


def test_the_home_page_is_described_as_the_editor_describes_it(tmp_path: Path):
    site = made(tmp_path, {"site.yaml": f"{PLAIN['site.yaml']}description: 某县历年年报\n"})
    assert ("description", "某县历年年报") in head(site, "index.html").metas


def test_every_page_has_open_graph(site: Path):
    for name, page in heads(site).items():
        told = dict(page.properties)
        assert len(told) == len(page.properties), name
        assert not [key for key, _content in page.metas if key.startswith(("og:", "article:"))], name
        assert told["og:type"] == (
            "article" if KINDS.get(name, "Report") == "Report" and re.search(r"/\d{4}\.", name) else "website"
        )
        assert all(told[f"og:{key}"] for key in ("title", "description")), name
        assert (told["og:site_name"], told["og:locale"]) == ("某县政府网", "zh_CN")
        assert told.get("og:url") == (None if name == "404.html" else f"{URL}{name}")
        assert page.links.get("canonical", {}).get("href") == told.get("og:url")


def test_without_an_address_none_is_given(nowhere: Path):
    for name, page in heads(nowhere).items():
        assert "og:url" not in dict(page.properties), name
        assert "canonical" not in page.links, name
        addresses = {
            value
            for thing in things(page.graph)
            for key, value in thing.items()
            if key in {"url", "item", "contentUrl"} or (isinstance(value, str) and "//" in value)
        }
        assert addresses <= {"http://www.example.gov.cn/"}, name  # of the portal
        assert "BreadcrumbList" not in {thing["@type"] for thing in page.graph}


@pytest.mark.parametrize(
    ("name", "published", "modified"),
    [
        ("xian/2023.html", "2024-03-20", "2024-05-01"),
        ("xian/2022.html", "2023-03-20", None),
        ("xian/zhen/2020.html", None, None),
        ("2023.html", None, None),
    ],
)
def test_a_report_tells_its_days_as_far_as_they_are_known(site: Path, name: str, published, modified):
    page = head(site, name)
    told = dict(page.properties)
    assert (told.get("article:published_time"), told.get("article:modified_time")) == (published, modified)
    if "/" in name:
        report = page.thing("Report")
        assert (report.get("datePublished"), report.get("dateModified")) == (published, modified)


# --- JSON-LD ---


@pytest.mark.parametrize("name", KINDS)
def test_a_page_says_what_it_is_about(site: Path, nowhere: Path, name: str):
    way = [] if name in {"index.html", "404.html"} else ["BreadcrumbList"]
    kind = [KINDS[name]] if KINDS[name] else []
    assert [thing["@type"] for thing in head(site, name).graph] == [*kind, *way]
    assert [thing["@type"] for thing in head(nowhere, name).graph] == kind


def test_things_have_what_their_type_wants_and_nothing_that_is_empty(site: Path, nowhere: Path):
    seen = set()
    for folder in (site, nowhere):
        for name, page in heads(folder).items():
            for thing in things(page.graph):
                kind = thing["@type"]
                seen.add(kind)
                keys, must = thing.keys() - {"@type"}, set(MUST[kind].split())
                assert must <= keys <= must | set(MAY.get(kind, "").split()), (name, thing)
                assert all(value or value == 0 for value in thing.values()), (name, thing)
    assert seen == set(MUST)


def test_every_address_of_the_column_leads_to_a_file(site: Path):
    count = 0
    for page in heads(site).values():
        for thing in things(page.graph):
            for key in ("url", "item", "contentUrl"):
                if key in thing and thing["@type"] != "WebSite":
                    assert thing[key].startswith(URL)
                    assert (site / thing[key].removeprefix(URL)).is_file(), thing
                    count += 1
    assert count > 50


def test_an_agency_is_told_with_all_that_is_known_of_it(site: Path):
    assert head(site, "xian/index.html").thing("GovernmentOrganization") == {
        "@type": "GovernmentOrganization",
        "name": "某县人民政府",
        "url": f"{URL}xian/index.html",
        "alternateName": "某县",
        "identifier": {"@type": "PropertyValue", "name": "统一社会信用代码", "value": CODE},
        "address": {"@type": "PostalAddress", "streetAddress": "某路1号", "postalCode": "000000"},
        "telephone": "0000-1234567",
        "email": "a@example.gov.cn",
    }
    assert head(site, "xian/ju/ke/index.html").thing("GovernmentOrganization") == {
        "@type": "GovernmentOrganization",
        "name": "某分局",
        "url": f"{URL}xian/ju/ke/index.html",
        "parentOrganization": {
            "@type": "GovernmentOrganization",
            "name": "某局",
            "url": f"{URL}xian/ju/index.html",
        },
    }


def test_a_report_is_told_with_its_period_its_author_and_its_files(site: Path):
    page = head(site, "xian/2023.html")
    report = page.thing("Report")
    author = {"@type": "GovernmentOrganization", "name": "某县人民政府", "url": f"{URL}xian/index.html"}
    assert report["author"] == report["publisher"] == author
    assert report["name"] == dict(page.metas)["ArticleTitle"]
    assert (report["temporalCoverage"], report["inLanguage"]) == ("2023-01-01/2023-12-31", "zh-CN")
    assert report["isPartOf"]["name"] == "政府信息公开年报"
    assert [(file["contentUrl"], file["encodingFormat"]) for file in report["encoding"]] == [
        (f"{URL}xian/2023.csv", "text/csv"),
        (f"{URL}xian/2023.json", "application/json"),
    ]
    assert head(site, "xian/2015.html").thing("Report")["temporalCoverage"] == "2015"
    assert [step["name"] for step in page.thing("BreadcrumbList")["itemListElement"]] == [
        "政府信息公开年报",
        "某县",
        "2023年",
    ]


def test_the_data_are_told_as_in_the_catalogue(site: Path):
    told = head(site, "data/index.html").thing("Dataset")
    catalog = json.loads((site / "data/catalog.jsonld").read_text("utf-8"))["dcat:dataset"]
    assert told["name"] == catalog["dct:title"]["@value"]
    assert told["description"] == catalog["dct:description"]["@value"]
    assert told["publisher"]["name"] == catalog["dct:publisher"]["foaf:name"]["@value"]
    assert told["keywords"] == [word["@value"] for word in catalog["dcat:keyword"]]
    assert told["temporalCoverage"].split("/") == [
        catalog["dct:temporal"][f"dcat:{end}Date"]["@value"] for end in ("start", "end")
    ]
    assert [(file["name"], file["contentUrl"]) for file in told["distribution"]] == [
        (file["dct:title"]["@value"], file["dcat:downloadURL"]["@id"])
        for file in catalog["dcat:distribution"]
    ]


def test_no_name_can_end_the_script_or_begin_another(tmp_path: Path):
    hostile = "某</script><script>alert(1)</script><!--\"&amp;'\\u003c<局"
    quoted = hostile.replace("'", "''")
    site = made(
        tmp_path,
        {
            "site.yaml": f"{PLAIN['site.yaml']}description: '{quoted}'\n".replace(
                "title: 政府信息公开年报", f"title: '{quoted}'"
            ),
            "xian/agency.yaml": f"name: '{quoted}'\nshort_name: '{quoted}'\nkind: government\ncontact: {{address: '{quoted}'}}\n",
        },
    )
    for name in (
        "index.html",
        "xian/index.html",
        "xian/2023.html",
        "xian/zhen/index.html",
        "data/index.html",
    ):
        page = head(site, name)
        (text,) = [text for kind, text in page.scripts if kind == "application/ld+json"]
        assert not re.search("[<>&]", text), name
        assert not [text for _kind, text in page.scripts if text.startswith("alert")], name
        assert ("ColumnName", hostile) in page.metas, name
    assert head(site, "index.html").thing("CollectionPage")["description"] == hostile
    agency = head(site, "xian/index.html").thing("GovernmentOrganization")
    assert agency["name"] == agency["alternateName"] == agency["address"]["streetAddress"] == hostile
    report = head(site, "xian/2023.html")
    assert report.thing("Report")["author"]["name"] == hostile
    assert dict(report.properties)["og:title"] == report.thing("Report")["name"]
    assert hostile in report.thing("Report")["name"]
    assert (
        head(site, "xian/zhen/index.html").thing("GovernmentOrganization")["parentOrganization"]["name"]
        == hostile
    )


def test_a_draft_is_kept_from_search_engines(tmp_path: Path):
    draft = {"xian/2024.yaml": TABLES, "xian/2024.md": MARKDOWN}
    pages = heads(made(tmp_path, draft, drafts=True))
    hidden = {"xian/2024.html", "xian/compare-2024.html", "404.html"}
    assert {name for name, page in pages.items() if ("robots", "noindex") in page.metas} == hidden
    assert {name for name, page in pages.items() if not page.graph} == hidden
    assert "article:published_time" not in dict(pages["xian/2024.html"].properties)


# --- icon and weight ---


def test_the_icon_is_a_small_drawing_with_a_dark_variant(site: Path):
    link = head(site, "xian/2023.html").links["icon"]
    assert link["type"] == "image/svg+xml"
    path = (site / "xian" / link["href"]).resolve()
    assert re.fullmatch(r"favicon\.[0-9a-f]{10}\.svg", path.name)
    drawing = path.read_text("utf-8")
    assert len(drawing) < 1024
    assert "@media (prefers-color-scheme: dark)" in drawing
    elements = [element.tag.rpartition("}")[2] for element in ET.fromstring(drawing).iter()]
    assert set(elements) == {"svg", "style", "path"}


def test_a_report_page_needs_five_requests_at_most_and_is_light(site: Path):
    for name in ("xian/2023.html", "xian/zhen/2020.html"):
        assert len(head(site, name).requests) <= 4, name  # and the page itself
        html = (site / name).read_bytes()
        assert len(html) <= LIGHT, name
        told = re.findall(rb'<meta property=.*?>\n|<script type="application/ld\+json">.*?</script>\n', html)
        assert 1024 < sum(map(len, told)) <= 4 * 1024, name


# --- the page for lost readers ---


@pytest.mark.parametrize(
    ("url", "base"),
    [
        ("http://www.example.gov.cn/zwgk/nianbao/", "/zwgk/nianbao/"),
        ("http://www.example.gov.cn/zwgk/nianbao", "/zwgk/nianbao/"),
        ("https://www.example.gov.cn", "/"),
        ("https://www.example.gov.cn//a.example/", "/a.example/"),  # never another host
        ("https://www.example.gov.cn/年报/%E5%8E%BF", "/%E5%B9%B4%E6%8A%A5/%E5%8E%BF/"),
        ("", ""),
    ],
)
def test_where_a_column_lies_on_its_host(url: str, base: str):
    assert urls.base(url) == base


def test_links_of_the_page_for_lost_readers_begin_at_the_host_if_it_is_known(site: Path, nowhere: Path):
    inside = [href for href in head(site, "404.html").hrefs if not re.match("https?:|#", href)]
    assert len(inside) >= 8
    for href in inside:
        assert href.startswith("/zwgk/nianbao/"), href
        assert (site / urlsplit(href).path.removeprefix("/zwgk/nianbao/")).is_file(), href
    assert not [href for href in head(nowhere, "404.html").hrefs if href.startswith("/")]


@pytest.mark.parametrize(
    ("href", "codes"),
    [("/nianbao/nowhere.html", ["G201"]), ("/nianbao/xian/index.html#reports", []), ("/zfxxgk/", [])],
)
def test_what_the_page_for_lost_readers_promises_is_proved_too(tmp_path: Path, href: str, codes: list[str]):
    words = '{% extends "default/not_found.html" %}{% block content %}{{ super() }}<a href="HREF">a</a>{% endblock %}'
    project = theme(
        column(tmp_path),
        {
            "county/theme.yaml": "name: 本县主题\nextends: default\n",
            "county/templates/not_found.html": words.replace("HREF", href),
        },
    )
    outcome = build(project, project / "site", Options(jobs=1))
    assert [problem.code for problem in outcome.problems] == codes


class Host(SimpleHTTPRequestHandler):
    """A host on which the column is mounted; at unknown addresses it shows the column's page for lost readers."""

    mounted = "/zwgk/nianbao/"

    def translate_path(self, path: str) -> str:
        inside = path.startswith(self.mounted)
        return super().translate_path(
            path.removeprefix(self.mounted.rstrip("/")) if inside else "/no/such/file"
        )

    def send_error(self, code, *_said):
        body = (Path(self.directory) / "404.html").read_bytes()
        self.send_response(HTTPStatus(code))
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def end_headers(self):
        policy = "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'"
        self.send_header("Content-Security-Policy", policy)
        super().end_headers()

    def log_message(self, *_arguments):
        pass


@pytest.fixture
def host(site: Path) -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Host, directory=str(site)))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.mark.parametrize("lost", ["/zwgk/nianbao/xian/zhen/1999/old/page.html", "/zwgk/nianbao/2099.html"])
def test_a_lost_reader_sees_a_whole_page_and_finds_home(chromium: Browser, host: str, lost: str):
    context = chromium.new_context()
    page = context.new_page()
    failed = []
    page.on("response", lambda response: failed.append(response.url) if response.status >= 400 else None)
    page.goto(host + lost)
    assert failed == [host + lost]
    assert page.locator("h1").inner_text() == "没有找到这个页面"
    assert page.evaluate(
        "document.styleSheets.length > 0 && [...document.styleSheets].every(s => s.cssRules.length)"
    )
    assert page.evaluate("getComputedStyle(document.querySelector('h1')).fontWeight") == "700"
    assert page.locator("[data-tools]").is_visible()  # the script has run
    page.locator("main").get_by_role("link").click()
    assert page.url == f"{host}/zwgk/nianbao/index.html"
    assert page.locator("h1").inner_text() == "政府信息公开年报"
    context.close()


def test_the_policy_forbids_nothing_that_a_page_has(chromium: Browser, host: str):
    context = chromium.new_context()
    page = context.new_page()
    said = []
    page.on("console", lambda message: said.append(message.text))
    for name in KINDS:
        page.goto(f"{host}/zwgk/nianbao/{name}")
    assert said == []
    context.close()


# --- language of parts ---

PROSE = re.compile(r"[A-Za-z]+(?:[,;:.]?\s+[A-Za-z]+){2,}")


def english(page: Head) -> list[str]:
    return [found[0] for text in page.texts for found in PROSE.finditer(text)]


def test_no_page_has_english_that_is_not_marked_as_such(site: Path):
    pages = heads(site)
    assert set(KINDS) <= set(pages)
    assert {name: found for name, page in pages.items() if (found := english(page))} == {}


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>见 This is prose<br>。</p>", ["This is prose"]),
        ('<p aria-label="Read this, please">见</p>', ["Read this, please"]),
        ('<p lang="en">This is <b>English prose</b> too</p><p>见 CSV</p>', []),
        ("<p><code>pip install it now</code> 见 GB/T 7714、WCAG 2.2 AA。</p>", []),
    ],
)
def test_the_check_of_languages_sees_english(html: str, found: list[str]):
    assert english(Head(html)) == found
