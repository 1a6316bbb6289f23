"""The preview: a page that follows every save, and never lies about how old it is."""

import http.client
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from asyncio import Event, get_running_loop, run
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_FILE_PATH
from columns import MARKDOWN, TABLES, column
from tornado.httpserver import HTTPServer

from generator import cli, serve, watch
from generator.overlay import Shown, laid_over
from generator.problems import Level, Place, Problem
from generator.unit import Draft

PATIENCE = 15.0  # seconds; a machine may be busy
REPORT = "xian/2023.html"
GOOD = f"published: 2024-03-20\n{TABLES}"
BROKEN = GOOD.replace("requests: {fill: 0}", "requests: {fil: 0}")
PROBLEM = Problem(Place("content/a/2023.yaml", 3, 5), "X101", "不对 <b>", "这样改 <i>")


def figured(number: int) -> str:
    """A report that shows a number nothing else on the page has."""
    return GOOD.replace(
        "proactive_disclosure: {fill: 0}",
        f"proactive_disclosure: {{fill: 0, article_20_8: {{administrative_charges: {number}}}}}",
    )


def until(true: Callable[[], object], what: str) -> None:
    end = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < end, what
        time.sleep(0.01)


class Running:
    """`nianbao serve` as a user runs it."""

    def __init__(self, project: Path, *arguments: str) -> None:
        self.project = project
        self.temporary = project.with_name(project.name + "-tmp")
        self.temporary.mkdir(exist_ok=True)
        self.process = subprocess.Popen(
            [sys.executable, "-m", "generator", "serve", str(project), *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            env=os.environ | {"TMPDIR": str(self.temporary), "PYTHONIOENCODING": "utf-8"},
        )
        self.lines: list[str] = []
        self.reader = threading.Thread(target=self._read, daemon=True)
        self.reader.start()
        until(lambda: self.lines or self.process.poll() is not None, "no first line")

    def _read(self) -> None:
        assert self.process.stdout
        self.lines.extend(line.rstrip() for line in self.process.stdout)

    @property
    def url(self) -> str:
        found = re.search(r"http://127\.0\.0\.1:\d+/", self.lines[0])
        assert found, self.lines
        return found[0]

    @property
    def builds(self) -> list[str]:
        return [line for line in self.lines if line.endswith("秒）")]

    def built(self, number: int) -> None:
        until(lambda: len(self.builds) >= number, f"build {number}: {self.lines}")

    def write(self, path: str, text: str) -> None:
        target = self.project / "content" / path
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, "utf-8")

    def leave(self) -> int:
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGINT)
        code = self.process.wait(PATIENCE)
        self.reader.join(PATIENCE)
        assert self.process.stdout
        self.process.stdout.close()
        return code


@pytest.fixture
def start() -> Iterator[Callable[..., Running]]:
    running: list[Running] = []

    def begin(project: Path, *arguments: str) -> Running:
        running.append(Running(project, *arguments))
        return running[-1]

    yield begin
    for server in running:
        server.leave()
        assert not (server.project / "site").exists()
        assert "Traceback" not in "\n".join(server.lines)


@pytest.fixture
def page(chromium) -> Iterator:
    page = chromium.new_page()
    page.set_default_timeout(PATIENCE * 1000)
    yield page
    page.close()


def shows(page, text: object) -> None:
    page.wait_for_function("text => document.body?.innerText.includes(text)", arg=str(text), polling=20)


def panel(page):
    return page.locator("nianbao-problems section")


def opened(page, server: Running, path: str = REPORT) -> None:
    """Load a page, after the first build, and wait until it listens."""
    server.built(1)
    page.goto(server.url + path)
    page.wait_for_function("window.LiveReload?.connector?.protocol >= 7", polling=20)


# In the browser


@pytest.mark.parametrize("arguments", [[], ["--poll"]], ids=["told", "polled"])
def test_a_save_is_shown_and_the_next_one_too(tmp_path: Path, start, page, arguments: list[str]):
    server = start(column(tmp_path / "p"), *arguments)
    opened(page, server)
    assert ("每 0.3 秒查看一次文件" in server.lines) is bool(arguments)
    for number in (4711, 4712):  # livereload itself drops the second one: it comes within 3 seconds
        server.write("xian/2023.yaml", figured(number))
        shows(page, number)
    assert panel(page).count() == 0
    assert len(server.builds) == 3


def test_a_broken_file_is_named_over_the_last_good_page(tmp_path: Path, start, page):
    server = start(column(tmp_path / "p"))
    opened(page, server)
    server.write("xian/2023.yaml", figured(4711))
    shows(page, 4711)
    server.write("xian/2023.yaml", BROKEN)
    panel(page).get_by_text("content/xian/2023.yaml:3:").first.wait_for()
    text = panel(page).inner_text()
    assert "3 requests: {fil: 0}" in text
    assert "您要写的是 fill" in text
    shows(page, 4711)
    assert re.fullmatch("网页没有更新：[12] 个错误", panel(page).get_by_role("alert").inner_text())
    page.evaluate(AXE_FILE_PATH.read_text("utf-8"))
    assert (
        page.evaluate("axe.run('nianbao-problems').then(found => found.violations.map(each => each.id))")
        == []
    )
    page.get_by_role("button", name="关闭").click()
    assert panel(page).get_by_text("content/xian/2023.yaml:3:").first.is_hidden()
    page.get_by_role("button", name="查看").press("Enter")
    panel(page).get_by_text("content/xian/2023.yaml:3:").first.wait_for()
    page.keyboard.press("Escape")
    page.get_by_role("button", name="查看").wait_for()
    server.write("xian/2023.yaml", figured(4712))
    shows(page, 4712)
    assert panel(page).count() == 0


def test_a_start_with_a_broken_column(tmp_path: Path, start, page):
    server = start(column(tmp_path / "p", {"xian/2023.yaml": BROKEN}))
    opened(page, server, "")
    panel(page).get_by_text("content/xian/2023.yaml:3:").first.wait_for()
    shows(page, "还没有这个页面")
    server.write("xian/2023.yaml", GOOD)
    shows(page, "青山镇")
    assert panel(page).count() == 0


def test_a_page_that_is_not_there_comes_when_it_is_written(tmp_path: Path, start, page):
    server = start(column(tmp_path / "p"))
    opened(page, server, "xian/ban/2023.html")
    shows(page, "没有 /xian/ban/2023.html 这个页面")
    server.write("xian/ban/agency.yaml", "name: 某县办公室\nkind: department\n")
    server.write("xian/ban/2023.md", MARKDOWN)
    server.write("xian/ban/2023.yaml", GOOD)
    shows(page, "某县办公室2023年政府信息公开工作年度报告")


def test_forty_files_are_one_build(tmp_path: Path, start, page):
    names = [f"xian/d{number:02}" for number in range(20)]
    files = {f"{name}/agency.yaml": f"name: {name}局\nkind: department\n" for name in names}
    files |= {f"{name}/2023.md": MARKDOWN for name in names}
    files |= {f"{name}/2023.yaml": GOOD for name in names}
    server = start(column(tmp_path / "p", files))
    opened(page, server, f"{names[-1]}/2023.html")
    for name in names:
        server.write(f"{name}/2023.md", MARKDOWN + "\n")
        server.write(f"{name}/2023.yaml", figured(4711))
    shows(page, 4711)
    time.sleep(0.5)
    assert len(server.builds) == 2, server.lines


def test_a_draft_is_shown_as_one_and_its_last_good_page_is_kept(tmp_path: Path, start, page):
    draft = figured(4711).split("\n", 1)[1]
    server = start(column(tmp_path / "p", {"xian/2023.yaml": draft.replace("fill: 0}", "fil: 0}")}))
    opened(page, server)
    shows(page, "这份草稿有错误，还不能显示")
    panel(page).get_by_text("content/xian/2023.yaml:2:").first.wait_for()
    server.write("xian/2023.yaml", draft)
    shows(page, 4711)
    shows(page, "草稿 本报告尚未发布")
    server.write("xian/2023.yaml", draft.replace("requests: {fill: 0}", "requests: {fil: 0}"))
    panel(page).get_by_role("alert").wait_for()
    shows(page, 4711)
    opened(page, server, "xian/2022.html")  # other pages are up to date: no more than a bar below them
    assert re.fullmatch("草稿：[12] 个错误", panel(page).get_by_role("status").inner_text())
    assert panel(page).get_by_text("content/").first.is_hidden()
    page.get_by_role("button", name="查看").click()
    panel(page).get_by_text("content/xian/2023.yaml:2:").first.wait_for()


def test_a_warning_is_a_bar_that_covers_nothing(tmp_path: Path, start, page):
    server = start(column(tmp_path / "p", {"xian/2023.yaml": GOOD.replace("2024-03-20", "unknown")}))
    opened(page, server)
    assert panel(page).get_by_role("status").inner_text() == "1 个警告"
    page.evaluate("scrollTo(0, document.documentElement.scrollHeight)")
    body, bar = page.locator("body").bounding_box(), panel(page).bounding_box()
    assert body["y"] + body["height"] <= bar["y"] + 1
    assert bar["height"] < 50
    # Neither the page nor the bar changes the other.
    assert page.evaluate("document.body.matches(':has(nianbao-problems)')") is False
    page.add_style_tag(content="nianbao-problems, p, div { display: none !important } * { font-size: 3rem }")
    assert panel(page).bounding_box()["height"] == bar["height"]


def test_a_page_that_missed_a_build_asks_for_it(tmp_path: Path, start, page):
    server = start(column(tmp_path / "p"))
    server.built(1)

    def meanwhile(route) -> None:
        server.write("xian/2023.yaml", figured(4711))
        server.built(2)
        route.continue_()

    page.route("**/livereload.js*", meanwhile, times=1)  # the page is there, its connection is not yet
    page.goto(server.url + REPORT)
    shows(page, 4711)


# The process


def test_it_leaves_at_once_and_takes_its_folder_along(tmp_path: Path, start, page):
    server = start(column(tmp_path / "p"))
    opened(page, server)  # an open connection must not hold it up
    assert [path.name.startswith("nianbao-") for path in server.temporary.iterdir()] == [True]
    began = time.monotonic()
    assert server.leave() == 0
    assert time.monotonic() - began < 2
    assert list(server.temporary.iterdir()) == []


@pytest.mark.skipif(sys.platform == "win32", reason="no such signal")
def test_it_takes_its_folder_along_when_it_is_ended(tmp_path: Path, start):
    server = start(column(tmp_path / "p"))
    server.built(1)
    server.process.terminate()
    assert server.leave() == 0
    assert list(server.temporary.iterdir()) == []


@contextmanager
def taken(port: int) -> Iterator[int]:
    with socket.create_server(("127.0.0.1", port)) as listener:
        yield listener.getsockname()[1]


def test_a_port_that_was_asked_for_and_is_taken(tmp_path: Path, start):
    with taken(0) as port:
        server = start(column(tmp_path / "p"), "--port", str(port))
        assert server.process.wait(PATIENCE) == 2
    server.leave()
    assert server.lines == [f"端口 {port} 已被占用；换一个 --port，或不写 --port，会自动找空闲的"]


def test_a_port_that_was_not_asked_for_and_is_taken(monkeypatch: pytest.MonkeyPatch):
    with taken(0) as port:
        monkeypatch.setattr(serve, "PORT", port)
        with serve._listen(None) as listener:
            host, found = listener.getsockname()
    assert found > port
    assert host == "127.0.0.1"  # nobody else can reach it


def test_the_defaults_of_the_command():
    defaults = {parameter.name: parameter.default for parameter in cli.main.commands["serve"].params}
    assert (defaults["project"], defaults["port"], defaults["poll"]) == (".", None, False)


# Pages


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ('<!doctype html>\n<html lang="zh-CN">\n<head>', "\n<title>t</title></head><body>b</body></html>"),
        ('<!DOCTYPE HTML><HTML><HEAD class="a>b">', "<title>t</title>"),
        ("<!-- c --><!doctype html>\n<!-- <head> -->\n<html><head>", "<!-- never closed <p>"),
        ("\ufeff<!doctype html><html>", "<body>b</body></html>"),
        ("<!doctype html>", "\n<title>t</title><p>b"),
        ("<html><head data-x='>'>", "<script>never closed"),
        ("", "<header>no head</header>"),
        ("", "words"),
        ("", ""),
    ],
)
def test_what_is_added_stands_before_anything_that_could_swallow_it(before: str, after: str):
    made = laid_over((before + after).encode(), Shown("7"), "a.html", 8000).decode()
    added = made.removeprefix(before).removesuffix(after)
    assert made == before + added + after
    assert re.findall(r'<script src="([^"]+)"', added) == [
        "/__nianbao__/overlay.js",
        "/livereload.js?port=8000&amp;maxdelay=2000",
    ]


def test_the_words_of_files_are_no_html():
    shown = Shown("7", [PROBLEM], stale=True, lines={PROBLEM.place: "a: <script>x"})
    made = laid_over(b"<p>", shown, "a.html", 8000).decode()
    assert "不对 &lt;b&gt;" in made
    assert "这样改 &lt;i&gt;" in made
    assert "<pre><span>3</span> a: &lt;<mark>s</mark>cript&gt;x</pre>" in made


def test_more_problems_than_anybody_reads_are_counted():
    problems = [Problem(Place("content/a/2023.yaml", line), "X101", "不对") for line in range(1, 61)]
    made = laid_over(b"", Shown("7", problems, stale=True), "a.html", 8000).decode()
    assert made.count("<li>") == 50
    assert "还有 10 个问题没有列出" in made


def test_problems_that_stop_nothing_do_not_open():
    warning = Problem(PROBLEM.place, "X102", "当心", level=Level.WARNING)
    drafts = {"a/2023.html": Draft("content/a/2023.yaml", (PROBLEM,))}
    opened = " data-opened>"
    assert opened not in laid_over(b"", Shown("7", [warning]), "a/2023.html", 8000).decode()
    assert opened not in laid_over(b"", Shown("7", drafts=drafts), "index.html", 8000).decode()
    assert opened in laid_over(b"", Shown("7", drafts=drafts), "a/2023.html", 8000).decode()


# The server, without a browser


@pytest.fixture
def preview(tmp_path: Path) -> serve.Preview:
    order = serve.Order(
        project=column(tmp_path / "p"),
        port=None,
        poll=False,
        say=[].append,
    )
    (tmp_path / "tmp").mkdir()
    return serve.Preview(order, tmp_path / "tmp", 8000)


@pytest.fixture
def ask(preview: serve.Preview) -> Iterator[Callable[..., http.client.HTTPResponse]]:
    """Ask the preview's server, which runs in a thread as it needs a loop of its own."""
    listener = socket.create_server((serve.HOST, 0))
    listener.setblocking(False)  # noqa: FBT003 (its signature)
    port = listener.getsockname()[1]
    ready, ended = threading.Event(), []

    async def answer() -> None:
        preview.port = port
        server = HTTPServer(serve.application(preview))
        server.add_socket(listener)
        end = Event()
        ended.append((get_running_loop(), end))
        ready.set()
        await end.wait()
        server.stop()
        await server.close_all_connections()

    thread = threading.Thread(target=lambda: run(answer()))
    thread.start()
    assert ready.wait(PATIENCE)
    connections: list[http.client.HTTPConnection] = []

    def ask(path: str, **headers: str) -> http.client.HTTPResponse:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connections.append(connection)
        own = {name: value.replace("PORT", str(port)) for name, value in headers.items()}
        connection.request("GET", path, headers=own)
        return connection.getresponse()

    yield ask
    for connection in connections:
        connection.close()
    loop, end = ended[0]
    loop.call_soon_threadsafe(end.set)
    thread.join(PATIENCE)


def test_nothing_is_kept_by_the_browser(preview: serve.Preview, ask):
    preview.build()
    for path in (
        "/",
        "/xian/2023.html",
        "/xian/2023.json",
        "/nix",
        "/__nianbao__/overlay.css",
        "/livereload.js",
    ):
        answer = ask(path)
        assert answer.headers["Cache-Control"] == "no-store", path
        assert answer.status == (404 if path == "/nix" else 200), path


def test_a_large_page_without_a_head_is_whole(preview: serve.Preview, ask):
    preview.build()
    body = b"<p>" + b"x" * 200_000 + b"</p>"
    (preview.site / "large.html").write_bytes(body)
    got = ask("/large.html").read()
    assert got.endswith(body)
    assert b"livereload.js" in got


def test_before_the_first_build_a_page_says_so(ask):
    answer = ask("/")
    assert answer.status == 404
    assert "正在生成网页" in answer.read().decode()


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Origin": "http://127.0.0.1:PORT"}, 101),
        ({"Origin": "http://localhost:PORT", "Host": "localhost:PORT"}, 101),
        ({"Origin": "http://www.example.com"}, 403),
        ({"Origin": "http://127.0.0.1:1"}, 403),
        ({"Origin": "https://127.0.0.1:1"}, 403),
        ({"Origin": "null"}, 403),
        # A name of somebody else's that leads here (DNS rebinding): nothing is there.
        ({"Origin": "http://www.example.com:PORT", "Host": "www.example.com:PORT"}, 404),
    ],
)
def test_only_our_own_pages_may_listen(ask, headers: dict[str, str], status: int):
    upgrade = {"Upgrade": "websocket", "Connection": "Upgrade", "Sec-WebSocket-Version": "13"}
    answer = ask("/livereload", **upgrade, **{"Sec-WebSocket-Key": "x" * 22 + "=="}, **headers)
    assert answer.status == status


def test_a_foreign_name_reads_no_draft(preview: serve.Preview, ask):
    preview.build()
    assert ask("/", Host="www.example.com").status == 404
    assert ask("/", Host="localhost:PORT").status == 200


@pytest.mark.parametrize(
    "path", ["/../p/content/site.yaml", "/%2e%2e/p/content/site.yaml", "/__nianbao__/serve.py"]
)
def test_only_the_site_is_served(preview: serve.Preview, ask, path: str):
    preview.build()
    answer = ask(path)
    assert answer.status in {403, 404}
    assert b"title: " not in answer.read()


def test_an_error_of_ours_is_shown_and_the_preview_lives_on(
    preview: serve.Preview, ask, monkeypatch: pytest.MonkeyPatch
):
    said: list[str] = []
    object.__setattr__(preview.order, "say", said.append)
    preview.build()
    with monkeypatch.context() as broken:
        broken.setattr(serve, "build", lambda *_: {}["oops"])
        preview.build()
    text = ask(f"/{REPORT}").read().decode()
    assert "内部错误" in text
    assert "KeyError: &#x27;oops&#x27;" in text
    assert "某县人民政府2023年" in text
    assert said[-1].startswith("内部错误：KeyError: 'oops'（")
    preview.build()
    assert "内部错误" not in ask(f"/{REPORT}").read().decode()


def test_a_build_nobody_waits_for_ends_early_and_silently(preview: serve.Preview):
    said: list[str] = []
    object.__setattr__(preview.order, "say", said.append)
    preview.stop.set()
    preview.build()
    assert said == []
    assert not preview.site.exists()


# The watcher


@pytest.mark.parametrize(
    ("path", "source"),
    [
        ("content/site.yaml", True),
        ("content/a/2023/附件.pdf", True),
        ("themes/mine/templates/report.html", True),
        ("content/a", True),
        ("content/a/.2023.yaml.swp", False),
        ("content/a/2023.yaml~", False),
        ("content/a/4913", False),
        ("content/a/#2023.md#", False),
        ("content/a/~$附件.docx", False),
        ("content/a/.DS_Store", False),
        ("content/.git/index", False),
        ("content/a/2023.yaml.tmp", False),
        ("content/Thumbs.db", False),
    ],
)
def test_what_editors_leave_is_no_source(path: str, source: bool):
    assert watch.is_source(path.replace("/", os.sep)) is source


@pytest.fixture(params=[False, True], ids=["told", "polled"])
def seen(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[list[float]]:
    """The moments at which changes below `tmp_path` were seen; the first is the start."""
    monkeypatch.setattr(watch, "_LOOK", 0.05)
    column(tmp_path)
    moments: list[float] = []
    said: list[str] = []
    stop = threading.Event()

    def work() -> None:
        changes = watch.follow(tmp_path, stop, poll=request.param, say=said.append)
        moments.extend(time.monotonic() for _change in changes)

    thread = threading.Thread(target=work)
    thread.start()
    until(lambda: moments, "never began")
    yield moments
    stop.set()
    thread.join(PATIENCE)
    assert not thread.is_alive()
    assert len(said) == request.param


def quiet(moments: list[float]) -> int:
    """How many changes there were, once there are no more of them."""
    time.sleep(0.25)
    return len(moments) - 1


def test_changes_of_every_kind_are_seen(tmp_path: Path, seen: list[float]):
    content = tmp_path / "content"

    def change(act: Callable[[], object], what: str) -> None:
        before = len(seen)
        act()
        until(lambda: len(seen) > before, what)
        quiet(seen)

    (content / "xian" / "2023.yaml~").write_text("x", "utf-8")
    (content / "xian" / ".2023.yaml.swp").write_text("x", "utf-8")
    (content / ".git").mkdir()
    (tmp_path / "README.md").write_text("x", "utf-8")
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "index.html").write_text("x", "utf-8")
    assert quiet(seen) == 0
    change(lambda: (content / "xian").rename(content / "shi"), "a renamed folder")
    change(lambda: (content / "shi" / "2023.md").write_text("x", "utf-8"), "a file in a renamed folder")
    change(lambda: (content / "a" / "b").mkdir(parents=True), "a new folder")
    change(lambda: (content / "a" / "b" / "2023.md").write_text("x", "utf-8"), "a file in a new folder")
    change(lambda: (tmp_path / "themes" / "mine").mkdir(parents=True), "the first theme")
    change(
        lambda: (tmp_path / "themes" / "mine" / "theme.yaml").write_text("x", "utf-8"), "a file of a theme"
    )
    change(lambda: content.rename(tmp_path / "old"), "content/ gone")
    change(lambda: shutil.copytree(tmp_path / "old", content), "content/ come back")
    change(lambda: (content / "site.yaml").write_text("x", "utf-8"), "a file in the new content/")


def test_the_fonts_are_watched_where_the_settings_say(tmp_path: Path, seen: list[float]):
    settings, fonts = tmp_path / "content/site.yaml", tmp_path / "office/fonts"
    words = settings.read_text("utf-8")
    named = f"{words}fonts: office/fonts\n"

    def change(act: Callable[[], object], what: str) -> None:
        before = len(seen)
        act()
        until(lambda: len(seen) > before, what)
        quiet(seen)

    shutil.copytree(tmp_path / "content/xian", fonts)
    assert quiet(seen) == 0
    shutil.rmtree(fonts)
    change(lambda: settings.write_text(named, "utf-8"), "the settings name a folder that is missing")
    change(lambda: shutil.copytree(tmp_path / "content/xian", fonts), "the folder with its files")
    change(lambda: (fonts / "a.ttf").write_bytes(b"1"), "a new font")
    change(lambda: (fonts / "a.ttf").write_bytes(b"22"), "another font under its name")
    change((fonts / "a.ttf").unlink, "a font gone")
    change(lambda: settings.write_text(words, "utf-8"), "the settings name none")
    before = len(seen)
    (fonts / "a.ttf").write_bytes(b"1")
    assert quiet(seen) == before - 1


def test_a_burst_is_one_change(tmp_path: Path, seen: list[float]):
    for number in range(40):
        (tmp_path / "content" / "xian" / f"{number}.md").write_text("x", "utf-8")
    until(lambda: len(seen) > 1, "never seen")
    assert quiet(seen) == 1


def test_whoever_looks_waits_until_nobody_is_saving(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    looks = iter([({"a": (2, 0, 0)}, 0.0), ({"a": (3, 0, 0)}, 0.0), ({"a": (3, 0, 0)}, 0.0)])
    monkeypatch.setattr(watch, "_look", lambda _project: next(looks))
    assert watch._settled(tmp_path, {"a": (1, 0, 0)}, threading.Event()) == {"a": (3, 0, 0)}
    assert list(looks) == []


def test_a_change_during_a_build_is_seen_after_it(tmp_path: Path):
    column(tmp_path)
    stop = threading.Event()
    changes = watch.follow(tmp_path, stop, poll=False, say=pytest.fail)
    next(changes)
    (tmp_path / "content" / "site.yaml").write_text("title: x\n", "utf-8")
    next(changes)
    stop.set()
    assert list(changes) == []


def test_without_watchfiles_it_looks_and_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setitem(sys.modules, "watchfiles", None)
    column(tmp_path)
    said: list[str] = []
    stop = threading.Event()
    changes = watch.follow(tmp_path, stop, poll=False, say=said.append)
    next(changes)
    assert said == ['没有安装 watchfiles，改为每 0.3 秒查看一次文件；安装：pip install "nianbao[watch]"']
    (tmp_path / "content" / "site.yaml").write_text("title: x\n", "utf-8")
    next(changes)
    stop.set()
    assert list(changes) == []
