"""The tags of the official tables in a PDF: which cells are headings, and of which figures, as the form has it."""

from collections.abc import Iterable, Iterator
from io import BytesIO
from typing import TYPE_CHECKING

from generator.editions.layout import Grid, GridCell

if TYPE_CHECKING:
    from pikepdf import Object


def tagged(pdf: bytes, grids: Iterable[Grid]) -> bytes:
    """The file with these tables, which are all that it has, in this order, and with all their headings named."""
    from pikepdf import Array, Dictionary, ObjectStreamMode, String
    from pikepdf import open as load

    with load(BytesIO(pdf)) as document:
        root = document.Root.StructTreeRoot
        drawn = [(f"{grid.table.id}-", row) for grid in grids for row in grid.rows()]
        names = {}
        for element, (table, row) in zip(_rows(root), drawn, strict=True):
            for tag, cell in zip(_kids(element), row, strict=True):
                _tag(tag, cell, table)
                if cell.name:
                    names[table + cell.name] = tag
        if names:
            pairs = [item for name in sorted(names) for item in (String(name), names[name])]
            root.IDTree = document.make_indirect(Dictionary(Names=Array(pairs)))
        out = BytesIO()
        document.save(out, deterministic_id=True, object_stream_mode=ObjectStreamMode.generate)
    return out.getvalue()


def _rows(element: "Object") -> Iterator["Object"]:
    """The rows of all tables below, top to bottom."""
    for kid in _kids(element):
        if kid.get("/S") == "/TR":
            yield kid
        else:
            yield from _rows(kid)


def _kids(element: "Object") -> list["Object"]:
    """The elements right below."""
    from pikepdf import Array, Dictionary

    kids = element.get("/K")
    return [kid for kid in (kids if isinstance(kids, Array) else [kids]) if isinstance(kid, Dictionary)]


def _tag(tag: "Object", cell: GridCell, table: str) -> None:
    """What a cell is; `table`: the beginning of the names of its headings."""
    from pikepdf import Array, Name, String

    about = next(it for it in tag.A if it.O == "/Table")
    if cell.kind == "data":
        tag.S = Name.TD
        about.Headers = Array([String(table + name) for name in cell.headers])
        return
    tag.S = Name.TH
    tag.ID = String(table + cell.name)
    about.Scope = Name.Row if cell.kind == "row" else Name.Column
    del about["/Headers"]
