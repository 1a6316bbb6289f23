"""The file system under the site: lock, staging folder, new files and the switch; it knows nothing of pages."""

import ctypes
import errno
import hashlib
import os
import re
import shutil
import stat
import sys
from collections.abc import Callable, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Literal

if sys.platform == "win32":
    import msvcrt

    def _claim(lock: int) -> None:
        msvcrt.locking(lock, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def _claim(lock: int) -> None:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)


Swap = Literal["first", "exchange", "rename"]

_PART = r"(?!\.\.?(?:/|\Z))[^/\\\x00-\x1f\x7f-\x9f\ud800-\udfff]+"
_PATH = re.compile(rf"{_PART}(?:/{_PART})*")
_NEW_FILE = os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)  # O_EXCL follows no link
_AT_FDCWD = -100  # "relative to the working directory", for renameat2
_SWAP = 2  # RENAME_EXCHANGE of Linux and RENAME_SWAP of macOS happen to agree
_CANNOT = {errno.ENOSYS, errno.EINVAL, errno.ENOTSUP, errno.EOPNOTSUPP}  # this kernel or this file system

# The locks that this very process holds. A forked worker inherits the open lock file, and would keep the lock
# of a killed build alive for as long as it lives itself: so a child lets go at once.
_HELD: set[int] = set()


def _let_go() -> None:
    for lock in _HELD:
        os.close(lock)
    _HELD.clear()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_let_go)


def enter(site: Path) -> int:
    """Take the lock beside `site`; BlockingIOError says that another build has it.

    The lock file stays for ever: to remove it would let two builds lock two files of one name. The system drops
    the lock of a dead process by itself, so a killed build blocks nobody.
    """
    flags = os.O_RDWR | os.O_CREAT | getattr(os, "O_NOFOLLOW", 0)
    lock = os.open(site.with_name(f".{site.name}.lock"), flags, 0o644)
    try:
        _claim(lock)
    except OSError as error:
        os.close(lock)
        if error.errno in {errno.EAGAIN, errno.EACCES}:  # EACCES is how Windows says it
            raise BlockingIOError(errno.EAGAIN, os.strerror(errno.EAGAIN)) from None
        raise
    _HELD.add(lock)
    return lock


def leave(site: Path, lock: int) -> None:
    """Clear up and give the lock back; only in the process that took it, never in a worker forked from it."""
    if lock not in _HELD:
        return
    try:
        with suppress(OSError):  # the next build clears up what this one could not
            tidy(site)
    finally:
        _HELD.discard(lock)
        with suppress(OSError):
            os.close(lock)


def fresh(site: Path) -> Path:
    """A new empty folder beside the site, so on the same file system; nobody else knows its name."""
    folder = _unused(site)
    folder.mkdir(0o755)
    return folder


def tidy(site: Path) -> None:
    """Undo what a killed build left; the caller holds the lock, so no living build owns any of it."""
    previous = _previous(site)
    if previous.is_dir():
        # Killed in the gap of the rename way, the old site is whole and comes back. Otherwise it goes, under
        # another name first: half deleted it must never be taken for a whole one.
        previous.rename(_unused(site) if _is_there(site) else site)
    for name in sorted(os.listdir(site.parent)):  # noqa: PTH208 (the names are all we need)
        if name.startswith(_prefix(site)):
            shutil.rmtree(site.with_name(name), ignore_errors=True)  # does not follow a link


def create(folder: Path, path: str, body: bytes) -> None:
    """Write one new file and the folders above it; FileExistsError where its name is taken, by a link too.

    Names come checked: one that leaves the folder, or that no system can show, is our own error, a ValueError.
    """
    if not _PATH.fullmatch(path):
        raise ValueError(f"not a path inside the site: {path!r}")
    _make_folders(folder, path)
    handle = os.open(f"{folder}/{path}", _NEW_FILE, 0o644)
    try:
        rest = memoryview(body)
        while rest:  # a system may write less than it was given and call that a success
            done = os.write(handle, rest)
            if not done:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            rest = rest[done:]
    finally:
        os.close(handle)


def _make_folders(folder: Path, path: str) -> None:
    for parent in (f"{folder}/{path[:at]}" for at, character in enumerate(path) if character == "/"):
        with suppress(FileExistsError):
            os.mkdir(parent, 0o755)  # noqa: PTH102 (called for every page: Path takes longer than the system)
        if not stat.S_ISDIR(os.lstat(parent).st_mode):  # a file of this name, or a link to somewhere else
            raise FileExistsError(errno.EEXIST, os.strerror(errno.EEXIST), parent)


def holds(file: Path, sha256: str) -> bool:
    """Whether an old file has these bytes; one that cannot be read has not: it is replaced, not repaired."""
    try:
        return hashlib.sha256(file.read_bytes()).hexdigest() == sha256
    except OSError:
        return False


def sync(folder: Path) -> None:
    """Bring everything written to the file system of `folder` to the disk: one call, not one for each file."""
    if syncfs := _libc("syncfs"):
        handle = os.open(folder, os.O_RDONLY)
        try:
            _call(syncfs, handle)
        except OSError as error:
            if error.errno not in _CANNOT:
                raise
        else:
            return
        finally:
            os.close(handle)
    getattr(os, "sync", lambda: None)()  # macOS; Windows has neither


def settle(folder: Path) -> None:
    """Bring the names in `folder` to the disk; where that fails the switch has still happened."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def listing(folder: Path) -> dict[str, os.stat_result]:
    """Every file below a folder by its path with "/"; links and pipes count as files and are not followed."""
    found: dict[str, os.stat_result] = {}
    waiting = [""]
    while waiting:
        at = waiting.pop()
        with os.scandir(f"{folder}/{at}") as entries:
            for entry in entries:
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(f"{at}{entry.name}/")
                else:
                    found[f"{at}{entry.name}"] = entry.stat(follow_symlinks=False)
    return found


def is_file(status: os.stat_result | None, size: int) -> bool:
    """Whether a listed thing is an ordinary file of this many bytes."""
    return status is not None and stat.S_ISREG(status.st_mode) and status.st_size == size


def keep_times(folder: Path, times: Mapping[str, os.stat_result]) -> None:
    """Give staged files the times that their like had in the old site."""
    for path, status in times.items():
        os.utime(f"{folder}/{path}", ns=(status.st_atime_ns, status.st_mtime_ns))


def keep_folder_times(folder: Path, site: Path, paths: tuple[Iterable[str], Iterable[str]]) -> None:
    """The same for folders that hold the same names in the old and the new list of files; after the files."""
    before, after = map(_folders, paths)
    keep_times(folder, {path: (site / path).lstat() for path in after if after[path] == before.get(path)})


def _folders(paths: Iterable[str]) -> dict[str, set[str]]:
    """The names in each folder, files and folders alike."""
    folders: dict[str, set[str]] = {}
    for path in paths:
        rest = path
        while rest:
            parent, _, name = rest.rpartition("/")
            names = folders.setdefault(parent, set())
            if name in names:
                break
            names.add(name)
            rest = parent
    return folders


def switch(folder: Path, site: Path) -> Swap:
    """Put `folder` in the place of `site`, and say how: only "rename" leaves a moment without a site.

    After "exchange" the old site has the name of the staging folder, so whoever clears that away is right
    whether the switch happened or not.
    """
    if not _is_there(site):
        folder.rename(site)
        return "first"
    if _exchange(folder, site):
        return "exchange"
    site.rename(_previous(site))
    folder.rename(site)  # where this fails, `tidy` puts the old site back
    return "rename"


def _is_there(path: Path) -> bool:
    """Not os.path.lexists: that one takes every error for an absence."""
    try:
        path.lstat()
    except FileNotFoundError:
        return False
    return True


def _prefix(site: Path) -> str:
    return f".{site.name}.staging-"


def _unused(site: Path) -> Path:
    return site.with_name(f"{_prefix(site)}{os.urandom(6).hex()}")


def _previous(site: Path) -> Path:
    """Where the old site waits while the rename way has none; a staging name, so `tidy` knows it."""
    return site.with_name(f"{_prefix(site)}previous")


def _exchange(one: Path, two: Path) -> bool:
    """Let two folders change their names in one step; False where the system cannot."""
    names = os.fsencode(one), os.fsencode(two)
    try:
        if renameat2 := _libc("renameat2"):
            _call(renameat2, _AT_FDCWD, names[0], _AT_FDCWD, names[1], _SWAP)
        elif renamex_np := _libc("renamex_np"):
            _call(renamex_np, *names, _SWAP)
        else:
            return False
    except OSError as error:
        if error.errno in _CANNOT:
            return False
        raise
    return True


def _libc(name: str) -> Callable[..., int] | None:
    """A function of the C library that Python does not offer, where there is one."""
    if sys.platform == "win32":
        return None
    found: Callable[..., int] | None = getattr(ctypes.CDLL(None, use_errno=True), name, None)
    return found


def _call(function: Callable[..., int], *args: int | bytes) -> None:
    if function(*args) != 0:
        code = ctypes.get_errno()
        raise OSError(code, os.strerror(code))
