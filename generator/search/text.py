"""The words of a report that are searched: kept as a script, so that a page can load them from file:// too."""

import json
from collections.abc import Iterator
from dataclasses import dataclass

from generator.model import Report
from generator.read.narrative import FREE, PREFACE
from generator.search.fold import PARAGRAPH
from generator.themes import asset_url

Part = tuple[
    str, str, str
]  # the anchor of a section and its label, both "" before the first; its paragraphs, a line each


@dataclass(frozen=True, slots=True)
class Entry:
    """A report that can be found."""

    agency: str  # path
    year: int
    title: str  # as its form has it: "{agency}{year}年…"
    url: str  # of its words


def entry(report: Report) -> tuple[Entry, bytes]:
    """The entry of a report, and the file of its words."""
    name = f"{report.agency.path}/{report.year}"
    body = script(name, list(_parts(report)))
    url = asset_url(f"search/{name}.js", body)
    return Entry(report.agency.path, report.year, report.edition.title, url), body


def script(name: str, value: object) -> bytes:
    """A file that puts a value where search.js looks for it."""
    return f"nianbao[{_json(name)}]={_json(value)}\n".encode()


def parts(body: bytes) -> list[Part]:
    """What `entry` has put into a file."""
    return [(anchor, label, words) for anchor, label, words in json.loads(body.partition(b"=")[2])]


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))


def _parts(report: Report) -> Iterator[Part]:
    """Narrative and notes, in the order of the page. Labels of sections and tables are the same everywhere: left out."""
    said: dict[str, list[str]] = {}
    for passage in report.passages:
        said.setdefault(passage.section, []).append(passage.text.replace(PARAGRAPH, " "))
    if PREFACE in said:
        yield "", "", PARAGRAPH.join(said[PREFACE])
    if FREE in said:
        yield "part-1", "报告正文", PARAGRAPH.join(said[FREE])
    for number, section in enumerate(report.edition.sections, 1):
        notes = (words for path, words in report.notes.items() if path.split(".")[0] == section.table)
        if words := [*said.get(section.id, ()), *(words.replace(PARAGRAPH, " ") for words in notes)]:
            yield f"part-{number}", section.label, PARAGRAPH.join(words)
