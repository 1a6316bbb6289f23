"""A test report, as GitLab, Jenkins and others show it: a case for every file that was read."""

import re
from collections.abc import Sequence
from dataclasses import replace
from html import escape

from generator.problems import Place, Problem
from generator.show.result import LEVELS, Lines, Result, counts
from generator.show.text import show as text

_SUITE = "nianbao"
# XML has no way to write these, not even escaped.
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def show(result: Result, lines: Lines) -> str:
    """One suite; one failure a case, since GitLab takes no more, with all that fails in it."""
    found: dict[str, list[Problem]] = {file: [] for file in result.files}
    for problem in result.problems:
        found.setdefault(_case(problem.place.file, found), []).append(problem)
    failed = sum(bool(result.failing(problems)) for problems in found.values())
    numbers = f'tests="{len(found)}" failures="{failed}" errors="0"'
    cases = [_testcase(file, found[file], result, lines) for file in sorted(found)]
    return "\n".join([
        '<?xml version="1.0" encoding="UTF-8"?>',
        f'<testsuites name="{_SUITE}" {numbers}>',
        f'<testsuite name="{_SUITE}" {numbers} skipped="0">',
        *cases,
        "</testsuite>",
        "</testsuites>",
    ])


def _case(file: str, found: dict[str, list[Problem]]) -> str:
    """The words of a report belong to the case of its figures."""
    data = f"{file.removesuffix('.md')}.yaml"
    return data if data in found else file


def _testcase(file: str, problems: list[Problem], result: Result, lines: Lines) -> str:
    name = _attribute(result.prefix + file)
    folder = _attribute((result.prefix + file).rpartition("/")[0].replace("/", "."))
    failing = result.failing(problems)
    rest = [problem for problem in problems if problem not in failing]
    inside = []
    if failing:
        first = f"{LEVELS[failing[0].level]} {failing[0].code} {failing[0].message}"
        message = first if len(failing) == 1 else f"{counts(failing)}。{first}"
        kind = " ".join(dict.fromkeys(problem.code for problem in failing))
        said = _content(_said(failing, result, lines))
        inside.append(f'<failure message="{_attribute(message)}" type="{_attribute(kind)}">{said}</failure>')
    if rest:
        inside.append(f"<system-out>{_content(_said(rest, result, lines))}</system-out>")
    head = f'<testcase classname="{folder}" name="{name}" file="{name}"'
    return f"{head}>{''.join(inside)}</testcase>" if inside else f"{head}/>"


def _said(problems: Sequence[Problem], result: Result, lines: Lines) -> str:
    """All of them, as a person reads them, with files named as in the rest of the report."""

    def rooted(place: Place) -> Place:
        return replace(place, file=result.file(place))

    names = {rooted(place): place for problem in problems for place in (problem.place, *problem.related)}
    shown = (
        replace(problem, place=rooted(problem.place), related=tuple(map(rooted, problem.related)))
        for problem in problems
    )
    return "\n".join(text(Result([problem]), lambda place: lines(names[place])) for problem in shown)


def _content(text: str) -> str:
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", text), quote=False)


def _attribute(text: str) -> str:
    return escape(_NOT_XML.sub("\N{REPLACEMENT CHARACTER}", " ".join(text.split())))
