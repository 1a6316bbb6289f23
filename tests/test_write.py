"""The one door out: whole old site or whole new site, whatever happens; and nothing that is not ours is lost."""

import ctypes
import errno
import hashlib
import io
import json
import os
import pickle
import shutil
import signal
import stat
import warnings
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from generator import swap, write
from generator.problems import MANUALS
from generator.write import MANIFEST, Refused, Written, stage, write_file

OLD = {"index.html": b"old home", "a/2022.html": b"same", "a/b/2023.html": b"old report", "gone.html": b"-"}
NEW = {
    "index.html": b"new home",
    "a/2022.html": b"same",
    "a/b/2023.html": b"new report",
    "年报/附件.pdf": b"+",
}
LONG_AGO = 1_600_000_000_000_000_000

needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="the system has no fork")


@pytest.fixture
def site(tmp_path: Path) -> Path:
    return tmp_path / "project" / "site"


@pytest.fixture(autouse=True)
def project(site: Path) -> None:
    site.parent.mkdir()


def write_all(staged: write.Stage, pages: dict[str, bytes]) -> list[Written]:
    return [write_file(staged.folder, path, body) for path, body in pages.items()]


def build(site: Path, pages: dict[str, bytes]) -> write.Published:
    with stage(site) as staged:
        return staged.publish(write_all(staged, pages))


def bodies(folder: Path) -> dict[str, bytes] | None:
    """Every file below a folder but the manifest, None where there is no folder."""
    if not folder.is_dir():
        return None
    files = (path for path in sorted(folder.rglob("*")) if not path.is_dir())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in files if path.name != MANIFEST}


def times(folder: Path) -> dict[str, int]:
    return {str(path.relative_to(folder)): path.lstat().st_mtime_ns for path in [folder, *folder.rglob("*")]}


def beside(site: Path) -> list[str]:
    return sorted(path.name for path in site.parent.iterdir())


def run(site: Path, act: Callable[[write.Stage], object]) -> None:
    with stage(site) as staged:
        act(staged)


def refused(site: Path, act: Callable[[write.Stage], object]) -> write.Problem:
    with pytest.raises(Refused) as caught:
        run(site, act)
    problem = caught.value.problem
    assert problem.hint
    assert problem.place.file.split("/")[0] == "site"
    return problem


def refusal(site: Path) -> write.Problem:
    return refused(site, lambda staged: staged.publish(write_all(staged, NEW)))


# What a build leaves behind


def test_first_build_and_the_next(site: Path) -> None:
    assert build(site, OLD) == write.Published(4, 0, 0, 0, "first")
    assert bodies(site) == OLD
    published = build(site, NEW)
    assert (published.added, published.changed, published.removed, published.unchanged) == (1, 2, 1, 1)
    assert bodies(site) == NEW
    assert beside(site) == [".site.lock", "site"]


def test_a_block_without_publish_changes_nothing(site: Path) -> None:
    build(site, OLD)
    before = times(site)
    with stage(site) as staged:
        write_file(staged.folder, "index.html", b"draft")
        assert staged.folder.parent == site.parent
    assert times(site) == before
    assert beside(site) == [".site.lock", "site"]


def test_an_exception_of_the_block_comes_through_as_it_is(site: Path) -> None:
    build(site, OLD)
    for error in (OSError(errno.ENOSPC, "the caller's own"), KeyboardInterrupt(), ZeroDivisionError()):

        def act(staged: write.Stage, error: BaseException = error) -> None:
            write_file(staged.folder, "index.html", b"draft")
            raise error

        with pytest.raises(type(error)) as caught:
            run(site, act)
        assert caught.value is error
    assert bodies(site) == OLD
    assert beside(site) == [".site.lock", "site"]


def test_the_manifest_lists_every_file_but_itself_in_the_same_bytes(site: Path, tmp_path: Path) -> None:
    build(site, NEW)
    text = (site / MANIFEST).read_bytes()
    content = json.loads(text)
    assert content["generator"] == "nianbao"
    assert list(content["files"]) == sorted(NEW)
    row = content["files"]["index.html"]
    assert row == {"sha256": hashlib.sha256(b"new home").hexdigest(), "size": 8}
    other = tmp_path / "elsewhere" / "site"
    other.parent.mkdir()
    build(other, dict(reversed(NEW.items())))
    assert (other / MANIFEST).read_bytes() == text


def test_an_empty_site_can_be_published(site: Path) -> None:
    build(site, OLD)
    assert build(site, {}).removed == 4
    assert bodies(site) == {}
    assert build(site, OLD).added == 4


def test_modes_follow_the_umask(site: Path) -> None:
    for umask, file_mode, folder_mode in ((0o022, 0o644, 0o755), (0o077, 0o600, 0o700)):
        before = os.umask(umask)
        try:
            build(site, OLD)
        finally:
            os.umask(before)
        for path in [site, *site.rglob("*")]:
            assert stat.S_IMODE(path.stat().st_mode) == (folder_mode if path.is_dir() else file_mode), path


# Times


def test_the_same_bytes_keep_their_times_and_so_do_folders(site: Path) -> None:
    build(site, OLD)
    for path in [*site.rglob("*"), site]:
        os.utime(path, ns=(LONG_AGO, LONG_AGO))
    before = times(site)
    assert build(site, OLD).unchanged == 4
    assert times(site) == before
    assert build(site, OLD).unchanged == 4
    assert times(site) == before


def test_only_what_changed_gets_a_new_time(site: Path) -> None:
    build(site, OLD)
    for path in [*site.rglob("*"), site]:
        os.utime(path, ns=(LONG_AGO, LONG_AGO))
    build(site, NEW)
    kept = {path for path, time in times(site).items() if time == LONG_AGO}
    assert kept == {"a", "a/b", "a/2022.html"}


def test_a_page_older_than_the_manifest_is_not_read_again(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(site, OLD)
    for path in OLD:
        os.utime(site / path, ns=(LONG_AGO, LONG_AGO))
    read: list[str] = []
    monkeypatch.setattr(swap, "holds", lambda file, _: read.append(file.name) or True)
    assert build(site, OLD).unchanged == 4
    assert read == [MANIFEST]


@pytest.mark.parametrize("body", [b"new home!", b"hacked!!", b""])
def test_a_page_edited_in_the_site_is_written_anew_with_a_new_time(site: Path, body: bytes) -> None:
    build(site, OLD)
    for path in [*site.rglob("*"), site]:
        os.utime(path, ns=(LONG_AGO, LONG_AGO))
    (site / "index.html").write_bytes(body)
    edited = times(site)["index.html"]
    published = build(site, OLD)
    assert (published.changed, published.unchanged) == (1, 3)
    assert bodies(site) == OLD
    assert times(site)[MANIFEST] >= times(site)["index.html"] >= edited > LONG_AGO
    assert build(site, OLD).unchanged == 4


def test_a_page_lost_from_the_site_is_written_anew(site: Path) -> None:
    build(site, OLD)
    (site / "index.html").unlink()
    assert build(site, OLD).added == 1
    assert bodies(site) == OLD


def test_a_page_replaced_by_a_link_is_written_anew_and_its_target_is_left_alone(site: Path) -> None:
    build(site, OLD)
    target = site.parent / "precious.txt"
    target.write_bytes(OLD["index.html"])
    (site / "index.html").unlink()
    (site / "index.html").symlink_to(target)
    assert build(site, OLD).changed == 1
    assert not (site / "index.html").is_symlink()
    assert target.read_bytes() == OLD["index.html"]


# Ownership


def test_a_folder_that_is_not_ours_is_refused(site: Path) -> None:
    site.mkdir()
    (site / "thesis.doc").write_bytes(b"years of work")
    assert refusal(site).code == "O101"
    assert bodies(site) == {"thesis.doc": b"years of work"}
    assert beside(site) == [".site.lock", "site"]


@pytest.mark.parametrize("text", ['{"name": "my web app", "icons": []}', "[]", "1", '{"generator": "other"}'])
def test_a_manifest_of_somebody_else_does_not_make_it_ours(site: Path, text: str) -> None:
    site.mkdir()
    (site / MANIFEST).write_text(text, encoding="utf-8")
    assert refusal(site).code == "O101"


def test_a_manifest_that_is_a_link_or_a_pipe_does_not_make_it_ours(site: Path) -> None:
    build(site, OLD)
    (site / MANIFEST).rename(site.parent / "copy.json")
    (site / MANIFEST).symlink_to(site.parent / "copy.json")
    assert refusal(site).code == "O101"
    (site / MANIFEST).unlink()
    os.mkfifo(site / MANIFEST)
    assert refusal(site).code == "O101"


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b'{"generator": "nianbao", "files": {',
        b"\xff\xfe",
        b'{"generator": "nianbao"}',
        b'{"generator": "nianbao", "files": []}',
        b'{"generator": "nianbao", "files": {"index.html": {}}}',
        b'{"generator": "nianbao", "files": {"index.html": null}}',
        b"[" * 200_000,
        b'{"generator": "nianbao", "files": ' + b"9" * 5_000 + b"}",
    ],
)
def test_a_damaged_manifest_is_refused(site: Path, text: bytes) -> None:
    build(site, OLD)
    (site / MANIFEST).write_bytes(text)
    problem = refusal(site)
    assert (problem.code, problem.place.file) == ("O106", "site/manifest.json")
    assert bodies(site) == OLD


def test_an_empty_folder_or_one_with_junk_only_may_be_used(site: Path) -> None:
    site.mkdir()
    assert build(site, OLD).added == 4
    (site / ".DS_Store").write_bytes(b"x")
    (site / "a" / "Thumbs.db").write_bytes(b"x")
    (site / "desktop.ini").write_bytes(b"x")
    assert build(site, OLD).unchanged == 4
    assert bodies(site) == OLD


def test_a_link_or_a_file_in_the_place_of_the_site_is_refused(site: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir()
    for make in (lambda: site.symlink_to(target), lambda: site.symlink_to("nowhere"), site.touch):
        make()
        assert refusal(site).code == "O102"
        assert os.path.lexists(site)
        site.unlink()
    assert list(target.iterdir()) == []


def test_files_that_somebody_put_into_the_site_are_named_and_kept(site: Path) -> None:
    build(site, OLD)
    (site / "a" / "通知.doc").write_bytes(b"mine")
    problem = refusal(site)
    assert problem.code == "O103"
    assert "a/通知.doc" in problem.message
    for number in range(7):
        (site / f"{number}\n.txt").symlink_to("nowhere")
    problem = refusal(site)
    assert "8 个" in problem.message
    assert problem.message.count("、") == 4
    assert "\n" not in problem.message
    assert len(list(site.rglob("*.txt"))) == 7
    assert (site / "a" / "通知.doc").read_bytes() == b"mine"


def test_a_file_put_there_during_the_build_is_kept_too(site: Path) -> None:
    build(site, OLD)

    def act(staged: write.Stage) -> None:
        rows = write_all(staged, NEW)
        (site / "late.doc").write_bytes(b"mine")
        staged.publish(rows)

    assert refused(site, act).code == "O103"
    assert bodies(site) == OLD | {"late.doc": b"mine"}


# Writing one file


@pytest.mark.parametrize(
    "path",
    ["", "/", "/etc/passwd", "..", "../x", "a/../../x", "a//b", "a/", ".", "./a", "a/.", "a\\b"]
    + [f"a{odd}b" for odd in "\0\n\r\t\x1b\x7f\x85\udcff"]
    + ["a\n"],
)
def test_a_name_that_leaves_the_folder_or_cannot_be_read_is_our_own_error(site: Path, path: str) -> None:
    with stage(site) as staged:
        with pytest.raises(ValueError, match="not a path inside the site"):
            write_file(staged.folder, path, b"")
        assert list(staged.folder.iterdir()) == []
    assert beside(site) == [".site.lock"]


@pytest.mark.parametrize("path", ["...", "..a", "a.", ".well-known/x", "年报/附件 1.pdf", "a/b/c/d/e"])
def test_other_names_may_be_written(site: Path, path: str) -> None:
    build(site, {path: b"x"})
    assert bodies(site) == {path: b"x"}


@pytest.mark.parametrize(
    ("first", "second"), [("a.html", "a.html"), ("a", "a/b"), ("a/b", "a"), (MANIFEST, MANIFEST)]
)
def test_two_pages_on_one_address_are_refused(site: Path, first: str, second: str) -> None:
    build(site, OLD)
    problem = refused(site, lambda staged: [write_file(staged.folder, path, b"") for path in (first, second)])
    assert (problem.code, problem.place.file) == ("O107", f"site/{second}")
    assert bodies(site) == OLD


def test_no_link_in_the_staging_folder_is_followed(site: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir()
    (target / "file").write_bytes(b"precious")
    with stage(site) as staged:
        (staged.folder / "a").symlink_to(target)
        (staged.folder / "file").symlink_to(target / "file")
        (staged.folder / "new").symlink_to(target / "new")
        for path in ("a/x", "a/b/x", "file", "new"):
            with pytest.raises(Refused):
                write_file(staged.folder, path, b"x")
        links = [Written(path.name, "", path.lstat().st_size) for path in staged.folder.iterdir()]
        with pytest.raises(Refused) as caught:
            staged.publish(links)
        assert caught.value.problem.code == "O105"
    assert bodies(target) == {"file": b"precious"}
    assert not site.exists()


def test_a_system_that_writes_a_little_at_a_time(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.write
    monkeypatch.setattr(os, "write", lambda handle, body: real(handle, body[:3]))
    build(site, OLD)
    monkeypatch.undo()
    assert bodies(site) == OLD
    monkeypatch.setattr(os, "write", lambda *_: 0)
    assert "磁盘已满" in refusal(site).message
    assert bodies(site) == OLD


@pytest.mark.parametrize("change", ["lost", "more", "longer"])
def test_a_staging_folder_that_differs_from_the_list_is_not_published(site: Path, change: str) -> None:
    build(site, OLD)

    def act(staged: write.Stage) -> None:
        rows = write_all(staged, NEW)
        page = staged.folder / "index.html"
        match change:
            case "lost":
                page.unlink()
            case "more":
                page.with_suffix(".html~").touch()
            case "longer":
                page.write_bytes(b"something else")
        staged.publish(rows)

    problem = refused(site, act)
    assert problem.code == "O105"
    assert problem.place.file.startswith("site/index.html")
    assert bodies(site) == OLD


def test_a_second_publish_of_one_stage_is_refused(site: Path) -> None:
    for _ in ("first", "exchange"):
        with stage(site) as staged:
            rows = write_all(staged, NEW)
            staged.publish(rows)
            with pytest.raises(Refused):
                staged.publish(rows)
        assert bodies(site) == NEW


# Words


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (errno.ENOSPC, "磁盘已满"),
        (errno.EDQUOT, "配额"),
        (errno.EACCES, "没有权限"),
        (errno.EPERM, "没有权限"),
        (errno.EROFS, "只读"),
        (errno.ELOOP, "系统报告"),
    ],
)
def test_the_cause_is_named(site: Path, monkeypatch: pytest.MonkeyPatch, code: int, words: str) -> None:
    build(site, OLD)

    def fail(*_: object) -> int:
        raise OSError(code, os.strerror(code))

    monkeypatch.setattr(os, "write", fail)
    problem = refusal(site)
    assert (problem.code, problem.place.file) == ("O105", "site/index.html")
    assert words in problem.message
    monkeypatch.undo()
    assert bodies(site) == OLD


def test_a_project_folder_that_is_not_there(site: Path) -> None:
    assert "不存在" in refusal(site / "deep" / "site").message


@pytest.mark.parametrize("code", [f"O10{number}" for number in range(1, 8)])
def test_every_code_has_its_manual_page(code: str) -> None:
    for heading in ("什么：", "为什么：", "怎么改："):
        assert any(line.startswith(heading) for line in MANUALS[code].text.splitlines())


def test_a_refusal_comes_whole_out_of_a_worker() -> None:
    problem = write.taken("a/2023.html")
    assert pickle.loads(pickle.dumps(Refused(problem))).problem == problem


# Faults: the N-th operation of the system fails, for every N

OPERATIONS = (
    "link",
    "open",
    "write",
    "close",
    "mkdir",
    "rename",
    "utime",
    "lstat",
    "stat",
    "scandir",
    "listdir",
)
REMOVALS = ("unlink", "rmdir")


@contextmanager
def watched(monkeypatch: pytest.MonkeyPatch, act: Callable[[int], None]) -> Iterator[None]:
    """Call `act(number)` before each operation of the file system (after it, for close: it closes all the same)."""
    count = 0

    def wrap(real: Callable[..., object], name: str) -> Callable[..., object]:
        def operation(*args: object, **kwargs: object) -> object:
            nonlocal count
            count += 1
            result = real(*args, **kwargs) if name == "close" else None
            act(count)
            return result if name == "close" else real(*args, **kwargs)

        return operation

    def libc(name: str) -> Callable[..., object] | None:
        return (real := real_libc(name)) and wrap(real, name)

    real_libc = swap._libc
    with monkeypatch.context() as patched:
        patched.setattr(swap, "_libc", libc)
        patched.setattr(io, "open", wrap(io.open, "open"))
        for name in OPERATIONS + REMOVALS:
            patched.setattr(os, name, wrap(getattr(os, name), name))
        yield


@pytest.fixture
def no_waiting(monkeypatch: pytest.MonkeyPatch) -> None:
    """The sweeps would wait for the disk a thousand times; the other tests do wait."""
    real = swap._libc
    monkeypatch.setattr(swap, "_libc", lambda name: (lambda _: 0) if name == "syncfs" else real(name))
    monkeypatch.setattr(os, "fsync", lambda _: None)


def without_exchange(monkeypatch: pytest.MonkeyPatch, way: str) -> None:
    if way == "rename":
        monkeypatch.setattr(swap, "_exchange", lambda *_: False)


def rebuild(site: Path) -> write.Published:
    """NEW over OLD."""
    with stage(site) as staged:
        return staged.publish(write_all(staged, NEW))


def operations(site: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """How many operations the build NEW over OLD needs."""
    numbers: list[int] = []
    build(site, OLD)
    with watched(monkeypatch, numbers.append):
        rebuild(site)
    assert 60 < numbers[-1] < 400
    return numbers[-1]


class Stop(BaseException):
    """Ctrl-C, without waking up pytest."""


@pytest.mark.usefixtures("no_waiting")
@pytest.mark.parametrize("way", ["exchange", "rename"])
@pytest.mark.parametrize("kind", ["once", "from then on", "ctrl-c"])
def test_whichever_operation_fails_the_site_is_old_or_new(
    site: Path, monkeypatch: pytest.MonkeyPatch, way: str, kind: str
) -> None:
    without_exchange(monkeypatch, way)
    outcomes = set()
    for failing in range(1, operations(site, monkeypatch) + 1):
        build(site, OLD)

        def act(number: int, failing: int = failing) -> None:
            if number == failing and kind == "ctrl-c":
                raise Stop
            if number == failing or (number > failing and kind == "from then on"):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        told = None
        with watched(monkeypatch, act):
            try:
                rebuild(site)
            except Refused as refused:
                told = refused.problem
            except Stop:
                told = "stopped"
        there = bodies(site)
        if there is None:  # the disk died between the two renames and cannot even put the old one back
            assert (way, kind) == ("rename", "from then on")
            with stage(site):
                assert bodies(site) == OLD
        else:
            assert there in (OLD, NEW), failing
            assert (site / MANIFEST).exists()
            # An error is never told of a site that was published, success never of one that was not.
            assert told == "stopped" or (told is None) == (there == NEW), failing
        outcomes.add(there == NEW)
        assert isinstance(told, str) or told is None or "磁盘已满" in told.message
        build(site, NEW)
        assert bodies(site) == NEW
        assert beside(site) == [".site.lock", "site"]
    assert outcomes == {True, False}


@pytest.mark.usefixtures("no_waiting")
def test_a_site_that_never_was_stays_away_when_the_first_build_fails(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    numbers: list[int] = []
    with watched(monkeypatch, numbers.append):
        build(site.with_name("other"), OLD)
    for failing in range(1, numbers[-1] + 1):

        def act(number: int, failing: int = failing) -> None:
            if number == failing:
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

        with watched(monkeypatch, act), suppress(Refused):
            build(site, OLD)
        assert bodies(site) in (None, OLD)
        build(site, OLD)
        build(site, {})
        (site / MANIFEST).unlink()
        site.rmdir()


@pytest.mark.usefixtures("no_waiting")
@needs_fork
@pytest.mark.parametrize("deleted", [False, True])
@pytest.mark.parametrize("way", ["exchange", "rename"])
def test_kill_9_at_every_operation(
    site: Path, monkeypatch: pytest.MonkeyPatch, way: str, *, deleted: bool
) -> None:
    without_exchange(monkeypatch, way)
    gaps = 0
    for last in range(1, operations(site, monkeypatch) + 1):
        build(site, OLD)

        def die(number: int, last: int = last) -> None:
            if number == last:
                os.kill(os.getpid(), signal.SIGKILL)

        def killed(die: Callable[[int], None] = die) -> None:
            with watched(monkeypatch, die):
                rebuild(site)

        assert os.waitpid(forked(killed), 0)[1] == signal.SIGKILL
        there = bodies(site)
        if there is None:
            gaps += 1
            with stage(site):
                assert bodies(site) == OLD
        else:
            assert there in (OLD, NEW), last
        if deleted:  # somebody despairs and throws the site away: no half of a site comes back
            shutil.rmtree(site)
            with stage(site):
                assert bodies(site) in (None, OLD), last
        build(site, NEW)
        assert bodies(site) == NEW
        assert beside(site) == [".site.lock", "site"]
    assert gaps == (way == "rename")


def test_leftovers_that_cannot_be_removed_do_not_stop_a_build(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (site.parent / ".site.staging-0123").mkdir()
    (site.parent / ".site.staging-link").symlink_to(site.parent)
    monkeypatch.setattr(os, "rmdir", no_such_call)
    build(site, OLD)
    monkeypatch.undo()
    build(site, NEW)
    assert bodies(site) == NEW
    assert beside(site) == [".site.lock", ".site.staging-link", "site"]


# The switch


def test_without_exchange_it_says_so(site: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    build(site, OLD)
    monkeypatch.setattr(swap, "_call", no_such_call)
    assert build(site, NEW).swap == "rename"
    monkeypatch.setattr(swap, "_libc", lambda _: None)
    assert build(site, OLD).swap == "rename"
    assert bodies(site) == OLD
    assert beside(site) == [".site.lock", "site"]


def test_all_is_on_the_disk_before_the_switch_by_one_call(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def noted(name: str, real: Callable[..., object]) -> Callable[..., object]:
        return lambda *args: (calls.append(name), real(*args))[1]

    for name in ("keep_times", "sync", "switch", "settle"):
        monkeypatch.setattr(swap, name, noted(name, getattr(swap, name)))
    monkeypatch.setattr(os, "fsync", noted("fsync", os.fsync))
    build(site, OLD)
    assert calls == ["keep_times", "keep_times", "sync", "switch", "settle", "fsync"]


def test_a_disk_that_fails_while_it_syncs_changes_nothing(
    site: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    build(site, OLD)
    real = swap._libc

    def broken(_: int) -> int:
        ctypes.set_errno(errno.EIO)
        return -1

    monkeypatch.setattr(swap, "_libc", lambda name: broken if name == "syncfs" else real(name))
    assert "磁盘读写出错" in refusal(site).message
    assert bodies(site) == OLD


def no_such_call(*_: object, **__: object) -> None:
    raise OSError(errno.EINVAL, os.strerror(errno.EINVAL))


def generation(number: int) -> bytes:
    return b"%d" % number * 10_000


@needs_fork
def test_readers_see_no_missing_and_no_torn_file_during_50_publishes(site: Path, tmp_path: Path) -> None:
    paths = ("index.html", "a/b/2023.html")
    stop, seen = tmp_path / "stop", tmp_path / "seen"
    build(site, dict.fromkeys(paths, generation(10)))
    if build(site, dict.fromkeys(paths, generation(11))).swap != "exchange":
        pytest.skip("this file system cannot exchange two folders")

    def read() -> None:
        reads = faults = 0
        while not stop.exists():
            reads += 1
            if reads == 200:
                (tmp_path / f"busy.{os.getpid()}").touch()
            try:
                body = (site / paths[reads % 2]).read_bytes()
            except OSError:
                faults += 1
            else:
                faults += body != generation(int(body[:2]))
        seen.with_suffix(f".{os.getpid()}").write_text(f"{reads} {faults}", encoding="ascii")

    readers = [forked(read), forked(read)]
    try:
        number = 0
        while number < 50 or len(list(tmp_path.glob("busy.*"))) < len(
            readers
        ):  # a busy machine starts them late
            build(site, dict.fromkeys(paths, generation(10 + number % 90)))
            number += 1
    finally:
        stop.touch()
        for reader in readers:
            os.waitpid(reader, 0)
    for reader in readers:
        reads, faults = seen.with_suffix(f".{reader}").read_text(encoding="ascii").split()
        assert int(reads) >= 200
        assert int(faults) == 0


# Two builds at once


def test_a_second_build_in_this_process_is_refused(site: Path) -> None:
    with stage(site) as staged:
        assert refusal(site).code == "O104"
        assert staged.folder.is_dir()
    build(site, OLD)


@needs_fork
def test_a_second_build_is_refused_until_the_first_is_dead_even_if_its_workers_live(site: Path) -> None:
    build(site, OLD)
    told, tell = os.pipe()

    def work() -> None:
        os.write(tell, b"%d\n" % os.getpid())
        signal.pause()

    def first() -> None:
        with stage(site) as staged:
            write_file(staged.folder, "index.html", b"half")
            forked(work)
            signal.pause()

    builder = forked(first)
    worker = int(os.read(told, 20))
    try:
        problem = refusal(site)
        assert problem.code == "O104"
        assert "另一次生成正在进行" in problem.message
        assert len(beside(site)) == 3
        os.kill(builder, signal.SIGKILL)
        os.waitpid(builder, 0)
        os.kill(worker, 0)  # the worker of the dead build still lives
        build(site, NEW)
    finally:
        os.kill(worker, signal.SIGKILL)
        os.close(told)
        os.close(tell)
    assert bodies(site) == NEW
    assert beside(site) == [".site.lock", "site"]


@needs_fork
def test_workers_write_and_one_that_falls_out_of_the_block_clears_nothing_away(site: Path) -> None:
    def work(path: str) -> Callable[[], None]:
        return lambda: write_file(staged.folder, f"deep/er/{path}", b"page") and None

    def fall_out() -> None:
        with suppress(GeneratorExit):
            block.__exit__(KeyboardInterrupt, KeyboardInterrupt(), None)

    block = stage(site)
    with block as staged:
        workers = [forked(work(str(number))) for number in range(8)] + [forked(fall_out)]
        for worker in workers:
            os.waitpid(worker, 0)
        rows = [Written(f"deep/er/{number}", "", 4) for number in range(8)]
        assert staged.publish(rows).added == 8


def forked(work: Callable[[], object]) -> int:
    """The process number of a child that does this and no more."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)  # Python 3.12: pytest-xdist has threads
        child = os.fork()
    if child == 0:
        try:
            work()
        finally:
            os._exit(0)
    return child
