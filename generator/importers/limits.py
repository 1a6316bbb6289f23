"""Old files read in processes of their own, with limits of time and memory: they come from anywhere."""

import multiprocessing
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

from generator.editions.load import editions
from generator.importers import faults
from generator.importers.blocks import UnreadableError
from generator.importers.readers import read
from generator.importers.recognise import Old, recognise
from generator.problems import Place, Problem

_SECONDS = 60.0
_MEMORY = 1536 * 1024 * 1024  # bytes of address space
_BYTES = 50 * 1024 * 1024  # of a file


@dataclass(frozen=True, slots=True)
class Task:
    """A file to be read."""

    path: Path
    name: str  # as problems name it
    year: int = 0  # if it is known


def read_all(tasks: Sequence[Task], jobs: int) -> Iterator[tuple[int, Old | Problem]]:
    """(number of the task, what came of it), as they are done; `jobs` at a time."""
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context: Any = multiprocessing.get_context(method)  # the kinds of context share no type that has Process
    waiting = list(enumerate(tasks))[::-1]
    running: dict[Connection, _Child] = {}
    try:
        while waiting or running:
            while waiting and len(running) < jobs:
                number, task = waiting.pop()
                ours, theirs = context.Pipe(duplex=False)
                process = context.Process(target=_work, args=(task, theirs), daemon=True)
                process.start()
                theirs.close()
                running[ours] = _Child(number, task, process, time.monotonic() + _SECONDS)
            soonest = min(child.until for child in running.values())
            ready = wait(list(running), max(0.0, soonest - time.monotonic()))
            late = [pipe for pipe, child in running.items() if child.until <= time.monotonic()]
            for pipe in {*(pipe for pipe in ready if isinstance(pipe, Connection)), *late}:
                child = running.pop(pipe)
                yield child.number, child.result(pipe)
    finally:
        for child in running.values():
            child.process.kill()


@dataclass(frozen=True, slots=True)
class _Child:
    number: int
    task: Task
    process: BaseProcess
    until: float

    def result(self, pipe: Connection) -> Old | Problem:
        """What the process said; one that is late or gone has read nothing."""
        try:
            told = pipe.recv() if pipe.poll() else None
        except EOFError:
            told = None
        pipe.close()
        if told is None:
            self.process.kill()
        self.process.join()
        if isinstance(told, (Old, Problem)):
            return told
        late = time.monotonic() >= self.until
        what = f"{_SECONDS:.0f} 秒还没有读完，停了下来" if late else "读它用的内存太多，停了下来"
        hint = "这个文件不正常地大或者复杂：用 Word 或 WPS 另存为 .docx，去掉图片后再导入"
        return faults.unreadable(Place(self.task.name, within=faults.WHOLE), what, hint)


def _work(task: Task, pipe: Connection) -> None:
    """In the process of one file."""
    _limit()
    try:
        pipe.send(read_one(task))
    except MemoryError:
        return  # the parent sees that nothing was said
    finally:
        pipe.close()


def read_one(task: Task) -> Old | Problem:
    """Read and recognise one file, here and now."""
    place = Place(task.name, within=faults.WHOLE)
    try:
        with task.path.open("rb") as file:
            data = file.read(_BYTES + 1)
    except OSError as error:
        return faults.unreadable(place, f"文件读不出来：{error.strerror}", "检查文件名和访问权限")
    if len(data) > _BYTES:
        return faults.unreadable(place, f"文件超过 {_BYTES >> 20} MB", "去掉图片，另存后再导入")
    try:
        document = read(data, task.path.suffix)
    except UnreadableError as error:
        return faults.unreadable(place, error.message, error.hint)
    return recognise(document, task.name, task.year, editions())


def _limit() -> None:
    """Where the system has such limits."""
    try:
        import resource
    except ImportError:
        return
    _soft, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = _MEMORY if hard == resource.RLIM_INFINITY else min(_MEMORY, hard)
    try:
        resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    except (ValueError, OSError):  # macOS knows the limit and refuses it
        return
