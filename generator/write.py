"""The one door out: stage, compare, swap; a manifest of SHA-256 says what is ours."""

import errno
import hashlib
import os
import stat
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from generator import manifest, swap
from generator.manifest import MANIFEST, Manifest, Written
from generator.problems import Finding, Place, Problem, fault

SITE = "site"
SHOWN = 5  # names in one message
JUNK = {".DS_Store", "Thumbs.db", "desktop.ini"}  # written by file managers; nobody misses them

_REPORT = "检查 site 文件夹和磁盘，然后再生成一次；还是不行，请把这段话发给管理电脑的同事"
_RIGHTS = "没有权限", "确认当前账号可以修改项目文件夹（是不是用别的账号生成过？），或请管理电脑的同事处理"
_CAUSES = {
    errno.ENOSPC: ("磁盘已满", "清理出一些磁盘空间，然后再生成一次"),
    errno.EDQUOT: ("磁盘配额已用完", "清理出一些磁盘空间，然后再生成一次"),
    errno.EACCES: _RIGHTS,
    errno.EPERM: _RIGHTS,
    errno.EROFS: ("磁盘是只读的", "换到可以写入的磁盘，或请管理电脑的同事处理"),
    errno.EIO: ("磁盘读写出错", "磁盘可能有故障：先备份项目文件夹，再请管理电脑的同事检查"),
    errno.EBUSY: ("site 正被别的程序占用，或是挂载的磁盘", "关闭用着 site 的程序或窗口，再生成一次"),
    errno.EXDEV: ("site 和项目不在同一个磁盘上", "site 应当是项目里的普通文件夹，不能是挂载的磁盘"),
    errno.ENAMETOOLONG: ("文件名太长", "把附件或文件夹的名字改短，然后再生成一次"),
    errno.ENOENT: ("文件夹不存在，或刚刚被移走", _REPORT),
}


class Refused(Exception):  # noqa: N818 (no error of ours: it carries what to tell the clerk)
    """Carries the Problem that says why nothing may be written."""

    def __init__(self, problem: Problem) -> None:
        super().__init__(problem)  # so that it comes whole out of a worker process
        self.problem = problem


@dataclass(frozen=True, slots=True)
class Published:
    """What a publish did to the files on the disk, and how the folders changed places."""

    added: int
    changed: int
    removed: int
    unchanged: int
    swap: swap.Swap


@dataclass(frozen=True, slots=True)
class Standing:
    """The site that is there now: what its manifest lists, and what of it is on the disk."""

    listed: dict[str, Written]
    found: dict[str, os.stat_result]


@dataclass(frozen=True, slots=True)
class Stage:
    """A staging folder beside the site, into which workers write; `publish` puts it in the site's place."""

    folder: Path
    site: Path

    def last(self) -> Manifest:
        """The manifest of the site that stands; without one, an empty one."""
        with _worded():
            return _read_manifest(self.site)

    def publish(
        self, written: Iterable[Written], more: Mapping[str, Mapping[str, object]] | None = None
    ) -> Published:
        """Make the staged files the site, all of them, or Refused and none; `more` goes into the manifest."""
        with _worded():
            rows = _staged(self.folder, written)
            old = _standing(self.site)  # once more: somebody may have put a file there during the build
            kept = {path: old.found[path] for path, row in rows.items() if _same(self.site, row, old)}
            unchanged = len(kept)
            made = write_file(self.folder, MANIFEST, manifest.written(rows.values(), more or {}))
            if unchanged == len(rows) and swap.holds(self.site / MANIFEST, made.sha256):
                kept[MANIFEST] = old.found[MANIFEST]
            swap.keep_times(self.folder, kept)
            swap.keep_folder_times(self.folder, self.site, (old.found, [*rows, MANIFEST]))
            swap.sync(self.folder)
            way = swap.switch(self.folder, self.site)
        swap.settle(self.site.parent)
        before = old.found.keys() - {MANIFEST}
        added, removed = len(rows.keys() - before), len(before - rows.keys())
        return Published(added, len(rows) - added - unchanged, removed, unchanged, way)


@contextmanager
def stage(site: Path) -> Iterator[Stage]:
    """Own the site for one build; without a `publish` in the block nothing of it changes.

    Raises Refused at once when another build runs or when the folder is not ours to replace.
    """
    site = site.absolute()
    with _worded():
        try:
            lock = swap.enter(site)
        except BlockingIOError:
            raise Refused(busy()) from None
    try:
        with _worded():
            swap.tidy(site)
            _standing(site)
            folder = swap.fresh(site)
        yield Stage(folder, site)
    finally:
        swap.leave(site, lock)


def write_file(folder: Path, path: str, body: bytes) -> Written:
    """Write one new file of the site into the staging folder; a name that may not be one is a ValueError."""
    with _worded(path):
        try:
            swap.create(folder, path, body)
        except FileExistsError:
            raise Refused(taken(path)) from None
    return Written(path, hashlib.sha256(body).hexdigest(), len(body))


def _staged(folder: Path, written: Iterable[Written]) -> dict[str, Written]:
    """The rows by path, once the folder is seen to hold exactly those files, each of its full size."""
    rows = {row.path: row for row in written}
    found = swap.listing(folder)
    for path in sorted(rows.keys() | found.keys()):
        if path not in rows or not swap.is_file(found.get(path), rows[path].size):
            cause = "刚写好的文件缺了、多了或变了（可能是杀毒软件或另一个程序动过）"
            raise Refused(unwritten(path, cause, _REPORT))
    return rows


def _standing(site: Path) -> Standing:
    """The site that is there, or Refused: what we did not write is not ours to replace."""
    try:
        status = site.lstat()
    except FileNotFoundError:
        return Standing({}, {})
    if not stat.S_ISDIR(status.st_mode):
        raise Refused(no_folder("链接（快捷方式）" if stat.S_ISLNK(status.st_mode) else "文件"))
    found = swap.listing(site)
    listed = _read_manifest(site).files
    ours = {path: status for path, status in found.items() if path in listed or path == MANIFEST}
    strangers = sorted(path for path in found.keys() - ours.keys() if path.rpartition("/")[2] not in JUNK)
    if strangers:
        raise Refused(foreign(strangers) if MANIFEST in found else not_ours())
    return Standing(listed, ours)


def _read_manifest(site: Path) -> Manifest:
    """An empty one where there is none."""
    path = site / MANIFEST
    try:
        if not stat.S_ISREG(path.lstat().st_mode):  # a pipe would hang us
            raise Refused(not_ours())
        found = manifest.read(path.read_bytes())
    except FileNotFoundError:
        return Manifest()
    except ValueError:
        raise Refused(damaged()) from None
    if found is None:
        raise Refused(not_ours())
    return found


def _same(site: Path, row: Written, old: Standing) -> bool:
    """Whether the file on the disk has the bytes of this row, so that it may keep its time.

    A time that survives a change of bytes would make browsers and rsync keep the wrong page, so the old manifest
    alone is not believed. No file of a site is younger than its manifest, which is written last: a file of the
    right size that is older than the manifest has not been edited since, and only the others are read and hashed.
    """
    status = old.found.get(row.path)
    if status is None or old.listed.get(row.path) != row or not swap.is_file(status, row.size):
        return False
    older = status.st_mtime_ns < old.found[MANIFEST].st_mtime_ns
    return older or swap.holds(site / row.path, row.sha256)


@contextmanager
def _worded(path: str = "") -> Iterator[None]:
    """Turn what the system says into what a clerk can act on."""
    try:
        yield
    except OSError as error:
        words = _CAUSES.get(error.errno or 0, (f"系统报告：{error.strerror or error}", _REPORT))
        raise Refused(unwritten(path, *words)) from error


@fault("O101", "site 文件夹不是本工具生成的")
def not_ours() -> Finding:
    """什么：site 文件夹里已经有东西，却没有本工具留下的清单（manifest.json）。

    为什么：每次生成都会换掉整个 site 文件夹。没有清单，就分不清里面是不是别人的文件，换掉了就找不回来。
    怎么改：里面的东西还要，就把 site 文件夹移走或改名；不要了，就删掉它。然后再生成一次。
    """
    return Finding(
        Place(SITE), "里面的东西不是本工具生成的，没有动它", "还要用就移走或改名，不要了就删掉，再生成一次"
    )


@fault("O102", "site 不是文件夹")
def no_folder(kind: str) -> Finding:
    """什么：应当是 site 文件夹的地方，现在是一个文件，或者一个链接（快捷方式）。

    为什么：链接可能指向项目以外的文件夹，工具不会顺着它去改别处的东西。
    怎么改：把它移走或改名，然后再生成一次，工具会新建 site 文件夹。
    """
    return Finding(
        Place(SITE), f"这里应当是文件夹，现在是{kind}，没有动它", "把它移走或改名，再生成一次，会新建文件夹"
    )


@fault("O103", "site 文件夹里有别人放的文件")
def foreign(paths: list[str]) -> Finding:
    """什么：site 文件夹里有不是本工具生成的文件。

    为什么：每次生成都会换掉整个 site 文件夹，这些文件会丢失。
    怎么改：把它们移到 site 以外。要公开的附件放进 content 里该单位的年份文件夹，在正文里写上链接，就会随网页一起生成。
    """
    names = "、".join("".join(c if c.isprintable() else "�" for c in path) for path in paths[:SHOWN])
    more = f" 等 {len(paths)} 个" if len(paths) > SHOWN else ""
    return Finding(
        Place(SITE),
        f"site 文件夹里有不是本工具生成的文件，再生成就会丢失：{names}{more}",
        "把它们移到 site 以外（要公开的附件放进 content 里该单位的年份文件夹），然后再生成一次",
    )


@fault("O104", "另一次生成正在进行")
def busy() -> Finding:
    """什么：这个项目的另一次生成还没有结束，可能在另一个窗口里，也可能是同事在做。

    为什么：两次生成同时写一个文件夹，会互相覆盖。
    怎么改：等那一次结束后再生成。工具意外关闭不会留下影响，不需要清理任何文件。
    """
    return Finding(Place(SITE), "另一次生成正在进行，这一次没有开始", "等它结束，或关掉那个窗口，再生成一次")


@fault("O105", "网页写不进磁盘")
def unwritten(path: str, cause: str, hint: str) -> Finding:
    """什么：写网页的时候，系统不让写或者没有写成，例如磁盘已满、没有权限。

    为什么：写不完整的网页不能公开，所以这一次全部作废，site 文件夹里仍是原来的网页。
    怎么改：按提示处理（清理磁盘、换账号、关闭占用文件夹的程序），然后再生成一次。
    """
    place = Place(f"{SITE}/{path}" if path else SITE)
    return Finding(place, f"网页没有写成：{cause}。site 文件夹里仍是原来的网页", hint)


@fault("O106", "site 的清单损坏")
def damaged() -> Finding:
    """什么：site/manifest.json 是本工具的清单，记着有哪些文件是它生成的；现在读不出来。

    为什么：没有清单，就分不清哪些文件是别人放进去的，换掉了就找不回来。
    怎么改：看看 site 里有没有自己放的文件，有就移出来；再删掉整个 site 文件夹，重新生成，网页会全部写出来。
    """
    place = Place(f"{SITE}/{MANIFEST}")
    return Finding(place, "清单损坏，没有动 site 文件夹", "先移出自己放的文件，再删掉 site 文件夹，重新生成")


@fault("O107", "两个网页或附件同名")
def taken(path: str) -> Finding:
    """什么：两个网页或附件要写到同一个地址，或者一个文件和一个文件夹同名。

    为什么：后写的会盖掉先写的，公众只看得到其中一个。
    怎么改：给其中一个单位的文件夹或附件换一个名字，然后再生成一次。有的系统不分大小写：A.pdf 和 a.pdf 也算同名。
    """
    place = Place(f"{SITE}/{path}")
    return Finding(place, f"两个网页或附件同名：{path}", "给其中一个换名字（大小写不同也算同名），再生成一次")
