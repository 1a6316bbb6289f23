"""When sources change: one signal for a whole burst of saves, told by the system or found by looking."""

import os
import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from generator.read.site import FILE as SITE_FILE
from generator.read.site import read_site
from generator.read.tree import CONTENT

SITE = f"{CONTENT}/{SITE_FILE}"
FOLDERS = (CONTENT, "themes")

_QUIET = 0.05  # seconds without a change that end a burst
_LONGEST = 1.6  # seconds; then there is a build even if the burst goes on
_IDLE = 0.1  # seconds after which watchfiles lets us see whether the folders are still the same
_LOOK = 0.3  # seconds between two looks
_REST = (
    9  # a look at many files is followed by this many times its own duration of rest: a tenth of a processor
)

# What editors and file managers put beside the file that is edited. A leading dot also covers .git.
_PASSING = re.compile(
    r"\..*|.*~|~\$.*|#.*#|.*\.(?:sw[a-z]|tmp)|4913|thumbs\.db|desktop\.ini", re.IGNORECASE | re.DOTALL
)

_LOOKING = f"改为每 {_LOOK} 秒查看一次文件"

_Seen = dict[str, tuple[int, int, int]]


def follow(project: Path, stop: threading.Event, *, poll: bool, say: Callable[[str], None]) -> Iterator[None]:
    """Yield at once, then after every burst of changes in what is built from, until `stop` is set.

    What changes from the first yield on, even while the caller is busy with it, leads to another yield.
    """
    project = project.resolve()  # the names that the system tells are without links
    if poll:
        say(f"每 {_LOOK} 秒查看一次文件")
    else:
        try:
            yield from _told(project, stop)
        except ImportError:
            say(f'没有安装 watchfiles，{_LOOKING}；安装：pip install "nianbao[watch]"')
        except (OSError, RuntimeError) as error:  # out of watches, a file system that tells nothing, …
            say(f"系统不能通知文件的改动（{error}），{_LOOKING}")
    if not stop.is_set():
        yield from _looked(project, stop)


def is_source(path: str) -> bool:
    """Whether a path below the project, with the separators of the system, can be somebody's work."""
    return not any(_PASSING.fullmatch(part) for part in Path(path).parts)


def _told(project: Path, stop: threading.Event) -> Iterator[None]:
    """By the system, through watchfiles. Raises ImportError, OSError or RuntimeError where it cannot be had."""
    from watchfiles import watch

    root = str(project)

    def relevant(_change: object, path: str) -> bool:
        return is_source(path.removeprefix(root).lstrip(os.sep))

    while not stop.is_set():
        folders = _sources(project)
        identities = _identities(folders)
        events = watch(
            *identities,
            watch_filter=relevant,
            debounce=round(_LONGEST * 1000),
            step=round(_QUIET * 1000),
            rust_timeout=round(_IDLE * 1000),
            yield_on_timeout=True,
            stop_event=stop,
        )
        # The first answer, empty or not, says that the watch stands: from here on nothing is missed.
        for number, changes in enumerate(events):
            if changes or number == 0:
                yield
                folders = _sources(project)
            if _identities(folders) != identities:
                break  # the system watches the folder that was, not the one that has its name now


def _sources(project: Path) -> list[Path]:
    """What is built from, whether it is there or not: the fonts are where site.yaml says just now."""
    fonts = read_site(project / SITE, SITE, lambda _problem: None).fonts
    return [project / name for name in (*FOLDERS, fonts) if name]


def _identities(folders: Sequence[Path]) -> dict[Path, tuple[int, int]]:
    """The watched folders that exist, and which folder each of them is."""
    found = {}
    for folder in folders:
        with suppress(OSError):
            status = folder.stat()
            found[folder] = (status.st_dev, status.st_ino)
    return found


def _looked(project: Path, stop: threading.Event) -> Iterator[None]:
    """By looking at every file, again and again; works on any disk."""
    folders = _sources(project)
    seen, took = _look(folders)
    yield
    while not stop.wait(max(_LOOK, took * _REST)):
        now, took = _look(folders)
        if now != seen:
            now = _settled(folders, now, stop)
        if now != seen:
            seen = now
            yield
            folders = _sources(project)


def _settled(folders: Sequence[Path], now: _Seen, stop: threading.Event) -> _Seen:
    """The files once nothing has changed for a moment: nobody is in the middle of saving."""
    until = time.monotonic() + _LONGEST
    while not stop.wait(_QUIET) and time.monotonic() < until:
        before, (now, _took) = now, _look(folders)
        if now == before:
            break
    return now


def _look(folders: Sequence[Path]) -> tuple[_Seen, float]:
    """Time, size and number of every file and folder, and how many seconds it took to see them."""
    began = time.monotonic()
    seen: _Seen = {}
    waiting = [str(folder) for folder in folders]
    while waiting:
        with suppress(OSError), os.scandir(waiting.pop()) as entries:  # gone since we saw its name
            for entry in entries:
                if not is_source(entry.name):
                    continue
                status = entry.stat(follow_symlinks=False)
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                    seen[entry.path] = (0, 0, status.st_ino)  # its time changes with every passing file
                else:
                    seen[entry.path] = (status.st_mtime_ns, status.st_size, status.st_ino)
    return seen, time.monotonic() - began
