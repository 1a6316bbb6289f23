"""What lies beside the pages for servers and programs, and the configurations of docs/deploy in the real servers."""

import http.client
import os
import re
import shutil
import socket
import subprocess
import time
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit
from xml.etree import ElementTree as ET

import pytest
from columns import MARKDOWN, SETTINGS, TABLES, column, files_of
from conftest import without
from playwright.sync_api import Browser, expect
from test_serve import ask, preview  # noqa: F401 (fixtures)

from generator import deploy
from generator.build import Options, Outcome, build
from generator.deploy import sitemap
from generator.deploy.headers import ASSETS, EVERYWHERE
from generator.model import Site
from generator.pages.column import column as listed
from generator.read.security import _KEYS

DOCS = Path(__file__).parents[1] / "docs"
ATOM = "{http://www.w3.org/2005/Atom}"
MAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"
COLUMN = "http://www.example.gov.cn/nianbao"
SECURITY = "security: {contact: mailto:anquan@example.gov.cn, expires: 2027-11-01}\n"
FIGURES = TABLES.replace(
    "requests: {fill: 0}",
    "requests:\n  fill: 0\n  received: [3, 1, 0, 0, 0, 0]\n  results: {granted: [3, 1, 0, 0, 0, 0]}",
)
REVISED = "revisions: [{date: 2024-05-06, reason: 更正联系电话}, {date: 2024-04-01, reason: 补充附件}]\n"
FILES = {
    "xian/2015.yaml": "published: 2016-03-20\n",
    "xian/2015.md": "## 概述\n\n公开信息 15 条。\n",
    "xian/2022.yaml": f"published: unknown\n{TABLES}",
    "xian/2023.yaml": f"published: 2024-03-20\n{REVISED}{FIGURES}",
    "xian/2024.yaml": TABLES,
    "xian/2024.md": MARKDOWN,
}


def at(url: str, more: str = "") -> dict[str, str]:
    """Settings of a column that is mounted there."""
    settings = SETTINGS.replace(f"url: {COLUMN}/\n", f"url: {url}\n" if url else "", 1)
    return {"site.yaml": f"title: 政府信息公开年报\n{settings}{more}"}


def outcome(project: Path, **options) -> Outcome:
    found = build(project, project / "site", Options(jobs=1, **options))
    assert found.published, found.problems
    return found


def made(folder: Path, files: dict[str, str], **options) -> dict[str, bytes]:
    outcome(column(folder, files), **options)
    return files_of(folder / "site")


def entries(feed: bytes) -> dict[str, ET.Element]:
    """By the address of the report, in the order of the feed."""
    found = ET.fromstring(feed).findall(f"{ATOM}entry")
    return {str(entry.findtext(f"{ATOM}id")): entry for entry in found}


def days(listing: bytes) -> dict[str, str | None]:
    """Address → the day on which it was changed, in the order of the map."""
    return {
        str(item.findtext(f"{MAP}loc")): item.findtext(f"{MAP}lastmod") for item in ET.fromstring(listing)
    }


def test_the_feed_has_the_dated_reports_the_newest_first(tmp_path: Path):
    feed = made(tmp_path, FILES)["feed.xml"]
    assert list(entries(feed)) == [
        f"{COLUMN}/{report}.html" for report in ("xian/2023", "xian/zhen/2023", "xian/zhen/2020", "xian/2015")
    ]
    assert ET.fromstring(feed).findtext(f"{ATOM}updated") == "2024-05-06T00:00:00+08:00"


def test_an_entry_says_who_published_what_and_when(tmp_path: Path):
    found = entries(made(tmp_path, FILES)["feed.xml"])
    entry = found[f"{COLUMN}/xian/2023.html"]
    assert {child.tag.removeprefix(ATOM): "".join(child.itertext()).strip() for child in entry} == {
        "title": "某县人民政府2023年政府信息公开工作年度报告",
        "id": f"{COLUMN}/xian/2023.html",
        "link": "",
        "published": "2024-03-20T00:00:00+08:00",
        "updated": "2024-05-06T00:00:00+08:00",
        "author": "某县人民政府",
        "summary": "新收申请 4 件，上年结转 0 件，办理结果 4 件，结转下年 0 件。",
    }
    old = found[f"{COLUMN}/xian/2015.html"]
    assert old.find(f"{ATOM}summary") is None  # it has no tables
    assert old.findtext(f"{ATOM}updated") == old.findtext(f"{ATOM}published") == "2016-03-20T00:00:00+08:00"


def test_a_figure_that_is_blank_is_not_told(tmp_path: Path):
    blank = TABLES.replace("requests: {fill: 0}", "requests:\n  fill: 0\n  carried_in: [_, _, _, _, _, _]")
    feed = made(tmp_path, {"xian/zhen/2020.yaml": f"published: 2021-01-20\n{blank}"})["feed.xml"]
    summary = entries(feed)[f"{COLUMN}/xian/zhen/2020.html"].findtext(f"{ATOM}summary")
    assert summary == "新收申请 0 件，办理结果 0 件，结转下年 0 件。"


def test_the_feed_is_what_the_standard_wants(tmp_path: Path):
    """RFC 4287: what a feed and an entry must have, how often, and in which form."""
    feed = ET.fromstring(made(tmp_path, FILES)["feed.xml"])
    moment = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|[+-]\d\d:\d\d)")
    assert feed.tag == f"{ATOM}feed"
    for part in (feed, *feed.findall(f"{ATOM}entry")):
        for name in ("id", "title", "updated"):
            (only,) = part.findall(f"{ATOM}{name}")
            assert (only.text or "").strip()
        assert urlsplit(part.findtext(f"{ATOM}id")).netloc == "www.example.gov.cn"
        assert moment.fullmatch(part.findtext(f"{ATOM}updated"))
        links = [(link.get("rel"), link.get("type")) for link in part.findall(f"{ATOM}link")]
        assert links.count(("alternate", "text/html")) == 1  # must be there where there is no content
        assert len(set(links)) == len(links)
    (own,) = (link.get("href") for link in feed.findall(f"{ATOM}link") if link.get("rel") == "self")
    assert own == f"{COLUMN}/feed.xml"
    for entry in feed.findall(f"{ATOM}entry"):
        assert [author.findtext(f"{ATOM}name") for author in entry.findall(f"{ATOM}author")] != []
        assert moment.fullmatch(entry.findtext(f"{ATOM}published"))


def test_the_feed_ends_after_fifty_reports(tmp_path: Path):
    files = {}
    for number in range(60):
        body = f"jian-{number}"
        files[f"{body}/agency.yaml"] = f"name: 某局{number}\nkind: department\n"
        files[f"{body}/2023.yaml"] = f"published: 2024-01-{number // 4 + 1:02}\n{TABLES}"
        files[f"{body}/2023.md"] = MARKDOWN
    found = entries(made(tmp_path, files)["feed.xml"])
    assert len(found) == 50
    assert min(entry.findtext(f"{ATOM}published") for entry in found.values()) == "2024-01-04T00:00:00+08:00"


def test_words_that_mean_something_in_xml_are_escaped(tmp_path: Path):
    files = made(
        tmp_path, {"xian/agency.yaml": "name: 某县<一>&“二”\nkind: government\n"} | at(f"{COLUMN}/a&b/")
    )
    assert {e.findtext(f"{ATOM}author/{ATOM}name") for e in entries(files["feed.xml"]).values()} == {
        "某县<一>&“二”",
        "青山镇人民政府",
    }
    assert f"{COLUMN}/a&b/index.html" in days(files["sitemap.xml"])


def test_pages_of_several_reports_lead_to_the_feed(tmp_path: Path):
    files = made(tmp_path, FILES)
    lead = {}
    for name, body in files.items():
        for href in re.findall(
            rb'<link rel="alternate" type="application/atom\+xml" title="[^"]+" href="([^"]+)">', body
        ):
            lead[name] = href.decode()
    assert lead["index.html"] == lead["2023.html"] == "feed.xml"
    assert lead["xian/zhen/index.html"] == "../../feed.xml"
    assert "xian/2023.html" not in lead
    assert [name for name in files if "订阅（Atom）".encode() in files[name]] == ["index.html"]
    assert files["index.html"].count(b'<a href="feed.xml">') == 1


@pytest.mark.parametrize("why", ["no address", "no dates", "no reports"])
def test_where_there_can_be_no_feed_nothing_leads_to_one(tmp_path: Path, why: str):
    plain = at("" if why == "no address" else f"{COLUMN}/")
    if why == "no dates":
        reports = ("xian/2022", "xian/2023", "xian/zhen/2020", "xian/zhen/2023")
        plain |= {f"{report}.yaml": f"published: unknown\n{TABLES}" for report in reports}
    project = column(tmp_path, plain)
    if why == "no reports":
        shutil.rmtree(project / "content/xian")
    outcome(project)
    files = files_of(project / "site")
    assert "feed.xml" not in files
    assert [name for name, body in files.items() if b"feed.xml" in body or "订阅".encode() in body] == []
    assert ("sitemap.xml" in files) == (why != "no address")


def test_the_map_has_every_page_that_people_should_find(tmp_path: Path):
    files = made(tmp_path, FILES)
    pages = {name for name in files if name.endswith(".html")} - {"404.html", "search.html"}
    assert {"sitemap.html", "accessibility.html", "statistics.html", "data/index.html"} <= pages
    found = days(files["sitemap.xml"])
    assert sorted(found) == list(found) == sorted(f"{COLUMN}/{page}" for page in pages)


def test_an_attached_page_is_not_a_page_of_the_column(tmp_path: Path):
    files = made(
        tmp_path,
        {"xian/2023.md": MARKDOWN.replace("按规定公开。", "见[表](2023/a.html)。"), "xian/2023/a.html": "x"},
    )
    assert "xian/2023/a.html" in files
    assert f"{COLUMN}/xian/2023/a.html" not in days(files["sitemap.xml"])


def test_the_map_says_when_what_a_page_shows_was_changed(tmp_path: Path):
    found = {
        page.removeprefix(f"{COLUMN}/"): day
        for page, day in days(made(tmp_path, FILES)["sitemap.xml"]).items()
    }
    assert found["xian/2023.html"] == "2024-05-06"  # the last revision
    assert found["xian/zhen/2023.html"] == "2024-01-20"
    assert found["xian/2022.html"] is None  # nobody knows
    assert found["2022.html"] is None
    assert found["2020.html"] == found["xian/zhen/2020.html"] == "2021-01-20"
    assert found["2023.html"] == found["index.html"] == found["statistics.html"] == "2024-05-06"
    assert found["xian/zhen/index.html"] == found["xian/zhen/compare-2023.html"] == "2024-01-20"
    assert found["xian/index.html"] == "2024-05-06"
    assert found["accessibility.html"] is None


def test_the_page_of_an_agency_changes_with_those_right_below_it(tmp_path: Path):
    later = {"xian/zhen/2023.yaml": f"published: 2024-06-01\nwaive: {{P102: 换届}}\n{TABLES}"}
    found = days(made(tmp_path, later)["sitemap.xml"])
    assert found[f"{COLUMN}/xian/index.html"] == "2024-06-01"
    assert found[f"{COLUMN}/xian/2023.html"] == "2024-03-20"


def test_a_map_that_is_too_long_becomes_several():
    site = Site("年报", "", None, url=f"{COLUMN}/")
    pages = [f"a-{number:06}/index.html" for number in range(100_001)]
    files = dict(sitemap.files(listed(site, ()), pages))
    assert list(files) == ["sitemap-1.xml", "sitemap-2.xml", "sitemap-3.xml", "sitemap.xml"]
    assert [len(days(body)) for body in files.values()] == [50_000, 50_000, 1, 3]
    assert list(days(files["sitemap.xml"])) == [f"{COLUMN}/sitemap-{number}.xml" for number in (1, 2, 3)]
    assert ET.fromstring(files["sitemap.xml"]).tag == f"{MAP}sitemapindex"
    assert max(map(len, files.values())) < 50_000_000  # the other limit of the protocol


@pytest.mark.parametrize("kind", ["url", "sitemap"])
def test_the_map_keeps_to_the_schema(tmp_path: Path, kind: str):
    """The rules of sitemap.xsd and siteindex.xsd: which elements, in which order, and what is in them."""
    files = made(tmp_path, FILES)
    if kind == "sitemap":
        files |= sitemap.files(listed(Site("年报", "", None, url=COLUMN), ()), map(str, range(50_001)))
    root = ET.fromstring(files["sitemap.xml"])
    assert root.tag == MAP + {"url": "urlset", "sitemap": "sitemapindex"}[kind]
    assert root.attrib == {}
    assert 0 < len(root) <= 50_000
    for item in root:
        assert item.tag == MAP + kind
        assert [child.tag for child in item] in ([f"{MAP}loc"], [f"{MAP}loc", f"{MAP}lastmod"])
        assert 12 <= len(item.findtext(f"{MAP}loc")) < 2048
        day = item.findtext(f"{MAP}lastmod")
        assert day is None or date.fromisoformat(day)


@pytest.mark.parametrize(
    ("url", "root"),
    [
        ("https://nianbao.example.gov.cn", True),
        ("https://nianbao.example.gov.cn/", True),
        ("http://nianbao.example.gov.cn/", True),
        ("https://www.example.gov.cn/nianbao", False),
        ("https://www.example.gov.cn/nianbao/", False),
        ("", False),
    ],
)
def test_what_is_looked_for_at_the_root_of_a_host_is_told_there_only(tmp_path: Path, url: str, root: bool):
    files = made(tmp_path, at(url, SECURITY))
    expected = f"User-agent: *\nDisallow:\n\nSitemap: {url.rstrip('/')}/sitemap.xml\n"
    assert files.get("robots.txt", b"").decode() == (expected if root else "")
    canonical = re.findall(rb"^Canonical: (.+)$", files[".well-known/security.txt"], re.MULTILINE)
    own = [f"{url.rstrip('/')}/.well-known/security.txt".encode()]
    assert canonical == (own if root and url.startswith("https") else [])  # the standard knows https only


def test_whom_to_tell_of_a_hole_is_said_as_the_standard_wants(tmp_path: Path):
    """RFC 9116: a field a line, contact and day there, the day once."""
    more = SECURITY.replace("}", ", policy: https://www.example.gov.cn/loudong/}")
    text = made(tmp_path, at(f"{COLUMN}/", more))[".well-known/security.txt"].decode()
    assert text.splitlines() == [
        "Contact: mailto:anquan@example.gov.cn",
        "Expires: 2027-11-01T23:59:59+08:00",
        "Policy: https://www.example.gov.cn/loudong/",
    ]
    assert ".well-known/security.txt" not in made(tmp_path / "without", {})


def test_a_file_in_a_folder_with_a_dot_is_one_like_the_others(tmp_path: Path):
    """It is in the manifest, stays in the next build, and goes when it is not wanted any more."""
    files = made(tmp_path, at(f"{COLUMN}/", SECURITY))
    assert b'".well-known/security.txt": {"sha256"' in files["manifest.json"]
    again = outcome(tmp_path).published
    assert (again.added, again.changed, again.removed) == (0, 0, 0)
    assert outcome(column(tmp_path, at(f"{COLUMN}/"))).published.removed == 1
    assert not (tmp_path / "site/.well-known").exists()


def test_the_preview_shows_it_and_has_no_day_to_warn_of(preview, ask):  # noqa: F811 (fixtures)
    settings = preview.order.project / "content/site.yaml"
    settings.write_text(f"title: 年报\n{SETTINGS}{SECURITY}", "utf-8")
    preview.build()
    assert preview.shown.problems == []
    assert ask("/.well-known/security.txt").read().startswith(b"Contact: mailto:anquan@example.gov.cn\n")


def test_a_day_that_has_passed_is_warned_of_by_a_build_too(tmp_path: Path):
    project = column(tmp_path, at(f"{COLUMN}/", SECURITY))
    assert outcome(project, today=date(2027, 11, 1)).problems == []
    assert [problem.code for problem in outcome(project, today=date(2027, 11, 2)).problems] == ["G105"]


def test_every_key_of_it_is_described():
    (row,) = re.findall(r"^\| `security` \|.*$", (DOCS / "files.md").read_text("utf-8"), re.MULTILINE)
    assert all(f"`{key}`" in row for key in _KEYS)


def rules(text: str) -> dict[str, dict[str, str]]:
    """_headers, read as hosts read it."""
    found: dict[str, dict[str, str]] = {}
    for line in text.splitlines():
        if line.startswith("/"):
            found[line] = {}
        else:
            name, value = re.fullmatch(r"  ([\w-]+): (.+)", line).groups()
            found[list(found)[-1]][name] = value
    return found


def test_the_headers_for_hosts_that_read_them(tmp_path: Path):
    found = rules(made(tmp_path, {})["_headers"].decode())
    assert found == {"/*": EVERYWHERE, "/assets/*": ASSETS}
    assert not EVERYWHERE.keys() & ASSETS.keys()  # they would be joined
    assert max(len(f"{name}: {value}") for rule in found.values() for name, value in rule.items()) < 2000


def test_everything_that_is_kept_for_ever_changes_its_name_with_its_content(tmp_path: Path):
    names = [name for name in made(tmp_path, {}) if name.startswith("assets/")]
    assert any(name.startswith("assets/search/") for name in names)
    assert [name for name in names if not re.search(r"\.[0-9a-f]{10}\.\w+$", name)] == []


def test_both_servers_are_told_the_same_headers():
    nginx = (DOCS / "deploy/nginx.conf").read_text("utf-8")
    outer, _line, inner = nginx.partition("location ^~ /zwgk/nianbao/assets/ {")
    once = r'add_header (\S+) "([^"]+)"'
    assert dict(re.findall(f"{once} always;", outer)) == EVERYWHERE | {"Cache-Control": "no-cache"}
    assert dict(re.findall(f"{once};", inner.partition("}")[0])) == EVERYWHERE | ASSETS
    caddy = (DOCS / "deploy/Caddyfile").read_text("utf-8")
    (block,) = re.findall(r"\theader \{\n(.*?)\t\}", caddy, re.DOTALL)
    assert dict(re.findall(r'(\S+) "([^"]+)"', block)) == EVERYWHERE
    (assets,) = re.findall(r"handle /assets/\* \{(.*?)\n\t\}", caddy, re.DOTALL)
    assert dict(re.findall(r'header (\S+) "([^"]+)"', assets)) == ASSETS


def test_the_page_about_servers_names_every_file_that_is_for_them(tmp_path: Path):
    files = made(tmp_path, at("https://nianbao.example.gov.cn/", SECURITY))
    told = (DOCS / "deploy.md").read_text("utf-8")
    beside = {name for name in files if "/" not in name and not name.endswith(".html")}
    assert beside == {"_headers", "feed.xml", "manifest.json", "robots.txt", "sitemap.xml"}
    assert [
        name for name in (*beside, "404.html", ".well-known/security.txt") if f"`{name}`" not in told
    ] == []
    shown = (name for name in files if name.endswith(".html"))
    extra = dict(deploy.files(listed(Site("年报", "", None), ()), shown))
    assert list(extra) == ["_headers"]  # a column that knows nothing of itself


# The servers.

MOUNT = "/zwgk/nianbao"
HOME = f"https://www.example.gov.cn{MOUNT}"
PATIENCE = 20  # seconds
PORTAL = "门户网站"


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A column that has everything a server may be asked for."""
    settings = at(f"{HOME}/", f"{SECURITY}downloads: [csv, json, xlsx, docx]\n")
    attached = MARKDOWN.replace("按规定公开。", "见[附表](2023/a.txt)。受理渠道每月测试。")
    files = {
        "xian/2023.yaml": f"published: 2024-03-20\n{FIGURES}",
        "xian/2023.md": attached,
        "xian/2023/a.txt": "表",
    }
    project = column(tmp_path_factory.mktemp("column"), files | settings)
    outcome(project)
    (project / "site/.hidden").mkdir()
    (project / "site/.hidden/key.txt").write_text("x", "utf-8")
    return project / "site"


@dataclass(frozen=True)
class Server:
    """How a server is called, and what runs our configuration in a portal of its own."""

    program: str
    check: Callable[[Path], list[str]]
    run: Callable[[Path], list[str]]
    portal: Callable[[Path, int], str]
    snippet: Path


def nginx_portal(folder: Path, port: int) -> str:
    """With settings of a portal that would harm the column if they reached it."""
    told = subprocess.run([found("nginx"), "-V"], capture_output=True, text=True, check=True).stderr
    types = Path(re.search(r"--conf-path=(\S+)", told)[1]).with_name("mime.types")
    temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
    return "\n".join([
        f"daemon off;\npid {folder}/pid;\nerror_log stderr;\nworker_processes 1;",
        "user root;" if os.name == "posix" and os.geteuid() == 0 else "",
        "events {}\nhttp {",
        *(f"{name}_temp_path {folder}/{name};" for name in temporary),
        f"include {types};\naccess_log off;\ncharset gbk;",
        f"server {{\nlisten 127.0.0.1:{port};\nroot {folder}/portal;",
        'add_header X-Frame-Options DENY always;\nadd_header Cache-Control "max-age=600";',
        f"location ~ \\.(?:css|js|html)$ {{ add_header X-Portal yes; }}\ninclude {folder}/snippet;\n}}\n}}\n",
    ])


def caddy_portal(folder: Path, port: int) -> str:
    """It has error pages of its own."""
    return "\n".join([
        "{\nadmin off\nauto_https off\n}",
        f"http://127.0.0.1:{port} {{\nroot * {folder}/portal\nfile_server\nimport {folder}/snippet",
        'handle_errors {\nrespond "portal {err.status_code}"\n}\n}\n',
    ])


SERVERS = {
    "nginx": Server(
        "nginx",
        lambda folder: ["-t", "-p", str(folder), "-c", str(folder / "portal.conf")],
        lambda folder: ["-p", str(folder), "-c", str(folder / "portal.conf")],
        nginx_portal,
        DOCS / "deploy/nginx.conf",
    ),
    "caddy": Server(
        "caddy",
        lambda folder: ["validate", "--adapter", "caddyfile", "--config", str(folder / "portal.conf")],
        lambda folder: ["run", "--adapter", "caddyfile", "--config", str(folder / "portal.conf")],
        caddy_portal,
        DOCS / "deploy/Caddyfile",
    ),
}


def found(program: str) -> str:
    path = shutil.which(program, path=os.pathsep.join((os.environ.get("PATH", ""), "/usr/sbin")))
    return path or without(f"{program}：apt-get install nginx-light caddy")


@pytest.fixture(scope="module", params=SERVERS)
def server(
    request: pytest.FixtureRequest, site: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    """Its address, while it runs with the configuration as a reader would copy it."""
    kind = SERVERS[request.param]
    program = found(kind.program)
    folder = tmp_path_factory.mktemp(kind.program)
    (folder / "portal").mkdir()
    (folder / "portal/index.html").write_text(PORTAL, "utf-8")
    (folder / "snippet").write_text(
        kind.snippet.read_text("utf-8").replace("/srv/nianbao/site", str(site)), "utf-8"
    )
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    (folder / "portal.conf").write_text(kind.portal(folder, port), "utf-8")
    own = os.environ | {"HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder)}
    said = subprocess.run(
        [program, *kind.check(folder)], env=own, capture_output=True, text=True, check=False
    )
    assert said.returncode == 0, said.stderr
    with (folder / "log").open("w") as log:
        process = subprocess.Popen([program, *kind.run(folder)], env=own, stdout=log, stderr=log)
    try:
        until = time.monotonic() + PATIENCE
        while process.poll() is None and time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        assert process.poll() is None, (folder / "log").read_text("utf-8")
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(PATIENCE)


@dataclass(frozen=True)
class Answer:
    status: int
    headers: list[tuple[str, str]]
    body: bytes

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key.lower() == name.lower()]

    def one(self, name: str) -> str:
        (value,) = self.all(name)
        return value


def get(server: str, path: str, **headers: str) -> Answer:
    connection = http.client.HTTPConnection(server.removeprefix("http://"), timeout=PATIENCE)
    try:
        connection.request(
            "GET", path, headers={name.replace("_", "-"): value for name, value in headers.items()}
        )
        answer = connection.getresponse()
        return Answer(answer.status, answer.getheaders(), answer.read())
    finally:
        connection.close()


def asset(site: Path, pattern: str) -> str:
    return next(path for path in sorted(site.rglob(pattern))).relative_to(site).as_posix()


WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
TYPES = {
    "": "text/html; charset=utf-8",
    "index.html": "text/html; charset=utf-8",
    "xian/": "text/html; charset=utf-8",
    "xian/2023.html": "text/html; charset=utf-8",
    "xian/2023.csv": "text/csv; charset=utf-8",
    "xian/2023.json": "application/json; charset=utf-8",
    "xian/2023.docx": WORD,
    "xian/2023.xlsx": EXCEL,
    "data/reports-2021.csv": "text/csv; charset=utf-8",
    "data/datapackage.json": "application/json; charset=utf-8",
    "data/catalog.jsonld": "application/ld+json; charset=utf-8",
    "feed.xml": "application/atom+xml; charset=utf-8",
    "sitemap.xml": "text/xml; charset=utf-8",
    "manifest.json": "application/json; charset=utf-8",
    ".well-known/security.txt": "text/plain; charset=utf-8",
}


def test_every_file_comes_whole_with_its_type_and_every_header_once(server: str, site: Path):
    for path, kind in TYPES.items():
        answer = get(server, f"{MOUNT}/{path}")
        assert answer.status == 200, path
        assert answer.one("Content-Type").lower() == kind, path
        assert answer.one("Cache-Control") == "no-cache", path
        file = site / path
        assert answer.body == (file / "index.html" if file.is_dir() else file).read_bytes(), path
        for name, value in EVERYWHERE.items():
            assert answer.all(name) == [value], (path, name)
        assert answer.all("X-Frame-Options") == answer.all("X-Portal") == []


@pytest.mark.parametrize(
    "pattern", ["column.*.css", "column.*.js", "assets/search/table.*.js", "assets/search/xian/2023.*.js"]
)
def test_what_has_its_content_in_its_name_is_kept_for_ever(server: str, site: Path, pattern: str):
    answer = get(server, f"{MOUNT}/{asset(site, pattern)}")
    assert answer.status == 200
    assert answer.one("Content-Type").lower().endswith("; charset=utf-8")
    for name, value in (EVERYWHERE | ASSETS).items():
        assert answer.all(name) == [value], name


LOST = [
    *("nix", "nix/nix/nix.html", "nix.json", "data/nix.csv", "xian/1999.docx"),
    *("assets/nix.js", "assets/", "assets/search/", "_headers"),
    *(".hidden/key.txt", ".well-known/nix.txt", "xian/.git/config", ".git"),
]


@pytest.mark.parametrize("path", LOST)
def test_what_is_not_there_or_not_for_readers_is_answered_by_our_page(server: str, site: Path, path: str):
    answer = get(server, f"{MOUNT}/{path}")
    assert answer.status == 404
    assert answer.body == (site / "404.html").read_bytes()
    assert answer.one("Content-Type").lower() == "text/html; charset=utf-8"
    for name, value in (EVERYWHERE | {"Cache-Control": "no-cache"}).items():
        assert answer.all(name) == [value], name


def test_nothing_outside_of_the_folder_can_be_reached(server: str):
    for path in (
        "../manifest.json",
        "%2e%2e/content/site.yaml",
        "..%2fcontent/site.yaml",
        "xian/../../content/site.yaml",
    ):
        answer = get(server, f"{MOUNT}/{path}")
        assert answer.status in {400, 404}, path
    assert get(server, f"{MOUNT}../content/site.yaml").status in {400, 404}


def test_a_folder_without_its_slash_is_led_to_it_without_naming_the_host(server: str):
    for path in (MOUNT, f"{MOUNT}/xian"):
        answer = get(server, path)
        assert answer.status in {301, 308}
        assert answer.one("Location") == f"{path}/"


def test_text_is_compressed_and_what_was_kept_is_not_sent_again(server: str, site: Path):
    for path in (
        "xian/2023.html",
        "xian/2023.csv",
        "xian/2023.json",
        "sitemap.xml",
        asset(site, "column.*.css"),
    ):
        answer = get(server, f"{MOUNT}/{path}", Accept_Encoding="gzip")
        assert answer.one("Content-Encoding") == "gzip", path
        assert answer.one("Vary") == "Accept-Encoding", path
        assert zlib.decompress(answer.body, 31) == (site / path).read_bytes(), path
        assert len(answer.body) < len((site / path).read_bytes()) / 2
    tag = get(server, f"{MOUNT}/xian/2023.html").one("ETag")
    assert get(server, f"{MOUNT}/xian/2023.html", If_None_Match=tag).status == 304


def test_an_attached_text_is_sent_as_it_is(server: str):
    answer = get(server, f"{MOUNT}/xian/2023/a.txt")
    assert answer.body == "表".encode()
    assert answer.one("Content-Type").startswith("text/plain")


def test_the_portal_stays_as_it_was(server: str):
    assert get(server, "/").body.decode() == PORTAL
    lost = get(server, "/nix")
    assert lost.status == 404
    assert lost.all("Content-Security-Policy") == []
    assert "没有找到" not in lost.body.decode("utf-8", "replace")


@pytest.fixture
def page(chromium: Browser, server: str):
    """A page on which nothing is asked of another host, nothing is missing and nothing is complained of."""
    context = chromium.new_context()
    page = context.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    told: list[str] = []
    page.on("console", lambda message: told.append(message.text))
    page.on("pageerror", lambda error: told.append(str(error)))
    page.on(
        "response",
        lambda answer: told.append(f"{answer.status} {answer.url}") if answer.status >= 400 else None,
    )
    page.on(
        "request", lambda request: told.append(request.url) if not request.url.startswith(server) else None
    )
    yield page
    context.close()
    assert told == []


VISITED = [
    "index.html",
    "2023.html",
    "xian/index.html",
    "xian/2023.html",
    "statistics.html",
    "data/index.html",
    "sitemap.html",
]


def test_a_browser_finds_nothing_against_the_policy(page, server: str):
    for path in (*VISITED, "accessibility.html"):
        page.goto(f"{server}{MOUNT}/{path}", wait_until="networkidle")
        expect(page.locator("h1")).to_be_visible()
        expect(page.locator("[data-tools]")).to_be_visible()  # only a script shows them


def test_a_browser_searches_and_compares_under_the_policy(page, server: str):
    page.goto(f"{server}{MOUNT}/xian/2023.html")
    page.get_by_role("searchbox").fill("受理渠道")
    page.get_by_role("searchbox").press("Enter")
    expect(page.locator("[data-results] li")).to_have_count(1)
    page.locator("[data-results] li a").first.click()
    expect(page.locator("h1")).to_contain_text("某县人民政府")
    page.goto(f"{server}{MOUNT}/xian/compare-2023.html", wait_until="networkidle")
    expect(page.get_by_text("→").first).to_be_visible()


def test_a_lost_reader_gets_a_whole_page_at_any_depth(chromium: Browser, server: str):
    page = chromium.new_page()
    asked: dict[str, int] = {}
    page.on("response", lambda answer: asked.update({answer.url.removeprefix(server): answer.status}))
    page.goto(f"{server}{MOUNT}/xian/no/such/report.html", wait_until="networkidle")
    assert asked.pop(f"{MOUNT}/xian/no/such/report.html") == 404
    assert len(asked) > 1
    assert set(asked.values()) == {200}
    page.get_by_role("main").get_by_role("link").first.click()
    expect(page).to_have_url(re.compile(rf"{MOUNT}/index\.html$"))
    page.close()
