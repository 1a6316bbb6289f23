"""The one recogniser: paragraphs and grids of an old report → its figures, its text, and what is doubtful."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from generator.editions.form import Edition
from generator.editions.load import Editions
from generator.importers import faults, run_together
from generator.importers.blocks import Block, Document, Grid, Paragraph, Picture
from generator.importers.body import as_lines, body
from generator.importers.faults import Tell
from generator.importers.fee import take_fee
from generator.importers.labels import Labels, labels, which
from generator.importers.rows import find_rows
from generator.importers.sections import Parts, take_apart
from generator.importers.tables import Figures, read_tables
from generator.importers.title import by_year, find_title, is_date_line, published, title_of
from generator.model import Figure
from generator.problems import Problem
from generator.read.narrative import FREE, PREFACE

_SAYS = re.compile(r"[。；！？]$|^(?:备?注|说明|※|\*)")
_NOTE = re.compile(r"^备?注\s*[:：]\s*")
_PREFACE = 25  # characters of the shortest paragraph before the first heading that can be one of the report


@dataclass(slots=True)
class Old:
    """An old report as it was understood."""

    agency: str  # as its title has it; "" if it has none
    year: int  # 0: nobody says
    titled: int  # the year of the title; 0 if it has none
    day: str  # of publication, YYYY-MM-DD; "" if nobody says
    edition: str  # id of the form that its tables are
    waits: bool = False  # its day of publication is only noted: something has to be mended first
    form: bool = False  # it was filled in on our own form
    figures: dict[int, Figure] = field(default_factory=dict)  # by index of the cell; None: read, and blank
    inferred: dict[int, str] = field(default_factory=dict)  # → how
    notes: dict[str, str] = field(default_factory=dict)  # table, line or cell → words
    fee: tuple[str, ...] = ()  # notices issued, amount noticed, amount collected
    bodies: dict[str, list[Paragraph]] = field(default_factory=dict)  # section → text; "preface" before them
    problems: list[Problem] = field(default_factory=list)


def recognise(document: Document, file: str, year: int, known: Editions) -> Old | Problem:
    """`year`: if it is known; else the title says it. A Problem where it cannot be told what to read."""
    tell = Tell(file)
    blocks: Sequence[Block] = document.blocks
    if parts := by_year(document):
        if year not in parts:
            return faults.several(tell.whole, sorted(parts))
        blocks = parts[year]
    printed = which(_texts(blocks), known.all)
    edition = printed or known.all[-1]
    taken = take_apart(blocks, labels(edition), tell)
    title, start = find_title(document, taken.before)
    year = year or title.year
    usual = known.of_year(year) if year else None
    if usual and (printed is None or not usual.tables):  # before there were forms, a table is only a table
        edition = usual
        taken = take_apart(blocks, labels(edition), tell)
        title, start = find_title(document, taken.before)
    old = Old(
        title.agency, year, title.year, published(document, taken.before), edition.id, form=document.form
    )
    if usual and usual is not edition:
        old.problems.append(faults.other_edition(tell.whole, year, usual.id, edition.id))
    old.problems += taken.problems
    _tables(old, taken, labels(edition), tell)
    _bodies(old, taken, _Source(edition, tell, start))
    return old


def _paragraphs(blocks: Sequence[Block]) -> list[Paragraph]:
    return [block for block in blocks if isinstance(block, Paragraph)]


def _texts(blocks: Sequence[Block]) -> list[str]:
    """Every text that may be a heading in a table."""
    texts = []
    for block in blocks:
        if isinstance(block, Grid):
            texts += [cell.text for at in range(len(block.rows)) for _position, cell in block.cells(at)]
        elif isinstance(block, Paragraph):
            texts += block.text.split("\t")
    return texts


def _tables(old: Old, parts: Parts, names: Labels, tell: Tell) -> None:
    rows, rest = [], {}
    for table, blocks in parts.tables.items():
        found = find_rows(blocks, names)
        rows += found.rows
        rest[table] = found.rest
        old.problems += [
            faults.picture(tell.at(block.spot)) for block in blocks if isinstance(block, Picture)
        ]
    figures = read_tables(rows, names, tell)
    for table, texts in rest.items():
        beside = run_together.take_apart(texts, figures, tell)
        _notes(old, table, [text for text in beside if not names.is_scaffold(text.text)], tell)
    _missing(figures, tell)
    old.figures, old.inferred = figures.figures, figures.inferred
    old.notes |= figures.remarks
    old.problems += figures.problems


def _notes(old: Old, table: str, texts: Sequence[Paragraph], tell: Tell) -> None:
    """Sentences are what the report says of its table; the rest are pieces of it, or of the page around it."""
    said = [text for text in texts if _SAYS.search(text.text.strip())]
    if said:
        words = " ".join(" ".join(text.text.split()) for text in said)
        old.notes[table] = _NOTE.sub("", words)  # the page says that it is one
        old.problems += [
            faults.beside_table(tell.at(text.spot), " ".join(text.text.split())) for text in said
        ]
    if pieces := [" ".join(text.text.split()) for text in texts if text not in said and text.text.strip()]:
        old.problems.append(faults.left_out(tell.at(texts[0].spot), pieces))


def _missing(figures: Figures, tell: Tell) -> None:
    """Tables and rows that were not found; those that were found and not understood have been told of."""
    for table in figures.edition.tables:
        lines = [line for line in figures.edition.lines if line.cells[0].table == table.id]
        absent = [line for line in lines if not figures.has(line) and line.path not in figures.spoilt]
        if len(absent) == len(lines):
            figures.problems.append(faults.no_table(tell.whole, table.caption))
        elif absent:
            names = [line.label for line in absent]
            figures.problems.append(faults.missing_rows(tell.whole, table.caption, names))


@dataclass(frozen=True, slots=True)
class _Source:
    edition: Edition
    tell: Tell
    start: int  # where the text behind the title begins; 0: there is no title


def _bodies(old: Old, parts: Parts, source: _Source) -> None:
    tell, edition = source.tell, source.edition
    left_out = as_lines(parts.before[: source.start])
    behind = parts.before[source.start :]
    if not edition.sections:
        made = body(behind, tell, last=True)
        old.bodies[FREE] = made.paragraphs
    else:
        lines = as_lines(behind)
        kept = [line for line in lines if _is_preface(line, titled=bool(source.start))]
        left_out += [line for line in lines if line not in kept]
        made = body(kept, tell)
        old.bodies[PREFACE] = made.paragraphs
    left_out += made.left_out
    old.problems += made.problems
    sections = [section for section in edition.sections if not section.table]
    for section in sections:
        blocks: Sequence[Block] = parts.text.get(section.id, [])
        if section.processing_fee:
            blocks, old.fee = take_fee(blocks)
        made = body(blocks, tell, last=section is sections[-1])
        left_out += made.left_out
        old.problems += made.problems
        if made.paragraphs:
            old.bodies[section.id] = made.paragraphs
        else:
            old.problems.append(faults.no_section(tell.whole, section.label))
    # Title, date and signature are no loss: they are understood, and printed from the data.
    lost = [line for line in left_out if line.text.strip() and not _known(line.text.strip(), old.agency)]
    if lost:
        texts = [" ".join(line.text.split()) for line in lost]
        old.problems.append(faults.left_out(tell.at(lost[0].spot), texts))


def _is_preface(line: Paragraph, *, titled: bool) -> bool:
    """Whether a paragraph before the first heading is the report's: no menu, no date, no log of revisions."""
    if line.heading or line.marker or is_date_line(line.text) or len(line.text.strip()) < _PREFACE:
        return False
    return titled or "报告" in line.text


def _known(text: str, agency: str) -> bool:
    return bool(title_of(text).year) or is_date_line(text) or "".join(text.split()) == agency
