"""The `series` of an edition's file → Series: figures that are followed over the years and added up over agencies."""

from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Any

from generator.editions.form import Cell
from generator.editions.relations import Series


def series(data: Iterable[Mapping[str, Any]], cells: Mapping[str, Cell]) -> Iterator[Series]:
    """`cells`: address → cell; a star in the data stands for every name in its place. A mistake in it raises."""
    for item in data:
        path: str = item["cells"]
        found = [
            cell
            for address, cell in cells.items()
            if address.count(".") == path.count(".") and fnmatchcase(address, path)
        ]
        units = {cell.unit for cell in found}
        assert len(units) == 1, item
        # Neither a change, which may be below zero, nor money, whose unit is written with it.
        assert {cell.kind for cell in found} <= {"count", "amount"}, item
        assert bool(item.get("trend")) != bool(item.get("breakdown")), item
        yield Series(**{**item, "cells": tuple(cell.index for cell in found), "unit": units.pop()})
