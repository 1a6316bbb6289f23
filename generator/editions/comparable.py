"""Two forms → which of their cells count the same: the `comparable` of the newer one's file, in indexes of cells."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from generator.editions.form import Edition


@dataclass(frozen=True, slots=True)
class Joined:
    """Cells of the newer form that together are one of the older."""

    label: str
    here: tuple[tuple[int, ...], ...]  # beside `there`: those that are added together
    there: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Apart:
    """Cells that have no counterpart, and why."""

    label: str
    here: tuple[int, ...]
    there: tuple[int, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Pairing:
    """What of a newer form can be compared with an older one, or with itself."""

    same: tuple[int | None, ...]  # beside the cells of the newer form: the cell there; None: joined or apart
    joined: tuple[Joined, ...] = ()
    apart: tuple[Apart, ...] = ()


@cache
def pairing(newer: Edition, older: Edition) -> Pairing | None:
    """None if nothing can be compared. A cell that the file forgets or names twice is a bug of ours and raises."""
    if newer is older:
        return Pairing(tuple(range(len(newer.cells)))) if newer.cells else None
    data = newer.comparable.get(older.id)
    if data is None:
        return None
    here, there = _Cells(newer), _Cells(older)
    joined = []
    for item in data.get("joined", ()):
        targets = there.take([item["there"]])
        parts = here.take([item["here"]])
        # In the older form the line itself has the columns that the lines below it have here.
        by_column = [[at for at in parts if _column(newer, at) == _column(older, to)] for to in targets]
        assert sorted(at for found in by_column for at in found) == sorted(parts), item
        joined.append(Joined(item["label"], tuple(map(tuple, by_column)), tuple(targets), item["why"]))
    apart = [
        Apart(
            item["label"],
            tuple(here.take(item.get("here", ()))),
            tuple(there.take(item.get("there", ()))),
            item["why"],
        )
        for item in data.get("apart", ())
    ]
    same: list[int | None] = [None] * len(newer.cells)
    for at in here.take(data["same"]):
        same[at] = older.index[newer.cells[at].address]
    there.left -= {to for to in same if to is not None}
    assert not here.left, [newer.cells[at].address for at in here.left]
    assert not there.left, [older.cells[at].address for at in there.left]
    return Pairing(tuple(same), tuple(joined), tuple(apart))


class _Cells:
    """The cells of a form that nothing has been said of."""

    def __init__(self, form: Edition) -> None:
        self.form = form
        self.left = set(range(len(form.cells)))

    def take(self, paths: Iterable[str]) -> list[int]:
        """Those that are left of what has these addresses or lies below."""
        found = []
        for path in paths:
            these = [
                at for at in sorted(self.left) if f"{self.form.cells[at].address}.".startswith(f"{path}.")
            ]
            assert these, path
            self.left.difference_update(these)
            found += these
        return found


def _column(form: Edition, at: int) -> str:
    return form.cells[at].address.rpartition(".")[2]
