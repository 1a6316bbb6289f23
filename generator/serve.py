"""Preview: livereload's server and client over the last good site, with the problems of the last build laid over it."""

import asyncio
import errno
import logging
import re
import signal
import socket
import threading
import time
import traceback
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from http import HTTPStatus
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import unquote

from livereload.handlers import LiveReloadHandler, LiveReloadJSHandler, StaticFileHandler
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPHeaders
from tornado.web import Application, HTTPError, OutputTransform, RequestHandler
from tornado.web import StaticFileHandler as Files

from generator import overlay, show
from generator.build import Options, Outcome, build
from generator.overlay import AT, Shown
from generator.problems import Problem
from generator.read.tree import CONTENT
from generator.watch import follow
from generator.write import SITE, Refused

HOST = "127.0.0.1"  # a preview shows drafts: no other machine may see it
NAMES = (HOST, "localhost")  # by which a browser on this machine may call us
PORT = 8000
_TRIES = 100  # ports, from PORT on
_LEAVE = 1.5  # seconds that a running build has to notice that we leave


class NoPortError(Exception):
    """There is no port to be had; the text is for the user."""


class _LeavingError(Exception):
    """Ends a build that nobody waits for any more."""


@dataclass(frozen=True, slots=True)
class Order:
    """What `nianbao serve` was asked for, and what the command line lends it to speak with."""

    project: Path
    port: int | None  # None: PORT, or the next free one
    poll: bool
    say: Callable[[str], None]


def serve(order: Order) -> None:
    """Preview until Ctrl-C. Raises NoPortError before anything is built."""
    listener = _listen(order.port)
    port = listener.getsockname()[1]
    # Ctrl-C is how a preview ends, not an accident; the folder is gone before we leave.
    with (
        suppress(KeyboardInterrupt),
        TemporaryDirectory(prefix="nianbao-", ignore_cleanup_errors=True) as name,
    ):
        where = "content、themes 和字体文件夹"
        order.say(f"预览：http://{HOST}:{port}/ 改动 {where}里的文件后自动刷新；按 Ctrl-C 结束")
        asyncio.run(_run(Preview(order, Path(name), port), listener))


def _listen(wanted: int | None) -> socket.socket:
    """A socket that listens already: a port that was only looked at could be taken while we build."""
    for port in [wanted] if wanted else range(PORT, PORT + _TRIES):
        try:
            listener = socket.create_server((HOST, port))
        except OSError as error:
            if wanted:
                taken = error.errno == errno.EADDRINUSE
                why = "已被占用" if taken else f"不能用（{error.strerror or error}）"
                message = f"端口 {port} {why}；换一个 --port，或不写 --port，会自动找空闲的"
                raise NoPortError(message) from None
        else:
            listener.setblocking(False)  # noqa: FBT003 (its signature; Tornado wants it so)
            return listener
    raise NoPortError(f"端口 {PORT} 到 {PORT + _TRIES - 1} 都不能用；用 --port 指定一个空闲的")


async def _run(preview: "Preview", listener: socket.socket) -> None:
    """Answer requests, while a thread of its own watches and builds: a build never holds up a page."""
    loop = asyncio.get_running_loop()
    leave = asyncio.Event()
    for number in map(signal.Signals.__members__.get, ("SIGTERM", "SIGHUP")):
        # As Ctrl-C, so that the folder goes away then too; but not under nohup. Windows has no such handlers.
        if number and signal.getsignal(number) is signal.SIG_DFL:
            with suppress(NotImplementedError):
                loop.add_signal_handler(number, leave.set)

    def work() -> None:
        for _change in follow(order.project, preview.stop, poll=order.poll, say=order.say):
            preview.build()
            if not preview.stop.is_set():
                loop.call_soon_threadsafe(reload_pages)

    order = preview.order
    logging.getLogger("tornado.general").setLevel(logging.ERROR)  # what browsers do wrong is not our news
    server = HTTPServer(application(preview))
    server.add_socket(listener)
    thread = threading.Thread(target=work, name="sources", daemon=True)
    thread.start()
    try:
        await leave.wait()
    finally:
        preview.stop.set()
        thread.join(_LEAVE)
        server.stop()


def application(preview: "Preview") -> Application:
    """What is at which address."""
    origins = [f"http://{name}:{preview.port}".removesuffix(":80") for name in NAMES]
    app = Application(transforms=[NoStore], log_function=lambda _handler: None)
    # Only under our own names: a foreign one that leads to 127.0.0.1 would let its pages read the drafts.
    app.add_handlers(
        "(" + "|".join(map(re.escape, NAMES)) + ")",
        [
            ("/livereload", Socket, {"origins": frozenset(origins)}),
            ("/livereload.js", LiveReloadJSHandler),
            (f"{AT}build", Number, {"preview": preview}),
            (rf"{AT}(overlay\.(?:css|js))", Files, {"path": str(overlay.ASSETS)}),
            ("/(.*)", Page, {"path": str(preview.site), "preview": preview}),
        ],
    )
    return app


def reload_pages() -> None:
    """Tell every open page to load itself again.

    livereload's own way drops whatever comes within 3 seconds of the last; here each message follows a build.
    """
    for page in tuple(LiveReloadHandler.waiters):
        page.send_message({"command": "reload", "path": "*"})


@dataclass(slots=True)
class Preview:
    """The last good site in a folder of its own, and what the last build said. The watcher's thread changes it."""

    order: Order
    folder: Path
    port: int
    shown: Shown = field(default_factory=lambda: Shown(""))  # before the first build
    stop: threading.Event = field(default_factory=threading.Event)
    # The last good pages of drafts: a build leaves out a draft that has errors, and does so without failing.
    kept: dict[str, bytes] = field(default_factory=dict)

    @property
    def site(self) -> Path:
        """Where builds go."""
        return self.folder / SITE

    def build(self) -> None:
        """Build once; whatever comes of it can then be seen on the pages, and is said in one line."""
        began = time.monotonic()
        crash = ""
        try:
            options = Options(drafts=True, jobs=1, progress=self._still_here)
            outcome = build(self.order.project, self.site, options)
        except Refused as refused:
            outcome = Outcome(problems=[refused.problem])
        except _LeavingError:
            return
        except Exception as error:  # noqa: BLE001 (an error of ours must not end the preview: it is shown in it)
            outcome = Outcome()
            crash = "".join(traceback.format_exception(error))
        if self.stop.is_set():
            return
        problems = [*outcome.problems, *(problem for draft in outcome.drafts for problem in draft.problems)]
        line = show.source_lines(self.order.project)
        # A fresh name for every build of every run: an open page must not take this build for an older one.
        self.shown = Shown(
            number=str(time.time_ns()),
            problems=outcome.problems,
            drafts={_page(draft.file): draft for draft in outcome.drafts},
            stale=outcome.published is None,
            crash=crash,
            lines={problem.place: line(problem.place) for problem in problems},
        )
        self._keep_drafts()
        self.order.say(f"{self._words(outcome, problems)}（{time.monotonic() - began:.2f} 秒）")

    def _still_here(self, _done: int, _all: int) -> None:
        if self.stop.is_set():
            raise _LeavingError

    def _keep_drafts(self) -> None:
        for path in self.shown.drafts:
            with suppress(OSError):  # it has errors, so there is none now; the page kept before stays
                self.kept[path] = (self.site / path).read_bytes()

    def _words(self, outcome: Outcome, problems: Sequence[Problem]) -> str:
        if self.shown.crash:
            return f"内部错误：{self.shown.crash.splitlines()[-1]}"
        count = show.counts(problems)
        if self.shown.stale:
            return f"没有更新：{count}"
        drafts = f"，其中草稿 {len(outcome.drafts)} 份" if outcome.drafts else ""
        return f"已更新，{outcome.reports} 份年报{drafts}：{count}"


class Page(StaticFileHandler):  # type: ignore[misc]  # livereload ships no types
    """Files of the site; HTML gets the scripts and the problems, also where there is no page."""

    preview: Preview
    shown: Shown

    def initialize(self, path: str, preview: Preview) -> None:
        """Tornado's constructor of a handler."""
        super().initialize(path, default_filename="index.html")
        self.preview = preview
        # Before any file is read: a page may be newer than the build it names, never older.
        self.shown = preview.shown
        self.address = unquote(self.request.path).lstrip("/")

    def compute_etag(self) -> None:
        """None: what is never kept need not be compared."""

    def validate_absolute_path(self, root: str, absolute_path: str) -> str | None:
        """The file to send; None where the answer is already given, as for every page."""
        try:
            found: str | None = super().validate_absolute_path(root, absolute_path)
            if found is None or not found.endswith(".html"):
                return found
            html = Path(found).read_bytes()
        except (HTTPError, OSError) as error:  # OSError: a build has just taken the file away
            if self.address not in self.shown.drafts or self.address not in self.preview.kept:
                raise error if isinstance(error, HTTPError) else HTTPError(HTTPStatus.NOT_FOUND) from None
            html = self.preview.kept[self.address]
        self.finish(self._laid_over(html))
        return None

    def write_error(self, status_code: int, **_kwargs: Any) -> None:
        """A page that says why there is none, and gives way to it as soon as there is."""
        missing = status_code == HTTPStatus.NOT_FOUND
        words = overlay.missing(self.shown, self.address) if missing else f"打不开这个页面（{status_code}）"
        self.finish(self._laid_over(overlay.notice(words)))

    def _laid_over(self, html: bytes) -> bytes:
        return overlay.laid_over(html, self.shown, self.address, self.preview.port)


class Socket(LiveReloadHandler):  # type: ignore[misc]  # livereload ships no types
    """The connection over which a page is told to load itself again."""

    def initialize(self, origins: frozenset[str]) -> None:
        """Tornado's constructor of a handler."""
        self.origins = origins

    def check_origin(self, origin: str) -> bool:
        """Only our own pages: livereload lets every page of the browser listen."""
        return origin in self.origins


class Number(RequestHandler):
    """Which build is the last one."""

    def initialize(self, preview: Preview) -> None:
        """Tornado's constructor of a handler."""
        self.preview = preview

    def get(self) -> None:
        """Its name, as in the pages."""
        self.finish(self.preview.shown.number)


class NoStore(OutputTransform):
    """What a browser kept of a preview would be a page that lies."""

    def transform_first_chunk(
        self, status_code: int, headers: HTTPHeaders, chunk: bytes, finishing: bool
    ) -> tuple[int, HTTPHeaders, bytes]:
        """Called for every answer."""
        headers["Cache-Control"] = "no-store"
        return super().transform_first_chunk(status_code, headers, chunk, finishing)


def _page(file: str) -> str:
    """content/a/2023.yaml → a/2023.html."""
    return file.removeprefix(f"{CONTENT}/").removesuffix(".yaml") + ".html"
