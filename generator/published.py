"""What was published last: the manifest remembers every report, so that a silent change is seen."""

import json
from collections.abc import Iterable, Mapping
from pathlib import Path

from generator.problems import Finding, Place, Sink, fault
from generator.rules import Fact


def record(facts: Iterable[Fact]) -> dict[str, object]:
    """What the manifest says of every published report: a digest of all it says, and its number of revisions."""
    return {
        f"{fact.agency.path}/{fact.year}": {"digest": fact.digest, "revisions": fact.revisions}
        for fact in facts
        if not fact.draft
    }


def read_published(path: Path, report: Sink) -> Mapping[str, Mapping[str, object]] | None:
    """`reports` of a manifest; None and a problem if it is none of ours."""
    try:
        reports = json.loads(path.read_bytes())["reports"]
        if all(
            isinstance(entry["digest"], str) and isinstance(entry["revisions"], int)
            for entry in reports.values()
        ):
            return dict(reports)
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        pass
    report(no_manifest(Place(path.as_posix())))
    return None


@fault("P108", "已发布的清单读不出来")
def no_manifest(place: Place) -> Finding:
    """什么：--published 后面的文件不存在，或者不是本工具生成的 manifest.json。

    为什么：要和上一次发布的内容比较，才知道哪些已发布的年报被改动过。
    怎么改：从网站上下载最近一次发布的 manifest.json，写它的路径。
    """
    return Finding(place, "这不是已发布的清单（manifest.json）", "从网站上下载最近一次发布的 manifest.json")
