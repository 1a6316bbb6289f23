"""What lines and columns of an official form mean, in plain words: the `help` of its file. Ours, not the form's."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase

from generator.editions.comparable import pairing
from generator.editions.form import Cell, Edition, Line
from generator.editions.relations import Help


@dataclass(frozen=True, slots=True)
class Explained:
    """A line or column, and what it means."""

    label: str
    words: str
    basis: str


def helps(
    data: Mapping[str, Mapping[str, str]], cells: Iterable[Cell], lines: Iterable[Line]
) -> Iterator[Help]:
    """The `help` of a file; a path that names nothing is a bug of ours and raises."""
    known = {line.path for line in lines} | {cell.address for cell in cells}
    for path, item in data.items():
        assert any(fnmatchcase(name, path) for name in known), path
        yield Help(path, **item)


def explained(form: Edition, newer: Iterable[Edition]) -> dict[str, tuple[Explained, ...]]:
    """Table → its lines in official order, then its columns.

    Of what a form does not explain itself the words of a `newer` one are taken, where it counts the same.
    """
    words = {item.path: item for other in newer for item in other.help if _same(item, other, form)}
    words |= {item.path: item for item in form.help}
    found: dict[str, dict[str, Explained]] = {table.id: {} for table in form.tables}
    for line in form.lines:
        if line.path in words:
            _add(found, line.cells[0], _line(line), words[line.path])
    for cell in form.cells:
        for path, item in words.items():
            if "*" in path and fnmatchcase(cell.address, path):
                _add(found, cell, cell.columns[-1], item)
    return {table: tuple(every.values()) for table, every in found.items()}


def _add(found: dict[str, dict[str, Explained]], cell: Cell, label: str, item: Help) -> None:
    found[cell.table].setdefault(item.path, Explained(label, item.words, item.basis))


def _same(item: Help, newer: Edition, form: Edition) -> bool:
    """Whether all that is explained counts the same in both forms."""
    pairs = pairing(newer, form)
    pattern = item.path if "*" in item.path else f"{item.path}.*"
    about = [cell.index for cell in newer.cells if fnmatchcase(cell.address, pattern)]
    return pairs is not None and all(pairs.same[index] is not None for index in about)


def _line(line: Line) -> str:
    """The row within its group; a heading over all results tells none from another."""
    rows = line.cells[0].rows
    return " · ".join(rows[1:] or rows) or line.label
