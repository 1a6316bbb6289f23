"""A built column as a portal serves it: below a path of its own, packed, with the headers of docs/deploy."""

import gzip
import mimetypes
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from urllib.parse import unquote, urlsplit

from generator.deploy.headers import ASSETS, EVERYWHERE

PATH = "/nianbao/"


class Portal(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def __init__(self, site: Path, *args) -> None:
        self.site = site
        super().__init__(*args)

    def do_GET(self) -> None:
        asked = unquote(urlsplit(self.path).path)
        file = self.site / asked.removeprefix(PATH)
        found = asked.startswith(PATH) and file.is_file()
        body = gzip.compress(file.read_bytes()) if found else b""
        self.send_response(200 if found else 404)
        kind = mimetypes.guess_type(file)[0] or "application/octet-stream"
        self.send_header("Content-Type", f"{kind}; charset=utf-8" if kind.startswith("text/") else kind)
        self.send_header("Content-Encoding", "gzip")
        self.send_header("Content-Length", str(len(body)))
        for name, value in (EVERYWHERE | (ASSETS if "/assets/" in asked else {})).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_args) -> None:
        pass


@contextmanager
def served(site: Path) -> Iterator[str]:
    """The address of the column, while it is served."""
    with ThreadingHTTPServer(("127.0.0.1", 0), partial(Portal, site)) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}{PATH}"
        server.shutdown()
