"""SARIF 2.1.0, the OASIS format of findings: for code scanning and for editors."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterable
from importlib.metadata import version
from urllib.parse import quote

from generator.problems import MANUALS, Level, Manual, Place, Problem
from generator.show.result import Lines, Result, excerpt

_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
_LEVELS = {Level.ERROR: "error", Level.WARNING: "warning", Level.NOTICE: "note"}
_ROOT = "%SRCROOT%"  # whoever reads it knows where the repository is


def show(result: Result, lines: Lines) -> str:
    """One run, with a rule for every code it found."""
    codes = sorted({problem.code for problem in result.problems})
    prints = _fingerprints(result.problems, lines)
    results = [
        _result(problem, result, lines)
        | {"ruleIndex": codes.index(problem.code), "partialFingerprints": {"nianbao/v1": fingerprint}}
        for problem, fingerprint in zip(result.problems, prints, strict=True)
    ]
    driver = {
        "name": "nianbao",
        "version": version("nianbao"),
        "language": "zh-CN",
        "rules": [_rule(code, MANUALS.get(code)) for code in codes],
    }
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return json.dumps({"$schema": _SCHEMA, "version": "2.1.0", "runs": [run]}, ensure_ascii=False, indent=1)


def _rule(code: str, manual: Manual | None) -> dict[str, object]:
    """The manual page; no helpUri, since the pages have no public address of their own."""
    if manual is None:
        return {"id": code}
    markdown = "\n\n".join(f"**{head}：**{rest}" if rest else head for head, rest in _parts(manual.text))
    return {
        "id": code,
        "shortDescription": {"text": manual.title},
        "fullDescription": {
            "text": next((rest for _head, rest in _parts(manual.text) if rest), manual.title)
        },
        "help": {"text": manual.text or manual.title, "markdown": markdown or manual.title},
        "defaultConfiguration": {"level": _LEVELS[manual.level]},
    }


def _parts(text: str) -> Iterable[tuple[str, str]]:
    """什么：…, 为什么：… as (heading, words)."""
    for line in filter(None, text.split("\n")):
        head, colon, rest = line.partition("：")
        yield (head, rest) if colon and head in {"什么", "为什么", "怎么改", "依据"} else (line, "")


def _result(problem: Problem, result: Result, lines: Lines) -> dict[str, object]:
    found: dict[str, object] = {
        "ruleId": problem.code,
        "level": _LEVELS[problem.level],
        "message": {"text": "\n".join(filter(None, (problem.message, problem.hint)))},
        "locations": [_location(problem.place, result)],
    }
    if problem.related:
        found["relatedLocations"] = [
            {"id": number}
            | _location(place, result)
            | {"message": {"text": excerpt(lines(place), place.column) or str(place)}}
            for number, place in enumerate(problem.related, 1)
        ]
    return found


def _location(place: Place, result: Result) -> dict[str, object]:
    artifact = {"uri": quote(result.file(place), errors="surrogateescape"), "uriBaseId": _ROOT}
    region = {"startLine": place.line, "startColumn": place.column}
    return {"physicalLocation": {"artifactLocation": artifact, "region": region}}


def _fingerprints(problems: Iterable[Problem], lines: Lines) -> Iterable[str]:
    """The same for the same fault after lines were put above it: no line number is in it."""
    seen: Counter[tuple[str, str, str]] = Counter()
    for problem in problems:
        key = (problem.code, problem.place.file, lines(problem.place).strip())
        seen[key] += 1
        yield hashlib.sha256("\x00".join((*key, str(seen[key]))).encode(errors="replace")).hexdigest()[:32]
