"""What several test files share."""

import os
import shutil
import signal
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn

import pytest

from generator.downloads import FORMATS, Format
from generator.outputs import Order

# A shell makes what it runs in the background deaf to Ctrl-C, and so all that is started from there; a preview is
# ended with it.
signal.signal(signal.SIGINT, signal.default_int_handler)

# No sandbox: CI runs as root in a container. The rest keeps the browser from calling home.
ARGUMENTS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--no-first-run",
    "--disable-quic",
]
NAMES = ("chromium", "chromium-browser", "google-chrome")
MAC = "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"


def browser_path() -> str | None:
    """The browser to drive."""
    found = os.environ.get("NIANBAO_CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    return found or (MAC if Path(MAC).exists() else None)


def without(what: str) -> NoReturn:
    """A test that cannot run fails where everything must run, and says why it is left out elsewhere."""
    if os.environ.get("CI"):
        pytest.fail(f"CI 里必须有{what}", pytrace=False)
    pytest.skip(f"没有{what}")


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """A running browser (playwright's sync Browser); every test opens its own page."""
    found = browser_path()
    if not found:
        without("浏览器：安装 chromium，或用 NIANBAO_CHROMIUM 指明它在哪里")
    try:
        from playwright.sync_api import sync_playwright
    except ImportError:
        without("playwright")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=ARGUMENTS)
        yield browser
        browser.close()


@pytest.fixture
def visit(chromium: Any) -> Iterator[Callable[..., Any]]:
    """Open a file or an address in a window of its own: what the console says is in `said`, what it loads in `loaded`."""
    contexts = []

    def open_(address: Path | str, **mode: Any) -> Any:
        contexts.append(chromium.new_context(**({"viewport": {"width": 1280, "height": 800}} | mode)))
        page = contexts[-1].new_page()
        page.said, page.loaded = [], []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda request: page.loaded.append(request.url))
        page.goto(address.as_uri() if isinstance(address, Path) else address)
        return page

    yield open_
    for context in contexts:
        context.close()


@pytest.fixture
def probe(monkeypatch: pytest.MonkeyPatch) -> Callable[[Callable[[Order], bytes | None]], None]:
    """Enter a writer of downloads of our own under the name `probe`."""

    def enter(write: Callable[[Order], bytes | None]) -> None:
        module = ModuleType("generator.outputs.probe")
        module.write = write
        monkeypatch.setitem(sys.modules, module.__name__, module)
        monkeypatch.setitem(FORMATS, "probe", Format("probe", "样品", "probe", "text/plain"))

    return enter
