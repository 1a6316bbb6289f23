"""Units of work over several processes; below a few hundred reports one process is as fast."""

import multiprocessing
import os
import threading
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from itertools import islice

from generator.problems import Finding, Place, fault
from generator.render import Renderer
from generator.unit import Done, Plan, Unit, do
from generator.write import Refused

_WORTH = 200  # reports; starting processes takes as long as some hundred reports
_BATCH = 50  # reports a task, so that handing over costs nothing to speak of

_workshop: tuple[Plan, Renderer | None] | None = None  # of a worker process, set once when it starts


def run(work: Sequence[Unit], plan: Plan, jobs: int) -> Iterator[Done]:
    """Every unit done, in the order given. `jobs`: processes; 0 means one a processor."""
    jobs = jobs or processors()
    if jobs == 1 or sum(len(unit.files) for unit in work) < _WORTH or threading.active_count() > 1:
        draw = plan.renderer()
        yield from (do(unit, plan, draw) for unit in work)
        return
    method = "fork" if "fork" in multiprocessing.get_all_start_methods() else "spawn"
    context = multiprocessing.get_context(method)
    with ProcessPoolExecutor(jobs, context, _start, (plan,)) as executor:
        try:
            for batch in executor.map(_batch, _batches(work)):
                yield from batch
        except BrokenProcessPool as error:
            raise Refused(worker_lost()) from error


def processors() -> int:
    """Those this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def _batches(work: Sequence[Unit]) -> Iterator[list[Unit]]:
    rest = iter(work)
    while batch := list(islice(rest, 1)):
        while sum(len(unit.files) for unit in batch) < _BATCH and (more := list(islice(rest, 1))):
            batch += more
        yield batch


def _start(plan: Plan) -> None:
    global _workshop  # noqa: PLW0603 (a worker process serves one plan in its life)
    _workshop = plan, plan.renderer()


def _batch(work: list[Unit]) -> list[Done]:
    assert _workshop is not None
    plan, draw = _workshop
    return [do(unit, plan, draw) for unit in work]


@fault("O110", "一个进程意外中止")
def worker_lost() -> Finding:
    """什么：同时工作的几个进程里，有一个突然没有了，生成没有完成；site 没有改动。

    为什么：多半是内存不够，被系统关掉了。
    怎么改：关掉一些程序再试；或者加上 --jobs 1，只用一个进程。
    """
    return Finding(
        Place("site"), "一个进程意外中止，没有生成，site 没有改动", "多半是内存不够：加上 --jobs 1 再试一次"
    )
