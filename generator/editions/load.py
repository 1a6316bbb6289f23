"""One YAML file → one Edition; and which edition a report year has."""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from generator.editions.comparable import pairing
from generator.editions.explained import helps
from generator.editions.form import (
    KINDS,
    Block,
    Cell,
    Edition,
    Equation,
    Heading,
    KeyFigure,
    Line,
    Section,
    Table,
)
from generator.editions.phrases import phrases
from generator.editions.relations import RELATIONS, Continuity, Couple, FeeCells, Limit, Share
from generator.editions.series import series

FOLDER = Path(__file__).parent


@dataclass(frozen=True, slots=True)
class Editions:
    """All editions, oldest first."""

    all: tuple[Edition, ...]

    def get(self, name: str) -> Edition | None:
        """The edition of that id."""
        return next((edition for edition in self.all if edition.id == name), None)

    def of_year(self, year: int) -> Edition | None:
        """The edition for a report year: the newest that had come into use; none before the first."""
        return next((edition for edition in reversed(self.all) if edition.first_year <= year), None)


@cache
def editions(folder: Path = FOLDER) -> Editions:
    """Every edition that has a file in the folder."""
    found = [load(path.read_text("utf-8")) for path in sorted(folder.glob("*.yaml"))]
    every = Editions(tuple(sorted(found, key=lambda edition: edition.first_year)))
    for edition in found:
        for name in edition.comparable:
            older = every.get(name)
            assert older, (edition.id, name)
            pairing(edition, older)  # says what is wrong in it
    return every


def load(text: str) -> Edition:
    """An edition from the text of its file; a mistake in it is a bug of ours and raises."""
    data: dict[str, Any] = yaml.load(text, Loader=yaml.CSafeLoader)
    tables = tuple(_table(name, table) for name, table in data["tables"].items())
    cells: list[Cell] = []
    lines: list[Line] = []
    equations: list[Equation] = []
    for table in tables:
        for block in table.blocks:
            _cells(table, block, cells, lines)
            equations += _totals(block, cells)
    index = {cell.address: cell for cell in cells}
    for identity in data["identities"]:
        equations += _balances(identity, cells)
    edition = Edition(
        id=data["id"],
        name=data["name"],
        document=data["document"],
        first_year=data["first_year"],
        title=data["title"],
        blank=data["blank"],
        sections=tuple(_section(section) for section in data["sections"]),
        tables=tables,
        cells=tuple(cells),
        lines=tuple(lines),
        equations=tuple(sorted(equations, key=lambda equation: equation.code)),
        continuities=tuple(_continuities(data["continuities"], index, lines)),
        limits=tuple(_limits(data.get("limits", []), index)),
        couples=tuple(_couples(data.get("couples", []), index)),
        shares=tuple(_shares(data.get("shares", []), index)),
        jumps=tuple(index[address].address for address in data.get("jumps", [])),
        legislation=tuple(
            cell.index for line in lines if line.path in data.get("legislation", ()) for cell in line.cells
        ),
        fee_cells=_fee_cells(data.get("fee_cells"), index),
        deadline=data.get("deadline", ""),
        key_figures=tuple(KeyFigure(**figure) for figure in data["key_figures"]),
        aliases={label: tuple(others) for label, others in data.get("aliases", {}).items()},
        phrases=phrases(data.get("phrases", {}), index),
        series=tuple(series(data.get("series", []), index)),
        help=tuple(helps(data.get("help", {}), cells, lines)),
        comparable=data.get("comparable", {}),
    )
    assert len(index) == len(cells), "two cells share an address"
    assert all(figure.cell in index for figure in edition.key_figures)
    assert len({item.id for item in edition.series}) == len(edition.series), "two series share an id"
    labels = {label for cell in cells for label in (*cell.rows, *cell.columns)}
    assert edition.aliases.keys() <= labels, edition.aliases.keys() - labels
    assert [s.table for s in edition.sections if s.table] == [table.id for table in tables]
    return edition


def _section(data: dict[str, Any]) -> Section:
    lists = {key: tuple(data.get(key, ())) for key in ("aliases", "topics")}
    pairs = {key: tuple(data.get(key, {}).items()) for key in ("topic_words", "government_topics")}
    return Section(**{**data, **lists, **pairs})


def _table(name: str, data: dict[str, Any]) -> Table:
    blocks = data.get("blocks") or [{key: data[key] for key in ("columns", "rows") if key in data}]
    return Table(name, data["caption"], tuple(_block(block) for block in blocks), data.get("stub", ""))


def _block(data: dict[str, Any]) -> Block:
    columns, rows = _headings(data["columns"]), _headings(data.get("rows", []))
    return Block(columns, rows, data.get("id", ""), data.get("label", ""))


def _headings(data: list[dict[str, Any]]) -> tuple[Heading, ...]:
    headings = tuple(Heading(**{**item, "children": _headings(item.get("children", []))}) for item in data)
    assert all(heading.kind in KINDS for heading in headings)
    return headings


Path_ = tuple[Heading, ...]


def _paths(headings: tuple[Heading, ...], above: Path_ = ()) -> Iterator[Path_]:
    """The way from the root to every leaf, in printed order."""
    for heading in headings:
        if heading.children:
            yield from _paths(heading.children, (*above, heading))
        else:
            yield (*above, heading)


def _cells(table: Table, block: Block, cells: list[Cell], lines: list[Line]) -> None:
    """The cells of a block, row by row, and the lists in which a file writes them."""
    prefix = tuple(name for name in (table.id, block.id) if name)
    columns = tuple(_paths(block.columns))
    for row in _paths(block.rows) if block.rows else iter([()]):
        runs: dict[str, list[Cell]] = {}
        for column in columns:
            names = [heading.id for heading in (*row, *column) if heading.id]
            cell = Cell(
                index=len(cells),
                address=".".join((*prefix, *names)),
                table=table.id,
                rows=tuple(heading.label for heading in row),
                columns=tuple(heading.label for heading in _spoken(column, block)),
                kind=column[-1].kind,
                unit=column[-1].unit,
                row_total=bool(row and row[-1].total),
                column_total=bool(column[-1].total),
            )
            cells.append(cell)
            runs.setdefault(".".join((*prefix, *names[:-1])), []).append(cell)
        lines += [Line(path, tuple(run), run[0].row_total) for path, run in runs.items()]


def _spoken(column: Path_, block: Block) -> Path_:
    """Without a heading that stands over all columns: it tells none from another."""
    return column[1:] if len(block.columns) == 1 and block.columns[0].children else column


def _totals(block: Block, cells: list[Cell]) -> Iterator[Equation]:
    """One equation for every cell that is a sum of others, along its row or down its column."""
    rows = tuple(_paths(block.rows)) if block.rows else ((),)
    columns = tuple(_paths(block.columns))
    first = len(cells) - len(rows) * len(columns)

    def at(row: int, column: int) -> int:
        return first + row * len(columns) + column

    for code, total, parts in _sums(block.columns):
        for r, row in enumerate(rows):
            about = " · ".join(heading.label for heading in row) or " · ".join(
                cells[at(r, total)].columns[:-1]
            )
            yield Equation(code, (at(r, total),), tuple(at(r, part) for part in parts), about)
    for code, total, parts in _sums(block.rows):
        for c in range(len(columns)):
            about = cells[at(total, c)].column_label
            yield Equation(code, (at(total, c),), tuple(at(part, c) for part in parts), about)


def _sums(headings: tuple[Heading, ...], start: int = 0) -> Iterator[tuple[str, int, list[int]]]:
    """(code, position of the total, positions of its parts) for every total among the headings."""
    spans = []
    for heading in headings:
        width = len(heading.leaves())
        spans.append((heading, start, width))
        yield from _sums(heading.children, start)
        start += width
    for total, place, _width in spans:
        if total.total:
            parts = [p for h, s, w in spans if h is not total for p in range(s, s + w)]
            yield total.total, place, parts


def _balances(identity: dict[str, Any], cells: list[Cell]) -> Iterator[Equation]:
    """The identity in every column of its table."""
    rows = {
        side: [_row(identity["table"], name, cells) for name in identity[side]] for side in ("left", "right")
    }
    for column, cell in enumerate(rows["left"][0]):
        left, right = (tuple(row[column].index for row in rows[side]) for side in ("left", "right"))
        yield Equation(identity["code"], left, right, cell.column_label)


def _row(table: str, name: str, cells: list[Cell]) -> list[Cell]:
    path = f"{table}.{name}."
    row = [cell for cell in cells if cell.address.startswith(path)]
    assert row, path
    return row


def _continuities(
    data: list[dict[str, Any]], index: dict[str, Cell], lines: list[Line]
) -> Iterator[Continuity]:
    """Cell by cell, also where the file names a whole line; `columns:` is the code of those that are no total."""
    columns = {line.path: [cell.address.removeprefix(line.path) for cell in line.cells] for line in lines}
    for item in data:
        assert item.get("relation", "=") in RELATIONS, item
        for column in columns.get(item["to"], [""]):
            to, origin, plus, minus = (
                item[key] + column if key in item else "" for key in ("to", "from", "plus", "minus")
            )
            code = item["code"] if index[to].column_total else item.get("columns", item["code"])
            of_last = item.get("of") == "last"
            assert of_last or all(address in index for address in (plus, minus) if address), item
            yield Continuity(code, to, origin, plus, minus, of_last, item.get("relation", "="))


def _limits(data: list[dict[str, Any]], index: dict[str, Cell]) -> Iterator[Limit]:
    """The limit in every line that the file names."""
    for item in data:
        for line in item["lines"]:
            less, more = (
                tuple(index[f"{line}.{name}"].index for name in item.get(side, ()))
                for side in ("less", "more")
            )
            yield Limit(item["code"], less, more, index[f"{line}.{item['more'][0]}"].row_label)


def _couples(data: list[dict[str, Any]], index: dict[str, Cell]) -> Iterator[Couple]:
    for item in data:
        one, other = (index[address] for address in item["cells"])
        yield Couple(item["code"], (one.index, other.index), one.row_label)


def _shares(data: list[dict[str, Any]], index: dict[str, Cell]) -> Iterator[Share]:
    for item in data:
        yield Share(
            item["code"], index[item["part"]].index, tuple(index[name].index for name in item["whole"])
        )


def _fee_cells(data: dict[str, str] | None, index: dict[str, Cell]) -> FeeCells | None:
    return FeeCells(**{name: index[address].index for name, address in data.items()}) if data else None
