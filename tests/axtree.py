"""Which headers a screen reader is told for every data cell, from Chromium's accessibility tree.

Chromium gives a cell all column headers of its column and all row headers of its row *within its table*, whatever
`headers=` says (AXTableInfo in its source). The tree says which tables, rows and cells there are; the DOM node behind
each cell says how many columns and rows it spans.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from playwright.sync_api import Page

CELLS = {"cell", "gridcell", "columnheader", "rowheader"}


@dataclass
class Cell:
    role: str
    text: str
    row: int = 0
    column: int = 0
    rowspan: int = 1
    colspan: int = 1
    headers: list[str] = field(default_factory=list)


def data_cells(page: Page) -> list[Cell]:
    """Every data cell of the page with the texts of its headers."""
    session = page.context.new_cdp_session(page)
    session.send("DOM.enable")
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    tree = {node["nodeId"]: node for node in nodes}
    cells: list[Cell] = []
    for node in nodes:
        if _role(node) == "table" and not node.get("ignored"):
            cells += _table(session, tree, node)
    return [cell for cell in cells if cell.role in {"cell", "gridcell"}]


def _role(node: dict[str, Any]) -> str:
    return node.get("role", {}).get("value", "")


def _below(tree: dict[str, Any], node: dict[str, Any], roles: set[str]) -> Iterator[dict[str, Any]]:
    """The nearest descendants of these roles; a table inside is another table's business."""
    for child in node.get("childIds", []):
        found = tree.get(child)
        if not found:
            continue
        if _role(found) in roles and not found.get("ignored"):
            yield found
        elif _role(found) != "table":
            yield from _below(tree, found, roles)


def _text(tree: dict[str, Any], node: dict[str, Any]) -> str:
    if _role(node) == "StaticText":
        return node.get("name", {}).get("value", "")
    return "".join(_text(tree, tree[child]) for child in node.get("childIds", []) if child in tree)


def _table(session: Any, tree: dict[str, Any], table: dict[str, Any]) -> list[Cell]:
    cells: list[Cell] = []
    taken: set[tuple[int, int]] = set()
    for at, row in enumerate(_below(tree, table, {"row"})):
        column = 0
        for node in _below(tree, row, CELLS):
            while (at, column) in taken:
                column += 1
            spans = _spans(session, node["backendDOMNodeId"])
            cell = Cell(_role(node), _text(tree, node).replace(" ", ""), at, column, *spans)
            taken |= {(at + r, column + c) for r in range(cell.rowspan) for c in range(cell.colspan)}
            cells.append(cell)
    for cell in cells:
        cell.headers = [
            head.text
            for head in cells
            if (head.role == "columnheader" and head.column <= cell.column < head.column + head.colspan)
            or (head.role == "rowheader" and head.row <= cell.row < head.row + head.rowspan)
        ]
    return cells


def _spans(session: Any, node: int) -> tuple[int, int]:
    given = session.send("DOM.describeNode", {"backendNodeId": node})["node"].get("attributes", [])
    attributes = dict(zip(given[::2], given[1::2], strict=True))
    return int(attributes.get("rowspan", 1)), int(attributes.get("colspan", 1))
